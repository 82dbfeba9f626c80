"""The one check of Host and Origin, before every request and every WebSocket handshake.

The Host must be that of the public address, so that another name which somebody points at this
machine (DNS rebinding) opens nothing. The Origin, where there is one, must be the public address:
scheme, host and port. Cookies are the same for every port of a host, and SameSite does not tell ports
apart, so without this a page on another port acts and reads with the cookie of whoever looks at it.
"""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lrc_portal import refusals, settings
from lrc_portal.identity.addresses import READS, is_same_for_all, named
from lrc_portal.identity.pages import message, plain_visit, wants_a_page
from lrc_portal.identity.public_address import host_of, own, parsed

POLICY_VIOLATION = 1008


def is_own_host(written: list[str]) -> bool:
    """Whether the Host headers are one, and it is ours. Proxies often leave the port out."""
    if len(written) != 1:
        return False
    host = host_of(written[0])
    return host is not None and host[0] == own().host and host[1] in {None, own().port}


def is_own_origin(written: list[str]) -> bool:
    """Whether the Origin headers are one, and it is ours."""
    return len(written) == 1 and parsed(written[0]) == own()


def is_foreign(scope: Scope) -> bool:
    """Whether another site's page is behind this request.

    A browser says so in `Origin`, always for a WebSocket and a form, and newer ones in
    `Sec-Fetch-Site` too. What is no browser sends neither with a form, and holds nobody's cookies.
    """
    headers = Headers(scope=scope)
    written = headers.getlist("origin")
    if scope["type"] == "websocket":
        return not is_own_origin(written)
    safe = scope["method"] in READS
    # After a redirect from elsewhere some browsers say "null" with a plain look at a page.
    if written and not is_own_origin(written) and not (safe and written == ["null"]):
        return True
    return not safe and headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


class OriginCheck:
    """Middleware: what came by another name, or from another site, goes no further."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        # Whoever watches over this machine asks /healthz by its address, and help now never fails.
        open_to_all = scope["type"] == "http" and scope["method"] in READS and is_same_for_all(scope["path"])
        misdirected = not is_own_host(Headers(scope=scope).getlist("host"))
        if open_to_all or not (misdirected or is_foreign(scope)):
            await self.app(scope, receive, send)
            return
        why = refusals.Why.OTHER_ADDRESS if misdirected else refusals.Why.OTHER_SITE
        refusals.note(why, by=None, at=named(scope["path"]))
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            answer = await run_in_threadpool(_refusal, Request(scope), misdirected)
            await answer(scope, receive, send)


def _refusal(request: Request, misdirected: bool) -> Response:
    if misdirected:
        return _at_another_name(request)
    if not wants_a_page(request) and request.method in READS:
        return PlainTextResponse("From another site", 403)
    visit = plain_visit(request)
    t = visit.t
    return message(
        visit,
        t("This form came from another site"),
        t("So we did not use it. Open the page here and fill it in again."),
        status=403,
        link=("/", t("Go to the first page")),
    )


def _at_another_name(request: Request) -> Response:
    if not wants_a_page(request):
        return PlainTextResponse("Another address", 421)
    visit = plain_visit(request)
    t = visit.t
    return message(
        visit,
        t("The portal has another address"),
        t("You came here by a name that is not ours. Nothing of yours is lost."),
        status=421,
        link=(settings.current().public_url + "/", t("Go to the portal's address")),
    )
