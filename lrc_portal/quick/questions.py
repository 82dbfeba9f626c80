"""The questions of the short check-in for its template: each field with its options and what is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from lrc_portal.acting import Viewer
from lrc_portal.quick.filled import CHOICE, MEASURE, PURSUIT, VALUE, Filled, as_sent
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.measures import MeasureLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.vocabulary import (
    FIRST_ASKED,
    HIGHEST,
    LOWEST,
    Element,
    MeasureKind,
    PursuitDay,
    steps_around,
)
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator


@dataclass(frozen=True)
class Question:
    """A question with one answer, as radio buttons. `chosen` is the value of one option; "" leaves it out."""

    field: str
    asked: str
    options: Sequence[tuple[str, str]]
    chosen: str
    element: str = ""
    numbers: bool = False
    typed: bool = False
    """Whether a number is typed, and nothing chosen."""


def of(
    t: Translator,
    viewer: Viewer,
    filled: Filled,
    mine: Sequence[PursuitLine],
    followed: Sequence[MeasureLine],
) -> list[Question]:
    """In the order of the check-in: what somebody is in recovery from stands with sobriety."""
    questions = []
    for element, asked in FIRST_ASKED.items():
        stands = filled.answers.get(asked)
        questions.append(
            Question(
                asked.value,
                labels.element_question(t, element),
                _scale(t, stands, numbers=viewer.in_numbers),
                "" if stands is None else str(stands),
                element.value,
                viewer.in_numbers,
            )
        )
        if element is Element.SOBRIETY:
            questions += [
                Question(
                    f"{PURSUIT}{pursuit.id}",
                    t("{name}: how did it go?", name=pursuit.name),
                    [(each.value, labels.pursuit_day(t, each)) for each in PursuitDay],
                    filled.pursuits.get(pursuit.id) or "",
                )
                for pursuit in mine
            ]
    return [*questions, *(_of_measure(t, filled, measure) for measure in followed)]


def _of_measure(t: Translator, filled: Filled, measure: MeasureLine) -> Question:
    match measure.kind:
        case MeasureKind.SCALE:
            options = [(f"{VALUE}{number}", str(number)) for number in range(LOWEST, HIGHEST + 1)]
        case MeasureKind.YES_NO:
            options = [(f"{VALUE}1", t("Yes")), (f"{VALUE}0", t("No"))]
        case _:
            options = [(f"{CHOICE}{choice.id}", choice.words) for choice in measure.choices]
    return Question(
        f"{MEASURE}{measure.id}",
        f"{measure.name} ({measure.unit})" if measure.unit else measure.name,
        options,
        as_sent(filled.measures.get(measure.id), measure.kind),
        measure.element.value,
        measure.kind is MeasureKind.SCALE,
        measure.kind is MeasureKind.NUMBER,
    )


def _scale(t: Translator, stands: int | None, *, numbers: bool) -> list[tuple[str, str]]:
    if numbers:
        return [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
    return [(str(number), labels.step(t, number)) for number in steps_around(stands)]


def as_kept(t: Translator, viewer: Viewer, line: CheckInLine, mine: Sequence[PursuitLine]) -> list[str]:
    """What is kept of a day, a line for each answer, and its words."""
    told = [(each.name, line.pursuits[each.id]) for each in mine if each.id in line.pursuits]
    said = labels.answers_of_day(t, line.answers, told, numbers=viewer.in_numbers)
    return [*said, line.words] if line.words else said
