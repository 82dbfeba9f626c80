"""The way over time and the notes of a period beside it, read together."""

from dataclasses import dataclass
from datetime import date

from lrc_portal.database.read_queries import ReadQuery, together
from lrc_portal.record import journey
from lrc_portal.record.journey import Days, Journey
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support.notes import note_views
from lrc_portal.support.notes.note_views import NoteLine
from lrc_portal.vocabulary import Window


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


def way(record: OpenedRecord, window: Window, period: Period, *, days: Days | None) -> ReadQuery[Way]:
    """Notes from before the timeline begins may be among them. `days` are those of `journey.read_query`."""
    return together(
        Way,
        journey=journey.read_query(record, window, days=days),
        notes=note_views.read_query(
            record.viewer,
            person_id=record.owner_id,
            start=period.start,
            end=period.end,
            states=note_views.SHOWN,
            most=period.most,
        ),
    )
