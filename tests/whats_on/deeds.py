"""The verbs of what is on, ready to be done by anybody: to a walk that Gareth leads and Mari goes to."""

from collections.abc import Callable
from datetime import time

from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.support.whats_on import attendance, events, programme
from lrc_portal.support.whats_on.events import MoveSubmission
from tests.people import token
from tests.sharing.house import House
from tests.whats_on.happening import in_weeks, put_on, walk

WhatsOnVerb = Callable[[Session, Viewer, House], object]


def _walk(db: Session, house: House) -> int:
    return put_on(db, house.nia, house.gareth)


def _going(db: Session, house: House) -> int:
    attendance.say_will_be(db, by=house.mari, event_id=_walk(db, house), day=in_weeks(1))
    [line] = [each for each in programme.ahead(house.mari).run(db) if each.mine]
    assert line.mine
    return line.mine.id


def _put_back(db: Session, by: Viewer, house: House) -> None:
    event_id = _walk(db, house)
    events.call_off(db, by=house.nia, event_id=event_id, day=in_weeks(1))
    events.put_back(db, by=by, event_id=event_id, day=in_weeks(1))


VERBS: dict[str, WhatsOnVerb] = {
    "attendance.say_will_be": lambda db, by, h: attendance.say_will_be(
        db, by=by, event_id=_walk(db, h), day=in_weeks(1)
    ),
    "attendance.say_was_there": lambda db, by, h: attendance.say_was_there(
        db, by=by, event_id=_walk(db, h), day=in_weeks(-1)
    ),
    "attendance.take_back": lambda db, by, h: attendance.take_back(db, by=by, attendance_id=_going(db, h)),
    "attendance.let_leader_know": lambda db, by, h: attendance.let_leader_know(
        db, by=by, attendance_id=_going(db, h), told=True
    ),
    "attendance.keep_to_me": lambda db, by, h: attendance.keep_to_me(
        db, by=by, attendance_id=_going(db, h), only_me=True
    ),
    "attendance.told": lambda db, by, h: attendance.told(db, by=by, event_id=_walk(db, h), day=in_weeks(1)),
    "events.add": lambda db, by, h: events.add(db, by=by, submission=walk(token=token())),
    "events.change": lambda db, by, h: events.change(
        db, by=by, event_id=_walk(db, h), submission=walk(place="Roath")
    ),
    "events.name_leader": lambda db, by, h: events.name_leader(
        db, by=by, event_id=_walk(db, h), person_id=h.sian.person_id
    ),
    "events.take_leader_off": lambda db, by, h: events.take_leader_off(
        db, by=by, event_id=_walk(db, h), person_id=h.gareth.person_id
    ),
    "events.end": lambda db, by, h: events.end(db, by=by, event_id=_walk(db, h), last_day=in_weeks(1)),
    "events.call_off": lambda db, by, h: events.call_off(db, by=by, event_id=_walk(db, h), day=in_weeks(1)),
    "events.move": lambda db, by, h: events.move(
        db,
        by=by,
        event_id=_walk(db, h),
        day=in_weeks(1),
        submission=MoveSubmission(in_weeks(2), time(9), token()),
    ),
    "events.put_back": _put_back,
}
