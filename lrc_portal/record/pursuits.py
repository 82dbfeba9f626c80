"""Pursuits: what a person is in recovery from, its aim, and their own start day, or none."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Pursuit
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import SHORT, past_day_problems, text_problems, tidy
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import DAYS_A_WEEK, FEWEST_FREE_DAYS, Aim, PursuitKind, Subject
from lrc_portal.words.marks import Problem, problem


@dataclass(frozen=True)
class PursuitSubmission:
    """A pursuit as somebody wrote it; `start_day` is theirs to choose, or to leave out.

    `free_days_aim` is how many free days a week they work towards, if they like to say; it is kept
    with the aim `working_towards` alone.
    """

    kind: PursuitKind | None
    name: str
    aim: Aim | None
    start_day: date | None = None
    only_me: bool = False
    token: str = ""
    free_days_aim: int | None = None
    show_path: bool = True
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = text_problems("name", self.name, most=SHORT, needed=True)
        if self.kind is None:
            found.append(problem("kind", "Choose which kind it is."))
        if self.aim is None:
            found.append(problem("aim", "Choose what you aim for."))
        if self.free_days_aim is not None and not FEWEST_FREE_DAYS <= self.free_days_aim <= DAYS_A_WEEK:
            found.append(
                problem(
                    "free_days_aim",
                    "Choose a number from {lowest} to {highest}.",
                    lowest=FEWEST_FREE_DAYS,
                    highest=DAYS_A_WEEK,
                )
            )
        return found + past_day_problems("start_day", self.start_day, needed=False)


@dataclass(frozen=True)
class PursuitLine:
    """A pursuit to show."""

    id: int
    kind: PursuitKind
    name: str
    aim: Aim
    start_day: date | None
    only_me: bool
    put_away: bool = False
    free_days_aim: int | None = None
    path_hidden: bool = False

    @property
    def version(self) -> str:
        return version_of(
            self.kind,
            self.name,
            self.aim,
            self.start_day,
            self.only_me,
            self.free_days_aim,
            self.path_hidden,
        )


def add(db: Session, *, by: Viewer, submission: PursuitSubmission) -> int:
    """Keep a pursuit. Raises `Invalid`, `AlreadySaved`. Returns its id."""
    audited_writes.begin(db, by, submission)
    require_room(db, limits.PURSUITS, Pursuit, Pursuit.person_id == by.person_id)
    row = Pursuit(person_id=by.person_id, created_at=clock.now(), **_columns(submission))
    return audited_writes.keep(db, by, row, Subject.PURSUIT)


def change(db: Session, *, by: Viewer, pursuit_id: int, submission: PursuitSubmission) -> None:
    """Change a pursuit. Raises `Invalid`, `NotHere`, `ChangedMeanwhile`."""
    audited_writes.check(submission)
    columns = _columns(submission)
    audited_writes.change(db, by, Pursuit, pursuit_id, columns, Subject.PURSUIT, version=submission.version)


def put_away(db: Session, *, by: Viewer, pursuit_id: int) -> None:
    """Stop being asked about a pursuit; its days stay. Raises `NotHere`."""
    audited_writes.change(db, by, Pursuit, pursuit_id, {"put_away_at": clock.now()}, Subject.PURSUIT)


def take_up(db: Session, *, by: Viewer, pursuit_id: int) -> None:
    """Be asked again about a pursuit that was put away. Raises `NotHere`."""
    audited_writes.change(db, by, Pursuit, pursuit_id, {"put_away_at": None}, Subject.PURSUIT)


def erase(db: Session, *, by: Viewer, pursuit_id: int) -> None:
    """Erase a pursuit with all its days, for good. Raises `NotHere`."""
    audited_writes.erase(db, by, Pursuit, pursuit_id, Subject.PURSUIT)


def seen(db: Session, record: OpenedRecord, *, put_away: bool = False) -> list[PursuitLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(record, put_away=put_away).run(db)


def read_query(record: OpenedRecord, *, put_away: bool = False) -> ReadQuery[list[PursuitLine]]:
    """The pursuits that this look shows, oldest first; with `put_away` also those that were put away."""
    wanted = (
        select(
            Pursuit.id,
            Pursuit.kind,
            Pursuit.name,
            Pursuit.aim,
            Pursuit.start_day,
            Pursuit.free_days_aim,
            Pursuit.only_me,
            Pursuit.path_hidden,
            Pursuit.put_away_at,
        )
        .where(Pursuit.person_id == record.owner_id, access.readable(record.viewer, Pursuit))
        .order_by(Pursuit.id)
    )
    if not put_away:
        wanted = wanted.where(Pursuit.put_away_at.is_(None))
    return ReadQuery(rows_of(wanted, _PursuitRow), read=partial(_lines, record))


class _PursuitRow(NamedTuple):
    id: int
    kind: PursuitKind
    name: str
    aim: Aim
    start_day: date | None
    free_days_aim: int | None
    only_me: bool
    path_hidden: bool
    put_away_at: datetime | None


def _lines(record: OpenedRecord, rows: list[_PursuitRow]) -> list[PursuitLine]:
    lines = [
        PursuitLine(
            row.id,
            row.kind,
            row.name,
            row.aim,
            row.start_day,
            row.only_me,
            row.put_away_at is not None,
            row.free_days_aim,
            row.path_hidden,
        )
        for row in rows
    ]
    if record.is_own:
        return lines
    # The path, and what belongs to it, is for its owner alone.
    return [replace(line, free_days_aim=None, path_hidden=False) for line in lines]


def _columns(submission: PursuitSubmission) -> dict[str, object]:
    return {
        "kind": submission.kind,
        "name": tidy(submission.name),
        "aim": submission.aim,
        "start_day": submission.start_day,
        "only_me": submission.only_me,
        "free_days_aim": submission.free_days_aim if submission.aim is Aim.WORKING_TOWARDS else None,
        "path_hidden": not submission.show_path,
    }
