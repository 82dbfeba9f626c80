"""Dates of groups: what rule and exceptions promise, over years and over both changes of the clocks."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrc_portal import clock
from lrc_portal.support.whats_on import recurrence
from lrc_portal.support.whats_on.recurrence import Change, Recurrence, days, occurrences
from lrc_portal.vocabulary import Rhythm

FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
DAYS = st.dates(date(2016, 1, 1), date(2036, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    rhythm, first = draw(st.sampled_from(Rhythm)), draw(DAYS)
    if rhythm is Rhythm.MONTHLY and first.day > 28:
        first -= timedelta(weeks=1)
    while rhythm is Rhythm.MONTHLY_LAST and not recurrence.is_last_of_month(first):
        first += timedelta(weeks=1)
    assert recurrence.fits(rhythm, first)
    last = draw(st.none() | st.integers(0, 4000).map(lambda n: first + timedelta(days=n)))
    return Recurrence(rhythm, first, draw(TIMES), draw(st.integers(5, 600)), draw(st.integers(1, 12)), last)


@st.composite
def windows(draw: st.DrawFn) -> tuple[date, date]:
    start = draw(DAYS)
    return start, start + timedelta(days=draw(st.integers(0, 120)))


def slowly(rule: Recurrence, day: date) -> bool:
    """Whether the rule has a date on this day, said without any library."""
    since = (day - rule.first_day).days
    if since < 0 or (rule.last_day and day > rule.last_day) or since % 7:
        return False
    if rule.rhythm is Rhythm.ONCE:
        return since == 0
    if rule.rhythm is Rhythm.WEEKLY:
        return since % (7 * rule.every_weeks) == 0
    if rule.rhythm is Rhythm.MONTHLY_LAST:
        return (day + timedelta(weeks=1)).month != day.month
    return (day.day - 1) // 7 == (rule.first_day.day - 1) // 7


@given(rules(), windows())
def test_the_dates_of_a_window_are_those_that_the_rule_says_day_by_day(rule, window):
    start, end = window
    every = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    assert list(days(rule, start, end)) == [day for day in every if slowly(rule, day)]


@given(rules(), windows(), windows())
def test_a_date_is_in_each_window_that_holds_it(rule, one, other):
    both = max(one[0], other[0]), min(one[1], other[1])
    within = [day for day in days(rule, *one) if both[0] <= day <= both[1]]
    assert within == [day for day in days(rule, *other) if both[0] <= day <= both[1]]


@given(rules(), windows(), st.data())
def test_of_each_date_there_is_one_wherever_it_was_moved_and_whatever_was_called_off(rule, window, data):
    start, end = window
    far = timedelta(days=60)
    there = list(days(rule, start - far, end + far))
    changed = data.draw(st.sets(st.sampled_from(there), max_size=5)) if there else set()
    changes = [
        Change(day, day + timedelta(days=away), time(11)) if data.draw(st.booleans()) else Change(day)
        for day in changed
        for away in [data.draw(st.integers(-60, 60))]
    ]
    found = occurrences(7, rule, changes, start, end)
    assert found == sorted(found, key=lambda each: (each.begins, each.day))
    assert max(Counter(each.day for each in found).values(), default=1) == 1
    assert all(start <= each.on <= end for each in found)
    off = {change.day for change in changes if change.moved_to is None}
    moved = {change.day: change.moved_to for change in changes if change.moved_to}
    assert {each.day for each in found if each.called_off} == {day for day in off if start <= day <= end}
    assert {each.day for each in found} == {day for day in there if start <= moved.get(day, day) <= end}


@given(rules(), windows())
def test_what_is_at_ten_stays_at_ten_when_the_clocks_change(rule, window):
    # But for the hour that is left out, or comes twice.
    at = rule.at.replace(hour=3) if rule.at.hour == 1 else rule.at
    rule = replace(rule, at=at)
    for each in occurrences(1, rule, (), *window):
        assert clock.local(each.begins).time() == at
        assert clock.local(each.begins).date() == each.on
        assert each.ends - each.begins == timedelta(minutes=rule.minutes)


@pytest.mark.parametrize("day, utc", [(FORWARD, "01:30"), (BACK, "00:30")])
def test_in_the_hour_that_changes_there_is_one_moment(day, utc):
    rule = Recurrence(Rhythm.WEEKLY, date(2026, 1, 4), time(1, 30), 60)
    [there] = occurrences(1, rule, (), day, day)
    assert f"{there.begins:%H:%M}" == utc


def test_a_walk_over_the_spring_change_is_a_week_less_an_hour_later():
    rule = Recurrence(Rhythm.WEEKLY, date(2026, 3, 28), time(10), 90)
    before, after = occurrences(1, rule, (), date(2026, 3, 28), date(2026, 4, 4))
    assert after.begins - before.begins == timedelta(days=7, hours=-1)


def test_a_fifth_weekday_is_no_rhythm_of_each_month():
    assert not recurrence.fits(Rhythm.MONTHLY, date(2026, 1, 31))
    assert recurrence.fits(Rhythm.MONTHLY_LAST, date(2026, 1, 31))
    assert not recurrence.fits(Rhythm.MONTHLY_LAST, date(2026, 1, 24))
