"""What somebody keeps of the shelf for themselves: marks of their own, that nobody else is told of."""

from sqlalchemy.orm import Session

from lrc_portal import acting, clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import KeptThing
from lrc_portal.database.portable import hold_person
from lrc_portal.record import audited_writes
from lrc_portal.support.good_to_know import shelf
from lrc_portal.vocabulary import Act, Subject


def keep(db: Session, *, by: Viewer, thing_id: int) -> None:
    """Keep a thing for oneself; nobody else is told. Kept twice is kept. Raises `NotAllowed`, `NotHere`."""
    acting.require_oneself(by)
    shelf.require_readable(db, by, thing_id)
    hold_person(db, by.person_id)
    if db.get(KeptThing, (by.person_id, thing_id)) is None:
        db.add(KeptThing(person_id=by.person_id, useful_thing_id=thing_id, kept_at=clock.now()))
        audited_writes.leave_own_trace(db, by, Act.ADDED, Subject.USEFUL_THING, thing_id)


def let_go(db: Session, *, by: Viewer, thing_id: int) -> None:
    """Keep it no longer. Raises `NotAllowed`, `NotHere`."""
    acting.require_oneself(by)
    kept = db.get(KeptThing, (by.person_id, thing_id))
    if kept is None:
        raise NotHere
    db.delete(kept)
    audited_writes.leave_own_trace(db, by, Act.ERASED, Subject.USEFUL_THING, thing_id)
