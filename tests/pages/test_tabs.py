"""A tab and the sign-in it belongs to; and a click that comes to a session of Streamlit that is new."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from lrc_portal import clock
from lrc_portal.record import check_ins, goals
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import GoalLine, GoalSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.ui.kit import frame
from lrc_portal.ui.kit.keys import digest
from lrc_portal.vocabulary import Element, Facet, Language
from tests.pages.conftest import PORTAL, field, press, said, stand_on, unfold

FRIDAY = date(2026, 3, 6)
LOST = "The portal was away for a moment, so this is not done yet. Press it once more."


def clicking(app: AppTest, label: str) -> WidgetStates:
    """What the browser sends when this button is pressed, with the folds that are open."""
    next(each for each in app.main.get("button") if each.label == label).click()
    sent = app._tree.get_widget_states()
    for fold in app.main.expander:
        if fold.proto.id:
            sent.widgets.add(id=fold.proto.id, bool_value=fold.proto.expanded)
    return sent


def in_a_new_session(page: str | None, sent: WidgetStates, **query: str) -> AppTest:
    """What a tab sends comes to a server that was started anew; the cookie is the one from before."""
    app = AppTest.from_file(str(PORTAL), default_timeout=30)
    if page:
        app.run()
        app.switch_page(f"../pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app._run(sent)


def test_save_is_carried_out_where_nobody_knows_the_button_any_more(house, member, open_as):
    app = open_as(member, "check_in")
    words = next(each for each in app.main.get("text_area") if each.key.startswith("check-in:"))
    words.set_value("Before the restart")
    app = in_a_new_session("check_in", clicking(app, "Save"))
    assert "It is kept. Thank you." in said(app)
    with house.reading() as db:
        (there,) = check_ins.seen(db, opened_records.own(member.viewer))
    assert there.words == "Before the restart"


def test_a_click_that_was_carried_out_already_is_not_carried_out_again(house, member, open_as):
    app = open_as(member, "goals", open="goal")
    field(app, "text_input", "goal:0:title").set_value("See the sea")
    field(app, "button_group", "goal:0:element").set_value(Element.HEALTH)
    sent = clicking(app, "Save this goal")
    for _each in range(2):
        assert "Saved." in said(in_a_new_session("goals", sent, open="goal"))
    with house.reading() as db:
        assert [goal.title for goal in goals.seen(db, opened_records.own(member.viewer))] == ["See the sea"]


def test_a_save_that_has_to_be_mended_says_so_and_keeps_the_words_in_a_new_session_too(member, open_as):
    app = open_as(member, "goals")
    field(app, "text_input", "goal:0:title").set_value("See the sea")
    app = in_a_new_session("goals", clicking(app, "Save this goal"))
    assert "Saved." not in said(app)
    assert field(app, "text_input", "goal:0:title").value == "See the sea"
    assert app.error


def test_a_form_whose_row_is_gone_says_so_at_the_top_where_no_button_of_it_is_left(house, member, open_as):
    with house.writing() as db:
        goal_id = goals.add(
            db, by=member.viewer, submission=GoalSubmission("See the sea", Element.HEALTH, token="a")
        )
    app = open_as(member, "goals", open=f"step:{goal_id}")
    field(app, "text_input", ":step").set_value("Ask Sam")
    with house.writing() as db:
        goals.erase(db, by=member.viewer, goal_id=goal_id)
    press(app, "Save this step")
    assert [each.value for each in app.warning] == ["This is not here, or not any more."]
    assert "Saved." not in said(app)


def test_a_day_that_is_in_no_calendar_and_a_wrong_time_are_both_said_beside_their_fields(
    walk, member, open_as
):
    app = press(open_as(member, "notes"), "Plan a meeting")
    field(app, "text_input", ":day.day").set_value("31")
    field(app, "text_input", ":day.month").set_value("2")
    field(app, "text_input", ":day.year").set_value("2026")
    field(app, "text_input", ":at").set_value("half past")
    press(app, "Save this meeting")
    assert [each.value for each in app.error] == [
        "Write a day that is in the calendar, like 1 3 2026.",
        "Write a time like 14:30, or leave it empty.",
    ]
    assert field(app, "text_input", ":at").value == "half past"


def test_another_button_says_that_it_has_to_be_pressed_once_more(member, open_as):
    app = open_as(member, "today")
    app.button(key="language").click()
    assert LOST in said(in_a_new_session(None, app._tree.get_widget_states()))


def test_what_a_tab_held_is_gone_once_another_signs_in_and_once_nobody_is(
    member, family, open_as, monkeypatch
):
    for person in (family, None):
        app = open_as(member, "goals", Language.CYMRAEG)
        title = field(app, "text_input", "goal:0:title").set_value("Words of Gwen")
        app.session_state["of_gwen"] = "Words of Gwen"
        monkeypatch.setattr(frame, "session_token", lambda now=person: now.token if now else None)
        app.run()
        assert "of_gwen" not in app.session_state
        assert "Words of Gwen" not in [each.value for each in app.main.get("text_input")]
        assert title.key not in [each.key for each in app.main.get("text_input")]
    # The language that was chosen tells nothing of anybody.
    assert app.session_state["chosen_language"] is Language.CYMRAEG


def test_words_that_arrive_with_another_sign_in_reach_nobodys_form(house, member, family, open_as):
    app = open_as(member, "goals")
    field(app, "text_input", "goal:0:title").set_value("Words of Gwen")
    field(app, "button_group", "goal:0:element").set_value(Element.HEALTH)
    sent = clicking(app, "Save this goal")
    open_as(family, "goals")
    app = in_a_new_session("goals", sent)
    assert field(app, "text_input", "goal:0:title").value == ""
    with house.reading() as db:
        for person in (member, family):
            assert not goals.seen(db, opened_records.own(person.viewer))


def test_a_digest_is_the_same_whatever_the_order_and_the_process():
    assert digest(frozenset(Facet)) == digest(frozenset(reversed(Facet)))
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("a", None) == "64472cd5"
    assert digest("a") != digest(["a"]) != digest("b")


# Two things at once: the portal is started anew, and something else is another than it was


CHANGED = "This was changed somewhere else."


@pytest.fixture
def goal_id(house, member) -> int:
    with house.writing() as db:
        return goals.add(db, by=member.viewer, submission=a_goal("See the sea", steps=("Ask Sam",)))


def a_goal(title: str, **more) -> GoalSubmission:
    return GoalSubmission(title, Element.HEALTH, token=uuid4().hex, **more)


def goals_of(house, member) -> list[GoalLine]:
    with house.reading() as db:
        return goals.seen(db, opened_records.own(member.viewer))


def test_words_typed_over_what_was_changed_elsewhere_come_back_and_the_second_save_keeps_them(
    house, member, open_as, goal_id
):
    """A form is named by what it was opened with, and that is there no more."""
    app = open_as(member, "goals", open=f"goal:{goal_id}")
    field(app, "text_input", ":title").set_value("See the sea with Sam")
    sent = clicking(app, "Save this goal")
    with house.writing() as db:
        goals.change(db, by=member.viewer, goal_id=goal_id, submission=a_goal("See the lake"))
    app = in_a_new_session("goals", sent, open=f"goal:{goal_id}")
    assert CHANGED in said(app) and "See the lake" in said(app)
    assert "Nothing was saved yet, and what you wrote is still here." in said(app)
    assert field(app, "text_input", ":title").value == "See the sea with Sam"
    assert [goal.title for goal in goals_of(house, member)] == ["See the lake"]
    press(app, "Save this goal")
    assert [goal.title for goal in goals_of(house, member)] == ["See the sea with Sam"]


def test_words_that_come_back_can_be_let_go_of_for_what_stands_there_now(house, member, open_as, goal_id):
    app = open_as(member, "goals", open=f"goal:{goal_id}")
    field(app, "text_input", ":title").set_value("See the sea with Sam")
    sent = app._tree.get_widget_states()
    with house.writing() as db:
        goals.change(db, by=member.viewer, goal_id=goal_id, submission=a_goal("See the lake"))
    app = in_a_new_session("goals", sent, open=f"goal:{goal_id}")
    assert field(app, "text_input", ":title").value == "See the sea with Sam"
    press(app, "Take what stands here")
    assert CHANGED not in said(app)
    assert field(app, "text_input", ":title").value == "See the lake"


def test_a_check_in_that_was_changed_elsewhere_comes_back_with_its_words_and_goes_over_nothing_unread(
    house, member, open_as
):
    app = open_as(member, "check_in")
    words_of_today(app).set_value("Here")
    sent = clicking(app, "Save")
    keep_today(house, member, "There")
    app = in_a_new_session("check_in", sent)
    assert CHANGED in said(app) and "There" in said(app)
    assert words_of_today(app).value == "Here"
    assert kept_words(house, member) == ["There"]
    press(app, "Save")
    assert kept_words(house, member) == ["Here"]


@pytest.mark.parametrize("pressed", [False, True])
def test_a_check_in_that_was_begun_before_a_midnight_comes_back_and_asks_which_day(
    house, member, open_as, monkeypatch, pressed
):
    stand_on(monkeypatch, FRIDAY)
    app = open_as(member, "check_in")
    words_of_today(app).set_value("A long Friday")
    sent = clicking(app, "Save") if pressed else app._tree.get_widget_states()
    stand_on(monkeypatch, FRIDAY + timedelta(days=1))
    app = in_a_new_session("check_in", sent)
    assert "A new day has begun. Which day is this for?" in said(app)
    assert words_of_today(app).value == "A long Friday"
    assert not kept_words(house, member)
    [friday, _today] = [each for each in app.main.get("button") if (each.key or "").startswith("which-day:")]
    friday.click().run()
    press(app, "Save")
    with house.reading() as db:
        assert [(day.day, day.words) for day in check_ins.seen(db, opened_records.own(member.viewer))] == [
            (FRIDAY, "A long Friday")
        ]


def test_a_check_in_that_nobody_has_begun_comes_back_over_midnight_as_that_of_today(
    member, open_as, monkeypatch
):
    stand_on(monkeypatch, FRIDAY)
    sent = open_as(member, "check_in")._tree.get_widget_states()
    stand_on(monkeypatch, FRIDAY + timedelta(days=1))
    app = in_a_new_session("check_in", sent)
    assert "A new day has begun." not in said(app)
    assert f":{FRIDAY + timedelta(days=1)}:" in words_of_today(app).key


def test_another_day_that_was_half_typed_comes_back(member, open_as):
    app = open_as(member, "check_in")
    field(app, "button_group", "check-in:which").set_value("earlier").run()
    field(app, "text_input", "earlier-day:0:day.day").set_value("24")
    app = in_a_new_session("check_in", app._tree.get_widget_states())
    assert field(app, "text_input", "earlier-day:0:day.day").value == "24"


def test_a_save_leaves_what_was_typed_into_another_form_of_the_page(member, open_as):
    """It is carried out before the page is drawn, and then the page starts anew."""
    app = unfold(open_as(member, "check_in"))
    words_of_today(app).set_value("Here")
    field(app, "text_input", "pursuit:0:name").set_value("Wine")
    app = in_a_new_session("check_in", clicking(app, "Save"))
    assert "It is kept. Thank you." in said(app)
    assert field(app, "text_input", "pursuit:0:name").value == "Wine"


def test_what_is_half_written_in_a_line_that_was_closed_again_stays_there_too(member, open_as):
    app = unfold(open_as(member, "check_in"), "A day that mattered")
    words_of_today(app).set_value("Here")
    field(app, "text_area", "moment:0:words").set_value("half a sentence")
    app.session_state["moment:card"] = False
    app.run()
    app = in_a_new_session("check_in", clicking(app, "Save"))
    assert "It is kept. Thank you." in said(app)
    assert field(app, "text_area", "moment:0:words").value == "half a sentence"


# What acts at once


SLIPPED = "What stands here is kept. If you had just ticked or chosen something, do it once more."


def test_a_step_that_was_ticked_as_a_restart_came_says_that_it_is_not_kept(house, member, open_as, goal_id):
    app = open_as(member, "goals")
    app.main.checkbox[0].check()
    app = in_a_new_session("goals", app._tree.get_widget_states())
    assert SLIPPED in said(app)
    assert not app.main.checkbox[0].value
    app.main.checkbox[0].check().run()
    assert SLIPPED not in said(app)
    [goal] = goals_of(house, member)
    assert goal.steps_done == 1


def test_what_stands_as_it_is_kept_comes_back_without_a_word(member, open_as, goal_id):
    for page in ("goals", "notes", "account"):
        sent = open_as(member, page)._tree.get_widget_states()
        assert SLIPPED not in said(in_a_new_session(page, sent))


def test_an_area_and_a_language_chosen_as_a_restart_came_say_that_they_are_not_kept(member, open_as, walk):
    app = open_as(member, "notes")
    field(app, "button_group", "areas").set_value([Facet.EMOTIONAL])
    assert SLIPPED in said(in_a_new_session("notes", app._tree.get_widget_states()))
    app = open_as(member, "account")
    field(app, "button_group", "account:language").set_value(Language.CYMRAEG)
    assert SLIPPED in said(in_a_new_session("account", app._tree.get_widget_states()))


def test_a_click_for_a_form_that_is_there_no_more_says_that_it_is_not_done(house, member, open_as, goal_id):
    app = open_as(member, "goals", open=f"goal:{goal_id}")
    sent = clicking(app, "Save this goal")
    with house.writing() as db:
        goals.erase(db, by=member.viewer, goal_id=goal_id)
    assert LOST in said(in_a_new_session("goals", sent, open=f"goal:{goal_id}"))


def words_of_today(app: AppTest):
    return next(each for each in app.main.get("text_area") if each.key.startswith("check-in:"))


def keep_today(house, member, words: str) -> None:
    with house.writing() as db:
        submission = CheckInSubmission(clock.today(), words=words, token=uuid4().hex)
        check_ins.save(db, by=member.viewer, submission=submission)


def kept_words(house, member) -> list[str | None]:
    with house.reading() as db:
        return [day.words for day in check_ins.seen(db, opened_records.own(member.viewer))]
