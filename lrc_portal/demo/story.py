"""The story of the invented community: ten months of thirteen people and their neighbours, told in order."""

from datetime import timedelta
from typing import Any

from lrc_portal.acting import Viewer
from lrc_portal.demo import (
    at_home,
    following,
    helping,
    letters,
    neighbours,
    shelf,
    telling,
    walks,
    whats_on,
)
from lrc_portal.demo import words as invented
from lrc_portal.demo import words_together as invented_together
from lrc_portal.demo.following import Following
from lrc_portal.demo.lives import CY, Lives
from lrc_portal.demo.supervised import reflect, supervise
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.support.letters.letters import Between
from lrc_portal.support.meetings import agenda, areas, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import (
    Aim,
    Content,
    Element,
    Facet,
    LooksIn,
    MeetingKind,
    PursuitKind,
    Role,
    Through,
)

DAYS = 300
_ALL_WITH_WORDS = tuple(Grant(content, own_words=True) for content in Content)
_TOM_SHOWS = (Grant(Content.GOALS), Grant(Content.STRENGTHS), Grant(Content.HEALTH, own_words=True))
_MARI_SHOWS_DAFYDD = (
    Grant(Content.HEALTH, own_words=True),
    Grant(Content.GOALS),
    Grant(Content.STRENGTHS),
    Grant(Content.PLAN, own_words=True),
)


class Community(Lives):
    """Thirteen people, from the first coordinator to somebody who came alone a month ago."""

    def live(self) -> None:
        nia = self.first_coordinator("Nia", ago=DAYS)
        gareth = self.join("Gareth", Role.PEER_WORKER, nia, ago=DAYS - 2)
        sian = self.join("Siân", Role.PEER_WORKER, nia, ago=DAYS - 2, language=CY)
        supervise(self, sian, nia, nia, ago=DAYS - 3)
        supervise(self, gareth, sian, nia, ago=DAYS - 3)
        telling.tell(self, gareth, telling.GARETH, ago=DAYS - 4)
        telling.tell(self, sian, telling.SIAN, ago=DAYS - 4)
        rhodri = self.join("Rhodri", Role.PEER_WORKER, nia, ago=290)
        supervise(self, rhodri, sian, nia, ago=288, until=65)
        telling.tell(self, rhodri, telling.RHODRI, ago=287)
        neighbours.settle(self, nia, (gareth, sian, rhodri))
        mari = self.join("Mari", Role.MEMBER, nia, ago=290)
        tom = self.join("Tom", Role.MEMBER, nia, ago=250)
        eleri = self.join("Eleri", Role.MEMBER, nia, ago=200, language=CY)
        self.also_member(gareth, nia, ago=180)
        owain = self.start_alone("Owain", ago=30)
        ceri = self.new_peer_workers(nia, sian)
        with_mari = self.pair(nia, mari, gareth, ago=284, seen=_ALL_WITH_WORDS, rhythm=14)
        with_tom = self.pair(nia, tom, gareth, ago=244, seen=_TOM_SHOWS, rhythm=21)
        with_eleri = self.pair(nia, eleri, sian, ago=195, seen=_ALL_WITH_WORDS, rhythm=14)
        reflect(self, gareth, invented.GARETH_REFLECTIONS)
        reflect(self, sian, invented.SIAN_REFLECTIONS)
        telling.tell(self, mari, telling.MARI, ago=20)
        telling.weigh(self, mari, telling.MATTERS_TO_MARI, ago=20)
        self.mari(mari, gareth, with_mari)
        self.tom(tom, (gareth, ceri), with_tom, nia)
        self.eleri(eleri, sian, with_eleri)
        walks.begin_to_give(self, eleri, nia, gareth, ago=50)
        self.owain(owain)
        dafydd = self.into_circle("Dafydd", mari, ago=240, grants=_MARI_SHOWS_DAFYDD)
        helen = self.into_circle("Helen", tom, ago=210, grants=(Grant(Content.HEALTH), Grant(Content.GOALS)))
        lowri = self.into_circle(
            "Lowri", eleri, ago=150, grants=(Grant(Content.HEALTH, own_words=True),), language=CY
        )
        self.family(dafydd, ago=238, words=invented.DAFYDD | {"follows": following.DAFYDD})
        self.family(lowri, ago=140, words=invented.LOWRI)
        on = whats_on.put_on(self, nia, gareth, sian, ceri)
        whats_on.go(self, mari, on["walk"], ago=120, times=14)
        whats_on.go(self, eleri, on["choir"], ago=90, times=9)
        whats_on.go(self, dafydd, on["family"], ago=100, times=2)
        whats_on.will_go(self, mari, on["walk"], tells=True)
        whats_on.will_go(self, eleri, on["choir"])
        walks.notice(self, dafydd, mari, invented_together.DAFYDD_NOTICED, ago=92)
        walks.notice(self, dafydd, mari, invented_together.DAFYDD_NOTICED_LATELY, ago=1, waits=True)
        walks.notice(self, lowri, eleri, invented_together.LOWRI_NOTICED, ago=64)
        self.letters((mari, gareth, with_mari), (eleri, sian, with_eleri), dafydd, lowri)
        helping.tell(self, mari, helping.MARI, helping.MARI_PLAN, ago=80)
        helping.tell(self, eleri, helping.ELERI, helping.ELERI_PLAN, ago=60)
        helping.tell(self, dafydd, helping.DAFYDD, helping.DAFYDD_PLAN, ago=50)
        helping.tell(self, owain, helping.OWAIN, None, ago=20)
        helping.notice(self, dafydd, mari, helping.DAFYDD_SEES, ago=1)
        at_home.settle(self, mari, dafydd, eleri, lowri)
        things = shelf.fill(self, nia)
        shelf.keep(self, mari, things[shelf.CHOIR], things[shelf.FRIDAYS], ago=9)
        shelf.keep(self, dafydd, things[shelf.LIBRARY], ago=9)
        shelf.keep(self, owain, things[shelf.LEAFLET], ago=9)
        shelf.write_with(self, gareth, mari, with_mari, things[shelf.LIBRARY], ago=8)
        shelf.write_with(self, sian, eleri, with_eleri, things[shelf.CHOIR], ago=8)
        with self.on(90) as db:
            circle.give(db, by=tom, viewer_id=helen.person_id, submission=GrantsSubmission((), self.token()))
        with self.on(3) as db:
            grants = (Grant(Content.HEALTH),)
            circle.invite(db, by=eleri, submission=InviteSubmission("Fy chwaer Catrin", grants, self.token()))
        with self.on(2) as db:
            invitations.issue(
                db, by=nia, role=Role.MEMBER, into_circle=False, meant_for="Someone from Tuesday"
            )
            pairings.propose(db, by=nia, person_id=owain.person_id, peer_worker_id=sian.person_id)

    def letters(
        self,
        mari_walks: tuple[Viewer, Viewer, int],
        eleri_walks: tuple[Viewer, Viewer, int],
        dafydd: Viewer,
        lowri: Viewer,
    ) -> None:
        """A few lines in between: with peer workers, and in two circles. One letter waits for Mari."""
        (mari, gareth, with_mari), (eleri, sian, with_eleri) = mari_walks, eleri_walks
        letters.exchange(
            self,
            (mari, gareth),
            Between(Through.PAIRING, with_mari),
            letters.MARI_AND_GARETH,
            look_in=(LooksIn.ABOUT_DAILY, LooksIn.SOME_DAYS),
            unopened=True,
        )
        letters.exchange(
            self,
            (eleri, sian),
            Between(Through.PAIRING, with_eleri),
            letters.ELERI_AND_SIAN,
            look_in=(None, LooksIn.WEEKLY),
        )
        to_dafydd = letters.of_circle(self, mari, dafydd)
        lunch = letters.exchange(
            self,
            (mari, dafydd),
            to_dafydd,
            letters.MARI_AND_DAFYDD,
            look_in=(None, LooksIn.WHEN_I_CAN),
        )
        letters.keep(self, mari, lunch, 1, ago=3)
        to_lowri = letters.of_circle(self, eleri, lowri)
        letters.exchange(self, (eleri, lowri), to_lowri, letters.ELERI_AND_LOWRI)

    def new_peer_workers(self, nia: Viewer, sian: Viewer) -> Viewer:
        """Two who came later: whoever looks for a peer worker has a choice. Returns the first."""
        came = []
        for name, about, ago in (("Ceri", telling.CERI, 120), ("Idris", telling.IDRIS, 40)):
            came.append(self.join(name, Role.PEER_WORKER, nia, ago=ago))
            supervise(self, came[-1], sian, nia, ago=ago - 2)
            telling.tell(self, came[-1], about, ago=ago - 4)
        return came[0]

    # Their lives

    def mari(self, mari: Viewer, gareth: Viewer, pairing_id: int) -> None:
        """Alcohol, abstinence; a path with two returns to use on it, and what helped her back each time."""
        words = invented.MARI
        with self.on(288) as db:
            start = self.today - timedelta(days=292)
            alcohol = self.pursuit(db, mari, PursuitKind.SUBSTANCE, "Alcohol", Aim.ABSTINENCE, start)
        quiet = set(range(226, 204, -1)) | set(range(97, 76, -1))
        used = {128, 127, 126, 57}
        ago_days = [ago for ago in range(287, 0, -1) if ago not in quiet]
        follows = Following(self, mari, following.MARI, ago=110)
        told: dict[str, Any] = {"pursuit": alcohol, "used": used, "dip": (135, 112), "followed": follows.on}
        self.days(mari, ago_days, words, level=4.2, rise=3.4, **told)
        self.helped(mari, alcohol, words["helped"])
        kept = self.strengths(mari, words["strengths"], ago=280)
        choir, running = kept[0], kept[1]
        self.goal(mari, Element.REINTEGRATION, words["goals"][0], ago=230, strength=choir, done=3, reached=95)
        self.goal(mari, Element.HEALTH, words["goals"][1], ago=120, strength=running, done=2)
        self.goal(mari, Element.SOBRIETY, words["goals"][2], ago=40, done=1)
        self.moments(mari, words["moments"])
        together = self.meet(
            mari, gareth, pairing_id, range(270, 5, -14), words["notes"], differing={4}, offered_last=True
        )
        walks.correct(self, gareth, mari, together[12], invented_together.CORRECTED, ago=99)
        own = walks.write_oneself(self, mari, gareth, pairing_id, invented_together.MARI_WRITES, ago=10)
        walks.keep(self, mari, own, ago=8)
        with self.on(2) as db:
            for thing in words["agenda"]:
                agenda.add(db, by=mari, submission=AgendaSubmission(thing, self.token()))
            areas.choose(db, by=mari, facets=[Facet.RELATIONAL, Facet.PHYSICAL])
            self.plan(
                db, mari, pairing_id, MeetingKind.ONE_TO_ONE, days_ahead=3, place="The café on City Road"
            )
        with self.on(55) as db:
            led = MeetingKind.PROFESSIONAL_LED
            meeting_id = self.plan(db, mari, None, led, days_ahead=0, place="Health centre")
            meetings.say_held(db, by=mari, meeting_id=meeting_id)

    def tom(self, tom: Viewer, workers: tuple[Viewer, Viewer], pairing_id: int, nia: Viewer) -> None:
        """Gambling, working towards three free days a week; two accounts of one meeting, two peer workers."""
        gareth, ceri = workers
        words = invented.TOM
        with self.on(248) as db:
            betting = self.pursuit(
                db, tom, PursuitKind.BEHAVIOUR, "Betting", Aim.WORKING_TOWARDS, None, free_days_aim=3
            )
        used = {ago for ago in range(245, 0, -1) if self.chance.random() < ago / 700}
        ago_days = [ago for ago in range(245, 0, -2) if not 150 > ago > 120]
        self.days(tom, ago_days, words, level=3.8, rise=2.2, pursuit=betting, used=used)
        kept = self.strengths(tom, words["strengths"], ago=235)
        self.goal(tom, Element.HEALTH, words["goals"][0], ago=200, strength=kept[0], done=2)
        self.goal(tom, Element.REINTEGRATION, words["goals"][1], ago=160, done=1, let_go=70)
        self.moments(tom, words["moments"])
        self.meet(tom, gareth, pairing_id, range(230, 80, -24), words["notes"], differing={2})
        goodbye = (invented_together.GOODBYE_TO_TOM, invented_together.TOM_ANSWERS)
        new = walks.hand_over(self, nia, tom, workers, pairing_id, ago=78, seen=_TOM_SHOWS, goodbye=goodbye)
        self.meet(tom, ceri, new, range(56, 30, -21), invented_together.TOM_AND_CERI, differing=set())
        walks.write_oneself(self, tom, ceri, new, invented_together.TOM_WRITES, ago=18)
        walks.meet_soon(self, ceri, tom, new)

    def eleri(self, eleri: Viewer, sian: Viewer, pairing_id: int) -> None:
        """In Welsh: prescribed tablets, abstinence."""
        words = invented.ELERI
        with self.on(198) as db:
            start = self.today - timedelta(days=400)
            tablets = self.pursuit(db, eleri, PursuitKind.DRUG, "Tabledi poen", Aim.ABSTINENCE, start)
        ago_days = [ago for ago in range(197, 0, -1) if ago % 7 not in (2, 5) and not 75 > ago > 60]
        follows = Following(self, eleri, following.ELERI, ago=90)
        self.days(eleri, ago_days, words, level=5.0, rise=2.4, pursuit=tablets, followed=follows.on)
        kept = self.strengths(eleri, words["strengths"], ago=190)
        self.goal(
            eleri, Element.REINTEGRATION, words["goals"][0], ago=150, strength=kept[0], done=3, reached=30
        )
        self.goal(eleri, Element.HEALTH, words["goals"][1], ago=60, strength=kept[1], done=1)
        self.moments(eleri, words["moments"])
        self.meet(eleri, sian, pairing_id, range(185, 10, -15), words["notes"], differing=set())

    def owain(self, owain: Viewer) -> None:
        """Came by himself a month ago; nobody sees anything of his."""
        words = invented.OWAIN
        self.days(owain, range(28, 0, -3), words, level=4.5, rise=1.0)
        self.strengths(owain, words["strengths"], ago=25)

    def family(self, viewer: Viewer, *, ago: int, words: dict[str, Any]) -> None:
        follows = Following(self, viewer, words.get("follows", []), ago=ago)
        self.days(viewer, range(ago, 0, -4), words, level=5.0, rise=1.8, followed=follows.on)
        self.strengths(viewer, words["strengths"], ago=ago - 5)
        self.goal(viewer, Element.HEALTH, words["goals"][0], ago=ago - 30, done=1)
