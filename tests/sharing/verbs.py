"""Every verb of sharing and support that changes something, ready to be done, by whom and about whom."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.sharing.invitations import InvitationSubmission
from lrc_portal.support import meetings, notes, pairings
from lrc_portal.support.meetings import AgendaSubmission, MeetingSubmission
from lrc_portal.support.notes import AnswerSubmission, NoteSubmission
from lrc_portal.vocabulary import Aid, Content, Element, MeetingKind, Role
from tests.people import into_circle, invite, make_person, pair, token

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


def note(pairing_id: int, words: str = "we talked") -> NoteSubmission:
    return NoteSubmission(
        pairing_id,
        clock.today(),
        MeetingKind.PHONE,
        frozenset(Aid),
        frozenset(Element),
        words,
        token=token(),
    )


def meeting(pairing_id: int | None, kind: MeetingKind = MeetingKind.ONE_TO_ONE) -> MeetingSubmission:
    return MeetingSubmission(kind, clock.today(), None, "the café", pairing_id, token())


def make_house(db: Session) -> House:
    nia = make_person(db, "Nia", Role.COORDINATOR)
    mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
    gareth, sian = (make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân"))
    dafydd = make_person(db, "Dafydd", Role.FAMILY)
    into_circle(db, mari, dafydd, HEALTH)
    code = invite(db, mari, HEALTH)
    [waiting] = [line for line in invitations.mine(mari).asked(db) if line.is_open]
    paired = pair(db, nia, mari, gareth, HEALTH)
    asked = pairings.propose(db, by=nia, person_id=mari.person_id, peer_worker_id=sian.person_id)
    [member] = circle.members(mari).asked(db)
    return House(
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
        agenda=meetings.add_to_agenda(db, by=mari, submission=AgendaSubmission("a wedding", token())),
        draft=notes.save_draft(db, by=gareth, submission=note(paired, "half a thought")),
        offered=notes.offer(db, by=gareth, submission=note(paired)),
    )


def _agree(house: House) -> AnswerSubmission:
    return AnswerSubmission(True, token=token())


@dataclass(frozen=True)
class Deed:
    """One verb as `actor` (a field of `House`) does it; `about` is whose traces must tell of it."""

    actor: str
    about: str
    do: Callable[[Session, Viewer, House], object]


DEEDS: dict[str, Deed] = {
    "circle.invite": Deed(
        "mari",
        "mari",
        lambda db, by, h: circle.invite(db, by=by, submission=InviteSubmission("Mam", (HEALTH,), token())),
    ),
    "circle.give": Deed(
        "mari",
        "mari",
        lambda db, by, h: circle.give(
            db,
            by=by,
            viewer_id=h.dafydd.person_id,
            submission=GrantsSubmission((Grant(Content.GOALS),), token()),
        ),
    ),
    "circle.take_back": Deed("mari", "mari", lambda db, by, h: circle.take_back(db, by=by, share_id=h.share)),
    "circle.take_back_all": Deed(
        "mari", "mari", lambda db, by, h: circle.take_back_all(db, by=by, viewer_id=h.dafydd.person_id)
    ),
    "circle.leave": Deed(
        "dafydd", "mari", lambda db, by, h: circle.leave(db, by=by, other_id=h.mari.person_id)
    ),
    "circle.hand_back": Deed(
        "dafydd",
        "mari",
        lambda db, by, h: circle.hand_back(db, by=by, owner_id=h.mari.person_id, content=Content.HEALTH),
    ),
    "invitations.issue": Deed(
        "nia", "nia", lambda db, by, h: invitations.issue(db, by=by, role=Role.MEMBER, into_circle=False)
    ),
    "invitations.invite": Deed(
        "nia",
        "nia",
        lambda db, by, h: invitations.invite(
            db, by=by, submission=InvitationSubmission(Role.MEMBER, "Tuesday", token())
        ),
    ),
    "invitations.accept": Deed("tom", "mari", lambda db, by, h: invitations.accept(db, by=by, code=h.code)),
    "invitations.withdraw": Deed(
        "mari", "mari", lambda db, by, h: invitations.withdraw(db, by=by, invitation_id=h.invitation)
    ),
    "pairings.propose": Deed(
        "nia",
        "tom",
        lambda db, by, h: pairings.propose(
            db, by=by, person_id=h.tom.person_id, peer_worker_id=h.gareth.person_id
        ),
    ),
    "pairings.accept_as_person": Deed(
        "mari",
        "mari",
        lambda db, by, h: pairings.accept_as_person(db, by=by, pairing_id=h.asked, grants=(HEALTH,)),
    ),
    "pairings.accept_as_peer_worker": Deed(
        "sian", "mari", lambda db, by, h: pairings.accept_as_peer_worker(db, by=by, pairing_id=h.asked)
    ),
    "pairings.choose_what_is_seen": Deed(
        "mari",
        "mari",
        lambda db, by, h: pairings.choose_what_is_seen(
            db, by=by, pairing_id=h.paired, grants=(Grant(Content.GOALS),)
        ),
    ),
    "pairings.agree_rhythm": Deed(
        "gareth", "mari", lambda db, by, h: pairings.agree_rhythm(db, by=by, pairing_id=h.paired, days=7)
    ),
    "pairings.end": Deed("gareth", "mari", lambda db, by, h: pairings.end(db, by=by, pairing_id=h.paired)),
    "meetings.plan": Deed(
        "gareth", "mari", lambda db, by, h: meetings.plan(db, by=by, submission=meeting(h.paired))
    ),
    "meetings.say_held": Deed(
        "gareth", "mari", lambda db, by, h: meetings.say_held(db, by=by, meeting_id=h.meeting)
    ),
    "meetings.call_off": Deed(
        "gareth", "mari", lambda db, by, h: meetings.call_off(db, by=by, meeting_id=h.meeting)
    ),
    "meetings.add_to_agenda": Deed(
        "mari",
        "mari",
        lambda db, by, h: meetings.add_to_agenda(db, by=by, submission=AgendaSubmission("running", token())),
    ),
    "meetings.talked_about": Deed(
        "mari", "mari", lambda db, by, h: meetings.talked_about(db, by=by, item_id=h.agenda)
    ),
    "meetings.erase_from_agenda": Deed(
        "mari", "mari", lambda db, by, h: meetings.erase_from_agenda(db, by=by, item_id=h.agenda)
    ),
    "notes.offer": Deed(
        "gareth",
        "mari",
        lambda db, by, h: notes.offer(db, by=by, submission=note(h.paired), note_id=h.draft),
    ),
    "notes.answer": Deed(
        "mari",
        "mari",
        lambda db, by, h: notes.answer(db, by=by, note_id=h.offered, submission=_agree(h)),
    ),
}

# What a draft is nobody but its author knows; a trace would tell the person that there is one.
WITHOUT_TRACE: dict[str, Deed] = {
    "notes.begin": Deed(
        "gareth",
        "mari",
        lambda db, by, h: notes.begin(db, by=by, pairing_id=h.paired, meeting_id=h.meeting),
    ),
    "notes.save_draft": Deed(
        "gareth",
        "mari",
        lambda db, by, h: notes.save_draft(db, by=by, submission=note(h.paired), note_id=h.draft),
    ),
    "notes.erase_draft": Deed(
        "gareth", "mari", lambda db, by, h: notes.erase_draft(db, by=by, note_id=h.draft)
    ),
}
