"""A check-in to fill in by hand, on one page: the same questions, circles to mark, lines to write on."""

from collections.abc import Sequence
from typing import Any

from lrc_portal.paper import typesetting
from lrc_portal.paper.shortening import Shortening
from lrc_portal.vocabulary import FACETS, STEPS, Element, Language, PursuitDay
from lrc_portal.words import helplines, labels
from lrc_portal.words.helplines import Helpline
from lrc_portal.words.translator import Translator

LONGEST_NAME = 70  # letters; it shares its line with the choices
ROWS_WITHOUT_NAMES = 2
HELP = ("emergency", "nhs_111", "samaritans", "samaritans_welsh", "dan")
# Size of the letters in points, lines to write on, pursuits.
FITS = (
    (11, 5, None),
    (10.5, 4, None),
    (10, 3, None),
    (10, 3, 6),
    (9.5, 2, 8),
    (9.5, 2, 6),
    (9, 2, 5),
    (9, 2, 3),
)


def paper(t: Translator, *, pursuits: Sequence[str], only_family: bool, blank: bool = False) -> bytes:
    """The form as a PDF of one page. `pursuits` are their names, as the person calls them.

    With `blank` there are lines to write in place of the names, so that the sheet says nothing when
    it is left lying about. How many there are is then not said either.
    """
    names = [""] * ROWS_WITHOUT_NAMES if blank and pursuits else list(pursuits)
    return typesetting.pdf(
        "check_in",
        {
            "lang": t.language.value,
            "house": t("Living Room Cardiff"),
            "title": t("How are you today?"),
            "day": t("Day:"),
            "intro": t("Mark what fits and leave out the rest. This is for you, not a measure of you."),
            "steps": [labels.step(t, step) for step in STEPS],
            "elements": [
                {
                    "element": element.value,
                    "name": labels.element(t, element),
                    "questions": [
                        labels.facet_question(t, facet, family=only_family) for facet in FACETS[element]
                    ],
                }
                for element in Element
            ],
            "choices": [labels.pursuit_day(t, each) for each in PursuitDay],
            "fits": [
                _fit(names, size, lines, Shortening(t, most, LONGEST_NAME)) for size, lines, most in FITS
            ],
            "words": t("A few words, if you like"),
            "help_head": t("Talk to someone now"),
            "help": [_help(t, line) for line in _lines(t)],
            "foot": t(
                "You can write this into the portal later, on the day it was for. "
                "Keep this sheet where only you can read it."
            ),
        },
    )


def _fit(names: Sequence[str], size: float, lines: int, short: Shortening) -> dict[str, Any]:
    shown = [{"name": short.line(name)} for name in names[: short.lines]]
    return {"size": size, "lines": lines, "pursuits": shown, "more": short.more(names)}


def _lines(t: Translator) -> list[Helpline]:
    """The few that everybody can call; one that answers in another language alone for those who read it."""
    return [
        line
        for line in helplines.all_lines()
        if line.id in HELP and not {t.language, Language.ENGLISH}.isdisjoint(line.languages)
    ]


def _help(t: Translator, line: Helpline) -> dict[str, str]:
    name = line.name[t.language]
    return {"number": line.number, "name": name.removeprefix(line.number).lstrip(" –")}
