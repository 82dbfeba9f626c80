"""When a reminder is due: in Welsh time, once a day, on the days when the clock changes too."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrc_portal import clock
from lrc_portal.reminders import due

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 1, 5), time(9), datetime(2026, 1, 5, 9, tzinfo=UTC)),
        (date(2026, 7, 6), time(9), datetime(2026, 7, 6, 8, tzinfo=UTC)),
        (FORWARD, time(0, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (FORWARD, time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # shown as 2:30: there is no 1:30
        (FORWARD, time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (BACK, time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first of two
        (BACK, time(2), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_each_day_has_each_time_at_one_moment(day: date, at: time, moment: datetime) -> None:
    assert due.moment(day, at) == moment


@given(
    day=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    at=st.times(),
    minutes=st.integers(1, 60),
    begin=st.integers(0, 59),
)
@example(day=FORWARD, at=time(1, 30), minutes=5, begin=0)
@example(day=BACK, at=time(1, 30), minutes=5, begin=0)
@example(day=date(2026, 5, 4), at=time(23, 59), minutes=60, begin=30)
def test_a_scheduler_that_comes_every_hour_or_oftener_meets_each_day(
    day: date, at: time, minutes: int, begin: int
) -> None:
    now = datetime.combine(day, time(0, begin), clock.HERE).astimezone(UTC) - timedelta(hours=2)
    found = set()
    for _ in range(30 * 60 // minutes):
        due_now = due.day_that_is_due(now, at=at, weekdays=due.EVERY_DAY, since=LONG_AGO)
        if due_now is not None:
            found.add(due_now)
            assert due.moment(due_now, at) <= now < due.moment(due_now, at) + due.WINDOW
        now += timedelta(minutes=minutes)
    assert day in found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(2026, 3, 2, 11, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 14, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 15, tzinfo=UTC), None),
        (datetime(2026, 3, 3, 12, tzinfo=UTC), None),  # a Tuesday
    ],
)
def test_it_is_due_for_three_hours_on_the_days_that_were_chosen(now: datetime, found: date | None) -> None:
    assert due.day_that_is_due(now, at=time(12), weekdays=due.as_bits([0]), since=LONG_AGO) == found


def test_what_was_chosen_after_its_time_begins_the_next_day() -> None:
    now = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    assert due.day_that_is_due(now, at=time(12), weekdays=due.EVERY_DAY, since=now) is None


@given(st.frozensets(st.integers(0, 6)))
def test_days_are_kept_as_they_were_chosen(weekdays: frozenset[int]) -> None:
    assert due.as_weekdays(due.as_bits(weekdays)) == weekdays
