"""Servers in processes of their own, on free ports; the real portal as `make run` starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.tools import forking, serving

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0

# Those of this process, for the report of a test that failed: what runs, and what this test has ended.
running: "list[Server]" = []
ended: "list[Server]" = []


class Server(ABC):
    """A server in a process of its own: `.url`, `.pid`, `.log()`, `.stop()`, `.start()` again.

    `cwd` is where its code lies; what is set there between `stop` and `start` is what it starts from.
    """

    says_it_is_well = "/healthz"
    as_whom: Mapping[str, Any] = {}
    """What `subprocess` is told of whom it runs as."""

    def __init__(
        self, folder: Path, environ: dict[str, str], cwd: Path = ROOT, port: int | None = None
    ) -> None:
        self.port = port or free_port()
        self.url = environ.get("LRC_PUBLIC_URL", f"http://localhost:{self.port}")
        self.folder = folder
        self.log_file = folder / "server.log"
        self.cwd = cwd
        self._environ = {
            **{name: value for name, value in os.environ.items() if not _ours(name)},
            "PYTHONUNBUFFERED": "1",
            **environ,
        }
        self._process: subprocess.Popen[bytes] | forking.Forked | None = None
        self.prepare()
        self.start()

    @abstractmethod
    def command(self) -> list[str]:
        """The program with its arguments."""

    def prepare(self) -> None:  # noqa: B027 - most need nothing
        """Make what it needs before its first start; it has its folder and its port by then."""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it says that it is well."""
        self._process = self.begin()
        if self not in running:
            running.append(self)
        try:
            self._wait_until_well()
        except BaseException:
            self.stop()
            raise

    def begin(self) -> "subprocess.Popen[bytes] | forking.Forked":
        """Its process, just begun, in a session of its own."""
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                self.command(),
                cwd=self.cwd,
                env=self._environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.as_whom,
            )

    def stop(self) -> None:
        """End it; safe to do again. `start()` then opens the same database once more."""
        process, self._process = self._process, None
        self._runs_no_more()
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill(self) -> None:
        """End it at once, as a power cut does. `start()` then opens the same database once more."""
        process, self._process = self._process, None
        self._runs_no_more()
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def has_ended(self) -> bool:
        """Also where nobody told it to."""
        return self._process is None or self._process.poll() is not None

    def _runs_no_more(self) -> None:
        if self in running:
            running.remove(self)
            ended.append(self)

    def log(self) -> str:
        """Everything it has printed so far; nothing of a server whose folder went with it."""
        if not self.log_file.exists():
            return ""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def is_well(self) -> bool:
        """Whether it says so by itself."""
        try:
            own = f"http://localhost:{self.port}{self.says_it_is_well}"
            with urllib.request.urlopen(own, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _wait_until_well(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self._process is not None
            if self._process.poll() is not None:
                raise AssertionError(f"The server ended before it was ready:\n{self.log()}")
            if self.is_well():
                return
            time.sleep(0.1)
        raise AssertionError(f"The server was not ready after {PATIENCE:.0f} seconds:\n{self.log()}")


class PortalServer(Server):
    """A running portal: `.url`, `.var`, `.database_url`, `.log()`, `.first_link()`, `.stop()`.

    `environ` adds settings (`LRC_…`). A second step is offered, as in the demo.
    """

    def __init__(
        self, folder: Path, database_url: str | None = None, environ: dict[str, str] | None = None
    ) -> None:
        self.var = folder / "var"
        self.database_url = database_url or f"sqlite:///{self.var / 'portal.db'}"
        given = {
            "LRC_VAR": str(self.var),
            "LRC_DATABASE_URL": self.database_url,
            "LRC_SECOND_STEP": "offered",
        }
        super().__init__(folder, {**given, **(environ or {})})

    def arguments(self) -> list[str]:
        """What stands after `python -m lrc_portal`."""
        return ["serve", "--port", str(self.port)]

    def command(self) -> list[str]:
        return [sys.executable, "-m", "lrc_portal", *self.arguments()]

    def first_link(self) -> str:
        """The newest one-time address for the first coordinator."""
        links = re.findall(r"http://\S+/invitation\?code=\S+", self.log())
        assert links, f"The log holds no link for the first coordinator:\n{self.log()}"
        return links[-1]


class LoadedPortal(PortalServer):
    """The same, forked from a process that has its modules loaded: it starts at a third of the cost."""

    def begin(self) -> "subprocess.Popen[bytes] | forking.Forked":
        if self.cwd != ROOT:  # another tree, whose modules are not those that are loaded
            return super().begin()
        return forking.Forked(serving.serve, self.arguments(), self._environ, self.cwd, self.log_file)


def _ours(name: str) -> bool:
    return name == "PORT" or name.startswith(("LRC_", "STREAMLIT_"))


def free_port() -> int:
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return finder.getsockname()[1]
