"""Changing: one's own search beside a walk that goes on, and beside one that comes to its end."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.access import grants
from lrc_portal.acting import Viewer
from lrc_portal.sharing.circle import Grant
from lrc_portal.support import story
from lrc_portal.support.finding import matching
from lrc_portal.support.pairings import handover, pairing_views, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.support.supervision import entries
from lrc_portal.vocabulary import Content, Role
from lrc_portal.words.marks import Refused
from tests import people
from tests.people import token
from tests.support.suggested import suggestions


def lines_of(db: Session, person: Viewer) -> dict[str, PairingLine]:
    return {line.peer_worker: line for line in pairing_views.mine(person).run(db)}


class Changing:
    """Mari walks with Gareth, who sees her health; Siân and Ceri could be asked."""

    def __init__(self, db: Session) -> None:
        self.nia = people.make_person(db, "Nia", Role.COORDINATOR)
        self.mari = people.make_person(db, "Mari", Role.MEMBER)
        self.gareth, self.sian, self.ceri = (
            people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân", "Ceri")
        )
        self.old = people.pair(db, self.nia, self.mari, self.gareth, Grant(Content.HEALTH))

    def leave(self, db: Session) -> None:
        last_day = clock.today() + timedelta(days=10)
        handover.say_leaving(db, by=self.gareth, submission=LeavingSubmission(self.old, last_day, token()))
        handover.say_heard(db, by=self.mari, pairing_id=self.old)

    def ask(self, db: Session, worker: Viewer) -> int:
        return matching.ask_for(
            db,
            by=self.mari,
            peer_worker_id=worker.person_id,
            grants=(Grant(Content.GOALS),),
            token=token(),
        )

    def try_out(self, db: Session, worker: Viewer) -> int:
        pairing_id = self.ask(db, worker)
        pairings.accept_as_peer_worker(db, by=worker, pairing_id=pairing_id)
        return pairing_id

    def ended(self, db: Session) -> bool:
        return not grants(db, self.gareth, self.mari.person_id)


def test_changing_ends_the_walk_before_with_the_word_that_one_goes_on_and_not_earlier(database):
    with database.writing() as db:
        there = Changing(db)
        with_sian = there.try_out(db, there.sian)
        assert set(lines_of(db, there.mari)) == {"Gareth", "Siân"} and not there.ended(db)
        pairings.go_on(db, by=there.mari, pairing_id=with_sian)
        assert there.ended(db)
        line = lines_of(db, there.mari)
        assert set(line) == {"Siân"} and (line["Siân"].is_trial, line["Siân"].live) == (False, True)
        assert grants(db, there.sian, there.mari.person_id).contents == {Content.GOALS: False}
        [stretch, after] = (
            story.of_year(there.mari, there.mari.person_id, clock.today().year).run(db).stretches
        )
        assert (stretch.peer_worker, after.peer_worker, after.after) == ("Gareth", "Siân", "Gareth")


def test_somebody_tried_and_not_gone_on_with_changes_nothing(database):
    with database.writing() as db:
        there = Changing(db)
        with_sian = there.try_out(db, there.sian)
        pairings.end(db, by=there.mari, pairing_id=with_sian)
        assert set(lines_of(db, there.mari)) == {"Gareth"} and not there.ended(db)
        stretches = story.of_year(there.mari, there.mari.person_id, clock.today().year).run(db).stretches
        assert [each.after for each in stretches] == [None, None]


@pytest.mark.parametrize("first", ["leaving", "asking"])
def test_a_search_and_a_handover_meet_whichever_comes_first(database, first):
    with database.writing() as db:
        there = Changing(db)
        if first == "leaving":
            there.leave(db)
        with_sian = there.ask(db, there.sian)
        if first == "asking":
            there.leave(db)
        assert lines_of(db, there.mari)["Siân"].follows_id == there.old
        with pytest.raises(Refused, match="suggested already"):
            handover.propose(db, by=there.nia, pairing_id=there.old, peer_worker_id=there.ceri.person_id)
        pairings.accept_as_peer_worker(db, by=there.sian, pairing_id=with_sian)
        assert not there.ended(db), "the first meeting is only tried"
        pairings.go_on(db, by=there.mari, pairing_id=with_sian)
        assert there.ended(db) and set(lines_of(db, there.mari)) == {"Siân"}


def test_after_the_last_day_who_was_asked_still_follows(database):
    with database.writing() as db:
        there = Changing(db)
        there.leave(db)
    with clock.standing_at(clock.now() + timedelta(days=11)), database.writing() as db:
        with_sian = there.try_out(db, there.sian)
        assert there.ended(db)
        pairings.go_on(db, by=there.mari, pairing_id=with_sian)
        assert set(lines_of(db, there.mari)) == {"Siân"}, "what had come to its end is put away with it"


def test_a_new_walk_follows_the_one_that_goes_on_and_not_one_whose_last_day_has_passed(database):
    with database.writing() as db:
        there = Changing(db)
        there.leave(db)
    with clock.standing_at(clock.now() + timedelta(days=11)), database.writing() as db:
        with_sian = people.pair(db, there.nia, there.mari, there.sian, Grant(Content.HEALTH))
        with_ceri = there.try_out(db, there.ceri)
        assert lines_of(db, there.mari)["Ceri"].follows_id == with_sian
        pairings.go_on(db, by=there.mari, pairing_id=with_ceri)
        assert {name for name, line in lines_of(db, there.mari).items() if line.live} == {"Ceri"}


def test_whom_a_coordinator_suggested_comes_after_the_one_gone_on_with(database):
    with database.writing() as db:
        there = Changing(db)
        there.leave(db)
        suggested = handover.propose(
            db, by=there.nia, pairing_id=there.old, peer_worker_id=there.sian.person_id
        )
        with_ceri = there.try_out(db, there.ceri)
        pairings.go_on(db, by=there.mari, pairing_id=with_ceri)
        assert lines_of(db, there.mari)["Siân"].follows_id == with_ceri
        handover.accept(db, by=there.mari, pairing_id=suggested, grants=())
        pairings.accept_as_peer_worker(db, by=there.sian, pairing_id=suggested)
        assert set(lines_of(db, there.mari)) == {"Siân"}, "one walk goes on, not two"


def test_who_asks_somebody_wants_somebody(database):
    with database.writing() as db:
        there = Changing(db)
        there.leave(db)
        handover.want_new(db, by=there.mari, pairing_id=there.old, wanted=False)
        there.ask(db, there.sian)
        assert not lines_of(db, there.mari)["Gareth"].nobody_new
        handover.want_new(db, by=there.mari, pairing_id=there.old, wanted=False)
        assert set(lines_of(db, there.mari)) == {"Gareth"}, "nobody new: who was asked hears “not now”"


def test_nobody_new_leaves_a_first_meeting_that_has_begun(database):
    with database.writing() as db:
        there = Changing(db)
        there.leave(db)
        there.try_out(db, there.sian)
        handover.want_new(db, by=there.mari, pairing_id=there.old, wanted=False)
        assert lines_of(db, there.mari)["Siân"].live


def test_of_two_who_are_tried_the_second_comes_after_the_first(database):
    with database.writing() as db:
        there = Changing(db)
        with_sian, with_ceri = there.try_out(db, there.sian), there.try_out(db, there.ceri)
        pairings.go_on(db, by=there.mari, pairing_id=with_sian)
        assert set(lines_of(db, there.mari)) == {"Siân", "Ceri"}
        assert lines_of(db, there.mari)["Ceri"].follows_id == with_sian
        pairings.go_on(db, by=there.mari, pairing_id=with_ceri)
        assert set(lines_of(db, there.mari)) == {"Ceri"}


def test_with_two_peer_workers_a_third_stands_beside_them(database):
    """Which of the two would end cannot be known, so neither does."""
    with database.writing() as db:
        there = Changing(db)
        people.pair(db, there.nia, there.mari, there.ceri)
        with_sian = there.try_out(db, there.sian)
        pairings.go_on(db, by=there.mari, pairing_id=with_sian)
        assert set(lines_of(db, there.mari)) == {"Gareth", "Ceri", "Siân"}


def test_nobody_finds_whoever_supervises_them(database):
    with database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        mair = people.make_person(db, "Mair", Role.MEMBER, Role.PEER_WORKER)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        assert [each.display_name for each in suggestions(db, mair)] == ["Gareth"]
        entries.name_supervisor(db, by=nia, peer_worker_id=mair.person_id, supervisor_id=gareth.person_id)
        assert [each.display_name for each in suggestions(db, mair)] == []
