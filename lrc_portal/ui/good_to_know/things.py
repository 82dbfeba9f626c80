"""One useful thing on the screen: what it is called, what is said of it, and the way that a tap leads."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

import streamlit as st

from lrc_portal.support.good_to_know.passing_on import GoesAlong
from lrc_portal.support.good_to_know.shelf import Line
from lrc_portal.support.good_to_know.ways import digits
from lrc_portal.ui.kit import elements, links
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import ForWhom, Language, UsefulKind
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK, mark
from lrc_portal.words.translator import Translator

ICONS = {
    UsefulKind.PLACE: "location_on",
    UsefulKind.PERSON: "person",
    UsefulKind.PAGE: "language",
    UsefulKind.PHONE: "call",
    UsefulKind.TEXT: "info",
}
IN_LANGUAGE: Mapping[Language, str] = {
    Language.ENGLISH: mark("in English"),
    Language.CYMRAEG: mark("in Welsh"),
}


class _Reached(Protocol):
    """What can be called or opened."""

    @property
    def web(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


def head(t: Translator, thing: Line | GoesAlong) -> str:
    """Its name with the sign of its kind, as Markdown."""
    return f":material/{ICONS[thing.kind]}:{NO_BREAK}**{plain(thing.title(thing.language(t.language)))}**"


def show(t: Translator, thing: Line) -> None:
    """A thing on the shelf, without what can be done with it."""
    language = thing.language(t.language)
    st.markdown(head(t, thing))
    own_words(thing.words(language))
    _show_ways(t, thing)
    for name in thing.passed_on_by:
        st.markdown(
            f":material/volunteer_activism:{NO_BREAK}{t('{name} passed this on to you', name=plain(name))}"
        )
    said = [labels.useful_kind(t, thing.kind)]
    if thing.element is not None:
        said.append(elements.name(t.of_record(alongside=False), thing.element))
    if thing.whom is not ForWhom.EVERYBODY:
        said.append(labels.for_whom(t, thing.whom))
    if language is not t.language:
        said.append(t(IN_LANGUAGE[language]))
    said.append(checked(t, thing))
    st.caption(DOT.join(said))


def checked(t: Translator, thing: Line) -> str:
    """Who looked last whether it is right, and when."""
    day = t.day(thing.checked_on)
    if thing.checked_by:
        return t("Checked by {name} on {day}", name=plain(thing.checked_by), day=day)
    return t("Checked on {day}", day=day)


def show_in_note(t: Translator, thing: GoesAlong) -> None:
    """A thing that goes with a note: its name, its words and where a tap leads."""
    language = thing.language(t.language)
    with st.container(gap="xsmall"):
        st.markdown(head(t, thing))
        own_words(thing.words(language))
        if language is not t.language:
            st.caption(t(IN_LANGUAGE[language]))
        _show_ways(t, thing)


def _show_ways(t: Translator, thing: _Reached) -> None:
    if not thing.phone and not thing.web:
        return
    with st.container(horizontal=True, gap="small"):
        if thing.phone:
            links.call(t("Call {number}", number=thing.phone), digits(thing.phone))
        if thing.web:
            links.away(t("Go to {address}", address=urlsplit(thing.web).hostname or ""), thing.web)
