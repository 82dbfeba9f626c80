"""The table of pairings: each state, each verb, everybody who could try it, and how they are refused."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.pairings import handover, pairings, rhythms
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import Content, Role
from lrc_portal.words.marks import Refused
from tests import people
from tests.people import token
from tests.tools.undone import undone

OK = "done"
ABSENT = "This is not here, or not any more."
NOT_THEIRS = "This is not part of what you do here."
SAID = "This has been said already."
NOT_YET = "You have not both said yes yet."
BEGUN = "You have both said yes already."
GOES_ON = "No last day has been said, or it was taken back."
RUN_OUT = "The last day has passed, so this walk together is over."
ENDED = "This walk together has ended."
NOT_OPEN = "This is not open any more."
NOT_HEARD = "The person has not read yet that their peer worker leaves. They hear of it first."
NOBODY_NEW = "The person wants nobody new for now."
SUGGESTED = "Somebody has been suggested already. Wait for their answers first."

WAITING = ("proposed", "person said yes", "worker said yes")
HEARD = ("heard", "nobody new", "somebody suggested")
LIVE = ("live", "leaving", *HEARD)
STATES = (*WAITING, *LIVE, "last day passed", "followed", "ended", "declined")
LEAVES = ("leaving", *HEARD, "last day passed")
KEEP_A_RECORD = ("person", "stranger")
PEER_WORKERS = ("worker", "new worker", "other worker")
ROLES = (*KEEP_A_RECORD, *PEER_WORKERS, "coordinator")
SHOWN = (Grant(Content.HEALTH, True),)


def gather(db) -> dict:
    return {
        "person": people.make_person(db, "Mari", Role.MEMBER),
        "stranger": people.make_person(db, "Zoe", Role.MEMBER),
        "worker": people.make_person(db, "Gareth", Role.PEER_WORKER),
        "new worker": people.make_person(db, "Siân", Role.PEER_WORKER),
        "other worker": people.make_person(db, "Lowri", Role.PEER_WORKER),
        "coordinator": people.make_person(db, "Nia", Role.COORDINATOR),
    }


def pairing_in(db, who: dict, state: str) -> int:
    """The pairing of person and worker, brought to this state by its verbs."""
    person, worker, nia = who["person"], who["worker"], who["coordinator"]
    ids = {"person_id": person.person_id, "peer_worker_id": worker.person_id}
    pairing_id = pairings.propose(db, by=nia, **ids)
    if state not in ("proposed", "worker said yes", "declined"):
        pairings.accept_as_person(db, by=person, pairing_id=pairing_id, grants=SHOWN)
    if state not in ("proposed", "person said yes", "declined"):
        pairings.accept_as_peer_worker(db, by=worker, pairing_id=pairing_id)
    if state in ("ended", "declined"):
        pairings.end(db, by=person, pairing_id=pairing_id)
    if state in (*LEAVES, "followed"):
        last_day = clock.today() + timedelta(days=0 if state == "last day passed" else 9)
        handover.say_leaving(db, by=worker, submission=LeavingSubmission(pairing_id, last_day, token()))
    if state in (*HEARD, "last day passed", "followed"):
        handover.say_heard(db, by=person, pairing_id=pairing_id)
    if state == "nobody new":
        handover.want_new(db, by=person, pairing_id=pairing_id, wanted=False)
    if state in ("somebody suggested", "followed"):
        new = handover.propose(db, by=nia, pairing_id=pairing_id, peer_worker_id=who["new worker"].person_id)
    if state == "followed":
        handover.accept(db, by=person, pairing_id=new, grants=SHOWN)
        pairings.accept_as_peer_worker(db, by=who["new worker"], pairing_id=new)
    return pairing_id


def verbs(db, by, pairing_id: int, who: dict) -> dict:
    leaving = LeavingSubmission(pairing_id, clock.today() + timedelta(days=3), token())
    follower = who["other worker"].person_id
    return {
        "say yes": lambda: pairings.accept_as_person(db, by=by, pairing_id=pairing_id, grants=SHOWN),
        "say yes, with notes": lambda: handover.accept(db, by=by, pairing_id=pairing_id, grants=SHOWN),
        "say yes as peer worker": lambda: pairings.accept_as_peer_worker(db, by=by, pairing_id=pairing_id),
        "choose what is seen": lambda: pairings.choose_what_is_seen(
            db, by=by, pairing_id=pairing_id, grants=()
        ),
        "propose a rhythm": lambda: rhythms.propose(db, by=by, pairing_id=pairing_id, days=7),
        "say who leaves": lambda: handover.say_leaving(db, by=by, submission=leaving),
        "hear": lambda: handover.say_heard(db, by=by, pairing_id=pairing_id),
        "want nobody new": lambda: handover.want_new(db, by=by, pairing_id=pairing_id, wanted=False),
        "suggest who follows": lambda: handover.propose(
            db, by=by, pairing_id=pairing_id, peer_worker_id=follower
        ),
        "pass notes on": lambda: handover.pass_on(db, by=by, pairing_id=pairing_id, note_ids=[]),
        "say goodbye": lambda: handover.begin_goodbye(db, by=by, pairing_id=pairing_id),
        "stay after all": lambda: handover.stay(db, by=by, pairing_id=pairing_id),
        "end": lambda: pairings.end(db, by=by, pairing_id=pairing_id),
    }


def expected(state: str, verb: str, who: str) -> str:
    """The table: what becomes of it."""
    over = {"last day passed": RUN_OUT, "declined": NOT_OPEN, "followed": ENDED, "ended": ENDED}
    not_live = over.get(state, NOT_YET)
    match verb:
        case "say yes" | "say yes, with notes":
            if who not in KEEP_A_RECORD:
                return NOT_THEIRS
            if who != "person":
                return ABSENT
            return OK if state in WAITING else over.get(state, BEGUN)
        case "say yes as peer worker":
            if who not in PEER_WORKERS:
                return NOT_THEIRS
            if who != "worker":
                return ABSENT
            return OK if state in WAITING else over.get(state, BEGUN)
        case "choose what is seen":
            if who != "person":
                return ABSENT
            return OK if state in LIVE else not_live
        case "propose a rhythm":
            if who not in ("person", "worker"):
                return ABSENT
            return OK if state in LIVE else not_live
        case "say who leaves":
            if who not in ("worker", "coordinator"):
                return ABSENT
            if state not in LIVE:
                return not_live
            return OK if state == "live" else SAID
        case "hear":
            if who != "person":
                return ABSENT
            return OK if state in LEAVES else (GOES_ON if state == "live" else not_live)
        case "want nobody new":
            if who != "person" or state == "leaving":
                return ABSENT
            return OK if state in LEAVES else (GOES_ON if state == "live" else not_live)
        case "suggest who follows":
            if who != "coordinator":
                return NOT_THEIRS
            said = {"leaving": NOT_HEARD, "nobody new": NOBODY_NEW, "somebody suggested": SUGGESTED}
            if state in LEAVES:
                return said.get(state, OK)
            return GOES_ON if state == "live" else not_live
        case "pass notes on":
            if who not in KEEP_A_RECORD:
                return NOT_THEIRS
            if who != "person":
                return ABSENT
            return over.get(state, OK)
        case "say goodbye":
            if who not in PEER_WORKERS:
                return NOT_THEIRS
            if who != "worker":
                return ABSENT
            if state == "live":
                return GOES_ON
            return OK if state in LIVE else not_live
        case "stay after all":
            # Whoever said the last day: nobody did, where there is none.
            if who != "worker" or state not in (*LEAVES, "followed"):
                return ABSENT
            return OK if state in LIVE else not_live
    if who not in ("person", "worker", "coordinator"):
        return ABSENT
    return OK if state == "last day passed" else over.get(state, OK)


def outcome(deed) -> str:
    try:
        deed()
    except (NotAllowed, NotHere, Refused) as refusal:
        return refusal.sentence.text
    return OK


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_which_state(state, database):
    with database.writing() as db:
        who = gather(db)
        pairing_id = pairing_in(db, who, state)
    later = timedelta(days=1 if state == "last day passed" else 0)
    found, table = {}, {}
    for name in ROLES:
        for verb in verbs(None, who[name], pairing_id, who):
            with clock.standing_at(clock.now() + later), undone(database) as db:
                found[verb, name] = outcome(verbs(db, who[name], pairing_id, who)[verb])
            table[verb, name] = expected(state, verb, name)
    assert found == table
