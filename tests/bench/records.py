"""Two communities that differ in how much there is: a member has ninety days or ten years behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from lrc_portal import clock, settings, startup
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.models import CheckIn, PursuitAnswer
from lrc_portal.database.row_security import System
from lrc_portal.demo import telling
from lrc_portal.demo import words as invented
from lrc_portal.demo.lives import Lives
from lrc_portal.demo.supervised import supervise
from lrc_portal.identity import sessions
from lrc_portal.screens import SCREENS, Screen
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import agenda
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.vocabulary import Aim, Content, Element, Facet, MeetingKind, PursuitDay, PursuitKind, Role
from tests.bench import fuller

NINETY_DAYS, TEN_YEARS = 90, 3650
EVERYTHING = tuple(Grant(content, own_words=True) for content in Content)
WORDS = "Slept well. Walked home along the river, and rang somebody before it got dark."
WITH_WORDS_EVERY = 5  # days
JOINED = 95  # days ago, in both communities
# Who opens a screen that is for several; the rest are opened by the first of these who may.
OPENED_BY = {"shared": Role.FAMILY, "supervision": Role.COORDINATOR}
ASKED = (Role.MEMBER, Role.FAMILY, Role.PEER_WORKER, Role.COORDINATOR)


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser that is signed in."""

    display_name: str
    cookies: dict[str, str]


@dataclass(frozen=True)
class Visit:
    """One screen as somebody opens it."""

    address: str
    visitor: Visitor
    query: dict[str, str]

    @property
    def name(self) -> str:
        return f"/{self.address}"

    @property
    def bare_name(self) -> str:
        """What the bare page beside it is called."""
        return f"page_{self.address.replace('-', '_')}"


@dataclass(frozen=True)
class Community:
    """Everybody who opens pages, the pairing of the member and the peer worker, and one who only saves."""

    visitors: dict[Role, Visitor]
    pairing_id: int
    saver: Visitor

    def visits(self) -> list[Visit]:
        """Every screen of the portal, as somebody whose screen it is opens it."""
        return [self._visit(screen) for screen in SCREENS]

    def _visit(self, screen: Screen) -> Visit:
        may = screen.roles or frozenset(Role)
        role = OPENED_BY.get(screen.address) or next(each for each in ASKED if each in may)
        walked = screen.address == "session-sheet"
        return Visit(screen.address, self.visitors[role], {"with": str(self.pairing_id)} if walked else {})


def settle(folder: Path, days: int, database_url: str = "") -> Community:
    """A community in `folder / "var"`, whose member checked in on each of the last `days` days but today."""
    settings.use(settings.load({"LRC_VAR": str(folder / "var"), "LRC_DATABASE_URL": database_url}))
    engine.use(None)
    database = startup.prepare()
    try:
        return _Making(database.as_system(System.DEMO)).community(days)
    finally:
        database.dispose()
        engine.use(None)
        settings.use(None)


class _Making(Lives):
    """Makes them through the verbs of the pages; only the many days are written at once."""

    def community(self, days: int) -> Community:
        dai = self.first_coordinator("Dai", ago=JOINED + 3)
        carys = self.join("Carys", Role.PEER_WORKER, dai, ago=JOINED + 2)
        supervise(self, carys, dai, dai, ago=JOINED + 2)
        telling.tell(self, carys, telling.GARETH, ago=JOINED + 1)
        gwen = self.join("Gwen", Role.MEMBER, dai, ago=JOINED)
        ifan = self.join("Ifan", Role.MEMBER, dai, ago=JOINED)
        rhys = self.into_circle("Rhys", gwen, ago=JOINED - 2, grants=EVERYTHING)
        pairing_id = self.pair(dai, gwen, carys, ago=JOINED - 1, seen=EVERYTHING, rhythm=14)
        self.life(gwen, carys, pairing_id, range(1, days + 1))
        with self.database.writing() as db:
            amount, began = (fuller.MUCH if days == TEN_YEARS else fuller.LITTLE), self.day(days)
            fuller.fill(db, amount, member=gwen, worker=carys, pairing_id=pairing_id, began=began)
        # Nothing this week, so that the chart's last point is what is saved today and no mean.
        this_week = (self.today - clock.week_start(self.today)).days
        self.every_day(ifan, range(this_week + 1, NINETY_DAYS + 1), None)
        return Community(
            {
                Role.MEMBER: self.signed_in(gwen),
                Role.FAMILY: self.signed_in(rhys),
                Role.PEER_WORKER: self.signed_in(carys),
                Role.COORDINATOR: self.signed_in(dai),
            },
            pairing_id,
            self.signed_in(ifan),
        )

    def life(self, gwen: Viewer, carys: Viewer, pairing_id: int, days: Iterable[int]) -> None:
        """A record with something of every kind, all of it but the days within the last ninety."""
        words = invented.MARI
        with self.on(92) as db:
            pursuit = self.pursuit(db, gwen, PursuitKind.SUBSTANCE, "Alcohol", Aim.ABSTINENCE, None)
        self.every_day(gwen, days, pursuit)
        choir, running, *_rest = self.strengths(gwen, words["strengths"], ago=85)
        reached, running_goal, evenings = words["goals"]
        self.goal(gwen, Element.REINTEGRATION, reached, ago=84, strength=choir, done=3, reached=30)
        self.goal(gwen, Element.HEALTH, running_goal, ago=60, strength=running, done=2)
        self.goal(gwen, Element.SOBRIETY, evenings, ago=40, done=1)
        rows = [(12 * n + 3, *row[1:]) for n, row in enumerate(words["moments"])]
        self.moments(gwen, rows)
        self.meet(
            gwen, carys, pairing_id, range(88, 4, -14), words["notes"], differing={4}, offered_last=True
        )
        with self.on(2) as db:
            for thing in words["agenda"]:
                agenda.add(db, by=gwen, submission=AgendaSubmission(thing, self.token()))
            self.plan(db, gwen, pairing_id, MeetingKind.ONE_TO_ONE, days_ahead=3, place="The café")

    def every_day(self, viewer: Viewer, days_ago: Iterable[int], pursuit_id: int | None) -> None:
        """A check-in with all answers on each of these days, now and then with words."""
        now = clock.now()
        rows = [
            {
                "person_id": viewer.person_id,
                "day": self.today - timedelta(days=ago),
                **{facet.value: (ago * 7 // 5 + len(facet)) % 11 for facet in Facet},
                "words": WORDS if ago % WITH_WORDS_EVERY == 0 else None,
                "only_me": False,
                "created_at": now,
                "changed_at": now,
            }
            for ago in days_ago
        ]
        with self.database.writing() as db:
            db.execute(insert(CheckIn), rows)
            if pursuit_id is None:
                return
            kept = db.scalars(select(CheckIn.id).where(CheckIn.person_id == viewer.person_id))
            answers = [
                {"check_in_id": check_in_id, "pursuit_id": pursuit_id, "answer": PursuitDay.FREE}
                for check_in_id in kept
            ]
            db.execute(insert(PursuitAnswer), answers)

    def signed_in(self, viewer: Viewer) -> Visitor:
        with self.database.writing() as db:
            token = sessions.begin(db, by=viewer, device="Firefox, Android", second_step=True)
        return Visitor(viewer.display_name, {sessions.cookie_name(): token})
