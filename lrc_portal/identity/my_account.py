"""What an account holds about its owner, for the owner alone: names, passphrase or none, consents."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal.access import NotHere, Viewer
from lrc_portal.database.models import Consent, Person


@dataclass(frozen=True)
class MyAccount:
    """`name` is what one signs in with; None where the account has no passphrase of its own."""

    name: str | None
    called: str
    has_passphrase: bool


@dataclass(frozen=True)
class MyConsent:
    """A sentence that the viewer said yes to, as it stood and in its language."""

    wording: str
    given_at: datetime
    withdrawn_at: datetime | None


def seen(db: Session, viewer: Viewer) -> MyAccount:
    """The viewer's own account. Raises `NotHere` in a look through other eyes."""
    if viewer.pretending is not None:
        raise NotHere
    person = db.get_one(Person, viewer.person_id)
    return MyAccount(person.name, person.called or person.name or "", person.passphrase_hash is not None)


def consents(db: Session, viewer: Viewer) -> list[MyConsent]:
    """What the viewer said yes to, those in force first, then newest first."""
    if viewer.pretending is not None:
        return []
    rows = db.scalars(
        select(Consent)
        .where(Consent.person_id == viewer.person_id)
        .order_by(Consent.withdrawn_at.is_not(None), Consent.given_at.desc(), Consent.id.desc())
    )
    return [MyConsent(row.wording, row.given_at, row.withdrawn_at) for row in rows]
