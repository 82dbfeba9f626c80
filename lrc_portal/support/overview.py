"""All that one look shows of a record, read together: for the shared view and its preview."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.record import check_ins, goals, journey, moments, pursuits, strengths
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.sharing.looking import Look
from lrc_portal.support import notes
from lrc_portal.support.notes import NoteLine
from lrc_portal.vocabulary import NoteState, Window

DAYS_WITH_WORDS = 366
"""How many days are searched for words, newest first."""


@dataclass(frozen=True)
class WeekOfWords:
    """What was written at check-ins of one week (its Monday), oldest first; the days are not said."""

    week: date
    words: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """What a look shows. What is not shared is not in it, and looks like what was never written."""

    journey: Journey
    strengths: tuple[StrengthLine, ...]
    goals: tuple[GoalLine, ...]
    moments: tuple[MomentLine, ...]
    pursuits: tuple[PursuitLine, ...]
    words: tuple[WeekOfWords, ...]
    notes: tuple[NoteLine, ...]
    as_family: bool

    @property
    def is_empty(self) -> bool:
        written = (self.strengths, self.goals, self.moments, self.pursuits, self.words, self.notes)
        return self.journey.is_empty and not any(written)


def of(db: Session, look: Look, window: Window = Window.ALL) -> Overview:
    """Everything that this look shows; the number of statements does not hang on how much there is.

    `window` is how far back the journey, the moments, the words and the notes go. A family view goes
    back over everything: a window that ends today would tell where the entries end.
    """
    way = journey.series(db, look, Window.ALL if look.as_family else window)
    return Overview(
        journey=way,
        strengths=tuple(strengths.seen(db, look)),
        goals=tuple(goals.seen(db, look)),
        moments=tuple(moments.seen(db, look, start=way.start)),
        pursuits=tuple(pursuits.seen(db, look)),
        words=_by_week(db, look, way.start),
        notes=tuple(
            notes.seen(
                db,
                look.viewer,
                person_id=look.owner_id,
                start=None if look.as_family else way.start,
                states=(NoteState.AGREED, NoteState.DIFFERING),
            )
        ),
        as_family=look.as_family,
    )


def _by_week(db: Session, look: Look, start: date) -> tuple[WeekOfWords, ...]:
    weeks: dict[date, list[str]] = {}
    for line in check_ins.seen(db, look, start=start, most=DAYS_WITH_WORDS):
        if line.words:
            weeks.setdefault(clock.week_start(line.day), []).insert(0, line.words)
    return tuple(WeekOfWords(week, tuple(words)) for week, words in weeks.items())
