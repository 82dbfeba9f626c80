"""/session-sheet: the agenda first, only what is shared, no hint of more, and the note begun from it."""

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.database.models import Trace
from lrc_portal.record import goals, strengths
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing.circle import Grant
from lrc_portal.support import meetings, notes
from lrc_portal.support.meetings import AgendaSubmission
from lrc_portal.support.notes import AnswerSubmission
from lrc_portal.vocabulary import Act, Content, Element, Language, Role, StrengthPlace, Subject

from .conftest import field, press, said
from .walking import token, walk_together

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
        meetings.add_to_agenda(db, by=by, submission=AgendaSubmission("Christmas", token()))
        strengths.add(db, by=by, submission=StrengthSubmission(StrengthPlace.SELF, "Up early", token=token()))
        goal = GoalSubmission("Swim", Element.HEALTH, "Slept well", ("Find my costume",), token=token())
        goals.add(db, by=by, submission=goal)


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
