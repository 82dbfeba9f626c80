"""From which day a meeting is due between two who walk together, kept beside the pairing.

To find the few that are due, nobody's meetings are read: the day follows each change of a meeting or a
pairing, in the same transaction. It says more than a coordinator is told, so it is nobody's but the two's.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, event, exists, func, select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.engine import at_the_end
from lrc_portal.database.models import Meeting, MeetingDue, Pairing
from lrc_portal.database.portable import at_most, insert
from lrc_portal.database.row_security import System, beyond
from lrc_portal.relationships import Condition
from lrc_portal.vocabulary import MeetingState

A_WHILE = timedelta(weeks=4)
"""So long after its day both are asked whether they met; then nobody is, and it is forgotten."""

_TOUCHED = "lrc_pairings_touched"
_AT_ONCE = 500


def first_day(began_at: datetime, rhythm_days: int, last_met: date | None, last_planned: date | None) -> date:
    """The rhythm has come round, and no meeting is planned or waits to be said whether it was held."""
    comes_round = (last_met or clock.local(began_at).date()) + timedelta(days=rhythm_days)
    if last_planned is None:
        return comes_round
    return max(comes_round, last_planned + A_WHILE + timedelta(days=1))


def keep(db: Session, pairing_ids: Iterable[int]) -> None:
    """Work the days of these pairings out anew; one that has not begun, or is closed, has none."""
    ids = sorted(set(pairing_ids))
    held = func.max(Meeting.day).filter(Meeting.state == MeetingState.HELD)
    planned = func.max(Meeting.day).filter(Meeting.state == MeetingState.PLANNED)
    walking = (
        select(Pairing.id, Pairing.began_at, Pairing.rhythm_days, held, planned)
        .outerjoin(Meeting, Meeting.pairing_id == Pairing.id)
        .where(Pairing.id.in_(ids), *_has_a_rhythm())
        .group_by(Pairing.id, Pairing.began_at, Pairing.rhythm_days)
    )
    with beyond(db, System.RHYTHM):
        rows = [
            {"pairing_id": pairing_id, "due_from": first_day(began_at, rhythm_days, last_met, last_planned)}
            for pairing_id, began_at, rhythm_days, last_met, last_planned in db.execute(walking).all()
            if began_at is not None and rhythm_days is not None
        ]
        stay = [row["pairing_id"] for row in rows]
        gone = MeetingDue.pairing_id.in_(ids) & MeetingDue.pairing_id.not_in(stay)
        db.execute(delete(MeetingDue).where(gone))
        if rows:
            written = insert(db, MeetingDue).values(rows)
            db.execute(
                written.on_conflict_do_update(
                    index_elements=["pairing_id"], set_={"due_from": written.excluded.due_from}
                )
            )


def fill(db: Session) -> None:
    """Work out the days that are not there yet, such as those of pairings from before they were kept."""
    missing = (
        select(Pairing.id)
        .where(*_has_a_rhythm(), ~exists().where(MeetingDue.pairing_id == Pairing.id))
        .order_by(Pairing.id)
        .limit(at_most(_AT_ONCE))
    )
    while ids := db.scalars(missing).all():
        keep(db, ids)


def _has_a_rhythm() -> tuple[Condition, ...]:
    return Pairing.began_at.is_not(None), Pairing.rhythm_days.is_not(None), Pairing.ended_at.is_(None)


@event.listens_for(Session, "after_flush")
def _something_changed(db: Session, _flush: object) -> None:
    changed = [each for each in (*db.new, *db.dirty, *db.deleted) if isinstance(each, Meeting | Pairing)]
    touched = {each.id if isinstance(each, Pairing) else each.pairing_id for each in changed} - {None}
    if touched:
        db.info.setdefault(_TOUCHED, set()).update(touched)
        at_the_end(db, _keep_touched)


def _keep_touched(db: Session) -> None:
    keep(db, db.info.pop(_TOUCHED, ()))
