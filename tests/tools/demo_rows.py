"""What members of the invented community see of their records, read through the real verbs: rows to draw."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock, demo, settings
from lrc_portal.acting import Viewer
from lrc_portal.database import encrypted, engine, migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, PersonRole
from lrc_portal.identity import accounts
from lrc_portal.record import goals, journey, paths, strengths, then_and_now
from lrc_portal.record.journey import Journey
from lrc_portal.series import GoalBar, Pair, Point, StrengthRow, Time
from lrc_portal.series import Path as OwnPath
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.vocabulary import FACETS, Element, GoalState, StrengthState, Window


@dataclass(frozen=True)
class Rows:
    """One member's rows."""

    ways: dict[Window, Journey]
    health: Journey
    goals: list[GoalBar]
    strengths: list[StrengthRow]
    times: list[Time]
    pairs: tuple[Pair, ...]
    paths: tuple[OwnPath, ...]


@dataclass(frozen=True)
class Shared:
    """What a member shares with somebody, and that person's own points in the same time."""

    theirs: tuple[Point, ...]
    mine: tuple[Point, ...]


@contextmanager
def community() -> Iterator[Database]:
    """The community of `make demo`, in a database that lasts no longer than this."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        settings.use(settings.load({"LRC_VAR": str(var)}, root=var))
        encrypted.use_keys([encrypted.new_key()])
        database = Database(f"sqlite:///{var / 'portal.db'}")
        migrations.upgrade(database)
        demo.fill(database, var)
        try:
            yield database
        finally:
            engine.use(None)
            settings.use(None)
            database.dispose()


def viewer(db: Session, display_name: str) -> Viewer:
    """Somebody of the community, acting."""
    person = next(each for each in db.scalars(select(Person)) if each.display_name == display_name)
    roles = db.scalars(select(PersonRole.role).where(PersonRole.person_id == person.id))
    return accounts.viewer_of_person(person, frozenset(roles))


def with_parts(db: Session, me: OpenedRecord, way: Journey, element: Element) -> Journey:
    """One element and its facets."""
    facets = journey.alongside(me, way.bucket, way.start, way.end, FACETS[element]).run(db)
    own = (point for point in way.points if point.series is element)
    return replace(way, points=(*own, *facets))


def rows(database: Database, display_name: str) -> Rows:
    """What a member sees of their own record."""
    with database.reading() as db:
        me = opened_records.own(viewer(db, display_name))
        ways = {window: journey.series(db, me, window) for window in Window}
        times = then_and_now.times(journey.days(me).run(db)[0], clock.today())
        then, now = ((time.first, time.last) for time in (times[0], times[-1]))
        return Rows(
            ways=ways,
            health=with_parts(db, me, ways[Window.YEAR], Element.HEALTH),
            goals=[
                GoalBar(
                    goal.title,
                    goal.element,
                    goal.state,
                    goal.set_on,
                    clock.today() if goal.state is GoalState.OPEN else goal.ended_on or clock.today(),
                    tuple(sorted(step.done_on for step in goal.steps if step.done_on)),
                )
                for goal in goals.seen(db, me)
            ],
            strengths=[
                StrengthRow(line.words, line.place, line.since, line.uses)
                for line in strengths.seen(db, me)
                if line.state is StrengthState.KEPT
            ],
            times=times,
            pairs=then_and_now.read_query(me, then, now).run(db),
            paths=paths.read_query(me, Window.ALL).run(db),
        )


def shared(database: Database, *, by: str, with_: str) -> Shared:
    """What one shares with the other, who keeps a record too."""
    with database.writing() as db:
        me = viewer(db, with_)
        look = opened_records.at(db, me, viewer(db, by).person_id)
        way = journey.series(db, look, Window.ALL)
        question = journey.alongside(opened_records.own(me), way.bucket, way.start, way.end, tuple(Element))
        return Shared(way.points, question.run(db))
