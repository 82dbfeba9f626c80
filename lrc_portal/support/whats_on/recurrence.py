"""Recurring dates: the dates of a group or an event in a window of days, with its exceptions (as RFC 5545).

Rules are worked out over days and clock times in Wales, by python-dateutil; only then does a date become a
moment. So a walk at ten stays at ten when the clocks change.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

from lrc_portal import clock
from lrc_portal.vocabulary import Rhythm

_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
_IN_EACH_MONTH = 4
"""The fifth Monday is not in each month, the fourth is."""


@dataclass(frozen=True)
class Recurrence:
    """When an event is: its rule, from its first day to its last day, if it has one."""

    rhythm: Rhythm
    first_day: date
    at: time
    minutes: int
    every_weeks: int = 1
    last_day: date | None = None


@dataclass(frozen=True)
class Change:
    """One date that is not as the rule has it. Without a day it was moved to, it is called off."""

    day: date
    moved_to: date | None = None
    moved_at: time | None = None


@dataclass(frozen=True)
class Occurrence:
    """One date of an event. `day` is where the rule has it, and names it; `on` is where it is.

    `begins` and `ends` are moments in UTC, and so in order whatever the clocks do.
    """

    event_id: int
    day: date
    on: date
    begins: datetime
    ends: datetime
    called_off: bool = False

    @property
    def is_moved(self) -> bool:
        """Whether it is on another day than its rule has it."""
        return self.on != self.day


def which_of_month(day: date) -> int:
    """Which of its weekday in its month a day is: 1 is the first."""
    return (day.day - 1) // 7 + 1


def is_last_of_month(day: date) -> bool:
    """Whether no such weekday follows in its month."""
    return (day + timedelta(days=7)).month != day.month


def fits(rhythm: Rhythm, first_day: date) -> bool:
    """Whether a rule can begin on this day: a month has a fourth Monday, and not always a fifth."""
    if rhythm is Rhythm.MONTHLY:
        return which_of_month(first_day) <= _IN_EACH_MONTH
    return rhythm is not Rhythm.MONTHLY_LAST or is_last_of_month(first_day)


def days(rule: Recurrence, start: date, end: date) -> Iterator[date]:
    """The days between two days (both included) on which the rule has a date, changed or not."""
    end = end if rule.last_day is None else min(end, rule.last_day)
    first = start + timedelta(days=(rule.first_day - start).days % 7)
    if end < max(first, rule.first_day):
        return  # without asking the library: of a day or two most rules have none
    if rule.rhythm is Rhythm.ONCE:
        if start <= rule.first_day:
            yield rule.first_day
        return
    for each in _rule(rule, start).between(_midnight(start), _midnight(end), inc=True):
        yield each.date()


def _rule(rule: Recurrence, start: date) -> rrule:
    """The rule from shortly before `start` on, so that years gone by cost nothing."""
    if rule.rhythm is Rhythm.WEEKLY:
        step = timedelta(weeks=rule.every_weeks)
        begins = rule.first_day + max(0, (start - rule.first_day) // step) * step
        return rrule(WEEKLY, interval=rule.every_weeks, dtstart=_midnight(begins))
    nth = -1 if rule.rhythm is Rhythm.MONTHLY_LAST else which_of_month(rule.first_day)
    begins = max(rule.first_day, start.replace(day=1))
    weekday = _WEEKDAYS[rule.first_day.weekday()](nth)
    return rrule(MONTHLY, byweekday=weekday, dtstart=_midnight(begins))


def occurrences(
    event_id: int, rule: Recurrence, changes: Iterable[Change], start: date, end: date
) -> list[Occurrence]:
    """The dates that are on between two days (both included), in order, and those that were called off.

    A date that was moved stands where it is now.
    """
    changed: Mapping[date, Change] = {change.day: change for change in changes}
    found = [
        occurrence(event_id, rule, day, changed.get(day))
        for day in days(rule, start, end)
        if day not in changed or changed[day].moved_to is None
    ]
    moved = (change for change in changed.values() if change.moved_to and start <= change.moved_to <= end)
    found += [occurrence(event_id, rule, each.day, each) for each in moved if is_date_of(rule, each.day)]
    return sorted(found, key=lambda each: (each.begins, each.day))


def is_date_of(rule: Recurrence, day: date) -> bool:
    """Whether the rule has a date on this day."""
    return any(days(rule, day, day))


def occurrence(event_id: int, rule: Recurrence, day: date, change: Change | None = None) -> Occurrence:
    """The date that the rule has on this day, as it is after what was changed."""
    called_off = change is not None and change.moved_to is None
    on, at = day, rule.at
    if change and change.moved_to and change.moved_at:
        on, at = change.moved_to, change.moved_at
    # Of a time that the clocks show twice it is the first; one that they leave out is an hour later.
    begins = datetime.combine(on, at.replace(fold=0), clock.HERE).astimezone(UTC)
    return Occurrence(event_id, day, on, begins, begins + timedelta(minutes=rule.minutes), called_off)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
