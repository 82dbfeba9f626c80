"""Guessing is slowed, per account and per address, in the database.

A name that nobody has is slowed in the same way as one that somebody has, so that being slowed
says nothing. An address from which a person came in before has a count of its own for that name:
a stranger who guesses cannot lock the owner out of their usual place.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.models import SignInTry

LOOKS_BACK = timedelta(hours=1)
FREE_TRIES_FOR_A_NAME = 5
FREE_TRIES_FROM_AN_ADDRESS = 50
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


def address_key(address: str) -> str:
    """What is kept of an address: a keyed hash."""
    return lookup_hash("address", address)


def try_name(db: Session, *, name_key: str, address: str) -> Pass:
    """Count a try to sign in with a name. Raises `Slowed` where it must wait.

    The try is counted before it is looked at, so that many at the same moment all count.
    """
    place = address_key(address)
    _one_at_a_time(db, name_key)
    known_place = db.scalar(
        select(
            exists().where(
                SignInTry.name_key == name_key, SignInTry.address_key == place, SignInTry.succeeded
            )
        )
    )
    if known_place:
        tries = and_(SignInTry.name_key == name_key, SignInTry.address_key == place)
        _wait_for(db, tries, FREE_TRIES_FOR_A_NAME)
    else:
        _wait_for(db, SignInTry.name_key == name_key, FREE_TRIES_FOR_A_NAME)
        _wait_for(db, SignInTry.address_key == place, FREE_TRIES_FROM_AN_ADDRESS)
    return _count(db, name_key, place)


def try_from(db: Session, *, purpose: str, address: str) -> Pass:
    """Count a try of another kind (an invitation's code, a new account), slowed per address alone."""
    place = address_key(address)
    _one_at_a_time(db, place)
    _wait_for(db, SignInTry.address_key == place, FREE_TRIES_FROM_AN_ADDRESS)
    return _count(db, lookup_hash("try", purpose), place)


def succeeded(db: Session, allowed: Pass) -> None:
    """Say that the try was right."""
    db.execute(update(SignInTry).where(SignInTry.id == allowed.try_id).values(succeeded=True))


def _wait_for(db: Session, which: ColumnElement[bool], free: int) -> None:
    now = clock.now()
    failures, latest = db.execute(
        select(func.count(), func.max(SignInTry.at, type_=SignInTry.at.type)).where(
            which, ~SignInTry.succeeded, SignInTry.at > now - LOOKS_BACK
        )
    ).one()
    if failures < free:
        return
    wait = min(FIRST_WAIT * 2 ** min(failures - free, 10), LONGEST_WAIT)
    if now < latest + wait:
        raise Slowed(latest + wait - now)


def _count(db: Session, name_key: str, place: str) -> Pass:
    now = clock.now()
    db.execute(
        delete(SignInTry).where(
            or_(
                and_(~SignInTry.succeeded, SignInTry.at < now - FAILURES_KEPT),
                SignInTry.at < now - SUCCESSES_KEPT,
            )
        )
    )
    counted = SignInTry(name_key=name_key, address_key=place, at=now, succeeded=False)
    db.add(counted)
    db.flush()
    return Pass(counted.id)


def _one_at_a_time(db: Session, key: str) -> None:
    # SQLite lets one transaction write at a time anyway; PostgreSQL is asked to, for this key.
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
