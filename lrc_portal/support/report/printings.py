"""Kept printings of the yearly report: serialisation, and the rows that are written once and only read then.

A printing holds the numbers of a year up to the end of a quarter, as they may be told. Nobody counts
again what is kept, so whatever becomes of the rows behind it, it tells what it told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.models import ReportPrinting
from lrc_portal.database.portable import insert
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.series import Between, Hidden, Movement, PairingYear, Report, Sum
from lrc_portal.support.report.counting import Span
from lrc_portal.support.report.suppression import total
from lrc_portal.vocabulary import Aid, Element, MeetingKind, NoteState, Role

QUARTERS = (1, 2, 3, 4)
TABLES: dict[str, type[StrEnum]] = {
    "people": Role,
    "meetings": MeetingKind,
    "aids": Aid,
    "notes": NoteState,
    "goals_set": Element,
    "goals_reached": Element,
    "pairings": PairingYear,
}
ALONE = ("answered", "contributions", "trainings", "supervisions", "groups", "letters", "passed_on")


def quarters_over(year: int) -> int:
    """How many quarters of that year are over, 0 to 4."""
    today = clock.today()
    if year != today.year:
        return 4 if 1900 < year < today.year else 0
    return (today.month - 1) // 3


def span(year: int, quarter: int) -> Span:
    """From the first day of the year to the last of that quarter."""
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, quarter * 3 + 1, 1)
    return Span(date(year, 1, 1), after - timedelta(days=1))


def newest(year: int) -> ReadQuery[Report | None]:
    """The printing of the last quarter of that year that is over; None where it is not kept (yet)."""
    asked = _of(year).where(ReportPrinting.quarter == quarters_over(year))
    return ReadQuery(rows_of(asked, _PrintingRow), read=lambda rows: _read(rows[0]) if rows else None)


def of_year(year: int) -> ReadQuery[dict[int, Report]]:
    """All that are kept of that year, by their quarter."""
    every = _of(year).order_by(ReportPrinting.quarter)
    return ReadQuery(
        rows_of(every, _PrintingRow), read=lambda rows: {row.quarter: _read(row) for row in rows}
    )


def keep(db: Session, quarter: int, made: Report) -> Report:
    """Keep a printing, and give back the one that is kept: of two at the same moment the first stands."""
    db.execute(
        insert(db, ReportPrinting)
        .values(year=made.year, quarter=quarter, made_at=clock.now(), figures=written(made))
        .on_conflict_do_nothing()
    )
    return of_year(made.year).run(db)[quarter]


class _PrintingRow(NamedTuple):
    year: int
    quarter: int
    made_at: datetime
    figures: str


def _of(year: int) -> Select[int, int, datetime, str]:
    return select(
        ReportPrinting.year, ReportPrinting.quarter, ReportPrinting.made_at, ReportPrinting.figures
    ).where(ReportPrinting.year == year)


def _read(row: _PrintingRow) -> Report:
    return read(row.figures, row.year, span(row.year, row.quarter), clock.local(row.made_at).date())


def written(report: Report) -> str:
    """The numbers of a report as JSON. Sums are not in it: they follow from their parts."""
    tables = {name: _table(getattr(report, name)) for name in TABLES}
    alone = {name: _cell(getattr(report, name)) for name in ALONE}
    movement = {element.value: _table(cells) for element, cells in report.movement.items()}
    return json.dumps({**tables, **alone, "movement": movement})


def read(figures: str, year: int, days: Span, kept_on: date) -> Report:
    """The report that was written as `figures`. What was not counted yet when it was made is withheld."""
    kept = json.loads(figures)
    tables: dict[str, Any] = {name: _cells(kind, kept[name]) for name, kind in TABLES.items()}
    alone: dict[str, Any] = {name: _sum(kept.get(name, Hidden.WITHHELD)) for name in ALONE}
    return whole(
        PublishedFigures(
            **tables,
            **alone,
            movement={Element(key): _cells(Movement, cells) for key, cells in kept["movement"].items()},
        ),
        year,
        days,
        kept_on,
    )


@dataclass(frozen=True)
class PublishedFigures:
    """What is told of a year, without the sums that follow from it."""

    people: Mapping[Role, Sum]
    meetings: Mapping[MeetingKind, Sum]
    aids: Mapping[Aid, Sum]
    answered: Sum
    notes: Mapping[NoteState, Sum]
    goals_set: Mapping[Element, Sum]
    goals_reached: Mapping[Element, Sum]
    contributions: Sum
    movement: Mapping[Element, Mapping[Movement, Sum]]
    pairings: Mapping[PairingYear, Sum]
    trainings: Sum
    supervisions: Sum
    groups: Sum
    letters: Sum
    passed_on: Sum


def whole(published: PublishedFigures, year: int, days: Span, kept_on: date) -> Report:
    """A report: what is told, its days, and the sums."""
    return Report(
        year=year,
        first=days.first,
        last=days.last,
        kept_on=kept_on,
        all_meetings=total(published.meetings.values()),
        all_goals_set=total(published.goals_set.values()),
        all_goals_reached=total(published.goals_reached.values()),
        **vars(published),
    )


def _table(cells: Mapping[Any, Sum]) -> dict[str, Any]:
    return {key.value: _cell(cell) for key, cell in cells.items()}


def _cell(cell: Sum) -> Any:
    return [cell.least, cell.most] if isinstance(cell, Between) else cell


def _cells(kind: type[StrEnum], cells: Mapping[str, Any]) -> dict[Any, Sum]:
    return {kind(key): _sum(cell) for key, cell in cells.items()}


def _sum(cell: Any) -> Sum:
    if isinstance(cell, list):
        return Between(*cell)
    return Hidden(cell) if isinstance(cell, str) else int(cell)
