"""/what-helps: my plan for a hard day, with numbers to tap, and ways that help, each used with one tap."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.models import Way
from lrc_portal.record import check_ins, hard_day_plan, ways
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Content, Facet, WayState

from .conftest import as_shown, field, in_both_languages, press, said, sees
from .sharing import bring_into_circle, everything, pair, token
from .test_today import links

CALL = "tel:02920180000"


def keep(house, person, words: str, **others) -> int:
    with house.writing() as db:
        return ways.add(db, by=person.viewer, submission=WaySubmission(words, token=token(), **others))


def plan(house, person, *way_ids: int, **parts) -> None:
    written = PlanSubmission(way_ids=frozenset(way_ids), token=token(), **parts)
    with house.writing() as db:
        hard_day_plan.save(db, by=person.viewer, submission=written)


def planned(house, person):
    with house.reading() as db:
        return hard_day_plan.read_query(opened_records.own(person.viewer)).run(db)


def mine(house, person) -> list[str]:
    with house.reading() as db:
        return [line.words for line in ways.seen(db, opened_records.own(person.viewer)) if line.is_kept]


def days(house, person) -> list[int]:
    with house.reading() as db:
        return [days for way in ways.weeks(person.viewer).run(db) for days in way.weeks.values()]


@in_both_languages
def test_from_today_the_plan_is_one_tap_away_for_whoever_keeps_a_record(house, member, family, open_as):
    for person in (member, family):
        for called in ("Write a plan for a hard day", "My plan for a hard day"):
            [link] = [
                each.proto.label
                for each in open_as(person, "today").main.get("page_link")
                if each.proto.page == "what-helps"
            ]
            assert link == as_shown(open_as(person, "today"), called), "it is mine once it is written"
            plan(house, person, tell_myself="It passes")


@in_both_languages
def test_an_empty_page_says_what_to_do_first_and_opens_the_form(family, open_as):
    app = open_as(family, "what_helps")
    assert sees(app, "On a good day you know best what helps on a hard one. Write down as much as you like.")
    press(app, "Write my plan")
    assert sees(app, "How do I notice that a hard day is coming?")


def test_a_plan_is_written_in_parts_and_its_numbers_can_be_tapped(house, member, open_as):
    way_id = keep(house, member, "A walk by the Taff")
    app = open_as(member, "what_helps")
    press(app, "Write my plan")
    field(app, "text_area", ":tell_myself").set_value("It passes")
    field(app, "text_input", ":called.0").set_value("Bron")
    field(app, "text_input", ":number.0").set_value("029 2018 0000")
    field(app, "text_input", ":called.1").set_value("Next door")
    field(app, "checkbox", f":ways.{way_id}").set_value(True)
    press(app, "Save my plan")
    found = planned(house, member)
    assert (found.tell_myself, found.how_i_notice, found.where_safe) == ("It passes", None, None)
    assert found.calls == (("Bron", "029 2018 0000"), ("Next door", None))
    assert [way.words for way in found.ways] == ["A walk by the Taff"]
    text = said(app)
    assert CALL in text and "Next door" in text and "It passes" in text
    assert "What I tell myself" in text and "Where I feel safe" not in text


def test_what_cannot_be_dialled_is_said_beside_its_field_and_stays(house, member, open_as):
    app = open_as(member, "what_helps")
    press(app, "Write my plan")
    press(app, "Save my plan")
    assert "Write one part, whichever you like." in said(app)
    field(app, "text_input", ":called.0").set_value("Bron")
    field(app, "text_input", ":number.0").set_value("ask her")
    press(app, "Save my plan")
    assert "Write the number in digits" in said(app)
    assert field(app, "text_input", ":number.0").value == "ask her"
    field(app, "text_input", ":called.0").set_value("")
    field(app, "text_input", ":number.0").set_value("999")
    press(app, "Save my plan")
    assert "Write who this is." in said(app) and not planned(house, member)


def test_two_tabs_do_not_write_over_each_other(house, member, open_as):
    plan(house, member, tell_myself="It passes")
    app = open_as(member, "what_helps")
    press(app, "Change the plan")
    plan(house, member, tell_myself="Tea first")
    field(app, "text_area", ":where_safe").set_value("The library")
    press(app, "Save my plan")
    assert planned(house, member).where_safe is None
    assert "Tea first" in said(app) and field(app, "text_area", ":where_safe").value == "The library"
    press(app, "Save my plan")
    assert planned(house, member).where_safe == "The library"


def test_a_plan_is_erased_after_asking_once_and_its_ways_stay(house, member, open_as):
    plan(house, member, keep(house, member, "A walk"), tell_myself="It passes")
    app = open_as(member, "what_helps")
    press(app, "Erase")
    assert planned(house, member)
    press(app, "Erase it")
    assert not planned(house, member) and mine(house, member) == ["A walk"]


def test_one_tap_says_that_it_was_used_and_one_takes_it_back(house, member, open_as):
    way_id = keep(house, member, "A walk")
    with house.writing() as db:
        for _twice in range(2):
            ways.use(db, by=member.viewer, way_id=way_id, day=clock.today() - timedelta(weeks=1))
    app = open_as(member, "what_helps")
    press(app, "I used this today")
    assert days(house, member) == [1, 1]
    assert "Most often: “A walk”, on 2 days." in said(app)
    assert "A larger dot stands for more days of that week." in said(app)
    press(app, "Used today")
    assert days(house, member) == [1]


def test_a_way_is_written_changed_put_in_order_put_away_and_taken_up(house, member, open_as):
    keep(house, member, "A walk")
    app = open_as(member, "what_helps")
    field(app, "text_input", "way:0:words").set_value("Ring my brother")
    press(app, "Save")
    assert mine(house, member) == ["A walk", "Ring my brother"]
    press(app, "Change", nth=1)
    press(app, "Move it up")
    assert mine(house, member) == ["Ring my brother", "A walk"]
    press(app, "Put it away")
    assert mine(house, member) == ["A walk"]
    press(app, "Take it up again")
    assert sorted(mine(house, member)) == ["A walk", "Ring my brother"]


def test_what_somebody_noticed_waits_on_today_and_is_kept_with_one_tap(house, member, family, open_as):
    with house.writing() as db:
        offered = {"words": "The sea", "state": WayState.OFFERED, "position": 0, "only_me": False}
        ids = {"person_id": member.viewer.person_id, "noticed_by_id": family.viewer.person_id}
        db.add(Way(**offered, **ids, created_at=clock.now()))
    assert "Rhys noticed something that helps you" in links(open_as(member, "today"))
    app = open_as(member, "what_helps")
    assert "Rhys noticed that this helps you" in said(app) and mine(house, member) == []
    press(app, "Keep it")
    assert mine(house, member) == ["The sea"] and "Noticed by Rhys" in said(app)
    assert "Rhys noticed something that helps you" not in links(open_as(member, "today"))


def test_of_whoever_erased_their_account_no_name_is_said_where_they_noticed_something(house, member, open_as):
    with house.writing() as db:
        offered = {"words": "The sea", "state": WayState.OFFERED, "position": 0, "only_me": False}
        db.add(Way(**offered, person_id=member.viewer.person_id, created_at=clock.now()))
    assert "Somebody noticed something that helps you" in links(open_as(member, "today"))


@pytest.mark.parametrize("page", ["today", "check_in"])
def test_after_a_hard_day_the_plan_stands_there_with_its_numbers(house, member, open_as, page):
    plan(house, member, tell_myself="It passes", calls=(("Bron", "029 2018 0000"),))
    assert CALL not in said(open_as(member, "today"))
    if page == "today":
        hard = CheckInSubmission(clock.today(), {Facet.EMOTIONAL: 0}, token=token())
        with house.writing() as db:
            check_ins.save(db, by=member.viewer, submission=hard)
        app = open_as(member, page)
    else:
        app = open_as(member, page)
        field(app, "button_group", ":health").set_value(0)
        press(app, "Save")
    assert CALL in said(app) and "It passes" in said(app)


def test_whoever_it_is_shared_with_reads_ways_and_plan_and_no_days(
    house, member, family, peer_worker, coordinator, open_as
):
    way_id = keep(house, member, "A walk by the Taff")
    secret = keep(house, member, "What only I know", only_me=True)
    plan(house, member, way_id, secret, tell_myself="It passes", calls=(("Bron", "029 2018 0000"),))
    with house.writing() as db:
        ways.use(db, by=member.viewer, way_id=way_id, day=clock.today())
    bring_into_circle(house, member, family, Grant(Content.PLAN, True))
    pairing_id = pair(house, member, peer_worker, coordinator, Grant(Content.PLAN, True))
    for app in (
        open_as(family, "shared"),
        open_as(peer_worker, "session_sheet", **{"with": str(pairing_id)}),
    ):
        sent = everything(app)
        assert "A walk by the Taff" in sent and "It passes" in sent and CALL in sent
        assert "What only I know" not in sent and "sed today" not in sent


def test_where_it_is_shared_it_is_said_that_numbers_go_along(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.GOALS, True))
    press(app := open_as(member, "circle"), "Change what they see", nth=0)
    assert "also the names and numbers in it" in everything(app)
