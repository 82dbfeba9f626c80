"""Things to follow, to begin with: each fills the form with one tap, and can be put in other words there."""

from dataclasses import dataclass

from lrc_portal.vocabulary import Direction, Element, MeasureKind
from lrc_portal.words.marks import mark


@dataclass(frozen=True)
class SuggestedMeasure:
    """What the form is filled with; the sentences are said in the person's language."""

    key: str
    name: str
    kind: MeasureKind
    element: Element
    direction: Direction
    unit: str = ""
    choices: tuple[str, ...] = ()
    members: bool = True
    family: bool = True


SUGGESTED = (
    SuggestedMeasure(
        "sleep",
        mark("Hours I slept"),
        MeasureKind.NUMBER,
        Element.HEALTH,
        Direction.MORE,
        mark("hours"),
    ),
    SuggestedMeasure(
        "meetings",
        mark("A meeting I went to"),
        MeasureKind.YES_NO,
        Element.SOBRIETY,
        Direction.MORE,
        family=False,
    ),
    SuggestedMeasure(
        "family-group",
        mark("A group for families I went to"),
        MeasureKind.YES_NO,
        Element.SOBRIETY,
        Direction.MORE,
        members=False,
    ),
    SuggestedMeasure(
        "calm-talk",
        mark("A calm talk at home"),
        MeasureKind.YES_NO,
        Element.SOBRIETY,
        Direction.MORE,
        members=False,
    ),
    SuggestedMeasure(
        "craving",
        mark("How strong a craving was"),
        MeasureKind.SCALE,
        Element.SOBRIETY,
        Direction.LESS,
        family=False,
    ),
    SuggestedMeasure(
        "passed",
        mark("A craving that passed"),
        MeasureKind.YES_NO,
        Element.SOBRIETY,
        Direction.NEITHER,
        family=False,
    ),
    SuggestedMeasure(
        "money",
        mark("Money I kept"),
        MeasureKind.NUMBER,
        Element.REINTEGRATION,
        Direction.MORE,
        "£",
        family=False,
    ),
    SuggestedMeasure(
        "moving",
        mark("How far I walked or ran"),
        MeasureKind.NUMBER,
        Element.HEALTH,
        Direction.MORE,
        mark("kilometres"),
    ),
    SuggestedMeasure(
        "outside",
        mark("Time outside"),
        MeasureKind.NUMBER,
        Element.HEALTH,
        Direction.MORE,
        mark("minutes"),
    ),
    SuggestedMeasure(
        "calls",
        mark("Calls I made"),
        MeasureKind.NUMBER,
        Element.REINTEGRATION,
        Direction.MORE,
        mark("calls"),
    ),
    SuggestedMeasure(
        "meal",
        mark("A proper meal"),
        MeasureKind.YES_NO,
        Element.HEALTH,
        Direction.MORE,
    ),
    SuggestedMeasure(
        "worry",
        mark("How much I worried"),
        MeasureKind.SCALE,
        Element.HEALTH,
        Direction.LESS,
    ),
    SuggestedMeasure(
        "myself",
        mark("Something just for me"),
        MeasureKind.YES_NO,
        Element.HEALTH,
        Direction.MORE,
    ),
    SuggestedMeasure(
        "company",
        mark("Who I spent time with"),
        MeasureKind.CHOICE,
        Element.REINTEGRATION,
        Direction.NEITHER,
        choices=(mark("By myself"), mark("Family"), mark("Friends"), mark("A group")),
    ),
)


def suggested(*, alongside: bool) -> tuple[SuggestedMeasure, ...]:
    """Those that fit whoever keeps the record: family, who live alongside recovery, or a member."""
    return tuple(each for each in SUGGESTED if (each.family if alongside else each.members))
