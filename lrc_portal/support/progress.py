"""Progress read together: the way over time with the notes beside it, the paths, goals and strengths."""

from dataclasses import dataclass
from datetime import date

from lrc_portal.database.read_queries import ReadQuery, together
from lrc_portal.record import goals, journey, paths, strengths
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Days, Journey
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.series import Path
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support.notes import note_views
from lrc_portal.support.notes.note_views import NoteLine
from lrc_portal.vocabulary import Element, Window


@dataclass(frozen=True)
class Period:
    """The days whose notes stand beside the way, both included (None: as far as it goes); so many at most."""

    start: date | None
    end: date | None
    most: int


@dataclass(frozen=True)
class Way:
    """What a timeline shows, and the notes of the period that was chosen on it."""

    journey: Journey
    notes: list[NoteLine]


@dataclass(frozen=True)
class Progress:
    """What the viewer's own progress is told with."""

    way: Way
    paths: tuple[Path, ...]
    goals: list[GoalLine]
    strengths: list[StrengthLine]


def way(
    record: OpenedRecord, window: Window, period: Period, *, opened: Element | None, days: Days | None
) -> ReadQuery[Way]:
    """The way alone; notes from before the timeline begins may be among them.

    `opened` and `days` are those of `journey.read_query`.
    """
    return together(
        Way,
        journey=journey.read_query(record, window, opened=opened, days=days),
        notes=note_views.read_query(
            record.viewer,
            person_id=record.owner_id,
            start=period.start,
            end=period.end,
            states=note_views.SHOWN,
            most=period.most,
        ),
    )


def read_query(
    record: OpenedRecord, window: Window, period: Period, *, opened: Element | None, days: Days | None
) -> ReadQuery[Progress]:
    """All of it."""
    return together(
        Progress,
        way=way(record, window, period, opened=opened, days=days),
        paths=paths.read_query(record, window),
        goals=goals.read_query(record),
        strengths=strengths.read_query(record),
    )
