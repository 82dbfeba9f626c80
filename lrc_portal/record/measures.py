"""Measures: what a person follows day by day, in words of their own, beside what every check-in asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import access, clock, limits
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import Measure, MeasureAnswer, MeasureChoice
from lrc_portal.database.portable import at_most, hold_person
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import SHORT, text_problems, tidy, without_accents
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import (
    FEWEST_CHOICES,
    MOST_CHOICES,
    Act,
    Direction,
    Element,
    MeasureKind,
    Subject,
)
from lrc_portal.words.marks import Invalid, Problem, problem


@dataclass(frozen=True)
class MeasureSubmission:
    """Something to follow as somebody wrote it.

    `choices` are the answers in own words, in their order: each with its id, or None where it is new. What
    belongs to another kind (a unit, choices) is not kept. The kind of one that is there stays as it is.
    """

    kind: MeasureKind | None
    name: str
    element: Element | None
    direction: Direction | None
    unit: str = ""
    choices: tuple[tuple[int | None, str], ...] = ()
    only_me: bool = False
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = text_problems("name", self.name, most=SHORT, needed=True)
        if self.kind is None:
            found.append(problem("kind", "Choose how you want to answer."))
        if self.kind is MeasureKind.NUMBER:
            found += text_problems("unit", self.unit, most=SHORT)
        if self.kind is MeasureKind.CHOICE:
            found += self._problems_of_choices()
        if self.element is None:
            found.append(problem("element", "Choose the part it belongs to."))
        if self.direction is None:
            found.append(problem("direction", "Choose what is good for you. “Neither” is an answer too."))
        return found

    def _problems_of_choices(self) -> list[Problem]:
        words = self.worded
        if not FEWEST_CHOICES <= len(words) <= MOST_CHOICES:
            return [
                problem(
                    "choices",
                    "Write {fewest} to {most} answers to choose from.",
                    fewest=FEWEST_CHOICES,
                    most=MOST_CHOICES,
                )
            ]
        if len({without_accents(each) for _id, each in words}) < len(words):
            return [problem("choices", "Two of these answers are the same. Put one in other words.")]
        return [found for _id, each in words for found in text_problems("choices", each, most=SHORT)]

    @property
    def worded(self) -> tuple[tuple[int | None, str], ...]:
        """The choices in which something stands."""
        return tuple((choice_id, tidied) for choice_id, each in self.choices if (tidied := tidy(each)))


class Choice(NamedTuple):
    """One answer to choose from."""

    id: int
    words: str


@dataclass(frozen=True)
class MeasureLine:
    """Something that is followed, to show."""

    id: int
    kind: MeasureKind
    name: str
    unit: str | None
    element: Element
    direction: Direction
    only_me: bool
    put_away: bool = False
    choices: tuple[Choice, ...] = ()

    @property
    def version(self) -> str:
        stands = {choice.id: choice.words for choice in self.choices}
        return version_of(self.name, self.unit, self.element, self.direction, self.only_me, stands)


def add(db: Session, *, by: Viewer, submission: MeasureSubmission) -> int:
    """Follow something new, asked after what is followed already. Raises `Invalid`, `AlreadySaved`.

    Returns its id.
    """
    audited_writes.begin(db, by, submission)
    own = Measure.person_id == by.person_id
    require_room(db, limits.MEASURES, Measure, own)
    last = db.scalar(select(func.max(Measure.position)).where(own)) or 0
    row = Measure(
        person_id=by.person_id,
        kind=submission.kind,
        position=last + 1,
        created_at=clock.now(),
        **_columns(submission, submission.kind),
    )
    measure_id = audited_writes.keep(db, by, row, Subject.MEASURE)
    if submission.kind is MeasureKind.CHOICE:
        db.add_all(
            MeasureChoice(measure_id=measure_id, words=words, position=place)
            for place, (_id, words) in enumerate(submission.worded)
        )
        db.flush()
    return measure_id


def change(db: Session, *, by: Viewer, measure_id: int, submission: MeasureSubmission) -> None:
    """Put something that is followed in other words. Its kind stays, so that its answers fit.

    Raises `Invalid`, `NotHere`, `ChangedMeanwhile`.
    """
    audited_writes.check(submission)
    row = access.own_row(db, by, Measure, measure_id)
    columns = _columns(submission, row.kind)
    there = list(
        db.scalars(
            select(MeasureChoice)
            .where(MeasureChoice.measure_id == measure_id)
            .order_by(MeasureChoice.position, MeasureChoice.id)
        )
    )
    stands = {choice.id: choice.words for choice in there}
    require_unchanged(submission.version, version_of(*(getattr(row, name) for name in columns), stands))
    beside = row.kind is MeasureKind.CHOICE and _change_choices(db, measure_id, there, submission)
    audited_writes.change(db, by, Measure, measure_id, columns, Subject.MEASURE, beside=beside)


def _change_choices(
    db: Session, measure_id: int, there: list[MeasureChoice], submission: MeasureSubmission
) -> bool:
    """Whether anything is another one now. A choice that was answered with is not taken away."""
    wanted, kept = submission.worded, {choice.id: choice for choice in there}
    if not {choice_id for choice_id, _words in wanted if choice_id is not None} <= set(kept):
        raise NotHere
    gone = set(kept) - {choice_id for choice_id, _words in wanted}
    answered_with = (
        select(MeasureAnswer.check_in_id).where(MeasureAnswer.choice_id.in_(gone)).limit(at_most(1))
    )
    if gone and db.scalar(answered_with) is not None:
        stays = problem(
            "choices", "You answered with this on some days, so it stays. You can put it in other words."
        )
        raise Invalid([stays])
    before = [(choice.id, choice.words) for choice in there]
    for each in gone:
        db.delete(kept[each])
    for place, (choice_id, words) in enumerate(wanted):
        if choice_id is None:
            db.add(MeasureChoice(measure_id=measure_id, words=words, position=place))
        else:
            kept[choice_id].position = place
            if kept[choice_id].words != words:
                kept[choice_id].words = words
    db.flush()
    return list(wanted) != before


def move_up(db: Session, *, by: Viewer, measure_id: int) -> None:
    """Let it be asked before the one that stands before it. Raises `NotHere`."""
    hold_person(db, by.person_id)
    moved = access.own_row(db, by, Measure, measure_id)
    asked = list(
        db.scalars(
            select(Measure)
            .where(Measure.person_id == by.person_id, Measure.put_away_at.is_(None))
            .order_by(Measure.position, Measure.id)
        )
    )
    at = asked.index(moved) if moved in asked else 0
    if at == 0:
        return
    asked[at - 1 : at + 1] = [moved, asked[at - 1]]
    for place, row in enumerate(asked, start=1):
        if row.position != place:
            row.position = place
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.MEASURE, measure_id)


def put_away(db: Session, *, by: Viewer, measure_id: int) -> None:
    """Stop being asked about it; its answers stay. Raises `NotHere`."""
    audited_writes.change(db, by, Measure, measure_id, {"put_away_at": clock.now()}, Subject.MEASURE)


def take_up(db: Session, *, by: Viewer, measure_id: int) -> None:
    """Be asked again about one that was put away. Raises `NotHere`."""
    audited_writes.change(db, by, Measure, measure_id, {"put_away_at": None}, Subject.MEASURE)


def erase(db: Session, *, by: Viewer, measure_id: int) -> None:
    """Erase it with all its answers, for good. Raises `NotHere`."""
    audited_writes.erase(db, by, Measure, measure_id, Subject.MEASURE)


def _columns(submission: MeasureSubmission, kind: MeasureKind | None) -> dict[str, object]:
    return {
        "name": tidy(submission.name),
        "unit": tidy(submission.unit) if kind is MeasureKind.NUMBER else None,
        "element": submission.element,
        "direction": submission.direction,
        "only_me": submission.only_me,
    }


def seen(db: Session, record: OpenedRecord, *, put_away: bool = False) -> list[MeasureLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(record, put_away=put_away).run(db)


def read_query(record: OpenedRecord, *, put_away: bool = False) -> ReadQuery[list[MeasureLine]]:
    """What this look shows of what is followed, in its order; with `put_away` also what was put away."""
    wanted = (
        select(
            Measure.id,
            Measure.kind,
            Measure.name,
            Measure.unit,
            Measure.element,
            Measure.direction,
            Measure.only_me,
            Measure.put_away_at,
        )
        .where(Measure.person_id == record.owner_id, access.readable(record.viewer, Measure))
        .order_by(Measure.position, Measure.id)
    )
    if not put_away:
        wanted = wanted.where(Measure.put_away_at.is_(None))
    offered = (
        select(MeasureChoice.measure_id, MeasureChoice.id, MeasureChoice.words)
        .where(MeasureChoice.measure_id.in_(wanted.with_only_columns(Measure.id).order_by(None)))
        .order_by(MeasureChoice.position, MeasureChoice.id)
    )
    return ReadQuery(rows_of(wanted, _MeasureRow), rows_of(offered, _ChoiceRow), read=_lines)


class _MeasureRow(NamedTuple):
    id: int
    kind: MeasureKind
    name: str
    unit: str | None
    element: Element
    direction: Direction
    only_me: bool
    put_away_at: datetime | None


class _ChoiceRow(NamedTuple):
    measure_id: int
    id: int
    words: str


def _lines(rows: list[_MeasureRow], offered: list[_ChoiceRow]) -> list[MeasureLine]:
    choices: dict[int, list[Choice]] = {}
    for row in offered:
        choices.setdefault(row.measure_id, []).append(Choice(row.id, row.words))
    return [
        MeasureLine(*row[:-1], row.put_away_at is not None, tuple(choices.get(row.id, ()))) for row in rows
    ]
