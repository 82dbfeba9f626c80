"""Host and Origin: what came by another name or from another site opens nothing, the WebSocket included."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.identity import front_door, origin, routes
from lrc_portal.identity.addresses import STREAMLIT_SOCKET
from lrc_portal.paper import routes as paper_routes
from lrc_portal.quick import routes as quick_routes
from lrc_portal.reminders import routes as reminder_routes
from lrc_portal.settings import Settings
from lrc_portal.taking_along import routes as taking_along_routes
from lrc_portal.vocabulary import Role
from tests.identity.conftest import PASSPHRASE

Make = Callable[..., Viewer]
Change = Callable[..., Settings]
HERE = "http://localhost:8501"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Nothing here hangs on which database it is."""
    return sqlite_database


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await socket.send_text(str(len(await socket.receive_bytes())))


def door_at(address: str = HERE) -> TestClient:
    """The front door with a socket behind it that says how much it was sent."""
    every = [*routes.routes(), WebSocketRoute(STREAMLIT_SOCKET, echo), WebSocketRoute("/elsewhere", echo)]
    every.append(Route("/goals", lambda _request: 1 / 0))
    app = Starlette(routes=every, middleware=front_door.middleware())
    return TestClient(app, base_url=address, follow_redirects=False)


def socket_of(door: TestClient, headers: list[tuple[str, str]], at: str = STREAMLIT_SOCKET):
    return door.websocket_connect(
        f"{str(door.base_url).replace('http', 'ws', 1)}{at}",
        headers=httpx.Headers(headers),  # type: ignore[arg-type]
    )


def opens(door: TestClient, *headers: tuple[str, str], at: str = STREAMLIT_SOCKET) -> bool:
    try:
        with socket_of(door, list(headers), at) as socket:
            socket.send_bytes(b"12345")
            return socket.receive_text() == "5"
    except WebSocketDisconnect:
        return False


def test_a_page_of_ours_opens_the_socket(house: Settings) -> None:
    assert opens(door_at(), ("origin", HERE))


@pytest.mark.parametrize(
    "said",
    [
        "http://localhost:9999",
        "http://localhost",
        "https://localhost:8501",
        "http://127.0.0.1:8501",
        "http://localhost.:8501",
        "http://localhost:8501.evil.example",
        "http://evil.example",
        "http://localhost:8501@evil.example",
        "http://localhost:8501/",
        "null",
        "",
        "file://",
        f"{HERE}, {HERE}",
        None,
    ],
)
def test_a_page_from_anywhere_else_opens_no_socket(house: Settings, said: str | None) -> None:
    assert not opens(door_at(), *([] if said is None else [("origin", said)]))


def test_two_origins_are_none(house: Settings) -> None:
    assert not opens(door_at(), ("origin", HERE), ("origin", HERE))
    assert not opens(door_at(), ("origin", HERE), ("origin", "http://evil.example"))


def test_there_is_one_socket_and_no_other(house: Settings) -> None:
    assert not opens(door_at(), ("origin", HERE), at="/elsewhere")


@pytest.mark.parametrize(
    ("public", "host", "ours"),
    [
        (HERE, "localhost:8501", True),
        (HERE, "LOCALHOST:8501", True),
        (HERE, "localhost", True),
        (HERE, "localhost:9999", False),
        (HERE, "127.0.0.1:8501", False),
        (HERE, "localhost.:8501", False),
        (HERE, "evil.example:8501", False),
        (HERE, "evil.example@localhost:8501", False),
        (HERE, "", False),
        ("https://Portal.Example.org", "portal.example.org", True),
        ("https://portal.example.org", "portal.example.org:443", True),
        ("https://portal.example.org:443", "portal.example.org", True),
        ("https://portal.example.org", "portal.example.org:80", False),
        ("https://portal.example.org:8443", "portal.example.org:8443", True),
        ("https://stafell-fyw-ŵ.example", "xn--stafell-fyw--mvc.example", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("http://[::1]:8501", "[0:0:0:0:0:0:0:1]:8501", True),
        ("http://[::1]:8501", "[::2]:8501", False),
        ("http://[::1]:8501", "[::g]:8501", False),
    ],
)
def test_the_host_is_one_of_ours(change_settings: Change, public: str, host: str, ours: bool) -> None:
    change_settings(public_url=public)
    assert origin.is_own_host([host]) is ours
    answer = door_at().get("/sign-in", headers={"host": host, "accept": "text/html"})
    assert answer.status_code == (200 if ours else 421)


def test_two_hosts_are_none(house: Settings) -> None:
    assert not origin.is_own_host(["localhost:8501", "localhost:8501"]) and not origin.is_own_host([])


def test_another_name_for_this_machine_shows_no_page_opens_no_socket_and_says_the_right_one(
    house: Settings,
) -> None:
    door = door_at("http://rebound.example:8501")
    page = door.get("/goals", headers={"accept": "text/html"})
    assert page.status_code == 421 and f'href="{HERE}/"' in page.text
    assert not opens(door, ("origin", "http://rebound.example:8501"))
    assert not opens(door, ("origin", HERE))
    assert door.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE}).status_code == 421


@pytest.mark.parametrize("name", ["http://127.0.0.1:8501", "http://[::1]:8501", "http://10.0.0.7"])
def test_whoever_watches_over_the_machine_asks_by_its_address(house: Settings, name: str) -> None:
    door = door_at(name)
    assert door.get("/livez").text == door.get("/healthz").text == "ok"
    assert 'href="tel:999"' in door.get("/help-now").text
    assert door.get("/assets/front.css").status_code == 200


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"origin": "http://evil.example"}, 403),
        ("OPTIONS", {"origin": "http://evil.example"}, 403),
        ("GET", {"origin": "null"}, 200),
        ("GET", {"sec-fetch-site": "cross-site"}, 200),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"origin": HERE, "sec-fetch-site": "cross-site"}, 403),
        ("POST", {"origin": HERE, "sec-fetch-site": "none"}, 401),
        ("PUT", {"origin": "http://localhost:9999"}, 403),
    ],
)
def test_a_request_from_another_site_stops_at_the_door(
    house: Settings, method: str, headers: dict[str, str], status: int
) -> None:
    answer = door_at().request(method, "/sign-in", headers=headers)
    assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers


def test_no_form_of_the_portal_is_taken_from_another_site(house: Settings) -> None:
    every = [
        *routes.routes(),
        *paper_routes.routes(),
        *quick_routes.routes(),
        *reminder_routes.routes(),
        *taking_along_routes.routes(),
    ]
    forms = [each.path for each in every if isinstance(each, Route) and "POST" in (each.methods or ())]
    assert len(forms) > 15
    for path in forms:
        answer = door_at().post(path, data={"a": "1"}, headers={"origin": "http://evil.example"})
        assert answer.status_code == 403, path


def test_a_form_to_a_provider_is_held_by_the_same_check(house: Settings) -> None:
    answer = door_at().post("/sign-in/with/testid?join=1", headers={"origin": "http://localhost:9999"})
    assert answer.status_code == 403 and "came from another site" in answer.text


def test_a_form_without_an_end_is_not_read(house: Settings) -> None:
    def on_and_on() -> Iterator[bytes]:
        yield b"name="
        yield b"x" * 1024 * 1024

    form = {"content-type": "application/x-www-form-urlencoded"}
    assert door_at().post("/sign-in", content=on_and_on(), headers=form).status_code == 411
    # It says how long it is, and comes in parts all the same: those go on past that.
    says = {**form, "content-length": "4", "transfer-encoding": "chunked"}
    assert door_at().post("/sign-in", content=on_and_on(), headers=says).status_code == 411
    assert door_at().post("/sign-in", content=b"name=" + b"x" * 70_000, headers=form).status_code == 413


# What a socket may send


def sends(door: TestClient, sizes: list[int]) -> list[int]:
    """How much of it arrived, message by message, until the socket was closed."""
    arrived = []
    with socket_of(door, [("origin", HERE)]) as socket:
        try:
            for size in sizes:
                socket.send_bytes(b"x" * size)
                arrived.append(int(socket.receive_text()))
        except WebSocketDisconnect as closed:
            assert closed.code == 1009
    return arrived


KB = 1024


def test_a_socket_without_a_session_sends_little(house: Settings) -> None:
    assert sends(door_at(), [5 * KB] * 10 + [33 * KB, 1]) == [5 * KB] * 10
    assert len(sends(door_at(), [30 * KB] * 20)) == 8
    unknown = door_at()
    unknown.cookies.set("lrc_session", "not a session of anybody")
    assert sends(unknown, [33 * KB]) == []


def test_a_socket_with_a_session_sends_a_full_page_and_no_more(make_person: Make) -> None:
    make_person("Ceri", Role.MEMBER)
    door = door_at()
    door.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE})
    assert sends(door, [900 * KB, KB, 900 * KB, 1025 * KB]) == [900 * KB, KB, 900 * KB]
    assert len(sends(door, [1000 * KB] * 8)) == 4


def test_a_socket_that_waits_may_send_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from lrc_portal.identity.socket_limits import Allowance

    allowed = Allowance(message=10, burst=10, per_second=5)
    start = allowed.at
    monkeypatch.setattr("time.monotonic", lambda: start)
    assert allowed.takes(10) and not allowed.takes(1)
    monkeypatch.setattr("time.monotonic", lambda: start + 1)
    assert not allowed.takes(6) and allowed.takes(5)
