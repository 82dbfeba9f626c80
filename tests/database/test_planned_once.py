"""PostgreSQL plans the statement of a page once for all whom it is for: nothing in it stands against that."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import PREPARED_AFTER, Database
from lrc_portal.database.models import CheckIn, Note, PersonRole
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery
from lrc_portal.sharing import invitations
from lrc_portal.support import searching, today
from lrc_portal.support.notes import note_views
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.supervision import supervision
from lrc_portal.vocabulary import Language, NoteState, Role
from tests.people import make_person

EVERYTHING = Viewer(1, frozenset(Role), Language.ENGLISH, "Siân")
OF_PAGES: dict[str, Callable[[], ReadQuery[Any]]] = {
    "today": lambda: today.read_query(EVERYTHING),
    "notes to answer": lambda: note_views.to_answer(EVERYTHING),
    "who stands together": lambda: pairing_views.all_standing(EVERYTHING, most=9, typed="Mari"),
    "invitations": lambda: invitations.mine(EVERYTHING, into_circle=False, most=9),
    "training and supervision": lambda: supervision.at_a_glance(EVERYTHING, most=9),
    "called alike": lambda: searching.called_alike(EVERYTHING, most=9),
}


@pytest.mark.parametrize("name", OF_PAGES)
def test_limits_and_words_of_ours_stand_in_the_statements_of_pages(name: str) -> None:
    """PostgreSQL would have to guess what a parameter holds, and to plan anew for each that it knows."""
    for part in OF_PAGES[name]().selects:
        compiled = part.selected.compile(dialect=postgresql.dialect())
        assert re.findall(r"LIMIT (?!\d)\S+", str(compiled)) == []
        assert [each for each in compiled.params.values() if isinstance(each, StrEnum)] == []


def test_words_are_one_statement_whatever_set_they_came_in() -> None:
    both = (NoteState.OFFERED, NoteState.AGREED)
    said = {str(select(Note.id).where(Note.state.in_(each))) for each in (both, both[::-1], set(both))}
    assert len(said) == 1 and "IN ('agreed', 'offered')" in said.pop()


def test_words_are_compared_as_before(database: Database) -> None:
    with database.writing() as db:
        make_person(db, "Mari", Role.MEMBER)
        make_person(db, "Gareth", Role.PEER_WORKER)
    expected = (
        (PersonRole.role == Role.MEMBER, 1),
        (PersonRole.role != Role.MEMBER, 1),
        (PersonRole.role.in_([Role.PEER_WORKER, Role.MEMBER]), 2),
        (PersonRole.role.in_([]), 0),
        (PersonRole.role.not_in(frozenset({Role.FAMILY, Role.MEMBER})), 1),
        (PersonRole.role.is_(None), 0),
    )
    with database.reading() as db:
        for which, there in expected:
            assert db.scalar(select(func.count()).select_from(PersonRole).where(which)) == there, str(which)


def test_a_statement_is_planned_once_also_where_other_plans_would_answer_sooner(
    postgresql_database: Database,
) -> None:
    asked = select(CheckIn.id.label("planned_once"))  # the connection keeps what other tests have asked, too
    statement = asked.where(CheckIn.person_id == 1).order_by(CheckIn.day).limit(at_most(3))
    for _ in range(PREPARED_AFTER + 8):
        with postgresql_database.reading() as db:
            db.execute(statement)
    with postgresql_database.reading() as db:
        planned = db.execute(
            text(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
                " WHERE statement LIKE '%AS planned_once%' AND statement NOT LIKE '%pg_prepared%'"
            )
        ).one()
    assert tuple(planned) == (8, 0)
