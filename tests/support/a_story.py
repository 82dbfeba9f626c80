"""People of one community, month by month: what each does by the real verbs, and all that each then reads."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Attendance, Base, Supervises
from lrc_portal.database.row_security import System
from lrc_portal.series import MarkKind
from lrc_portal.sharing import circle, invitations, opened_records
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.support import overview
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.good_to_know import shelf
from lrc_portal.support.letters import letter_views
from lrc_portal.support.letters.letters import Between
from lrc_portal.support.meetings import sheet
from lrc_portal.support.notes import notes
from lrc_portal.support.pairings import pairing_views, pairings
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.whats_on import attendance
from lrc_portal.taking_along import own_record
from lrc_portal.vocabulary import WORKS_HERE, Content, Language, Role, Subject, Through, Window
from tests import people
from tests.people import token

NAMES = {
    "Mari": (Role.MEMBER, Language.ENGLISH),
    "Tom": (Role.MEMBER, Language.CYMRAEG),
    "Dafydd": (Role.FAMILY, Language.CYMRAEG),
    "Gareth": (Role.PEER_WORKER, Language.ENGLISH),
    "Siân": (Role.PEER_WORKER, Language.CYMRAEG),
    "Nia": (Role.COORDINATOR, Language.ENGLISH),
}
MOST = 50


class Story:
    """A year of them. `owners` keep a record.

    `portal` is the database as the portal's own user has it; `database` sees every row.
    """

    def __init__(self, database: Database, portal: Database, year: int) -> None:
        self.database, self.portal, self.year = database, portal, year
        self.clock = ExitStack()
        self.on(1, 5)
        with database.writing() as db:
            self.people = {
                name: people.make_person(db, name, role, language=language)
                for name, (role, language) in NAMES.items()
            }
            [megan_id] = db.scalars(select(Supervises.supervisor_id).distinct())
        self.people["Megan"] = Viewer(megan_id, frozenset(), Language.ENGLISH, display_name="Megan")
        self.owners = ("Mari", "Tom", "Dafydd")
        self.pages: dict[str, str] = {}

    # What they do

    def on(self, month: int, day: int, year: int | None = None) -> date:
        """From now on it is noon of this day."""
        self.clock.close()
        moment = datetime(year or self.year, month, day, 12, tzinfo=UTC)
        self.clock.enter_context(clock.standing_at(moment))
        self.pages = {}
        return moment.date()

    def id(self, name: str) -> int:
        return self.people[name].person_id

    def do(self, name: str, verb: Callable[..., Any], *, system: System | None = None, **words: Any) -> Any:
        """Somebody does something, by the door that their page has."""
        self.pages = {}
        by = self.people[name]
        door = self.portal.as_system(system) if system else self.portal.seen_by(by)
        with door.writing() as db:
            return verb(db, by=by, **words)

    def walk(self, person: str, worker: str, *shown: Content) -> int:
        """The coordinator proposes it, both say yes, and the person chooses what is seen."""
        pairing_id = self.do(
            "Nia", pairings.propose, person_id=self.id(person), peer_worker_id=self.id(worker)
        )
        self.do(worker, pairings.accept_as_peer_worker, pairing_id=pairing_id)
        grants = tuple(Grant(content, True) for content in shown)
        self.do(person, pairings.accept_as_person, pairing_id=pairing_id, grants=grants)
        return pairing_id

    def invite(self, owner: str, viewer: str, *shown: Content) -> None:
        grants = tuple(Grant(content, True) for content in shown)
        code = self.do(owner, circle.invite, submission=InviteSubmission("brawd", grants, token()))
        self.do(viewer, invitations.accept, system=System.JOINING, code=code)

    def share(self, owner: str, viewer: str, *shown: Content) -> None:
        """From now on exactly this."""
        grants = GrantsSubmission(tuple(Grant(content, True) for content in shown), token())
        self.do(owner, circle.give, viewer_id=self.id(viewer), submission=grants)

    def between(self, name: str, other: str, through: Through) -> Between:
        """The letters of two who are connected now, as somebody's page finds them."""
        [known] = self.portal.seen_by(self.people[name]).read_all(
            letter_views.correspondents(self.people[name])
        )
        [two] = [
            each.between
            for each in known
            if each.person_id == self.id(other) and each.live and each.between.through is through
        ]
        return two

    # What each reads

    def readers(self, *words: str) -> set[str]:
        """Who finds any of these words on any page of theirs."""
        return {name for name in self.people if self.reads(name, *words)}

    def reads(self, name: str, *words: str) -> bool:
        """Whether somebody finds any of these words. Pages are read once until somebody does something."""
        if name not in self.pages:
            self.pages[name] = "\n".join(self.all_pages(name))
        return any(each in self.pages[name] for each in words)

    def all_pages(self, name: str) -> Iterator[str]:
        """All texts that somebody's pages hold: their own, others' records by either way, all between two."""
        by = self.people[name]
        door = self.portal.seen_by(by)
        known, *found = door.read_all(
            letter_views.correspondents(by),
            shelf.read_query(by),
            own_record.read_query(by),
            *(notes.read_query(by, person_id=self.id(owner)) for owner in self.owners[:2]),
            *(
                agreement_views.read_query(by, self.id(other), most=MOST)
                for other in self.owners
                if other != name
            ),
        )
        yield from texts(found)
        exchanges = [each.exchange_id for each in known if each.exchange_id is not None]
        if exchanges:
            asked = (letter_views.conversation(by, each, most=MOST) for each in exchanges)
            yield from texts(door.read_all(*asked))
        if Role.PEER_WORKER in by.roles:
            yield from texts(door.read_all(reflections.mine(by)))
        if Role.COORDINATOR in by.roles:
            asked = (pairing_views.all_standing(by), supervision.at_a_glance(by), shelf.due(by))
            yield from texts(door.read_all(*asked))
        for owner in self.owners:
            for through in Through:
                yield from self.record(by, owner, through)
        yield from self.as_who_is_told(by)

    def as_who_is_told(self, by: Viewer) -> Iterator[str]:
        """What reaches somebody as a supervisor, and as who leads a group."""
        with self.database.reading() as db:
            dates = db.execute(select(Attendance.event_id, Attendance.day).distinct()).all()
        with self.portal.seen_by(by).writing() as db:
            for worker in ("Gareth", "Siân"):
                with suppress(NotHere):
                    yield from texts(reflections.read(db, by=by, author_id=self.id(worker)))
            for event_id, day in dates:
                with suppress(NotHere):
                    told = attendance.told(db, by=by, event_id=event_id, day=day)
                    yield from (f"{each} comes on {day:%d %B}" for each in told)

    def record(self, by: Viewer, owner: str, through: Through) -> Iterator[str]:
        """What one finds in the record of another by one way, and on the sheet before they meet."""
        if self.id(owner) == by.person_id or (through is Through.PAIRING and not by.roles & WORKS_HERE):
            return
        with suppress(NotHere), self.portal.seen_by(by).writing() as db:
            walks = self.walks(by, owner) if through is Through.PAIRING else []
            also = (Subject.AGENDA,) if walks else ()
            record = opened_records.at(db, by, self.id(owner), through=through, also=also)
            found = overview.of(db, record, Window.ALL)
            yield from texts(found)
            yield from (
                f"{owner} was there on {mark.day:%d %B}"
                for mark in found.journey.marks
                if mark.kind is MarkKind.WAS_THERE
            )
            for pairing in walks:
                yield from texts(sheet.read_query(record, pairing).run(db))

    def walks(self, by: Viewer, owner: str) -> list[pairing_views.PairingLine]:
        if Role.PEER_WORKER not in by.roles:
            return []
        [walks] = self.portal.seen_by(by).read_all(pairing_views.walks(by))
        return [walk.pairing for walk in walks if walk.pairing.person_id == self.id(owner)]

    def words(self) -> set[str]:
        """Every text that stands encrypted anywhere in the database."""
        with self.database.reading() as db:
            return {
                word
                for table in Base.metadata.sorted_tables
                for column in table.columns
                if isinstance(column.type, EncryptedText)
                for word in db.scalars(select(column).where(column.is_not(None)))
            }


def texts(value: object) -> Iterator[str]:
    """Every text that can be reached from a value, but for the portal's own words."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, (date, timedelta)):
        return
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts(key)
            yield from texts(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from texts(each)
