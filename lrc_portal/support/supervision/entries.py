"""What is entered about training and supervision, and by whom: never by the peer worker it is about."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, relationships
from lrc_portal.acting import NotAllowed, NotHere, Permission, Viewer
from lrc_portal.database.models import PersonRole, RoleLaidDown, Supervises, Supervision, Training
from lrc_portal.database.portable import at_most, spend
from lrc_portal.record.validation import SHORT, past_day_problems, text_problems, tidy
from lrc_portal.sharing import trace
from lrc_portal.support.supervision.supervision import BOOKED_WITHIN, no_supervisor_yet, require_may_supervise
from lrc_portal.vocabulary import Act, Role, Subject, SupervisionKind
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

FURTHEST = timedelta(days=365 * 20)


@dataclass(frozen=True)
class TrainingSubmission:
    """Training that somebody did, and the last day up to which it counts."""

    what: str
    done_on: date | None
    valid_until: date | None
    token: str = ""

    def problems(self) -> list[Problem]:
        found = text_problems("what", self.what, most=SHORT, needed=True)
        found += past_day_problems("done_on", self.done_on)
        if self.valid_until is None:
            found.append(problem("valid_until", "Write the day, the month and the year."))
        elif self.done_on and self.valid_until < self.done_on:
            found.append(problem("valid_until", "Choose a day after the training."))
        elif self.valid_until > clock.today() + FURTHEST:
            found.append(problem("valid_until", "Choose a day in the next 20 years."))
        return found


@dataclass(frozen=True)
class SupervisionSubmission:
    """A day on which a peer worker and their supervisor met, or mean to meet."""

    day: date | None
    kind: SupervisionKind | None
    token: str = ""

    @property
    def is_booked(self) -> bool:
        """The day is still to come."""
        return self.day is not None and self.day > clock.today()

    def problems(self) -> list[Problem]:
        if self.is_booked:
            found = []
            if self.day and self.day > clock.today() + BOOKED_WITHIN:
                found.append(problem("day", "Choose a day in the next eight weeks."))
        else:
            found = past_day_problems("day", self.day)
        if self.kind is None:
            found.append(problem("kind", "Choose how you met."))
        return found


def name_supervisor(db: Session, *, by: Viewer, peer_worker_id: int, supervisor_id: int) -> None:
    """As a coordinator: name who supervises a peer worker from now on; who did so before, no longer.

    Raises `NotAllowed`, `NotHere`, `Refused`.
    """
    acting.require(by, Permission.RUN_THE_SERVICE)
    _require_peer_worker(db, peer_worker_id)
    require_may_supervise(db, supervisor_id=supervisor_id, of=peer_worker_id)
    standing = _standing(db, peer_worker_id)
    if standing is not None:
        if standing.supervisor_id == supervisor_id:
            return
        _end(by, standing)
        db.flush()
    db.add(
        Supervises(
            supervisor_id=supervisor_id,
            peer_worker_id=peer_worker_id,
            named_by_id=by.person_id,
            began_at=clock.now(),
        )
    )
    db.flush()
    trace.leave(db, by=by, owner_id=peer_worker_id, act=Act.AGREED, subject=Subject.SUPERVISION)


def end_supervision(db: Session, *, by: Viewer, peer_worker_id: int) -> None:
    """As a coordinator: from now on nobody supervises them. Raises `NotAllowed`, `NotHere`."""
    acting.require(by, Permission.RUN_THE_SERVICE)
    standing = _standing(db, peer_worker_id)
    if standing is None:
        raise NotHere
    _end(by, standing)
    trace.leave(db, by=by, owner_id=peer_worker_id, act=Act.ENDED, subject=Subject.SUPERVISION)


def end_own(db: Session, *, by: Viewer) -> None:
    """As somebody who lays the role of peer worker down: from now on nobody supervises them."""
    acting.require(by, Permission.WALK_WITH_PEOPLE)
    standing = _standing(db, by.person_id)
    if standing is not None:
        _end(by, standing)
        trace.leave(db, by=by, owner_id=by.person_id, act=Act.ENDED, subject=Subject.SUPERVISION)


def add_training(db: Session, *, by: Viewer, peer_worker_id: int, submission: TrainingSubmission) -> int:
    """As a coordinator: training that a peer worker did, entered once. Raises `NotAllowed`, `NotHere`,
    `Invalid`.
    """
    acting.require(by, Permission.RUN_THE_SERVICE)
    _require_peer_worker(db, peer_worker_id)
    _require_another(by, peer_worker_id)
    _begin(db, by, submission)
    of_day = select(Training.what).where(
        Training.peer_worker_id == peer_worker_id, Training.done_on == submission.done_on
    )
    if tidy(submission.what) in db.scalars(of_day).all():
        raise Invalid([problem("what", "This training of that day is here already.")])
    row = Training(
        peer_worker_id=peer_worker_id,
        what=tidy(submission.what),
        done_on=submission.done_on,
        valid_until=submission.valid_until,
        entered_by_id=by.person_id,
        created_at=clock.now(),
    )
    db.add(row)
    db.flush()
    trace.leave_on_row(db, by, row, Act.ADDED)
    return row.id


def erase_training(db: Session, *, by: Viewer, training_id: int) -> None:
    """As a coordinator: take training out that was entered wrongly. Raises `NotAllowed`, `NotHere`."""
    acting.require(by, Permission.RUN_THE_SERVICE)
    row = db.get(Training, training_id, with_for_update=True)
    if row is None:
        raise NotHere
    _require_another(by, row.peer_worker_id)
    db.delete(row)
    trace.leave_on_row(db, by, row, Act.ERASED)


def add_supervision(
    db: Session, *, by: Viewer, peer_worker_id: int, submission: SupervisionSubmission
) -> int:
    """A day of supervision, entered by the supervisor or by a coordinator; never by the peer worker.

    One that is still to come is booked, until `say_held`. None stands before they became a peer worker here,
    and of one day no two with the same supervisor.
    Raises `NotAllowed`, `NotHere`, `Refused`, `Invalid`.
    """
    supervisor_id = _require_supervisor_or_coordinator(db, by, peer_worker_id)
    if supervisor_id is None:
        raise no_supervisor_yet()
    _begin(db, by, submission)
    if submission.day and submission.day < _joined_on(db, peer_worker_id):
        raise Invalid(
            [
                problem(
                    "day",
                    "This day is before they became a peer worker here. Choose a later one, or the day on "
                    "which the two meet next.",
                )
            ]
        )
    _require_first_of_day(db, peer_worker_id, supervisor_id, submission.day)
    row = Supervision(
        peer_worker_id=peer_worker_id,
        supervisor_id=supervisor_id,
        day=submission.day,
        kind=submission.kind,
        booked=submission.is_booked,
        entered_by_id=by.person_id,
        created_at=clock.now(),
    )
    db.add(row)
    db.flush()
    trace.leave_on_row(db, by, row, Act.ADDED)
    return row.id


def _require_first_of_day(db: Session, peer_worker_id: int, supervisor_id: int, day: date | None) -> None:
    """Raises `Invalid` where these two have supervision on this day already, held or booked.

    Whoever enters a day holds the row that says who supervises, so that the second finds the first's.
    """
    booked = db.scalar(
        select(Supervision.booked)
        .where(
            Supervision.peer_worker_id == peer_worker_id,
            Supervision.supervisor_id == supervisor_id,
            Supervision.day == day,
        )
        .order_by(Supervision.booked)
        .limit(at_most(1))
    )
    if booked is None:
        return
    if booked:
        raise Invalid([problem("day", "Supervision is booked for this day already. Choose another day.")])
    raise Invalid([problem("day", "This day of supervision is here already. Choose another day.")])


def say_held(db: Session, *, by: Viewer, supervision_id: int) -> None:
    """The supervision that was booked has been; from now on its day counts. Raises as adding one."""
    row = db.get(Supervision, supervision_id, with_for_update=True)
    if row is None:
        raise NotHere
    _require_supervisor_or_coordinator(db, by, row.peer_worker_id)
    if row.day > clock.today():
        raise Refused(mark("This day is still to come. Say it once the two have met."))
    if row.booked:
        row.booked = False
        trace.leave_on_row(db, by, row, Act.CHANGED)


def erase_supervision(db: Session, *, by: Viewer, supervision_id: int) -> None:
    """Take a day out that was entered wrongly: the supervisor, or a coordinator. Raises as adding one."""
    row = db.get(Supervision, supervision_id, with_for_update=True)
    if row is None:
        raise NotHere
    _require_supervisor_or_coordinator(db, by, row.peer_worker_id)
    db.delete(row)
    trace.leave_on_row(db, by, row, Act.ERASED)


def _joined_on(db: Session, person_id: int) -> date:
    """The day on which they became a peer worker here, the first time."""
    held = (
        db.scalar(
            select(func.min(each.given_at)).where(each.person_id == person_id, each.role == Role.PEER_WORKER)
        )
        for each in (PersonRole, RoleLaidDown)
    )
    return min((clock.local(moment).date() for moment in held if moment), default=clock.today())


def _require_peer_worker(db: Session, person_id: int) -> None:
    if not db.scalar(select(relationships.holds_role(person_id, Role.PEER_WORKER))):
        raise NotHere


def _require_another(by: Viewer, peer_worker_id: int) -> None:
    """What stops or opens new pairings is entered by somebody else, also where a coordinator walks too."""
    if by.person_id == peer_worker_id:
        raise NotAllowed(mark("Somebody else enters this for you."))


def _require_supervisor_or_coordinator(db: Session, by: Viewer, peer_worker_id: int) -> int | None:
    """The id of the present supervisor, for them and for coordinators. Raises `NotAllowed`, `NotHere`."""
    acting.require_oneself(by)
    standing = _standing(db, peer_worker_id)
    supervises = standing is not None and standing.supervisor_id == by.person_id
    if not supervises and not acting.may(by, Permission.RUN_THE_SERVICE):
        raise NotHere
    _require_another(by, peer_worker_id)
    if standing is None:
        _require_peer_worker(db, peer_worker_id)
    return standing.supervisor_id if standing else None


def _standing(db: Session, peer_worker_id: int) -> Supervises | None:
    # Held until the end, so that of two coordinators who name somebody at once the second ends the first's.
    return db.scalar(
        select(Supervises)
        .where(Supervises.peer_worker_id == peer_worker_id, relationships.supervision_is_live())
        .with_for_update()
    )


def _end(by: Viewer, standing: Supervises) -> None:
    standing.ended_at = clock.now()
    standing.ended_by_id = by.person_id


def _begin(db: Session, by: Viewer, submission: TrainingSubmission | SupervisionSubmission) -> None:
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
