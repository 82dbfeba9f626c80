"""What somebody typed and never saved stands in its fields again, where it is seen; saved, it is gone."""

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.database.models import CheckIn
from lrc_portal.identity import accounts, unsaved_words
from lrc_portal.identity.unsaved_words import Place, plain_name
from lrc_portal.record import check_ins, goals
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import EndSubmission, GoalSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import STEPS, Element, GoalState

from .conftest import as_shown, field, press, sees, unfold

BEFORE = "You wrote this before. It is not saved yet."
TURN = "a1b2c3d4-0123456789ab"


def had_typed(house, somebody, form: str, **fields: str) -> None:
    with house.writing() as db:
        for name, words in fields.items():
            place = Place(plain_name(form), TURN, plain_name(name.replace("__", ".")))
            unsaved_words.keep(db, by=somebody.viewer, place=place, words=words)


def unsaved_of(house, somebody) -> dict[tuple[str, str], str]:
    [found] = house.seen_by(somebody.viewer).read_all(unsaved_words.read_query(somebody.viewer))
    return dict(found)


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
    press(app, "Save this day")
    assert sees(app, "Write a day that is in the calendar, like 1 3 2026.")
    assert field(app, "text_area", "moment:0:words").value == "The ferry"


def test_words_of_a_day_open_what_is_one_tap_away(house, member, open_as):
    form = f"check-in:{member.viewer.person_id}:{clock.today()}:{16 * '0'}"
    had_typed(house, member, form, words="A long walk")
    app = open_as(member, "check_in")
    assert stands_open(app, "Say more") and not stands_open(app, "A day that mattered")
    [words] = [each for each in app.main.text_area if each.key.startswith("check-in")]
    assert words.value == "A long walk"


def form_of_today(somebody) -> str:
    return f"check-in:{somebody.viewer.person_id}:{clock.today()}:{16 * '0'}"


def answers(app) -> dict[str, object]:
    """What stands in the questions of a day, by field."""
    fields = [*app.main.get("button_group"), *app.main.toggle]
    found = {each.key.split(":")[-1]: each.value for each in fields if each.key.startswith("check-in")}
    return {name: value for name, value in found.items() if name != "which" and value not in (None, False)}


@pytest.mark.parametrize("numbers", [False, True])
def test_answers_that_were_tapped_stand_there_again_and_are_saved(house, member, open_as, numbers):
    """Tapped among five words: a person who answers in numbers by now finds the same."""
    with house.writing() as db:
        accounts.answer_in_numbers(db, by=member.viewer, numbers=numbers)
    had_typed(
        house, member, form_of_today(member), sobriety="4/5", physical="2/5", only_me="2/2", health="9/9"
    )
    app = open_as(member, "check_in")
    stood = answers(app)
    assert stood == {"sobriety": STEPS[3], "physical": STEPS[1], "only_me": True}
    assert stands_open(app, "Say more"), "what nobody sees would be saved unseen"
    assert sees(app, "You answered this before. It is not saved yet.")
    press(app, "Save")
    with house.reading() as db:
        day = db.scalars(select(CheckIn)).one()
    assert (day.sobriety, day.physical, day.only_me) == (STEPS[3], STEPS[1], True)
    app = open_as(member, "check_in")
    assert not sees(app, "You answered this before. It is not saved yet.")
    assert not unsaved_of(house, member)


def test_an_answer_that_was_taken_back_and_not_saved_stays_so(house, member, open_as):
    with house.writing() as db:
        check_ins.save(
            db,
            by=member.viewer,
            submission=CheckInSubmission(clock.today(), {Element.SOBRIETY: 7}, token="a"),
        )
    [there] = house.read_all(check_ins.of_day(opened_records.own(member.viewer), clock.today()))
    form = f"check-in:{member.viewer.person_id}:{clock.today()}:{there.version}"
    assert answers(open_as(member, "check_in")) == {"sobriety": 7}
    had_typed(house, member, form, sobriety="-/5")
    assert answers(open_as(member, "check_in")) == {}


def test_what_others_may_see_is_never_chosen_by_an_earlier_tap(house, member, open_as):
    """Only the questions of a day keep taps, and there nothing that was "only me" is opened by one."""
    hidden = CheckInSubmission(clock.today(), {Element.SOBRIETY: 7}, only_me=True, token="a")
    with house.writing() as db:
        check_ins.save(db, by=member.viewer, submission=hidden)
    [there] = house.read_all(check_ins.of_day(opened_records.own(member.viewer), clock.today()))
    form = f"check-in:{member.viewer.person_id}:{clock.today()}:{there.version}"
    had_typed(house, member, form, only_me="1/2")
    had_typed(house, member, "moment", only_me="2/2", kind="1/3")
    app = unfold(open_as(member, "check_in"), "A day that mattered")
    assert not field(app, "toggle", "moment:0:only_me").value
    assert not field(app, "button_group", "moment:0:kind").value
    assert answers(app)["only_me"]


def test_a_line_that_stands_open_in_a_fold_opens_it(house, member, open_as):
    with house.writing() as db:
        to_sing = GoalSubmission("To sing", Element.HEALTH, token="a")
        goal = goals.add(db, by=member.viewer, submission=to_sing)
        goals.end(db, by=member.viewer, goal_id=goal, submission=EndSubmission(GoalState.LET_GO))
    assert not stands_open(open_as(member, "goals"), "Goals that ended")
    assert stands_open(open_as(member, "goals", open=f"goal:{goal}"), "Goals that ended")
    assert not stands_open(open_as(member, "progress"), "My path")
    assert stands_open(open_as(member, "progress", open="progress:path:1:2026-10-02"), "My path")
