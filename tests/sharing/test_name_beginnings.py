"""Finding people by the beginnings of their names: what is found, by whom, and what of it is kept."""

from base64 import urlsafe_b64encode

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


def test_all_that_is_typed_is_found_in_one_persons_name(sqlite_database) -> None:
    with sqlite_database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
        for name in ("Siân Wyn", "Gwen Jones", "Siân Jones"):
            make_person(db, name, Role.MEMBER)
        assert found(db, coordinator, "sian jones") == ["Siân Jones"]


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


def test_filling_goes_on_from_what_is_there_until_everybody_is(sqlite_database, monkeypatch) -> None:
    monkeypatch.setattr(name_beginnings, "_AT_ONCE", 1)
    with sqlite_database.writing() as db:
        dai = make_person(db, "Dai", Role.COORDINATOR)
        for name in ("Gwen", "Non", "Siân"):
            make_person(db, name, Role.MEMBER)
        before = rows(db)
        db.execute(delete(NameBeginning).where(NameBeginning.person_id != dai.person_id))
        assert name_beginnings.fill(db) == 3
        assert rows(db) == before


def test_a_coordinator_is_told_of_two_others_of_each_name_and_nobody_else_of_any(sqlite_database) -> None:
    with sqlite_database.writing() as db:
        coordinator, member = make_person(db, "Dai", Role.COORDINATOR), make_person(db, "Mari", Role.MEMBER)
        first, second, third, fourth, rhys, other_rhys, _ = (
            make_person(db, name, Role.MEMBER).person_id
            for name in ("Gwen", "gwen", "Gwen", "Gwen", "Rhys", "Rhys", "Gwen Jones")
        )
        alone = coordinator.person_id

        def beside(viewer: Viewer, person_id: int, also: int | None = None) -> set[int]:
            one = select(Person.id).where(Person.id == person_id)
            found = name_beginnings.with_namesakes(viewer, one, also)
            return set(db.scalars(select(Person.id).where(Person.id.in_(found))))

        assert beside(coordinator, alone) == {alone}
        assert beside(coordinator, first) == {first, second, fourth}
        assert beside(coordinator, third) == beside(coordinator, third, third) == {third, first, fourth}
        assert beside(coordinator, fourth) == {fourth, first, third}
        assert beside(coordinator, rhys, second) == {rhys, other_rhys, second, first, fourth}
        assert beside(member, first, rhys) == {first, rhys}

        def with_another(viewer: Viewer) -> list[int]:
            told = select(NameBeginning.person_id).where(name_beginnings.has_namesake(viewer))
            return sorted(db.scalars(told))

        assert with_another(coordinator) == [first, second, third, fourth, rhys, other_rhys]
        assert with_another(member) == []


def test_what_stands_in_the_index_is_found_by_later_versions_too(sqlite_database) -> None:
    use_keys([urlsafe_b64encode(bytes(range(32)))])
    assert name_beginnings.rows_of(1, "Ed") == [
        {"key": "673635555d996be5", "person_id": 1, "whole": False},
        {"key": "c462f1702fafafc3", "person_id": 1, "whole": False},
        {"key": "dc23c4fdb8e7b42e", "person_id": 1, "whole": True},
    ]
    letters = len([each for each in name_beginnings.rows_of(1, "Bartholomew") if not each["whole"]])
    assert letters == name_beginnings.LONGEST


def test_without_the_keys_no_beginning_can_be_tried_out(sqlite_database) -> None:
    rows = {each["key"] for each in name_beginnings.rows_of(1, "Gwen")}
    use_keys([new_key()])
    assert not rows & {each["key"] for each in name_beginnings.rows_of(1, "Gwen")}
