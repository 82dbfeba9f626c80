"""Plain values on their way from the record to the charts: points, marks, quiet times, goals, pairs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lrc_portal.versions import version_of
from lrc_portal.vocabulary import (
    Aid,
    Aim,
    Asked,
    Bucket,
    Direction,
    Element,
    Facet,
    GoalState,
    MeasureKind,
    MeetingKind,
    NoteState,
    Role,
    StrengthPlace,
)


class MarkKind(StrEnum):
    """What can stand in the lane under a timeline."""

    MEETING = "meeting"
    PROFESSIONAL_LED = "professional_led"
    NOTE_AGREED = "note_agreed"
    NOTE_DIFFERING = "note_differing"
    MILESTONE = "milestone"
    CONTRIBUTION = "contribution"
    HARD_DAY = "hard_day"
    WAS_THERE = "was_there"
    GOAL_SET = "goal_set"
    GOAL_REACHED = "goal_reached"


@dataclass(frozen=True)
class Point:
    """One bucket (day, week or month) of one line.

    `at` is its first day and `until` the day after its last. `value` is the middle of its answers,
    0 to 10, or None where nobody answered; `n` counts the days behind it.
    """

    series: Element | Facet
    at: date
    until: date
    value: float | None
    n: int


@dataclass(frozen=True)
class Span:
    """One bucket of what somebody follows: `at` is its first day and `until` the day after its last.

    `value` is the middle of its numbers, or of yes and no the part that was yes, 0 to 1; None where nobody
    answered. `parts` has the same for each answer in own words. `n` counts the days behind it.
    """

    at: date
    until: date
    value: float | None = None
    parts: tuple[float, ...] = ()
    n: int = 0

    @property
    def is_answered(self) -> bool:
        return self.value is not None or bool(self.parts)


@dataclass(frozen=True)
class Followed:
    """Something that somebody follows, in the buckets of a timeline. Name, unit and choices are their own."""

    id: int
    name: str
    unit: str | None
    kind: MeasureKind
    element: Element
    direction: Direction
    choices: tuple[str, ...]
    bucket: Bucket
    spans: tuple[Span, ...]

    @property
    def answered(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.is_answered)


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day; `label` is the person's own words or a title, `id` its row.

    `element` is the part of recovery that a moment, a goal or being at a group belongs to; the others have
    none. Times at groups are one mark a bucket, and `n` counts them, where that may be told.
    """

    kind: MarkKind
    day: date
    label: str
    id: str
    element: Element | None = None
    n: int = 1


@dataclass(frozen=True)
class Quiet:
    """A stretch of empty buckets: first day, and the day after the last."""

    start: date
    end: date


@dataclass(frozen=True)
class GoalBar:
    """A goal from the day it was set to the day it ended, or to `end` = the window's last day while open.

    `steps` are the days on which a step was done.
    """

    title: str
    element: Element
    state: GoalState
    start: date
    end: date
    steps: tuple[date, ...] = ()


@dataclass(frozen=True)
class Pair:
    """What a check-in asks, at two times: the middle of its answers, or None; `n_…` counts their days."""

    asked: Asked
    then: float | None
    now: float | None
    n_then: int = 0
    n_now: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether it was answered at both times."""
        return self.then is not None and self.now is not None

    @property
    def is_empty(self) -> bool:
        return self.then is None and self.now is None


@dataclass(frozen=True)
class Time:
    """Days that are looked at together: the first and the last. `is_now`: they end with today."""

    first: date
    last: date
    is_now: bool = False


@dataclass(frozen=True)
class StrengthUse:
    """A goal that started from a strength: the day it ended, or today while it is open.

    `used` is whether the person said at its end that the strength was used.
    """

    day: date
    title: str
    state: GoalState
    used: bool


@dataclass(frozen=True)
class StrengthRow:
    """A strength since the day it was kept, and the goals that started from it, oldest first."""

    words: str
    place: StrengthPlace
    since: date
    uses: tuple[StrengthUse, ...] = ()


@dataclass(frozen=True)
class Run:
    """Days of a path that were lived in recovery without one of use between them: the first and the last."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Return:
    """A return to use on a path: its first and last day, and in own words what helped to come back.

    `kept_on` is the day of the answer that holds the words, or will hold them.
    """

    day: date
    last: date
    words: str | None
    kept_on: date

    @property
    def version(self) -> str:
        return version_of(self.words)


@dataclass(frozen=True)
class FreeDays:
    """Days a week that were said to be free, in one week or on average over one month.

    `at` is its first day and `until` the day after its last; `free` is 0 to 7, or None where nobody
    answered.
    """

    at: date
    until: date
    free: float | None


@dataclass(frozen=True)
class Path:
    """A pursuit's path, from its first day (None where it has not begun) to today.

    With the aim `abstinence` it has runs and returns, oldest first; with `working_towards` it has free
    days by the week or month, and the person's own aim of free days a week. A hidden one has neither.
    """

    pursuit_id: int
    name: str
    aim: Aim
    start: date | None
    today: date
    hidden: bool = False
    runs: tuple[Run, ...] = ()
    returns: tuple[Return, ...] = ()
    free_days: tuple[FreeDays, ...] = ()
    free_days_aim: int | None = None
    bucket: Bucket = Bucket.WEEK

    @property
    def days(self) -> int:
        """All days lived in recovery."""
        return sum(run.days for run in self.runs)

    @property
    def present(self) -> Run | None:
        """The run that today belongs to; None on a day of use."""
        return self.runs[-1] if self.runs and self.runs[-1].end == self.today else None

    @property
    def longest(self) -> Run | None:
        """The longest run, of equal ones the newest."""
        return max(self.runs, key=lambda run: (run.days, run.start), default=None)


class Hidden(StrEnum):
    """Why no number stands in a cell of the report: it is small, or it would give away one that is small.

    What is `FEWER` is below five; what is `WITHHELD` may be any number.
    """

    FEWER = "fewer"
    WITHHELD = "withheld"


Cell = int | Hidden


@dataclass(frozen=True)
class Between:
    """All that can be said of a sum of which parts are withheld: it is one of these, the ends included."""

    least: int
    most: int


Sum = Cell | Between


class Movement(StrEnum):
    """Where somebody's answers were at the end of a year, held against its beginning."""

    HIGHER = "higher"
    SAME = "same"
    LOWER = "lower"


class PairingYear(StrEnum):
    """What happened to pairings in a year; no pairing is in two of them."""

    BEGUN = "begun"
    HANDED_OVER = "handed_over"
    ENDED = "ended"


@dataclass(frozen=True)
class Report:
    """The numbers of one year, up to `last`. Small ones, and what would give them away, are withheld.

    `kept_on` is the day on which they were counted; from then on they stand.
    """

    year: int
    first: date
    last: date
    kept_on: date
    people: Mapping[Role, Sum]
    meetings: Mapping[MeetingKind, Sum]
    all_meetings: Sum
    aids: Mapping[Aid, Sum]
    answered: Sum
    notes: Mapping[NoteState, Sum]
    goals_set: Mapping[Element, Sum]
    all_goals_set: Sum
    goals_reached: Mapping[Element, Sum]
    all_goals_reached: Sum
    contributions: Sum
    movement: Mapping[Element, Mapping[Movement, Sum]]
    pairings: Mapping[PairingYear, Sum]
    trainings: Sum
    supervisions: Sum
    groups: Sum
    letters: Sum
    passed_on: Sum

    @property
    def is_whole(self) -> bool:
        """The year is over."""
        return (self.last.month, self.last.day) == (12, 31)


@dataclass(frozen=True)
class AidGiven:
    """How often each kind of help was given in the month that begins with `month`; only what was given."""

    month: date
    times: Mapping[Aid, int]


@dataclass(frozen=True)
class WayWeeks:
    """A way that helps, in its owner's words: weeks (by their Mondays) → on how many days it was used."""

    words: str
    weeks: Mapping[date, int]
