"""Reflections: between a peer worker and their supervisor, and without a name."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotHere
from lrc_portal.database.engine import Database
from lrc_portal.support import pairings, reflections, supervising
from lrc_portal.vocabulary import Role
from lrc_portal.words.marks import Refused, Unsound
from tests import people
from tests.support.supervised import NOON, WHO, Company, gather, wrote


def readers(db: Session, there: Company) -> set[str]:
    """Who is given the reflection by any of the two reads."""
    found = set()
    for name in WHO:
        both = (reflections.mine(there[name]), reflections.written_to_me(there[name]))
        if any(question.asked(db) for question in both):
            found.add(name)
    return found


def test_a_reflection_is_read_by_its_author_and_their_supervisor_while_they_are_that(
    database: Database,
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        reflections.write(db, by=there["worker"], submission=wrote())
        assert readers(db, there) == {"worker", "supervisor"}
        supervising.name_supervisor(
            db,
            by=there["coordinator"],
            peer_worker_id=there.worker_id,
            supervisor_id=there["other worker"].person_id,
        )
        assert readers(db, there) == {"worker"}, "it was not written to the new one"
        supervising.name_supervisor(
            db,
            by=there["coordinator"],
            peer_worker_id=there.worker_id,
            supervisor_id=there["supervisor"].person_id,
        )
        assert readers(db, there) == {"worker", "supervisor"}
        supervising.end_supervision(db, by=there["coordinator"], peer_worker_id=there.worker_id)
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
        [line] = reflections.written_to_me(there["supervisor"]).asked(db)
        assert line.words == "and rested"
        reflections.erase(db, by=there["worker"], reflection_id=its_id)
        assert readers(db, there) == set()


def test_without_a_supervisor_there_is_nobody_to_write_to(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        supervising.end_supervision(db, by=there["coordinator"], peer_worker_id=there.worker_id)
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
        with pytest.raises(Unsound) as unsound:
            reflections.write(db, by=there["worker"], submission=wrote(words))
        assert [each.sentence.text for each in unsound.value.problems] == ["This holds a name. Leave it out."]


@given(
    name=st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=3, max_size=12),
    before=st.sampled_from(["", "with ", "(", "“", "and, "]),
    after=st.sampled_from(["", " today", "’s", ").", "!", ", too"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_name_is_found_wherever_it_stands_and_however_it_is_written(
    name: str, before: str, after: str
) -> None:
    for written in (name, name.upper(), name.lower()):
        if written.casefold() == name.casefold():
            assert reflections.names_in(f"{before}{written}{after}", [name])
