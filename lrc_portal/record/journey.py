"""The way over time, for the charts: buckets of check-ins, what happened, and what was quiet.

The database delivers buckets (a day, a week or a month each), so ten years cost what ninety days
cost. What a viewer may not see is withheld in the query itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import (
    Date,
    Float,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import access, clock, relationships
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.models import Attendance, CheckIn, Goal, Meeting, Moment, Note
from lrc_portal.database.portable import in_bucket
from lrc_portal.database.read_queries import AnySelect, ReadQuery, Selected, rows_of, together
from lrc_portal.record.check_ins import answer_column, element_column
from lrc_portal.series import Mark, MarkKind, Point, Quiet
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.vocabulary import (
    ANSWERED_NOTES,
    Bucket,
    Element,
    Facet,
    GoalState,
    MeetingState,
    NoteState,
    Window,
)

DAYS_BACK = {Window.FOUR_WEEKS: 28, Window.THREE_MONTHS: 91, Window.YEAR: 364}
WEEKS_UP_TO = timedelta(days=2 * 366)
"""A longer way is drawn in months, a shorter one in weeks, the last four weeks in days."""
QUIET_FROM = {Bucket.DAY: 7, Bucket.WEEK: 2, Bucket.MONTH: 1}
"""How many empty buckets in a row are called quiet; fewer are only a gap in the line."""


Answered = dict[date, dict[Element | Facet, tuple[float | None, int]]]
"""First day of each bucket with entries → what is shown → the middle of its answers, and days."""


Days = tuple[date, date]
"""The first and the last day of something."""


@dataclass(frozen=True)
class Journey:
    """What a timeline shows. `start` and `end` are its first and last day."""

    points: tuple[Point, ...]
    marks: tuple[Mark, ...]
    quiet: tuple[Quiet, ...]
    bucket: Bucket
    start: date
    end: date

    @property
    def is_empty(self) -> bool:
        return not self.marks and all(point.value is None for point in self.points)


def series(db: Session, record: OpenedRecord, window: Window) -> Journey:
    """The timeline of one record, in one statement; in two where its days are asked before."""
    needed = record.as_family or window is Window.ALL
    found = days(record).run(db) if needed else None
    return read_query(record, window, days=found).run(db)


def read_query(record: OpenedRecord, window: Window, *, days: Days | None = None) -> ReadQuery[Journey]:
    """The timeline of one record: the three elements. `alongside` reads their facets.

    `days` is the answer to the question of that name: `Window.ALL` begins with the first of them, and
    in a family view every window ends with the last. None, where nothing was entered, is today.
    A family view is drawn in weeks or months, begins and ends with its own first and last entry,
    counts no days and calls nothing quiet: it holds no sign of activity or absence.
    """
    start, bucket = begins(record, window, days)
    shown = tuple(Element)
    return together(
        partial(_journey, record, bucket, start, shown),
        buckets(record, bucket, start, shown),
        marks(record, bucket, start),
    )


def begins(record: OpenedRecord, window: Window, days: Days | None = None) -> tuple[date, Bucket]:
    """The first day that a timeline looks at, and its buckets: days, weeks or months."""
    first, last = days or (clock.today(), clock.today())
    end = last if record.as_family else clock.today()
    start = first
    if window is not Window.ALL:
        start = end - timedelta(days=DAYS_BACK[window] - 1)
    bucket = Bucket.MONTH if end - start > WEEKS_UP_TO else Bucket.WEEK
    if window is Window.FOUR_WEEKS and not record.as_family:
        bucket = Bucket.DAY
    return _bucket_start(start, bucket), bucket


def alongside(
    record: OpenedRecord, bucket: Bucket, start: date, end: date, shown: tuple[Element | Facet, ...]
) -> ReadQuery[tuple[Point, ...]]:
    """The points alone, between two days (both included), in the buckets of another timeline."""
    first = _bucket_start(start, bucket)
    starts = list(bucket_starts(start, end, bucket))
    return together(
        lambda answered: _points(record, answered, shown, starts, bucket),
        buckets(record, bucket, first, shown, end),
    )


def days(record: OpenedRecord) -> ReadQuery[Days | None]:
    """The days of the first and the last entry that this look shows; None where there is none."""

    def ends(
        column: SQLCoreOperations[date | None],
        model: type[Attendance] | type[CheckIn] | type[Moment] | type[Goal] | type[Meeting] | type[Note],
        *conditions: relationships.Condition,
    ) -> Select[date | None, date | None]:
        return select(func.min(column).label("first"), func.max(column).label("last")).where(
            model.person_id == record.owner_id,
            access.readable(record.viewer, model),
            *conditions,
        )

    found = union_all(
        ends(CheckIn.day, CheckIn),
        ends(Moment.day, Moment),
        ends(Attendance.there_on, Attendance),
        ends(Goal.set_on, Goal),
        ends(Goal.ended_on, Goal, Goal.state == GoalState.REACHED),
        ends(Meeting.day, Meeting, Meeting.state == MeetingState.HELD),
        ends(Note.day, Note, Note.state.in_(ANSWERED_NOTES), ~access.later_version(*ANSWERED_NOTES)),
    )
    return ReadQuery(rows_of(found, _EndsRow), read=_first_and_last)


class _EndsRow(NamedTuple):
    first: date | None
    last: date | None


def _first_and_last(rows: list[_EndsRow]) -> Days | None:
    there = [day for row in rows for day in row if day is not None]
    return (min(there), max(there)) if there else None


def buckets(
    record: OpenedRecord,
    bucket: Bucket,
    start: date,
    shown: tuple[Element | Facet, ...],
    end: date | None = None,
) -> ReadQuery[Answered]:
    """What was answered between two days (both included) or from `start` on, in the database's buckets."""
    at = in_bucket(CheckIn.day, bucket).label("at")
    columns = {
        name: element_column(record, name) if isinstance(name, Element) else answer_column(record, name)
        for name in shown
    }
    wanted: AnySelect = (
        select(
            at,
            *(func.avg(column, type_=Float).label(f"mean_{name.value}") for name, column in columns.items()),
            # A family view tells no number of days, so none are counted for it.
            *(
                (literal(0) if record.as_family else func.count(column)).label(f"days_{name.value}")
                for name, column in columns.items()
            ),
        )
        .where(
            CheckIn.person_id == record.owner_id,
            CheckIn.day >= start,
            access.readable(record.viewer, CheckIn),
        )
        .group_by(at)
    )
    if end is not None:
        wanted = wanted.where(CheckIn.day <= end)
    return ReadQuery(
        rows_of(wanted, _BucketRow, rest="figures"),
        read=lambda rows: {row.at: _values(row.figures, shown) for row in rows},
    )


class _BucketRow(NamedTuple):
    at: date
    figures: dict[str, float | None]


def _values(
    figures: dict[str, float | None], shown: tuple[Element | Facet, ...]
) -> dict[Element | Facet, tuple[float | None, int]]:
    """Of one bucket: what is shown → the middle of its answers, and days."""
    values: dict[Element | Facet, tuple[float | None, int]] = {}
    for name in shown:
        middle = figures[f"mean_{name.value}"]
        days = int(figures[f"days_{name.value}"] or 0)
        values[name] = (None if middle is None else round(float(middle), 2), days)
    return values


def marks(record: OpenedRecord, bucket: Bucket, start: date) -> ReadQuery[list[Mark]]:
    """What happened from `start` on, oldest first; being at groups and events once for each bucket."""
    silent = type_coerce(null(), EncryptedText())
    no_element = type_coerce(null(), Moment.element.type)
    note_kind = case(
        (Note.state == NoteState.DIFFERING, MarkKind.NOTE_DIFFERING.value), else_=MarkKind.NOTE_AGREED.value
    )
    once = literal(1)
    meeting_kind = case(
        (Meeting.pairing_id.is_(None), MarkKind.PROFESSIONAL_LED.value), else_=MarkKind.MEETING.value
    )
    moment_words = access.shown_where(access.words_readable(record.viewer, Moment), Moment.words)
    happened: Selected = union_all(
        select(
            cast(Moment.kind, String).label("kind"),
            Moment.day.label("day"),
            type_coerce(moment_words, EncryptedText()).label("label"),
            Moment.id.label("id"),
            Moment.element.label("element"),
            once.label("n"),
        ).where(
            Moment.person_id == record.owner_id, access.readable(record.viewer, Moment), Moment.day >= start
        ),
        select(meeting_kind, Meeting.day, silent, Meeting.id, no_element, once).where(
            Meeting.person_id == record.owner_id,
            access.readable(record.viewer, Meeting),
            Meeting.state == MeetingState.HELD,
            Meeting.day >= start,
        ),
        select(note_kind, Note.day, silent, Note.id, no_element, once).where(
            Note.person_id == record.owner_id,
            access.readable(record.viewer, Note),
            Note.state.in_(ANSWERED_NOTES),
            ~access.later_version(*ANSWERED_NOTES),
            Note.day >= start,
        ),
        _was_there(record, bucket, start, silent),
        select(literal(MarkKind.GOAL_SET.value), Goal.set_on, Goal.title, Goal.id, Goal.element, once).where(
            Goal.person_id == record.owner_id, access.readable(record.viewer, Goal), Goal.set_on >= start
        ),
        select(
            literal(MarkKind.GOAL_REACHED.value), Goal.ended_on, Goal.title, Goal.id, Goal.element, once
        ).where(
            Goal.person_id == record.owner_id,
            access.readable(record.viewer, Goal),
            Goal.state == GoalState.REACHED,
            Goal.ended_on >= start,
        ),
    )
    return ReadQuery(rows_of(happened, _MarkRow), read=_marks)


def _was_there(
    record: OpenedRecord, bucket: Bucket, start: date, silent: SQLCoreOperations[str]
) -> AnySelect:
    """Being at groups and events: a row for each bucket, since somebody may go to hundreds."""
    day = type_coerce(Attendance.there_on, Date())
    return (
        select(
            literal(MarkKind.WAS_THERE.value),
            func.max(day, type_=Date),
            silent,
            func.min(Attendance.id),
            type_coerce(literal(Element.REINTEGRATION.value), Moment.element.type),
            literal(1) if record.as_family else func.count(),  # as of days, a family view tells no number
        )
        .where(
            Attendance.person_id == record.owner_id,
            access.readable(record.viewer, Attendance),
            Attendance.there_on >= start,
        )
        .group_by(in_bucket(day, bucket))
    )


class _MarkRow(NamedTuple):
    kind: str
    day: date
    label: str | None
    id: int
    element: Element | None
    n: int


def _marks(rows: list[_MarkRow]) -> list[Mark]:
    found = [
        Mark(MarkKind(row.kind), row.day, row.label or "", f"{row.kind}-{row.id}", row.element, row.n)
        for row in rows
    ]
    return sorted(found, key=lambda mark: (mark.day, mark.id))


def _journey(
    record: OpenedRecord,
    bucket: Bucket,
    start: date,
    shown: tuple[Element | Facet, ...],
    answered: Answered,
    happened: list[Mark],
) -> Journey:
    end = today = clock.today()
    if record.as_family:
        starts = [
            at for at, values in answered.items() if any(mean is not None for mean, _ in values.values())
        ]
        days = [mark.day for mark in happened]
        start = min([*starts, *(_bucket_start(day, bucket) for day in days)], default=start)
        end = max([*(next_bucket(at, bucket) - timedelta(days=1) for at in starts), *days], default=start)
    starts = list(bucket_starts(start, end, bucket))
    points = _points(record, answered, shown, starts, bucket)
    quiet = () if record.as_family else tuple(_quiet(answered, starts, bucket, today))
    return Journey(points, tuple(happened), quiet, bucket, start, end)


def _points(
    record: OpenedRecord,
    answered: Answered,
    shown: tuple[Element | Facet, ...],
    starts: list[date],
    bucket: Bucket,
) -> tuple[Point, ...]:
    points = tuple(
        Point(name, at, next_bucket(at, bucket), *answered.get(at, {}).get(name, (None, 0)))
        for name in shown
        for at in starts
    )
    if record.is_own:
        return points
    # A line that is not shared looks like one that was never answered: it is not there.
    shared = {point.series for point in points if point.value is not None}
    return tuple(point for point in points if point.series in shared)


def _bucket_start(day: date, bucket: Bucket) -> date:
    if bucket is Bucket.WEEK:
        return clock.week_start(day)
    return day.replace(day=1) if bucket is Bucket.MONTH else day


def next_bucket(at: date, bucket: Bucket) -> date:
    if bucket is Bucket.DAY:
        return at + timedelta(days=1)
    if bucket is Bucket.WEEK:
        return at + timedelta(days=7)
    return date(at.year + at.month // 12, at.month % 12 + 1, 1)


def bucket_starts(start: date, end: date, bucket: Bucket) -> Iterator[date]:
    at = _bucket_start(start, bucket)
    while at <= end:
        yield at
        at = next_bucket(at, bucket)


def _quiet(answered: Answered, starts: list[date], bucket: Bucket, today: date) -> Iterator[Quiet]:
    """Stretches of empty buckets between the first entry and today; one that has only begun is none."""
    first = min(answered, default=None)
    empty: list[date] = []
    for at in [*starts, None]:
        if at is not None and first is not None and at > first and at not in answered:
            empty.append(at)
            continue
        if len(empty) >= QUIET_FROM[bucket] and next_bucket(empty[0], bucket) <= today:
            # Of the days to come nobody can say that they are quiet.
            yield Quiet(empty[0], min(next_bucket(empty[-1], bucket), today + timedelta(days=1)))
        empty = []
