"""/session-sheet: the agenda first, only what is shared, no hint of more, and the note begun from it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lrc_portal import clock
from lrc_portal.database.models import Trace
from lrc_portal.record import check_ins, goals, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import agenda, areas
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.vocabulary import (
    Act,
    Content,
    Element,
    Facet,
    Language,
    NoteState,
    Role,
    StrengthPlace,
    Subject,
)
from lrc_portal.words import labels
from tests.tools.statements import sent_to

from .conftest import field, press, said, unfold
from .test_statements import A_HANDFUL, told
from .test_tabs import in_a_new_session
from .walking import token, walk_together

ORDER = [
    "What Gwen wants to talk about",
    "Areas Gwen chose",
    "What is higher",
    "Goals and next steps",
    "Strengths",
    "What you both agreed last time",
    "Since you began",
    "The last three months",
]
HEADINGS = {
    "What is higher",
    "The last three months",
    "Goals and next steps",
    "Strengths",
    "Since you last met",
    "Since you began",
}


def fill(walking) -> None:
    by = walking.person.viewer
    with walking.house.writing() as db:
        agenda.add(db, by=by, submission=AgendaSubmission("Christmas", token()))
        strengths.add(db, by=by, submission=StrengthSubmission(StrengthPlace.SELF, "Up early", token=token()))
        goal = GoalSubmission("Swim", Element.HEALTH, "Slept well", ("Find my costume",), token=token())
        goals.add(db, by=by, submission=goal)


def choose(walking, *facets: Facet) -> None:
    with walking.house.writing() as db:
        areas.choose(db, by=walking.person.viewer, facets=facets)


def check_in(walking, days_ago: int, value: int) -> None:
    day = clock.today() - timedelta(days=days_ago)
    answers = CheckInSubmission(day, dict.fromkeys(Facet, value), token=token())
    with walking.house.writing() as db:
        check_ins.save(db, by=walking.person.viewer, submission=answers)


def headings(app) -> list[str]:
    return [each.value for each in app.subheader]


def test_the_agenda_is_first(house, coordinator, member, peer_worker, open_as):
    walking = walk_together(
        house, coordinator, member, peer_worker, Grant(Content.STRENGTHS), Grant(Content.GOALS, True)
    )
    fill(walking)
    app = open_as(peer_worker, "session_sheet", **{"with": str(walking.pairing_id)})
    assert headings(app)[0] == "What Gwen wants to talk about"
    text = said(app)
    for words in ("Christmas", "Swim", "Find my costume", "Up early"):
        assert words in text


def test_the_parts_stand_in_the_order_of_the_talk(house, coordinator, member, peer_worker, open_as):
    everything = tuple(Grant(content, True) for content in Content)
    walking = walk_together(house, coordinator, member, peer_worker, *everything)
    fill(walking)
    choose(walking, Facet.PHYSICAL)
    for days_ago in (1, 2, 3, 40, 41, 42):
        check_in(walking, days_ago, 7 if days_ago < 28 else 4)
    note_id = walking.offer(we_agreed="To ring on Friday")
    with house.writing() as db:
        notes.answer(db, by=member.viewer, note_id=note_id, submission=AnswerSubmission(True, token=token()))
    app = open_as(peer_worker, "session_sheet")
    assert headings(app) == ORDER
    figures = "Physical health: in between in the four weeks before, good in the last four weeks"
    # Once among the areas that Gwen chose, once in what is higher.
    assert said(app).count(figures) == 2


def test_an_area_that_is_not_shared_looks_as_one_without_entries(
    house, coordinator, member, peer_worker, make, open_as
):
    """Gwen answers every day and shares nothing; Gwyn shares all and has answered nothing."""
    everything = tuple(Grant(content, True) for content in Content)
    withholding = walk_together(house, coordinator, member, peer_worker)
    for days_ago in range(60):
        check_in(withholding, days_ago, 5 if days_ago < 28 else 2)
    strengths_of_hers = StrengthSubmission(StrengthPlace.SELF, "Up early", token=token())
    with house.writing() as db:
        strengths.add(db, by=member.viewer, submission=strengths_of_hers)
    other = walk_together(
        house, coordinator, make("Gwyn", Role.MEMBER), make("Huw", Role.PEER_WORKER), *everything
    )
    pages = []
    for walking in (withholding, other):
        choose(walking, Facet.PHYSICAL, Facet.SOBRIETY)
        app = open_as(walking.worker, "session_sheet")
        pages.append(said(app))
        press(app, "We are meeting now")
        for _step in range(3):
            pages[-1] += said(app)
            press(app, "Next")
        pages[-1] += said(app)
    shown = (
        pages[1].replace("Gwyn", "Gwen").replace(f"with={other.pairing_id}", f"with={withholding.pairing_id}")
    )
    assert pages[0] == shown
    assert "Areas Gwen chose" in pages[0] and "Physical health" in pages[0]


def test_without_shares_only_the_meeting_and_the_agenda_are_there(walk, open_as):
    fill(walk)
    app = open_as(walk.worker, "session_sheet")
    assert headings(app) == ["What Gwen wants to talk about"]
    text = said(app)
    for words in ("Swim", "Up early", "share", "hidden", "withheld"):
        assert words not in text


@pytest.mark.parametrize("content", [Content.STRENGTHS, Content.GOALS])
def test_a_part_that_is_not_shared_is_not_there(content, house, coordinator, member, peer_worker, open_as):
    walking = walk_together(house, coordinator, member, peer_worker, Grant(content))
    fill(walking)
    shown = set(headings(open_as(peer_worker, "session_sheet"))) & HEADINGS
    wanted = "Strengths" if content is Content.STRENGTHS else "Goals and next steps"
    assert shown == {wanted, "Since you began"}


def test_what_both_agreed_last_time(walk, open_as):
    note_id = walk.offer(we_agreed="To ring on Friday")
    with walk.house.writing() as db:
        agree = AnswerSubmission(True, token=token())
        notes.answer(db, by=walk.person.viewer, note_id=note_id, submission=agree)
    walk.offer(talked_about="Not answered yet")
    text = said(open_as(walk.worker, "session_sheet"))
    assert "What you both agreed last time" in text and "To ring on Friday" in text
    assert "Not answered yet" not in text


def test_the_note_is_begun_from_it(walk, open_as):
    meeting_id = walk.plan(0)
    app = open_as(walk.worker, "session_sheet")
    press(app, "Start the note from here")
    (draft,) = walk.written()
    assert (draft.meeting_id, draft.day) == (meeting_id, clock.today())
    assert app.title[0].value == "Meetings and notes"
    assert field(app, "text_area", ":talked_about").value == ""


def test_a_look_leaves_its_trace(house, coordinator, member, peer_worker, open_as):
    walk_together(house, coordinator, member, peer_worker, Grant(Content.HEALTH))
    open_as(peer_worker, "session_sheet")
    with house.reading() as db:
        looked = db.execute(select(Trace.subject).where(Trace.act == Act.LOOKED)).scalars().all()
    assert sorted(looked) == [Subject.AGENDA, Subject.HEALTH, Subject.NOTES]


def test_all_that_is_shown_comes_when_asked_for(house, coordinator, member, peer_worker, open_as):
    walking = walk_together(house, coordinator, member, peer_worker, Grant(Content.GOALS, True))
    fill(walking)
    app = open_as(peer_worker, "session_sheet")
    assert "Slept well" not in said(app)
    press(app, "All that Gwen shows you")
    assert "Slept well" in said(app)


def tick(app, label: str):
    next(each for each in app.main.checkbox if each.label.endswith(label)).check()
    return app


def meet(house, coordinator, member, peer_worker):
    """Gwen shares all, and everything of a meeting is there to be ticked."""
    everything = tuple(Grant(content, True) for content in Content)
    walking = walk_together(house, coordinator, member, peer_worker, *everything)
    fill(walking)
    choose(walking, Facet.RELATIONAL, Facet.PHYSICAL)
    return walking


def test_what_is_ticked_and_written_in_the_four_steps_stands_in_the_note(
    house, coordinator, member, peer_worker, open_as
):
    walking = meet(house, coordinator, member, peer_worker)
    meeting_id = walking.plan(0)
    app = open_as(peer_worker, "session_sheet")
    press(app, "We are meeting now")
    assert (app.header[0].value, app.main.caption[0].value) == ("How is it now?", "1 of 4")
    answer = field(app, "button_group", "rate.relational")
    assert answer.options == list(labels.STEP_WORDS), "in the words of a check-in"
    answer.set_value(7)
    # These words and the note's are one text, so both fields ask for it in the same way.
    assert field(app, "text_area", ":words").label == "What did you talk about?"
    field(app, "text_area", ":words").set_value("Lighter than at Easter")
    press(app, "Next")
    assert app.header[0].value == "What is good?"
    press(tick(app, "Up early"), "Next")
    assert app.header[0].value == "What do we work on today?"
    tick(tick(app, "Christmas"), "Goal: Swim")
    press(app, "Next")
    assert app.header[0].value == "What comes next?"
    field(app, "text_area", ":words").set_value("Ring the pool")
    press(tick(app, "Find my costume"), "Go on to the note")
    (draft,) = walking.written()
    assert draft.state is NoteState.DRAFT and draft.meeting_id == meeting_id
    assert draft.talked_about == "Relationships today: Good\nChristmas\nGoal: Swim\nLighter than at Easter"
    assert draft.strengths_noticed == "Up early"
    assert draft.we_agreed == "Find my costume\nRing the pool"
    assert draft.elements == (Element.HEALTH,)
    assert app.title[0].value == "Meetings and notes"
    assert field(app, "text_area", ":we_agreed").value == "Find my costume\nRing the pool"


def test_an_answer_that_is_said_goes_into_no_record(house, coordinator, member, peer_worker, open_as):
    walking = meet(house, coordinator, member, peer_worker)
    app = press(open_as(peer_worker, "session_sheet"), "We are meeting now")
    field(app, "button_group", "rate.physical").set_value(3)
    press(app, "Next")
    with house.reading() as db:
        assert check_ins.seen(db, opened_records.own(member.viewer)) == []
    assert walking.told() == []


def test_back_and_forth_and_after_a_reload_nothing_is_lost(house, coordinator, member, peer_worker, open_as):
    walking = meet(house, coordinator, member, peer_worker)
    app = press(open_as(peer_worker, "session_sheet"), "We are meeting now")
    field(app, "button_group", "rate.physical").set_value(1)
    press(press(app, "Next"), "Back")
    assert field(app, "button_group", "rate.physical").value == 1
    press(tick(press(app, "Next"), "Up early"), "Next")
    again = open_as(peer_worker, "session_sheet", **{"with": str(walking.pairing_id), "step": "praise"})
    assert [each.value for each in again.main.checkbox] == [True]
    again.main.checkbox[0].uncheck()
    press(press(again, "Next"), "Back")
    assert [each.value for each in again.main.checkbox] == [False]
    press(again, "Back")
    assert field(again, "button_group", "rate.physical").value == 1
    press(again, "Back")
    assert again.title[0].value == "Before we meet"


def test_what_is_ticked_is_kept_at_once_and_a_reload_loses_nothing(
    house, coordinator, member, peer_worker, open_as
):
    walking = meet(house, coordinator, member, peer_worker)
    address = {"with": str(walking.pairing_id)}
    app = press(open_as(peer_worker, "session_sheet"), "We are meeting now")
    field(app, "button_group", "rate.relational").set_value(7).run()
    field(app, "text_area", ":words").set_value("Lighter than at Easter").run()
    again = open_as(peer_worker, "session_sheet", step="rate", **address)
    assert field(again, "button_group", "rate.relational").value == 7
    assert field(again, "text_area", ":words").value == "Lighter than at Easter"
    for step, label in (("praise", "Up early"), ("choose", "Christmas"), ("act", "Find my costume")):
        tick(open_as(peer_worker, "session_sheet", step=step, **address), label).run()
        again = open_as(peer_worker, "session_sheet", step=step, **address)
        assert [each.label for each in again.main.checkbox if each.value] == [
            each.label for each in again.main.checkbox if each.label.endswith(label)
        ]
    (draft,) = walking.written()
    assert draft.talked_about == "Relationships today: Good\nChristmas\nLighter than at Easter"
    assert (draft.strengths_noticed, draft.we_agreed) == ("Up early", "Find my costume")
    assert walking.told() == [], "a draft is its author's alone"


def test_what_is_ticked_as_a_restart_comes_is_kept_too(house, coordinator, member, peer_worker, open_as):
    """The new session knows nobody who keeps it; the step does, once it is drawn."""
    walking = meet(house, coordinator, member, peer_worker)
    address = {"with": str(walking.pairing_id), "step": "praise"}
    app = tick(open_as(peer_worker, "session_sheet", **address), "Up early")
    app = in_a_new_session("session_sheet", app._tree.get_widget_states(), **address)
    assert [each.label for each in app.main.checkbox if each.value] == ["Up early"]
    [draft] = walking.written()
    assert draft.strengths_noticed == "Up early"


def test_a_tick_that_is_taken_away_at_once_is_gone_too(house, coordinator, member, peer_worker, open_as):
    walking = meet(house, coordinator, member, peer_worker)
    address = {"with": str(walking.pairing_id), "step": "praise"}
    app = tick(open_as(peer_worker, "session_sheet", **address), "Up early").run()
    assert app.header[0].value == "What is good?", "the step stays"
    app.main.checkbox[0].uncheck().run()
    assert not app.main.checkbox[0].value
    assert [each.value for each in open_as(peer_worker, "session_sheet", **address).main.checkbox] == [False]
    [draft] = walking.written()
    assert draft.strengths_noticed is None


def test_looking_through_the_steps_begins_no_note(house, coordinator, member, peer_worker, open_as):
    walking = meet(house, coordinator, member, peer_worker)
    app = press(open_as(peer_worker, "session_sheet"), "We are meeting now")
    for _step in range(3):
        press(app, "Next")
    for _step in range(4):
        press(app, "Back")
    assert walking.written() == []


def test_what_was_written_in_the_note_is_kept_beside_what_is_ticked(
    house, coordinator, member, peer_worker, open_as
):
    walking = meet(house, coordinator, member, peer_worker)
    with house.writing() as db:
        note_id = notes.begin(db, by=peer_worker.viewer, pairing_id=walking.pairing_id)
        mine = walking.note(talked_about="We walked\nChristmas", we_agreed="Meet on Friday")
        notes.save_draft(db, by=peer_worker.viewer, submission=mine, note_id=note_id)
    app = press(open_as(peer_worker, "session_sheet"), "We are meeting now")
    assert field(app, "text_area", ":words").value == "We walked"
    field(app, "button_group", "rate.physical").set_value(9)
    press(press(app, "Next"), "Next")
    assert [each.label for each in app.main.checkbox if each.value] == ["Christmas"]
    press(app, "Next")
    (draft,) = walking.written()
    assert draft.talked_about == "Physical health today: Very good\nChristmas\nWe walked"
    assert draft.we_agreed == "Meet on Friday"


def test_more_than_a_note_can_hold_is_said_and_the_step_stays(
    house, coordinator, member, peer_worker, open_as
):
    walking = meet(house, coordinator, member, peer_worker)
    app = press(open_as(peer_worker, "session_sheet"), "We are meeting now")
    field(app, "text_area", ":words").set_value("walking " * 1000)
    press(app, "Next")
    assert app.header[0].value == "How is it now?"
    assert "Up to 6000 fit here." in said(app)
    assert field(app, "text_area", ":words").value.startswith("walking")
    assert walking.written() == []


def test_a_step_takes_no_more_than_a_handful_of_statements(house, coordinator, member, peer_worker, open_as):
    walking = meet(house, coordinator, member, peer_worker)
    query = {"with": str(walking.pairing_id), "step": "choose"}
    app = open_as(peer_worker, "session_sheet", **query)
    with sent_to(house) as sent:
        app.run()
    assert app.header[0].value == "What do we work on today?"
    assert 1 < len(sent) <= A_HANDFUL, told(sent)


def test_in_the_steps_nobody_elses_pairing_opens_anything(house, coordinator, walk, make, open_as):
    theirs = walk_together(house, coordinator, make("Sam", Role.MEMBER), make("Huw", Role.PEER_WORKER))
    fill(theirs)
    text = said(open_as(walk.worker, "session_sheet", **{"with": str(theirs.pairing_id), "step": "choose"}))
    assert "Sam" not in text and "Christmas" not in text


def test_one_of_several_is_chosen_first(house, coordinator, walk, make, open_as):
    fill(walk)
    walk_together(house, coordinator, make("Sam", Role.MEMBER), walk.worker)
    app = open_as(walk.worker, "session_sheet")
    assert "Choose whom you are going to meet." in said(app)
    field(app, "button_group", ":with").set_value(walk.pairing_id).run()
    assert "Christmas" in said(app)


def test_somebody_elses_pairing_in_the_address_opens_nothing(house, coordinator, walk, make, open_as):
    theirs = walk_together(house, coordinator, make("Sam", Role.MEMBER), make("Huw", Role.PEER_WORKER))
    fill(theirs)
    text = said(open_as(walk.worker, "session_sheet", **{"with": str(theirs.pairing_id)}))
    assert "Sam" not in text and "Christmas" not in text


def test_in_welsh_it_is_welsh(walk, open_as):
    app = open_as(walk.worker, "session_sheet", Language.CYMRAEG)
    assert app.title[0].value == "Cyn i ni gwrdd"


@pytest.mark.parametrize("who", ["member", "family", "coordinator"])
def test_others_get_a_calm_sentence(who, request, walk, open_as):
    fill(walk)
    text = said(open_as(request.getfixturevalue(who), "session_sheet"))
    assert "This page is for others" in text and "Christmas" not in text


def test_beside_the_note_stands_the_sheet_folded_until_it_is_asked_for(
    house, coordinator, member, peer_worker, open_as
):
    walking = meet(house, coordinator, member, peer_worker)
    app = press(open_as(peer_worker, "session_sheet"), "Start the note from here")
    assert app.title[0].value == "Meetings and notes"
    assert "Find my costume" in said(app) and "Areas Gwen chose" in said(app), "who comes from it sees it"
    address = {"with": str(walking.pairing_id), "note": app.query_params["note"][0]}
    with house.reading() as db:
        before = db.scalar(select(func.count(Trace.id)))
    app = open_as(peer_worker, "notes", **address)
    assert "Find my costume" not in said(app)
    with house.reading() as db:
        assert db.scalar(select(func.count(Trace.id))) == before, "closed, nothing is looked at"
    with sent_to(house) as sent:
        unfold(app, "Before we meet: Gwen")
    assert "Find my costume" in said(app)
    assert len(sent) <= A_HANDFUL, told(sent)
