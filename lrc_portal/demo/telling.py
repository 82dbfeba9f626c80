"""What the invented people tell of themselves so that they find each other, and what matters to them."""

from collections.abc import Mapping

from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.support import about_me
from lrc_portal.support.about_me import TraitSubmission, WordsSubmission
from lrc_portal.vocabulary import MATTERS, MATTERS_MUCH, TRAIT_CHOICES, Telling, TraitKind

Traits = Mapping[TraitKind, tuple[str, Telling]]
"""Kind → values with commas between them, and who knows."""

SHOWN, MATCHING, NOT_TOLD = Telling.SHOWN, Telling.MATCHING, Telling.NOT_TOLD

GARETH = (
    "I stopped drinking eleven years ago, after a lot of Mondays. What helped was somebody who had been "
    "there and did not hurry me. I walk the dog in Bute Park most mornings; you can come along.",
    {
        TraitKind.AGE_BAND: ("45_to_54", SHOWN),
        TraitKind.GENDER: ("man", SHOWN),
        TraitKind.LANGUAGES: ("english", SHOWN),
        TraitKind.RECOVERING_FROM: ("alcohol, gambling", SHOWN),
        TraitKind.PARENT: ("yes", SHOWN),
        TraitKind.AREA: ("Canton", SHOWN),
        TraitKind.FAITH: ("Chapel, now and then", MATCHING),
    },
)
SIAN = (
    "Fe ddechreuodd fy adferiad i gyda thabledi a llawer o gywilydd. Heddiw rwy'n canu mewn côr. "
    "We can talk in Welsh or in English, or not talk much at all.",
    {
        TraitKind.AGE_BAND: ("35_to_44", SHOWN),
        TraitKind.GENDER: ("woman", SHOWN),
        TraitKind.LANGUAGES: ("welsh, english", SHOWN),
        TraitKind.RECOVERING_FROM: ("tablets", SHOWN),
        TraitKind.LIVING_WITH: ("yes", MATCHING),
        TraitKind.AREA: ("Pontcanna", SHOWN),
    },
)
CERI = (
    "Nine years without a drink. My sister is in recovery too, so I know both ends of the phone.",
    {
        TraitKind.AGE_BAND: ("35_to_44", SHOWN),
        TraitKind.LANGUAGES: ("english, somali", SHOWN),
        TraitKind.RECOVERING_FROM: ("alcohol, somebody_close", SHOWN),
        TraitKind.PARENT: ("yes", MATCHING),
        TraitKind.AREA: ("Grangetown", SHOWN),
    },
)
IDRIS = (
    None,
    {
        TraitKind.AGE_BAND: ("65_on", SHOWN),
        TraitKind.LANGUAGES: ("welsh, english", SHOWN),
        TraitKind.FAITH: ("Quaker", SHOWN),
        TraitKind.RECOVERING_FROM: ("alcohol", MATCHING),
    },
)
MARI = (
    "Mum of two. I used to sing.",
    {
        TraitKind.AGE_BAND: ("35_to_44", SHOWN),
        TraitKind.LANGUAGES: ("english, welsh", SHOWN),
        TraitKind.RECOVERING_FROM: ("alcohol", SHOWN),
        TraitKind.PARENT: ("yes", SHOWN),
        TraitKind.LIVING_WITH: ("yes", MATCHING),
    },
)
MATTERS_TO_MARI = {TraitKind.RECOVERING_FROM: MATTERS_MUCH, TraitKind.LANGUAGES: MATTERS}


def tell(lives: Lives, viewer: Viewer, about: tuple[str | None, Traits], *, ago: int) -> None:
    """Own words, shown where there are any, and traits."""
    words, traits = about
    with lives.on(ago, 13) as db:
        if words:
            about_me.say(db, by=viewer, submission=WordsSubmission(words, shown=True))
        for kind, (values, telling) in traits.items():
            about_me.tell(db, by=viewer, submission=_submission(kind, values, telling))


def _submission(kind: TraitKind, values: str, telling: Telling) -> TraitSubmission:
    parts = [part.strip() for part in values.split(",")]
    listed = TRAIT_CHOICES.get(kind, ())
    chosen = tuple(part for part in parts if part in listed)
    return TraitSubmission(kind, chosen, "" if chosen else values, telling)


def weigh(lives: Lives, viewer: Viewer, weights: Mapping[TraitKind, int], *, ago: int) -> None:
    """What matters to them in a peer worker."""
    with lives.on(ago, 13) as db:
        about_me.weigh(db, by=viewer, weights=weights)
