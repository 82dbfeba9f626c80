"""Then and now: a plain average over the days of two times, only what is shared, and few times to choose."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.record import then_and_now
from lrc_portal.series import Pair, Time
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import ASKED, Content, Element, Facet, Role
from tests.people import into_circle, make_person
from tests.record.ways import NOON, TODAY, Days, ago, sober, write
from tests.tools.undone import undone

THEN, NOW = (ago(60), ago(40)), (ago(27), ago(0))


@pytest.fixture(autouse=True)
def standing_at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


# What was answered


def by_hand(days: Days, facet: Facet, span: tuple[date, date]) -> tuple[float | None, int]:
    said = [
        answers[facet] for n, answers in days.items() if facet in answers and span[0] <= ago(n) <= span[1]
    ]
    return (sum(said) / len(said) if said else None), len(said)


ANSWERS = st.dictionaries(st.sampled_from(ASKED), st.integers(0, 10), max_size=6)
SPANS = st.tuples(st.integers(0, 90), st.integers(0, 40)).map(lambda two: (ago(sum(two)), ago(two[0])))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    database=None,
    max_examples=30,
)
@given(days=st.dictionaries(st.integers(0, 130), ANSWERS, max_size=40), then=SPANS, now=SPANS)
def test_it_agrees_with_a_plain_average_over_the_days(
    database: Database, days: Days, then: tuple[date, date], now: tuple[date, date]
) -> None:
    with clock.standing_at(NOON), undone(database) as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, days)
        pairs = then_and_now.read_query(opened_records.own(mari), then, now).run(db)
    facets = pairs[: len(Facet)]
    assert [pair.asked for pair in facets] == list(Facet)
    for pair in facets:
        for value, n, span in ((pair.then, pair.n_then, then), (pair.now, pair.n_now, now)):
            mean, counted = by_hand(days, Facet(pair.asked), span)
            assert n == counted
            assert (value is None) == (mean is None)
            if mean is not None:
                assert value == pytest.approx(mean, abs=0.00501)


def test_what_was_not_answered_is_nothing_and_never_zero(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {50: {Facet.SOBRIETY: 0}, 5: {Facet.SOBRIETY: 8, Facet.PHYSICAL: 4}})
        pairs = then_and_now.read_query(opened_records.own(mari), THEN, NOW).run(db)
    assert pairs[:3] == (
        Pair(Facet.SOBRIETY, 0, 8, 1, 1),
        Pair(Facet.PHYSICAL, None, 4, 0, 1),
        Pair(Facet.EMOTIONAL, None, None, 0, 0),
    )


@pytest.mark.parametrize(
    ("before", "lately", "expected"),
    [
        ({Element.HEALTH: 3}, {Element.HEALTH: 7}, [(Element.HEALTH, 3, 7)]),
        ({Facet.PHYSICAL: 3, Facet.EMOTIONAL: 5}, {Element.HEALTH: 7}, [(Element.HEALTH, 4, 7)]),
        ({}, {Element.HEALTH: 7}, [(Element.HEALTH, None, 7)]),
        ({Facet.PHYSICAL: 3}, {Facet.PHYSICAL: 4, Element.HEALTH: 7}, []),
        ({}, {Facet.PHYSICAL: 4}, []),
        ({Element.HEALTH: 3}, {}, [(Element.HEALTH, 3, None)]),
    ],
    ids=[
        "as a whole",
        "facets before",
        "lately alone",
        "a facet stands for it",
        "a facet alone",
        "before alone",
    ],
)
def test_what_was_answered_as_a_whole_stands_there_where_no_facet_does(
    database: Database, before: dict, lately: dict, expected: list
) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {50: before, 5: lately})
        pairs = then_and_now.read_query(opened_records.own(mari), THEN, NOW).run(db)
    assert [(pair.asked, pair.then, pair.now) for pair in pairs[len(Facet) :]] == expected


def test_a_family_member_gets_what_is_shared_and_no_counts_of_days(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd, Grant(Content.HEALTH))
        write(db, mari, {n: {Facet.SOBRIETY: 3, Facet.PHYSICAL: 6} for n in (50, 45, 5)})
        look = opened_records.at(db, dafydd, mari.person_id)
        pairs = then_and_now.read_query(look, THEN, NOW).run(db)
    assert pairs[:2] == (Pair(Facet.SOBRIETY, None, None), Pair(Facet.PHYSICAL, 6, 6))


def test_a_share_that_was_never_given_answers_nothing(database: Database) -> None:
    with database.writing() as db:
        mari, tom = make_person(db, "Mari", Role.MEMBER), make_person(db, "Tom", Role.MEMBER)
        write(db, mari, sober((50, 5), (5, 7)))
        look = opened_records.OpenedRecord(tom, mari.person_id, opened_records.own(tom).grants)
        pairs = then_and_now.read_query(look, THEN, NOW).run(db)
    assert all(pair.then is None and pair.now is None for pair in pairs)


# The times to choose from


@pytest.mark.parametrize(
    ("days", "first_time", "now_days"),
    [
        (20, (date(2026, 4, 27), date(2026, 5, 3)), 7),
        (69, (date(2026, 3, 9), date(2026, 3, 15)), 7),
        (70, (date(2026, 3, 1), date(2026, 3, 31)), 28),
        (600, (date(2024, 9, 1), date(2024, 9, 30)), 28),
        (800, (date(2024, 1, 1), date(2024, 3, 31)), 28),
        (2600, (date(2019, 1, 1), date(2019, 12, 31)), 28),
    ],
    ids=["weeks", "ten weeks less a day", "ten weeks", "months", "quarters", "years"],
)
def test_the_first_time_holds_the_first_entry_and_the_last_is_now(
    days: int, first_time: tuple[date, date], now_days: int
) -> None:
    found = then_and_now.times(ago(days), TODAY)
    assert (found[0].first, found[0].last) == first_time
    assert found[0].first <= ago(days) <= found[0].last
    assert found[-1] == Time(TODAY - timedelta(days=now_days - 1), TODAY, is_now=True)


def test_before_a_record_begins_there_is_no_time_to_choose() -> None:
    assert then_and_now.times(None, TODAY) == []


def test_in_its_first_week_a_record_has_only_now() -> None:
    assert [time.is_now for time in then_and_now.times(ago(1), TODAY)] == [True]


@given(days=st.integers(0, 60 * 366), today=st.dates(date(2026, 1, 1), date(2060, 1, 1)))
def test_there_are_never_too_many_and_they_follow_each_other(days: int, today: date) -> None:
    found = then_and_now.times(max(date(1950, 1, 1), today - timedelta(days=days)), today)
    assert 1 <= len(found) <= then_and_now.MOST
    assert len(set(found)) == len(found)
    *past, now = found
    assert now.is_now and now.last == today
    assert all(time.first <= time.last < today and not time.is_now for time in past)
    assert all(
        one.last + timedelta(days=1) == other.first for one, other in zip(past, past[1:], strict=False)
    )
