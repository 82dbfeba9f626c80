"""Processes are killed while they save, and what they acknowledged is looked for in the database."""

import random
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn, Goal, GoalStep, Moment, Strength, Trace
from lrc_portal.sharing import trace_verification
from lrc_portal.vocabulary import Act, Role, Subject
from tests import people
from tests.database import saver
from tests.database.saver import Save
from tests.tools import forking

CLIENTS, LONGEST = 2, 0.12
"""People who save at the same time, and seconds from the first save to the last moment of a kill."""
ROWS = {
    "strength": (Strength, Strength.words, Subject.STRENGTHS),
    "moment": (Moment, Moment.words, Subject.MOMENT),
    "goal": (Goal, Goal.title, Subject.GOALS),
    "check-in": (CheckIn, CheckIn.words, Subject.CHECK_IN),
}


@dataclass
class Outcome:
    """What many kills left behind."""

    kills: int = 0
    in_the_midst: int = 0
    """Of these, how many struck while a save was under way."""
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    """What the database says of itself, and what is there by half."""


class Saver:
    """One process with its clients."""

    def __init__(self, clients: list[Viewer], url: str, key: bytes) -> None:
        self.clients = clients
        self._told, telling = forking.pipe()
        self._process = forking.start(saver.save_until_killed, url, key, self.clients, telling)
        telling.close()

    def kill(self, after: float) -> list[Save]:
        """SIGKILL so many seconds after its first word; all that it said until then."""
        assert self._told.poll(30), "It never began to save."
        time.sleep(after)
        self._process.kill()
        said: list[Save] = []
        with closing(self._told):
            try:
                while True:
                    said.append(self._told.recv())
            except (EOFError, OSError):
                pass  # the last word was cut short, or there is no more
        self._process.join()
        return said


def kill_processes(database: Database, url: str, key: bytes, many: int) -> Outcome:
    """Kill so many, one after the other; the next one saves while the last one's rows are looked at."""
    found, chance = Outcome(), random.Random(many)
    # All of them before the first saves: who saves without a pause leaves SQLite to nobody else for long.
    with database.writing() as db:
        clients = [
            [people.make_person(db, f"Client {nth} {n}", Role.MEMBER) for n in range(CLIENTS)]
            for nth in range(many)
        ]
    coming = Saver(clients[0], url, key)
    for nth in range(1, many + 1):
        dying, coming = coming, Saver(clients[nth], url, key) if nth < many else coming
        said = dying.kill(chance.random() * LONGEST)
        _count(database, dying.clients, said, found)
        found.unsound += unsound(url)
    with database.reading_one_moment() as db:
        found.unsound += [str(finding) for finding in trace_verification.verify(db).findings]
    return found


def _count(database: Database, clients: list[Viewer], said: list[Save], found: Outcome) -> None:
    kept = {save.words: save for save in said if save.row_id is not None}
    begun = {save.words for save in said}
    found.kills += 1
    found.in_the_midst += len(kept) < len(begun)
    found.acknowledged += len(kept)
    there: dict[str, tuple[str, int]] = {}
    with database.reading() as db:
        for kind in ROWS:
            for client in clients:
                there |= {words: (kind, row_id) for row_id, words in _rows(db, kind, client.person_id)}
                found.unsound += _halves(db, kind, client.person_id)
    found.lost += [
        f"{save.kind} {save.row_id}"
        for save in kept.values()
        if there.get(save.words) != (save.kind, save.row_id)
    ]
    found.unsound += [f"written twice or never begun: {words}" for words in set(there) - begun]


def _rows(db: Session, kind: str, person_id: int) -> list[tuple[int, str]]:
    model, column, _subject = ROWS[kind]
    found = db.execute(select(model.id, column).where(model.person_id == person_id))
    return [(row_id, words) for row_id, words in found]


def _halves(db: Session, kind: str, person_id: int) -> list[str]:
    """Entries without their trace, and goals without both of their steps."""
    model, _column, subject = ROWS[kind]
    traced = select(Trace.subject_id).where(
        Trace.owner_id == person_id, Trace.act == Act.ADDED, Trace.subject == subject
    )
    untraced = select(model.id).where(model.person_id == person_id, model.id.not_in(traced))
    found = [f"{kind} {row_id} without its trace" for row_id in db.scalars(untraced)]
    if model is Goal:
        steps = select(func.count()).where(GoalStep.goal_id == Goal.id).scalar_subquery()
        short = select(Goal.id).where(Goal.person_id == person_id, steps != 2)
        found += [f"goal {row_id} without its steps" for row_id in db.scalars(short)]
    return found


def unsound(url: str) -> list[str]:
    """What SQLite finds wrong in its file. PostgreSQL was not killed, and holds its references itself."""
    if not url.startswith("sqlite"):
        return []
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as there:
        pages = [said for (said,) in there.execute("PRAGMA integrity_check") if said != "ok"]
        return pages + [str(row) for row in there.execute("PRAGMA foreign_key_check")]
