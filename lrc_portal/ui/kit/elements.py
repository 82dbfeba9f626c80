"""The three elements on the screen: each with its one colour and one shape, as in the charts."""

import streamlit as st

from lrc_portal.vocabulary import Asked, Element, element_of
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

COLOURS = {Element.SOBRIETY: "blue", Element.HEALTH: "orange", Element.REINTEGRATION: "green"}
ICONS = {Element.SOBRIETY: "circle", Element.HEALTH: "square", Element.REINTEGRATION: "change_history"}


def sign(element: Element) -> str:
    """The element's shape in its colour; its name stands near it."""
    return f":{COLOURS[element]}[:material/{ICONS[element]}:]"


def name(t: Translator, element: Element) -> str:
    """The element's name with its shape, for labels, choices and lines."""
    return f"{sign(element)}{NO_BREAK}{labels.element(t, element)}"


def of_asked(t: Translator, asked: Asked) -> str:
    """A facet's or an element's name with the shape of the element."""
    return f"{sign(element_of(asked))}{NO_BREAK}{labels.asked(t, asked)}"


def heading(t: Translator, element: Element) -> None:
    """The element as the heading of a part of a page."""
    st.header(name(t, element), anchor=False)


def chip(t: Translator, element: Element) -> None:
    """The element as a small chip beside what belongs to it."""
    st.badge(labels.element(t, element), icon=f":material/{ICONS[element]}:", color=COLOURS[element])  # type: ignore[arg-type]
