"""The numbers at “Help now” that have to be checked: a coordinator's task, and nobody else's doubt."""

import streamlit as st

from lrc_portal.ui.kit import menu
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.text import plain
from lrc_portal.words import helplines
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator


def show_to_check(t: Translator) -> None:
    """Folded: which they are, with where each was found; and what to do. Nothing where all are checked."""
    waiting = helplines.to_be_checked()
    if not waiting:
        return
    label = t("Check the numbers at “Help now” ({n})", n=len(waiting))
    with fold(label, "helplines-due", icon="call") as is_open:
        if not is_open:
            return
        st.markdown(
            t(
                "Call each one, or compare it with its source. Then say under “Good to know” which ones are "
                "right. Somebody who needs help sees nothing of this."
            )
        )
        for line in waiting:
            st.markdown(f"**{plain(line.name[t.language])}**{DOT}{plain(line.number)}")
            source = line.source[t.language]
            found = f"{t('Source: {source}', source=plain(source))}{DOT}" if source else ""
            st.caption(f"{found}{line.checked_last(t)}")
        menu.to("good-to-know", t("To the numbers"), icon="call", open="helplines")
