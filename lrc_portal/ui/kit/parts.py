"""Parts of a page that are drawn again by themselves: what is chosen in one leaves the rest as it is."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from lrc_portal.ui.kit import frame, messages, queueing, waiting
from lrc_portal.ui.kit.frame import SignedIn

Loaded = TypeVar("Loaded")


def show_part(
    visit: SignedIn,
    name: str,
    show: Callable[[SignedIn, Loaded], None],
    load: Callable[[SignedIn], Loaded],
    at_hand: Loaded,
) -> None:
    """Draw a part of a page; `name` is the same at every rerun of the page.

    `at_hand` is what it shows now, since the page has read it together with everything else.
    When something in it is chosen, the part runs alone: it looks again who is here and calls `load`
    anew, so that a session that was ended elsewhere ends in it too. What was said to the person,
    another person in the same browser, and a database that waits start the whole page anew.
    """
    unseen = [at_hand]

    @st.fragment(key=name)
    def part() -> None:
        if unseen:
            show(visit, unseen.pop())
            return
        with waiting.for_the_database(), queueing.turn():
            here = frame.arrive()
            if (
                here.viewer is None
                or here.viewer.session_id != visit.viewer.session_id
                or messages.is_waiting()
            ):
                st.rerun()
            again = SignedIn(here.viewer, here.t, here.db)
            show(again, load(again))

    part()
