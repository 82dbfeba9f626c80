"""/people: requests, whose rhythm is due first, the agreed rhythm, and the end."""

from datetime import datetime, timedelta

import pytest

from lrc_portal import clock
from lrc_portal.support.pairings import pairing_views, pairings
from lrc_portal.vocabulary import Role

from .conftest import field, press, said
from .walking import propose, walk_together


def standing(house, person) -> list:
    with house.reading() as db:
        return pairing_views.mine(person.viewer).run(db)


def test_a_request_is_accepted(house, coordinator, member, peer_worker, open_as):
    pairing_id = propose(house, coordinator, member, peer_worker)
    app = open_as(peer_worker, "people")
    assert "Will you walk with Gwen?" in said(app)
    press(app, "Yes, I will")
    (pairing,) = standing(house, peer_worker)
    assert pairing.worker_said_yes and not pairing.live
    assert "It begins when Gwen says yes too." in said(app)
    with house.writing() as db:
        pairings.accept_as_person(db, by=member.viewer, pairing_id=pairing_id, grants=())
    app.run()
    assert "Will you walk with Gwen?" not in said(app)
    assert [each.value for each in app.header][:1] == ["Gwen"]


def test_not_now_is_asked_once_and_needs_no_reason(house, coordinator, member, peer_worker, open_as):
    propose(house, coordinator, member, peer_worker)
    app = open_as(peer_worker, "people")
    press(app, "Not now")
    assert len(standing(house, peer_worker)) == 1
    press(app, "Say “not now”")
    assert standing(house, peer_worker) == []


def test_a_request_shows_a_name_and_nothing_else(house, coordinator, member, peer_worker, open_as):
    propose(house, coordinator, member, peer_worker)
    text = said(open_as(peer_worker, "people"))
    assert "Before we meet" not in text and "Last met" not in text


def test_whose_rhythm_is_due_stands_first_and_is_never_called_overdue(
    house, walk, make, coordinator, open_as
):
    walk.plan(3)
    long_ago: datetime = clock.now() - timedelta(days=30)
    with clock.standing_at(long_ago):
        walk_together(house, coordinator, make("Sam", Role.MEMBER), walk.worker)
    app = open_as(walk.worker, "people")
    assert [each.value for each in app.header][:2] == ["Sam", "Gwen"]
    text = said(app)
    assert text.count("Due") == 1
    assert "overdue" not in text.lower() and "missed" not in text.lower()
    assert "Next meeting:" in text


def test_a_rhythm_is_suggested_and_holds_when_the_other_says_yes(walk, open_as):
    app = open_as(walk.worker, "people")
    press(press(app, "Change"), "Change the rhythm")
    field(app, "button_group", ":rhythm").set_value(28)
    press(app, "Suggest it to Gwen")
    (pairing,) = standing(walk.house, walk.worker)
    assert (pairing.rhythm_days, pairing.rhythm_proposed_days) == (14, 28)
    assert "You suggested to meet every 4 weeks" in said(app)
    app = open_as(walk.person, "circle")
    assert "Carys suggests to meet every 4 weeks" in said(app)
    press(app, "Yes, let us meet like that")
    (pairing,) = standing(walk.house, walk.worker)
    assert pairing.rhythm_days == 28
    assert "You mean to meet: every 4 weeks" in said(app)


def test_the_end_says_what_happens_and_asks_once(walk, open_as):
    app = open_as(walk.worker, "people")
    press(press(app, "Change"), "End our walk together")
    text = said(app)
    assert "you see nothing of Gwen’s any more" in text and "The notes you offered stay with Gwen" in text
    assert len(standing(walk.house, walk.worker)) == 1
    press(app, "End it now")
    assert standing(walk.house, walk.worker) == []
    assert "You walk with nobody yet." in said(app)


def test_links_carry_an_id_and_no_name(walk, open_as):
    app = open_as(walk.worker, "people")
    links = [link.proto for link in app.main.get("page_link")]
    addresses = {(link.page, link.query_string) for link in links}
    assert ("session-sheet", f"with={walk.pairing_id}") in addresses
    assert ("notes", f"with={walk.pairing_id}") in addresses


@pytest.mark.parametrize("who", ["member", "family", "coordinator"])
def test_others_get_a_calm_sentence(who, request, walk, open_as):
    text = said(open_as(request.getfixturevalue(who), "people"))
    assert "This page is for others" in text and "Gwen" not in text
