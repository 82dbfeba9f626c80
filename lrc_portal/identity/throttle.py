"""Guessing is slowed, per account, per device and per address, in the database.

A name that nobody has is slowed in the same way as one that somebody has, so that being slowed
says nothing. A device on which a person signed in before has a count of its own for that name, and so
has an address: a stranger who guesses cannot lock the owner out of their own things and usual places.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import SignInTry
from lrc_portal.database.row_security import System
from lrc_portal.words.marks import Sentence, plural

LOOKS_BACK = timedelta(hours=1)
FREE_TRIES_FOR_A_NAME = 5
FREE_TRIES_FROM_AN_ADDRESS = 50
FREE_TAKEN_NAMES_FROM_AN_ADDRESS = 20
# A telephone network has one address for many, and on an open day a whole room starts at one computer.
FREE_STARTS_FROM_AN_ADDRESS = 20
STARTS_LOOK_BACK = timedelta(days=1)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FAILURES_KEPT = timedelta(days=1)
SUCCESSES_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Pass:
    """A try that may go ahead. It counts as failed until `succeeded` is said of it."""

    try_id: int


class Slowed(Exception):
    """Too many tries: this one is not looked at. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("slowed")
        self.wait = wait

    @property
    def minutes(self) -> int:
        """The wait in whole minutes, at least one."""
        return max(1, -(-int(self.wait.total_seconds()) // 60))

    @property
    def sentence(self) -> Sentence:
        """What the person is told, where it stands beside a field."""
        return plural(
            "There were many tries. Wait {n} minute before the next one.",
            "There were many tries. Wait {n} minutes before the next one.",
            self.minutes,
        )


def address_key(address: str) -> str:
    """What is kept of an address: a keyed hash."""
    return lookup_hash("address", address)


def try_name(db: Session, *, name_key: str, address: str, known_device: str | None = None) -> Pass:
    """Count a try to sign in with a name. Raises `Slowed` where it must wait.

    `known_device` is the key of a device on which the owner of the name signed in before. The try is
    counted before it is looked at, so that many at the same moment all count.
    """
    place = address_key(address)
    _one_at_a_time(db, name_key)
    own, here = SignInTry.name_key == name_key, SignInTry.address_key == place
    if known_device:
        _wait_for_failures(db, and_(own, SignInTry.device_key == known_device), FREE_TRIES_FOR_A_NAME)
    elif db.scalar(select(exists().where(own, here, SignInTry.succeeded))):
        _wait_for_failures(db, and_(own, here), FREE_TRIES_FOR_A_NAME)
    else:
        _wait_for_failures(db, own, FREE_TRIES_FOR_A_NAME)
        _wait_for_failures(db, here, FREE_TRIES_FROM_AN_ADDRESS)
    return _count(db, name_key, place, known_device)


def own_keys(person_id: int) -> tuple[str, str]:
    """Under what tries of somebody who is known are counted: of their passphrase, and of the second step."""
    return lookup_hash("try", f"own secret {person_id}"), lookup_hash("try", f"second step {person_id}")


def try_own_secret(db: Session, *, person_id: int) -> Pass:
    """Count a try of somebody who is signed in to say their passphrase again. Raises `Slowed`."""
    own, _ = own_keys(person_id)
    _one_at_a_time(db, own)
    _wait_for_failures(db, SignInTry.name_key == own, FREE_TRIES_FOR_A_NAME)
    # The address plays no part: whoever sits at an open page may as well change the network.
    return _count(db, own, own)


def try_second_step(db: Session, *, person_id: int) -> Pass:
    """Count a try of the second step by somebody who said their passphrase. Raises `Slowed`."""
    _, own = own_keys(person_id)
    _one_at_a_time(db, own)
    _wait_for_failures(db, SignInTry.name_key == own, FREE_TRIES_FOR_A_NAME)
    return _count(db, own, own)


def try_passkey(db: Session, *, address: str) -> Pass:
    """Count a try to sign in with a passkey alone, slowed per address. Raises `Slowed`."""
    place = address_key(address)
    _one_at_a_time(db, place)
    _wait_for_failures(db, SignInTry.address_key == place, FREE_TRIES_FROM_AN_ADDRESS)
    return _count(db, lookup_hash("try", "passkey"), place)


def calendar_not_known(database: Database, *, address: str) -> None:
    """Count that somebody asked for a calendar that there is not. Raises `Slowed`."""
    # A key of its own: an old calendar that goes on asking keeps nobody there from signing in.
    place = lookup_hash("calendar asks from", address)
    with database.as_system(System.CALENDAR).writing() as db:
        _one_at_a_time(db, place)
        _wait_for_failures(db, SignInTry.address_key == place, FREE_TRIES_FROM_AN_ADDRESS)
        _count(db, lookup_hash("try", "calendar"), place)


def try_code(db: Session, *, address: str) -> Pass:
    """Count a try of an invitation's code, slowed per address. Raises `Slowed`."""
    place = address_key(address)
    _one_at_a_time(db, place)
    _wait_for_failures(db, SignInTry.address_key == place, FREE_TRIES_FROM_AN_ADDRESS)
    return _count(db, lookup_hash("try", "invitation"), place)


def try_new_account(db: Session, *, address: str, invited: bool) -> Pass:
    """Count a try to make an account; it fails where the name is taken. Raises `Slowed`.

    Without an invitation, accounts that were made count too: nobody else says who may come in.
    """
    place = address_key(address)
    _one_at_a_time(db, place)
    here = SignInTry.address_key == place
    start, invitation = lookup_hash("try", "start"), lookup_hash("try", "invited account")
    _wait_for_failures(db, here, FREE_TRIES_FROM_AN_ADDRESS)
    made = and_(here, SignInTry.name_key.in_((start, invitation)))
    _wait_for_failures(db, made, FREE_TAKEN_NAMES_FROM_AN_ADDRESS)
    if not invited:
        started = and_(here, SignInTry.name_key == start, SignInTry.succeeded)
        _wait(db, started, FREE_STARTS_FROM_AN_ADDRESS, STARTS_LOOK_BACK)
    return _count(db, invitation if invited else start, place)


def succeeded(db: Session, allowed: Pass) -> None:
    """Say that the try was right."""
    db.execute(update(SignInTry).where(SignInTry.id == allowed.try_id).values(succeeded=True))


@contextmanager
def uncounted_if(database: Database, allowed: Pass, fault: type[Exception]) -> Iterator[None]:
    """Where this fault comes up within, the try was not looked at, and is not counted."""
    try:
        yield
    except fault:
        with database.writing() as db:
            db.execute(delete(SignInTry).where(SignInTry.id == allowed.try_id))
        raise


def is_over() -> ColumnElement[bool]:
    """The try is so long ago that nothing is slowed by it any more."""
    return or_(
        and_(~SignInTry.succeeded, SignInTry.at < clock.now() - FAILURES_KEPT),
        and_(SignInTry.succeeded, SignInTry.at < clock.now() - SUCCESSES_KEPT),
    )


def _wait_for_failures(db: Session, which: ColumnElement[bool], free: int) -> None:
    _wait(db, and_(which, ~SignInTry.succeeded), free, LOOKS_BACK)


def _wait(db: Session, which: ColumnElement[bool], free: int, looks_back: timedelta) -> None:
    now = clock.now()
    tries, latest = db.execute(
        select(func.count(), func.max(SignInTry.at, type_=SignInTry.at.type)).where(
            which, SignInTry.at > now - looks_back
        )
    ).one()
    if tries < free:
        return
    wait = min(FIRST_WAIT * 2 ** min(tries - free, 10), LONGEST_WAIT)
    if now < latest + wait:
        raise Slowed(latest + wait - now)


def _count(db: Session, name_key: str, place: str, known_device: str | None = None) -> Pass:
    now = clock.now()
    db.execute(delete(SignInTry).where(is_over()))
    counted = SignInTry(
        name_key=name_key, address_key=place, device_key=known_device, at=now, succeeded=False
    )
    db.add(counted)
    db.flush()
    return Pass(counted.id)


def _one_at_a_time(db: Session, key: str) -> None:
    # SQLite lets one transaction write at a time anyway; PostgreSQL is asked to, for this key.
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
