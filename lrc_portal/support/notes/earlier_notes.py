"""The notes of earlier walks, for the person to choose which of them whoever follows reads.

Only what is needed to choose: when, and by whom. So a great many stand to choose from, the newest.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from lrc_portal import access, limits, relationships
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Note, Person
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, rows_of, tuples_of
from lrc_portal.vocabulary import ANSWERED_NOTES


@dataclass(frozen=True)
class EarlierNote:
    """An answered note in its newest version; `first_id` is the version under which it is passed on."""

    id: int
    first_id: int
    pairing_id: int
    day: date
    author: str


def read_query(viewer: Viewer) -> ReadQuery[list[EarlierNote]]:
    """The answered notes about the viewer, newest first, as many as stand to be chosen from at most."""
    answered = (
        relationships.is_own(viewer, Note.person_id),
        access.readable(viewer, Note),
        Note.state.in_(ANSWERED_NOTES),
        ~access.later_version(*ANSWERED_NOTES),
    )
    first = access.FIRST_VERSION.label("first_id")
    notes = (
        select(Note.id, first, Note.pairing_id, Note.day, Note.author_id)
        .where(*answered)
        .order_by(Note.day.desc(), Note.id.desc())
        .limit(at_most(limits.EARLIER_NOTES_AT_MOST))
    )
    authors = select(Person.id, Person.display_name).where(
        Person.id.in_(select(Note.author_id).where(*answered))
    )
    return ReadQuery(rows_of(notes, _NoteRow), tuples_of(authors), read=_read)


class _NoteRow(NamedTuple):
    id: int
    first_id: int
    pairing_id: int
    day: date
    author_id: int


def _read(notes: list[_NoteRow], authors: list[tuple[int, str | None]]) -> list[EarlierNote]:
    display_name = dict(authors)
    return [
        EarlierNote(row.id, row.first_id, row.pairing_id, row.day, display_name[row.author_id] or "")
        for row in notes
    ]
