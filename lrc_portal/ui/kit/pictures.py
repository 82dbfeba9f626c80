"""Illustrations on the screen: decoration, so nothing of them is read out."""

from datetime import datetime
from html import escape
from typing import Literal

import streamlit as st

from lrc_portal.words.translator import Translator

Illustration = Literal["living-room", "kettle", "path"]


def show(illustration: Illustration) -> None:
    """Draw an illustration of `assets/illustrations/`, at its own size or the width there is."""
    _draw(illustration)


def show_window(at: datetime) -> None:
    """Draw the window as it is at this time of day, on the clock of `at`."""
    _draw(f"window-{part_of_day(at.hour)}")


def show_wordmark(t: Translator) -> None:
    """The house's name beside its sign."""
    name = escape(t("Living Room Cardiff"))
    st.html(
        '<div class="lrc-wordmark"><img src="/assets/illustrations/sign.svg" alt="">'
        f"<span>{name}</span></div>"
    )


def part_of_day(hour: int) -> str:
    """What stands before the window at an hour from 0 to 23: `morning`, `day`, `evening` or `night`."""
    if 5 <= hour < 10:
        return "morning"
    if 10 <= hour < 17:
        return "day"
    return "evening" if 17 <= hour < 22 else "night"


def _draw(name: str) -> None:
    st.html(f'<img class="lrc-illustration" src="/assets/illustrations/{name}.svg" alt="">')
