"""The four kinds of help over time, by the notes and by what was passed on beside letters: for the person and
for who walks with them.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import Integer, cast, extract, func, select

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Note, NoteAid, ThingPassedOn
from lrc_portal.database.portable import in_bucket
from lrc_portal.database.read_queries import ReadQuery, rows_of, tuples_of
from lrc_portal.series import AidGiven
from lrc_portal.support.notes.note_views import SHOWN
from lrc_portal.vocabulary import Aid, Bucket


def read_query(viewer: Viewer, *, person_id: int) -> ReadQuery[list[AidGiven]]:
    """What was given a person month by month, oldest first, as far as the viewer may read of it.

    A month without any is not in it. Of a note that was corrected the newest version counts; what goes with a
    note is counted by the note, and what was passed on by itself is informational help.
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
    year = cast(extract("year", ThingPassedOn.passed_on_at), Integer).label("year")
    month_of_year = cast(extract("month", ThingPassedOn.passed_on_at), Integer).label("month")
    passed_on = (
        select(year, month_of_year, func.count(ThingPassedOn.id).label("times"))
        .where(
            ThingPassedOn.person_id == person_id,
            ThingPassedOn.note_id.is_(None),
            access.readable(viewer, ThingPassedOn),
        )
        .group_by(year, month_of_year)
    )
    return ReadQuery(rows_of(given, _MonthRow), tuples_of(passed_on), read=_months)


class _MonthRow(NamedTuple):
    month: date
    aid: Aid
    times: int


def _months(rows: list[_MonthRow], passed_on: list[tuple[int, int, int]]) -> list[AidGiven]:
    months: dict[date, Counter[Aid]] = {}
    for row in rows:
        months.setdefault(row.month, Counter())[row.aid] += row.times
    for year, month, times in passed_on:
        months.setdefault(date(year, month, 1), Counter())[Aid.INFORMATIONAL] += times
    return [
        AidGiven(month, {aid: given[aid] for aid in Aid if aid in given})
        for month, given in sorted(months.items())
    ]
