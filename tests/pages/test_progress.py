"""/progress: one's own way over time, with what happened beside it; nobody else's."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.record import check_ins, moments
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.vocabulary import Content, Element, Facet, Language, MomentKind, Window
from tests.tools.statements import sent_to

from . import sharing
from .conftest import said, sees, unfold


def check_in(house, person, ago: int, **answers: int) -> None:
    day = clock.today() - timedelta(days=ago)
    found = {Facet(name): value for name, value in answers.items()}
    with house.writing() as db:
        submission = CheckInSubmission(day, found, token=sharing.token())
        check_ins.save(db, by=person.viewer, submission=submission)


IN_WORDS = "In words and as a table"


def add_moment(house, person, ago: int, words: str) -> None:
    day = clock.today() - timedelta(days=ago)
    with house.writing() as db:
        submission = MomentSubmission(day, MomentKind.MILESTONE, Element.HEALTH, words, token=sharing.token())
        moments.add(db, by=person.viewer, submission=submission)


def lines_in(app) -> list[str]:
    """The lines that the table beside the chart holds; the chart draws the same."""
    columns = [str(name) for name in unfold(app, IN_WORDS).main.table[0].value.columns]
    return [name for name in columns if not name.startswith("When") and name != "What happened"]


def choose(app, key: str, value):
    return next(each for each in app.main.get("button_group") if each.key == key).set_value(value).run()


def test_an_empty_record_says_what_to_do_first(member, open_as):
    text = said(open_as(member, "progress"))
    assert "Your way begins with one check-in." in text
    assert "How far back" not in text and "On paper (PDF)" not in text, "there is nothing yet to choose from"


@pytest.mark.parametrize("person", ["member", "family"])
def test_the_chart_has_a_sentence_and_a_table(house, person, request, open_as):
    somebody = request.getfixturevalue(person)
    for ago in range(0, 28):
        check_in(house, somebody, ago, physical=4 if ago > 14 else 8)
    app = open_as(somebody, "progress")
    assert "How far back" in said(app) and "On paper (PDF)" in said(app)
    assert "Health on 28 days so far." in said(app)
    assert not app.main.table, "it stands in a fold that is closed"
    assert unfold(app, IN_WORDS).main.table[0].value.shape[0] >= 4
    app = choose(app, "progress:window", Window.FOUR_WEEKS)
    assert "Health went up, from about 4 to about 8." in said(app)


@pytest.mark.parametrize(
    ("window", "inside"),
    [
        (Window.FOUR_WEEKS, {"last week"}),
        (Window.THREE_MONTHS, {"last week", "two months ago"}),
        (Window.YEAR, {"last week", "two months ago", "in spring"}),
        (Window.ALL, {"last week", "two months ago", "in spring", "years ago"}),
    ],
)
def test_how_far_back_decides_which_moments_stand_beside_the_chart(house, member, open_as, window, inside):
    for ago, words in ((7, "last week"), (60, "two months ago"), (200, "in spring"), (900, "years ago")):
        check_in(house, member, ago, physical=5)
        add_moment(house, member, ago, words)
    app = unfold(choose(open_as(member, "progress"), "progress:window", window))
    everything = {"last week", "two months ago", "in spring", "years ago"}
    assert {words for words in everything if words in said(app)} == inside


def test_a_chosen_period_shows_its_notes_and_moments_alone(house, coordinator, member, peer_worker, open_as):
    pairing_id = sharing.pair(house, member, peer_worker, coordinator)
    sharing.agree_note(house, member, peer_worker, pairing_id)
    for ago in (1, 30, 60):
        check_in(house, member, ago, emotional=6)
    add_moment(house, member, 60, "Two months ago I laughed")
    app = open_as(member, "progress")
    assert sharing.WRITTEN[Content.NOTES] in said(app)
    assert "Two months ago I laughed" in said(app)
    slider = app.main.select_slider[0]
    first, _last = slider.value
    slider.set_range(first, clock.week_start(clock.today() - timedelta(days=40))).run()
    assert "Two months ago I laughed" in said(app)
    assert sharing.WRITTEN[Content.NOTES] not in said(app)


def test_one_line_is_large_and_the_others_are_a_tap_away(house, member, open_as):
    for ago in range(0, 28):
        check_in(house, member, ago, sobriety=7, physical=4 if ago > 14 else 8, community=5)
    app = choose(open_as(member, "progress"), "progress:window", Window.FOUR_WEEKS)
    first, *_others = app.main.markdown
    assert "Health went up, from about 4 to about 8." in first.value, "what has changed stands first"
    assert lines_in(app) == ["Health"]
    for line, shown in (
        (Element.SOBRIETY, ["Sobriety"]),
        ("all_three", ["Sobriety", "Health", "Life around me"]),
        (Element.REINTEGRATION, ["Life around me"]),
    ):
        app = choose(app, "progress:line:four_weeks", str(line))
        assert lines_in(app) == shown
    app = choose(app, "progress:window", Window.THREE_MONTHS)
    assert lines_in(app) == ["Life around me"], "what was chosen stays chosen"


def test_an_element_can_be_drawn_with_its_parts(house, member, open_as):
    check_in(house, member, 3, physical=5, emotional=7, community=2)
    app = choose(open_as(member, "progress"), "progress:line:three_months", Element.HEALTH.value)
    app.main.toggle[0].set_value(True).run()
    assert lines_in(app) == ["Health", "Physical health", "Emotional wellbeing"]


def test_an_element_that_was_answered_as_a_whole_alone_is_drawn_too(house, member, open_as):
    day = clock.today()
    with house.writing() as db:
        submission = CheckInSubmission(day, {Element.HEALTH: 7}, token=sharing.token())
        check_ins.save(db, by=member.viewer, submission=submission)
    app = choose(open_as(member, "progress"), "progress:line:three_months", Element.HEALTH.value)
    app.main.toggle[0].set_value(True).run()
    assert lines_in(app) == ["Health"]
    assert "Health on 1 day so far." in said(app)
    assert "Its parts were not answered in this time." in said(app)


@pytest.mark.parametrize(
    ("card", "inside"),
    [
        ("My path", "A path begins when you name in a check-in"),
        ("Then and now", "Then and now stand side by side here"),
        ("Goals over time", "No goal stands in this time."),
        ("Strengths and where each was used", "What is good in you, or around you?"),
        ("Help given over time", "It begins with the first note of a meeting with a peer worker."),
    ],
)
def test_what_is_one_tap_away_is_neither_drawn_nor_asked_for_before(house, member, open_as, card, inside):
    check_in(house, member, 0, physical=5)
    app = open_as(member, "progress")
    with sent_to(house) as closed:
        app.run()
    assert inside not in said(app)
    unfold(app, card)
    assert inside in said(app)
    with sent_to(house) as opened:
        app.run()
    assert len(closed) <= len(opened) <= len(closed) + 1


def test_family_are_not_told_to_name_what_they_are_in_recovery_from(family, member, open_as):
    wording = "A path is for somebody in recovery. If that is you too, name it in a check-in."
    app = unfold(open_as(family, "progress"), "My path")
    assert sees(app, wording)
    assert not sees(unfold(open_as(member, "progress"), "My path"), wording)


def test_a_column_in_which_nothing_stands_is_not_in_the_table(house, member, open_as):
    check_in(house, member, 0, physical=5)
    app = unfold(open_as(member, "progress"), IN_WORDS)
    assert "What happened" not in app.main.table[0].value.columns


def test_it_speaks_cymraeg(house, member, open_as):
    check_in(house, member, 3, physical=5)
    app = open_as(member, "progress", Language.CYMRAEG)
    assert "Pa mor bell yn ôl" in said(app)
    assert "How far back" not in said(app)


def test_it_is_for_those_who_keep_a_record(peer_worker, coordinator, open_as):
    for person in (peer_worker, coordinator):
        assert "This page is for others" in said(open_as(person, "progress"))
    assert "Sign in first" in said(open_as(None, "progress"))
