"""What the metrics and the log know of a rerun: which page, how long, what came of it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner_utils.exceptions import ScriptControlException

from lrc_portal import logs, metrics
from lrc_portal.words.marks import NotNow

_THREADS = "ScriptRunner.scriptThread"
"""Streamlit's name for the thread of a rerun, its callbacks included."""


@dataclass
class Run:
    """One rerun. `page` is its address, known once the menu is made."""

    page: str = "-"


@contextmanager
def page_run() -> Iterator[Run]:
    """Count a rerun and time it; what is logged meanwhile gets a number of its own."""
    run, began, outcome = Run(), time.perf_counter(), "failed"
    logs.request.set(logs.new_request())
    try:
        yield run
        outcome = "shown"
    except NotNow:
        outcome = "waits"
        raise
    except ScriptControlException:
        # A rerun that is stopped, or starts anew because of a click.
        outcome = "cut_short"
        raise
    finally:
        metrics.PAGE_RUNS.labels(run.page, outcome).inc()
        metrics.PAGE_RUN_SECONDS.labels(run.page).observe(time.perf_counter() - began)


def still_drawing() -> bool:
    """Whether a rerun of anybody goes on."""
    return any(thread.name == _THREADS for thread in threading.enumerate())


def sessions() -> dict[str, float]:
    """How many sessions of Streamlit are held: with a page before them, and whose line broke a moment ago."""
    if not Runtime.exists():
        return {}
    manager = Runtime.instance()._session_mgr  # Streamlit has no public way to ask for it
    active = len(manager.list_active_sessions())
    return {"active": active, "waiting": len(manager.list_sessions()) - active}
