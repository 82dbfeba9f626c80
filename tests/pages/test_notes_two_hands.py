"""/notes with two hands: the person writes too, versions stand behind a fold, what is noticed is kept."""

from lrc_portal.record import goals, strengths
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.vocabulary import Aid, Element, NoteState

from .conftest import OwnWords, field, press, said, unfold
from .walking import token


def agree(walk, note_id: int, who) -> None:
    with walk.house.writing() as db:
        answer = AnswerSubmission(True, token=token())
        notes.answer(db, by=who.viewer, note_id=note_id, submission=answer)


def offer_mine(walk, **words) -> int:
    """A note that the person wrote and offered."""
    with walk.house.writing() as db:
        return notes.offer(db, by=walk.person.viewer, submission=walk.note(**words))


def test_a_person_writes_a_note_and_the_peer_worker_answers_it(walk, open_as):
    app = open_as(walk.person, "notes")
    press(app, "Write about a meeting with Carys")
    assert "Which strengths did you notice in yourself?" in [each.label for each in app.main.get("text_area")]
    field(app, "text_area", ":talked_about").set_value("We walked to the weir").run()
    field(app, "checkbox", ":elements.health").check().run()
    field(app, "checkbox", ":aids.social").check().run()
    assert "We walked to the weir" not in said(open_as(walk.worker, "notes"))
    app = open_as(walk.person, "notes", note=app.query_params["note"][0])
    assert field(app, "text_area", ":talked_about").value == "We walked to the weir"
    press(app, "Offer it to Carys")
    assert "Waiting for an answer from Carys" in said(app) and "Written by you" in said(app)
    theirs = open_as(walk.worker, "notes")
    assert "A note for you to answer" in said(theirs) and "Written by Gwen" in said(theirs)
    press(theirs, "Add how it was for me")
    field(theirs, "text_area", ":own_account").set_value("It was further than the weir")
    press(theirs, "Add my words")
    assert "My own account" in said(theirs)
    mine = said(open_as(walk.person, "notes"))
    assert "In Carys’s own words" in mine and "It was further than the weir" in mine
    (note,) = walk.told()
    assert (note.state, note.aids) == (NoteState.DIFFERING, (Aid.SOCIAL,))


def test_a_note_that_waits_for_the_peer_worker_stands_on_their_first_page(walk, open_as):
    offer_mine(walk)
    assert "A note from Gwen waits for your answer" in said(open_as(walk.worker, "today"))


def test_a_new_version_is_read_by_both_with_the_one_before_behind_a_fold(walk, open_as):
    agree(walk, walk.offer(talked_about="About the alotment"), walk.person)
    app = open_as(walk.worker, "notes")
    press(app, "Write a new version")
    assert field(app, "text_area", ":talked_about").value == "About the alotment"
    field(app, "text_area", ":talked_about").set_value("About the allotment").run()
    assert "About the allotment" not in said(open_as(walk.person, "notes"))
    app = open_as(walk.worker, "notes", note=app.query_params["note"][0])
    press(app, "Offer it to Gwen")
    theirs = open_as(walk.person, "notes")
    assert "About the alotment" not in said(theirs)
    text = said(unfold(theirs, "The version before"))
    assert "A note for you to answer" in text and "New version" in text
    assert [each.label for each in theirs.main.get("expander")].count("The version before") == 1
    assert "About the alotment" in text and "About the allotment" in text
    press(theirs, "I agree with this note")
    assert [note.talked_about for note in walk.told()] == ["About the allotment"]


def test_right_after_agreeing_a_strength_and_a_step_are_kept_with_one_tap_each(walk, open_as):
    by = walk.person.viewer
    with walk.house.writing() as db:
        wanted = GoalSubmission("Meet people", Element.REINTEGRATION, token=token())
        goals.add(db, by=by, submission=wanted)
    walk.offer(strengths_noticed="Patience\n- Humour", we_agreed="Go to the choir")
    app = open_as(walk.person, "notes")
    press(app, "I agree with this note")
    assert "Would you like to keep something from it?" in said(app)
    press(app, "Keep it as my strength")
    press(app, OwnWords("Meet people"))
    assert "Kept. It is among your strengths." in said(app)
    assert "Kept as a step of “Meet people”." in said(app)
    assert [each.label for each in app.main.get("button")].count("Keep it as my strength") == 1
    with walk.house.reading() as db:
        (strength,) = strengths.seen(db, opened_records.own(by))
        (goal,) = goals.seen(db, opened_records.own(by))
    assert (strength.words, strength.noticed_by) == ("Patience", "Carys")
    assert [step.words for step in goal.steps] == ["Go to the choir"]
    (note,) = walk.told()
    assert strength.note_day == goal.steps[0].note_day == note.day
    assert "From the note of" in said(open_as(walk.person, "strengths"))
    assert "From the note of" in said(open_as(walk.person, "goals"))


def test_where_there_is_no_goal_yet_it_says_how_to_keep_a_step(walk, open_as):
    agree(walk, walk.offer(we_agreed="Go to the choir"), walk.person)
    app = open_as(walk.person, "notes")
    press(app, "Keep something from it")
    assert "A step belongs to a goal." in said(app)


def test_the_peer_worker_is_offered_nothing_to_keep(walk, open_as):
    agree(walk, offer_mine(walk, strengths_noticed="I asked", we_agreed="To ring"), walk.worker)
    app = open_as(walk.worker, "notes")
    labels = [each.label for each in app.main.get("button")]
    assert "Keep something from it" not in labels and "Write a new version" not in labels
