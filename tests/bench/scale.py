"""What a page costs in a service of very many people, beside what it costs in the demo community.

Both on PostgreSQL, with the same driver, as the portal's own user has it behind its policies.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from lrc_portal import demo, settings
from lrc_portal.acting import Viewer
from lrc_portal.database import encrypted, engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Pairing, Person, PersonRole
from lrc_portal.database.row_security import System
from lrc_portal.identity import accounts, sessions
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.screens import SCREENS, Screen
from lrc_portal.ui.kit import frame
from tests.bench import many_people
from tests.bench.many_people import Size
from tests.bench.table import Figure
from tests.bench.timing import beside
from tests.tools import rows_read, statements
from tests.tools.postgres import Postgres
from tests.tools.rows_read import RowsOf

PORTAL = Path(__file__).resolve().parents[2] / "lrc_portal" / "portal.py"
AIM = 1.2
REPEATS, WARM = 15, 3
MEMBERS, CHECK_INS_EACH = "BENCH_MEMBERS", "BENCH_CHECK_INS"
"""In the environment: how many members there are, and how often each has checked in."""
WHO = ("Nia", "Gareth", "Siân", "Mari", "Owain", "Dafydd")
"""Of the demo: a coordinator, a peer worker who is a member too, a supervisor, a member with everything, one
who came alone, and a family member."""


OPENED = {"/community for Nia": "pair", "/circle for Owain": "finding"}
"""What is opened on a page besides: the choice of two people among all, and the search for a peer worker."""


@dataclass(frozen=True)
class Opening:
    """A page as somebody opens it."""

    who: str
    token: str
    screen: Screen
    query: dict[str, str]

    @property
    def name(self) -> str:
        opened = f", {self.query['open']} open" if "open" in self.query else ""
        return f"{self.screen.path} for {self.who}{opened}"

    def open(self) -> AppTest:
        app = AppTest.from_file(str(PORTAL), default_timeout=120)
        with self.signed_in():
            app.run()  # the pages are known only after the portal has run once
            app.switch_page(f"../pages/{self.screen.file}")
            for name, value in self.query.items():
                app.query_params[name] = value
            return app.run()

    def signed_in(self) -> Any:
        return mock.patch.object(frame, "session_token", lambda: self.token)


@dataclass(frozen=True)
class Cost:
    """What one rerun of a page takes, at least: the work of this process and the time in SQL."""

    seconds: float
    in_sql: float
    statements: int


@dataclass(frozen=True)
class _Reruns:
    """What each rerun of a page took; what else goes on can only add to it."""

    pages: list[float] = field(default_factory=list)
    in_sql: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)

    def least(self) -> Cost:
        in_sql = min(self.in_sql)
        return Cost(min(self.pages) + in_sql, in_sql, Counter(self.statements).most_common(1)[0][0])


def openings(database: Database) -> list[Opening]:
    """Every page of the menus of the people above, signed in now."""
    found = []
    for who in WHO:
        viewer, token = _sign_in(database, who)
        for screen in SCREENS:
            if screen.is_for(viewer):
                found.append(Opening(who, token, screen, _query(database, viewer, screen)))
    opened = [replace(each, query={"open": OPENED[each.name]}) for each in found if each.name in OPENED]
    return found + opened


def _sign_in(database: Database, who: str) -> tuple[Viewer, str]:
    with database.as_system(System.DEMO).writing() as db:
        person = next(each for each in db.scalars(select(Person)) if each.display_name == who)
        roles = db.scalars(select(PersonRole.role).where(PersonRole.person_id == person.id))
        viewer = accounts.viewer_of_person(person, frozenset(roles))
        token = sessions.begin(db, by=viewer, device="Firefox, Android", second_step=True)
    seen = viewer_of(database, token)
    assert seen is not None, who
    return seen, token


def _query(database: Database, viewer: Viewer, screen: Screen) -> dict[str, str]:
    if screen.address != "session-sheet":
        return {}
    with database.as_system(System.DEMO).reading() as db:
        first = select(Pairing.id).where(
            Pairing.peer_worker_id == viewer.person_id,
            Pairing.began_at.is_not(None),
            Pairing.ended_at.is_(None),
        )
        return {"with": str(db.scalar(first.order_by(Pairing.id).limit(1)))}


@contextmanager
def settled(postgres: Postgres) -> Iterator[Database]:
    """The demo community on PostgreSQL, in force for the portal's own user; given as a superuser has it."""
    with tempfile.TemporaryDirectory(prefix="lrc-scale-") as folder:
        var = Path(folder)
        settings.use(settings.load({"LRC_VAR": str(var)}, root=var))
        encrypted.use_keys([encrypted.new_key()])
        database = postgres.clean()
        try:
            engine.use(database)
            demo.fill(database, var)
            many_people.let_it_count(database)
            engine.use(postgres.walled)
            yield database
        finally:
            engine.use(None)
            settings.use(None)


def costs(databases: Sequence[Database], opening: Opening) -> list[Cost]:
    """What reruns of a page take on each database, once it was opened there and warm.

    They come by turns, so that a machine that is slower for a while is slower for each of them.
    """
    apps = []
    for database in databases:
        engine.use(database)
        apps.append(opening.open())
    found = [_Reruns() for _ in databases]
    with opening.signed_in():
        for turn in range(-WARM, REPEATS):
            for database, app, reruns in zip(databases, apps, found, strict=True):
                engine.use(database)
                with statements.measured(database, lambda _cursor: time.perf_counter()) as took:
                    start = time.process_time()
                    app.run()
                    page = time.process_time() - start
                assert not app.exception, app.exception
                if turn >= 0:
                    # Work and not waiting, so that what else the machine does adds little to it.
                    reruns.pages.append(page)
                    reruns.in_sql.append(sum(seconds for _statement, seconds in took))
                    reruns.statements.append(len(took))
    return [each.least() for each in found]


def rows(database: Database, opening: Opening) -> list[RowsOf]:
    """The statements of a rerun of a page, with the rows that each reads."""
    engine.use(database)
    app = opening.open()
    with opening.signed_in():
        app.run()
        with rows_read.of(database) as heard:
            app.run()
    assert not app.exception, app.exception
    return heard


@contextmanager
def _running() -> Iterator[Postgres]:
    postgres = Postgres()
    try:
        yield postgres
    finally:
        postgres.stop()


async def pages() -> list[Figure]:
    """Every page of every role, with very many people beside it and with those of the demo alone."""
    size = Size(int(os.environ.get(MEMBERS, "10000")), int(os.environ.get(CHECK_INS_EACH, "200")))
    with _running() as postgres, settled(postgres) as database:
        every, walled = openings(database), postgres.walled
        demo_alone = postgres.as_it_is()
        start = time.monotonic()
        many_people.fill(database, size)
        print(
            f"{size.people} people, {size.members * size.check_ins_each} check-ins;"
            f" filled in {time.monotonic() - start:.0f} s",
            file=sys.stderr,
            flush=True,
        )
        return [_figure(opening, demo_alone, walled) for opening in every]


def _figure(opening: Opening, few: Database, many: Database) -> Figure:
    """The ratio of the two; behind it the times, what the database has of it, and how many rows it read."""
    before, now = costs([few, many], opening)
    read = rows(many, opening)
    return Figure(
        f"{opening.name}, with many people ÷ with few",
        now.seconds / before.seconds,
        AIM,
        behind=f"{beside(now.seconds, before.seconds)}; in SQL {beside(now.in_sql, before.in_sql)};"
        f" {now.statements} statements, {sum(each.rows for each in read)} rows read",
        sound=now.statements == before.statements,
    )
