"""/strengths: what is good in me, my people and my community; what others noticed is mine to keep."""

import pytest

from lrc_portal import clock
from lrc_portal.database.models import Strength
from lrc_portal.record import goals, strengths
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Element, Language, StrengthPlace, StrengthState

from .conftest import field, press, said


def seen(house, person):
    with house.reading() as db:
        return strengths.seen(db, opened_records.own(person.viewer))


def keep(house, person, words: str, place: StrengthPlace = StrengthPlace.SELF) -> int:
    with house.writing() as db:
        return strengths.add(db, by=person.viewer, submission=StrengthSubmission(place, words, token=words))


def notice(house, member, peer_worker, words: str) -> None:
    with house.writing() as db:
        db.add(
            Strength(
                person_id=member.viewer.person_id,
                place=StrengthPlace.SELF,
                words=words,
                state=StrengthState.OFFERED,
                noticed_by_id=peer_worker.viewer.person_id,
                only_me=False,
                created_at=clock.now(),
            )
        )


def test_an_empty_page_says_what_to_do_first(member, open_as):
    assert "What is good in you, or around you?" in said(open_as(member, "strengths"))


def test_a_strength_is_one_line_and_one_choice(house, member, open_as):
    app = open_as(member, "strengths")
    field(app, "text_input", ":words").set_value("The choir on Thursdays")
    field(app, "button_group", ":place").set_value(StrengthPlace.COMMUNITY)
    press(app, "Save this strength")
    (strength,) = seen(house, member)
    assert (strength.words, strength.place) == ("The choir on Thursdays", StrengthPlace.COMMUNITY)
    assert "In my community" in said(app)


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(house, member, open_as):
    app = open_as(member, "strengths")
    field(app, "text_input", ":words").set_value("I keep my word")
    press(app, "Save this strength")
    assert "Choose where this strength is." in said(app)
    assert field(app, "text_input", ":words").value == "I keep my word"
    assert seen(house, member) == []


def test_a_noticed_one_stands_first_and_is_kept_with_one_tap(house, member, peer_worker, open_as):
    keep(house, member, "I keep my word")
    notice(house, member, peer_worker, "You listen")
    app = open_as(member, "strengths")
    text = said(app)
    assert "Carys noticed this in you" in text
    press(app, "Keep it")
    assert {line.state for line in seen(house, member)} == {StrengthState.KEPT}
    assert "Noticed by Carys" in said(app)


def test_a_noticed_one_can_be_declined_and_is_gone(house, member, peer_worker, open_as):
    notice(house, member, peer_worker, "You listen")
    app = open_as(member, "strengths")
    press(app, "Not mine")
    assert seen(house, member) == []
    assert "You listen" not in said(app)


def test_it_says_where_a_strength_was_used(house, member, open_as):
    strength_id = keep(house, member, "My sister", StrengthPlace.PEOPLE)
    goal = GoalSubmission(
        "Sing in public", Element.REINTEGRATION, strength_ids=frozenset({strength_id}), token="1"
    )
    with house.writing() as db:
        goals.add(db, by=member.viewer, submission=goal)
    text = said(open_as(member, "strengths"))
    assert "Under way with it: “Sing in public”" in text
    assert "1 strength, kept on" in text
    assert "It went into a goal." in text


def test_before_the_first_goal_there_is_nothing_to_see_over_time(house, member, open_as):
    keep(house, member, "My sister", StrengthPlace.PEOPLE)
    assert "Over time" not in said(open_as(member, "strengths"))


def test_a_strength_is_changed_where_it_stands(house, member, open_as):
    keep(house, member, "I keep my word")
    app = open_as(member, "strengths")
    press(app, "Change")
    change = [each for each in app.main.get("text_input") if each.key.startswith("strength:1")]
    change[0].set_value("I keep my promises")
    press(app, "Save this strength")
    assert [line.words for line in seen(house, member)] == ["I keep my promises"]


def test_erasing_asks_once(house, member, open_as):
    keep(house, member, "I keep my word")
    app = open_as(member, "strengths")
    press(app, "Change")
    press(app, "Erase")
    assert "Erase this strength for good?" in said(app)
    press(app, "Keep it")
    assert len(seen(house, member)) == 1
    press(app, "Erase")
    press(app, "Erase it")
    assert seen(house, member) == []


def test_family_keep_strengths_too(house, family, open_as):
    keep(house, family, "Sunday walks")
    assert "Sunday walks" in said(open_as(family, "strengths", Language.CYMRAEG))


@pytest.mark.parametrize("who", ["peer_worker", "coordinator"])
def test_others_get_a_calm_sentence(who, request, open_as):
    assert "This page is for others" in said(open_as(request.getfixturevalue(who), "strengths"))


def test_signed_out_there_is_only_the_way_in(house, member, open_as):
    keep(house, member, "I keep my word")
    text = said(open_as(None, "strengths"))
    assert "Sign in first" in text
    assert "I keep my word" not in text
