"""What some of the invented people follow day by day, and what they answered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import TypeAlias

from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.record import measures
from lrc_portal.record.measure_answers import Answered, Given
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Direction, Element, MeasureKind

NUMBER, YES_NO, SCALE, CHOICE = (
    MeasureKind.NUMBER,
    MeasureKind.YES_NO,
    MeasureKind.SCALE,
    MeasureKind.CHOICE,
)
MORE, LESS, NEITHER = Direction.MORE, Direction.LESS, Direction.NEITHER
SOBRIETY, HEALTH, REINTEGRATION = Element.SOBRIETY, Element.HEALTH, Element.REINTEGRATION

Named: TypeAlias = Sequence[tuple[MeasureSubmission, tuple[float, float]]]

# How an answer wanders: its middle at the beginning and lately; of yes, how often; of words, how often each.
MARI: Named = [
    (MeasureSubmission(NUMBER, "Sleep, more or less", HEALTH, MORE, "hours"), (5.6, 7.3)),
    (MeasureSubmission(YES_NO, "Went to the Tuesday group", SOBRIETY, MORE), (0.3, 0.55)),
    (
        MeasureSubmission(
            CHOICE,
            "Who I spent the evening with",
            REINTEGRATION,
            NEITHER,
            choices=tuple((None, each) for each in ("By myself", "Dafydd", "The choir", "Tuesday group")),
        ),
        (0.5, 0.25),
    ),
    (MeasureSubmission(SCALE, "A craving at its strongest", SOBRIETY, LESS, only_me=True), (6, 2.5)),
]
ELERI: Named = [
    (MeasureSubmission(NUMBER, "Munudau ar y beic", HEALTH, MORE, "munud"), (12, 34)),
    (MeasureSubmission(SCALE, "Faint y poenais", HEALTH, LESS), (7, 4)),
]
DAFYDD: Named = [(MeasureSubmission(YES_NO, "An hour that was mine", HEALTH, MORE), (0.3, 0.7))]


class Following:
    """Somebody's answers, from a day on; with a chance of their own, so that no other life changes by it."""

    def __init__(
        self,
        lives: Lives,
        viewer: Viewer,
        named: Named,
        *,
        ago: int,
    ) -> None:
        self.ago = ago
        self._chance = Random(1927)
        self._draws: dict[int, Callable[[float], Given]] = {}
        with lives.on(ago, 18) as db:
            for submission, _between in named:
                measures.add(db, by=viewer, submission=replace(submission, token=lives.token()))
            lines = measures.seen(db, opened_records.own(viewer))
        for line, (_submission, (first, lately)) in zip(lines, named, strict=True):
            self._draws[line.id] = _drawn(
                self._chance, line.kind, first, lately, [c.id for c in line.choices]
            )

    def on(self, ago: int) -> dict[int, Given]:
        """What was answered so many days ago: most things on most days."""
        if ago >= self.ago:
            return {}
        so_far = 1 - ago / self.ago
        return {each: draw(so_far) for each, draw in self._draws.items() if self._chance.random() < 0.85}


def _drawn(
    chance: Random, kind: MeasureKind, first: float, lately: float, choices: list[int]
) -> Callable[[float], Given]:
    def draw(so_far: float) -> Given:
        middle = first + (lately - first) * so_far
        match kind:
            case MeasureKind.NUMBER:
                return f"{max(0, round(2 * chance.gauss(middle, middle / 7)) / 2):g}"
            case MeasureKind.SCALE:
                return Answered.of_scale(max(0, min(10, round(chance.gauss(middle, 1.2)))))
            case MeasureKind.YES_NO:
                return Answered.of_yes(chance.random() < middle)
        return Answered.of_choice(choices[0] if chance.random() < middle else chance.choice(choices[1:]))

    return draw
