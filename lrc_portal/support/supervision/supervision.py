"""Trained and supervised: who supervises whom, what is due, and the days of training and supervision.

To supervise is a relation and no role: it opens the days and reflections of one peer worker, and
nothing of anybody's record. What is due stops new pairings; those that are under way go on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.alphabet import in_order
from lrc_portal.database.models import Pairing, Person, PersonRole, Supervises, Supervision, Training
from lrc_portal.database.portable import at_most, few, looked_up
from lrc_portal.database.read_queries import AnySelect, ReadQuery, Values, only, rows_of, values_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.relationships import Condition, PersonColumn
from lrc_portal.sharing import name_beginnings
from lrc_portal.vocabulary import WORKS_HERE, Language, Role, SupervisionKind
from lrc_portal.words.marks import Refused, mark

Answer = TypeVar("Answer")

SUPERVISION_WITHIN = timedelta(days=56)
"""How long ago the last supervision may be. Once a month is usual; eight weeks leave room for a
holiday or an illness of either of the two, and no room to go a season without."""


BOOKED_WITHIN = SUPERVISION_WITHIN
"""How far ahead the first supervision may be booked."""

DAYS = limits.SHOWN_DAYS + 1


class Due(StrEnum):
    """What a peer worker needs before they can walk with somebody new, in the order to see to it."""

    SUPERVISOR = "supervisor"
    TRAINING = "training"
    SUPERVISION = "supervision"


@dataclass(frozen=True)
class TrainingLine:
    """Training to show."""

    id: int
    what: str
    done_on: date
    valid_until: date

    @property
    def counts(self) -> bool:
        return self.valid_until >= clock.today()


@dataclass(frozen=True)
class SupervisionLine:
    """A day of supervision to show."""

    id: int
    day: date
    kind: SupervisionKind


@dataclass(frozen=True)
class Supervised:
    """A peer worker with their supervisor, and their days, newest first.

    `booked` are days of which nobody has said yet that the two met, the next one first; `has_walked` says
    whether they have walked with anybody.
    """

    person_id: int
    display_name: str
    supervisor_id: int | None
    supervisor: str | None
    trainings: tuple[TrainingLine, ...]
    supervisions: tuple[SupervisionLine, ...]
    booked: tuple[SupervisionLine, ...] = ()
    has_walked: bool = True

    @property
    def due(self) -> tuple[Due, ...]:
        """What is due, in the order to see to it; () where they can walk with somebody new."""
        last = self.supervisions[0].day if self.supervisions else None
        is_first = not self.has_walked and any(each.day >= clock.today() for each in self.booked)
        found = {
            Due.SUPERVISOR: self.supervisor_id is None,
            Due.TRAINING: not any(each.counts for each in self.trainings),
            Due.SUPERVISION: not is_first and (last is None or last < clock.today() - SUPERVISION_WITHIN),
        }
        return tuple(due for due, is_due in found.items() if is_due)

    @property
    def trained_until(self) -> date | None:
        return max((each.valid_until for each in self.trainings), default=None)


# What others ask


def current(peer_worker: PersonColumn) -> Condition:
    """Somebody who can walk with somebody new: has a supervisor, training that counts, recent supervision.

    `peer_worker` is a person's id, or a column that holds one.
    """
    return and_(*needed(peer_worker).values())


def needed(peer_worker: PersonColumn) -> dict[Due, Condition]:
    """Whether each thing is there that `current` asks for, in the order to see to it.

    Who has walked with nobody yet has had nothing to talk about: a supervision that is booked is enough.
    """
    today = clock.today()
    held = and_(~Supervision.booked, Supervision.day >= today - SUPERVISION_WITHIN)
    is_first = and_(Supervision.booked, Supervision.day >= today, ~_has_walked(peer_worker))
    return {
        Due.SUPERVISOR: looked_up(
            select(Supervises.id).where(
                Supervises.peer_worker_id == peer_worker, relationships.supervision_is_live()
            )
        ),
        Due.TRAINING: looked_up(
            select(Training.id).where(Training.peer_worker_id == peer_worker, Training.valid_until >= today)
        ),
        Due.SUPERVISION: looked_up(
            select(Supervision.id).where(Supervision.peer_worker_id == peer_worker, or_(held, is_first))
        ),
    }


# Under a name of its own, so that it stands for itself also inside a query about pairings. Made once: an
# alias is dear to make.
_PAIRING = alias_of(Pairing)


def _has_walked(peer_worker: PersonColumn) -> Condition:
    """The peer worker has walked with somebody, or does now."""
    return looked_up(
        select(_PAIRING.id).where(_PAIRING.peer_worker_id == peer_worker, _PAIRING.began_at.is_not(None))
    )


_FOR_A_COORDINATOR = {
    Due.SUPERVISOR: mark("This peer worker has no supervisor yet. Name one first."),
    Due.TRAINING: mark("This peer worker’s training is due. Add new training first."),
    Due.SUPERVISION: mark(
        "This peer worker’s supervision is due. Once they have had it, or the first one is booked, ask again."
    ),
}
_FOR_ONESELF = {
    Due.SUPERVISOR: mark("You have no supervisor yet. Once a coordinator has named one, you can say yes."),
    Due.TRAINING: mark("Your training is due. Once a coordinator has added new training, you can say yes."),
    Due.SUPERVISION: mark("Your supervision is due. Once you have met your supervisor, you can say yes."),
}


def require_current(db: Session, by: Viewer, peer_worker_id: int) -> None:
    """Raises `Refused` where something is due, and says what to those whose business it is.

    Anybody else hears that the peer worker is not free just now, and not why.
    """
    conditions = needed(peer_worker_id)
    with beyond(db, System.READINESS):
        row = db.execute(select(*(each.label(due.value) for due, each in conditions.items()))).one()
    due = next((due for due, is_there in zip(conditions, row, strict=True) if not is_there), None)
    if due is None:
        return
    if by.person_id == peer_worker_id:
        raise Refused(_FOR_ONESELF[due])
    if acting.may(by, Permission.RUN_THE_SERVICE):
        raise Refused(_FOR_A_COORDINATOR[due])
    raise Refused(mark("This peer worker is not free just now."))


def require_may_supervise(db: Session, *, supervisor_id: int | None, of: int) -> None:
    """Who works here or is from elsewhere, and is neither the same person nor paired with them.

    Raises `NotHere` where there is no such account, `Refused` otherwise.
    """
    if supervisor_id == of:
        raise Refused(mark("Nobody is their own supervisor. Choose somebody else."))
    could = db.scalar(
        select(could_supervise()).where(Person.id == supervisor_id, has_account()).select_from(Person)
    )
    if could is None:
        raise NotHere
    if db.scalar(select(exists().where(relationships.are_paired(of, supervisor_id)))):
        raise Refused(mark("These two walk together. Choose somebody else as the supervisor."))
    if not could:
        raise Refused(mark("Members and family are here for themselves. Choose somebody else to supervise."))


def one_supervises_the_other(one: PersonColumn, other: PersonColumn) -> Condition:
    """Whichever of the two it is: who supervises somebody does not walk with them as well."""
    live = select(Supervises.id).where(relationships.supervision_is_live())
    return or_(
        looked_up(live.where(Supervises.supervisor_id == one, Supervises.peer_worker_id == other)),
        looked_up(live.where(Supervises.supervisor_id == other, Supervises.peer_worker_id == one)),
    )


def no_supervisor_yet() -> Refused:
    """What a coordinator hears who enters supervision where nobody supervises."""
    return Refused(_FOR_A_COORDINATOR[Due.SUPERVISOR])


# Reads


# At most `most` people, and of each at most `days` of training and as many of supervision, the newest.


def own(viewer: Viewer, *, days: int = DAYS) -> ReadQuery[Supervised]:
    """One's own supervisor and days, also of somebody who is a peer worker no more. Raises `NotAllowed`."""
    acting.require_oneself(viewer)
    return _supervised(viewer, relationships.is_own(viewer, Person.id), lambda found: found[0], None, days)


def of_my_peer_workers(
    viewer: Viewer, *, most: int | None = None, days: int = DAYS
) -> ReadQuery[list[Supervised]]:
    """Whom the viewer supervises now, those with something due first; [] for who supervises nobody."""
    return _supervised(
        viewer, relationships.supervises(viewer, Person.id), partial(_due_first, viewer.language), most, days
    )


def at_a_glance(
    viewer: Viewer, *, most: int | None = None, days: int = DAYS, typed: str = ""
) -> ReadQuery[list[Supervised]]:
    """As a coordinator: the peer workers, those with something due first; or those who are called as was
    typed. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    who = [PersonRole.role == Role.PEER_WORKER]
    called = name_beginnings.is_called(viewer, typed, PersonRole.person_id)
    who += [] if called is None else [called]
    ready = current(PersonRole.person_id)

    def some(place: int, which: Condition) -> AnySelect:
        ids = select(PersonRole.person_id.label("id"), literal(place).label("place")).where(*who, which)
        return ids.order_by(PersonRole.person_id).limit(at_most(most)).subquery().select()

    # Each of the two stops where enough are found, which one list in that order could not.
    them = some(0, ~ready).union_all(some(1, ready)).subquery().select()
    due_first = partial(_due_first, viewer.language)
    return _supervised_of(viewer, them.order_by("place", "id").limit(at_most(most)), due_first, days)


def to_be_trained(viewer: Viewer, *, most: int) -> ReadQuery[list[int]]:
    """As a coordinator: the peer workers who have something due, by id. Raises `NotAllowed`."""
    return ReadQuery(values_of(_with_something_due(viewer, most=most)))


def how_many_due(viewer: Viewer) -> ReadQuery[int]:
    """As a coordinator: how many peer workers have something due, counted up to one more than Today says:
    whoever is behind them is not looked at. Raises `NotAllowed`.
    """
    some = _with_something_due(viewer, most=limits.COUNTED_DUE + 1).subquery()
    return ReadQuery(values_of(select(func.count(some.c.person_id).label("n"))), read=only)


def _with_something_due(viewer: Viewer, *, most: int) -> Select[int]:
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    due = (PersonRole.role == Role.PEER_WORKER, ~current(PersonRole.person_id))
    return select(PersonRole.person_id).where(*due).order_by(PersonRole.person_id).limit(at_most(most))


_SUPERVISOR = alias_of(Person)


def _supervised(
    viewer: Viewer,
    who: Condition,
    make: Callable[[list[Supervised]], Answer],
    most: int | None,
    days: int,
) -> ReadQuery[Answer]:
    """The peer workers whom `who` names, with what the viewer may see of their days."""
    due_first = case((current(Person.id), 1), else_=0).label("place")
    them = select(Person.id, due_first).where(who).order_by("place", Person.id).limit(at_most(most))
    return _supervised_of(viewer, them, make, days)


def _supervised_of(
    viewer: Viewer, which: AnySelect, make: Callable[[list[Supervised]], Answer], days: int
) -> ReadQuery[Answer]:
    """The same of those whom `which` gives, by id and place."""
    them = which.subquery("them")
    ids = select(them.c.id)
    people = (
        select(
            Person.id,
            Person.display_name,
            _SUPERVISOR.id.label("by_id"),
            _SUPERVISOR.display_name.label("by"),
            _has_walked(Person.id).label("has_walked"),
        )
        .outerjoin(
            Supervises, and_(Supervises.peer_worker_id == Person.id, relationships.supervision_is_live())
        )
        .outerjoin(_SUPERVISOR, _SUPERVISOR.id == Supervises.supervisor_id)
        .join(them, them.c.id == Person.id)
        .order_by(them.c.place, Person.id)
    )
    trainings = _newest(
        select(Training.id, Training.peer_worker_id, Training.what, Training.done_on, Training.valid_until),
        Training,
        (Training.valid_until.desc(), Training.id.desc()),
        (access.readable(viewer, Training), few(Training.peer_worker_id, ids)),
        days,
    )
    supervisions = _newest(
        select(Supervision.id, Supervision.peer_worker_id, Supervision.day, Supervision.kind),
        Supervision,
        (Supervision.day.desc(), Supervision.id.desc()),
        (access.readable(viewer, Supervision), few(Supervision.peer_worker_id, ids), ~Supervision.booked),
        days,
    )
    booked = _newest(
        select(Supervision.id, Supervision.peer_worker_id, Supervision.day, Supervision.kind),
        Supervision,
        (Supervision.day.asc(), Supervision.id.asc()),
        (
            access.readable(viewer, Supervision),
            few(Supervision.peer_worker_id, ids),
            Supervision.booked.is_(True),
        ),
        days,
    )

    def read(
        people: list[_PeerWorkerRow],
        trainings: list[_TrainingRow],
        supervisions: list[_SupervisionRow],
        booked: list[_SupervisionRow],
    ) -> Answer:
        trained: dict[int, list[TrainingLine]] = {}
        for training in trainings:
            trained.setdefault(training.peer_worker_id, []).append(
                TrainingLine(training.id, training.what, training.done_on, training.valid_until)
            )
        met, ahead = _by_peer_worker(supervisions), _by_peer_worker(booked)
        return make(
            [
                Supervised(
                    row.id,
                    row.display_name or "",
                    row.by_id,
                    row.by,
                    tuple(trained.get(row.id, ())),
                    tuple(met.get(row.id, ())),
                    tuple(ahead.get(row.id, ())),
                    bool(row.has_walked),
                )
                for row in people
            ]
        )

    # Whether they have walked with somebody decides what is due, and with whom is not for who supervises.
    ready = System.READINESS
    return ReadQuery(
        rows_of(people, _PeerWorkerRow, beyond=ready),
        rows_of(trainings, _TrainingRow, beyond=ready),
        rows_of(supervisions, _SupervisionRow, beyond=ready),
        rows_of(booked, _SupervisionRow, beyond=ready),
        read=read,
    )


class _PeerWorkerRow(NamedTuple):
    id: int
    display_name: str | None
    by_id: int | None
    by: str | None
    has_walked: bool


class _TrainingRow(NamedTuple):
    id: int
    peer_worker_id: int
    what: str
    done_on: date
    valid_until: date


class _SupervisionRow(NamedTuple):
    id: int
    peer_worker_id: int
    day: date
    kind: SupervisionKind


def _by_peer_worker(rows: list[_SupervisionRow]) -> dict[int, list[SupervisionLine]]:
    found: dict[int, list[SupervisionLine]] = {}
    for row in rows:
        found.setdefault(row.peer_worker_id, []).append(SupervisionLine(row.id, row.day, row.kind))
    return found


def _newest(
    columns: Select[*Values],
    model: type[Training] | type[Supervision],
    order: tuple[ColumnElement[Any], ...],
    which: tuple[Condition, ...],
    most: int,
) -> Select[*Values]:
    """Of each peer worker at most `most` rows, in this order."""
    nth = func.row_number().over(partition_by=model.peer_worker_id, order_by=order).label("nth")
    ranked = select(model.id, nth).where(*which).subquery()
    return columns.join(ranked, ranked.c.id == model.id).where(ranked.c.nth <= most).order_by(*order)


def _due_first(language: Language, found: list[Supervised]) -> list[Supervised]:
    return sorted(
        found, key=lambda each: (not each.due, in_order(language, each.display_name), each.person_id)
    )


def has_account() -> Condition:
    """Somebody who can sign in."""
    return Person.display_name.is_not(None)


def works_here() -> Condition:
    return exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(sorted(WORKS_HERE)))


def could_supervise() -> Condition:
    """Somebody who works here, or who has no part here of their own, as somebody from elsewhere has none.

    Members and family are here for themselves; what a peer worker writes to a supervisor is not for them.
    """
    return or_(works_here(), ~exists().where(PersonRole.person_id == Person.id))
