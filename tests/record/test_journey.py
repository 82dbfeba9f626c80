"""The way over time: buckets that agree with plain sums, gaps that stay gaps, and what each look shows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.record import journey
from lrc_portal.record.journey import Journey
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import (
    AS_A_WHOLE,
    ASKED,
    FACETS,
    Asked,
    Bucket,
    Element,
    Facet,
    Role,
    Window,
)
from tests.people import make_person
from tests.record.ways import NOON, TODAY, Days, ago, line, sober, write
from tests.tools.statements import sent_to
from tests.tools.undone import undone


@pytest.fixture(autouse=True)
def standing_at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


# Windows, points and gaps

LENGTHS = [
    (Window.FOUR_WEEKS, {}, Bucket.DAY, 28, ago(27)),
    (Window.THREE_MONTHS, {}, Bucket.WEEK, 14, date(2026, 2, 16)),
    (Window.YEAR, {}, Bucket.WEEK, 53, date(2025, 5, 19)),
    (Window.ALL, {}, Bucket.WEEK, 1, date(2026, 5, 18)),
    (Window.ALL, sober((20, 5)), Bucket.WEEK, 4, date(2026, 4, 27)),
    (Window.ALL, sober((732, 5)), Bucket.WEEK, 106, date(2024, 5, 13)),
    (Window.ALL, sober((733, 5)), Bucket.MONTH, 25, date(2024, 5, 1)),
    (Window.ALL, sober((3650, 5)), Bucket.MONTH, 121, date(2016, 5, 1)),
]


@pytest.mark.parametrize(("window", "days", "bucket", "points", "start"), LENGTHS)
def test_each_window_has_its_buckets(
    database: Database, window: Window, days: Days, bucket: Bucket, points: int, start: date
) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, days)
        way = journey.series(db, opened_records.own(mari), window)
    assert (way.bucket, way.start, way.end) == (bucket, start, TODAY)
    assert len(line(way)) == points
    of_one_line = [point for point in way.points if point.series is Element.SOBRIETY]
    assert of_one_line[0].at == start
    assert of_one_line[-1].at <= TODAY < of_one_line[-1].until
    assert all(one.until == other.at for one, other in zip(of_one_line, of_one_line[1:], strict=False))


def test_a_day_without_an_answer_is_a_gap_never_a_zero(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {5: {Facet.SOBRIETY: 0}, 3: {Facet.PHYSICAL: 4}, 0: {Facet.SOBRIETY: 7}})
        way = journey.series(db, opened_records.own(mari), Window.FOUR_WEEKS)
    assert line(way)[-6:] == [0.0, None, None, None, None, 7.0]
    assert line(way, Element.HEALTH)[-6:] == [None, None, 4.0, None, None, None]
    assert line(way, Element.REINTEGRATION) == [None] * 28


def test_an_element_is_the_middle_of_the_facets_that_were_answered(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {0: {Facet.PHYSICAL: 10, Facet.EMOTIONAL: 3}, 1: {Facet.PHYSICAL: 4}})
        look = opened_records.own(mari)
        assert line(journey.series(db, look, Window.FOUR_WEEKS), Element.HEALTH)[-2:] == [4.0, 6.5]
        week = journey.series(db, look, Window.THREE_MONTHS)
        assert line(week, Element.HEALTH)[-1] == 5.25
        assert [point.n for point in week.points if point.series is Element.HEALTH][-1] == 2
        facets = FACETS[Element.HEALTH]
        found = journey.alongside(look, Bucket.DAY, ago(1), TODAY, facets).run(db)
    assert [(point.series, point.value) for point in found] == [
        *((Facet.PHYSICAL, 4.0), (Facet.PHYSICAL, 10.0)),
        *((Facet.EMOTIONAL, None), (Facet.EMOTIONAL, 3.0)),
        *((Facet.RELATIONAL, None), (Facet.RELATIONAL, None)),
    ]


QUIET = [
    ("seven empty days are quiet", Window.FOUR_WEEKS, sober((9, 5), (1, 5)), [(ago(8), ago(1))]),
    ("six are only a gap", Window.FOUR_WEEKS, sober((8, 5), (1, 5)), []),
    ("quiet can reach to today", Window.FOUR_WEEKS, sober((10, 5)), [(ago(9), ago(-1))]),
    ("nothing is quiet before the first entry", Window.FOUR_WEEKS, sober((0, 5)), []),
    ("nothing is quiet without entries", Window.FOUR_WEEKS, {}, []),
    ("words alone are an entry", Window.FOUR_WEEKS, {9: {Facet.SOBRIETY: 5}, 5: {}, 1: {}}, []),
    (
        "one empty week is a gap, two are quiet",
        Window.THREE_MONTHS,
        sober((58, 5), (44, 5), (23, 5), (2, 5)),
        [(date(2026, 4, 13), date(2026, 4, 27)), (date(2026, 5, 4), date(2026, 5, 18))],
    ),
    (
        "an empty month is quiet",
        Window.ALL,
        sober((800, 5), *((n, 5) for n in range(0, 760, 7) if ago(n).strftime("%Y-%m") != "2025-08")),
        [(date(2025, 8, 1), date(2025, 9, 1))],
    ),
]


@pytest.mark.parametrize(("_name", "window", "days", "expected"), QUIET, ids=[case[0] for case in QUIET])
def test_what_is_quiet(database: Database, _name: str, window: Window, days: Days, expected: list) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, days)
        way = journey.series(db, opened_records.own(mari), window)
    assert [(quiet.start, quiet.end) for quiet in way.quiet] == expected


def test_a_month_that_has_only_begun_is_not_quiet(database: Database) -> None:
    with clock.standing_at(datetime(2026, 6, 1, 9, tzinfo=UTC)), database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, sober(*((n, 5) for n in range(0, 900, 10))))
        way = journey.series(db, opened_records.own(mari), Window.ALL)
    assert (way.bucket, way.quiet) == (Bucket.MONTH, ())


# The same as in plain Python

ANSWERS = st.dictionaries(st.sampled_from(ASKED), st.integers(0, 10), max_size=6)


def bucket_start(day: date, bucket: Bucket) -> date:
    if bucket is Bucket.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if bucket is Bucket.MONTH else day


def by_hand(days: Days, name: Element | Facet, way: Journey, at: date) -> tuple[float | None, int]:
    """The mean of a bucket: of each day what was said of the element as a whole, else its facets' mean."""
    inside = [answers for n, answers in days.items() if bucket_start(ago(n), way.bucket) == at]
    values = [value for answers in inside if (value := of_day(answers, name)) is not None]
    return (sum(values) / len(values) if values else None, len(values))


def of_day(answers: dict[Asked, int], name: Element | Facet) -> float | None:
    if isinstance(name, Facet) or name in AS_A_WHOLE and name in answers:
        return answers.get(name)
    facets = [answers[facet] for facet in FACETS[name] if facet in answers]
    return sum(facets) / len(facets) if facets else None


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    database=None,
    max_examples=80,
)
@given(
    days=st.dictionaries(st.integers(0, 1100), ANSWERS, max_size=40),
    window=st.sampled_from(list(Window)),
    opened=st.sampled_from(Element),
)
def test_buckets_agree_with_plain_sums(
    sqlite_database: Database, days: Days, window: Window, opened: Element
) -> None:
    with clock.standing_at(NOON), undone(sqlite_database) as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, days)
        look = opened_records.own(mari)
        way = journey.series(db, look, window)
        facets = journey.alongside(look, way.bucket, way.start, way.end, FACETS[opened]).run(db)
    assert {point.series for point in way.points} == set(Element)
    assert [point.series for point in facets] == [
        facet for facet in FACETS[opened] for _ in range(len(way.points) // 3)
    ]
    for point in (*way.points, *facets):
        value, n = by_hand(days, point.series, way, point.at)
        assert point.n == n
        assert (point.value is None) == (value is None)
        if value is not None:
            assert point.value == pytest.approx(value, abs=0.00501)
    shown = {bucket_start(ago(n), way.bucket) for n in days if ago(n) >= way.start}
    assert shown <= {point.at for point in way.points}, "no day of the window is lost"


# One's own line beside another


@pytest.mark.parametrize("bucket", list(Bucket))
def test_an_own_line_stands_in_the_buckets_of_another_and_ends_with_it(
    database: Database, bucket: Bucket
) -> None:
    start, end = ago(100), ago(20)
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, sober((101, 10), (100, 4), (60, 6), (20, 8), (19, 10)))
        points = journey.alongside(opened_records.own(mari), bucket, start, end, (Element.SOBRIETY,)).run(db)
    assert [point.at for point in points] == list(journey.bucket_starts(start, end, bucket))
    assert points[0].at <= start < points[0].until
    assert points[-1].at <= end < points[-1].until
    assert points[-1].value == 8, "a day after the end is not in the last bucket"
    assert sum(point.n for point in points) in (3, 4), "a first bucket begins before the first day"


# What it costs


@pytest.mark.parametrize("window", list(Window))
def test_ten_years_cost_as_many_statements_as_ten_days(database: Database, window: Window) -> None:
    counts = []
    for days in (10, 3650):
        with database.writing() as db:
            owner = make_person(db, f"{days} days", Role.MEMBER)
            write(db, owner, {n: {Facet.SOBRIETY: n % 11, Facet.PHYSICAL: 5} for n in range(days)})
        with sent_to(database) as said, database.reading() as db:
            journey.series(db, opened_records.own(owner), window)
        counts.append(len(said))
    assert counts[0] == counts[1] == (2 if window is Window.ALL else 1)
