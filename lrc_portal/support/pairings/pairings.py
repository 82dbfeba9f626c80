"""Pairings: proposed by a coordinator, begun when both have said yes, ended by either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Subquery, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lrc_portal import access, acting, clock, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Meeting, Note, Pairing, Person, PersonRole
from lrc_portal.database.portable import day_number, utc_day
from lrc_portal.database.read_queries import (
    AnySelect,
    ReadQuery,
    only,
    rows_of,
    together,
    tuples_of,
    values_of,
)
from lrc_portal.sharing import circle, trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import Around
from lrc_portal.support.pairings import readiness, state_machine
from lrc_portal.support.pairings.state_machine import Step
from lrc_portal.support.somebody import Somebody
from lrc_portal.support.supervision import supervision
from lrc_portal.vocabulary import (
    KEEPS_A_RECORD,
    LIVE_PAIRINGS,
    STANDING_PAIRINGS,
    UNCLOSED_PAIRINGS,
    Act,
    MeetingState,
    NoteState,
    PairingState,
)
from lrc_portal.words.marks import Refused, mark

USUAL_RHYTHM_DAYS = 14


@dataclass(frozen=True)
class PairingLine:
    """A pairing to show to somebody who is part of it, or to a coordinator.

    `is_followed`, for a coordinator alone, says that somebody was proposed to follow.
    """

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
    rhythm_proposed_days: int | None = None
    rhythm_proposed_by_id: int | None = None
    leaving: bool = False
    last_day: date | None = None
    heard: bool = False
    nobody_new: bool = False
    unsaid_last_day: date | None = None
    leaving_by_id: int | None = None
    follows_id: int | None = None
    is_trial: bool = False
    asked_by_person: bool = False
    is_followed: bool = False

    @property
    def state(self) -> PairingState:
        return relationships.state_of_pairing(self)

    @property
    def live(self) -> bool:
        return self.state in LIVE_PAIRINGS

    @property
    def waiting(self) -> bool:
        return self.state is PairingState.ASKED


@dataclass(frozen=True)
class Walk:
    """Somebody a peer worker walks with: when they met, when they will, and when it is due."""

    pairing: PairingLine
    last_met: date | None
    due_on: date | None
    around: Around

    @property
    def next_meeting(self) -> date | None:
        return self.around.coming[0].day if self.around.coming else None

    @property
    def is_due(self) -> bool:
        """The agreed rhythm has come round and nothing is planned.

        Not while it is open whether the two have just met: that is asked first.
        """
        open_yet = self.around.coming or self.around.unconfirmed
        return not open_yet and self.due_on is not None and self.due_on <= clock.today()


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
        raise Refused(mark("These two are paired, or asked, already."))
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


@dataclass(slots=True)
class _PairingRow:
    id: int
    person_id: int
    peer_worker_id: int
    proposed_by_id: int
    proposed_at: datetime
    person_yes_at: datetime | None
    worker_yes_at: datetime | None
    began_at: datetime | None
    rhythm_days: int | None
    rhythm_proposed_days: int | None
    rhythm_proposed_by_id: int | None
    leaving_at: datetime | None
    leaving_by_id: int | None
    last_day: date | None
    heard_at: datetime | None
    nobody_new_at: datetime | None
    unsaid_last_day: date | None
    follows_id: int | None
    ended_at: datetime | None
    is_trial: bool
    person: str | None
    peer_worker: str | None


@dataclass(slots=True)
class _FollowedRow(_PairingRow):
    is_followed: bool


@dataclass(slots=True)
class _WalkRow(_PairingRow):
    last_met: date | None


def mine(viewer: Viewer) -> ReadQuery[list[PairingLine]]:
    """The pairings the viewer is part of and that nobody has closed, as person or as peer worker.

    One whose last day has passed is among them, until somebody follows or the person puts it away.
    """
    own = (relationships.is_in_pairing(viewer), relationships.pairing_is_unclosed())
    return ReadQuery(rows_of(_pairings(*own), _PairingRow), read=_lines)


def asked(viewer: Viewer, *, most: int) -> ReadQuery[list[PairingLine]]:
    """As a peer worker: who waits to walk with the viewer, whoever waits longest first."""
    waiting = _pairings(Pairing.peer_worker_id == viewer.person_id, relationships.pairing_is_asked())
    return ReadQuery(rows_of(waiting.limit(most), _PairingRow), read=_lines)


def all_standing(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[PairingLine]]:
    """As a coordinator: the pairings that nobody has closed, as in `mine`; those under way come last.

    Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    follower = aliased(Pairing)
    followed = exists().where(follower.follows_id == Pairing.id, relationships.pairing_is_unclosed(follower))
    lines = (
        _pairings(relationships.pairing_is_unclosed())
        .add_columns(followed.label("is_followed"))
        .order_by(None)
        .order_by(case((relationships.pairing_is_live(), 1), else_=0), Pairing.id)
        .limit(most)
    )
    return ReadQuery(
        rows_of(lines, _FollowedRow),
        read=lambda rows: [replace(_line(row), is_followed=row.is_followed) for row in rows],
    )


def how_many_wait(viewer: Viewer) -> ReadQuery[int]:
    """As a coordinator: how many pairings wait for a yes. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    waiting = select(func.count(Pairing.id).label("n")).where(relationships.pairing_is_asked())
    return ReadQuery(values_of(waiting), read=only)


def walks(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[Walk]]:
    """As a peer worker: the people one walks with now, whose rhythm is due first; all, or at most `most`.

    Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.WALK_WITH_PEOPLE)
    walking = and_(Pairing.peer_worker_id == viewer.person_id, relationships.pairing_is_live())
    with_all = Meeting.pairing_id.in_(select(Pairing.id).where(walking))
    times = meeting_times(access.readable(viewer, Meeting), with_all)
    lines = (
        _pairings(walking)
        .add_columns(times.c.last_met)
        .outerjoin(times, times.c.pairing_id == Pairing.id)
        .order_by(None)
        .order_by(case((is_due(times), 0), else_=1), times.c.next_day.nulls_last(), Pairing.id)
        .limit(most)
    )
    ids = lines.with_only_columns(Pairing.id, maintain_column_froms=True)
    around = meetings.around(viewer, Meeting.pairing_id.in_(ids))
    return together(_walks, ReadQuery(rows_of(lines, _WalkRow)), around)


def meeting_times(*which: relationships.Condition) -> Subquery:
    """Of each pairing: when the two last met and meet next, and how many of their meetings are open yet."""
    today, planned = clock.today(), Meeting.state == MeetingState.PLANNED
    return (
        select(
            Meeting.pairing_id,
            func.max(Meeting.day).filter(Meeting.state == MeetingState.HELD).label("last_met"),
            func.min(Meeting.day).filter(planned, Meeting.day >= today).label("next_day"),
            func.count(Meeting.id).filter(planned, Meeting.day >= today - meetings.A_WHILE).label("open_yet"),
        )
        .where(Meeting.pairing_id.is_not(None), *which)
        .group_by(Meeting.pairing_id)
        .subquery()
    )


def is_due(times: Subquery) -> relationships.Condition:
    """As `Walk.is_due`, to choose by: among these are all that are due, and some that are so tomorrow, since
    a walk counts here from the day on which it began in UTC.
    """
    today = (clock.today() - date(1970, 1, 1)).days
    since = func.coalesce(times.c.last_met, utc_day(Pairing.began_at))
    due = day_number(since) + Pairing.rhythm_days <= today
    return and_(func.coalesce(times.c.open_yet, 0) == 0, due)


def _walks(rows: list[_WalkRow], around: Around) -> list[Walk]:
    found = []
    for row in rows:
        due_on = None
        if row.rhythm_days and row.began_at:
            due_on = (row.last_met or clock.local(row.began_at).date()) + timedelta(days=row.rhythm_days)
        found.append(Walk(_line(row), row.last_met, due_on, around.of(row.id)))
    return sorted(found, key=lambda walk: (not walk.is_due, walk.next_meeting or date.max, walk.pairing.id))


def people_to_pair(viewer: Viewer) -> ReadQuery[list[Somebody]]:
    """As a coordinator: who keeps a record, and so can have a peer worker. Names only."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    keeps = exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(sorted(KEEPS_A_RECORD)))
    people = select(Person.id, Person.display_name, Person.created_at).where(keeps).order_by(Person.id)
    return ReadQuery(
        tuples_of(people),
        read=lambda rows: [Somebody(person_id, name or "", since) for person_id, name, since in rows],
    )


def _pairings(*conditions: relationships.Condition) -> AnySelect:
    person, peer_worker = aliased(Person), aliased(Person)
    return (
        select(
            Pairing.id,
            Pairing.person_id,
            Pairing.peer_worker_id,
            Pairing.proposed_by_id,
            Pairing.proposed_at,
            Pairing.person_yes_at,
            Pairing.worker_yes_at,
            Pairing.began_at,
            Pairing.rhythm_days,
            Pairing.rhythm_proposed_days,
            Pairing.rhythm_proposed_by_id,
            Pairing.leaving_at,
            Pairing.leaving_by_id,
            Pairing.last_day,
            Pairing.heard_at,
            Pairing.nobody_new_at,
            Pairing.unsaid_last_day,
            Pairing.follows_id,
            Pairing.ended_at,
            Pairing.is_trial,
            person.display_name.label("person"),
            peer_worker.display_name.label("peer_worker"),
        )
        .join(person, person.id == Pairing.person_id)
        .join(peer_worker, peer_worker.id == Pairing.peer_worker_id)
        .where(*conditions)
        .order_by(Pairing.id)
    )


def _lines(rows: list[_PairingRow]) -> list[PairingLine]:
    return [_line(row) for row in rows]


def _line(row: _PairingRow) -> PairingLine:
    return PairingLine(
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
        rhythm_proposed_days=row.rhythm_proposed_days,
        rhythm_proposed_by_id=row.rhythm_proposed_by_id,
        leaving=row.leaving_at is not None,
        last_day=row.last_day,
        heard=row.heard_at is not None,
        nobody_new=row.nobody_new_at is not None,
        unsaid_last_day=row.unsaid_last_day,
        leaving_by_id=row.leaving_by_id,
        follows_id=row.follows_id,
        is_trial=row.is_trial,
        asked_by_person=row.proposed_by_id == row.person_id,
    )


def followed_by_a_new_one(own: Iterable[PairingLine]) -> PairingLine | None:
    """Which of somebody's own walks comes to its end when they go on with somebody new.

    The one whose peer worker leaves, or the only one there is; one whose last day has passed only where
    there is no other. None where they walk with nobody, or with several: then the new walk stands beside.
    """
    begun = [line for line in own if line.live or line.state is PairingState.RUN_OUT]
    settled = [line for line in begun if line.live and not line.is_trial]
    if leaving := [line for line in begun if line.state is PairingState.LEAVING]:
        return leaving[-1]
    settled = settled or [line for line in begun if not line.live][-1:]
    return settled[0] if len(settled) == 1 else None


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
    pairing.ended_at = clock.now()
    pairing.ended_by_id = by.person_id
    circle.end_pairing_shares(db, pairing.id)
    call_off_from(db, pairing.id, clock.today())
    # What the person began to write is theirs, and stays until it is thrown away or ends by itself.
    of_peer_worker = (Note.pairing_id == pairing.id, Note.author_id == pairing.peer_worker_id)
    db.execute(delete(Note).where(*of_peer_worker, Note.state == NoteState.DRAFT))
    trace.leave_on_row(db, by, pairing, act)
