"""The same entry open twice, and two entries open beside each other: nothing is saved over unread, and
nothing lands with somebody else."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.models import Pairing
from lrc_portal.identity import unsaved_words
from lrc_portal.identity.unsaved_words import Place, plain_name
from lrc_portal.record import goals
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.support.notes import notes
from lrc_portal.vocabulary import Aid, Element, MeetingKind, NoteState, Role

from .conftest import field, in_both_languages, press, said, sees
from .test_session_sheet import meet, tick
from .walking import token, walk_together

CHANGED = "This was changed somewhere else. There it says now:"
TURN = "a1b2c3d4-0123456789ab"


@pytest.fixture
def twice(walk, open_as):
    """One draft, open on the desk and on the phone."""
    desk = press(open_as(walk.worker, "notes"), "Write a note")
    [draft] = walk.written()
    return desk, open_as(walk.worker, "notes", **{"with": str(walk.pairing_id), "note": str(draft.id)})


def write(app, words: str, name: str = "talked_about"):
    return field(app, "text_area", f":{name}").set_value(words).run()


def written(app, name: str = "talked_about") -> str:
    return field(app, "text_area", f":{name}").value


@in_both_languages
def test_a_draft_that_is_open_twice_keeps_both_texts_until_somebody_has_read_them(walk, twice):
    desk, phone = twice
    write(desk, "From the desk")
    write(phone, "From the phone")
    assert sees(phone, CHANGED) and sees(phone, "Take what stands here")
    assert written(phone) == "From the phone" and walk.written()[0].talked_about == "From the desk"
    # What is typed on goes over nothing by itself, until a button says so.
    write(phone, "From the phone, and more")
    assert walk.written()[0].talked_about == "From the desk"
    press(phone, "Keep as draft")
    assert walk.written()[0].talked_about == "From the phone, and more"
    # And so the other way round.
    write(desk, "From the desk again")
    assert sees(desk, CHANGED) and walk.written()[0].talked_about == "From the phone, and more"
    press(desk, "Take what stands here")
    assert not sees(desk, CHANGED) and written(desk) == "From the phone, and more"
    write(desk, "From both")
    assert not sees(desk, CHANGED) and walk.written()[0].talked_about == "From both"


@pytest.mark.parametrize("is_still_running", [False, True], ids=["it has kept it", "it is keeping it"])
def test_a_click_goes_on_from_what_its_own_tab_kept_though_that_page_was_never_drawn(
    house, walk, open_as, is_still_running
):
    """Typed, and pressed at once: the rerun that keeps what was typed is ended by the click, or runs beside
    it, in another thread, until it has kept it."""
    desk = press(open_as(walk.worker, "notes"), "Write a note")
    field(desk, "button_group", ":kind").set_value(MeetingKind.ONE_TO_ONE)
    field(desk, "checkbox", f":aids.{Aid.SOCIAL}").check()
    field(desk, "checkbox", f":elements.{Element.HEALTH}").check()
    write(desk, "Typed")
    [draft] = walk.written()
    known, alone = (desk.session_state[key] for key in ("notes:known", f"alone:note:{draft.id}"))

    def keep():
        now = walk.note(talked_about="Typed on", day=draft.day, version=draft.version)
        with house.writing() as db:
            notes.save_draft(db, by=walk.worker.viewer, submission=now, note_id=draft.id)
        known[draft.id] = replace(known[draft.id], goes_on_from=now.becomes, shown=now.becomes)
        alone.release()

    alone.acquire()
    if is_still_running:
        threading.Timer(0.3, keep).start()
    else:
        keep()
    field(desk, "text_area", ":talked_about").set_value("Typed on")
    press(desk, "Offer it to Gwen")
    assert sees(desk, "The note is offered to Gwen."), said(desk)
    assert walk.written()[0].state is NoteState.OFFERED


@pytest.mark.parametrize("button", ["Keep as draft", "Offer it to Gwen"])
def test_a_button_of_a_draft_goes_only_over_what_was_read(walk, twice, button):
    desk, phone = twice
    for name in ("elements.health", "aids.social"):
        field(phone, "checkbox", f":{name}").check()
    write(phone, "From the phone")
    write(desk, "From the desk")  # unread, so it is not kept
    press(desk, "Take what stands here")
    write(desk, "From the desk")
    field(phone, "text_area", ":talked_about").set_value("More from the phone")
    press(phone, button)
    assert sees(phone, CHANGED) and written(phone) == "More from the phone"
    [note] = walk.written()
    assert (note.state, note.talked_about) == (NoteState.DRAFT, "From the desk")
    press(phone, button)
    [note] = walk.written()
    assert note.talked_about == "More from the phone"


def had_typed(house, somebody, form: str, **fields: str) -> None:
    with house.writing() as db:
        for name, words in fields.items():
            place = Place(plain_name(form), TURN, name)
            unsaved_words.keep(db, by=somebody.viewer, place=place, words=words)


def test_words_typed_on_a_draft_that_says_something_else_by_now_come_back_beside_it(
    house, walk, twice, open_as
):
    """The second tab was closed before its field was left; what it held was kept as it was typed."""
    desk, _phone = twice
    write(desk, "From the desk")
    [draft] = walk.written()
    had_typed(house, walk.worker, f"note:{draft.id}", talked_about="From the phone")
    again = open_as(walk.worker, "notes", **{"note": str(draft.id)})
    assert sees(again, CHANGED) and written(again) == "From the phone"
    assert walk.written()[0].talked_about == "From the desk"
    press(again, "Take what stands here")
    assert not sees(again, CHANGED) and written(again) == "From the desk"
    # What goes on from what stands there is kept as it always was.
    had_typed(house, walk.worker, f"note:{draft.id}", talked_about="From the desk, and on")
    again = open_as(walk.worker, "notes", **{"note": str(draft.id)})
    assert not sees(again, CHANGED) and walk.written()[0].talked_about == "From the desk, and on"


def test_words_typed_on_an_entry_that_says_something_else_by_now_come_back_beside_it(house, member, open_as):
    def a_goal(why: str) -> GoalSubmission:
        return GoalSubmission("See the sea", Element.HEALTH, why, token=token())

    def stands():
        with house.reading() as db:
            return goals.seen(db, opened_records.own(member.viewer))[0]

    with house.writing() as db:
        goal_id = goals.add(db, by=member.viewer, submission=a_goal("It is far"))
    had_typed(house, member, f"goal:{goal_id}:{stands().version}", why="From the phone")
    with house.writing() as db:
        goals.change(db, by=member.viewer, goal_id=goal_id, submission=a_goal("From the desk"))
    app = open_as(member, "goals", open=f"goal:{goal_id}")
    assert sees(app, CHANGED) and "From the desk" in said(app) and written(app, "why") == "From the phone"
    press(app, "Take what stands here")
    assert not sees(app, CHANGED) and written(app, "why") == "From the desk"
    assert not sees(open_as(member, "goals", open=f"goal:{goal_id}"), CHANGED)


def test_lines_of_a_meeting_that_is_open_twice_take_none_of_each_other(
    house, coordinator, member, peer_worker, open_as
):
    walk = meet(house, coordinator, member, peer_worker)
    address = {"with": str(walk.pairing_id), "step": "praise"}
    desk, phone = (open_as(peer_worker, "session_sheet", **address) for _each in range(2))
    tick(desk, "Up early").run()
    write(phone, "Patience", "words")
    assert walk.written()[0].strengths_noticed == "Patience\nUp early"
    write(desk, "Humour", "words")
    desk.main.checkbox[0].uncheck().run()
    assert walk.written()[0].strengths_noticed == "Humour\nPatience"


@pytest.fixture
def mari_and_owain(house, coordinator, make, peer_worker, open_as):
    """A peer worker who has a note for Mari open in one tab and one for Owain in the other."""
    walks = [
        walk_together(house, coordinator, make(name, Role.MEMBER), peer_worker) for name in ("Mari", "Owain")
    ]
    tabs = [
        press(open_as(peer_worker, "notes", **{"with": str(walk.pairing_id)}), "Write a note")
        for walk in walks
    ]
    return walks, tabs


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_note_goes_to_the_person_in_the_heading_of_its_tab(mari_and_owain, order):
    walks, tabs = mari_and_owain
    for nth in order:
        field(tabs[nth], "text_area", ":talked_about").set_value(f"Words {nth}")
        for name in ("elements.health", "aids.social"):
            field(tabs[nth], "checkbox", f":{name}").check()
        tabs[nth].run()
    for nth in order:
        assert sees(tabs[nth], "A note for {name}", name=("Mari", "Owain")[nth])
        press(tabs[nth], f"Offer it to {('Mari', 'Owain')[nth]}")
    for nth, walk in enumerate(walks):
        [note] = walk.told()
        assert (note.pairing_id, note.talked_about) == (walk.pairing_id, f"Words {nth}")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_last_day_is_said_to_the_person_in_the_heading_of_its_tab(
    house, mari_and_owain, peer_worker, open_as, order
):
    walks, _tabs = mari_and_owain
    tabs = [open_as(peer_worker, "people", open=f"leaving:{walk.pairing_id}") for walk in walks]
    days = [clock.today() + timedelta(days=ahead) for ahead in (20, 30)]
    for nth in order:
        for part in ("day", "month", "year"):
            value = str(getattr(days[nth], part))
            field(tabs[nth], "text_input", f":last_day.{part}").set_value(value)
    for nth in order:
        press(tabs[nth], "Say it")
        assert sees(tabs[nth], "It is said. It stands first for {name} now.", name=("Mari", "Owain")[nth])
    with house.reading() as db:
        said_days = [db.get_one(Pairing, walk.pairing_id).last_day for walk in walks]
    assert said_days == days
