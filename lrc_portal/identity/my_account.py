"""What an account holds about its owner, for the owner alone: names, passphrase or none, consents."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import Consent, Person, Share, SignInSession, Trace
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, only, rows_of, tuples_of
from lrc_portal.database.unreadable import readable
from lrc_portal.relationships import is_own
from lrc_portal.vocabulary import Act, Language, Subject

NEWS_LASTS, MOST_NEWS = timedelta(days=90), 10


@dataclass(frozen=True)
class MyAccount:
    """`name` is what one signs in with; None where the account has no passphrase of its own.

    `known_by` is the word by which coordinators tell one apart from somebody who is called the same.
    """

    name: str | None
    display_name: str
    has_passphrase: bool
    known_by: str | None = None
    passphrase_set_at: datetime | None = None
    passphrase_strength: int | None = None


@dataclass(frozen=True)
class SignInNews:
    """What somebody else did to how the viewer signs in; without `by` it was whoever runs the portal."""

    at: datetime
    act: Act
    by: str | None


@dataclass(frozen=True)
class MyConsent:
    """A sentence that the viewer said yes to, as it stood and in its language.

    `shared_with` is the id of whoever sees what was shared with it, and `display_name` what they are called.
    """

    wording: str
    language: Language
    given_at: datetime
    withdrawn_at: datetime | None
    shared_with: int | None
    display_name: str | None


def seen(viewer: Viewer) -> ReadQuery[MyAccount]:
    """The viewer's own account. Raises `NotHere` in a look through other eyes."""
    if viewer.preview is not None:
        raise NotHere
    own = select(
        Person.name,
        Person.display_name,
        Person.passphrase_hash.is_not(None).label("has_passphrase"),
        Person.known_by,
        Person.passphrase_set_at,
        Person.passphrase_strength,
    ).where(Person.id == viewer.person_id)

    def read(
        rows: list[tuple[str | None, str | None, bool, str | None, datetime | None, str | None]],
    ) -> MyAccount:
        name, display_name, has_passphrase, known_by, set_at, score = only(rows)
        strength = readable(score)
        return MyAccount(
            name,
            display_name or name or "",
            has_passphrase,
            known_by,
            set_at,
            int(strength) if strength else None,
        )

    return ReadQuery(tuples_of(own), read=read)


def consents(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[MyConsent]]:
    """What the viewer said yes to, those in force first, then newest first."""
    own = (
        select(
            Consent.wording,
            Consent.language,
            Consent.given_at,
            Consent.withdrawn_at,
            Share.viewer_id.label("shared_with"),
            Person.display_name,
        )
        .outerjoin(Share, Share.id == Consent.share_id)
        .outerjoin(Person, Person.id == Share.viewer_id)
        .where(is_own(viewer, Consent.person_id))
        .order_by(Consent.withdrawn_at.is_not(None), Consent.given_at.desc(), Consent.id.desc())
        .limit(at_most(most))
    )
    return ReadQuery(rows_of(own, MyConsent))


def news(viewer: Viewer) -> ReadQuery[list[SignInNews]]:
    """What others did to how the viewer signs in, of the last months, newest first."""
    lines = (
        select(Trace.at, Trace.act, Person.display_name, Trace.actor_id)
        .join(Person, Person.id == Trace.actor_id)
        .where(is_own(viewer, Trace.owner_id), *_is_news(), Trace.at > clock.now() - NEWS_LASTS)
        .order_by(Trace.at.desc(), Trace.id.desc())
        .limit(at_most(MOST_NEWS))
    )
    return ReadQuery(
        tuples_of(lines),
        read=lambda rows: [
            SignInNews(at, act, None if actor_id == viewer.person_id else display_name)
            for at, act, display_name, actor_id in rows
        ],
    )


def has_news(db: Session, person_id: int) -> bool:
    """Whether there is any since they signed in last; to be asked before they are in again."""
    last = func.max(SignInSession.began_at, type_=SignInSession.began_at.type)
    since = db.scalar(select(last).where(SignInSession.person_id == person_id))
    found = exists().where(
        Trace.owner_id == person_id,
        *_is_news(),
        Trace.at > max(filter(None, (since, clock.now() - NEWS_LASTS))),
    )
    return bool(db.scalar(select(found)))


def _is_news() -> tuple[ColumnElement[bool], ...]:
    """A code for a new passphrase was made, or a second step that was lost was taken away."""
    return (Trace.subject == Subject.ACCOUNT, Trace.act.in_((Act.OFFERED, Act.TOOK_BACK)))
