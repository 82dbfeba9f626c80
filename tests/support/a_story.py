"""People of one community, month by month: what each does by the real verbs, and all that each then reads."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Attendance, Base, Exchange, Supervises
from lrc_portal.database.row_security import System
from lrc_portal.identity import sessions
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.record import check_ins, measures
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.series import MarkKind
from lrc_portal.sharing import circle, invitations, opened_records
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.support import overview
from lrc_portal.support.at_home import agreement_views, agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import OfferSubmission
from lrc_portal.support.good_to_know import shelf
from lrc_portal.support.good_to_know.shelf import Said, ThingSubmission
from lrc_portal.support.letters import letter_views, letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.pairings import pairing_views, pairings
from lrc_portal.support.supervision import entries, reflections, supervision
from lrc_portal.support.supervision.entries import SupervisionSubmission
from lrc_portal.support.whats_on import attendance, programme
from lrc_portal.taking_along import own_record
from lrc_portal.vocabulary import (
    Content,
    Direction,
    Element,
    ForWhom,
    Language,
    MeasureKind,
    Role,
    Subject,
    SupervisionKind,
    Through,
    UsefulKind,
    Window,
)
from tests import people
from tests.people import token
from tests.tools.texts import texts

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

    def __init__(
        self, database: Database, portal: Database, year: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.database, self.portal, self.year = database, portal, year
        self.monkeypatch = monkeypatch
        self.on(1, 5)
        with database.writing() as db:
            self.people = {
                name: people.make_person(db, name, role, language=language)
                for name, (role, language) in NAMES.items()
            }
            [megan_id] = db.scalars(select(Supervises.supervisor_id).distinct())
        self.ids = {name: viewer.person_id for name, viewer in self.people.items()}
        self.people["Megan"] = Viewer(megan_id, frozenset(), Language.ENGLISH, display_name="Megan")
        self.owners = ("Mari", "Tom", "Dafydd")
        self.open_as: Any = None
        self.pages: dict[str, str] = {}

    # What they do

    def on(self, month: int, day: int, year: int | None = None) -> date:
        """From now on it is noon of this day, also in threads that draw a page."""
        moment = datetime(year or self.year, month, day, 12, tzinfo=UTC)
        self.monkeypatch.setattr(clock, "_standing_at", ContextVar("standing_at", default=moment))
        self.pages = {}
        return moment.date()

    def id(self, name: str) -> int:
        return self.ids[name]

    def do(self, name: str, verb: Callable[..., Any], *, system: System | None = None, **words: Any) -> Any:
        """Somebody does something, by the door that their page has."""
        self.pages = {}
        by = self.people[name]
        door = self.portal.as_system(system) if system else self.portal.seen_by(by)
        with door.writing() as db:
            return verb(db, by=by, **words)

    def walk(self, person: str, worker: str, *shown: Content) -> int:
        """The coordinator proposes it, both say yes, and the person chooses what is seen."""
        two = {"person_id": self.id(person), "peer_worker_id": self.id(worker)}
        pairing_id = self.do("Nia", pairings.propose, **two)
        self.do(worker, pairings.accept_as_peer_worker, pairing_id=pairing_id)
        self.do(person, pairings.accept_as_person, pairing_id=pairing_id, grants=grants_of(*shown))
        return pairing_id

    def invite(self, owner: str, viewer: str, *shown: Content) -> None:
        asked = InviteSubmission("brawd", grants_of(*shown), token())
        code = self.do(owner, circle.invite, submission=asked)
        self.do(viewer, invitations.accept, system=System.JOINING, code=code)

    def share(self, owner: str, viewer: str, *shown: Content) -> None:
        """From now on exactly this."""
        grants = GrantsSubmission(grants_of(*shown), token())
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

    def follows(self, name: str, what: str, unit: str, element: Element, *, only_me: bool = False) -> None:
        """Somebody follows something, and answers it on that day."""
        kind, direction = MeasureKind.NUMBER, Direction.MORE
        wanted = MeasureSubmission(kind, what, element, direction, unit, only_me=only_me, token=token())
        measure_id = self.do(name, measures.add, submission=wanted)
        day = CheckInSubmission(clock.today(), token=token(), measures={measure_id: "7"})
        self.do(name, check_ins.save, submission=day)

    def offers_at_home(self, name: str, other: str, words: str) -> int:
        submission = OfferSubmission(self.id(other), Part(hard_does=words), token())
        return self.do(name, agreements.offer, submission=submission)

    def writes(self, name: str, other: str, words: str, through: Through = Through.PAIRING) -> int:
        two = self.between(name, other, through)
        return self.do(name, letters.write, between=two, submission=LetterSubmission(words, token()))

    def attends(self, name: str, day: date) -> int:
        """The number of what somebody says of this date."""
        by = self.people[name]
        [dates] = self.portal.seen_by(by).read_all(programme.read_query(by, day, day))
        [mine] = [line.mine for line in dates if line.mine]
        return mine.id

    def puts(self, english: str, welsh: str, whom: ForWhom) -> int:
        """The coordinator puts a thing on the shelf."""
        thing = ThingSubmission(UsefulKind.TEXT, None, whom, Said(english), Said(welsh), token=token())
        return self.do("Nia", shelf.add, submission=thing)

    def supervised(self) -> None:
        """Megan has met both peer workers, so that they can be suggested to somebody."""
        for worker in ("Gareth", "Siân"):
            met = SupervisionSubmission(clock.today(), SupervisionKind.ONE_TO_ONE, token())
            self.do("Megan", entries.add_supervision, peer_worker_id=self.id(worker), submission=met)

    def signed_in(self, name: str) -> str:
        """On a phone, just now: the session's token."""
        with self.database.writing() as db:
            session = sessions.begin(db, by=self.people[name], device="a phone", second_step=True)
        viewer = viewer_of(self.database, session)
        assert viewer is not None
        self.people[name] = viewer
        return session

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
        with self.database.reading() as db:
            exchanges = db.scalars(select(Exchange.id)).all()  # whoever's they are
        found = door.read_all(
            letter_views.correspondents(by),
            *(letter_views.conversation(by, each, most=MOST) for each in exchanges),
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
        if Role.PEER_WORKER in by.roles:
            yield from texts(door.read_all(reflections.mine(by)))
        if Role.COORDINATOR in by.roles:
            asked = (pairing_views.all_standing(by), supervision.at_a_glance(by), shelf.due(by))
            yield from texts(door.read_all(*asked))
        yield from self.records(by)
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

    def records(self, by: Viewer) -> Iterator[str]:
        """What one finds in the record of each who lets them."""
        [shared] = self.portal.seen_by(by).read_all(circle.sharers(by))
        for each in shared:
            yield from self.record(by, each.person_id, Through.CIRCLE)
        if Role.PEER_WORKER in by.roles:
            [walks] = self.portal.seen_by(by).read_all(pairing_views.walks(by))
            for walk in walks:
                yield from self.record(by, walk.pairing.person_id, Through.PAIRING)

    def record(self, by: Viewer, owner_id: int, through: Through) -> Iterator[str]:
        [owner] = [name for name, person_id in self.ids.items() if person_id == owner_id]
        # A walk is looked at also where nothing is shown.
        also = (Subject.AGENDA,) if through is Through.PAIRING else ()
        with self.portal.seen_by(by).writing() as db:
            record = opened_records.at(db, by, owner_id, through=through, also=also)
            found = overview.of(db, record, Window.ALL)
            yield from texts(found)
            yield from (
                f"{owner} was there on {mark.day:%d %B}"
                for mark in found.journey.marks
                if mark.kind is MarkKind.WAS_THERE
            )

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


def grants_of(*contents: Content) -> tuple[Grant, ...]:
    return tuple(Grant(content, True) for content in contents)
