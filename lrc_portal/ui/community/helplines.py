"""The numbers at “Help now” that have to be checked: a coordinator's task, and nobody else's doubt."""

import streamlit as st

from lrc_portal.words import helplines
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator


def show_to_check(t: Translator) -> None:
    """Folded: which they are, with where each was found; and what to do. Nothing where all are checked."""
    waiting = helplines.to_be_checked()
    if not waiting:
        return
    with st.expander(
        t("Check the numbers at “Help now” ({n})", n=len(waiting)), key="helplines", icon=":material/call:"
    ):
        st.markdown(
            t(
                "Call each one, or compare it with its source. Then tell whoever runs the portal which ones "
                "you checked, and on which day. They enter it in the list. Somebody who needs help sees "
                "nothing of this."
            )
        )
        for line in waiting:
            st.markdown(f"**{line.name[t.language]}**{DOT}{line.number}")
            st.caption(f"{t('Source: {source}', source=line.source)}{DOT}{line.checked_last(t)}")
