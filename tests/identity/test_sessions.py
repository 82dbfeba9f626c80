"""A session opens for its token alone, and ends by itself, from here, and from anywhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import PersonRole, SignInSession
from lrc_portal.identity import sessions
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.vocabulary import Role
from tests.tools.statements import sent_to

Make = Callable[..., Viewer]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def begin(database: Database, person: Viewer, **options: str) -> str:
    with database.writing() as db:
        return sessions.begin(
            db,
            by=person,
            device=options.get("device", ""),
            instead_of=options.get("old"),
            second_step=True,
        )


def test_only_the_hash_of_a_token_is_kept(make_person: Make, database: Database) -> None:
    token = begin(database, make_person("Ceri"))
    with database.reading() as db:
        kept = db.scalars(select(SignInSession)).one()
    assert len(token) >= 43 and kept.token_hash != token


@pytest.mark.parametrize("token", [None, "", "not a token", "x" * 10_000])
def test_nothing_else_opens_a_session(make_person: Make, database: Database, token: str | None) -> None:
    begin(database, make_person("Ceri"))
    assert viewer_of(database, token) is None


def test_the_viewer_holds_every_role_and_comes_from_one_statement(
    make_person: Make, database: Database
) -> None:
    person = make_person("Ceri", Role.MEMBER, Role.PEER_WORKER)
    token = begin(database, person)
    with sent_to(database) as statements:
        viewer = viewer_of(database, token)
    assert viewer is not None and viewer.roles == {Role.MEMBER, Role.PEER_WORKER}
    assert viewer.person_id == person.person_id and viewer.display_name == "Ceri"
    assert len([each for each in statements if each.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    ("role", "unused", "still_open"),
    [
        (Role.COORDINATOR, timedelta(minutes=29), True),
        (Role.COORDINATOR, timedelta(minutes=30), False),
        (Role.PEER_WORKER, timedelta(minutes=31), False),
        (Role.MEMBER, timedelta(days=13), True),
        (Role.FAMILY, timedelta(days=14), False),
    ],
)
def test_an_unused_session_ends(
    make_person: Make, database: Database, role: Role, unused: timedelta, still_open: bool
) -> None:
    with clock.standing_at(NOON):
        token = begin(database, make_person("Ceri", role))
    with clock.standing_at(NOON + unused):
        assert (viewer_of(database, token) is not None) is still_open


@pytest.mark.parametrize(
    ("role", "step", "limit"),
    [
        (Role.COORDINATOR, timedelta(minutes=20), timedelta(hours=12)),
        (Role.MEMBER, timedelta(days=9), timedelta(days=90)),
    ],
)
def test_a_session_in_use_ends_at_its_absolute_limit(
    make_person: Make, database: Database, role: Role, step: timedelta, limit: timedelta
) -> None:
    with clock.standing_at(NOON):
        token = begin(database, make_person("Ceri", role))
    moment = NOON
    while moment + step < NOON + limit:
        moment += step
        with clock.standing_at(moment):
            assert viewer_of(database, token) is not None
    with clock.standing_at(NOON + limit):
        assert viewer_of(database, token) is None


def test_a_role_given_later_shortens_a_session_that_is_open(make_person: Make, database: Database) -> None:
    with clock.standing_at(NOON):
        person = make_person("Ceri", Role.MEMBER)
        token = begin(database, person)
        with database.writing() as db:
            db.add(PersonRole(person_id=person.person_id, role=Role.PEER_WORKER, given_at=NOON))
    with clock.standing_at(NOON + timedelta(minutes=31)):
        assert viewer_of(database, token) is None


def test_being_seen_is_written_at_most_once_a_minute(make_person: Make, database: Database) -> None:
    def last_seen() -> datetime:
        with database.reading() as db:
            return db.scalars(select(SignInSession.last_seen_at)).one()

    with clock.standing_at(NOON):
        token = begin(database, make_person("Ceri", Role.MEMBER))
    with clock.standing_at(NOON + timedelta(seconds=59)):
        viewer_of(database, token)
    assert last_seen() == NOON
    with clock.standing_at(NOON + timedelta(seconds=61)):
        viewer_of(database, token)
    assert last_seen() == NOON + timedelta(seconds=61)


def test_signing_out_everywhere_ends_every_session_of_mine_and_nobody_elses(
    make_person: Make, database: Database
) -> None:
    ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam", Role.MEMBER)
    mine, also_mine, not_mine = (begin(database, each) for each in (ceri, ceri, sam))
    with database.writing() as db:
        assert sessions.end_all(db, by=ceri) == 2
    assert viewer_of(database, mine) is None and viewer_of(database, also_mine) is None
    assert viewer_of(database, not_mine) is not None


def test_one_session_can_be_ended_but_not_somebody_elses(make_person: Make, database: Database) -> None:
    ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam", Role.MEMBER)
    mine, not_mine = begin(database, ceri, device="Chrome, Android"), begin(database, sam)
    viewer, other = viewer_of(database, mine), viewer_of(database, not_mine)
    assert viewer is not None and other is not None and other.session_id is not None
    with database.reading() as db:
        assert [(row.device, row.here) for row in sessions.mine(viewer).run(db)] == [
            ("Chrome, Android", True)
        ]
    with database.writing() as db:
        sessions.end_one(db, by=viewer, session_id=other.session_id)
    assert viewer_of(database, not_mine) is not None
    with database.writing() as db:
        sessions.end_this(db, by=viewer)
    assert viewer_of(database, mine) is None


def test_a_browser_that_signs_in_again_loses_its_old_session(make_person: Make, database: Database) -> None:
    ceri = make_person("Ceri", Role.MEMBER)
    first = begin(database, ceri)
    second = begin(database, ceri, old=first)
    assert viewer_of(database, first) is None
    assert viewer_of(database, second) is not None


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.5", ""),
    ],
)  # fmt: skip
def test_a_device_is_named_in_plain_words(user_agent: str, words: str) -> None:
    assert sessions.device_words(user_agent) == words
