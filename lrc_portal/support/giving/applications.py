"""“I'd like to give too”: a member applies to become a peer worker beside being a member.

A coordinator sees who applied and which steps are done, and nothing of a record. Nobody else sees it.
The member can stop until the last moment, and what was noted is then erased.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, delete, exists, select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import AboutMe, Giving, GivingStep, Pairing, Person, Trait
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, TypedSelect, rows_of, tuples_of
from lrc_portal.record.validation import past_day_problems
from lrc_portal.sharing import roles, trace
from lrc_portal.support.pairings import pairings, readiness
from lrc_portal.support.supervision import entries, supervision
from lrc_portal.support.supervision.entries import TrainingSubmission
from lrc_portal.vocabulary import Act, GivingStepKind, Role, Subject
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

FIRST = frozenset({GivingStepKind.TRAINING, GivingStepKind.SUPERVISOR})
"""Nobody sits in a meeting of others before these two are done; which of them comes first is free."""


@dataclass(frozen=True)
class GivingStepSubmission:
    """A step as a coordinator noted it; `supervisor_id` where it says who the supervisor is."""

    kind: GivingStepKind
    done_on: date | None
    supervisor_id: int | None = None

    def problems(self) -> list[Problem]:
        found = past_day_problems("done_on", self.done_on)
        if self.kind is GivingStepKind.SUPERVISOR and self.supervisor_id is None:
            found.append(problem("supervisor", "Choose who the supervisor is."))
        return found


@dataclass(frozen=True)
class FinishSubmission:
    """What is known of the training that was done: what it was, and its last day. Or nothing of it yet."""

    what: str = ""
    valid_until: date | None = None
    token: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.what.strip() and self.valid_until is None


@dataclass(frozen=True)
class StepDone:
    """A step that was done, and since when; `supervisor` is whom it names."""

    kind: GivingStepKind
    done_on: date
    supervisor_id: int | None
    supervisor: str | None


@dataclass(frozen=True)
class ApplicationLine:
    """One member's application, and the steps of it that are done."""

    id: int
    person_id: int
    display_name: str
    began_at: datetime
    said_last_yes: bool
    finished_at: datetime | None
    steps: tuple[StepDone, ...]

    def step(self, kind: GivingStepKind) -> StepDone | None:
        """The step of this kind, if it is done."""
        return next((step for step in self.steps if step.kind is kind), None)

    @property
    def all_done(self) -> bool:
        return {step.kind for step in self.steps} == set(GivingStepKind)

    def can_note(self, kind: GivingStepKind) -> bool:
        """Whether this step can come next, or be mended; `note_step` asks the same again."""
        return _in_order(kind, {step.kind for step in self.steps})


def begin(db: Session, *, by: Viewer) -> int:
    """A member says that they would like to give too. Raises `NotAllowed`, `Refused`. Returns its id."""
    acting.require(by, Permission.GIVE_TOO)
    if db.scalar(select(relationships.holds_role(by.person_id, Role.PEER_WORKER))):
        raise Refused(mark("You are a peer worker already."))
    if db.scalar(select(exists().where(*_under_way(by.person_id)))):
        raise Refused(mark("You have said so already."))
    application = Giving(person_id=by.person_id, began_at=clock.now())
    db.add(application)
    db.flush()
    trace.leave_on_row(db, by, application, Act.ADDED)
    return application.id


def stop(db: Session, *, by: Viewer) -> None:
    """The member stops, and what was noted of the steps is erased. Raises `NotHere`."""
    application = _own(db, by)
    db.delete(application)
    trace.leave_on_row(db, by, application, Act.ENDED)


def say_last_yes(db: Session, *, by: Viewer) -> None:
    """The member says a last yes, once all steps are done. Raises `NotHere`, `Refused`."""
    application = _own(db, by)
    if _kinds(db, application.id) != set(GivingStepKind):
        raise Refused(mark("First come the three steps."))
    if application.last_yes_at is None:
        application.last_yes_at = clock.now()
        trace.leave_on_row(db, by, application, Act.AGREED)


def note_step(db: Session, *, by: Viewer, giving_id: int, submission: GivingStepSubmission) -> None:
    """As a coordinator: note that a step is done, or mend what was noted of it.

    Raises `NotAllowed`, `Invalid`, `NotHere`, `Refused`.
    """
    application = _of_another(db, by, giving_id)
    if found := submission.problems():
        raise Invalid(found)
    if not _in_order(submission.kind, _kinds(db, application.id)):
        raise Refused(mark("First comes the training and a supervisor, then the first meeting beside them."))
    names_one = submission.kind is GivingStepKind.SUPERVISOR
    if names_one:
        supervision.require_may_supervise(
            db, supervisor_id=submission.supervisor_id, of=application.person_id
        )
    step = db.get(GivingStep, (application.id, submission.kind))
    supervisor_id = submission.supervisor_id if names_one else None
    if step and (step.done_on, step.supervisor_id) == (submission.done_on, supervisor_id):
        return
    act = Act.CHANGED if step else Act.ADDED
    if step is None:
        step = GivingStep(giving_id=application.id, kind=submission.kind)
        db.add(step)
    assert submission.done_on is not None  # or it would have had a problem
    step.done_on = submission.done_on
    step.supervisor_id = supervisor_id
    step.noted_at, step.noted_by_id = clock.now(), by.person_id
    db.flush()
    trace.leave_on_row(db, by, application, act)


def finish(db: Session, *, by: Viewer, giving_id: int, submission: FinishSubmission | None = None) -> None:
    """As a coordinator: the member becomes a peer worker, beside what they are.

    The supervisor whom it names is theirs from now on, if they still can be; the training counts if it is
    said until when. No day of supervision is made up: the first is entered once the two have met.
    Raises `NotAllowed`, `NotHere`, `Invalid`, and `Refused` before all steps are done and the last yes
    is said.
    """
    application = _of_another(db, by, giving_id)
    if application.last_yes_at is None or _kinds(db, application.id) != set(GivingStepKind):
        raise Refused(mark("First come the three steps, and then their last yes."))
    application.finished_at, application.finished_by_id = clock.now(), by.person_id
    roles.give(db, person_id=application.person_id, role=Role.PEER_WORKER, given_by_id=by.person_id)
    trace.leave_on_row(db, by, application, Act.JOINED)
    _take_over(db, by, application, submission or FinishSubmission())


def _take_over(db: Session, by: Viewer, application: Giving, submission: FinishSubmission) -> None:
    """What is known of the application becomes the peer worker's own supervisor and training."""
    steps = {
        step.kind: step
        for step in db.scalars(select(GivingStep).where(GivingStep.giving_id == application.id))
    }
    supervisor_id = steps[GivingStepKind.SUPERVISOR].supervisor_id
    try:
        supervision.require_may_supervise(db, supervisor_id=supervisor_id, of=application.person_id)
    except Refused:
        supervisor_id = None  # paired with them since, or gone: a coordinator names somebody else
    if supervisor_id is not None:
        entries.name_supervisor(db, by=by, peer_worker_id=application.person_id, supervisor_id=supervisor_id)
    if not submission.is_empty:
        done_on = steps[GivingStepKind.TRAINING].done_on
        training = TrainingSubmission(submission.what, done_on, submission.valid_until, submission.token)
        entries.add_training(db, by=by, peer_worker_id=application.person_id, submission=training)


def lay_down(db: Session, *, by: Viewer) -> None:
    """As a peer worker: be one no more. Everything else one is here stays.

    Who asks, or was proposed, is told "not now"; the supervisor reads nothing more. What was told of
    oneself goes where nothing else here needs it. Raises `NotAllowed`, and `Refused` while one walks with
    somebody: they are handed over first, and hear of it before it is so.
    """
    acting.require(by, Permission.WALK_WITH_PEOPLE)
    # Held until the end: nobody is proposed, and nobody says yes, between looking and laying it down.
    readiness.hold_peer_worker(db, by.person_id)
    of_mine = (Pairing.peer_worker_id == by.person_id, relationships.pairing_stands())
    db.scalars(select(Pairing.id).where(*of_mine).order_by(Pairing.id).with_for_update()).all()
    if db.scalar(select(exists().where(*of_mine, relationships.pairing_is_live()))):
        raise Refused(
            mark(
                "You still walk with somebody. Say on “People I walk with” that you are leaving. They hear "
                "of it first, and somebody can follow. After your last day with them, come back here."
            )
        )
    waiting = db.scalars(select(Pairing.id).where(*of_mine, relationships.pairing_is_asked())).all()
    for pairing_id in waiting:
        pairings.end(db, by=by, pairing_id=pairing_id)
    entries.end_own(db, by=by)
    roles.lay_down(db, person_id=by.person_id, role=Role.PEER_WORKER)
    left = replace(by, roles=by.roles - {Role.PEER_WORKER})
    if not acting.may(left, Permission.TELL_OF_ONESELF):
        for model in (AboutMe, Trait):
            db.execute(delete(model).where(model.person_id == by.person_id))
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.LEFT, subject=Subject.GIVING)


def mine(viewer: Viewer) -> ReadQuery[ApplicationLine | None]:
    """The viewer's own application, the newest if there were several."""
    return ReadQuery(
        rows_of(_applications(Giving.person_id == viewer.person_id), _ApplicationRow),
        _steps(Giving.person_id == viewer.person_id),
        read=lambda applications, steps: next(reversed(_lines(applications, steps)), None),
    )


def candidates(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[ApplicationLine]]:
    """As a coordinator: who applied, whoever began first, and which steps are done.

    Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    under_way = (Giving.finished_at.is_(None), Giving.person_id != viewer.person_id)
    applications = _applications(*under_way).limit(at_most(most))
    ids = applications.with_only_columns(Giving.id, maintain_column_froms=True)
    return ReadQuery(
        rows_of(applications, _ApplicationRow), _steps(Giving.id.in_(ids.subquery().select())), read=_lines
    )


def trained_on(viewer: Viewer, people: Collection[int]) -> ReadQuery[dict[int, date]]:
    """As a coordinator: the day of the training of those of these people who applied and became peer workers.

    Until when it counts may still have to be entered. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    days = (
        select(Giving.person_id, GivingStep.done_on)
        .join_from(GivingStep, Giving, Giving.id == GivingStep.giving_id)
        .where(
            GivingStep.kind == GivingStepKind.TRAINING,
            Giving.finished_at.is_not(None),
            Giving.person_id.in_(people),
        )
        .order_by(Giving.id)
    )
    return ReadQuery(tuples_of(days), read=dict)


class _ApplicationRow(NamedTuple):
    id: int
    person_id: int
    display_name: str | None
    began_at: datetime
    last_yes_at: datetime | None
    finished_at: datetime | None


def _applications(
    *conditions: ColumnElement[bool],
) -> Select[int, int, str | None, datetime, datetime | None, datetime | None]:
    return (
        select(
            Giving.id,
            Giving.person_id,
            Person.display_name,
            Giving.began_at,
            Giving.last_yes_at,
            Giving.finished_at,
        )
        .join_from(Giving, Person, Person.id == Giving.person_id)
        .where(*conditions)
        .order_by(Giving.id)
    )


class _StepRow(NamedTuple):
    giving_id: int
    kind: GivingStepKind
    done_on: date
    supervisor_id: int | None
    supervisor: str | None


_SUPERVISOR = alias_of(Person)


def _steps(*conditions: ColumnElement[bool]) -> TypedSelect[_StepRow]:
    steps = (
        select(
            GivingStep.giving_id,
            GivingStep.kind,
            GivingStep.done_on,
            GivingStep.supervisor_id,
            _SUPERVISOR.display_name.label("supervisor"),
        )
        .join_from(GivingStep, Giving, Giving.id == GivingStep.giving_id)
        .outerjoin(_SUPERVISOR, _SUPERVISOR.id == GivingStep.supervisor_id)
        .where(*conditions)
        .order_by(GivingStep.giving_id, GivingStep.done_on)
    )
    return rows_of(steps, _StepRow)


def _lines(applications: list[_ApplicationRow], steps: list[_StepRow]) -> list[ApplicationLine]:
    done: dict[int, list[StepDone]] = {}
    for row in steps:
        step = StepDone(row.kind, row.done_on, row.supervisor_id, row.supervisor)
        done.setdefault(row.giving_id, []).append(step)
    return [
        ApplicationLine(
            id=application.id,
            person_id=application.person_id,
            display_name=application.display_name or "",
            began_at=application.began_at,
            said_last_yes=application.last_yes_at is not None,
            finished_at=application.finished_at,
            steps=tuple(done.get(application.id, ())),
        )
        for application in applications
    ]


def _under_way(person_id: int) -> tuple[ColumnElement[bool], ...]:
    return Giving.person_id == person_id, Giving.finished_at.is_(None)


def _own(db: Session, by: Viewer) -> Giving:
    acting.require(by, Permission.GIVE_TOO)
    # Held until the end: to stop, and to be given the role, can come at the same moment.
    application = db.scalar(select(Giving).where(*_under_way(by.person_id)).with_for_update())
    if application is None:
        raise NotHere
    return application


def _of_another(db: Session, by: Viewer, giving_id: int) -> Giving:
    """The application of somebody else, for a coordinator: nobody notes their own steps."""
    acting.require(by, Permission.RUN_THE_SERVICE)
    application = db.scalar(
        select(Giving)
        .where(Giving.id == giving_id, Giving.finished_at.is_(None), Giving.person_id != by.person_id)
        .with_for_update()
    )
    if application is None:
        raise NotHere
    return application


def _in_order(kind: GivingStepKind, done: set[GivingStepKind]) -> bool:
    return kind is not GivingStepKind.SHADOWED or done >= FIRST


def _kinds(db: Session, giving_id: int) -> set[GivingStepKind]:
    return set(db.scalars(select(GivingStep.kind).where(GivingStep.giving_id == giving_id)))
