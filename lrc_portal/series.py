"""Plain values on their way from the record to the charts: points, marks, quiet times, goals, pairs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lrc_portal.vocabulary import Element, Facet, GoalState


class MarkKind(StrEnum):
    """What can stand in the lane under a timeline."""

    MEETING = "meeting"
    PROFESSIONAL_LED = "professional_led"
    NOTE_AGREED = "note_agreed"
    NOTE_DIFFERING = "note_differing"
    MILESTONE = "milestone"
    CONTRIBUTION = "contribution"
    HARD_DAY = "hard_day"
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
class Mark:
    """Something that happened on a day; `label` is the person's own words or a title, `id` its row."""

    kind: MarkKind
    day: date
    label: str
    id: str


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
    """One facet at two times, each the middle of its answers or None."""

    facet: Facet
    then: float | None
    now: float | None
