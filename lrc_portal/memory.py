"""What stays for good is kept out of the garbage collector's sight, from the start and as it grows.

Streamlit collects all garbage after every rerun, before the browser hears that it has ended, and
nothing else runs meanwhile. What a rerun costs so hangs on how much there is to look through.
"""

import asyncio
import gc

EVERY = 15.0
"""Seconds from one look at what has grown to the next."""

ROOM = 20_000
"""Objects that may gather before they are looked through and put with the rest."""


def settle() -> None:
    """Throw away what is garbage, of old too; all else is out of sight until the next time."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def has_grown() -> bool:
    """Whether more than `ROOM` objects came since it was settled."""
    return len(gc.get_objects()) > ROOM


async def keep_settled(every: float = EVERY) -> None:
    """Settle anew whenever enough has gathered; for as long as the server runs.

    What pages ask is compiled when it is first asked, and people who are here keep what they look at:
    both come after the start and stay.
    """
    while True:
        await asyncio.sleep(every)
        if has_grown():
            settle()
