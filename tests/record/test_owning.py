"""A record belongs to its person: nobody else changes or erases anything in it, whatever they may see."""

import inspect
from dataclasses import fields

import pytest
from sqlalchemy.orm import Session

from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.record import (
    check_ins,
    goals,
    hard_day_plan,
    measures,
    moments,
    paths,
    pursuits,
    strengths,
    ways,
)
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Content, Role
from tests.people import into_circle, make_person, pair
from tests.record import verbs
from tests.record.verbs import Entries, make_entries, rows

LISTS = (check_ins, strengths, goals, measures, moments, pursuits, ways)
MODULES = (*LISTS, paths, hard_day_plan)
EVERYTHING = tuple(Grant(content, own_words=True) for content in Content)


def others(db: Session, owner: Viewer) -> dict[str, Viewer]:
    """Everybody who is not the owner, each as close to the record as they can come."""
    coordinator = make_person(db, "Nia", Role.COORDINATOR)
    worker = make_person(db, "Gareth", Role.PEER_WORKER)
    worker_and_member = make_person(db, "Siân", Role.PEER_WORKER, Role.MEMBER)
    family = make_person(db, "Dafydd", Role.FAMILY)
    pair(db, coordinator, owner, worker, *EVERYTHING)
    pair(db, coordinator, owner, worker_and_member, *EVERYTHING)
    into_circle(db, owner, family, *EVERYTHING)
    all_seen = frozenset((content, True) for content in Content)
    return {
        "paired peer worker": worker,
        "paired peer worker who is a member": worker_and_member,
        "circle": family,
        "coordinator": coordinator,
        "stranger": make_person(db, "Tom", Role.MEMBER),
        "the owner through other eyes": owner.through_other_eyes(all_seen),
    }


def test_every_verb_of_the_record_is_walked_here() -> None:
    written = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if "by" in inspect.signature(function).parameters
        and function.__module__ == module.__name__
        and not name.startswith("_")
    }
    assert written == set(verbs.ALL), "a new verb wants its line in tests/record/verbs.py"


def test_nobody_but_the_owner_changes_or_erases_an_entry(database: Database) -> None:
    with database.writing() as db:
        owner = make_person(db, "Mari", Role.MEMBER)
        entries = make_entries(db, owner)
        viewers = others(db, owner)
    before = rows(database)
    for who, viewer in viewers.items():
        for name, verb in verbs.CHANGES.items():
            with pytest.raises((NotHere, NotAllowed)), database.writing() as db:
                verb(db, viewer, entries)
                pytest.fail(f"{who} could do {name}")
    assert rows(database) == before, "neither an entry nor a trace nor a token"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FAMILY])
def test_the_owner_can_do_all_of_it(database: Database, role: Role) -> None:
    for name, verb in verbs.ALL.items():
        with database.writing() as db:
            owner = make_person(db, f"Mari for {name}", role)
            verb(db, owner, make_entries(db, owner))


@pytest.mark.parametrize("role", [Role.PEER_WORKER, Role.COORDINATOR])
def test_who_only_works_here_keeps_no_record(database: Database, role: Role) -> None:
    with database.writing() as db:
        viewer = make_person(db, "Gareth", role)
    nobody = Entries(viewer, *[0] * (len(fields(Entries)) - 1))
    for verb in verbs.ADDS.values():
        with pytest.raises(NotAllowed), database.writing() as db:
            verb(db, viewer, nobody)


def test_what_is_not_there_is_not_here_for_anybody(database: Database) -> None:
    nothing = Entries(Viewer(1, frozenset(), "en"), *[4711] * (len(fields(Entries)) - 1))  # type: ignore
    with database.writing() as db:
        owner = make_person(db, "Mari", Role.MEMBER)
    for verb in verbs.CHANGES.values():
        with pytest.raises(NotHere), database.writing() as db:
            verb(db, owner, nothing)


def test_what_is_erased_is_gone_with_all_that_hangs_on_it(database: Database) -> None:
    with database.writing() as db:
        owner = make_person(db, "Mari", Role.MEMBER)
        entries = make_entries(db, owner)
        for name, verb in verbs.CHANGES.items():
            if name.endswith(".erase"):
                verb(db, owner, entries)
        look = opened_records.own(owner)
        left = {module: len(module.seen(db, look)) for module in LISTS}
        # What somebody else noticed, and what is followed beside what was erased.
        assert {module for module, n in left.items() if n} == {strengths, measures, ways}
        [noticed] = strengths.seen(db, look)
        assert noticed.id == entries.noticed
    held = rows(database)
    for table in (
        "goal",
        "goal_step",
        "goal_strength",
        "check_in",
        "pursuit",
        "pursuit_answer",
        "moment",
        "measure_answer",
    ):
        assert held[table] == []


def test_erasing_a_strength_keeps_the_goal_that_started_from_it(database: Database) -> None:
    with database.writing() as db:
        owner = make_person(db, "Mari", Role.MEMBER)
        entries = make_entries(db, owner)
        strengths.erase(db, by=owner, strength_id=entries.strength)
        [goal] = goals.seen(db, opened_records.own(owner))
        assert (goal.id, goal.strengths) == (entries.goal, ())


def test_erasing_a_pursuit_keeps_the_days_without_it(database: Database) -> None:
    with database.writing() as db:
        owner = make_person(db, "Mari", Role.MEMBER)
        entries = make_entries(db, owner)
        pursuits.erase(db, by=owner, pursuit_id=entries.pursuit)
        [day] = check_ins.seen(db, opened_records.own(owner))
        assert (day.id, day.words, day.pursuits) == (entries.check_in, "a day", {})
