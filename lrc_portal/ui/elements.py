"""The three elements on the screen: each with its one colour and one shape, as in the charts."""

import streamlit as st

from lrc_portal.vocabulary import Element
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

COLOURS = {Element.SOBRIETY: "blue", Element.HEALTH: "orange", Element.REINTEGRATION: "green"}
ICONS = {Element.SOBRIETY: "circle", Element.HEALTH: "square", Element.REINTEGRATION: "change_history"}


def name(t: Translator, element: Element) -> str:
    """The element's name with its shape, for labels, choices and lines."""
    return f":{COLOURS[element]}[:material/{ICONS[element]}:] {labels.element(t, element)}"


def heading(t: Translator, element: Element) -> None:
    """The element as the heading of a part of a page."""
    st.subheader(name(t, element), anchor=False)


def chip(t: Translator, element: Element) -> None:
    """The element as a small chip beside what belongs to it."""
    st.badge(labels.element(t, element), icon=f":material/{ICONS[element]}:", color=COLOURS[element])  # type: ignore[arg-type]
