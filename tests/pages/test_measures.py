"""Things I follow: named in a minute, asked in the check-in, drawn on my progress."""

from dataclasses import replace

import pytest

from lrc_portal import access
from lrc_portal.record import check_ins, measures, pursuits
from lrc_portal.record.measure_answers import Answered
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support import overview
from lrc_portal.vocabulary import Content, Direction, Element, MeasureKind, PursuitDay
from tests.record import verbs
from tests.record.following import answer, follow
from tests.tools.statements import sent_to

from . import sharing
from .conftest import as_shown, field, in_both_languages, press, said, sees, unfold


def followed(house, person):
    with house.reading() as db:
        return measures.seen(db, opened_records.own(person.viewer), put_away=True)


def kept(house, person):
    with house.reading() as db:
        return check_ins.seen(db, opened_records.own(person.viewer))


@in_both_languages
def test_one_of_those_offered_is_named_with_one_tap_and_asked_from_then_on(house, member, open_as):
    app = unfold(open_as(member, "check_in"))
    field(app, "button_group", ":suggested").set_value("sleep").run()
    press(app, "Ask me about it")
    [line] = followed(house, member)
    assert (line.name, line.unit) == (as_shown(app, "Hours I slept"), as_shown(app, "hours"))
    assert (line.kind, line.element, line.direction) == (
        MeasureKind.NUMBER,
        Element.HEALTH,
        Direction.MORE,
    )
    field(app, "text_input", f"measure.{line.id}").set_value("7,5")
    press(app, "Save")
    [day] = kept(house, member)
    assert day.measures == {line.id: Answered(750)}


@in_both_languages
def test_family_are_offered_what_fits_them_and_asked_about_their_own_life(member, family, open_as):
    app = unfold(open_as(family, "check_in"))
    offered = field(app, "button_group", ":suggested").options
    for craving in ("How strong a craving was", "A craving that passed"):
        assert as_shown(app, craving) not in offered
    assert as_shown(app, "A calm talk at home") in offered
    asked = [each.label for each in app.main.get("button_group")]
    assert as_shown(app, "Which part of your own life does it belong to?") in asked
    app = unfold(open_as(member, "check_in"))
    offered = field(app, "button_group", ":suggested").options
    assert as_shown(app, "A craving that passed") in offered
    assert as_shown(app, "A calm talk at home") not in offered


@in_both_languages
def test_what_is_followed_already_is_not_offered_once_more(house, member, open_as):
    app = unfold(open_as(member, "check_in"))
    field(app, "button_group", ":suggested").set_value("sleep").run()
    press(press(app, "Ask me about it"), "Follow something else")
    offered = field(app, "button_group", ":suggested").options
    assert as_shown(app, "A meeting I went to") in offered
    assert as_shown(app, "Hours I slept") not in offered


def test_what_is_changed_of_it_is_said_to_be_kept_and_not_the_day(house, member, open_as):
    with house.writing() as db:
        follow(db, member.viewer, "hours slept")
    app = press(press(unfold(open_as(member, "check_in")), "Change"), "Save this")
    assert [each.value for each in app.success] == ["What you follow is kept."]


def test_all_four_kinds_are_answered_below_the_three_and_any_can_be_left_out(house, member, open_as):
    with house.writing() as db:
        slept = follow(db, member.viewer, "hours slept")
        craving = follow(db, member.viewer, "how strong a craving was", MeasureKind.SCALE)
        meeting = follow(db, member.viewer, "a meeting", MeasureKind.YES_NO)
        company = follow(
            db, member.viewer, "who I was with", MeasureKind.CHOICE, choices=("nobody", "my sister")
        )
    choice = followed(house, member)[3].choices[1]
    app = open_as(member, "check_in")
    field(app, "button_group", f"measure.{craving}").set_value(4)
    field(app, "button_group", f"measure.{meeting}").set_value(False)
    field(app, "button_group", f"measure.{company}").set_value(choice.id)
    press(app, "Save")
    [day] = kept(house, member)
    assert day.measures == {
        craving: Answered(400),
        meeting: Answered(0),
        company: Answered(choice_id=choice.id),
    }
    app = unfold(open_as(member, "check_in"), "The days I kept")
    assert "who I was with: my sister" in said(app)
    field(app, "button_group", f"measure.{meeting}").set_value(None)
    field(app, "text_input", f"measure.{slept}").set_value("8")
    press(app, "Save")
    [day] = kept(house, member)
    assert meeting not in day.measures
    assert day.measures[slept] == Answered(800)


def test_what_is_no_number_is_said_beside_its_field_and_stays_there(house, member, open_as):
    with house.writing() as db:
        slept = follow(db, member.viewer, "hours slept")
    app = open_as(member, "check_in")
    field(app, "text_input", f"measure.{slept}").set_value("seven or so")
    press(app, "Save")
    assert sees(
        app, "Write a number from 0 to {most}, such as 7 or 7.5. It can also stay empty.", most=1000000
    )
    assert field(app, "text_input", f"measure.{slept}").value == "seven or so"
    assert kept(house, member) == []


@in_both_languages
def test_each_is_drawn_with_a_sentence_and_a_table(house, member, open_as):
    with house.writing() as db:
        slept = follow(db, member.viewer, "hours slept", unit="h")
        meeting = follow(db, member.viewer, "a meeting", MeasureKind.YES_NO)
        company = follow(db, member.viewer, "who with", MeasureKind.CHOICE, choices=("nobody", "my sister"))
    sister = followed(house, member)[2].choices[1].id
    with house.writing() as db:
        for weeks in range(8):
            hours = "8" if weeks < 4 else "6"
            answers = {slept: hours, meeting: Answered(100), company: Answered(choice_id=sister)}
            answer(db, member.viewer, answers, ago=7 * weeks)
    app = unfold(open_as(member, "progress"))
    told = said(app)
    assert told.count(as_shown(app, "A stronger colour stands for more of the answers.")) == 1
    assert "hours slept" in told
    assert sees(
        app,
        "About {earlier} in the first half of this time, about {later} in the second.",
        earlier="6 h",
        later="8 h",
    )
    assert sees(app, "That is the way it is meant to go.")


def test_a_whole_check_in_with_three_own_things_takes_eleven_taps_at_most(house, member, open_as):
    with house.writing() as db:
        pursuit = pursuits.add(db, by=member.viewer, submission=verbs.pursuit())
        slept = follow(db, member.viewer, "hours slept")
        craving = follow(db, member.viewer, "a craving", MeasureKind.SCALE)
        meeting = follow(db, member.viewer, "a meeting", MeasureKind.YES_NO)
    app = open_as(member, "check_in")
    folded = {each.key for fold in app.main.expander for each in fold.get("button_group")}
    answers = {f":{each}": 7 for each in ("sobriety", "health", "reintegration")}
    answers |= {f"pursuit.{pursuit}": PursuitDay.FREE, f"measure.{craving}": 3, f"measure.{meeting}": True}
    for ending, value in answers.items():
        asked = field(app, "button_group", ending)
        assert asked.key not in folded, "what has to be opened first is one tap more"
        asked.set_value(value)
    field(app, "text_input", f"measure.{slept}").set_value("7.5")
    press(app, "Save")
    taps = len(answers) + len(["into the field of the number", "Save"])
    [day] = kept(house, member)
    assert set(day.measures) == {slept, craving, meeting}
    assert len(day.pursuits) == 1
    assert len([value for value in day.answers.values() if value is not None]) == 3
    assert taps <= 11


@pytest.mark.parametrize("page", ["check_in", "progress", "shared"])
def test_a_page_asks_as_often_for_a_dozen_as_for_one(house, member, family, open_as, page):
    sharing.bring_into_circle(house, member, family, Grant(Content.HEALTH, own_words=False))
    somebody = family if page == "shared" else member

    def statements() -> int:
        with sent_to(house) as sent:
            unfold(open_as(somebody, page))
        return len(sent)

    def follow_more(n: int) -> None:
        with house.writing() as db:
            ids = [follow(db, member.viewer, f"measure {each}") for each in range(n)]
            for weeks in range(3):
                answer(db, member.viewer, dict.fromkeys(ids, "5"), ago=7 * weeks + n)

    follow_more(1)
    few = statements()
    follow_more(11)
    assert statements() == few


def test_the_owners_preview_shows_what_the_other_sees(house, member, family, open_as):
    with house.writing() as db:
        slept = follow(db, member.viewer, "hours slept")
        secret = follow(db, member.viewer, "my secret", only_me=True)
        money = follow(db, member.viewer, "money kept", element=Element.REINTEGRATION)
        answer(db, member.viewer, {slept: "7", secret: "1", money: "5"}, ago=3)
    sharing.bring_into_circle(house, member, family, Grant(Content.HEALTH, own_words=False))
    told = said(unfold(open_as(family, "shared")))
    assert "hours slept" in told
    assert "my secret" not in told
    assert "money kept" not in told
    with house.reading() as db:
        me = replace(member.viewer, preview=frozenset({(Content.HEALTH, False)}))
        seen = OpenedRecord(me, me.person_id, access.grants(db, me, me.person_id))
        assert [each.name for each in overview.of(db, seen).followed] == ["hours slept"]
