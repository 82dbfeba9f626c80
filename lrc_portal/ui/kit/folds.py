"""A fold: one line that opens. While it is closed, what is in it is not drawn.

For lists that would be most of their page and that few people open. What was read for them is at hand; where
it is not even to be read, there is `cards`.
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
