"""The path, not the streak: its figures are those of a plain count of days, however they were told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.record import paths, pursuits
from lrc_portal.record.journey import WEEKS_UP_TO
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.series import FreeDays
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Aim, Bucket, PursuitKind, Role, Window
from tests.people import make_person
from tests.record.walked import FREE, USED, Told, begin, figures, seen, tell, tell_at_once
from tests.record.ways import NOON, TODAY, ago
from tests.tools.statements import sent_to


@pytest.fixture(autouse=True)
def standing_at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


# What the person is told


def test_forty_days_a_return_and_ten_days_show_fifty_ten_and_forty(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED})
        [path] = seen(db, mari)
    assert figures(path) == (50, 10, 40, 1)
    assert path.returns[0].day == ago(10)


def test_the_path_counts_from_the_first_minute_of_its_first_day(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        begin(db, mari, TODAY)
        [path] = seen(db, mari)
    assert figures(path) == (1, 1, 1, 0)


def test_on_a_day_of_use_there_is_no_present_run_rather_than_a_zero(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(30))
        tell(db, mari, alcohol, {0: USED})
        [path] = seen(db, mari)
    assert figures(path) == (30, None, 30, 1)


def test_use_on_the_first_day_is_where_the_path_starts_not_a_return(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(20))
        tell(db, mari, alcohol, {20: USED, 19: USED})
        other = begin(db, mari, TODAY)
        tell(db, mari, other, {0: USED})
        long_ago, today = seen(db, mari)
    assert figures(long_ago) == (19, 19, 19, 0)
    assert figures(today) == (0, None, None, 0)


def test_without_a_start_day_it_begins_with_the_first_answer(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari)
        assert seen(db, mari)[0].start is None
        tell(db, mari, alcohol, {3: FREE, 12: FREE, 5: USED})
        [path] = seen(db, mari)
    assert path.start == ago(12)
    assert figures(path) == (12, 5, 7, 1)


def test_what_was_before_the_start_day_does_not_count(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(9))
        tell(db, mari, alcohol, {30: FREE, 10: USED, 4: USED, 12: USED})
        [path] = seen(db, mari)
    assert (path.start, figures(path)) == (ago(9), (9, 4, 5, 1))


def test_each_pursuit_has_a_path_of_its_own(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        tom = make_person(db, "Tom", Role.MEMBER)
        one, other = begin(db, mari, ago(50)), begin(db, mari, ago(20))
        tell_at_once(db, mari, {one: {10: USED, 9: FREE}, other: {9: USED, 10: FREE}})
        begin(db, tom, ago(3))
        assert [(path.pursuit_id, path.aim, figures(path)) for path in seen(db, mari)] == [
            (one, Aim.ABSTINENCE, (50, 10, 40, 1)),
            (other, Aim.ABSTINENCE, (20, 9, 11, 1)),
        ]


def test_a_stretch_of_use_is_one_return_whatever_comes_in_later(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        for told, days in (
            ({20: USED}, [(20, 20)]),
            ({19: USED}, [(20, 19)]),
            ({21: USED}, [(21, 19)]),
            ({17: USED}, [(21, 19), (17, 17)]),
            ({18: USED}, [(21, 17)]),
        ):
            tell(db, mari, alcohol, told)
            [path] = seen(db, mari)
            assert [(each.day, each.last) for each in path.returns] == [(ago(a), ago(b)) for a, b in days]


# The rule, against a plain count

TOLD = st.dictionaries(st.integers(0, 45), st.sampled_from([FREE, USED, USED]), max_size=30)
PLANS = st.lists(st.tuples(st.none() | st.integers(0, 40), TOLD), min_size=12, max_size=12)
ON_EACH = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    database=None,
    max_examples=15,
)


def counted(start: int | None, told: Told) -> tuple[int, int | None, int | None, int] | None:
    """The figures by going through the days one by one, from the first to today."""
    first = start if start is not None else max(told, default=None)
    if first is None:
        return None
    lived, run, longest, returns, day_before_was_lived = 0, 0, 0, 0, False
    for days_ago in range(first, -1, -1):
        if told.get(days_ago) is USED:
            returns += day_before_was_lived
            run, day_before_was_lived = 0, False
        else:
            lived, run, day_before_was_lived = lived + 1, run + 1, True
            longest = max(longest, run)
    return lived, run or None, longest or None, returns


@ON_EACH
@given(plans=PLANS)
def test_the_figures_are_those_of_a_plain_count(database: Database, plans: list) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        told_of = {}
        for start, told in plans:
            told_of[begin(db, mari, None if start is None else ago(start))] = told
        tell_at_once(db, mari, told_of)
        found = [figures(path) if path.start else None for path in seen(db, mari)]
    assert found == [counted(start, told) for start, told in plans]


@ON_EACH
@given(start=st.none() | st.integers(0, 40), told=TOLD, chance=st.randoms(), late=st.integers(0, 45))
def test_neither_order_nor_a_free_day_entered_late_changes_a_figure(
    database: Database, start: int | None, told: Told, chance, late: int
) -> None:
    shuffled = list(told.items())
    chance.shuffle(shuffled)
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        one, other = (begin(db, mari, None if start is None else ago(start)) for _ in range(2))
        tell(db, mari, one, told)
        tell(db, mari, other, dict(shuffled))
        straight, mixed = seen(db, mari)
        assert figures(straight) == figures(mixed)
        on_the_path = start is not None or late < max(told, default=0)
        if told.get(late) is not USED and on_the_path:
            tell(db, mari, one, {late: FREE})
            assert seen(db, mari)[0] == straight


@pytest.mark.parametrize("years", [1, 10])
def test_years_of_answers_come_as_a_few_rows_in_one_statement(database: Database, years: int) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari)
        betting = begin(db, mari, aim=Aim.WORKING_TOWARDS)
        days = range(365 * years)
        used = {100, 200, 201, 202}
        told = {n: USED if n in used else FREE for n in days}
        tell_at_once(db, mari, {alcohol: told, betting: told})
        with sent_to(database) as asked:
            path, free = seen(db, mari, Window.ALL)
            question = paths.read_query(opened_records.own(mari), Window.ALL)
            rows = sum(len(db.execute(part.selected).all()) for part in question.selects)
    assert len(asked) == 1 + len(question.selects)
    assert figures(path) == (365 * years - 4, 100, max(99, 365 * years - 203), 2)
    assert rows <= 2 + 2 + 12 * years + 53


def test_a_database_that_does_not_know_how_much_it_holds_answers_all_the_same(
    postgresql_database: Database,
) -> None:
    """PostgreSQL, which was tidied before the rows were there for all, reckons with none of them."""
    tidying = postgresql_database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with postgresql_database.writing() as db, tidying as beside:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol, betting = begin(db, mari), begin(db, mari, aim=Aim.WORKING_TOWARDS)
        told = dict.fromkeys(range(1460), FREE)
        tell_at_once(db, mari, {alcohol: told, betting: told})
        beside.execute(text("VACUUM (ANALYZE) pursuit, pursuit_answer, check_in"))
        db.execute(text("SET LOCAL statement_timeout = '20s'"))
        path, _free = seen(db, mari, Window.ALL)
    assert figures(path) == (1460, 1460, 1460, 0)


# Working towards


def test_working_towards_shows_free_days_by_the_week_against_the_own_aim(database: Database) -> None:
    """Today is a Wednesday. A week without a word is quiet; one with only use is not."""
    with database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        betting = begin(db, tom, aim=Aim.WORKING_TOWARDS, free_days_aim=4)
        tell(db, tom, betting, {0: FREE, 1: USED, 2: FREE, 10: USED, 24: FREE, 23: FREE, 22: FREE, 21: USED})
        [path] = seen(db, tom)
        [four_weeks] = seen(db, tom, Window.FOUR_WEEKS)
    monday = clock.week_start(TODAY)
    assert path.free_days == tuple(
        FreeDays(monday - timedelta(weeks=back), monday - timedelta(weeks=back - 1), free)
        for back, free in ((4, 1.0), (3, 2.0), (2, 0.0), (1, None), (0, 2.0))
    )
    assert four_weeks.free_days == path.free_days, "a window begins with a whole week"
    assert (path.bucket, path.free_days_aim) == (Bucket.WEEK, 4)
    assert (path.runs, path.returns, path.present, path.longest) == ((), (), None, None)


def counted_by_week(start: int | None, told: Told) -> dict[date, float]:
    """The days said to be free, of each week with an answer."""
    weeks: dict[date, float] = {}
    for days_ago, answer in told.items():
        if start is None or days_ago <= start:
            week = clock.week_start(ago(days_ago))
            weeks[week] = weeks.get(week, 0) + (answer is FREE)
    return weeks


@ON_EACH
@given(plans=PLANS)
def test_the_free_days_are_those_of_a_plain_count(database: Database, plans: list) -> None:
    with database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        told_of = {}
        for start, told in plans:
            day = None if start is None else ago(start)
            told_of[begin(db, tom, day, Aim.WORKING_TOWARDS)] = told
        tell_at_once(db, tom, told_of)
        for path, (start, told) in zip(seen(db, tom, Window.ALL), plans, strict=True):
            said = {week.at: week.free for week in path.free_days if week.free is not None}
            assert said == counted_by_week(start, told)
            assert all(week.until > (path.start or TODAY) for week in path.free_days)


def test_a_long_way_of_working_towards_is_shown_in_months_still_as_days_a_week(database: Database) -> None:
    """Their middle, so that a quiet week counts for nothing."""
    with database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        betting = begin(db, tom, ago(800), Aim.WORKING_TOWARDS)
        first_of_april = (TODAY - date(2026, 4, 1)).days
        told = {first_of_april - n: FREE for n in (5, 6, 7, 19)} | {first_of_april - 8: USED}
        tell_at_once(db, tom, {betting: told})
        [path] = seen(db, tom, Window.ALL)
    assert path.bucket is Bucket.MONTH
    assert path.free_days[0].at == clock.week_start(ago(800)).replace(day=1)
    found = {each.at: each.free for each in path.free_days if each.free is not None}
    assert found == {date(2026, 4, 1): 2.0}
    assert path.free_days[-1].at == date(2026, 4, 1), "May has no answer yet, and is not over"


@pytest.mark.parametrize(
    ("start", "bucket"), [(WEEKS_UP_TO.days, Bucket.WEEK), (WEEKS_UP_TO.days + 1, Bucket.MONTH)]
)
def test_from_how_long_on_it_is_shown_in_months(database: Database, start: int, bucket: Bucket) -> None:
    """Three weeks of one month, with two, one and one free days: a third more than one."""
    with database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        betting = begin(db, tom, ago(start), Aim.WORKING_TOWARDS)
        weeks = [date(2026, 4, day) for day in (6, 13, 20)]
        told = [weeks[0], weeks[0] + timedelta(days=6), weeks[1], weeks[2] + timedelta(days=6)]
        tell_at_once(db, tom, {betting: {(TODAY - day).days: FREE for day in told}})
        [path] = seen(db, tom, Window.ALL)
    found = {each.at: each.free for each in path.free_days if each.free is not None}
    by_week = dict(zip(weeks, (2.0, 1.0, 1.0), strict=True))
    assert (path.bucket, found) == (bucket, by_week if bucket is Bucket.WEEK else {date(2026, 4, 1): 1.3})


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 5, 20), date(2026, 4, 20)),
        (date(2026, 5, 23), date(2026, 4, 20)),
        (date(2026, 5, 24), date(2026, 4, 27)),
    ],
)
def test_four_weeks_count_from_the_monday_of_their_first_day(
    database: Database, today: date, first: date
) -> None:
    """The first of twenty-eight days is a Thursday, a Sunday, a Monday."""
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    with clock.standing_at(noon), database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        betting = begin(db, tom, first - timedelta(days=30), Aim.WORKING_TOWARDS)
        for day in (first - timedelta(days=1), first, today):
            tell(db, tom, betting, {(TODAY - day).days: FREE})
        [path] = seen(db, tom, Window.FOUR_WEEKS)
    weeks = (clock.week_start(today) - first).days // 7
    quiet = [(first + timedelta(weeks=week), None) for week in range(1, weeks)]
    found = [(each.at, each.free) for each in path.free_days]
    assert found == [(first, 1.0), *quiet, (clock.week_start(today), 1.0)]


@pytest.mark.parametrize("aim", [0, 8, -1])
def test_an_aim_is_one_to_seven_days(aim: int) -> None:
    wrong = PursuitSubmission(PursuitKind.DRUG, "x", Aim.WORKING_TOWARDS, free_days_aim=aim)
    assert [problem.field for problem in wrong.problems()] == ["free_days_aim"]


def test_the_aim_of_free_days_goes_with_the_aim_of_working_towards(database: Database) -> None:
    with database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        betting = begin(db, tom, ago(3), Aim.WORKING_TOWARDS, free_days_aim=5)
        assert seen(db, tom)[0].free_days_aim == 5
        without = PursuitSubmission(PursuitKind.DRUG, "x", Aim.ABSTINENCE, free_days_aim=5)
        pursuits.change(db, by=tom, pursuit_id=betting, submission=without)
        [line] = pursuits.seen(db, opened_records.own(tom))
    assert line.free_days_aim is None
