"""What was answered to the things that somebody follows, from a form into the check-in of its day."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Measure, MeasureAnswer, MeasureChoice
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.vocabulary import HIGHEST, LARGEST_ANSWER, MeasureKind
from lrc_portal.words.marks import Problem, problem

FIELD = "measure."
"""How the field of a measure begins; its id follows."""
_NUMBER = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?", re.ASCII)


@dataclass(frozen=True)
class Answered:
    """One answer as it is kept: a number in hundredths, or the id of a choice."""

    value: int | None = None
    choice_id: int | None = None

    @classmethod
    def of_scale(cls, value: int | None) -> "Answered | None":
        """0 to 10 as it was tapped."""
        return None if value is None else cls(100 * value)

    @classmethod
    def of_yes(cls, yes: bool | None) -> "Answered | None":
        return None if yes is None else cls(100 if yes else 0)

    @classmethod
    def of_choice(cls, choice_id: int | None) -> "Answered | None":
        return None if choice_id is None else cls(choice_id=choice_id)

    @property
    def on_scale(self) -> int:
        return (self.value or 0) // 100

    @property
    def is_yes(self) -> bool:
        return bool(self.value)

    @property
    def number(self) -> str:
        """As it is typed: 7.5."""
        return as_text((self.value or 0) / 100)


Given: TypeAlias = Answered | str | None
"""What a form hands on: an answer, a number as it was typed, or nothing."""


def as_text(value: float) -> str:
    """A number with as many decimals as it has, two at most."""
    return f"{value:.2f}".rstrip("0").removesuffix(".")


def hundredths(typed: str) -> int | None:
    """A number as somebody typed it, with a point or a comma, in hundredths; None for what is none."""
    found = _NUMBER.fullmatch("".join(typed.split()))
    if found is None:
        return None
    value = 100 * int(found[1]) + int((found[2] or "0").ljust(2, "0"))
    return value if value <= 100 * LARGEST_ANSWER else None


def problems(given: Mapping[int, Given]) -> list[Problem]:
    """What keeps numbers from being kept, each beside its field."""
    return [
        problem(
            f"{FIELD}{measure_id}",
            "Write a number from 0 to {most}, such as 7 or 7.5. It can also stay empty.",
            most=LARGEST_ANSWER,
        )
        for measure_id, each in given.items()
        if isinstance(each, str) and each.strip() and hundredths(each) is None
    ]


def something_given(given: Mapping[int, Given]) -> bool:
    """Whether anything was answered."""
    return any(each.strip() if isinstance(each, str) else each is not None for each in given.values())


def own(db: Session, by: Viewer, given: Mapping[int, Given]) -> dict[int, Answered | None]:
    """The answers as they are kept. Raises `NotHere` for what is not theirs or not of its kind."""
    if not given:
        return {}
    kinds = dict(
        db.execute(
            select(Measure.id, Measure.kind).where(
                Measure.person_id == by.person_id, Measure.id.in_(list(given))
            )
        ).all()
    )
    choices = select(MeasureChoice.measure_id, MeasureChoice.id).where(
        MeasureChoice.measure_id.in_(list(kinds))
    )
    offered = {(row.measure_id, row.id) for row in db.execute(choices)}
    answers = {measure_id: _typed(each) for measure_id, each in given.items()}
    for measure_id, answer in answers.items():
        kind = kinds.get(measure_id)
        if kind is None:
            raise acting.NotHere
        if answer is not None and not _fits(answer, kind, (measure_id, answer.choice_id) in offered):
            raise acting.NotHere
    return answers


def _typed(given: Given) -> Answered | None:
    if not isinstance(given, str):
        return given
    value = hundredths(given)
    return None if value is None else Answered(value)


def _fits(answer: Answered, kind: MeasureKind, is_offered: bool) -> bool:
    match kind:
        case MeasureKind.SCALE:
            return answer.value in range(0, 100 * HIGHEST + 1, 100)
        case MeasureKind.YES_NO:
            return answer.value in (0, 100)
        case MeasureKind.NUMBER:
            return answer.value is not None
        case MeasureKind.CHOICE:
            return is_offered


def of_day(db: Session, check_in_id: int) -> dict[int, Answered]:
    """What stands for one day."""
    rows = db.scalars(select(MeasureAnswer).where(MeasureAnswer.check_in_id == check_in_id))
    return {row.measure_id: Answered(row.value, row.choice_id) for row in rows}


def write(db: Session, check_in_id: int, answers: Mapping[int, Answered | None]) -> None:
    """Keep these answers for the day; what is not among them (it was put away, say) stays."""
    if not answers:
        return
    db.execute(
        delete(MeasureAnswer).where(
            MeasureAnswer.check_in_id == check_in_id, MeasureAnswer.measure_id.in_(list(answers))
        )
    )
    db.add_all(
        MeasureAnswer(
            check_in_id=check_in_id, measure_id=measure_id, value=answer.value, choice_id=answer.choice_id
        )
        for measure_id, answer in answers.items()
        if answer is not None
    )


def of_days(record: OpenedRecord, days: Select[int]) -> Select[int, int, int | None, int | None]:
    """What this look shows of the answers on these days, given as a select of the ids of check-ins."""
    return (
        select(
            MeasureAnswer.check_in_id, MeasureAnswer.measure_id, MeasureAnswer.value, MeasureAnswer.choice_id
        )
        .join(Measure, Measure.id == MeasureAnswer.measure_id)
        .where(MeasureAnswer.check_in_id.in_(days), access.readable(record.viewer, Measure))
    )


class AnswerRow(NamedTuple):
    """A row of `of_days`."""

    check_in_id: int
    measure_id: int
    value: int | None
    choice_id: int | None


def by_day(rows: Iterable[AnswerRow]) -> dict[int, dict[int, Answered]]:
    """Check-in → measure → what was answered."""
    found: dict[int, dict[int, Answered]] = {}
    for row in rows:
        found.setdefault(row.check_in_id, {})[row.measure_id] = Answered(row.value, row.choice_id)
    return found
