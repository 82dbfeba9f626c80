"""What somebody follows over time, for the charts: buckets from the database, in those of a timeline.

Three selects for all measures together, so neither their number nor the years of answers make it more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Float, case, func, or_, select

from lrc_portal import access
from lrc_portal.database.models import CheckIn, Measure, MeasureAnswer
from lrc_portal.database.portable import in_bucket
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, together
from lrc_portal.record import measures
from lrc_portal.record.journey import bucket_starts, next_bucket
from lrc_portal.record.measures import MeasureLine
from lrc_portal.series import Followed, Span
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.vocabulary import Bucket, MeasureKind


class BucketRow(NamedTuple):
    """What was answered to one measure in one bucket; answers in own words have a row for each choice."""

    measure_id: int
    choice_id: int | None
    at: date
    middle: float | None
    days: int


@dataclass(frozen=True)
class Answers:
    """All that a look shows of what somebody follows, before its buckets are set out on a time axis."""

    lines: Sequence[MeasureLine]
    rows: Sequence[BucketRow]
    bucket: Bucket
    as_family: bool

    def days(self) -> tuple[date, date] | None:
        """The first and the last day of the buckets that hold an answer."""
        starts = [row.at for row in self.rows]
        if not starts:
            return None
        return min(starts), next_bucket(max(starts), self.bucket) - timedelta(days=1)

    def over(self, start: date, end: date) -> tuple[Followed, ...]:
        """Each measure with every bucket between these days; without those that were never answered there.

        Whoever keeps them sees all.
        """
        by_measure: dict[int, list[BucketRow]] = {}
        for row in self.rows:
            by_measure.setdefault(row.measure_id, []).append(row)
        starts = list(bucket_starts(start, end, self.bucket))
        return tuple(self._over(line, starts, by_measure.get(line.id, [])) for line in self.lines)

    def _over(self, line: MeasureLine, starts: Iterable[date], rows: list[BucketRow]) -> Followed:
        found: dict[date, list[BucketRow]] = {}
        for row in rows:
            found.setdefault(row.at, []).append(row)
        spans = (
            _span(line, at, next_bucket(at, self.bucket), found.get(at, []), self.as_family) for at in starts
        )
        return _followed(line, self.bucket, spans)


def _followed(line: MeasureLine, bucket: Bucket, spans: Iterable[Span]) -> Followed:
    return Followed(
        line.id,
        line.name,
        line.unit,
        line.kind,
        line.element,
        line.direction,
        tuple(choice.words for choice in line.choices),
        bucket,
        tuple(spans),
    )


def _span(line: MeasureLine, at: date, until: date, rows: list[BucketRow], as_family: bool) -> Span:
    """One bucket of one measure. A family view tells no number of days."""
    days = sum(row.days for row in rows)
    if not days:
        return Span(at, until)
    told = 0 if as_family else days
    if line.kind is MeasureKind.CHOICE:
        of_choice = {row.choice_id: row.days for row in rows}
        parts = tuple(of_choice.get(choice.id, 0) / days for choice in line.choices)
        return Span(at, until, None, parts, told)
    return Span(at, until, round(float(rows[0].middle or 0) / 100, 2), (), told)


def read_query(
    record: OpenedRecord, bucket: Bucket, start: date, end: date | None = None
) -> ReadQuery[Answers]:
    """The answers between two days (both included), or from `start` on, in the buckets of a timeline."""
    return together(
        lambda lines, rows: Answers(lines, rows, bucket, record.as_family),
        measures.read_query(record),
        _buckets(record, bucket, start, end),
    )


def _buckets(
    record: OpenedRecord, bucket: Bucket, start: date, end: date | None
) -> ReadQuery[list[BucketRow]]:
    at = in_bucket(CheckIn.day, bucket).label("at")
    wanted: AnySelect = (
        select(
            MeasureAnswer.measure_id,
            MeasureAnswer.choice_id,
            at,
            func.avg(MeasureAnswer.value, type_=Float).label("middle"),
            func.count().label("days"),
        )
        .join(CheckIn, CheckIn.id == MeasureAnswer.check_in_id)
        .where(*_shown(record), CheckIn.day >= start)
        .group_by(MeasureAnswer.measure_id, MeasureAnswer.choice_id, at)
    )
    if end is not None:
        wanted = wanted.where(CheckIn.day <= end)
    return ReadQuery(rows_of(wanted, BucketRow))


def _shown(record: OpenedRecord) -> tuple[ColumnElement[bool], ...]:
    """The answers that this look shows. Which measures may be seen is asked once, and not for each answer."""
    shown = select(Measure.id).where(
        Measure.person_id == record.owner_id,
        Measure.put_away_at.is_(None),
        access.readable(record.viewer, Measure),
    )
    return (
        CheckIn.person_id == record.owner_id,
        access.answers_readable(record.viewer),
        MeasureAnswer.measure_id.in_(shown),
    )


class TwiceRow(NamedTuple):
    """What was answered to one measure, or with one choice of it, at each of two times."""

    measure_id: int
    choice_id: int | None
    middle_then: float | None
    middle_now: float | None
    days_then: int
    days_now: int


def at_two_times(
    record: OpenedRecord, then: tuple[date, date], now: tuple[date, date]
) -> ReadQuery[tuple[Followed, ...]]:
    """What was answered at two times, each a first and a last day: two spans of each, then and now.

    A day that lies in both counts in both. What was answered at neither is not among them.
    """
    in_then, in_now = CheckIn.day.between(*then), CheckIn.day.between(*now)
    wanted: AnySelect = (
        select(
            MeasureAnswer.measure_id,
            MeasureAnswer.choice_id,
            func.avg(case((in_then, MeasureAnswer.value)), type_=Float).label("middle_then"),
            func.avg(case((in_now, MeasureAnswer.value)), type_=Float).label("middle_now"),
            func.count(case((in_then, 1))).label("days_then"),
            func.count(case((in_now, 1))).label("days_now"),
        )
        .join(CheckIn, CheckIn.id == MeasureAnswer.check_in_id)
        .where(*_shown(record), or_(in_then, in_now))
        .group_by(MeasureAnswer.measure_id, MeasureAnswer.choice_id)
    )

    def read(lines: list[MeasureLine], rows: list[TwiceRow]) -> tuple[Followed, ...]:
        before = _at_one_time(record, lines, rows, then, is_now=False)
        after = _at_one_time(record, lines, rows, now, is_now=True)
        return tuple(
            replace(first, spans=(first.spans[0], second.spans[0]))
            for first, second in zip(before, after, strict=True)
            if first.answered or second.answered
        )

    return together(read, measures.read_query(record), ReadQuery(rows_of(wanted, TwiceRow)))


def _at_one_time(
    record: OpenedRecord,
    lines: list[MeasureLine],
    rows: list[TwiceRow],
    days: tuple[date, date],
    *,
    is_now: bool,
) -> tuple[Followed, ...]:
    """Each as if this time were one bucket."""
    found: dict[int, list[BucketRow]] = {}
    for row in rows:
        middle = row.middle_now if is_now else row.middle_then
        counted = row.days_now if is_now else row.days_then
        told = BucketRow(row.measure_id, row.choice_id, days[0], middle, counted)
        found.setdefault(row.measure_id, []).append(told)
    until = days[1] + timedelta(days=1)
    return tuple(
        _followed(line, Bucket.MONTH, [_span(line, days[0], until, found.get(line.id, []), record.as_family)])
        for line in lines
    )
