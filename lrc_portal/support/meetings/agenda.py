"""The agenda: what a person wants to talk about next, kept by them and read by who walks with them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import AgendaItem
from lrc_portal.database.portable import spend
from lrc_portal.database.read_queries import ReadQuery, tuples_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import LONG, text_problems, tidy
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Invalid, Problem


@dataclass(frozen=True)
class AgendaSubmission:
    """Something to talk about next time."""

    words: str
    token: str = ""

    def problems(self) -> list[Problem]:
        return text_problems("agenda", self.words, most=LONG, needed=True)


@dataclass(frozen=True)
class AgendaLine:
    """An agenda item to show."""

    id: int
    words: str
    since: date


def add(db: Session, *, by: Viewer, submission: AgendaSubmission) -> int:
    """Put something on one's own agenda. Raises `NotAllowed`, `Invalid`, `AlreadySaved`."""
    acting.require(by, Permission.KEEP_A_RECORD)
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    waiting = (AgendaItem.person_id == by.person_id, AgendaItem.talked_on.is_(None))
    require_room(db, limits.AGENDA, AgendaItem, *waiting)
    item = AgendaItem(person_id=by.person_id, words=tidy(submission.words), created_at=clock.now())
    db.add(item)
    db.flush()
    audited_writes.leave_own_trace(db, by, Act.ADDED, Subject.AGENDA, item.id)
    return item.id


def talked_about(db: Session, *, by: Viewer, item_id: int) -> None:
    """Say that an agenda item was talked about; it leaves the list. Raises `NotHere`."""
    access.own_row(db, by, AgendaItem, item_id).talked_on = clock.today()
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.AGENDA, item_id)


def erase(db: Session, *, by: Viewer, item_id: int) -> None:
    """Erase an agenda item for good. Raises `NotHere`."""
    db.delete(access.own_row(db, by, AgendaItem, item_id))
    audited_writes.leave_own_trace(db, by, Act.ERASED, Subject.AGENDA, item_id)


def read_query(viewer: Viewer, person_id: int) -> ReadQuery[list[AgendaLine]]:
    """What a person wants to talk about next time, oldest first: for them and their peer worker."""
    items = (
        select(AgendaItem.id, AgendaItem.words, AgendaItem.created_at)
        .where(
            AgendaItem.person_id == person_id,
            AgendaItem.talked_on.is_(None),
            access.readable(viewer, AgendaItem),
        )
        .order_by(AgendaItem.id)
    )
    return ReadQuery(
        tuples_of(items),
        read=lambda rows: [
            AgendaLine(item_id, words, clock.local(created_at).date()) for item_id, words, created_at in rows
        ],
    )
