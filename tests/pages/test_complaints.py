"""A complaint about my data: sent on my account, read and answered on Community, and read by me again."""

from lrc_portal.erasing import asking
from lrc_portal.identity.viewer import viewer_of

from .conftest import field, press, said


def test_i_complain_a_coordinator_says_it_has_come_and_answers_and_i_read_both(
    house, member, coordinator, peer_worker, open_as
):
    app = open_as(member, "account")
    press(app, "Complain")
    press(app, "Send it")
    assert "Write a few words here." in said(app)
    field(app, "text_area", "complaint:0:words").set_value("My *note* was left on a table.")
    press(app, "Send it")
    mine = said(app)
    assert "It is sent. You read here what becomes of it." in mine
    assert "My *note* was left on a table." in mine and "that it has come." in mine

    app = open_as(coordinator, "community")
    assert "Complaints about data" in said(app) and "To be acknowledged by" in said(app)
    assert "left on a table" not in said(app), "not before it is opened"
    press(app, "Read and answer")
    assert "My *note* was left on a table." in said(app)
    press(app, "Say that it has come")
    assert "It waits for an answer." in said(app)
    assert "It has come: a coordinator said so on" in said(open_as(member, "account"))
    app = open_as(coordinator, "community")
    press(app, "Read and answer")
    answer = next(each for each in app.main.get("text_area") if each.label == "What was done, and the answer")
    answer.set_value("The table has a lock now.")
    press(app, "Send the answer")
    assert "Complaints about data" not in said(app)
    assert "The table has a lock now." in said(open_as(member, "account"))
    assert "said that your complaint has come" in said(open_as(member, "circle"))
    assert "left on a table" not in said(open_as(peer_worker, "account"))


def test_it_is_there_for_whoever_asked_to_be_erased(house, member, open_as):
    with house.writing() as db:
        viewer = viewer_of(house, member.token)
        assert viewer is not None
        asking.ask(db, by=viewer)
    assert "A complaint about my data" in said(open_as(member, "account"))
