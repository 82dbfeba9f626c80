"""What somebody tells their peer worker of themselves is told for as long as the two walk together."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import WordsSubmission
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import Role
from tests import people
from tests.people import token


@pytest.mark.parametrize("how", ["its last day has passed", "it was ended"])
def test_it_ends_with_the_walk(how: str, database: Database) -> None:
    with database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        pairing_id = people.pair(db, nia, mari, gareth)
        about_me.say(db, by=mari, submission=WordsSubmission("I sing alto", True))
        assert "I sing alto" in str(about_me.beside(gareth).run(db))
        if how == "it was ended":
            pairings.end(db, by=mari, pairing_id=pairing_id)
        else:
            last_day = clock.today() + timedelta(days=2)
            leaving = LeavingSubmission(pairing_id, last_day, token())
            handover.say_leaving(db, by=gareth, submission=leaving)
    with clock.standing_at(clock.now() + timedelta(days=3)), database.reading() as db:
        assert "I sing alto" not in str(about_me.beside(gareth).run(db))
