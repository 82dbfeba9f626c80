"""Guessing is slowed, in the same way for names that exist and names that do not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import KnownDevice, Person, SignInTry
from lrc_portal.identity import accounts, known_devices, names, sessions, throttle
from lrc_portal.identity.signing_in import Browser, CameIn, WrongNameOrPassphrase, with_passphrase
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.vocabulary import Language, Role
from lrc_portal.words.marks import Invalid
from lrc_portal.words.translator import translator
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


def test_the_owner_comes_in_from_a_device_that_is_known_wherever_they_are(
    make_person: Make, database: Database
) -> None:
    make_person("Ceri", Role.MEMBER)
    make_person("Sam", Role.MEMBER)
    on_the_train = "192.0.2.77"
    with clock.standing_at(NOON):
        phone = with_passphrase(database, name="Ceri", passphrase=PASSPHRASE, browser=HOME).device_token
        for name in ("Ceri", "Sam"):
            for _ in range(5):
                fail(database, name, CAFE)
        known = Browser(on_the_train, "", device_token=phone)
        assert fail(database, "Ceri", Browser(on_the_train, "")) is not None
        assert fail(database, "Ceri", Browser(on_the_train, "", device_token="x" * 43)) is not None
        assert fail(database, "Sam", known) is not None, "it is known for Ceri alone"
        assert with_passphrase(database, name="ceri ", passphrase=PASSPHRASE, browser=known).token


def test_a_known_device_in_other_hands_is_no_free_pass(make_person: Make, database: Database) -> None:
    make_person("Ceri", Role.MEMBER)
    with clock.standing_at(NOON):
        phone = with_passphrase(database, name="Ceri", passphrase=PASSPHRASE, browser=HOME).device_token
        places = [Browser(f"192.0.2.{number}", "", device_token=phone) for number in range(50, 56)]
        assert [fail(database, "Ceri", place) for place in places] == [None] * 5 + [timedelta(seconds=15)]


def test_a_device_is_known_half_a_year_and_until_its_owner_signs_out_there_from_elsewhere(
    make_person: Make, database: Database
) -> None:
    ceri = make_person("Ceri", Role.MEMBER)

    def come_in(browser: Browser) -> CameIn:
        return with_passphrase(database, name="Ceri", passphrase=PASSPHRASE, browser=browser)

    def known(token: str | None) -> bool:
        with database.reading() as db:
            return bool(known_devices.known(db, name_key=names.key("Ceri"), token=token))

    with clock.standing_at(NOON):
        phone, tablet = come_in(HOME), come_in(CAFE)
        desk = come_in(Browser("192.0.2.3", "", device_token=come_in(HOME).device_token))
        assert all(known(each.device_token) for each in (phone, tablet, desk))
        on_phone, on_tablet = viewer_of(database, phone.token), viewer_of(database, tablet.token)
        assert on_phone and on_tablet and on_tablet.session_id
        with database.writing() as db:
            sessions.end_one(db, by=on_phone, session_id=on_tablet.session_id)
        assert not known(tablet.device_token) and known(desk.device_token)
        with database.writing() as db:
            sessions.end_this(db, by=on_phone)
        assert known(phone.device_token), "signing out is no farewell to the device"
        on_phone = viewer_of(database, come_in(Browser("", "", None, phone.device_token)).token)
        assert on_phone
        accounts.change_passphrase(database, by=on_phone, old=PASSPHRASE, new="new river lamp")
        assert known(phone.device_token) and not known(desk.device_token)
    with clock.standing_at(NOON + timedelta(days=180)):
        assert not known(phone.device_token)
    with database.reading() as db:
        kept = db.scalars(select(KnownDevice)).all()
    assert [row.person_id for row in kept] == [ceri.person_id]
    assert phone.device_token not in str(vars(kept[0])), "only a hash is kept"


def test_of_many_browsers_the_last_twenty_are_known(make_person: Make, database: Database) -> None:
    ceri = make_person("Ceri", Role.MEMBER)
    tokens = []
    for number in range(known_devices.MOST + 2):
        with clock.standing_at(NOON + timedelta(minutes=number)), database.writing() as db:
            tokens.append(known_devices.remember(db, db.get_one(Person, ceri.person_id), None))
    with clock.standing_at(NOON + timedelta(hours=1)), database.writing() as db:
        key = names.key("Ceri")
        known = [bool(known_devices.known(db, name_key=key, token=token)) for token in tokens]
        assert known == [False] * 2 + [True] * known_devices.MOST
        assert known_devices.remember(db, db.get_one(Person, ceri.person_id), tokens[5]) == tokens[5]
        assert known_devices.how_many(ceri).run(db) == known_devices.MOST


def test_accounts_that_anybody_may_start_are_counted_though_they_succeed(
    house: object, database: Database
) -> None:
    def make(address: str, invited: bool = False) -> None:
        with database.writing() as db:
            counted = throttle.try_new_account(db, address=address, invited=invited)
            throttle.succeeded(db, counted)

    with clock.standing_at(NOON):
        for _ in range(throttle.FREE_STARTS_FROM_AN_ADDRESS):
            make("192.0.2.9")
        with pytest.raises(throttle.Slowed):
            make("192.0.2.9")
        make("192.0.2.10")
        make("192.0.2.9", invited=True)
    with clock.standing_at(NOON + timedelta(seconds=15)):
        make("192.0.2.9")
        with pytest.raises(throttle.Slowed):
            make("192.0.2.9")
    with clock.standing_at(NOON + timedelta(days=2)):
        make("192.0.2.9")


def test_guessing_at_a_passphrase_from_within_is_slowed_for_that_person_alone(
    make_person: Make, database: Database
) -> None:
    ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam", Role.MEMBER)

    def change(by: Viewer, old: str) -> str:
        try:
            accounts.change_passphrase(database, by=by, old=old, new="new river lamp")
        except Invalid as unsound:
            (said,) = unsound.problems
            assert said.field == "old"
            return translator(Language.ENGLISH).say(said.sentence)
        return ""

    with clock.standing_at(NOON):
        assert {change(ceri, "a wrong guess") for _ in range(5)} == {"This is not your passphrase now."}
        assert change(ceri, PASSPHRASE) == "There were many tries. Wait 1 minute before the next one."
        assert change(sam, PASSPHRASE) == ""
    with clock.standing_at(NOON + timedelta(seconds=15)):
        assert change(ceri, PASSPHRASE) == ""


def test_one_address_that_tries_many_names_waits(house: object, database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        for number in range(throttle.FREE_TRIES_FROM_AN_ADDRESS):
            throttle.try_name(db, name_key=names.key(f"name {number}"), address="192.0.2.9")
        with pytest.raises(throttle.Slowed):
            throttle.try_name(db, name_key=names.key("one more"), address="192.0.2.9")
        throttle.try_name(db, name_key=names.key("one more"), address="192.0.2.10")


def test_old_tries_are_forgotten_and_addresses_are_not_kept(house: object, database: Database) -> None:
    with clock.standing_at(NOON):
        fail(database, "Ceri")
    with clock.standing_at(NOON + timedelta(days=2)):
        fail(database, "Ceri")
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(SignInTry)) == 1
        assert "192.0.2" not in db.scalars(select(SignInTry)).one().address_key
