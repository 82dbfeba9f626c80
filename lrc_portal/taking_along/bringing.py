"""Bringing a record back: the entries of a file that its owner has looked at, written into their own record.

Nothing is shared by it, and nothing that stands is changed but the kinds for which the owner asked so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, limits
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import (
    AgendaItem,
    Base,
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
    Share,
    Strength,
    Way,
)
from lrc_portal.database.portable import spend
from lrc_portal.database.read_queries import ReadQuery, read_all, values_of
from lrc_portal.limits import Limit
from lrc_portal.record import audited_writes, ways
from lrc_portal.record.strengths import KEPT
from lrc_portal.relationships import is_own, share_is_live
from lrc_portal.taking_along import bringing_measures, held, own_record, what_helps
from lrc_portal.taking_along.comparing import Comparison, compared
from lrc_portal.taking_along.entries import (
    AgendaEntry,
    CheckInEntry,
    GoalEntry,
    MomentEntry,
    OwnEntries,
    PursuitEntry,
    StrengthEntry,
)
from lrc_portal.taking_along.ids import stable_id
from lrc_portal.taking_along.own_measures import MEASURE
from lrc_portal.taking_along.own_record import AGENDA, GOAL, MOMENT, PURSUIT, STEP, STRENGTH
from lrc_portal.taking_along.what_helps import PLAN, WAY
from lrc_portal.versions import require_unchanged
from lrc_portal.vocabulary import ASKED, Act, Aim, StrengthState, Subject, WayState
from lrc_portal.words.marks import Refused


def take(
    db: Session, *, by: Viewer, there: OwnEntries, version: str, replacing: frozenset[str], token: str
) -> None:
    """Write what is new, and of the kinds in `replacing` also what differs; then hold the file no more.

    `version` is that of the comparison that was looked at. Raises `NotAllowed`, `AlreadySaved`,
    `ChangedMeanwhile`, and `Refused` where it does not all fit.
    """
    acting.require(by, Permission.KEEP_A_RECORD)
    spend(db, by.person_id, token)
    # One file at a time for each person, so that two tabs do not bring the same entry twice.
    db.execute(select(Person.id).where(Person.id == by.person_id).with_for_update())
    here, former = read_all(db, own_record.read_query(by), own_record.former_ids(by))
    plan = compared(here, there, former)
    require_unchanged(version, plan.version)
    _require_room(db, by, plan)
    rows = _Rows(db, by)
    for pursuit, row in rows.bring(Pursuit, PURSUIT, plan.pursuits, replacing, Subject.PURSUIT, "pursuits"):
        _put(row, _pursuit(pursuit))
    for strength, row in rows.bring(
        Strength, STRENGTH, plan.strengths, replacing, Subject.STRENGTHS, "strengths"
    ):
        _put(row, _strength(strength))
    for moment, row in rows.bring(Moment, MOMENT, plan.moments, replacing, Subject.MOMENT, "moments"):
        _put(row, _moment(moment))
    for item, row in rows.bring(AgendaItem, AGENDA, plan.agenda, replacing, Subject.AGENDA, "agenda"):
        _put(row, _agenda(item))
    last = ways.last_position(db, by.person_id)
    helping = list(rows.bring(Way, WAY, plan.ways, replacing, Subject.WHAT_HELPS, "ways"))
    for place, (way, row) in enumerate(helping):
        _put(row, what_helps.columns_of_way(way))
        if row.position is None:
            row.position = last + place
    planned = list(rows.bring(Plan, PLAN, plan.plans, replacing, Subject.PLAN, "plans"))
    for each, row in planned:
        _put(row, what_helps.columns_of_plan(each))
    behind = bringing_measures.next_place(db, by)
    followed = list(rows.bring(Measure, MEASURE, plan.measures, replacing, Subject.MEASURE, "measures"))
    for place, (measure, row) in enumerate(followed, behind):
        _put(row, bringing_measures.columns(measure))
        row.position = row.position or place
    brought = list(rows.bring(Goal, GOAL, plan.goals, replacing, Subject.GOALS, "goals"))
    for goal, row in brought:
        _put(row, _goal(goal))
    rows.settle()
    for measure, row in followed:
        bringing_measures.put_choices(db, row.id, measure)
    for goal, row in brought:
        _put_steps(db, row.id, goal)
        _link_strengths(db, row.id, goal, rows.ids[STRENGTH])
    for way, row in helping:
        what_helps.put_uses(db, row.id, way)
    for each, row in planned:
        what_helps.put_calls_of(db, row.id, each)
    _put_days(db, by, plan, "check_ins" in replacing, rows)
    rows.settle()
    rows.go_by_ids_of_the_file(plan.alike)
    held.forget(db, by=by)


def somebody_sees(viewer: Viewer) -> ReadQuery[bool]:
    """Whether the viewer shares something with anybody today: it covers what is brought, too."""
    share = select(exists().where(is_own(viewer, Share.owner_id), share_is_live()).label("shares"))
    return ReadQuery(values_of(share), read=lambda found: found[0])


class _Rows:
    """Rows of the viewer's record under the ids that files know them by, and what is left to be traced."""

    def __init__(self, db: Session, by: Viewer) -> None:
        self.db, self.by = db, by
        self.ids: dict[str, dict[str, int]] = {}
        self._made: list[tuple[Any, str, str, Act, Subject]] = []

    def known(self, model: Any, kind: str) -> dict[str, int]:
        """The row of each id, also of those that `settle` has written."""
        if kind not in self.ids:
            rows = self.db.execute(
                select(model.id, model.came_from, model.created_at).where(
                    model.person_id == self.by.person_id
                )
            )
            self.ids[kind] = {stable_id(kind, row.id, row.came_from, row.created_at): row.id for row in rows}
        return self.ids[kind]

    def bring(
        self, model: Any, kind: str, part: Any, replacing: frozenset[str], subject: Subject, name: str
    ) -> Iterable[tuple[Any, Any]]:
        """Each entry to be written with its row: a new one, or the one that stands and is to be replaced."""
        ids = self.known(model, kind)
        for entry in part.new:
            row = model(person_id=self.by.person_id, came_from=entry.id, created_at=entry.created_at)
            yield entry, row
            self.db.add(row)
            self._made.append((row, kind, entry.id, Act.ADDED, subject))
        if name not in replacing:
            return
        for _stands, entry in part.different:
            with self.db.no_autoflush:  # a new row of this kind may still wait for its columns
                row = self.db.get_one(model, ids[entry.id])
            yield entry, row
            self._made.append((row, kind, entry.id, Act.CHANGED, subject))

    def made(self, row: Base, act: Act, subject: Subject) -> None:
        """Say that this row of another kind was written too."""
        self._made.append((row, "", "", act, subject))

    def settle(self) -> None:
        """Write all rows, and for each its trace."""
        self.db.flush()
        for row, kind, named, act, subject in self._made:
            if kind:
                self.ids[kind][named] = row.id
            audited_writes.leave_own_trace(self.db, self.by, act, subject, row.id)
        self._made = []

    def go_by_ids_of_the_file(self, alike: Mapping[str, str]) -> None:
        """What was written here by hand and stands in the file too is known by that from now on."""
        for kind, model in _KINDS.items():
            for here, row_id in self.known(model, kind).items():
                if here in alike and (row := self.db.get_one(model, row_id)).came_from is None:
                    row.came_from = alike[here]


_KINDS: dict[str, Any] = {
    PURSUIT: Pursuit,
    STRENGTH: Strength,
    GOAL: Goal,
    MOMENT: Moment,
    AGENDA: AgendaItem,
    WAY: Way,
    PLAN: Plan,
    MEASURE: Measure,
}


def _put(row: Base, columns: Mapping[str, object]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _pursuit(entry: PursuitEntry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "name": entry.name,
        "aim": entry.aim,
        "start_day": entry.start_day,
        "free_days_aim": entry.free_days_aim if entry.aim is Aim.WORKING_TOWARDS else None,
        "only_me": entry.only_me,
        "path_hidden": entry.path_hidden,
        "put_away_at": entry.put_away_at,
    }


def _strength(entry: StrengthEntry) -> dict[str, object]:
    # Who noticed it is not taken from a file: nobody is made to have said something.
    return {
        "place": entry.place,
        "words": entry.words,
        "state": entry.state,
        "only_me": entry.only_me,
        "put_away_at": entry.put_away_at,
    }


def _moment(entry: MomentEntry) -> dict[str, object]:
    return {
        "day": entry.day,
        "kind": entry.kind,
        "element": entry.element,
        "words": entry.words,
        "only_me": entry.only_me,
    }


def _agenda(entry: AgendaEntry) -> dict[str, object]:
    return {"words": entry.words, "talked_on": entry.talked_on}


def _goal(entry: GoalEntry) -> dict[str, object]:
    return {
        "element": entry.element,
        "title": entry.title,
        "why": entry.why,
        "set_on": entry.set_on,
        "state": entry.state,
        "ended_on": entry.ended_on,
        "ending": entry.ending,
        "only_me": entry.only_me,
    }


def _put_steps(db: Session, goal_id: int, goal: GoalEntry) -> None:
    """The steps as the file has them; those that it does not know stay behind them."""
    stand = {
        stable_id(STEP, step.id, step.came_from, step.words): step
        for step in db.scalars(
            select(GoalStep).where(GoalStep.goal_id == goal_id).order_by(GoalStep.position, GoalStep.id)
        )
    }
    named = {step.id for step in goal.steps}
    for position, entry in enumerate(goal.steps):
        step = stand.get(entry.id) or GoalStep(goal_id=goal_id, came_from=entry.id)
        step.words, step.position = entry.words, position
        step.done_on, step.what_was_done = entry.done_on, entry.what_was_done
        db.add(step)
    for position, step in enumerate((each for name, each in stand.items() if name not in named), len(named)):
        step.position = position


def _link_strengths(db: Session, goal_id: int, goal: GoalEntry, ids: Mapping[str, int]) -> None:
    links = db.scalars(select(GoalStrength).where(GoalStrength.goal_id == goal_id))
    stand = {link.strength_id: link for link in links}
    for entry in goal.strengths:
        strength_id = ids[entry.strength]
        link = stand.get(strength_id) or GoalStrength(goal_id=goal_id, strength_id=strength_id)
        link.used = entry.used
        db.add(link)


def _put_days(db: Session, by: Viewer, plan: Comparison, replacing: bool, rows: _Rows) -> None:
    pursuits, measures = rows.known(Pursuit, PURSUIT), rows.known(Measure, MEASURE)
    answers: list[tuple[CheckIn, CheckInEntry]] = []
    for day in plan.check_ins.new:
        row = CheckIn(
            person_id=by.person_id,
            day=day.day,
            created_at=day.created_at,
            changed_at=day.changed_at,
            **_day(day),
        )
        db.add(row)
        answers.append((row, day))
        rows.made(row, Act.ADDED, Subject.CHECK_IN)
    if replacing:
        replaced = _replaced_days(db, by, plan, rows, [pursuits[each] for each in plan.known_pursuits])
        known = [measures[each] for each in plan.known_measures]
        bringing_measures.forget_answers(db, [row.id for row, _day in replaced], known)
        answers += replaced
    db.flush()
    bringing_measures.put_answers(db, [(row.id, day) for row, day in answers], measures)
    db.add_all(
        PursuitAnswer(
            check_in_id=row.id,
            pursuit_id=pursuits[each.pursuit],
            answer=each.answer,
            what_helped=each.what_helped,
        )
        for row, day in answers
        for each in day.pursuits
    )


def _replaced_days(
    db: Session, by: Viewer, plan: Comparison, rows: _Rows, known: Sequence[int]
) -> list[tuple[CheckIn, CheckInEntry]]:
    days = {day.day: day for _stands, day in plan.check_ins.different}
    own = CheckIn.person_id == by.person_id
    found = db.scalars(select(CheckIn).where(own, CheckIn.day.in_(list(days)))).all()
    for row in found:
        _put(row, _day(days[row.day]))
        row.changed_at = clock.now()
        rows.made(row, Act.CHANGED, Subject.CHECK_IN)
    # What was answered about something that the file does not know stays.
    db.execute(
        delete(PursuitAnswer).where(
            PursuitAnswer.check_in_id.in_([row.id for row in found]), PursuitAnswer.pursuit_id.in_(known)
        )
    )
    return [(row, days[row.day]) for row in found]


def _day(day: CheckInEntry) -> dict[str, Any]:
    answers = {each.value: day.answers.get(each) for each in ASKED}
    return {**answers, "words": day.words, "only_me": day.only_me}


def _require_room(db: Session, by: Viewer, plan: Comparison) -> None:
    """Raises `Refused` where more would stand there than fits, before anything is written."""

    def stand(model: Any, *which: Any) -> int:
        return (
            db.scalar(select(func.count()).select_from(model).where(model.person_id == by.person_id, *which))
            or 0
        )

    kept = [each for each in plan.strengths.new if each.state is StrengthState.KEPT and not each.put_away_at]
    waiting = [each for each in plan.agenda.new if each.talked_on is None]
    _fits(limits.PURSUITS, plan.pursuits.new, lambda: stand(Pursuit))
    _fits(limits.MEASURES, plan.measures.new, lambda: stand(Measure))
    _fits(limits.STRENGTHS, kept, lambda: stand(Strength, *KEPT))
    helping = [each for each in plan.ways.new if each.state is WayState.KEPT and not each.put_away_at]
    _fits(limits.WAYS, helping, lambda: stand(Way, *ways.KEPT))
    _fits(limits.GOALS, plan.goals.new, lambda: stand(Goal))
    _fits(limits.AGENDA, waiting, lambda: stand(AgendaItem, AgendaItem.talked_on.is_(None)))
    for goal in (*plan.goals.new, *(brought for _stands, brought in plan.goals.different)):
        _fits(limits.STEPS, goal.steps, lambda: 0)
    for day in {each.day for each in plan.moments.new}:
        of_day = [each for each in plan.moments.new if each.day == day]
        _fits(limits.MOMENTS_A_DAY, of_day, lambda day=day: stand(Moment, Moment.day == day))  # type: ignore[misc]


def _fits(limit: Limit, new: Sequence[object], stand: Callable[[], int]) -> None:
    if new and len(new) + stand() > limit.most:
        raise Refused(limit.full, most=limit.most)
