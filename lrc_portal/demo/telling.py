"""What the invented people tell of themselves so that they find each other, and what matters to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import TraitSubmission, WordsSubmission
from lrc_portal.vocabulary import MATTERS, MATTERS_MUCH, TRAIT_CHOICES, Telling, TraitKind

AGE, GENDER, LANGUAGES = TraitKind.AGE_BAND, TraitKind.GENDER, TraitKind.LANGUAGES
FROM, LIVING_WITH, PARENT = TraitKind.RECOVERING_FROM, TraitKind.LIVING_WITH, TraitKind.PARENT
AREA, FAITH = TraitKind.AREA, TraitKind.FAITH


@dataclass(frozen=True)
class About:
    """Words of one's own, shown where there are any, and traits: kind → values with commas between them."""

    words: str | None
    shown: Mapping[TraitKind, str]
    matching: Mapping[TraitKind, str] = field(default_factory=dict)


GARETH = About(
    "I stopped drinking eleven years ago, after a lot of Mondays. What helped was somebody who had been "
    "there and did not hurry me. I walk the dog in Bute Park most mornings; you can come along.",
    {
        AGE: "45_to_54",
        GENDER: "man",
        LANGUAGES: "english",
        FROM: "alcohol, gambling",
        PARENT: "yes",
        AREA: "Canton",
    },
    {FAITH: "Chapel, now and then"},
)
SIAN = About(
    "Fe ddechreuodd fy adferiad i gyda thabledi a llawer o gywilydd. Heddiw rwy'n canu mewn côr. "
    "We can talk in Welsh or in English, or not talk much at all.",
    {AGE: "35_to_44", GENDER: "woman", LANGUAGES: "welsh, english", FROM: "tablets", AREA: "Pontcanna"},
    {LIVING_WITH: "yes"},
)
CERI = About(
    "Nine years without a drink. My sister is in recovery too, so I know both ends of the phone.",
    {AGE: "35_to_44", LANGUAGES: "english, somali", FROM: "alcohol, somebody_close", AREA: "Grangetown"},
    {PARENT: "yes"},
)
IDRIS = About(None, {AGE: "65_on", LANGUAGES: "welsh, english", FAITH: "Quaker"}, {FROM: "alcohol"})
RHODRI = About(
    "I used to run a kitchen and everything that goes with it. Now I bake bread at four in the morning, "
    "sober, and there is usually a loaf over.",
    {AGE: "45_to_54", LANGUAGES: "english, welsh", FROM: "drugs, alcohol", AREA: "Splott"},
)
MARI = About(
    "Mum of two. I used to sing.",
    {AGE: "35_to_44", LANGUAGES: "english, welsh", FROM: "alcohol", PARENT: "yes"},
    {LIVING_WITH: "yes"},
)
MATTERS_TO_MARI = {FROM: MATTERS_MUCH, LANGUAGES: MATTERS}


def tell(lives: Lives, viewer: Viewer, about: About, *, ago: int) -> None:
    """What they tell of themselves, and to whom."""
    with lives.on(ago, 13) as db:
        if about.words:
            about_me.say(db, by=viewer, submission=WordsSubmission(about.words, shown=True))
        for telling, traits in ((Telling.SHOWN, about.shown), (Telling.MATCHING, about.matching)):
            for kind, values in traits.items():
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
