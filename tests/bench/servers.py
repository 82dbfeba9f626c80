"""The servers that are measured: our portal, our portal with its statements counted, and bare Streamlit."""

import os
import signal
import sys
import time
from pathlib import Path

from tests.bench import bare, counting
from tests.bench.bare import Piece
from tests.bench.in_use.sitecustomize import WRITTEN_TO
from tests.tools.live_server import PortalServer, Server


class CountingPortal(PortalServer):
    """The portal with a count of the SQL statements it sends, beginnings and ends of transactions apart."""

    def __init__(self, folder: Path) -> None:
        self._count = folder / "statements"
        super().__init__(folder)

    def command(self) -> list[str]:
        serve = ["serve", "--port", str(self.port)]
        return [sys.executable, "-m", "tests.bench.counting", str(self._count), *serve]

    def statements(self) -> int:
        """How many it has sent so far."""
        return counting.read(self._count)


class TellingPortal(PortalServer):
    """The portal, whose `memory` can be asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, environ=_telling(folder))


class BareServer(Server):
    """`streamlit run` over bare pages, each at `?page=` with its name, set as quiet as ours."""

    says_it_is_well = "/_stcore/health"

    def __init__(self, folder: Path, pages: dict[str, tuple[Piece, ...]]) -> None:
        self._script = bare.write(folder, pages)
        super().__init__(folder, _telling(folder), cwd=folder)

    def command(self) -> list[str]:
        options = {
            "server.port": self.port,
            "server.address": "127.0.0.1",
            "server.headless": "true",
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": "false",
        }
        return [sys.executable, "-m", "streamlit", "run", str(self._script)] + [
            f"--{name}={value}" for name, value in options.items()
        ]


def memory(server: Server) -> int:
    """How many kilobytes are in use in the server's process now."""
    path = _written_to(server.log_file.parent)
    path.unlink(missing_ok=True)
    os.kill(server.pid, signal.SIGUSR1)
    for _ in range(200):
        if path.exists():
            return int(path.read_text(encoding="ascii")) // 1024
        time.sleep(0.05)
    raise AssertionError("the server did not tell what it has in use")


def _telling(folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": str(Path(__file__).with_name("in_use")),
        WRITTEN_TO: str(_written_to(folder)),
    }


def _written_to(folder: Path) -> Path:
    return folder / "in_use"
