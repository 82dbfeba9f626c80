"""What stays is put out of the collector's sight as it grows, and what is garbage still goes."""

import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from lrc_portal import memory
from lrc_portal.ui.kit import left_sessions
from tests.tools.asynchronous import run


class Knot:
    """Something that holds itself, so that only the collector can throw it away."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def seen_again() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_stays_is_not_looked_through_again() -> None:
    kept = [[] for _ in range(memory.ROOM + 1)]
    assert memory.has_grown()
    memory.settle()
    assert not memory.has_grown()
    assert gc.get_freeze_count() > len(kept)


def test_what_was_put_away_and_became_garbage_goes_when_everything_is_looked_through() -> None:
    knot = Knot()
    memory.settle()
    gone = weakref.ref(knot)
    del knot
    memory.put_away()
    assert gone() is not None, "out of the collector's sight"
    memory.settle()
    assert gone() is None


def test_what_gathers_and_is_garbage_is_not_put_away() -> None:
    memory.settle()
    knot = Knot()
    gone = weakref.ref(knot)
    del knot
    memory.put_away()
    assert gone() is None


def test_calls_of_other_threads_go_on_while_it_is_looked_whether_it_has_grown() -> None:
    """A tuple of arguments that is still growing must not be seen by anybody else."""
    kept = [[] for _ in range(300_000)]
    faults: list[BaseException] = []
    over = threading.Event()

    def call() -> None:
        while not over.is_set():
            try:
                (lambda *arguments: arguments)(*(number for number in range(50)))
            except SystemError as fault:
                faults.append(fault)
                return

    callers = [threading.Thread(target=call) for _ in range(3)]
    for each in callers:
        each.start()
    end = time.monotonic() + 1.0
    while time.monotonic() < end and not faults:
        memory.has_grown()
    over.set()
    for each in callers:
        each.join()
    assert not faults
    assert len(kept) == 300_000


def test_it_is_settled_anew_when_enough_has_gathered_and_not_before() -> None:
    async def for_a_while() -> None:
        keeping = asyncio.create_task(memory.keep_settled(every=0.01))
        await asyncio.sleep(0.2)
        keeping.cancel()

    memory.settle()
    few = gc.get_freeze_count()
    run(for_a_while())
    assert gc.get_freeze_count() <= few
    kept = [[] for _ in range(memory.ROOM + 1)]
    run(for_a_while())
    assert gc.get_freeze_count() > few + len(kept) // 2
    assert not memory.has_grown()


class Left:
    """What Streamlit keeps of a tab whose line broke."""

    def __init__(self) -> None:
        self.session = self
        self.id = "a tab"


def test_what_somebody_looked_at_goes_though_nobody_comes_after_them() -> None:
    """Streamlit itself would let go of it with the next one that is put beside it."""
    storage = MemorySessionStorage(ttl_seconds=4)
    left = Left()
    gone = weakref.ref(left)
    storage.save(left)  # type: ignore[arg-type]
    assert not left_sessions.let_go_in(storage)
    del left
    memory.settle()  # on a busy machine this alone may take as long as it is kept
    assert gone() is not None
    time.sleep(4.1)

    async def for_a_while() -> None:
        keeping = asyncio.create_task(
            memory.keep_settled(every=0.01, whole_every=0.02, let_go=lambda: left_sessions.let_go_in(storage))
        )
        await asyncio.sleep(0.2)
        keeping.cancel()

    run(for_a_while())
    assert gone() is None


def test_who_leaves_one_after_the_other_does_not_hold_everybody_up_each_time() -> None:
    """Everything is looked through at intervals, for all who left since."""
    knots = [Knot() for _ in range(2)]
    memory.settle()
    gone = [weakref.ref(knot) for knot in knots]
    left: list[int] = []

    def let_go() -> bool:
        """One goes in each turn."""
        left.append(len(left))
        return bool(knots) and knots.pop() is not None

    async def for_a_while(whole_every: float) -> None:
        keeping = asyncio.create_task(memory.keep_settled(every=0.01, whole_every=whole_every, let_go=let_go))
        await asyncio.sleep(0.2)
        keeping.cancel()

    run(for_a_while(whole_every=60))
    assert len(left) > 2 and all(each() is not None for each in gone)
    knots.append(Knot())
    run(for_a_while(whole_every=0.05))
    assert all(each() is None for each in gone)
