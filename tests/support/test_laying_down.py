"""Laying the role of peer worker down: who is told before, what ends with it, and what stays."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere
from lrc_portal.database.engine import Database
from lrc_portal.database.models import AboutMe
from lrc_portal.sharing import trace
from lrc_portal.support.giving import applications
from lrc_portal.support.pairings import handover, pairing_views, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import Act, Role, Subject
from lrc_portal.words.marks import Refused
from tests import people
from tests.people import make_person, pair, token
from tests.support.test_giving import Circle, make_ready, now, own_record, roles


def test_a_peer_worker_lays_it_down_and_stays_what_they_were(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        mari = make_ready(db, there)
        people.live(db, mari)
        before = own_record(db, mari)
        reflections.write(db, by=mari, submission=ReflectionSubmission("I listened", token()))
        tom = make_person(db, "Tom", Role.MEMBER)
        asked = pairings.propose(db, by=there.nia, person_id=tom.person_id, peer_worker_id=mari.person_id)
        applications.lay_down(db, by=mari)
    with database.writing() as db:
        mari = now(db, there.mari)
        assert mari.roles == {Role.MEMBER} and own_record(db, mari) == before
        assert pairing_views.mine(tom).run(db) == [], "who waits for her yes waits no more"
        [declined] = [line for line in trace.about_me(tom).run(db) if line.actor_id == mari.person_id]
        assert (declined.act, declined.subject) == (Act.DECLINED, Subject.PAIRING) and asked
        assert supervision.of_my_peer_workers(there.gareth).run(db) == []
        with pytest.raises(NotHere):
            reflections.read(db, by=there.gareth, author_id=mari.person_id)
        assert [each.words for each in reflections.mine(mari).run(db)] == ["I listened"]
        assert supervision.own(mari).run(db).trainings, "what is kept about her she still sees"
        assert db.get(AboutMe, mari.person_id), "she tells it as a member too"
        with pytest.raises(NotAllowed):
            applications.lay_down(db, by=mari)
        applications.begin(db, by=mari)


def test_nobody_lays_it_down_while_they_walk_with_somebody(database: Database) -> None:
    """Whom one walks with hears of it first: a last day, and then the role."""
    with database.writing() as db:
        there = Circle(db)
        tom = make_person(db, "Tom", Role.MEMBER)
        paired = pair(db, there.nia, tom, there.gareth)
        with pytest.raises(Refused, match="They hear of it first"):
            applications.lay_down(db, by=there.gareth)
        last_day = clock.today() + timedelta(days=3)
        handover.say_leaving(db, by=there.gareth, submission=LeavingSubmission(paired, last_day, token()))
        with pytest.raises(Refused, match="They hear of it first"):
            applications.lay_down(db, by=there.gareth)
    with clock.standing_at(clock.now() + timedelta(days=4)), database.writing() as db:
        applications.lay_down(db, by=there.gareth)
        [line] = pairing_views.mine(tom).run(db)
        assert line.leaving and not line.live, "the news stays with Tom until he has read it"


def test_who_was_a_peer_worker_alone_takes_their_words_along(database: Database) -> None:
    with database.writing() as db:
        gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        applications.lay_down(db, by=gareth)
        assert roles(db, gareth) == set()
        assert db.get(AboutMe, gareth.person_id) is None
