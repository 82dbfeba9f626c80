"""The questions of the short check-in for its template: each field with its options and what is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from lrc_portal.acting import Viewer
from lrc_portal.quick.filled import PURSUIT, Filled
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.vocabulary import (
    FIRST_ASKED,
    HIGHEST,
    LOWEST,
    Element,
    PursuitDay,
    Role,
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


def of(t: Translator, viewer: Viewer, filled: Filled, mine: Sequence[PursuitLine]) -> list[Question]:
    """In the order of the check-in: what somebody is in recovery from stands with sobriety."""
    family, questions = Role.MEMBER not in viewer.roles, []
    for element, asked in FIRST_ASKED.items():
        stands = filled.answers.get(asked)
        questions.append(
            Question(
                asked.value,
                labels.element_question(t, element, family),
                _scale(t, stands, numbers=viewer.in_numbers),
                "" if stands is None else str(stands),
                element.value,
            )
        )
        if element is Element.SOBRIETY:
            questions += [
                Question(
                    f"{PURSUIT}{pursuit.id}",
                    t("And {name}?", name=pursuit.name),
                    [(each.value, labels.pursuit_day(t, each)) for each in PursuitDay],
                    filled.pursuits.get(pursuit.id) or "",
                )
                for pursuit in mine
            ]
    return questions


def _scale(t: Translator, stands: int | None, *, numbers: bool) -> list[tuple[str, str]]:
    if numbers:
        return [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
    return [(str(number), labels.step(t, number)) for number in steps_around(stands)]


def as_kept(t: Translator, viewer: Viewer, line: CheckInLine, mine: Sequence[PursuitLine]) -> list[str]:
    """What is kept of a day, a line for each answer, and its words."""
    told = [(each.name, line.pursuits[each.id]) for each in mine if each.id in line.pursuits]
    said = labels.answers_of_day(t, line.answers, told, numbers=viewer.in_numbers)
    return [*said, line.words] if line.words else said
