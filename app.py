"""The front door: the portal's script, the pages beside it, headers on every answer, and the start-up."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st

from lrc_portal import faults, startup
from lrc_portal.identity import front_door, routes
from lrc_portal.paper import routes as paper_routes


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Keys, migrations, first coordinator; then the door is open."""
    startup.say_first_link(startup.prepare())
    settle()
    yield


def settle() -> None:
    """Load what pages ask and draw with, and take it out of the garbage collector's sight.

    Streamlit collects all garbage after every rerun, before the browser hears that it has ended. With
    the libraries loaded that is most of what a rerun costs; what stays for good need not be looked at.
    """
    for room in ("charts", "record", "sharing", "support", "ui", "words"):
        folder = Path(__file__).resolve().parent / "lrc_portal" / room
        for module in sorted(folder.glob("[a-z]*.py")):
            import_module(f"lrc_portal.{room}.{module.stem}")
    gc.collect()
    gc.freeze()


def on_script_error(fault: Exception) -> bool:
    """Say calmly that something went wrong, with a number to find it by; True: nothing else is shown."""
    reference = faults.note(fault)
    from lrc_portal.ui.messages import calm_fault

    calm_fault(reference)
    return True


app = st.App(
    Path(__file__).resolve().parent / "lrc_portal" / "portal.py",
    routes=[*routes.routes(), *paper_routes.routes()],
    middleware=front_door.middleware(),
    lifespan=lifespan,
    on_script_error=on_script_error,
)
