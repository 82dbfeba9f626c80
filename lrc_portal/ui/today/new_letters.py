"""New letters on the first page: from whom, for the reader alone."""

from collections.abc import Sequence

from lrc_portal import limits
from lrc_portal.support.letters.letter_views import NewFrom
from lrc_portal.ui.kit.menu import Waiting
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

ICON, ADDRESS = "mail", "letters"


def waiting(t: Translator, found: Sequence[NewFrom]) -> list[Waiting]:
    """A line for each who wrote, which leads to their letters; after so many, that there are others."""
    waits = [
        Waiting(
            t("{name} has written to you", name=plain(each.display_name)),
            ICON,
            ADDRESS,
            {"with": each.key},
        )
        for each in found[: limits.SHOWN_NOTES]
    ]
    if found[limits.SHOWN_NOTES :]:
        waits.append(Waiting(t("More new letters wait there"), ICON, ADDRESS))
    return waits
