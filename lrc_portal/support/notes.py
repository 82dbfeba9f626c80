"""Notes: draft → offered → agreed, or differing; then both accounts stand.

The peer worker writes, the person answers. Only the author sees a draft. Once offered, the
author's words are fixed; the answer adds the person's own account and never touches theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock
from lrc_portal.acting import Doing, NotHere, Viewer
from lrc_portal.database.asking import Question, Rows
from lrc_portal.database.models import Meeting, Note, NoteAid, NoteElement, Pairing, Person
from lrc_portal.database.portable import spend
from lrc_portal.record.sound import LONG, past_day_problems, text_problems, tidy
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, Aid, Element, MeetingKind, MeetingState, NoteState, Subject
from lrc_portal.words.marks import Problem, Refused, Unsound, mark, problem


@dataclass(frozen=True)
class NoteSubmission:
    """A note as its author wrote it. A draft may be unfinished; what is offered may not."""

    pairing_id: int
    day: date | None
    kind: MeetingKind | None
    aids: frozenset[Aid] = frozenset()
    elements: frozenset[Element] = frozenset()
    talked_about: str = ""
    strengths_noticed: str = ""
    we_agreed: str = ""
    meeting_id: int | None = None
    token: str = ""

    def problems(self) -> list[Problem]:
        """What keeps even a draft from being kept."""
        found = past_day_problems("day", self.day)
        if self.kind is None:
            found.append(problem("kind", "Choose what kind of meeting it was."))
        elif self.kind is MeetingKind.PROFESSIONAL_LED:
            found.append(problem("kind", "A meeting that a professional led has no note here."))
        for field in ("talked_about", "strengths_noticed", "we_agreed"):
            found += text_problems(field, getattr(self, field), most=LONG)
        return found

    def problems_before_offering(self) -> list[Problem]:
        """What else the person must find in it before it is offered to them."""
        found = self.problems() + text_problems("talked_about", self.talked_about, most=LONG, needed=True)
        if not self.aids:
            found.append(problem("aids", "Choose at least one kind of help."))
        if not self.elements:
            found.append(problem("elements", "Choose at least one part of recovery."))
        return found


@dataclass(frozen=True)
class AnswerSubmission:
    """The person's answer: agreed, or their own account beside the note."""

    agree: bool
    own_account: str = ""
    token: str = ""

    def problems(self) -> list[Problem]:
        return text_problems("own_account", self.own_account, most=LONG, needed=not self.agree)


@dataclass(frozen=True)
class NoteLine:
    """A note to show."""

    id: int
    person_id: int
    pairing_id: int
    author_id: int
    author: str
    day: date
    kind: MeetingKind
    state: NoteState
    talked_about: str | None
    strengths_noticed: str | None
    we_agreed: str | None
    own_account: str | None
    answered_on: date | None
    meeting_id: int | None
    aids: tuple[Aid, ...]
    elements: tuple[Element, ...]


def begin(db: Session, *, by: Viewer, pairing_id: int, meeting_id: int | None = None) -> int:
    """The draft of this meeting (or of none) to go on with; a new one where there is none yet.

    It is there from the first moment, so that every word after that has a place to be kept.
    Raises `NotHere`, `NotAllowed`. Returns its id.
    """
    pairing = access.pairing_to_work_in(db, by, pairing_id)
    there = db.scalar(
        select(Note.id)
        .where(
            Note.pairing_id == pairing.id,
            Note.author_id == by.person_id,
            Note.state == NoteState.DRAFT,
            Note.meeting_id == meeting_id if meeting_id is not None else Note.meeting_id.is_(None),
        )
        .order_by(Note.id)
        .limit(1)
    )
    if there is not None:
        return there
    day, kind = clock.today(), MeetingKind.ONE_TO_ONE
    meeting = db.get(Meeting, meeting_id) if meeting_id is not None else None
    if meeting is not None and meeting.pairing_id == pairing.id:
        day, kind = min(day, meeting.day), meeting.kind
    submission = NoteSubmission(pairing.id, day, kind, meeting_id=meeting_id)
    return _write(db, by, pairing, submission, None).id


def save_draft(db: Session, *, by: Viewer, submission: NoteSubmission, note_id: int | None = None) -> int:
    """Keep a draft, new or one's own. Raises `NotHere`, `NotAllowed`, `Unsound`, `AlreadySaved`."""
    pairing = access.pairing_to_work_in(db, by, submission.pairing_id)
    if found := submission.problems():
        raise Unsound(found)
    spend(db, by.person_id, submission.token)
    return _write(db, by, pairing, submission, note_id).id


def what_can_be_kept(draft: NoteLine, submission: NoteSubmission) -> NoteSubmission | None:
    """What of this can be kept in the draft now: what is not sound yet stays as it was there.

    None where the draft says the same already, so that a page may ask at every rerun.
    """
    unsound = {problem.field for problem in submission.problems()}
    before = _submission_of(draft)
    kept = replace(submission, **{field: getattr(before, field) for field in unsound}, token=uuid4().hex)
    return None if _content(kept) == _content(before) else kept


def offer(db: Session, *, by: Viewer, submission: NoteSubmission, note_id: int | None = None) -> int:
    """Offer a note to the person it is about; from now on its words are fixed."""
    pairing = access.pairing_to_work_in(db, by, submission.pairing_id)
    if found := submission.problems_before_offering():
        raise Unsound(found)
    spend(db, by.person_id, submission.token)
    note = _write(db, by, pairing, submission, note_id)
    note.state = NoteState.OFFERED
    note.offered_at = clock.now()
    if note.meeting_id is not None:
        meeting = db.get_one(Meeting, note.meeting_id)
        meeting.state = MeetingState.HELD
    _leave(db, by, note, Act.OFFERED)
    return note.id


def erase_draft(db: Session, *, by: Viewer, note_id: int) -> None:
    """Throw a draft of one's own away. Raises `NotHere`."""
    db.delete(_own_draft(db, by, note_id))


def answer(db: Session, *, by: Viewer, note_id: int, submission: AnswerSubmission) -> None:
    """As the person the note is about: agree, or put one's own account beside it.

    Raises `NotHere`, `Unsound`, `AlreadySaved`; `Refused` where it has been answered.
    """
    acting.require(by, Doing.KEEP_A_RECORD)
    if found := submission.problems():
        raise Unsound(found)
    note = access.own_row(db, by, Note, note_id)
    if note.state is NoteState.DRAFT:
        raise NotHere
    spend(db, by.person_id, submission.token)
    if note.state is not NoteState.OFFERED:
        raise Refused(mark("You have answered this note already."))
    note.state = NoteState.AGREED if submission.agree else NoteState.DIFFERING
    note.own_account = tidy(submission.own_account)
    note.answered_at = clock.now()
    _leave(db, by, note, Act.ANSWERED)


def seen(
    db: Session,
    viewer: Viewer,
    *,
    person_id: int,
    start: date | None = None,
    end: date | None = None,
    states: Iterable[NoteState] = (),
    most: int = 100,
) -> list[NoteLine]:
    """The answer to `question`, asked alone."""
    return question(viewer, person_id=person_id, start=start, end=end, states=states, most=most).asked(db)


def question(
    viewer: Viewer,
    *,
    person_id: int,
    start: date | None = None,
    end: date | None = None,
    states: Iterable[NoteState] = (),
    most: int = 100,
) -> Question[list[NoteLine]]:
    """The notes about a person that the viewer may see, newest first."""
    wanted = (
        select(Note, Person.called)
        .join(Person, Person.id == Note.author_id)
        .where(Note.person_id == person_id, access.readable(viewer, Note))
        .order_by(Note.day.desc(), Note.id.desc())
        .limit(most)
    )
    if start is not None:
        wanted = wanted.where(Note.day >= start)
    if end is not None:
        wanted = wanted.where(Note.day <= end)
    if states:
        wanted = wanted.where(Note.state.in_(list(states)))
    return _told(wanted)


def to_answer(viewer: Viewer) -> Question[list[NoteLine]]:
    """The notes that wait for the viewer's answer, oldest first."""
    wanted = (
        select(Note, Person.called)
        .join(Person, Person.id == Note.author_id)
        .where(
            Note.person_id == viewer.person_id,
            Note.state == NoteState.OFFERED,
            access.readable(viewer, Note),
        )
        .order_by(Note.day, Note.id)
    )
    return _told(wanted)


def written_by(viewer: Viewer) -> Question[list[NoteLine]]:
    """A peer worker's notes of the pairings that are live, drafts first, then newest first."""
    acting.require(viewer, Doing.WALK_WITH_PEOPLE)
    wanted = (
        select(Note, Person.called)
        .join(Person, Person.id == Note.author_id)
        .where(Note.author_id == viewer.person_id, access.readable(viewer, Note))
        .order_by(Note.state != NoteState.DRAFT, Note.day.desc(), Note.id.desc())
        .limit(100)
    )
    return _told(wanted)


def _submission_of(draft: NoteLine) -> NoteSubmission:
    return NoteSubmission(
        pairing_id=draft.pairing_id,
        day=draft.day,
        kind=draft.kind,
        aids=frozenset(draft.aids),
        elements=frozenset(draft.elements),
        talked_about=draft.talked_about or "",
        strengths_noticed=draft.strengths_noticed or "",
        we_agreed=draft.we_agreed or "",
        meeting_id=draft.meeting_id,
    )


def _content(submission: NoteSubmission) -> tuple[object, ...]:
    words = (submission.talked_about, submission.strengths_noticed, submission.we_agreed)
    return (submission.day, submission.kind, submission.aids, submission.elements, *map(tidy, words))


def _told(wanted: Select[Any]) -> Question[list[NoteLine]]:
    """Notes with their authors, and what kinds of help and parts of recovery each names."""
    ids = wanted.with_only_columns(Note.id, maintain_column_froms=True)
    aids = select(NoteAid.note_id, NoteAid.aid).where(NoteAid.note_id.in_(ids))
    elements = select(NoteElement.note_id, NoteElement.element).where(NoteElement.note_id.in_(ids))
    return Question((wanted, aids, elements), _lines)


def _lines(notes: Rows, aids: Rows, elements: Rows) -> list[NoteLine]:
    aids_of: dict[int, set[Aid]] = {}
    for note_id, aid in aids:
        aids_of.setdefault(note_id, set()).add(aid)
    elements_of: dict[int, set[Element]] = {}
    for note_id, element in elements:
        elements_of.setdefault(note_id, set()).add(element)
    return [
        NoteLine(
            id=note.id,
            person_id=note.person_id,
            pairing_id=note.pairing_id,
            author_id=note.author_id,
            author=note.called or "",
            day=note.day,
            kind=note.kind,
            state=note.state,
            talked_about=note.talked_about,
            strengths_noticed=note.strengths_noticed,
            we_agreed=note.we_agreed,
            own_account=note.own_account,
            answered_on=clock.local(note.answered_at).date() if note.answered_at else None,
            meeting_id=note.meeting_id,
            aids=tuple(aid for aid in Aid if aid in aids_of.get(note.id, ())),
            elements=tuple(element for element in Element if element in elements_of.get(note.id, ())),
        )
        for note in notes
    ]


def _write(
    db: Session, by: Viewer, pairing: Pairing, submission: NoteSubmission, note_id: int | None
) -> Note:
    now = clock.now()
    if submission.meeting_id is not None:
        of_pairing = exists().where(Meeting.id == submission.meeting_id, Meeting.pairing_id == pairing.id)
        if not db.scalar(select(of_pairing)):
            raise NotHere
    columns = {
        "day": submission.day,
        "kind": submission.kind,
        "meeting_id": submission.meeting_id,
        "talked_about": tidy(submission.talked_about),
        "strengths_noticed": tidy(submission.strengths_noticed),
        "we_agreed": tidy(submission.we_agreed),
        "changed_at": now,
    }
    if note_id is None:
        note = Note(
            person_id=pairing.person_id,
            author_id=by.person_id,
            pairing_id=pairing.id,
            state=NoteState.DRAFT,
            created_at=now,
            **columns,
        )
        db.add(note)
    else:
        note = _own_draft(db, by, note_id)
        if note.pairing_id != pairing.id:
            raise NotHere
        for name, value in columns.items():
            setattr(note, name, value)
    db.flush()
    db.execute(delete(NoteAid).where(NoteAid.note_id == note.id))
    db.execute(delete(NoteElement).where(NoteElement.note_id == note.id))
    db.add_all(NoteAid(note_id=note.id, aid=aid) for aid in submission.aids)
    db.add_all(NoteElement(note_id=note.id, element=element) for element in submission.elements)
    return note


def _own_draft(db: Session, by: Viewer, note_id: int) -> Note:
    note = db.scalar(
        select(Note).where(
            Note.id == note_id,
            Note.author_id == by.person_id,
            Note.state == NoteState.DRAFT,
            access.readable(by, Note),
        )
    )
    if note is None:
        raise NotHere
    return note


def _leave(db: Session, by: Viewer, note: Note, act: Act) -> None:
    trace.leave(db, by=by, owner_id=note.person_id, act=act, subject=Subject.NOTES, subject_id=note.id)
