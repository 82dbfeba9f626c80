"""From a session token to the person who is acting, in one statement, at every rerun."""

import hashlib
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import bindparam, exists, select, update

from lrc_portal import clock, relationships
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, PersonRole, SignInSession, Supervises
from lrc_portal.database.read_queries import AnySelect
from lrc_portal.database.row_security import System
from lrc_portal.identity import accounts
from lrc_portal.identity.second_step import has_second_step, must_pass
from lrc_portal.identity.sessions import limits, token_hash
from lrc_portal.vocabulary import Language, Role

SEEN_EVERY = timedelta(seconds=60)
LATE = timedelta(days=1)
"""How long after a session ended by itself its browser may still hand in what was being typed."""


def sign_in_key(viewer: Viewer | None) -> str:
    """What stands for this sign-in in a page, eight characters; empty for somebody who is signed out."""
    if viewer is None or viewer.session_id is None:
        return ""
    return hashlib.sha256(f"sign-in\0{viewer.person_id}\0{viewer.session_id}".encode()).hexdigest()[:8]


def viewer_of(database: Database, token: str | None) -> Viewer | None:
    """The viewer whose session this token opens; None where there is none or it has ended.

    None too where a second step has yet to be passed: that session opens nothing but what asks for it.
    """
    viewer = whoever_of(database, token)
    return None if viewer is None or viewer.awaits_second_step else viewer


def whoever_of(database: Database, token: str | None) -> Viewer | None:
    """The same, and also whoever has yet to pass the second step: without a role or anybody to supervise.

    Says that the session was used at most once a minute, so that a rerun is a read.
    """
    now, database = clock.now(), database.as_system(System.SIGN_IN)
    rows = _session_of(database, token, late=timedelta())
    if not rows:
        return None
    first = rows[0]
    if now >= first.last_seen_at + SEEN_EVERY:
        with database.writing() as db:
            db.execute(
                update(SignInSession)
                .where(SignInSession.id == first.id, SignInSession.ended_at.is_(None))
                .values(last_seen_at=now)
            )
    awaits = first.second_step_at is None and must_pass(
        _roles(rows), supervises=bool(first.supervises), has_second_step=bool(first.has_second_step)
    )
    return Viewer(
        first.person_id,
        frozenset() if awaits else _roles(rows),
        first.language,
        display_name=first.display_name or first.name or "",
        session_id=first.id,
        supervises=bool(first.supervises) and not awaits,
        in_numbers=first.in_numbers,
        awaits_second_step=awaits,
        through_provider=first.provider is not None,
        erase_at=first.erase_at,
    )


def late_writer(database: Database, token: str | None) -> Viewer | None:
    """Whose session of this browser ended by itself a while ago, in the midst of their typing.

    They may do nothing and see nothing: their words are taken in, to stand there when they sign in again.
    None where the session was ended by somebody.
    """
    rows = _session_of(database.as_system(System.SIGN_IN), token, late=LATE)
    if not rows:
        return None
    return Viewer(rows[0].person_id, frozenset(), rows[0].language, session_id=rows[0].id)


def _session_of(database: Database, token: str | None, *, late: timedelta) -> list["_SessionRow"]:
    """The session that this token opens, a row for each role; none where it ended before `late`."""
    if not token:
        return []
    now = clock.now()
    told = {"token_hash": token_hash(token), "ends_after": now - late, "now": now}
    with database.reading() as db:
        rows = [_SessionRow._make(row) for row in db.execute(_whose_session(), told)]
    if not rows:
        return []
    # Roles can have been given since it began, so both limits are asked anew.
    first, allowed = rows[0], limits(_roles(rows))
    if now >= first.last_seen_at + allowed.idle + late or now >= first.began_at + allowed.absolute + late:
        return []
    return rows


@cache
def _whose_session() -> AnySelect:
    """Made once, since every rerun asks it; what differs are its parameters."""
    return (
        select(
            SignInSession.id,
            SignInSession.began_at,
            SignInSession.last_seen_at,
            SignInSession.person_id,
            Person.language,
            Person.display_name,
            Person.name,
            Person.in_numbers,
            Person.erase_at,
            SignInSession.second_step_at,
            SignInSession.provider,
            PersonRole.role,
            exists()
            .where(Supervises.supervisor_id == SignInSession.person_id, relationships.supervision_is_live())
            .label("supervises"),
            has_second_step(SignInSession.person_id).label("has_second_step"),
        )
        .join(Person, Person.id == SignInSession.person_id)
        .outerjoin(PersonRole, PersonRole.person_id == SignInSession.person_id)
        .where(
            SignInSession.token_hash == bindparam("token_hash"),
            SignInSession.ended_at.is_(None),
            SignInSession.ends_at > bindparam("ends_after"),
            accounts.stands(bindparam("now")),
        )
    )


class _SessionRow(NamedTuple):
    id: int
    began_at: datetime
    last_seen_at: datetime
    person_id: int
    language: Language
    display_name: str | None
    name: str | None
    in_numbers: bool
    erase_at: datetime | None
    second_step_at: datetime | None
    provider: str | None
    role: Role | None
    supervises: bool
    has_second_step: bool


def _roles(rows: list[_SessionRow]) -> frozenset[Role]:
    return frozenset(row.role for row in rows if row.role is not None)
