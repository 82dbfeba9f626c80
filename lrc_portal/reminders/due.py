"""When a reminder is due: days and a time on clocks in Wales, across the changes of the clock.

A time that does not exist on a day (the clock goes forward over it) is an hour later; of a time that comes
twice it is the first. So each day has each time exactly once.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from lrc_portal import clock

WINDOW = timedelta(hours=3)
"""So long after its time a reminder is still sent; later it would come out of nowhere, and is left out."""
EVERY_DAY = 0b1111111


def as_bits(weekdays: Iterable[int]) -> int:
    """Days of the week (Monday is 0) as the table keeps them."""
    return sum(1 << weekday for weekday in set(weekdays))


def as_weekdays(bits: int) -> frozenset[int]:
    """The days of the week that the table keeps so."""
    return frozenset(weekday for weekday in range(7) if bits & 1 << weekday)


def moment(day: date, at: time) -> datetime:
    """The one moment at which clocks in Wales show `at` on this day, in UTC."""
    return datetime.combine(day, at.replace(fold=0), clock.HERE).astimezone(UTC)


def day_that_is_due(now: datetime, *, at: time, weekdays: int, since: datetime) -> date | None:
    """The day whose reminder is due now, if any is; none whose time had passed when it was chosen (`since`).

    It can be yesterday: of a time shortly before midnight.
    """
    today = clock.local(now).date()
    for day in (today, today - timedelta(days=1)):
        due = moment(day, at)
        if due <= now < due + WINDOW and since <= due and weekdays & 1 << day.weekday():
            return day
    return None
