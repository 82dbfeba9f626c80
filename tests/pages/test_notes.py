"""/notes: meetings and what to talk about; notes to answer for one, to write and offer for the other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.database.models import Trace
from lrc_portal.support.meetings import agenda, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import (
    Act,
    Aid,
    Element,
    Language,
    MeetingKind,
    MeetingState,
    NoteState,
    Role,
    Subject,
)

from .conftest import as_shown, field, in_both_languages, press, said, sees, unfold
from .walking import token, walk_together


def type_day(app, form: str, day) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        field(app, "text_input", f"{form}:day.{part}").set_value(str(value))


def labels_of(app, kind: str = "button") -> list[str]:
    return [each.label for each in app.main.get(kind)]


# Mine


@in_both_languages
def test_a_note_is_read_and_agreed_with_one_tap(walk, open_as):
    walk.offer(strengths_noticed="Patience", we_agreed="To meet on Thursday")
    app = open_as(walk.person, "notes")
    for words in ("About the allotment", "Patience", "To meet on Thursday"):
        assert words in said(app)
    assert sees(app, "Written by {name}", name="Carys")
    press(app, "I agree with this note")
    assert [note.state for note in walk.told()] == [NoteState.AGREED]
    assert not sees(app, "A note for you to answer")
    assert "About the allotment" in said(app)


@in_both_languages
def test_an_own_account_stands_beside_the_note(walk, open_as):
    walk.offer()
    app = open_as(walk.person, "notes")
    press(app, "Add how it was for me")
    press(app, "Add my words")
    assert sees(app, "Write a few words here.")
    field(app, "text_area", ":own_account").set_value("It was about more than the allotment")
    press(app, "Add my words")
    (note,) = walk.told()
    assert (note.state, note.own_account) == (NoteState.DIFFERING, "It was about more than the allotment")
    text = said(app)
    assert "About the allotment" in text and "It was about more than the allotment" in text
    assert sees(app, "My own account") and sees(app, "Two views")


def test_an_answer_cannot_be_given_twice(walk, open_as):
    note_id = walk.offer(strengths_noticed="Patience")
    app = open_as(walk.person, "notes")
    with walk.house.writing() as db:
        notes.answer(
            db, by=walk.person.viewer, note_id=note_id, submission=AnswerSubmission(True, token=token())
        )
    press(app, "I agree with this note")
    assert "You have answered this note already." in said(app)
    # What follows an answer does not follow one that was refused.
    assert "Done" not in labels_of(app)


def test_where_a_meeting_with_a_professional_stands_is_said_once_that_kind_is_chosen(walk, open_as):
    app = open_as(walk.person, "notes")
    press(app, "Plan a meeting")
    where = "It stands in The way so far, and in My progress. It has no note here."
    assert where not in said(app)
    field(app, "button_group", ":kind").set_value(MeetingKind.PROFESSIONAL_LED).run()
    assert where in said(app)


def test_what_to_talk_about_is_put_down_talked_about_and_erased(walk, open_as):
    app = open_as(walk.person, "notes")
    assert "You and Carys see this list. Nobody else does." in said(app)
    for words in ("Christmas", "Sleep"):
        field(app, "text_input", ":agenda").set_value(words)
        press(app, "Put it on my list")
    assert walk.agenda() == ["Christmas", "Sleep"]
    press(app, "We talked about it", 0)
    assert walk.agenda() == ["Sleep"]
    press(app, "Erase")
    assert walk.agenda() == ["Sleep"]
    press(app, "Erase it")
    assert walk.agenda() == []


@in_both_languages
def test_a_meeting_with_my_peer_worker_is_planned(walk, open_as):
    app = open_as(walk.person, "notes")
    press(app, "Plan a meeting")
    day = clock.today() + timedelta(days=3)
    field(app, "button_group", ":kind").set_value(MeetingKind.PHONE)
    type_day(app, "plan:mine:0", day)
    field(app, "text_input", ":at").set_value("half past two")
    press(app, "Save this meeting")
    assert sees(app, "Write a time like 14:30, or leave it empty.")
    field(app, "text_input", ":at").set_value("14.30")
    field(app, "text_input", ":place").set_value("By phone")
    press(app, "Save this meeting")
    (meeting,) = walk.planned()
    assert (meeting.kind, meeting.day, meeting.place) == (MeetingKind.PHONE, day, "By phone")
    assert meeting.at is not None and meeting.at.strftime("%H:%M") == "14:30"
    assert "14:30" in said(app) and sees(app, "with {name}", name="Carys")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9", "09:00"), ("1430", "14:30"), ("14:30", "14:30"), ("9:05", "09:05"), ("25", None)],
)
def test_a_time_is_read_as_people_write_it(typed, read, walk, open_as):
    app = open_as(walk.person, "notes")
    press(app, "Plan a meeting")
    field(app, "button_group", ":kind").set_value(MeetingKind.PHONE)
    type_day(app, "plan:mine:0", clock.today())
    field(app, "text_input", ":at").set_value(typed)
    press(app, "Save this meeting")
    assert [meeting.at.strftime("%H:%M") for meeting in walk.planned() if meeting.at] == (
        [read] if read else []
    )


def test_what_a_professional_leads_is_named_so_and_needs_no_pairing(house, member, open_as):
    app = open_as(member, "notes")
    press(app, "Write down a meeting with a professional")
    assert "It has no note here." in said(app)
    type_day(app, "plan:mine:0", clock.today())
    press(app, "Save this meeting")
    with house.reading() as db:
        (meeting,) = meetings.seen(db, member.viewer)
    assert meeting.kind is MeetingKind.PROFESSIONAL_LED
    assert "Led by a professional" in said(app)


def test_a_planned_meeting_is_held_or_called_off(walk, open_as):
    today, later = walk.plan(0), walk.plan(5)
    app = open_as(walk.person, "notes")
    assert labels_of(app).count("We met") == 1
    press(app, "We met")
    press(app, "Call it off", 0)
    press(app, "Call the meeting off")
    states = {line.id: line.state for line in walk.planned()}
    assert states == {today: MeetingState.HELD}
    assert later not in states


def test_the_story_is_newest_first_with_meetings_and_notes(walk, open_as):
    day = clock.today() - timedelta(days=30)
    walk.offer(day=day, talked_about="The first talk")
    walk.offer(day=day + timedelta(days=20), talked_about="The second talk")
    for note in walk.told():
        with walk.house.writing() as db:
            agree = AnswerSubmission(True, token=token())
            notes.answer(db, by=walk.person.viewer, note_id=note.id, submission=agree)
    walk.plan(-20, MeetingKind.GROUP)
    app = open_as(walk.person, "notes")
    text = said(app)
    assert text.index("The second talk") < text.index("The first talk")
    assert "Group" not in text
    assert "Group" in said(unfold(app, "The way so far"))


def test_the_last_three_notes_stand_at_once_and_the_story_with_the_others_one_tap_away(walk, open_as):
    for n in range(5):
        walk.offer(day=clock.today() - timedelta(days=n + 1), talked_about=f"talk {n}.")
    for note in walk.told()[:4]:
        with walk.house.writing() as db:
            agree = AnswerSubmission(True, token=token())
            notes.answer(db, by=walk.person.viewer, note_id=note.id, submission=agree)
    app = open_as(walk.person, "notes")
    text = said(app)
    assert app.main.header[0].value == "A note for you to answer"
    assert sum(f"talk {n}." in text for n in range(5)) == 4, "three, and the one that waits"
    text = said(unfold(app, "The way so far"))
    assert [text.count(f"talk {n}.") for n in range(5)] == [1] * 5, "each once"


def test_a_draft_is_nowhere_to_be_seen_for_the_person(walk, open_as):
    with walk.house.writing() as db:
        notes.save_draft(db, by=walk.worker.viewer, submission=walk.note(talked_about="Not ready"))
    text = said(open_as(walk.person, "notes"))
    assert "Not ready" not in text and "Draft" not in text


def test_family_have_meetings_of_their_own(house, coordinator, family, peer_worker, open_as):
    walking = walk_together(house, coordinator, family, peer_worker)
    walking.offer(talked_about="About living alongside")
    assert "About living alongside" in said(open_as(family, "notes"))


# Those I write


def begin(walk, open_as, **query):
    app = open_as(walk.worker, "notes", **query)
    return press(app, "Write a note")


def test_a_note_is_kept_as_it_is_written_and_comes_back_after_a_reload(walk, open_as):
    app = begin(walk, open_as)
    (draft,) = walk.written()
    assert draft.state is NoteState.DRAFT
    field(app, "text_area", ":talked_about").set_value("About the allo").run()
    field(app, "checkbox", ":elements.health").check().run()
    field(app, "button_group", ":kind").set_value(MeetingKind.PHONE).run()
    (kept,) = walk.written()
    assert (kept.talked_about, kept.elements, kept.kind) == (
        "About the allo",
        (Element.HEALTH,),
        MeetingKind.PHONE,
    )
    again = open_as(walk.worker, "notes", **{"with": str(walk.pairing_id), "note": str(draft.id)})
    assert field(again, "text_area", ":talked_about").value == "About the allo"
    assert field(again, "checkbox", ":elements.health").value
    assert field(again, "button_group", ":kind").value == MeetingKind.PHONE


def test_a_day_that_is_not_sound_yet_does_not_lose_the_rest(walk, open_as):
    app = begin(walk, open_as)
    field(app, "text_input", ":day.day").set_value("31").run()
    field(app, "text_input", ":day.month").set_value("2").run()
    field(app, "text_area", ":talked_about").set_value("Still here").run()
    (kept,) = walk.written()
    assert kept.talked_about == "Still here"
    press(app, "Keep as draft")
    assert "Write a day that is in the calendar, like 1 3 2026." in said(app)


def test_what_is_offered_is_whole_and_then_fixed(walk, open_as):
    app = begin(walk, open_as)
    press(app, "Offer it to Gwen")
    for words in ("Write a few words here.", "Choose at least one kind of help."):
        assert words in said(app)
    assert "Choose at least one part of recovery." in said(app)
    field(app, "text_area", ":talked_about").set_value("About the allotment").run()
    field(app, "checkbox", ":elements.health").check().run()
    field(app, "checkbox", ":aids.social").check().run()
    press(app, "Offer it to Gwen")
    (note,) = walk.told()
    assert (note.state, note.aids) == (NoteState.OFFERED, (Aid.SOCIAL,))
    text = said(app)
    assert "Waiting for an answer" in text and "Go on writing" not in text
    assert not app.main.get("text_area")


def test_it_says_before_that_words_are_fixed_and_whom_to_write_for(walk, open_as):
    text = said(begin(walk, open_as))
    assert "Write it as if Gwen read it over your shoulder." in text
    assert "Once you offer it, your words are fixed." in text


def test_a_draft_is_kept_gone_on_with_and_thrown_away(walk, open_as):
    app = begin(walk, open_as)
    field(app, "text_area", ":talked_about").set_value("Half a thought")
    press(app, "Keep as draft")
    assert "Notes you have begun" in said(app)
    press(app, "Go on writing")
    assert field(app, "text_area", ":talked_about").value == "Half a thought"
    press(app, "Back")
    press(app, "Throw it away")
    assert len(walk.written()) == 1
    press(app, "Throw it away")
    assert walk.written() == []


def test_a_note_is_written_about_a_meeting(walk, open_as):
    meeting_id = walk.plan(-1, MeetingKind.PHONE)
    app = open_as(walk.worker, "notes")
    press(app, next(label for label in labels_of(app) if label.startswith("Write about ")))
    (draft,) = walk.written()
    assert (draft.meeting_id, draft.kind) == (meeting_id, MeetingKind.PHONE)
    assert field(app, "button_group", ":kind").value == MeetingKind.PHONE


@in_both_languages
def test_a_meeting_of_which_the_other_has_written_says_so_and_comes_after_the_others(walk, open_as):
    noted, free = walk.plan(-1, MeetingKind.PHONE), walk.plan(-3)
    sentence = "{name} has written a note about this meeting. You can write yours beside it."
    name = walk.worker.viewer.display_name
    app = open_as(walk.person, "notes")
    assert not sees(app, sentence, name=name)
    walk.offer(meeting_id=noted)
    app = open_as(walk.person, "notes")
    assert [each.value for each in app.caption].count(as_shown(app, sentence, name=name)) == 1
    begun = [each.key for each in app.main.get("button") if (each.key or "").startswith("write:")]
    assert [key.split(":")[2] for key in begun] == [str(free), str(noted), ""]
    next(each for each in app.main.get("button") if each.key == begun[1]).click().run()
    assert sees(app, sentence, name=name), "where it is being written too"


def test_their_agenda_is_read_and_leaves_a_trace_once_an_hour(walk, open_as):
    with walk.house.writing() as db:
        agenda.add(db, by=walk.person.viewer, submission=AgendaSubmission("Christmas", token()))
    app = open_as(walk.worker, "notes", **{"with": str(walk.pairing_id)})
    assert "Christmas" in said(app) and "What Gwen wants to talk about" in said(app)
    app.run()
    with walk.house.reading() as db:
        looked = db.execute(select(Trace.subject).where(Trace.act == Act.LOOKED)).scalars().all()
    assert sorted(looked) == [Subject.AGENDA, Subject.NOTES]


def test_their_own_account_is_read_by_the_author(walk, open_as):
    note_id = walk.offer()
    differ = AnswerSubmission(False, "More than that", token())
    with walk.house.writing() as db:
        notes.answer(db, by=walk.person.viewer, note_id=note_id, submission=differ)
    text = said(open_as(walk.worker, "notes"))
    assert "In Gwen’s own words" in text and "More than that" in text


def test_nobody_is_looked_at_before_one_of_several_is_chosen(house, coordinator, walk, make, open_as):
    other = walk_together(house, coordinator, make("Sam", Role.MEMBER), walk.worker)
    with house.writing() as db:
        notes.begin(db, by=walk.worker.viewer, pairing_id=other.pairing_id)
    app = open_as(walk.worker, "notes")
    assert "Notes you have begun" in said(app)
    with house.reading() as db:
        assert db.execute(select(Trace.id).where(Trace.act == Act.LOOKED)).all() == []
    field(app, "button_group", "notes:with").set_value(walk.pairing_id).run()
    assert app.query_params["with"] == str(walk.pairing_id)
    assert "Write a note" in said(app)


def test_a_stranger_in_the_address_opens_nothing(house, coordinator, walk, make, open_as):
    theirs = walk_together(house, coordinator, make("Sam", Role.MEMBER), make("Huw", Role.PEER_WORKER))
    with house.writing() as db:
        note_id = notes.begin(db, by=theirs.worker.viewer, pairing_id=theirs.pairing_id)
    asked = {"with": str(theirs.pairing_id), "note": str(note_id)}
    app = open_as(walk.worker, "notes", **asked)
    assert "Sam" not in said(app)
    assert "note" not in app.query_params
    assert "Write a note" in said(open_as(walk.worker, "notes", **{"with": "²", "note": "7e9"}))


def test_once_it_has_ended_the_open_page_shows_nothing_at_the_next_click(walk, open_as):
    app = begin(walk, open_as)
    with walk.house.writing() as db:
        pairings.end(db, by=walk.person.viewer, pairing_id=walk.pairing_id)
    field(app, "text_area", ":talked_about").set_value("Too late").run()
    assert "You walk with nobody yet." in said(app)
    assert not app.main.get("text_area")


def test_somebody_who_is_both_sees_both(house, coordinator, walk, make, open_as):
    both = make("Nerys", Role.MEMBER, Role.PEER_WORKER)
    walk_together(house, coordinator, make("Sam", Role.MEMBER), both)
    mine = walk_together(house, coordinator, both, walk.worker)
    mine.offer(talked_about="About giving")
    app = open_as(both, "notes")
    assert "About giving" in said(app)
    field(app, "button_group", "notes:part").set_value("walking").run()
    assert "About giving" not in said(app) and "Write a note" in said(app)


def test_in_welsh_it_is_welsh(walk, open_as):
    walk.offer()
    app = open_as(walk.person, "notes", Language.CYMRAEG)
    assert app.title[0].value == "Cyfarfodydd a nodiadau"
    app = open_as(walk.worker, "notes", Language.CYMRAEG)
    assert app.title[0].value == "Cyfarfodydd a nodiadau"


def test_a_coordinator_gets_a_calm_sentence(walk, coordinator, open_as):
    walk.offer()
    text = said(open_as(coordinator, "notes"))
    assert "This page is for others" in text and "allotment" not in text


def test_signed_out_there_is_only_the_way_in(open_as):
    assert "Sign in first" in said(open_as(None, "notes"))
