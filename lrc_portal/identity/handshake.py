"""A signed cookie that lives while somebody is on the way in: to a provider and back, or with a code."""

from collections.abc import Awaitable, Callable

from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lrc_portal import settings
from lrc_portal.database.encrypted import signing_secret

HANDSHAKE_SECONDS = 15 * 60


def cookie_name() -> str:
    return "__Host-lrc_handshake" if settings.current().secure else "lrc_handshake"


class _Handshake:
    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            response = await self.answer(Request(scope, receive, send))
            await response(scope, receive, send)

        # Made here and not at import: the secret is there only once the keys are. The copy keeps
        # Streamlit's own session middleware, which is outside, from writing our data into its cookie.
        around = SessionMiddleware(
            answer,
            secret_key=signing_secret(),
            session_cookie=cookie_name(),
            max_age=HANDSHAKE_SECONDS,
            same_site="lax",
            https_only=settings.current().secure,
        )
        await around(dict(scope), receive, send)


def with_handshake(answer: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    """Give `answer` a `request.session` of its own."""
    return _Handshake(answer)
