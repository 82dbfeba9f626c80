"""Where the keyboard is: never lost when a page is drawn again, and at the field that is to be mended.

Streamlit takes what was pressed off the page when it draws it anew, and the focus is then on nothing: a
screen reader falls silent. It changes the page without telling anybody that there is another one. And what
is wrong with a field stands beside it with no tie to it. The script, `assets/focus.js`,

- puts the focus, where what had it is gone, on what has its key now, or else on the heading that stood
  before it; and on the title, where another page was opened from the menu or from what is gone
- ties each problem to its field (`aria-invalid`, `aria-describedby`), and begins the title of the page with
  "Error" while one stands
- takes away the role of an alert from what gets the focus, so that it is said once

What puts the focus somewhere else on purpose does so first (`messages.bring_into_view`): this waits for it.
"""

import json

import streamlit as st

from lrc_portal.words.translator import Translator


def keep(t: Translator) -> None:
    """From now on this browser tab does not lose the focus, and its problems belong to their fields."""
    said = json.dumps(t("Error"))
    st.html(
        f"<script>window.wordForError = {said}; window.tieProblems?.()</script>",
        unsafe_allow_javascript=True,
    )
