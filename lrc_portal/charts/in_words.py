"""What a timeline shows, as sentences and as a table, from the same rows. Rising is said first."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum, auto

from lrc_portal.charts import on_line, phrases
from lrc_portal.series import Mark, MarkKind, Point, Quiet
from lrc_portal.vocabulary import Element, Facet
from lrc_portal.words.translator import Translator

ENOUGH = 6  # buckets with answers; below this nothing is said about a direction
A_WEEK = 7  # days
A_CHANGE = 1.0  # of 10; below this a line stays about the same


class Direction(Enum):
    """Where a line goes; FEW where there is too little to tell."""

    UP = auto()
    SAME = auto()
    DOWN = auto()
    FEW = auto()


def direction(line: Sequence[Point]) -> tuple[Direction, dict[str, object]]:
    """Where a line with answers goes, and its whole numbers to say: `first` and `last`, or `value`.

    The first third of its buckets is held against the last third, each bucket counting as many times as
    it has days; in somebody else's record, where no days are counted, once.
    """
    value: dict[str, object] = {"value": phrases.whole(_middle(line))}
    if len(line) < ENOUGH:
        return Direction.FEW, value
    first, last = _ends(line)
    if abs(last - first) < A_CHANGE:
        return Direction.SAME, value
    ends: dict[str, object] = {"first": phrases.whole(first), "last": phrases.whole(last)}
    return (Direction.UP if last > first else Direction.DOWN), ends


def changed_most(points: Sequence[Point]) -> Element | Facet | None:
    """The line that changed most, up or down; of equal ones the first. None where nothing is answered.

    It is held against itself as in `direction`; where no line has enough answers, it is the one with most.
    """
    lines: dict[Element | Facet, list[Point]] = {}
    for point in points:
        if point.value is not None:
            lines.setdefault(point.series, []).append(point)
    if not lines:
        return None

    def change(series: Element | Facet) -> tuple[float, int]:
        line = lines[series]
        if len(line) < ENOUGH:
            return -1, sum(point.n or 1 for point in line)
        first, last = _ends(line)
        return abs(last - first), 0

    return max(lines, key=change)


def what_changed(t: Translator, points: Sequence[Point], series: Element | Facet) -> str:
    """One sentence: where this line goes. Nothing where it has no answer."""
    return " ".join(
        _directions(t, [point for point in points if point.series == series and point.value is not None])
    )


def sentence(t: Translator, points: Sequence[Point], marks: Sequence[Mark], quiet: Sequence[Quiet]) -> str:
    """Direction, what stands out, range, what is marked and what is quiet, in this order."""
    answered = [point for point in points if point.value is not None]
    if not points:
        return " ".join(_marked(t, marks))
    if not answered:
        return " ".join([t("The chart begins with the first check-in."), *_marked(t, marks)])
    said = [
        *_directions(t, answered),
        *_outstanding(t, answered),
        *_marked(t, marks),
        *_given(t, points, marks),
        *_quiet(t, quiet),
    ]
    return " ".join(said)


def table(
    t: Translator, points: Sequence[Point], marks: Sequence[Mark], quiet: Sequence[Quiet]
) -> list[dict[str, str]]:
    """All that the chart shows, newest first, for `st.table`: a row a bucket, a quiet time or a lone mark."""
    shown = list(dict.fromkeys(point.series for point in points))
    buckets: dict[tuple[date, date], dict[Element | Facet, float]] = {}
    for point in points:
        if point.value is not None:
            buckets.setdefault((point.at, point.until), {})[point.series] = point.value
    happened: dict[tuple[date, date], list[str]] = {bucket: [] for bucket in buckets}
    alone: dict[date, list[str]] = {}
    given = {each.mark.id: phrases.name(t, each.series) for each in on_line.given(points, marks)}
    for mark in sorted(marks, key=lambda mark: mark.day):
        words = phrases.called(t, mark, on_line=given.get(mark.id))
        home = next((bucket for bucket in buckets if bucket[0] <= mark.day < bucket[1]), None)
        (alone.setdefault(mark.day, []) if home is None else happened[home]).append(words)

    by_month = any((end - start).days > A_WEEK for start, end in buckets)
    day_after = timedelta(days=1)
    spans = [
        *buckets,
        *((day, day + day_after) for day in alone),
        *((time.start, time.end) for time in quiet),
    ]
    year = None if by_month else phrases.only_year(spans)

    def span(start: date, end: date) -> str:
        return phrases.span(t, start, end, short=year is not None)

    def row(when: str, values: dict[Element | Facet, float], words: list[str]) -> dict[str, str]:
        cells = {phrases.name(t, series): phrases.number(values.get(series)) for series in shown}
        return {phrases.dated(t("When"), year): when, **cells, t("What happened"): phrases.joined(words)}

    rows = [
        (start, row(span(start, end), values, happened[start, end]))
        for (start, end), values in buckets.items()
    ]
    rows += [(day, row(span(day, day + day_after), {}, words)) for day, words in alone.items()]
    rows += [(time.start, row(span(time.start, time.end), {}, [t("Quiet")])) for time in quiet]
    return [cells for _, cells in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _directions(t: Translator, answered: list[Point]) -> list[str]:
    """One sentence a line: those that rose, those that stayed, those that came down, those with few days."""
    up, same, down, few = [], [], [], []
    lines = {
        series: [point for point in answered if point.series == series]
        for series in dict.fromkeys(point.series for point in answered)
    }
    alike = _alike(list(lines.values()))
    for series, line in lines.items():
        way, values = direction(line)
        if alike and "value" in values:
            values["value"] = phrases.number(_middle(line))
        values["name"] = phrases.small(phrases.name(t, series))
        days = sum(point.n for point in line)
        match way:
            case Direction.FEW if days:
                few.append(
                    t.plural("{name} on {n} day so far.", "{name} on {n} days so far.", days, **values)
                )
            case Direction.FEW:
                few.append(t("{name} is at about {value}.", **values))
            case Direction.UP:
                up.append(t("{name} went up, from about {first} to about {last}.", **values))
            case Direction.DOWN:
                down.append(t("{name} came down, from about {first} to about {last}.", **values))
            case Direction.SAME:
                same.append(t("{name} stayed at about {value}.", **values))
    return [words[:1].upper() + words[1:] for words in (*up, *same, *down, *few)]


def _alike(lines: Sequence[Sequence[Point]]) -> bool:
    """Whether two lines that stand apart would be said to stay at the same whole number."""
    level = [_middle(line) for line in lines if direction(line)[0] is Direction.SAME]
    return len({phrases.whole(each) for each in level}) < len({phrases.rounded(each) for each in level})


def _outstanding(t: Translator, answered: list[Point]) -> list[str]:
    """The highest point of all, its newest time if there are several, and how far the lines reach."""
    value, at, until, series = max(
        ((point.value, point.at, point.until, point.series) for point in answered if point.value is not None),
        key=lambda each: each[:2],
    )
    low = min(point.value for point in answered if point.value is not None)
    said = [
        t(
            "Highest: {name}, {value} ({when}).",
            name=phrases.small(phrases.name(t, series)),
            value=phrases.number(value),
            when=phrases.span(t, at, until),
        )
    ]
    if low < value:
        values = {"low": phrases.number(low), "high": phrases.number(value)}
        said.append(t("The answers run from {low} to {high}.", **values))
    return said


def _marked(t: Translator, marks: Sequence[Mark]) -> list[str]:
    count = Counter(mark.kind for mark in marks)
    kinds = [phrases.counted(t, kind, count[kind]) for kind in MarkKind if count[kind]]
    return [t("Also marked: {kinds}.", kinds=", ".join(kinds))] if kinds else []


def _given(t: Translator, points: Sequence[Point], marks: Sequence[Mark]) -> list[str]:
    """How many marks are seen on a line, of what kind, and on which."""
    found = on_line.given(points, marks)
    count = Counter(each.mark.kind for each in found)
    said = []
    if n := count[MarkKind.CONTRIBUTION]:
        name = phrases.small(phrases.name(t, found[0].series))
        said.append(
            t.plural(
                "{n} contribution is a heart on the line of {name}.",
                "{n} contributions are hearts on the line of {name}.",
                n,
                name=name,
            )
        )
    if count[MarkKind.WAS_THERE]:
        name = phrases.small(phrases.name(t, found[0].series))
        said.append(t("Two people on the line of {name} are time at a group or event.", name=name))
    return said


def _quiet(t: Translator, quiet: Sequence[Quiet]) -> list[str]:
    if not quiet:
        return []
    longest = max(quiet, key=lambda time: (time.end - time.start, time.start))
    when = phrases.span(t, longest.start, longest.end)
    return [
        t.plural(
            "There is {n} quiet time: {when}.",
            "There are {n} quiet times; the longest is {when}.",
            len(quiet),
            when=when,
        )
    ]


def _ends(line: Sequence[Point]) -> tuple[float, float]:
    """The middle of the first third of the buckets, and that of the last."""
    third = len(line) // 3
    return _middle(line[:third]), _middle(line[-third:])


def _middle(line: Sequence[Point]) -> float:
    counted = [(point.value, point.n or 1) for point in line if point.value is not None]
    return sum(value * times for value, times in counted) / sum(times for _value, times in counted)
