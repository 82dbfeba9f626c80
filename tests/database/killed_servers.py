"""The whole server is killed while people save at /quick, started again, and killed again."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import func, select, update

from lrc_portal import clock, settings, startup
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn, Person, Trace
from lrc_portal.database.row_security import System
from lrc_portal.identity import sessions
from lrc_portal.sharing import trace_verification
from lrc_portal.vocabulary import Role, Subject
from tests import people
from tests.database.kills import Outcome, unsound
from tests.quick.form import fields_of
from tests.tools.live_server import PortalServer

CLIENTS, LONGEST = 4, 0.8
"""People who save at the same time, and seconds from the first answer to the last moment of a kill."""


@dataclass
class Client:
    """Somebody signed in, who writes today anew again and again.

    What they wrote is numbered: how many were sent, and how many acknowledged.
    """

    viewer: Viewer
    cookies: dict[str, str]
    sent: int = 0
    acknowledged: int = 0
    otherwise: str = ""
    """An answer that was neither the form nor that it was kept."""

    def save_until_killed(self, url: str, began: threading.Event) -> None:
        try:
            with httpx.Client(base_url=url, cookies=self.cookies, timeout=20) as browser:
                while not self.otherwise:
                    form = fields_of(browser.get("/quick").text) | {"words": self.words(self.sent + 1)}
                    self.sent += 1
                    answer = browser.post("/quick", data=form)
                    if answer.status_code != 303:
                        self.otherwise = f"{answer.status_code} at /quick"
                        return
                    self.acknowledged = self.sent
                    began.set()
        except httpx.TransportError:
            pass  # it was killed

    def words(self, nth: int) -> str:
        return f"save {self.viewer.person_id} {nth}"


def settled(var: Path, database_url: str) -> list[Client]:
    """A portal in `var` with people who are signed in, ready to be served."""
    settings.use(settings.load({"LRC_VAR": str(var), "LRC_DATABASE_URL": database_url}))
    engine.use(None)
    database = startup.prepare()
    clients = []
    with database.as_system(System.DEMO).writing() as db:
        for nth in range(CLIENTS):
            viewer = people.make_person(db, f"Client {nth}", Role.MEMBER)
            # As somebody who comes by a provider alone: no name is looked up.
            db.execute(update(Person).where(Person.id == viewer.person_id).values(name=None))
            token = sessions.begin(db, by=viewer, device="a test", second_step=True)
            clients.append(Client(viewer, {sessions.cookie_name(): token}))
    database.dispose()
    engine.use(None)
    return clients


def kill_server(folder: Path, database_url: str, clients: list[Client], many: int) -> Outcome:
    """Kill the server of this portal so many times."""
    found, chance = Outcome(), random.Random(many)
    database = Database(database_url).as_system(System.DEMO)
    server = PortalServer(folder, database_url)
    try:
        for nth in range(many):
            if nth:
                server.start()
            with _saving(clients, server.url) as began:
                assert began.wait(30), "Nothing was saved."
                time.sleep(chance.random() * LONGEST)
                server.kill()
            _count(database, clients, found)
            found.unsound += unsound(database_url)
        found.unsound += ["a fault in the log"] * server.log().count("fault ")
        with database.as_system(System.VERIFYING).reading_one_moment() as db:
            found.unsound += [str(finding) for finding in trace_verification.verify(db).findings]
    finally:
        server.stop()
        database.dispose()
    found.acknowledged = sum(client.acknowledged for client in clients)
    return found


@contextmanager
def _saving(clients: list[Client], url: str) -> Iterator[threading.Event]:
    began = threading.Event()
    saving = [threading.Thread(target=each.save_until_killed, args=(url, began)) for each in clients]
    for each in saving:
        each.start()
    try:
        yield began
    finally:
        for each in saving:
            each.join()


def _count(database: Database, clients: list[Client], found: Outcome) -> None:
    found.kills += 1
    found.in_the_midst += any(client.sent > client.acknowledged for client in clients)
    with database.reading() as db:
        for client in clients:
            mine = client.viewer.person_id
            today = (CheckIn.person_id == mine, CheckIn.day == clock.today())
            stands = db.scalar(select(CheckIn.words).where(*today))
            kept = db.scalar(
                select(func.count()).where(Trace.owner_id == mine, Trace.subject == Subject.CHECK_IN)
            )
            may_stand = {client.words(client.acknowledged), client.words(client.sent)}
            if client.acknowledged and stands not in may_stand:
                found.lost.append(f"{client.words(client.acknowledged)}: {stands!r} stands there")
            if client.otherwise:
                found.unsound.append(client.otherwise)
            # What was under way may have been kept with its trace; it is then the last that was acknowledged.
            is_kept = stands == client.words(client.sent)
            client.acknowledged = client.sent if is_kept else client.acknowledged
            client.sent = client.acknowledged
            if kept != client.sent:
                found.unsound.append(f"{kept} traces of {client.sent} saves")
