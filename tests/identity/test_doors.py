"""The running portal's doors: what Streamlit answers, who may open its socket, and that it calls nobody."""

import asyncio
import json
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator
from tests.bench.protocol import Tab
from tests.tools.asynchronous import run
from tests.tools.live_server import PortalServer


class ShutInPortal(PortalServer):
    """The portal without a way out; `called()` tells whom it tried to reach."""

    def __init__(self, folder: Path) -> None:
        self._calls = folder / "calls"
        super().__init__(folder)

    def command(self) -> list[str]:
        return [
            sys.executable,
            "-m",
            "tests.tools.shut_in",
            str(self._calls),
            "serve",
            "--port",
            str(self.port),
        ]

    def display_name(self) -> str:
        return self._calls.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShutInPortal]:
    server = ShutInPortal(tmp_path_factory.mktemp("shut-in"))
    yield server
    server.stop()


async def handshake(url: str, origin: str | None) -> int:
    """The status with which a socket is refused; 101 where it is opened."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    try:
        async with connect(address, subprotocols=["streamlit"], origin=origin):  # type: ignore[list-item, arg-type]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_from_its_start_to_a_foreign_handshake_it_calls_nobody(portal: ShutInPortal) -> None:
    for origin in ("http://evil.example", "https://203.0.113.9", f"http://localhost:{portal.port + 1}", None):
        assert run(handshake(portal.url, origin)) == 403
    assert run(handshake(portal.url, portal.url)) == 101

    async def look_around() -> str:
        tab = await Tab.open(portal.url)
        words = (await tab.go("")).text()
        await tab.close()
        return words

    assert "Sign in" in run(look_around())
    for address in ("/", "/sign-in", "/help-now", "/goals", "/no-such-place", "/exit"):
        httpx.get(portal.url + address, headers={"origin": "http://evil.example"})
        httpx.get(portal.url + address)
    assert portal.display_name() == ""


def test_the_hook_would_have_seen_a_call(portal: ShutInPortal, tmp_path: Path) -> None:
    import subprocess
    import sys

    calls = tmp_path / "calls"
    script = (
        "import socket; from tests.tools.shut_in import _shut_in; "
        f"_shut_in({str(calls)!r}); socket.create_connection(('checkip.example', 80))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "checkip.example" in calls.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("PUT", "/_stcore/upload_file/{session}/one"),
        ("DELETE", "/_stcore/upload_file/{session}/one"),
        ("OPTIONS", "/_stcore/upload_file/{session}/one"),
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/script-health-check"),
        ("GET", "/_stcore/bidi-components/exit_this_page/index.js"),
        ("GET", "/_stcore/agent"),
        ("GET", "/_stcore/anything-new"),
        ("GET", "/component/anything/index.html"),
        ("POST", "/media/one"),
        ("GET", "/media/one.png"),
        ("POST", "/"),
        ("GET", "/oauth2callback"),
    ],
)
def test_what_nobody_needs_of_streamlit_is_closed(portal: ShutInPortal, method: str, address: str) -> None:
    answer = httpx.request(method, portal.url + address.format(session="x" * 36), content=b"x" * 1000)
    assert answer.status_code == 404


TRICKS = (
    "/static/../../../../etc/passwd",
    "/static/..%2f..%2f..%2fetc/passwd",
    "/assets/..%2f..%2fportal.py",
    "/assets/..%5c..%5cportal.py",
    "/assets/%00.css",
    "/export/..%2fsign-in",
    "/sign-in/with/../with/x/back",
    "//evil.example/sign-in/",
    "/\\evil.example/",
    "http://evil.example/",
    "/sign-in%00",
    "/EXIT",
    "/_stcore//stream",
    "/.git/config",
    "/assets/",
)


def test_no_trick_with_an_address_a_name_or_a_length_comes_through(portal: ShutInPortal) -> None:
    host, here = "localhost", f"Host: localhost:{portal.port}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    forwarded = "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /evil\r\n"

    def asked(line: str, headers: str = here, body: str = "") -> tuple[int, str]:
        with socket.create_connection((host, portal.port), timeout=20) as line_to_it:
            head = f"{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"
            line_to_it.sendall((head + body).encode("latin-1"))
            answer = b""
            with suppress(ConnectionResetError):  # more came than it read
                while part := line_to_it.recv(65536):
                    answer += part
        return int(answer.split()[1]) if answer else 400, answer.decode("utf-8", "replace")

    for path in TRICKS:
        status, answer = asked(f"GET {path}")
        assert status in {400, 404}, path
        assert "root:" not in answer and "import streamlit" not in answer, path
    assert asked("GET /", f"{here}Host: evil.example\r\n")[0] == 400
    assert asked("GET /", "")[0] == 400
    assert asked("GET /", f"Host: localhost:{portal.port} evil.example\r\n")[0] == 421
    # What a proxy would say is no word of a stranger's.
    status, answer = asked("GET /sign-in/", here + forwarded)
    assert status in {301, 307} and "location: /sign-in\r\n" in answer.lower() and "evil" not in answer
    assert "\r\nset-cookie" not in asked("GET /sign-in/with/x%0d%0aSet-Cookie:a=b", here)[1].lower()
    assert asked("GET /", f"{here}X: {'a' * 200_000}\r\n")[0] in {400, 431}
    for method in ("TRACE", "OPTIONS", "PUT", "DELETE"):
        assert asked(f"{method} /")[0] == 404 and asked(f"{method} /sign-in")[0] == 405
    two_lengths = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"
    assert asked("POST /sign-in", here + form + two_lengths, "1\r\na\r\n0\r\n\r\n")[0] == 411
    assert asked("POST /sign-in", f"{here}{form}Content-Length: 99999999999\r\n")[0] == 413
    many_fields = "a=1&" * 10_000
    assert (
        asked("POST /sign-in", f"{here}{form}Content-Length: {len(many_fields)}\r\n", many_fields)[0] == 400
    )


def test_its_page_hears_that_no_site_steers_it_and_nothing_of_the_host(portal: ShutInPortal) -> None:
    told = json.loads(httpx.get(portal.url + "/_stcore/host-config").text)
    assert told == {"allowedOrigins": [], "useExternalAuthToken": False, "enableCustomParentMessages": False}


def test_its_scripts_come_compressed_for_good_and_its_page_asks_for_no_typeface_that_nobody_sees(
    portal: ShutInPortal,
) -> None:
    with httpx.Client(base_url=portal.url) as line:
        page = line.get("/goals")
        assert page.headers["content-encoding"] == "gzip" and page.headers["cache-control"] == "no-store"
        assert "SourceSans" not in page.text and page.text.count('rel="manifest"') == 1
        for language in Language:
            t, asks = translator(language), {"Accept-Language": f"{language.value}, en;q=0.5"}
            text = line.get("/goals", headers=asks).text
            assert f'<html lang="{language.value}">' in text
            assert f"<title>{t('Living Room Cardiff')}</title>" in text
            assert t("This page needs JavaScript. These two do without it:") in text
            assert "enable JavaScript" not in text and "Streamlit app" not in text
            assert f'href="/manifest.webmanifest?language={language.value}"' in text
        [typeface] = re.findall(r'rel="preload" href="([^"]+)"', page.text)
        assert line.get(typeface).headers["content-type"] == "font/woff2"
        usual = line.get("/static/media/SourceSansVF-Upright.ttf.x.woff2")
        assert (usual.status_code, usual.headers["location"]) == (308, typeface)
        scripts = re.findall(r'="[.](/static/js/[^"]+)"', page.text)
        came = 0
        for script in (*scripts, scripts[0]):
            answer = line.get(script)
            assert answer.headers["content-encoding"] == "gzip"
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["vary"] == "Accept-Encoding"
            assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
            came += int(answer.headers["content-length"])
        plain = line.get(scripts[0], headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers and plain.content == answer.content
        whole = line.get("/", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in whole.headers and whole.text == page.text
        look = re.findall(r'<link rel="stylesheet" href="(/assets/[^"]+)">\n  </body>', page.text)
        ours = re.findall(r'<script defer src="(/assets/[^"]+)">', page.text)
        assert len(look) == 1 and len(ours) == 2, "with the page, and not with each click"
        for file in (*look, *ours):
            answer = line.get(file)
            assert answer.headers["content-encoding"] == "gzip" and "?v=" in file
            assert "immutable" in answer.headers["cache-control"]
    assert len(scripts) > 20 and came < 700_000


def test_a_message_larger_than_any_page_never_reaches_streamlit(portal: ShutInPortal) -> None:
    async def close_code(size: int) -> int | None:
        message = BackMsg()
        message.rerun_script.query_string = "x" * size
        address = f"{portal.url.replace('http', 'ws', 1)}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], origin=portal.url) as opened:  # type: ignore[list-item, arg-type]
            try:
                async with asyncio.timeout(20):
                    await opened.send(message.SerializeToString())
                    while True:
                        await opened.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None

    assert run(close_code(40 * 1024)) == 1009
    assert run(close_code(6 * 1024 * 1024)) == 1009


def test_what_no_page_sends_closes_the_socket_and_leaves_no_trace_of_a_fault(portal: ShutInPortal) -> None:
    async def close_code(message: BackMsg | bytes) -> int | None:
        address = f"{portal.url.replace('http', 'ws', 1)}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], origin=portal.url) as socket:  # type: ignore[list-item, arg-type]
            try:
                async with asyncio.timeout(20):
                    await socket.send(message if isinstance(message, bytes) else message.SerializeToString())
                    while True:
                        await socket.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None

    for_no_widget = BackMsg()
    for_no_widget.rerun_script.widget_states.widgets.add(id="session state of ours", string_value="x")
    before = len(portal.log())
    for odd in (b"\xff\xff", BackMsg(clear_cache=True), BackMsg(debug_shutdown_runtime=True), for_no_widget):
        assert run(close_code(odd)) == 1002
    assert portal.log()[before:] == ""
