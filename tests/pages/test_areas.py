"""Areas for next time on /notes: one tap each, kept at once, never more than three."""

from lrc_portal.support.meetings import areas
from lrc_portal.vocabulary import Facet

from .conftest import field, said

THREE = [Facet.PHYSICAL, Facet.RELATIONAL, Facet.COMMUNITY]


def kept(house, person) -> list[Facet]:
    with house.reading() as db:
        return list(areas.read_query(person.viewer, person.viewer.person_id).run(db))


def test_what_is_tapped_is_kept_and_stands_on_the_sheet(walk, open_as):
    app = open_as(walk.person, "notes")
    field(app, "button_group", "areas").set_value(THREE).run()
    assert kept(walk.house, walk.person) == THREE
    assert field(open_as(walk.person, "notes"), "button_group", "areas").value == THREE
    text = said(open_as(walk.worker, "session_sheet"))
    assert "Areas Gwen chose" in text
    for name in ("Physical health", "Relationships", "Community life"):
        assert name in text


def test_a_fourth_is_not_taken_and_the_person_hears_what_to_do(walk, open_as):
    app = open_as(walk.person, "notes")
    field(app, "button_group", "areas").set_value(THREE).run()
    field(app, "button_group", "areas").set_value([*THREE, Facet.SOBRIETY]).run()
    assert "Choose up to three. Tap one again to let it go." in said(app)
    assert field(app, "button_group", "areas").value == kept(walk.house, walk.person) == THREE
    app.run()
    assert "Tap one again" not in said(app)


def test_one_is_let_go_with_a_tap(walk, open_as):
    app = open_as(walk.person, "notes")
    field(app, "button_group", "areas").set_value(THREE).run()
    field(app, "button_group", "areas").set_value([]).run()
    assert kept(walk.house, walk.person) == []
    assert "Areas Gwen chose" not in said(open_as(walk.worker, "session_sheet"))


def test_nobody_is_asked_for_areas_who_has_no_peer_worker(member, open_as):
    assert [each.key for each in open_as(member, "notes").main.button_group if each.key == "areas"] == []


def test_a_peer_worker_chooses_none_for_anybody(walk, open_as):
    app = open_as(walk.worker, "notes")
    assert [each.key for each in app.main.button_group if each.key == "areas"] == []
