"""What can be ticked in each step of a meeting: what stands on the sheet, as lines of the note."""

from collections.abc import Callable
from typing import TypeAlias

from lrc_portal.support.meetings.sheet import Sheet
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meeting_steps import Choices
from lrc_portal.ui.notes.ticking import Option, one_line
from lrc_portal.vocabulary import (
    ELEMENT_OF,
    STEPS,
    Asked,
    Element,
    Facet,
    GoalState,
    Language,
    element_of,
)
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator, translator

Words: TypeAlias = Callable[[Translator], str]
"""The words of an option, in the language of a translator."""


def of(t: Translator, found: Sheet) -> Choices:
    """In the order of the sheet. What is not shown there cannot be ticked here."""
    areas = [area.facet for area in found.areas]
    return Choices(
        rate=[(facet, _steps(t, facet)) for facet in areas],
        praise=_praise(t, found),
        choose=[
            *(_own(t, item.words) for item in found.agenda),
            *(_ours(t, _area(facet), ELEMENT_OF[facet]) for facet in areas),
            *(_ours(t, _goal(goal.title), goal.element) for goal in found.goals),
        ],
        act=[
            _own(t, step.words, goal.element)
            for goal in found.goals
            for step in [step for step in goal.steps if step.done_on is None][:1]
        ],
    )


def _praise(t: Translator, found: Sheet) -> list[Option]:
    return [
        *(_ours(t, _higher(each.asked), element_of(each.asked)) for each in found.higher),
        *(_ours(t, _step_done(step.words), goal.element) for goal, step in found.since.steps_done),
        *(
            _ours(t, _goal_ended(goal.state, goal.title), goal.element)
            for goal in found.since.goals_ended
            if goal.state is GoalState.REACHED
        ),
        *(_own(t, line.words) for line in found.strengths),
    ]


def _area(facet: Facet) -> Words:
    return lambda t: labels.facet(t, facet)


def _goal(title: str) -> Words:
    return lambda t: t("Goal: {goal}", goal=title)


def _higher(asked: Asked) -> Words:
    return lambda t: labels.better(t, asked)


def _step_done(words: str) -> Words:
    return lambda t: t("Step done: {step}", step=words)


def _goal_ended(state: GoalState, title: str) -> Words:
    return lambda t: f"{labels.goal_state(t, state)}: {title}"


def _steps(t: Translator, facet: Facet) -> list[Option]:
    def words(step: int) -> Words:
        return lambda t: t("{area} today: {step}", area=labels.facet(t, facet), step=labels.step(t, step))

    return [_ours(t, words(step), ELEMENT_OF[facet]) for step in STEPS]


def _own(t: Translator, words: str, element: Element | None = None) -> Option:
    """Somebody's own words."""
    return _ours(t, lambda _t: words, element)


def _ours(t: Translator, words: Words, element: Element | None = None) -> Option:
    """Words of the portal's, known again in the other language too."""
    line = one_line(words(t))
    label = f"{elements.sign(element)}{NO_BREAK}{plain(line)}" if element else plain(line)
    return Option(line, label, tuple(one_line(words(translator(each))) for each in Language), element)
