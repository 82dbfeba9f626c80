"""Pairings: proposed by a coordinator, begun when both have said yes, ended by either."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Meeting, Note, Pairing, Person, PersonRole
from lrc_portal.database.row_security import System, beyond
from lrc_portal.sharing import circle, trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.pairings import due, readiness, state_machine
from lrc_portal.support.pairings.state_machine import Step
from lrc_portal.support.supervision import supervision
from lrc_portal.vocabulary import (
    KEEPS_A_RECORD,
    STANDING_PAIRINGS,
    UNCLOSED_PAIRINGS,
    Act,
    MeetingState,
    NoteState,
    PairingState,
)
from lrc_portal.words.marks import Refused, mark

USUAL_RHYTHM_DAYS = 14


def propose(
    db: Session, *, by: Viewer, person_id: int, peer_worker_id: int, follows_id: int | None = None
) -> int:
    """As a coordinator: propose that the two walk together; `follows_id` is a pairing that comes to its end.

    Nobody new is proposed before the person has heard that somebody leaves. Raises `NotAllowed`,
    `NotHere`, `Refused`.
    """
    acting.require(by, Permission.RUN_THE_SERVICE)
    if person_id == peer_worker_id:
        raise Refused(mark("Choose two different people."))
    keeps = db.scalar(
        select(exists().where(PersonRole.person_id == person_id, PersonRole.role.in_(list(KEEPS_A_RECORD))))
    )
    if not readiness.hold_peer_worker(db, peer_worker_id) or not keeps:
        raise NotHere
    of_person = db.scalars(
        select(Pairing)
        .where(Pairing.person_id == person_id, relationships.pairing_is_unclosed())
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    standing_now = [each for each in of_person if relationships.state_of_pairing(each) in STANDING_PAIRINGS]
    if any(each.peer_worker_id == peer_worker_id for each in standing_now):
        raise Refused(mark("These two walk together already, or have been asked."))
    _may_follow(of_person, follows_id)
    if db.scalar(select(supervision.one_supervises_the_other(person_id, peer_worker_id))):
        raise Refused(mark("One of these two supervises the other. Choose somebody else."))
    readiness.require_told(db, peer_worker_id)
    supervision.require_current(db, by, peer_worker_id)
    close_run_out(db, by, person_id=person_id, peer_worker_id=peer_worker_id)
    pairing = Pairing(
        person_id=person_id,
        peer_worker_id=peer_worker_id,
        proposed_by_id=by.person_id,
        proposed_at=clock.now(),
        follows_id=follows_id,
        rests=db.get_one(Person, person_id).erase_at is not None,
    )
    db.add(pairing)
    db.flush()
    trace.leave_on_row(db, by, pairing, Act.PROPOSED)
    return pairing.id


def accept_as_person(db: Session, *, by: Viewer, pairing_id: int, grants: tuple[Grant, ...]) -> None:
    """The person says yes, and to what the peer worker will see.

    Raises `NotAllowed`, `NotHere`, `Refused`.
    """
    acting.require(by, Permission.KEEP_A_RECORD)
    pairing = _waiting(db, pairing_id, Pairing.person_id == by.person_id)
    if pairing.worker_yes_at is not None:  # it would begin with this yes
        supervision.require_current(db, by, pairing.peer_worker_id)
    pairing.person_yes_at = clock.now()
    db.flush()
    circle.set_grants(db, by, grants, viewer_id=pairing.peer_worker_id, pairing_id=pairing.id)
    _said_yes(db, by, pairing)


def accept_as_peer_worker(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """The peer worker says yes. Raises `NotAllowed`, `NotHere`, `Refused`."""
    acting.require(by, Permission.WALK_WITH_PEOPLE)
    if by.erase_at is not None:
        raise Refused(mark("Your account is erased soon. Keep it first."))
    pairing = _waiting(db, pairing_id, Pairing.peer_worker_id == by.person_id)
    supervision.require_current(db, by, by.person_id)
    pairing.worker_yes_at = clock.now()
    _said_yes(db, by, pairing)


def go_on(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """As the person: after the first meeting, walk on together. Raises `NotHere`, `Refused`.

    The walk that this one follows ends in the same moment. Whoever else was asked, or suggested, would
    now come after this one.
    """
    acting.require_oneself(by)
    own = Pairing.person_id == by.person_id
    pairing = _held_in_turn(db, pairing_id, own, Pairing.is_trial.is_(True))
    state_machine.require(Step.GO_ON, pairing)
    pairing.is_trial = False
    trace.leave_on_row(db, by, pairing, Act.AGREED)
    later: relationships.Condition = Pairing.is_trial.is_(True)
    if pairing.follows_id is not None:
        _hand_over(db, by, pairing.follows_id)
        later = or_(later, and_(Pairing.follows_id == pairing.follows_id, relationships.pairing_is_asked()))
    others = (own, later, relationships.pairing_stands(), Pairing.id != pairing_id)
    db.execute(update(Pairing).where(*others).values(follows_id=pairing_id))


def choose_what_is_seen(
    db: Session, *, by: Viewer, pairing_id: int, grants: tuple[Grant, ...], version: str | None = None
) -> None:
    """The person changes what their peer worker sees; any subset, at any time.

    Raises `NotHere`, `Refused`; `ChangedMeanwhile` where what they see is not `version` any more.
    """
    acting.require_oneself(by)
    pairing = _hold(db, pairing_id, Pairing.person_id == by.person_id)
    state_machine.require(Step.CHOOSE_WHAT_IS_SEEN, pairing)
    if pairing.last_day is not None:
        grants = tuple(
            replace(grant, last_day=min(grant.last_day or date.max, pairing.last_day)) for grant in grants
        )
    circle.set_grants(
        db, by, grants, viewer_id=pairing.peer_worker_id, pairing_id=pairing.id, version=version
    )


def end(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """End a pairing, or decline one that waits: either of the two, or a coordinator.

    From that moment the peer worker sees nothing of the person. What the two still had planned is
    called off, and the peer worker's drafts go: nobody could see them any more. Raises `NotHere`, `Refused`.
    """
    acting.require_oneself(by)
    pairing = _hold(db, pairing_id)
    part_of_it = by.person_id in (pairing.person_id, pairing.peer_worker_id)
    if not part_of_it and not acting.may(by, Permission.RUN_THE_SERVICE):
        raise NotHere
    state_machine.require(Step.END, pairing)
    _close(db, by, pairing, Act.DECLINED if pairing.began_at is None else Act.ENDED)


def no_longer_asked(db: Session, by: Viewer, pairing: Pairing) -> None:
    """Whoever was proposed to follow and has not begun is not asked any more: who was to leave stays."""
    _close(db, by, pairing, Act.ERASED)  # not declined: nobody said “not now” to them


def call_off_from(db: Session, pairing_id: int, day: date) -> None:
    """Call off what the two still have planned, from that day on."""
    db.execute(
        update(Meeting)
        .where(Meeting.pairing_id == pairing_id, Meeting.state == MeetingState.PLANNED, Meeting.day >= day)
        .values(state=MeetingState.CALLED_OFF, sequence=Meeting.sequence + 1)
    )
    due.keep(db, [pairing_id])


def _may_follow(of_person: Sequence[Pairing], follows_id: int | None) -> None:
    leaving = [each for each in of_person if each.leaving_at is not None]
    if follows_id is not None and follows_id not in {each.id for each in leaving}:
        raise NotHere
    if any(each.heard_at is None for each in leaving):
        raise Refused(
            mark("The person has not read yet that their peer worker leaves. They hear of it first.")
        )
    if any(each.nobody_new_at is not None for each in leaving):
        raise Refused(mark("The person wants nobody new for now."))
    if follows_id is not None and any(each.follows_id == follows_id for each in of_person):
        raise Refused(mark("Somebody has been suggested already. Wait for their answers first."))


def _waiting(db: Session, pairing_id: int, whose: relationships.Condition) -> Pairing:
    pairing = _held_in_turn(db, pairing_id, whose)
    state_machine.require(Step.ACCEPT, pairing)
    return pairing


def _held_in_turn(db: Session, pairing_id: int, *which: relationships.Condition) -> Pairing:
    # The walk it follows is held first, as where somebody stays: else two could wait for each other.
    before = select(Pairing.follows_id).where(Pairing.id == pairing_id).scalar_subquery()
    with beyond(db, System.PAIRING):  # whoever follows sees nothing of it
        db.scalar(select(Pairing.id).where(Pairing.id == before).with_for_update())
    return _hold(db, pairing_id, *which)


def _hold(db: Session, pairing_id: int, *which: relationships.Condition) -> Pairing:
    # Until the end: of two who say something at the same moment, the second must see what the first said.
    held = select(Pairing).where(Pairing.id == pairing_id, *which).with_for_update()
    found = db.scalar(held.execution_options(populate_existing=True))
    if found is None:
        raise NotHere
    return found


def _said_yes(db: Session, by: Viewer, pairing: Pairing) -> None:
    trace.leave_on_row(db, by, pairing, Act.AGREED)
    if pairing.person_yes_at and pairing.worker_yes_at:
        pairing.began_at = clock.now()
        pairing.rhythm_days = pairing.rhythm_days or USUAL_RHYTHM_DAYS
        db.flush()
        circle.accept_pairing_shares(db, pairing.id)
        if pairing.follows_id is not None and not pairing.is_trial:
            _hand_over(db, by, pairing.follows_id)


def _hand_over(db: Session, by: Viewer, before_id: int) -> None:
    """The one who follows walks along from now on: who walked before sees nothing from this moment."""
    with beyond(db, System.PAIRING):  # whoever follows sees nothing of it
        before = _hold(db, before_id)
        if relationships.state_of_pairing(before) in UNCLOSED_PAIRINGS:
            _close(db, by, before, Act.JOINED)


def close_run_out(db: Session, by: Viewer, *, person_id: int, peer_worker_id: int) -> None:
    """Put away what is over between the two, so that they can begin anew."""
    two = (Pairing.person_id == person_id, Pairing.peer_worker_id == peer_worker_id)
    unclosed = select(Pairing).where(*two, relationships.pairing_is_unclosed()).with_for_update()
    for each in db.scalars(unclosed).all():
        if relationships.state_of_pairing(each) is PairingState.RUN_OUT:
            _close(db, by, each, Act.ENDED)


def _close(db: Session, by: Viewer, pairing: Pairing, act: Act) -> None:
    # What hangs on it ends with it, whoever of them ends it, and whatever they may see of it.
    with beyond(db, System.PAIRING):
        pairing.ended_at = clock.now()
        pairing.ended_by_id = by.person_id
        circle.end_pairing_shares(db, pairing.id)
        call_off_from(db, pairing.id, clock.today())
        # What the person began to write is theirs, and stays until it is thrown away or ends by itself.
        of_peer_worker = (Note.pairing_id == pairing.id, Note.author_id == pairing.peer_worker_id)
        db.execute(delete(Note).where(*of_peer_worker, Note.state == NoteState.DRAFT))
    trace.leave_on_row(db, by, pairing, act)
