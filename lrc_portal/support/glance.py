"""The community at a glance, for a coordinator: between whom the agreed rhythm has come round."""

from datetime import date, timedelta

from sqlalchemy import func, select

from lrc_portal import acting, clock, standing
from lrc_portal.acting import Doing, Viewer
from lrc_portal.database.asking import Question, Rows
from lrc_portal.database.models import Meeting, Pairing
from lrc_portal.support.meetings import A_WHILE
from lrc_portal.vocabulary import MeetingState


def due(viewer: Viewer) -> Question[frozenset[int]]:
    """As a coordinator: the pairings whose next meeting is due, and nothing planned. Raises `NotAllowed`.

    As `pairings.Walk.is_due`. Of meetings only that is told: no day, no kind, no place.
    """
    acting.require(viewer, Doing.RUN_THE_SERVICE)
    today = clock.today()
    planned = (Meeting.state == MeetingState.PLANNED) & (Meeting.day >= today - A_WHILE)
    met = (
        select(
            Pairing.id,
            Pairing.began_at,
            Pairing.rhythm_days,
            func.max(Meeting.day).filter(Meeting.state == MeetingState.HELD).label("last"),
            func.count(Meeting.id).filter(planned).label("planned"),
        )
        .outerjoin(Meeting, Meeting.pairing_id == Pairing.id)
        .where(standing.pairing_is_live(), Pairing.rhythm_days.is_not(None))
        .group_by(Pairing.id, Pairing.began_at, Pairing.rhythm_days)
    )
    return Question((met,), lambda rows: _due(rows, today))


def _due(rows: Rows, today: date) -> frozenset[int]:
    return frozenset(
        row.id
        for row in rows
        if not row.planned
        and (row.last or clock.local(row.began_at).date()) + timedelta(days=row.rhythm_days) <= today
    )
