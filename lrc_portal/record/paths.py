"""The path of each pursuit: the days lived in recovery, and the returns to use as points on it.

A path counts days, not entries. It begins on the pursuit's start day, or, without one, on the first day
that was answered about it; what was answered about earlier days does not count. With the aim
`abstinence` every calendar day from there to today, both included, was lived in recovery unless the
person said `used` for it, so a quiet day is not held against anybody. The present run is the days
since the last used day; on a used day there is none, which is not 0. A return is a stretch of used
days whose day before was lived in recovery. So the order and the time of entering change nothing: a
free day entered late changes nothing that stands, and a used day entered late joins the stretch
beside it.

With the aim `working_towards` it is the days said to be free, by the week, against the person's own
aim; weeks without an answer are quiet.

The path is for its owner alone and stands in no shared view: nobody else is shown a count.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, Date, Float, NotNullable, case, func, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, relationships
from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.models import CheckIn, Pursuit, PursuitAnswer
from lrc_portal.database.portable import at_most, day_number, in_bucket
from lrc_portal.database.read_queries import ReadQuery, TypedSelect, rows_of, values_of
from lrc_portal.record import audited_writes
from lrc_portal.record.journey import DAYS_BACK, WEEKS_UP_TO, bucket_starts, next_bucket
from lrc_portal.record.validation import LONG, text_problems, tidy
from lrc_portal.series import FreeDays, Path, Return, Run
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Aim, Bucket, PursuitDay, Subject, Window
from lrc_portal.words.marks import Problem

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HelpedSubmission:
    """What helped to come back, in the person's own words. No words take back what was written."""

    words: str
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=LONG)


def read_query(record: OpenedRecord, window: Window) -> ReadQuery[tuple[Path, ...]]:
    """The paths of an own look, in the order of the pursuits; nothing for any other look.

    A path towards abstinence is whole whatever the window, since its figures are; of a path of
    working towards the window shows the newest weeks. Of a hidden path only its name comes, and a
    pursuit that was put away has none until it is taken up again.
    """
    today = clock.today()
    begun = _begun(record)
    return ReadQuery(
        _paths(begun),
        _stretches(begun, today),
        _free_days(begun, window, today),
        read=partial(_read, window, today),
    )


def say_what_helped(
    db: Session, *, by: Viewer, pursuit_id: int, day: date, submission: HelpedSubmission
) -> None:
    """Keep what helped after a return, on the answer of `day`.

    Raises `Invalid`, `NotHere`, `ChangedMeanwhile`.
    """
    audited_writes.check(submission)
    pursuit = access.own_row(db, by, Pursuit, pursuit_id)
    answer = db.scalar(
        select(PursuitAnswer)
        .join(CheckIn, CheckIn.id == PursuitAnswer.check_in_id)
        .where(
            PursuitAnswer.pursuit_id == pursuit.id,
            PursuitAnswer.answer == PursuitDay.USED,
            CheckIn.day == day,
        )
    )
    if answer is None:
        raise acting.NotHere
    require_unchanged(submission.version, version_of(answer.what_helped))
    if answer.what_helped == tidy(submission.words):
        return
    answer.what_helped = tidy(submission.words)
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.PURSUIT, pursuit.id)


def hide(db: Session, *, by: Viewer, pursuit_id: int) -> None:
    """Show no path of this pursuit; its days stay. Raises `NotHere`."""
    audited_writes.change(db, by, Pursuit, pursuit_id, {"path_hidden": True}, Subject.PURSUIT)


def show(db: Session, *, by: Viewer, pursuit_id: int) -> None:
    """Show a path that was hidden. Raises `NotHere`."""
    audited_writes.change(db, by, Pursuit, pursuit_id, {"path_hidden": False}, Subject.PURSUIT)


# What is asked


def _own(record: OpenedRecord) -> ColumnElement[bool]:
    own = relationships.is_own(record.viewer, Pursuit.person_id)
    return (Pursuit.person_id == record.owner_id) & own & Pursuit.put_away_at.is_(None)


def _begun(record: OpenedRecord) -> CTE:
    """The first day of each path, or NULL."""
    # Worked out once and kept: otherwise each day of ten years could look through all of them, which
    # PostgreSQL does where it does not know yet how much it holds.
    first_answer = (
        select(PursuitAnswer.pursuit_id, func.min(CheckIn.day).label("day"))
        .join(CheckIn, CheckIn.id == PursuitAnswer.check_in_id)
        .join(Pursuit, Pursuit.id == PursuitAnswer.pursuit_id)
        .where(_own(record))
        .group_by(PursuitAnswer.pursuit_id)
        .subquery()
    )
    start = func.coalesce(Pursuit.start_day, first_answer.c.day, type_=Date())
    return (
        select(Pursuit.id, Pursuit.aim, Pursuit.path_hidden, start.label("start"))
        .outerjoin(first_answer, first_answer.c.pursuit_id == Pursuit.id)
        .where(_own(record))
        .cte("begun")
        .prefix_with("MATERIALIZED")
    )


class _PathRow(NamedTuple):
    id: int
    name: str
    aim: Aim
    free_days_aim: int | None
    path_hidden: bool
    start: date | None


def _paths(begun: CTE) -> TypedSelect[_PathRow]:
    paths = (
        select(
            Pursuit.id, Pursuit.name, Pursuit.aim, Pursuit.free_days_aim, Pursuit.path_hidden, begun.c.start
        )
        .join(begun, begun.c.id == Pursuit.id)
        .order_by(Pursuit.id)
    )
    return rows_of(paths, _PathRow)


def what_helped(record: OpenedRecord, *, before: date, most: int) -> ReadQuery[list[str]]:
    """What helped the person back after earlier returns to use, in their own words, the newest first."""
    wanted = (
        select(NotNullable(PursuitAnswer.what_helped))
        .join(CheckIn, CheckIn.id == PursuitAnswer.check_in_id)
        .join(Pursuit, Pursuit.id == PursuitAnswer.pursuit_id)
        .where(
            _own(record),
            CheckIn.day < before,
            PursuitAnswer.what_helped.is_not(None),
        )
        .order_by(CheckIn.day.desc(), PursuitAnswer.pursuit_id)
        .limit(at_most(most))
    )
    return ReadQuery(values_of(wanted))


class _StretchRow(NamedTuple):
    pursuit_id: int
    day: date
    days: int
    words: str | None
    kept_on: date


def _stretches(begun: CTE, today: date) -> TypedSelect[_StretchRow]:
    """One row for each stretch of used days: its first day, how many days, what helped.

    The words may stand on any of its days, since an earlier used day can join it later.
    """
    # Days that follow each other have the same distance between their number and their rank.
    rank = func.row_number().over(partition_by=begun.c.id, order_by=CheckIn.day)
    used = (
        select(
            begun.c.id.label("pursuit_id"),
            CheckIn.day,
            PursuitAnswer.what_helped,
            (day_number(CheckIn.day) - rank).label("stretch"),
        )
        .join(PursuitAnswer, PursuitAnswer.pursuit_id == begun.c.id)
        .join(CheckIn, CheckIn.id == PursuitAnswer.check_in_id)
        .where(
            begun.c.aim == Aim.ABSTINENCE,
            ~begun.c.path_hidden,
            PursuitAnswer.answer == PursuitDay.USED,
            CheckIn.day.between(begun.c.start, today),
        )
        .subquery()
    )
    stretch = (used.c.pursuit_id, used.c.stretch)
    words_first = (case((used.c.what_helped.is_(None), 1), else_=0), used.c.day)
    told = select(
        used.c.pursuit_id,
        used.c.day,
        func.count().over(partition_by=stretch).label("days"),
        func.first_value(used.c.what_helped, type_=EncryptedText())
        .over(partition_by=stretch, order_by=words_first)
        .label("words"),
        func.first_value(used.c.day, type_=Date())
        .over(partition_by=stretch, order_by=words_first)
        .label("kept_on"),
        func.row_number().over(partition_by=stretch, order_by=used.c.day).label("nth"),
    ).subquery()
    stretches = (
        select(told.c.pursuit_id, told.c.day, told.c.days, told.c.words, told.c.kept_on)
        .where(told.c.nth == 1)
        .order_by(told.c.pursuit_id, told.c.day)
    )
    return rows_of(stretches, _StretchRow)


class _FreeDaysRow(NamedTuple):
    pursuit_id: int
    at: date
    free: float


def _free_days(begun: CTE, window: Window, today: date) -> TypedSelect[_FreeDaysRow]:
    """One row for each week with an answer, or each month of such weeks: the free days a week."""
    weekly = (
        select(
            begun.c.id.label("pursuit_id"),
            func.max(begun.c.start).label("start"),
            in_bucket(CheckIn.day, Bucket.WEEK).label("week"),
            func.sum(case((PursuitAnswer.answer == PursuitDay.FREE, 1), else_=0)).label("free"),
        )
        .join(PursuitAnswer, PursuitAnswer.pursuit_id == begun.c.id)
        .join(CheckIn, CheckIn.id == PursuitAnswer.check_in_id)
        .where(
            begun.c.aim == Aim.WORKING_TOWARDS,
            ~begun.c.path_hidden,
            CheckIn.day.between(begun.c.start, today),
            CheckIn.day >= _window_start(window, today),
        )
        .group_by(begun.c.id, in_bucket(CheckIn.day, Bucket.WEEK))
        .subquery()
    )
    at: ColumnElement[date] = weekly.c.week
    if window is Window.ALL:
        in_months = weekly.c.start < today - WEEKS_UP_TO
        at = case((in_months, in_bucket(weekly.c.week, Bucket.MONTH)), else_=weekly.c.week)
    placed = select(weekly.c.pursuit_id, weekly.c.free, at.label("at")).subquery()
    free_days = select(
        placed.c.pursuit_id, placed.c.at, func.avg(placed.c.free, type_=Float).label("free")
    ).group_by(placed.c.pursuit_id, placed.c.at)
    return rows_of(free_days, _FreeDaysRow)


def _window_start(window: Window, today: date) -> date:
    """The Monday with which the window begins."""
    if window is Window.ALL:
        return date.min
    return clock.week_start(today - timedelta(days=DAYS_BACK[window] - 1))


# What comes of it


def _read(
    window: Window,
    today: date,
    paths: list[_PathRow],
    stretches: list[_StretchRow],
    free_days: list[_FreeDaysRow],
) -> tuple[Path, ...]:
    used: dict[int, list[_StretchRow]] = {}
    for stretch in stretches:
        used.setdefault(stretch.pursuit_id, []).append(stretch)
    free = {(row.pursuit_id, row.at): round(float(row.free), 1) for row in free_days}
    found = []
    for row in paths:
        about = Path(row.id, row.name, row.aim, row.start, today, hidden=row.path_hidden)
        if row.start is None or row.path_hidden:
            found.append(about)
        elif row.aim is Aim.ABSTINENCE:
            found.append(_abstinence(about, row.start, used.get(row.id, [])))
        else:
            found.append(_working_towards(about, row.start, row.free_days_aim, window, free))
    return tuple(found)


def _abstinence(about: Path, start: date, stretches: list[_StretchRow]) -> Path:
    runs, returns = [], []
    at = start
    for row in stretches:
        if row.day > at:
            runs.append(Run(at, row.day - ONE_DAY))
        after = row.day + timedelta(days=row.days)
        if row.day > start:
            returns.append(Return(row.day, after - ONE_DAY, row.words, row.kept_on))
        at = after
    if at <= about.today:
        runs.append(Run(at, about.today))
    return replace(about, runs=tuple(runs), returns=tuple(returns))


def _working_towards(
    about: Path, start: date, aim: int | None, window: Window, free: dict[tuple[int, date], float]
) -> Path:
    bucket = Bucket.WEEK
    if window is Window.ALL and start < about.today - WEEKS_UP_TO:
        bucket = Bucket.MONTH
    # A week belongs to the month of its Monday, so the first month is that of the first week.
    first = max(clock.week_start(start), _window_start(window, about.today))
    shown = [
        FreeDays(at, next_bucket(at, bucket), free.get((about.pursuit_id, at)))
        for at in bucket_starts(first, clock.week_start(about.today), bucket)
    ]
    if shown[-1].free is None:
        shown.pop()  # a time that has only begun is not quiet
    return replace(about, free_days=tuple(shown), free_days_aim=aim, bucket=bucket)
