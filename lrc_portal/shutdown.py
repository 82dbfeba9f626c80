"""A graceful shutdown at TERM: readiness says no, then the door closes; what is being saved is saved."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_log = logging.getLogger("lrc_portal")

PATIENCE = 8.0
"""Seconds that what is in progress has after the door is closed. Service managers wait longer than that."""

_begun = threading.Event()
_lock = threading.Lock()
_in_progress = 0


def has_begun() -> bool:
    """Whether this process is about to end: nobody else should be sent here."""
    return _begun.is_set()


@contextmanager
def in_progress() -> Iterator[None]:
    """What the process waits for before it ends: a transaction that is to be kept."""
    global _in_progress
    with _lock:
        _in_progress += 1
    try:
        yield
    finally:
        with _lock:
            _in_progress -= 1


def begin_at_term(drain: float) -> None:
    """At TERM say at once that people are better sent elsewhere, and close the door `drain` seconds later.

    To be called on the event loop once the server has set its own handler, which then closes the door. A
    second TERM closes it at once.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # a server within a test: it gets no signals
    loop = asyncio.get_running_loop()
    close = signal.getsignal(signal.SIGTERM)

    def at_term(number: int, frame: FrameType | None) -> None:
        is_second = _begun.is_set()
        _begun.set()
        if callable(close):
            if drain and not is_second:
                loop.call_soon_threadsafe(loop.call_later, drain, close, number, None)
            else:
                close(number, frame)

    signal.signal(signal.SIGTERM, at_term)


async def finish(still_drawing: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for transactions, and for reruns that may yet begin one; not for ever."""
    _begun.set()
    ends = time.monotonic() + patience
    while (_in_progress or still_drawing()) and time.monotonic() < ends:
        await asyncio.sleep(0.05)
    if _in_progress:
        _log.warning("ended while %d transactions were in progress", _in_progress)
    else:
        _log.info("ended, with nothing in progress")
