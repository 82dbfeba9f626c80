"""One running portal with islands of people, for all tests of this room: a start costs more than they do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import islands
from tests.running.islands import Community
from tests.tools.live_server import PortalServer

ISLANDS = 5


@dataclass(frozen=True)
class House:
    """The portal, and everybody in it."""

    portal: PortalServer
    community: Community
    folder: Path


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("islands")
    community = islands.settle(folder / "var", ISLANDS)
    portal = PortalServer(folder)
    yield House(portal, community, folder)
    portal.stop()
