"""Dated ratings from another app, made into check-ins by what their owner said of the columns."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from lrc_portal import clock
from lrc_portal.record.validation import LONG, past_day_problems, tidy, without_accents
from lrc_portal.taking_along import written_days
from lrc_portal.taking_along.entries import CheckInEntry, OwnEntries
from lrc_portal.taking_along.tables import Line, Table
from lrc_portal.taking_along.written_days import Order
from lrc_portal.vocabulary import ASKED, HIGHEST, LOWEST, Asked, Element
from lrc_portal.words.marks import Problem, Sentence, mark, problem

DATE, WORDS, NOTHING = "date", "words", ""
MOST_WORDS = 80
"""So many different words for moods are asked about; a column of more is no rating."""

_ASKED = {each.value: each for each in ASKED}
# How other apps and people call their columns, for a first guess.
_CALLED = {
    DATE: ("full_date", "date", "day", "datum", "dyddiad", "timestamp", "diwrnod"),
    WORDS: ("note", "notes", "comment", "words", "text", "journal", "nodyn", "geiriau"),
    Element.HEALTH.value: ("mood", "rating", "score", "feeling", "hwyl"),
}


class Several(StrEnum):
    """What becomes of several lines of one day."""

    FIRST = "first"
    LAST = "last"
    MEAN = "mean"


@dataclass(frozen=True)
class Answers:
    """What the owner of a table said of it. `columns` says of each what it is, `words` what a mood is worth.

    A word that is answered with None is left out.
    """

    columns: tuple[str, ...]
    order: Order | None = None
    several: Several | None = None
    low: str = str(LOWEST)
    high: str = str(HIGHEST)
    words: Mapping[str, int | None] = field(default_factory=dict)
    only_me: bool = True


@dataclass(frozen=True)
class Unread:
    """A line that cannot be taken in, and why."""

    number: int
    why: Sentence


@dataclass(frozen=True)
class Understood:
    """What a table comes to, and what is to be asked: the order of dates, moods, several lines a day."""

    record: OwnEntries
    unread: tuple[Unread, ...]
    asks_order: bool
    asks_several: bool
    moods: tuple[str, ...]
    has_numbers: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Row:
    day: date
    line: int
    answers: Mapping[Asked, Decimal]
    words: tuple[str, ...]


def is_a_day(cell: str) -> bool:
    """Whether a cell holds a day, in whatever order."""
    return any(written_days.read(cell, order) for order in Order)


def guessed(table: Table) -> tuple[str, ...]:
    """A first guess of what each column is, by its head, or by what stands in it."""
    found = [NOTHING] * table.width
    for role, names in _CALLED.items():
        for name in names:
            at = [n for n, head in enumerate(table.heads) if without_accents(head.strip()) == name]
            if at and role not in found:
                found[at[0]] = role
    if DATE not in found:
        for column in range(table.width):
            cells = [line.cells[column] for line in table.lines[:20]]
            if cells and sum(map(is_a_day, cells)) > len(cells) / 2:
                found[column] = DATE
                break
    return tuple(found)


def field_of(mood: str) -> str:
    """The name of the form's field for a word; a word itself is in no name."""
    return "mood-" + hashlib.sha256(mood.encode()).hexdigest()[:12]


def understood(table: Table, answers: Answers) -> Understood:
    """The check-ins of a table as far as the answers go; `problems` say what is still open."""
    problems: list[Problem] = []
    dates = [n for n, role in enumerate(answers.columns) if role == DATE]
    rated = [(n, _ASKED[role]) for n, role in enumerate(answers.columns) if role in _ASKED]
    worded = [n for n, role in enumerate(answers.columns) if role == WORDS]
    if len(dates) != 1:
        problems.append(problem("columns", "Choose the one column that holds the day."))
    if not rated and not worded:
        problems.append(problem("columns", "Choose at least one column with answers or with words."))
    if len({asked for _n, asked in rated}) < len(rated):
        problems.append(problem("columns", "Choose each kind of answer for one column only."))
    if problems:
        return Understood(OwnEntries(), (), False, False, (), False, tuple(problems))

    cells = [line.cells[dates[0]] for line in table.lines]
    told = written_days.order_of(cells)
    asks_order = told is None and any(map(written_days.hangs_on_order, cells))
    order = answers.order if asks_order else told
    if asks_order and order is None:
        problems.append(problem("order", "Say what comes first in these dates."))

    low, high = _number(answers.low), _number(answers.high)
    has_numbers = any(_number(line.cells[n]) is not None for line in table.lines for n, _asked in rated)
    if has_numbers and (low is None or high is None or low >= high):
        problems.append(problem("scale", "Write two numbers, the lower one first."))
    moods = _moods(table, [n for n, _asked in rated])
    if len(moods) > MOST_WORDS:
        problems.append(problem("columns", "A column with so many different words is none of answers."))
        moods = ()
    elif any(mood not in answers.words for mood in moods):
        problems.append(problem("moods", "Say for each word what it stands for, or leave it out."))
    if problems:
        return Understood(OwnEntries(), (), asks_order, False, moods, has_numbers, tuple(problems))

    def value(cell: str) -> Decimal | None:
        number = _number(cell)
        if number is None:
            worth = answers.words.get(cell)
            return None if worth is None else Decimal(worth)
        assert low is not None and high is not None
        return (number - low) * (HIGHEST - LOWEST) / (high - low) + LOWEST

    rows, unread = _read(table.lines, dates[0], rated, worded, order, value)
    by_day: dict[date, list[_Row]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    asks_several = any(len(each) > 1 for each in by_day.values())
    if asks_several and answers.several is None:
        problems.append(problem("several", "Say what becomes of several lines of one day."))
    record, too_long = _days(by_day, answers)
    unread = sorted([*unread, *too_long], key=lambda each: each.number)
    return Understood(
        OwnEntries() if problems else record,
        tuple(unread),
        asks_order,
        asks_several,
        moods,
        has_numbers,
        tuple(problems),
    )


_NO_DAY = mark("“{cell}” is no day that can be read.")
_DAY_TO_COME = mark("“{cell}” is no day from 1900 to today.")
_OUTSIDE = mark("“{cell}” is outside the numbers that you named.")
_NOTHING = mark("There is nothing in it to take in.")
_TOO_LONG = mark("There are more words than fit in one day.")


def _read(
    lines: Sequence[Line],
    date_at: int,
    rated: Sequence[tuple[int, Asked]],
    worded: Sequence[int],
    order: Order | None,
    value: Callable[[str], Decimal | None],
) -> tuple[list[_Row], list[Unread]]:
    rows, unread = [], []
    for line in lines:
        day = written_days.read(line.cells[date_at], order)
        if day is None:
            unread.append(_unread(line, _NO_DAY, line.cells[date_at]))
            continue
        if past_day_problems("day", day):
            unread.append(_unread(line, _DAY_TO_COME, line.cells[date_at]))
            continue
        found = {asked: worth for n, asked in rated if (worth := value(line.cells[n])) is not None}
        outside = [line.cells[n] for n, asked in rated if not LOWEST <= found.get(asked, LOWEST) <= HIGHEST]
        words = tuple(said for n in worded if (said := tidy(line.cells[n])))
        if outside:
            unread.append(_unread(line, _OUTSIDE, outside[0]))
        elif not found and not words:
            unread.append(_unread(line, _NOTHING, ""))
        else:
            rows.append(_Row(day, line.number, found, words))
    return rows, unread


def _unread(line: Line, why: str, cell: str) -> Unread:
    shortened = cell if len(cell) <= 40 else cell[:39] + "…"
    return Unread(line.number, Sentence(why, {"cell": shortened}))


def _days(by_day: Mapping[date, Sequence[_Row]], answers: Answers) -> tuple[OwnEntries, list[Unread]]:
    now, days, too_long = clock.now(), [], []
    for day, rows in sorted(by_day.items()):
        if answers.several is Several.LAST:
            rows = rows[-1:]
        elif answers.several is not Several.MEAN:
            rows = rows[:1]
        words = tidy("\n".join(dict.fromkeys(said for row in rows for said in row.words)))
        if words and len(words) > LONG:
            too_long.append(Unread(rows[0].line, Sentence(_TOO_LONG)))
            continue
        given: dict[Asked, list[Decimal]] = {}
        for row in rows:
            for asked, worth in row.answers.items():
                given.setdefault(asked, []).append(worth)
        means = {asked: _whole(sum(each, Decimal(0)) / len(each)) for asked, each in given.items()}
        days.append(CheckInEntry(day, means, (), words, answers.only_me, now, now))
    return OwnEntries(check_ins=tuple(days)), too_long


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)


def _number(cell: str) -> Decimal | None:
    """A number, with a point or a comma before its parts; None for any other text."""
    found = _NUMBER.fullmatch(cell.strip())
    return Decimal(found[0].replace(",", ".")) if found else None


def _moods(table: Table, columns: Sequence[int]) -> tuple[str, ...]:
    """The different words in these columns, in the order in which they come first."""
    said = (line.cells[n] for line in table.lines for n in columns)
    return tuple(dict.fromkeys(cell for cell in said if cell and _number(cell) is None))
