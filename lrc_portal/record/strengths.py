"""Strengths: something good a person has, their own or noticed by someone and then kept or declined."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Goal, GoalStrength, Note, Person, Strength
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import SHORT, text_problems, tidy
from lrc_portal.series import StrengthUse
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import Act, GoalState, StrengthPlace, StrengthState, Subject
from lrc_portal.words.marks import Problem, problem

KEPT = (Strength.state == StrengthState.KEPT, Strength.put_away_at.is_(None))
"""What counts as a person's own strengths: what others noticed and waits for an answer does not."""


@dataclass(frozen=True)
class StrengthSubmission:
    """A strength as somebody wrote it."""

    place: StrengthPlace | None
    words: str
    only_me: bool = False
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = text_problems("words", self.words, most=SHORT, needed=True)
        if self.place is None:
            found.append(problem("place", "Choose where this strength is."))
        return found


@dataclass(frozen=True)
class StrengthLine:
    """A strength to show. `uses` holds the goals that started from it and that the viewer may see.

    `noticed_by` is None for one that nobody else noticed, and empty where whoever did erased their account.
    `note_day` is the day of the note it was kept from, where the viewer may see that note.
    """

    id: int
    place: StrengthPlace
    words: str
    state: StrengthState
    noticed_by: str | None
    only_me: bool
    since: date
    uses: tuple[StrengthUse, ...]
    note_day: date | None = None

    @property
    def version(self) -> str:
        return version_of(self.place, self.only_me, self.words)


def add(db: Session, *, by: Viewer, submission: StrengthSubmission) -> int:
    """Keep a strength of one's own. Raises `Invalid`, `AlreadySaved`. Returns its id."""
    audited_writes.begin(db, by, submission)
    require_room(db, limits.STRENGTHS, Strength, Strength.person_id == by.person_id, *KEPT)
    strength = Strength(
        person_id=by.person_id,
        place=submission.place,
        words=tidy(submission.words),
        state=StrengthState.KEPT,
        only_me=submission.only_me,
        created_at=clock.now(),
    )
    return audited_writes.keep(db, by, strength, Subject.STRENGTHS)


def change(db: Session, *, by: Viewer, strength_id: int, submission: StrengthSubmission) -> None:
    """Put a strength in other words. One that somebody else noticed keeps their words.

    Raises `Invalid`, `NotHere`, `ChangedMeanwhile`.
    """
    audited_writes.check(submission)
    strength = access.own_row(db, by, Strength, strength_id)
    noticed = strength.noticed_by_id is not None
    columns: dict[str, object] = {
        "place": submission.place,
        "only_me": submission.only_me,
        "words": strength.words if noticed else tidy(submission.words),
    }
    audited_writes.change(
        db, by, Strength, strength_id, columns, Subject.STRENGTHS, version=submission.version
    )


def answer(db: Session, *, by: Viewer, strength_id: int, keep: bool) -> None:
    """Keep or decline a strength that somebody noticed. Raises `NotHere` for one's own."""
    strength = access.own_row(db, by, Strength, strength_id)
    if strength.noticed_by_id is None and strength.state is not StrengthState.OFFERED:
        raise acting.NotHere
    strength.state = StrengthState.KEPT if keep else StrengthState.DECLINED
    audited_writes.leave_own_trace(db, by, Act.ANSWERED, Subject.STRENGTHS, strength_id)


def erase(db: Session, *, by: Viewer, strength_id: int) -> None:
    """Erase a strength for good; goals that started from it stay. Raises `NotHere`."""
    audited_writes.erase(db, by, Strength, strength_id, Subject.STRENGTHS)


def seen(db: Session, record: OpenedRecord) -> list[StrengthLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(record).run(db)


def read_query(record: OpenedRecord, *, most: int = limits.READ_AT_MOST) -> ReadQuery[list[StrengthLine]]:
    """The strengths that this look shows, at most `most`, without those that were declined.

    They come oldest first, and where there are more, what is left out is the oldest that was kept.
    """
    shown = (
        select(
            Strength.id,
            Strength.place,
            Strength.words,
            Strength.state,
            Strength.noticed_by_id.is_not(None).label("is_noticed"),
            Person.display_name.label("noticed_by"),
            Strength.only_me,
            Strength.created_at,
            Note.day.label("note_day"),
        )
        .outerjoin(Person, Person.id == Strength.noticed_by_id)
        .outerjoin(Note, and_(Note.id == Strength.note_id, access.readable(record.viewer, Note)))
        .where(
            Strength.person_id == record.owner_id,
            access.readable(record.viewer, Strength),
            Strength.put_away_at.is_(None),
            Strength.state != StrengthState.DECLINED,
        )
        .order_by(Strength.state == StrengthState.KEPT, Strength.created_at.desc(), Strength.id.desc())
        .limit(at_most(most))
    )
    used = (
        select(GoalStrength.strength_id, GoalStrength.used, Goal.title, Goal.state, Goal.ended_on)
        .join(Goal, Goal.id == GoalStrength.goal_id)
        .where(
            Goal.person_id == record.owner_id,
            access.readable(record.viewer, Goal),
            GoalStrength.strength_id.in_(select(shown.with_only_columns(Strength.id).subquery().c.id)),
        )
        .order_by(Goal.set_on, Goal.id)
    )
    return ReadQuery(rows_of(shown, _StrengthRow), rows_of(used, _UseRow), read=_lines)


class _StrengthRow(NamedTuple):
    id: int
    place: StrengthPlace
    words: str
    state: StrengthState
    is_noticed: bool
    noticed_by: str | None
    only_me: bool
    created_at: datetime
    note_day: date | None


class _UseRow(NamedTuple):
    strength_id: int
    used: bool
    title: str
    state: GoalState
    ended_on: date | None


def _lines(shown: list[_StrengthRow], used: list[_UseRow]) -> list[StrengthLine]:
    uses: dict[int, list[StrengthUse]] = {}
    for use in used:
        day = use.ended_on or clock.today()
        uses.setdefault(use.strength_id, []).append(StrengthUse(day, use.title, use.state, use.used))
    return [
        StrengthLine(
            id=strength.id,
            place=strength.place,
            words=strength.words,
            state=strength.state,
            noticed_by=(strength.noticed_by or "") if strength.is_noticed else None,
            only_me=strength.only_me,
            since=clock.local(strength.created_at).date(),
            uses=tuple(uses.get(strength.id, ())),
            note_day=strength.note_day,
        )
        for strength in reversed(shown)
    ]
