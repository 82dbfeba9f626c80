"""Then and now: the middle of each facet at two times, and the times that one can choose from."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Float, case, func, or_, select

from lrc_portal import access, clock
from lrc_portal.database.models import CheckIn
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of
from lrc_portal.record.check_ins import answer_column, element_column
from lrc_portal.series import Pair, Time
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.vocabulary import AS_A_WHOLE, ASKED, FACETS, Asked, Element, Facet

MOST = 24
"""How many times there are to choose from: a slider on a phone has room for no more."""
YOUNG = timedelta(weeks=10)
"""A record younger than this is compared by weeks, and its present is the last seven days."""
LATELY, LATELY_YOUNG = timedelta(days=28), timedelta(days=7)


def read_query(
    record: OpenedRecord, then: tuple[date, date], now: tuple[date, date]
) -> ReadQuery[tuple[Pair, ...]]:
    """Each facet at two times, each a first and a last day, as this look may see them.

    An element stands there itself where it was answered as a whole and none of its facets at both times.
    A day that lies in both times counts in both. In a family view no days are counted.
    """
    in_then, in_now = CheckIn.day.between(*then), CheckIn.day.between(*now)
    figures: list[ColumnElement[float | None] | ColumnElement[int]] = []
    for asked in ASKED:
        column = element_column(record, asked) if isinstance(asked, Element) else answer_column(record, asked)
        for name, inside in (("then", in_then), ("now", in_now)):
            answer = case((inside, column))
            figures.append(func.avg(answer, type_=Float).label(f"{name}_{asked.value}"))
            figures.append(func.count(answer).label(f"days_{name}_{asked.value}"))
    wanted: AnySelect = select(*figures).where(
        CheckIn.person_id == record.owner_id, access.readable(record.viewer, CheckIn), or_(in_then, in_now)
    )

    def read(rows: list[_FiguresRow]) -> tuple[Pair, ...]:
        ((figures,),) = rows
        pairs = {asked: _pair(record, figures, asked) for asked in ASKED}
        facets = [pairs[facet] for facet in Facet]
        whole = [pairs[element] for element in AS_A_WHOLE if _stands_itself(element, pairs)]
        return (*facets, *whole)

    return ReadQuery(rows_of(wanted, _FiguresRow, rest="figures"), read=read)


def _stands_itself(element: Element, pairs: Mapping[Asked, Pair]) -> bool:
    """Whether an element says more here than its facets: they would stand for it if one were complete."""
    whole, facets = pairs[element], [pairs[facet] for facet in FACETS[element]]
    if whole.is_empty or any(pair.is_complete for pair in facets):
        return False
    return whole.is_complete or all(pair.is_empty for pair in facets)


def _pair(record: OpenedRecord, figures: dict[str, float | None], asked: Asked) -> Pair:
    return Pair(
        asked,
        _rounded(figures[f"then_{asked.value}"]),
        _rounded(figures[f"now_{asked.value}"]),
        0 if record.as_family else int(figures[f"days_then_{asked.value}"] or 0),
        0 if record.as_family else int(figures[f"days_now_{asked.value}"] or 0),
    )


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
