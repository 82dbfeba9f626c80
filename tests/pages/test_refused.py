"""What a page refuses stands in the log: who and on which page, and nothing of what it was about."""

import pytest

from lrc_portal import refusals
from lrc_portal.record import goals
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.vocabulary import Element, GoalState

from .conftest import press, said
from .sharing import token


@pytest.fixture(autouse=True)
def quiet():
    refusals.forget()


def lines(caplog):
    return [text for record in caplog.records if (text := record.getMessage()).startswith("refused")]


def test_guards_say_who_they_turned_away(house, member, peer_worker, walk, open_as, caplog):
    open_as(None, "goals").run()
    open_as(member, "community").run()
    open_as(member, "supervision")
    open_as(peer_worker, "session_sheet", **{"with": "4711"})
    by = member.viewer.person_id
    assert lines(caplog) == [
        "refused why=signed_out by=- at=/goals",
        f"refused why=other_role by={by} at=/community",
        f"refused why=other_role by={by} at=/supervision",
        f"refused why=not_here by={peer_worker.viewer.person_id} at=/session-sheet",
    ]
    assert "4711" not in caplog.text


def test_a_deed_at_what_is_not_there_says_which_deed(house, member, open_as, caplog):
    me = member.viewer
    with house.writing() as db:
        goal_id = goals.add(
            db, by=me, submission=GoalSubmission("a secret wish", Element.REINTEGRATION, token=token())
        )
        goals.end(db, by=me, goal_id=goal_id, submission=goals.EndSubmission(GoalState.LET_GO))
    app = open_as(member, "goals")
    with house.writing() as db:
        goals.erase(db, by=me, goal_id=goal_id)
    app = press(app, "Take it up again")
    assert "This is not here, or not any more." in said(app)
    assert lines(caplog) == [f"refused why=not_here by={me.person_id} at=/goals deed=record.goals.reopen"]
    assert "secret" not in caplog.text
