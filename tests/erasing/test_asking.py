"""Whoever asks that their account be erased has seven days; until then nothing of it shows to anybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal import access, clock, settings
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Pairing, Person, Share, SignInSession
from lrc_portal.erasing import asking, erasing, pages
from lrc_portal.erasing.asking import NotFresh, OnlyCoordinator, StillWalks
from lrc_portal.identity import accounts, front_door, second_step, sessions
from lrc_portal.identity import routes as identity_routes
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.settings import Settings
from lrc_portal.sharing import circle
from lrc_portal.sharing.circle import Grant, GrantsSubmission
from lrc_portal.support.pairings import pairings, readiness
from lrc_portal.vocabulary import Content, Language, Role
from tests import people
from tests.access.test_table import NOON, World, make_world, seen_by
from tests.identity.conftest import PASSPHRASE, PASSPHRASE_HASH
from tests.people import token
from tests.support.suggested import suggestions

ALL = tuple(Grant(content, True) for content in Content)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def portal(request: pytest.FixtureRequest, database: Database) -> Database:
    """The database as the portal's own user has it, held by its policies."""
    in_postgres = database.engine.dialect.name == "postgresql"
    walled: Database = request.getfixturevalue("walled") if in_postgres else database
    return walled


def signed_in(database: Database, person: Viewer) -> Viewer:
    """The same person with a session that has just begun."""
    with database.writing() as db:
        token = sessions.begin(db, by=person, device="a phone", second_step=True)
    viewer = viewer_of(database, token)
    assert viewer is not None
    return viewer


def asks(portal: Database, viewer: Viewer) -> None:
    with portal.seen_by(viewer).writing() as db:
        asking.ask(db, by=viewer)


def keeps(portal: Database, viewer: Viewer) -> None:
    with portal.seen_by(viewer).writing() as db:
        asking.keep(db, by=viewer)


def what_others_see(portal: Database, world: World, *others: Viewer) -> list[set[str]]:
    found = []
    for viewer in others:
        with portal.seen_by(viewer).reading() as db:
            found.append(seen_by(db, viewer, world.owner)[0])
    return found


def test_nothing_shows_from_then_on_and_all_of_it_again_once_they_keep_it(
    database: Database, portal: Database
) -> None:
    with database.writing() as db:
        world = make_world(db, *ALL)
        family = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, world.owner, family, *ALL)
    mari = signed_in(database, world.owner)
    before = what_others_see(portal, world, family, world.worker)
    assert all(before)
    asks(portal, mari)
    assert what_others_see(portal, world, family, world.worker) == [set(), set()]
    with portal.seen_by(world.worker).reading() as db, pytest.raises(NotHere):
        access.pairing_to_write_in(db, world.worker, world.pairing_id)
    mari = signed_in(database, world.owner)
    assert mari.erase_at == NOON + timedelta(days=7)
    # What they give meanwhile rests too.
    with portal.seen_by(mari).writing() as db:
        given = GrantsSubmission((Grant(Content.GOALS),), token())
        circle.give(db, by=mari, viewer_id=family.person_id, submission=given)
    assert what_others_see(portal, world, family) == [set()]
    keeps(portal, mari)
    seen = what_others_see(portal, world, family, world.worker)
    assert seen == [{"goals"}, before[1]]
    with database.reading() as db:
        assert db.scalar(select(func.count(Share.id)).where(Share.rests)) == 0
        assert not db.get_one(Pairing, world.pairing_id).rests


def test_asking_signs_out_elsewhere_and_is_counted_from_the_first_time(database: Database) -> None:
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
    elsewhere, here = signed_in(database, mari), signed_in(database, mari)
    asks(database, here)
    with database.reading() as db:
        open_now = select(SignInSession.id).where(SignInSession.ended_at.is_(None))
        assert db.scalars(open_now).all() == [here.session_id] != [elsewhere.session_id]
    with clock.standing_at(NOON + timedelta(minutes=5)):
        asks(database, here)
    with database.reading() as db:
        assert db.get_one(Person, mari.person_id).erase_at == NOON + timedelta(days=7)


@pytest.mark.parametrize(("minutes", "may"), [(9, True), (11, False)])
def test_only_whoever_has_just_shown_who_they_are_may_ask(
    sqlite_database: Database, minutes: int, may: bool
) -> None:
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
    viewer = signed_in(sqlite_database, mari)
    with clock.standing_at(NOON + timedelta(minutes=minutes)):
        if may:
            asks(sqlite_database, viewer)
        else:
            with pytest.raises(NotFresh):
                asks(sqlite_database, viewer)


def test_once_the_moment_has_come_the_account_opens_nothing_even_before_it_is_erased(
    database: Database,
) -> None:
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        cookie = sessions.begin(db, by=mari, device="a phone")
    viewer = viewer_of(database, cookie)
    assert viewer is not None
    asks(database, viewer)
    with clock.standing_at(NOON + timedelta(days=7) - timedelta(minutes=1)):
        assert viewer_of(database, cookie) is not None and erasing.run(database) == 0
    with clock.standing_at(NOON + timedelta(days=7)):
        assert viewer_of(database, cookie) is None
        with database.reading() as db:
            assert accounts.find(db, "Mari") is None
        assert erasing.run(database) == 1


def test_the_only_coordinator_and_whoever_walks_with_somebody_come_after_others(
    database: Database, portal: Database
) -> None:
    with database.writing() as db:
        world = make_world(db)
    nia, gareth = signed_in(database, world.coordinator), signed_in(database, world.worker)
    with pytest.raises(OnlyCoordinator):
        asks(portal, nia)
    with pytest.raises(StillWalks):
        asks(portal, gareth)
    with database.writing() as db:
        ceri = people.make_person(db, "Ceri", Role.COORDINATOR)
        pairings.end(db, by=world.owner, pairing_id=world.pairing_id)
    asks(portal, nia)
    with pytest.raises(OnlyCoordinator):
        asks(portal, signed_in(database, ceri))
    asks(portal, gareth)


def test_nobody_is_led_to_a_peer_worker_who_goes(database: Database) -> None:
    with database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        assert [each.person_id for each in suggestions(db, mari)] == [gareth.person_id]
        db.execute(update(Person).where(Person.id == gareth.person_id).values(erase_at=NOON))
        assert suggestions(db, mari) == []
        assert readiness.peer_workers(nia).run(db) == []
        with pytest.raises(NotHere):
            pairings.propose(db, by=nia, person_id=mari.person_id, peer_worker_id=gareth.person_id)


# The page


@pytest.fixture
def house(sqlite_database: Database) -> Settings:
    chosen = settings.load({"LRC_SECOND_STEP": "offered", "LRC_VAR": str(settings.current().var)})
    settings.use(chosen)
    engine.use(sqlite_database)
    return chosen


@pytest.fixture
def door(house: Settings) -> TestClient:
    app = Starlette(routes=[*identity_routes.routes(), *pages.routes()], middleware=front_door.middleware())
    return TestClient(app, base_url="http://localhost:8501", follow_redirects=False)


@pytest.fixture
def make(sqlite_database: Database) -> Callable[..., Viewer]:
    def make_person(name: str, *roles: Role) -> Viewer:
        submission = NewAccount(name, "", PASSPHRASE, True, Language.ENGLISH)
        submission.__dict__["passphrase_hash"] = PASSPHRASE_HASH
        with sqlite_database.writing() as db:
            return accounts.create(db, submission, roles=roles)

    return make_person


def sign_in(door: TestClient, name: str = "Mari", onward: str = "/account") -> str:
    answer = door.post("/sign-in", data={"name": name, "passphrase": PASSPHRASE, "next": onward})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_on_the_page_one_reads_what_goes_signs_in_afresh_asks_and_keeps_it(
    door: TestClient, make: Callable[..., Viewer], sqlite_database: Database
) -> None:
    make("Mari", Role.MEMBER)
    assert door.get("/erase-account").headers["location"] == "/sign-in?next=/erase-account"
    sign_in(door)
    with clock.standing_at(NOON + timedelta(minutes=11)):
        page = door.get("/erase-account").text
        assert "What goes" in page and "What stays, without your name" in page and 'href="/export"' in page
        assert "Erase my account on" not in page, "not before they signed in afresh"
        assert 'href="/sign-in?again=1&amp;next=/erase-account"' in page
        assert "Passphrase" in door.get("/sign-in?again=1&next=/erase-account").text
        door.post("/erase-account", data={"do": "erase"})
        assert "Keep it" not in door.get("/erase-account").text, "nor by a button that was left open"
        assert sign_in(door, onward="/erase-account") == "/erase-account"
        assert "Erase my account on 27 May 2026" in door.get("/erase-account").text
        door.post("/erase-account", data={"do": "erase"})
        page = door.get("/erase-account?language=cy").text
        assert "27 Mai 2026" in page
        assert "Your account is erased on 27 May 2026." in door.get("/erase-account?language=en").text
    with clock.standing_at(NOON + timedelta(days=3)):
        sign_in(door)
        assert door.post("/erase-account", data={"do": "keep"}).headers["location"] == "/account"
        assert "Keep it" not in door.get("/erase-account").text
    with clock.standing_at(NOON + timedelta(days=8)):
        assert erasing.run(sqlite_database) == 0


def test_whoever_set_up_a_second_step_shows_that_afresh(
    door: TestClient, make: Callable[..., Viewer], sqlite_database: Database
) -> None:
    make("Mari", Role.MEMBER)
    sign_in(door)
    with sqlite_database.writing() as db:
        viewer = viewer_of(sqlite_database, door.cookies.get(sessions.cookie_name()))
        assert viewer is not None
        secret = second_step.new_secret()
        code = second_step.pyotp.TOTP(secret).at(clock.now())
        second_step.set_up_app(db, by=viewer, secret=secret, code=code)
    with clock.standing_at(NOON + timedelta(minutes=11)):
        page = door.get("/erase-account").text
    assert 'href="/second-step?again=1&amp;next=/erase-account"' in page


def test_the_page_says_what_comes_first(door: TestClient, make: Callable[..., Viewer]) -> None:
    make("Nia", Role.COORDINATOR)
    sign_in(door, "Nia")
    page = door.get("/erase-account").text
    assert "You are the only coordinator here." in page and "Erase my account on" not in page
