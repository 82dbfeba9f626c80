"""`python -m tests.bench.rush`: more people than a process serves at once, with different limits on reruns.

Every limit has a server of its own on the same community; the sessions click over all pages, and whoever
still waits does not click. It prints how many clicks a second were answered, and how long they took.
Run it on a machine that does nothing else.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench import records
from tests.bench.house import Place, look_at, open_ours
from tests.bench.protocol import PageFault, Tab
from tests.bench.records import NINETY_DAYS
from tests.bench.timing import slowest
from tests.tools.live_server import PortalServer

OPENED_TOGETHER = 10


async def rushing(place: Place, at_once: int, people: int, every: float, seconds: float) -> str:
    """One line: what a server with this limit answered."""
    portal = PortalServer(place.folder, environ={"LRC_RERUNS_AT_ONCE": str(at_once)})
    try:
        visits = place.community.visits()
        for visit in visits:
            await look_at(portal.url, visit)
        tabs: list[Tab] = []
        for start in range(0, people, OPENED_TOGETHER):
            some = range(start, min(start + OPENED_TOGETHER, people))
            tabs += await asyncio.gather(*(open_ours(portal.url, visits[n % len(visits)]) for n in some))
        times: list[float] = []
        clicking = (_click(tab, n * every / people, every, seconds, times) for n, tab in enumerate(tabs))
        await asyncio.gather(*clicking)
        for tab in tabs:
            await tab.close()
    except PageFault:
        print(portal.log(), file=sys.stderr)
        raise
    finally:
        portal.stop()
    middle, late = median(times), slowest(times)
    return f"{at_once:>7}  {len(times) / seconds:>13.1f}  {middle:>8.2f}  {late:>8.2f}  {max(times):>8.2f}"


async def _click(tab: Tab, first: float, every: float, seconds: float, times: list[float]) -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    due = begin + first
    while due < begin + seconds:
        await asyncio.sleep(max(0.0, due - loop.time()))
        times.append((await tab.rerun()).seconds)
        due = max(due + every, loop.time())


async def measured(people: int, limits: list[int], every: float, seconds: float) -> None:
    """A line for each limit, on one community of ninety days."""
    with tempfile.TemporaryDirectory(prefix="lrc-rush-") as folder:
        place = Place(Path(folder), records.settle(Path(folder), NINETY_DAYS))
        print("at once  clicks a second  median s  95 % in s  slowest s", flush=True)
        for at_once in limits:
            print(await rushing(place, at_once, people, every, seconds), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """0 where it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rush", description="Many people at once.")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 2, 4, 8, 1000], help="the limits")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between one person's clicks")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they click")
    asked = parser.parse_args(arguments)
    asyncio.run(measured(asked.people, asked.at_once, asked.every, asked.seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
