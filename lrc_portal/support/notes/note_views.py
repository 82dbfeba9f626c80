"""Notes as they are read: each in its newest version, with the versions before it behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import Select, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits, relationships
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import Note, NoteAid, NoteElement, Pairing, Person
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import (
    AnySelect,
    ReadQuery,
    only,
    rows_of,
    together,
    tuples_of,
    values_of,
)
from lrc_portal.support.good_to_know.passing_on import GoesAlong, going_along
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import Aid, Element, MeetingKind, NoteState

Values = TypeVarTuple("Values")

SHOWN = (NoteState.OFFERED, NoteState.AGREED, NoteState.DIFFERING)


class WaitingNote(NamedTuple):
    """A note that waits for the viewer's answer, and who wrote it."""

    id: int
    pairing_id: int
    author: str


@dataclass(frozen=True)
class NoteLine:
    """A note to show.

    `author` wrote it and `other` answers it: one is the person it is about, the other their peer
    worker. `own_account` is the account of `other`. `is_mine` says that the viewer wrote it, `for_me`
    that the viewer is who answers. `earlier` are the versions before it, newest first.
    `passed_on` are the useful things that go with it.
    """

    id: int
    person_id: int
    pairing_id: int
    author_id: int
    author: str
    other: str
    day: date
    kind: MeetingKind
    state: NoteState
    talked_about: str | None
    strengths_noticed: str | None
    we_agreed: str | None
    own_account: str | None
    answered_on: date | None
    meeting_id: int | None
    is_goodbye: bool
    aids: tuple[Aid, ...]
    elements: tuple[Element, ...]
    is_mine: bool
    for_me: bool
    earlier: tuple["NoteLine", ...] = ()
    passed_on: tuple[GoesAlong, ...] = ()

    @property
    def version(self) -> str:
        """Of what its author can change while it is a draft."""
        words = (self.talked_about, self.strengths_noticed, self.we_agreed)
        return draft_version(self.day, self.kind, self.aids, self.elements, *words)

    @property
    def by_person(self) -> bool:
        """Written by the person it is about."""
        return self.author_id == self.person_id


def draft_version(
    day: date | None,
    kind: MeetingKind | None,
    aids: Iterable[Aid],
    elements: Iterable[Element],
    *words: str | None,
) -> str:
    """The version of a draft with these values and these three texts, as they are kept."""
    return version_of(day, kind, frozenset(aids), frozenset(elements), *words)


def lines_of(words: str | None) -> tuple[str, ...]:
    """What a note lists, one thing a line; empty lines, dashes and dots before a line are no part of it."""
    stripped = (line.strip().lstrip("-–•*·").strip() for line in (words or "").splitlines())
    return tuple(line for line in stripped if line)


def seen(
    db: Session,
    viewer: Viewer,
    *,
    person_id: int,
    start: date | None = None,
    end: date | None = None,
    states: Iterable[NoteState] = (),
    most: int = limits.NOTES_AT_MOST,
) -> list[NoteLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(viewer, person_id=person_id, start=start, end=end, states=states, most=most).run(db)


def read_query(
    viewer: Viewer,
    *,
    person_id: int,
    start: date | None = None,
    end: date | None = None,
    states: Iterable[NoteState] = (),
    most: int = limits.NOTES_AT_MOST,
) -> ReadQuery[list[NoteLine]]:
    """The notes about a person that the viewer may see, newest first.

    Of a note that was corrected it is the newest version in one of `states`, so that none is told
    twice. Without `states` the viewer's own drafts are there too, beside what they are to replace.
    """
    among = tuple(states)
    wanted = (
        _notes(viewer)
        .where(Note.person_id == person_id, ~access.later_version(*(among or SHOWN)))
        .order_by(Note.day.desc(), Note.id.desc())
        .limit(at_most(most))
    )
    if start is not None:
        wanted = wanted.where(Note.day >= start)
    if end is not None:
        wanted = wanted.where(Note.day <= end)
    if among:
        wanted = wanted.where(Note.state.in_(among))
    return _told(viewer, wanted)


def to_answer(viewer: Viewer, *, most: int = limits.NOTES_AT_MOST) -> ReadQuery[list[NoteLine]]:
    """What a peer worker wrote about the viewer and waits for the viewer's answer, oldest first."""
    return _waiting(viewer, most, Note.person_id == viewer.person_id)


def who_waits(viewer: Viewer, *, most: int) -> ReadQuery[list[WaitingNote]]:
    """The same, without what the notes say."""
    return _who_waits(viewer, most, Note.person_id == viewer.person_id)


def to_answer_as_peer_worker(
    viewer: Viewer, *, pairing_id: int | None = None, most: int = limits.NOTES_AT_MOST
) -> ReadQuery[list[NoteLine]]:
    """What people the viewer walks with (or the one of this pairing) offer for an answer, oldest first."""
    return _waiting(viewer, most, *_of_whom_they_walk_with(viewer, pairing_id))


def who_waits_for_peer_worker(viewer: Viewer, *, most: int) -> ReadQuery[list[WaitingNote]]:
    """The same of everybody they walk with, without what the notes say."""
    return _who_waits(viewer, most, *_of_whom_they_walk_with(viewer))


def _of_whom_they_walk_with(
    viewer: Viewer, pairing_id: int | None = None
) -> tuple[relationships.Condition, ...]:
    acting.require(viewer, Permission.WALK_WITH_PEOPLE)
    walking = select(Pairing.id).where(Pairing.peer_worker_id == viewer.person_id)
    of_pairing = Note.pairing_id.in_(walking) if pairing_id is None else Note.pairing_id == pairing_id
    return Note.person_id != viewer.person_id, of_pairing


def written_by(
    viewer: Viewer, *, pairing_id: int | None = None, most: int = limits.NOTES_AT_MOST
) -> ReadQuery[list[NoteLine]]:
    """A peer worker's notes of the pairings that are live (or of this one), drafts first, then the newest."""
    acting.require(viewer, Permission.WALK_WITH_PEOPLE)
    of_pairing = () if pairing_id is None else (Note.pairing_id == pairing_id,)
    return _by_viewer(viewer, Note.person_id != viewer.person_id, *of_pairing, most=most)


def how_many_drafts(viewer: Viewer) -> ReadQuery[int]:
    """As a peer worker: how many notes one has begun about the people one walks with."""
    acting.require(viewer, Permission.WALK_WITH_PEOPLE)
    begun = select(func.count(Note.id).label("n")).where(
        access.readable(viewer, Note),
        Note.author_id == viewer.person_id,
        Note.person_id != viewer.person_id,
        Note.state == NoteState.DRAFT,
    )
    return ReadQuery(values_of(begun), read=only)


def drafts_about_me(viewer: Viewer, *, most: int = limits.NOTES_AT_MOST) -> ReadQuery[list[NoteLine]]:
    """The notes that the viewer has begun about meetings of their own, newest first."""
    begun = (Note.person_id == viewer.person_id, Note.state == NoteState.DRAFT)
    return _by_viewer(viewer, *begun, most=most)


def draft(viewer: Viewer, note_id: int) -> ReadQuery[NoteLine | None]:
    """One draft of the viewer's own, to go on with; None where it has ended or is not theirs."""
    found = _by_viewer(viewer, Note.id == note_id, Note.state == NoteState.DRAFT)
    return together(lambda notes: notes[0] if notes else None, found)


def noted_by_the_other(viewer: Viewer, note_id: int) -> ReadQuery[str | None]:
    """Who else has written about the meeting of this note of the viewer's, where the viewer may see that."""
    meeting = select(_MINE.meeting_id).where(_MINE.id == note_id, _MINE.author_id == viewer.person_id)
    authors = (
        select(_AUTHOR.display_name)
        .select_from(Note)
        .join(_AUTHOR, _AUTHOR.id == Note.author_id)
        .where(
            access.readable(viewer, Note),
            Note.author_id != viewer.person_id,
            Note.state.in_(SHOWN),
            Note.meeting_id.in_(meeting),
        )
        .order_by(Note.id)
        .limit(at_most(1))
    )
    return ReadQuery(values_of(authors), read=lambda found: (found[0] or "") if found else None)


def answered_by(viewer: Viewer) -> relationships.Condition:
    """The viewer is who answers the note: the other one of its pairing, a peer worker while it is live."""
    as_person = and_(relationships.is_own(viewer, Note.person_id), Note.author_id != viewer.person_id)
    as_peer_worker = and_(Note.author_id == Note.person_id, access.of_live_pairing(viewer))
    return or_(as_person, as_peer_worker)


def _waiting(viewer: Viewer, most: int, *conditions: relationships.Condition) -> ReadQuery[list[NoteLine]]:
    return _told(viewer, _that_wait(viewer, _notes(viewer), most, *conditions))


def _who_waits(
    viewer: Viewer, most: int, *conditions: relationships.Condition
) -> ReadQuery[list[WaitingNote]]:
    names = (
        select(Note.id, Note.pairing_id, _AUTHOR.display_name.label("author"))
        .join(_AUTHOR, _AUTHOR.id == Note.author_id)
        .where(access.readable(viewer, Note))
    )
    found = tuples_of(_that_wait(viewer, names, most, *conditions))
    return ReadQuery(
        found, read=lambda rows: [WaitingNote(note, pairing, author or "") for note, pairing, author in rows]
    )


def _that_wait(
    viewer: Viewer, among: Select[*Values], most: int, *conditions: relationships.Condition
) -> Select[*Values]:
    """Those of them that wait for the viewer's answer, oldest first."""
    waits = (Note.state == NoteState.OFFERED, answered_by(viewer), ~access.later_version(*SHOWN))
    return among.where(*waits, *conditions).order_by(Note.day, Note.id).limit(at_most(most))


def _by_viewer(
    viewer: Viewer, *conditions: relationships.Condition, most: int = limits.NOTES_AT_MOST
) -> ReadQuery[list[NoteLine]]:
    wanted = (
        _notes(viewer)
        .where(Note.author_id == viewer.person_id, *conditions)
        .order_by(Note.state != NoteState.DRAFT, Note.day.desc(), Note.id.desc())
        .limit(at_most(most))
    )
    return _told(viewer, wanted)


# Under other names: the rules ask of pairings and people by theirs. Made once: an alias is dear to make.
_AUTHOR, _OTHER, _PAIRING, _LATER = alias_of(Person), alias_of(Person), alias_of(Pairing), alias_of(Note)
_MINE = alias_of(Note)


def _notes(viewer: Viewer) -> AnySelect:
    """Notes that the viewer may see, with both names and whether the viewer is who answers."""
    return _with_names().add_columns(answered_by(viewer).label("for_me")).where(access.readable(viewer, Note))


@cache
def _with_names() -> AnySelect:
    """Notes, each with the name of the other of the two: of nobody in particular, so made once."""
    # Looked up for each note: with a join PostgreSQL may read all pairings there are.
    worker = select(_PAIRING.peer_worker_id).where(_PAIRING.id == Note.pairing_id)
    answers = case(
        (Note.author_id == Note.person_id, worker.correlate_except(_PAIRING).scalar_subquery()),
        else_=Note.person_id,
    )
    other = select(_OTHER.display_name).where(_OTHER.id == answers).correlate_except(_OTHER)
    return select(
        Note.id,
        Note.person_id,
        Note.author_id,
        Note.pairing_id,
        Note.meeting_id,
        Note.first_id,
        Note.day,
        Note.kind,
        Note.state,
        Note.talked_about,
        Note.strengths_noticed,
        Note.we_agreed,
        Note.own_account,
        Note.answered_at,
        Note.is_goodbye,
        _AUTHOR.display_name.label("author"),
        other.scalar_subquery().label("other"),
    ).join(_AUTHOR, _AUTHOR.id == Note.author_id)


def _told(viewer: Viewer, wanted: AnySelect) -> ReadQuery[list[NoteLine]]:
    """Notes with the versions before each, and what kinds of help and parts of recovery all of them name.

    What is asked beside the notes begins with them: of all the notes there are, none but theirs are read.
    """
    shown = wanted.with_only_columns(Note.id, Note.first_id, maintain_column_froms=True).cte()
    first = select(shown.c.first_id).where(shown.c.first_id.is_not(None))
    between = select(_LATER.id).join(shown, and_(_LATER.first_id == shown.c.first_id, _LATER.id < shown.c.id))
    earlier = union_all(first, between).subquery()
    before = (
        _notes(viewer)
        .where(
            Note.id.in_(select(earlier.c[0])),
            Note.state != NoteState.DRAFT,
            Note.id.not_in(select(shown.c.id)),
        )
        .order_by(Note.id.desc())
    )
    every = union_all(select(shown.c.id), select(earlier.c[0])).subquery()
    aids = select(NoteAid.note_id, NoteAid.aid).where(NoteAid.note_id.in_(select(every.c[0])))
    elements = select(NoteElement.note_id, NoteElement.element).where(
        NoteElement.note_id.in_(select(every.c[0]))
    )
    notes = ReadQuery(
        rows_of(wanted, _NoteRow),
        rows_of(before, _NoteRow),
        tuples_of(aids),
        tuples_of(elements),
        read=partial(_lines, viewer),
    )
    return together(_with_things, notes=notes, along=going_along(viewer, select(every.c[0])))


def _with_things(notes: list[NoteLine], along: list[GoesAlong]) -> list[NoteLine]:
    """The notes, and the versions before them, with what goes with each."""
    of_note: dict[int, tuple[GoesAlong, ...]] = {}
    for thing in along:
        of_note[thing.note_id] = (*of_note.get(thing.note_id, ()), thing)
    if not of_note:
        return notes
    return [
        replace(
            note,
            earlier=tuple(replace(each, passed_on=of_note.get(each.id, ())) for each in note.earlier),
            passed_on=of_note.get(note.id, ()),
        )
        for note in notes
    ]


class _NoteRow(NamedTuple):
    id: int
    person_id: int
    author_id: int
    pairing_id: int
    meeting_id: int | None
    first_id: int | None
    day: date
    kind: MeetingKind
    state: NoteState
    talked_about: str | None
    strengths_noticed: str | None
    we_agreed: str | None
    own_account: str | None
    answered_at: datetime | None
    is_goodbye: bool
    author: str | None
    other: str | None
    for_me: bool


def _lines(
    viewer: Viewer,
    wanted: list[_NoteRow],
    before: list[_NoteRow],
    aids: list[tuple[int, Aid]],
    elements: list[tuple[int, Element]],
) -> list[NoteLine]:
    aids_of: dict[int, set[Aid]] = {}
    for note_id, aid in aids:
        aids_of.setdefault(note_id, set()).add(aid)
    elements_of: dict[int, set[Element]] = {}
    for note_id, element in elements:
        elements_of.setdefault(note_id, set()).add(element)

    def line(note: _NoteRow) -> NoteLine:
        return NoteLine(
            id=note.id,
            person_id=note.person_id,
            pairing_id=note.pairing_id,
            author_id=note.author_id,
            author=note.author or "",
            other=note.other or "",
            day=note.day,
            kind=note.kind,
            state=note.state,
            talked_about=note.talked_about,
            strengths_noticed=note.strengths_noticed,
            we_agreed=note.we_agreed,
            own_account=note.own_account,
            answered_on=clock.local(note.answered_at).date() if note.answered_at else None,
            meeting_id=note.meeting_id,
            is_goodbye=note.is_goodbye,
            aids=tuple(aid for aid in Aid if aid in aids_of.get(note.id, ())),
            elements=tuple(element for element in Element if element in elements_of.get(note.id, ())),
            is_mine=viewer.preview is None and note.author_id == viewer.person_id,
            for_me=note.for_me,
        )

    versions: dict[int, list[NoteLine]] = {}
    for note in before:
        versions.setdefault(note.first_id or note.id, []).append(line(note))
    return [
        replace(
            line(note),
            earlier=tuple(each for each in versions.get(note.first_id or note.id, ()) if each.id < note.id),
        )
        for note in wanted
    ]
