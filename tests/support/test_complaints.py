"""A complaint about one's data goes to whoever coordinates, is acknowledged within 30 days, and answered."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Opening, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.sharing import trace
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import AnswerSubmission, ComplaintSubmission
from lrc_portal.vocabulary import Act, Role
from lrc_portal.words.marks import Invalid
from tests import people
from tests.people import token

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def complains(db, by: Viewer, words: str = "A note went to the wrong person.") -> int:
    return complaints.make(db, by=by, submission=ComplaintSubmission(words, token()))


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_everybody_with_an_account_may_complain(sqlite_database: Database, role: Role | None) -> None:
    with sqlite_database.writing() as db:
        somebody = people.make_person(db, "Mari", *filter(None, (role,)))
        complains(db, somebody)
        [mine] = complaints.mine(somebody).run(db)
    assert (mine.words, mine.due) == ("A note went to the wrong person.", date(2026, 6, 19))


def test_it_is_read_acknowledged_and_answered_and_its_maker_reads_each_step(database: Database) -> None:
    with database.writing() as db:
        mari, nia = (
            people.make_person(db, "Mari", Role.MEMBER),
            people.make_person(db, "Nia", Role.COORDINATOR),
        )
        first, second = complains(db, mari), complains(db, mari, "And another.")
        assert [each.id for each in complaints.not_answered(nia).run(db)] == [first, second]
        assert complaints.opened(db, nia, first, Opening()) == "A note went to the wrong person."
        complaints.acknowledge(db, by=nia, complaint_id=first)
        complaints.acknowledge(db, by=nia, complaint_id=first)
        complaints.answer(db, by=nia, complaint_id=second, submission=AnswerSubmission("It was mended."))
    with database.reading() as db:
        newest, oldest = complaints.mine(mari).run(db)
        [waiting] = complaints.not_answered(nia).run(db)
        lines = {(line.act, line.times) for line in trace.about_me(mari).run(db)}
    assert newest.answer == "It was mended." and newest.acknowledged_at == newest.answered_at == NOON
    assert oldest.acknowledged_at == NOON and oldest.answer is None
    assert (waiting.id, waiting.acknowledged_at) == (first, NOON)
    assert lines == {(Act.LOOKED, 1), (Act.AGREED, 1), (Act.ANSWERED, 1)}


def test_nobody_but_another_coordinator_opens_or_answers_it(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        nia, ceri = (people.make_person(db, name, Role.COORDINATOR) for name in ("Nia", "Ceri"))
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER, Role.MEMBER)
        own = complains(db, nia)
        assert complaints.not_answered(nia).run(db) == []
        assert [each.id for each in complaints.not_answered(ceri).run(db)] == [own]
        for somebody, refused in ((nia, NotHere), (gareth, NotAllowed)):
            with pytest.raises(refused):
                complaints.opened(db, somebody, own, Opening())
            with pytest.raises(refused):
                complaints.acknowledge(db, by=somebody, complaint_id=own)
            with pytest.raises(refused):
                complaints.answer(db, by=somebody, complaint_id=own, submission=AnswerSubmission("No."))
        with pytest.raises(NotAllowed):
            complaints.not_answered(gareth)
        assert complaints.mine(gareth).run(db) == []


def test_an_empty_one_is_said_beside_the_field_and_a_double_click_is_one(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        with pytest.raises(Invalid):
            complains(db, mari, " ")
        made = complains(db, mari)
        with pytest.raises(Invalid):
            complaints.answer(db, by=nia, complaint_id=made, submission=AnswerSubmission(" "))
    once = ComplaintSubmission("Once.", token())
    with sqlite_database.writing() as db:
        complaints.make(db, by=mari, submission=once)
    with pytest.raises(AlreadySaved), sqlite_database.writing() as db:
        complaints.make(db, by=mari, submission=once)
