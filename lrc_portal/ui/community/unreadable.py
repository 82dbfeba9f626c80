"""Entries that cannot be read: a coordinator tells their numbers to whoever runs the portal."""

import streamlit as st

from lrc_portal.words.translator import Translator


def show_to_tell(t: Translator, numbers: list[str]) -> None:
    """Folded: the numbers, and what to do. Nothing where all can be read."""
    if not numbers:
        return
    with st.expander(
        t("Entries that cannot be read ({n})", n=len(numbers)), key="unreadable", icon=":material/healing:"
    ):
        st.markdown(
            t(
                "Something was damaged where the portal keeps what people write. Tell whoever runs the "
                "portal these numbers: a backup may still have the words. They say nothing about anybody."
            )
        )
        # A line each, so that none is broken at its hyphen: they are read out on the phone.
        st.markdown("\n".join(f"- **{each}**" for each in numbers))
