"""/ today of a new member: one question at a time, each to be left out, then the check-in."""

import pytest

from lrc_portal.vocabulary import Aim, PursuitKind, Role, StrengthPlace
from lrc_portal.words.translator import translator

from .conftest import field, in_both_languages, press, said
from .sharing import everything
from .test_today import links


@pytest.fixture
def newcomer(make):
    return make("Mari", Role.MEMBER, new=True)


@in_both_languages
def test_three_questions_one_after_the_other_and_then_the_check_in(newcomer, open_as, language):
    app = open_as(newcomer, "today")
    t = translator(language)
    assert t("What is your recovery about?") in said(app)
    assert not {t("Check in now"), t("Find a peer worker")} & set(links(app)), "one thing at a time"
    press(app, "Keep this")
    assert t("Write a few words here.") in said(app), "beside its field, and nothing is lost"
    field(app, "text_input", ":name").set_value("Wine, most evenings")
    field(app, "button_group", ":kind").set_value(PursuitKind.SUBSTANCE)
    field(app, "button_group", ":aim").set_value(Aim.ABSTINENCE)
    press(app, "Keep this")
    text = said(app)
    assert t("Since when?") in text
    assert t("What is your recovery about?") not in text
    for part, value in (("day", "1"), ("month", "3"), ("year", "2025")):
        field(app, "text_input", f"start_day.{part}").set_value(value)
    press(app, "Keep this")
    field(app, "text_input", ":words").set_value("My sister picks up")
    field(app, "button_group", ":place").set_value(StrengthPlace.PEOPLE)
    press(app, "Keep this")
    assert links(app)[0] == t("Check in now")
    assert "Wine, most evenings" in everything(open_as(newcomer, "check_in"))
    assert "My sister picks up" in everything(open_as(newcomer, "strengths"))


def test_what_is_left_out_is_not_asked_again(newcomer, open_as):
    app = press(open_as(newcomer, "today"), "Skip this")
    assert "What is one good thing in you or around you?" in said(app)
    press(app, "Skip this")
    assert links(app)[0] == "Check in now"
    assert links(open_as(newcomer, "today"))[0] == "Check in now", "after signing in anew as well"


def test_all_of_it_can_be_left_out_at_once(newcomer, open_as):
    press(open_as(newcomer, "today"), "Skip all of it")
    assert links(open_as(newcomer, "today"))[0] == "Check in now"
