"""Pairings: proposed by a coordinator, begun when both have said yes, ended by either."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lrc_portal import access, acting, clock
from lrc_portal.acting import Doing, NotHere, Viewer
from lrc_portal.database.asking import Question, Rows
from lrc_portal.database.models import Meeting, Note, Pairing, Person, PersonRole
from lrc_portal.sharing import circle, trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import KEEPS_A_RECORD, Act, MeetingState, NoteState, Role, Subject
from lrc_portal.words.marks import Refused, Unsound, mark, problem

USUAL_RHYTHM_DAYS = 14


@dataclass(frozen=True)
class PairingLine:
    """A pairing to show to somebody who is part of it, or to a coordinator."""

    id: int
    person_id: int
    person: str
    peer_worker_id: int
    peer_worker: str
    proposed_at: datetime
    person_said_yes: bool
    worker_said_yes: bool
    began_at: datetime | None
    rhythm_days: int | None
    ended_at: datetime | None

    @property
    def live(self) -> bool:
        return self.began_at is not None and self.ended_at is None

    @property
    def waiting(self) -> bool:
        return self.began_at is None and self.ended_at is None


@dataclass(frozen=True)
class Walk:
    """Somebody a peer worker walks with: when they met, when they will, and when it is due."""

    pairing: PairingLine
    last_met: date | None
    next_meeting: date | None
    due_on: date | None

    @property
    def is_due(self) -> bool:
        """The agreed rhythm has come round and nothing is planned."""
        return self.next_meeting is None and self.due_on is not None and self.due_on <= clock.today()


@dataclass(frozen=True)
class Somebody:
    """A person to choose for a pairing; `since` tells two of the same name apart."""

    person_id: int
    called: str
    since: datetime


def propose(db: Session, *, by: Viewer, person_id: int, peer_worker_id: int) -> int:
    """As a coordinator: propose that the two walk together. Raises `NotAllowed`, `Refused`."""
    acting.require(by, Doing.RUN_THE_SERVICE)
    if person_id == peer_worker_id:
        raise Refused(mark("Choose two different people."))
    keeps = db.scalar(
        select(exists().where(PersonRole.person_id == person_id, PersonRole.role.in_(list(KEEPS_A_RECORD))))
    )
    works = db.scalar(select(access.holds_role(peer_worker_id, Role.PEER_WORKER)))
    if not keeps or not works:
        raise NotHere
    standing = db.scalar(
        select(
            exists().where(
                Pairing.person_id == person_id,
                Pairing.peer_worker_id == peer_worker_id,
                Pairing.ended_at.is_(None),
            )
        )
    )
    if standing:
        raise Refused(mark("These two are paired, or asked, already."))
    pairing = Pairing(
        person_id=person_id,
        peer_worker_id=peer_worker_id,
        proposed_by_id=by.person_id,
        proposed_at=clock.now(),
    )
    db.add(pairing)
    db.flush()
    trace.leave(
        db, by=by, owner_id=person_id, act=Act.PROPOSED, subject=Subject.PAIRING, subject_id=pairing.id
    )
    return pairing.id


def accept_as_person(db: Session, *, by: Viewer, pairing_id: int, grants: tuple[Grant, ...]) -> None:
    """The person says yes, and to what the peer worker will see. Raises `NotAllowed`, `NotHere`."""
    acting.require(by, Doing.KEEP_A_RECORD)
    pairing = _waiting(db, pairing_id, Pairing.person_id == by.person_id)
    pairing.person_yes_at = clock.now()
    db.flush()
    circle.set_grants(db, by, grants, viewer_id=pairing.peer_worker_id, pairing_id=pairing.id)
    _said_yes(db, by, pairing)


def accept_as_peer_worker(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """The peer worker says yes. Raises `NotAllowed`, `NotHere`."""
    acting.require(by, Doing.WALK_WITH_PEOPLE)
    pairing = _waiting(db, pairing_id, Pairing.peer_worker_id == by.person_id)
    pairing.worker_yes_at = clock.now()
    _said_yes(db, by, pairing)


def choose_what_is_seen(db: Session, *, by: Viewer, pairing_id: int, grants: tuple[Grant, ...]) -> None:
    """The person changes what their peer worker sees; any subset, at any time. Raises `NotHere`."""
    acting.require_oneself(by)
    pairing = _own_live(db, pairing_id, Pairing.person_id == by.person_id)
    circle.set_grants(db, by, grants, viewer_id=pairing.peer_worker_id, pairing_id=pairing.id)


def agree_rhythm(db: Session, *, by: Viewer, pairing_id: int, days: int) -> None:
    """How often the two mean to meet, in days (1 to 365). Raises `NotHere`, `Unsound`."""
    acting.require_oneself(by)
    if not 1 <= days <= 365:
        raise Unsound([problem("rhythm", "Choose a number of days from 1 to 365.")])
    pairing = _own_live(
        db, pairing_id, or_(Pairing.person_id == by.person_id, Pairing.peer_worker_id == by.person_id)
    )
    pairing.rhythm_days = days
    _leave(db, by, pairing, Act.CHANGED)


def end(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """End a pairing, or decline one that waits: either of the two, or a coordinator.

    From that moment the peer worker sees nothing of the person. What the two still had planned is
    called off, and drafts go: nobody could see them any more. Raises `NotHere`.
    """
    acting.require_oneself(by)
    pairing = db.get(Pairing, pairing_id)
    part_of_it = pairing is not None and by.person_id in (pairing.person_id, pairing.peer_worker_id)
    if pairing is None or pairing.ended_at is not None:
        raise NotHere
    if not part_of_it and not acting.may(by, Doing.RUN_THE_SERVICE):
        raise NotHere
    declined = pairing.began_at is None
    pairing.ended_at = clock.now()
    pairing.ended_by_id = by.person_id
    circle.end_pairing_shares(db, pairing_id)
    db.execute(
        update(Meeting)
        .where(
            Meeting.pairing_id == pairing_id,
            Meeting.state == MeetingState.PLANNED,
            Meeting.day >= clock.today(),
        )
        .values(state=MeetingState.CALLED_OFF)
    )
    db.execute(delete(Note).where(Note.pairing_id == pairing_id, Note.state == NoteState.DRAFT))
    _leave(db, by, pairing, Act.DECLINED if declined else Act.ENDED)


def mine(viewer: Viewer) -> Question[list[PairingLine]]:
    """The pairings the viewer is part of and that have not ended, as person or as peer worker."""
    part_of_it = or_(Pairing.person_id == viewer.person_id, Pairing.peer_worker_id == viewer.person_id)
    return Question((_pairings(part_of_it, Pairing.ended_at.is_(None)),), _lines)


def all_standing(viewer: Viewer) -> Question[list[PairingLine]]:
    """As a coordinator: all pairings that have not ended. Raises `NotAllowed`."""
    acting.require(viewer, Doing.RUN_THE_SERVICE)
    return Question((_pairings(Pairing.ended_at.is_(None)),), _lines)


def walks(viewer: Viewer) -> Question[list[Walk]]:
    """As a peer worker: the people one walks with now, whose rhythm is due first. Raises `NotAllowed`."""
    acting.require(viewer, Doing.WALK_WITH_PEOPLE)
    walking = and_(Pairing.peer_worker_id == viewer.person_id, access.pairing_is_live())
    planned = and_(Meeting.state == MeetingState.PLANNED, Meeting.day >= clock.today())
    met = (
        select(
            Meeting.pairing_id,
            func.max(Meeting.day).filter(Meeting.state == MeetingState.HELD).label("last"),
            func.min(Meeting.day).filter(planned).label("following"),
        )
        .where(access.readable(viewer, Meeting), Meeting.pairing_id.in_(select(Pairing.id).where(walking)))
        .group_by(Meeting.pairing_id)
    )
    return Question((_pairings(walking), met), _walks)


def _walks(pairings: Rows, met: Rows) -> list[Walk]:
    days = {pairing_id: (last, following) for pairing_id, last, following in met}
    found = []
    for line in _lines(pairings):
        last, following = days.get(line.id, (None, None))
        due_on = None
        if line.rhythm_days and line.began_at:
            due_on = (last or clock.local(line.began_at).date()) + timedelta(days=line.rhythm_days)
        found.append(Walk(line, last, following, due_on))
    return sorted(found, key=lambda walk: (not walk.is_due, walk.next_meeting or date.max, walk.pairing.id))


def people_to_pair(viewer: Viewer) -> Question[tuple[list[Somebody], list[Somebody]]]:
    """As a coordinator: who keeps a record, and who is a peer worker. Names only."""
    acting.require(viewer, Doing.RUN_THE_SERVICE)
    people = (
        select(Person.id, Person.called, Person.created_at, PersonRole.role)
        .join_from(PersonRole, Person, Person.id == PersonRole.person_id)
        .order_by(Person.id)
    )
    return Question((people,), _to_pair)


def _to_pair(rows: Rows) -> tuple[list[Somebody], list[Somebody]]:
    people = {row.id: Somebody(row.id, row.called or "", row.created_at) for row in rows}
    keep = dict.fromkeys(row.id for row in rows if row.role in KEEPS_A_RECORD)
    work = dict.fromkeys(row.id for row in rows if row.role is Role.PEER_WORKER)
    return [people[each] for each in keep], [people[each] for each in work]


def _pairings(*conditions: access.Condition) -> Select[Any]:
    person, peer_worker = aliased(Person), aliased(Person)
    return (
        select(Pairing, person.called.label("person"), peer_worker.called.label("peer_worker"))
        .join(person, person.id == Pairing.person_id)
        .join(peer_worker, peer_worker.id == Pairing.peer_worker_id)
        .where(*conditions)
        .order_by(Pairing.id)
    )


def _lines(rows: Rows) -> list[PairingLine]:
    return [
        PairingLine(
            id=row.id,
            person_id=row.person_id,
            person=row.person or "",
            peer_worker_id=row.peer_worker_id,
            peer_worker=row.peer_worker or "",
            proposed_at=row.proposed_at,
            person_said_yes=row.person_yes_at is not None,
            worker_said_yes=row.worker_yes_at is not None,
            began_at=row.began_at,
            rhythm_days=row.rhythm_days,
            ended_at=row.ended_at,
        )
        for row in rows
    ]


def _waiting(db: Session, pairing_id: int, whose: access.Condition) -> Pairing:
    # Held until the end: where both say yes at the same moment, the second must see the first's.
    found = db.scalar(
        select(Pairing)
        .where(Pairing.id == pairing_id, whose, Pairing.began_at.is_(None), Pairing.ended_at.is_(None))
        .with_for_update()
    )
    if found is None:
        raise NotHere
    return found


def _own_live(db: Session, pairing_id: int, whose: access.Condition) -> Pairing:
    found = db.scalar(select(Pairing).where(Pairing.id == pairing_id, whose, access.pairing_is_live()))
    if found is None:
        raise NotHere
    return found


def _said_yes(db: Session, by: Viewer, pairing: Pairing) -> None:
    _leave(db, by, pairing, Act.AGREED)
    if pairing.person_yes_at and pairing.worker_yes_at:
        pairing.began_at = clock.now()
        pairing.rhythm_days = pairing.rhythm_days or USUAL_RHYTHM_DAYS
        db.flush()
        circle.accept_pairing_shares(db, pairing.id)


def _leave(db: Session, by: Viewer, pairing: Pairing, act: Act) -> None:
    trace.leave(
        db, by=by, owner_id=pairing.person_id, act=act, subject=Subject.PAIRING, subject_id=pairing.id
    )
