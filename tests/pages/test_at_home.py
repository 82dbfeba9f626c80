"""/at-home: two people write down what each does on a hard day and on a good one; nobody else sees any."""

import pytest

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.record.moments import MomentSubmission, add
from lrc_portal.sharing import circle
from lrc_portal.support.at_home import agreement_views, agreements
from lrc_portal.support.at_home.agreement_views import Between, Part
from lrc_portal.support.at_home.agreements import AnswerSubmission, OfferSubmission
from lrc_portal.vocabulary import Element, MomentKind, NoteState

from . import sharing
from .conftest import field, in_both_languages, press, said, sees, unfold

EARLY, ONCE = "I say it before tea", "I ask once and put the kettle on"


@pytest.fixture
def two(house, member, family):
    """Gwen and Rhys in one circle; she shares nothing with him."""
    sharing.bring_into_circle(house, member, family)
    return member, family


def between(house, viewer: Viewer, other: Viewer) -> Between:
    with house.reading() as db:
        return agreement_views.read_query(viewer, other.person_id, most=50).run(db)


def offer(house, by, other, words: str = EARLY) -> int:
    submission = OfferSubmission(other.viewer.person_id, Part(hard_does=words), sharing.token())
    with house.writing() as db:
        return agreements.offer(db, by=by.viewer, submission=submission)


def agree(house, by, agreement_id: int, words: str = ONCE) -> None:
    yes = AnswerSubmission(True, Part(hard_does=words), token=sharing.token())
    with house.writing() as db:
        agreements.answer(db, by=by.viewer, agreement_id=agreement_id, submission=yes)


@in_both_languages
def test_one_offers_the_other_agrees_with_their_own_part_and_either_ends_it(house, two, open_as):
    gwen, rhys = two
    app = press(open_as(gwen, "at_home"), "Begin")
    field(app, "text_area", ":hard_does").set_value(EARLY)
    field(app, "text_area", ":good_wishes").set_value("Come to the choir")
    press(app, "Offer it to {name}", name="Rhys")
    assert sees(app, "It is offered. {name} can read it now.", name="Rhys")
    assert sees(app, "Offered to {name}", name="Rhys") and EARLY in said(app)

    assert sees(open_as(rhys, "today"), "{name} offers what you could agree at home", name="Gwen")
    app = open_as(rhys, "at_home")
    assert sees(app, "{name} offers this", name="Gwen") and "Come to the choir" in said(app)
    field(app, "text_area", ":hard_does").set_value(ONCE)
    press(app, "I agree")
    assert sees(app, "You have both said yes to it.")

    for somebody, name in ((gwen, "Rhys"), (rhys, "Gwen")):
        app = open_as(somebody, "at_home")
        assert sees(app, "What you and {name} agreed", name=name)
        assert EARLY in said(app) and ONCE in said(app)
        assert not sees(open_as(somebody, "today"), "{name} offers what you could agree at home", name=name)
    press(app, "End what we agreed")
    press(app, "End it")
    assert sees(app, "It has ended. You can both still read it.")
    app = unfold(open_as(gwen, "at_home"), "Earlier versions")
    assert EARLY in said(app) and sees(app, "It has ended.")


def test_whoever_sees_it_otherwise_puts_their_words_beside_it(house, two, open_as):
    gwen, rhys = two
    offer(house, gwen, rhys)
    app = press(open_as(rhys, "at_home"), "I see it another way")
    press(app, "Add my words")
    assert "Write a few words here." in said(app)
    field(app, "text_area", ":account").set_value("I would rather be told at once")
    press(app, "Add my words")
    app = open_as(gwen, "at_home")
    assert "How Rhys sees it" in said(app) and "I would rather be told at once" in said(app)
    assert between(house, gwen.viewer, rhys.viewer).differing.state is NoteState.DIFFERING


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(house, two, open_as):
    gwen, rhys = two
    app = press(open_as(gwen, "at_home"), "Begin")
    press(app, "Offer it to Rhys")
    assert "Write a few words in one of these fields." in said(app)
    field(app, "text_area", ":hard_does").set_value("x" * 1001)
    press(app, "Offer it to Rhys")
    assert "1001 characters" in said(app)
    assert len(field(app, "text_area", ":hard_does").value) == 1001
    assert between(house, gwen.viewer, rhys.viewer).agreements == ()


def test_a_new_version_begins_with_ones_own_words_and_both_read_the_one_before(house, two, open_as):
    gwen, rhys = two
    agree(house, rhys, offer(house, gwen, rhys))
    app = press(open_as(rhys, "at_home"), "Offer a new version")
    assert field(app, "text_area", ":hard_does").value == ONCE
    field(app, "text_area", ":hard_does").set_value("I ask and go for a walk")
    press(app, "Offer it to Gwen")
    app = open_as(gwen, "at_home")
    # Her own words of last time are there for her to agree with, and what stood still stands.
    assert field(app, "text_area", ":hard_does").value == EARLY
    assert "What you and Rhys agreed" in said(app) and ONCE in said(app)
    press(app, "I agree")
    app = unfold(open_as(gwen, "at_home"), "Earlier versions")
    assert ONCE in said(app) and "I ask and go for a walk" in said(app)


def test_in_two_tabs_nobody_offers_over_what_they_have_not_read_and_no_word_is_lost(house, two, open_as):
    gwen, rhys = two
    app = press(open_as(gwen, "at_home"), "Begin")
    field(app, "text_area", ":hard_does").set_value(EARLY)
    offer(house, rhys, gwen, ONCE)
    press(app, "Offer it to Rhys")
    assert "This was changed somewhere else" in said(app) and ONCE in said(app)
    typed = [area.value for area in app.main.text_area if area.value == EARLY]
    assert typed == [EARLY]
    press(app, "Offer it to Rhys")
    assert "Answer that first." in said(app)
    assert [each.is_mine for each in between(house, gwen.viewer, rhys.viewer).agreements] == [False]


def test_a_second_click_from_another_tab_agrees_once(house, two, open_as):
    gwen, rhys = two
    offer(house, gwen, rhys)
    one, other = open_as(rhys, "at_home"), open_as(rhys, "at_home")
    press(one, "I agree")
    press(other, "I agree")
    assert "You have answered this already." in said(other) or "You have both said yes" in said(other)
    [agreed] = between(house, rhys.viewer, gwen.viewer).agreements
    assert agreed.state is NoteState.AGREED


def test_on_a_hard_day_what_was_agreed_is_one_tap_away(house, two, open_as):
    gwen, rhys = two
    agree(house, rhys, offer(house, gwen, rhys))
    hard = MomentSubmission(clock.today(), MomentKind.HARD_DAY, Element.HEALTH, "", False, sharing.token())
    label = "For a hard day: what Rhys and you agreed"
    assert label not in said(open_as(gwen, "today"))
    with house.writing() as db:
        add(db, by=gwen.viewer, submission=hard)
    assert label in said(open_as(gwen, "today"))
    assert label.replace("Rhys", "Gwen") not in said(open_as(rhys, "today"))


def test_with_several_people_the_one_who_waits_is_shown_and_the_address_names_another(
    house, two, make, open_as
):
    gwen, rhys = two
    huw = make("Huw", *gwen.viewer.roles)
    sharing.bring_into_circle(house, gwen, huw)
    offer(house, rhys, gwen)
    assert "Rhys offers this" in said(open_as(gwen, "at_home"))
    app = open_as(gwen, "at_home", **{"with": str(huw.viewer.person_id)})
    assert "what you wish of Huw" in said(app) and EARLY not in said(app)


def test_neither_the_preview_nor_the_shared_view_shows_any_of_it(house, two, open_as):
    gwen, rhys = two
    agree(house, rhys, offer(house, gwen, rhys))
    app = press(open_as(gwen, "circle"), "See it as they do")
    assert EARLY not in said(app) and ONCE not in said(app)
    assert "What Rhys and I agree at home" in said(app)
    assert EARLY not in said(open_as(rhys, "shared"))


def test_once_the_connection_has_ended_it_is_read_and_nothing_more(house, two, open_as):
    gwen, rhys = two
    agree(house, rhys, offer(house, gwen, rhys))
    with house.writing() as db:
        circle.leave(db, by=rhys.viewer, other_id=gwen.viewer.person_id)
    app = unfold(open_as(gwen, "at_home"), "Earlier versions")
    assert EARLY in said(app) and "It has ended." in said(app)
    labels = [button.label for button in app.main.button]
    assert "Offer a new version" not in labels and "Begin" not in labels
    assert not [label for label in labels if label.startswith("End")]


def test_whoever_has_nobody_in_their_circle_is_told_where_to_begin(member, family, open_as):
    told = said(open_as(member, "at_home"))
    assert "Nobody is in it yet." in told and "Only the two of you" not in told
    told = said(open_as(family, "at_home"))
    assert "a person whose circle you are in" in told and "People in recovery invite" in told
