"""A fold: one line that opens. While it is closed, what is in it is not drawn.

For what would be most of its page and few people open. Opening it draws the page again, or the part in which
it stands, so that what somebody may see is asked again too; `cards` are parts of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import streamlit as st

from lrc_portal.ui.kit import frame, returning
from lrc_portal.ui.kit.keys import digest


@contextmanager
def fold(label: str, key: str, *, icon: str, opens: bool = False, keeps: bool = False) -> Iterator[bool]:
    """Whether to draw what is in it: while it is open.

    It begins open where `opens` says so, and opens by itself once it does. `keeps` is for what has fields in
    it: once it has been open it is drawn until another page is opened, also after a restart, so that what is
    half written stays.
    """
    name, turn, said = f"{key}:card", frame.page_turn(), digest(label)
    before = st.session_state.get(_memory(key))
    if before is None or before.turn != turn:
        # A browser that comes back after a restart knows of a line that it was opened there, if nobody else.
        came_back = before is None and returning.holds(name)
        before = _Fold(turn, said, opens, is_open=opens, was_open=came_back)
    if (said, opens) != (before.said, before.opens):
        # Streamlit takes it for another line then, and begins anew: closed on whoever is in it.
        st.session_state[name] = before.is_open or (opens and not before.opens)
    with st.expander(label, key=name, icon=f":material/{icon}:", expanded=opens, on_change="rerun") as line:
        is_open = bool(line.open)
        was_open = is_open or before.was_open
        st.session_state[_memory(key)] = _Fold(turn, said, opens, is_open, was_open)
        yield is_open or (keeps and was_open)


class _Fold(NamedTuple):
    """How a line stood when it was drawn last: at which opening of its page, and with which words on it."""

    turn: int
    said: str
    opens: bool
    is_open: bool
    was_open: bool = False


def _memory(key: str) -> str:
    return f"_fold-stood:{key}"
