"""The running server, over its own line: odd requests, and messages that no page of ours would send."""

import asyncio
import random
import re
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import Role
from tests.bench.protocol import PageFault, Tab
from tests.every_form.odd_requests import Inventor
from tests.proof import sizes
from tests.proof.figures import Proved
from tests.running.conftest import House
from tests.running.islands import Person
from tests.tools.asynchronous import run

INPUTS = max(1, sizes.asked("inputs") // 10)
"""Requests, and as many messages."""
QUIET, MOST_ON_A_LINE = 0.4, 12
"""Seconds in which nothing comes, and messages before the next page is opened."""
LOGGED = re.compile(r"Traceback|\bfault\b|ERROR|Exception|Error\b|^\s+/\S+:\d+ ")


def answered(url: str, sent: bytes) -> bytes:
    """The answer to these bytes, as far as it comes within a few seconds."""
    where = urlsplit(url)
    came = b""
    try:
        with socket.create_connection((where.hostname, where.port), timeout=5) as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while len(came) < 100_000 and (more := line.recv(65536)):
                came += more
    except (ConnectionError, TimeoutError):
        pass  # a line that is closed on what makes no sense is an answer too
    return came


def garbled(chance: random.Random, sent: bytes) -> bytes:
    """The same with a few bytes otherwise."""
    bytes_now = bytearray(sent)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(bytes_now) or 1)
        match chance.randrange(3):
            case 0:
                bytes_now[at : at + 1] = chance.randbytes(1)
            case 1:
                del bytes_now[at : at + chance.randrange(1, 9)]
            case _:
                bytes_now[at:at] = chance.randbytes(chance.randrange(1, 9))
    return bytes(bytes_now)


def test_what_is_chosen_in_a_chart_and_cannot_be_read_is_no_fault_of_ours(house: House) -> None:
    """A browser says in JSON what was chosen in a chart, and Streamlit reads it as it comes.

    The first of these tests: what the others invent may take the charts away.
    """
    member = next(each for each in house.community.people if Role.MEMBER in each.viewer.roles)

    async def choose() -> int:
        tab = await Odd.open(house.portal.url, member.cookies)
        await tab.go("progress")
        drawn = tab.last.elements.values()
        charts = [each.vega_lite_chart.id for each in drawn if each.vega_lite_chart.id]
        for chart in charts:
            message = BackMsg()
            state = message.rerun_script
            state.page_name, state.page_script_hash = "progress", tab.page_hash
            state.widget_states.widgets.append(WidgetState(id=chart, string_value="a wish"))
            assert await tab.send_odd(message.SerializeToString())
        await tab.close()
        return len(charts)

    before = len(house.portal.log())
    assert run(choose())
    assert not logged(house.portal.log()[before:])


def test_every_odd_request_over_the_line_gets_an_answer_that_is_no_fault(
    house: House, proved: Proved
) -> None:
    """Some are garbled on the way. What is no request at all is refused by the server before us."""
    host = house.portal.url.removeprefix("http://")
    cookies = [person.cookies for person in house.community.people] + [{"lrc_session": "nobody's"}]
    inventor, chance = Inventor(INPUTS, host, cookies, behind=True), random.Random(INPUTS)
    before, faults = len(house.portal.log()), []
    for _ in range(INPUTS):
        request = inventor.request()
        is_garbled = chance.random() < 0.2
        sent = garbled(chance, request.as_sent()) if is_garbled else request.as_sent()
        came = answered(house.portal.url, sent)
        status = came.partition(b"\r\n")[0].split(b" ")[1:2]
        if status and status[0] >= b"500":
            faults.append(f"{came[:300]!r} to {sent[:600]!r}")
        elif not is_garbled:
            inventor.learn(request, came.decode("utf-8", "replace"))
    told = logged(house.portal.log()[before:])
    proved("invented inputs: requests to the running server", INPUTS, least=INPUTS)
    proved("invented inputs: faults", len(faults))
    proved("invented inputs: lines of a fault in the log", len(told))
    assert not faults and not told, "\n".join([*faults, *told])


def logged(log: str) -> list[str]:
    """What the log says that sounds like a fault, with the lines after it."""
    lines = log.splitlines()
    found = [at for at, line in enumerate(lines) if LOGGED.search(line)]
    return ["\n".join(lines[at : at + 25]) for at in found if at - 1 not in found]


class Messages:
    """Makes what a browser could send over the socket, sound or not."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def invented(self, widgets: list[str], page_hash: str) -> bytes:
        """A click with values of the wrong kind, a message of any kind, garbled bytes, or noise."""
        match self.chance.randrange(8):
            case 0:
                return self.chance.randbytes(self.chance.randrange(200))
            case 1:
                return garbled(self.chance, self._click(widgets, page_hash).SerializeToString())
            case 2 | 3:
                message = BackMsg()
                self._fill(message, 0)
                return message.SerializeToString()
            case _:
                return self._click(widgets, page_hash).SerializeToString()

    def _click(self, widgets: list[str], page_hash: str) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self.chance.choice((page_hash, "", self._word()))
        state.page_name = self.chance.choice((*(each.address for each in SCREENS), self._word()))
        state.query_string = self.chance.choice(
            ("", "with=99999999999999999999", "id=-1&note=4294967296", "%ff=%00", self._word())
        )
        for _ in range(self.chance.randrange(5)):
            widget = WidgetState()
            self._fill(widget, 1)
            widget.id = self.chance.choice([*widgets, self._word()])
            state.widget_states.widgets.append(widget)
        if self.chance.random() < 0.3:
            self._fill(state.context_info, 1)
        return message

    def _word(self) -> str:
        return self.chance.choice(
            ("", "x", "\x00", "ŵ" * 50, "../..", "$$ID-x-y", "2026-13-45", "🙂", "a" * 3000, "None")
        )

    def _fill(self, message: Message, depth: int) -> None:
        """Give values by chance to some of its fields, whatever they are for."""
        for kind in message.DESCRIPTOR.fields:
            if self.chance.random() < 0.5 or depth > 4:
                continue
            if kind.is_repeated:
                if kind.type == FieldDescriptor.TYPE_MESSAGE and not kind.message_type.GetOptions().map_entry:
                    for _ in range(self.chance.randrange(3)):
                        self._fill(getattr(message, kind.name).add(), depth + 1)
                elif kind.type != FieldDescriptor.TYPE_MESSAGE:
                    getattr(message, kind.name).extend(
                        self._value(kind) for _ in range(self.chance.randrange(3))
                    )
            elif kind.type == FieldDescriptor.TYPE_MESSAGE:
                inner = getattr(message, kind.name)
                inner.SetInParent()
                self._fill(inner, depth + 1)
            else:
                setattr(message, kind.name, self._value(kind))

    def _value(self, kind: FieldDescriptor) -> object:
        match kind.cpp_type:
            case FieldDescriptor.CPPTYPE_STRING:
                return self.chance.randbytes(9) if kind.type == FieldDescriptor.TYPE_BYTES else self._word()
            case FieldDescriptor.CPPTYPE_BOOL:
                return self.chance.random() < 0.5
            case FieldDescriptor.CPPTYPE_DOUBLE | FieldDescriptor.CPPTYPE_FLOAT:
                return self.chance.choice((0.5, float("nan"), float("inf"), -1e300))
            case FieldDescriptor.CPPTYPE_ENUM:
                return self.chance.choice(kind.enum_type.values).number
            case FieldDescriptor.CPPTYPE_UINT32 | FieldDescriptor.CPPTYPE_UINT64:
                return self.chance.choice((0, 7, 2**32 - 1))
            case _:
                return self.chance.choice((0, -1, 7, 2**31 - 1, -(2**31)))


class Odd(Tab):
    """A tab that sends what it is told, and hears what becomes of it."""

    async def send_odd(self, message: bytes) -> bool:
        """Whether the line is still open, once nothing more comes of it."""
        try:
            await self._connection.send(message)
            while True:
                async with asyncio.timeout(QUIET):
                    data = await self._connection.recv(decode=False)
                if ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
                    return True
        except TimeoutError:
            return True
        except ConnectionClosed:
            return False

    def widgets(self) -> list[str]:
        """What on the page can be given a value."""
        found = [getattr(one, one.WhichOneof("type")) for one in self.last.elements.values()]
        return [one.id for one in found if getattr(one, "id", "")]

    @property
    def page_hash(self) -> str:
        return self._page_hash


async def send_invented(house: House, person: Person | None, many: int) -> int:
    """So many messages of one person, each page's widgets among them; how many were sent."""
    messages = Messages(many if person is None else person.viewer.person_id)
    roles = person.viewer.roles if person else frozenset()
    screens = [each.address for each in SCREENS if each.is_for_roles(roles)] if person else [""]
    tab: Odd | None = None
    sent = 0
    while sent < many:
        if tab is None:
            tab = await Odd.open(house.portal.url, person.cookies if person else None)
            with suppress(PageFault):  # a click of chance may have taken the page away: a role laid down
                await tab.go(messages.chance.choice(screens))
        is_open = await tab.send_odd(messages.invented(tab.widgets(), tab.page_hash))
        sent += 1
        if not is_open or sent % MOST_ON_A_LINE == 0:
            await tab.close()
            tab = None
    if tab is not None:
        await tab.close()
    return sent


def test_no_message_over_a_socket_is_a_fault_and_pages_come_all_the_while(
    house: House, proved: Proved
) -> None:
    before = len(house.portal.log())
    everybody: list[Person | None] = [None, *house.community.people]
    # One of each kind, and enough for each that they see several of their pages.
    senders = everybody[: max(1, min(len(everybody), INPUTS // 10))]

    async def all_at_once() -> int:
        each = -(-INPUTS // len(senders))
        return sum(await asyncio.gather(*(send_invented(house, person, each) for person in senders)))

    sent = run(all_at_once())
    told = logged(house.portal.log()[before:])
    proved("invented inputs: messages to the running server", sent, least=INPUTS)
    proved("invented inputs: lines of a fault in the log", len(told))
    assert not told, "\n\n".join(told)
