"""Every verb of sharing and support that changes something, ready to be done, by whom and about whom."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Supervision
from lrc_portal.record import goals, noticing
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.sharing.invitations import InvitationSubmission
from lrc_portal.support.at_home import agreements
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import ComplaintSubmission
from lrc_portal.support.giving import applications
from lrc_portal.support.good_to_know import help_now, keeping, passing_on, shelf
from lrc_portal.support.meetings import agenda, areas, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MoveSubmission
from lrc_portal.support.notes import keep_from_note, notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import handover, pairing_views, pairings, rhythms
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.supervision.entries import SupervisionSubmission, TrainingSubmission
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import (
    Content,
    Element,
    Facet,
    GivingStepKind,
    NotePart,
    Role,
    Subject,
    SupervisionKind,
)
from tests.people import token
from tests.sharing.house import HEALTH, House, at_home, meeting, note, step
from tests.sharing.letter_verbs import LETTERS, mark_opened
from tests.support import on_the_shelf


def _agree(house: House) -> AnswerSubmission:
    return AnswerSubmission(True, token=token())


def _with_rhythm(db: Session, house: House, verb: Callable[..., None], **how: object) -> None:
    rhythms.propose(db, by=house.gareth, pairing_id=house.paired, days=7)
    verb(db, pairing_id=house.paired, **how)


def _leave(db: Session, by: Viewer, house: House) -> None:
    leaving = LeavingSubmission(house.paired, clock.today(), token())
    handover.say_leaving(db, by=by, submission=leaving)


def _hear(db: Session, house: House) -> None:
    _leave(db, house.gareth, house)
    handover.say_heard(db, by=house.mari, pairing_id=house.paired)


def _say_held(db: Session, by: Viewer, house: House) -> None:
    db.execute(update(Supervision).where(Supervision.id == house.supervision).values(booked=True))
    entries.say_held(db, by=by, supervision_id=house.supervision)


def _read_staying(db: Session, by: Viewer, house: House) -> None:
    _leave(db, house.gareth, house)
    handover.stay(db, by=house.gareth, pairing_id=house.paired)
    handover.read_staying(db, by=by, pairing_id=house.paired, go_on_showing=True)


def _answered(db: Session, house: House) -> int:
    notes.answer(db, by=house.mari, note_id=house.offered, submission=_agree(house))
    return house.offered


def _keep_step(db: Session, by: Viewer, house: House) -> int:
    wanted = GoalSubmission("to sing", Element.REINTEGRATION, token=token())
    goal_id = goals.add(db, by=house.mari, submission=wanted)
    return keep_from_note.keep_step(db, by=by, note_id=house.offered, line=0, goal_id=goal_id)


def _lay_down(db: Session, by: Viewer, _house: House) -> None:
    """Whom one walks with is not left by it: those walks have ended before."""
    for line in pairing_views.mine(by).run(db):
        if line.live:
            pairings.end(db, by=by, pairing_id=line.id)
    applications.lay_down(db, by=by)


def _moved(house: House) -> MoveSubmission:
    return MoveSubmission(house.meeting, 0, clock.today() + timedelta(days=9), token=token())


def _read_change(db: Session, by: Viewer, house: House) -> None:
    meetings.move(db, by=house.gareth, submission=_moved(house))
    meetings.read_change(db, by=by, meeting_id=house.meeting, sequence=1)


@dataclass(frozen=True)
class Deed:
    """One verb as `actor` (a field of `House`) does it; `about` is whose traces must tell of it."""

    actor: str
    about: str
    do: Callable[[Session, Viewer, House], object]


def _complain(db: Session, by: Viewer) -> int:
    return complaints.make(db, by=by, submission=ComplaintSubmission("of my data", token()))


def _at_home_with(by: Viewer, house: House) -> int:
    other = house.dafydd if by == house.mari else house.mari
    return other.person_id


def _answer_at_home(db: Session, by: Viewer, house: House) -> None:
    yes = agreements.AnswerSubmission(True, token=token())
    agreements.answer(db, by=by, agreement_id=house.at_home, submission=yes)


def _offer_at_home(db: Session, by: Viewer, house: House) -> None:
    _answer_at_home(db, house.dafydd, house)
    anew = replace(at_home(_at_home_with(by, house)), part=agreements.Part(hard_does="something new"))
    agreements.offer(db, by=by, submission=anew)


def _end_at_home(db: Session, by: Viewer, house: House) -> None:
    agreements.end(db, by=by, other_id=_at_home_with(by, house))


def _take_back_at_home(db: Session, by: Viewer, house: House) -> None:
    agreements.take_back(db, by=by, agreement_id=house.at_home)


DEEDS: dict[str, Deed] = {
    "agreements.take_back": Deed("mari", "dafydd", lambda db, by, h: _take_back_at_home(db, by, h)),
    "agreements.offer": Deed("mari", "dafydd", lambda db, by, h: _offer_at_home(db, by, h)),
    "agreements.answer": Deed("dafydd", "mari", lambda db, by, h: _answer_at_home(db, by, h)),
    "agreements.end": Deed("dafydd", "mari", lambda db, by, h: _end_at_home(db, by, h)),
    "complaints.make": Deed("mari", "mari", lambda db, by, _: _complain(db, by)),
    "complaints.acknowledge": Deed(
        "nia", "mari", lambda db, by, h: complaints.acknowledge(db, by=by, complaint_id=_complain(db, h.mari))
    ),
    "complaints.answer": Deed(
        "nia",
        "mari",
        lambda db, by, h: complaints.answer(
            db, by=by, complaint_id=_complain(db, h.mari), submission=complaints.AnswerSubmission("so")
        ),
    ),
    "entries.name_supervisor": Deed(
        "nia",
        "gareth",
        lambda db, by, h: entries.name_supervisor(
            db, by=by, peer_worker_id=h.gareth.person_id, supervisor_id=h.sian.person_id
        ),
    ),
    "entries.end_supervision": Deed(
        "nia",
        "gareth",
        lambda db, by, h: entries.end_supervision(db, by=by, peer_worker_id=h.gareth.person_id),
    ),
    "entries.add_training": Deed(
        "nia",
        "gareth",
        lambda db, by, h: entries.add_training(
            db,
            by=by,
            peer_worker_id=h.gareth.person_id,
            submission=TrainingSubmission("listening", clock.today(), clock.today(), token()),
        ),
    ),
    "entries.erase_training": Deed(
        "nia", "gareth", lambda db, by, h: entries.erase_training(db, by=by, training_id=h.training)
    ),
    "entries.add_supervision": Deed(
        "nia",
        "gareth",
        lambda db, by, h: entries.add_supervision(
            db,
            by=by,
            peer_worker_id=h.gareth.person_id,
            submission=SupervisionSubmission(
                clock.today() + timedelta(days=1), SupervisionKind.GROUP, token()
            ),
        ),
    ),
    "entries.erase_supervision": Deed(
        "nia",
        "gareth",
        lambda db, by, h: entries.erase_supervision(db, by=by, supervision_id=h.supervision),
    ),
    "entries.say_held": Deed("nia", "gareth", lambda db, by, h: _say_held(db, by, h)),
    "reflections.write": Deed(
        "gareth",
        "gareth",
        lambda db, by, h: reflections.write(db, by=by, submission=ReflectionSubmission("slowly", token())),
    ),
    "reflections.change": Deed(
        "gareth",
        "gareth",
        lambda db, by, h: reflections.change(
            db, by=by, reflection_id=h.reflection, submission=ReflectionSubmission("slower", token())
        ),
    ),
    "reflections.erase": Deed(
        "gareth", "gareth", lambda db, by, h: reflections.erase(db, by=by, reflection_id=h.reflection)
    ),
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
    "rhythms.propose": Deed(
        "gareth", "mari", lambda db, by, h: rhythms.propose(db, by=by, pairing_id=h.paired, days=7)
    ),
    "rhythms.agree": Deed(
        "mari", "mari", lambda db, by, h: _with_rhythm(db, h, rhythms.agree, by=by, days=7)
    ),
    "rhythms.leave_as_it_is": Deed(
        "mari", "mari", lambda db, by, h: _with_rhythm(db, h, rhythms.leave_as_it_is, by=by)
    ),
    "handover.say_leaving": Deed("gareth", "mari", lambda db, by, h: _leave(db, by, h)),
    "handover.say_heard": Deed(
        "mari",
        "mari",
        lambda db, by, h: _leave(db, h.gareth, h) or handover.say_heard(db, by=by, pairing_id=h.paired),
    ),
    "handover.want_new": Deed(
        "mari",
        "mari",
        lambda db, by, h: _hear(db, h) or handover.want_new(db, by=by, pairing_id=h.paired, wanted=False),
    ),
    "handover.propose": Deed(
        "nia",
        "mari",
        lambda db, by, h: (
            _hear(db, h)
            or pairings.end(db, by=by, pairing_id=h.asked)
            or handover.propose(db, by=by, pairing_id=h.paired, peer_worker_id=h.sian.person_id)
        ),
    ),
    "handover.accept": Deed(
        "mari",
        "mari",
        lambda db, by, h: handover.accept(
            db, by=by, pairing_id=h.asked, grants=(), note_ids=[_answered(db, h)]
        ),
    ),
    "handover.pass_on": Deed(
        "mari",
        "mari",
        lambda db, by, h: handover.pass_on(db, by=by, pairing_id=h.asked, note_ids=[_answered(db, h)]),
    ),
    "handover.stay": Deed(
        "gareth",
        "mari",
        lambda db, by, h: _leave(db, h.gareth, h) or handover.stay(db, by=by, pairing_id=h.paired),
    ),
    "handover.read_staying": Deed("mari", "mari", lambda db, by, h: _read_staying(db, by, h)),
    "pairings.end": Deed("gareth", "mari", lambda db, by, h: pairings.end(db, by=by, pairing_id=h.paired)),
    "meetings.plan": Deed(
        "gareth", "mari", lambda db, by, h: meetings.plan(db, by=by, submission=meeting(h.paired))
    ),
    "meetings.move": Deed("gareth", "mari", lambda db, by, h: meetings.move(db, by=by, submission=_moved(h))),
    "meetings.read_change": Deed("mari", "mari", _read_change),
    "meetings.say_held": Deed(
        "gareth", "mari", lambda db, by, h: meetings.say_held(db, by=by, meeting_id=h.meeting)
    ),
    "meetings.say_not_held": Deed(
        "mari", "mari", lambda db, by, h: meetings.say_not_held(db, by=by, meeting_id=h.meeting)
    ),
    "meetings.call_off": Deed(
        "gareth", "mari", lambda db, by, h: meetings.call_off(db, by=by, meeting_id=h.meeting)
    ),
    "agenda.add": Deed(
        "mari",
        "mari",
        lambda db, by, h: agenda.add(db, by=by, submission=AgendaSubmission("running", token())),
    ),
    "areas.choose": Deed(
        "mari", "mari", lambda db, by, h: areas.choose(db, by=by, facets=[Facet.PHYSICAL, Facet.COMMUNITY])
    ),
    "agenda.talked_about": Deed(
        "mari", "mari", lambda db, by, h: agenda.talked_about(db, by=by, item_id=h.agenda)
    ),
    "agenda.erase": Deed("mari", "mari", lambda db, by, h: agenda.erase(db, by=by, item_id=h.agenda)),
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
    "keep_from_note.keep_strength": Deed(
        "mari", "mari", lambda db, by, h: keep_from_note.keep_strength(db, by=by, note_id=h.offered, line=0)
    ),
    "keep_from_note.keep_way": Deed(
        "mari",
        "mari",
        lambda db, by, h: keep_from_note.keep_way(
            db, by=by, note_id=h.offered, part=NotePart.WE_AGREED, line=0
        ),
    ),
    "keep_from_note.keep_step": Deed("mari", "mari", lambda db, by, h: _keep_step(db, by, h)),
}

DEEDS |= {
    "noticing.notice": Deed(
        "dafydd",
        "mari",
        lambda db, by, h: noticing.notice(
            db, by=by, person_id=h.mari.person_id, submission=NoticeSubmission("you sing", token())
        ),
    ),
    "noticing.take_back": Deed(
        "dafydd",
        "mari",
        lambda db, by, h: noticing.take_back(db, by=by, subject=Subject.STRENGTHS, row_id=h.noticed),
    ),
    "applications.begin": Deed("mari", "mari", lambda db, by, h: applications.begin(db, by=by)),
    "applications.stop": Deed("tom", "tom", lambda db, by, h: applications.stop(db, by=by)),
    "applications.say_last_yes": Deed("tom", "tom", lambda db, by, h: applications.say_last_yes(db, by=by)),
    "applications.note_step": Deed(
        "nia",
        "tom",
        lambda db, by, h: applications.note_step(
            db,
            by=by,
            giving_id=h.to_giving,
            submission=replace(
                step(GivingStepKind.TRAINING, h.sian), done_on=clock.today() - timedelta(days=1)
            ),
        ),
    ),
    "applications.lay_down": Deed("sian", "sian", _lay_down),
    "entries.end_own": Deed("gareth", "gareth", lambda db, by, h: entries.end_own(db, by=by)),
    "reflections.read": Deed(
        "supervisor",
        "gareth",
        lambda db, by, h: reflections.read(db, by=by, author_id=h.gareth.person_id),
    ),
    "applications.finish": Deed(
        "nia", "eleri", lambda db, by, h: applications.finish(db, by=by, giving_id=h.almost_giving)
    ),
}

DEEDS |= {name: Deed(who, who, do) for name, (who, do) in LETTERS.items()}

# What a draft is nobody but its author knows; a trace would tell the person that there is one.
DEEDS |= {
    "shelf.add": Deed("nia", "nia", lambda db, by, h: shelf.add(db, by=by, submission=on_the_shelf.choir())),
    "shelf.change": Deed(
        "nia",
        "nia",
        lambda db, by, h: shelf.change(
            db,
            by=by,
            thing_id=on_the_shelf.put(db, h.nia),
            submission=on_the_shelf.choir(phone="029 2018 0001"),
        ),
    ),
    "shelf.say_checked": Deed(
        "nia", "nia", lambda db, by, h: shelf.say_checked(db, by=by, thing_id=on_the_shelf.put(db, h.nia))
    ),
    "shelf.erase": Deed(
        "nia", "nia", lambda db, by, h: shelf.erase(db, by=by, thing_id=on_the_shelf.put(db, h.nia))
    ),
    "keeping.keep": Deed(
        "mari", "mari", lambda db, by, h: keeping.keep(db, by=by, thing_id=on_the_shelf.put(db, h.nia))
    ),
    "keeping.let_go": Deed(
        "mari",
        "mari",
        lambda db, by, h: keeping.let_go(db, by=by, thing_id=on_the_shelf.kept_by(db, h.nia, h.mari)),
    ),
    "passing_on.pass_on": Deed(
        "gareth",
        "mari",
        lambda db, by, h: passing_on.pass_on(
            db, by=by, pairing_id=h.paired, thing_id=on_the_shelf.put(db, h.nia)
        ),
    ),
    "help_now.add": Deed(
        "nia", "nia", lambda db, by, h: help_now.add(db, by=by, submission=on_the_shelf.number())
    ),
    "help_now.change": Deed(
        "nia",
        "nia",
        lambda db, by, h: help_now.change(db, by=by, line_id="dan", submission=on_the_shelf.number()),
    ),
    "help_now.hide": Deed("nia", "nia", lambda db, by, h: help_now.hide(db, by=by, line_id="call")),
    "help_now.show": Deed(
        "nia", "nia", lambda db, by, h: help_now.show(db, by=by, line_id=on_the_shelf.hidden(db, h.nia))
    ),
    "help_now.say_checked": Deed(
        "nia", "nia", lambda db, by, h: help_now.say_checked(db, by=by, line_id="call")
    ),
    "help_now.erase": Deed(
        "nia", "nia", lambda db, by, h: help_now.erase(db, by=by, line_id=on_the_shelf.hidden(db, h.nia))
    ),
}
WITHOUT_TRACE: dict[str, Deed] = {
    "passing_on.put_with": Deed(
        "gareth",
        "mari",
        lambda db, by, h: passing_on.put_with(
            db, by=by, note_id=h.draft, thing_id=on_the_shelf.put(db, h.nia)
        ),
    ),
    "passing_on.take_from": Deed(
        "gareth",
        "mari",
        lambda db, by, h: passing_on.take_from(
            db, by=by, note_id=h.draft, thing_id=on_the_shelf.put(db, h.nia)
        ),
    ),
    "notes.correct": Deed("gareth", "mari", lambda db, by, h: notes.correct(db, by=by, note_id=h.offered)),
    "notes.begin": Deed(
        "gareth",
        "mari",
        lambda db, by, h: notes.begin(db, by=by, pairing_id=h.paired, meeting_id=h.meeting),
    ),
    "handover.begin_goodbye": Deed(
        "sian", "dafydd", lambda db, by, h: handover.begin_goodbye(db, by=by, pairing_id=h.leaving)
    ),
    "notes.save_draft": Deed(
        "gareth",
        "mari",
        lambda db, by, h: notes.save_draft(db, by=by, submission=note(h.paired), note_id=h.draft),
    ),
    "notes.erase_draft": Deed(
        "gareth", "mari", lambda db, by, h: notes.erase_draft(db, by=by, note_id=h.draft)
    ),
    # A trace of it would be a sign of being read.
    "letters.mark_opened": Deed("mari", "gareth", mark_opened),
}
