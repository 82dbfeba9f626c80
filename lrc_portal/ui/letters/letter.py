"""One letter on the screen."""

import streamlit as st

from lrc_portal.support.letters.letter_views import LetterLine
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.words.translator import Translator


def show_letter(t: Translator, letter: LetterLine) -> None:
    """Who wrote it and on which day; the time of day is nobody's business."""
    who = t("You") if letter.is_mine else plain(letter.writer)
    st.markdown(f"**{t('{name} on {day}', name=who, day=t.day(letter.day))}**")
    if letter.words:
        own_words(letter.words)
    elif letter.is_mine:
        st.caption(t("You took this letter back."))
    else:
        st.caption(t("This letter was taken back."))
