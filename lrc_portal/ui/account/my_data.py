"""My data: the ways to take all of it away in one file, and to bring a file back."""

import streamlit as st

from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.links import link


def show(visit: SignedIn) -> None:
    """Links to pages outside the portal's own: files leave and come there, with the same sign-in."""
    t = visit.t
    st.markdown(
        t(
            "You can take all that is yours away in one file (ZIP). It opens in any browser, without this "
            "portal. Whoever has the file can read it, so keep it safe."
        )
    )
    link(t("Take all of it away"), "/export")
    if not visit.viewer.keeps_a_record:
        return
    st.markdown(
        t(
            "You can bring such a file back, or days that you kept in another app. You see first what would "
            "be taken in."
        )
    )
    link(t("Bring a file in"), "/import")
