"""“I noticed…”: something good that a person sees in somebody of their circle, offered for them to keep.

It is a strength, or something that helps them.

Whoever noticed is told nothing of the answer. So nothing here hangs on it for them: what they may take
back, and how much they may offer, is counted from their own traces and never from the other's record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, NotNullable, delete, exists, func, select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, relationships
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import Strength, Trace, Way
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.record import audited_writes, ways
from lrc_portal.record.validation import SHORT, text_problems, tidy
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, StrengthPlace, StrengthState, Subject, WayState
from lrc_portal.words.marks import Problem, Refused, mark

_OFFERED: dict[Subject, tuple[type[Strength] | type[Way], StrEnum]] = {
    Subject.STRENGTHS: (Strength, StrengthState.OFFERED),
    Subject.WHAT_HELPS: (Way, WayState.OFFERED),
}
"""What can be offered, by what its trace says."""
LATELY = timedelta(days=7)
MOST_LATELY = 5
"""So many from one person to another in that time: a kindness must not become a flood."""


@dataclass(frozen=True)
class NoticeSubmission:
    """What somebody noticed, in their own words."""

    words: str
    token: str = ""
    helps: bool = False
    """It is something that helps them, and not a strength."""

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=SHORT, needed=True)


@dataclass(frozen=True)
class Noticed:
    """That the viewer told somebody something good, and when. What became of it is not said."""

    subject: Subject
    row_id: int
    person_id: int
    at: datetime


def notice(db: Session, *, by: Viewer, person_id: int, submission: NoticeSubmission) -> int:
    """Offer somebody of one's circle what one sees in them, or sees that it helps them. Returns its id.

    Raises `NotAllowed`, `Invalid`, `AlreadySaved`, `NotHere` for somebody who is not in the circle now,
    and `Refused` where it is a great many already.
    """
    audited_writes.begin(db, by, submission)
    if not db.scalar(select(relationships.in_circle(by, person_id))):
        raise NotHere
    lately = db.scalar(select(func.count(Trace.id)).where(*_noticed_by(by), Trace.owner_id == person_id))
    if (lately or 0) >= MOST_LATELY:
        raise Refused(
            mark("You have told them a lot of good things this week. Keep the next one for next week.")
        )
    offered = {
        "person_id": person_id,
        "words": tidy(submission.words),
        "noticed_by_id": by.person_id,
        "only_me": False,
        "created_at": clock.now(),
    }
    row: Strength | Way
    with beyond(db, System.NOTICING):
        if submission.helps:
            last = ways.last_position(db, person_id)
            row = Way(state=WayState.OFFERED, position=last, **offered)
        else:
            row = Strength(state=StrengthState.OFFERED, place=StrengthPlace.SELF, **offered)
        db.add(row)
        db.flush()
    trace.leave_on_row(db, by, row, Act.OFFERED)
    return row.id


def take_back(db: Session, *, by: Viewer, subject: Subject, row_id: int) -> None:
    """Take back what one noticed. What was answered already stays as it is, and that is not said.

    Raises `NotHere` for what one did not notice lately.
    """
    acting.require_oneself(by)
    person_id = db.scalar(
        select(Trace.owner_id)
        .where(*_noticed_by(by), Trace.subject == subject, Trace.subject_id == row_id, ~_taken_back())
        .order_by(Trace.id.desc())
        .limit(at_most(1))
    )
    if person_id is None:
        raise NotHere
    model, offered = _OFFERED[subject]
    with beyond(db, System.NOTICING):
        db.execute(
            delete(model).where(
                model.id == row_id,
                model.person_id == person_id,
                model.noticed_by_id == by.person_id,
                model.state == offered,
            )
        )
    trace.leave(
        db,
        by=by,
        owner_id=person_id,
        act=Act.TOOK_BACK,
        subject=subject,
        subject_id=row_id,
    )


def mine(viewer: Viewer) -> ReadQuery[dict[int, list[Noticed]]]:
    """What the viewer told others lately and can take back, by person, newest first."""
    noticed = (
        select(Trace.subject, NotNullable(Trace.subject_id), Trace.owner_id, Trace.at)
        .where(*_noticed_by(viewer), ~_taken_back())
        .order_by(Trace.id.desc())
    )
    return ReadQuery(rows_of(noticed, _NoticedRow), read=_by_person)


class _NoticedRow(NamedTuple):
    subject: Subject
    subject_id: int
    owner_id: int
    at: datetime


def _by_person(noticed: list[_NoticedRow]) -> dict[int, list[Noticed]]:
    found: dict[int, list[Noticed]] = {}
    for row in noticed:
        found.setdefault(row.owner_id, []).append(Noticed(row.subject, row.subject_id, row.owner_id, row.at))
    return found


def _noticed_by(by: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The traces of what `by` noticed lately."""
    return (
        Trace.actor_id == by.person_id,
        Trace.owner_id != by.person_id,
        Trace.act == Act.OFFERED,
        Trace.subject.in_(_OFFERED),
        Trace.at > clock.now() - LATELY,
    )


_LATER = alias_of(Trace)


def _taken_back() -> ColumnElement[bool]:
    """A later trace says that the same one was taken back: the number of an erased row can come again."""
    return exists().where(
        _LATER.actor_id == Trace.actor_id,
        _LATER.owner_id == Trace.owner_id,
        _LATER.act == Act.TOOK_BACK,
        _LATER.subject == Trace.subject,
        _LATER.subject_id == Trace.subject_id,
        _LATER.id > Trace.id,
    )
