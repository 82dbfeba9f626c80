"""Each form that saves, sent twice at once, once more afterwards, and from two tabs.

However often it is sent, there is one entry; what one tab was told is kept, the other does not wipe out.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Enum, String, func, select
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, SpentToken
from lrc_portal.words.marks import Invalid, Refused
from tests.every_form.forms import FORMS, WITHOUT_WORDS, World, make_world
from tests.every_form.verbs import Verb, verbs
from tests.people import token
from tests.proof import sizes
from tests.proof.figures import Proved

CLICKS = sizes.asked("clicks")
KINDS = ("postgresql",) if CLICKS == 1 else ("sqlite", "postgresql")
"""Every run tries the one that lets several write at once; there is a turn for each on the other."""
KEPT, FAULT = "kept", "fault: "
VERBS: dict[str, Verb] = {verb.name: verb for verb in verbs() if verb.is_form}
Fresh = Callable[[], World]


def send(database: Database, name: str, by: Viewer, values: dict[str, Any]) -> str:
    """What became of it: kept, or how it was refused."""
    try:
        with database.seen_by(by).writing() as db:
            VERBS[name].function(db, by=by, **values)
    except (Refused, Invalid) as refused:
        return type(refused).__name__
    except Exception as fault:
        return f"{FAULT}{type(fault).__name__} {fault}"[:300]
    return KEPT


def at_once(*deeds: Callable[[], str]) -> list[str]:
    """Do them in threads that wait for each other before they begin."""
    ready = threading.Barrier(len(deeds), timeout=20)

    def go(deed: Callable[[], str]) -> str:
        ready.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(go, deeds))


TABLES = [table for table in Base.metadata.sorted_tables if table is not SpentToken.__table__]
"""Of tokens that are used up there is one for each form."""
NUMBERS = select(*[select(func.count()).select_from(table).scalar_subquery() for table in TABLES])
TEXTS = [
    select(*columns)
    for table in Base.metadata.sorted_tables
    if (
        columns := [
            column
            for column in table.columns
            if isinstance(column.type, (EncryptedText, String)) and not isinstance(column.type, Enum)
        ]
    )
]


def counted(db: Session) -> Counter[str]:
    """How many rows each table has."""
    numbers = db.execute(NUMBERS).one()
    return Counter({table.name: number for table, number in zip(TABLES, numbers, strict=True)})


def written(db: Session) -> str:
    """All words that stand anywhere, decrypted where they are encrypted."""
    return "\n".join(text for texts in TEXTS for row in db.execute(texts) for text in row if text is not None)


class Trial:
    """One form, sent in every way; what went wrong is counted."""

    def __init__(self, database: Database, fresh: Fresh, name: str, nth: int) -> None:
        self.database, self.fresh, self.name = database, fresh, name
        self.first, self.second = f"first words {nth}", f"second words {nth}"
        self.too_many: list[str] = []
        self.lost: list[str] = []
        self.faults: list[str] = []

    def try_it(self) -> None:
        by_one = self._from_two_tabs(together=False)
        self._twice_and_again(by_one)
        self._from_two_tabs(together=True)

    def _twice_and_again(self, by_one: Counter[str]) -> None:
        world = self.fresh()
        by, values = FORMS[self.name](world, self.first, token())
        with self._rows_added() as added:
            become = at_once(*[lambda: send(self.database, self.name, by, values)] * 2)
            become.append(send(self.database, self.name, by, values))
        if more := added - by_one:
            self.too_many.append(f"{self.name}: {dict(more)} after {become}")
        self._look_for_faults(become)
        if KEPT not in become:
            self.lost.append(f"{self.name}: {become}")

    def _from_two_tabs(self, *, together: bool) -> Counter[str]:
        """Both were opened before either was sent. The rows that the first one added, where it came first."""
        world = self.fresh()
        tabs = [FORMS[self.name](world, words, token()) for words in (self.first, self.second)]
        one, other = [lambda tab=tab: send(self.database, self.name, *tab) for tab in tabs]
        with self._rows_added() as added:
            become = at_once(one, other) if together else [one()]
        if not together:
            assert become == [KEPT], (self.name, become)
            become.append(other())
        self._look_for_faults(become)
        with self.database.reading() as db:
            stands = written(db)
        for words, became in zip((self.first, self.second), become, strict=True):
            if became == KEPT and words not in stands and self.name not in WITHOUT_WORDS:
                self.lost.append(f"{self.name}: {words!r} of {become}, together: {together}")
        return added

    def _look_for_faults(self, become: list[str]) -> None:
        self.faults += [f"{self.name}: {each}" for each in become if each.startswith(FAULT)]

    @contextmanager
    def _rows_added(self) -> Iterator[Counter[str]]:
        added: Counter[str] = Counter()
        with self.database.reading() as db:
            before = counted(db)
        yield added
        with self.database.reading() as db:
            added.update(counted(db) - before)


@pytest.fixture
def fresh(request: pytest.FixtureRequest, kind: str) -> Fresh:
    """The same world again, with the numbers it had."""

    def again() -> World:
        database = empty(request, kind)
        with database.writing() as db:
            return make_world(db)

    return again


def empty(request: pytest.FixtureRequest, kind: str) -> Database:
    """The database in force with no rows in it."""
    if kind == "postgresql":
        return request.getfixturevalue("postgres").clean()
    database: Database = request.getfixturevalue("sqlite_database")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table in Base.metadata.sorted_tables:
            connection.exec_driver_sql(f'DELETE FROM "{table.name}"')
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    return database


def test_each_form_that_saves_is_tried() -> None:
    assert set(FORMS) == set(VERBS), "Write into forms.py what somebody sends with it."


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_saved_once_and_no_tab_wipes_out_what_another_saved(
    kind: str, request: pytest.FixtureRequest, fresh: Fresh, proved: Proved
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    too_many, lost, faults = [], [], []
    for nth in range(CLICKS):
        for name in FORMS:
            trial = Trial(database, fresh, name, nth)
            trial.try_it()
            too_many += trial.too_many
            lost += trial.lost
            faults += trial.faults
    proved(
        "forms sent twice, again and from two tabs", 3 * CLICKS * len(FORMS), least=3 * CLICKS * len(FORMS)
    )
    proved("forms sent again: rows too many", len(too_many))
    proved("forms sent again: texts lost", len(lost))
    proved("forms sent again: faults", len(faults))
    assert not too_many and not lost and not faults, "\n".join([*too_many, *lost, *faults])
