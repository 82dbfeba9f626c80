"""What is kept of Streamlit's files: whole answers alone, and each under one name."""

import gzip

import pytest
from starlette.types import Message, Receive, Scope, Send

from lrc_portal.identity.streamlit_files import StreamlitFiles
from tests.tools.asynchronous import run

SCRIPT, WORDS = "/static/js/index.abc.js", b"export const g = 1;" * 100


class Files:
    """In Streamlit's place: one script; `breaks_off` sends so much of it, as to a browser that goes away."""

    def __init__(self) -> None:
        self.breaks_off: int | None = None
        self.content_type = b"text/javascript; charset=utf-8"
        self.asked: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        headers = [(b"content-type", self.content_type), (b"content-length", str(len(WORDS)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if self.breaks_off != 0:
            body = WORDS[: self.breaks_off]
            await send({"type": "http.response.body", "body": body, "more_body": len(body) < len(WORDS)})


def ask(door: StreamlitFiles, path: str = SCRIPT, *headers: tuple[bytes, bytes]) -> tuple[dict, bytes]:
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    given = [(b"accept-encoding", b"gzip, br"), *headers]
    run(door({"type": "http", "method": "GET", "path": path, "headers": given}, receive, send))
    return dict(said[0]["headers"]), b"".join(each.get("body", b"") for each in said[1:])


@pytest.mark.parametrize("breaks_off", [0, 50])
def test_what_broke_off_as_a_browser_went_away_is_not_handed_to_the_next(breaks_off: int) -> None:
    files = Files()
    door = StreamlitFiles(files)
    files.breaks_off = breaks_off
    ask(door)
    files.breaks_off = None
    for _ in range(2):
        headers, body = ask(door)
        assert headers[b"content-encoding"] == b"gzip" and gzip.decompress(body) == WORDS
        assert headers[b"content-length"] == str(len(body)).encode()
    assert len(files.asked) == 2


def test_a_script_is_asked_for_whole_whatever_the_browser_has_of_it() -> None:
    files = Files()
    ask(StreamlitFiles(files), SCRIPT, (b"if-none-match", b"x"))
    assert [name for name, _value in files.asked[0]["headers"]] == []


@pytest.mark.parametrize(
    "path",
    [
        "/static//js/index.abc.js",
        "/static/js/../js/index.abc.js",
        "/media/index.abc.js",
        "/assets/fonts/x.js",
    ],
)
def test_nothing_is_kept_under_a_second_name(path: str) -> None:
    files = Files()
    door = StreamlitFiles(files)
    for _ in range(2):
        assert ask(door, path)[1] == WORDS
    assert len(files.asked) == 2


def test_the_page_that_streamlit_sends_for_a_script_that_is_not_there_is_not_kept_as_one() -> None:
    files = Files()
    files.content_type = b"text/html"
    door = StreamlitFiles(files)
    for _ in range(2):
        ask(door)
    assert len(files.asked) == 2
