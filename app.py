"""The front door: the portal's script, the pages beside it, headers on every answer, and the start-up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from lrc_portal import faults, loading, memory, metrics, settings, shutdown, startup
from lrc_portal.database import engine
from lrc_portal.erasing import erasing
from lrc_portal.erasing import pages as erasing_pages
from lrc_portal.identity import front_door, routes
from lrc_portal.identity.socket_limits import OnlyOurMessages
from lrc_portal.paper import routes as paper_routes
from lrc_portal.quick import routes as quick_routes
from lrc_portal.reminders import routes as reminder_routes
from lrc_portal.reminders import sending
from lrc_portal.support.good_to_know import help_now
from lrc_portal.taking_along import routes as taking_along_routes
from lrc_portal.ui.kit import (
    left_sessions,
    measuring,
    message_batches,
    reconnecting,
    socket_messages,
    theme_message,
)
from lrc_portal.words.marks import NotNow

HERE = Path(__file__).resolve().parent


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Keys, migrations, first coordinator; then the door is open."""
    database = startup.prepare()
    startup.say_first_link(database)
    help_now.renew_quietly(database)
    loading.begin()
    keeping = [
        asyncio.create_task(asyncio.to_thread(load)),
        asyncio.create_task(memory.keep_settled(let_go=left_sessions.let_go)),
        asyncio.create_task(erasing.keep_running()),
        asyncio.create_task(help_now.keep_renewed()),
    ]
    if settings.current().metrics_port:
        ask_for_metrics()
    shutdown.begin_at_term(settings.current().drain)
    yield
    for each in keeping:
        each.cancel()
    await shutdown.finish(measuring.still_drawing)


def ask_for_metrics() -> None:
    """What is counted when the metrics are read, and not as it happens."""
    metrics.gauge("lrc_page_sessions", "Streamlit sessions that are held", measuring.sessions, "state")
    metrics.gauge(
        "lrc_mails_sent_last_day",
        "Reminders and other mails that left in the last 24 hours, by whichever process",
        lambda: sending.sent_within_a_day(engine.current()),
        "kind",
    )


def load() -> None:
    """Load what pages ask and draw with, beside the first who come: plain pages need none of it."""
    try:
        load_rooms()
        memory.settle()
    finally:
        loading.end()


def load_rooms() -> None:
    for room in ("charts", "record", "sharing", "support", "ui", "words"):
        for module in sorted((HERE / "lrc_portal" / room).rglob("[a-z]*.py")):
            import_module(".".join(module.relative_to(HERE).with_suffix("").parts))


def on_script_error(fault: Exception) -> bool:
    """Say calmly that something went wrong, with a number to find it by; True: nothing else is shown."""
    from lrc_portal.ui.kit import messages

    if isinstance(fault, NotNow):
        messages.calm_wait()
    elif socket_messages.fits_no_field(fault):
        messages.calm_fault(faults.note_unfit())
    else:
        messages.calm_fault(faults.note(fault))
    return True


theme_message.remember()
message_batches.begin()
reconnecting.begin()

app = st.App(
    HERE / "lrc_portal" / "portal.py",
    routes=[
        *routes.routes(),
        *paper_routes.routes(),
        *quick_routes.routes(),
        *reminder_routes.routes(),
        *taking_along_routes.routes(),
        *erasing_pages.routes(),
    ],
    middleware=[*front_door.middleware(), Middleware(OnlyOurMessages, is_ours=socket_messages.is_ours)],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
