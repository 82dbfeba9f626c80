"""“I will be there” and “I was there”: said by a person of themselves, of one date of an event.

It is told to nobody unless they choose. That somebody was there belongs to life around them, and is shared
with it; that they will be is theirs alone, but where they let whoever leads it know.
"""

from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Attendance, Event, EventChange, Person
from lrc_portal.database.portable import at_most, hold_person
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.sharing import trace
from lrc_portal.support.whats_on import events, recurrence
from lrc_portal.support.whats_on.recurrence import Change, Occurrence
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Refused, mark

SAID_WITHIN = timedelta(weeks=4)
"""So long after a date it can be said of it that one was there."""
AHEAD = timedelta(weeks=26)


def say_will_be(db: Session, *, by: Viewer, event_id: int, day: date) -> None:
    """The viewer will be there. Said again it is the same. Raises `NotAllowed`, `NotHere`, `Refused`."""
    there = _date(db, by, event_id, day)
    if there.called_off or there.ends <= clock.now() or there.on > clock.today() + AHEAD:
        raise NotHere
    if _own(db, by, event_id, day) is None:
        _keep(db, by, there)


def say_was_there(db: Session, *, by: Viewer, event_id: int, day: date) -> None:
    """The viewer was there, or is there now. Raises `NotAllowed`, `NotHere`; `Refused` before it begins."""
    there = _date(db, by, event_id, day)
    if there.called_off or there.on < clock.today() - SAID_WITHIN:
        raise NotHere
    if there.begins > clock.now():
        raise Refused(mark("This is still to come. Once it has begun you can say that you were there."))
    stands = _own(db, by, event_id, day)
    if stands is None:
        _keep(db, by, there, there_on=there.on)
    elif stands.there_on is None:
        stands.there_on = there.on
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT, stands.id)


def take_back(db: Session, *, by: Viewer, attendance_id: int) -> None:
    """Nothing stands there any more of the viewer and this date, for anybody. Raises `NotHere`."""
    audited_writes.erase(db, by, Attendance, attendance_id, Subject.EVENT)


def let_leader_know(db: Session, *, by: Viewer, attendance_id: int, told: bool) -> None:
    """Let whoever leads the event know, or no longer. Raises `NotHere`; `Refused` for what is only theirs."""
    row = access.own_row(db, by, Attendance, attendance_id)
    if told and row.only_me:
        raise Refused(mark("This is only for you. Take that back first."))
    _change(db, by, row, leader_told=told, only_me=row.only_me)


def keep_to_me(db: Session, *, by: Viewer, attendance_id: int, only_me: bool) -> None:
    """Nobody else sees it, whatever is shared, and no leader is told; or no longer so. Raises `NotHere`."""
    row = access.own_row(db, by, Attendance, attendance_id)
    _change(db, by, row, leader_told=row.leader_told and not only_me, only_me=only_me)


def told(db: Session, *, by: Viewer, event_id: int, day: date) -> list[str]:
    """As who leads the event: the names of those who chose to let them know of this date, and of nobody else.

    The look leaves its trace with each of them, so it needs a writing session. Raises `NotHere` for who does
    not lead it.
    """
    if not db.scalar(select(exists().where(Event.id == event_id, access.leads_event(by, Event.id)))):
        raise NotHere
    rows = db.execute(
        select(Attendance.person_id, Person.display_name)
        .join(Person, Person.id == Attendance.person_id)
        .where(
            Attendance.event_id == event_id,
            Attendance.day == day,
            access.told_as_leader(by),
            Person.erase_at.is_(None),
        )
        .order_by(Attendance.id)
        .limit(at_most(limits.COUNTED))
    ).all()
    for person_id, _name in rows:
        trace.looked(db, by=by, owner_id=person_id, subjects=[Subject.EVENT])
    return [name for _id, name in rows if name]


def _date(db: Session, by: Viewer, event_id: int, day: date) -> Occurrence:
    acting.require(by, Permission.KEEP_A_RECORD)
    event = db.get(Event, event_id)
    if (
        abs(day - clock.today()) > 2 * AHEAD
        or event is None
        or not recurrence.is_date_of(events.rule_of(event), day)
    ):
        raise NotHere
    row = db.get(EventChange, (event_id, day))
    change = None if row is None else Change(row.day, row.moved_to, row.moved_at)
    return recurrence.occurrence(event_id, events.rule_of(event), day, change)


def _own(db: Session, by: Viewer, event_id: int, day: date) -> Attendance | None:
    hold_person(db, by.person_id)
    return db.scalar(
        select(Attendance).where(
            Attendance.person_id == by.person_id, Attendance.event_id == event_id, Attendance.day == day
        )
    )


def _keep(db: Session, by: Viewer, there: Occurrence, there_on: date | None = None) -> None:
    of_day = (Attendance.person_id == by.person_id, Attendance.day == there.day)
    require_room(db, limits.ATTENDED_A_DAY, Attendance, *of_day)
    row = Attendance(
        person_id=by.person_id,
        event_id=there.event_id,
        day=there.day,
        there_on=there_on,
        leader_told=False,
        only_me=False,
        created_at=clock.now(),
    )
    audited_writes.keep(db, by, row, Subject.EVENT)


def _change(db: Session, by: Viewer, row: Attendance, *, leader_told: bool, only_me: bool) -> None:
    if (row.leader_told, row.only_me) == (leader_told, only_me):
        return
    row.leader_told, row.only_me = leader_told, only_me
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT, row.id)
