"""What people can tell of themselves, in words: kinds, what stands in their lists, who knows, and reasons."""

from collections.abc import Iterable

from lrc_portal.vocabulary import (
    MATTERS,
    MATTERS_A_LITTLE,
    MATTERS_MUCH,
    TRAIT_CHOICES,
    Telling,
    TraitKind,
)
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

KINDS = {
    TraitKind.AGE_BAND: mark("Age"),
    TraitKind.GENDER: mark("Gender"),
    TraitKind.ETHNICITY: mark("Ethnicity"),
    TraitKind.LANGUAGES: mark("Languages"),
    TraitKind.RECOVERING_FROM: mark("In recovery from"),
    TraitKind.LIVING_WITH: mark("Living with another condition"),
    TraitKind.PARENT: mark("Being a parent"),
    TraitKind.FAITH: mark("Faith or path"),
    TraitKind.AREA: mark("Part of town"),
}
CHOICES = {
    TraitKind.AGE_BAND: {
        "18_to_24": mark("18 to 24"),
        "25_to_34": mark("25 to 34"),
        "35_to_44": mark("35 to 44"),
        "45_to_54": mark("45 to 54"),
        "55_to_64": mark("55 to 64"),
        "65_on": mark("65 or over"),
    },
    TraitKind.GENDER: {
        "woman": mark("Woman"),
        "man": mark("Man"),
        "non_binary": mark("Non-binary"),
    },
    TraitKind.LANGUAGES: {
        "english": mark("English"),
        "welsh": mark("Welsh"),
        "bsl": mark("British Sign Language"),
        "arabic": mark("Arabic"),
        "bengali": mark("Bengali"),
        "polish": mark("Polish"),
        "somali": mark("Somali"),
        "urdu": mark("Urdu"),
    },
    TraitKind.RECOVERING_FROM: {
        "alcohol": mark("alcohol"),
        "drugs": mark("drugs"),
        "tablets": mark("tablets"),
        "gambling": mark("gambling"),
        "somebody_close": mark("the drinking, drugs or gambling of somebody close"),
    },
    TraitKind.LIVING_WITH: {"yes": mark("Living with another condition too")},
    TraitKind.PARENT: {"yes": mark("A parent")},
}
ALONGSIDE = {
    KINDS[TraitKind.RECOVERING_FROM]: mark("What touches my life"),
    KINDS[TraitKind.LIVING_WITH]: mark("Living with a health condition"),
    CHOICES[TraitKind.LIVING_WITH]["yes"]: mark("I live with a health condition"),
}
"""What family tell in place of what: they need not be in recovery from anything themselves."""
SOMEBODY_CLOSE = "somebody_close"
BY_ITSELF = frozenset({TraitKind.LIVING_WITH, TraitKind.PARENT})
"""Kinds whose one choice says by itself what it is about."""
OWN_WORDS = {
    TraitKind.GENDER: mark("Or in your own words"),
    TraitKind.ETHNICITY: mark("In your own words"),
    TraitKind.LANGUAGES: mark("Others, with commas between them"),
    TraitKind.RECOVERING_FROM: mark("Something else, with commas between several"),
    TraitKind.FAITH: mark("In your own words"),
    TraitKind.AREA: mark("A part of the city, a town or a village"),
}
HINTS = {
    TraitKind.LIVING_WITH: mark(
        "It helps to find somebody who knows what that is like. Its name is not asked for."
    ),
}
TELLINGS = {
    Telling.NOT_TOLD: mark("Only me"),
    Telling.MATCHING: mark("For matching only"),
    Telling.SHOWN: mark("Shown"),
}
WEIGHTS = {
    MATTERS_A_LITTLE: mark("Matters a little"),
    MATTERS: mark("Matters"),
    MATTERS_MUCH: mark("Matters much"),
}


def _told_by(t: Translator, sentence: str) -> str:
    """What names a kind or a value, in the words of whoever tells it."""
    return t(ALONGSIDE.get(sentence, sentence) if t.alongside else sentence)


def kind(t: Translator, word: TraitKind) -> str:
    return _told_by(t, KINDS[word])


def choices(t: Translator, of: TraitKind) -> tuple[str, ...]:
    """The short list of a kind, in the order in which it is offered; for family somebody close is first."""
    listed = TRAIT_CHOICES.get(of, ())
    return tuple(sorted(listed, key=lambda each: each != SOMEBODY_CLOSE)) if t.alongside else listed


def value(t: Translator, of: TraitKind, word: str, own: str) -> str:
    """A word of the list of this kind; `own` where it stands in none, being somebody's own."""
    listed = CHOICES.get(of, {})
    return _told_by(t, listed[word]) if word in listed else own


def telling(t: Translator, word: Telling) -> str:
    """Who knows of a trait."""
    return t(TELLINGS[word])


def weight(t: Translator, word: int) -> str:
    """How much a trait matters, 1 to 3."""
    return t(WEIGHTS[word])


def reason(t: Translator, of: TraitKind, values: Iterable[str]) -> str:
    """What two people have in common, as a sentence to one of them; `values` are ready to be shown."""
    words = list(values)
    own = not words or words[-1] not in {t(each) for each in CHOICES.get(of, {}).values()}
    said = t.listed(words, ours=not own)
    match of:
        case TraitKind.AGE_BAND:
            return t("You are about the same age.")
        case TraitKind.GENDER:
            return t("You told the same of your gender: {words}.", words=said)
        case TraitKind.ETHNICITY:
            return t("You told the same of your ethnicity: {words}.", words=said)
        case TraitKind.LANGUAGES:
            return t("You both speak {languages}.", languages=said)
        case TraitKind.RECOVERING_FROM:
            if t.alongside:
                return t("You both know what this is like: {words}.", words=said)
            return t("You both know recovery from {words}.", words=said)
        case TraitKind.LIVING_WITH:
            if t.alongside:
                return t("You both live with a health condition.")
            return t("You both live with another condition.")
        case TraitKind.PARENT:
            return t("You are both parents.")
        case TraitKind.FAITH:
            return t("You told the same of your faith or path: {words}.", words=said)
    return t("You live in the same area: {words}.", words=said)
