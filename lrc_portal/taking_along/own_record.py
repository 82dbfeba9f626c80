"""A person's own entries, read whole from the database: for taking along, and to compare with a file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import NotNullable, literal, select, union_all

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database.models import (
    AgendaItem,
    CheckIn,
    Goal,
    GoalStep,
    GoalStrength,
    Measure,
    Moment,
    Person,
    Plan,
    Pursuit,
    PursuitAnswer,
    Strength,
    Way,
)
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, together, tuples_of
from lrc_portal.taking_along import own_measures, what_helps
from lrc_portal.taking_along.entries import (
    AgendaEntry,
    CheckInEntry,
    GoalEntry,
    GoalStrengthEntry,
    MeasureEntry,
    MomentEntry,
    OwnEntries,
    PlanEntry,
    PursuitDayEntry,
    PursuitEntry,
    StepEntry,
    StrengthEntry,
    WayEntry,
)
from lrc_portal.taking_along.ids import stable_id
from lrc_portal.taking_along.own_measures import MEASURE, MeasureDayRow
from lrc_portal.taking_along.what_helps import PLAN, WAY
from lrc_portal.vocabulary import (
    ASKED,
    Aim,
    Asked,
    Element,
    GoalState,
    MomentKind,
    PursuitDay,
    PursuitKind,
    StrengthPlace,
    StrengthState,
)

PURSUIT, STRENGTH, GOAL, STEP, MOMENT, AGENDA = "pursuit", "strength", "goal", "step", "moment", "agenda"


def read_query(viewer: Viewer) -> ReadQuery[OwnEntries]:
    """All entries of the viewer's own record, each kind in the order in which it was begun."""
    return together(
        _entries,
        pursuits=_pursuits(viewer),
        days=_days(viewer),
        strengths=_strengths(viewer),
        goals=_goals(viewer),
        moments=_moments(viewer),
        agenda=_agenda(viewer),
        ways=what_helps.ways(viewer),
        plans=what_helps.plans(viewer),
        measures=own_measures.read_query(viewer),
    )


def former_ids(viewer: Viewer) -> ReadQuery[dict[str, str]]:
    """For entries that go by the id of a file, the id that they would have had without: to the id of now.

    An entry that was written here and then found in a file goes by the file's id from then on.
    """
    kinds: dict[str, Any] = {
        PURSUIT: Pursuit,
        STRENGTH: Strength,
        GOAL: Goal,
        MOMENT: Moment,
        AGENDA: AgendaItem,
        WAY: Way,
        PLAN: Plan,
        MEASURE: Measure,
    }
    of_kinds = [
        select(literal(kind).label("kind"), model.id, model.created_at, NotNullable(model.came_from)).where(
            model.person_id == viewer.person_id,
            access.readable(viewer, model),
            model.came_from.is_not(None),
        )
        for kind, model in kinds.items()
    ]
    return ReadQuery(
        tuples_of(union_all(*of_kinds)),
        read=lambda rows: {stable_id(kind, row_id, None, since): now for kind, row_id, since, now in rows},
    )


class PursuitRow(NamedTuple):
    id: int
    kind: PursuitKind
    name: str
    aim: Aim
    start_day: date | None
    free_days_aim: int | None
    only_me: bool
    path_hidden: bool
    created_at: datetime
    put_away_at: datetime | None
    came_from: str | None


class DayRow(NamedTuple):
    id: int
    day: date
    answers: Mapping[str, int | None]
    words: str | None
    only_me: bool
    created_at: datetime
    changed_at: datetime


class PursuitDayRow(NamedTuple):
    check_in_id: int
    pursuit_id: int
    answer: PursuitDay
    what_helped: str | None
    came_from: str | None
    since: datetime


class StrengthRow(NamedTuple):
    id: int
    place: StrengthPlace
    words: str
    state: StrengthState
    noticed_by: str | None
    only_me: bool
    created_at: datetime
    put_away_at: datetime | None
    came_from: str | None


class GoalRow(NamedTuple):
    id: int
    element: Element
    title: str
    why: str | None
    set_on: date
    state: GoalState
    ended_on: date | None
    ending: str | None
    only_me: bool
    created_at: datetime
    came_from: str | None


class StepRow(NamedTuple):
    id: int
    goal_id: int
    words: str
    done_on: date | None
    what_was_done: str | None
    came_from: str | None


class GoalStrengthRow(NamedTuple):
    goal_id: int
    strength_id: int
    used: bool
    came_from: str | None
    since: datetime


class MomentRow(NamedTuple):
    id: int
    day: date
    kind: MomentKind
    element: Element
    words: str | None
    only_me: bool
    created_at: datetime
    came_from: str | None


class AgendaRow(NamedTuple):
    id: int
    words: str
    created_at: datetime
    talked_on: date | None
    came_from: str | None


def _pursuits(viewer: Viewer) -> ReadQuery[list[PursuitRow]]:
    wanted: AnySelect = (
        select(
            Pursuit.id,
            Pursuit.kind,
            Pursuit.name,
            Pursuit.aim,
            Pursuit.start_day,
            Pursuit.free_days_aim,
            Pursuit.only_me,
            Pursuit.path_hidden,
            Pursuit.created_at,
            Pursuit.put_away_at,
            Pursuit.came_from,
        )
        .where(Pursuit.person_id == viewer.person_id, access.readable(viewer, Pursuit))
        .order_by(Pursuit.created_at, Pursuit.id)
    )
    return ReadQuery(rows_of(wanted, PursuitRow))


def _days(viewer: Viewer) -> ReadQuery[tuple[CheckInEntry, ...]]:
    own = (CheckIn.person_id == viewer.person_id, access.readable(viewer, CheckIn))
    days: AnySelect = (
        select(
            CheckIn.id,
            CheckIn.day,
            *(getattr(CheckIn, each.value).label(f"answer_{each.value}") for each in ASKED),
            CheckIn.words,
            CheckIn.only_me,
            CheckIn.created_at,
            CheckIn.changed_at,
        )
        .where(*own)
        .order_by(CheckIn.day)
    )
    answered = (
        select(
            PursuitAnswer.check_in_id,
            PursuitAnswer.pursuit_id,
            PursuitAnswer.answer,
            PursuitAnswer.what_helped,
            Pursuit.came_from,
            Pursuit.created_at.label("since"),
        )
        .join(Pursuit, Pursuit.id == PursuitAnswer.pursuit_id)
        .where(
            PursuitAnswer.check_in_id.in_(select(CheckIn.id).where(*own)), access.readable(viewer, Pursuit)
        )
        .order_by(Pursuit.created_at, Pursuit.id)
    )
    return ReadQuery(
        rows_of(days, DayRow, rest="answers"),
        rows_of(answered, PursuitDayRow),
        own_measures.of_days(viewer, *own),
        read=_told_days,
    )


def _told_days(
    days: list[DayRow], answered: list[PursuitDayRow], measured: list[MeasureDayRow]
) -> tuple[CheckInEntry, ...]:
    measures = own_measures.by_day(measured)
    pursuits: dict[int, list[PursuitDayEntry]] = {}
    for row in answered:
        named = stable_id(PURSUIT, row.pursuit_id, row.came_from, row.since)
        pursuits.setdefault(row.check_in_id, []).append(PursuitDayEntry(named, row.answer, row.what_helped))
    return tuple(
        CheckInEntry(
            day=day.day,
            answers=_given(day.answers),
            pursuits=tuple(pursuits.get(day.id, ())),
            words=day.words,
            only_me=day.only_me,
            created_at=day.created_at,
            changed_at=day.changed_at,
            measures=tuple(measures.get(day.id, ())),
        )
        for day in days
    )


def _given(answers: Mapping[str, int | None]) -> dict[Asked, int]:
    said = {each: answers[f"answer_{each.value}"] for each in ASKED}
    return {each: value for each, value in said.items() if value is not None}


def _strengths(viewer: Viewer) -> ReadQuery[list[StrengthRow]]:
    wanted: AnySelect = (
        select(
            Strength.id,
            Strength.place,
            Strength.words,
            Strength.state,
            Person.display_name.label("noticed_by"),
            Strength.only_me,
            Strength.created_at,
            Strength.put_away_at,
            Strength.came_from,
        )
        .outerjoin(Person, Person.id == Strength.noticed_by_id)
        .where(Strength.person_id == viewer.person_id, access.readable(viewer, Strength))
        .order_by(Strength.created_at, Strength.id)
    )
    return ReadQuery(rows_of(wanted, StrengthRow))


def _goals(viewer: Viewer) -> ReadQuery[tuple[GoalEntry, ...]]:
    own = (Goal.person_id == viewer.person_id, access.readable(viewer, Goal))
    goals: AnySelect = (
        select(
            Goal.id,
            Goal.element,
            Goal.title,
            Goal.why,
            Goal.set_on,
            Goal.state,
            Goal.ended_on,
            Goal.ending,
            Goal.only_me,
            Goal.created_at,
            Goal.came_from,
        )
        .where(*own)
        .order_by(Goal.created_at, Goal.id)
    )
    steps = (
        select(
            GoalStep.id,
            GoalStep.goal_id,
            GoalStep.words,
            GoalStep.done_on,
            GoalStep.what_was_done,
            GoalStep.came_from,
        )
        .join(Goal, Goal.id == GoalStep.goal_id)
        .where(*own)
        .order_by(GoalStep.goal_id, GoalStep.position, GoalStep.id)
    )
    strengths = (
        select(
            GoalStrength.goal_id,
            GoalStrength.strength_id,
            GoalStrength.used,
            Strength.came_from,
            Strength.created_at.label("since"),
        )
        .join(Goal, Goal.id == GoalStrength.goal_id)
        .join(Strength, Strength.id == GoalStrength.strength_id)
        .where(*own, access.readable(viewer, Strength))
        .order_by(Strength.created_at, Strength.id)
    )
    return ReadQuery(
        rows_of(goals, GoalRow),
        rows_of(steps, StepRow),
        rows_of(strengths, GoalStrengthRow),
        read=_told_goals,
    )


def _told_goals(
    goals: list[GoalRow], steps: list[StepRow], strengths: list[GoalStrengthRow]
) -> tuple[GoalEntry, ...]:
    steps_of: dict[int, list[StepEntry]] = {}
    for step in steps:
        told = StepEntry(
            stable_id(STEP, step.id, step.came_from, step.words), step.words, step.done_on, step.what_was_done
        )
        steps_of.setdefault(step.goal_id, []).append(told)
    strengths_of: dict[int, list[GoalStrengthEntry]] = {}
    for each in strengths:
        named = stable_id(STRENGTH, each.strength_id, each.came_from, each.since)
        strengths_of.setdefault(each.goal_id, []).append(GoalStrengthEntry(named, each.used))
    return tuple(
        GoalEntry(
            id=stable_id(GOAL, goal.id, goal.came_from, goal.created_at),
            element=goal.element,
            title=goal.title,
            why=goal.why,
            set_on=goal.set_on,
            state=goal.state,
            ended_on=goal.ended_on,
            ending=goal.ending,
            only_me=goal.only_me,
            created_at=goal.created_at,
            strengths=tuple(strengths_of.get(goal.id, ())),
            steps=tuple(steps_of.get(goal.id, ())),
        )
        for goal in goals
    )


def _moments(viewer: Viewer) -> ReadQuery[list[MomentRow]]:
    wanted = (
        select(
            Moment.id,
            Moment.day,
            Moment.kind,
            Moment.element,
            Moment.words,
            Moment.only_me,
            Moment.created_at,
            Moment.came_from,
        )
        .where(Moment.person_id == viewer.person_id, access.readable(viewer, Moment))
        .order_by(Moment.day, Moment.created_at, Moment.id)
    )
    return ReadQuery(rows_of(wanted, MomentRow))


def _agenda(viewer: Viewer) -> ReadQuery[list[AgendaRow]]:
    wanted = (
        select(
            AgendaItem.id,
            AgendaItem.words,
            AgendaItem.created_at,
            AgendaItem.talked_on,
            AgendaItem.came_from,
        )
        .where(AgendaItem.person_id == viewer.person_id, access.readable(viewer, AgendaItem))
        .order_by(AgendaItem.created_at, AgendaItem.id)
    )
    return ReadQuery(rows_of(wanted, AgendaRow))


def _entries(
    *,
    pursuits: list[PursuitRow],
    days: tuple[CheckInEntry, ...],
    strengths: list[StrengthRow],
    goals: tuple[GoalEntry, ...],
    moments: list[MomentRow],
    agenda: list[AgendaRow],
    ways: tuple[WayEntry, ...],
    plans: tuple[PlanEntry, ...],
    measures: tuple[MeasureEntry, ...],
) -> OwnEntries:
    return OwnEntries(
        pursuits=tuple(
            PursuitEntry(stable_id(PURSUIT, row.id, row.came_from, row.created_at), *row[1:-1])
            for row in pursuits
        ),
        check_ins=days,
        strengths=tuple(
            StrengthEntry(stable_id(STRENGTH, row.id, row.came_from, row.created_at), *row[1:-1])
            for row in strengths
        ),
        goals=goals,
        moments=tuple(
            MomentEntry(stable_id(MOMENT, row.id, row.came_from, row.created_at), *row[1:-1])
            for row in moments
        ),
        agenda=tuple(
            AgendaEntry(stable_id(AGENDA, row.id, row.came_from, row.created_at), *row[1:-1])
            for row in agenda
        ),
        ways=ways,
        plans=plans,
        measures=measures,
    )
