"""Sessions: a browser that is signed in, as a row that can be ended from anywhere.

The browser holds an opaque token; only its hash is kept. Two limits end a session by themselves:
one since it was last used and one since it began, both shorter for people who work here.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock, settings
from lrc_portal.acting import Viewer
from lrc_portal.database.models import SignInSession
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, tuples_of
from lrc_portal.database.unreadable import readable
from lrc_portal.identity import known_devices
from lrc_portal.relationships import is_own
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import WORKS_HERE, Act, Role, Subject

KEPT_AFTER_ITS_END = timedelta(days=30)
LATELY = timedelta(minutes=15)
"""So long after somebody showed who they are they may change how they sign in."""


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: since it was last used, and since it began."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Came:
    """By which OpenID Connect provider somebody came in, and its token that says who they are."""

    provider: str
    id_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class WhereSignedIn:
    """One browser in which the viewer is signed in; `here` is the one they are using."""

    id: int
    device: str
    began_at: datetime
    last_seen_at: datetime
    here: bool


def limits(roles: Iterable[Role]) -> Limits:
    """The limits for a person with these roles."""
    chosen = settings.current()
    if WORKS_HERE & set(roles):
        return Limits(chosen.idle_working, chosen.absolute_working)
    return Limits(chosen.idle_other, chosen.absolute_other)


def cookie_name() -> str:
    """The name of the cookie that carries the token; with `__Host-` where the portal is on HTTPS."""
    return "__Host-lrc_session" if settings.current().secure else "lrc_session"


def token_hash(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(
    db: Session,
    *,
    by: Viewer,
    device: str,
    instead_of: str | None = None,
    device_key: str | None = None,
    second_step: bool = False,
    provider: Came | None = None,
) -> str:
    """Sign `by` in on a browser; the new token. A session that this browser still had ends.

    `device_key` is that of the known device, where it is one. `second_step`: it was passed on the way in.
    `provider` is by whom they came, where they did not sign in here.

    Leaves a trace for the person.
    """
    now = clock.now()
    if instead_of:
        _end(db, SignInSession.token_hash == token_hash(instead_of))
    db.execute(delete(SignInSession).where(SignInSession.person_id == by.person_id, is_over()))
    token = secrets.token_urlsafe(32)
    db.add(
        SignInSession(
            person_id=by.person_id,
            token_hash=token_hash(token),
            device=device[:60],
            device_key=device_key,
            second_step_at=now if second_step else None,
            provider=provider.provider if provider else None,
            id_token=provider.id_token if provider else None,
            began_at=now,
            last_seen_at=now,
            ends_at=now + limits(by.roles).absolute,
        )
    )
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.SIGNED_IN, subject=Subject.ACCOUNT)
    return token


def pass_second_step(db: Session, *, by: Viewer) -> None:
    """Say that the viewer passed the second step in the session they are using."""
    db.execute(
        update(SignInSession)
        .where(SignInSession.id == by.session_id, SignInSession.person_id == by.person_id)
        .values(second_step_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def shown_lately(db: Session, *, by: Viewer, second_step: bool, within: timedelta = LATELY) -> bool:
    """Whether the viewer showed in the last minutes who they are, in the session they are using.

    With `second_step` by that; else by signing in.
    """
    row = db.execute(
        select(SignInSession.began_at, SignInSession.second_step_at).where(SignInSession.id == by.session_id)
    ).one()
    shown_at = row.second_step_at if second_step else row.second_step_at or row.began_at
    return shown_at is not None and shown_at > clock.now() - within


def came_by(db: Session, *, by: Viewer) -> Came | None:
    """The provider by which the viewer came into this session, if any."""
    row = db.execute(
        select(SignInSession.provider, SignInSession.id_token).where(
            SignInSession.id == by.session_id, SignInSession.person_id == by.person_id
        )
    ).one_or_none()
    return Came(row.provider, readable(row.id_token)) if row and row.provider else None


def end_this(db: Session, *, by: Viewer) -> None:
    """Sign the viewer out of the browser they are using."""
    if by.session_id is not None and _end_own(db, by, SignInSession.id == by.session_id):
        trace.leave(db, by=by, owner_id=by.person_id, act=Act.SIGNED_OUT, subject=Subject.ACCOUNT)


def end_one(db: Session, *, by: Viewer, session_id: int) -> None:
    """Sign the viewer out of one browser of theirs, which is then no known device any more.

    Somebody else's is left as it is.
    """
    if _end_own(db, by, SignInSession.id == session_id):
        known_devices.forget(db, person_id=by.person_id, device_key=_device_key(db, session_id))
        trace.leave(db, by=by, owner_id=by.person_id, act=Act.SIGNED_OUT, subject=Subject.ACCOUNT)


def end_others(db: Session, *, by: Viewer) -> int:
    """Sign the viewer out everywhere but here, and know no other device; how many sessions that ended."""
    ended = _end_own(db, by, SignInSession.id != (by.session_id or 0))
    known_devices.forget_others(db, person_id=by.person_id, but=_device_key(db, by.session_id))
    if ended:
        trace.leave(db, by=by, owner_id=by.person_id, act=Act.SIGNED_OUT, subject=Subject.ACCOUNT)
    return ended


def end_all(db: Session, *, by: Viewer) -> int:
    """Sign the viewer out everywhere, here too, and know no other device; how many sessions that ended."""
    ended = _end_own(db, by)
    known_devices.forget_others(db, person_id=by.person_id, but=_device_key(db, by.session_id))
    if ended:
        trace.leave(db, by=by, owner_id=by.person_id, act=Act.SIGNED_OUT, subject=Subject.ACCOUNT)
    return ended


def end_everywhere(db: Session, *, person_id: int) -> None:
    """End every session of a person whose way in was set anew, and know none of their browsers."""
    _end(db, SignInSession.person_id == person_id)
    known_devices.forget_others(db, person_id=person_id, but=None)


def mine(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[WhereSignedIn]]:
    """Where the viewer is signed in now: this browser, then those used last."""
    now = clock.now()
    allowed = limits(viewer.roles)
    open_now = (
        select(SignInSession.id, SignInSession.device, SignInSession.began_at, SignInSession.last_seen_at)
        .where(
            is_own(viewer, SignInSession.person_id),
            SignInSession.ended_at.is_(None),
            SignInSession.ends_at > now,
            SignInSession.began_at > now - allowed.absolute,
            SignInSession.last_seen_at > now - allowed.idle,
        )
        .order_by(SignInSession.id != viewer.session_id, SignInSession.last_seen_at.desc())
        .limit(at_most(most))
    )
    return ReadQuery(
        tuples_of(open_now),
        read=lambda rows: [
            WhereSignedIn(session_id, device, began_at, last_seen_at, session_id == viewer.session_id)
            for session_id, device, began_at, last_seen_at in rows
        ],
    )


def _device_key(db: Session, session_id: int | None) -> str | None:
    return db.scalar(select(SignInSession.device_key).where(SignInSession.id == session_id))


def is_over() -> ColumnElement[bool]:
    """The session ended so long ago that its row is of no use any more."""
    return SignInSession.ends_at < clock.now() - KEPT_AFTER_ITS_END


def _end_own(db: Session, by: Viewer, *which: ColumnElement[bool]) -> int:
    return _end(db, SignInSession.person_id == by.person_id, *which)


def _end(db: Session, *which: ColumnElement[bool]) -> int:
    ended = db.execute(
        update(SignInSession)
        .where(SignInSession.ended_at.is_(None), *which)
        .values(ended_at=clock.now(), id_token=None)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], ended).rowcount


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Chromium", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """A browser in plain words, such as "Chrome, Android"; empty where it does not say.

    Only these words are kept: the whole line would help to tell people apart.
    """
    found = (
        next((words for sign, words in _BROWSERS if sign in user_agent), ""),
        next((words for sign, words in _MACHINES if sign in user_agent), ""),
    )
    return ", ".join(words for words in found if words)
