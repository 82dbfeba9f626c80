"""A line that can be led elsewhere and cut: from browsers to portals, or from a portal to its database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy.engine import make_url

from lrc_portal.database.engine import Database


class Line:
    """A TCP proxy on `port` to another port of this machine, or to a socket in a folder."""

    def __init__(self, to: int | Path) -> None:
        self._to: int | Path | None = to
        self._open: set[asyncio.StreamWriter] = set()
        self._cut_after: list[bytes] = []
        self._swallows = False
        self._stands = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._stand()), daemon=True)
        self._thread.start()
        self._stands.wait()

    async def _stand(self) -> None:
        self._loop, self._ends = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self._carry, "127.0.0.1", 0) as listening:
            self.port: int = listening.sockets[0].getsockname()[1]
            self._stands.set()
            await self._ends.wait()
            self._cut()

    def lead(self, to: int | None) -> None:
        """From now on whoever connects comes there, or nowhere; whoever is connected is cut off."""
        self._to = to
        self._loop.call_soon_threadsafe(self._cut)

    def cut_after(self, *words: bytes) -> None:
        """Once somebody sends these words, one after another, cut the line in place of the last answer."""
        self._cut_after = list(words)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ends.set)
        self._thread.join()

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        both = [back]
        try:
            if isinstance(self._to, Path):
                there, forth = await asyncio.open_unix_connection(self._to)
            else:
                there, forth = await asyncio.open_connection("127.0.0.1", self._to or 0)
            both.append(forth)
            self._open.update(both)
            await asyncio.gather(self._ask(here, forth), self._answer(there, back))
        except OSError:
            pass
        finally:
            for writer in both:
                writer.transport.abort()
            self._open.difference_update(both)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while words := await reader.read(65536):
            if self._cut_after and self._cut_after[0] in words:
                del self._cut_after[0]
                self._swallows = not self._cut_after
            writer.write(words)
            await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while words := await reader.read(65536):
            if self._swallows:
                self._swallows = False
                self._cut()
                return
            writer.write(words)
            await writer.drain()
        writer.close()


@contextmanager
def by_a_line(database: Database, **more: Any) -> Iterator[tuple[Database, Line]]:
    """The same database at the end of a line that can be cut."""
    address = make_url(database.url)
    line = Line(Path(address.query["host"]) / ".s.PGSQL.5432")
    other = Database(address.set(host="127.0.0.1", port=line.port, query={}).render_as_string(False), **more)
    try:
        yield other, line
    finally:
        other.dispose()
        line.end()
