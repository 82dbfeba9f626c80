"""The pages in front of the portal, as a browser without JavaScript meets them."""

import hashlib
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Consent, Person, SignInTry, Trace
from lrc_portal.identity import consent, front_door, health
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.settings import Settings
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, InviteSubmission
from lrc_portal.vocabulary import Act, Content, Language, Role
from lrc_portal.words.translator import translator
from tests.identity.conftest import PASSPHRASE, browser, person_named, roles_of

Make = Callable[..., Viewer]
Change = Callable[..., Settings]


def sign_in(door: TestClient, name: str = "Ceri", **more: str):
    return door.post("/sign-in", data={"name": name, "passphrase": PASSPHRASE, **more})


def code_of(database: Database, by: Viewer, role: Role = Role.FAMILY, into_circle: bool = True) -> str:
    with database.writing() as db:
        return invitations.issue(db, by=by, role=role, into_circle=into_circle, meant_for="for my sister")[1]


def joining(code: str, **more: str) -> dict[str, str]:
    fields = {"name": "Sam", "display_name": "", "passphrase": PASSPHRASE, "agree": "yes"}
    return {"code": code, "step": "join", **fields, **more}


def test_the_right_name_and_passphrase_come_in(
    door: TestClient, make_person: Make, database: Database
) -> None:
    ceri = make_person("Ceri", Role.MEMBER)
    answer = sign_in(door, "ceri", next="/goals")
    assert (answer.status_code, answer.headers["location"]) == (303, "/goals")
    viewer = viewer_of(database, door.cookies["lrc_session"])
    assert viewer is not None and viewer.person_id == ceri.person_id
    with database.reading() as db:
        signed_in = db.scalars(select(Trace).where(Trace.act == Act.SIGNED_IN)).one()
        assert signed_in.owner_id == signed_in.actor_id == ceri.person_id
        assert db.scalars(select(SignInTry.succeeded)).all() == [True]


def test_a_wrong_name_and_a_wrong_passphrase_get_the_same_answer(door: TestClient, make_person: Make) -> None:
    make_person("Ceri", Role.MEMBER)
    wrong_passphrase = sign_in(door, "Ceri", passphrase="not the one")
    wrong_name = sign_in(door, "Nobody", passphrase="not the one")
    assert wrong_passphrase.status_code == wrong_name.status_code == 401
    assert wrong_passphrase.text.replace('value="Ceri"', "") == wrong_name.text.replace('value="Nobody"', "")
    assert "set-cookie" not in wrong_name.headers


def test_the_typed_name_stays_after_an_error_and_the_passphrase_does_not(door: TestClient) -> None:
    page = sign_in(door, "Ceri <b>", passphrase="a secret of mine").text
    assert 'value="Ceri &lt;b&gt;"' in page and "a secret of mine" not in page
    assert 'aria-invalid="true"' in page and 'aria-describedby="name-problem"' in page
    assert page.count('id="problems"') == 1 and 'href="#name"' in page
    assert '<p id="problems-title"><a href="#name">' in page and 'aria-labelledby="problems-title"' in page
    assert "There is a problem" not in page, "one problem needs no heading and no list"


@pytest.mark.parametrize("name", ["Ceri", "Nobody"])
def test_after_many_tries_the_page_says_to_wait(door: TestClient, make_person: Make, name: str) -> None:
    make_person("Ceri", Role.MEMBER)
    for _ in range(5):
        sign_in(door, name, passphrase="not the one")
    answer = sign_in(door, name)
    assert answer.status_code == 401 and "Wait 1 minute" in answer.text
    assert "lrc_session" not in door.cookies


@pytest.mark.parametrize(
    ("wanted", "onward"),
    [
        ("/circle", "/circle"),
        ("https://evil.example/", "/"),
        ("//evil.example/goals", "/"),
        ("/\\evil.example", "/"),
        ("/goals?x=1", "/goals"),
        ("/healthz", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[", "/"),
    ],
)
def test_after_signing_in_one_comes_to_a_screen_of_the_portal(
    door: TestClient, make_person: Make, wanted: str, onward: str
) -> None:
    make_person("Ceri", Role.MEMBER)
    assert sign_in(door, next=wanted).headers["location"] == onward


def session_cookie(answer) -> str:
    return next(each for each in answer.headers.get_list("set-cookie") if "lrc_session" in each)


def test_on_http_the_cookie_is_closed_to_scripts(door: TestClient, make_person: Make) -> None:
    make_person("Ceri", Role.MEMBER)
    cookie = session_cookie(sign_in(door))
    assert cookie.startswith("lrc_session=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; ")) and "Secure" not in cookie


def test_on_https_the_cookie_is_secure_and_bound_to_the_host(
    change_settings: Change, make_person: Make
) -> None:
    change_settings(public_url="https://portal.example.org")
    make_person("Ceri", Role.MEMBER)
    answer = sign_in(browser("https://portal.example.org"))
    cookie = session_cookie(answer)
    assert cookie.startswith("__Host-lrc_session=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(
        cookie.split("; ")
    ) and "Domain" not in cookie
    assert "max-age=63072000" in answer.headers["strict-transport-security"]


def test_on_https_no_cookie_goes_over_an_open_line_whoever_made_it(change_settings: Change) -> None:
    async def streamlits_own(_request: Request) -> Response:
        answer = PlainTextResponse("ok")
        answer.headers.append("set-cookie", "_streamlit_xsrf=2|x; Path=/; SameSite=Lax")
        answer.headers.append("set-cookie", "other=Secure; Path=/; secure")
        return answer

    app = Starlette(routes=[Route("/_stcore/health", streamlits_own)], middleware=front_door.middleware())
    for public, ends in (
        ("https://portal.example.org", "; Secure"),
        ("http://localhost:8501", "; SameSite=Lax"),
    ):
        change_settings(public_url=public)
        answer = TestClient(app, base_url=public).get("/_stcore/health")
        first, second = answer.headers.get_list("set-cookie")
        assert first.endswith(ends) and second == "other=Secure; Path=/; secure"


@pytest.mark.parametrize(("role", "stays"), [(Role.MEMBER, True), (Role.COORDINATOR, False)])
def test_the_cookie_of_somebody_who_works_here_goes_with_the_window(
    door: TestClient, make_person: Make, role: Role, stays: bool
) -> None:
    make_person("Ceri", role)
    assert ("Max-Age" in session_cookie(sign_in(door))) is stays


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://localhost:8501"}, 303),
        ({"origin": "http://localhost:8501", "sec-fetch-site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_a_form_from_another_site_is_refused(
    door: TestClient, make_person: Make, headers: dict[str, str], status: int
) -> None:
    make_person("Ceri", Role.MEMBER)
    answer = door.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE}, headers=headers)
    assert answer.status_code == status


def test_signing_out_ends_the_session_itself(door: TestClient, make_person: Make, database: Database) -> None:
    make_person("Ceri", Role.MEMBER)
    sign_in(door)
    token = door.cookies["lrc_session"]
    assert "<button" in door.get("/sign-out").text
    assert viewer_of(database, token) is not None
    answer = door.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "lrc_session" not in door.cookies and viewer_of(database, token) is None


def test_signing_in_again_ends_what_this_browser_had(
    door: TestClient, make_person: Make, database: Database
) -> None:
    make_person("Ceri", Role.MEMBER)
    sign_in(door)
    first = door.cookies["lrc_session"]
    sign_in(door)
    assert viewer_of(database, first) is None and viewer_of(database, door.cookies["lrc_session"]) is not None


def test_a_language_chosen_on_the_way_in_stays(
    door: TestClient, make_person: Make, database: Database
) -> None:
    make_person("Ceri", Role.MEMBER)
    assert '<html lang="cy">' in door.get("/sign-in?language=cy").text
    assert '<html lang="cy">' in door.get("/sign-in").text
    sign_in(door, language="cy")
    with database.reading() as db:
        assert person_named(db, "Ceri").language is Language.CYMRAEG


def test_the_browsers_own_language_is_asked_before_anybody_chose(door: TestClient) -> None:
    assert '<html lang="cy">' in door.get("/sign-in", headers={"accept-language": "cy-GB,en;q=0.5"}).text
    assert '<html lang="en">' in door.get("/sign-in", headers={"accept-language": "fr"}).text


@pytest.mark.parametrize("address", ["/sign-in", "/invitation", "/start", "/nowhere-at-all"])
def test_every_page_offers_help_leaving_and_the_other_language(door: TestClient, address: str) -> None:
    page = door.get(address, headers={"accept": "text/html"}).text
    assert 'href="/help-now"' in page and 'href="/exit"' in page and "?language=cy" in page
    assert page.count("<h1") == 1 and 'href="#main"' in page
    # Only a passkey needs a script, a file of ours; without it that button is hidden, and nothing waits.
    ours = page.count('<script src="/assets/passkey.js?v=')
    assert page.count("<script") == ours == (address == "/sign-in")


def test_password_managers_know_the_fields(door: TestClient) -> None:
    page = door.get("/sign-in").text
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page
    assert 'autocomplete="new-password"' in door.get("/start").text


def test_an_invitation_makes_an_account_with_its_role(
    door: TestClient, make_person: Make, database: Database
) -> None:
    code = code_of(database, make_person("Ceri", Role.MEMBER))
    assert f'value="{code}"' in door.get(f"/invitation?code={code}").text
    second = door.post("/invitation", data={"code": code.lower().replace("-", " ")})
    assert second.status_code == 200 and 'name="agree"' in second.text
    read, t = consent.INVITED, translator(Language.ENGLISH)
    details = second.text.partition("<details>")[2].partition("</details>")[0]
    assert t(read.agree) in second.text and t(read.agree) not in details, "one sentence beside the box"
    for said in (*read.for_all, *(each for role, several in read.by_role for each in (role, *several))):
        assert t(said) in details, "and what it means for each role is one tap away"
    answer = door.post("/invitation", data=joining(code))
    assert (answer.status_code, answer.headers["location"]) == (303, "/shared"), "what family comes for"
    viewer = viewer_of(database, door.cookies["lrc_session"])
    assert viewer is not None and (viewer.display_name, viewer.roles) == ("Sam", {Role.FAMILY})
    with database.reading() as db:
        kept = db.scalars(select(Consent.wording).where(Consent.person_id == viewer.person_id)).one()
    assert kept == read.wording(t), "what was read is what is kept"


def test_before_accepting_nothing_shows_who_invites_or_to_what(
    door: TestClient, make_person: Make, database: Database
) -> None:
    family = code_of(database, make_person("Gwenllian", Role.MEMBER))
    worker = code_of(database, make_person("Owain", Role.COORDINATOR), Role.PEER_WORKER, into_circle=False)
    pages = [
        browser().post("/invitation", data={"code": code}).text.replace(code, "") for code in (family, worker)
    ]
    assert pages[0] == pages[1]
    assert "Gwenllian" not in pages[0] and "sister" not in pages[0]


def test_a_code_that_was_used_opens_nothing(door: TestClient, make_person: Make, database: Database) -> None:
    code = code_of(database, make_person("Ceri", Role.MEMBER))
    door.post("/invitation", data=joining(code))
    answer = browser().post("/invitation", data=joining(code, name="Alex"))
    assert answer.status_code == 400 and "does not open anything" in answer.text
    with database.reading() as db:
        assert len(db.scalars(select(Person)).all()) == 2


def test_two_who_accept_at_once_do_not_both_come_in(
    door: TestClient, make_person: Make, database: Database
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    code = code_of(database, make_person("Ceri", Role.MEMBER))
    with ThreadPoolExecutor(4) as together:
        answers = together.map(
            lambda number: (
                browser().post("/invitation", data=joining(code, name=f"Sam {number}")).status_code
            ),
            range(4),
        )
        assert sorted(answers) == [303, 400, 400, 400]


def test_guessing_codes_is_slowed(door: TestClient) -> None:
    for _ in range(50):
        assert "does not open anything" in door.post("/invitation", data={"code": "CDFH"}).text
    assert "Wait 1 minute" in door.post("/invitation", data={"code": "CDFH"}).text


def test_somebody_with_an_account_signs_in_on_the_way_and_accepts_with_it(
    door: TestClient, make_person: Make, database: Database
) -> None:
    code = code_of(database, make_person("Ceri", Role.MEMBER))
    sam = make_person("Sam", Role.MEMBER)
    door.post("/invitation", data={"code": code})
    assert sign_in(door, "Sam", next="/invitation").headers["location"] == "/invitation"
    assert f'value="{code}"' in door.get("/invitation").text
    assert "Accept with my account, Sam" in door.post("/invitation", data={"code": code}).text
    with database.reading() as db:
        assert roles_of(db, sam.person_id) == {Role.MEMBER}
    assert door.post("/invitation", data={"code": code, "step": "accept"}).headers["location"] == "/shared"
    with database.reading() as db:
        assert roles_of(db, sam.person_id) == {Role.MEMBER, Role.FAMILY}


@pytest.mark.parametrize("kind", ["member", "family"])
def test_where_it_is_allowed_anybody_starts_their_own_record(
    door: TestClient, database: Database, kind: str
) -> None:
    answer = door.post("/start", data={**joining(""), "kind": kind})
    assert answer.status_code == 303
    viewer = viewer_of(database, door.cookies["lrc_session"])
    assert viewer is not None and viewer.roles == {Role(kind)}


@pytest.mark.parametrize("kind", ["coordinator", "peer_worker", ""])
def test_nobody_starts_as_somebody_who_works_here(door: TestClient, database: Database, kind: str) -> None:
    assert door.post("/start", data={**joining(""), "kind": kind}).status_code == 400
    with database.reading() as db:
        assert db.scalars(select(Person)).all() == []


def test_where_it_is_not_allowed_the_page_says_so(change_settings: Change) -> None:
    change_settings(open_start=False)
    door = browser()
    assert door.get("/start").status_code == 404
    assert door.post("/start", data={**joining(""), "kind": "member"}).status_code == 404


def test_problems_stand_beside_their_fields(door: TestClient) -> None:
    answer = door.post("/start", data={"name": "", "passphrase": "short", "kind": ""})
    assert answer.status_code == 400
    assert set(re.findall(r'id="(\w+)-problem"', answer.text)) == {"kind", "name", "passphrase", "agree"}
    assert '<h2 id="problems-title">There is a problem</h2>' in answer.text
    assert set(re.findall(r'<li><a href="#(\w+)"', answer.text)) == {"kind", "name", "passphrase", "agree"}


@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/assets/front.css", "/healthz", "/exit"])
def test_every_answer_carries_the_headers(door: TestClient, address: str) -> None:
    headers = door.get(address, headers={"accept": "text/html"}).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin" and "camera=()" in headers["permissions-policy"]
    assert "base-uri 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == ("public, max-age=2592000" if "/assets/" in address else "no-store")


@pytest.mark.parametrize(
    "address", ["/nowhere", "/oauth2callback", "/auth/login", "/pages/goals.py", "/.git/HEAD"]
)
def test_an_unknown_address_gets_a_calm_page(door: TestClient, address: str) -> None:
    answer = door.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 404 and "There is no page here" in answer.text


def test_a_fault_gets_a_calm_page_with_a_number_and_a_log_without_words(
    house: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(
        "lrc_portal.identity.viewer.token_hash", lambda _token: 1 / 0 if _token else "my own words"
    )
    door = browser(raise_server_exceptions=False, cookies={"lrc_session": "secret words"})
    answer = door.get("/sign-in", headers={"accept": "text/html"})
    assert answer.status_code == 500
    reference = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", answer.text)
    assert reference and reference[0] in caplog.text and "ZeroDivisionError" in caplog.text
    assert "division by zero" not in caplog.text and "secret words" not in caplog.text
    assert "x-content-type-options" in answer.headers


def test_a_database_that_is_away_gets_a_calm_page_that_asks_it_nothing(
    house: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Database("postgresql://nobody@127.0.0.1:9/nothing")
    monkeypatch.setattr(engine, "_current", away)
    door = browser(cookies={"lrc_session": "somebody"})
    for language, words in (("en", "The portal is very busy just now"), ("cy", "Mae'r porth yn brysur iawn")):
        answer = door.get(f"/sign-in?language={language}", headers={"accept": "text/html"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert words in answer.text.replace("&#39;", "'").replace("&#x27;", "'")
    assert door.get("/sign-in").text == "The portal is busy"
    away.dispose()


def test_we_are_well_while_the_database_answers(door: TestClient, database: Database) -> None:
    assert (door.get("/healthz").status_code, door.get("/healthz").text) == (200, "ok")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE person RENAME TO elsewhere")
    assert door.get("/healthz").status_code == 503


def test_whoever_sends_people_here_hears_what_is_lacking(
    house: Settings, database: Database, change_settings: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.var.mkdir(parents=True, exist_ok=True)
    house.keys_file.touch()
    door = browser()
    assert (door.get("/readyz").status_code, door.get("/readyz").text) == (200, "ok")
    monkeypatch.setattr(health, "LEAST_ROOM", 1 << 62)
    assert door.get("/readyz").text == "the disk is almost full"
    monkeypatch.undo()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE strength RENAME TO elsewhere")
    try:
        told = door.get("/readyz")
        assert (told.status_code, told.text) == (503, "the table strength cannot be read")
        assert door.get("/healthz").text == "ok"
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO strength")
    monkeypatch.setattr(database, "answers", Database("postgresql://nobody@127.0.0.1:9/nothing").answers)
    assert door.get("/readyz").text == "the database does not answer", "no table is to blame"
    monkeypatch.undo()
    change_settings(var=house.var / "gone")
    told = door.get("/readyz")
    assert (told.status_code, told.text) == (503, health.NO_KEYS)
    assert door.get("/livez").text == "ok", "a new start would mend none of it"


@pytest.mark.parametrize(
    ("proxies", "passed_on", "address"),
    [
        (0, "203.0.113.9", "testclient"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
    ],
)
def test_an_address_that_a_stranger_wrote_is_not_believed(
    change_settings: Change, proxies: int, passed_on: str, address: str
) -> None:
    from starlette.requests import Request

    from lrc_portal.identity.pages import address_of

    change_settings(trusted_proxies=proxies)
    headers = [(b"x-forwarded-for", passed_on.encode())]
    assert address_of(Request({"type": "http", "headers": headers, "client": ("testclient", 1)})) == address


@pytest.mark.parametrize(("language", "name"), [("en", "Living Room"), ("cy", "Stafell Fyw")])
def test_a_phone_can_put_it_on_its_home_screen_under_a_name_that_tells_nothing(
    door: TestClient, language: str, name: str
) -> None:
    page = door.get(f"/sign-in?language={language}")
    [address] = re.findall(r'<link rel="manifest" href="([^"]+)">', page.text)
    assert "manifest-src 'self'" in page.headers["content-security-policy"]
    answer = browser().get(address)
    said = answer.json()
    assert answer.headers["content-type"] == "application/manifest+json"
    assert (said["name"], said["short_name"], said["start_url"]) == (name, name, "/quick")
    for icon in said["icons"]:
        drawn = door.get(icon["src"]).content
        width, height = (int.from_bytes(drawn[at : at + 4]) for at in (16, 20))
        assert drawn.startswith(b"\x89PNG") and icon["sizes"] == f"{width}x{height}"


def test_what_never_changes_is_kept_by_the_browser_and_a_newer_look_has_another_address(
    door: TestClient,
) -> None:
    [look] = re.findall(r'<link rel="stylesheet" href="([^"]+)">', door.get("/help-now").text)
    css = door.get(look)
    assert "immutable" in css.headers["cache-control"]
    assert look.endswith(f"?v={hashlib.sha256(css.content).hexdigest()[:12]}")
    typeface = door.get("/assets/fonts/atkinson-hyperlegible-next-latin.woff2")
    assert typeface.headers["cache-control"] == "public, max-age=2592000"
    assert door.get("/assets/nothing.css?v=1").headers["cache-control"] == "no-store"


def test_who_invites_is_told_before_joining_where_they_chose_that_and_nowhere_else(
    door: TestClient, make_person: Make, database: Database
) -> None:
    ceri = make_person("Ceri", Role.MEMBER)
    grants = (Grant(Content.HEALTH), Grant(Content.STRENGTHS, own_words=True), Grant(Content.GOALS, True))
    with database.writing() as db:
        telling, silent = (
            circle.invite(db, by=ceri, submission=InviteSubmission("Mam", grants, f"{says}", says))
            for says in (True, False)
        )
    told = door.post("/invitation", data={"code": telling}).text
    assert "Ceri invites you into their circle." in told
    assert "Health, without their words" in told and "Goals, with their words" in told
    assert "Ceri" not in door.post("/invitation", data={"code": silent}).text
    make_person("Sam")
    sign_in(door, "Sam")
    assert "Ceri invites you into their circle." in door.post("/invitation", data={"code": telling}).text
    assert "Ceri" not in door.post("/invitation", data={"code": silent}).text
    door.post("/invitation", data={"code": telling, "step": "accept"})
    assert "Ceri" not in browser().post("/invitation", data={"code": telling}).text, "it opens nothing now"
