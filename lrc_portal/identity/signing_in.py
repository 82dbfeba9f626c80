"""Signing in with a name and a passphrase: slowed, then looked at, then let in."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, PersonRole
from lrc_portal.identity import accounts, passphrases, sessions, throttle
from lrc_portal.vocabulary import Language


class WrongNameOrPassphrase(Exception):
    """One of the two does not fit; which one is not said."""


@dataclass(frozen=True)
class Browser:
    """The browser at the door: where it is, what it is, and the session it still had."""

    address: str
    device: str
    old_token: str | None = None


@dataclass(frozen=True)
class CameIn:
    """Somebody who has signed in, and the token for their browser."""

    viewer: Viewer
    token: str


def with_passphrase(
    database: Database, *, name: str, passphrase: str, browser: Browser, language: Language | None = None
) -> CameIn:
    """Sign somebody in; `language` is one they chose on the way and want to keep.

    Raises `throttle.Slowed` or `WrongNameOrPassphrase`.
    """
    key = accounts.name_key(name)
    with database.writing() as db:
        counted = throttle.try_name(db, name_key=key, address=browser.address)
        person = accounts.find(db, name)
        kept_hash = person.passphrase_hash if person else None
    if not passphrases.fits(passphrase, kept_hash) or person is None:
        raise WrongNameOrPassphrase
    newer_hash = passphrases.hashed(passphrase) if passphrases.is_outdated(kept_hash or "") else None
    with database.writing() as db:
        throttle.succeeded(db, counted)
        if newer_hash:
            db.get_one(Person, person.id).passphrase_hash = newer_hash
        return let_in(db, person.id, browser, language)


def let_in(db: Session, person_id: int, browser: Browser, language: Language | None = None) -> CameIn:
    """Begin a session for somebody who has shown who they are."""
    person = db.get_one(Person, person_id)
    if language:
        person.language = language
    roles = db.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)).all()
    viewer = accounts.viewer_of_person(person, frozenset(roles))
    token = sessions.begin(db, by=viewer, device=browser.device, instead_of=browser.old_token)
    return CameIn(viewer, token)


def whole_minutes(wait: timedelta) -> int:
    """A wait in whole minutes, at least one."""
    return max(1, -(-int(wait.total_seconds()) // 60))
