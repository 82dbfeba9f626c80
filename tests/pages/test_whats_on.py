"""/whats-on: what is on, I will be there, who looks after groups, an address for calendars."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.support.whats_on import attendance, events, feeds, programme
from lrc_portal.support.whats_on.events import Said
from lrc_portal.vocabulary import ForWhom, Language, Rhythm
from lrc_portal.words.translator import translator
from tests.whats_on.happening import CY, EN, in_weeks, put_on

from .conftest import field, in_both_languages, press, said, sees


@pytest.fixture
def walk_on(house, coordinator, peer_worker) -> int:
    """A walk that the peer worker leads, since four weeks, each week from today on."""
    with house.writing() as db:
        return put_on(db, coordinator.viewer, peer_worker.viewer)


def dates(house, person):
    with house.reading() as db:
        return programme.ahead(person.viewer).run(db)


def mine(house, person):
    return [line.mine for line in dates(house, person) if line.mine]


@in_both_languages
def test_one_tap_says_that_i_will_be_there_and_one_takes_it_back(house, member, walk_on, open_as):
    with clock.standing_at(clock.now().replace(hour=6)):
        app = open_as(member, "whats_on")
        press(app, "I will be there")
        sees(app, "You will be there.")
        sees(app, "Nobody is told.")
        [there] = mine(house, member)
        assert (there.there_on, there.leader_told, there.only_me) == (None, False, False)
        press(app, "Leave it out of what I share")
        assert mine(house, member)[0].only_me
        press(app, "Not after all")
        assert mine(house, member) == []


def test_what_was_in_the_last_weeks_can_be_said_later(house, member, walk_on, open_as):
    with clock.standing_at(clock.now().replace(hour=23)):
        app = open_as(member, "whats_on")
        fold = next(each for each in app.expander if "last four weeks" in each.label)
        app.session_state["whats-on-back:card"] = True
        app.run()
        press(app, "I was there")
        [there] = mine(house, member)
        assert there.there_on is not None and fold.label


@pytest.mark.parametrize("language, other", [(Language.ENGLISH, CY), (Language.CYMRAEG, EN)])
def test_what_is_said_in_one_language_alone_names_it(house, coordinator, member, open_as, language, other):
    with house.writing() as db:
        put_on(db, coordinator.viewer, said={other: Said("Cân", "canu")})
    text = said(open_as(member, "whats_on", language))
    assert f"Cân ({'Welsh' if other is CY else 'Saesneg'})" in text


def test_what_is_for_others_stands_a_tap_away_and_a_professional_is_named_so(
    house, coordinator, member, family, open_as
):
    with house.writing() as db:
        professional = "Ann Pryce, family therapist"
        put_on(db, coordinator.viewer, for_whom=ForWhom.FAMILY, professional=professional)
    assert "Led by a professional: Ann Pryce, family therapist" in said(open_as(family, "whats_on"))
    app = open_as(member, "whats_on")
    assert "A walk" not in said(app)
    app.toggle[0].set_value(True).run()
    assert "A walk" in said(app)


def test_who_looks_after_nothing_is_shown_no_way_to(member, walk_on, open_as):
    assert "look after" not in said(open_as(member, "whats_on"))


def test_a_coordinator_puts_on_a_group_and_what_is_to_be_mended_is_said_beside_it(
    house, coordinator, member, open_as
):
    app = open_as(coordinator, "whats_on")
    press(app, "Put on a group or an event")
    press(app, "Put it on")
    for missing in (
        "Write what it is called, in one language at least.",
        "Write a time like 14:30.",
        "Write from when until when, like 14:30 and 16:00.",
        "Choose how often it is on.",
    ):
        assert sees(app, missing), "all that is missing is said at once"
    field(app, "text_input", "title.en").set_value("Choir")
    day = in_weeks(1)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        field(app, "text_input", f"first_day.{part}").set_value(str(value))
    field(app, "button_group", ":rhythm").set_value(Rhythm.WEEKLY).run()
    field(app, "text_input", ":at").set_value("19")
    field(app, "text_input", ":minutes").set_value("20:15")
    field(app, "text_input", ":link").set_value("http://example.org")
    field(app, "button_group", ":for_whom").set_value(ForWhom.EVERYBODY)
    press(app, "Put it on")
    sees(app, "Write an address that begins with https://")
    field(app, "text_input", ":link").set_value("https://example.org/choir")
    press(app, "Put it on")
    sees(app, "It is on from now.")
    [event] = {line.event.id: line.event for line in dates(house, member)}.values()
    assert (event.rule.minutes, event.rule.first_day, event.rule.every_weeks) == (75, day, 1)


def test_a_leader_calls_one_date_off_and_sees_who_let_them_know(house, member, peer_worker, walk_on, open_as):
    with house.writing() as db:
        attendance.say_will_be(db, by=member.viewer, event_id=walk_on, day=in_weeks(1))
    [there] = mine(house, member)
    with house.writing() as db:
        attendance.let_leader_know(db, by=member.viewer, attendance_id=there.id, told=True)
    app = open_as(peer_worker, "whats_on")
    press(app, "Its next dates")
    key = f"told:{walk_on}:{in_weeks(1).isoformat()}"
    next(each for each in app.toggle if each.key == key).set_value(True).run()
    assert member.viewer.display_name in said(app)
    press(app, "Call it off")
    press(app, "Call this date off")
    sees(app, "The date is called off.")
    assert any(line.occurrence.called_off for line in dates(house, member))
    press(app, "As usual after all")  # its dates stand open still, for the next one or for this one again
    assert not any(line.occurrence.called_off for line in dates(house, member))


def test_a_group_is_changed_and_ends(house, member, peer_worker, walk_on, open_as):
    app = open_as(peer_worker, "whats_on")
    press(app, "Change")
    field(app, "text_input", ":place").set_value("Roath Park")
    press(app, "Save this change")
    assert {line.event.place for line in dates(house, member)} == {"Roath Park"}
    press(app, "End it")
    press(app, "End it with this day")
    today = clock.today()
    assert any(line.occurrence.on > today for line in dates(house, member)), "it is asked first"
    day = translator(Language.ENGLISH).day(today)
    assert f"End “A walk” with {day}?" in said(app)
    press(app, "End it with {day}", day=day)
    assert all(line.occurrence.on <= today for line in dates(house, member))
    assert f"“A walk” ends with {day}." in said(app)


def test_a_last_day_that_is_gone_by_is_said_beside_its_field(house, member, peer_worker, walk_on, open_as):
    app = press(open_as(peer_worker, "whats_on"), "End it")
    field(app, "text_input", ":last_day.year").set_value("2020")
    press(app, "End it with this day")
    assert [each.value for each in app.main.error] == ["Choose a last day from today on."]


def test_a_last_day_begins_as_the_next_date_so_that_it_is_still_on(house, coordinator, open_as):
    tomorrow = clock.today() + timedelta(days=1)
    with house.writing() as db:
        put_on(db, coordinator.viewer, first_day=tomorrow - timedelta(weeks=3))
    app = press(open_as(coordinator, "whats_on"), "End it")
    press(app, "End it with this day")
    assert f"End “A walk” with {translator(EN).day(tomorrow)}?" in said(app)


def test_who_leads_a_group_is_chosen_first(house, coordinator, peer_worker, walk_on, open_as):
    app = press(open_as(coordinator, "whats_on"), "Who leads it")
    press(app, "Add as a leader")
    assert [each.value for each in app.main.error] == ["Choose who leads it."]


def test_an_address_for_my_calendar_is_shown_once_and_made_anew(house, member, walk_on, open_as):
    app = open_as(member, "whats_on")
    press(app, "In my own calendar")
    field(app, "checkbox", "more.titles").check()
    press(app, "Make an address")
    first = app.code[0].value
    assert "/calendar/" in first and first.endswith(".ics")
    with house.reading() as db:
        assert feeds.mine(member.viewer).run(db).with_titles
    press(app, "I have put it in")
    assert not app.code
    press(app, "In my own calendar") if "Make another address" not in said(app) else None
    assert "You have an address. You made it on " in said(app)
    assert sees(
        app, "If you make another address, the one you have ends. Your calendar then needs the new one."
    )
    press(app, "Make another address")
    assert app.code[0].value != first
    assert "You have an address." not in said(app), "it is shown just now"


def test_today_says_what_is_on_next(house, coordinator, member, family, open_as):
    with house.writing() as db:
        tomorrow = clock.today() + timedelta(days=1)
        put_on(db, coordinator.viewer, first_day=tomorrow, for_whom=ForWhom.MEMBERS)
    assert "Tomorrow at 10:00: A walk" in said(open_as(member, "today"))
    assert "A walk" not in said(open_as(family, "today"))


def test_what_has_ended_is_gone_and_an_empty_page_says_so(house, coordinator, member, walk_on, open_as):
    with house.writing() as db:
        yesterday = clock.today() - timedelta(days=1)
        events.end(db, by=coordinator.viewer, event_id=walk_on, last_day=yesterday)
    sees(
        open_as(member, "whats_on"),
        "Nothing is on in the weeks ahead. What is put on here stands on this page.",
    )
