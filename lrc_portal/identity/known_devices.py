"""Device cookies: long-lived, they tell a browser on which somebody signed in before (OWASP).

It opens nothing. It gives tries from this browser a count of their own, so that a stranger who guesses at
a name does not keep its owner out, whatever network they are in. Only a keyed hash of the cookie's token
and the name is kept: it says of two people neither that they share a browser nor which one.
"""

import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from lrc_portal import clock, settings
from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.models import KnownDevice, Person
from lrc_portal.database.portable import at_most, insert
from lrc_portal.database.read_queries import ReadQuery, only, values_of
from lrc_portal.relationships import is_own

KEPT = timedelta(days=180)
MOST = 20
"""So many a person; browsers that forget their cookies would else leave one behind at each sign-in."""

_TOKEN_BYTES, _TOKEN_LENGTH = 32, 43


def cookie_name() -> str:
    """The name of the cookie that carries the token; with `__Host-` where the portal is on HTTPS."""
    return "__Host-lrc_device" if settings.current().secure else "lrc_device"


def key_of(name_key: str | None, token: str | None) -> str | None:
    """What is kept of a browser's token for one name; None where either is missing."""
    return lookup_hash("device", f"{name_key}\0{token}") if name_key and token else None


def known(db: Session, *, name_key: str, token: str | None) -> str | None:
    """The key of a browser on which the owner of this name signed in before; None for any other."""
    wanted = key_of(name_key, token)
    is_known = exists().where(KnownDevice.device_key == wanted, KnownDevice.used_at > clock.now() - KEPT)
    return wanted if wanted and db.scalar(select(is_known)) else None


def remember(db: Session, person: Person, token: str | None) -> str | None:
    """Know this browser for a person who has just shown who they are; the token for its cookie.

    The token that the browser has stays, since several people may use it. None for a person without a
    name to sign in with, at which nobody can guess.
    """
    if person.name_key is None:
        return None
    if token is None or len(token) != _TOKEN_LENGTH:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
    own, now = KnownDevice.person_id == person.id, clock.now()
    this = key_of(person.name_key, token)
    newest = select(KnownDevice.id).where(own).order_by(KnownDevice.used_at.desc(), KnownDevice.id.desc())
    row = {"person_id": person.id, "device_key": this, "used_at": now}
    db.execute(
        insert(db, KnownDevice)
        .values(row)
        .on_conflict_do_update(index_elements=["device_key"], set_={"used_at": now})
    )
    too_many = and_(own, KnownDevice.id.not_in(newest.limit(at_most(MOST))))
    db.execute(delete(KnownDevice).where(or_(is_over(), too_many)))
    return token


def how_many(viewer: Viewer) -> ReadQuery[int]:
    """On how many browsers the viewer is known."""
    mine = select(func.count().label("known")).where(
        is_own(viewer, KnownDevice.person_id), KnownDevice.used_at > clock.now() - KEPT
    )
    return ReadQuery(values_of(mine), read=only)


def is_over() -> ColumnElement[bool]:
    """Nobody signed in on this browser for so long that it is a stranger again."""
    return KnownDevice.used_at <= clock.now() - KEPT


def forget(db: Session, *, person_id: int, device_key: str | None) -> None:
    """Know one browser of this person no more."""
    db.execute(
        delete(KnownDevice).where(KnownDevice.person_id == person_id, KnownDevice.device_key == device_key)
    )


def forget_others(db: Session, *, person_id: int, but: str | None) -> None:
    """Know no browser of this person any more but the one with this key."""
    db.execute(
        delete(KnownDevice).where(KnownDevice.person_id == person_id, KnownDevice.device_key != (but or ""))
    )
