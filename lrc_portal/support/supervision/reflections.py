"""Reflections: what a peer worker writes to their supervisor about themselves and their work.

They name nobody. The form says so, and a name of somebody the author walks with is refused.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits, relationships
from lrc_portal.acting import NotHere, Opening, Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import Pairing, Person, Reflection, Supervises
from lrc_portal.database.portable import at_most, spend
from lrc_portal.database.read_queries import ReadQuery, rows_of, tuples_of
from lrc_portal.database.room import require_room
from lrc_portal.record.validation import LONG, text_problems, tidy, without_accents
from lrc_portal.sharing import trace
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

SHORTEST_NAME = 3
"""A name's parts of fewer letters (ap, y, de) are words like others, and are not looked for."""
EVERYDAY = frozenset(
    {
        "ben",
        "bill",
        "dawn",
        "faith",
        "grace",
        "haf",
        "hope",
        "joy",
        "june",
        "mai",
        "mark",
        "may",
        "rob",
        "rose",
        "sue",
        "summer",
        "will",
    }
)
"""Names that are words of a Welsh or an English sentence as well (i ben, ym mis Mai, he will)."""
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")


@dataclass(frozen=True)
class ReflectionSubmission:
    """What somebody wrote to their supervisor."""

    words: str
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=LONG, needed=True)


@dataclass(frozen=True)
class ReflectionLine:
    """A reflection to show to its author, or to the supervisor it was written to."""

    id: int
    author_id: int
    author: str
    supervisor_id: int
    supervisor: str
    day: date
    words: str
    changed_at: datetime

    @property
    def version(self) -> str:
        return version_of(self.words)


def write(db: Session, *, by: Viewer, submission: ReflectionSubmission) -> int:
    """As a peer worker: write to one's present supervisor. Raises `NotAllowed`, `Refused`, `Invalid`."""
    acting.require(by, Permission.WALK_WITH_PEOPLE)
    supervisor_id = db.scalar(
        select(Supervises.supervisor_id).where(
            Supervises.peer_worker_id == by.person_id, relationships.supervision_is_live()
        )
    )
    if supervisor_id is None:
        raise Refused(mark("You have no supervisor yet. A coordinator names one."))
    _check(db, by, submission)
    spend(db, by.person_id, submission.token)
    of_today = (Reflection.author_id == by.person_id, Reflection.day == clock.today())
    require_room(db, limits.REFLECTIONS_A_DAY, Reflection, *of_today)
    now = clock.now()
    row = Reflection(
        author_id=by.person_id,
        supervisor_id=supervisor_id,
        day=clock.today(),
        words=tidy(submission.words),
        created_at=now,
        changed_at=now,
    )
    db.add(row)
    db.flush()
    trace.leave_on_row(db, by, row, Act.ADDED)
    return row.id


def change(db: Session, *, by: Viewer, reflection_id: int, submission: ReflectionSubmission) -> None:
    """Change one's own words. Raises `NotHere`, `Invalid`, `ChangedMeanwhile`."""
    row = _own(db, by, reflection_id)
    _check(db, by, submission)
    require_unchanged(submission.version, version_of(row.words))
    if row.words == tidy(submission.words):
        return
    row.words = tidy(submission.words) or ""
    row.changed_at = clock.now()
    trace.leave_on_row(db, by, row, Act.CHANGED)


def erase(db: Session, *, by: Viewer, reflection_id: int) -> None:
    """Erase what one wrote, for good and for both. Raises `NotHere`."""
    row = _own(db, by, reflection_id)
    db.delete(row)
    trace.leave_on_row(db, by, row, Act.ERASED)


def mine(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[ReflectionLine]]:
    """What the viewer wrote, newest first."""
    return _lines(viewer, Reflection.author_id == viewer.person_id, most)


def how_many(viewer: Viewer) -> ReadQuery[dict[int, int]]:
    """As a supervisor: how many reflections each wrote to the viewer, by author. No words, and no look."""
    written = (
        select(Reflection.author_id, func.count(Reflection.id).label("n"))
        .where(access.readable(viewer, Reflection), Reflection.supervisor_id == viewer.person_id)
        .group_by(Reflection.author_id)
    )
    return ReadQuery(tuples_of(written), read=dict)


def read(
    db: Session, *, by: Viewer, author_id: int, opening: Opening | None = None, most: int | None = None
) -> list[ReflectionLine]:
    """As their supervisor: what somebody wrote to the viewer, newest first. It leaves its trace first,
    once for each `opening`.

    Needs a writing session. Raises `NotHere` for whom the viewer does not supervise now.
    """
    if not db.scalar(select(relationships.supervises(by, author_id))):
        raise NotHere
    trace.looked(db, by=by, owner_id=author_id, subjects=[Subject.SUPERVISION], opening=opening)
    to_me = (Reflection.author_id == author_id) & (Reflection.supervisor_id == by.person_id)
    return _lines(by, to_me, most).run(db)


_AUTHOR, _SUPERVISOR = alias_of(Person), alias_of(Person)  # made once: an alias is dear to make


def _lines(
    viewer: Viewer, which: relationships.Condition, most: int | None
) -> ReadQuery[list[ReflectionLine]]:
    wanted = (
        select(
            Reflection.id,
            Reflection.author_id,
            Reflection.supervisor_id,
            Reflection.day,
            Reflection.words,
            Reflection.changed_at,
            _AUTHOR.display_name.label("author"),
            _SUPERVISOR.display_name.label("supervisor"),
        )
        .join(_AUTHOR, _AUTHOR.id == Reflection.author_id)
        .join(_SUPERVISOR, _SUPERVISOR.id == Reflection.supervisor_id)
        .where(access.readable(viewer, Reflection), which)
        .order_by(Reflection.day.desc(), Reflection.id.desc())
        .limit(at_most(most))
    )

    def read(rows: list[_ReflectionRow]) -> list[ReflectionLine]:
        return [
            ReflectionLine(
                row.id,
                row.author_id,
                row.author or "",
                row.supervisor_id,
                row.supervisor or "",
                row.day,
                row.words,
                row.changed_at,
            )
            for row in rows
        ]

    return ReadQuery(rows_of(wanted, _ReflectionRow), read=read)


class _ReflectionRow(NamedTuple):
    id: int
    author_id: int
    supervisor_id: int
    day: date
    words: str
    changed_at: datetime
    author: str | None
    supervisor: str | None


def _check(db: Session, by: Viewer, submission: ReflectionSubmission) -> None:
    found = submission.problems()
    if not found and (name := name_in(submission.words, _called(db, by))):
        found = [problem("words", "“{name}” is somebody’s name. Leave it out.", name=name)]
    if found:
        raise Invalid(found)


def _called(db: Session, by: Viewer) -> list[str]:
    """What those are called whom the viewer walks with or walked with, or was asked to walk with."""
    return [
        display_name
        for display_name in db.scalars(
            select(Person.display_name)
            .join(Pairing, Pairing.person_id == Person.id)
            .where(Pairing.peer_worker_id == by.person_id, Person.display_name.is_not(None))
        )
        if display_name
    ]


def name_in(text: str, display_names: list[str]) -> str | None:
    """The name, or the part of one, that stands in the text as a whole word; None where none does.

    Capitals and accents make no difference: Siân, SIÂN and Sian are one name. Only a name that is an
    everyday word too needs its capital.
    """
    parts: dict[str, str] = {
        without_accents(part): part for name in display_names for part in _WORD.findall(name)
    }
    for word in _WORD.findall(text):
        letters = without_accents(word)
        if (
            len(letters) >= SHORTEST_NAME
            and (word[0].isupper() or letters not in EVERYDAY)
            and letters in parts
        ):
            return parts[letters]
    return None


def _own(db: Session, by: Viewer, reflection_id: int) -> Reflection:
    acting.require_oneself(by)
    row = db.get(Reflection, reflection_id, with_for_update=True)
    if row is None or row.author_id != by.person_id:
        raise NotHere
    return row
