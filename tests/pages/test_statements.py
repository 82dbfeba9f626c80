"""A page asks the database a handful of times, and as often for ten years as for ten days."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from lrc_portal import clock
from lrc_portal.database.models import CheckIn
from lrc_portal.screens import SCREENS
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.notes import notes
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import Content, Facet, Role
from tests.tools.statements import sent_to

from . import sharing
from .conftest import field, press, said

TEN_YEARS = 3650
A_HANDFUL = 8
"""How many statements a page may send, whoever opens it; the beginning and end of a transaction are none."""


def pages_of(role: Role) -> list[str]:
    """The pages in the menu of somebody with this role."""
    return [screen.file.removesuffix(".py") for screen in SCREENS if screen.is_for_roles(frozenset({role}))]


def told(sent: list[str]) -> str:
    """How many they were, and how each begins."""
    return "\n".join([f"{len(sent)} statements:", *(" ".join(each.split())[:100] for each in sent)])


def add_days(house, person, first: int, last: int) -> None:
    """A check-in for each day from `first` to `last` days ago, written at once."""
    now = clock.now()
    rows = [
        {
            "person_id": person.viewer.person_id,
            "day": clock.today() - timedelta(days=ago),
            **{facet.value: (ago + len(facet)) % 11 for facet in Facet},
            "words": None,
            "only_me": False,
            "created_at": now,
            "changed_at": now,
        }
        for ago in range(first, last)
    ]
    with house.writing() as db:
        db.execute(insert(CheckIn), rows)


@pytest.fixture
def several_roles(make):
    """A member who is also a peer worker and a coordinator."""
    return make("Mair", Role.MEMBER, Role.PEER_WORKER, Role.COORDINATOR)


@pytest.fixture
def supervisor(house, make, coordinator, peer_worker):
    """Somebody without a role who supervises Carys, and to whom she wrote."""
    bronwen, carys_id = make("Bronwen"), peer_worker.viewer.person_id
    with house.writing() as db:
        entries.name_supervisor(
            db, by=coordinator.viewer, peer_worker_id=carys_id, supervisor_id=bronwen.viewer.person_id
        )
        reflections.write(
            db, by=peer_worker.viewer, submission=ReflectionSubmission("I listened", sharing.token())
        )
    return bronwen


@pytest.mark.parametrize(
    ("who", "page"),
    [
        *(("member", page) for page in pages_of(Role.MEMBER)),
        *(("family", page) for page in ("today", "check_in", "shared", "account")),
        *(("peer_worker", page) for page in pages_of(Role.PEER_WORKER)),
        *(("coordinator", page) for page in pages_of(Role.COORDINATOR)),
        *(("supervisor", page) for page in ("today", "supervision")),
        *(("several_roles", page) for page in ("today", "notes", "session_sheet", "community", "shared")),
    ],
)
def test_ten_years_take_no_more_statements_than_ten_days(
    house, member, family, peer_worker, coordinator, several_roles, open_as, request, who, page
):
    everything = tuple(Grant(content, True) for content in Content)
    sharing.fill(house, member)
    sharing.fill(house, several_roles)
    pairing_id = sharing.pair(house, member, peer_worker, coordinator, *everything)
    sharing.agree_note(house, member, peer_worker, pairing_id)
    sharing.pair(house, family, several_roles, coordinator, *everything)
    for other in (family, several_roles):
        sharing.bring_into_circle(house, member, other, *everything)
    sharing.bring_into_circle(house, several_roles, member, *everything)
    somebody = request.getfixturevalue(who)
    query = {"with": str(pairing_id)} if page in ("session_sheet", "notes") and who == "peer_worker" else {}
    for owner in (member, several_roles):
        add_days(house, owner, 100, 110)
    app = open_as(somebody, page, **query)
    with sent_to(house) as few:
        app.run()
    assert not app.exception
    for owner in (member, several_roles):
        add_days(house, owner, 110, TEN_YEARS)
    with sent_to(house) as many:
        app.run()
    assert few, "nothing was counted: the page was not run"
    assert len(many) == len(few), f"{told(few)}\n{told(many)}"
    assert len(many) <= A_HANDFUL, told(many)


@pytest.mark.parametrize("page", ["notes", "session_sheet"])
def test_the_first_opening_which_leaves_a_trace_takes_no_more_than_a_handful(
    house, member, peer_worker, coordinator, open_as, page
):
    everything = tuple(Grant(content, True) for content in Content)
    sharing.fill(house, member)
    pairing_id = sharing.pair(house, member, peer_worker, coordinator, *everything)
    app = open_as(peer_worker, "account")
    app.switch_page(f"../pages/{page}.py")
    app.query_params["with"] = str(pairing_id)
    with sent_to(house) as sent:
        app.run()
    assert any("INSERT INTO trace " in each for each in sent), told(sent)
    assert len(sent) <= A_HANDFUL, told(sent)


@pytest.mark.parametrize(
    ("who", "page", "opened"),
    [
        ("member", "circle", "See it as they do"),
        ("peer_worker", "session_sheet", "All that Gwen shows you"),
        ("peer_worker", "notes", "Go on writing"),
        ("coordinator", "community", "Read the report"),
        ("supervisor", "supervision", "Read what Carys wrote to you (1)"),
    ],
)
def test_what_is_opened_on_a_page_takes_no_more_than_a_handful(
    house, member, family, peer_worker, coordinator, open_as, request, who, page, opened
):
    everything = tuple(Grant(content, True) for content in Content)
    sharing.fill(house, member)
    pairing_id = sharing.pair(house, member, peer_worker, coordinator, *everything)
    sharing.bring_into_circle(house, member, family, *everything)
    with house.writing() as db:
        notes.begin(db, by=peer_worker.viewer, pairing_id=pairing_id)
    query = {"with": str(pairing_id)} if who == "peer_worker" else {}
    app = press(open_as(request.getfixturevalue(who), page, **query), opened)
    with sent_to(house) as sent:
        app.run()
    assert not app.exception
    assert 1 < len(sent) <= A_HANDFUL, told(sent)


def test_an_own_line_beside_a_shared_one_takes_no_more_than_a_handful(house, member, family, open_as):
    everything = tuple(Grant(content, True) for content in Content)
    sharing.fill(house, member)
    sharing.bring_into_circle(house, member, family, *everything)
    app = open_as(family, "shared")
    app.main.toggle[0].set_value(True)
    with sent_to(house) as sent:
        app.run()
    assert not app.exception
    assert 1 < len(sent) <= A_HANDFUL, told(sent)


def test_the_page_of_a_form_that_is_saved_is_read_once(house, member, open_as):
    app = open_as(member, "strengths")
    with sent_to(house) as drawn:
        app.run()
    field(app, "text_input", ":words").set_value("I get up early")
    field(app, "button_group", ":place").set_value("self")
    with sent_to(house) as saved:
        press(app, "Save this strength")
    assert "Saved." in said(app)
    *_who_is_here, the_page = drawn
    assert saved.count(the_page) == 1, told(saved)
