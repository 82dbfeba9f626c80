"""Then and now: the middle of each facet at two times, and the times that one can choose from."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Float, case, func, or_, select

from lrc_portal import access, clock
from lrc_portal.database.models import CheckIn
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of
from lrc_portal.record.check_ins import answer_column
from lrc_portal.series import Pair, Time
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.vocabulary import Facet

MOST = 24
"""How many times there are to choose from: a slider on a phone has room for no more."""
YOUNG = timedelta(weeks=10)
"""A record younger than this is compared by weeks, and its present is the last seven days."""
LATELY, LATELY_YOUNG = timedelta(days=28), timedelta(days=7)


def read_query(
    record: OpenedRecord, then: tuple[date, date], now: tuple[date, date]
) -> ReadQuery[tuple[Pair, ...]]:
    """Each facet at two times, each a first and a last day, as this look may see them.

    A day that lies in both counts in both. In a family view no days are counted.
    """
    in_then, in_now = CheckIn.day.between(*then), CheckIn.day.between(*now)
    figures: list[ColumnElement[float | None] | ColumnElement[int]] = []
    for facet in Facet:
        column = answer_column(record, facet)
        for name, inside in (("then", in_then), ("now", in_now)):
            answer = case((inside, column))
            figures.append(func.avg(answer, type_=Float).label(f"{name}_{facet.value}"))
            figures.append(func.count(answer).label(f"days_{name}_{facet.value}"))
    wanted: AnySelect = select(*figures).where(
        CheckIn.person_id == record.owner_id, access.readable(record.viewer, CheckIn), or_(in_then, in_now)
    )

    def read(rows: list[_FiguresRow]) -> tuple[Pair, ...]:
        ((figures,),) = rows
        return tuple(
            Pair(
                facet,
                _rounded(figures[f"then_{facet.value}"]),
                _rounded(figures[f"now_{facet.value}"]),
                0 if record.as_family else int(figures[f"days_then_{facet.value}"] or 0),
                0 if record.as_family else int(figures[f"days_now_{facet.value}"] or 0),
            )
            for facet in Facet
        )

    return ReadQuery(rows_of(wanted, _FiguresRow, rest="figures"), read=read)


class _FiguresRow(NamedTuple):
    figures: dict[str, float | None]


def times(first: date | None, today: date) -> list[Time]:
    """The times of a record that began on `first`, oldest first, at most `MOST`; none before it begins.

    Whole weeks, months, quarters or years, according to its age, and last of all the time that ends
    with today. The first and the last are the ones to begin with: the first time with entries, and now.
    """
    if first is None or first > today:
        return []
    young = today - first < YOUNG
    lately = LATELY_YOUNG if young else LATELY
    now = Time(today - lately + timedelta(days=1), today, is_now=True)
    if young:
        return [*_ended(first, today, clock.week_start, lambda at: at + timedelta(days=7)), now]
    for months in (1, 3, 12):
        found = [*_ended(first, today, *_of_months(months)), now]
        if len(found) <= MOST:
            return found
    return found[-MOST:]


def _of_months(months: int) -> tuple[Callable[[date], date], Callable[[date], date]]:
    """How a time of 1, 3 or 12 months begins, and how the next one is found."""

    def start(day: date) -> date:
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def following(at: date) -> date:
        passed = at.month - 1 + months
        return date(at.year + passed // 12, passed % 12 + 1, 1)

    return start, following


def _ended(
    first: date, today: date, start: Callable[[date], date], following: Callable[[date], date]
) -> Iterator[Time]:
    """Calendar times that have ended, from the one that holds `first`."""
    at = start(first)
    while following(at) <= today:
        yield Time(at, following(at) - timedelta(days=1))
        at = following(at)


def _rounded(mean: float | None) -> float | None:
    return None if mean is None else round(float(mean), 2)
