"""Limits on what a browser may send over the WebSocket: what pages send, so much at once and over time.

Streamlit keeps the last message of every socket in memory, signed in or not. A page of ours sends a
few kilobytes with a click: its widgets, and which messages it holds already.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lrc_portal import faults, metrics
from lrc_portal.database import engine
from lrc_portal.identity.sessions import cookie_name
from lrc_portal.identity.viewer import whoever_of

KB = 1024
TOO_BIG, PROTOCOL_ERROR = 1009, 1002


@dataclass
class Allowance:
    """A token bucket in bytes: `burst` at once, and then `per_second`. One message is at most `message`."""

    message: int
    burst: int
    per_second: int
    left: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.left, self.at = self.burst, time.monotonic()

    def takes(self, size: int) -> bool:
        """Whether a message of this size may come now; then it is counted."""
        now = time.monotonic()
        self.left, self.at = min(self.burst, self.left + (now - self.at) * self.per_second), now
        if size > min(self.message, self.left):
            return False
        self.left -= size
        return True


def signed_out() -> Allowance:
    """For a socket whose cookie opens no session: its pages hold no field."""
    return Allowance(message=32 * KB, burst=256 * KB, per_second=4 * KB)


def signed_in() -> Allowance:
    """For a socket with a session: the longest page with all its fields full stays far below."""
    return Allowance(message=1024 * KB, burst=4096 * KB, per_second=64 * KB)


class SocketLimits:
    """Middleware: a socket that sends more than it may is closed, and what was too much goes no further.

    Whether the cookie opens a session is asked once, when a message is more than a signed-out page sends.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        allowed = signed_out()
        asked = closed = False

        async def receive_within_limits() -> Message:
            nonlocal allowed, asked, closed
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            size = _size(message)
            if allowed.takes(size):
                return message
            if not asked:
                asked = True
                if await run_in_threadpool(_opens_a_session, scope):
                    allowed = signed_in()
                    if allowed.takes(size):
                        return message
            closed = True
            await send({"type": "websocket.close", "code": TOO_BIG})
            return {"type": "websocket.disconnect", "code": TOO_BIG}

        async def send_until_closed(message: Message) -> None:
            if not closed:
                await send(message)

        with metrics.SOCKETS_OPEN.track_inprogress():
            await self.app(scope, receive_within_limits, send_until_closed)


class OnlyOurMessages:
    """Middleware: a socket over which something else comes than pages of ours send is closed."""

    def __init__(self, app: ASGIApp, is_ours: Callable[[bytes], bool]) -> None:
        self.app = app
        self._is_ours = is_ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        closed = False

        async def receive_ours() -> Message:
            nonlocal closed
            message = await receive()
            if message["type"] != "websocket.receive" or self._is_ours(message.get("bytes") or b""):
                return message
            closed = True
            await send({"type": "websocket.close", "code": PROTOCOL_ERROR})
            return {"type": "websocket.disconnect", "code": PROTOCOL_ERROR}

        async def send_until_closed(message: Message) -> None:
            if not closed:
                await send(message)

        await self.app(scope, receive_ours, send_until_closed)


def _size(message: Message) -> int:
    text = message.get("text")
    return len(message.get("bytes") or b"") + (len(text.encode()) if text else 0)


def _opens_a_session(scope: Scope) -> bool:
    token = HTTPConnection(scope).cookies.get(cookie_name())
    if not token:
        return False
    try:
        return whoever_of(engine.current(), token) is not None
    except Exception as fault:
        # What cannot be looked up is not believed; the page tries again by itself.
        faults.note(fault)
        return False
