"""Guessing is slowed, in the same way for names that exist and names that do not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import SignInTry
from lrc_portal.identity import accounts, throttle
from lrc_portal.identity.signing_in import Browser, WrongNameOrPassphrase, with_passphrase
from lrc_portal.vocabulary import Role
from tests.identity.conftest import PASSPHRASE

Make = Callable[..., Viewer]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOME, CAFE = Browser("192.0.2.1", ""), Browser("192.0.2.2", "")


def fail(database: Database, name: str, browser: Browser = CAFE) -> timedelta | None:
    """One wrong try; the wait it met, if it met one."""
    try:
        with_passphrase(database, name=name, passphrase="a wrong guess", browser=browser)
    except throttle.Slowed as slowed:
        return slowed.wait
    except WrongNameOrPassphrase:
        return None
    raise AssertionError("a wrong guess came in")


@pytest.mark.parametrize("name", ["Ceri", "Nobody at all"])
def test_after_five_wrong_tries_a_name_waits_whether_it_exists_or_not(
    make_person: Make, database: Database, name: str
) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        assert [fail(database, name) for _ in range(5)] == [None] * 5
        assert fail(database, name) == timedelta(seconds=15)


def test_the_right_passphrase_waits_too(make_person: Make, database: Database) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        for _ in range(5):
            fail(database, "Ceri")
        with pytest.raises(throttle.Slowed):
            with_passphrase(database, name="Ceri", passphrase=PASSPHRASE, browser=CAFE)
    with clock.standing_at(NOON + timedelta(seconds=15)):
        assert with_passphrase(database, name="Ceri", passphrase=PASSPHRASE, browser=CAFE).token


def test_waits_grow_up_to_a_quarter_of_an_hour(house: object, database: Database) -> None:
    moment, waits = NOON, []
    for _ in range(18):
        with clock.standing_at(moment):
            wait = fail(database, "Ceri")
        if wait:
            waits.append(wait.total_seconds())
            moment += wait
    assert waits == [15, 30, 60, 120, 240, 480, 900]


def test_a_stranger_who_guesses_does_not_lock_the_owner_out_of_their_usual_place(
    make_person: Make, database: Database
) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        with_passphrase(database, name="Ceri", passphrase=PASSPHRASE, browser=HOME)
        for _ in range(5):
            fail(database, "Ceri", CAFE)
        assert fail(database, "Ceri", CAFE) is not None
        assert with_passphrase(database, name="Ceri", passphrase=PASSPHRASE, browser=HOME).token


def test_one_address_that_tries_many_names_waits(house: object, database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        for number in range(throttle.FREE_TRIES_FROM_AN_ADDRESS):
            throttle.try_name(db, name_key=accounts.name_key(f"name {number}"), address="192.0.2.9")
        with pytest.raises(throttle.Slowed):
            throttle.try_name(db, name_key=accounts.name_key("one more"), address="192.0.2.9")
        throttle.try_name(db, name_key=accounts.name_key("one more"), address="192.0.2.10")


def test_old_tries_are_forgotten_and_addresses_are_not_kept(house: object, database: Database) -> None:
    with clock.standing_at(NOON):
        fail(database, "Ceri")
    with clock.standing_at(NOON + timedelta(days=2)):
        fail(database, "Ceri")
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(SignInTry)) == 1
        assert "192.0.2" not in db.scalars(select(SignInTry)).one().address_key
