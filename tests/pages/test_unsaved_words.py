"""What somebody typed and never saved stands in its fields again, where it is seen; saved, it is gone."""

from lrc_portal import clock
from lrc_portal.identity import unsaved_words
from lrc_portal.identity.unsaved_words import Place, plain_name
from lrc_portal.record import goals
from lrc_portal.record.goals import EndSubmission, GoalSubmission
from lrc_portal.vocabulary import Element, GoalState

from .conftest import as_shown, field, press, sees

BEFORE = "You wrote this before. It is not saved yet."
TURN = "a1b2c3d4-0123456789ab"


def had_typed(house, somebody, form: str, **fields: str) -> None:
    with house.writing() as db:
        for name, words in fields.items():
            place = Place(plain_name(form), TURN, plain_name(name.replace("__", ".")))
            unsaved_words.keep(db, by=somebody.viewer, place=place, words=words)


def stands_open(app, label: str) -> bool:
    [fold] = [each for each in app.main.expander if each.label == as_shown(app, label)]
    return fold.proto.expanded


def test_words_that_come_back_into_a_fold_open_it_and_a_day_comes_back_in_all_its_parts(
    house, member, open_as
):
    had_typed(house, member, "moment", words="The ferry", day__day="1", day__month="3")
    app = open_as(member, "check_in")
    assert stands_open(app, "A day that mattered") and not stands_open(app, "Say more")
    assert sees(app, BEFORE)
    parts = [each.value for each in app.text_input if "moment" in each.key]
    assert (field(app, "text_area", "moment:0:words").value, parts) == ("The ferry", ["1", "3", ""])
    # It does not close on somebody who writes in it.
    app.run()
    assert stands_open(app, "A day that mattered")
    press(app, "Save this moment")
    assert sees(app, "Write a day that is in the calendar, like 1 3 2026.")
    assert field(app, "text_area", "moment:0:words").value == "The ferry"


def test_words_of_a_day_open_what_is_one_tap_away(house, member, open_as):
    form = f"check-in:{member.viewer.person_id}:{clock.today()}:{16 * '0'}"
    had_typed(house, member, form, words="A long walk")
    app = open_as(member, "check_in")
    assert stands_open(app, "Say more") and not stands_open(app, "A day that mattered")
    [words] = [each for each in app.main.text_area if each.key.startswith("check-in")]
    assert words.value == "A long walk"


def test_a_line_that_stands_open_in_a_fold_opens_it(house, member, open_as):
    with house.writing() as db:
        to_sing = GoalSubmission("To sing", Element.HEALTH, token="a")
        goal = goals.add(db, by=member.viewer, submission=to_sing)
        goals.end(db, by=member.viewer, goal_id=goal, submission=EndSubmission(GoalState.LET_GO))
    assert not stands_open(open_as(member, "goals"), "Goals that ended")
    assert stands_open(open_as(member, "goals", open=f"goal:{goal}"), "Goals that ended")
    assert not stands_open(open_as(member, "progress"), "My path")
    assert stands_open(open_as(member, "progress", open="progress:path:1:2026-10-02"), "My path")
