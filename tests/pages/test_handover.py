"""Handing over on the screens: who reads what first, who decides, and the way that goes on."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from lrc_portal import clock
from lrc_portal.database.models import Note
from lrc_portal.support import handover, notes, pairings, written
from lrc_portal.support.handover import LeavingSubmission
from lrc_portal.support.notes import AnswerSubmission
from lrc_portal.vocabulary import MeetingKind, NoteState, Role
from tests.people import token

from .conftest import field, press, said
from .test_statements import A_HANDFUL, counted, told

SECRET = "what we said by the sea"


@pytest.fixture
def new_worker(make, coordinator):
    return make("Siân", Role.PEER_WORKER)


@pytest.fixture
def noted(walk):
    """A note of Carys's that Gwen agreed to."""
    with walk.house.writing() as db:
        note_id = notes.offer(db, by=walk.worker.viewer, submission=walk.note(talked_about=SECRET))
        agree = AnswerSubmission(agree=True, token=token())
        notes.answer(db, by=walk.person.viewer, note_id=note_id, submission=agree)
    return note_id


def fill_day(app, day) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        field(app, "text_input", f":last_day.{part}").set_value(str(value))


def test_the_whole_handover_on_the_screens(walk, noted, coordinator, new_worker, open_as):
    app = press(open_as(walk.worker, "people"), "I am leaving")
    assert "Gwen reads this first" in said(app)
    fill_day(app, clock.today() + timedelta(days=9))
    press(app, "Say it")
    assert "They have not read it yet" in said(app)
    press(app, "Write a goodbye note")
    field(app, "text_area", ":words").set_value("It was good to walk with you.")
    press(app, "Offer it to Gwen")
    assert "You have said goodbye" in said(app)

    text = said(open_as(coordinator, "community"))
    assert "Carys is leaving" in text and "Gwen has not read it yet" in text
    assert "Suggest who follows" not in text

    assert "There is something to read about your walk with Carys" in said(open_as(walk.person, "today"))
    app = open_as(walk.person, "circle")
    assert "You hear of it first: Carys is leaving" in said(app)
    press(app, "I have read this")
    assert "A coordinator can suggest somebody to you. You decide." in said(app)
    assert "something to read" not in said(open_as(walk.person, "today"))

    app = press(open_as(coordinator, "community"), "Suggest who follows")
    field(app, "button_group", ":worker").set_value(new_worker.viewer.person_id)
    press(app, "Ask both")
    assert "Somebody is suggested already" in said(app)

    app = open_as(walk.person, "circle")
    assert "Would you like Siân as your peer worker?" in said(app)
    assert "Which earlier notes may Siân read?" in said(app)
    field(app, "checkbox", f":notes.{noted}").set_value(True)
    press(app, "Yes, walk with me")
    assert SECRET not in said(open_as(new_worker, "notes"))
    press(open_as(new_worker, "people"), "Say yes")

    assert SECRET in said(open_as(new_worker, "notes"))
    assert "You walk with nobody yet" in said(open_as(walk.worker, "people"))
    assert SECRET not in said(open_as(walk.worker, "notes"))
    text = said(open_as(walk.person, "notes"))
    assert "Siân walks with you, after Carys" in text
    assert "The walk with Carys came to its end" in text
    assert SECRET in text and "A goodbye" in text
    app = open_as(walk.person, "circle")
    assert "Siân reads 1 earlier note." in said(app)
    press(app, "Choose earlier notes for Siân")
    field(app, "checkbox", f":notes.{noted}").set_value(False)
    press(app, "Save what they see")
    assert SECRET not in said(open_as(new_worker, "notes"))


def test_nobody_new_for_now_stands_until_the_person_says_otherwise(walk, coordinator, open_as):
    with walk.house.writing() as db:
        leaving = LeavingSubmission(walk.pairing_id, clock.today(), token())
        handover.say_leaving(db, by=coordinator.viewer, submission=leaving)
        handover.say_heard(db, by=walk.person.viewer, pairing_id=walk.pairing_id)
    app = press(open_as(walk.person, "circle"), "Nobody new for now")
    assert "You said: nobody new for now" in said(app)
    assert "Gwen wants nobody new for now." in said(open_as(coordinator, "community"))
    press(open_as(walk.person, "circle"), "I would like somebody new")
    assert "Suggest who follows" in said(open_as(coordinator, "community"))


def test_a_last_day_that_has_passed_is_put_away_by_the_person(walk, open_as):
    with walk.house.writing() as db, clock.standing_at(clock.now() - timedelta(days=3)):
        leaving = LeavingSubmission(walk.pairing_id, clock.today() + timedelta(days=1), token())
        handover.say_leaving(db, by=walk.worker.viewer, submission=leaving)
    app = open_as(walk.person, "circle")
    assert "They see nothing of yours now." in said(app)
    press(app, "I have read this")
    press(app, "Put this away")
    assert "last day was" not in said(app)
    assert "The walk with Carys came to its end" in said(open_as(walk.person, "notes"))


def test_the_way_is_read_a_year_at_a_time_however_long_it_is(walk, open_as):
    house, today = walk.house, clock.today()
    with house.writing() as db:
        [pairing] = pairings.mine(walk.person.viewer).asked(db)
        rows = [
            {
                "person_id": walk.person.viewer.person_id,
                "author_id": walk.worker.viewer.person_id,
                "pairing_id": pairing.id,
                "day": today.replace(day=1, month=6) - timedelta(days=14 * ago),
                "kind": MeetingKind.ONE_TO_ONE,
                "state": NoteState.AGREED,
                "talked_about": f"talk number {ago}.",
                "created_at": clock.now(),
                "changed_at": clock.now(),
                "offered_at": clock.now(),
                "answered_at": clock.now(),
                "is_goodbye": False,
            }
            for ago in range(260)
        ]
        db.execute(insert(Note), rows)
        assert len(written.seen(db, walk.person.viewer, person_id=rows[0]["person_id"], most=999)) == 260
    for person, query in ((walk.person, {}), (walk.worker, {"with": str(walk.pairing_id)})):
        app = open_as(person, "notes", **query)
        with counted(house) as sent:
            app.run()
        assert len(sent) <= A_HANDFUL, told(sent)
        assert 1 <= said(app).count("talk number") <= 27
        assert "talk number 0." in said(app)
        press(app, f"Earlier: {today.year - 1}")
        assert "talk number 0." not in said(app)
        assert 20 <= said(app).count("talk number") <= 27
        assert f"Later: {today.year}" in said(app)
