"""What a person keeps from a note about them: a strength that was noticed, a step that was agreed, and of
both whatever helps them.

Each line of what a note lists is one of them. Lines are counted from 0, as `written.lines_of` gives
them; a note that was offered never changes, so a line stays what it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import NotNullable, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lrc_portal import access, acting, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Goal, GoalStep, Note, Strength, Way
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.database.read_queries import AnySelect, ReadQuery, tuples_of
from lrc_portal.support import kept_lines
from lrc_portal.support.kept_lines import Line, Listed
from lrc_portal.support.notes.note_views import SHOWN, NoteLine, lines_of
from lrc_portal.vocabulary import NotePart, NoteState, StrengthPlace
from lrc_portal.words.marks import Refused, mark

_COLUMNS = {NotePart.STRENGTHS_NOTICED: Note.strengths_noticed, NotePart.WE_AGREED: Note.we_agreed}


@dataclass(frozen=True)
class KeptFromNotes:
    """What the person kept from notes so far, and the open goals (id → title) that can take a step."""

    strengths: frozenset[Line]
    steps: Mapping[Line, str]
    goals: Mapping[int, str]
    ways: Mapping[NotePart, frozenset[Line]]

    def strengths_of(self, note: NoteLine) -> tuple[Listed, ...]:
        """The strengths that a note lists. One that was kept from a version before is kept."""
        part = NotePart.STRENGTHS_NOTICED
        words = _words_kept(note, part, dict.fromkeys(self.strengths, ""))
        return _listed(note.strengths_noticed, words, self._ways_of(note, part))

    def steps_of(self, note: NoteLine) -> tuple[Listed, ...]:
        """The steps that a note lists, with the goal of each that was kept."""
        part = NotePart.WE_AGREED
        return _listed(note.we_agreed, _words_kept(note, part, self.steps), self._ways_of(note, part))

    def _ways_of(self, note: NoteLine, part: NotePart) -> Mapping[str, str]:
        return _words_kept(note, part, dict.fromkeys(self.ways.get(part, ()), ""))


def read_query(viewer: Viewer) -> ReadQuery[KeptFromNotes]:
    """What the viewer kept from notes about them."""
    strengths = select(NotNullable(Strength.note_id), NotNullable(Strength.note_line)).where(
        relationships.is_own(viewer, Strength.person_id), Strength.note_id.is_not(None)
    )
    steps = (
        select(NotNullable(GoalStep.note_id), NotNullable(GoalStep.note_line), Goal.title)
        .join(Goal, Goal.id == GoalStep.goal_id)
        .where(relationships.is_own(viewer, Goal.person_id), GoalStep.note_id.is_not(None))
    )
    goals = kept_lines.open_goals(viewer)
    helping = select(NotNullable(Way.note_id), NotNullable(Way.note_part), NotNullable(Way.note_line)).where(
        relationships.is_own(viewer, Way.person_id), Way.note_id.is_not(None)
    )
    return ReadQuery(tuples_of(strengths), tuples_of(steps), tuples_of(goals), tuples_of(helping), read=_kept)


def _kept(
    strengths: list[Line],
    steps: list[tuple[int, int, str]],
    goals: list[tuple[int, str]],
    helping: list[tuple[int, NotePart, int]],
) -> KeptFromNotes:
    return KeptFromNotes(
        strengths=frozenset(strengths),
        steps={(note_id, note_line): title for note_id, note_line, title in steps},
        goals=dict(goals),
        ways={
            each: frozenset((note_id, line) for note_id, part, line in helping if part is each)
            for each in NotePart
        },
    )


def keep_strength(
    db: Session,
    *,
    by: Viewer,
    note_id: int,
    line: int,
    place: StrengthPlace = StrengthPlace.SELF,
) -> int:
    """Keep a strength that a note about oneself lists; its place can be changed later.

    Raises `NotAllowed`; `NotHere` for a note that is not about the viewer and for a line that it has
    not; `AlreadySaved` where it is kept; `Refused` where there is a newer version. Returns its id.
    """
    note = _note(db, by, note_id)
    words = kept_lines.line_at(lines_of(note.strengths_noticed), line)
    lists = _versions(db, note, Note.strengths_noticed)
    there = select(Strength.note_id, Strength.note_line).where(
        Strength.person_id == by.person_id, Strength.note_id.in_(lists)
    )
    _not_twice(db, lists, there, words)
    origin = {"note_id": note.id, "note_line": line}
    return kept_lines.add_strength(db, by, words, written_by_id=note.author_id, place=place, **origin)


def keep_step(db: Session, *, by: Viewer, note_id: int, line: int, goal_id: int) -> int:
    """Keep what was agreed as the next step of an open goal of one's own. Raises as `keep_strength`.

    Returns the step's id.
    """
    note = _note(db, by, note_id)
    words = kept_lines.line_at(lines_of(note.we_agreed), line)
    lists = _versions(db, note, Note.we_agreed)
    goal = kept_lines.open_goal(db, by, goal_id)
    there = (
        select(GoalStep.note_id, GoalStep.note_line)
        .join(Goal, Goal.id == GoalStep.goal_id)
        .where(Goal.person_id == by.person_id, GoalStep.note_id.in_(lists))
    )
    _not_twice(db, lists, there, words)
    return kept_lines.add_step(db, by, words, goal=goal, note_id=note.id, note_line=line)


def keep_way(db: Session, *, by: Viewer, note_id: int, part: NotePart, line: int) -> int:
    """Keep a line of a note as something that helps. Raises as `keep_strength`. Returns its id."""
    note = _note(db, by, note_id)
    words = kept_lines.line_at(lines_of(getattr(note, part.value)), line)
    lists = _versions(db, note, _COLUMNS[part])
    there = select(Way.note_id, Way.note_line).where(
        Way.person_id == by.person_id, Way.note_part == part, Way.note_id.in_(lists)
    )
    _not_twice(db, lists, there, words)
    return kept_lines.add_way(db, by, words, note_id=note.id, note_part=part, note_line=line)


def _note(db: Session, by: Viewer, note_id: int) -> Note:
    """A note about the viewer that was offered to them or that they offered, in its newest version."""
    acting.require(by, Permission.KEEP_A_RECORD)
    # Held until the end: of two taps at the same moment the second finds what the first has kept.
    note = db.scalar(
        select(Note)
        .where(
            Note.id == note_id,
            Note.person_id == by.person_id,
            Note.state != NoteState.DRAFT,
            access.readable(by, Note),
        )
        .with_for_update()
    )
    if note is None:
        raise NotHere
    if db.scalar(select(Note.id).where(Note.id == note.id, access.later_version(*SHOWN))):
        raise Refused(mark("There is a newer version of this note. Keep it from that one."))
    return note


def _versions(
    db: Session, note: Note, column: InstrumentedAttribute[str | None]
) -> dict[int, tuple[str, ...]]:
    """What each version of the note lists, by its id."""
    first = note.first_id or note.id
    of_note = or_(Note.id == first, Note.first_id == first)
    rows = db.execute(select(Note.id, column).where(of_note, Note.state != NoteState.DRAFT))
    return {note_id: lines_of(words) for note_id, words in rows}


def _not_twice(db: Session, lists: Mapping[int, tuple[str, ...]], kept: AnySelect, words: str) -> None:
    """Raises `AlreadySaved` where these words were kept, from this version or from one before it."""
    if any(lists[note_id][line] == words for note_id, line in db.execute(kept)):
        raise AlreadySaved


def _words_kept(note: NoteLine, field: str, kept: Mapping[Line, str]) -> dict[str, str]:
    """The words of the lines that were kept, from any version of the note."""
    return {
        words: kept[version.id, line]
        for version in (note, *note.earlier)
        for line, words in enumerate(lines_of(getattr(version, field)))
        if (version.id, line) in kept
    }


def _listed(words: str | None, kept: Mapping[str, str], helping: Mapping[str, str]) -> tuple[Listed, ...]:
    return tuple(
        Listed(line, each, each in kept, kept.get(each) or None, each in helping)
        for line, each in enumerate(lines_of(words))
    )
