"""Handing over: a peer worker leaves; the person hears of it first, and says who follows and what they read.

Nothing of the record is lost. The walk that ends does so when the next one begins, or on its last day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, standing
from lrc_portal.acting import Doing, NotHere, Viewer
from lrc_portal.database.asking import Question
from lrc_portal.database.models import Note, NotePassedOn, Pairing, Share
from lrc_portal.database.portable import spend
from lrc_portal.record.sound import LONG, text_problems, tidy
from lrc_portal.sharing import trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support import pairings
from lrc_portal.vocabulary import Act, MeetingKind, NoteState, Subject
from lrc_portal.words.marks import Problem, Refused, Unsound, mark, problem

FURTHEST = timedelta(days=366)
ANSWERED = (NoteState.AGREED, NoteState.DIFFERING)


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
class GoodbyeSubmission:
    """The words with which a peer worker says goodbye."""

    pairing_id: int
    words: str
    token: str = ""

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=LONG, needed=True)


def say_leaving(db: Session, *, by: Viewer, submission: LeavingSubmission) -> None:
    """As the peer worker, or as a coordinator: say when their last day is. The person hears of it first.

    What the person shows them ends with that day, and so does what was planned for later.
    Raises `NotHere`, `Unsound`, `AlreadySaved`; `Refused` where it has been said.
    """
    acting.require_oneself(by)
    pairing = _held(db, submission.pairing_id, standing.pairing_is_live())
    if pairing.peer_worker_id != by.person_id and not acting.may(by, Doing.RUN_THE_SERVICE):
        raise NotHere
    if found := submission.problems():
        raise Unsound(found)
    spend(db, by.person_id, submission.token)
    if pairing.leaving_at is not None:
        raise Refused(mark("This has been said already."))
    assert submission.last_day is not None
    pairing.leaving_at = clock.now()
    pairing.leaving_by_id = by.person_id
    pairing.last_day = submission.last_day
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
    _leave(db, by, pairing, Act.LEFT)


def say_heard(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """As the person: take note that the peer worker leaves; from now on somebody can be suggested."""
    pairing = _own_leaving(db, by, pairing_id)
    if pairing.heard_at is None:
        pairing.heard_at = clock.now()
        _leave(db, by, pairing, Act.ANSWERED)


def want_new(db: Session, *, by: Viewer, pairing_id: int, wanted: bool) -> None:
    """As the person: nobody new for now, or somebody after all. Raises `NotHere`.

    Who was suggested to follow and has not begun is told "not now" with it.
    """
    pairing = _own_leaving(db, by, pairing_id, Pairing.heard_at.is_not(None))
    if wanted == (pairing.nobody_new_at is None):
        return
    pairing.nobody_new_at = None if wanted else clock.now()
    _leave(db, by, pairing, Act.ANSWERED)
    waiting = db.scalars(
        select(Pairing.id).where(Pairing.follows_id == pairing.id, Pairing.ended_at.is_(None))
    ).all()
    for follower_id in waiting:
        pairings.end(db, by=by, pairing_id=follower_id)


def propose(db: Session, *, by: Viewer, pairing_id: int, peer_worker_id: int) -> int:
    """As a coordinator: propose who follows in a pairing that comes to its end; both decide.

    Raises `NotAllowed`, `NotHere`; `Refused` before the person has heard, where they want nobody new,
    and where somebody has been suggested. Returns the id of the new pairing.
    """
    acting.require(by, Doing.RUN_THE_SERVICE)
    before = db.get(Pairing, pairing_id)
    if before is None:
        raise NotHere
    return pairings.propose(
        db, by=by, person_id=before.person_id, peer_worker_id=peer_worker_id, follows_id=before.id
    )


def accept(
    db: Session, *, by: Viewer, pairing_id: int, grants: tuple[Grant, ...], note_ids: Collection[int] = ()
) -> None:
    """As the person: say yes to a peer worker, to what they will see, and which earlier notes they read."""
    acting.require(by, Doing.KEEP_A_RECORD)
    pass_on(db, by=by, pairing_id=pairing_id, note_ids=note_ids)
    pairings.accept_as_person(db, by=by, pairing_id=pairing_id, grants=grants)


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
    acting.require(by, Doing.KEEP_A_RECORD)
    pairing = _held(db, pairing_id, Pairing.person_id == by.person_id, Pairing.ended_at.is_(None))
    first = func.coalesce(Note.first_id, Note.id)
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
            _leave_note(db, by, row.note_id, Act.TOOK_BACK)
    now = clock.now()
    for note_id in sorted(wanted - {row.note_id for row in there}):
        db.add(NotePassedOn(note_id=note_id, pairing_id=pairing.id, passed_on_at=now))
        _leave_note(db, by, note_id, Act.SHARED)


def say_goodbye(db: Session, *, by: Viewer, submission: GoodbyeSubmission) -> int:
    """As the peer worker who leaves: a last note, offered at once; the person answers it like any.

    Raises `NotAllowed`, `NotHere`, `Unsound`, `AlreadySaved`; `Refused` where it is written. Returns its id.
    """
    acting.require(by, Doing.WALK_WITH_PEOPLE)
    pairing = _held(
        db,
        submission.pairing_id,
        Pairing.peer_worker_id == by.person_id,
        Pairing.leaving_at.is_not(None),
        standing.pairing_is_live(),
    )
    if found := submission.problems():
        raise Unsound(found)
    spend(db, by.person_id, submission.token)
    if db.scalar(select(Note.id).where(Note.pairing_id == pairing.id, Note.is_goodbye).limit(1)):
        raise Refused(mark("You have said goodbye already. Your words stay with them."))
    now = clock.now()
    note = Note(
        person_id=pairing.person_id,
        author_id=by.person_id,
        pairing_id=pairing.id,
        day=clock.today(),
        kind=MeetingKind.ONE_TO_ONE,
        state=NoteState.OFFERED,
        talked_about=tidy(submission.words),
        is_goodbye=True,
        created_at=now,
        changed_at=now,
        offered_at=now,
    )
    db.add(note)
    db.flush()
    _leave_note(db, by, note.id, Act.OFFERED, owner_id=pairing.person_id)
    return note.id


def passed_on(viewer: Viewer) -> Question[dict[int, frozenset[int]]]:
    """The viewer's own notes that are passed on, by pairing: the ids of the first versions."""
    rows = (
        select(NotePassedOn.note_id, NotePassedOn.pairing_id)
        .join(Pairing, Pairing.id == NotePassedOn.pairing_id)
        .where(Pairing.person_id == viewer.person_id, Pairing.ended_at.is_(None))
    )

    def read(rows: list) -> dict[int, frozenset[int]]:
        return {
            pairing_id: frozenset(row.note_id for row in rows if row.pairing_id == pairing_id)
            for pairing_id in {row.pairing_id for row in rows}
        }

    return Question((rows,), read)


def goodbyes(viewer: Viewer) -> Question[frozenset[int]]:
    """As a peer worker: the pairings in which one has said goodbye."""
    acting.require(viewer, Doing.WALK_WITH_PEOPLE)
    rows = select(Note.pairing_id).where(
        Note.author_id == viewer.person_id, Note.is_goodbye, access.readable(viewer, Note)
    )
    return Question((rows,), lambda rows: frozenset(row.pairing_id for row in rows))


def _can_be_passed_on(by: Viewer, pairing: Pairing) -> ColumnElement[bool]:
    return and_(
        Note.person_id == by.person_id,
        access.readable(by, Note),
        Note.state.in_(ANSWERED),
        Note.pairing_id != pairing.id,
    )


def _held(db: Session, pairing_id: int, *which: standing.Condition) -> Pairing:
    # Held until the end: two who say something at the same moment say it one after the other.
    found = db.scalar(select(Pairing).where(Pairing.id == pairing_id, *which).with_for_update())
    if found is None:
        raise NotHere
    return found


def _own_leaving(db: Session, by: Viewer, pairing_id: int, *which: standing.Condition) -> Pairing:
    """The viewer's pairing that comes to its end, or whose last day has passed with nobody following."""
    acting.require_oneself(by)
    return _held(
        db,
        pairing_id,
        Pairing.person_id == by.person_id,
        Pairing.leaving_at.is_not(None),
        Pairing.ended_at.is_(None),
        *which,
    )


def _leave(db: Session, by: Viewer, pairing: Pairing, act: Act) -> None:
    trace.leave(
        db, by=by, owner_id=pairing.person_id, act=act, subject=Subject.PAIRING, subject_id=pairing.id
    )


def _leave_note(db: Session, by: Viewer, note_id: int, act: Act, *, owner_id: int | None = None) -> None:
    owner = by.person_id if owner_id is None else owner_id
    trace.leave(db, by=by, owner_id=owner, act=act, subject=Subject.NOTES, subject_id=note_id)
