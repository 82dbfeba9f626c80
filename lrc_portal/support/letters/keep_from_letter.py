"""What a person keeps from a letter: a sentence of it as a strength of their own, or as a step of a goal.

Sentences are counted from 0; a letter never changes but for being taken back, and what was kept stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import NotNullable, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Goal, GoalStep, Letter, Strength
from lrc_portal.database.portable import AlreadySaved, at_most, hold_person
from lrc_portal.database.read_queries import ReadQuery, tuples_of
from lrc_portal.support import kept_lines
from lrc_portal.support.kept_lines import Line, Listed
from lrc_portal.support.letters.letter_views import LetterLine
from lrc_portal.vocabulary import StrengthPlace

_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def sentences_of(words: str | None) -> tuple[str, ...]:
    """The sentences of a letter; each line ends one too."""
    return tuple(each.strip() for each in _END.split(words or "") if each.strip())


@dataclass(frozen=True)
class KeptFromLetters:
    """What the person kept from letters so far, and the open goals (id → title) that can take a step."""

    strengths: frozenset[Line]
    steps: Mapping[Line, str]
    goals: Mapping[int, str]

    def of(self, letter: LetterLine) -> tuple[Listed, ...]:
        """The sentences of a letter, with what was kept of them."""
        return tuple(
            Listed(line, words, (letter.id, line) in self.strengths, self.steps.get((letter.id, line)))
            for line, words in enumerate(sentences_of(letter.words))
        )


def read_query(viewer: Viewer) -> ReadQuery[KeptFromLetters]:
    """What the viewer kept from letters."""
    strengths = select(NotNullable(Strength.letter_id), NotNullable(Strength.letter_line)).where(
        relationships.is_own(viewer, Strength.person_id), Strength.letter_id.is_not(None)
    )
    steps = (
        select(NotNullable(GoalStep.letter_id), NotNullable(GoalStep.letter_line), Goal.title)
        .join(Goal, Goal.id == GoalStep.goal_id)
        .where(relationships.is_own(viewer, Goal.person_id), GoalStep.letter_id.is_not(None))
    )
    return ReadQuery(
        tuples_of(strengths),
        tuples_of(steps),
        tuples_of(kept_lines.open_goals(viewer)),
        read=lambda strengths, steps, goals: KeptFromLetters(
            frozenset(strengths),
            {(letter_id, line): title for letter_id, line, title in steps},
            dict(goals),
        ),
    )


def keep_strength(
    db: Session, *, by: Viewer, letter_id: int, line: int, place: StrengthPlace = StrengthPlace.SELF
) -> int:
    """Keep a sentence among one's strengths; its place can be changed later. Returns its id.

    Raises `NotAllowed`; `NotHere` for a letter that the viewer cannot read and a sentence that it has not;
    `AlreadySaved` where it is kept; `Refused` where it is too long.
    """
    letter, words = _sentence(db, by, letter_id, line)
    kept = (Strength.person_id == by.person_id, Strength.letter_id == letter_id, Strength.letter_line == line)
    if db.scalar(select(Strength.id).where(*kept).limit(at_most(1))) is not None:
        raise AlreadySaved
    origin = {"letter_id": letter_id, "letter_line": line}
    return kept_lines.add_strength(db, by, words, written_by_id=letter.writer_id, place=place, **origin)


def keep_step(db: Session, *, by: Viewer, letter_id: int, line: int, goal_id: int) -> int:
    """Keep a sentence as the next step of an open goal of one's own. Raises as `keep_strength`.

    Returns the step's id.
    """
    _letter, words = _sentence(db, by, letter_id, line)
    goal = kept_lines.open_goal(db, by, goal_id)
    kept = select(GoalStep.id).join(Goal, Goal.id == GoalStep.goal_id)
    where = (Goal.person_id == by.person_id, GoalStep.letter_id == letter_id, GoalStep.letter_line == line)
    if db.scalar(kept.where(*where).limit(at_most(1))) is not None:
        raise AlreadySaved
    return kept_lines.add_step(db, by, words, goal=goal, letter_id=letter_id, letter_line=line)


def _sentence(db: Session, by: Viewer, letter_id: int, line: int) -> tuple[Letter, str]:
    acting.require(by, Permission.KEEP_A_RECORD)
    # Of two taps at the same moment the second finds what the first has kept.
    hold_person(db, by.person_id)
    readable = (Letter.words.is_not(None), access.readable(by, Letter))
    letter = db.scalar(select(Letter).where(Letter.id == letter_id, *readable))
    if letter is None:
        raise NotHere
    return letter, kept_lines.line_at(sentences_of(letter.words), line)
