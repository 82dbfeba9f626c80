"""A coordinator sees between whom a meeting is due, and of their meetings nothing else."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotAllowed
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Pairing
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.pairings import glance, pairings
from lrc_portal.vocabulary import MeetingKind
from tests.people import token
from tests.support import company
from tests.support.company import Company

RHYTHM = pairings.USUAL_RHYTHM_DAYS


@pytest.fixture
def gathered(database: Database) -> Company:
    """All of them, who began to walk together on the day after which the rhythm comes round today."""
    with database.writing() as db, clock.standing_at(clock.now() - timedelta(days=RHYTHM)):
        return company.gather(db)


def due(database: Database, people: Company) -> frozenset[int]:
    with database.reading() as db:
        return frozenset(each.id for each in glance.due(people.people["coordinator"]).run(db))


def plan(database: Database, people: Company, days_ahead: int) -> int:
    day = clock.today() + timedelta(days=days_ahead)
    with database.writing() as db:
        one = MeetingSubmission(MeetingKind.ONE_TO_ONE, day, None, "The yard", people.pairing_id, token())
        return meetings.plan(db, by=people.person, submission=one)


def test_it_is_due_when_the_rhythm_has_come_round_since_they_began(database, gathered) -> None:
    assert gathered.pairing_id in due(database, gathered)
    with database.writing() as db:
        db.get_one(Pairing, gathered.pairing_id).rhythm_days = RHYTHM + 1
    assert gathered.pairing_id not in due(database, gathered)


def test_where_something_is_planned_nothing_is_due(database, gathered) -> None:
    plan(database, gathered, 3)
    assert gathered.pairing_id not in due(database, gathered)


def test_after_a_meeting_the_rhythm_begins_anew(database, gathered) -> None:
    meeting_id = plan(database, gathered, 0)
    with database.writing() as db:
        meetings.say_held(db, by=gathered.person, meeting_id=meeting_id)
    assert gathered.pairing_id not in due(database, gathered)


def test_nothing_is_due_between_those_who_no_longer_walk_together(database, gathered) -> None:
    assert len(due(database, gathered)) == 2
    with database.writing() as db:
        pairings.end(db, by=gathered.person, pairing_id=gathered.pairing_id)
    assert gathered.pairing_id not in due(database, gathered) and len(due(database, gathered)) == 1


@pytest.mark.parametrize("who", [role for role in company.ALL_ROLES if role != "coordinator"])
def test_it_is_for_coordinators_alone(database, gathered, who) -> None:
    with pytest.raises(NotAllowed):
        glance.due(gathered.people[who])


def test_a_glance_names_no_more_than_is_asked_for_and_counts_all(database, gathered) -> None:
    with database.reading() as db:
        now = glance.read_query(gathered.people["coordinator"], most=1).run(db)
        everybody = glance.read_query(gathered.people["coordinator"], most=9).run(db)
    assert (len(now.due), len(everybody.due)) == (1, 2)
    assert gathered.pairing_id in [each.id for each in everybody.due]
    assert now.walking == everybody.walking >= 2 and now.invited == 0
