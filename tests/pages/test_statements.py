"""A page asks the database as often for ten years as for ten days."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from lrc_portal import clock
from lrc_portal.database.models import CheckIn
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Content, Facet

from . import sharing

TEN_YEARS = 3650


@contextmanager
def counted(house) -> Iterator[list[str]]:
    """The statements that are sent inside."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(house.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(house.engine, "before_cursor_execute", note)


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


@pytest.mark.parametrize(
    ("who", "page"),
    [
        *(("member", page) for page in ("today", "check_in", "progress", "strengths", "goals", "notes")),
        *(("member", page) for page in ("circle", "account")),
        ("family", "shared"),
        *(("peer_worker", page) for page in ("today", "people", "notes", "session_sheet")),
        ("coordinator", "community"),
    ],
)
def test_ten_years_take_no_more_statements_than_ten_days(
    house, member, family, peer_worker, coordinator, open_as, request, who, page
):
    everything = tuple(Grant(content, True) for content in Content)
    sharing.fill(house, member)
    pairing_id = sharing.pair(house, member, peer_worker, coordinator, *everything)
    sharing.agree_note(house, member, peer_worker, pairing_id)
    sharing.bring_into_circle(house, member, family, *everything)
    somebody = request.getfixturevalue(who)
    query = {"with": str(pairing_id)} if page in ("session_sheet", "notes") and who == "peer_worker" else {}
    add_days(house, member, 100, 110)
    open_as(somebody, page, **query)
    with counted(house) as few:
        open_as(somebody, page, **query)
    add_days(house, member, 110, TEN_YEARS)
    with counted(house) as many:
        open_as(somebody, page, **query)
    assert len(many) == len(few), (len(few), len(many))
