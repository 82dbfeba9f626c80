"""Meetings and notes read together: the viewer's own, and those with one person they walk with."""

from dataclasses import dataclass, replace

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.read_queries import ReadQuery, together
from lrc_portal.support import story
from lrc_portal.support.meetings import agenda, areas, meetings
from lrc_portal.support.meetings.agenda import AgendaLine
from lrc_portal.support.meetings.meetings import Around, MeetingLine
from lrc_portal.support.notes import keep_from_note, note_views
from lrc_portal.support.notes.keep_from_note import KeptFromNotes
from lrc_portal.support.notes.note_views import NoteLine
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.vocabulary import Facet


@dataclass(frozen=True)
class Mine:
    """What stands about the viewer: notes and meetings, and what they want to talk about.

    `met` are the meetings of the last weeks, `begun` the viewer's own drafts about themselves.
    """

    to_answer: list[NoteLine]
    notes: list[NoteLine]
    begun: list[NoteLine]
    keeps: KeptFromNotes
    years: list[int]
    met: list[MeetingLine]
    around: Around
    agenda: list[AgendaLine]
    areas: tuple[Facet, ...]
    paired: list[PairingLine]


def mine(viewer: Viewer, *, to_answer: int, drafts: int, around: int) -> ReadQuery[Mine]:
    """All of it, of three lists at most so many."""
    me, today = viewer.person_id, clock.today()
    own = replace(viewer, looks_at=me)
    return together(
        Mine,
        to_answer=note_views.to_answer(own, most=to_answer),
        notes=note_views.read_query(own, person_id=me),
        begun=note_views.drafts_about_me(own, most=drafts),
        keeps=keep_from_note.read_query(own),
        years=story.years(own, me),
        met=meetings.read_query(own, person_id=me, start=today - meetings.A_WHILE, end=today),
        around=meetings.around_me(own, most=around),
        agenda=agenda.read_query(own, me),
        areas=areas.read_query(own, me),
        paired=pairing_views.mine(viewer),
    )


@dataclass(frozen=True)
class OfWalk:
    """What a peer worker reads about one person they walk with, and writes: `written` are their own notes."""

    agenda: list[AgendaLine]
    years: list[int]
    met: list[MeetingLine]
    around: Around
    notes: list[NoteLine]
    written: list[NoteLine]
    to_answer: list[NoteLine]


def of_walk(
    viewer: Viewer, pairing: PairingLine, *, to_answer: int, drafts: int, around: int
) -> ReadQuery[OfWalk]:
    """All of it, of three lists at most so many. The look leaves its trace before."""
    person_id = pairing.person_id
    look = replace(viewer, looks_at=person_id)
    return together(
        OfWalk,
        agenda=agenda.read_query(look, person_id),
        years=story.years(look, person_id),
        met=meetings.read_query(look, pairing_id=pairing.id, end=clock.today()),
        around=meetings.around_pairing(look, pairing.id, most=around),
        notes=note_views.read_query(look, person_id=person_id),
        written=note_views.written_by(look, pairing_id=pairing.id, most=drafts),
        to_answer=note_views.to_answer_as_peer_worker(look, pairing_id=pairing.id, most=to_answer),
    )
