"""Bringing back what somebody followed: the answers it offers, and what was answered day by day."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.models import Measure, MeasureAnswer, MeasureChoice
from lrc_portal.record.measure_answers import hundredths
from lrc_portal.taking_along.entries import CheckInEntry, MeasureEntry
from lrc_portal.vocabulary import MeasureKind


def columns(entry: MeasureEntry) -> dict[str, object]:
    """What is written of one; its place in the order is another matter."""
    return {
        "kind": entry.kind,
        "name": entry.name,
        "unit": entry.unit if entry.kind is MeasureKind.NUMBER else None,
        "element": entry.element,
        "direction": entry.direction,
        "only_me": entry.only_me,
        "put_away_at": entry.put_away_at,
    }


def next_place(db: Session, by: Viewer) -> int:
    """The place after all that is asked already."""
    last = db.scalar(select(func.max(Measure.position)).where(Measure.person_id == by.person_id))
    return (last or 0) + 1


def put_choices(db: Session, measure_id: int, entry: MeasureEntry) -> None:
    """The choices as the file has them; one that is not in it and was answered with stays behind them."""
    stand = {choice.words: choice for choice in _choices(db, [measure_id])}
    for place, words in enumerate(entry.choices):
        choice = stand.get(words) or MeasureChoice(measure_id=measure_id, words=words)
        choice.position = place
        db.add(choice)
    others = [choice for words, choice in stand.items() if words not in entry.choices]
    asked = select(MeasureAnswer.choice_id).where(MeasureAnswer.choice_id.in_([each.id for each in others]))
    answered_with = set(db.scalars(asked.distinct())) if others else set()
    for place, choice in enumerate(others, len(entry.choices)):
        if choice.id in answered_with:
            choice.position = place
        else:
            db.delete(choice)


def forget_answers(db: Session, check_in_ids: Collection[int], measure_ids: Collection[int]) -> None:
    """Days are replaced: what was answered to something that the file does not know stays."""
    db.execute(
        delete(MeasureAnswer).where(
            MeasureAnswer.check_in_id.in_(check_in_ids), MeasureAnswer.measure_id.in_(measure_ids)
        )
    )


def put_answers(db: Session, days: Sequence[tuple[int, CheckInEntry]], measures: Mapping[str, int]) -> None:
    """Write what was answered on these days; `measures` are the rows by their ids in the file.

    An answer in words that its measure does not offer here, since it was put in others, is added to it.
    """
    named = {measures[each.measure] for _id, day in days for each in day.measures}
    kinds = {
        row.id: row.kind for row in db.execute(select(Measure.id, Measure.kind).where(Measure.id.in_(named)))
    }
    choices = {(choice.measure_id, choice.words): choice.id for choice in _choices(db, named)}
    for check_in_id, day in days:
        for each in day.measures:
            measure_id = measures[each.measure]
            row = MeasureAnswer(check_in_id=check_in_id, measure_id=measure_id)
            if kinds[measure_id] is MeasureKind.CHOICE:
                place = (measure_id, each.answer)
                if place not in choices:
                    choices[place] = _added(db, measure_id, each.answer)
                row.choice_id = choices[place]
            elif (value := hundredths(each.answer)) is None:
                continue  # the kind of what stands here is another one
            else:
                row.value = value
            db.add(row)


def _added(db: Session, measure_id: int, words: str) -> int:
    last = db.scalar(select(func.max(MeasureChoice.position)).where(MeasureChoice.measure_id == measure_id))
    choice = MeasureChoice(measure_id=measure_id, words=words, position=(last or 0) + 1)
    db.add(choice)
    db.flush()
    return choice.id


def _choices(db: Session, measure_ids: Collection[int]) -> Iterable[MeasureChoice]:
    return db.scalars(select(MeasureChoice).where(MeasureChoice.measure_id.in_(measure_ids)))
