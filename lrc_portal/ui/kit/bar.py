"""The bar at the foot of a narrow screen: what a person opens most, in reach of the thumb, and the rest.

A wide screen shows the menu at its side instead; which of the two is seen is for `look.css` to say.
"""

from typing import Any

import streamlit as st

from lrc_portal.screens import SCREENS, bar_for
from lrc_portal.ui.kit.frame import Visit, sign_out_button
from lrc_portal.ui.kit.links import ACCESSIBILITY, link
from lrc_portal.ui.kit.text import plain


def show_bar(visit: Visit, pages: dict[str, Any], here: str) -> None:
    """Draw it for whoever is signed in; `here` is the address of the page that is open."""
    if visit.viewer is None:
        return
    t, in_bar = visit.t, bar_for(visit.viewer)
    rest = [screen for screen in SCREENS if screen.is_for(visit.viewer) and screen not in in_bar]
    with st.bottom, st.container(key="bar"):
        for screen in in_bar:
            with st.container(key="bar-here" if screen.address == here else f"bar-to-{screen.address}"):
                page = pages[screen.address]
                st.page_link(page, label=t(screen.short or screen.name), icon=page.icon, width="stretch")
        # Of each page another one: what was opened on the page before is closed on this.
        more, is_here = f"more-of-{here}", here in {screen.address for screen in rest}
        with (
            st.container(key="bar-here" if is_here else "bar-to-more"),
            st.popover(t("More"), icon=":material/menu:", type="tertiary", width="stretch", key=more),
            st.container(key="bar-rest"),
        ):
            for screen in rest:
                st.page_link(pages[screen.address], label=t(screen.name), width="stretch")
            st.caption(t("Signed in as {name}", name=plain(visit.viewer.display_name)))
            sign_out_button(visit, key="sign-out-below")
            link(t("Accessibility"), ACCESSIBILITY, quiet=True)
