"""Pairings: every state, every verb and everybody who could want something of them, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.access import grants
from lrc_portal.database.models import Pairing
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.pairings import pairing_views, pairings, rhythms
from lrc_portal.vocabulary import Content, MeetingKind, Role
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.people import token
from tests.support.company import ABSENT, NOT_NOW, NOT_THEIRS, OK, outcome
from tests.tools.undone import undone

STATES = ("proposed", "person said yes", "worker said yes", "live", "ended")
WAITING = STATES[:3]
ROLES = ("person", "worker", "other worker", "coordinator", "stranger")
SHOWN = (Grant(Content.HEALTH, True),)


def gather(db) -> dict:
    return {
        "person": people.make_person(db, "Mari", Role.MEMBER),
        "worker": people.make_person(db, "Gareth", Role.PEER_WORKER),
        "other worker": people.make_person(db, "Lowri", Role.PEER_WORKER),
        "coordinator": people.make_person(db, "Nia", Role.COORDINATOR),
        "stranger": people.make_person(db, "Zoe", Role.MEMBER),
    }


def pairing_in(db, who: dict, state: str) -> int:
    """A pairing of person and worker in this state; what stood before ends."""
    for standing in pairing_views.all_standing(who["coordinator"]).run(db):
        pairings.end(db, by=who["coordinator"], pairing_id=standing.id)
    pairing_id = pairings.propose(
        db, by=who["coordinator"], person_id=who["person"].person_id, peer_worker_id=who["worker"].person_id
    )
    if state in ("person said yes", "live", "ended"):
        pairings.accept_as_person(db, by=who["person"], pairing_id=pairing_id, grants=SHOWN)
    if state in ("worker said yes", "live", "ended"):
        pairings.accept_as_peer_worker(db, by=who["worker"], pairing_id=pairing_id)
    if state == "ended":
        pairings.end(db, by=who["person"], pairing_id=pairing_id)
    return pairing_id


def verbs(db, viewer, pairing_id: int) -> dict:
    return {
        "accept_as_person": lambda: pairings.accept_as_person(
            db, by=viewer, pairing_id=pairing_id, grants=SHOWN
        ),
        "accept_as_peer_worker": lambda: pairings.accept_as_peer_worker(db, by=viewer, pairing_id=pairing_id),
        "choose_what_is_seen": lambda: pairings.choose_what_is_seen(
            db, by=viewer, pairing_id=pairing_id, grants=()
        ),
        "propose_rhythm": lambda: rhythms.propose(db, by=viewer, pairing_id=pairing_id, days=7),
        "end": lambda: pairings.end(db, by=viewer, pairing_id=pairing_id),
    }


def expected(state: str, verb: str, who: str) -> str:
    """The table: who may do what with a pairing in which state, and how the others are refused."""
    if verb == "accept_as_person":
        if who not in ("person", "stranger"):
            return NOT_THEIRS
        theirs, now = who == "person", state in WAITING
    if verb == "accept_as_peer_worker":
        if who not in ("worker", "other worker"):
            return NOT_THEIRS
        theirs, now = who == "worker", state in WAITING
    if verb == "choose_what_is_seen":
        theirs, now = who == "person", state == "live"
    if verb == "propose_rhythm":
        theirs, now = who in ("person", "worker"), state == "live"
    if verb == "end":
        theirs, now = who in ("person", "worker", "coordinator"), state != "ended"
    return (OK if now else NOT_NOW) if theirs else ABSENT


@pytest.mark.parametrize(
    "verb",
    ["accept_as_person", "accept_as_peer_worker", "choose_what_is_seen", "propose_rhythm", "end"],
)
@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_which_state(state, verb, database):
    with database.writing() as db:
        who = gather(db)
    for name in ROLES:
        with database.writing() as db:
            pairing_id = pairing_in(db, who, state)
        with undone(database) as db:
            became = outcome(verbs(db, who[name], pairing_id)[verb])
        assert became == expected(state, verb, name), (state, verb, name)


@pytest.mark.parametrize("state", STATES)
def test_what_was_chosen_opens_only_while_it_lives(state, database):
    with database.writing() as db:
        who = gather(db)
        pairing_in(db, who, state)
    with database.reading() as db:
        seen = grants(db, who["worker"], who["person"].person_id)
    assert bool(seen) == (state == "live")


@pytest.mark.parametrize("name", [name for name in ROLES if name != "coordinator"])
def test_only_a_coordinator_proposes(name, database):
    with database.writing() as db:
        who = gather(db)
    with database.writing() as db:
        ids = {"person_id": who["person"].person_id, "peer_worker_id": who["worker"].person_id}
        assert outcome(lambda: pairings.propose(db, by=who[name], **ids)) == NOT_THEIRS


def test_nobody_is_proposed_to_somebody_who_is_no_peer_worker(database):
    with database.writing() as db:
        who = gather(db)
        propose = lambda person, worker: pairings.propose(  # noqa: E731
            db, by=who["coordinator"], person_id=person.person_id, peer_worker_id=worker.person_id
        )
        assert outcome(lambda: propose(who["person"], who["stranger"])) == ABSENT
        assert outcome(lambda: propose(who["other worker"], who["worker"])) == ABSENT
        with pytest.raises(Refused) as refused:
            propose(who["person"], who["person"])
        assert refused.value.sentence.text == "Choose two different people."


@pytest.mark.parametrize("state", STATES)
def test_the_same_two_are_asked_once_at_a_time(state, database):
    with database.writing() as db:
        who = gather(db)
        pairing_in(db, who, state)
    ids = {"person_id": who["person"].person_id, "peer_worker_id": who["worker"].person_id}
    with database.writing() as db:
        if state == "ended":
            pairings.propose(db, by=who["coordinator"], **ids)
            return
        with pytest.raises(Refused) as refused:
            pairings.propose(db, by=who["coordinator"], **ids)
        assert refused.value.sentence.text == "These two walk together already, or have been asked."


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_rhythm_is_a_day_to_a_year(days, database):
    with database.writing() as db:
        who = gather(db)
        pairing_id = pairing_in(db, who, "live")
    with database.writing() as db, pytest.raises(Invalid):
        rhythms.propose(db, by=who["person"], pairing_id=pairing_id, days=days)


def test_ending_calls_off_what_was_planned_and_leaves_what_was(database):
    with database.writing() as db:
        who = gather(db)
        pairing_id = pairing_in(db, who, "live")
        for days in (-3, 4):
            meetings.plan(
                db,
                by=who["person"],
                submission=MeetingSubmission(
                    MeetingKind.PHONE,
                    clock.today() + timedelta(days=days),
                    pairing_id=pairing_id,
                    token=token(),
                ),
            )
        pairings.end(db, by=who["coordinator"], pairing_id=pairing_id)
    with database.reading() as db:
        mine = meetings.seen(db, who["person"], person_id=who["person"].person_id)
        assert [line.day for line in mine] == [clock.today() - timedelta(days=3)]
        assert meetings.around_me(who["person"]).run(db).coming == ()
        assert meetings.seen(db, who["worker"]) == []


# Whose rhythm is due


def test_whose_rhythm_is_due_stands_first_and_what_is_planned_is_not_due(database):
    with database.writing() as db:
        worker = people.make_person(db, "Gareth", Role.PEER_WORKER)
        coordinator = people.make_person(db, "Nia", Role.COORDINATOR)
        with clock.standing_at(clock.now() - timedelta(days=40)):
            ids = {
                name: people.pair(db, coordinator, people.make_person(db, name, Role.MEMBER), worker)
                for name in ("planned", "met lately", "due")
            }
        for name, days in (("planned", 3), ("met lately", -2), ("due", -20)):
            meetings.plan(
                db,
                by=worker,
                submission=MeetingSubmission(
                    MeetingKind.ONE_TO_ONE,
                    clock.today() + timedelta(days=days),
                    pairing_id=ids[name],
                    token=token(),
                ),
            )
    with database.reading() as db:
        walks = pairing_views.walks(worker).run(db)
    assert [(walk.pairing.person, walk.is_due) for walk in walks] == [
        ("due", True),
        ("planned", False),
        ("met lately", False),
    ]


def test_a_peer_worker_finds_only_the_people_they_walk_with(database):
    with database.writing() as db:
        who = gather(db)
        pairing_in(db, who, "worker said yes")
        assert pairing_views.walks(who["worker"]).run(db) == []
        pairing_id = pairing_in(db, who, "live")
        assert [walk.pairing.id for walk in pairing_views.walks(who["worker"]).run(db)] == [pairing_id]
        assert pairing_views.walks(who["other worker"]).run(db) == []
        pairings.end(db, by=who["person"], pairing_id=pairing_id)
        assert pairing_views.walks(who["worker"]).run(db) == []
        assert len(db.scalars(select(Pairing.id)).all()) == 2
