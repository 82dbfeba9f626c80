"""What people do meanwhile: they open page after page, or save again and again, and tell how it went."""

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn, Trace
from lrc_portal.database.row_security import System
from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import Role, Subject
from tests.bench.protocol import PageFault, Tab
from tests.quick.form import fields_of
from tests.running.islands import Person

GONE = (ConnectionClosed, InvalidHandshake, OSError)
"""How a line to a portal ends that is ended."""
KEEPERS = {Role.MEMBER, Role.FAMILY}
WAITING = "The portal is busy just now."
LONG = " and so on" * 300
"""What makes a text long enough to need room on the disk each time."""


def keep_a_record(people: Sequence[Person]) -> list[Person]:
    return [person for person in people if KEEPERS & person.viewer.roles]


class Clicking:
    """Somebody who opens page after page as a browser does, which comes again where its line ends."""

    def __init__(
        self, url: str, person: Person, failed: list[str], rest: float = 0.0, but: str | None = None
    ) -> None:
        """They open all that is theirs `but` this page, and rest for so many seconds between two."""
        self.url, self.person, self.failed, self.rest = url, person, failed, rest
        roles = person.viewer.roles
        theirs = [screen.address for screen in SCREENS if screen.is_for_roles(roles)]
        self.pages = [address for address in theirs if address != but]
        self.seconds: list[float] = []
        """How long each page took that came."""

    async def until(self, ends: asyncio.Event) -> None:
        nth, tab = 0, None
        while not ends.is_set():
            address = self.pages[nth % len(self.pages)]
            try:
                tab = tab or await Tab.open(self.url, self.person.cookies)
                self.seconds.append((await tab.go(address)).seconds)
                nth += 1
                await asyncio.sleep(self.rest)
            except GONE:
                tab = None
                await asyncio.sleep(0.2)
            except (PageFault, TimeoutError) as fault:
                self.failed.append(f"{self.person.name} at /{address}: {fault}")
                nth += 1
        if tab:
            await tab.close()


async def clicks(people: list[Clicking], seconds: float) -> list[float]:
    """How long their pages took within these seconds."""
    before = {each: len(each.seconds) for each in people}
    ends = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, ends.set)
    await asyncio.gather(*(each.until(ends) for each in people))
    return [took for each in people for took in each.seconds[before[each] :]]


class Waiting:
    """Somebody whose page waits: they are told so, and it comes by itself once it can."""

    def __init__(self, url: str, person: Person, address: str) -> None:
        self.url, self.person, self.address = url, person, address
        self.told_after = 0.0
        self._began = 0.0

    async def until_it_comes(self) -> None:
        self._began = time.monotonic()
        while True:
            tab = await _Listening.open(self.url, self.person.cookies)
            tab.hears = self._hears
            try:
                await tab.go(self.address)
                return
            except TimeoutError:
                pass  # nobody looks at one page for so long
            finally:
                await tab.close()

    @property
    def told(self) -> bool:
        return self.told_after > 0

    def _hears(self, data: bytes) -> None:
        if not self.told and WAITING.encode() in data:
            self.told_after = time.monotonic() - self._began


class _Listening(Tab):
    hears = staticmethod(lambda data: None)

    def heard(self, data: bytes) -> None:
        self.hears(data)


class Saver(threading.Thread):
    """Somebody who writes today anew again and again; what was not acknowledged is tried once more.

    What they write is numbered: `save 3` is the third that is to be acknowledged.
    """

    def __init__(
        self, url: str, person: Person, ends: threading.Event, more: str = "", rest: float = 0.0
    ) -> None:
        """They rest for so many seconds after each save, and write `more` behind its number."""
        super().__init__()
        self.url, self.person, self.ends, self.more, self.rest = url, person, ends, more, rest
        self.acknowledged: list[float] = []
        """When each save was."""
        self.answers: Counter[int] = Counter()
        """How many answers of each status there were."""
        self.said = ""
        """The last page that said that it is not saved."""

    def run(self) -> None:
        with httpx.Client(base_url=self.url, cookies=self.person.cookies, timeout=30) as browser:
            while not self.ends.is_set():
                try:
                    if self._saved(browser):
                        self.acknowledged.append(time.monotonic())
                        time.sleep(self.rest)
                        continue
                except httpx.TransportError:
                    pass
                time.sleep(0.3)

    def _saved(self, browser: httpx.Client) -> bool:
        page = browser.get("/quick", headers={"Accept": "text/html"})
        self.answers[page.status_code] += 1
        if page.status_code != 200:
            return False
        words = {"words": f"save {len(self.acknowledged) + 1}{self.more}"}
        answer = browser.post("/quick", data=fields_of(page.text) | words)
        self.answers[answer.status_code] += 1
        if answer.status_code != 303:
            self.said = answer.text
        return answer.status_code == 303


@contextmanager
def saving(url: str, people: Sequence[Person], more: str = "", rest: float = 0.0) -> Iterator[list[Saver]]:
    """All of them save meanwhile."""
    ends = threading.Event()
    savers = [Saver(url, person, ends, more, rest) for person in people]
    for each in savers:
        each.start()
    try:
        yield savers
    finally:
        ends.set()
        for each in savers:
            each.join()


@dataclass(frozen=True)
class Today:
    """What stands of somebody's day: the number of the save that it shows, and how many left a trace."""

    shown: int
    traces: int


def days_of(address: str, people: list[Person]) -> list[Today]:
    """Read as the portal does, with the words opened."""
    database = Database(address)
    try:
        with database.as_system(System.VERIFYING).reading_one_moment() as db:
            return [_day_of(db, person.viewer.person_id) for person in people]
    finally:
        database.dispose()


def _day_of(db: Session, person_id: int) -> Today:
    today = (CheckIn.person_id == person_id, CheckIn.day == clock.today())
    shown = re.match(r"save (\d+)", db.scalar(select(CheckIn.words).where(*today)) or "")
    traces = select(func.coalesce(func.sum(Trace.times), 0)).where(
        Trace.owner_id == person_id, Trace.actor_id == person_id, Trace.subject == Subject.CHECK_IN
    )
    return Today(int(shown[1]) if shown else 0, db.scalar(traces) or 0)


def kept(savers: list[Saver]) -> list[int]:
    """How many saves of each were acknowledged until now."""
    return [len(each.acknowledged) for each in savers]
