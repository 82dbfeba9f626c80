"""/letters: two people write each other a few lines; neither is told whether the other has read."""

import pytest
from sqlalchemy import func, insert, select

from lrc_portal import clock, limits
from lrc_portal.database.models import CircleLink, Exchange, Letter, LettersOpened
from lrc_portal.record import strengths
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.letters import letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Content, LooksIn, Through
from tests.support import on_the_shelf
from tests.tools.statements import sent_to

from . import sharing
from .conftest import field, in_both_languages, press, said, sees, unfold
from .test_statements import A_HANDFUL, told


def between(walk) -> Between:
    return Between(Through.PAIRING, walk.pairing_id)


def write(house, person, two: Between, words: str) -> int:
    with house.writing() as db:
        submission = LetterSubmission(words, sharing.token())
        return letters.write(db, by=person.viewer, between=two, submission=submission)


def add_letters(house, person, many: int) -> None:
    """So many more in the one exchange that there is, at once."""
    with house.writing() as db:
        exchange_id = db.scalars(select(Exchange.id)).one()
        common = {"exchange_id": exchange_id, "writer_id": person.viewer.person_id, "written_at": clock.now()}
        db.execute(insert(Letter), [{**common, "words": f"letter number {n}."} for n in range(many)])


def keep(app, begin: str, part: str) -> None:
    """Press the first button whose key is of this sentence."""
    found = next(each for each in app.main.get("button") if each.key.startswith(begin) and part in each.key)
    found.click().run()


def how_many(house, model) -> int:
    with house.reading() as db:
        return db.scalar(select(func.count()).select_from(model))


@in_both_languages
def test_a_letter_goes_to_and_fro(walk, member, peer_worker, open_as):
    app = open_as(member, "letters")
    assert "Carys" in said(app)
    field(app, "text_area", ":words").set_value("The allotment is **green**.")
    press(app, "Send")
    assert sees(app, "{name} can read it now.", name="Carys")
    assert field(app, "text_area", ":words").value == ""
    theirs = open_as(peer_worker, "letters")
    assert "The allotment is **green**." in said(theirs)
    field(theirs, "text_area", ":words").set_value("I am glad.")
    press(theirs, "Send")
    assert "I am glad." in said(open_as(member, "letters"))


def test_what_is_too_long_or_empty_is_said_beside_the_field_and_kept(house, walk, member, open_as):
    app = open_as(member, "letters")
    for words, problem in (
        ("a" * 5000, "This is 5000 characters long. Up to 2000 fit here."),
        ("", "Write a few words here."),
    ):
        field(app, "text_area", ":words").set_value(words)
        press(app, "Send")
        assert problem in said(app)
        assert field(app, "text_area", ":words").value == words
    assert how_many(house, Letter) == 0


def test_how_often_each_looks_in_stands_above_the_field(walk, member, peer_worker, open_as):
    theirs = open_as(peer_worker, "letters")
    press(theirs, "Say how often you look in")
    press(theirs, "Save")
    assert [each.value for each in theirs.main.error] == ["Choose how often you look in."]
    assert not theirs.main.success
    field(theirs, "button_group", ":often").set_value(LooksIn.SOME_DAYS)
    press(theirs, "Save")
    assert "You look in a few times a week." in said(theirs)
    mine = said(open_as(member, "letters"))
    assert "Carys looks in a few times a week." in mine
    assert "not watched live" in mine and "Help now" in mine
    theirs = open_as(peer_worker, "letters")
    press(theirs, "Change")
    field(theirs, "button_group", ":often").set_value(None)
    press(theirs, "Save")
    assert "Carys looks in" not in said(open_as(member, "letters"))


def test_opening_letters_makes_them_old_for_the_reader_and_shows_the_writer_nothing(
    house, walk, member, peer_worker, open_as
):
    write(house, peer_worker, between(walk), "See you on Friday.")
    before = said(open_as(peer_worker, "letters"))
    assert "Carys has written to you" in said(open_as(member, "today"))
    assert "There are new letters" not in said(open_as(peer_worker, "today"))
    assert "See you on Friday." in said(open_as(member, "letters"))
    assert "There are new letters" not in said(open_as(member, "today"))
    assert said(open_as(peer_worker, "letters")) == before
    assert how_many(house, LettersOpened) == 1


def test_a_letter_that_was_taken_back_leaves_a_calm_line_for_both(house, walk, member, peer_worker, open_as):
    write(house, peer_worker, between(walk), "Not what I meant.")
    app = open_as(peer_worker, "letters")
    press(app, "Take it back")
    assert "gone for both of you" in said(app)
    press(app, "Take it back")
    assert "You took this letter back." in said(app)
    mine = said(open_as(member, "letters"))
    assert "This letter was taken back." in mine and "Not what I meant." not in mine
    assert "Take it back" not in mine


def test_closing_needs_no_reason_and_tells_the_other_no_more_than_that_it_is_closed(
    house, walk, member, peer_worker, open_as
):
    write(house, peer_worker, between(walk), "Good to see you.")
    app = open_as(member, "letters")
    press(app, "Close these letters")
    press(app, "Close them")
    assert "You closed these letters." in said(app)
    press(app, "Open them again")
    waiting = open_as(peer_worker, "letters")
    with house.writing() as db:
        letters.close(db, by=member.viewer, between=between(walk))
    field(waiting, "text_area", ":words").set_value("One more thing")
    press(waiting, "Send")
    assert "Letters are closed here, so it was not sent." in said(waiting)
    assert field(waiting, "text_area", ":words").value == "One more thing"
    theirs = open_as(peer_worker, "letters")
    assert "Letters are closed here. What was written stays" in said(theirs)
    assert "Good to see you." in said(theirs)
    assert "Open them again" not in said(theirs) and not theirs.main.get("text_area")
    press(open_as(member, "letters"), "Open them again")
    assert open_as(peer_worker, "letters").main.get("text_area")


def test_a_sentence_is_kept_as_a_strength_and_as_a_step(house, walk, member, peer_worker, open_as):
    sharing.fill(house, member)
    write(house, peer_worker, between(walk), "You keep going. Ring your sister!")
    app = open_as(member, "letters")
    press(app, "Keep something from it")
    keep(app, "keep-strength:", "-0")
    assert "It is among your strengths now." in said(app)
    assert "Kept. It is among your strengths." in said(app)
    keep(app, "keep-step:", "-1:")
    assert "The step is kept with your goal." in said(app)
    with house.reading() as db:
        kept = strengths.seen(db, opened_records.own(member.viewer))
        assert ("You keep going.", "Carys") in [(each.words, each.noticed_by) for each in kept]
    assert "Keep something from it" not in said(open_as(peer_worker, "letters"))


def test_after_the_walk_the_person_reads_and_the_peer_worker_has_nothing(
    house, walk, member, peer_worker, open_as
):
    write(house, peer_worker, between(walk), "It was good to walk with you.")
    with house.writing() as db:
        pairings.end(db, by=member.viewer, pairing_id=walk.pairing_id)
    app = open_as(member, "letters")
    assert "Nothing new can be written here." in said(app)
    assert "It was good to walk with you." in said(app)
    assert not app.main.get("text_area")
    theirs = said(open_as(peer_worker, "letters", **{"with": str(between(walk))}))
    assert "It was good" not in theirs and "Whoever is in your circle" in theirs


def test_of_several_one_is_chosen_and_those_with_new_letters_come_first(
    house, walk, member, family, peer_worker, open_as
):
    sharing.bring_into_circle(house, member, family, Grant(Content.GOALS))
    write(house, peer_worker, between(walk), "Only for Gwen.")
    app = open_as(member, "letters")
    [names] = app.main.get("button_group")
    assert [each.content for each in names.proto.options] == ["Carys (new)", "Rhys"]
    assert "Only for Gwen." in said(app)
    with house.reading() as db:
        [link_id] = db.scalars(select(CircleLink.id))
    names.set_value(str(Between(Through.CIRCLE, link_id))).run()
    assert "A few lines to Rhys" in said(app) and "Only for Gwen." not in said(app)
    assert "Only for Gwen." in said(open_as(member, "letters", **{"with": str(between(walk))}))
    assert "Only for Gwen." not in said(open_as(family, "letters"))


def test_five_hundred_letters_cost_as_much_as_fifty_and_earlier_ones_are_a_tap_away(
    house, walk, member, peer_worker, open_as
):
    write(house, member, between(walk), "The first of all.")
    add_letters(house, peer_worker, 49)
    open_as(member, "letters")  # from now on none of them is new
    app = open_as(member, "letters")
    with sent_to(house) as few:
        app.run()
    drawn = len(said(app))
    add_letters(house, peer_worker, 450)
    app = open_as(member, "letters")
    with sent_to(house) as many:
        app.run()
    assert len(many) == len(few) <= A_HANDFUL, told(many)
    assert abs(len(said(app)) - drawn) < 50, "but for a digit here and there"
    shown = [each for each in said(app).splitlines() if each.startswith("letter number")]
    assert shown == [f"letter number {n}." for n in range(449, 449 - limits.SHOWN_LETTERS, -1)]
    press(app, "Earlier letters")
    with sent_to(house) as further:
        app.run()
    assert len(further) == len(few), told(further)
    assert f"letter number {449 - limits.SHOWN_LETTERS}." in said(app)


def test_letters_of_a_walk_stand_in_the_story_of_both_and_of_nobody_next(
    house, walk, member, peer_worker, open_as
):
    write(house, peer_worker, between(walk), "The heron was there.")
    gone = write(house, peer_worker, between(walk), "Rather not.")
    with house.writing() as db:
        letters.take_back(db, by=peer_worker.viewer, letter_id=gone)
    for who in (member, peer_worker):
        told = said(unfold(open_as(who, "notes"), "The way so far"))
        assert "The heron was there." in told
        assert "taken back" not in told and "took this letter back" not in told
    with house.writing() as db:
        pairings.end(db, by=member.viewer, pairing_id=walk.pairing_id)
    assert "The heron was there." in said(unfold(open_as(member, "notes"), "The way so far"))
    assert "heron" not in said(open_as(peer_worker, "notes"))


@pytest.mark.parametrize("who", ["member", "peer_worker"])
def test_whoever_has_nobody_yet_reads_what_it_is_for(who, open_as, request):
    told = said(open_as(request.getfixturevalue(who), "letters"))
    assert "Whoever is in your circle, or walks with you, you can write to here." in told


def test_it_is_no_page_for_coordinators(coordinator, open_as):
    assert "This page is for others" in said(open_as(coordinator, "letters"))


@in_both_languages
def test_a_peer_worker_passes_on_something_good_to_know_beside_the_letters(
    walk, house, member, peer_worker, coordinator, open_as
):
    with house.writing() as db:
        on_the_shelf.put(db, coordinator.viewer)
    app = open_as(peer_worker, "letters")
    press(app, "Pass on something good to know")
    assert sees(app, "A tap passes it on to {name} at once.", name="Gwen")
    next(each for each in app.main.button if each.key.startswith("pass-on:")).click().run()
    assert sees(app, "{name} finds it under “Good to know”.", name="Gwen")
    theirs = said(open_as(member, "good_to_know"))
    assert sees(open_as(member, "good_to_know"), "{name} passed this on to you", name="Carys"), theirs
    assert not [each for each in open_as(member, "letters").main.button if "pass-on" in each.key]
