"""Complaints about what is done with somebody's data: made by anybody, acknowledged within 30 days, answered.

The Data (Use and Access) Act 2025 asks for a way to complain electronically and for an acknowledgement
within 30 days. A complaint goes to whoever coordinates; the words are read once it is opened.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock
from lrc_portal.acting import NotHere, Opening, Permission, Viewer
from lrc_portal.database.models import Complaint, Person
from lrc_portal.database.portable import at_most, spend
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.record.validation import LONG, text_problems, tidy
from lrc_portal.relationships import is_own
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Invalid, Problem

ACKNOWLEDGED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class ComplaintSubmission:
    """What somebody complains of, in their words."""

    words: str
    token: str = ""

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=LONG, needed=True)


@dataclass(frozen=True)
class AnswerSubmission:
    """What a coordinator answers."""

    words: str

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=LONG, needed=True)


@dataclass(frozen=True)
class MyComplaint:
    """One of the viewer's own, and how it stands."""

    id: int
    words: str
    made_at: datetime
    acknowledged_at: datetime | None
    answer: str | None
    answered_at: datetime | None

    @property
    def due(self) -> date:
        return due(self.made_at)


@dataclass(frozen=True)
class OpenComplaint:
    """One that is not answered yet, as coordinators see it in their list: without its words."""

    id: int
    person_id: int
    display_name: str | None
    made_at: datetime
    acknowledged_at: datetime | None

    @property
    def due(self) -> date:
        return due(self.made_at)


def due(made_at: datetime) -> date:
    """The last day on which it is acknowledged in time."""
    return clock.local(made_at + ACKNOWLEDGED_WITHIN).date()


def make(db: Session, *, by: Viewer, submission: ComplaintSubmission) -> int:
    """Complain. Raises `Invalid`, `AlreadySaved`. Returns its id."""
    acting.require_oneself(by)
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    row = Complaint(person_id=by.person_id, words=tidy(submission.words), made_at=clock.now())
    db.add(row)
    db.flush()
    _leave_trace(db, by, row, Act.ADDED)
    return row.id


def acknowledge(db: Session, *, by: Viewer, complaint_id: int) -> None:
    """As a coordinator: say that it has come. Raises `NotAllowed`, `NotHere`."""
    row = _of_another(db, by, complaint_id)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by_id = clock.now(), by.person_id
        _leave_trace(db, by, row, Act.AGREED)


def answer(db: Session, *, by: Viewer, complaint_id: int, submission: AnswerSubmission) -> None:
    """As a coordinator: answer it. Raises `NotAllowed`, `NotHere`, `Invalid`."""
    row = _of_another(db, by, complaint_id)
    if found := submission.problems():
        raise Invalid(found)
    now = clock.now()
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by_id = now, by.person_id
    row.answer, row.answered_at, row.answered_by_id = tidy(submission.words), now, by.person_id
    _leave_trace(db, by, row, Act.ANSWERED)


def opened(db: Session, viewer: Viewer, complaint_id: int, opening: Opening) -> str:
    """The words of one that is not answered, for a coordinator; the person reads that they were read.

    Raises `NotAllowed`, `NotHere`.
    """
    row = _of_another(db, viewer, complaint_id)
    trace.looked(db, by=viewer, owner_id=row.person_id, subjects=[Subject.COMPLAINT], opening=opening)
    return row.words


def mine(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[MyComplaint]]:
    """The viewer's own, newest first."""
    own = (
        select(
            Complaint.id,
            Complaint.words,
            Complaint.made_at,
            Complaint.acknowledged_at,
            Complaint.answer,
            Complaint.answered_at,
        )
        .where(is_own(viewer, Complaint.person_id))
        .order_by(Complaint.made_at.desc(), Complaint.id.desc())
        .limit(at_most(most))
    )
    return ReadQuery(rows_of(own, MyComplaint))


def not_answered(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[OpenComplaint]]:
    """As a coordinator: those that wait, the oldest first; one's own are for another. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    waiting = (
        select(
            Complaint.id,
            Complaint.person_id,
            Person.display_name,
            Complaint.made_at,
            Complaint.acknowledged_at,
        )
        .join(Person, Person.id == Complaint.person_id)
        .where(
            access.readable(viewer, Complaint),
            Complaint.answered_at.is_(None),
            Complaint.person_id != viewer.person_id,
        )
        .order_by(Complaint.made_at, Complaint.id)
        .limit(at_most(most))
    )
    return ReadQuery(rows_of(waiting, OpenComplaint))


def _of_another(db: Session, by: Viewer, complaint_id: int) -> Complaint:
    acting.require(by, Permission.RUN_THE_SERVICE)
    found = db.scalar(
        select(Complaint)
        .where(
            Complaint.id == complaint_id,
            access.readable(by, Complaint),
            Complaint.person_id != by.person_id,
            Complaint.answered_at.is_(None),
        )
        .with_for_update()
    )
    if found is None:
        raise NotHere
    return found


def _leave_trace(db: Session, by: Viewer, row: Complaint, act: Act) -> None:
    trace.leave(db, by=by, owner_id=row.person_id, act=act, subject=Subject.COMPLAINT, subject_id=row.id)
