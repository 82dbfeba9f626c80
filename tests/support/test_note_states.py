"""Every state of a note, every verb, everybody who could want something of it; and any order of verbs."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Note, NoteAid, NoteElement
from lrc_portal.record import goals, ways
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import keep_from_note, note_views, notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Element, MeetingKind, NotePart, NoteState
from lrc_portal.words.marks import Invalid, Refused
from tests.people import token
from tests.support.company import ALL_ROLES, Company, a_note, gather
from tests.tools.undone import undone

DRAFT, OFFERED, AGREED, DIFFERING, REPLACED, ENDED = (
    *NoteState,
    "replaced by a newer version",
    "a draft left alone for 31 days",
)
STATES = (DRAFT, OFFERED, AGREED, DIFFERING, REPLACED, ENDED)
PEER_WORKER, PERSON = "author", "person"  # as `gather` calls them; here each of them writes
VERBS = ("save_draft", "offer", "erase_draft", "correct", "agree", "differ", "keep_strength", "keep_step")
WORKERS = {"author", "other peer worker", "former peer worker"}

DONE = "done"
ABSENT = "This is not here, or not any more."
NOT_THEIRS = "This is not part of what you do here."
ANSWERED = "You have answered this note already."
ANSWER_NEWER = "There is a newer version of this note. Answer that one."
KEEP_NEWER = "There is a newer version of this note. Keep it from that one."
NEWER = "There is a newer version of this note."


def other_hand(hand: str) -> str:
    return PERSON if hand == PEER_WORKER else PEER_WORKER


def note_in(db, company: Company, state, hand: str) -> int:
    """A note that this hand wrote, in this state."""
    author, other = company.people[hand], company.people[other_hand(hand)]
    if state in (DRAFT, ENDED):
        note_id = notes.save_draft(db, by=author, submission=a_note(company.pairing_id))
        if state == ENDED:
            long_ago = clock.now() - timedelta(days=31)
            db.execute(update(Note).where(Note.id == note_id).values(changed_at=long_ago))
        return note_id
    note_id = notes.offer(db, by=author, submission=a_note(company.pairing_id))
    if state in (AGREED, DIFFERING):
        account = "" if state is AGREED else "the other's words"
        answer = AnswerSubmission(state is AGREED, account, token())
        notes.answer(db, by=other, note_id=note_id, submission=answer)
    if state == REPLACED:
        newer = notes.correct(db, by=author, note_id=note_id)
        again = a_note(company.pairing_id, "the author's newer words")
        notes.offer(db, by=author, submission=again, note_id=newer)
    return note_id


def do(db, company: Company, viewer: Viewer, verb: str, note_id: int, goal_id: int) -> str:
    """What became of a verb: done, or the sentence it was refused with."""
    changed = a_note(company.pairing_id, "other words")
    verbs = {
        "save_draft": lambda: notes.save_draft(db, by=viewer, submission=changed, note_id=note_id),
        "offer": lambda: notes.offer(db, by=viewer, submission=changed, note_id=note_id),
        "erase_draft": lambda: notes.erase_draft(db, by=viewer, note_id=note_id),
        "correct": lambda: notes.correct(db, by=viewer, note_id=note_id),
        "agree": lambda: notes.answer(
            db, by=viewer, note_id=note_id, submission=AnswerSubmission(True, token=token())
        ),
        "differ": lambda: notes.answer(
            db, by=viewer, note_id=note_id, submission=AnswerSubmission(False, "another account", token())
        ),
        "keep_strength": lambda: keep_from_note.keep_strength(db, by=viewer, note_id=note_id, line=0),
        "keep_step": lambda: keep_from_note.keep_step(
            db, by=viewer, note_id=note_id, line=0, goal_id=goal_id
        ),
    }
    try:
        verbs[verb]()
        db.flush()
    except Refused as refusal:
        return refusal.sentence.text
    return DONE


def expected(state, verb: str, who: str, hand: str) -> str:
    """The table."""
    unseen = state in (DRAFT, ENDED)
    if verb == "erase_draft":
        return DONE if who == hand and state is DRAFT else ABSENT
    if who == "coordinator":
        return NOT_THEIRS
    if verb in ("save_draft", "offer"):
        return DONE if who == hand and state is DRAFT else ABSENT
    if verb == "correct":
        if who != hand or unseen:
            return ABSENT
        return NEWER if state == REPLACED else DONE
    if verb in ("agree", "differ"):
        if who != other_hand(hand) or unseen:
            return ABSENT
        return {OFFERED: DONE, REPLACED: ANSWER_NEWER}.get(state, ANSWERED)
    if who in WORKERS:
        return NOT_THEIRS
    if who != PERSON or unseen:
        return ABSENT
    return KEEP_NEWER if state == REPLACED else DONE


def words_of(db) -> dict[int, tuple]:
    """What stands in every note that was offered: its author's words, and what they are about."""
    found = {}
    for note in db.scalars(select(Note).where(Note.state != DRAFT)):
        aids = frozenset(db.scalars(select(NoteAid.aid).where(NoteAid.note_id == note.id)))
        elements = frozenset(db.scalars(select(NoteElement.element).where(NoteElement.note_id == note.id)))
        said = (note.talked_about, note.strengths_noticed, note.we_agreed, note.day, note.kind)
        found[note.id] = (*said, aids, elements)
    return found


def a_goal(db, company: Company) -> int:
    wanted = GoalSubmission("to meet people", Element.REINTEGRATION, token=token())
    return goals.add(db, by=company.person, submission=wanted)


@pytest.mark.parametrize("hand", [PEER_WORKER, PERSON])
@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_which_state(state, hand, database):
    with database.writing() as db:
        company = gather(db)
        note_id, goal_id = note_in(db, company, state, hand), a_goal(db, company)
    for verb in VERBS:
        for who in ALL_ROLES:
            with undone(database) as db:
                before = words_of(db)
                became = do(db, company, company.people[who], verb, note_id, goal_id)
                assert became == expected(state, verb, who, hand), (state, verb, who)
                after = words_of(db)
                assert {each: after.get(each) for each in before} == before, (state, verb, who)


SEEN_BY = {
    DRAFT: lambda hand: {hand},
    OFFERED: lambda hand: {PEER_WORKER, PERSON},
    AGREED: lambda hand: {PEER_WORKER, PERSON, "circle viewer"},
    DIFFERING: lambda hand: {PEER_WORKER, PERSON},
    REPLACED: lambda hand: {PEER_WORKER, PERSON},
    ENDED: lambda hand: set(),
}


@pytest.mark.parametrize("hand", [PEER_WORKER, PERSON])
@pytest.mark.parametrize("state", STATES)
def test_who_sees_a_note_and_who_is_asked_for_an_answer(state, hand, database):
    with database.writing() as db:
        company = gather(db)
        note_in(db, company, state, hand)
    with database.reading() as db:
        for who, viewer in company.people.items():
            seen = notes.seen(db, viewer, person_id=company.person.person_id)
            assert len(seen) == (who in SEEN_BY[state](hand)), (state, who)
            asked = [note for note in seen if note.for_me and note.state is OFFERED and not viewer.preview]
            waits = state in (OFFERED, REPLACED) and who == other_hand(hand)
            assert bool(asked) == waits, (state, who)
            assert all(note.is_mine == (who == hand) for note in seen)


# Versions


def test_a_correction_is_seen_by_its_author_alone_until_it_is_offered(database):
    with database.writing() as db:
        company = gather(db)
        first = note_in(db, company, AGREED, PEER_WORKER)
        newer = notes.correct(db, by=company.author, note_id=first)
        again = a_note(company.pairing_id, "newer words")
        assert notes.correct(db, by=company.author, note_id=first) == newer
    about = company.person.person_id
    with database.reading() as db:
        assert [note.id for note in notes.seen(db, company.person, person_id=about)] == [first]
        assert {note.id for note in notes.seen(db, company.author, person_id=about)} == {first, newer}
    with database.writing() as db:
        notes.offer(db, by=company.author, submission=again, note_id=newer)
    with database.reading() as db:
        for who in (company.person, company.author):
            (note,) = notes.seen(db, who, person_id=about)
            (before,) = note.earlier
            assert (note.id, note.state, note.talked_about) == (newer, OFFERED, "newer words")
            assert (before.id, before.state, before.talked_about) == (first, AGREED, "the author's words")
        circle = company.people["circle viewer"]
        answered = (AGREED, DIFFERING)
        (shared,) = notes.seen(db, circle, person_id=about, states=answered)
        assert shared.id == first
    with database.writing() as db:
        notes.answer(db, by=company.person, note_id=newer, submission=AnswerSubmission(True, token=token()))
    with database.reading() as db:
        (shared,) = notes.seen(db, circle, person_id=about)
        assert (shared.id, shared.earlier) == (newer, ())


def test_three_versions_stand_as_one_note_with_two_before_it(database):
    with database.writing() as db:
        company = gather(db)
        first = note_in(db, company, REPLACED, PERSON)
        (standing,) = notes.seen(db, company.person, person_id=company.person.person_id)
        third = notes.correct(db, by=company.person, note_id=standing.id)
        again = a_note(company.pairing_id, "third")
        notes.offer(db, by=company.person, submission=again, note_id=third)
        agree = AnswerSubmission(True, token=token())
        notes.answer(db, by=company.author, note_id=third, submission=agree)
    with database.reading() as db:
        for states in ((), (OFFERED,), (AGREED, DIFFERING)):
            found = notes.seen(db, company.author, person_id=company.person.person_id, states=states)
            told = {note.id: [each.id for each in note.earlier] for note in found}
            expected_now = {third: [standing.id, first]} if AGREED in (states or (AGREED,)) else None
            assert expected_now is None or told == expected_now
        assert note_views.to_answer_as_peer_worker(company.author).run(db) == []


@pytest.mark.parametrize("state", [OFFERED, AGREED, DIFFERING])
def test_a_new_version_says_something_new_unless_the_two_see_it_differently(state, database):
    with database.writing() as db:
        company = gather(db)
        newer = notes.correct(db, by=company.author, note_id=note_in(db, company, state, PEER_WORKER))
    same, other = (a_note(company.pairing_id, *words) for words in ((), ("newer words",)))
    if state is not DIFFERING:
        with pytest.raises(Invalid) as refused, database.writing() as db:
            notes.offer(db, by=company.author, submission=same, note_id=newer)
        assert list(refused.value.problems) == [notes.UNCHANGED]
        same = other
    with database.writing() as db:
        assert notes.offer(db, by=company.author, submission=same, note_id=newer) == newer


@pytest.mark.parametrize("hand", [PEER_WORKER, PERSON])
def test_whoever_begins_a_note_learns_that_the_other_has_written_about_the_meeting(hand, database):
    with database.writing() as db:
        company = gather(db)
        one, other = company.people[hand], company.people[other_hand(hand)]
        planned = MeetingSubmission(MeetingKind.PHONE, clock.today(), None, "", company.pairing_id, token())
        meeting_id = meetings.plan(db, by=one, submission=planned)
        theirs = notes.begin(db, by=other, pairing_id=company.pairing_id, meeting_id=meeting_id)
        mine = notes.begin(db, by=one, pairing_id=company.pairing_id, meeting_id=meeting_id)
        assert note_views.noted_by_the_other(one, mine).run(db) is None, "a draft is its author's alone"
        written = replace(a_note(company.pairing_id), meeting_id=meeting_id)
        notes.offer(db, by=other, submission=written, note_id=theirs)
        assert note_views.noted_by_the_other(one, mine).run(db) == other.display_name
        assert note_views.noted_by_the_other(other, mine).run(db) is None, "it is not their draft"
        elsewhere = notes.begin(db, by=one, pairing_id=company.pairing_id)
        assert note_views.noted_by_the_other(one, elsewhere).run(db) is None


# Keeping


def test_what_is_kept_once_is_kept_and_a_newer_version_knows_it(database):
    with database.writing() as db:
        company = gather(db)
        note_id, goal_id = note_in(db, company, AGREED, PEER_WORKER), a_goal(db, company)
        by = company.person
        keep_from_note.keep_strength(db, by=by, note_id=note_id, line=0)
        keep_from_note.keep_step(db, by=by, note_id=note_id, line=0, goal_id=goal_id)
        for part in NotePart:
            keep_from_note.keep_way(db, by=by, note_id=note_id, part=part, line=0)
    for again in (
        *(partial(keep_from_note.keep_way, by=by, note_id=note_id, part=part, line=0) for part in NotePart),
        lambda db: keep_from_note.keep_strength(db, by=by, note_id=note_id, line=0),
        lambda db: keep_from_note.keep_step(db, by=by, note_id=note_id, line=0, goal_id=goal_id),
    ):
        with database.writing() as db, pytest.raises(Refused) as refused:
            again(db)
        assert refused.value.sentence.text == "This was saved already."
    with database.writing() as db:
        newer = notes.correct(db, by=company.author, note_id=note_id)
        again = a_note(company.pairing_id, "newer words")
        notes.offer(db, by=company.author, submission=again, note_id=newer)
        with pytest.raises(Refused) as refused:
            keep_from_note.keep_strength(db, by=by, note_id=newer, line=0)
        assert refused.value.sentence.text == "This was saved already."
        (note,) = notes.seen(db, by, person_id=by.person_id)
        found = keep_from_note.read_query(by).run(db)
        assert [(each.words, each.is_kept) for each in found.strengths_of(note)] == [("warmth", True)]
        assert [each.is_way for each in (*found.strengths_of(note), *found.steps_of(note))] == [True, True]
        assert [line.words for line in ways.seen(db, opened_records.own(by))] == ["warmth", "to meet again"]
        assert [(each.words, each.kept_in) for each in found.steps_of(note)] == [
            ("to meet again", "to meet people")
        ]


@pytest.mark.parametrize("line", [-1, 1, 99])
def test_only_a_line_of_the_note_is_kept(line, database):
    with database.writing() as db:
        company = gather(db)
        note_id, goal_id = note_in(db, company, OFFERED, PEER_WORKER), a_goal(db, company)
        for verb in (
            lambda: keep_from_note.keep_strength(db, by=company.person, note_id=note_id, line=line),
            lambda: keep_from_note.keep_way(
                db, by=company.person, note_id=note_id, part=NotePart.WE_AGREED, line=line
            ),
            lambda: keep_from_note.keep_step(
                db, by=company.person, note_id=note_id, line=line, goal_id=goal_id
            ),
        ):
            with pytest.raises(Refused) as refused:
                verb()
            assert refused.value.sentence.text == ABSENT


@given(st.lists(st.text(max_size=12), max_size=6))
def test_lines_hold_what_was_written_and_nothing_is_empty(written_lines):
    found = note_views.lines_of("\n".join(written_lines))
    assert all(line == line.strip() and line for line in found)
    assert all(any(line in each for each in "\n".join(written_lines).splitlines()) for line in found)
    assert note_views.lines_of("\n".join(found)) == found


# Any order


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*VERBS, "begin", "write", "end"]),
            st.sampled_from([PERSON, PEER_WORKER, PERSON, PEER_WORKER, *ALL_ROLES]),
            st.integers(0, 3),
        ),
        min_size=3,
        max_size=14,
    )
)
def test_no_order_of_verbs_changes_or_loses_anothers_words_or_shows_a_draft(database, deeds):
    with undone(database) as db:  # taken back at the end: the next order begins anew
        db.autoflush = True  # as where it is kept
        company = gather(db)
        goal_id = a_goal(db, company)
        note_in(db, company, OFFERED, PERSON)
        note_in(db, company, DRAFT, PEER_WORKER)
        fixed, accounts = words_of(db), {}
        for verb, who, which in deeds:
            viewer = company.people[who]
            there = list(db.scalars(select(Note.id).order_by(Note.id)))
            note_id = there[-1 - which % len(there)] if there else 0
            drafts = drafts_of_others(db, viewer)
            try:
                with db.begin_nested():
                    if verb == "begin":
                        notes.begin(db, by=viewer, pairing_id=company.pairing_id)
                    elif verb == "write":
                        notes.offer(db, by=viewer, submission=a_note(company.pairing_id, f"by {who}"))
                    elif verb == "end":
                        pairings.end(db, by=viewer, pairing_id=company.pairing_id)
                    else:
                        do(db, company, viewer, verb, note_id, goal_id)
            except (Refused, Invalid):
                continue
            now = words_of(db)
            assert {each: now.get(each) for each in fixed} == fixed
            fixed = now
            for note in db.scalars(select(Note)):
                assert accounts.setdefault(note.id, note.own_account) in (None, note.own_account)
                accounts[note.id] = note.own_account
            still = drafts_of_others(db, viewer)
            ends = verb == "end"
            assert {each: still.get(each) for each in drafts if each in still or not ends} == {
                each: words for each, words in drafts.items() if each in still or not ends
            }
            nobody_sees_anothers_draft(db, company)


def drafts_of_others(db, viewer: Viewer) -> dict[int, tuple]:
    """The words of the drafts that somebody else is writing."""
    found = db.scalars(select(Note).where(Note.state == DRAFT, Note.author_id != viewer.person_id))
    return {note.id: (note.talked_about, note.strengths_noticed, note.we_agreed) for note in found}


def nobody_sees_anothers_draft(db, company: Company) -> None:
    for viewer in company.people.values():
        for note in notes.seen(db, viewer, person_id=company.person.person_id):
            assert note.is_mine or note.state is not DRAFT
            assert all(each.state is not DRAFT for each in note.earlier)
