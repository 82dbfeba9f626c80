"""More processes, and more people: pages a second of two and four portals beside one; 200 people on two.

All are on one PostgreSQL. Whoever asks, the database and the proxy run on the same cores as the portals, so
a figure is that of one machine and all that it has to do.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import records
from tests.bench.house import Place, look_at, open_ours
from tests.bench.protocol import Tab
from tests.bench.records import NINETY_DAYS, Visit
from tests.bench.table import COUNT, SECONDS, Figure
from tests.bench.timing import slowest
from tests.drill.doings import GONE
from tests.drill.servers import HAProxy, Postgres, behind
from tests.tools.live_server import PortalServer, free_port

PROCESSES = (1, 2, 4)
HOW_MANY = "BENCH_PEOPLE"
"""In the environment: how many people click, to find how many a machine carries."""
EVERY, SLOWEST_AIM = 5.0, 2.0
TABS_EACH, BLOCK, SECONDS_CLICKED = 8, 20.0, 60.0
OF_EACH_CORE = 0.7
"""What each core more is to add. Of 45 ms that a page takes of two cores 36 are the portal's; the others are
of the database and of whoever asks, who work beside one portal and in the way of two. So two cores hold 1.57
of one portal at most.
"""
OPENED_TOGETHER = 10


@dataclass
class Crowd:
    """People with a tab each, who click again and again."""

    seconds: list[float] = field(default_factory=list)
    """How long each page took."""
    lost: int = 0
    """Sockets that ended while somebody wanted them."""

    async def open(self, urls: Sequence[str], visits: Sequence[Visit], people: int) -> list[Tab]:
        """One after the other at each address in turn, over all pages."""
        tabs: list[Tab] = []
        for start in range(0, people, OPENED_TOGETHER):
            some = range(start, min(start + OPENED_TOGETHER, people))
            tabs += await asyncio.gather(
                *(open_ours(urls[n % len(urls)], visits[n % len(visits)]) for n in some)
            )
        return tabs

    async def click(self, tabs: Sequence[Tab], every: float, seconds: float) -> None:
        """Everybody clicks `every` so many seconds; whoever still waits does not click."""
        firsts = [every * n / len(tabs) for n in range(len(tabs))]
        await asyncio.gather(
            *(self._click(tab, at, every, seconds) for tab, at in zip(tabs, firsts, strict=True))
        )

    async def _click(self, tab: Tab, first: float, every: float, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        due = begin + first
        while due < begin + seconds:
            await asyncio.sleep(max(0.0, due - loop.time()))
            try:
                self.seconds.append((await tab.rerun()).seconds)
            except GONE:
                self.lost += 1
                return
            due = max(due + every, loop.time())


async def a_second(urls: Sequence[str], visits: Sequence[Visit], seconds: float = BLOCK) -> float:
    """Pages a second where nobody rests between two clicks."""
    crowd = Crowd()
    tabs = await crowd.open(urls, visits, TABS_EACH * len(urls))
    await crowd.click(tabs, 0.0, seconds)
    for tab in tabs:
        await tab.close()
    return len(crowd.seconds) / seconds


async def together(url: str, visits: Sequence[Visit], people: int, seconds: float) -> Crowd:
    """How clicks go where so many people click every five seconds."""
    crowd = Crowd()
    tabs = await crowd.open([url], visits, people)
    await crowd.click(tabs, EVERY, seconds)
    for tab in tabs:
        await tab.close()
    return crowd


async def measured() -> list[Figure]:
    """On a PostgreSQL of their own, with a community of ninety days."""
    with tempfile.TemporaryDirectory(prefix="lrc-many-") as made, ExitStack() as ends:
        folder = Path(made)
        postgres = Postgres()
        ends.callback(postgres.stop)
        address = postgres.make_database("portal")
        place = Place(folder, records.settle(folder, NINETY_DAYS, address))
        return [*await _processes(place, address), *await _people(place, address)]


async def _portals(place: Place, address: str, how_many: int, ends: ExitStack, **environ: str) -> list[str]:
    """Their addresses; each has shown every page."""
    urls = []
    for nth in range(how_many):
        folder = place.folder / f"portal-{nth}"
        folder.mkdir(exist_ok=True)
        portal = PortalServer(folder, address, {"LRC_VAR": str(place.folder / "var"), **environ})
        ends.callback(portal.stop)
        urls.append(f"http://localhost:{portal.port}")
    return urls


async def _processes(place: Place, address: str) -> list[Figure]:
    visits = place.community.visits()
    rates = {}
    for how_many in PROCESSES:
        with ExitStack() as ends:
            urls = await _portals(place, address, how_many, ends)
            for url in urls:
                for visit in visits:
                    await look_at(url, visit)
            rates[how_many] = await a_second(urls, visits)
    cores = os.cpu_count() or 1
    return [
        Figure(
            f"{how_many} processes, pages a second ÷ of one, on {cores} cores",
            rates[how_many] / rates[1],
            max(1.0, OF_EACH_CORE * min(how_many, cores)),
            behind=f"{rates[how_many]:.1f} ÷ {rates[1]:.1f}",
            least=True,
        )
        for how_many in PROCESSES[1:]
    ]


async def _people(place: Place, address: str) -> list[Figure]:
    with ExitStack() as ends:
        front = free_port()
        urls = await _portals(place, address, 2, ends, **behind(front))
        ports = [int(url.rsplit(":", 1)[1]) for url in urls]
        proxy = HAProxy(*ports, front)
        ends.callback(proxy.stop)
        people = int(os.environ.get(HOW_MANY, "200"))
        crowd = await together(proxy.url, place.community.visits(), people, SECONDS_CLICKED)
    who = f"{people} people who click every {EVERY:.0f} s at two processes"
    return [
        Figure(
            f"{who}, 95th percentile",
            slowest(crowd.seconds),
            SLOWEST_AIM,
            SECONDS,
            f"{len(crowd.seconds)} pages",
        ),
        Figure(f"{who}, sockets lost", crowd.lost, 0, COUNT),
    ]
