"""Invented requests to every address: most of one is as a browser sends it, and the rest is odd."""

import json
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

from starlette.routing import BaseRoute, Route

import lrc_portal
from lrc_portal import screens
from lrc_portal.identity import routes as identity_routes
from lrc_portal.identity.addresses import HOST_CONFIG, STREAMLIT_FILES
from lrc_portal.paper import routes as paper_routes
from lrc_portal.quick import routes as quick_routes
from lrc_portal.reminders import routes as reminder_routes
from lrc_portal.taking_along import routes as taking_along_routes
from tests.every_form.verbs import ODD
from tests.quick.form import fields_of

ODD_METHODS = ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "POST", "GET")
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/plain; charset=\x00",
    "",
)
VALUES = (
    *ODD,
    "2026-11-28",
    "7",
    "-1",
    "99999999999999999999999",
    "1e400",
    "on",
    "yes",
    "cy",
    "[]",
    "{}",
    "/quick",
    "%00",
)
BYTES = (
    b"\x00",
    b"\xff\xfe",
    b"%ff%00",
    b"\xc3\x28",
    b"..%2f..%2f",
    b"%c0%ae%c0%ae/",
    b"%u0041",
    b"%",
    b"%%%",
    b";a=b",
)


@dataclass(frozen=True)
class Request:
    """A request, before it is written down: nothing here need be well-formed."""

    method: str
    target: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def as_sent(self) -> bytes:
        """The bytes on the line."""
        head = [self.method.encode("latin-1") + b" " + self.target + b" HTTP/1.1"]
        head += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join(head) + b"\r\n\r\n" + self.body


def our_routes() -> list[BaseRoute]:
    """All that stands in front of Streamlit."""
    return [
        *identity_routes.routes(),
        *paper_routes.routes(),
        *quick_routes.routes(),
        *reminder_routes.routes(),
        *taking_along_routes.routes(),
    ]


@cache
def addresses() -> dict[str, tuple[str, ...]]:
    """Every address in front of Streamlit, with its methods."""
    found = {
        route.path: tuple(sorted((route.methods or set()) - {"HEAD"}))
        for route in our_routes()
        if isinstance(route, Route)
    }
    return {**found, "/assets/front.css": ("GET",), "/no-such-place": ("GET", "POST")}


BEHIND = (*sorted(screens.PATHS), *sorted(STREAMLIT_FILES), HOST_CONFIG, "/media/x", "/static/x")
"""What Streamlit answers, and the page that holds its script."""
SIGNS_OUT = frozenset({"/exit", "/sign-out"})


@cache
def fields() -> tuple[str, ...]:
    """Every name that the code asks a form or an address for."""
    asks = re.compile(r'(?:typed|asked|query_params\.get|form\.get)\(\s*"([\w.-]+)"')
    files = Path(lrc_portal.__file__).parent.rglob("*.py")
    found = {name for file in files for name in asks.findall(file.read_text(encoding="utf-8"))}
    return tuple(
        sorted({*found, "sobriety", "health", "reintegration", "words", "pursuit.1", "version.2026-11-28"})
    )


@dataclass(frozen=True)
class Form:
    """A form as it was sent to somebody: what they would send back."""

    address: str
    cookies: dict[str, str]
    fields: dict[str, str]


class Inventor:
    """Makes requests of chance, the same ones each time for the same seed."""

    def __init__(self, seed: int, host: str, cookies: list[dict[str, str]], *, behind: bool = False) -> None:
        """With `behind`, to what Streamlit answers too."""
        self.chance = random.Random(seed)
        self._host = host
        self._cookies = cookies
        self._forms: list[Form] = []
        self._addresses = [*addresses(), *(BEHIND if behind else ())]

    def learn(self, request: Request, page: str) -> None:
        """Keep a form that was the answer, to be sent back with a few of its fields otherwise."""
        if "<form" in page and b"cookie" in dict(request.headers):
            written = dict(request.headers)[b"cookie"].decode("latin-1").split(";")[0].partition("=")
            address = request.target.partition(b"?")[0].decode("latin-1")
            self._forms.append(Form(address, {written[0]: written[2]}, fields_of(page)))
            del self._forms[:-200]

    def request(self) -> Request:
        if self._forms and self.chance.random() < 0.4:
            return self._sent_back(self.chance.choice(self._forms))
        address = self.chance.choice(self._addresses)
        methods = addresses().get(address, ("GET",))
        method = self.chance.choice(methods if self.chance.random() < 0.85 else ODD_METHODS)
        kind = TYPES[0] if self.chance.random() < 0.6 else self.chance.choice(TYPES)
        body = b"" if method in {"GET", "HEAD"} and self.chance.random() < 0.9 else self._body(kind)
        # Nobody is to be signed out by chance: the rest would be tried as nobody.
        whose = self._cookies[-1] if address in SIGNS_OUT else self.chance.choice(self._cookies)
        headers = self._headers(whose)
        if body or method == "POST":
            if kind:
                headers.append((b"content-type", kind.encode()))
            length = len(body) if self.chance.random() < 0.95 else self.chance.choice([0, 10**12, -1])
            headers.append((b"content-length", str(length).encode()))
        return Request(method, self._target(address), headers, body)

    def _sent_back(self, form: Form) -> Request:
        sent = dict(form.fields)
        for _ in range(self.chance.randrange(4)):
            sent[self.chance.choice([*form.fields, self.chance.choice(fields())])] = self.value()
        body = urlencode(sent).encode()
        written = "; ".join(f"{name}={value}" for name, value in form.cookies.items()).encode()
        headers = [
            (b"host", self._host.encode()),
            (b"connection", b"close"),
            (b"origin", f"http://{self._host}".encode()),
            (b"cookie", written),
            (b"accept", b"text/html"),
            (b"content-type", TYPES[0].encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        return Request("POST", form.address.encode("latin-1"), headers, body)

    def value(self) -> str:
        """One thing that could be typed."""
        if self.chance.random() < 0.7:
            return self.chance.choice(VALUES)
        return "".join(chr(self._letter()) for _ in range(self.chance.randrange(30)))

    def _letter(self) -> int:
        letter = self.chance.choice((self.chance.randrange(0x20, 0x7F), self.chance.randrange(0x11_0000)))
        return letter if not 0xD800 <= letter < 0xE000 else 0x20

    def _target(self, address: str) -> bytes:
        path = re.sub(r"\{\w+(:path)?\}", lambda _: self.value()[:200], address)
        target = quote(path, safe="/").encode()
        if self.chance.random() < 0.1:
            at = self.chance.randrange(1, len(target) + 1)
            target = (
                target[:at]
                + quote(self.chance.choice(BYTES)).encode() * (self.chance.random() < 0.5)
                + target[at:]
            )
        if self.chance.random() < 0.6:
            target += b"?" + self._pairs()
        return target

    def _pairs(self) -> bytes:
        pairs = [(self.chance.choice(fields()), self.value()) for _ in range(self.chance.randrange(6))]
        written = urlencode(pairs, quote_via=self.chance.choice((quote, quote_plus))).encode()
        return (
            written + self.chance.choice(BYTES).replace(b"\x00", b"%00")
            if self.chance.random() < 0.2
            else written
        )

    def _body(self, kind: str) -> bytes:
        if self.chance.random() < 0.1:
            return self.chance.randbytes(self.chance.randrange(300))
        if kind.startswith("multipart"):
            parts = []
            for _ in range(self.chance.randrange(4)):
                name = self.chance.choice(fields())
                file = '; filename="x.zip"' if self.chance.random() < 0.3 else ""
                head = f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
                parts.append(head.encode() + self.value().encode() + b"\r\n")
            return b"".join(parts) + self.chance.choice((b"--x--\r\n", b"--x", b""))
        if kind == "application/json":
            there = {
                self.chance.choice(fields()): self.chance.choice((self.value(), 7, None, [1], {"id": {}}))
            }
            return json.dumps(self.chance.choice((there, [there], self.value()))).encode()
        return self._pairs()

    def _headers(self, cookies: dict[str, str]) -> list[tuple[bytes, bytes]]:
        host = (
            self._host.encode()
            if self.chance.random() < 0.95
            else self.chance.choice((b"", b"evil.example", b"[::1", b"a:b"))
        )
        headers = [(b"host", host), (b"connection", b"close")]
        if self.chance.random() < 0.7:
            headers.append((b"accept", b"text/html"))
        if self.chance.random() < 0.6:
            own = f"http://{self._host}"
            origin = (
                own
                if self.chance.random() < 0.9
                else self.chance.choice(("null", "http://[", "http://a:99999", "x"))
            )
            headers.append((b"origin", origin.encode()))
        if self.chance.random() < 0.8:
            pairs = dict(cookies)
            if self.chance.random() < 0.2:
                pairs |= {"lrc_language": "xx", "lrc_device": self.value()[:50], "_streamlit_user": "e30"}
            written = "; ".join(f"{name}={value}" for name, value in pairs.items()).encode()
            headers.append(
                (b"cookie", written + self.chance.choice((b"", b"", b"; \xff=\xfe", b"; =; ;;", b'; a="')))
            )
        for name in (
            "accept-language",
            "user-agent",
            "x-forwarded-for",
            "forwarded",
            "if-none-match",
            "range",
            "accept-encoding",
        ):
            if self.chance.random() < 0.15:
                value = self.chance.choice(
                    (
                        "text/html",
                        "bytes=9-1",
                        "xx;q=9, cy;q=",
                        "gzip;q=nan",
                        "999.1.1.1",
                        'W/"',
                        self.value(),
                    )
                )
                headers.append(
                    (
                        name.encode(),
                        value.encode("utf-8")
                        .replace(b"\r", b"")
                        .replace(b"\n", b"")
                        .replace(b"\x00", b"")[:3000],
                    )
                )
        return headers
