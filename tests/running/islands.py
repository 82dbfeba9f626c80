"""People who have nothing to do with each other, each island with words of its own in every field."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from lrc_portal import settings, startup
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.row_security import System
from lrc_portal.identity import accounts, passphrases, sessions
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Content, Language, Role
from tests import people
from tests.pages.test_marker_words import MARKERS, Record

EVERYTHING = tuple(Grant(content, own_words=True) for content in Content)
PASSPHRASE = "zqpassphrase marked lamp"
IN_A_FILE = "HeldUpload.content"
"""Of a file that somebody brings back: it is written by us, and no words."""
MARKER = re.compile(rb"zq(\d\d)m(\d\d)x")


def marker(island: int, nth: int) -> str:
    """The words in the field with this number, found nowhere else."""
    return f"zq{island:02}m{nth:02}x"


@dataclass(frozen=True)
class Person:
    """Somebody signed in. `island` is whose words they may see; None: nobody's."""

    viewer: Viewer
    name: str
    cookies: dict[str, str]
    island: int | None


@dataclass(frozen=True)
class Community:
    """Everybody who is signed in, and numbers that somebody could write into an address."""

    people: list[Person]
    numbers: dict[str, list[int]]

    def of_island(self, island: int) -> list[Person]:
        return [person for person in self.people if person.island == island]


class _SameHash(NewAccount):
    """An account whose passphrase is hashed once for all of them."""

    passphrase_hash = passphrases.hashed(PASSPHRASE)


def settle(var: Path, islands: int, database_url: str = "") -> Community:
    """A portal in `var` with so many islands of a member, their family and their peer worker."""
    settings.use(settings.load({"LRC_VAR": str(var), "LRC_DATABASE_URL": database_url}))
    engine.use(None)
    database = startup.prepare()
    try:
        return _filled(database, islands)
    finally:
        database.dispose()
        engine.use(None)


def _filled(database: Database, islands: int) -> Community:
    signed_in: list[Person] = []
    numbers: dict[str, list[int]] = defaultdict(list)
    with database.as_system(System.DEMO).writing() as db:

        def join(name: str, island: int | None, *roles: Role) -> Person:
            account = _SameHash(name, name, PASSPHRASE, True, Language.ENGLISH)
            viewer = accounts.create(db, account, roles=roles)
            token = sessions.begin(db, by=viewer, device="a test", second_step=True)
            signed_in.append(Person(viewer, name, {sessions.cookie_name(): token}, island))
            return signed_in[-1]

        coordinator = join("Dai", None, Role.COORDINATOR)
        for island in range(islands):
            member = join(f"Gwen {island}", island, Role.MEMBER).viewer
            family = join(f"Rhys {island}", island, Role.FAMILY).viewer
            worker = join(f"Carys {island}", island, Role.PEER_WORKER).viewer
            people.show_something(db, worker.person_id)
            people.train_and_supervise(db, worker.person_id)
            people.into_circle(db, member, family, *EVERYTHING)
            pairing_id = people.pair(db, coordinator.viewer, member, worker, *EVERYTHING)
            words = {
                place: marker(island, nth) for nth, place in enumerate(sorted(MARKERS)) if place != IN_A_FILE
            }
            record = _Record(db, member.person_id, worker.person_id, pairing_id, words)
            numbers["with"].append(pairing_id)
            numbers["person"].append(member.person_id)
            numbers["id"].append(record.rows["Meeting"].id)
            numbers["note"].append(record.rows["Note"].id)
    return Community(signed_in, dict(numbers))


class _Record(Record):
    """As there, in a house where others have one too."""

    def row(self, name: str) -> object:
        if name == "Invitation":
            self.said[name]["code_hash"] = f"a hash {self.ids['person']}"
        return super().row(name)
