"""What tests of the way over time share: a day to stand in, days written in bulk, one line to read."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.models import CheckIn
from lrc_portal.record.journey import Journey
from lrc_portal.vocabulary import ASKED, Asked, Element, Facet

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOON.date()

Days = Mapping[int, Mapping[Asked, int]]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def write(db: Session, owner: Viewer, days: Days) -> None:
    """Check-ins by how many days ago they were; straight into the table, since there can be thousands."""
    blank = {"person_id": owner.person_id, "only_me": False, "created_at": NOON, "changed_at": NOON}
    rows = [
        blank | {"day": ago(days_ago)} | {each.value: answers.get(each) for each in ASKED}
        for days_ago, answers in days.items()
    ]
    if rows:
        db.execute(insert(CheckIn), rows)


def line(way: Journey, name: Element | Facet = Element.SOBRIETY) -> list[float | None]:
    return [point.value for point in way.points if point.series is name]


def sober(*days_and_values: tuple[int, int]) -> Days:
    return {days_ago: {Facet.SOBRIETY: value} for days_ago, value in days_and_values}
