"""The way over time, for the charts: buckets of check-ins, what happened, and what was quiet.

The database delivers buckets (a day, a week or a month each), so ten years cost what ninety days
cost. What a viewer may not see is withheld in the query itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import String, case, cast, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.models import CheckIn, Goal, Meeting, Moment, Note
from lrc_portal.database.portable import in_bucket
from lrc_portal.record.check_ins import facet_column
from lrc_portal.series import Mark, MarkKind, Point, Quiet
from lrc_portal.sharing.looking import Look
from lrc_portal.vocabulary import (
    FACETS,
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

ANSWERED = (NoteState.AGREED, NoteState.DIFFERING)


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


def series(db: Session, look: Look, window: Window, *, opened: Element | None = None) -> Journey:
    """The timeline of one record: the three elements, or the facets of `opened`.

    A family view is drawn in weeks or months, begins and ends with its own first and last entry,
    counts no days and calls nothing quiet: it holds no sign of activity or absence.
    """
    today = clock.today()
    start = _first_day(db, look) if window is Window.ALL else today - timedelta(days=DAYS_BACK[window] - 1)
    bucket = _bucket(look, window, today - start)
    start = _bucket_start(start, bucket)
    shown: tuple[Element | Facet, ...] = FACETS[opened] if opened else tuple(Element)
    answered = _buckets(db, look, bucket, start, shown)
    marks = _marks(db, look, start)
    end = today
    if look.as_family:
        starts = [
            at for at, values in answered.items() if any(mean is not None for mean, _ in values.values())
        ]
        days = [mark.day for mark in marks]
        start = min([*starts, *(_bucket_start(day, bucket) for day in days)], default=start)
        end = max([*(_next(at, bucket) - timedelta(days=1) for at in starts), *days], default=start)
    starts = list(_bucket_starts(start, end, bucket))
    points = tuple(
        Point(name, at, _next(at, bucket), *answered.get(at, {}).get(name, (None, 0)))
        for name in shown
        for at in starts
    )
    shared = {point.series for point in points if point.value is not None}
    if not look.is_own:
        # A line that is not shared looks like one that was never answered: it is not there.
        points = tuple(point for point in points if point.series in shared)
    quiet = () if look.as_family else tuple(_quiet(answered, starts, bucket, today))
    return Journey(points, tuple(marks), quiet, bucket, start, end)


def _bucket(look: Look, window: Window, length: timedelta) -> Bucket:
    if window is Window.FOUR_WEEKS and not look.as_family:
        return Bucket.DAY
    return Bucket.MONTH if length > WEEKS_UP_TO else Bucket.WEEK


def _first_day(db: Session, look: Look) -> date:
    firsts = db.execute(
        union_all(
            select(func.min(CheckIn.day)).where(
                CheckIn.person_id == look.owner_id, access.readable(look.viewer, CheckIn)
            ),
            select(func.min(Moment.day)).where(
                Moment.person_id == look.owner_id, access.readable(look.viewer, Moment)
            ),
            select(func.min(Goal.set_on)).where(
                Goal.person_id == look.owner_id, access.readable(look.viewer, Goal)
            ),
            select(func.min(Meeting.day)).where(
                Meeting.person_id == look.owner_id,
                access.readable(look.viewer, Meeting),
                Meeting.state == MeetingState.HELD,
            ),
            select(func.min(Note.day)).where(
                Note.person_id == look.owner_id,
                access.readable(look.viewer, Note),
                Note.state.in_(ANSWERED),
            ),
        )
    ).scalars()
    return min((first for first in firsts if first is not None), default=clock.today())


def _buckets(
    db: Session, look: Look, bucket: Bucket, start: date, shown: tuple[Element | Facet, ...]
) -> dict[date, dict[Element | Facet, tuple[float | None, int]]]:
    """First day of each bucket with entries → what is shown → the middle of its answers, and days."""
    at = in_bucket(CheckIn.day, bucket).label("at")
    columns = {facet: facet_column(look, facet) for facet in Facet}
    rows = db.execute(
        select(
            at,
            *(func.avg(column).label(f"mean_{facet.value}") for facet, column in columns.items()),
            *(func.count(column).label(f"days_{facet.value}") for facet, column in columns.items()),
        )
        .where(
            CheckIn.person_id == look.owner_id,
            CheckIn.day >= start,
            access.readable(look.viewer, CheckIn),
        )
        .group_by(at)
    )
    found: dict[date, dict[Element | Facet, tuple[float | None, int]]] = {}
    for row in rows:
        values: dict[Element | Facet, tuple[float | None, int]] = {}
        for name in shown:
            facets = FACETS[name] if isinstance(name, Element) else (name,)
            means = [getattr(row, f"mean_{facet.value}") for facet in facets]
            answered = [float(mean) for mean in means if mean is not None]
            days = max(getattr(row, f"days_{facet.value}") for facet in facets)
            middle = round(sum(answered) / len(answered), 2) if answered else None
            values[name] = (middle, 0 if look.as_family else days)
        found[row.at] = values
    return found


def _marks(db: Session, look: Look, start: date) -> list[Mark]:
    """What happened from `start` on, oldest first, in one statement."""
    silent = type_coerce(null(), EncryptedText())
    note_kind = case(
        (Note.state == NoteState.DIFFERING, MarkKind.NOTE_DIFFERING.value), else_=MarkKind.NOTE_AGREED.value
    )
    meeting_kind = case(
        (Meeting.pairing_id.is_(None), MarkKind.PROFESSIONAL_LED.value), else_=MarkKind.MEETING.value
    )
    moment_words = case((access.words_readable(look.viewer, Moment), Moment.words), else_=null())
    happened = union_all(
        select(
            cast(Moment.kind, String).label("kind"),
            Moment.day.label("day"),
            type_coerce(moment_words, EncryptedText()).label("label"),
            Moment.id.label("id"),
        ).where(Moment.person_id == look.owner_id, access.readable(look.viewer, Moment), Moment.day >= start),
        select(meeting_kind, Meeting.day, silent, Meeting.id).where(
            Meeting.person_id == look.owner_id,
            access.readable(look.viewer, Meeting),
            Meeting.state == MeetingState.HELD,
            Meeting.day >= start,
        ),
        select(note_kind, Note.day, silent, Note.id).where(
            Note.person_id == look.owner_id,
            access.readable(look.viewer, Note),
            Note.state.in_(ANSWERED),
            Note.day >= start,
        ),
        select(literal(MarkKind.GOAL_SET.value), Goal.set_on, Goal.title, Goal.id).where(
            Goal.person_id == look.owner_id, access.readable(look.viewer, Goal), Goal.set_on >= start
        ),
        select(literal(MarkKind.GOAL_REACHED.value), Goal.ended_on, Goal.title, Goal.id).where(
            Goal.person_id == look.owner_id,
            access.readable(look.viewer, Goal),
            Goal.state == GoalState.REACHED,
            Goal.ended_on >= start,
        ),
    )
    marks = [
        Mark(MarkKind(kind), day, label or "", f"{kind}-{row_id}")
        for kind, day, label, row_id in db.execute(happened)
    ]
    return sorted(marks, key=lambda mark: (mark.day, mark.id))


def _bucket_start(day: date, bucket: Bucket) -> date:
    if bucket is Bucket.WEEK:
        return clock.week_start(day)
    return day.replace(day=1) if bucket is Bucket.MONTH else day


def _next(at: date, bucket: Bucket) -> date:
    if bucket is Bucket.DAY:
        return at + timedelta(days=1)
    if bucket is Bucket.WEEK:
        return at + timedelta(days=7)
    return date(at.year + at.month // 12, at.month % 12 + 1, 1)


def _bucket_starts(start: date, end: date, bucket: Bucket) -> Iterator[date]:
    at = _bucket_start(start, bucket)
    while at <= end:
        yield at
        at = _next(at, bucket)


def _quiet(answered: dict, starts: list[date], bucket: Bucket, today: date) -> Iterator[Quiet]:
    """Stretches of empty buckets between the first entry and today; one that has only begun is none."""
    first = min(answered, default=None)
    empty: list[date] = []
    for at in [*starts, None]:
        if at is not None and first is not None and at > first and at not in answered:
            empty.append(at)
            continue
        if len(empty) >= QUIET_FROM[bucket] and _next(empty[0], bucket) <= today:
            yield Quiet(empty[0], _next(empty[-1], bucket))
        empty = []
