"""What time it is, and what day it is in Wales; the demo and the tests can stand in another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _standing_at.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Wales. A share ends, and a check-in is dated, by this day."""
    return now().astimezone(HERE).date()


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Wales."""
    return moment.astimezone(HERE)


def week_start(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment` (aware). Only the demo and the tests use it."""
    token = _standing_at.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing_at.reset(token)
