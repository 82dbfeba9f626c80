"""A fold draws what is in it once somebody opens it, and neither closes on them nor loses what they wrote."""

from .conftest import come_to, field, press, said, sees, unfold

CARD = "moment:card"


def test_what_is_folded_away_is_drawn_once_it_is_opened(member, open_as):
    app = open_as(member, "account")
    assert "This is the browser you are using." not in said(app)
    assert "This is the browser you are using." in said(unfold(app, "Where I am signed in"))
    app.session_state["where:card"] = False
    assert "This is the browser you are using." not in said(app.run())


def test_what_is_half_written_stays_while_the_page_is_open(member, open_as):
    app = unfold(open_as(member, "check_in"), "A day that mattered")
    field(app, "text_area", "moment:0:words").set_value("half a sentence").run()
    app.session_state[CARD] = False
    app.run()
    assert field(app, "text_area", "moment:0:words").value == "half a sentence"
    for page in ("goals.py", "check_in.py"):
        come_to(app, page)
        app.run()
    assert not [each for each in app.main.get("text_area") if "moment" in each.key], "opened anew"


def test_it_stays_open_when_other_words_stand_on_it(member, coordinator, open_as):
    app = unfold(open_as(member, "account"), "Where I am signed in")
    press(app, "Cymraeg")
    assert sees(app, "This is the browser you are using.")

    app = unfold(open_as(coordinator, "good_to_know"))
    [before] = [each.label for each in app.main.expander if "to check" in each.label]
    press(app, "Checked, still right")
    [after] = [each.label for each in app.main.expander if "to check" in each.label]
    assert before != after and "Add a number" in said(app)


def test_it_stays_closed_where_somebody_closed_it(coordinator, open_as):
    app = unfold(open_as(coordinator, "good_to_know"))
    app.session_state["helplines:card"] = False
    app.run()
    press(app, "Cymraeg")
    [numbers] = [each for each in app.main.expander if "Cymorth nawr" in each.label]
    assert not numbers.proto.expanded
