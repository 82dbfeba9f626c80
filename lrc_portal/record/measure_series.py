"""What somebody follows over time, for the charts: buckets from the database, in those of a timeline.

Two selects for all measures together, so neither their number nor the years of answers make it more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Float, func, select

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
        return tuple(self._followed(line, starts, by_measure.get(line.id, [])) for line in self.lines)

    def _followed(self, line: MeasureLine, starts: Iterable[date], rows: list[BucketRow]) -> Followed:
        found: dict[date, list[BucketRow]] = {}
        for row in rows:
            found.setdefault(row.at, []).append(row)
        return Followed(
            line.id,
            line.name,
            line.unit,
            line.kind,
            line.element,
            line.direction,
            tuple(choice.words for choice in line.choices),
            self.bucket,
            tuple(self._span(line, at, found.get(at, [])) for at in starts),
        )

    def _span(self, line: MeasureLine, at: date, rows: list[BucketRow]) -> Span:
        until = next_bucket(at, self.bucket)
        days = sum(row.days for row in rows)
        if not days:
            return Span(at, until)
        told = 0 if self.as_family else days
        if line.kind is MeasureKind.CHOICE:
            of_choice = {row.choice_id: row.days for row in rows}
            parts = tuple(of_choice.get(choice.id, 0) / days for choice in line.choices)
            return Span(at, until, None, parts, told)
        value = float(rows[0].middle or 0) / 100
        return Span(at, until, round(value, 2), (), told)


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
    # Which measures may be seen is asked once, and not for each answer.
    shown = select(Measure.id).where(
        Measure.person_id == record.owner_id,
        Measure.put_away_at.is_(None),
        access.readable(record.viewer, Measure),
    )
    wanted: AnySelect = (
        select(
            MeasureAnswer.measure_id,
            MeasureAnswer.choice_id,
            at,
            func.avg(MeasureAnswer.value, type_=Float).label("middle"),
            func.count().label("days"),
        )
        .join(CheckIn, CheckIn.id == MeasureAnswer.check_in_id)
        .where(
            CheckIn.person_id == record.owner_id,
            CheckIn.day >= start,
            access.answers_readable(record.viewer),
            MeasureAnswer.measure_id.in_(shown),
        )
        .group_by(MeasureAnswer.measure_id, MeasureAnswer.choice_id, at)
    )
    if end is not None:
        wanted = wanted.where(CheckIn.day <= end)
    return ReadQuery(rows_of(wanted, BucketRow))
