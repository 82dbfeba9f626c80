"""A list whose lines can be opened to be changed, one at a time, and erased after being asked once."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from lrc_portal.ui.fields import act
from lrc_portal.ui.frame import SignedIn

_OPEN, _ASKING = "_open_line", "_asking"


def is_open(line: str) -> bool:
    """Whether this line (a name of the page's own, such as `goal:7`) is open now."""
    return st.session_state.get(_OPEN) == line


def open_under(name: str) -> str | None:
    """The open line, where it is this one or one of its own, such as `finding` and `finding:7`."""
    line: str | None = st.session_state.get(_OPEN)
    return line if line is not None and (line == name or line.startswith(f"{name}:")) else None


def open_line(line: str) -> None:
    """Open this line and close any other."""
    st.session_state[_OPEN] = line
    st.session_state.pop(_ASKING, None)


def close() -> None:
    """Close whichever line is open."""
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_ASKING, None)


def open_button(label: str, line: str, *, icon: str = "edit", kind: str = "tertiary") -> None:
    """A button that opens a line."""
    st.button(
        label,
        key=f"open:{line}",
        icon=f":material/{icon}:",
        type=kind,  # type: ignore[arg-type]
        on_click=open_line,
        args=(line,),
    )


def close_button(label: str, line: str) -> None:
    """A button that closes the line and leaves everything as it is."""
    st.button(label, key=f"close:{line}", type="tertiary", icon=":material/close:", on_click=close)


def ask_once(
    visit: SignedIn,
    name: str,
    *,
    label: str,
    question: str,
    yes: str,
    no: str,
    write: Callable[[Any], object],
    said: str,
    icon: str = "delete",
) -> None:
    """A button for what cannot be undone: it asks once, beside itself, and then does it."""
    if st.session_state.get(_ASKING) != name:
        st.button(
            label, key=f"ask:{name}", type="tertiary", icon=f":material/{icon}:", on_click=_ask, args=(name,)
        )
        return
    with st.container(border=True, key=f"asking:{name}"):
        st.markdown(question)
        with st.container(horizontal=True):
            st.button(
                yes, key=f"yes:{name}", icon=f":material/{icon}:", on_click=_do, args=(visit, write, said)
            )
            st.button(no, key=f"no:{name}", type="tertiary", on_click=_ask, args=(None,))


def _ask(name: str | None) -> None:
    st.session_state[_ASKING] = name


def _do(visit: SignedIn, write: Callable[[Any], object], said: str) -> None:
    close()
    act(visit, write, said=said)
