"""Everything that is measured, built in one folder: two communities, their portals, and bare Streamlit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from lrc_portal import memory
from tests.bench import bare, records
from tests.bench.bare import Piece
from tests.bench.protocol import Drawn, PageFault, Tab
from tests.bench.records import NINETY_DAYS, TEN_YEARS, Community, Visit
from tests.bench.servers import BareServer
from tests.tools.live_server import PortalServer

ONLY_CHARTS = "only_charts"
# Where a guard keeps somebody out: then it is not the page that is timed.
KEPT_OUT = ("This page is for others", "Sign in first")


@dataclass(frozen=True)
class Place:
    """A community and the folder that its portal keeps it in."""

    folder: Path
    community: Community

    def visit(self, address: str) -> Visit:
        return next(visit for visit in self.community.visits() if visit.address == address)


@dataclass(frozen=True)
class House:
    """A place with ninety days and one with ten years, and what each page of the first sends."""

    folder: Path
    ninety: Place
    ten_years: Place
    portal: PortalServer
    old_portal: PortalServer
    bare: BareServer
    shapes: dict[str, tuple[Piece, ...]]


async def build(folder: Path, stack: ExitStack) -> House:
    """Settle both communities and start the servers, which end with the stack."""
    places = []
    for name, days in (("ninety", NINETY_DAYS), ("ten_years", TEN_YEARS)):
        (folder / name).mkdir()
        places.append(Place(folder / name, records.settle(folder / name, days)))
    ninety, ten_years = places
    portal, old_portal = PortalServer(ninety.folder), PortalServer(ten_years.folder)
    stack.callback(portal.stop)
    stack.callback(old_portal.stop)
    shapes = {}
    for visit in ninety.community.visits():
        shapes[visit.bare_name] = bare.pieces(await look_at(portal.url, visit))
    charts = shapes[ninety.visit("progress").bare_name]
    shapes[ONLY_CHARTS] = tuple(piece for piece in charts if piece.layers)
    if not shapes[ONLY_CHARTS]:
        raise PageFault("/progress holds no chart, so there is nothing to measure it by.")
    (folder / "bare").mkdir()
    bare_server = BareServer(folder / "bare", shapes)
    stack.callback(bare_server.stop)
    # A server that has shown all its pages is slower than a fresh one, so all three have.
    for visit in ten_years.community.visits():
        await look_at(old_portal.url, visit)
        await (await open_bare(bare_server, visit.bare_name, shapes[visit.bare_name])).close()
    # Ours puts what it has learnt out of the collector's sight at intervals; measured is what comes after.
    await asyncio.sleep(memory.EVERY + 1)
    return House(folder, ninety, ten_years, portal, old_portal, bare_server, shapes)


async def open_ours(url: str, visit: Visit) -> Tab:
    """A tab with one of our pages in it, as its visitor sees it.

    Raises `PageFault` where somebody else or nobody is signed in, or a guard stands before the page.
    """
    tab = await Tab.open(url, visit.visitor.cookies)
    async with _closed_at_a_fault(tab):
        seen = (await tab.go(visit.address, **visit.query)).text()
        if visit.visitor.display_name not in seen or any(words in seen for words in KEPT_OUT):
            raise PageFault(f"{visit.name} was not shown to {visit.visitor.display_name}.")
    return tab


async def open_bare(server: BareServer, name: str, of: tuple[Piece, ...]) -> Tab:
    """A tab with a bare page in it. Raises `PageFault` where it draws something else than it should."""
    tab = await Tab.open(server.url)
    async with _closed_at_a_fault(tab):
        drawn = bare.counted(bare.pieces(await tab.go("", page=name)))
        if drawn != bare.counted(of):
            raise PageFault(f"The bare page {name} draws {drawn}, not {bare.counted(of)}.")
    return tab


@asynccontextmanager
async def _closed_at_a_fault(tab: Tab) -> AsyncIterator[None]:
    try:
        yield
    except PageFault:
        await tab.close()
        raise


async def look_at(url: str, visit: Visit) -> Drawn:
    """What a page sends when it is opened."""
    tab = await open_ours(url, visit)
    await tab.close()
    return tab.last
