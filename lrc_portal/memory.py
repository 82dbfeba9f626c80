"""What stays for good is kept out of the garbage collector's sight, from the start and as it grows.

Streamlit collects all garbage after every rerun, before the browser hears that it has ended, and
nothing else runs meanwhile. What a rerun costs so hangs on how much there is to look through.
"""

import asyncio
import gc
import sys
from collections.abc import Callable

EVERY = 15.0
"""Seconds from one look at what has grown to the next."""

ROOM = 60_000
"""Blocks of memory taken before what has grown is put with the rest; an object takes one to three."""

_settled_at = 0


def settle() -> None:
    """Throw away what is garbage, of old too; all else is out of sight until the next time."""
    global _settled_at
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    _settled_at = sys.getallocatedblocks()


def has_grown() -> bool:
    """Whether more than `ROOM` blocks were taken since it was settled.

    The interpreter's own count of blocks stands for the number of objects. To ask for the objects themselves
    (`gc.get_objects()`) hands out those that another thread is still making, the tuple of arguments of a call
    for instance, and that call then fails with a SystemError.
    """
    return sys.getallocatedblocks() - _settled_at > ROOM


async def keep_settled(every: float = EVERY, let_go: Callable[[], bool] = lambda: False) -> None:
    """Settle anew whenever enough has gathered; for as long as the server runs.

    `let_go` lets go of what people who have left looked at; where that was anything, it goes from memory now
    and does not wait until enough has gathered.

    What pages ask is compiled when it is first asked, and people who are here keep what they look at:
    both come after the start and stay.
    """
    while True:
        await asyncio.sleep(every)
        if let_go() or has_grown():
            settle()
