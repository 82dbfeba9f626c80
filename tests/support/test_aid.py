"""Help given over time: the person and their peer worker see the same of it, and nobody else anything."""

from dataclasses import replace
from datetime import date

import pytest

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.series import AidGiven
from lrc_portal.support.good_to_know import passing_on
from lrc_portal.support.notes import aid, notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Aid
from tests.people import token
from tests.support import company, on_the_shelf
from tests.support.company import Company, a_note


@pytest.fixture
def gathered(database: Database) -> Company:
    with database.writing() as db:
        return company.gather(db)


def told(database: Database, people: Company, who: str) -> list[AidGiven]:
    with database.reading() as db:
        viewer = people.people[who]
        return aid.read_query(viewer, person_id=people.person.person_id).run(db)


def offer(database: Database, people: Company, **changed) -> int:
    with database.writing() as db:
        submission = replace(a_note(people.pairing_id, "a walk"), **changed)
        return notes.offer(db, by=people.author, submission=submission)


MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


def test_both_see_what_was_given_month_by_month(database, gathered) -> None:
    offer(database, gathered, day=date(2026, 3, 2), aids=frozenset({Aid.EMOTIONAL, Aid.SOCIAL}))
    offer(database, gathered, day=date(2026, 3, 31), aids=frozenset({Aid.EMOTIONAL}))
    offer(database, gathered, day=date(2026, 5, 1), aids=frozenset({Aid.INFORMATIONAL}))
    expected = [
        AidGiven(MARCH, {Aid.EMOTIONAL: 2, Aid.SOCIAL: 1}),
        AidGiven(MAY, {Aid.INFORMATIONAL: 1}),
    ]
    assert told(database, gathered, "person") == told(database, gathered, "author") == expected
    for other in ("other peer worker", "former peer worker", "circle viewer", "coordinator", "stranger"):
        assert told(database, gathered, other) == []


def test_what_is_passed_on_beside_letters_is_informational_help(database, gathered) -> None:
    offer(database, gathered, day=date(2026, 3, 2), aids=frozenset({Aid.SOCIAL}))
    with database.writing() as db:
        things = [on_the_shelf.put(db, gathered.people["coordinator"]) for _ in range(2)]
        for thing_id in things:
            passing_on.pass_on(db, by=gathered.author, pairing_id=gathered.pairing_id, thing_id=thing_id)
        with pytest.raises(AlreadySaved):
            passing_on.pass_on(db, by=gathered.author, pairing_id=gathered.pairing_id, thing_id=things[0])
    this_month = AidGiven(clock.today().replace(day=1), {Aid.INFORMATIONAL: 2})
    expected = [AidGiven(MARCH, {Aid.SOCIAL: 1}), this_month]
    assert told(database, gathered, "person") == told(database, gathered, "author") == expected
    for other in ("other peer worker", "former peer worker", "circle viewer", "coordinator", "stranger"):
        assert told(database, gathered, other) == []


def test_a_draft_is_nothing_given_yet(database, gathered) -> None:
    with database.writing() as db:
        notes.save_draft(db, by=gathered.author, submission=a_note(gathered.pairing_id, "a walk"))
    for who in ("person", "author"):
        assert told(database, gathered, who) == []


def test_after_the_pairing_ended_the_person_keeps_it_and_the_peer_worker_sees_nothing(
    database, gathered
) -> None:
    note_id = offer(database, gathered)
    with database.writing() as db:
        answer = AnswerSubmission(True, "", token())
        notes.answer(db, by=gathered.person, note_id=note_id, submission=answer)
        pairings.end(db, by=gathered.person, pairing_id=gathered.pairing_id)
    assert told(database, gathered, "author") == []
    assert len(told(database, gathered, "person")) == 1
