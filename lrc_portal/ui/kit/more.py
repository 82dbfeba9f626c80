"""Lists that show a bounded number and more on request, so that the database is asked for no more."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from lrc_portal import limits
from lrc_portal.words.translator import Translator

Line = TypeVar("Line")


def at_most(name: str, at_first: int) -> int:
    """How many lines of this list are shown now; ask for one more, to know whether there are others."""
    most: int = st.session_state.get(_key(name), at_first)
    return most


def shown(name: str, found: Sequence[Line], at_first: int) -> list[Line]:
    """Of what was found, the lines that are shown now."""
    return list(found[: at_most(name, at_first)])


def typed(name: str) -> str:
    """What is looked for in this list, by name."""
    return str(st.session_state.get(_search_key(name)) or "")


def show_search(t: Translator, name: str, heading: str, found: Sequence[object], at_first: int) -> None:
    """The field for a name, where the list is longer than is shown, or is searched already.

    `heading` is what stands above the list, for whoever hears the field alone.
    """
    if len(found) <= at_first and not typed(name).strip():
        return
    st.text_input(t("Search “{list}” by name", list=heading), key=_search_key(name))
    if not found:
        st.caption(t("Nobody is found by this name."))


def show_button(
    t: Translator, name: str, found: Sequence[object], at_first: int, *, beside: object = None
) -> None:
    """The button for further lines, where there are any.

    Several lists on a page can have one name, and grow together: `beside` tells their buttons apart.
    """
    most = at_most(name, at_first)
    if len(found) > most:
        st.button(
            t("Show more"),
            key=f"more:{name}" if beside is None else f"more:{name}:{beside}",
            type="tertiary",
            icon=":material/expand_more:",
            on_click=_show_more,
            args=(name, most + max(at_first, limits.MORE_AT_ONCE)),
        )


def say_newest(t: Translator, found: Sequence[object], most: int) -> None:
    """That the newest `most` are shown, where there are as many: nothing stops without a word."""
    if len(found) >= most:
        st.caption(t("The newest {n} are shown.", n=most))


def _show_more(name: str, most: int) -> None:
    st.session_state[_key(name)] = most


def _search_key(name: str) -> str:
    return f"search:{name}"


def _key(name: str) -> str:
    return f"_more:{name}"
