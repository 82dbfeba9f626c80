"""/goals: goals with steps, from strengths; what was done stays, however a goal ends."""

import pytest

from lrc_portal import clock
from lrc_portal.record import goals, strengths
from lrc_portal.record.goals import EndSubmission, GoalSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Element, GoalState, Language, StrengthPlace

from .conftest import field, in_both_languages, press, said, sees


def seen(house, person):
    with house.reading() as db:
        return goals.seen(db, opened_records.own(person.viewer))


def only(house, person):
    (goal,) = seen(house, person)
    return goal


def set_goal(house, person, title: str, *steps: str, strength_ids=frozenset()) -> int:
    submission = GoalSubmission(
        title, Element.HEALTH, steps=tuple(steps), strength_ids=frozenset(strength_ids), token=title
    )
    with house.writing() as db:
        return goals.add(db, by=person.viewer, submission=submission)


def keep_strength(house, person, words: str) -> int:
    submission = StrengthSubmission(StrengthPlace.SELF, words, token=words)
    with house.writing() as db:
        return strengths.add(db, by=person.viewer, submission=submission)


@in_both_languages
def test_a_first_goal_starts_from_a_strength_and_has_first_steps(house, member, open_as):
    strength_id = keep_strength(house, member, "I get up early")
    app = open_as(member, "goals")
    field(app, "text_input", "goal:0:title").set_value("Swim again")
    field(app, "text_area", "goal:0:why").set_value("I slept well then")
    field(app, "button_group", "goal:0:element").set_value(Element.HEALTH)
    field(app, "checkbox", f"goal:0:strengths.{strength_id}").check()
    field(app, "text_input", "goal:0:steps.0").set_value("Find my costume")
    field(app, "text_input", "goal:0:steps.1").set_value("Ask when the pool opens")
    press(app, "Save this goal")
    goal = only(house, member)
    assert (goal.title, goal.why, goal.element) == ("Swim again", "I slept well then", Element.HEALTH)
    assert [step.words for step in goal.steps] == ["Find my costume", "Ask when the pool opens"]
    assert [words for _id, words, _used in goal.strengths] == ["I get up early"]


@in_both_languages
def test_what_is_missing_is_said_and_what_was_typed_stays(house, member, open_as):
    app = open_as(member, "goals")
    field(app, "text_input", "goal:0:steps.0").set_value("Find my costume")
    press(app, "Save this goal")
    assert sees(app, "Choose the part it belongs to.")
    assert field(app, "text_input", "goal:0:steps.0").value == "Find my costume"
    assert seen(house, member) == []


def test_ticking_a_step_says_it_was_done_today_and_unticking_takes_it_back(house, member, open_as):
    set_goal(house, member, "Swim again", "Find my costume")
    app = open_as(member, "goals")
    app.main.get("checkbox")[0].check().run()
    assert only(house, member).steps[0].done_on == clock.today()
    app.main.get("checkbox")[0].uncheck().run()
    assert only(house, member).steps[0].done_on is None


@in_both_languages
def test_what_was_done_can_be_told(house, member, open_as):
    set_goal(house, member, "Swim again", "Find my costume")
    app = open_as(member, "goals")
    press(app, "More")
    field(app, "text_area", ":what_was_done").set_value("It was in the loft")
    press(app, "Save: this step is done")
    step = only(house, member).steps[0]
    assert (step.done_on, step.what_was_done) == (clock.today(), "It was in the loft")
    app = press(open_as(member, "goals"), "What I did")
    assert field(app, "text_area", ":what_was_done").value == "It was in the loft"


def test_what_is_nearly_there_stands_first(house, member, open_as):
    set_goal(house, member, "Swim again", "Find my costume", "Go")
    set_goal(house, member, "Sleep well", "Phone in the kitchen")
    with house.writing() as db:
        step = next(goal for goal in seen(house, member) if goal.title == "Swim again").steps[0]
        goals.do_step(db, by=member.viewer, step_id=step.id, submission=goals.DoneSubmission(clock.today()))
    app = open_as(member, "goals")
    assert [each.value for each in app.header][:2] == ["Nearly there", "Under way"]
    titles = [each.value for each in app.main.get("markdown") if each.value.startswith("###")]
    assert titles == ["### Swim again", "### Sleep well"]


def test_a_step_is_added(house, member, open_as):
    set_goal(house, member, "Swim again")
    app = open_as(member, "goals")
    press(app, "Add a step")
    field(app, "text_input", ":step").set_value("Buy a ticket")
    press(app, "Save this step")
    assert [step.words for step in only(house, member).steps] == ["Buy a ticket"]


@pytest.mark.parametrize("how", [GoalState.REACHED, GoalState.CHANGED, GoalState.LET_GO])
def test_a_goal_ends_one_of_three_ways_and_keeps_what_was_done(how, house, member, open_as):
    strength_id = keep_strength(house, member, "I get up early")
    set_goal(house, member, "Swim again", "Find my costume", strength_ids={strength_id})
    app = open_as(member, "goals")
    press(app, "End this goal")
    field(app, "button_group", ":state").set_value(how)
    field(app, "checkbox", f":used.{strength_id}").check()
    press(app, "End this goal")
    goal = only(house, member)
    assert (goal.state, goal.ended_on) == (how, clock.today())
    assert goal.strengths == ((strength_id, "I get up early", True),)
    assert len(goal.steps) == 1
    assert "What helped" in said(app)


def test_an_ended_goal_is_taken_up_again(house, member, open_as):
    goal_id = set_goal(house, member, "Swim again")
    with house.writing() as db:
        goals.end(db, by=member.viewer, goal_id=goal_id, submission=EndSubmission(GoalState.LET_GO))
    app = open_as(member, "goals")
    press(app, "Take it up again")
    assert only(house, member).state is GoalState.OPEN


def test_a_goal_is_changed_where_it_stands(house, member, open_as):
    set_goal(house, member, "Swim again")
    app = open_as(member, "goals")
    press(app, "Change")
    field(app, "text_input", ":title").set_value("Swim in the sea")
    press(app, "Save this goal")
    assert only(house, member).title == "Swim in the sea"


def test_erasing_asks_once(house, member, open_as):
    set_goal(house, member, "Swim again", "Find my costume")
    app = open_as(member, "goals")
    press(app, "Change")
    press(app, "Erase")
    assert "Erase this goal and its steps for good?" in said(app)
    assert len(seen(house, member)) == 1
    press(app, "Erase it")
    assert seen(house, member) == []


def test_what_is_chosen_stays_when_the_language_changes(member, open_as):
    app = open_as(member, "goals")
    field(app, "button_group", "goal:0:element").set_value(Element.REINTEGRATION)
    field(app, "text_input", "goal:0:title").set_value("Canu yn y côr")
    app.button(key="language").click().run()
    assert app.title[0].value == "Fy nodau"
    assert field(app, "button_group", "goal:0:element").value == Element.REINTEGRATION
    assert field(app, "text_input", "goal:0:title").value == "Canu yn y côr"


def test_family_have_goals_of_their_own(house, family, open_as):
    set_goal(house, family, "A day for myself")
    text = said(open_as(family, "goals", Language.CYMRAEG))
    assert "A day for myself" in text


@pytest.mark.parametrize("who", ["peer_worker", "coordinator"])
def test_others_get_a_calm_sentence(who, request, open_as):
    assert "This page is for others" in said(open_as(request.getfixturevalue(who), "goals"))


def test_signed_out_there_is_only_the_way_in(open_as):
    assert "Sign in first" in said(open_as(None, "goals"))


def test_what_two_devices_wrote_is_both_there_until_the_person_has_chosen(house, member, open_as):
    goal_id = set_goal(house, member, "Swim again", "Find my costume")
    app = open_as(member, "goals")
    press(app, "Change")
    field(app, "text_area", ":why").set_value("from my laptop")
    with house.writing() as db:
        phone = GoalSubmission("Swim in the sea", Element.HEALTH, "from my phone", token="phone")
        goals.change(db, by=member.viewer, goal_id=goal_id, submission=phone)
    press(app, "Save this goal")
    text = said(app)
    assert "There it says now:" in text and "Swim in the sea" in text and "from my phone" in text
    assert "Nothing was saved yet" in text
    assert field(app, "text_area", ":why").value == "from my laptop"
    assert only(house, member).why == "from my phone"
    press(app, "Take what stands here")
    assert field(app, "text_area", ":why").value == "from my phone"
    field(app, "text_area", ":why").set_value("from both")
    press(app, "Save this goal")
    assert (only(house, member).title, only(house, member).why) == ("Swim in the sea", "from both")


def test_an_ending_written_while_the_goal_was_ended_elsewhere_is_not_lost(house, member, open_as):
    goal_id = set_goal(house, member, "Swim again")
    app = open_as(member, "goals")
    press(app, "End this goal")
    field(app, "text_area", ":ending").set_value("on my laptop")
    field(app, "button_group", ":state").set_value(GoalState.REACHED)
    with house.writing() as db:
        let_go = EndSubmission(GoalState.LET_GO, "on my phone")
        goals.end(db, by=member.viewer, goal_id=goal_id, submission=let_go)
    press(app, "End this goal")
    assert "on my phone" in said(app)
    assert field(app, "text_area", ":ending").value == "on my laptop"
    assert only(house, member).ending == "on my phone"
    press(app, "End this goal")
    assert (only(house, member).state, only(house, member).ending) == (GoalState.REACHED, "on my laptop")
