"""Accessible names in the person's language: what a screen reader and a translating browser make of a page.

Streamlit writes the source of a label into `aria-label` of check boxes, toggles, text fields, choices and
groups of buttons, so that "**My goals**" is read out with its stars and own words with backslashes. In
`assets/accessible-names.js` each of these gets the text of its drawn label, without icons, and keeps it when
the page changes.

What Streamlit calls its own parts is English and cannot be set by an option: `of_streamlit` has it in the
language of the page. Icons in text, which it calls by their file names, are left out, since words stand
beside each. Its tables have no name and, where they are wider than their place, no stop for the keyboard:
they get both. Fields that answer one question together, such as the day, month and year of a date, are a
group with its name. A button that stands in each row of a list is heard with the words of its row. And what
people wrote themselves is not for the browser to translate.
"""

import json

import streamlit as st

from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import Translator


def of_streamlit(t: Translator) -> dict[str, str]:
    """What Streamlit calls its own parts on our pages, in this language."""
    return {
        "App pages": t("Menu"),
        "Sidebar": t("Menu"),
        "Skip to main content": t("Skip to the main part"),
        "Expand sidebar": t("Open the menu"),
        "Collapse sidebar": t("Close the menu"),
        "Show password": t("Show the passphrase"),
        "Hide password": t("Hide the passphrase"),
        "Link to heading": t("Link to this heading"),
        "Open": t("Open the list"),
        "Close": t("Close"),
        "Fullscreen": t("As large as the screen"),
        "Close fullscreen": t("As small as before"),
        "Show data": t("Show the data"),
        "Show chart": t("Show the chart"),
        "Download as PNG": t("Save as a picture"),
        "Copy Vega-Lite spec": t("Copy the code of this chart"),
        "Copy to clipboard": t("Copy"),
        "Copied": t("Copied."),
        "View less": t("Show less"),
        "View more": t("Show more"),
        "start": t("beginning"),
        "end": t("end"),
        "visualization": t("chart"),
        "group mark container": t("group"),
        "title": t("title"),
        "Bad message format": t("Something did not arrive whole. Load the page again."),
    }


def in_language(language: Language, key: str) -> str:
    """The key of a container whose words are read out in this language, whichever the page is in."""
    return f"lang-{language.value}-{key}"


def with_line(key: str) -> str:
    """The key of a row whose buttons are called by what they do and by the words that the row begins with."""
    return f"with-line-{key}"


def as_drawn(t: Translator) -> None:
    """From now on the parts of this browser tab are called by what is drawn, and in its language."""
    said = json.dumps(of_streamlit(t)).replace("</", "<\\/")
    st.html(
        f"<script>window.saidOfStreamlit = {said}; window.namesAsDrawn?.name()</script>",
        unsafe_allow_javascript=True,
    )
