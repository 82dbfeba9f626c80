"""Help given over time, as the notes name it that the viewer can read."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal.series import AidGiven
from lrc_portal.ui.kit import drawings
from lrc_portal.words.translator import Translator


def show_aid(t: Translator, given: Sequence[AidGiven], *, key: str) -> None:
    """What the notes about one person name, month by month. Its heading is the line that it opens from."""
    if not given:
        st.markdown(
            t(
                "It begins with the first note of a meeting with a peer worker. Either of the two can "
                "write it."
            )
        )
        return
    st.caption(
        t(
            "Each mark is a month in which notes that you can read name this kind of help. "
            "It is larger where more of them do."
        )
    )
    drawings.show_aid(t, given, key=key)
