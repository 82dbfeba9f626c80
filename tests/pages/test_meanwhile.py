"""While the two meet, the person changes something on their own screen: no tick slips, no line is lost."""

from lrc_portal.support.meetings import agenda
from lrc_portal.support.meetings.agenda import AgendaSubmission

from .test_session_sheet import meet, tick
from .walking import token


def test_what_the_person_ticks_off_meanwhile_moves_no_tick_and_takes_no_line(
    house, coordinator, member, peer_worker, open_as
):
    walk = meet(house, coordinator, member, peer_worker)
    with house.writing() as db:
        for words in ("Money", "Sleep"):
            agenda.add(db, by=member.viewer, submission=AgendaSubmission(words, token()))
    app = tick(
        open_as(peer_worker, "session_sheet", **{"with": str(walk.pairing_id), "step": "choose"}), "Christmas"
    )
    app.run()
    with house.writing() as db:
        [first, *_others] = agenda.read_query(member.viewer, member.viewer.person_id).run(db)
        agenda.talked_about(db, by=member.viewer, item_id=first.id)
    app = tick(app.run(), "Sleep").run()
    assert [box.label for box in app.main.checkbox if box.value] == ["Sleep", "Christmas"]
    assert walk.written()[0].talked_about == "Sleep\nChristmas"
