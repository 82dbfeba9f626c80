"""A button that does one thing at once, in a transaction of its own."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from lrc_portal.database.engine import Session
from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.fields import acted
from lrc_portal.ui.kit.frame import SignedIn

Kind = Literal["primary", "secondary", "tertiary"]


def action_button(
    visit: SignedIn,
    label: str,
    write: Callable[[Session], object],
    *,
    key: str,
    icon: str | None = None,
    said: str | None = None,
    kind: Kind = "secondary",
    lands: str | None = None,
) -> None:
    """Carries out `write` in the callback of the button, before the page is drawn again, and says `said`.

    Where this takes the button itself away, the focus goes to the place `lands` (see `lines.land_on`).
    The button keeps `write` for as long as the page is open, so it holds ids and no lines of a list.
    """
    sign = f":material/{icon}:" if icon else None
    st.button(label, key=key, type=kind, icon=sign, on_click=_act, args=(visit, write, said, lands))


def _act(visit: SignedIn, write: Callable[[Session], object], said: str | None, lands: str | None) -> None:
    if acted(visit, write, said=said) and lands:
        lines.land_next(lands)
