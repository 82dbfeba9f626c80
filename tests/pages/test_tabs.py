"""A tab and the sign-in it belongs to; and a click that comes to a session of Streamlit that is new."""

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from lrc_portal.record import check_ins, goals
from lrc_portal.sharing import looking
from lrc_portal.ui import frame
from lrc_portal.ui.keys import digest
from lrc_portal.vocabulary import Element, Facet, Language
from tests.pages.conftest import PORTAL, field, said

LOST = "The portal was away for a moment, so this is not done yet. Press it once more."


def clicking(app: AppTest, label: str) -> WidgetStates:
    """What the browser sends when this button is pressed."""
    next(each for each in app.main.get("button") if each.label == label).click()
    return app._tree.get_widget_states()


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
    assert "Saved." in said(app)
    with house.reading() as db:
        (there,) = check_ins.seen(db, looking.own(member.viewer))
    assert there.words == "Before the restart"


def test_a_click_that_was_carried_out_already_is_not_carried_out_again(house, member, open_as):
    app = open_as(member, "goals", open="goal")
    field(app, "text_input", "goal:0:title").set_value("See the sea")
    field(app, "button_group", "goal:0:element").set_value(Element.HEALTH)
    sent = clicking(app, "Save this goal")
    for _each in range(2):
        assert "Saved." in said(in_a_new_session("goals", sent, open="goal"))
    with house.reading() as db:
        assert [goal.title for goal in goals.seen(db, looking.own(member.viewer))] == ["See the sea"]


def test_a_save_that_has_to_be_mended_says_so_and_keeps_the_words_in_a_new_session_too(member, open_as):
    app = open_as(member, "goals")
    field(app, "text_input", "goal:0:title").set_value("See the sea")
    app = in_a_new_session("goals", clicking(app, "Save this goal"))
    assert "Saved." not in said(app)
    assert field(app, "text_input", "goal:0:title").value == "See the sea"
    assert app.error


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
            assert not goals.seen(db, looking.own(person.viewer))


def test_a_digest_is_the_same_whatever_the_order_and_the_process():
    assert digest(frozenset(Facet)) == digest(frozenset(reversed(Facet)))
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("a", None) == "64472cd5"
    assert digest("a") != digest(["a"]) != digest("b")
