"""A list whose lines can be opened to be changed, one at a time, and erased after being asked once.

A button that opens a line gives way to it, so the focus is put where the line begins, and back again.
Which line is open stands in the address: a tab that comes back after a restart still has its words in it.
"""

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

import streamlit as st

from lrc_portal.database.engine import Session
from lrc_portal.ui.kit import frame, meanwhile, messages
from lrc_portal.ui.kit.areas import Gap, area
from lrc_portal.ui.kit.fields import acted
from lrc_portal.ui.kit.frame import SignedIn

Kind: TypeAlias = Literal["primary", "secondary", "tertiary"]
"""How much a button stands out."""
OPEN = "open"
"""Where the address names the line that is open."""

_ASKING, _LAND = "_asking", "_land_on"


def is_open(line: str) -> bool:
    """Whether this line (a name of the page's own, such as `goal:7`) is open now.

    Asked where the line is drawn: one that was just opened gets the focus there.
    """
    is_it: bool = st.query_params.get(OPEN) == line
    if is_it:
        land_on(line)
    return is_it


def gap(*names: str) -> Gap:
    """The room between what stands in a line: little, and as in any form where one of these is open in it."""
    line = st.query_params.get(OPEN, "")
    return "small" if any(_is_under(line, name) for name in names) else "xsmall"


def opens_fold(fold: str, names: Iterable[str]) -> bool:
    """Whether a fold stands open, since the line that the address names is in it: one of these or under one.

    Once open it stays so until another page is opened: it is not to close above somebody who has just closed
    the line.
    """
    line, key = st.query_params.get(OPEN, ""), f"_fold:{fold}"
    is_in_it = any(_is_under(line, name) for name in names)
    turn, stood_open = st.session_state.get(key, (0, False))
    opens: bool = is_in_it or (stood_open and turn == frame.page_turn())
    st.session_state[key] = (frame.page_turn(), opens)
    return opens


def open_under(name: str) -> str | None:
    """The open line, where it is this one or one of its own, such as `finding` and `finding:7`."""
    line: str | None = st.query_params.get(OPEN)
    if line is None or not _is_under(line, name):
        return None
    if line == name:
        land_on(line)
    return line


def _is_under(line: str, name: str) -> bool:
    return line == name or line.startswith(f"{name}:")


def land_on(place: str) -> None:
    """Put the focus here, if this is where it is to go next."""
    if st.session_state.get(_LAND) == place:
        del st.session_state[_LAND]
        messages.put_focus_here()


def land_next(place: str) -> None:
    """From a callback: the focus goes to this place when the page is drawn again."""
    st.session_state[_LAND] = place


def open_line(line: str) -> None:
    """Open this line and close any other."""
    st.query_params[OPEN] = st.session_state[_LAND] = line
    st.session_state.pop(_ASKING, None)
    meanwhile.forget()


def close() -> None:
    """Close whichever line is open."""
    st.query_params.pop(OPEN, None)
    for each in (_ASKING, _LAND):
        st.session_state.pop(each, None)
    meanwhile.forget()


def back_to(line: str) -> None:
    """Close what is open under this line, which stays open itself."""
    close()
    st.query_params[OPEN] = line


def open_button(
    label: str,
    line: str,
    *,
    icon: str = "edit",
    kind: Kind = "tertiary",
) -> None:
    """A button that opens a line."""
    land_on(f"open:{line}")
    st.button(
        label,
        key=f"open:{line}",
        icon=f":material/{icon}:",
        type=kind,
        on_click=open_line,
        args=(line,),
    )


def close_button(label: str, line: str, *, under: str | None = None, icon: str = "close") -> None:
    """A button that closes the line and leaves everything as it is; the line that it stands `under`, too."""
    st.button(
        label,
        key=f"close:{line}",
        type="tertiary",
        icon=f":material/{icon}:",
        on_click=_close_and_land,
        args=(line, under),
    )


def ask_once(
    visit: SignedIn,
    name: str,
    *,
    label: str,
    question: str,
    yes: str,
    no: str,
    write: Callable[[Session], object],
    said: str,
    icon: str = "delete",
    under: str | None = None,
) -> None:
    """A button for what cannot be undone: it asks once, beside itself, and then does it.

    Whichever line is open is then closed, but for the one that this stands `under`.
    """
    if st.session_state.get(_ASKING) != name:
        land_on(f"ask:{name}")
        st.button(
            label, key=f"ask:{name}", type="tertiary", icon=f":material/{icon}:", on_click=_ask, args=(name,)
        )
        return
    with area(f"asking:{name}"):
        land_on(f"asking:{name}")
        st.markdown(question)
        with st.container(horizontal=True):
            st.button(
                yes,
                key=f"yes:{name}",
                icon=f":material/{icon}:",
                on_click=_do,
                args=(visit, write, said, under),
            )
            st.button(no, key=f"no:{name}", type="tertiary", on_click=_ask_no_more, args=(name,))


def _ask(name: str) -> None:
    st.session_state[_ASKING] = name
    st.session_state[_LAND] = f"asking:{name}"


def _ask_no_more(name: str) -> None:
    st.session_state[_ASKING] = None
    st.session_state[_LAND] = f"ask:{name}"


def _close_and_land(line: str, under: str | None) -> None:
    _close_up_to(under)
    st.session_state[_LAND] = f"open:{line}"


def _do(visit: SignedIn, write: Callable[[Session], object], said: str, under: str | None) -> None:
    if acted(visit, write, said=said):
        _close_up_to(under)


def _close_up_to(under: str | None) -> None:
    if under:
        back_to(under)
    else:
        close()
