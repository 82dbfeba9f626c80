"""Handing over on the screens: who reads what first, who decides, and the way that goes on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from lrc_portal import clock
from lrc_portal.access import grants
from lrc_portal.database.models import Note
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.notes import note_views, notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import handover
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import Content, MeetingKind, NoteState, Role
from tests.people import token
from tests.tools.statements import sent_to

from .conftest import field, press, said, unfold
from .test_statements import A_HANDFUL, told
from .walking import walk_together

SECRET = "what we said by the sea"

WAY = "The way so far"
LAST_NOTES = 3
"""So many stand above the way, whichever year of it is open."""


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


def goodbye_draft(walk, open_as):
    """The draft of the goodbye note, opened at its address as after a reload."""
    [draft] = [note for note in walk.written() if note.is_goodbye]
    return open_as(walk.worker, "notes", note=str(draft.id))


def test_the_whole_handover_on_the_screens(walk, noted, coordinator, new_worker, open_as):
    app = press(press(open_as(walk.worker, "people"), "Change"), "I am leaving")
    assert "Gwen reads this first" in said(app)
    fill_day(app, clock.today() + timedelta(days=9))
    press(app, "Say it")
    assert "They have not read it yet" in said(app)
    press(app, "Write a goodbye note")
    app = goodbye_draft(walk, open_as)
    field(app, "text_area", ":talked_about").set_value("It was good to walk with you.")
    press(app, "Offer it to Gwen")
    assert "The note is offered to Gwen." in said(app)
    assert "You have said goodbye" in said(open_as(walk.worker, "people"))

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
    assert "Somebody is asked already" in said(app)

    app = open_as(walk.person, "circle")
    assert "Would you like Siân as your peer worker?" in said(app)
    assert "Which earlier notes may Siân read?" in said(app)
    field(app, "checkbox", f":notes.{noted}").set_value(True)
    press(app, "Yes, walk with me")
    assert SECRET not in said(open_as(new_worker, "notes"))
    press(open_as(new_worker, "people"), "Yes, I will")

    assert SECRET in said(open_as(new_worker, "notes"))
    assert "You walk with nobody yet" in said(open_as(walk.worker, "people"))
    assert SECRET not in said(open_as(walk.worker, "notes"))
    text = said(unfold(open_as(walk.person, "notes"), WAY))
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
    assert "The walk with Carys came to its end" in said(unfold(open_as(walk.person, "notes"), WAY))


def test_the_way_is_read_a_year_at_a_time_however_long_it_is(walk, open_as):
    house, today = walk.house, clock.today()
    insert_notes(walk, 260, every=14, first=today.replace(day=1, month=6))
    with house.reading() as db:
        person_id = walk.person.viewer.person_id
        assert len(note_views.seen(db, walk.person.viewer, person_id=person_id, most=999)) == 260
    for person, query in ((walk.person, {}), (walk.worker, {"with": str(walk.pairing_id)})):
        app = unfold(open_as(person, "notes", **query), WAY)
        with sent_to(house) as sent:
            app.run()
        assert len(sent) <= A_HANDFUL, told(sent)
        assert 1 <= said(app).count("talk number") <= 27 + LAST_NOTES
        assert "talk number 5." in said(app)
        press(app, f"Earlier: {today.year - 1}")
        assert "talk number 5." not in said(app)
        assert 20 <= said(app).count("talk number") <= 27 + LAST_NOTES
        assert f"Later: {today.year}" in said(app)


def leave(walk, by=None, days: int = 9) -> None:
    with walk.house.writing() as db:
        leaving = LeavingSubmission(walk.pairing_id, clock.today() + timedelta(days=days), token())
        handover.say_leaving(db, by=(by or walk.worker).viewer, submission=leaving)


def test_a_goodbye_is_kept_as_it_is_typed_and_survives_a_reload(walk, open_as):
    leave(walk)
    app = press(open_as(walk.worker, "people"), "Write a goodbye note")
    assert "A goodbye note for Gwen" in said(app) and "Which kinds of help" not in said(app)
    field(goodbye_draft(walk, open_as), "text_area", ":talked_about").set_value("It was good").run()
    press(open_as(walk.worker, "people"), "Go on with your goodbye note")
    app = goodbye_draft(walk, open_as)
    assert field(app, "text_area", ":talked_about").value == "It was good"
    assert SECRET not in said(open_as(walk.person, "notes"))
    assert "It was good" not in said(open_as(walk.person, "notes")), "nobody else sees a draft"
    text = said(open_as(walk.worker, "notes", **{"with": str(walk.pairing_id)}))
    assert "a goodbye" in text and "Go on writing" in text
    press(app, "Offer it to Gwen")
    assert "It was good" in said(open_as(walk.person, "notes"))
    assert "Go on writing" not in said(open_as(walk.worker, "notes", **{"with": str(walk.pairing_id)}))


def test_a_note_begun_beside_a_goodbye_is_a_note_of_its_own(walk, open_as):
    leave(walk)
    press(open_as(walk.worker, "people"), "Write a goodbye note")
    app = press(open_as(walk.worker, "session_sheet"), "Start the note from here")
    assert "Which kinds of help did you give?" in said(app)
    assert sorted(note.is_goodbye for note in walk.written()) == [False, True]


def test_whoever_said_it_takes_it_back_and_both_hear_of_it(walk, open_as):
    leave(walk)
    app = press(press(open_as(walk.worker, "people"), "I am staying after all"), "I am staying")
    assert "You stay with Gwen. They have not read it yet." in said(app)
    assert "Your last day with" not in said(app)
    assert "There is something to read about your walk with Carys" in said(open_as(walk.person, "today"))
    app = open_as(walk.person, "circle")
    assert "Carys stays with you" in said(app) and "is leaving" not in said(app)
    press(app, "I have read this")
    assert "Carys stays with you" not in said(app)
    assert "something to read" not in said(open_as(walk.person, "today"))
    assert "You stay with" not in said(open_as(walk.worker, "people"))


def test_what_was_to_end_goes_on_when_the_person_says_so(house, coordinator, member, peer_worker, open_as):
    walking = walk_together(house, coordinator, member, peer_worker, Grant(Content.GOALS, True))
    for label, goes_on in (("Let it end on that day", False), ("Go on showing the same", True)):
        leave(walking, by=coordinator)
        assert "I am staying after all" not in said(open_as(peer_worker, "people")), "a coordinator said it"
        press(press(open_as(coordinator, "community"), "Carys is staying after all"), "Take it back")
        app = open_as(member, "circle")
        assert "still ends on" in said(app)
        press(app, label)
        with clock.standing_at(clock.now() + timedelta(days=11)), house.reading() as db:
            assert bool(grants(db, peer_worker.viewer, member.viewer.person_id)) == goes_on


def test_after_the_persons_yes_it_is_not_taken_back(walk, coordinator, new_worker, open_as):
    leave(walk)
    with walk.house.writing() as db:
        handover.say_heard(db, by=walk.person.viewer, pairing_id=walk.pairing_id)
        new = handover.propose(
            db,
            by=coordinator.viewer,
            pairing_id=walk.pairing_id,
            peer_worker_id=new_worker.viewer.person_id,
        )
        handover.accept(db, by=walk.person.viewer, pairing_id=new, grants=())
    app = press(press(open_as(walk.worker, "people"), "I am staying after all"), "I am staying")
    assert "They have said yes to somebody new." in said(app)
    assert "Your last day with Gwen" in said(app)


def insert_notes(walk, many: int, *, every: int, first: date | None = None) -> int:
    """Answered notes, one every so many days, counted back from `first`, or from today."""
    rows = [
        {
            "person_id": walk.person.viewer.person_id,
            "author_id": walk.worker.viewer.person_id,
            "pairing_id": walk.pairing_id,
            "day": (first or clock.today()) - timedelta(days=every * ago),
            "kind": MeetingKind.ONE_TO_ONE,
            "state": NoteState.AGREED,
            "talked_about": f"talk number {ago}.",
            "created_at": clock.now(),
            "changed_at": clock.now(),
            "offered_at": clock.now(),
            "answered_at": clock.now(),
            "is_goodbye": False,
        }
        for ago in range(many)
    ]
    with walk.house.writing() as db:
        db.execute(insert(Note), rows)
    return many
