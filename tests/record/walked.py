"""Paths for tests: pursuits that begin, days that are told one by one or all at once, figures to read."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.models import CheckIn, PursuitAnswer
from lrc_portal.record import check_ins, paths, pursuits
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.series import Path
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Aim, PursuitDay, PursuitKind, Window
from tests.people import token
from tests.record.ways import NOON, ago

FREE, USED = PursuitDay.FREE, PursuitDay.USED
Told = Mapping[int, PursuitDay]
"""What was said, by how many days ago the day was."""


def begin(
    db: Session, owner: Viewer, start: date | None = None, aim: Aim = Aim.ABSTINENCE, **others: object
) -> int:
    submission = PursuitSubmission(PursuitKind.SUBSTANCE, "alcohol", aim, start, token=token(), **others)
    return pursuits.add(db, by=owner, submission=submission)


def tell(db: Session, owner: Viewer, pursuit: int, told: Told) -> None:
    """One check-in after the other, in the order in which they are given."""
    for days_ago, answer in told.items():
        submission = CheckInSubmission(ago(days_ago), {}, {pursuit: answer}, token=token())
        check_ins.save(db, by=owner, submission=submission)


def tell_at_once(db: Session, owner: Viewer, told_of: Mapping[int, Told]) -> None:
    """The same, straight into the tables: for many days and many pursuits."""
    days = {days_ago for told in told_of.values() for days_ago in told}
    blank = {"person_id": owner.person_id, "only_me": False, "created_at": NOON, "changed_at": NOON}
    if not days:
        return
    found = db.execute(
        insert(CheckIn).returning(CheckIn.day, CheckIn.id),
        [blank | {"day": ago(days_ago)} for days_ago in days],
    )
    ids = {day: check_in_id for day, check_in_id in found}
    db.execute(
        insert(PursuitAnswer),
        [
            {"check_in_id": ids[ago(days_ago)], "pursuit_id": pursuit, "answer": answer}
            for pursuit, told in told_of.items()
            for days_ago, answer in told.items()
        ],
    )


def seen(db: Session, owner: Viewer, window: Window = Window.THREE_MONTHS) -> list[Path]:
    return list(paths.read_query(opened_records.own(owner), window).run(db))


def figures(path: Path) -> tuple[int, int | None, int | None, int]:
    """Days lived in recovery, the present run, the longest, returns."""
    present, longest = path.present, path.longest
    return path.days, present and present.days, longest and longest.days, len(path.returns)
