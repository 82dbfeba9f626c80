"""After people have looked at all that is theirs and signed out: where can a word of theirs still be read?

Looked through are the files of the portal, its log with the addresses that were asked for, a backup, and the
memory of the server's process.
"""

import asyncio
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx

from lrc_portal.screens import SCREENS
from tests.bench.protocol import Tab
from tests.proof.figures import Proved
from tests.quick.form import fields_of
from tests.running import islands
from tests.running.islands import MARKER, PASSPHRASE, Person
from tests.tools.asynchronous import run
from tests.tools.live_server import PortalServer

TYPED = "zqtyped"
"""Begins each word that is typed here, and written into an address."""
WORD = re.compile(MARKER.pattern + rb"|zqtyped\d+x|" + PASSPHRASE.split()[0].encode())
PIECE = 16 * 1024 * 1024


async def look_around(url: str, person: Person) -> None:
    """Open all that is theirs."""
    tab = await Tab.open(url, person.cookies)
    try:
        for screen in SCREENS:
            if screen.is_for_roles(person.viewer.roles):
                await tab.go(screen.address)
    finally:
        await tab.close()


def type_and_sign_out(url: str, person: Person) -> None:
    """Keep a day, leave words unsaved, sign in with a passphrase, and sign out on both browsers."""
    with httpx.Client(base_url=url, timeout=30) as browser:
        for name, value in person.cookies.items():
            browser.cookies.set(name, value)
        page = browser.get("/quick")
        if page.status_code == 200:
            words = f"{TYPED}{person.viewer.person_id}x"
            browser.post("/quick", data=fields_of(page.text) | {"words": words})
        browser.post("/sign-out")
    with httpx.Client(base_url=url, timeout=30) as other:
        other.post("/sign-in", data={"name": person.name, "passphrase": PASSPHRASE})
        other.post("/sign-out")


def words_in(found: bytes) -> list[bytes]:
    """The marked words in it."""
    return [each[0] for each in WORD.finditer(found)]


def in_files(folder: Path) -> list[str]:
    """Those that can be read in files, the log among them."""
    return [
        f"{word.decode()} in {path.name}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in words_in(path.read_bytes())
    ]


def in_a_backup(var: Path, to: Path) -> list[str]:
    """Those in a copy of the database as the operator makes it."""
    with closing(sqlite3.connect(var / "portal.db")) as there, closing(sqlite3.connect(to)) as copy:
        there.backup(copy)
    return [word.decode() for word in words_in(to.read_bytes())]


def in_memory(pid: int) -> Counter[bytes]:
    """The marked words that stand in the memory of a process, each as often as it does."""
    found: Counter[bytes] = Counter()
    about = Path("/proc") / str(pid)
    with (about / "maps").open(encoding="utf-8") as maps, (about / "mem").open("rb", 0) as mem:
        for line in maps:
            where, rights, *_rest = line.split()
            start, end = (int(each, 16) for each in where.split("-"))
            if not rights.startswith("rw"):
                continue
            for at in range(start, end, PIECE):
                try:
                    mem.seek(at)
                    found.update(words_in(mem.read(min(PIECE, end - at))))
                except (OSError, ValueError, OverflowError):
                    break  # what the kernel keeps for itself
    return found


def test_after_signing_out_no_word_can_be_read_in_files_the_log_or_a_backup(
    tmp_path: Path, proved: Proved
) -> None:
    """What the memory of the process still holds is counted too."""
    community = islands.settle(tmp_path / "var", 1)
    portal = PortalServer(tmp_path)
    try:

        async def all_at_once() -> None:
            await asyncio.gather(*(look_around(portal.url, person) for person in community.people))

        run(all_at_once())
        while_here = in_memory(portal.pid)
        for person in community.people:
            type_and_sign_out(portal.url, person)
        left = in_memory(portal.pid)
        found = [*in_files(tmp_path), *in_a_backup(portal.var, tmp_path / "backup.db")]
    finally:
        portal.stop()
    proved("marked words: in files, the log, addresses and a backup after sign-out", len(found))
    proved("marked words: in the server's memory while people are here", while_here.total(), least=1)
    proved("marked words: in the server's memory after sign-out", left.total())
    assert not found and while_here
