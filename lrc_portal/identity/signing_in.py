"""Signing in with a name and a passphrase: slowed, then looked at, then let in."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import metrics
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, PersonRole
from lrc_portal.database.row_security import System
from lrc_portal.identity import (
    accounts,
    known_devices,
    my_account,
    names,
    passkeys,
    passphrases,
    sessions,
    throttle,
)
from lrc_portal.identity.second_step import second_step_is_due
from lrc_portal.identity.sessions import Came
from lrc_portal.vocabulary import Language
from lrc_portal.words.marks import NotNow


class WrongNameOrPassphrase(Exception):
    """One of the two does not fit; which one is not said."""


_OUTCOMES = {
    throttle.Slowed: "slowed",
    WrongNameOrPassphrase: "does_not_fit",
    passkeys.DoesNotFit: "does_not_fit",
    passphrases.Busy: "busy",
    NotNow: "waits",
}


@dataclass(frozen=True)
class Browser:
    """The browser at the door: where it is, what it is, the session it still had, and how it is known."""

    address: str
    device: str
    old_token: str | None = None
    device_token: str | None = None


@dataclass(frozen=True)
class CameIn:
    """Somebody who has signed in, and the tokens for their browser: the session's, and the known device's."""

    viewer: Viewer
    token: str
    device_token: str | None = None
    awaits_second_step: bool = False
    is_told: bool = False
    """Whether others changed how they sign in, since they were here last."""


@metrics.sign_in("passphrase", _OUTCOMES)
def with_passphrase(
    database: Database, *, name: str, passphrase: str, browser: Browser, language: Language | None = None
) -> CameIn:
    """Sign somebody in; `language` is one they chose on the way and want to keep.

    Raises `throttle.Slowed`, `WrongNameOrPassphrase` or `passphrases.Busy`.
    """
    key, database = names.key(name), database.as_system(System.SIGN_IN)
    with database.writing() as db:
        person = accounts.find(db, name)
        kept_hash = person.passphrase_hash if person else None
        name_key = person.name_key if person else None
        device = known_devices.known(db, name_key=name_key or key, token=browser.device_token)
        counted = throttle.try_name(db, name_key=key, address=browser.address, known_device=device)
    with throttle.uncounted_if(database, counted, passphrases.Busy):
        if not passphrases.fits(passphrase, kept_hash) or person is None:
            raise WrongNameOrPassphrase
        newer_hash = passphrases.hashed(passphrase) if passphrases.is_outdated(kept_hash or "") else None
    with database.writing() as db:
        throttle.succeeded(db, counted)
        row = db.get_one(Person, person.id)
        if newer_hash:
            row.passphrase_hash = newer_hash
        if row.passphrase_strength is None:
            accounts.keep_strength(row, passphrase)
        return let_in(db, person.id, browser, language)


@metrics.sign_in("passkey", _OUTCOMES)
def with_passkey(
    database: Database, *, answer: str, browser: Browser, language: Language | None = None
) -> CameIn:
    """Sign somebody in by a passkey alone, which is both steps at once.

    Raises `throttle.Slowed`, `passkeys.DoesNotFit`.
    """
    database = database.as_system(System.SIGN_IN)
    owner = passkeys.owner_of_answer(database, answer=answer, address=browser.address)
    with database.writing() as db:
        return let_in(db, owner, browser, language, second_step=True)


def let_in(
    db: Session,
    person_id: int,
    browser: Browser,
    language: Language | None = None,
    *,
    second_step: bool = False,
    provider: Came | None = None,
) -> CameIn:
    """Begin a session for somebody who has shown who they are.

    `second_step`: in two ways already. `provider` is by whom they came, where they did not sign in here.
    """
    person = db.get_one(Person, person_id)
    if language:
        person.language = language
    viewer = with_roles(db, person_id)
    is_told = my_account.has_news(db, person_id)
    device_token = known_devices.remember(db, person, browser.device_token)
    token = sessions.begin(
        db,
        by=viewer,
        device=browser.device,
        instead_of=browser.old_token,
        device_key=known_devices.key_of(person.name_key, device_token),
        second_step=second_step,
        provider=provider,
    )
    awaits = not second_step and second_step_is_due(db, viewer)
    return CameIn(viewer, token, device_token, awaits, is_told)


def with_roles(db: Session, person_id: int) -> Viewer:
    """A person as a viewer without a session, with the roles that they hold now."""
    roles = db.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)).all()
    return accounts.viewer_of_person(db.get_one(Person, person_id), frozenset(roles))
