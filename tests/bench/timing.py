"""Things timed in turn, so that a busy moment of the machine falls on each of them alike."""

import asyncio
from collections.abc import Awaitable, Callable
from statistics import median, quantiles

REPEATS, WARM = 20, 2
# After a rerun the server tidies its memory; the next one is asked for when that is over.
BETWEEN = 0.15

Timed = Callable[[], Awaitable[float]]


async def in_turn(*things: Timed, repeats: int = REPEATS) -> list[list[float]]:
    """The seconds of each thing, `repeats` times A B C, C B A, A B C …, after a few that do not count."""
    kept: list[list[float]] = [[] for _ in things]
    for turn in range(-WARM, repeats):
        order = list(range(len(things)))
        for place in order if turn % 2 else reversed(order):
            await asyncio.sleep(BETWEEN)
            seconds = await things[place]()
            if turn >= 0:
                kept[place].append(seconds)
    return kept


def ratio(above: list[float], below: list[float]) -> float:
    """The medians, one through the other."""
    return median(above) / median(below)


def slowest(seconds: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(seconds, n=20, method="inclusive")[-1]


def beside(above: float, below: float) -> str:
    """Two times in words."""
    return f"{above * 1000:.0f} ms ÷ {below * 1000:.0f} ms"
