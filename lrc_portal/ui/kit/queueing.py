"""Admission control: only so many reruns draw at once; the others wait their turn, first come first served.

Python draws one page at a time whatever it is asked; with many at once it spends its time on changing
over between them. Nothing is lost by waiting: buttons and forms write in their callback, which runs before
the wait. A rerun whose browser is gone is finished.

A turn lapses: a page that waits for a lock or the disk needs no Python, and keeps nobody else up.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrc_portal import metrics, settings
from lrc_portal.database.measured import asking_since
from lrc_portal.ui.kit.language import translator_for
from lrc_portal.ui.kit.links import help_now

LONG_WAIT = 2.0
LOOKS_UP_EVERY, AT_THE_FRONT = 0.1, 4
FURTHER_BACK = 0.5
"""At these intervals (seconds) somebody who waits looks up, the first few more often: if all did so, with a
hundred waiting it would be a good part of what the process does."""
LAPSES_AFTER = 1.0
ASKS_FOR = 0.2
"""Seconds for which one statement is asked, after which the turn lapses too: it waits for a lock."""
_LOOKS_AT = "_waits"


class Place:
    """One rerun's place in a queue: it waits, then it holds a turn, then it is given back."""

    def __init__(self, queue: "Queue") -> None:
        self._queue = queue
        self._called = threading.Event()
        self.thread = threading.get_ident()

    def call(self) -> None:
        self._called.set()

    def waited(self, seconds: float | None = None) -> bool:
        """Whether it is this one's turn now or within so many seconds, by default until they look up."""
        if self._called.wait(self._queue.looks_up_after(self) if seconds is None else seconds):
            return True
        self._queue.pass_over()
        return self._called.is_set()

    def give_back(self) -> None:
        """Let the next one in, or stop waiting. To be done once, whatever happened in between."""
        self._queue.let_go(self)


class Queue:
    """A fair semaphore whose turns lapse: whoever waits longest is next."""

    def __init__(
        self,
        at_once: int,
        *,
        lapses_after: float,
        asks_since: Callable[[int], float | None] = asking_since,
    ) -> None:
        """`at_once` turns; one that is held for more than `lapses_after` seconds counts no longer, nor one
        whose thread has waited for an answer of the database for `ASKS_FOR`.
        """
        self._free = at_once
        self._lapses_after = lapses_after
        self._asks_since = asks_since
        self._waiting: deque[Place] = deque()
        self._held_since: dict[Place, float] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def join(self) -> Place:
        """A place at the end; where a turn is free, it is that one's turn at once."""
        place = Place(self)
        with self._lock:
            self._waiting.append(place)
            self._call_next()
        return place

    def let_go(self, place: Place) -> None:
        with self._lock:
            if place in self._waiting:
                self._waiting.remove(place)
            elif self._held_since.pop(place, None) is not None:
                self._free += 1
            self._call_next()

    def looks_up_after(self, place: Place) -> float:
        """How many seconds somebody at this place waits before they look up."""
        with self._lock:
            return LOOKS_UP_EVERY if place in islice(self._waiting, AT_THE_FRONT) else FURTHER_BACK

    def pass_over(self) -> None:
        """Call who is next in place of those whose turn has lapsed."""
        with self._lock:
            self._call_next()

    def _call_next(self) -> None:
        now = time.monotonic()
        for place in [each for each in self._held_since if self._has_lapsed(each, now)]:
            del self._held_since[place]
            self._free += 1
        while self._free > 0 and self._waiting:
            self._call(self._waiting.popleft())

    def _has_lapsed(self, place: Place, now: float) -> bool:
        asks_since = self._asks_since(place.thread)
        is_asking = asks_since is not None and now - asks_since > ASKS_FOR
        return is_asking or now - self._held_since[place] > self._lapses_after

    def _call(self, place: Place) -> None:
        self._free -= 1
        self._held_since[place] = time.monotonic()
        place.call()


@lru_cache(maxsize=4)
def queue_of(at_once: int) -> Queue:
    """The queue of this process."""
    return Queue(at_once, lapses_after=LAPSES_AFTER)


@contextmanager
def turn(slot: DeltaGenerator | None = None) -> Iterator[None]:
    """Wait for a turn, draw, give it back: also where the rerun is stopped, starts anew or fails.

    A long wait is told in `slot`, which is empty otherwise; without one, in a note at the edge.
    """
    place = queue_of(settings.current().reruns_at_once).join()
    try:
        with metrics.seconds(metrics.TURN_WAIT_SECONDS):
            _wait(place, slot)
        yield
    finally:
        place.give_back()


def _wait(place: Place, slot: DeltaGenerator | None) -> None:
    since, told = time.monotonic(), False
    while not place.waited():
        # Streamlit can end a rerun only where the script looks at its state or draws.
        st.session_state.get(_LOOKS_AT)
        if not told and time.monotonic() - since >= LONG_WAIT:
            told = True
            _tell(slot)
    if told and slot is not None:
        slot.empty()


def _tell(slot: DeltaGenerator | None) -> None:
    t = translator_for(None)
    words = t("Many people are here just now. Your page comes in a moment, and what you saved is safe.")
    if slot is None:
        st.toast(words, icon=":material/hourglass_top:")
        return
    with slot.container(key="queue"):
        st.info(words, icon=":material/hourglass_top:")
        help_now(t("Help now"), None)
