"""The plan for a hard day, as its owner wrote it: how they notice, what helps, whom they call, and more.

It is one for each person. What helps are the ways that were chosen for it (`Way.in_plan`).
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import Person, Plan, PlanCall, Way
from lrc_portal.database.read_queries import ReadQuery, rows_of, together
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import LONG, text_problems, tidy
from lrc_portal.record.ways import KEPT
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Problem, problem

CALLS, LONGEST_CALL = 8, 100
FEWEST_DIGITS = 3  # 999 is a number
_DIALLED = re.compile(r"[0-9+*#]")
_NUMBER = re.compile(r"[0-9+*#()./\s-]+")


class Call(NamedTuple):
    """Somebody to call: who it is, and their number, or none."""

    called: str
    number: str | None

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return "".join(_DIALLED.findall(self.number or ""))


class PlanWay(NamedTuple):
    """A way that stands in the plan."""

    id: int
    words: str


@dataclass(frozen=True)
class PlanLine:
    """A plan to show. Where nothing of it is written it is empty."""

    how_i_notice: str | None = None
    tell_myself: str | None = None
    where_safe: str | None = None
    calls: tuple[Call, ...] = ()
    ways: tuple[PlanWay, ...] = ()

    def __bool__(self) -> bool:
        return any((self.how_i_notice, self.tell_myself, self.where_safe, self.calls, self.ways))

    @property
    def version(self) -> str:
        ways = frozenset(way.id for way in self.ways)
        return version_of(self.how_i_notice, self.tell_myself, self.where_safe, self.calls, ways)


@dataclass(frozen=True)
class PlanSubmission:
    """A plan as somebody wrote it. Lines of `calls` that are empty are left out, and so is any part."""

    how_i_notice: str = ""
    tell_myself: str = ""
    where_safe: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    way_ids: frozenset[int] = frozenset()
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = []
        for field in ("how_i_notice", "tell_myself", "where_safe"):
            found += text_problems(field, getattr(self, field), most=LONG)
        for place, (called, number) in enumerate(self.calls):
            found += text_problems(f"called.{place}", called, most=LONGEST_CALL)
            found += text_problems(f"number.{place}", number, most=LONGEST_CALL)
            if tidy(number) and not tidy(called):
                found.append(problem(f"called.{place}", "Write who this is."))
            if (written := tidy(number)) and not _can_be_dialled(written):
                found.append(problem(f"number.{place}", "Write the number in digits, as you would dial it."))
        parts = (self.how_i_notice, self.tell_myself, self.where_safe, *map("".join, self.calls))
        if not any(map(tidy, parts)) and not self.way_ids:
            found.append(problem("form", "Write one part, whichever you like. The others can stay empty."))
        return found


def _can_be_dialled(number: str) -> bool:
    return bool(_NUMBER.fullmatch(number)) and sum(each.isdigit() for each in number) >= FEWEST_DIGITS


def save(db: Session, *, by: Viewer, submission: PlanSubmission) -> None:
    """Keep the plan as it is written now; one that stands so already is no change and leaves no trace.

    Raises `Invalid`, `AlreadySaved`, `ChangedMeanwhile`, and `NotHere` for a way that is not the viewer's.
    """
    audited_writes.begin(db, by, submission)
    # One tab at a time, the first plan too, of which there is no row to hold.
    db.execute(select(Person.id).where(Person.id == by.person_id).with_for_update())
    stood = read_query(opened_records.own(by)).run(db).version
    require_unchanged(submission.version, stood)
    plan = db.scalar(select(Plan).where(Plan.person_id == by.person_id))
    act, now = Act.CHANGED, clock.now()
    if plan is None:
        act, plan = Act.ADDED, Plan(person_id=by.person_id, created_at=now)
        db.add(plan)
    plan.how_i_notice = tidy(submission.how_i_notice)
    plan.tell_myself = tidy(submission.tell_myself)
    plan.where_safe = tidy(submission.where_safe)
    plan.changed_at = now
    db.flush()
    written = [Call(called, tidy(number)) for who, number in submission.calls if (called := tidy(who))]
    put_calls(db, plan.id, written)
    _choose_ways(db, by, submission.way_ids)
    db.flush()
    if act is Act.ADDED or read_query(opened_records.own(by)).run(db).version != stood:
        audited_writes.leave_own_trace(db, by, act, Subject.PLAN, plan.id)


def put_calls(db: Session, plan_id: int, calls: list[Call]) -> None:
    """Let these be whom the plan names to call, in this order."""
    db.execute(delete(PlanCall).where(PlanCall.plan_id == plan_id))
    db.add_all(
        PlanCall(plan_id=plan_id, position=place, called=call.called, number=call.number)
        for place, call in enumerate(calls)
    )
    db.flush()


def _choose_ways(db: Session, by: Viewer, way_ids: frozenset[int]) -> None:
    mine = {way.id: way for way in db.scalars(select(Way).where(Way.person_id == by.person_id, *KEPT))}
    if way_ids - mine.keys():
        raise NotHere
    for way_id, way in mine.items():
        way.in_plan = way_id in way_ids


def erase(db: Session, *, by: Viewer) -> None:
    """Erase the plan for good; the ways that stand in it stay. Raises `NotHere` where there is no plan."""
    plan_id = db.scalar(select(Plan.id).where(Plan.person_id == by.person_id))
    if plan_id is None:
        raise NotHere
    audited_writes.erase(db, by, Plan, plan_id, Subject.PLAN)
    for way in db.scalars(select(Way).where(Way.person_id == by.person_id, Way.in_plan)):
        way.in_plan = False


class _PlanRow(NamedTuple):
    how_i_notice: str | None
    tell_myself: str | None
    where_safe: str | None


def read_query(record: OpenedRecord) -> ReadQuery[PlanLine]:
    """The plan that this look shows; an empty one where there is none."""
    plan = select(Plan.how_i_notice, Plan.tell_myself, Plan.where_safe).where(
        Plan.person_id == record.owner_id, access.readable(record.viewer, Plan)
    )
    calls = (
        select(PlanCall.called, PlanCall.number)
        .join(Plan, Plan.id == PlanCall.plan_id)
        .where(Plan.person_id == record.owner_id, access.readable(record.viewer, PlanCall))
        .order_by(PlanCall.position)
    )
    ways = (
        select(Way.id, Way.words)
        .where(Way.person_id == record.owner_id, Way.in_plan, access.readable(record.viewer, Way), *KEPT)
        .order_by(Way.position, Way.id)
    )
    return together(
        _plan,
        plan=ReadQuery(rows_of(plan, _PlanRow)),
        calls=ReadQuery(rows_of(calls, Call)),
        ways=ReadQuery(rows_of(ways, PlanWay)),
    )


def _plan(*, plan: list[_PlanRow], calls: list[Call], ways: list[PlanWay]) -> PlanLine:
    [written] = plan or [_PlanRow(None, None, None)]
    return PlanLine(*written, calls=tuple(calls), ways=tuple(ways))
