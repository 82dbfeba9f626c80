"""Small phrases that charts, their sentences and their tables share: names, numbers, days, counts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lrc_portal.series import Mark, MarkKind, Point, Time
from lrc_portal.vocabulary import Element, Facet
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

_ENDS = (".", "!", "?", "…")


def name(t: Translator, series: Element | Facet) -> str:
    """What a line is called."""
    return labels.element(t, series) if isinstance(series, Element) else labels.facet(t, series)


def small(words: str) -> str:
    """Words that stand inside a sentence."""
    return words[:1].lower() + words[1:]


def titled(kind: str, own: str) -> str:
    """What something is, then the person's own words for it, if there are any."""
    return f"{kind}: {own}" if own else kind


def joined(parts: Sequence[str]) -> str:
    """One after the other, each as it is written; what ends with a mark of its own has no other after it."""
    said = ""
    for part in parts:
        if said:
            said += " " if said.endswith(_ENDS) else "; "
        said += part
    return said


def called(t: Translator, mark: Mark, *, on_line: str | None = None) -> str:
    """What a mark is: its kind, the line it stands on, and the person's own words or how often it was."""
    times = t.plural("{n} time", "{n} times", mark.n) if mark.n > 1 else ""
    kind = labels.mark_kind(t, mark.kind)
    return titled(f"{kind} ({on_line})" if on_line else kind, mark.label or times)


def rounded(value: float, decimals: int = 1) -> float:
    """A value as the charts write it: halves up, where Python's own takes every other one down."""
    return float(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def number(value: float | None, decimals: int = 1) -> str:
    """A value with at most so many decimals; nothing for no value."""
    return "" if value is None else f"{rounded(value, decimals):.{decimals}f}".rstrip("0").removesuffix(".")


def lately(t: Translator, facet: str, before: float | None, now: float | None) -> str:
    """A facet, in the name it is given here, with how it was in the last four weeks and in the four before.

    In the steps of an answer. Its name alone where nothing was answered lately, or nothing may be seen.
    """
    if now is None:
        return facet
    step = _step(t, now)
    if before is None:
        return t("{facet}: {now} in the last four weeks", facet=facet, now=step)
    if (earlier := _step(t, before)) != step:
        return t(
            "{facet}: {before} in the four weeks before, {now} in the last four weeks",
            facet=facet,
            before=earlier,
            now=step,
        )
    if rounded(now) > rounded(before):
        return t("{facet}: {now}, a little higher than in the four weeks before", facet=facet, now=step)
    if rounded(now) < rounded(before):
        return t("{facet}: {now}, a little lower than in the four weeks before", facet=facet, now=step)
    return t("{facet}: {now}, as in the four weeks before", facet=facet, now=step)


def _step(t: Translator, value: float) -> str:
    word = labels.step(t, whole(value))
    return word[:1].lower() + word[1:]


def whole(value: float) -> int:
    """The nearest whole number, halves up."""
    return int(rounded(value, 0))


def span(t: Translator, start: date, end: date, *, short: bool = False) -> str:
    """The days from `start` to the day before `end`: one day, months and years by name, or from and to.

    `short` leaves the year out, where a heading says it.
    """
    day = t.short_day if short else t.day
    last = end - timedelta(days=1)
    if last <= start:
        return day(start)
    if start.day == 1 and end.day == 1:
        return _months(t, start, last)
    if (start.year, start.month) == (last.year, last.month):
        return t("{first} to {last}", first=start.day, last=day(last))
    return t("{first} to {last}", first=day(start), last=day(last))


def only_year(spans: Iterable[tuple[date, date]]) -> int | None:
    """The year in which all of these times lie, each to the day before its end; None for several."""
    years = {each.year for start, end in spans for each in (start, end - timedelta(days=1))}
    return years.pop() if len(years) == 1 else None


def dated(heading: str, year: int | None) -> str:
    """The heading of a column of days, with the year where they are all of one."""
    return heading if year is None else f"{heading} ({year})"


def middle(point: Point) -> datetime:
    """Where a point is drawn: a day on its day, a week or month in its middle."""
    start = datetime(point.at.year, point.at.month, point.at.day)
    return start + (point.until - point.at - timedelta(days=1)) / 2


def _months(t: Translator, start: date, last: date) -> str:
    """Whole months: one month, one year, or from and to."""
    if (start.year, start.month) == (last.year, last.month):
        return t.month(start)
    if start.year == last.year and (start.month, last.month) == (1, 12):
        return str(start.year)
    return t("{first} to {last}", first=t.month(start), last=t.month(last))


def time(t: Translator, time: Time) -> str:
    """A time that can be chosen, in full: its days, and for now how far back it goes."""
    days = span(t, time.first, time.last + timedelta(days=1))
    return f"{_lately(t, time)} ({days})" if time.is_now else days


def short_time(t: Translator, time: Time) -> str:
    """The same in as few words as a slider has room for."""
    if time.is_now:
        return _lately(t, time)
    months = t.month_names()
    after = time.last + timedelta(days=1)
    if time.first.day != 1 or after.day != 1:
        return t("{first} to {last}", first=t.short_day(time.first), last=t.short_day(time.last))
    first, last = months[time.first.month - 1], months[time.last.month - 1]
    if time.first.month == time.last.month:
        return f"{first} {time.first.year}"
    if (time.first.month, time.last.month) == (1, 12):
        return str(time.first.year)
    return t("{first} to {last}", first=first, last=f"{last} {time.last.year}")


def _lately(t: Translator, time: Time) -> str:
    weeks = ((time.last - time.first).days + 1) // 7
    return t("the last 4 weeks") if weeks == 4 else t("the last 7 days")


def counted(t: Translator, kind: MarkKind, n: int) -> str:
    """How many marks of one kind."""
    match kind:
        case MarkKind.MEETING:
            return t.plural("{n} meeting", "{n} meetings", n)
        case MarkKind.PROFESSIONAL_LED:
            return t.plural("{n} meeting led by a professional", "{n} meetings led by a professional", n)
        case MarkKind.NOTE_AGREED:
            return t.plural("{n} agreed note", "{n} agreed notes", n)
        case MarkKind.NOTE_DIFFERING:
            return t.plural("{n} note with two views", "{n} notes with two views", n)
        case MarkKind.MILESTONE:
            return t.plural("{n} milestone", "{n} milestones", n)
        case MarkKind.CONTRIBUTION:
            return t.plural("{n} contribution", "{n} contributions", n)
        case MarkKind.HARD_DAY:
            return t.plural("{n} hard day", "{n} hard days", n)
        case MarkKind.WAS_THERE:
            return t.plural("{n} time at a group or event", "{n} times at groups or events", n)
        case MarkKind.GOAL_SET:
            return t.plural("{n} goal set", "{n} goals set", n)
        case MarkKind.GOAL_REACHED:
            return t.plural("{n} goal reached", "{n} goals reached", n)
