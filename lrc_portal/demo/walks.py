"""What two do with each other: hand over, correct a note, write one oneself, notice, begin to give."""

from dataclasses import replace

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.record import goals, noticing, strengths
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import GivingStepSubmission
from lrc_portal.support.meetings import meetings
from lrc_portal.support.notes import keep_from_note, note_views, notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import ANSWERED_NOTES, Aid, Element, GivingStepKind, GoalState, MeetingKind

Words = tuple[str, str, str]
"""What was talked about, the strengths noticed, what was agreed."""


def hand_over(
    lives: Lives,
    nia: Viewer,
    person: Viewer,
    workers: tuple[Viewer, Viewer],
    pairing_id: int,
    *,
    ago: int,
    seen: tuple[Grant, ...],
    goodbye: tuple[str, str],
) -> int:
    """The first of the workers leaves and the second follows, over two weeks. Returns the new pairing."""
    leaves, follows = workers
    with lives.on(ago) as db:
        leaving = LeavingSubmission(pairing_id, lives.day(ago - 21), lives.token())
        handover.say_leaving(db, by=leaves, submission=leaving)
    with lives.on(ago - 2) as db:
        handover.say_heard(db, by=person, pairing_id=pairing_id)
    with lives.on(ago - 6, 11) as db:
        new = handover.propose(db, by=nia, pairing_id=pairing_id, peer_worker_id=follows.person_id)
    with lives.on(ago - 8) as db:
        # The first weeks stay between the two who wrote about them.
        told = note_views.read_query(person, person_id=person.person_id, states=ANSWERED_NOTES).run(db)
        later = [note.id for note in told[:-2]]
        handover.accept(db, by=person, pairing_id=new, grants=seen, note_ids=later)
    said, answer = goodbye
    with lives.on(ago - 11) as db:
        draft = handover.begin_goodbye(db, by=leaves, pairing_id=pairing_id)
        note = NoteSubmission(
            pairing_id, clock.today(), MeetingKind.ONE_TO_ONE, talked_about=said, token=lives.token()
        )
        notes.offer(db, by=leaves, submission=note, note_id=draft)
    with lives.on(ago - 12) as db:
        notes.answer(db, by=person, note_id=draft, submission=AnswerSubmission(True, answer, lives.token()))
    with lives.on(ago - 14) as db:
        pairings.accept_as_peer_worker(db, by=follows, pairing_id=new)
    return new


def correct(lives: Lives, author: Viewer, other: Viewer, note_id: int, words: Words, *, ago: int) -> int:
    """Another version of a note, which the other agrees to. Returns its id."""
    with lives.on(ago) as db:
        draft_id = notes.correct(db, by=author, note_id=note_id)
        draft = note_views.draft(author, draft_id).run(db)
        assert draft is not None
        version = NoteSubmission(
            draft.pairing_id,
            draft.day,
            draft.kind,
            frozenset(draft.aids),
            frozenset(draft.elements),
            *words,
            draft.meeting_id,
            lives.token(),
        )
        notes.offer(db, by=author, submission=version, note_id=draft_id)
    with lives.on(ago - 1) as db:
        notes.answer(db, by=other, note_id=draft_id, submission=AnswerSubmission(True, token=lives.token()))
    return draft_id


def write_oneself(
    lives: Lives, person: Viewer, worker: Viewer, pairing_id: int, words: Words, *, ago: int
) -> int:
    """A note of the person's own hand, which their peer worker agrees to. Returns its id."""
    aids = frozenset({Aid.EMOTIONAL, Aid.PSYCHOLOGICAL})
    with lives.on(ago, 14) as db:
        meeting_id = lives.plan(db, person, pairing_id, MeetingKind.ONE_TO_ONE, days_ahead=0, place="")
        note = NoteSubmission(
            pairing_id,
            clock.today(),
            MeetingKind.ONE_TO_ONE,
            aids,
            frozenset({Element.HEALTH}),
            *words,
            meeting_id,
            lives.token(),
        )
        note_id = notes.offer(db, by=person, submission=note)
    with lives.on(ago - 1) as db:
        notes.answer(db, by=worker, note_id=note_id, submission=AnswerSubmission(True, token=lives.token()))
    return note_id


def keep(lives: Lives, person: Viewer, note_id: int, *, ago: int) -> None:
    """The first strength and the first step of a note become the person's own."""
    with lives.on(ago) as db:
        keep_from_note.keep_strength(db, by=person, note_id=note_id, line=0)
        open_goals = [
            goal for goal in goals.seen(db, opened_records.own(person)) if goal.state is GoalState.OPEN
        ]
        keep_from_note.keep_step(db, by=person, note_id=note_id, line=0, goal_id=open_goals[0].id)


def notice(lives: Lives, by: Viewer, person: Viewer, words: str, *, ago: int, waits: bool = False) -> None:
    """Somebody of the circle noticed something good, which the person keeps, or has not answered yet."""
    with lives.on(ago) as db:
        strength_id = noticing.notice(
            db, by=by, person_id=person.person_id, submission=NoticeSubmission(words, lives.token())
        )
    if not waits:
        with lives.on(ago - 1) as db:
            strengths.answer(db, by=person, strength_id=strength_id, keep=True)


def begin_to_give(lives: Lives, member: Viewer, nia: Viewer, supervisor: Viewer, *, ago: int) -> None:
    """A member who would like to give too: trained, with a supervisor, before the first shadowed meeting."""
    with lives.on(ago) as db:
        giving_id = applications.begin(db, by=member)
    for days, kind in ((ago - 25, GivingStepKind.TRAINING), (ago - 30, GivingStepKind.SUPERVISOR)):
        with lives.on(days, 11) as db:
            step = GivingStepSubmission(kind, clock.today())
            if kind is GivingStepKind.SUPERVISOR:
                step = replace(step, supervisor_id=supervisor.person_id)
            applications.note_step(db, by=nia, giving_id=giving_id, submission=step)


def meet_soon(lives: Lives, by: Viewer, other: Viewer, pairing_id: int) -> None:
    """Of one meeting two days ago nobody has said yet whether it was; one is planned, one called off."""
    with lives.on(9) as db:
        lives.plan(db, by, pairing_id, MeetingKind.ONE_TO_ONE, days_ahead=7, place="")
    with lives.on(4) as db:
        lives.plan(db, by, pairing_id, MeetingKind.ONE_TO_ONE, days_ahead=12, place="")
        off = lives.plan(db, by, pairing_id, MeetingKind.PHONE, days_ahead=6, place="")
    with lives.on(1) as db:
        meetings.call_off(db, by=other, meeting_id=off)
