"""Processes forked from one that has the portal loaded: to start one anew takes seconds."""

import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any
from unittest.mock import patch

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.backups.maker", "tests.database.saver"])


def pipe() -> tuple[Any, Any]:
    """Where the process tells, and where it is heard: first the hearing end."""
    return _CONTEXT.Pipe(duplex=False)


def start(target: Callable[..., object], *arguments: object) -> BaseProcess:
    """A process that does this. It knows nothing of `__main__`, whose place a page in AppTest takes."""
    process = _CONTEXT.Process(target=target, args=arguments)
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    return process
