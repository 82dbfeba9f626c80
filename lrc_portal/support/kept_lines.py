"""Keeping a line of a note or a letter as a strength of one's own, as a step of a goal, or as what helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lrc_portal import access, clock, limits, relationships
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import Goal, GoalStep, Strength, Way
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes, strengths, ways
from lrc_portal.record.validation import SHORT
from lrc_portal.vocabulary import Act, GoalState, NotePart, StrengthPlace, StrengthState, Subject, WayState
from lrc_portal.words.marks import Refused, mark

Line = tuple[int, int]
"""A line of a note or of a letter: its id, and which line it is, counted from 0."""


@dataclass(frozen=True)
class Listed:
    """One line for the person to keep. `kept_in` names the goal of a step that was kept, and `is_way` says
    that it was kept as something that helps.
    """

    line: int
    words: str
    is_kept: bool
    kept_in: str | None = None
    is_way: bool = False

    @property
    def fits(self) -> bool:
        """It is short enough to be kept as it stands."""
        return len(self.words) <= SHORT


def open_goals(viewer: Viewer) -> Select[int, str]:
    """The viewer's open goals (id, title), which can take a step, newest first."""
    return (
        select(Goal.id, Goal.title)
        .where(relationships.is_own(viewer, Goal.person_id), Goal.state == GoalState.OPEN)
        .order_by(Goal.set_on.desc(), Goal.id.desc())
    )


def line_at(lines: Sequence[str], line: int) -> str:
    """The words of a line. Raises `NotHere` where there is none, `Refused` where it is too long."""
    if not 0 <= line < len(lines):
        raise NotHere
    if len(lines[line]) > SHORT:
        raise Refused(mark("This is too long to be kept as it stands. Write it in your own words."))
    return lines[line]


def open_goal(db: Session, by: Viewer, goal_id: int) -> Goal:
    """An own goal that can take a step. Raises `NotHere`, `Refused`."""
    goal = access.own_row(db, by, Goal, goal_id)
    if goal.state is not GoalState.OPEN:
        raise Refused(mark("This goal has ended. Choose one that is open."))
    return goal


def add_strength(
    db: Session, by: Viewer, words: str, *, written_by_id: int, place: StrengthPlace, **origin: int
) -> int:
    """Add it to the viewer's strengths; `origin` says where it was written. Returns its id."""
    require_room(db, limits.STRENGTHS, Strength, Strength.person_id == by.person_id, *strengths.KEPT)
    strength = Strength(
        person_id=by.person_id,
        place=place,
        words=words,
        state=StrengthState.KEPT,
        noticed_by_id=written_by_id if written_by_id != by.person_id else None,
        only_me=False,
        created_at=clock.now(),
        **origin,
    )
    return audited_writes.keep(db, by, strength, Subject.STRENGTHS)


def add_step(db: Session, by: Viewer, words: str, *, goal: Goal, **origin: int) -> int:
    """Add it as the next step of the goal. Returns its id."""
    require_room(db, limits.STEPS, GoalStep, GoalStep.goal_id == goal.id)
    last = db.scalar(select(func.max(GoalStep.position)).where(GoalStep.goal_id == goal.id))
    step = GoalStep(goal_id=goal.id, words=words, position=0 if last is None else last + 1, **origin)
    db.add(step)
    db.flush()
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.GOALS, goal.id)
    return step.id


def add_way(db: Session, by: Viewer, words: str, *, note_id: int, note_part: NotePart, note_line: int) -> int:
    """Add it to what helps the viewer. Returns its id."""
    require_room(db, limits.WAYS, Way, Way.person_id == by.person_id, *ways.KEPT)
    way = Way(
        person_id=by.person_id,
        words=words,
        state=WayState.KEPT,
        position=ways.last_position(db, by.person_id),
        note_id=note_id,
        note_part=note_part,
        note_line=note_line,
        only_me=False,
        created_at=clock.now(),
    )
    return audited_writes.keep(db, by, way, Subject.WHAT_HELPS)
