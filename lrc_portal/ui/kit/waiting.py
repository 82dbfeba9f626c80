"""A page that meets a database which does not answer asks again by itself, and keeps what was typed.

While the rerun goes on the browser keeps the fields of the one before, with what stands in them; a page
that ended with a message in place of its fields would lose the words.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from lrc_portal.ui.kit import messages
from lrc_portal.words.marks import NotNow, Refused, mark

TRIES = 60
PAUSE_SECONDS, SOON = 2.0, 4
"""Between the tries at first, and how many of these there are."""
LATER_SECONDS = 8.0
"""Between those that come after: who waits for a locked table holds a connection that others could use."""
_TRIED = "_waited_for_the_database"


@contextmanager
def for_the_database() -> Iterator[None]:
    """Start a rerun anew in which the database did not answer, for ten minutes; then it fails with `NotNow`.

    A page that fails takes its fields away, and with them words that could not be kept anywhere meanwhile.
    """
    # Taken out first: a rerun that is stopped cannot reach its state any more.
    tried = st.session_state.pop(_TRIED, 0)
    try:
        yield
    except NotNow:
        if tried >= TRIES:
            raise
        st.session_state[_TRIED] = tried + 1
        messages.still_waiting()
        time.sleep(PAUSE_SECONDS if tried < SOON else LATER_SECONDS)
        st.rerun()
    else:
        if tried:
            messages.refuse_later(
                Refused(
                    mark(
                        "The portal had to wait for a moment. If you had just pressed something and nothing "
                        "says that it is done, press it once more. What you typed is still here."
                    )
                )
            )
            st.rerun()
