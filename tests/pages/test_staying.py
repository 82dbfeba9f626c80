"""Staying after all on the screens: what stands there until the person has read it, and after that day."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.access import grants
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.pairings import handover
from lrc_portal.vocabulary import Content

from .conftest import press, said
from .test_handover import fill_day, leave
from .walking import walk_together


def test_until_staying_is_read_no_new_last_day_is_offered(walk, coordinator, open_as):
    leave(walk)
    app = press(press(open_as(walk.worker, "people"), "I am staying after all"), "I am staying")
    assert "Once they have read it, you can say a new last day." in said(app)
    press(app, "Change")
    assert "I am leaving" not in [each.label for each in app.button]
    app = press(open_as(coordinator, "community"), "Change")
    assert "Gwen has not read yet that Carys stays." in said(app)
    assert "Say that Carys is leaving" not in [each.label for each in app.button]
    press(open_as(walk.person, "circle"), "I have read this")
    app = press(open_as(walk.worker, "people"), "Change")
    assert "I am leaving" in [each.label for each in app.button]
    app = press(open_as(coordinator, "community"), "Change")
    assert "Say that Carys is leaving" in [each.label for each in app.button]


def test_a_last_day_that_was_said_while_the_form_stood_open_is_met_with_a_sentence(walk, open_as):
    app = press(press(open_as(walk.worker, "people"), "Change"), "I am leaving")
    fill_day(app, clock.today() + timedelta(days=30))
    leave(walk)
    with walk.house.writing() as db:
        handover.stay(db, by=walk.worker.viewer, pairing_id=walk.pairing_id)
    press(app, "Say it")
    assert "They have not read yet that the last day was taken back." in said(app)


@pytest.mark.parametrize(("label", "seen"), [("Show the same again", True), ("Leave it as it is", False)])
def test_read_after_that_day_it_says_that_it_ended(
    house, coordinator, member, peer_worker, open_as, label, seen
):
    walking = walk_together(house, coordinator, member, peer_worker, Grant(Content.GOALS, True))
    with clock.standing_at(clock.now() - timedelta(days=12)):
        leave(walking)
        with house.writing() as db:
            handover.stay(db, by=peer_worker.viewer, pairing_id=walking.pairing_id)
    app = open_as(member, "circle")
    assert "What you showed Carys ended on" in said(app) and "still ends" not in said(app)
    assert "Let it end on that day" not in [each.label for each in app.button]
    press(app, label)
    assert "Carys stays with you" not in said(app)
    with house.reading() as db:
        assert bool(grants(db, peer_worker.viewer, member.viewer.person_id)) == seen
