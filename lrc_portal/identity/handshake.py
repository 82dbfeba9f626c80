"""A signed cookie that lives while somebody is on the way in: to a provider and back, or with a code.

A code belongs to whoever typed it: the person who is signed in, or nobody yet. It goes with them when
they sign in to accept it, and is gone for the next person who uses the same browser.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lrc_portal import settings
from lrc_portal.database.encrypted import signing_secret

HANDSHAKE_SECONDS = 15 * 60

_CODE, _WHOSE = "code", "whose"


def cookie_name() -> str:
    return "__Host-lrc_handshake" if settings.current().secure else "lrc_handshake"


def keep_code(handshake: MutableMapping[str, Any], code: str, person_id: int | None) -> None:
    """Keep an invitation's code for a while, for whoever is signed in, or for nobody yet."""
    handshake[_CODE], handshake[_WHOSE] = code, person_id


def code_of(handshake: MutableMapping[str, Any], person_id: int | None) -> str:
    """The code that was kept for this person, or with None for nobody yet. Somebody else's is forgotten."""
    if handshake.get(_WHOSE) == person_id:
        return str(handshake.get(_CODE, ""))
    handshake.clear()
    return ""


def forget(response: Response) -> None:
    """Take the cookie out of the browser."""
    response.delete_cookie(
        cookie_name(), path="/", secure=settings.current().secure, httponly=True, samesite="lax"
    )


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
