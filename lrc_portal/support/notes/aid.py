"""The four kinds of help over time, as the notes name them: for the person and for who walks with them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Note, NoteAid
from lrc_portal.database.portable import in_bucket
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.series import AidGiven
from lrc_portal.support.notes.note_views import SHOWN
from lrc_portal.vocabulary import Aid, Bucket


def read_query(viewer: Viewer, *, person_id: int) -> ReadQuery[list[AidGiven]]:
    """What was given a person month by month, oldest first, in the notes that the viewer may read.

    A month without a note is not in it. Of a note that was corrected the newest version counts.
    """
    month = in_bucket(Note.day, Bucket.MONTH).label("month")
    given = (
        select(month, NoteAid.aid, func.count(Note.id).label("times"))
        .join(NoteAid, NoteAid.note_id == Note.id)
        .where(
            Note.person_id == person_id,
            Note.state.in_(SHOWN),
            ~access.later_version(*SHOWN),
            access.readable(viewer, Note),
        )
        .group_by(month, NoteAid.aid)
        .order_by(month)
    )
    return ReadQuery(rows_of(given, _MonthRow), read=_months)


class _MonthRow(NamedTuple):
    month: date
    aid: Aid
    times: int


def _months(rows: list[_MonthRow]) -> list[AidGiven]:
    months: dict[date, dict[Aid, int]] = {}
    for row in rows:
        months.setdefault(row.month, {})[row.aid] = row.times
    return [
        AidGiven(month, {aid: given[aid] for aid in Aid if aid in given}) for month, given in months.items()
    ]
