"""What can be seen from outside: the portal at its public address, as a browser meets it."""

import base64
import os
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from lrc_portal import settings
from lrc_portal.checking import Finding, not_checked, to_mend, well
from lrc_portal.checking.here import compared

SECONDS = 10.0
"""How long an answer is waited for."""
LEAST_DAYS = 14
"""A certificate that ends sooner should have been renewed by now."""
WANTED = (
    "content-security-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
)
"""Headers that every answer of the portal carries."""

_PAGE, _SOCKET = "/sign-in", "/_stcore/stream"
_MISDIRECTED = 421


def look(*, is_set: bool) -> Iterator[Finding]:
    """Ask the public address for a page and for a WebSocket. `is_set`: an operator named it."""
    chosen = settings.current()
    if not is_set:
        yield not_checked("address", "LRC_PUBLIC_URL is not set, so there is no public address to ask.")
        return
    if chosen.secure and not chosen.trusted_proxies:
        yield to_mend(
            "proxy",
            "The address is HTTPS, so a proxy stands in front, and LRC_TRUSTED_PROXIES is 0: everybody has "
            "the proxy's address, and one person's wrong tries slow all.",
            "Set LRC_TRUSTED_PROXIES to the number of your proxies, and let them set X-Forwarded-For.",
        )
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False, verify=ssl.create_default_context()) as client:
            yield from _of_page(client, chosen.public_url)
            yield _of_socket(client, chosen.public_url)
    except (httpx.HTTPError, OSError) as fault:
        yield _unreachable(chosen.public_url, fault)


def _unreachable(address: str, fault: Exception) -> Finding:
    inner: BaseException | None = fault
    while inner is not None and not isinstance(inner, ssl.SSLCertVerificationError):
        inner = inner.__cause__ or inner.__context__
    if inner is not None:
        return to_mend(
            "HTTPS",
            f"The certificate of {address} is not to be trusted: {inner.verify_message}.",
            "Renew it, and give the proxy the whole chain.",
        )
    return to_mend(
        "address",
        f"{address} cannot be reached from here ({type(fault).__name__}).",
        "Start the portal and the proxy, and see that the name leads to this machine.",
    )


def _of_page(client: httpx.Client, address: str) -> Iterator[Finding]:
    with client.stream("GET", f"{address}{_PAGE}", headers={"Accept": "text/html"}) as answer:
        if answer.status_code == _MISDIRECTED:
            yield to_mend(
                "proxy",
                f"{address} answers that it has another address.",
                "Let the proxy pass Host on as it came (nginx: proxy_set_header Host $http_host).",
            )
        elif answer.status_code != httpx.codes.OK or "x-robots-tag" not in answer.headers:
            yield to_mend(
                "address",
                f"{address}{_PAGE} answers {answer.status_code}, and not as the portal does.",
                "Let the proxy pass everything on to the portal, and see that the portal runs.",
            )
            return
        else:
            yield well("address", f"{address} answers.")
        yield from _of_certificate(answer)
        yield from _of_headers(answer)
        if date := answer.headers.get("date"):
            yield compared("the one at the public address", datetime.now(UTC) - parsedate_to_datetime(date))


def _of_certificate(answer: httpx.Response) -> Iterator[Finding]:
    if not settings.current().secure:
        yield to_mend(
            "HTTPS",
            "LRC_PUBLIC_URL begins with http://, so what people write goes over the line readable.",
            "Put a web server with HTTPS in front, and write https:// there.",
        )
        return
    line = answer.extensions["network_stream"].get_extra_info("ssl_object")
    ends = ssl.cert_time_to_seconds(line.getpeercert()["notAfter"])
    days = int(ends - datetime.now(UTC).timestamp()) // 86400
    if days < LEAST_DAYS:
        yield to_mend(
            "HTTPS", f"The certificate ends in {days} days.", "Renew it, and see why that did not happen."
        )
    else:
        yield well("HTTPS", f"The certificate is good for {days} days more.")


def _of_headers(answer: httpx.Response) -> Iterator[Finding]:
    wanted = (*WANTED, "strict-transport-security") if settings.current().secure else WANTED
    lacking = [name for name in wanted if name not in answer.headers]
    if lacking:
        yield to_mend(
            "headers",
            f"The answer lacks {', '.join(lacking)}.",
            "The portal sends them: let the proxy take no header away.",
        )
    else:
        yield well("headers", "The security headers are there.")
    cookies = answer.headers.get_list("set-cookie")
    open_ones = [each for each in cookies if "secure" not in each.lower().replace(" ", "").split(";")[1:]]
    if settings.current().secure and open_ones:
        names = ", ".join(each.partition("=")[0] for each in open_ones)
        yield to_mend(
            "headers",
            f"These cookies are not Secure: {names}.",
            "The portal marks its own: let the proxy change no cookie and add none.",
        )
    elif settings.current().secure and cookies:
        yield well("headers", "Cookies are Secure.")


def _of_socket(client: httpx.Client, address: str) -> Finding:
    asked = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Origin": address,
    }
    with client.stream("GET", f"{address}{_SOCKET}", headers=asked) as answer:
        status = answer.status_code
    if status == httpx.codes.SWITCHING_PROTOCOLS:
        return well("WebSocket", "It passes.")
    if status == httpx.codes.FORBIDDEN:
        return to_mend(
            "WebSocket",
            "It is refused (403): Host or Origin is not that of LRC_PUBLIC_URL.",
            "Set LRC_PUBLIC_URL to what stands in the browser, with scheme and port, and let the proxy pass "
            "Host and Origin on as they came.",
        )
    return to_mend(
        "WebSocket",
        f"It does not pass (the answer is {status}), so pages stay empty.",
        "Let the proxy pass it: Upgrade and Connection, as docs/operators/install.md shows.",
    )
