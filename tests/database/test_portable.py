"""Both databases say the same: weeks begin on Monday, months on the first, a token is spent once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, func, literal, select

from lrc_portal import clock, tidying
from lrc_portal.database.engine import Database
from lrc_portal.database.models import SpentToken
from lrc_portal.database.portable import AlreadySaved, day_number, in_bucket, spend
from lrc_portal.vocabulary import Bucket, Role
from tests.people import make_person

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
ON_EACH = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    database=None,
    max_examples=60,
)


@ON_EACH
@given(days=st.lists(DAYS, min_size=1, max_size=8))
def test_buckets_begin_on_the_day_that_python_says(database: Database, days: list[date]) -> None:
    with database.reading() as db:
        for bucket, expected in (
            (Bucket.DAY, days),
            (Bucket.WEEK, [clock.week_start(day) for day in days]),
            (Bucket.MONTH, [day.replace(day=1) for day in days]),
        ):
            columns = [in_bucket(literal(day, Date), bucket).label(f"n{n}") for n, day in enumerate(days)]
            assert list(db.execute(select(*columns)).one()) == expected


def test_each_day_of_two_years_falls_in_its_week(database: Database) -> None:
    days = [date(2023, 12, 25) + timedelta(days=n) for n in range(740)]
    with database.reading() as db:
        for start in range(0, len(days), 100):
            some = days[start : start + 100]
            columns = [
                in_bucket(literal(day, Date), Bucket.WEEK).label(f"n{n}") for n, day in enumerate(some)
            ]
            found = list(db.execute(select(*columns)).one())
            assert found == [clock.week_start(day) for day in some]


@ON_EACH
@given(days=st.lists(DAYS, min_size=1, max_size=8))
def test_a_day_has_the_same_number_on_both(database: Database, days: list[date]) -> None:
    with database.reading() as db:
        columns = [day_number(literal(day, Date)).label(f"n{n}") for n, day in enumerate(days)]
        found = list(db.execute(select(*columns)).one())
    assert found == [(day - date(1970, 1, 1)).days for day in days]


def test_a_token_is_spent_once(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        spend(db, mari.person_id, "form")
        with pytest.raises(AlreadySaved):
            spend(db, mari.person_id, "form")
        spend(db, mari.person_id, "another form")


def test_of_two_clicks_at_the_same_moment_exactly_one_wins(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
    clicks = 4
    ready = threading.Barrier(clicks, timeout=20)

    def click() -> str:
        ready.wait()
        try:
            with database.writing() as db:
                spend(db, mari.person_id, "double click")
        except AlreadySaved:
            return "already saved"
        return "saved"

    with ThreadPoolExecutor(clicks) as pool:
        answers = [answer.result(timeout=30) for answer in [pool.submit(click) for _ in range(clicks)]]
    assert sorted(answers) == ["already saved"] * (clicks - 1) + ["saved"]
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(SpentToken)) == 1


def test_a_token_is_forgotten_when_no_open_page_can_send_it_again(database: Database) -> None:
    now = datetime(2026, 5, 20, 12, tzinfo=UTC)
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        for days, token in ((40, "old"), (2, "young")):
            with clock.standing_at(now - timedelta(days=days)):
                spend(db, mari.person_id, token)
        with clock.standing_at(now):
            tidying.take_away(db)
        spend(db, mari.person_id, "old")
        with pytest.raises(AlreadySaved):
            spend(db, mari.person_id, "young")
