"""Streamlit's own files on a slow line: scripts compressed, no typeface nor icon that nobody sees.

Its page speaks English before its script runs, and where none does; here it is in the visitor’s language.

Streamlit leaves compressing to a proxy, since it would do it anew for each request. Its scripts never
change under one name, so here it is done once for each that is asked for, and kept in memory: about a
megabyte for what the portal uses. So are our own look and scripts, which change with a start alone.
"""

import gzip
import re
from collections.abc import Mapping
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lrc_portal import screens
from lrc_portal.identity.addresses import MANIFEST, QUICK
from lrc_portal.identity.pages import asset, language_of
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator

# Names that exactly one file can have, so that nobody fills the memory with many names for one.
_SCRIPT = re.compile(r"/(?:static/(?:js|css)|assets)/[A-Za-z0-9_-][A-Za-z0-9_.-]*\.(?:js|css)")
_SCRIPTS, _PAGE = ("text/javascript", "application/javascript", "text/css"), ("text/html",)
_CONDITIONS = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-range", b"range"})
TYPEFACE = "/assets/fonts/atkinson-hyperlegible-next-latin.woff2"
# Streamlit draws with it for a moment, until its page hears of the theme: 170 kB that nobody sees.
_USUAL = re.compile(r"/static/media/SourceSansVF-[A-Za-z0-9_.-]+\.woff2")
# Its icons are four thousand; those that a page of ours can show are a sixteenth of its bytes.
ICONS = asset("fonts/material-symbols-rounded.woff2")
_ALL_ICONS = re.compile(r"/static/media/MaterialSymbols-Rounded[A-Za-z0-9_.-]+\.woff2")
_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}
# Streamlit's name for its icons stays while ours may come to be more.
_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
_USUAL_TYPEFACE = re.compile(rb'<link\s+rel="preload"\s+href="\./static/media/SourceSans[^>]*>')
# The look stands behind the head, into which Streamlit puts its own: of two rules the later one holds.
_SCRIPTS_OF_OURS = "".join(
    f'<script defer src="{asset(name)}"></script>' for name in ("accessible-names.js", "focus.js")
)
_LOOK = f'<link rel="stylesheet" href="{asset("look.css")}">'
_WITHOUT_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)


class StreamlitFiles:
    """Middleware around Streamlit: its scripts and its page, compressed where the browser can read that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        is_page = path in screens.PATHS
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        if _USUAL.fullmatch(path):
            await RedirectResponse(TYPEFACE, status_code=308, headers=_A_YEAR)(scope, receive, send)
            return
        if _ALL_ICONS.fullmatch(path):
            await RedirectResponse(ICONS, status_code=308, headers=_AN_HOUR)(scope, receive, send)
            return
        headers = Headers(scope=scope)
        zips = "gzip" in headers.get("accept-encoding", "") and "range" not in headers
        if not is_page and not (zips and _SCRIPT.fullmatch(path)):
            await self.app(scope, receive, send)
            return
        if path in self._kept:
            await _answer(send, *self._kept[path])
            return
        said = await self._ask(scope, receive)
        body = _whole(said, _PAGE if is_page else _SCRIPTS)
        if body is None:
            for message in said:
                await send(message)
            return
        if is_page:
            body = in_language(body, language_of(Request(scope)))
        if zips:
            body = await run_in_threadpool(gzip.compress, body, 9)
        start = _described(said[0], body, zips=zips)
        if not is_page:
            self._kept[path] = start, body
        await _answer(send, start, body)

    async def _ask(self, scope: Scope, receive: Receive) -> list[Message]:
        """What Streamlit answers, whatever the browser has of it already."""
        plain = [(name, value) for name, value in scope["headers"] if name.lower() not in _CONDITIONS]
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        await self.app({**scope, "headers": plain}, receive, keep)
        return said


def _whole(said: list[Message], kinds: tuple[str, ...]) -> bytes | None:
    """What is of one of these kinds, as a whole; None for any other answer, and for one that broke off.

    It breaks off where the browser goes away meanwhile: then nothing of it may be kept for the next.
    """
    if not said or said[0]["status"] != 200:
        return None
    headers = Headers(raw=said[0]["headers"])
    body = b"".join(each.get("body", b"") for each in said[1:])
    is_one = headers.get("content-type", "").startswith(kinds)
    return body if is_one and headers.get("content-length") == str(len(body)) else None


def in_language(page: bytes, language: Language) -> bytes:
    """Streamlit's page in a language: its name, what it says without a script, and the manifest.

    Our typeface is fetched early in place of its own. Our look and scripts stand in it, so that they come
    once and not with each click.
    """
    t = translator(language)
    links = (
        f'<link rel="preload" href="{TYPEFACE}" as="font" type="font/woff2" crossorigin>\n'
        f'    <link rel="manifest" href="{MANIFEST}?language={language.value}">\n'
        f"    {_SCRIPTS_OF_OURS}\n  </head>"
    )
    without_script = (
        f"<noscript><p>{escape(t('This page needs JavaScript. These two do without it:'))} "
        f'<a href="/help-now">{escape(t("Help now"))}</a>, '
        f'<a href="{QUICK}">{escape(t("How are you today?"))}</a></p></noscript>'
    )
    page = _USUAL_TYPEFACE.sub(b"", page).replace(b"</head>", links.encode(), 1)
    page = page.replace(b"</body>", f"  {_LOOK}\n  </body>".encode(), 1)
    page = page.replace(b'<html lang="en">', f'<html lang="{language.value}">'.encode(), 1)
    title = f"<title>{escape(t('Living Room Cardiff'))}</title>".encode()
    page = page.replace(b"<title>Streamlit</title>", title, 1)
    return _WITHOUT_SCRIPT.sub(lambda _english: without_script.encode(), page)


def _described(start: Message, body: bytes, *, zips: bool) -> Message:
    """The beginning of an answer, for another body than the one it came with."""
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["Content-Length"] = str(len(body))
    headers.add_vary_header("Accept-Encoding")
    if zips:
        headers["Content-Encoding"] = "gzip"
    for name in ("etag", "last-modified", "accept-ranges"):
        del headers[name]
    return {**start, "headers": headers.raw}


async def _answer(send: Send, start: Mapping[str, object], body: bytes) -> None:
    # Headers are added to this message by whoever stands around, so each answer has its own list of them.
    await send({**start, "headers": list(start["headers"])})  # type: ignore[call-overload]
    await send({"type": "http.response.body", "body": body})
