"""The address to which a person's own calendar subscribes: a secret that is made, renewed and ended.

Whoever has the address reads what stands in it, without signing in: a calendar cannot. So the secret is
long, kept as a keyed hash alone, shown once, and what it opens is dates without a name, unless its owner
wants their titles.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CalendarFeed, Person, PersonRole
from lrc_portal.database.portable import hold_person
from lrc_portal.database.read_queries import ReadQuery, rows_of, together
from lrc_portal.database.row_security import System
from lrc_portal.record import audited_writes
from lrc_portal.relationships import is_own
from lrc_portal.support.whats_on import programme
from lrc_portal.support.whats_on.programme import DateLine
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import Act, Subject

WEEKS_AHEAD, WEEKS_BACK = 26, 4
LONGEST_TOKEN = 100


@dataclass(frozen=True)
class Feed:
    """What stands in somebody's address: titles or none, all that is for them or their own dates."""

    with_titles: bool
    all_for_me: bool
    made_at: datetime

    @property
    def version(self) -> str:
        return version_of(self.with_titles, self.all_for_me, self.made_at)


@dataclass(frozen=True)
class Subscribed:
    """Whose address it is, and what stands in it."""

    viewer: Viewer
    feed: Feed


def mine(viewer: Viewer) -> ReadQuery[Feed | None]:
    """What the viewer's address holds; None where they have none. The address itself is not known here."""
    wanted = select(CalendarFeed.with_titles, CalendarFeed.all_for_me, CalendarFeed.made_at).where(
        is_own(viewer, CalendarFeed.person_id)
    )
    return ReadQuery(rows_of(wanted, Feed), read=lambda found: found[0] if found else None)


def renew(db: Session, *, by: Viewer, with_titles: bool | None = None, all_for_me: bool | None = None) -> str:
    """Make an address, or another in place of the one there is, which ends. Returns its secret, once.

    What is not said stays as it was; at first it is without titles, and the person's own dates alone.
    """
    acting.require_oneself(by)
    hold_person(db, by.person_id)
    row = db.get(CalendarFeed, by.person_id)
    stood = row is not None
    row = row or CalendarFeed(person_id=by.person_id, with_titles=False, all_for_me=False)
    token = secrets.token_urlsafe(32)
    row.token_hash, row.made_at = _hash(token), clock.now()
    row.with_titles = row.with_titles if with_titles is None else with_titles
    row.all_for_me = row.all_for_me if all_for_me is None else all_for_me
    db.add(row)
    audited_writes.leave_own_trace(db, by, Act.CHANGED if stood else Act.ADDED, Subject.EVENT)
    return token


def choose(db: Session, *, by: Viewer, with_titles: bool, all_for_me: bool) -> None:
    """Let another choice stand in the address that there is. Raises `NotHere` where there is none."""
    acting.require_oneself(by)
    row = db.get(CalendarFeed, by.person_id, with_for_update=True)
    if row is None:
        raise NotHere
    if (row.with_titles, row.all_for_me) != (with_titles, all_for_me):
        row.with_titles, row.all_for_me = with_titles, all_for_me
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT)


def end(db: Session, *, by: Viewer) -> None:
    """The address leads nowhere any more. Raises `NotHere` where there is none."""
    acting.require_oneself(by)
    mine = CalendarFeed.person_id == by.person_id
    if db.scalar(delete(CalendarFeed).where(mine).returning(CalendarFeed.person_id)) is None:
        raise NotHere
    audited_writes.leave_own_trace(db, by, Act.ENDED, Subject.EVENT)


def subscribed(database: Database, token: str) -> Subscribed | None:
    """Whose address has this secret; None for any other, and while the account waits to be erased."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    with database.as_system(System.CALENDAR).reading() as db:
        found = db.execute(
            select(CalendarFeed, Person.language)
            .join(Person, Person.id == CalendarFeed.person_id)
            .where(CalendarFeed.token_hash == _hash(token), Person.erase_at.is_(None))
        ).one_or_none()
        if found is None:
            return None
        row, language = found
        roles = db.scalars(select(PersonRole.role).where(PersonRole.person_id == row.person_id))
        viewer = Viewer(row.person_id, frozenset(roles), language)
        return Subscribed(viewer, Feed(row.with_titles, row.all_for_me, row.made_at))


def dates(subscribed: Subscribed) -> ReadQuery[list[DateLine]]:
    """The dates that stand in an address."""
    viewer, today = subscribed.viewer, clock.today()
    window = (today - timedelta(weeks=WEEKS_BACK), today + timedelta(weeks=WEEKS_AHEAD))

    # Whoever keeps no record cannot say that they will be anywhere.
    all_for_me = subscribed.feed.all_for_me or not viewer.keeps_a_record

    def wanted(found: list[DateLine]) -> list[DateLine]:
        return [line for line in found if line.mine or (all_for_me and line.event.is_for(viewer))]

    return together(wanted, programme.read_query(viewer, *window))


def _hash(token: str) -> str:
    return lookup_hash("calendar feed", token)
