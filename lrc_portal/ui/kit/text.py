"""People's own words on the screen: shown as they were written, never read as HTML or Markdown.

All labels, captions, headings, alerts and table cells of Streamlit are Markdown; `plain` makes own words
ready for these. What each widget does with them is told in docs/developers/own-words.md.
"""

import re
from dataclasses import replace

import streamlit as st

from lrc_portal.words.marks import Sentence
from lrc_portal.words.translator import Translator

# What Markdown, its directives and its tables read; and what begins a list or a heading.
_READ = re.compile(r"[\\`*_\[\]{}<>|~$&#@:]|[-=](?=[<>=~-])|^[-+=]|^\d+[.)]|www(?=\.)", re.IGNORECASE)
_ARROW = "<>=~-"
# Streamlit looks for icons, emoji, arrows and addresses after the Markdown was read, in each stretch of
# text by itself, so a backslash does not keep them out. A directive without content ends a stretch; it
# draws nothing and adds no letter.
_APART = ":small[]"


def own_words(words: str | None) -> None:
    """Somebody's words, with their line breaks. Nothing is drawn where there are none."""
    if words:
        st.text(words, width="stretch")


def plain(words: str) -> str:
    """Somebody's words for the label of a widget or inside a sentence of ours, which are Markdown."""
    return _READ.sub(_kept, " ".join(words.split()))


def said_plainly(t: Translator, sentence: Sentence) -> str:
    """A sentence that came up from below, as Markdown: what fills it may be somebody's words."""
    values = {name: plain(each) if isinstance(each, str) else each for name, each in sentence.values.items()}
    return t.say(replace(sentence, values=values))


def badge(label: str, *, icon: str, color: str) -> None:
    """As `st.badge`, which takes no Markdown and so would show what `plain` wrote into it."""
    st.markdown(f":{color}-badge[{icon} {label}]", width="content")


def _kept(found: re.Match[str]) -> str:
    letters, following = found[0], found.string[found.end() : found.end() + 1]
    if letters.lower() == "www" or letters == "@":
        return letters + _APART
    if letters == ":":
        return letters if following.isspace() else rf"\:{_APART}"
    told = rf"{letters[:-1]}\{letters[-1]}"
    return told + _APART if letters in _ARROW and following and following in _ARROW else told
