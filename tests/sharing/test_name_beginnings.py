"""Finding people by the beginnings of their names: what is found, by whom, and what of it is kept."""

import pytest
from sqlalchemy import delete, func, select

from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import new_key, use_keys
from lrc_portal.database.models import NameBeginning, Person
from lrc_portal.erasing import erasing
from lrc_portal.identity import accounts
from lrc_portal.sharing import name_beginnings
from lrc_portal.vocabulary import Role
from tests.people import make_person


def found(db, viewer: Viewer, typed: str) -> list[str]:
    """What those are called whom this viewer finds."""
    condition = name_beginnings.is_called(viewer, typed, Person.id)
    people = select(Person.display_name).order_by(Person.id)
    return list(db.scalars(people if condition is None else people.where(condition)))


def rows(db) -> list[tuple[str, int, bool]]:
    columns = select(NameBeginning.key, NameBeginning.person_id, NameBeginning.whole)
    return [tuple(row) for row in db.execute(columns.order_by(NameBeginning.key, NameBeginning.person_id))]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Siân Ŵyn-Jones", "sian"),
        ("Siân Ŵyn-Jones", "SIÂN"),
        ("Siân Ŵyn-Jones", "wyn"),
        ("Siân Ŵyn-Jones", "ŵyn-jon"),
        ("Siân Ŵyn-Jones", "jones sian"),
        ("Llŷr o Dŷ Ddewi", "dy dde"),
        ("Seán O’Brien", "o'brien"),
        ("Seán O’Brien", "OBRIEN"),
        ("Bartholomew", "bartholomew"),
        ("Zoë", "z"),
        ("Søren Łukasz", "soren lukasz"),
        ("李明", "李"),
        ("Мария", "мар"),
    ],
)
def test_a_coordinator_finds_somebody_by_how_each_word_of_a_name_begins(sqlite_database, name, typed) -> None:
    with sqlite_database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
        make_person(db, name, Role.MEMBER)
        assert found(db, coordinator, typed) == [name]
        assert found(db, coordinator, f"{typed} q") == []


def test_nothing_typed_is_everybody_and_signs_alone_are_nobody(sqlite_database) -> None:
    with sqlite_database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
        make_person(db, "Gwen", Role.MEMBER)
        assert found(db, coordinator, "  ") == ["Dai", "Gwen"]
        assert found(db, coordinator, "-") == []
        assert found(db, coordinator, "wen") == []


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COORDINATOR])
def test_nobody_but_a_coordinator_finds_anybody_else(sqlite_database, role) -> None:
    with sqlite_database.writing() as db:
        viewer = make_person(db, "Carys", role)
        make_person(db, "Gwen", Role.MEMBER)
        assert found(db, viewer, "gwen") == []


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(sqlite_database) -> None:
    with sqlite_database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
        gwen = make_person(db, "Gwen", Role.MEMBER)
        accounts.change_called(db, by=gwen, display_name="Non")
        assert found(db, coordinator, "gwen") == []
        assert found(db, coordinator, "non") == ["Non"]


def test_names_from_before_are_filled_in_once_and_an_erased_one_leaves_nothing(sqlite_database) -> None:
    with sqlite_database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
        gwen = make_person(db, "Gwen", Role.MEMBER)
        before = rows(db)
        db.execute(delete(NameBeginning))
        assert found(db, coordinator, "gwen") == []
        assert (name_beginnings.fill(db), name_beginnings.fill(db)) == (2, 0)
        assert rows(db) == before
        erasing.erase(db, db.get_one(Person, gwen.person_id))
        of_gwen = NameBeginning.person_id == gwen.person_id
        assert db.scalar(select(func.count(NameBeginning.key)).where(of_gwen)) == 0
        assert name_beginnings.fill(db) == 0


def test_without_the_keys_no_beginning_can_be_tried_out(sqlite_database) -> None:
    rows = {each["key"] for each in name_beginnings.rows_of(1, "Gwen")}
    use_keys([new_key()])
    assert not rows & {each["key"] for each in name_beginnings.rows_of(1, "Gwen")}
