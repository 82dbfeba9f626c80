"""Health checks for machines that watch over this one: liveness, the database, readiness.

None of them says anything that stands in a table.
"""

import asyncio
import shutil

from sqlalchemy import literal, select, text
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from lrc_portal import settings, shutdown
from lrc_portal.database import engine
from lrc_portal.database.models import Base
from lrc_portal.database.portable import at_most

LEAST_ROOM = 100 * 1024 * 1024
"""Bytes free on the disk of `LRC_VAR` below which nobody else should be sent here."""

ENDING = "this portal is about to end"
NO_KEYS = "the folder of LRC_VAR, or the keys file in it, is not there"


async def are_we_alive(request: Request) -> PlainTextResponse:
    """Liveness: whether this process answers. Where it does not, it is to be started anew."""
    return PlainTextResponse("ok")


async def are_we_well(request: Request) -> PlainTextResponse:
    """Whether the database answers; a new start of this process would not mend that."""
    # Not in the threads of the other answers: they may all be waiting for the database.
    well = await asyncio.to_thread(engine.current().answers, text("SELECT 1 FROM person LIMIT 1"))
    return PlainTextResponse("ok" if well else "the database does not answer", 200 if well else 503)


async def are_we_ready(request: Request) -> PlainTextResponse:
    """Readiness: whether people can be sent here. Tables can be read, the disk has room, no end is near."""
    lacking = [ENDING] if shutdown.has_begun() else await asyncio.to_thread(_what_is_lacking)
    return PlainTextResponse("\n".join(lacking) or "ok", 503 if lacking else 200)


def _what_is_lacking() -> list[str]:
    """A line for each thing: names of tables, and nothing that stands in them."""
    database, lacking = engine.current(), []
    looks = {
        table.name: select(literal(1)).select_from(table).limit(at_most(1))
        for table in Base.metadata.sorted_tables
    }
    if not database.answers(select(literal(1))):
        lacking.append("the database does not answer")
    elif not database.answers(*looks.values()):
        # The first that is found; each one that waits would take its time.
        one = next((name for name, look in looks.items() if not database.answers(look)), None)
        lacking.append(f"the table {one} cannot be read" if one else "the database did not answer in time")
    return lacking + _what_the_disk_lacks()


def _what_the_disk_lacks() -> list[str]:
    chosen = settings.current()
    try:
        chosen.keys_file.stat()
        free = shutil.disk_usage(chosen.var).free
    except OSError:
        # Gone, or the disk behind it is: the next start would find no keys.
        return [NO_KEYS]
    return ["the disk is almost full"] if free < LEAST_ROOM else []


def routes() -> list[Route]:
    """Their addresses, which are answered by whatever name one asks."""
    return [
        Route("/livez", are_we_alive, methods=["GET"]),
        Route("/healthz", are_we_well, methods=["GET"]),
        Route("/readyz", are_we_ready, methods=["GET"]),
    ]
