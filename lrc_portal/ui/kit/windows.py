"""How far back: the choice above what is shown over time."""

from collections.abc import Callable, Sequence

import streamlit as st

from lrc_portal.vocabulary import Window
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

NAMES = {
    Window.FOUR_WEEKS: mark("4 weeks"),
    Window.THREE_MONTHS: mark("3 months"),
    Window.YEAR: mark("1 year"),
    Window.ALL: mark("All"),
}

USUAL = Window.THREE_MONTHS
"""The time that is shown until another is chosen."""


def choose_window(
    t: Translator,
    *,
    key: str,
    windows: Sequence[Window] = tuple(Window),
    on_change: Callable[[], None] | None = None,
) -> Window:
    """The time to look at."""
    chosen = st.segmented_control(
        t("How far back"),
        list(windows),
        default=USUAL,
        format_func=lambda each: t(NAMES[each]),
        key=key,
        required=True,
        on_change=on_change,
    )
    return chosen or USUAL
