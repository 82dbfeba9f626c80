"""Signing in with a provider: what comes back is believed only when every check holds."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text
from starlette.testclient import TestClient

from lrc_portal import settings
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, ProviderAccount, SignInSession
from lrc_portal.identity import providers, sessions
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.settings import Settings
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import Role
from lrc_portal.words.marks import Refused
from tests.identity.conftest import PASSPHRASE, browser
from tests.identity.provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    WEAK,
    Provider,
    RunningProvider,
    new_key,
    query_of,
)

Make = Callable[..., Viewer]


@pytest.fixture
def provider(change_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # its server half wants https, even on loopback
    providers.client.cache_clear()  # one that came before at this port would still be remembered
    with RunningProvider() as running:
        named = settings.Provider("testid", CLIENT_ID, CLIENT_SECRET, running.metadata_url, "Test ID")
        change_settings(providers=(named,))
        yield running


def there_and_back(door: TestClient, provider: Provider, start: str = "/sign-in/with/testid"):
    onward = door.get(start).headers["location"]
    return door.get(path_of(provider.person_signs_in(onward)))


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def sign_in(door: TestClient, name: str = "Ceri") -> None:
    door.post("/sign-in", data={"name": name, "passphrase": PASSPHRASE})


def join(door: TestClient, provider: Provider):
    assert "<button" in door.get("/sign-in/with/testid?join=1").text
    page = door.post("/sign-in/with/testid?join=1").text
    onward = page.split('class="second" href="')[1].split('"')[0].replace("&amp;", "&")
    return door.get(path_of(provider.person_signs_in(onward)))


def joined(database: Database) -> list[ProviderAccount]:
    with database.reading() as db:
        return list(db.scalars(select(ProviderAccount)))


def test_who_joined_a_provider_signs_in_with_it(
    make_person: Make, database: Database, provider: Provider
) -> None:
    ceri = make_person("Ceri", Role.MEMBER)
    door = browser()
    sign_in(door)
    assert join(door, provider).headers["location"] == "/account"
    elsewhere = browser()
    answer = there_and_back(elsewhere, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    viewer = viewer_of(database, elsewhere.cookies["lrc_session"])
    assert viewer is not None and viewer.person_id == ceri.person_id


@pytest.mark.parametrize(("wanted", "onward"), [("/quick", "/quick"), ("//evil.example/quick", "/")])
def test_who_wanted_to_go_somewhere_comes_there_by_way_of_a_provider(
    make_person: Make, provider: Provider, wanted: str, onward: str
) -> None:
    make_person("Ceri", Role.MEMBER)
    door = browser()
    sign_in(door)
    join(door, provider)
    elsewhere = browser()
    page = elsewhere.get("/sign-in", params={"next": wanted}).text
    [start] = re.findall(r'href="(/sign-in/with/testid[^"]*)"', page)
    assert there_and_back(elsewhere, provider, start).headers["location"] == onward


def test_the_question_carries_pkce_state_and_nonce_and_asks_for_no_profile(
    house: Settings, provider: Provider
) -> None:
    asked = query_of(browser().get("/sign-in/with/testid").headers["location"])
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert asked["state"] and asked["nonce"] and asked["scope"] == "openid"


def test_the_providers_name_for_a_person_is_not_kept(
    make_person: Make, database: Database, provider: Provider
) -> None:
    make_person("Ceri", Role.MEMBER)
    door = browser()
    sign_in(door)
    join(door, provider)
    with database.engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM provider_account")).all())
    assert provider.subject not in kept and "ceri@example.org" not in kept


def test_a_person_nobody_here_joined_gets_a_calm_page_and_no_account(
    make_person: Make, database: Database, provider: Provider
) -> None:
    make_person("ceri@example.org", Role.MEMBER)
    door = browser()
    answer = there_and_back(door, provider)
    assert answer.status_code == 403 and "No account here is joined to it yet" in answer.text
    assert "lrc_session" not in door.cookies and joined(database) == []


def test_an_invitation_can_be_accepted_with_a_provider(
    make_person: Make, database: Database, provider: Provider
) -> None:
    with database.writing() as db:
        _, code = invitations.issue(
            db, by=make_person("Ceri", Role.MEMBER), role=Role.FAMILY, into_circle=True, meant_for=None
        )
    door = browser()
    door.post("/invitation", data={"code": code})
    form = {"code": code, "step": "join", "with": "testid", "display_name": "Sam"}
    assert door.post("/invitation", data=form).status_code == 400
    assert "/sign-in/with/testid?invited=1" in door.post("/invitation", data={**form, "agree": "yes"}).text
    assert there_and_back(door, provider, "/sign-in/with/testid?invited=1").status_code == 303
    viewer = viewer_of(database, door.cookies["lrc_session"])
    assert viewer is not None and (viewer.display_name, viewer.roles) == ("Sam", {Role.FAMILY})
    with database.reading() as db:
        assert db.get_one(Person, viewer.person_id).passphrase_hash is None
        assert not invitations.opens_something(db, code)
    with pytest.raises(Refused), database.writing() as db:
        providers.part(db, by=viewer, joined_id=providers.mine(viewer).run(db)[0].id)


def test_the_session_of_new_staff_who_come_with_a_provider_is_that_of_staff(
    make_person: Make, database: Database, provider: Provider
) -> None:
    with database.writing() as db:
        _, code = invitations.issue(
            db, by=make_person("Nia", Role.COORDINATOR), role=Role.PEER_WORKER, into_circle=False
        )
    door = browser()
    form = {"code": code, "step": "join", "with": "testid", "display_name": "Sam", "agree": "yes"}
    door.post("/invitation", data=form)
    answer = there_and_back(door, provider, "/sign-in/with/testid?invited=1")
    cookie = next(each for each in answer.headers.get_list("set-cookie") if "lrc_session" in each)
    assert "Max-Age" not in cookie
    with database.reading() as db:
        row = db.scalars(select(SignInSession)).one()
    assert row.ends_at - row.began_at == timedelta(hours=12)


def test_a_code_goes_along_to_a_provider_and_back_for_whoever_comes_back(
    make_person: Make, database: Database, provider: Provider
) -> None:
    make_person("Ceri", Role.MEMBER)
    door = browser()
    sign_in(door)
    join(door, provider)
    door.post("/sign-out")
    with database.writing() as db:
        nia = make_person("Nia", Role.COORDINATOR)
        _, code = invitations.issue(db, by=nia, role=Role.FAMILY, into_circle=False)
    door.post("/invitation", data={"code": code})
    assert there_and_back(door, provider).headers["location"] == "/invitation"
    assert code in door.get("/invitation").text
    sign_in(door, "Nia")
    assert code not in door.get("/invitation").text


@pytest.mark.parametrize(
    "lie", ["nonce", "no nonce", "issuer", "audience", "expired", "signature", "no identity token"]
)
def test_a_false_answer_is_refused(
    make_person: Make, database: Database, provider: Provider, lie: str
) -> None:
    make_person("Ceri", Role.MEMBER)
    door = browser()
    sign_in(door)
    join(door, provider)
    provider.lies = lie
    elsewhere = browser()
    answer = there_and_back(elsewhere, provider)
    assert answer.status_code == 400 and "did not work" in answer.text
    assert "lrc_session" not in elsewhere.cookies


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_a_provider_may_take_a_new_key_whether_its_tokens_name_it_or_not(
    make_person: Make, database: Database, provider: Provider, named: bool
) -> None:
    make_person("Ceri", Role.MEMBER)
    provider.names_its_key = named
    door = browser()
    sign_in(door)
    assert join(door, provider).status_code == 303
    provider.key = new_key()
    for _ in range(2):
        elsewhere = browser()
        assert there_and_back(elsewhere, provider).status_code == 303
        assert "lrc_session" in elsewhere.cookies


@pytest.mark.parametrize("lie", list(WEAK))
def test_a_token_that_anybody_could_have_made_is_refused_whatever_the_metadata_offers(
    house: Settings, provider: Provider, lie: str
) -> None:
    provider.lies = lie
    for offered in (["none"], ["HS256"], ["RS256", "none", "HS256"]):
        provider.algorithms = offered
        providers.client.cache_clear()
        answer = there_and_back(browser(), provider)
        # Had it been believed, the answer would be that nobody here has joined it yet.
        assert answer.status_code == 400 and "did not work" in answer.text, offered


def test_a_provider_may_offer_sound_algorithms_beside_others(house: Settings, provider: Provider) -> None:
    provider.algorithms = ["ES256", "RS256", "none"]
    assert there_and_back(browser(), provider).status_code == 403


def test_a_code_cannot_be_used_twice(make_person: Make, database: Database, provider: Provider) -> None:
    make_person("Ceri", Role.MEMBER)
    door = browser()
    sign_in(door)
    join(door, provider)
    elsewhere = browser()
    back = path_of(provider.person_signs_in(elsewhere.get("/sign-in/with/testid").headers["location"]))
    handshake = elsewhere.cookies["lrc_handshake"]
    assert elsewhere.get(back).status_code == 303
    again = browser(cookies={"lrc_handshake": handshake})
    assert again.get(back).status_code == 400
    assert "lrc_session" not in again.cookies


def test_an_answer_to_somebody_elses_question_is_refused(
    make_person: Make, database: Database, provider: Provider
) -> None:
    """An attacker sends their own way back to somebody, to sign them in as the attacker."""
    make_person("Attacker", Role.MEMBER)
    attacker, other = browser(), browser()
    sign_in(attacker, "Attacker")
    join(attacker, provider)
    back = path_of(provider.person_signs_in(attacker.get("/sign-in/with/testid").headers["location"]))
    assert other.get(back).status_code == 400
    other.get("/sign-in/with/testid")
    assert other.get(back).status_code == 400
    assert "lrc_session" not in other.cookies


def test_without_the_right_verifier_the_provider_gives_nothing(house: Settings, provider: Provider) -> None:
    door, other = browser(), browser()
    mine = query_of(provider.person_signs_in(door.get("/sign-in/with/testid").headers["location"]))
    theirs = query_of(provider.person_signs_in(other.get("/sign-in/with/testid").headers["location"]))
    swapped = f"/sign-in/with/testid/back?code={theirs['code']}&state={mine['state']}"
    assert door.get(swapped).status_code == 400


def test_one_identity_is_not_joined_to_two_accounts(
    make_person: Make, database: Database, provider: Provider
) -> None:
    ceri = make_person("Ceri", Role.MEMBER)
    make_person("Sam", Role.MEMBER)
    doors = {name: browser() for name in ("Ceri", "Sam")}
    for name, door in doors.items():
        sign_in(door, name)
    join(doors["Ceri"], provider)
    assert join(doors["Sam"], provider).status_code == 409
    assert [row.person_id for row in joined(database)] == [ceri.person_id]


def test_joining_needs_somebody_signed_in_and_their_own_button(
    make_person: Make, database: Database, provider: Provider
) -> None:
    door = browser()
    assert door.get("/sign-in/with/testid?join=1").headers["location"] == "/sign-in?next=/account"
    make_person("Ceri", Role.MEMBER)
    sign_in(door)
    foreign = door.post("/sign-in/with/testid?join=1", headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert provider.asked == []


def test_joining_ends_with_the_session_that_began_it(
    make_person: Make, database: Database, provider: Provider
) -> None:
    make_person("Ceri", Role.MEMBER)
    door = browser()
    sign_in(door)
    viewer = viewer_of(database, door.cookies["lrc_session"])
    assert viewer is not None
    page = door.post("/sign-in/with/testid?join=1").text
    onward = page.split('class="second" href="')[1].split('"')[0].replace("&amp;", "&")
    with database.writing() as db:
        sessions.end_all(db, by=viewer)
    assert door.get(path_of(provider.person_signs_in(onward))).status_code == 400
    assert joined(database) == []


def test_an_unknown_provider_gets_a_calm_page(door: TestClient) -> None:
    assert door.get("/sign-in/with/nobody").status_code == 404
    assert door.get("/sign-in/with/nobody/back?code=1&state=2").status_code == 404


def test_a_provider_that_is_away_gets_a_calm_page(change_settings: Callable[..., Settings]) -> None:
    away = settings.Provider("testid", CLIENT_ID, CLIENT_SECRET, "http://127.0.0.1:9/nothing", "Test ID")
    change_settings(providers=(away,))
    answer = browser().get("/sign-in/with/testid")
    assert answer.status_code == 400 and "did not work" in answer.text


def signed_in_by_provider(make_person: Make, provider: Provider, *roles: Role) -> TestClient:
    """A browser in which Ceri, whose account is joined, has just come in by the provider."""
    make_person("Ceri", *roles)
    door, elsewhere = browser(), browser()
    sign_in(door)
    join(door, provider)
    assert there_and_back(elsewhere, provider).status_code == 303
    return elsewhere


@pytest.mark.parametrize(
    ("trusted", "says", "counts"),
    [
        (True, {"amr": ["pwd", "mfa"]}, True),
        (True, {"acr": "two"}, True),
        (True, {"amr": ["pwd"], "acr": "one"}, False),
        (True, {"amr": "mfa"}, False),
        (True, {}, False),
        (False, {"amr": ["mfa"], "acr": "two"}, False),
    ],
)
def test_a_providers_word_for_a_second_step_counts_where_it_is_trusted(
    trusted: bool, says: dict[str, object], counts: bool
) -> None:
    named = settings.Provider("testid", CLIENT_ID, CLIENT_SECRET, "", "Test ID", trusted, ("two",))
    assert providers.passed_second_step(named, says) is counts


def test_whoever_passed_a_second_step_at_a_trusted_provider_passes_none_here(
    make_person: Make, database: Database, provider: Provider
) -> None:
    [named] = settings.current().providers
    provider.says = {"amr": ["mfa"]}
    elsewhere = signed_in_by_provider(make_person, provider, Role.COORDINATOR)
    settings.use(
        replace(
            settings.current(),
            providers=(replace(named, trusted_second_step=True),),
            second_step_required=True,
        )
    )
    assert viewer_of(database, elsewhere.cookies["lrc_session"]) is None
    there_and_back(elsewhere, provider)
    assert viewer_of(database, elsewhere.cookies["lrc_session"]) is not None


def test_signing_out_leads_to_the_provider_where_it_has_a_place_for_that(
    make_person: Make, database: Database, provider: Provider
) -> None:
    provider.offers = {"end_session_endpoint": f"{provider.issuer}/end?from=here"}
    elsewhere = signed_in_by_provider(make_person, provider, Role.MEMBER)
    with database.reading() as db:
        kept = db.scalars(select(SignInSession.id_token).where(SignInSession.id_token.is_not(None))).one()
        plain = db.connection().exec_driver_sql("SELECT id_token FROM sign_in_session").scalars().all()
    assert kept is not None and kept not in plain
    page = elsewhere.post("/sign-out").text
    [there] = set(re.findall(r'href="(http://127[^"]+)"', page))
    asked = query_of(there.replace("&amp;", "&"))
    assert asked["from"] == "here" and asked["id_token_hint"] == kept
    assert asked["post_logout_redirect_uri"] == "http://localhost:8501/" and asked["client_id"] == CLIENT_ID
    assert viewer_of(database, elsewhere.cookies.get("lrc_session")) is None
    with database.reading() as db:
        assert (
            db.scalars(select(SignInSession.id_token).where(SignInSession.id_token.is_not(None))).all() == []
        )


def test_where_it_has_none_they_are_told_that_they_may_be_signed_in_there(
    make_person: Make, provider: Provider
) -> None:
    elsewhere = signed_in_by_provider(make_person, provider, Role.MEMBER)
    page = elsewhere.post("/sign-out").text
    assert "At Test ID you may be signed in still." in page
    # Whoever signed in with a passphrase is asked nothing of the kind.
    door = browser()
    sign_in(door)
    assert door.post("/sign-out").headers["location"] == "/"


def test_the_provider_asks_each_time_which_account(house: Settings, provider: Provider) -> None:
    for offers, prompt in (
        (None, "select_account"),
        (["none", "login", "select_account"], "select_account"),
        (["none", "login"], "login"),
        (["none"], None),
    ):
        provider.offers = {"prompt_values_supported": offers} if offers else {}
        providers.client.cache_clear()
        asked = query_of(browser().get("/sign-in/with/testid").headers["location"])
        assert asked.get("prompt") == prompt


def test_an_answer_that_comes_twice_or_in_another_tab_ends_calmly(
    make_person: Make, provider: Provider
) -> None:
    make_person("Ceri", Role.MEMBER)
    door, elsewhere = browser(), browser()
    sign_in(door)
    join(door, provider)
    first_tab = elsewhere.get("/sign-in/with/testid").headers["location"]
    second_tab = elsewhere.get("/sign-in/with/testid").headers["location"]
    back = path_of(provider.person_signs_in(second_tab))
    assert elsewhere.get(back).status_code == 303
    for address in (back, path_of(provider.person_signs_in(first_tab))):
        answer = elsewhere.get(address)
        assert answer.status_code == 200 and "You are signed in already" in answer.text
    stranger = browser().get(back)
    assert stranger.status_code == 400 and "Signing in with Test ID did not work" in stranger.text
