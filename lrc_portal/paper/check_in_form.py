"""A check-in to fill in by hand, on one page: the same questions, circles to mark, lines to write on."""

from collections.abc import Sequence
from typing import Any

from lrc_portal.paper import typesetting
from lrc_portal.paper.shortening import Shortening
from lrc_portal.record.measures import MeasureLine
from lrc_portal.vocabulary import FACETS, HIGHEST, LOWEST, STEPS, Element, Language, MeasureKind, PursuitDay
from lrc_portal.words import helplines, labels
from lrc_portal.words.helplines import Helpline
from lrc_portal.words.translator import Translator

LONGEST_NAME = 70  # letters; it shares its line with the choices
LONGEST_CHOICE, LONGEST_UNIT = 40, 24
ROWS_WITHOUT_NAMES = 2
HELP = ("emergency", "nhs_111", "samaritans", "samaritans_welsh", "dan")
# Size of the letters in points, lines to write on, pursuits, things followed.
FITS = (
    (11, 5, None, None),
    (10.5, 4, None, None),
    (10, 3, None, None),
    (9.5, 2, None, None),
    (9, 2, None, None),
    (9, 2, 5, None),
    (9, 2, 5, 8),
    (9, 2, 4, 6),
    (9, 2, 3, 4),
    (9, 2, 3, 3),
    (9, 2, 3, 2),
    (9, 2, 3, 1),
    (9, 1, 1, 1),
)
# What no kind can be seen of: a line for its name, and one for the answer.
WITHOUT_A_NAME = {"kind": "line", "name": "", "element": "", "unit": "", "choices": []}


def paper(
    t: Translator,
    *,
    pursuits: Sequence[str],
    measures: Sequence[MeasureLine] = (),
    blank: bool = False,
) -> bytes:
    """The form as a PDF of one page. `pursuits` are their names, as the person calls them; `measures` is
    what they follow, asked in their order.

    With `blank` there are lines to write in place of the names, so that the sheet says nothing when
    it is left lying about. How many there are is then not said either.
    """
    names = [""] * ROWS_WITHOUT_NAMES if blank and pursuits else list(pursuits)
    followed = [None] * ROWS_WITHOUT_NAMES if blank and measures else list(measures)
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
                    "questions": [labels.facet_question(t, facet) for facet in FACETS[element]],
                }
                for element in Element
            ],
            "choices": [labels.pursuit_day(t, each) for each in PursuitDay],
            "followed_head": t("Things I follow"),
            "numbers": list(range(LOWEST, HIGHEST + 1)),
            "fits": [_fit(t, names, followed, *fit) for fit in FITS],
            "words": t("A few words, if you like"),
            "help_head": t("Talk to someone now"),
            "help": [_help(t, line) for line in _lines(t)],
            "foot": t(
                "You can write this into the portal later, on the day it was for. "
                "Keep this sheet where only you can read it."
            ),
        },
    )


def _fit(
    t: Translator,
    names: Sequence[str],
    followed: Sequence[MeasureLine | None],
    size: float,
    lines: int,
    most_names: int | None,
    most_followed: int | None,
) -> dict[str, Any]:
    of_names, of_followed = (Shortening(t, most, LONGEST_NAME) for most in (most_names, most_followed))
    return {
        "size": size,
        "lines": lines,
        "pursuits": [{"name": of_names.line(name)} for name in names[:most_names]],
        "more": of_names.more(names),
        "followed": [_asked(t, each, of_followed) for each in followed[:most_followed]],
        "more_followed": of_followed.more(followed),
    }


def _asked(t: Translator, measure: MeasureLine | None, short: Shortening) -> dict[str, Any]:
    """One thing that is followed, with what there is to mark or to write."""
    if measure is None:
        return WITHOUT_A_NAME
    choices = [each.words for each in measure.choices]
    if measure.kind is MeasureKind.YES_NO:
        choices = [t("Yes"), t("No")]
    return {
        "kind": measure.kind.value,
        "name": short.line(measure.name),
        "element": measure.element.value,
        "unit": Shortening(t, letters=LONGEST_UNIT).line(measure.unit),
        "choices": [Shortening(t, letters=LONGEST_CHOICE).line(each) for each in choices],
    }


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
