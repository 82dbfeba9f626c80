"""A Streamlit session belongs to the sign-in that opened it: no other cookie is handed what it holds.

Streamlit keeps the session of a tab whose line broke, and hands it to whoever comes back with its id, if
the user is the same. Who the user is, it takes from a header that is named in `.streamlit/config.toml`;
here the header is made from the cookie of the handshake, and whatever a client wrote there is taken out.
"""

import hashlib

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from lrc_portal.identity.sessions import cookie_name

HEADER = b"x-lrc-sign-in"


class TabBelongsToSignIn:
    """Says in `HEADER` of every request which sign-in it comes from, without the token itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            headers = [(name, value) for name, value in scope["headers"] if name.lower() != HEADER]
            headers.append((HEADER, _sign_in(scope)))
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


def _sign_in(scope: Scope) -> bytes:
    """Something that differs for each sign-in and leads back to none; the same for all who are signed out."""
    token = HTTPConnection(scope).cookies.get(cookie_name(), "")
    return hashlib.sha256(f"tab\0{token}".encode()).hexdigest().encode()
