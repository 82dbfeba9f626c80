"""The plan for a hard day as a card for the wallet: cut out along the line and folded once, 85.6 by 54 mm.

What does not fit at the largest size is set smaller, then shortened; the card says where there is more.
"""

from typing import Any

from lrc_portal.paper import typesetting
from lrc_portal.paper.shortening import Shortening
from lrc_portal.record.hard_day_plan import PlanLine
from lrc_portal.words.translator import Translator

SIZES = (11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5)  # points; smaller is not read by lamplight
# Where the smallest is not enough: lines of a list, letters of a line, letters of a longer text.
SHORTER = ((8, 80, 160), (6, 60, 110), (5, 45, 80), (4, 36, 60), (3, 30, 40))


def paper(t: Translator, plan: PlanLine) -> bytes:
    """The card on one page of A4, with the line to cut along and the line to fold."""
    return typesetting.pdf(
        "hard_day_card",
        {
            "lang": t.language.value,
            "title": t("My plan for a hard day"),
            "how": t(
                "Cut it out along the line, and fold it in the middle. Print it at its real size (100 %)."
            ),
            "fits": [_fit(t, plan, size, Shortening(t)) for size in SIZES]
            + [_fit(t, plan, SIZES[-1], Shortening(t, *most)) for most in SHORTER],
        },
    )


def _fit(t: Translator, plan: PlanLine, size: float, short: Shortening) -> dict[str, Any]:
    """Both sides, as far as this fit lets them: whom to call and what helps; then the rest."""
    calls: list[Any] = [
        {"words": short.line(call.called), "number": call.number} if call.number else short.line(call.called)
        for call in plan.calls
    ]
    front = [
        _part(t("Who I call"), short.first(calls)),
        _part(t("What helps"), short.first([short.line(way.words) for way in plan.ways])),
    ]
    back = [
        _part(name, [short.prose(words)])
        for name, words in (
            (t("What I tell myself"), plan.tell_myself),
            (t("Where I feel safe"), plan.where_safe),
            (t("How I notice"), plan.how_i_notice),
        )
        if words
    ]
    more = t("More stands in the portal.") if short.left_out else ""
    return {"size": size, "front": [part for part in front if part["lines"]], "back": back, "more": more}


def _part(head: str, lines: list[Any]) -> dict[str, Any]:
    return {"head": head, "lines": lines}
