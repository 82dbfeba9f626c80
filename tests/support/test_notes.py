"""A peer worker's notes, from the draft to the answer, on both databases. The states: test_note_states."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lrc_portal import clock
from lrc_portal.database.models import Meeting, Note, Trace
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import note_views, notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Act, Element, MeetingKind, MeetingState, NoteState
from lrc_portal.words.marks import Invalid, Refused
from tests.people import token
from tests.support.company import (
    ABSENT,
    ALL_ROLES,
    NOT_THEIRS,
    Company,
    a_note,
    gather,
    outcome,
)
from tests.tools.undone import undone

DRAFT, OFFERED, AGREED, DIFFERING = NoteState


def note_in(db, company: Company, state: NoteState) -> int:
    """A note of the author's in this state."""
    if state is DRAFT:
        return notes.save_draft(db, by=company.author, submission=a_note(company.pairing_id))
    note_id = notes.offer(db, by=company.author, submission=a_note(company.pairing_id))
    if state is not OFFERED:
        account = "" if state is AGREED else "the person's words"
        notes.answer(
            db,
            by=company.person,
            note_id=note_id,
            submission=AnswerSubmission(state is AGREED, account, token()),
        )
    return note_id


def content(db, note_id: int) -> tuple | None:
    note = db.get(Note, note_id, populate_existing=True)
    if note is None:
        return None
    return (note.state, note.talked_about, note.strengths_noticed, note.we_agreed, note.own_account)


def verbs(db, company: Company, viewer, note_id: int) -> dict:
    """Each verb, done by the viewer to this note."""
    changed = a_note(company.pairing_id, "other words")
    agree = AnswerSubmission(True, token=token())
    differ = AnswerSubmission(False, "another account", token())
    return {
        "save_draft": lambda: notes.save_draft(db, by=viewer, submission=changed, note_id=note_id),
        "offer": lambda: notes.offer(db, by=viewer, submission=changed, note_id=note_id),
        "erase_draft": lambda: notes.erase_draft(db, by=viewer, note_id=note_id),
        "agree": lambda: notes.answer(db, by=viewer, note_id=note_id, submission=agree),
        "differ": lambda: notes.answer(db, by=viewer, note_id=note_id, submission=differ),
    }


def test_once_offered_no_verb_of_anybody_changes_the_words(database):
    with database.writing() as db:
        company = gather(db)
        offered = [note_in(db, company, state) for state in (OFFERED, AGREED, DIFFERING)]
    for note_id in offered:
        with database.reading() as db:
            words = content(db, note_id)[1:4]
        for viewer in company.people.values():
            for verb in ("save_draft", "offer", "erase_draft", "agree", "differ"):
                with undone(database) as db:
                    outcome(verbs(db, company, viewer, note_id)[verb])
                    db.flush()
                    assert content(db, note_id)[1:4] == words


def test_an_answer_stands_for_good(database):
    with database.writing() as db:
        company = gather(db)
        note_id = note_in(db, company, DIFFERING)
    with database.writing() as db, pytest.raises(Refused) as refused:
        notes.answer(db, by=company.person, note_id=note_id, submission=AnswerSubmission(True, token=token()))
    assert refused.value.sentence.text == "You have answered this note already."
    with database.reading() as db:
        assert content(db, note_id)[-1] == "the person's words"


def test_agreeing_twice_with_one_tap_is_agreeing_once(database):
    with database.writing() as db:
        company = gather(db)
        note_id = note_in(db, company, OFFERED)
    agree = AnswerSubmission(True, token="agree:7")
    with database.writing() as db:
        notes.answer(db, by=company.person, note_id=note_id, submission=agree)
    with database.writing() as db, pytest.raises(Refused) as refused:
        notes.answer(db, by=company.person, note_id=note_id, submission=agree)
    assert refused.value.sentence.text == "This was saved already."


def test_a_different_view_needs_words(database):
    with database.writing() as db:
        company = gather(db)
        note_id = note_in(db, company, OFFERED)
    with database.writing() as db, pytest.raises(Invalid):
        notes.answer(db, by=company.person, note_id=note_id, submission=AnswerSubmission(False, " ", token()))


def test_after_the_pairing_ends_the_author_sees_nothing_and_drafts_are_gone(database):
    with database.writing() as db:
        company = gather(db)
        ids = {state: note_in(db, company, state) for state in NoteState}
        pairings.end(db, by=company.author, pairing_id=company.pairing_id)
    with database.reading() as db:
        assert notes.seen(db, company.author, person_id=company.person.person_id) == []
        assert notes.written_by(company.author).run(db) == []
        assert content(db, ids[DRAFT]) is None
        mine = notes.seen(db, company.person, person_id=company.person.person_id)
        assert {note.id for note in mine} == {ids[OFFERED], ids[AGREED], ids[DIFFERING]}


def test_the_person_still_answers_after_the_pairing_has_ended(database):
    with database.writing() as db:
        company = gather(db)
        note_id = note_in(db, company, OFFERED)
        pairings.end(db, by=company.person, pairing_id=company.pairing_id)
        notes.answer(db, by=company.person, note_id=note_id, submission=AnswerSubmission(True, token=token()))
    with database.reading() as db:
        assert content(db, note_id)[0] is AGREED


# Drafts


def test_a_person_s_own_draft_stays_theirs_when_the_pairing_ends_and_nobody_would_answer_it(database):
    with database.writing() as db:
        company = gather(db)
        note_id = notes.save_draft(db, by=company.person, submission=a_note(company.pairing_id))
        pairings.end(db, by=company.author, pairing_id=company.pairing_id)
    again = a_note(company.pairing_id, "still mine")
    with database.writing() as db:
        notes.save_draft(db, by=company.person, submission=again, note_id=note_id)
    with database.writing() as db, pytest.raises(Refused) as refused:
        notes.offer(db, by=company.person, submission=a_note(company.pairing_id), note_id=note_id)
    assert "nobody would answer this note" in refused.value.sentence.text
    with database.reading() as db:
        (mine,) = note_views.drafts_about_me(company.person).run(db)
        assert (mine.id, mine.talked_about) == (note_id, "still mine")


@pytest.mark.parametrize("who", ["author", "person"])
def test_a_draft_that_is_left_alone_ends_after_thirty_days_and_is_taken_out(who, database):
    by_day = lambda days: clock.now() + timedelta(days=days)  # noqa: E731
    with database.writing() as db:
        company = gather(db)
        by = company.people[who]
        note_id = notes.save_draft(db, by=by, submission=a_note(company.pairing_id))
    with clock.standing_at(by_day(29.9)), database.reading() as db:
        assert note_views.draft(by, note_id).run(db) is not None
    with clock.standing_at(by_day(30.1)), undone(database) as db:
        assert note_views.draft(by, note_id).run(db) is None
        assert notes.seen(db, by, person_id=company.person.person_id) == []
        with pytest.raises(Refused):
            notes.offer(db, by=by, submission=a_note(company.pairing_id), note_id=note_id)
    with clock.standing_at(by_day(29.9)), database.writing() as db:
        notes.forget_old_drafts(db)
        assert content(db, note_id) is not None
        notes.save_draft(db, by=by, submission=a_note(company.pairing_id), note_id=note_id)
    with clock.standing_at(by_day(58)), database.reading() as db:
        assert note_views.draft(by, note_id).run(db) is not None, "thirty days since it was last changed"
    with clock.standing_at(by_day(60.1)), database.writing() as db:
        begun = notes.begin(db, by=by, pairing_id=company.pairing_id)
        assert content(db, begun) == (DRAFT, None, None, None, None)
        assert len(db.scalars(select(Note.id)).all()) == 1


def test_a_draft_leaves_no_trace_and_offering_and_answering_do(database):
    with database.writing() as db:
        company = gather(db)
        before = db.scalar(select(func.max(Trace.id)))
        note_id = note_in(db, company, DRAFT)
    with database.writing() as db:
        about = select(Trace.act).where(Trace.id > before)
        assert list(db.scalars(about)) == []
        notes.offer(db, by=company.author, submission=a_note(company.pairing_id), note_id=note_id)
        notes.answer(db, by=company.person, note_id=note_id, submission=AnswerSubmission(True, token=token()))
        db.flush()
        assert list(db.scalars(about.order_by(Trace.id))) == [Act.OFFERED, Act.ANSWERED]


def test_beginning_goes_on_with_the_draft_that_is_there(database):
    with database.writing() as db:
        company = gather(db)
        a_meeting = MeetingSubmission(
            MeetingKind.PHONE, clock.today() - timedelta(days=3), pairing_id=company.pairing_id, token=token()
        )
        meeting_id = meetings.plan(db, by=company.author, submission=a_meeting)
    begun = []
    for about in (None, None, meeting_id, meeting_id):
        with database.writing() as db:
            begun.append(notes.begin(db, by=company.author, pairing_id=company.pairing_id, meeting_id=about))
    assert begun[0] == begun[1] != begun[2] == begun[3]
    with database.reading() as db:
        by_id = {note.id: note for note in notes.written_by(company.author).run(db)}
    assert (by_id[begun[0]].day, by_id[begun[0]].kind) == (clock.today(), MeetingKind.ONE_TO_ONE)
    assert (by_id[begun[2]].day, by_id[begun[2]].kind) == (a_meeting.day, MeetingKind.PHONE)


@pytest.mark.parametrize("who", [who for who in ALL_ROLES if who not in ("author", "person")])
def test_nobody_else_begins_a_note_in_a_pairing(who, database):
    with database.writing() as db:
        company = gather(db)
    with database.writing() as db:
        viewer = company.people[who]
        became = outcome(lambda: notes.begin(db, by=viewer, pairing_id=company.pairing_id))
        assert became == (NOT_THEIRS if who == "coordinator" else ABSENT)


def test_no_note_is_begun_about_a_meeting_of_others(database):
    with database.writing() as db:
        company = gather(db)
        of_professional = meetings.plan(
            db,
            by=company.person,
            submission=MeetingSubmission(MeetingKind.PROFESSIONAL_LED, clock.today(), token=token()),
        )
    with database.writing() as db:
        begin = lambda: notes.begin(  # noqa: E731
            db, by=company.author, pairing_id=company.pairing_id, meeting_id=of_professional
        )
        assert outcome(begin) == ABSENT


def test_what_is_not_sound_waits_and_the_rest_of_a_draft_is_kept(database):
    with database.writing() as db:
        company = gather(db)
        notes.begin(db, by=company.author, pairing_id=company.pairing_id)
    with database.reading() as db:
        (draft,) = notes.written_by(company.author).run(db)
    there = NoteSubmission(company.pairing_id, draft.day, draft.kind)
    assert notes.what_can_be_kept(draft, there) is None
    tomorrow = clock.today() + timedelta(days=1)
    written = NoteSubmission(
        company.pairing_id, tomorrow, None, frozenset(), frozenset({Element.HEALTH}), "x" * 7000, "kind"
    )
    kept = notes.what_can_be_kept(draft, written)
    assert kept is not None
    assert (kept.day, kept.kind, kept.talked_about) == (draft.day, draft.kind, "")
    assert (kept.elements, kept.strengths_noticed) == (frozenset({Element.HEALTH}), "kind")
    with database.writing() as db:
        notes.save_draft(db, by=company.author, submission=kept, note_id=draft.id)
    with database.reading() as db:
        (draft,) = notes.written_by(company.author).run(db)
    assert notes.what_can_be_kept(draft, written) is None


def test_what_is_offered_says_what_for_and_about_what(database):
    with database.writing() as db:
        company = gather(db)
    bare = NoteSubmission(company.pairing_id, clock.today(), MeetingKind.PHONE, token=token())
    with database.writing() as db, pytest.raises(Invalid) as unsound:
        notes.offer(db, by=company.author, submission=bare)
    assert {problem.field for problem in unsound.value.problems} == {"talked_about", "aids", "elements"}


def test_what_a_professional_led_has_no_note(database):
    with database.writing() as db:
        company = gather(db)
    led = NoteSubmission(company.pairing_id, clock.today(), MeetingKind.PROFESSIONAL_LED, token=token())
    with database.writing() as db, pytest.raises(Invalid) as unsound:
        notes.save_draft(db, by=company.author, submission=led)
    assert [problem.field for problem in unsound.value.problems] == ["kind"]


def test_offering_the_note_of_a_meeting_says_that_it_was_held(database):
    with database.writing() as db:
        company = gather(db)
        today = MeetingSubmission(
            MeetingKind.ONE_TO_ONE, clock.today(), pairing_id=company.pairing_id, token=token()
        )
        meeting_id = meetings.plan(db, by=company.author, submission=today)
        note_id = notes.begin(db, by=company.author, pairing_id=company.pairing_id, meeting_id=meeting_id)
        ready = a_note(company.pairing_id)
        notes.offer(
            db,
            by=company.author,
            submission=NoteSubmission(**{**vars(ready), "meeting_id": meeting_id}),
            note_id=note_id,
        )
    with database.reading() as db:
        assert db.get_one(Meeting, meeting_id).state is MeetingState.HELD
