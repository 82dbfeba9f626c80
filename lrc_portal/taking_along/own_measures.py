"""What somebody follows, with its answers, as plain values on their way into a file."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database.models import CheckIn, Measure, MeasureAnswer, MeasureChoice
from lrc_portal.database.read_queries import AnySelect, ReadQuery, TypedSelect, rows_of
from lrc_portal.record.measure_answers import as_text
from lrc_portal.taking_along.entries import MeasureDayEntry, MeasureEntry
from lrc_portal.taking_along.ids import stable_id
from lrc_portal.vocabulary import Direction, Element, MeasureKind

MEASURE = "measure"


class MeasureRow(NamedTuple):
    id: int
    kind: MeasureKind
    name: str
    unit: str | None
    element: Element
    direction: Direction
    only_me: bool
    created_at: datetime
    put_away_at: datetime | None
    came_from: str | None


class ChoiceRow(NamedTuple):
    measure_id: int
    words: str


class MeasureDayRow(NamedTuple):
    check_in_id: int
    measure_id: int
    value: int | None
    words: str | None
    came_from: str | None
    since: datetime


def read_query(viewer: Viewer) -> ReadQuery[tuple[MeasureEntry, ...]]:
    """All that the viewer follows or followed, in the order in which it is asked."""
    own = (Measure.person_id == viewer.person_id, access.readable(viewer, Measure))
    wanted: AnySelect = (
        select(
            Measure.id,
            Measure.kind,
            Measure.name,
            Measure.unit,
            Measure.element,
            Measure.direction,
            Measure.only_me,
            Measure.created_at,
            Measure.put_away_at,
            Measure.came_from,
        )
        .where(*own)
        .order_by(Measure.position, Measure.id)
    )
    offered = (
        select(MeasureChoice.measure_id, MeasureChoice.words)
        .join(Measure, Measure.id == MeasureChoice.measure_id)
        .where(*own)
        .order_by(MeasureChoice.measure_id, MeasureChoice.position, MeasureChoice.id)
    )
    return ReadQuery(rows_of(wanted, MeasureRow), rows_of(offered, ChoiceRow), read=_told)


def _told(rows: list[MeasureRow], offered: list[ChoiceRow]) -> tuple[MeasureEntry, ...]:
    choices: dict[int, list[str]] = {}
    for choice in offered:
        choices.setdefault(choice.measure_id, []).append(choice.words)
    return tuple(
        MeasureEntry(
            id=stable_id(MEASURE, row.id, row.came_from, row.created_at),
            kind=row.kind,
            name=row.name,
            unit=row.unit,
            element=row.element,
            direction=row.direction,
            choices=tuple(choices.get(row.id, ())),
            only_me=row.only_me,
            created_at=row.created_at,
            put_away_at=row.put_away_at,
        )
        for row in rows
    )


def of_days(viewer: Viewer, *own: ColumnElement[bool]) -> TypedSelect[MeasureDayRow]:
    """What was answered on the viewer's days, for which these conditions hold."""
    answered = (
        select(
            MeasureAnswer.check_in_id,
            MeasureAnswer.measure_id,
            MeasureAnswer.value,
            MeasureChoice.words,
            Measure.came_from,
            Measure.created_at.label("since"),
        )
        .join(Measure, Measure.id == MeasureAnswer.measure_id)
        .outerjoin(MeasureChoice, MeasureChoice.id == MeasureAnswer.choice_id)
        .where(
            MeasureAnswer.check_in_id.in_(select(CheckIn.id).where(*own)), access.readable(viewer, Measure)
        )
        .order_by(Measure.position, Measure.id)
    )
    return rows_of(answered, MeasureDayRow)


def by_day(answered: list[MeasureDayRow]) -> dict[int, list[MeasureDayEntry]]:
    """Check-in → what was answered on it."""
    found: dict[int, list[MeasureDayEntry]] = {}
    for row in answered:
        named = stable_id(MEASURE, row.measure_id, row.came_from, row.since)
        answer = row.words if row.value is None else as_text(row.value / 100)
        found.setdefault(row.check_in_id, []).append(MeasureDayEntry(named, answer or ""))
    return found
