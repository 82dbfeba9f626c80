"""A screen on paper: what is only for the screen stays off it, and the rest fits on one sheet of A4."""

from pathlib import Path

import streamlit as st

from lrc_portal.ui.kit.drawings import is_dark

NOT_ON_PAPER = "not-on-paper-"
"""The key of a container that is left off begins so."""

_SHEET = Path(__file__).with_name("print.css")
# A chart that was drawn for the dark is turned round: it is not drawn anew for the printer.
_DARK = """<style>@media print {
  [data-testid="stVegaLiteChart"] svg { filter: invert(1) hue-rotate(180deg) !important; }
}</style>"""


def one_page() -> None:
    """This screen can be printed on one sheet."""
    st.html(_SHEET)
    if is_dark():
        st.html(_DARK)
