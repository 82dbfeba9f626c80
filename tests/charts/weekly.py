"""Points a week apart, from a Monday on, for the tests of what is drawn and said of them."""

from datetime import date, timedelta

from lrc_portal.series import Point
from lrc_portal.vocabulary import Element, Facet

MONDAY = date(2026, 3, 2)


def weeks(series: Element | Facet, *values: float | None, n: int = 3, first: int = 0) -> list[Point]:
    """A point for each value, `first` weeks after the Monday and then week by week; None is a quiet week."""
    starts = [MONDAY + timedelta(weeks=first + number) for number in range(len(values))]
    return [
        Point(series, at, at + timedelta(weeks=1), value, 0 if value is None else n)
        for at, value in zip(starts, values, strict=True)
    ]
