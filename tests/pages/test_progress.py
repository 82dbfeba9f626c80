"""/progress: one's own way over time, with what happened beside it; nobody else's."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.record import check_ins, moments
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.vocabulary import Content, Element, Facet, Language, MomentKind, Window

from . import sharing
from .conftest import said


def check_in(house, person, ago: int, **answers: int) -> None:
    day = clock.today() - timedelta(days=ago)
    found = {Facet(name): value for name, value in answers.items()}
    with house.writing() as db:
        submission = CheckInSubmission(day, found, token=sharing.token())
        check_ins.save(db, by=person.viewer, submission=submission)


def add_moment(house, person, ago: int, words: str) -> None:
    day = clock.today() - timedelta(days=ago)
    with house.writing() as db:
        submission = MomentSubmission(day, MomentKind.MILESTONE, Element.HEALTH, words, token=sharing.token())
        moments.add(db, by=person.viewer, submission=submission)


def choose(app, key: str, value):
    return next(each for each in app.main.get("button_group") if each.key == key).set_value(value).run()


def test_an_empty_record_says_what_to_do_first(member, open_as):
    assert "Your way begins with one check-in." in said(open_as(member, "progress"))


@pytest.mark.parametrize("person", ["member", "family"])
def test_the_chart_has_a_sentence_and_a_table(house, person, request, open_as):
    somebody = request.getfixturevalue(person)
    for ago in range(0, 28):
        check_in(house, somebody, ago, physical=4 if ago > 14 else 8)
    app = open_as(somebody, "progress")
    assert "Health on 28 days so far." in said(app)
    assert app.main.table[0].value.shape[0] >= 4
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
    app = choose(open_as(member, "progress"), "progress:window", window)
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


def test_the_facets_of_health_can_be_opened(house, member, open_as):
    check_in(house, member, 3, physical=5, emotional=7, community=2)
    app = choose(open_as(member, "progress"), "progress:opened", Element.HEALTH)
    assert list(app.main.table[0].value.columns)[1:4] == [
        "Physical health",
        "Emotional wellbeing",
        "Relationships",
    ]


def test_it_speaks_cymraeg(house, member, open_as):
    check_in(house, member, 3, physical=5)
    app = open_as(member, "progress", Language.CYMRAEG)
    assert "Pa mor bell yn ôl" in said(app)
    assert "How far back" not in said(app)


def test_it_is_for_those_who_keep_a_record(peer_worker, coordinator, open_as):
    for person in (peer_worker, coordinator):
        assert "This page is for others" in said(open_as(person, "progress"))
    assert "Sign in first" in said(open_as(None, "progress"))
