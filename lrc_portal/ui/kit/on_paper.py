"""The ways from a screen to its sheet of paper: links to the PDFs, in the same tab as all our links."""

import streamlit as st

from lrc_portal.ui.kit.links import link
from lrc_portal.vocabulary import Window
from lrc_portal.words.translator import Translator


def session_sheet(t: Translator, pairing_id: int) -> None:
    """To the sheet before a session, about one person."""
    link(t("On paper (PDF)"), f"/export/session-sheet.pdf?with={pairing_id}")


def my_progress(t: Translator, window: Window) -> None:
    """To one's own progress, in the time that is shown."""
    link(t("On paper (PDF)"), f"/export/my-progress.pdf?window={window.value}")


def hard_day_card(t: Translator) -> None:
    """To one's own plan for a hard day, as a card for the wallet."""
    link(t("As a card for your wallet (PDF)"), "/export/hard-day-card.pdf")


def at_home(t: Translator, person_id: int) -> None:
    """To what was agreed at home with this person."""
    link(t("On paper (PDF)"), f"/export/at-home.pdf?with={person_id}")


def check_in(t: Translator, *, names_something: bool) -> None:
    """A fold with the check-in to fill in by hand; where it names something, also the one that does not."""
    with st.expander(t("On paper, to fill in by hand"), key="on-paper", icon=":material/print:"):
        link(t("A paper check-in (PDF)"), "/export/check-in.pdf")
        if names_something:
            link(t("The same without names, with lines to write on (PDF)"), "/export/check-in.pdf?blank=1")
        st.caption(t("A phone may keep the sheet among its downloads."))
