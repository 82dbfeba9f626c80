"""A fold: one line that opens. While it is closed, what is in it is not drawn.

For what would be most of its page and few people open. Opening it draws the page again, or the part in which
it stands, so that what somebody may see is asked again too; `cards` are parts of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def fold(label: str, key: str, *, icon: str, opens: bool = False) -> Iterator[bool]:
    """Whether it is open; `opens` says that it begins so. Draw what is in it only then."""
    with st.expander(
        label, key=f"{key}:card", icon=f":material/{icon}:", expanded=opens, on_change="rerun"
    ) as drawn:
        yield bool(drawn.open)
