"""What stands around every answer, Streamlit's too: Host and Origin, limits, headers, unknown addresses."""

import re
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lrc_portal import faults, logs, settings
from lrc_portal.identity.addresses import (
    HOST_CONFIG,
    OWN_PAGES,
    SAME_FOR_ALL_FOLDERS,
    STREAMLIT_SOCKET,
    WITH_SCRIPT,
    acts_on_get,
    is_known,
    may_be_fetched_ahead,
)
from lrc_portal.identity.origin import POLICY_VIOLATION, OriginCheck
from lrc_portal.identity.pages import message, plain_visit, wants_a_page
from lrc_portal.identity.socket_limits import SocketLimits
from lrc_portal.identity.streamlit_files import StreamlitFiles
from lrc_portal.identity.tabs import TabBelongsToSignIn
from lrc_portal.words.marks import NotNow

# Streamlit needs inline and evaluated scripts (its components come from blobs), so this is no guard
# against script in text: members' words are never drawn as HTML.
STREAMLIT_POLICY = (
    "default-src 'self'; "
    "script-src 'self' blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
OWN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# One small file of ours asks the browser for a passkey; nothing inline, and nothing from elsewhere.
OWN_POLICY_WITH_SCRIPT = f"{OWN_POLICY}; script-src 'self'; connect-src 'self'"

# What Streamlit's page must hear before it opens the socket: that no site around it steers it.
NO_HOST = {"allowedOrigins": [], "useExternalAuthToken": False, "enableCustomParentMessages": False}

# Files of ours: what is asked for by a digest of itself never changes under that address.
_KEPT_BY_NAME = "public, max-age=31536000, immutable"
_KEPT_A_MONTH = "public, max-age=2592000"

_AS_IT_IS = "".join(map(chr, range(0x21, 0x7F)))

# Where browsers say that they only fetch ahead; the last two are older ones' names.
_PURPOSES = ("sec-purpose", "purpose", "x-purpose", "x-moz")


_REQUEST_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")


class NumberedRequests:
    """Middleware: each request has a number (`X-Request-ID`), which stands in each line of the log about it.

    A proxy of ours may have given it one, by which its own log is found; nobody else's is taken.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "") if settings.current().trusted_proxies else ""
        logs.request.set(given if _REQUEST_NUMBER.fullmatch(given) else logs.new_request())
        await self.app(scope, receive, send)


class AsciiQuery:
    """Middleware: what stands after the question mark is ASCII, as an address is to be.

    A server passes any byte on, and no browser sends one that is not escaped; what comes so is escaped here,
    for whatever reads the address later takes it for text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"")
        if not query.isascii():
            scope = {**scope, "query_string": quote(query, safe=_AS_IT_IS).encode("ascii")}
        await self.app(scope, receive, send)


class SecurityHeaders:
    """Headers that every answer carries, whoever made it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(answer: Message) -> None:
            if answer["type"] == "http.response.start":
                headers = MutableHeaders(scope=answer)
                _add_headers(scope["path"], headers)
                if scope["path"].startswith(SAME_FOR_ALL_FOLDERS) and answer["status"] in {200, 304}:
                    named = scope["query_string"].startswith(b"v=")
                    headers["Cache-Control"] = _KEPT_BY_NAME if named else _KEPT_A_MONTH
            await send(answer)

        await self.app(scope, receive, send_with_headers)


def _add_headers(path: str, headers: MutableHeaders) -> None:
    ours = path in OWN_PAGES or path.startswith("/sign-in/")
    own_policy = OWN_POLICY_WITH_SCRIPT if path in WITH_SCRIPT else OWN_POLICY
    headers.setdefault("Content-Security-Policy", own_policy if ours else STREAMLIT_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex"
    if settings.current().secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        _close_cookies(headers)
    if ours or headers.get("content-type", "").startswith("text/html"):
        headers["Cache-Control"] = "no-store"
    headers.setdefault("Cache-Control", "no-store")


def _close_cookies(headers: MutableHeaders) -> None:
    """On HTTPS no cookie goes over an open line, Streamlit's own no more than ours."""
    said = headers.getlist("set-cookie")
    if said:
        del headers["set-cookie"]
    for cookie in said:
        is_closed = any(part.strip().lower() == "secure" for part in cookie.split(";")[1:])
        headers.append("set-cookie", cookie if is_closed else f"{cookie}; Secure")


class OnlyOnPurpose:
    """Middleware: what acts on a GET does so when a person goes there, not for a HEAD or a guess.

    Browsers fetch, and even run, a page that they think will be asked for next. They throw away what
    comes with a status such as 503, and ask again when the person does.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _is_ahead(Headers(scope=scope)) and not may_be_fetched_ahead(scope["path"]):
            await Response(status_code=503, headers={"Cache-Control": "no-store"})(scope, receive, send)
        elif scope["method"] == "HEAD" and acts_on_get(scope["path"]):
            await Response(status_code=405, headers={"Allow": "GET"})(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_ahead(headers: Headers) -> bool:
    said = " ".join(headers.get(name, "") for name in _PURPOSES).lower()
    return any(word in said for word in ("prefetch", "prerender", "preview"))


class CalmAnswers:
    """An unknown address and a fault both get a calm page of our own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] != STREAMLIT_SOCKET:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not is_known(scope["path"], scope["method"]):
            await (await run_in_threadpool(not_here, Request(scope)))(scope, receive, send)
            return
        if scope["path"] == HOST_CONFIG:
            await JSONResponse(NO_HOST, headers={"Cache-Control": "no-store"})(scope, receive, send)
            return
        begun = False

        async def send_and_notice(answer: Message) -> None:
            nonlocal begun
            begun = True
            await send(answer)

        try:
            await self.app(scope, receive, send_and_notice)
        except ClientDisconnect:
            return  # in the middle of a form: nobody is there to be answered, and nothing of ours is at fault
        except NotNow:
            if begun:
                raise
            await (await run_in_threadpool(busy_page, Request(scope)))(scope, receive, send)
        except Exception as fault:
            reference = faults.note(fault)
            if begun:
                raise
            await (await run_in_threadpool(fault_page, Request(scope), reference))(scope, receive, send)


def not_here(request: Request) -> Response:
    """The answer at an address where nothing is."""
    if not wants_a_page(request):
        return PlainTextResponse("Not found", 404)
    visit = plain_visit(request)
    t = visit.t
    return message(
        visit,
        t("There is no page here"),
        t("The address may have a slip in it, or the page has moved. Nothing of yours is lost."),
        status=404,
        link=("/", t("Go to the first page")),
    )


def busy_page(request: Request) -> Response:
    """The answer while the database is away or busy."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("The portal is busy", 503, headers={"Retry-After": "10"})
    visit = plain_visit(request)
    t = visit.t
    answer = message(
        visit,
        t("The portal is very busy just now"),
        t("It is not because of you, and what you saved before is safe. Try again in a few minutes."),
        status=503,
        link=("/", t("Go to the first page")),
        with_help=True,
    )
    answer.headers["Retry-After"] = "10"
    return answer


def fault_page(request: Request, reference: str) -> Response:
    """The answer when something went wrong on our side."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(f"Fault {reference}", 500)
    visit = plain_visit(request)
    t = visit.t
    return message(
        visit,
        t("Something went wrong on our side"),
        t("It is not because of you. What you saved before is safe. Try again in a little while."),
        t("If you tell us about it, give us this number: {reference}", reference=reference),
        status=500,
        link=("/", t("Go to the first page")),
        with_help=True,
    )


def middleware() -> list[Middleware]:
    """In the order in which a request meets them."""
    return [
        Middleware(NumberedRequests),
        Middleware(AsciiQuery),
        Middleware(SecurityHeaders),
        Middleware(OriginCheck),
        Middleware(OnlyOnPurpose),
        Middleware(TabBelongsToSignIn),
        Middleware(SocketLimits),
        Middleware(CalmAnswers),
        Middleware(StreamlitFiles),
    ]
