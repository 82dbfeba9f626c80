"""Who may do what, as data: every verb × everybody who stands to somebody in some way, by the real verbs.

A row is a verb with an entry of Mari's to do it to (`tests/sharing/verbs.py`, `tests/record/verbs.py`), or of
whoever it is about there. A cell says `x` where it is done, and `-` where it is refused. The columns:

    mari     whose record, circle and walk it is
    circle   Dafydd, in her circle, who is given everything
    left     the same, once he has left it
    worker   Gareth, who walks with her
    ended    the same, once the walk has ended
    out      the same, once the last day he said has passed
    rests    the same, while her account waits to be erased
    asked    Siân, whom she was asked to walk with
    others   any other peer worker
    tom      another member
    nobody   somebody without a role
    office   a coordinator
    above    Megan, who supervises Gareth
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.models import Pairing, Person, Share
from lrc_portal.record import first_days, pursuits
from lrc_portal.sharing import circle, opened_records
from lrc_portal.sharing.circle import Grant, GrantsSubmission
from lrc_portal.support import somebody
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.somebody import KnownBySubmission
from lrc_portal.vocabulary import Content, Role
from lrc_portal.words.marks import Refused
from tests import people
from tests.access.matrix import Checks
from tests.people import token
from tests.record import verbs as record
from tests.sharing.house import House, make_house
from tests.sharing.verbs import DEEDS, WITHOUT_TRACE
from tests.support.finding_verbs import FINDING
from tests.whats_on import deeds as whats_on

#                              mari circle left worker ended out rests asked others tom nobody office above
MAY = """
check_ins.save                 x    x      x    -      -     -   -     -     -      x   -      -      -
strengths.add                  x    x      x    -      -     -   -     -     -      x   -      -      -
goals.add                      x    x      x    -      -     -   -     -     -      x   -      -      -
moments.add                    x    x      x    -      -     -   -     -     -      x   -      -      -
pursuits.add                   x    x      x    -      -     -   -     -     -      x   -      -      -
ways.add                       x    x      x    -      -     -   -     -     -      x   -      -      -
hard_day_plan.save             x    x      x    -      -     -   -     -     -      x   -      -      -
check_ins.erase                x    -      -    -      -     -   -     -     -      -   -      -      -
strengths.change               x    -      -    -      -     -   -     -     -      -   -      -      -
strengths.answer               x    -      -    -      -     -   -     -     -      -   -      -      -
strengths.erase                x    -      -    -      -     -   -     -     -      -   -      -      -
goals.change                   x    -      -    -      -     -   -     -     -      -   -      -      -
goals.add_step                 x    -      -    -      -     -   -     -     -      -   -      -      -
goals.do_step                  x    -      -    -      -     -   -     -     -      -   -      -      -
goals.undo_step                x    -      -    -      -     -   -     -     -      -   -      -      -
goals.erase_step               x    -      -    -      -     -   -     -     -      -   -      -      -
goals.end                      x    -      -    -      -     -   -     -     -      -   -      -      -
goals.reopen                   x    -      -    -      -     -   -     -     -      -   -      -      -
goals.erase                    x    -      -    -      -     -   -     -     -      -   -      -      -
measures.add                   x    x      x    -      -     -   -     -     -      x   -      -      -
measures.change                x    -      -    -      -     -   -     -     -      -   -      -      -
measures.move_up               x    -      -    -      -     -   -     -     -      -   -      -      -
measures.put_away              x    -      -    -      -     -   -     -     -      -   -      -      -
measures.take_up               x    -      -    -      -     -   -     -     -      -   -      -      -
measures.erase                 x    -      -    -      -     -   -     -     -      -   -      -      -
moments.change                 x    -      -    -      -     -   -     -     -      -   -      -      -
moments.erase                  x    -      -    -      -     -   -     -     -      -   -      -      -
pursuits.change                x    -      -    -      -     -   -     -     -      -   -      -      -
pursuits.put_away              x    -      -    -      -     -   -     -     -      -   -      -      -
pursuits.take_up               x    -      -    -      -     -   -     -     -      -   -      -      -
paths.say_what_helped          x    -      -    -      -     -   -     -     -      -   -      -      -
paths.hide                     x    -      -    -      -     -   -     -     -      -   -      -      -
paths.show                     x    -      -    -      -     -   -     -     -      -   -      -      -
pursuits.erase                 x    -      -    -      -     -   -     -     -      -   -      -      -
ways.change                    x    -      -    -      -     -   -     -     -      -   -      -      -
ways.answer                    x    -      -    -      -     -   -     -     -      -   -      -      -
ways.use                       x    -      -    -      -     -   -     -     -      -   -      -      -
ways.take_back_use             x    -      -    -      -     -   -     -     -      -   -      -      -
ways.move_up                   x    -      -    -      -     -   -     -     -      -   -      -      -
ways.put_away                  x    -      -    -      -     -   -     -     -      -   -      -      -
ways.take_up                   x    -      -    -      -     -   -     -     -      -   -      -      -
ways.erase                     x    -      -    -      -     -   -     -     -      -   -      -      -
hard_day_plan.erase            x    -      -    -      -     -   -     -     -      -   -      -      -
agreements.offer               x    x      -    -      -     -   -     -     -      -   -      -      -
agreements.answer              -    x      -    -      -     -   -     -     -      -   -      -      -
agreements.take_back           x    -      -    -      -     -   -     -     -      -   -      -      -
agreements.end                 x    x      -    -      -     -   -     -     -      -   -      -      -
complaints.make                x    x      x    x      x     x   x     x     x      x   x      x      x
complaints.acknowledge         -    -      -    -      -     -   -     -     -      -   -      x      -
complaints.answer              -    -      -    -      -     -   -     -     -      -   -      x      -
entries.name_supervisor        -    -      -    -      -     -   -     -     -      -   -      x      -
entries.end_supervision        -    -      -    -      -     -   -     -     -      -   -      x      -
entries.add_training           -    -      -    -      -     -   -     -     -      -   -      x      -
entries.erase_training         -    -      -    -      -     -   -     -     -      -   -      x      -
entries.add_supervision        -    -      -    -      -     -   -     -     -      -   -      x      x
entries.erase_supervision      -    -      -    -      -     -   -     -     -      -   -      x      x
entries.say_held               -    -      -    -      -     -   -     -     -      -   -      x      x
reflections.write              -    -      -    x      x     x   x     x     x      -   -      -      -
reflections.change             -    -      -    x      x     x   x     -     -      -   -      -      -
reflections.erase              -    -      -    x      x     x   x     -     -      -   -      -      -
circle.invite                  x    -      -    -      -     -   -     -     -      x   -      -      -
circle.give                    x    -      -    -      -     -   -     -     -      -   -      -      -
circle.take_back               x    -      -    -      -     -   -     -     -      -   -      -      -
circle.take_back_all           x    x      x    -      -     -   -     -     -      x   -      -      -
circle.leave                   -    x      -    -      -     -   -     -     -      -   -      -      -
circle.hand_back               -    x      -    -      -     -   -     -     -      -   -      -      -
invitations.issue              -    -      -    -      -     -   -     -     -      -   -      x      -
invitations.invite             -    -      -    -      -     -   -     -     -      -   -      x      -
invitations.accept             -    x      x    x      x     x   x     x     x      x   x      x      x
invitations.withdraw           x    -      -    -      -     -   -     -     -      -   -      -      -
pairings.propose               -    -      -    -      -     -   -     -     -      -   -      x      -
pairings.accept_as_person      x    -      -    -      -     -   -     -     -      -   -      -      -
pairings.accept_as_peer_worker -    -      -    -      -     -   -     x     -      -   -      -      -
pairings.choose_what_is_seen   x    -      -    -      -     -   -     -     -      -   -      -      -
rhythms.propose                x    -      -    x      -     -   -     -     -      -   -      -      -
rhythms.agree                  x    -      -    -      -     -   -     -     -      -   -      -      -
rhythms.leave_as_it_is         x    -      -    x      -     -   -     -     -      -   -      -      -
handover.say_leaving           -    -      -    x      -     -   x     -     -      -   -      x      -
handover.say_heard             x    -      -    -      -     -   -     -     -      -   -      -      -
handover.want_new              x    -      -    -      -     -   -     -     -      -   -      -      -
handover.propose               -    -      -    -      -     -   -     -     -      -   -      x      -
handover.accept                x    -      -    -      -     -   -     -     -      -   -      -      -
handover.pass_on               x    -      -    -      -     -   -     -     -      -   -      -      -
handover.stay                  -    -      -    x      -     -   x     -     -      -   -      -      -
handover.read_staying          x    -      -    -      -     -   -     -     -      -   -      -      -
pairings.end                   x    -      -    x      -     x   x     -     -      -   -      x      -
meetings.plan                  x    -      -    x      -     -   -     -     -      -   -      -      -
meetings.move                  x    -      -    x      -     -   -     -     -      -   -      -      -
meetings.read_change           x    -      -    x      -     -   -     -     -      -   -      -      -
meetings.say_held              x    -      -    x      -     -   -     -     -      -   -      -      -
meetings.say_not_held          x    -      -    x      -     -   -     -     -      -   -      -      -
meetings.call_off              x    -      -    x      -     -   -     -     -      -   -      -      -
agenda.add                     x    x      x    -      -     -   -     -     -      x   -      -      -
areas.choose                   x    x      x    -      -     -   -     -     -      x   -      -      -
agenda.talked_about            x    -      -    -      -     -   -     -     -      -   -      -      -
agenda.erase                   x    -      -    -      -     -   -     -     -      -   -      -      -
notes.offer                    -    -      -    x      -     -   -     -     -      -   -      -      -
notes.answer                   x    -      -    -      -     -   -     -     -      -   -      -      -
keep_from_note.keep_strength   x    -      -    -      -     -   -     -     -      -   -      -      -
keep_from_note.keep_way        x    -      -    -      -     -   -     -     -      -   -      -      -
keep_from_note.keep_step       x    -      -    -      -     -   -     -     -      -   -      -      -
letters.write                  x    -      -    x      -     -   -     -     -      -   -      -      -
letters.take_back              -    -      -    x      -     -   -     -     -      -   -      -      -
letters.say_how_often          x    -      -    x      -     -   -     -     -      -   -      -      -
letters.close                  x    -      -    x      -     -   -     -     -      -   -      -      -
letters.open_again             x    -      -    x      -     -   -     -     -      -   -      -      -
letters.mark_opened            x    -      -    x      -     -   -     -     -      -   -      -      -
keep_from_letter.keep_strength x    -      -    -      -     -   -     -     -      -   -      -      -
keep_from_letter.keep_step     x    -      -    -      -     -   -     -     -      -   -      -      -
noticing.notice                -    x      -    -      -     -   -     -     -      -   -      -      -
noticing.take_back             -    x      x    -      -     -   -     -     -      -   -      -      -
applications.begin             x    -      -    -      -     -   -     -     -      -   -      -      -
applications.stop              -    -      -    -      -     -   -     -     -      x   -      -      -
applications.say_last_yes      -    -      -    -      -     -   -     -     -      x   -      -      -
applications.note_step         -    -      -    -      -     -   -     -     -      -   -      x      -
applications.lay_down          -    -      -    x      x     x   x     x     x      -   -      -      -
entries.end_own                -    -      -    x      x     x   x     x     x      -   -      -      -
reflections.read               -    -      -    -      -     -   -     -     -      -   -      -      x
applications.finish            -    -      -    -      -     -   -     -     -      -   -      x      -
notes.correct                  -    -      -    x      -     -   -     -     -      -   -      -      -
notes.begin                    x    -      -    x      -     -   -     -     -      -   -      -      -
handover.begin_goodbye         -    -      -    -      -     -   -     x     -      -   -      -      -
notes.save_draft               -    -      -    x      -     -   -     -     -      -   -      -      -
notes.erase_draft              -    -      -    x      -     -   -     -     -      -   -      -      -
about_me.say                   x    x      x    x      x     x   x     x     x      x   -      -      -
about_me.tell                  x    x      x    x      x     x   x     x     x      x   -      -      -
about_me.weigh                 x    x      x    -      -     -   -     -     -      x   -      -      -
matching.ask_for               -    -      -    -      -     -   -     -     -      x   -      -      -
pairings.go_on                 -    -      -    -      -     -   -     -     -      x   -      -      -
first_days.tell_since          x    -      -    -      -     -   -     -     -      -   -      -      -
shelf.add                      -    -      -    -      -     -   -     -     -      -   -      x      -
shelf.change                   -    -      -    -      -     -   -     -     -      -   -      x      -
shelf.say_checked              -    -      -    -      -     -   -     -     -      -   -      x      -
shelf.erase                    -    -      -    -      -     -   -     -     -      -   -      x      -
keeping.keep                   x    x      x    x      x     x   x     x     x      x   -      x      -
keeping.let_go                 x    -      -    -      -     -   -     -     -      -   -      -      -
passing_on.pass_on             -    -      -    x      -     -   -     -     -      -   -      -      -
passing_on.put_with            -    -      -    x      -     -   -     -     -      -   -      -      -
passing_on.take_from           -    -      -    x      -     -   -     -     -      -   -      -      -
help_now.add                   -    -      -    -      -     -   -     -     -      -   -      x      -
help_now.change                -    -      -    -      -     -   -     -     -      -   -      x      -
help_now.hide                  -    -      -    -      -     -   -     -     -      -   -      x      -
help_now.show                  -    -      -    -      -     -   -     -     -      -   -      x      -
help_now.say_checked           -    -      -    -      -     -   -     -     -      -   -      x      -
help_now.erase                 -    -      -    -      -     -   -     -     -      -   -      x      -
somebody.say_known_by          -    -      -    -      -     -   -     -     -      -   -      x      -
attendance.say_will_be         x    x      x    -      -     -   -     -     -      x   -      -      -
attendance.say_was_there       x    x      x    -      -     -   -     -     -      x   -      -      -
attendance.take_back           x    -      -    -      -     -   -     -     -      -   -      -      -
attendance.let_leader_know     x    -      -    -      -     -   -     -     -      -   -      -      -
attendance.keep_to_me          x    -      -    -      -     -   -     -     -      -   -      -      -
attendance.told                -    -      -    x      x     x   x     -     -      -   -      -      -
events.add                     -    -      -    -      -     -   -     -     -      -   -      x      -
events.change                  -    -      -    x      x     x   x     -     -      -   -      x      -
events.name_leader             -    -      -    -      -     -   -     -     -      -   -      x      -
events.take_leader_off         -    -      -    -      -     -   -     -     -      -   -      x      -
events.end                     -    -      -    x      x     x   x     -     -      -   -      x      -
events.call_off                -    -      -    x      x     x   x     -     -      -   -      x      -
events.move                    -    -      -    x      x     x   x     -     -      -   -      x      -
events.put_back                -    -      -    x      x     x   x     -     -      -   -      x      -
"""
NOBODY_ELSES = {
    "asking.ask": "the viewer's own account",
    "asking.in_the_way": "the same",
    "asking.is_fresh": "the same",
    "asking.keep": "the same",
    "bringing.take": "into the viewer's own record",
    "feeds.renew": "the viewer's own calendar",
    "feeds.choose": "the same",
    "feeds.end": "the same",
    "choices.choose": "the viewer's own reminders",
    "choices.end": "the same",
    "first_days.leave_out": "the viewer's own first questions",
    "first_days.tell_about": "the same; what is told is added as by `pursuits.add`",
    "first_days.tell_strength": "the same, as by `strengths.add`",
    "held.forget": "what the viewer is about to bring",
    "held.hold": "the same",
    "trace.leave": "a part of each verb, which asks first",
    "trace.looked": "a part of each look, which asks first",
}
"""Verbs without a row: nothing they are told names anybody else."""


def _given_all(db: Session, house: House) -> Viewer:
    everything = tuple(Grant(content, own_words=True) for content in Content)
    submission = GrantsSubmission(everything, token())
    circle.give(db, by=house.mari, viewer_id=house.dafydd.person_id, submission=submission)
    return house.dafydd


def _left(db: Session, house: House) -> Viewer:
    circle.leave(db, by=house.dafydd, other_id=house.mari.person_id)
    return house.dafydd


def _ended(db: Session, house: House) -> Viewer:
    pairings.end(db, by=house.mari, pairing_id=house.paired)
    return house.gareth


def _run_out(db: Session, house: House) -> Viewer:
    leaving = LeavingSubmission(house.paired, clock.today(), token())
    handover.say_leaving(db, by=house.gareth, submission=leaving)
    yesterday = clock.today() - timedelta(days=1)
    db.execute(update(Pairing).where(Pairing.id == house.paired).values(last_day=yesterday))
    db.execute(update(Share).where(Share.pairing_id == house.paired).values(last_day=yesterday))
    return house.gareth


def _rests(db: Session, house: House) -> Viewer:
    """What `erasing.asking` writes once somebody has shown who they are, which needs a session."""
    mari = house.mari.person_id
    in_a_week = clock.now() + timedelta(days=7)
    db.execute(update(Person).where(Person.id == mari).values(erase_at=in_a_week))
    db.execute(update(Share).where(Share.owner_id == mari).values(rests=True))
    db.execute(update(Pairing).where(Pairing.person_id == mari).values(rests=True))
    return house.gareth


WHO: dict[str, Callable[[Session, House], Viewer]] = {
    "mari": lambda db, house: house.mari,
    "circle": _given_all,
    "left": _left,
    "worker": lambda db, house: house.gareth,
    "ended": _ended,
    "out": _run_out,
    "rests": _rests,
    "asked": lambda db, house: house.sian,
    "others": lambda db, house: people.make_person(db, "Rhys", Role.PEER_WORKER),
    "tom": lambda db, house: house.tom,
    "nobody": lambda db, house: people.make_person(db, "Zoe"),
    "office": lambda db, house: house.nia,
    "above": lambda db, house: house.supervisor,
}

COLUMNS = tuple(WHO)

Verb = Callable[[Session, Viewer, House, record.Entries], object]


def _of_house(name: str) -> Verb:
    return lambda db, by, house, _entries: (DEEDS | WITHOUT_TRACE | FINDING)[name].do(db, by, house)


def _of_record(name: str) -> Verb:
    return lambda db, by, _house, entries: record.ALL[name](db, by, entries)


def _of_whats_on(name: str) -> Verb:
    return lambda db, by, house, _entries: whats_on.VERBS[name](db, by, house)


def _say_known_by(db: Session, by: Viewer, house: House, _entries: record.Entries) -> None:
    submission = KnownBySubmission(house.mari.person_id, "the singer")
    somebody.say_known_by(db, by=by, submission=submission)


def _tell_since(db: Session, by: Viewer, house: House, entries: record.Entries) -> None:
    [line] = pursuits.seen(db, opened_records.own(house.mari))
    first_days.tell_since(db, by=by, pursuit=line, day=clock.today())


VERBS: dict[str, Verb] = {
    "first_days.tell_since": _tell_since,
    "somebody.say_known_by": _say_known_by,
}
VERBS |= {name: _of_record(name) for name in record.ALL}
VERBS |= {name: _of_whats_on(name) for name in whats_on.VERBS}
VERBS |= {name: _of_house(name) for name in DEEDS | WITHOUT_TRACE | FINDING}


def table() -> dict[str, dict[str, str]]:
    """The table above as a dict: verb → column → cell."""
    lines = [line.split() for line in MAY.strip().splitlines()]
    return {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in lines}


def doing(db: Session) -> Checks:
    """Everybody × every verb."""
    checks, may = Checks(), table()
    house = make_house(db)
    entries = record.make_entries(db, house.mari)
    for column, who in WHO.items():
        with db.begin_nested() as standing:
            by = who(db, house)
            db.expire_all()
            for name, verb in VERBS.items():
                done = _is_done(db, by, house, entries, name, verb)
                checks.ask(f"{column}: {name}", done, may[name][column] == "x")
            standing.rollback()
        db.expire_all()
    return checks


def _is_done(db: Session, by: Viewer, house: House, entries: record.Entries, name: str, verb: Verb) -> bool:
    with db.begin_nested() as trying:
        try:
            if name in record.UNDOES:
                record.ALL[record.UNDOES[name]](db, house.mari, entries)
            verb(db, by, house, entries)
            return True
        except (NotAllowed, NotHere, Refused):
            return False
        finally:
            trying.rollback()
            db.expire_all()
