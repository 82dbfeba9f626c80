"""Handing over: a peer worker leaves; the person hears of it first, and says who follows and what they read.

Nothing of the record is lost. The walk that ends does so when the next one begins, or on its last day.
Whoever said that last day can take it back, until the person has said yes to somebody new.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import Note, NotePassedOn, Pairing, Share
from lrc_portal.database.portable import few, spend
from lrc_portal.database.read_queries import ReadQuery, rows_of, tuples_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.record import audited_writes
from lrc_portal.sharing import circle, trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.pairings import pairings, state_machine
from lrc_portal.support.pairings.state_machine import Step
from lrc_portal.vocabulary import ANSWERED_NOTES, Act, MeetingKind, NoteState, Subject
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class LeavingSubmission:
    """The last day on which a peer worker walks along."""

    pairing_id: int
    last_day: date | None
    token: str = ""

    def problems(self) -> list[Problem]:
        today = clock.today()
        if self.last_day is None or not today <= self.last_day <= today + FURTHEST:
            return [problem("last_day", "Choose a last day from today to a year from now.")]
        return []


@dataclass(frozen=True)
class Goodbyes:
    """Of a peer worker who leaves: the pairings in which they have said goodbye, and the drafts (pairing →
    note) where they have begun to.
    """

    said: frozenset[int]
    begun: Mapping[int, int]


def say_leaving(db: Session, *, by: Viewer, submission: LeavingSubmission) -> None:
    """As the peer worker, or as a coordinator: say when their last day is. The person hears of it first.

    What the person shows them ends with that day, and so does what was planned for later.
    Raises `NotHere`, `Invalid`, `AlreadySaved`; `Refused` where it has been said, and while the person has
    not read that an earlier one was taken back: what they show still ends that day, and they say whether.
    """
    acting.require_oneself(by)
    pairing = _held(db, submission.pairing_id)
    if pairing.peer_worker_id != by.person_id and not acting.may(by, Permission.RUN_THE_SERVICE):
        raise NotHere
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    state_machine.require(Step.SAY_LEAVING, pairing)
    if pairing.unsaid_last_day is not None:
        raise Refused(
            mark(
                "They have not read yet that the last day was taken back. "
                "Once they have, you can say a new one."
            )
        )
    assert submission.last_day is not None
    pairing.leaving_at = clock.now()
    pairing.leaving_by_id = by.person_id
    pairing.last_day = submission.last_day
    with beyond(db, System.PAIRING):
        db.execute(
            update(Share)
            .where(
                Share.pairing_id == pairing.id,
                Share.taken_back_at.is_(None),
                or_(Share.last_day.is_(None), Share.last_day > submission.last_day),
            )
            .values(last_day=submission.last_day)
        )
        pairings.call_off_from(db, pairing.id, submission.last_day + timedelta(days=1))
    trace.leave_on_row(db, by, pairing, Act.LEFT)


def stay(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """As whoever said the last day: take it back, and the walk goes on. The person reads it next.

    Who was suggested to follow is not asked any more. What was called off stays so, and what the person
    shows still ends on that day unless they say otherwise. Raises `NotHere`; `Refused` where the person
    has said yes to somebody new.
    """
    acting.require_oneself(by)
    pairing = _held(db, pairing_id, Pairing.leaving_by_id == by.person_id)
    state_machine.require(Step.STAY, pairing)
    follow = select(Pairing).where(Pairing.follows_id == pairing.id, relationships.pairing_stands())
    with beyond(db, System.PAIRING):  # whom else they were asked to walk with is not for whoever was to leave
        followers = db.scalars(follow.with_for_update()).all()
        if any(each.person_yes_at is not None for each in followers):
            raise Refused(
                mark("They have said yes to somebody new. Talk about it with them and a coordinator.")
            )
        for each in followers:
            pairings.no_longer_asked(db, by, each)
    pairing.unsaid_last_day = pairing.last_day
    pairing.leaving_at = pairing.leaving_by_id = pairing.last_day = None
    pairing.heard_at = pairing.nobody_new_at = None
    trace.leave_on_row(db, by, pairing, Act.ANSWERED)


def read_staying(db: Session, *, by: Viewer, pairing_id: int, go_on_showing: bool) -> None:
    """As the person: take note that the peer worker stays; what was to end that day goes on, or ends."""
    acting.require_oneself(by)
    pairing = _held(
        db,
        pairing_id,
        Pairing.person_id == by.person_id,
        Pairing.unsaid_last_day.is_not(None),
    )
    state_machine.require(Step.READ_STAYING, pairing)
    if go_on_showing:
        shares = db.scalars(
            select(Share).where(Share.pairing_id == pairing.id, Share.taken_back_at.is_(None))
        ).all()
        grants = tuple(
            Grant(
                share.content,
                share.own_words,
                None if share.last_day == pairing.unsaid_last_day else share.last_day,
            )
            for share in shares
        )
        circle.set_grants(db, by, grants, viewer_id=pairing.peer_worker_id, pairing_id=pairing.id)
    pairing.unsaid_last_day = None
    trace.leave_on_row(db, by, pairing, Act.ANSWERED)


def say_heard(db: Session, *, by: Viewer, pairing_id: int, last_day: date | None = None) -> None:
    """As the person: take note that the peer worker leaves; from now on somebody can be suggested.

    `last_day` is the day that they read. Raises `NotHere`; `Refused` where another has been said since.
    """
    pairing = _own_leaving(db, by, pairing_id)
    if last_day not in (None, pairing.last_day):
        raise Refused(mark("Another last day has been said since you opened this. Read it first."))
    if pairing.heard_at is None:
        pairing.heard_at = clock.now()
        trace.leave_on_row(db, by, pairing, Act.ANSWERED)


def want_new(db: Session, *, by: Viewer, pairing_id: int, wanted: bool) -> None:
    """As the person: nobody new for now, or somebody after all. Raises `NotHere`.

    Who was suggested to follow and has not begun is told "not now" with it.
    """
    pairing = _own_leaving(db, by, pairing_id)
    if pairing.heard_at is None:
        raise NotHere
    if wanted == (pairing.nobody_new_at is None):
        return
    pairing.nobody_new_at = None if wanted else clock.now()
    trace.leave_on_row(db, by, pairing, Act.ANSWERED)
    waiting = db.scalars(
        select(Pairing.id).where(Pairing.follows_id == pairing.id, relationships.pairing_is_asked())
    ).all()
    for follower_id in waiting:
        pairings.end(db, by=by, pairing_id=follower_id)


def propose(db: Session, *, by: Viewer, pairing_id: int, peer_worker_id: int) -> int:
    """As a coordinator: propose who follows in a pairing that comes to its end; both decide.

    Raises `NotAllowed`, `NotHere`; `Refused` before the person has heard, where they want nobody new,
    and where somebody has been suggested. Returns the id of the new pairing.
    """
    acting.require(by, Permission.RUN_THE_SERVICE)
    before = db.get(Pairing, pairing_id)
    if before is None:
        raise NotHere
    state_machine.require(Step.SUGGEST_WHO_FOLLOWS, before)
    return pairings.propose(
        db, by=by, person_id=before.person_id, peer_worker_id=peer_worker_id, follows_id=before.id
    )


def accept(
    db: Session, *, by: Viewer, pairing_id: int, grants: tuple[Grant, ...], note_ids: Collection[int] = ()
) -> None:
    """As the person: say yes to a peer worker, to what they will see, and which earlier notes they read."""
    acting.require(by, Permission.KEEP_A_RECORD)
    # The yes comes first: it holds the walk before this one, and only then this one.
    pairings.accept_as_person(db, by=by, pairing_id=pairing_id, grants=grants)
    pass_on(db, by=by, pairing_id=pairing_id, note_ids=note_ids)


def pass_on(
    db: Session,
    *,
    by: Viewer,
    pairing_id: int,
    note_ids: Collection[int],
    among: Collection[int] | None = None,
) -> None:
    """As the person: let the peer worker of this pairing read exactly these earlier notes.

    `among` are the notes that stood to choose from: others stay as they are. Only answered notes of
    other pairings are passed on, each with all its versions. Raises `NotHere`.
    """
    acting.require(by, Permission.KEEP_A_RECORD)
    pairing = _held(db, pairing_id, Pairing.person_id == by.person_id)
    state_machine.require(Step.PASS_NOTES_ON, pairing)
    first = access.FIRST_VERSION
    wanted = set(
        db.scalars(select(first).where(Note.id.in_(list(note_ids)), _can_be_passed_on(by, pairing))).all()
    )
    if len(wanted) != len(set(note_ids)):
        raise NotHere
    there = db.scalars(select(NotePassedOn).where(NotePassedOn.pairing_id == pairing.id)).all()
    shown = None if among is None else set(db.scalars(select(first).where(Note.id.in_(list(among)))).all())
    for row in there:
        if row.note_id not in wanted and (shown is None or row.note_id in shown):
            db.delete(row)
            audited_writes.leave_own_trace(db, by, Act.TOOK_BACK, Subject.NOTES, row.note_id)
    now = clock.now()
    for note_id in sorted(wanted - {row.note_id for row in there}):
        db.add(NotePassedOn(note_id=note_id, pairing_id=pairing.id, passed_on_at=now))
        audited_writes.leave_own_trace(db, by, Act.SHARED, Subject.NOTES, note_id)


def begin_goodbye(db: Session, *, by: Viewer, pairing_id: int) -> int:
    """As the peer worker who leaves: the draft of a last note, to be offered and answered like any.

    Raises `NotAllowed`, `NotHere`; `Refused` where it was offered. Returns the draft's id.
    """
    acting.require(by, Permission.WALK_WITH_PEOPLE)
    pairing = _held(db, pairing_id, Pairing.peer_worker_id == by.person_id)
    state_machine.require(Step.SAY_GOODBYE, pairing)
    assert pairing.leaving_at is not None
    there = db.scalars(
        select(Note)
        .where(Note.pairing_id == pairing.id, Note.replaces_id.is_(None), _is_own_goodbye(by))
        .order_by(Note.id)
    ).all()
    for note in there:
        if note.state is NoteState.DRAFT:
            return note.id
        if note.offered_at is not None and note.offered_at >= pairing.leaving_at:
            raise Refused(mark("You have said goodbye already. Your words stay with them."))
    now = clock.now()
    draft = Note(
        person_id=pairing.person_id,
        author_id=by.person_id,
        pairing_id=pairing.id,
        day=clock.today(),
        kind=MeetingKind.ONE_TO_ONE,
        state=NoteState.DRAFT,
        is_goodbye=True,
        created_at=now,
        changed_at=now,
    )
    db.add(draft)
    db.flush()
    return draft.id


def passed_on(viewer: Viewer) -> ReadQuery[dict[int, frozenset[int]]]:
    """The viewer's own notes that are passed on, by pairing: the ids of the first versions."""
    passed = (
        select(NotePassedOn.note_id, NotePassedOn.pairing_id)
        .join(Pairing, Pairing.id == NotePassedOn.pairing_id)
        .where(Pairing.person_id == viewer.person_id, relationships.pairing_stands())
    )

    def read(rows: list[tuple[int, int]]) -> dict[int, frozenset[int]]:
        return {
            pairing_id: frozenset(note_id for note_id, each in rows if each == pairing_id)
            for pairing_id in {each for _note_id, each in rows}
        }

    return ReadQuery(tuples_of(passed), read=read)


# Under another name: the rules ask of pairings by theirs. Made once: an alias is dear to make.
_LEFT = alias_of(Pairing)


def goodbyes(viewer: Viewer) -> ReadQuery[Goodbyes]:
    """As a peer worker: where one has said goodbye since one said to leave, and where one has begun to."""
    acting.require(viewer, Permission.WALK_WITH_PEOPLE)
    mine = select(Pairing.id).where(
        Pairing.peer_worker_id == viewer.person_id, relationships.pairing_is_unclosed()
    )
    goodbyes = (
        select(Note.id, Note.pairing_id, Note.state)
        .join(_LEFT, _LEFT.id == Note.pairing_id)
        .where(
            few(Note.pairing_id, mine),
            _is_own_goodbye(viewer),
            Note.replaces_id.is_(None),
            or_(Note.state == NoteState.DRAFT, Note.offered_at >= _LEFT.leaving_at),
        )
    )

    def read(rows: list[_GoodbyeRow]) -> Goodbyes:
        return Goodbyes(
            said=frozenset(row.pairing_id for row in rows if row.state is not NoteState.DRAFT),
            begun={row.pairing_id: row.id for row in rows if row.state is NoteState.DRAFT},
        )

    return ReadQuery(rows_of(goodbyes, _GoodbyeRow), read=read)


class _GoodbyeRow(NamedTuple):
    id: int
    pairing_id: int
    state: NoteState


def _is_own_goodbye(by: Viewer) -> ColumnElement[bool]:
    return and_(Note.author_id == by.person_id, Note.is_goodbye, access.readable(by, Note))


def _can_be_passed_on(by: Viewer, pairing: Pairing) -> ColumnElement[bool]:
    return and_(
        Note.person_id == by.person_id,
        access.readable(by, Note),
        Note.state.in_(ANSWERED_NOTES),
        Note.pairing_id != pairing.id,
    )


def _held(db: Session, pairing_id: int, *which: relationships.Condition) -> Pairing:
    # Held until the end: two who say something at the same moment say it one after the other.
    held = select(Pairing).where(Pairing.id == pairing_id, *which).with_for_update()
    found = db.scalar(held.execution_options(populate_existing=True))
    if found is None:
        raise NotHere
    return found


def _own_leaving(db: Session, by: Viewer, pairing_id: int) -> Pairing:
    """The viewer's pairing that comes to its end, or whose last day has passed with nobody following."""
    acting.require_oneself(by)
    pairing = _held(db, pairing_id, Pairing.person_id == by.person_id)
    state_machine.require(Step.HEAR, pairing)
    return pairing
