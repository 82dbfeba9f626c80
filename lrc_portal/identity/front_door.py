"""What stands around every answer, Streamlit's too: headers, unknown addresses, and faults."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lrc_portal import faults, settings
from lrc_portal.identity.addresses import OWN_PAGES, is_known
from lrc_portal.identity.pages import message, plain_visit
from lrc_portal.identity.tabs import TabBelongsToSignIn

# Streamlit needs inline and evaluated scripts (its components come from blobs), so this is no guard
# against script in text: members' words are never drawn as HTML.
STREAMLIT_POLICY = (
    "default-src 'self'; "
    "script-src 'self' blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
OWN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


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
                _add_headers(scope["path"], MutableHeaders(scope=answer))
            await send(answer)

        await self.app(scope, receive, send_with_headers)


def _add_headers(path: str, headers: MutableHeaders) -> None:
    ours = path in OWN_PAGES or path.startswith("/sign-in/")
    headers.setdefault("Content-Security-Policy", OWN_POLICY if ours else STREAMLIT_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex"
    if settings.current().secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if ours or headers.get("content-type", "").startswith("text/html"):
        headers["Cache-Control"] = "no-store"


class CalmAnswers:
    """An unknown address and a fault both get a calm page of our own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not is_known(scope["path"]):
            await (await run_in_threadpool(not_here, Request(scope)))(scope, receive, send)
            return
        begun = False

        async def send_and_notice(answer: Message) -> None:
            nonlocal begun
            begun = True
            await send(answer)

        try:
            await self.app(scope, receive, send_and_notice)
        except Exception as fault:
            reference = faults.note(fault)
            if begun:
                raise
            await (await run_in_threadpool(fault_page, Request(scope), reference))(scope, receive, send)


def _wants_a_page(request: Request) -> bool:
    return request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")


def not_here(request: Request) -> Response:
    """The answer at an address where nothing is."""
    if not _wants_a_page(request):
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
    )


def middleware() -> list[Middleware]:
    """In the order in which a request meets them."""
    return [Middleware(SecurityHeaders), Middleware(TabBelongsToSignIn), Middleware(CalmAnswers)]
