"""The servers that are measured: our portal, our portal with its statements counted, and bare Streamlit."""

import subprocess
from pathlib import Path

from tests.bench import bare, counting
from tests.bench.bare import Piece
from tests.tools.live_server import PortalServer, Server


class CountingPortal(PortalServer):
    """The portal with a count of the SQL statements it sends, beginnings and ends of transactions apart."""

    def __init__(self, folder: Path) -> None:
        self._count = folder / "statements"
        super().__init__(folder)

    def command(self) -> list[str]:
        serve = ["serve", "--port", str(self.port)]
        return ["-m", "tests.bench.counting", str(self._count), *serve]

    def statements(self) -> int:
        """How many it has sent so far."""
        return counting.read(self._count)


class BareServer(Server):
    """`streamlit run` over bare pages, each at `?page=` with its name, set as quiet as ours."""

    says_it_is_well = "/_stcore/health"

    def __init__(self, folder: Path, pages: dict[str, tuple[Piece, ...]]) -> None:
        self._script = bare.write(folder, pages)
        super().__init__(folder, {}, cwd=folder)

    def command(self) -> list[str]:
        options = {
            "server.port": self.port,
            "server.address": "127.0.0.1",
            "server.headless": "true",
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": "false",
        }
        return ["-m", "streamlit", "run", str(self._script)] + [
            f"--{name}={value}" for name, value in options.items()
        ]


def memory(server: Server) -> int:
    """What the server's process holds in memory now, in kilobytes."""
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(server.pid)], capture_output=True, text=True, check=True
    )
    return int(told.stdout)
