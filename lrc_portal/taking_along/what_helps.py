"""Ways that help and the plan for a hard day: read whole to take along, and written as a file has them."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Person, Plan, PlanCall, Way, WayUse
from lrc_portal.database.portable import insert
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, together
from lrc_portal.record.hard_day_plan import Call, put_calls
from lrc_portal.taking_along.entries import CallEntry, PlanEntry, WayEntry
from lrc_portal.taking_along.ids import stable_id
from lrc_portal.vocabulary import WayState

WAY, PLAN = "way", "plan"


class _WayRow(NamedTuple):
    id: int
    words: str
    state: WayState
    in_plan: bool
    noticed_by: str | None
    only_me: bool
    created_at: datetime
    put_away_at: datetime | None
    came_from: str | None


class _UseRow(NamedTuple):
    way_id: int
    day: date


class _PlanRow(NamedTuple):
    id: int
    how_i_notice: str | None
    tell_myself: str | None
    where_safe: str | None
    created_at: datetime
    came_from: str | None


def ways(viewer: Viewer) -> ReadQuery[tuple[WayEntry, ...]]:
    """The viewer's ways in their order, with the days on which they used each."""
    own = (Way.person_id == viewer.person_id, access.readable(viewer, Way))
    wanted: AnySelect = (
        select(
            Way.id,
            Way.words,
            Way.state,
            Way.in_plan,
            Person.display_name.label("noticed_by"),
            Way.only_me,
            Way.created_at,
            Way.put_away_at,
            Way.came_from,
        )
        .outerjoin(Person, Person.id == Way.noticed_by_id)
        .where(*own)
        .order_by(Way.position, Way.id)
    )
    used = (
        select(WayUse.way_id, WayUse.day)
        .join(Way, Way.id == WayUse.way_id)
        .where(*own, access.readable(viewer, WayUse))
        .order_by(WayUse.day)
    )

    def read(found: list[_WayRow], used: list[_UseRow]) -> tuple[WayEntry, ...]:
        days: dict[int, list[date]] = {}
        for use in used:
            days.setdefault(use.way_id, []).append(use.day)
        return tuple(
            WayEntry(
                stable_id(WAY, row.id, row.came_from, row.created_at), *row[1:-1], tuple(days.get(row.id, ()))
            )
            for row in found
        )

    return ReadQuery(rows_of(wanted, _WayRow), rows_of(used, _UseRow), read=read)


def plans(viewer: Viewer) -> ReadQuery[tuple[PlanEntry, ...]]:
    """The viewer's plan, if there is one."""
    own = (Plan.person_id == viewer.person_id, access.readable(viewer, Plan))
    plan = select(
        Plan.id, Plan.how_i_notice, Plan.tell_myself, Plan.where_safe, Plan.created_at, Plan.came_from
    ).where(*own)
    calls = (
        select(PlanCall.called, PlanCall.number)
        .join(Plan, Plan.id == PlanCall.plan_id)
        .where(*own, access.readable(viewer, PlanCall))
        .order_by(PlanCall.position)
    )

    def read(plan: list[_PlanRow], calls: list[Call]) -> tuple[PlanEntry, ...]:
        to_call = tuple(CallEntry(*call) for call in calls)
        return tuple(
            PlanEntry(
                stable_id(PLAN, row.id, row.came_from, row.created_at),
                row.how_i_notice,
                row.tell_myself,
                row.where_safe,
                to_call,
                row.created_at,
            )
            for row in plan
        )

    return together(read, plan=ReadQuery(rows_of(plan, _PlanRow)), calls=ReadQuery(rows_of(calls, Call)))


def columns_of_way(entry: WayEntry) -> dict[str, object]:
    """What a row is given of a file. Who noticed it is not taken from there."""
    return {
        "words": entry.words,
        "state": entry.state,
        "in_plan": entry.in_plan,
        "only_me": entry.only_me,
        "put_away_at": entry.put_away_at,
    }


def columns_of_plan(entry: PlanEntry) -> dict[str, object]:
    """The same of a plan."""
    return {
        "how_i_notice": entry.how_i_notice,
        "tell_myself": entry.tell_myself,
        "where_safe": entry.where_safe,
        "changed_at": clock.now(),
    }


def put_uses(db: Session, way_id: int, entry: WayEntry) -> None:
    """The days of the file; those that stand beside them stay."""
    if entry.used_on:
        days: list[dict[str, Any]] = [{"way_id": way_id, "day": day} for day in entry.used_on]
        db.execute(insert(db, WayUse).on_conflict_do_nothing(), days)


def put_calls_of(db: Session, plan_id: int, entry: PlanEntry) -> None:
    """Whom the file names to call."""
    put_calls(db, plan_id, [Call(call.called, call.number) for call in entry.calls])
