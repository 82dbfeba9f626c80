"""Moments: days that mattered. A milestone, a contribution to the community, a hard day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Moment
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import LONG, past_day_problems, text_problems, tidy
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import Element, MomentKind, Subject
from lrc_portal.words.marks import Problem, problem


@dataclass(frozen=True)
class MomentSubmission:
    """A moment as somebody wrote it."""

    day: date | None
    kind: MomentKind | None
    element: Element | None
    words: str = ""
    only_me: bool = False
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = past_day_problems("day", self.day)
        if self.kind is None:
            found.append(problem("kind", "Choose what kind of day it was."))
        if self.element is None:
            found.append(problem("element", "Choose the part it belongs to."))
        return found + text_problems("words", self.words, most=LONG)


@dataclass(frozen=True)
class MomentLine:
    """A moment to show; `words` is None where there are none for this viewer."""

    id: int
    day: date
    kind: MomentKind
    element: Element
    words: str | None
    only_me: bool

    @property
    def version(self) -> str:
        return version_of(self.day, self.kind, self.element, self.words, self.only_me)


def add(db: Session, *, by: Viewer, submission: MomentSubmission) -> int:
    """Keep a moment. Raises `Invalid`, `AlreadySaved`. Returns its id."""
    audited_writes.begin(db, by, submission)
    of_this_day = (Moment.person_id == by.person_id, Moment.day == submission.day)
    require_room(db, limits.MOMENTS_A_DAY, Moment, *of_this_day)
    row = Moment(person_id=by.person_id, created_at=clock.now(), **_columns(submission))
    return audited_writes.keep(db, by, row, Subject.MOMENT)


def change(db: Session, *, by: Viewer, moment_id: int, submission: MomentSubmission) -> None:
    """Change a moment. Raises `Invalid`, `NotHere`, `ChangedMeanwhile`."""
    audited_writes.check(submission)
    columns = _columns(submission)
    audited_writes.change(db, by, Moment, moment_id, columns, Subject.MOMENT, version=submission.version)


def erase(db: Session, *, by: Viewer, moment_id: int) -> None:
    """Erase a moment, for good. Raises `NotHere`."""
    audited_writes.erase(db, by, Moment, moment_id, Subject.MOMENT)


def seen(
    db: Session,
    record: OpenedRecord,
    *,
    start: date | None = None,
    end: date | None = None,
    most: int = limits.READ_AT_MOST,
) -> list[MomentLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(record, start=start, end=end, most=most).run(db)


def read_query(
    record: OpenedRecord,
    *,
    start: date | None = None,
    end: date | None = None,
    most: int = limits.READ_AT_MOST,
) -> ReadQuery[list[MomentLine]]:
    """The moments that this look shows between two days (both included), newest first."""
    wanted = (
        select(
            Moment.id,
            Moment.day,
            Moment.kind,
            Moment.element,
            access.shown_where(access.words_readable(record.viewer, Moment), Moment.words).label("words"),
            Moment.only_me,
        )
        .where(Moment.person_id == record.owner_id, access.readable(record.viewer, Moment))
        .order_by(Moment.day.desc(), Moment.id.desc())
        .limit(at_most(most))
    )
    if start is not None:
        wanted = wanted.where(Moment.day >= start)
    if end is not None:
        wanted = wanted.where(Moment.day <= end)
    return ReadQuery(rows_of(wanted, MomentLine))


def _columns(submission: MomentSubmission) -> dict[str, object]:
    return {
        "day": submission.day,
        "kind": submission.kind,
        "element": submission.element,
        "words": tidy(submission.words),
        "only_me": submission.only_me,
    }
