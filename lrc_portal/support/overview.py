"""All that one look shows of a record, read together: for the shared view and its preview."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.database.read_queries import ReadQuery, together
from lrc_portal.record import (
    check_ins,
    goals,
    hard_day_plan,
    journey,
    measure_series,
    moments,
    pursuits,
    strengths,
    ways,
)
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.hard_day_plan import PlanLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.measure_series import Answers
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.record.ways import WayLine
from lrc_portal.series import Followed
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.vocabulary import ANSWERED_NOTES, Window


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
    ways: tuple[WayLine, ...]
    plan: PlanLine
    notes: tuple[NoteLine, ...]
    as_family: bool
    followed: tuple[Followed, ...] = ()

    @property
    def is_empty(self) -> bool:
        if self.followed:
            return False
        written = (self.strengths, self.goals, self.moments, self.pursuits, self.words, self.notes)
        return self.journey.is_empty and not any((*written, self.ways, self.plan))


def of(db: Session, record: OpenedRecord, window: Window = Window.ALL) -> Overview:
    """The answer to `question`; the days of the record are asked before, where they are needed."""
    needed = record.as_family or window is Window.ALL
    days = journey.days(record).run(db) if needed else None
    return read_query(record, window, days=days).run(db)


def read_query(
    record: OpenedRecord, window: Window = Window.ALL, *, days: journey.Days | None = None
) -> ReadQuery[Overview]:
    """Everything that this look shows.

    `window` is how far back the journey, the moments, the words and the notes go, and `days` the answer
    of `journey.days`, as the journey needs it. In a family view a window ends with the last entry: one
    that ends today would tell where the entries end.
    """
    start, bucket = journey.begins(record, window, days)
    return together(
        partial(_overview, record),
        way=journey.read_query(record, window, days=days),
        strong=strengths.read_query(record),
        wanted=goals.read_query(record),
        happened=moments.read_query(record, start=start),
        pursued=pursuits.read_query(record),
        words=check_ins.words(record, start=start, most=limits.WORDS_AT_MOST),
        helping=ways.read_query(record),
        planned=hard_day_plan.read_query(record),
        noted=notes.read_query(
            record.viewer,
            person_id=record.owner_id,
            start=start,
            states=ANSWERED_NOTES,
        ),
        measured=measure_series.read_query(record, bucket, start),
    )


def _overview(
    record: OpenedRecord,
    *,
    way: Journey,
    strong: list[StrengthLine],
    wanted: list[GoalLine],
    happened: list[MomentLine],
    pursued: list[PursuitLine],
    words: list[tuple[date, str]],
    helping: list[WayLine],
    planned: PlanLine,
    noted: list[NoteLine],
    measured: Answers,
) -> Overview:
    return Overview(
        journey=way,
        strengths=tuple(strong),
        goals=tuple(wanted),
        moments=tuple(happened),
        pursuits=tuple(pursued),
        words=_by_week(words),
        ways=tuple(helping),
        plan=planned,
        notes=tuple(noted),
        as_family=record.as_family,
        followed=_followed(way, measured),
    )


def _followed(way: Journey, measured: Answers) -> tuple[Followed, ...]:
    """What is followed, on the time axis of the journey; one without an answer there is not shown.

    A family view ends with the last entry, which may be one of these.
    """
    if not (days := measured.days()):
        return ()
    start, end = (way.start, way.end) if not (way.is_empty and measured.as_family) else days
    over = measured.over(min(start, days[0]), max(end, days[1]) if measured.as_family else end)
    return tuple(each for each in over if each.answered)


def _by_week(written: list[tuple[date, str]]) -> tuple[WeekOfWords, ...]:
    weeks: dict[date, list[str]] = {}
    for day, words in written:
        weeks.setdefault(clock.week_start(day), []).insert(0, words)
    return tuple(WeekOfWords(week, tuple(words)) for week, words in weeks.items())
