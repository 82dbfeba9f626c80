"""Whatever is sent to an address, the answer is one of ours: never a fault, and nothing of one in the log."""

import logging
from collections import Counter
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from starlette.applications import Starlette

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.identity import front_door, sessions
from lrc_portal.settings import Settings
from tests.every_form.odd_requests import Inventor, Request, our_routes
from tests.every_form.test_odd_submissions import house
from tests.proof import sizes
from tests.proof.figures import Proved
from tests.tools.asynchronous import run

INPUTS = max(1, sizes.asked("inputs") * 2 // 5)
HOST = "localhost:8501"


def as_scope(request: Request) -> dict[str, Any]:
    """What a server makes of it."""
    path, _, query = request.target.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": request.headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8501),
    }


async def answer(app: Starlette, request: Request) -> tuple[int, str]:
    """Its status, and what it says; what comes up is a fault."""
    sent: list[dict[str, Any]] = []
    coming = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(as_scope(request), receive, send)
    said = b"".join(each.get("body", b"") for each in sent[1:])
    return int(sent[0]["status"]), said.decode("utf-8", "replace")


def signed_in(database: Database, viewers: list[Viewer]) -> list[dict[str, str]]:
    """A cookie of each, and of nobody."""
    with database.writing() as db:
        tokens = [sessions.begin(db, by=each, device="a test", second_step=True) for each in viewers]
    return [{sessions.cookie_name(): token} for token in (*tokens, "nobody's")]


def test_every_address_answers_whatever_is_sent(
    database: Database, own_settings: Settings, proved: Proved, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    own_settings.var.mkdir()
    own_settings.keys_file.touch()  # without it the portal is not ready, and says so
    app = Starlette(routes=our_routes(), middleware=front_door.middleware())
    cookies = signed_in(database, list(house(database).people.values()))
    inventor, answers, faults = Inventor(INPUTS, HOST, cookies), Counter[int](), []

    async def send_all() -> None:
        for _ in range(INPUTS // 2):
            request = inventor.request()
            before = len(caplog.records)
            try:
                answered, said = await answer(app, request)
            except Exception as fault:
                faults.append(f"{request}: {type(fault).__name__} {fault}"[:1500])
                continue
            answers[answered] += 1
            inventor.learn(request, said)
            if answered >= 500 or len(caplog.records) > before:
                told = [record.getMessage()[-700:] for record in caplog.records[before:]]
                faults.append(f"{answered} {request} {told}"[:3000])

    run(send_all())
    proved("invented inputs: to addresses", answers.total() + len(faults), least=INPUTS // 2)
    proved("invented inputs: faults", len(faults))
    assert len(answers) > 3 and not faults, "\n\n".join(faults)
