"""What an account holds about its owner, for the owner alone: names, passphrase or none, consents."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import Consent, Person
from lrc_portal.database.read_queries import ReadQuery, only, rows_of, tuples_of
from lrc_portal.relationships import is_own
from lrc_portal.vocabulary import Language


@dataclass(frozen=True)
class MyAccount:
    """`name` is what one signs in with; None where the account has no passphrase of its own.

    `known_by` is the word by which coordinators tell one apart from somebody who is called the same.
    """

    name: str | None
    display_name: str
    has_passphrase: bool
    known_by: str | None = None


@dataclass(frozen=True)
class MyConsent:
    """A sentence that the viewer said yes to, as it stood and in its language."""

    wording: str
    language: Language
    given_at: datetime
    withdrawn_at: datetime | None


def seen(viewer: Viewer) -> ReadQuery[MyAccount]:
    """The viewer's own account. Raises `NotHere` in a look through other eyes."""
    if viewer.preview is not None:
        raise NotHere
    own = select(
        Person.name,
        Person.display_name,
        Person.passphrase_hash.is_not(None).label("has_passphrase"),
        Person.known_by,
    ).where(Person.id == viewer.person_id)

    def read(rows: list[tuple[str | None, str | None, bool, str | None]]) -> MyAccount:
        name, display_name, has_passphrase, known_by = only(rows)
        return MyAccount(name, display_name or name or "", has_passphrase, known_by)

    return ReadQuery(tuples_of(own), read=read)


def consents(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[MyConsent]]:
    """What the viewer said yes to, those in force first, then newest first."""
    own = (
        select(Consent.wording, Consent.language, Consent.given_at, Consent.withdrawn_at)
        .where(is_own(viewer, Consent.person_id))
        .order_by(Consent.withdrawn_at.is_not(None), Consent.given_at.desc(), Consent.id.desc())
        .limit(most)
    )
    return ReadQuery(rows_of(own, MyConsent))
