"""My data: the way to take all of it away in one file."""

import streamlit as st

from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.links import link


def show(visit: SignedIn) -> None:
    """A link to a page in front of the portal: files leave there, with the same sign-in."""
    t = visit.t
    st.markdown(
        t(
            "You can take all that is yours away in one file (ZIP). It opens in any browser, without this "
            "portal. Whoever has the file can read it, so keep it safe."
        )
    )
    link(t("Take all of it away"), "/export")
