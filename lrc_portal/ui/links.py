"""Links that open in the same tab, which Streamlit's own do not: our other pages, and numbers to call."""

from html import escape
from urllib.parse import quote

import streamlit as st

_SAFE = "/?=&-:.+"


def link(label: str, address: str, *, main: bool = False) -> None:
    """A link to one of our own addresses. `main` makes it look like the main action."""
    _draw(label, quote(address, safe=_SAFE), "lrc-main" if main else "lrc-link")


def call(label: str, address: str) -> None:
    """A number to call with one tap; `address` is `tel:` and digits."""
    _draw(label, quote(address, safe=_SAFE), "lrc-main lrc-call")


def outside(label: str, address: str) -> None:
    """Somebody else's website, in the same tab, without saying where the visitor came from."""
    _draw(label, quote(address, safe=_SAFE), "lrc-link lrc-call", more=' rel="noreferrer noopener"')


def _draw(label: str, address: str, look: str, *, more: str = "") -> None:
    st.html(f'<a class="{look}" href="{address}" target="_self"{more}>{escape(label)}</a>')
