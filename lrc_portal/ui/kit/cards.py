"""A card: one line that opens. While it is closed, what is in it is neither asked for nor drawn."""

from collections.abc import Callable

from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.parts import show_part


def show_card(
    visit: SignedIn,
    name: str,
    label: str,
    show: Callable[[SignedIn], None],
    *,
    icon: str,
    lines_in: str | None = None,
) -> None:
    """Draw the line; `show` reads and draws what is in it, in a part of the page of its own.

    `lines_in` is how the names of lines in it begin that can be opened to be changed: where the address
    names one, the card begins open.
    """
    opens = lines.opens_fold(name, [lines_in] if lines_in else [])

    def draw(here: SignedIn, _nothing: None) -> None:
        with fold(label, name, icon=icon, opens=opens) as is_open:
            if is_open:
                show(here)

    show_part(visit, name, draw, lambda _here: None, None)
