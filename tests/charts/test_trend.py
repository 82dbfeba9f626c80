"""The trend: only where there is enough, never out of its range, never across what is quiet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrc_portal.charts import trend
from lrc_portal.record.journey import QUIET_FROM
from lrc_portal.series import Point
from lrc_portal.vocabulary import Bucket, Element, Language
from lrc_portal.words.translator import translator

MONDAY = date(2026, 3, 2)
VALUES = st.lists(st.none() | st.floats(0, 10).map(lambda value: round(value, 2)), max_size=60)


def line(bucket: Bucket, *values: float | None, n: int | list[int] = 1) -> list[Point]:
    if bucket is Bucket.MONTH:
        starts = [date(2016 + each // 12, each % 12 + 1, 1) for each in range(len(values) + 1)]
    else:
        step = timedelta(days=1 if bucket is Bucket.DAY else 7)
        starts = [MONDAY + step * each for each in range(len(values) + 1)]
    days = n if isinstance(n, list) else [n] * len(values)
    return [
        Point(Element.HEALTH, at, until, value, 0 if value is None else each)
        for at, until, value, each in zip(starts, starts[1:], values, days, strict=False)
    ]


def test_what_a_trend_does_not_cross_is_what_the_record_calls_quiet() -> None:
    assert trend.BREAKS_FROM == QUIET_FROM


@pytest.mark.parametrize("bucket", Bucket)
def test_a_bucket_is_known_by_its_length(bucket: Bucket) -> None:
    assert {trend.bucket_of(point) for point in line(bucket, *[5] * 14)} == {bucket}


@pytest.mark.parametrize(("answers", "has_one"), [(11, False), (12, True)])
def test_a_line_needs_twelve_answered_buckets(answers: int, has_one: bool) -> None:
    points = line(Bucket.WEEK, *[5.0] * answers, None)
    assert bool(trend.lines(points)) is has_one
    assert bool(trend.words(translator(Language.ENGLISH), points)) is has_one


@pytest.mark.parametrize(
    ("bucket", "around"),
    [(Bucket.DAY, 3), (Bucket.WEEK, 2), (Bucket.MONTH, 2)],
    ids=["days", "weeks", "months"],
)
def test_it_is_the_middle_of_the_buckets_around(bucket: Bucket, around: int) -> None:
    values = [float(place % 9) for place in range(20)]
    span = values[10 - around : 10 + around + 1]
    assert trend.of(line(bucket, *values))[10] == pytest.approx(sum(span) / len(span))


def test_a_bucket_counts_as_many_times_as_it_has_days() -> None:
    values, days = [2.0] * 14, [1] * 14
    values[7], days[7] = 8.0, 6
    assert trend.of(line(Bucket.WEEK, *values, n=days))[7] == pytest.approx((8 * 6 + 2 * 4) / 10)
    assert trend.of(line(Bucket.WEEK, *values, n=0))[7] == pytest.approx((8 + 2 * 4) / 5), "family: once each"


def test_it_stops_before_a_quiet_time_and_begins_anew_behind_it() -> None:
    found = trend.of(line(Bucket.WEEK, *[2.0] * 7, None, None, *[8.0] * 7))
    assert found == [*[2.0] * 7, None, None, *[8.0] * 7]


def test_it_goes_on_over_a_single_empty_week() -> None:
    assert None not in trend.of(line(Bucket.WEEK, *[2.0] * 7, None, *[8.0] * 7))


@pytest.mark.parametrize("bucket", Bucket)
@given(values=VALUES)
def test_it_never_leaves_the_range_of_the_points_around_it(
    bucket: Bucket, values: list[float | None]
) -> None:
    points = line(bucket, *values)
    if not points:
        return
    around = trend.AROUND[bucket]
    for place, value in enumerate(trend.of(points)):
        if value is None:
            continue
        span = [each for each in values[max(0, place - around) : place + around + 1] if each is not None]
        assert len(span) >= trend.AT_ONCE
        assert min(span) - 1e-9 <= value <= max(span) + 1e-9


@pytest.mark.parametrize("bucket", Bucket)
@given(before=VALUES, after=VALUES)
def test_what_lies_behind_a_quiet_time_changes_nothing_before_it(
    bucket: Bucket, before: list[float | None], after: list[float | None]
) -> None:
    """It is the same as if the record had ended there: nothing is joined across."""
    quiet = [None] * QUIET_FROM[bucket]
    enough = [5.0] * trend.ENOUGH
    alone = trend.of(line(bucket, *enough, *before, 4.0, *quiet))
    joined = trend.of(line(bucket, *enough, *before, 4.0, *quiet, 6.0, *after))
    assert joined[: len(alone)] == alone
    assert joined[len(alone) - len(quiet) : len(alone)] == quiet


def test_the_reader_is_told_what_the_bold_line_is() -> None:
    t = translator(Language.ENGLISH)
    told = {bucket: trend.words(t, line(bucket, *[5.0] * 12)) for bucket in Bucket}
    assert told[Bucket.DAY] == (
        "The bold line is the average of 7 days, so it is easier to see how it went. "
        "The thin line shows the answers."
    )
    assert "the average of 5 weeks," in told[Bucket.WEEK]
    assert "the average of 5 months," in told[Bucket.MONTH]
