"""Streamlit's messages go to the event loop in batches, and not each by itself.

For each part of a page Streamlit wakes the event loop twice: to take it over, and to say that there is
something to send. Each time a byte goes through a pipe, and the thread that draws and the event loop take
turns.
"""

import asyncio
import inspect
from collections import deque
from collections.abc import Callable
from functools import wraps

from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession

Callback = Callable[[], None]
Schedule = Callable[[Callback], None]


class Batch:
    """What one session has for the event loop, in order, until the event loop comes to it.

    Any thread may add; what was added is run on the event loop.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._waiting: deque[Callback] = deque()
        self._is_scheduled = False

    def add(self, callback: Callback) -> None:
        self._waiting.append(callback)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._schedule(self._run)

    def _run(self) -> None:
        """Those that wait now. What comes meanwhile is for the next time: others want the event loop too."""
        # Before the first is taken: what is added from here on schedules itself, at worst once too often.
        self._is_scheduled = False
        for _ in range(len(self._waiting)):
            try:
                callback = self._waiting.popleft()
            except IndexError:
                return
            try:
                callback()
            except Exception as fault:
                asyncio.get_running_loop().call_exception_handler(
                    {"message": "A message of a page could not be taken over", "exception": fault}
                )


def begin() -> None:
    """From now on they go in batches. Streamlit has no public way to it."""
    one_by_one = inspect.unwrap(AppSession._call_soon_on_event_loop)
    AppSession._call_soon_on_event_loop = in_batches(one_by_one)  # type: ignore[assignment, method-assign]
    wake = inspect.unwrap(Runtime._enqueued_some_message)
    Runtime._enqueued_some_message = woken_once(wake)  # type: ignore[assignment, method-assign]


def in_batches(
    one_by_one: Callable[[AppSession, Callback], None],
) -> Callable[[AppSession, Callback], None]:
    """The same as this method, which has the event loop run a callback."""

    @wraps(one_by_one)
    def hand_over(session: AppSession, callback: Callback) -> None:
        batch = vars(session).get("_lrc_batch")
        if batch is None:
            batch = vars(session).setdefault("_lrc_batch", Batch(lambda run: one_by_one(session, run)))
        batch.add(callback)

    return hand_over


def woken_once(wake: Callable[[Runtime], None]) -> Callable[[Runtime], None]:
    """The same as this method, which says that there is something to send; the loop need not wake itself."""

    @wraps(wake)
    def say(runtime: Runtime) -> None:
        loop = runtime._get_async_objs()
        if asyncio._get_running_loop() is loop.eventloop:
            loop.need_send_data.set()
        else:
            wake(runtime)

    return say
