"""Every verb that changes a record, each with one entry to do it to: for tests that walk them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Strength, Way
from lrc_portal.record import (
    check_ins,
    goals,
    hard_day_plan,
    measures,
    moments,
    paths,
    pursuits,
    strengths,
    ways,
)
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission, StepSubmission
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import (
    Aim,
    Direction,
    Element,
    Facet,
    GoalState,
    MeasureKind,
    MomentKind,
    PursuitDay,
    PursuitKind,
    StrengthPlace,
    StrengthState,
    WayState,
)
from tests.people import token


@dataclass(frozen=True)
class Entries:
    """Ids of one entry of each kind of somebody's record; `noticed` waits for their answer."""

    owner: Viewer
    strength: int
    noticed: int
    pursuit: int
    check_in: int
    goal: int
    step: int
    moment: int
    way: int
    noticed_way: int
    measure: int


def strength(words: str = "I can sing", only_me: bool = False) -> StrengthSubmission:
    return StrengthSubmission(StrengthPlace.SELF, words, only_me, token())


def pursuit(name: str = "alcohol", only_me: bool = False) -> PursuitSubmission:
    return PursuitSubmission(PursuitKind.SUBSTANCE, name, Aim.ABSTINENCE, only_me=only_me, token=token())


def check_in(ago: int = 0, words: str = "", only_me: bool = False, **answers: int) -> CheckInSubmission:
    """`check_in(3, sobriety=7)`: three days ago, with that answer."""
    day = clock.today() - timedelta(days=ago)
    given = {Facet(name): value for name, value in answers.items()}
    return CheckInSubmission(day, given, {}, words, only_me, token())


def goal(title: str = "sing in the choir", *, steps: tuple[str, ...] = (), **others) -> GoalSubmission:
    element = others.pop("element", Element.REINTEGRATION)
    return GoalSubmission(title, element, "because", steps, token=token(), **others)


def moment(words: str = "thirty days", ago: int = 0, **others) -> MomentSubmission:
    day = clock.today() - timedelta(days=ago)
    kind = others.pop("kind", MomentKind.MILESTONE)
    element = others.pop("element", Element.SOBRIETY)
    return MomentSubmission(day, kind, element, words, token=token(), **others)


def way(words: str = "a walk", only_me: bool = False) -> WaySubmission:
    return WaySubmission(words, only_me, token())


def plan(tell_myself: str = "it passes", **others) -> PlanSubmission:
    return PlanSubmission(tell_myself=tell_myself, token=token(), **others)


def measure(name: str = "hours slept", only_me: bool = False) -> MeasureSubmission:
    return MeasureSubmission(
        MeasureKind.NUMBER, name, Element.HEALTH, Direction.MORE, "hours", only_me=only_me, token=token()
    )


def make_entries(db: Session, owner: Viewer) -> Entries:
    """One entry of each kind, and a strength and a way that somebody else noticed in them."""
    noticed = Strength(
        person_id=owner.person_id,
        place=StrengthPlace.PEOPLE,
        words="you listen",
        state=StrengthState.OFFERED,
        only_me=False,
        created_at=clock.now(),
    )
    noticed_way = Way(
        person_id=owner.person_id,
        words="you cook",
        state=WayState.OFFERED,
        position=0,
        only_me=False,
        created_at=clock.now(),
    )
    db.add_all([noticed, noticed_way])
    db.flush()
    way_id = ways.add(db, by=owner, submission=way())
    hard_day_plan.save(db, by=owner, submission=plan(way_ids=frozenset({way_id})))
    strength_id = strengths.add(db, by=owner, submission=strength())
    pursuit_id = pursuits.add(db, by=owner, submission=pursuit())
    started_from = goal(steps=("go and listen",), strength_ids=frozenset({strength_id}))
    goal_id = goals.add(db, by=owner, submission=started_from)
    [line] = goals.seen(db, opened_records.own(owner))
    # Something is asked before it, so that it can be moved up.
    measure_id = [measures.add(db, by=owner, submission=measure()) for _each in range(2)][-1]
    submission = CheckInSubmission(
        clock.today(),
        {Facet.SOBRIETY: 6},
        {pursuit_id: PursuitDay.USED},
        "a day",
        token=token(),
        measures={measure_id: "7.5"},
    )
    return Entries(
        owner=owner,
        strength=strength_id,
        noticed=noticed.id,
        pursuit=pursuit_id,
        check_in=check_ins.save(db, by=owner, submission=submission),
        goal=goal_id,
        step=line.steps[0].id,
        moment=moments.add(db, by=owner, submission=moment()),
        way=way_id,
        noticed_way=noticed_way.id,
        measure=measure_id,
    )


Verb = Callable[[Session, Viewer, Entries], object]

ADDS: dict[str, Verb] = {
    "check_ins.save": lambda db, by, there: check_ins.save(db, by=by, submission=check_in(1, sobriety=5)),
    "strengths.add": lambda db, by, there: strengths.add(db, by=by, submission=strength("new")),
    "goals.add": lambda db, by, there: goals.add(db, by=by, submission=goal("new")),
    "moments.add": lambda db, by, there: moments.add(db, by=by, submission=moment("new")),
    "measures.add": lambda db, by, there: measures.add(db, by=by, submission=measure("new")),
    "pursuits.add": lambda db, by, there: pursuits.add(db, by=by, submission=pursuit("new")),
    "ways.add": lambda db, by, there: ways.add(db, by=by, submission=way("new")),
    "hard_day_plan.save": lambda db, by, there: hard_day_plan.save(db, by=by, submission=plan("new")),
}

CHANGES: dict[str, Verb] = {
    "check_ins.erase": lambda db, by, there: check_ins.erase(db, by=by, check_in_id=there.check_in),
    "strengths.change": lambda db, by, there: strengths.change(
        db, by=by, strength_id=there.strength, submission=strength("changed")
    ),
    "strengths.answer": lambda db, by, there: strengths.answer(
        db, by=by, strength_id=there.noticed, keep=True
    ),
    "strengths.erase": lambda db, by, there: strengths.erase(db, by=by, strength_id=there.strength),
    "goals.change": lambda db, by, there: goals.change(
        db, by=by, goal_id=there.goal, submission=goal("changed")
    ),
    "goals.add_step": lambda db, by, there: goals.add_step(
        db, by=by, goal_id=there.goal, submission=StepSubmission("ask for a place", token())
    ),
    "goals.do_step": lambda db, by, there: goals.do_step(
        db, by=by, step_id=there.step, submission=DoneSubmission(clock.today(), "I went", token())
    ),
    "goals.undo_step": lambda db, by, there: goals.undo_step(db, by=by, step_id=there.step),
    "goals.erase_step": lambda db, by, there: goals.erase_step(db, by=by, step_id=there.step),
    "goals.end": lambda db, by, there: goals.end(
        db, by=by, goal_id=there.goal, submission=EndSubmission(GoalState.REACHED, "sang", token=token())
    ),
    "goals.reopen": lambda db, by, there: goals.reopen(db, by=by, goal_id=there.goal),
    "goals.erase": lambda db, by, there: goals.erase(db, by=by, goal_id=there.goal),
    "moments.change": lambda db, by, there: moments.change(
        db, by=by, moment_id=there.moment, submission=moment("changed")
    ),
    "moments.erase": lambda db, by, there: moments.erase(db, by=by, moment_id=there.moment),
    "measures.change": lambda db, by, there: measures.change(
        db, by=by, measure_id=there.measure, submission=measure("changed")
    ),
    "measures.move_up": lambda db, by, there: measures.move_up(db, by=by, measure_id=there.measure),
    "measures.put_away": lambda db, by, there: measures.put_away(db, by=by, measure_id=there.measure),
    "measures.take_up": lambda db, by, there: measures.take_up(db, by=by, measure_id=there.measure),
    "measures.erase": lambda db, by, there: measures.erase(db, by=by, measure_id=there.measure),
    "pursuits.change": lambda db, by, there: pursuits.change(
        db, by=by, pursuit_id=there.pursuit, submission=pursuit("changed")
    ),
    "pursuits.put_away": lambda db, by, there: pursuits.put_away(db, by=by, pursuit_id=there.pursuit),
    "pursuits.take_up": lambda db, by, there: pursuits.take_up(db, by=by, pursuit_id=there.pursuit),
    "paths.say_what_helped": lambda db, by, there: paths.say_what_helped(
        db,
        by=by,
        pursuit_id=there.pursuit,
        day=clock.today(),
        submission=HelpedSubmission("I rang somebody", token()),
    ),
    "paths.hide": lambda db, by, there: paths.hide(db, by=by, pursuit_id=there.pursuit),
    "paths.show": lambda db, by, there: paths.show(db, by=by, pursuit_id=there.pursuit),
    "ways.change": lambda db, by, there: ways.change(db, by=by, way_id=there.way, submission=way("changed")),
    "ways.answer": lambda db, by, there: ways.answer(db, by=by, way_id=there.noticed_way, keep=True),
    "ways.use": lambda db, by, there: ways.use(db, by=by, way_id=there.way, day=clock.today()),
    "ways.take_back_use": lambda db, by, there: ways.take_back_use(
        db, by=by, way_id=there.way, day=clock.today()
    ),
    "ways.move_up": lambda db, by, there: ways.move_up(db, by=by, way_id=there.way),
    "ways.put_away": lambda db, by, there: ways.put_away(db, by=by, way_id=there.way),
    "ways.take_up": lambda db, by, there: ways.take_up(db, by=by, way_id=there.way),
    "ways.erase": lambda db, by, there: ways.erase(db, by=by, way_id=there.way),
    "hard_day_plan.erase": lambda db, by, there: hard_day_plan.erase(db, by=by),
    "pursuits.erase": lambda db, by, there: pursuits.erase(db, by=by, pursuit_id=there.pursuit),
}

ALL = ADDS | CHANGES

UNDOES = {
    "goals.reopen": "goals.end",
    "measures.take_up": "measures.put_away",
    "pursuits.take_up": "pursuits.put_away",
    "paths.show": "paths.hide",
    "ways.take_up": "ways.put_away",
    "ways.take_back_use": "ways.use",
    "ways.move_up": "ways.answer",
}
"""These change something only after the other was done."""


def rows(database: Database) -> dict[str, list[tuple]]:
    """Every row of every table, as the database holds it: equal before and after means nothing was done."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(
                map(tuple, connection.execute(text(f'SELECT * FROM "{table.name}"'))), key=repr
            )
            for table in Base.metadata.sorted_tables
        }
