"""Processes forked from one that has the portal loaded: to start one anew takes seconds."""

import subprocess
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any
from unittest.mock import patch

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.backups.maker", "tests.database.saver", "tests.tools.loaded"])


def pipe() -> tuple[Any, Any]:
    """Where the process tells, and where it is heard: first the hearing end."""
    return _CONTEXT.Pipe(duplex=False)


def start(target: Callable[..., object], *arguments: object) -> BaseProcess:
    """A process that does this. It knows nothing of `__main__`, whose place a page in AppTest takes."""
    process = _CONTEXT.Process(target=target, args=arguments)
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    return process


class Forked:
    """Such a process, with what `subprocess.Popen` says of one."""

    def __init__(self, target: Callable[..., object], *arguments: object) -> None:
        self._process = start(target, *arguments)
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.exitcode

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self._process.exitcode
