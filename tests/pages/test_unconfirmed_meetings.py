"""A meeting whose day has passed: either says with one tap whether they met, and it hangs about nowhere."""

from datetime import date, timedelta

import pytest

from lrc_portal import clock
from lrc_portal.support.meetings import meetings
from lrc_portal.vocabulary import MeetingState
from tests.tools.statements import sent_to

from .conftest import press, said, stand_on, unfold
from .test_statements import A_HANDFUL, told

SCREENS = {"today": {}, "notes": {}}
OF_WORKER = {"today": {}, "people": {}, "notes": {"with": "1"}, "session_sheet": {"with": "1"}}


@pytest.fixture
def passed(walk):
    """A meeting that was planned ten days ago for three days ago."""
    with clock.standing_at(clock.now() - timedelta(days=10)):
        return walk.plan(7)


def every_screen(walk, open_as):
    for person, screens in ((walk.person, SCREENS), (walk.worker, OF_WORKER)):
        for page, query in screens.items():
            known = {name: str(walk.pairing_id) for name in query}
            yield page, person, lambda page=page, person=person, known=known: open_as(person, page, **known)


def test_both_are_asked_wherever_they_look_for_their_meetings(walk, passed, open_as):
    for page, _person, look in every_screen(walk, open_as):
        app = look()
        text = said(app)
        assert "meet?" in text and "We met" in text and "We did not meet this time" in text, page
        for wrong in ("missed", "overdue", "No-show", "Planned for"):
            assert wrong not in text, page
        with sent_to(walk.house) as sent:
            app.run()
        assert len(sent) <= A_HANDFUL, told(sent)


@pytest.mark.parametrize("page", ["today", "people", "notes", "session_sheet"])
@pytest.mark.parametrize("label", ["We met", "We did not meet this time"])
def test_one_tap_of_the_peer_worker_answers_it_for_both(walk, passed, open_as, page, label):
    press(open_as(walk.worker, page, **{"with": str(walk.pairing_id)}), label)
    with walk.house.reading() as db:
        line = meetings.one(walk.person.viewer, passed).run(db)
    assert line.state is (MeetingState.HELD if label == "We met" else MeetingState.CALLED_OFF)
    for _page, _person, look in every_screen(walk, open_as):
        assert "meet?" not in said(look())


@pytest.mark.parametrize("page", ["today", "notes"])
def test_one_tap_of_the_person_answers_it_too_and_can_be_put_right(walk, passed, open_as, page):
    press(open_as(walk.person, page), "We met")
    assert "Last met" in said(open_as(walk.worker, "people"))
    app = unfold(open_as(walk.person, "notes"), "The way so far")
    assert "Did you and" not in said(app)
    press(app, "We did not meet this time")
    assert "Nobody needs a reason." in said(app)
    assert "Last met" not in said(open_as(walk.worker, "people"))


@pytest.mark.parametrize("page", ["today", "people", "notes", "session_sheet"])
def test_a_wrong_tap_is_put_right_where_it_was_made_until_another_page_is_opened(walk, passed, open_as, page):
    there = {"with": str(walk.pairing_id)}
    app = press(open_as(walk.worker, page, **there), "We met")
    assert "You met: " in said(app)
    assert "You met: " not in said(open_as(walk.worker, page, **there)), "whoever opens it anew reads no more"
    press(app, "We did not meet this time")
    assert "Nobody needs a reason." in said(app) and "You met: " not in said(app)
    with walk.house.reading() as db:
        assert meetings.one(walk.person.viewer, passed).run(db).state is MeetingState.CALLED_OFF


@pytest.fixture
def new_years_day(monkeypatch):
    stand_on(monkeypatch, date(2031, 1, 1))


def test_over_new_year_what_was_lately_stays_in_sight(new_years_day, walk, passed, open_as):
    app = unfold(press(open_as(walk.person, "notes"), "We met"), "The way so far")
    text = said(app)
    in_order = ("### 2031", "You and Carys began to walk together", "### 2030", "29 December 2030")
    places = [text.index(words) for words in in_order]
    assert places == sorted(places)
    press(app, "We did not meet this time")
    assert "Last met" not in said(open_as(walk.worker, "people"))


def test_a_meeting_that_is_called_off_is_told_to_the_other_with_the_way_out_of_the_calendar(walk, open_as):
    meeting_id = walk.plan(2)
    press(
        press(open_as(walk.worker, "notes", **{"with": str(walk.pairing_id)}), "Call it off"),
        "Call the meeting off",
    )
    for page, person, look in every_screen(walk, open_as):
        if page in ("today", "notes"):
            text = said(look())
            news = "Called off:" if person == walk.worker else "Carys called off a meeting"
            assert news in text and "Take it out of my calendar" in text, page
            assert f"/export/meeting.ics?id={meeting_id}" in text
            assert "Put it in my calendar" not in text
