"""Run what is asynchronous from a test that is not."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run(doing: Coroutine[Any, Any, Any]) -> Any:
    """What it gives. In a thread of its own: where a browser runs, the test's thread has a loop already."""
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(asyncio.run, doing).result()
