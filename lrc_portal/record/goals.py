"""Goals: what a person wants and why, from which strengths, with steps and what was done."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Goal, GoalStep, GoalStrength, Note, Strength
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import LONG, SHORT, past_day_problems, text_problems, tidy
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Element, GoalState, Subject
from lrc_portal.words.marks import Problem, problem


@dataclass(frozen=True)
class GoalSubmission:
    """A goal as somebody wrote it. `steps` are first steps, one each; empty ones are left out."""

    title: str
    element: Element | None
    why: str = ""
    steps: tuple[str, ...] = ()
    strength_ids: frozenset[int] = frozenset()
    only_me: bool = False
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = text_problems("title", self.title, most=SHORT, needed=True)
        if self.element is None:
            found.append(problem("element", "Choose the part it belongs to."))
        found += text_problems("why", self.why, most=LONG)
        for step in self.steps:
            found += text_problems("steps", step, most=SHORT)
        return found


@dataclass(frozen=True)
class StepSubmission:
    """A new step of a goal."""

    words: str
    token: str = ""

    def problems(self) -> list[Problem]:
        return text_problems("step", self.words, most=SHORT, needed=True)


@dataclass(frozen=True)
class DoneSubmission:
    """A step that was done: when, and in a few words what was done."""

    done_on: date | None
    what_was_done: str = ""
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        return past_day_problems("done_on", self.done_on) + text_problems(
            "what_was_done", self.what_was_done, most=LONG
        )


@dataclass(frozen=True)
class EndSubmission:
    """How a goal ends, and which strengths it used."""

    state: GoalState | None
    words: str = ""
    used_strength_ids: frozenset[int] = frozenset()
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = text_problems("ending", self.words, most=LONG)
        if self.state is None or self.state is GoalState.OPEN:
            found.append(problem("state", "Choose how this goal ends."))
        return found


@dataclass(frozen=True)
class StepLine:
    """A step to show. `note_day` is the day of the note it was kept from, where the viewer may see that."""

    id: int
    words: str
    done_on: date | None
    what_was_done: str | None
    note_day: date | None = None

    @property
    def version(self) -> str:
        return version_of(self.done_on, self.what_was_done)


@dataclass(frozen=True)
class GoalLine:
    """A goal to show with its steps; comments are None where the viewer may not see them."""

    id: int
    element: Element
    title: str
    why: str | None
    set_on: date
    state: GoalState
    ended_on: date | None
    ending: str | None
    only_me: bool
    steps: tuple[StepLine, ...]
    strengths: tuple[tuple[int, str, bool], ...]

    @property
    def version(self) -> str:
        """Of what the form for changing it holds; its steps and its ending have forms of their own."""
        starts_from = frozenset(strength_id for strength_id, _words, _used in self.strengths)
        return _version(self, starts_from)

    @property
    def ending_version(self) -> str:
        """Of how it ended, if it has."""
        return version_of(self.state, self.ended_on, self.ending)

    @property
    def steps_done(self) -> int:
        return sum(step.done_on is not None for step in self.steps)

    @property
    def nearly_there(self) -> bool:
        """Open, and at most one step is left of two or more."""
        return (
            self.state is GoalState.OPEN and len(self.steps) >= 2 and self.steps_done >= len(self.steps) - 1
        )


@dataclass(frozen=True)
class Ending:
    """How a goal ended, if it has: what the form that ends it changes."""

    goal: GoalLine

    @property
    def version(self) -> str:
        return self.goal.ending_version


def add(db: Session, *, by: Viewer, submission: GoalSubmission) -> int:
    """Set a goal. Raises `NotAllowed`, `Invalid`, `AlreadySaved`, `NotHere`. Returns its id."""
    audited_writes.begin(db, by, submission)
    require_room(db, limits.GOALS, Goal, Goal.person_id == by.person_id)
    now = clock.now()
    goal = Goal(
        person_id=by.person_id,
        set_on=clock.today(),
        state=GoalState.OPEN,
        created_at=now,
        **_columns(submission),
    )
    goal_id = audited_writes.keep(db, by, goal, Subject.GOALS)
    _link_strengths(db, by, goal_id, submission.strength_ids)
    steps = [tidied for tidied in map(tidy, submission.steps) if tidied]
    db.add_all(GoalStep(goal_id=goal_id, words=words, position=n) for n, words in enumerate(steps))
    return goal_id


def change(db: Session, *, by: Viewer, goal_id: int, submission: GoalSubmission) -> None:
    """Change a goal's words, element and strengths; its steps have verbs of their own.

    Raises `Invalid`, `NotHere`, `ChangedMeanwhile`.
    """
    audited_writes.check(submission)
    goal = access.own_row(db, by, Goal, goal_id)
    starts_from = frozenset(
        db.scalars(select(GoalStrength.strength_id).where(GoalStrength.goal_id == goal_id))
    )
    require_unchanged(submission.version, _version(goal, starts_from))
    others = starts_from != submission.strength_ids
    audited_writes.change(db, by, Goal, goal_id, _columns(submission), Subject.GOALS, beside=others)
    _link_strengths(db, by, goal_id, submission.strength_ids)


def add_step(db: Session, *, by: Viewer, goal_id: int, submission: StepSubmission) -> int:
    """Add a step to an own goal. Raises `Invalid`, `AlreadySaved`, `NotHere`. Returns its id."""
    audited_writes.begin(db, by, submission)
    access.own_row(db, by, Goal, goal_id)
    require_room(db, limits.STEPS, GoalStep, GoalStep.goal_id == goal_id)
    there = db.scalars(select(GoalStep.position).where(GoalStep.goal_id == goal_id)).all()
    step = GoalStep(goal_id=goal_id, words=tidy(submission.words), position=max(there, default=-1) + 1)
    db.add(step)
    db.flush()
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.GOALS, goal_id)
    return step.id


def do_step(db: Session, *, by: Viewer, step_id: int, submission: DoneSubmission) -> None:
    """Say that a step was done. Raises `Invalid`, `NotHere`, `ChangedMeanwhile`."""
    audited_writes.check(submission)
    step = _own_step(db, by, step_id)
    require_unchanged(submission.version, version_of(step.done_on, step.what_was_done))
    done = (submission.done_on, tidy(submission.what_was_done))
    if done == (step.done_on, step.what_was_done):
        return
    step.done_on, step.what_was_done = done
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.GOALS, step.goal_id)


def undo_step(db: Session, *, by: Viewer, step_id: int) -> None:
    """Say that a step is still to do; what was written about doing it goes."""
    step = _own_step(db, by, step_id)
    step.done_on = None
    step.what_was_done = None
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.GOALS, step.goal_id)


def erase_step(db: Session, *, by: Viewer, step_id: int) -> None:
    """Erase a step for good. Raises `NotHere`."""
    step = _own_step(db, by, step_id)
    db.delete(step)
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.GOALS, step.goal_id)


def end(db: Session, *, by: Viewer, goal_id: int, submission: EndSubmission) -> None:
    """End a goal: reached, changed or let go. Raises `Invalid`, `NotHere`, `ChangedMeanwhile`."""
    audited_writes.check(submission)
    columns: dict[str, object] = {
        "state": submission.state,
        "ended_on": clock.today(),
        "ending": tidy(submission.words),
    }
    audited_writes.change(
        db, by, Goal, goal_id, columns, Subject.GOALS, version=submission.version, beside=True
    )
    for link in db.scalars(select(GoalStrength).where(GoalStrength.goal_id == goal_id)):
        link.used = link.strength_id in submission.used_strength_ids


def reopen(db: Session, *, by: Viewer, goal_id: int) -> None:
    """Take a goal up again. Raises `NotHere`."""
    audited_writes.change(db, by, Goal, goal_id, {"state": GoalState.OPEN, "ended_on": None}, Subject.GOALS)


def erase(db: Session, *, by: Viewer, goal_id: int) -> None:
    """Erase a goal with its steps, for good. Raises `NotHere`."""
    audited_writes.erase(db, by, Goal, goal_id, Subject.GOALS)


def seen(db: Session, record: OpenedRecord) -> list[GoalLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(record).run(db)


def read_query(
    record: OpenedRecord, *, open_ones: bool | None = None, most: int = limits.READ_AT_MOST
) -> ReadQuery[list[GoalLine]]:
    """The goals that this look shows: open ones first, then by the day they were set, newest first.

    At most `most`; `open_ones` asks for those under way alone, or for those that ended.
    """
    mine = and_(Goal.person_id == record.owner_id, access.readable(record.viewer, Goal))
    if open_ones is not None:
        mine = and_(mine, (Goal.state == GoalState.OPEN) == open_ones)
    with_words = access.words_readable(record.viewer, Goal)
    goals = (
        select(
            Goal.id,
            Goal.element,
            Goal.title,
            access.shown_where(with_words, Goal.why).label("why"),
            Goal.set_on,
            Goal.state,
            Goal.ended_on,
            access.shown_where(with_words, Goal.ending).label("ending"),
            Goal.only_me,
        )
        .where(mine)
        .order_by(Goal.state != GoalState.OPEN, Goal.set_on.desc(), Goal.id.desc())
        .limit(at_most(most))
    )
    of_these = Goal.id.in_(select(goals.with_only_columns(Goal.id).subquery().c.id))
    steps = (
        select(
            GoalStep.goal_id,
            GoalStep.id,
            GoalStep.words,
            GoalStep.done_on,
            access.shown_where(with_words, GoalStep.what_was_done).label("what_was_done"),
            Note.day.label("note_day"),
        )
        .join(Goal, Goal.id == GoalStep.goal_id)
        .outerjoin(Note, and_(Note.id == GoalStep.note_id, access.readable(record.viewer, Note)))
        .where(of_these)
        .order_by(GoalStep.position, GoalStep.id)
    )
    strengths = (
        select(GoalStrength.goal_id, Strength.id, Strength.words, GoalStrength.used)
        .join(Strength, Strength.id == GoalStrength.strength_id)
        .join(Goal, Goal.id == GoalStrength.goal_id)
        .where(of_these, access.readable(record.viewer, Strength))
        .order_by(Strength.id)
    )
    return ReadQuery(
        rows_of(goals, _GoalRow), rows_of(steps, _StepRow), rows_of(strengths, _StrengthRow), read=_lines
    )


class _GoalRow(NamedTuple):
    id: int
    element: Element
    title: str
    why: str | None
    set_on: date
    state: GoalState
    ended_on: date | None
    ending: str | None
    only_me: bool


class _StepRow(NamedTuple):
    goal_id: int
    id: int
    words: str
    done_on: date | None
    what_was_done: str | None
    note_day: date | None


class _StrengthRow(NamedTuple):
    goal_id: int
    id: int
    words: str
    used: bool


def _lines(goals: list[_GoalRow], steps: list[_StepRow], strengths: list[_StrengthRow]) -> list[GoalLine]:
    steps_of: dict[int, list[StepLine]] = {}
    for step in steps:
        line = StepLine(step.id, step.words, step.done_on, step.what_was_done, step.note_day)
        steps_of.setdefault(step.goal_id, []).append(line)
    strengths_of: dict[int, list[tuple[int, str, bool]]] = {}
    for strength in strengths:
        named = (strength.id, strength.words, strength.used)
        strengths_of.setdefault(strength.goal_id, []).append(named)
    return [
        GoalLine(
            id=goal.id,
            element=goal.element,
            title=goal.title,
            why=goal.why,
            set_on=goal.set_on,
            state=goal.state,
            ended_on=goal.ended_on,
            ending=goal.ending,
            only_me=goal.only_me,
            steps=tuple(steps_of.get(goal.id, ())),
            strengths=tuple(strengths_of.get(goal.id, ())),
        )
        for goal in goals
    ]


def _version(goal: Goal | GoalLine, starts_from: frozenset[int]) -> str:
    return version_of(goal.title, goal.element, goal.why, goal.only_me, starts_from)


def _columns(submission: GoalSubmission) -> dict[str, object]:
    return {
        "title": tidy(submission.title),
        "element": submission.element,
        "why": tidy(submission.why),
        "only_me": submission.only_me,
    }


def _own_step(db: Session, by: Viewer, step_id: int) -> GoalStep:
    goal_id = db.scalar(select(GoalStep.goal_id).where(GoalStep.id == step_id))
    if goal_id is None:
        raise acting.NotHere
    # The goal is held first and the step read after it, so that two tabs do not change one step at once.
    access.own_row(db, by, Goal, goal_id)
    return db.get_one(GoalStep, step_id, populate_existing=True)


def _link_strengths(db: Session, by: Viewer, goal_id: int, strength_ids: frozenset[int]) -> None:
    """Make the goal start from these strengths; what was said of one that stays, stays."""
    for strength_id in strength_ids:
        access.own_row(db, by, Strength, strength_id)
    links = db.scalars(select(GoalStrength).where(GoalStrength.goal_id == goal_id))
    there = {link.strength_id: link for link in links}
    for strength_id in strength_ids - set(there):
        db.add(GoalStrength(goal_id=goal_id, strength_id=strength_id, used=False))
    for strength_id in set(there) - strength_ids:
        db.delete(there[strength_id])
