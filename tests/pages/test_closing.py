"""Leaving a line as it is: the focus is back at the button that opened it, not at the top of the page."""

import pytest

from lrc_portal.sharing.circle import Grant
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import Content

from .conftest import press, said
from .sharing import bring_into_circle, token

FOCUS = "st-key-here"


@pytest.fixture
def paired(walk):
    """What Carys sees of Gwen can be changed."""


@pytest.fixture
def befriended(house, member, family):
    """What Rhys sees of Gwen can be changed."""
    bring_into_circle(house, member, family, Grant(Content.HEALTH))


@pytest.fixture
def reflected(house, make, coordinator, peer_worker):
    """Carys has written to Bronwen."""
    carys, bronwen = peer_worker.viewer, make("Bronwen").viewer
    with house.writing() as db:
        entries.name_supervisor(
            db, by=coordinator.viewer, peer_worker_id=carys.person_id, supervisor_id=bronwen.person_id
        )
        reflections.write(db, by=carys, submission=ReflectionSubmission("I rested", token()))


@pytest.mark.parametrize(
    ("there_is", "who", "page", "opens"),
    [
        ("paired", "member", "circle", "Change what they see"),
        ("befriended", "member", "circle", "Change what they see"),
        ("reflected", "peer_worker", "people", "Change"),
    ],
)
def test_the_focus_is_where_the_line_was_opened(there_is, who, page, opens, open_as, request):
    request.getfixturevalue(there_is)
    app = open_as(request.getfixturevalue(who), page)
    assert FOCUS not in said(app)
    press(app, opens)
    assert FOCUS in said(app)
    press(app, "Leave it as it is")
    assert opens in said(app) and FOCUS in said(app)
