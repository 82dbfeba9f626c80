"""Fifty sessions at once: how long their clicks take, and how much memory each of them holds."""

import asyncio
from collections.abc import Awaitable, Callable
from statistics import median

from tests.bench.house import House, open_bare, open_ours
from tests.bench.protocol import Tab
from tests.bench.servers import BareServer, TellingPortal, memory
from tests.bench.table import Figure
from tests.bench.timing import beside, slowest
from tests.tools.live_server import PortalServer, Server

SESSIONS, EVERY = 50, 5.0
BLOCKS, BLOCK = 4, 20.0  # of each side, seconds
ROUNDS = 3
REST = 2.0
LOAD_AIM, MEMORY_AIM = 1.5, 1.5

OpenTab = Callable[[int], Awaitable[Tab]]


def _ours(house: House, portal: PortalServer) -> OpenTab:
    visits = house.ninety.community.visits()
    return lambda n: open_ours(portal.url, visits[n % len(visits)])


def _bare(house: House, server: BareServer) -> OpenTab:
    names = [visit.bare_name for visit in house.ninety.community.visits()]
    return lambda n: open_bare(server, names[n % len(names)], house.shapes[names[n % len(names)]])


async def clicking(house: House) -> list[Figure]:
    """Sessions that click every five seconds, spread over all pages, beside bare ones; block by block."""
    ours = [await _ours(house, house.portal)(n) for n in range(SESSIONS)]
    bare = [await _bare(house, house.bare)(n) for n in range(SESSIONS)]
    our_times: list[float] = []
    bare_times: list[float] = []
    for block in range(BLOCKS):
        sides = [(ours, our_times), (bare, bare_times)]
        for tabs, times in sides if block % 2 else reversed(sides):
            await asyncio.sleep(REST)
            await asyncio.gather(*(_click(tab, n, times) for n, tab in enumerate(tabs)))
    for tab in (*ours, *bare):
        await tab.close()
    above, below = slowest(our_times), slowest(bare_times)
    name = f"{SESSIONS} sessions that click every {EVERY:.0f} s, 95th percentile ÷ the same on bare pages"
    return [Figure(name, above / below, LOAD_AIM, behind=beside(above, below))]


async def _click(tab: Tab, n: int, times: list[float]) -> None:
    """One person's clicks in a block. Whoever is still waiting does not click."""
    loop = asyncio.get_running_loop()
    start = loop.time() + n * EVERY / SESSIONS
    for turn in range(round(BLOCK / EVERY)):
        await asyncio.sleep(max(0.0, start + turn * EVERY - loop.time()))
        times.append((await tab.rerun()).seconds)


async def remembering(house: House) -> list[Figure]:
    """Memory of an idle session that has opened its page, on fresh servers, beside that of a bare page."""
    ours, bare = [], []
    for turn in range(ROUNDS):
        portal = TellingPortal(house.ninety.folder)
        try:
            ours.append(await _per_session(portal, _ours(house, portal)))
        finally:
            portal.stop()
        folder = house.folder / f"bare_{turn}"
        folder.mkdir()
        server = BareServer(folder, house.shapes)
        try:
            bare.append(await _per_session(server, _bare(house, server)))
        finally:
            server.stop()
    above, below = median(ours), median(bare)
    name = "memory of an idle session ÷ of one with a bare page"
    return [Figure(name, above / below, MEMORY_AIM, behind=f"{above:.0f} kB ÷ {below:.0f} kB")]


async def _per_session(server: Server, open_tab: OpenTab) -> float:
    """Kilobytes that each of fifty more sessions adds to a server that has fifty already.

    The first fifty fill what lies free after every page was drawn once, and that is different each time.
    """
    tabs = [await open_tab(n) for n in range(SESSIONS)]
    await asyncio.sleep(REST)
    before = memory(server)
    tabs += [await open_tab(n) for n in range(SESSIONS)]
    await asyncio.sleep(REST)
    after = memory(server)
    for tab in tabs:
        await tab.close()
    return (after - before) / SESSIONS
