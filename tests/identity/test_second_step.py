"""A second step: what a passphrase alone opens, codes that count once, passkeys, and who must have one."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from lrc_portal import clock, settings
from lrc_portal.acting import NotAllowed, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CodeApp, PasskeyChallenge, PersonRole, SpareCode, Supervises, Trace
from lrc_portal.identity import passkeys, second_step
from lrc_portal.identity.sessions import cookie_name
from lrc_portal.identity.viewer import viewer_of, whoever_of
from lrc_portal.settings import Settings, SettingsProblem
from lrc_portal.vocabulary import Act, Role, Subject
from lrc_portal.words.marks import Refused
from tests import people

from .authenticator import Authenticator
from .conftest import PASSPHRASE, browser

Make = Callable[..., Viewer]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def required(change_settings: Callable[..., Settings]) -> Settings:
    return change_settings(second_step_required=True)


def sign_in(door: TestClient, name: str = "Ceri", onward: str = "/") -> str:
    """Sign in with the usual passphrase; where that leads."""
    answer = door.post("/sign-in", data={"name": name, "passphrase": PASSPHRASE, "next": onward})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def secret_on(page: str) -> str:
    [grouped] = re.findall(r'<p class="secret">([A-Z2-7 ]+)</p>', page)
    return grouped.replace(" ", "")


def sealed_on(page: str) -> str:
    [sealed] = re.findall(r'name="sealed" value="([^"]+)"', page)
    return sealed


def set_up_app(door: TestClient) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an app on the pages, as somebody does; the app, and the spare codes that were shown."""
    page = door.get("/second-step/app").text
    assert page.count("<svg aria-hidden") == page.count("<svg") == 1
    app = pyotp.TOTP(secret_on(page))
    code = app.at(clock.now())
    shown = door.post("/second-step/app", data={"sealed": sealed_on(page), "code": code}).text
    codes = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", shown)
    assert len(codes) == 10, shown
    return app, codes


def later(app: pyotp.TOTP, steps: int = 1) -> str:
    """A code of the app some steps of 30 seconds from now: none that was used."""
    return app.at(clock.now() + timedelta(seconds=30 * steps))


def viewer_in(database: Database, door: TestClient) -> Viewer | None:
    return viewer_of(database, door.cookies.get(cookie_name()))


@pytest.mark.parametrize(
    ("role", "supervises", "must"),
    [
        (Role.COORDINATOR, False, True),
        (Role.PEER_WORKER, False, True),
        (Role.MEMBER, True, True),
        (Role.MEMBER, False, False),
        (Role.FAMILY, False, False),
    ],
)
def test_a_passphrase_alone_opens_nothing_of_others(
    make_person: Make, database: Database, required: Settings, role: Role, supervises: bool, must: bool
) -> None:
    person = make_person("Ceri", role)
    with database.writing() as db:
        if supervises:
            people.make_person(db, "Sam", Role.PEER_WORKER)
            db.execute(update(Supervises).values(supervisor_id=person.person_id))
    door = browser()
    leads_to = sign_in(door, onward="/account")
    whoever = whoever_of(database, door.cookies.get(cookie_name()))
    assert (viewer_in(database, door) is None) is must
    assert whoever is not None and whoever.awaits_second_step is must
    if must:
        assert leads_to == "/second-step?next=/account"
        assert whoever.roles == frozenset() and not whoever.supervises
        assert door.get("/second-step/app").status_code == 200
        assert door.get("/help-now").status_code == 200 and door.get("/sign-out").status_code == 200
        assert door.get("/sign-in").headers["location"].startswith("/second-step")
        assert door.get("/invitation").headers["location"].startswith("/second-step")
    else:
        assert leads_to == "/account" and whoever.roles == {role}


def test_where_it_is_offered_only_whoever_set_it_up_is_asked(
    make_person: Make, database: Database, door: TestClient
) -> None:
    make_person("Ceri", Role.COORDINATOR)
    make_person("Sam", Role.MEMBER)
    assert sign_in(door) == "/" and viewer_in(database, door) is not None
    member, elsewhere = browser(), browser()
    assert sign_in(member, "Sam") == "/" and sign_in(elsewhere, "Sam") == "/"
    app, _codes = set_up_app(member)
    assert viewer_in(database, member) is not None
    # Where they are signed in beside this, they are asked at the next click.
    assert viewer_in(database, elsewhere) is None
    answer = elsewhere.post("/second-step", data={"code": later(app), "next": "/goals"})
    assert answer.headers["location"] == "/goals" and viewer_in(database, elsewhere) is not None


def test_a_role_that_is_given_later_asks_at_the_next_click(
    make_person: Make, database: Database, door: TestClient, required: Settings
) -> None:
    with clock.standing_at(NOON):
        person = make_person("Ceri", Role.MEMBER)
        sign_in(door)
        assert viewer_in(database, door) is not None
        with database.writing() as db:
            db.add(PersonRole(person_id=person.person_id, role=Role.PEER_WORKER, given_at=NOON))
        assert viewer_in(database, door) is None
        assert "An app that shows codes" in door.get("/second-step").text
    # Whoever sits at a page that was open for long signs in once more before they set anything up.
    with clock.standing_at(NOON + timedelta(minutes=16)):
        assert "Sign in once more first" in door.get("/second-step/app").text
        assert door.get("/sign-in?again=1").status_code == 200


@pytest.mark.parametrize(("steps", "fits"), [(-1, True), (0, True), (1, True), (-2, False), (2, False)])
def test_a_phone_s_clock_may_be_wrong_by_one_step(
    make_person: Make, database: Database, door: TestClient, steps: int, fits: bool
) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        sign_in(door)
        app, _codes = set_up_app(door)
    with clock.standing_at(NOON + timedelta(minutes=5)):
        again = browser()
        assert sign_in(again, onward="/goals") == "/second-step?next=/goals"
        answer = again.post(
            "/second-step", data={"code": f" {later(app, steps)[:3]} {later(app, steps)[3:]}"}
        )
        assert (answer.status_code == 303) is fits and (viewer_in(database, again) is not None) is fits


def test_a_code_counts_once_and_none_before_it_afterwards(
    make_person: Make, database: Database, door: TestClient
) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        sign_in(door)
        app, _codes = set_up_app(door)
        # The one that set it up is used as well.
        other = browser()
        sign_in(other)
        assert other.post("/second-step", data={"code": later(app, 0)}).status_code == 401
        assert other.post("/second-step", data={"code": later(app, 1)}).status_code == 303
        third = browser()
        sign_in(third)
        for steps in (1, 0, -1):
            assert third.post("/second-step", data={"code": later(app, steps)}).status_code == 401
        assert viewer_in(database, third) is None


def test_a_spare_code_lets_in_once_and_new_ones_end_the_old(
    make_person: Make, database: Database, door: TestClient
) -> None:
    make_person("Ceri", Role.MEMBER)
    sign_in(door)
    _app, codes = set_up_app(door)
    with database.reading() as db:
        kept = set(db.scalars(select(SpareCode.code_hash)))
        secret = db.connection().exec_driver_sql("SELECT seed FROM code_app").scalar_one()
    assert len(kept) == 10 and not any(code.replace("-", "") in str(kept) for code in codes)
    assert _app.secret not in secret  # encrypted
    tries = []
    for _ in range(2):
        other = browser()
        sign_in(other)
        tries.append(other.post("/second-step", data={"code": codes[0].lower().replace("-", " ")}))
    assert [each.status_code for each in tries] == [303, 401]
    assert "9 spare codes are left." in door.get("/second-step").text
    shown = door.post("/second-step/spare-codes").text
    new = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", shown)
    assert len(new) == 10 and not set(new) & set(codes)
    assert other.post("/second-step", data={"code": codes[1]}).status_code == 401
    assert other.post("/second-step", data={"code": new[1]}).status_code == 303


def test_guessing_the_second_step_is_slowed(make_person: Make, door: TestClient) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        sign_in(door)
        app, _codes = set_up_app(door)
        guess = browser()
        sign_in(guess)
        for _ in range(5):
            assert "Wait" not in guess.post("/second-step", data={"code": "000 000"}).text
        answer = guess.post("/second-step", data={"code": later(app)})
        assert answer.status_code == 401 and "There were many tries. Wait 1 minute" in answer.text


def test_a_form_that_comes_twice_sets_up_one_app_and_leaves_its_spare_codes(
    make_person: Make, database: Database, door: TestClient
) -> None:
    make_person("Ceri", Role.MEMBER)
    sign_in(door)
    page = door.get("/second-step/app").text
    data = {"sealed": sealed_on(page), "code": pyotp.TOTP(secret_on(page)).at(clock.now())}
    [first, again] = [door.post("/second-step/app", data=data) for _ in range(2)]
    assert "Your spare codes" in first.text and again.headers["location"] == "/second-step"
    [code, *_] = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", first.text)
    other = browser()
    sign_in(other)
    assert other.post("/second-step", data={"code": code}).status_code == 303


def test_somebody_elses_picture_sets_nothing_up(make_person: Make, database: Database) -> None:
    make_person("Ceri", Role.MEMBER)
    make_person("Sam", Role.MEMBER)
    ceri, sam = browser(), browser()
    sign_in(ceri)
    sign_in(sam, "Sam")
    page = sam.get("/second-step/app").text
    code = pyotp.TOTP(secret_on(page)).at(clock.now())
    answer = ceri.post("/second-step/app", data={"sealed": sealed_on(page), "code": code})
    assert secret_on(answer.text) != secret_on(page)
    with database.reading() as db:
        assert db.scalar(select(func.count(CodeApp.id))) == 0


def add_passkey(door: TestClient, device: Authenticator, name: str = "My phone") -> int:
    options = door.post("/second-step/passkey/options", data={"called": name})
    assert options.status_code == 200, options.text
    data = {"called": name, "answer": device.make(options.json())}
    return door.post("/second-step/passkey", data=data).status_code


def passkey_in(door: TestClient, device: Authenticator) -> int:
    """Sign in with a passkey alone; the status of the answer."""
    options = door.post("/sign-in/passkey/options").json()
    return door.post("/sign-in/passkey", data={"answer": device.sign(options)}).status_code


def test_a_passkey_is_the_way_in_by_itself_and_the_second_step(
    make_person: Make, database: Database, door: TestClient, required: Settings
) -> None:
    ceri = make_person("Ceri", Role.COORDINATOR)
    sign_in(door)
    phone = Authenticator()
    assert door.post("/second-step/passkey/options", data={"called": " "}).status_code == 422
    assert add_passkey(door, phone) == 303 and viewer_in(database, door) is not None
    assert "My phone" in door.get("/second-step").text

    alone = browser()
    assert passkey_in(alone, phone) == 303
    viewer = viewer_in(database, alone)
    assert viewer is not None and viewer.person_id == ceri.person_id and viewer.roles == {Role.COORDINATOR}

    second = browser()
    assert sign_in(second) == "/second-step?next=/"
    phone.verifies = False  # beside a passphrase, holding it is enough
    options = second.post("/second-step/with-passkey/options").json()
    answer = second.post(
        "/second-step/with-passkey", data={"answer": phone.sign(options), "next": "/account"}
    )
    assert answer.headers["location"] == "/account" and viewer_in(database, second) is not None


@pytest.mark.parametrize(
    "fault",
    ["not verified", "another site", "another host", "counted back", "not asked", "twice", "too late"],
)
def test_a_passkeys_answer_that_is_not_sound_opens_nothing(
    make_person: Make, database: Database, door: TestClient, fault: str
) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        sign_in(door)
        phone = Authenticator()
        add_passkey(door, phone)
        stranger = browser()
        options = stranger.post("/sign-in/passkey/options").json()
        if fault == "not verified":
            phone.verifies = False
        elif fault == "another site":
            phone.origin = "http://localhost:8502"
        elif fault == "another host":
            phone.host = "localhost.example.org"
        elif fault == "counted back":
            phone.counter = -1
        elif fault == "not asked":
            options["challenge"] = "A" * 43
        answer = phone.sign(options)
        if fault == "twice":
            assert browser().post("/sign-in/passkey", data={"answer": answer}).status_code == 303
    with clock.standing_at(NOON + timedelta(minutes=5 if fault == "too late" else 0)):
        refused = stranger.post("/sign-in/passkey", data={"answer": answer})
    assert refused.status_code == 401 and "This passkey did not work here" in refused.text
    assert viewer_in(database, stranger) is None


def test_a_challenge_for_one_use_or_person_is_none_for_another(make_person: Make, database: Database) -> None:
    make_person("Ceri", Role.MEMBER)
    make_person("Sam", Role.MEMBER)
    ceri, sam, stranger = browser(), browser(), browser()
    sign_in(ceri)
    sign_in(sam, "Sam")
    phone = Authenticator()
    assert add_passkey(ceri, phone) == 303
    to_sign_in = stranger.post("/sign-in/passkey/options").json()
    to_add = ceri.post("/second-step/passkey/options", data={"called": "My key"}).json()
    asked_of_sam = sam.post("/second-step/with-passkey/options").json()
    for options in (to_sign_in, to_add, asked_of_sam):
        answer = ceri.post("/second-step/with-passkey", data={"answer": phone.sign(options)})
        assert answer.status_code == 401
    of_ceri = ceri.post("/second-step/with-passkey/options").json()
    assert sam.post("/second-step/with-passkey", data={"answer": phone.sign(of_ceri)}).status_code == 401
    # Asked anew, a passkey of Ceri's is still none of Sam's.
    of_sam = sam.post("/second-step/with-passkey/options").json()
    assert sam.post("/second-step/with-passkey", data={"answer": phone.sign(of_sam)}).status_code == 401
    for nonsense in ("", "{", "[]", '{"response": {"clientDataJSON": "e30"}}', "9" * 40_000):
        assert stranger.post("/sign-in/passkey", data={"answer": nonsense}).status_code == 401


def test_what_waits_for_an_answer_is_limited(make_person: Make, database: Database) -> None:
    door = browser()
    with clock.standing_at(NOON):
        for _ in range(passkeys.MOST_CHALLENGES):
            assert door.post("/sign-in/passkey/options").status_code == 200
        assert door.post("/sign-in/passkey/options").status_code == 429
    with clock.standing_at(NOON + timedelta(minutes=6)):
        assert door.post("/sign-in/passkey/options").status_code == 200
    with database.reading() as db:
        assert db.scalar(select(func.count(PasskeyChallenge.id))) == 1


def test_one_second_step_stays_with_whoever_sees_what_is_others(
    make_person: Make, database: Database, door: TestClient, required: Settings
) -> None:
    make_person("Ceri", Role.PEER_WORKER)
    sign_in(door)
    set_up_app(door)
    assert "Take the app away?" in door.get("/second-step/take-away?what=app").text
    answer = door.post("/second-step/take-away", data={"what": "app"})
    assert answer.status_code == 409 and "one second step stays" in answer.text
    assert add_passkey(door, Authenticator()) == 303
    assert door.post("/second-step/take-away", data={"what": "app"}).status_code == 303
    with database.reading() as db:
        assert db.scalar(select(func.count(CodeApp.id))) == db.scalar(select(func.count(SpareCode.id))) == 0


def test_a_page_that_was_left_open_changes_no_second_step(make_person: Make, door: TestClient) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        sign_in(door)
        app, _codes = set_up_app(door)
    with clock.standing_at(NOON + timedelta(minutes=16)):
        for address in ("/second-step/spare-codes", "/second-step/take-away", "/second-step/app"):
            answer = door.post(address, data={"what": "app", "sealed": "", "code": ""})
            assert answer.headers["location"].startswith("/second-step?again=1"), address
        assert door.post("/second-step", data={"code": later(app)}).status_code == 303
        assert door.post("/second-step/take-away", data={"what": "app"}).headers["location"] == "/second-step"


def test_a_coordinator_takes_a_lost_second_step_away_and_never_their_own(
    make_person: Make, database: Database, door: TestClient
) -> None:
    worker, nia = make_person("Ceri", Role.PEER_WORKER), make_person("Nia", Role.COORDINATOR)
    sign_in(door)
    set_up_app(door)
    with database.writing() as db:
        with pytest.raises(NotAllowed):
            second_step.take_away_lost(db, by=worker, person_id=nia.person_id)
        with pytest.raises(NotAllowed):
            second_step.take_away_lost(db, by=nia, person_id=nia.person_id)
        second_step.take_away_lost(db, by=nia, person_id=worker.person_id)
        with pytest.raises(Refused):
            second_step.take_away_lost(db, by=nia, person_id=worker.person_id)
    assert viewer_in(database, door) is None and whoever_of(database, door.cookies.get(cookie_name())) is None
    with database.reading() as db:
        line = db.scalars(select(Trace).where(Trace.act == Act.TOOK_BACK)).one()
    assert (line.actor_id, line.owner_id, line.subject) == (nia.person_id, worker.person_id, Subject.ACCOUNT)


def test_its_pages_run_one_file_of_ours_and_no_other_script(make_person: Make, door: TestClient) -> None:
    make_person("Ceri", Role.MEMBER)
    sign_in(door)
    for address in ("/second-step/passkey", "/second-step"):
        policy = door.get(address).headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy and "default-src 'none'" in policy
    assert "script-src" not in door.get("/second-step/app").headers["content-security-policy"]
    assert door.get("/second-step/app").headers["cache-control"] == "no-store"


def test_the_setting_is_required_unless_it_says_offered(tmp_path: Path) -> None:
    assert settings.load({}, root=tmp_path).second_step_required
    assert not settings.load({"LRC_SECOND_STEP": "Offered"}, root=tmp_path).second_step_required
    with pytest.raises(SettingsProblem, match="LRC_SECOND_STEP"):
        settings.load({"LRC_SECOND_STEP": "no"}, root=tmp_path)


def test_no_passkeys_are_made_for_a_number(change_settings: Callable[..., Settings]) -> None:
    assert passkeys.can_be_used()
    change_settings(public_url="http://127.0.0.1:8501")
    assert not passkeys.can_be_used()
