"""The whole way of one person, a year at a time: who walked along, meetings, notes, letters, newest first.

However long the way is, a page reads the list of its years and one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, NotNullable, and_, cast, extract, or_, select, union
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import access, clock, relationships
from lrc_portal.acting import Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import Letter, Meeting, Note, Pairing, Person
from lrc_portal.database.read_queries import ReadQuery, rows_of, together, values_of
from lrc_portal.support.letters import letter_views
from lrc_portal.support.letters.letter_views import LetterLine
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.support.notes import note_views
from lrc_portal.support.notes.note_views import NoteLine
from lrc_portal.vocabulary import MeetingState, NoteState

MOST = 366
"""So many notes, so many meetings and so many letters of one year are read, the newest first."""
LATELY = timedelta(weeks=8)
"""The running year reaches back at least so far: what was lately stays in sight over New Year."""


@dataclass(frozen=True)
class Stretch:
    """Somebody walked along from one day to another, or still does; `after` is who walked before them."""

    pairing_id: int
    peer_worker: str
    first_day: date
    last_day: date | None
    after: str | None


@dataclass(frozen=True)
class Year:
    """One year of the way, with the meetings that no note tells of; from `first` to `last`, both included."""

    year: int
    first: date
    last: date
    stretches: tuple[Stretch, ...]
    notes: tuple[NoteLine, ...]
    meetings: tuple[MeetingLine, ...]
    letters: tuple[LetterLine, ...]
    meeting_of: Mapping[int, MeetingLine]
    """The meetings that notes tell of, by the id of the note."""
    is_whole: bool = True
    """Nothing of this time is left out: there are fewer than `MOST` of each kind."""


def years(viewer: Viewer, person_id: int) -> ReadQuery[list[int]]:
    """The years in which there is something for the viewer to read, newest first."""
    notes = select(_year(Note.day)).where(
        Note.person_id == person_id, Note.state != NoteState.DRAFT, access.readable(viewer, Note)
    )
    held = select(_year(Meeting.day)).where(
        Meeting.person_id == person_id,
        Meeting.state == MeetingState.HELD,
        access.readable(viewer, Meeting),
    )
    walked = _walked(viewer, person_id)
    began = select(_year(Pairing.began_at)).where(walked)
    ended = select(_year(Pairing.ended_at)).where(walked, Pairing.ended_at.is_not(None))
    written = select(_year(Letter.written_at)).where(letter_views.of_walks_with(viewer, person_id))
    return ReadQuery(
        values_of(union(notes, held, began, ended, written)), read=lambda found: sorted(found, reverse=True)
    )


def of_year(viewer: Viewer, person_id: int, year: int) -> ReadQuery[Year]:
    """What stands in one year. What waits for the viewer's answer is not in it: it stands elsewhere.

    The running year begins in the year before while it is younger than `LATELY`.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    if year == clock.today().year:
        first = min(first, clock.today() - LATELY)

    def make(
        stretches: list[Stretch], notes: list[NoteLine], met: list[MeetingLine], letters: list[LetterLine]
    ) -> Year:
        noted = {note.meeting_id for note in notes}
        by_id = {each.id: each for each in met}
        return Year(
            year,
            first,
            last,
            tuple(
                each
                for each in stretches
                if each.first_day <= last and (each.last_day is None or each.last_day >= first)
            ),
            tuple(note for note in notes if not (note.for_me and note.state is NoteState.OFFERED)),
            tuple(each for each in met if each.state is MeetingState.HELD and each.id not in noted),
            tuple(letters),
            {note.id: by_id[note.meeting_id] for note in notes if note.meeting_id in by_id},
            is_whole=max(len(notes), len(met), len(letters)) < MOST,
        )

    return together(
        make,
        stretches=_stretches(viewer, person_id),
        notes=note_views.read_query(
            viewer, person_id=person_id, start=first, end=last, states=note_views.SHOWN, most=MOST
        ),
        met=meetings.read_query(viewer, person_id=person_id, start=first, end=last, most=MOST),
        letters=letter_views.with_peer_worker(viewer, person_id, start=first, end=last, most=MOST),
    )


# Made once: an alias is dear to make.
_WORKER, _BEFORE, _BEFORE_WORKER = alias_of(Person), alias_of(Pairing), alias_of(Person)


def _stretches(viewer: Viewer, person_id: int) -> ReadQuery[list[Stretch]]:
    # Who was only tried came after nobody: the walk before went on.
    came_after = and_(_BEFORE.id == Pairing.follows_id, ~Pairing.is_trial)
    stretches = (
        select(
            Pairing.id,
            _WORKER.display_name,
            NotNullable(Pairing.began_at),
            Pairing.ended_at,
            Pairing.last_day,
            _BEFORE_WORKER.display_name.label("after"),
        )
        .join(_WORKER, _WORKER.id == Pairing.peer_worker_id)
        .outerjoin(_BEFORE, and_(came_after, relationships.is_own(viewer, _BEFORE.person_id)))
        .outerjoin(_BEFORE_WORKER, _BEFORE_WORKER.id == _BEFORE.peer_worker_id)
        .where(_walked(viewer, person_id))
        .order_by(Pairing.began_at, Pairing.id)
    )
    return ReadQuery(rows_of(stretches, _StretchRow), read=_read)


class _StretchRow(NamedTuple):
    id: int
    display_name: str | None
    began_at: datetime
    ended_at: datetime | None
    last_day: date | None
    after: str | None


def _read(rows: list[_StretchRow]) -> list[Stretch]:
    return [
        Stretch(row.id, row.display_name or "", clock.local(row.began_at).date(), _last_day(row), row.after)
        for row in rows
    ]


def _last_day(row: _StretchRow) -> date | None:
    """The day on which it ended; or the last day of whoever left, once that has passed."""
    if row.ended_at is not None:
        ended = clock.local(row.ended_at).date()
        return min(ended, row.last_day) if row.last_day else ended
    return row.last_day if row.last_day is not None and row.last_day < clock.today() else None


def _walked(viewer: Viewer, person_id: int) -> ColumnElement[bool]:
    """The person's own walks; a peer worker's, while it is live."""
    return and_(
        Pairing.person_id == person_id,
        Pairing.began_at.is_not(None),
        or_(
            relationships.is_own(viewer, Pairing.person_id),
            and_(Pairing.peer_worker_id == viewer.person_id, relationships.pairing_is_live()),
        ),
    )


def _year(column: SQLCoreOperations[date] | SQLCoreOperations[datetime | None]) -> ColumnElement[int]:
    return cast(extract("year", column), Integer).label("year")
