"""The things that somebody follows, each as a small chart with its sentence and its table."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal.series import Followed
from lrc_portal.ui.kit import drawings, elements, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

AT_ONCE = 6
"""So many are drawn at once; further ones are asked for with a tap."""


def show_followed(t: Translator, followed: Sequence[Followed], *, key: str) -> None:
    """Draw them in the order in which they are asked."""
    if not followed:
        st.markdown(
            t("Hours slept, time outside, something just for you: what you name is drawn here.")
            if t.alongside
            else t("Hours slept, money kept, a craving that passed: what you name is drawn here.")
        )
    for each in more.shown(key, followed, AT_ONCE):
        with area(f"{key}:{each.id}", gap="xsmall"):
            st.markdown(f"{elements.sign(each.element)}{NO_BREAK}**{plain(each.name)}**")
            drawings.show_measure(t, each, key=f"{key}:{each.id}:chart")
    more.show_button(t, key, followed, AT_ONCE)
