"""Days as people and apps write them: 2026-04-03, 3/4/26, April 3, 2026, 3 Ebrill 2026, 03-Apr-26."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache

from lrc_portal.record.validation import without_accents
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator


class Order(StrEnum):
    """What comes first where a day is written in numbers, and its year last."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4}|\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})[ ./-]([^\W\d_]+)\.?[ ./-](\d{2})(?![\d:])")
_NAMED = re.compile(r"(\d{1,4})|([^\W\d_]+)")


def order_of(cells: Iterable[str]) -> Order | None:
    """What the days of a column tell of their order; None where they do not, or not all the same."""
    told = set()
    for cell in cells:
        found = _YEAR_LAST.search(cell)
        if found is None or _YEAR_FIRST.search(cell):
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            told.add(Order.DAY_FIRST)
        elif second > 12 >= first:
            told.add(Order.MONTH_FIRST)
    return told.pop() if len(told) == 1 else None


def hangs_on_order(cell: str) -> bool:
    """Whether day and month of this cell cannot be told apart."""
    found = _YEAR_LAST.search(cell)
    if found is None or _YEAR_FIRST.search(cell):
        return False
    return max(int(found[1]), int(found[2])) <= 12 and found[1].lstrip("0") != found[2].lstrip("0")


def read(cell: str, order: Order | None) -> date | None:
    """The day in a cell, whatever else stands there, such as a time; None where there is none."""
    if found := _YEAR_FIRST.search(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.search(cell):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        if order is Order.MONTH_FIRST:
            return _day(year, first, second)
        if order is Order.DAY_FIRST or first == second:
            return _day(year, second, first)
        return None
    return _with_named_month(cell)


def _with_named_month(cell: str) -> date | None:
    if (found := _SHORT_YEAR.search(cell)) and (named := _months().get(without_accents(found[2]))):
        return _day(_year(found[3]), named, int(found[1]))
    numbers, month = [], None
    for number, word in _NAMED.findall(cell):
        if number:
            numbers.append(number)
        elif month is None:
            month = _months().get(without_accents(word))
    days = [int(each) for each in numbers if len(each) <= 2]
    years = [int(each) for each in numbers if len(each) == 4]
    if month is None or not days or not years:
        return None
    return _day(years[0], month, days[0])


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """The months by their names, whole and short, in each language."""
    found: dict[str, int] = {}
    for language in Language:
        for width in ("wide", "abbreviated"):
            for number, name in enumerate(translator(language).month_names(width), 1):
                plain = without_accents(name).rstrip(".")
                # Spreadsheets shorten to three letters, where people write Sept.
                found.setdefault(plain, number)
                found.setdefault(plain[:3], number)
    return found
