"""Two portals and a third in reserve, on one PostgreSQL, behind HAProxy and before PgBouncer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.drill.servers import HAProxy, PgBouncer, Postgres, behind
from tests.drill.small_disk import SmallDisk
from tests.proof.sizes import asked
from tests.running import islands
from tests.running.islands import Community
from tests.tools.live_server import PortalServer, Server, free_port

DATABASE = "portal"
SomeServer = TypeVar("SomeServer", bound=Server)


@dataclass
class House:
    """All machines of one community, and who is signed in there."""

    var: Path
    """The folder with the keys, the same for all portals."""
    primary: Postgres
    standby: Postgres
    pooler: PgBouncer
    portals: dict[str, PortalServer]
    """By the names under which HAProxy knows them; `third` is a portal that it knows nothing of."""
    proxy: HAProxy
    address: str
    """Of the database, with no pooler between."""
    community: Community

    @property
    def url(self) -> str:
        return self.proxy.url


def start_at_once(var: Path, address: str, proxy: int, names: list[str]) -> dict[str, PortalServer]:
    """Portals with the same keys on one database, all started in the same moment."""

    def start(name: str) -> PortalServer:
        folder = var.parent / name
        folder.mkdir()
        return PortalServer(folder, address, {**behind(proxy), "LRC_VAR": str(var)})

    with ThreadPoolExecutor(len(names)) as pool:
        return dict(zip(names, pool.map(start, names), strict=True))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The portals are started at once, on a database with nothing in it and with no keys file yet."""
    var = tmp_path_factory.mktemp("house") / "var"
    with ExitStack() as ends:
        primary = _ending(ends, Postgres())
        address = primary.make_database(DATABASE)
        standby = _ending(ends, Postgres(of=primary))
        primary.wait_for_standby()
        pooler = _ending(ends, PgBouncer(primary, DATABASE))
        front = free_port()
        portals = start_at_once(var, pooler.address(), front, ["first", "second", "third"])
        for portal in portals.values():
            _ending(ends, portal)
        proxy = _ending(ends, HAProxy(portals["first"].port, portals["second"].port, front))
        community = islands.settle(var, 1, address)
        yield House(var, primary, standby, pooler, portals, proxy, address, community)


@dataclass
class SmallHouse:
    """Two portals behind HAProxy, with nothing between them and a PostgreSQL whose disk can be full."""

    var: Path
    disk: SmallDisk
    postgres: Postgres
    portals: dict[str, PortalServer]
    proxy: HAProxy
    address: str
    """Of the database."""
    community: Community

    @property
    def url(self) -> str:
        return self.proxy.url

    def log(self) -> str:
        return "\n".join(each.log() for each in self.portals.values())


@pytest.fixture(scope="module")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHouse]:
    """With people who keep a record, members and their family, and those who walk with them."""
    var = tmp_path_factory.mktemp("small-house") / "var"
    with ExitStack() as ends:
        disk = SmallDisk(200)
        ends.callback(disk.end)
        postgres = _ending(ends, Postgres(on=disk.folder))
        address, front = postgres.make_database(DATABASE), free_port()
        community = islands.settle(var, asked("savers") // 2, address)
        portals = start_at_once(var, address, front, ["first", "second"])
        for portal in portals.values():
            _ending(ends, portal)
        proxy = _ending(ends, HAProxy(portals["first"].port, portals["second"].port, front))
        yield SmallHouse(var, disk, postgres, portals, proxy, address, community)


def _ending(ends: ExitStack, server: SomeServer) -> SomeServer:
    """The same server, which ends with what it was started for."""
    ends.callback(server.stop)
    return server
