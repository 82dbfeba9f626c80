"""What a page's thread hands to the event loop arrives whole, in order, and without a turn for each part."""

import asyncio
import inspect
import threading
from collections.abc import Callable

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession

from lrc_portal.ui.kit import message_batches
from lrc_portal.ui.kit.message_batches import Batch
from tests.tools.asynchronous import run

THREADS, EACH = 8, 2_000


def test_what_several_threads_hand_over_arrives_whole_and_in_the_order_of_each() -> None:
    arrived: list[tuple[int, int]] = []
    turns = 0

    async def handed_over() -> None:
        loop = asyncio.get_running_loop()

        def schedule(run_it: Callable[[], None]) -> None:
            nonlocal turns
            turns += 1
            loop.call_soon_threadsafe(run_it)

        batch = Batch(schedule)

        def hand_over(thread: int) -> None:
            for n in range(EACH):
                batch.add(lambda n=n: arrived.append((thread, n)))  # type: ignore[misc]

        threads = [threading.Thread(target=hand_over, args=(thread,)) for thread in range(THREADS)]
        for each in threads:
            each.start()
        while any(each.is_alive() for each in threads) or len(arrived) < THREADS * EACH:
            await asyncio.sleep(0.001)

    run(handed_over())
    for thread in range(THREADS):
        assert [n for whose, n in arrived if whose == thread] == list(range(EACH))
    assert turns < THREADS * EACH / 4


def test_a_part_that_cannot_be_taken_over_is_told_and_keeps_no_other_from_arriving() -> None:
    arrived: list[str] = []
    told: list[object] = []

    def broken() -> None:
        raise LookupError("a part that is broken")

    async def handed_over() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, said: told.append(said["exception"]))
        batch = Batch(loop.call_soon_threadsafe)
        batch.add(lambda: arrived.append("first"))
        batch.add(broken)
        batch.add(lambda: arrived.append("last"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    run(handed_over())
    assert arrived == ["first", "last"]
    assert [type(each) for each in told] == [LookupError]


def test_what_comes_while_others_are_run_waits_for_the_next_turn() -> None:
    arrived: list[str] = []
    scheduled: list[Callable[[], None]] = []
    batch = Batch(scheduled.append)
    batch.add(lambda: batch.add(lambda: arrived.append("next turn")))
    scheduled.pop()()
    assert arrived == []
    scheduled.pop()()
    assert arrived == ["next turn"]


def test_it_takes_hold_of_streamlit_once_however_often_the_portal_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_by_one = inspect.unwrap(AppSession._call_soon_on_event_loop)
    wake = inspect.unwrap(Runtime._enqueued_some_message)
    monkeypatch.setattr(AppSession, "_call_soon_on_event_loop", one_by_one)
    monkeypatch.setattr(Runtime, "_enqueued_some_message", wake)
    message_batches.begin()
    message_batches.begin()
    assert AppSession._call_soon_on_event_loop.__wrapped__ is one_by_one  # type: ignore[attr-defined]
    assert Runtime._enqueued_some_message.__wrapped__ is wake  # type: ignore[attr-defined]
