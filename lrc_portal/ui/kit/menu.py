"""The menu: every screen has its address for everybody; a person sees in it what is theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lrc_portal.screens import SCREENS
from lrc_portal.ui.kit.frame import Visit
from lrc_portal.words.translator import Translator

_PAGES = "_pages"


@dataclass(frozen=True)
class Waiting:
    """What waits for a person, as a sentence; its icon, and the address where they deal with it."""

    sentence: str
    icon: str
    address: str
    query: Mapping[str, str] = field(default_factory=dict)


def pages_for(visit: Visit, folder: Path) -> dict[str, Any]:
    """All screens by address, in the order of the menu; what is not the visitor's is not in sight.

    They are the same for everybody with this menu: to link to, and to be copied before one is run, which
    Streamlit marks. Hiding is no lock: each page has its own guard.
    """
    visible = frozenset(screen.address for screen in SCREENS if screen.is_for(visit.viewer))
    pages = _menu(visit.t, folder, visible)
    st.session_state[_PAGES] = pages
    return pages


@lru_cache(maxsize=256)
def _menu(t: Translator, folder: Path, visible: frozenset[str]) -> dict[str, Any]:
    """Kept, since Streamlit asks the disk about each page, and everybody who is here would hold all of it."""
    return {
        screen.address: st.Page(
            folder / screen.file,
            title=t(screen.name),
            icon=f":material/{screen.icon}:",
            url_path=screen.address,
            default=screen.address == "",
            visibility="visible" if screen.address in visible else "hidden",
        )
        for screen in SCREENS
    }


def share_addresses() -> None:
    """Let everybody with this menu hold one table of its addresses, which `st.navigation` makes for each.

    It differs with the language alone, since what is not somebody's is hidden, not lacking.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    made = context.pages_manager.get_pages()
    told = tuple(tuple(page.values()) for page in made.values())
    # Streamlit sets the table and looks up the page that is open; it changes nothing in it.
    context.pages_manager.set_pages_and_resolve(_addresses.setdefault(told, made))


_addresses: dict[tuple[Any, ...], dict[str, Any]] = {}


def to(address: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """A link to another screen of ours, by its address."""
    pages = st.session_state[_PAGES]
    st.page_link(
        pages[address],
        label=label,
        icon=f":material/{icon}:" if icon else pages[address].icon,
        query_params=query or None,
        width="stretch",
    )


def show_waiting(name: str, waits: Iterable[Waiting]) -> None:
    """A list of what waits, a link for each to where it is dealt with."""
    waits = list(waits)
    if not waits:
        return
    with st.container(key=f"waits-{name}"):
        for each in waits:
            to(each.address, each.sentence, icon=each.icon, **each.query)


def go(address: str, **query: str) -> None:
    """Open another screen of ours at once; nothing below this line runs."""
    st.switch_page(st.session_state[_PAGES][address], query_params=query or None)
