"""Notes: draft → offered → agreed, or differing; then both accounts stand.

One of the two who met writes, the other answers: the peer worker or the person themselves. Only the
author sees a draft, and it ends by itself after a while. Once offered, nobody changes the author's
words: the answer stands beside them, and a correction is a new version that both see.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Meeting, Note, NoteAid, NoteElement, Pairing
from lrc_portal.database.portable import at_most, spend
from lrc_portal.database.row_security import System, beyond
from lrc_portal.record.validation import LONG, past_day_problems, text_problems, tidy
from lrc_portal.sharing import trace
from lrc_portal.support.good_to_know import passing_on
from lrc_portal.support.notes.note_views import (
    SHOWN,
    NoteLine,
    answered_by,
    draft_version,
    read_query,
    seen,
    to_answer,
    to_answer_as_peer_worker,
    written_by,
)
from lrc_portal.versions import require_unchanged
from lrc_portal.vocabulary import Act, Aid, Element, MeetingKind, MeetingState, NoteState
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

__all__ = [
    "AnswerSubmission",
    "NoteLine",
    "NoteSubmission",
    "answer",
    "begin",
    "correct",
    "erase_draft",
    "forget_old_drafts",
    "offer",
    "read_query",
    "save_draft",
    "seen",
    "to_answer",
    "to_answer_as_peer_worker",
    "what_can_be_kept",
    "written_by",
]

NEWER = mark("There is a newer version of this note. Answer that one.")
UNCHANGED = problem("talked_about", "Nothing is different yet. Write what is new, or throw the draft away.")
NOBODY_ANSWERS = mark("You two do not walk together any more, so nobody would answer this note.")


@dataclass(frozen=True)
class NoteSubmission:
    """A note as its author wrote it. A draft may be unfinished; what is offered may not.

    `version` is that of the draft that its author has read; it has none where the note is new.
    """

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
    version: str | None = None

    @property
    def becomes(self) -> str:
        """The version of the draft once this is kept."""
        words = (tidy(self.talked_about), tidy(self.strengths_noticed), tidy(self.we_agreed))
        return draft_version(self.day, self.kind, self.aids, self.elements, *words)

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

    def problems_before_offering(self, *, goodbye: bool = False) -> list[Problem]:
        """What else the other must find in it before it is offered to them: in a goodbye, words alone."""
        found = self.problems() + text_problems("talked_about", self.talked_about, most=LONG, needed=True)
        if goodbye:
            return found
        if not self.aids:
            found.append(problem("aids", "Choose at least one kind of help."))
        if not self.elements:
            found.append(problem("elements", "Choose at least one part of recovery."))
        return found


@dataclass(frozen=True)
class AnswerSubmission:
    """The answer: agreed, or the answerer's own account beside the note."""

    agree: bool
    own_account: str = ""
    token: str = ""

    def problems(self) -> list[Problem]:
        return text_problems("own_account", self.own_account, most=LONG, needed=not self.agree)


def begin(
    db: Session,
    *,
    by: Viewer,
    pairing_id: int,
    meeting_id: int | None = None,
) -> int:
    """The draft of this meeting (or of none) to go on with; a new one where there is none yet.

    As either of the pairing. It is there from the first moment, so that every word after that has a
    place to be kept.
    Raises `NotHere`, `NotAllowed`. Returns its id.
    """
    pairing = access.pairing_to_write_in(db, by, pairing_id)
    forget_old_drafts(db)
    there = db.scalar(
        select(Note)
        .where(
            Note.pairing_id == pairing.id,
            Note.author_id == by.person_id,
            Note.state == NoteState.DRAFT,
            Note.replaces_id.is_(None),
            ~Note.is_goodbye,
            Note.meeting_id == meeting_id if meeting_id is not None else Note.meeting_id.is_(None),
        )
        .order_by(Note.id)
        .limit(at_most(1))
    )
    if there is not None:
        return there.id
    day, kind = clock.today(), MeetingKind.ONE_TO_ONE
    meeting = db.get(Meeting, meeting_id) if meeting_id is not None else None
    if meeting is not None and meeting.pairing_id == pairing.id:
        day, kind = min(day, meeting.day), meeting.kind
    note = _write(db, _new(by, pairing), NoteSubmission(pairing.id, day, kind, meeting_id=meeting_id))
    return note.id


def correct(db: Session, *, by: Viewer, note_id: int) -> int:
    """Begin the next version of a note of one's own, with its words; or go on with the one begun.

    What was offered stays as it is and as it was answered. Raises `NotHere`, `NotAllowed`; `Refused`
    where there is a later version, or nobody who would answer. Returns the id of the draft.
    """
    acting.require(by, Permission.WRITE_NOTES)
    note = db.scalar(
        select(Note)
        .where(
            Note.id == note_id,
            Note.author_id == by.person_id,
            Note.state != NoteState.DRAFT,
            access.readable(by, Note),
        )
        .with_for_update()
    )
    if note is None:
        raise NotHere
    _answerable(db, note)
    forget_old_drafts(db)
    after = db.scalar(select(Note).where(Note.replaces_id == note.id))
    if after is not None:
        if after.state is NoteState.DRAFT:
            return after.id
        raise Refused(mark("There is a newer version of this note."))
    now = clock.now()
    kept = ("person_id", "author_id", "pairing_id", "meeting_id", "day", "kind", "is_goodbye")
    words = ("talked_about", "strengths_noticed", "we_agreed")
    version = Note(
        **{name: getattr(note, name) for name in kept + words},
        replaces_id=note.id,
        first_id=note.first_id or note.id,
        state=NoteState.DRAFT,
        created_at=now,
        changed_at=now,
    )
    db.add(version)
    db.flush()
    for model, word in ((NoteAid, "aid"), (NoteElement, "element")):
        chosen = db.scalars(select(getattr(model, word)).where(model.note_id == note.id)).all()
        db.add_all(model(note_id=version.id, **{word: each}) for each in chosen)
    passing_on.copy_to_next_version(db, note_id=note.id, next_id=version.id)
    return version.id


def save_draft(db: Session, *, by: Viewer, submission: NoteSubmission, note_id: int | None = None) -> int:
    """Keep a draft, new or one's own.

    Raises `NotHere`, `NotAllowed`, `Invalid`, `AlreadySaved`, `ChangedMeanwhile`.
    """
    note = _to_write(db, by, submission, note_id)
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    _require_read(db, note, submission)
    return _write(db, note, submission).id


def what_can_be_kept(draft: NoteLine, submission: NoteSubmission) -> NoteSubmission | None:
    """What of this can be kept in the draft now: what is not sound yet stays as it was there.

    None where the draft says the same already, so that a page may ask at every rerun.
    """
    unsound = {problem.field for problem in submission.problems()}
    before = _submission_of(draft)
    kept = replace(submission, **{field: getattr(before, field) for field in unsound}, token=uuid4().hex)
    return None if kept.becomes == before.becomes else kept


def offer(db: Session, *, by: Viewer, submission: NoteSubmission, note_id: int | None = None) -> int:
    """Offer a note to the other of the two; from now on its words are fixed.

    Raises as `save_draft` does, and `Refused` where nobody would answer. A new version says something new.
    """
    note = _to_write(db, by, submission, note_id)
    _answerable(db, note)
    if note.is_goodbye and note.replaces_id is None:
        _leaves(db, note)
    if found := submission.problems_before_offering(goodbye=note.is_goodbye):
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    _require_read(db, note, submission)
    if _says_the_same(db, note, submission):
        raise Invalid([UNCHANGED])
    note = _write(db, note, submission)
    passing_on.count_as_help(db, note_id=note.id)
    note.state = NoteState.OFFERED
    note.offered_at = clock.now()
    if note.meeting_id is not None:
        meeting = db.get_one(Meeting, note.meeting_id)
        meeting.state = MeetingState.HELD
    trace.leave_on_row(db, by, note, Act.OFFERED)
    return note.id


def erase_draft(db: Session, *, by: Viewer, note_id: int) -> None:
    """Throw a draft of one's own away. Raises `NotHere`."""
    db.delete(_own_draft(db, by, note_id))


def draft_is_over() -> ColumnElement[bool]:
    """It is a draft that was left so long that it has ended by itself."""
    return and_(Note.state == NoteState.DRAFT, ~access.draft_lasts())


def forget_old_drafts(db: Session) -> None:
    """Take out the drafts that were left so long that they have ended; no query shows them any more."""
    with beyond(db, System.TIDYING):
        db.execute(delete(Note).where(draft_is_over()))


def answer(db: Session, *, by: Viewer, note_id: int, submission: AnswerSubmission) -> None:
    """As the one to whom it was offered: agree, or put one's own account beside it.

    That is the person, or their peer worker where the person wrote it. Raises `NotHere`, `NotAllowed`,
    `Invalid`, `AlreadySaved`; `Refused` where it has been answered or there is a newer version.
    """
    acting.require(by, Permission.WRITE_NOTES)
    if found := submission.problems():
        raise Invalid(found)
    # Held until the end: of two answers at the same moment the second finds the first.
    note = db.scalar(
        select(Note)
        .where(
            Note.id == note_id,
            Note.state != NoteState.DRAFT,
            answered_by(by),
            access.readable(by, Note),
        )
        .with_for_update()
    )
    if note is None:
        raise NotHere
    spend(db, by.person_id, submission.token)
    if note.state is not NoteState.OFFERED:
        raise Refused(mark("You have answered this note already."))
    if db.scalar(select(Note.id).where(Note.id == note.id, access.later_version(*SHOWN))):
        raise Refused(NEWER)
    note.state = NoteState.AGREED if submission.agree else NoteState.DIFFERING
    note.own_account = tidy(submission.own_account)
    note.answered_at = clock.now()
    trace.leave_on_row(db, by, note, Act.ANSWERED)


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


def _to_write(db: Session, by: Viewer, submission: NoteSubmission, note_id: int | None) -> Note:
    """The draft that this is to stand in: the viewer's own, or a new one in a pairing of theirs."""
    acting.require(by, Permission.WRITE_NOTES)
    if note_id is None:
        return _new(by, access.pairing_to_write_in(db, by, submission.pairing_id))
    note = _own_draft(db, by, note_id)
    if note.pairing_id != submission.pairing_id:
        raise NotHere
    return note


def _require_read(db: Session, note: Note, submission: NoteSubmission) -> None:
    """Raises `ChangedMeanwhile` where the draft says something else than its author has read."""
    if submission.version is None:
        return
    require_unchanged(submission.version, _version(db, note))


def _version(db: Session, note: Note) -> str:
    aids = db.scalars(select(NoteAid.aid).where(NoteAid.note_id == note.id)).all()
    elements = db.scalars(select(NoteElement.element).where(NoteElement.note_id == note.id)).all()
    words = (note.talked_about, note.strengths_noticed, note.we_agreed)
    return draft_version(note.day, note.kind, aids, elements, *words)


def _says_the_same(db: Session, note: Note, submission: NoteSubmission) -> bool:
    """Whether this is a new version that says what the one before it says.

    Not where the two saw it differently: to offer the same once more is how the other can agree after all.
    """
    if note.replaces_id is None:
        return False
    before = db.get_one(Note, note.replaces_id)
    if before.state is NoteState.DIFFERING:
        return False
    now = replace(submission, day=before.day) if note.is_goodbye else submission
    return now.becomes == _version(db, before) and passing_on.the_same_goes_along(
        db, note_id=note.id, with_note_id=before.id
    )


def _new(by: Viewer, pairing: Pairing) -> Note:
    return Note(
        person_id=pairing.person_id,
        author_id=by.person_id,
        pairing_id=pairing.id,
        state=NoteState.DRAFT,
        created_at=clock.now(),
    )


def _write(db: Session, note: Note, submission: NoteSubmission) -> Note:
    if submission.meeting_id is not None:
        of_pairing = exists().where(
            Meeting.id == submission.meeting_id, Meeting.pairing_id == note.pairing_id
        )
        if not db.scalar(select(of_pairing)):
            raise NotHere
    columns = {
        "day": submission.day,
        "kind": submission.kind,
        "meeting_id": submission.meeting_id,
        "talked_about": tidy(submission.talked_about),
        "strengths_noticed": tidy(submission.strengths_noticed),
        "we_agreed": tidy(submission.we_agreed),
        "changed_at": clock.now(),
    }
    for name, value in columns.items():
        setattr(note, name, value)
    db.add(note)
    db.flush()
    db.execute(delete(NoteAid).where(NoteAid.note_id == note.id))
    db.execute(delete(NoteElement).where(NoteElement.note_id == note.id))
    db.add_all(NoteAid(note_id=note.id, aid=aid) for aid in submission.aids)
    db.add_all(NoteElement(note_id=note.id, element=element) for element in submission.elements)
    return note


def _own_draft(db: Session, by: Viewer, note_id: int) -> Note:
    note = db.scalar(
        select(Note)
        .where(
            Note.id == note_id,
            Note.author_id == by.person_id,
            Note.state == NoteState.DRAFT,
            access.readable(by, Note),
        )
        .with_for_update()
    )
    if note is None:
        raise NotHere
    return note


def _answerable(db: Session, note: Note) -> None:
    """Raises `Refused` where the two do not walk together any more."""
    if not db.scalar(select(exists().where(Pairing.id == note.pairing_id, relationships.pairing_is_live()))):
        raise Refused(NOBODY_ANSWERS)


def _leaves(db: Session, note: Note) -> None:
    """Raises `Refused` where its author has said that they leave, and then stayed."""
    if db.scalar(select(Pairing.leaving_at).where(Pairing.id == note.pairing_id)) is None:
        raise Refused(mark("You stay, so there is no goodbye to say."))
