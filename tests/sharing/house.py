"""A house of people with something under way of each kind, for tests that walk all verbs."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.record import noticing
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import OfferSubmission
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import GivingStepSubmission
from lrc_portal.support.letters import letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.meetings import agenda, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteSubmission
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import (
    Aid,
    Content,
    Element,
    GivingStepKind,
    MeetingKind,
    Role,
    Through,
)
from tests.people import into_circle, invite, make_person, pair, token
from tests.tools.kept import once

HEALTH = Grant(Content.HEALTH)


@dataclass(frozen=True)
class House:
    """A member with a peer worker, family in their circle, and something under way of each kind."""

    mari: Viewer
    gareth: Viewer
    sian: Viewer
    nia: Viewer
    dafydd: Viewer
    tom: Viewer
    paired: int
    asked: int
    invitation: int
    code: str
    share: int
    meeting: int
    agenda: int
    draft: int
    offered: int
    noticed: int
    eleri: Viewer
    to_giving: int
    almost_giving: int
    training: int
    supervision: int
    reflection: int
    supervisor: Viewer
    leaving: int
    letter: int
    at_home: int


def note(pairing_id: int, words: str = "we talked") -> NoteSubmission:
    return NoteSubmission(
        pairing_id,
        clock.today(),
        MeetingKind.PHONE,
        frozenset(Aid),
        frozenset(Element),
        words,
        "warmth",
        "to meet again",
        token=token(),
    )


def letter() -> LetterSubmission:
    return LetterSubmission("You listen well. Let us walk by the river.", token())


def at_home(other_id: int, words: str = "I ring you early") -> OfferSubmission:
    return OfferSubmission(other_id, Part(hard_does=words), token())


def meeting(pairing_id: int | None, kind: MeetingKind = MeetingKind.ONE_TO_ONE) -> MeetingSubmission:
    return MeetingSubmission(kind, clock.today(), None, "the café", pairing_id, token())


def step(kind: GivingStepKind, supervisor: Viewer) -> GivingStepSubmission:
    """A step of today; the supervisor is named where it is about one."""
    names_one = kind is GivingStepKind.SUPERVISOR
    return GivingStepSubmission(kind, clock.today(), supervisor.person_id if names_one else None)


def almost_give(db: Session, member: Viewer, coordinator: Viewer, supervisor: Viewer) -> int:
    """A member's way to giving with all three steps done; the last yes is still to be said."""
    giving_id = applications.begin(db, by=member)
    for kind in GivingStepKind:
        applications.note_step(db, by=coordinator, giving_id=giving_id, submission=step(kind, supervisor))
    return giving_id


def make_house(db: Session) -> House:
    return once(db, _made)


def _made(db: Session) -> House:
    nia = make_person(db, "Nia", Role.COORDINATOR)
    mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
    gareth, sian = (make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân"))
    dafydd = make_person(db, "Dafydd", Role.FAMILY)
    into_circle(db, mari, dafydd, HEALTH)
    code = invite(db, mari, HEALTH)
    [waiting] = invitations.mine(mari).run(db)
    paired = pair(db, nia, mari, gareth, HEALTH)
    asked = pairings.propose(db, by=nia, person_id=mari.person_id, peer_worker_id=sian.person_id)
    leaving = pair(db, nia, dafydd, sian)
    last_day = LeavingSubmission(leaving, clock.today(), token())
    handover.say_leaving(db, by=sian, submission=last_day)
    [member] = circle.members(mari).run(db)
    eleri = make_person(db, "Eleri", Role.MEMBER)
    almost_giving = almost_give(db, eleri, nia, sian)
    applications.say_last_yes(db, by=eleri)
    days = supervision.own(gareth).run(db)
    return House(
        supervisor=Viewer(days.supervisor_id or 0, frozenset(), gareth.language, display_name="Megan"),
        training=days.trainings[0].id,
        supervision=days.supervisions[0].id,
        reflection=reflections.write(db, by=gareth, submission=ReflectionSubmission("a week", token())),
        leaving=leaving,
        letter=letters.write(db, by=gareth, between=Between(Through.PAIRING, paired), submission=letter()),
        mari=mari,
        gareth=gareth,
        sian=sian,
        nia=nia,
        dafydd=dafydd,
        tom=tom,
        paired=paired,
        asked=asked,
        invitation=waiting.id,
        code=code,
        share=member.shares[0].id,
        meeting=meetings.plan(db, by=mari, submission=meeting(paired)),
        agenda=agenda.add(db, by=mari, submission=AgendaSubmission("a wedding", token())),
        draft=notes.save_draft(db, by=gareth, submission=note(paired, "half a thought")),
        offered=notes.offer(db, by=gareth, submission=note(paired)),
        noticed=noticing.notice(
            db, by=dafydd, person_id=mari.person_id, submission=NoticeSubmission("you listen", token())
        ),
        eleri=eleri,
        to_giving=almost_give(db, tom, nia, sian),
        almost_giving=almost_giving,
        at_home=agreements.offer(db, by=mari, submission=at_home(dafydd.person_id)),
    )
