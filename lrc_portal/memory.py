"""What stays for good is kept out of the garbage collector's sight, from the start and as it grows.

The collector holds everybody up while it looks. Python sets it going whenever enough new objects have come,
and what it looks through hangs on how much there is. Streamlit's own collection after every rerun is off (see
`.streamlit/config.toml`).
"""

import asyncio
import gc
import sys
import time
from collections.abc import Callable

EVERY = 15.0
"""Seconds from one look at what has grown to the next."""

WHOLE_EVERY = 60.0
"""Seconds at least from one time that everything is looked through to the next."""

ROOM = 60_000
"""Blocks of memory taken before what has grown is put with the rest; an object takes one to three."""

WHOLE_ROOM = 10 * ROOM
"""Blocks taken before everything is looked through: what was put away may have become garbage since."""

SELDOM = (20_000, 20, 20)
"""Python's thresholds for `gc.set_threshold`: how many more objects were made than thrown away before it
looks through the young ones, and how often until the older ones come too. Pages make and drop very many, and
few of them are garbage that only the collector finds.
"""

_settled_at = 0
_whole_at = 0


def settle() -> None:
    """Throw away what is garbage, of old too; all else is out of sight until the next time."""
    global _whole_at
    gc.unfreeze()
    put_away()
    _whole_at = _settled_at


def put_away() -> None:
    """The same with what has gathered since the last time: what was put away before is not looked at."""
    global _settled_at
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


async def keep_settled(
    every: float = EVERY, whole_every: float = WHOLE_EVERY, let_go: Callable[[], bool] = lambda: False
) -> None:
    """Settle anew whenever enough has gathered; for as long as the server runs.

    `let_go` lets go of what people who have left looked at; where that was anything, it goes from memory with
    the next look through everything and does not wait until enough has gathered.

    What pages ask is compiled when it is first asked, and people who are here keep what they look at:
    both come after the start and stay.
    """
    gc.set_threshold(*SELDOM)
    owed, last = False, time.monotonic()
    while True:
        await asyncio.sleep(every)
        owed = let_go() or owed or sys.getallocatedblocks() - _whole_at > WHOLE_ROOM
        if owed and time.monotonic() - last >= whole_every:
            settle()
            owed, last = False, time.monotonic()
        elif has_grown():
            put_away()
