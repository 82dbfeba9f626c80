"""People's own words on the screen: shown as they were written, never read as HTML or Markdown."""

import re

import streamlit as st

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&])")
_AT_THE_START = re.compile(r"^([#+\-=]|\d+(?=[.)]))")
# Streamlit looks for icons, colours, emoji and addresses after the Markdown was read, so a backslash
# does not keep them out; an invisible joiner does, and nothing else changes.
_READ_LATER = re.compile(r"(:|@|www(?=\\?\.))", re.IGNORECASE)
_JOINER = "\u2060"


def own_words(words: str | None) -> None:
    """Somebody's words, with their line breaks. Nothing is drawn where there are none."""
    if words:
        st.text(words, width="stretch")


def plain(words: str) -> str:
    """Somebody's words for the label of a widget or inside a sentence of ours, which are Markdown."""
    one_line = " ".join(words.split())
    told = _AT_THE_START.sub(rf"{_JOINER}\1", _MARKDOWN.sub(r"\\\1", one_line))
    return _READ_LATER.sub(rf"\1{_JOINER}", told)
