"""A browser tab without a browser: it speaks Streamlit's own protocol over the WebSocket.

It says of no message that it holds it already, so each comes in full and sizes are whole.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from google.protobuf.message import Message
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0
_DONE = frozenset({ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY})


class PageFault(Exception):
    """The page did not come as it should, so what was timed would be no page."""


@dataclass
class Drawn:
    """What one click brought: how long until the script had finished, how much, and which elements."""

    seconds: float = 0.0
    size: int = 0
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Any]:
        """The elements of one kind, such as "button", in the order of the screen."""
        there = sorted(self.elements.items(), key=lambda each: each[0])
        return [getattr(one, kind) for _path, one in there if one.WhichOneof("type") == kind]

    def text(self) -> str:
        """All words of the page."""
        return "\n".join(words for one in self.elements.values() for words in _words(one))

    def chart_rows(self) -> list[dict[str, Any]]:
        """The rows behind all charts, one after the other."""
        rows: list[dict[str, Any]] = []
        for chart in self.of_kind("vega_lite_chart"):
            for data in (chart.data, *(dataset.data for dataset in chart.datasets)):
                if data.data:
                    rows += convert_arrow_bytes_to_pandas_df(data.data).to_dict("records")
        return rows

    def chart_specs(self) -> list[dict[str, Any]]:
        """What the charts look like."""
        return [json.loads(chart.spec) for chart in self.of_kind("vega_lite_chart")]


class Tab:
    """One session with a server. `go` opens a page, `rerun` is a click on it."""

    def __init__(self, connection: ClientConnection, url: str) -> None:
        self._connection = connection
        self._url = url
        self._page = ""
        self._page_hash = ""
        self._query = ""
        self.session = ""
        self.last = Drawn()

    @classmethod
    async def open(cls, url: str, cookies: dict[str, str] | None = None, session: str = "") -> Self:
        """Connect as a browser does that has these cookies, and goes on with this session of Streamlit."""
        headers = (
            {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        )
        connection = await connect(
            f"{url.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit", *(["none", session] if session else [])],  # type: ignore[list-item]
            origin=url,  # type: ignore[arg-type]
            additional_headers=headers,
            max_size=None,
            compression=None,
        )
        return cls(connection, url)

    async def close(self) -> None:
        await self._connection.close()

    async def go(self, address: str, **query: str) -> Drawn:
        """Open a page by its address, "" for the first."""
        self._page, self._page_hash, self._query = address, "", urlencode(query)
        return await self.rerun()

    async def rerun(self, *widgets: WidgetState) -> Drawn:
        """Run the page once more, with these widgets changed, and read until it has finished.

        Raises `PageFault` where the server shows a fault in place of the page.
        """
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.page_script_hash, state.query_string = self._page, self._page_hash, self._query
        state.widget_states.widgets.extend(widgets)
        context = state.context_info
        context.timezone, context.locale, context.color_scheme = "Europe/London", "en-GB", "light"
        context.url = f"{self._url}/{self._page}"
        drawn = Drawn()
        start = time.perf_counter()
        await self._connection.send(asked.SerializeToString())
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self._read_one(drawn):
                    pass
        except (TimeoutError, asyncio.CancelledError):
            await self.close()  # a line left open would be told of as a fault of the test that runs next
            raise
        drawn.seconds = time.perf_counter() - start
        self.last = drawn
        _look_for_faults(drawn)
        return drawn

    def heard(self, data: bytes) -> None:
        """A message as it came; for who wants to look at it."""

    async def _read_one(self, drawn: Drawn) -> bool:
        """Take one message in; whether it was the last of this click."""
        data = await self._connection.recv(decode=False)
        self.heard(data)
        drawn.size += len(data)
        message = ForwardMsg.FromString(data)
        match message.WhichOneof("type"):
            case "delta":
                if message.delta.WhichOneof("type") == "new_element":
                    drawn.elements[tuple(message.metadata.delta_path)] = message.delta.new_element
            case "new_session":
                self._page_hash = message.new_session.page_script_hash
                self.session = message.new_session.initialize.session_id
                drawn.elements.clear()
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "page_not_found":
                raise PageFault(f"There is no page {self._page!r}.")
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise PageFault("The page could not be compiled.")
                return message.script_finished in _DONE
        return False


def pressed(widget_id: str) -> WidgetState:
    """A button that was clicked."""
    return WidgetState(id=widget_id, trigger_value=True)


def chosen(widget_id: str, *options: str) -> WidgetState:
    """Pills of which these were tapped."""
    state = WidgetState(id=widget_id)
    state.string_array_value.data.extend(options)
    return state


def _look_for_faults(drawn: Drawn) -> None:
    faults = [fault.message for fault in drawn.of_kind("exception")]
    faults += [alert.body for alert in drawn.of_kind("alert") if alert.format == Alert.ERROR]
    if faults:
        raise PageFault("\n".join(faults))


def _words(message: Message) -> Iterator[str]:
    """Every string in a message, however deep."""
    for kind, value in message.ListFields():
        many = value if kind.is_repeated else [value]
        if kind.type == kind.TYPE_STRING:
            yield from many
        elif kind.type == kind.TYPE_MESSAGE and not kind.message_type.GetOptions().map_entry:
            for each in many:
                yield from _words(each)
