"""Links that Streamlit has not: to our pages outside it in the same tab, to call, and to other sites."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

import streamlit as st

from lrc_portal.acting import Viewer
from lrc_portal.words.marks import NO_BREAK

ACCESSIBILITY = "/accessibility"
_SAFE = "/?=&-:.+"


def link(label: str, address: str, *, main: bool = False, quiet: bool = False) -> None:
    """A link to one of our own addresses. `main` makes it look like the main action, `quiet` like a word."""
    look = "lrc-main" if main else "lrc-quiet" if quiet else "lrc-link"
    _draw(label, quote(address, safe=_SAFE), look)


def help_now(label: str, viewer: Viewer | None, *, main: bool = False, quiet: bool = False) -> None:
    """The way to who can be called. That page asks nobody who is here, so the address says it of family.

    So it does of whoever keeps no record, and has no plan of their own.
    """
    if viewer and viewer.lives_alongside:
        address = "/help-now?for=family"
    elif viewer and not viewer.keeps_a_record:
        address = "/help-now?for=work"
    else:
        address = "/help-now"
    link(label, address, main=main, quiet=quiet)


def call(label: str, digits: str) -> None:
    """A number that a tap calls; `digits` were checked where they were written."""
    st.html(f'<a class="lrc-link" href="tel:{quote(digits)}">{escape(label)}</a>', width="content")


def away(label: str, address: str) -> None:
    """A link to a page of others, in a tab of its own, which is not told where somebody comes from."""
    st.html(
        f'<a class="lrc-link" href="{escape(address)}" target="_blank" rel="noreferrer noopener">'
        f"{escape(label)}</a>",
        width="content",
    )


def unbroken(number: str) -> str:
    """A number to call that stands on one line."""
    return number.replace(" ", NO_BREAK)


def calls(labels: Iterable[tuple[str, str]]) -> None:
    """Links that call somebody, each by its label and the number as a telephone takes it."""
    drawn = (
        f'<a class="lrc-link lrc-call" href="tel:{quote(dialled, safe="+*")}" target="_self">'
        f"{escape(label)}</a>"
        for label, dialled in labels
    )
    st.html(f'<div class="lrc-calls">{"".join(drawn)}</div>')


def _draw(label: str, address: str, look: str) -> None:
    st.html(f'<a class="{look}" href="{address}" target="_self">{escape(label)}</a>')
