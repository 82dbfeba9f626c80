"""What two people agreed at home, on one page: for a wall at home, each reads it there as the other does."""

from typing import Any

from lrc_portal.acting import Viewer
from lrc_portal.paper import typesetting
from lrc_portal.paper.shortening import Shortening
from lrc_portal.support.at_home.agreement_views import Agreement, Part
from lrc_portal.words.translator import Translator

SIZES = (16.0, 14.0, 12.5, 11.0, 9.5)
# In the smallest letters this much of each of the eight texts is sure to fit.
SHORTEST = 420


def paper(t: Translator, agreed: Agreement, *, viewer: Viewer, display_name: str) -> bytes:
    """The sheet as a PDF of one page. It says both names, and what each does and wishes."""
    first, second = (viewer.display_name, agreed.mine), (display_name, agreed.theirs)
    return typesetting.pdf(
        "at_home",
        {
            "lang": t.language.value,
            "house": t("Living Room Cardiff"),
            "title": t("At home"),
            "both": t.listed([first[0], second[0]]),
            "fits": [{"size": size, "days": _days(t, first, second, Shortening(t))} for size in SIZES]
            + [{"size": SIZES[-1], "days": _days(t, first, second, Shortening(t, text=SHORTEST))}],
            "foot": t("Hang it up where only you two read it, or keep it in a drawer."),
        },
    )


def _days(
    t: Translator, first: tuple[str, Part], second: tuple[str, Part], short: Shortening
) -> list[dict[str, Any]]:
    """Each day of which anything is said, with the words of both."""
    days = []
    for day, does, wishes in (
        (t("On a hard day"), "hard_does", "hard_wishes"),
        (t("On a good day"), "good_does", "good_wishes"),
    ):
        rows = [
            {"head": head, "words": short.prose(getattr(part, field))}
            for name, part in (first, second)
            for head, field in (
                (t("What {name} does", name=name), does),
                (t("What {name} wishes", name=name), wishes),
            )
            if getattr(part, field)
        ]
        if rows:
            days.append({"day": day, "rows": rows})
    return days
