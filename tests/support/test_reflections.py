"""Reflections: between a peer worker and their supervisor, and without a name."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.acting import NotHere
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Reflection
from lrc_portal.sharing import trace
from lrc_portal.support.pairings import pairings
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.vocabulary import Act, Role, Subject
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.support.supervised import NOON, WHO, Company, gather, wrote


def read(db: Session, there: Company, name: str) -> list[str]:
    try:
        return [line.words for line in reflections.read(db, by=there[name], author_id=there.worker_id)]
    except NotHere:
        return []


def readers(db: Session, there: Company) -> set[str]:
    """Who is given the reflection by any of the two reads."""
    found = set()
    for name in WHO:
        if reflections.mine(there[name]).run(db) or read(db, there, name):
            found.add(name)
        assert bool(reflections.how_many(there[name]).run(db)) == bool(read(db, there, name))
    return found


def test_a_reflection_is_read_by_its_author_and_their_supervisor_while_they_are_that(
    database: Database,
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        reflections.write(db, by=there["worker"], submission=wrote())
        assert readers(db, there) == {"worker", "supervisor"}
        entries.name_supervisor(
            db,
            by=there["coordinator"],
            peer_worker_id=there.worker_id,
            supervisor_id=there["other worker"].person_id,
        )
        assert readers(db, there) == {"worker"}, "it was not written to the new one"
        by_rule = select(Reflection.id).where(access.readable(there["other worker"], Reflection))
        assert db.scalars(by_rule).all() == []
        entries.name_supervisor(
            db,
            by=there["coordinator"],
            peer_worker_id=there.worker_id,
            supervisor_id=there["supervisor"].person_id,
        )
        assert readers(db, there) == {"worker", "supervisor"}
        entries.end_supervision(db, by=there["coordinator"], peer_worker_id=there.worker_id)
        assert readers(db, there) == {"worker"}


def test_only_its_author_changes_and_erases_it(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        its_id = reflections.write(db, by=there["worker"], submission=wrote())
        for name in set(WHO) - {"worker"}:
            with pytest.raises(NotHere):
                reflections.change(db, by=there[name], reflection_id=its_id, submission=wrote("not mine"))
            with pytest.raises(NotHere):
                reflections.erase(db, by=there[name], reflection_id=its_id)
        reflections.change(db, by=there["worker"], reflection_id=its_id, submission=wrote("and rested"))
        assert read(db, there, "supervisor") == ["and rested"]
        reflections.erase(db, by=there["worker"], reflection_id=its_id)
        assert readers(db, there) == set()


def test_reading_leaves_its_trace_with_the_author_and_counting_leaves_none(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        reflections.write(db, by=there["worker"], submission=wrote())

        def looks() -> list[tuple[str | None, Subject, int]]:
            found = trace.about_me(there["worker"], acts=[Act.LOOKED], subjects=[Subject.SUPERVISION])
            return [(line.display_name, line.subject, line.times) for line in found.run(db)]

        assert reflections.how_many(there["supervisor"]).run(db) == {there.worker_id: 1}
        assert looks() == []
        for name in set(WHO) - {"supervisor"}:
            with pytest.raises(NotHere):
                reflections.read(db, by=there[name], author_id=there.worker_id)
        assert looks() == [], "who may not read leaves no line that says they did"
        read(db, there, "supervisor")
        read(db, there, "supervisor")
        assert looks() == [("Bronwen", Subject.SUPERVISION, 2)]


def test_without_a_supervisor_there_is_nobody_to_write_to(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        entries.end_supervision(db, by=there["coordinator"], peer_worker_id=there.worker_id)
        with pytest.raises(Refused, match="You have no supervisor yet"):
            reflections.write(db, by=there["worker"], submission=wrote())


@pytest.mark.parametrize(
    ("words", "holds_a_name"),
    [
        ("Siân was late", True),
        ("with SIAN, by the river", True),
        ("I saw sian’s garden", True),
        ("the Siânish way", False),
        ("(Mair)", True),
        ("I said ap to nobody", False),
        ("Gareth is what I am called", False),
        ("nobody at all", False),
    ],
)
def test_a_name_of_somebody_one_walks_with_is_refused(
    database: Database, words: str, holds_a_name: bool
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        now, before = (people.make_person(db, name, Role.MEMBER) for name in ("Siân ap Rhys", "Mair"))
        people.pair(db, there["coordinator"], now, there["worker"])
        ended = people.pair(db, there["coordinator"], before, there["worker"])
        pairings.end(db, by=before, pairing_id=ended)
        if not holds_a_name:
            reflections.write(db, by=there["worker"], submission=wrote(words))
            return
        with pytest.raises(Invalid) as unsound:
            reflections.write(db, by=there["worker"], submission=wrote(words))
        [said] = unsound.value.problems
        assert said.sentence.text == "“{name}” is somebody’s name. Leave it out."
        assert said.sentence.values["name"] in {"Siân", "Rhys", "Mair"}


@given(
    name=st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=3, max_size=12).filter(
        lambda name: name.casefold() not in reflections.EVERYDAY
    ),
    before=st.sampled_from(["", "with ", "(", "“", "and, "]),
    after=st.sampled_from(["", " today", "’s", ").", "!", ", too"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_name_is_found_wherever_it_stands_and_however_it_is_written(
    name: str, before: str, after: str
) -> None:
    for written in (name, name.upper(), name.lower()):
        if written.casefold() == name.casefold():
            assert reflections.name_in(f"{before}{written}{after}", [name]) == name


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Daeth yr wythnos i ben yn dda", None),
        ("Roedd Ben yn dawel", "Ben"),
        ("We will see what may come", None),
        ("Will had a hard week", "Will"),
    ],
)
def test_a_name_that_is_an_everyday_word_is_found_by_its_capital(words: str, found: str | None) -> None:
    assert reflections.name_in(words, ["Ben", "Will Rees"]) == found
