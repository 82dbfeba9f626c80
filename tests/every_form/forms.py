"""What somebody could send with each form that saves: a sound submission, and who sends it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.record import check_ins, goals, hard_day_plan, measures, moments, pursuits, strengths, ways
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission, StepSubmission
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.sharing.invitations import InvitationSubmission
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import OfferSubmission
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import ComplaintSubmission
from lrc_portal.support.finding.about_me import TraitSubmission, WordsSubmission
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import FinishSubmission, GivingStepSubmission
from lrc_portal.support.good_to_know import help_now, shelf
from lrc_portal.support.good_to_know.help_now import Texts
from lrc_portal.support.good_to_know.shelf import Said as InOneLanguage
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MeetingSubmission, MoveSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.somebody import KnownBySubmission
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.supervision.entries import SupervisionSubmission, TrainingSubmission
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.support.whats_on import programme
from lrc_portal.support.whats_on.events import MoveSubmission as MoveDateSubmission
from lrc_portal.support.whats_on.events import Said
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import (
    Aim,
    Content,
    Direction,
    Element,
    GivingStepKind,
    GoalState,
    Language,
    MeasureKind,
    MeetingKind,
    MomentKind,
    NoteState,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    SupervisionKind,
    Telling,
    Through,
    TraitKind,
)
from tests import people
from tests.people import token
from tests.support import on_the_shelf
from tests.support.company import a_note, gather
from tests.tools.kept import once
from tests.whats_on.happening import in_weeks, put_on, walk


@dataclass(frozen=True)
class World:
    """People, and the numbers and versions of what is there to be changed."""

    person: Viewer
    author: Viewer
    family: Viewer
    coordinator: Viewer
    supervisor: Viewer
    pairing: int
    ids: dict[str, int]
    versions: dict[str, str]


def make_world(db: Session) -> World:
    """One of everything that a form changes."""
    return once(db, _world)


def _world(db: Session) -> World:
    company = gather(db)
    person, author, coordinator = company.person, company.author, company.people["coordinator"]
    today, own = clock.today(), opened_records.own(person)
    strength = StrengthSubmission(StrengthPlace.SELF, "I can sing", False, token())
    alcohol = PursuitSubmission(PursuitKind.SUBSTANCE, "alcohol", Aim.ABSTINENCE, token=token())
    goal = GoalSubmission("sing", Element.HEALTH, "because", ("listen",), token=token())
    moment = MomentSubmission(today, MomentKind.MILESTONE, Element.HEALTH, "thirty days", token=token())
    in_a_week = today + timedelta(days=7)
    meeting = MeetingSubmission(MeetingKind.ONE_TO_ONE, in_a_week, None, "here", company.pairing_id, token())
    supervisor = people.make_person(db, "Bronwen")
    named = {"peer_worker_id": author.person_id, "supervisor_id": supervisor.person_id}
    entries.name_supervisor(db, by=coordinator, **named)
    ids = {
        "strength": strengths.add(db, by=person, submission=strength),
        "pursuit": pursuits.add(db, by=person, submission=alcohol),
        "goal": goals.add(db, by=person, submission=goal),
        "measure": measures.add(db, by=person, submission=_measure("hours slept", token())),
        "moment": moments.add(db, by=person, submission=moment),
        "way": ways.add(db, by=person, submission=WaySubmission("a walk", token=token())),
        "meeting": meetings.plan(db, by=person, submission=meeting),
        "complaint": complaints.make(db, by=person, submission=ComplaintSubmission("It was late.")),
        "note": notes.offer(db, by=author, submission=a_note(company.pairing_id)),
        "reflection": reflections.write(db, by=author, submission=ReflectionSubmission("hard", token())),
        "walk": put_on(db, coordinator, author),
        "stranger": company.people["stranger"].person_id,
        "thing": on_the_shelf.put(db, coordinator),
    }
    used = CheckInSubmission(today - timedelta(days=1), {}, {ids["pursuit"]: PursuitDay.USED}, token=token())
    check_ins.save(db, by=person, submission=used)
    ids["at home"] = _offered_at_home(db, person, company.people["circle viewer"])
    ids["giving"] = applications.begin(db, by=company.people["stranger"])
    ids["nearly"] = _nearly_a_peer_worker(db, coordinator, supervisor)
    [line] = goals.seen(db, own)
    ids["step"] = line.steps[0].id
    versions = {
        "strength": next(each.version for each in strengths.seen(db, own) if each.id == ids["strength"]),
        "pursuit": next(each.version for each in pursuits.seen(db, own) if each.id == ids["pursuit"]),
        "goal": line.version,
        "ending": line.ending_version,
        "step": line.steps[0].version,
        "measure": measures.seen(db, own)[0].version,
        "moment": moments.seen(db, own)[0].version,
        "way": ways.seen(db, own)[0].version,
        "plan": hard_day_plan.read_query(own).run(db).version,
        "reflection": version_of("hard"),
        "helped": version_of(None),
        "about me": version_of(None, False),
        "known by": version_of(""),
        "thing": shelf.read_query(coordinator).run(db)[0].version,
        "helpline": help_now.read_query(coordinator).run(db)[0].version,
        "trait": version_of(frozenset(), Telling.NOT_TOLD),
        "day": check_ins.blank(today).version,
        "at home": version_of((ids["at home"], NoteState.OFFERED.value)),
        "walk": programme.kept_by(author).run(db)[0].version,
    }
    family = company.people["circle viewer"]
    return World(person, author, family, coordinator, supervisor, company.pairing_id, ids, versions)


def _offered_at_home(db: Session, person: Viewer, family: Viewer) -> int:
    first = OfferSubmission(family.person_id, Part("I ring you"), token())
    return agreements.offer(db, by=person, submission=first)


def _measure(words: str, t: str, version: str | None = None) -> MeasureSubmission:
    return MeasureSubmission(
        MeasureKind.NUMBER, words, Element.HEALTH, Direction.MORE, "hours", token=t, version=version
    )


def _nearly_a_peer_worker(db: Session, coordinator: Viewer, supervisor: Viewer) -> int:
    """A member who has taken all steps: the number of their application."""
    member = people.make_person(db, "Ffion", Role.MEMBER)
    giving_id = applications.begin(db, by=member)
    for kind in GivingStepKind:
        names = supervisor.person_id if kind is GivingStepKind.SUPERVISOR else None
        step = GivingStepSubmission(kind, clock.today(), names)
        applications.note_step(db, by=coordinator, giving_id=giving_id, submission=step)
    applications.say_last_yes(db, by=member)
    return giving_id


Sent = tuple[Viewer, dict[str, Any]]
Fill = Callable[[World, str, str], Sent]
"""World, words, token: who sends it, and what the verb is called with."""


def _today() -> Any:
    return clock.today()


FORMS: dict[str, Fill] = {
    "record.check_ins.save": lambda w, words, t: (
        w.person,
        {
            "submission": CheckInSubmission(
                _today(), {Element.HEALTH: 7}, {}, words, False, t, w.versions["day"]
            )
        },
    ),
    "record.first_days.tell_about": lambda w, words, t: (
        w.person,
        {"submission": PursuitSubmission(PursuitKind.SUBSTANCE, words, Aim.ABSTINENCE, token=t)},
    ),
    "record.first_days.tell_strength": lambda w, words, t: (
        w.person,
        {"submission": StrengthSubmission(StrengthPlace.SELF, words, False, t)},
    ),
    "record.goals.add": lambda w, words, t: (
        w.person,
        {"submission": GoalSubmission(words, Element.HEALTH, "", (words, "two"), token=t)},
    ),
    "record.goals.add_step": lambda w, words, t: (
        w.person,
        {"goal_id": w.ids["goal"], "submission": StepSubmission(words, t)},
    ),
    "record.goals.change": lambda w, words, t: (
        w.person,
        {
            "goal_id": w.ids["goal"],
            "submission": GoalSubmission(words, Element.HEALTH, token=t, version=w.versions["goal"]),
        },
    ),
    "record.goals.do_step": lambda w, words, t: (
        w.person,
        {"step_id": w.ids["step"], "submission": DoneSubmission(_today(), words, t, w.versions["step"])},
    ),
    "record.goals.end": lambda w, words, t: (
        w.person,
        {
            "goal_id": w.ids["goal"],
            "submission": EndSubmission(GoalState.REACHED, words, token=t, version=w.versions["ending"]),
        },
    ),
    "record.hard_day_plan.save": lambda w, words, t: (
        w.person,
        {
            "submission": PlanSubmission(
                tell_myself=words, calls=((words, "999"),), token=t, version=w.versions["plan"]
            )
        },
    ),
    "record.measures.add": lambda w, words, t: (w.person, {"submission": _measure(words, t)}),
    "record.measures.change": lambda w, words, t: (
        w.person,
        {
            "measure_id": w.ids["measure"],
            "submission": _measure(words, t, version=w.versions["measure"]),
        },
    ),
    "record.moments.add": lambda w, words, t: (
        w.person,
        {"submission": MomentSubmission(_today(), MomentKind.HARD_DAY, Element.HEALTH, words, token=t)},
    ),
    "record.moments.change": lambda w, words, t: (
        w.person,
        {
            "moment_id": w.ids["moment"],
            "submission": MomentSubmission(
                _today(), MomentKind.HARD_DAY, Element.HEALTH, words, token=t, version=w.versions["moment"]
            ),
        },
    ),
    "record.noticing.notice": lambda w, words, t: (
        w.family,
        {"person_id": w.person.person_id, "submission": NoticeSubmission(words, t)},
    ),
    "record.paths.say_what_helped": lambda w, words, t: (
        w.person,
        {
            "pursuit_id": w.ids["pursuit"],
            "day": _today() - timedelta(days=1),
            "submission": HelpedSubmission(words, t, w.versions["helped"]),
        },
    ),
    "record.pursuits.add": lambda w, words, t: (
        w.person,
        {"submission": PursuitSubmission(PursuitKind.DRUG, words, Aim.ABSTINENCE, token=t)},
    ),
    "record.pursuits.change": lambda w, words, t: (
        w.person,
        {
            "pursuit_id": w.ids["pursuit"],
            "submission": PursuitSubmission(
                PursuitKind.DRUG, words, Aim.ABSTINENCE, token=t, version=w.versions["pursuit"]
            ),
        },
    ),
    "record.strengths.add": lambda w, words, t: (
        w.person,
        {"submission": StrengthSubmission(StrengthPlace.PEOPLE, words, False, t)},
    ),
    "record.strengths.change": lambda w, words, t: (
        w.person,
        {
            "strength_id": w.ids["strength"],
            "submission": StrengthSubmission(StrengthPlace.PEOPLE, words, False, t, w.versions["strength"]),
        },
    ),
    "record.ways.add": lambda w, words, t: (w.person, {"submission": WaySubmission(words, token=t)}),
    "record.ways.change": lambda w, words, t: (
        w.person,
        {"way_id": w.ids["way"], "submission": WaySubmission(words, token=t, version=w.versions["way"])},
    ),
    "sharing.circle.give": lambda w, words, t: (
        w.person,
        {
            "viewer_id": w.family.person_id,
            "submission": GrantsSubmission((Grant(Content.GOALS, True), Grant(Content.NOTES, True)), t),
        },
    ),
    "sharing.circle.invite": lambda w, words, t: (
        w.person,
        {"submission": InviteSubmission(words, (Grant(Content.GOALS, True),), t)},
    ),
    "sharing.invitations.invite": lambda w, words, t: (
        w.coordinator,
        {"submission": InvitationSubmission(Role.MEMBER, words, t)},
    ),
    "support.finding.about_me.say": lambda w, words, t: (
        w.person,
        {"submission": WordsSubmission(words, True, w.versions["about me"])},
    ),
    "support.finding.about_me.tell": lambda w, words, t: (
        w.person,
        {"submission": TraitSubmission(TraitKind.AREA, (), words, Telling.SHOWN, w.versions["trait"])},
    ),
    "support.giving.applications.finish": lambda w, words, t: (
        w.coordinator,
        {
            "giving_id": w.ids["nearly"],
            "submission": FinishSubmission(words, _today() + timedelta(days=400), t),
        },
    ),
    "support.giving.applications.note_step": lambda w, words, t: (
        w.coordinator,
        {
            "giving_id": w.ids["giving"],
            "submission": GivingStepSubmission(GivingStepKind.TRAINING, _today(), None),
        },
    ),
    "support.at_home.agreements.answer": lambda w, words, t: (
        w.family,
        {
            "agreement_id": w.ids["at home"],
            "submission": agreements.AnswerSubmission(False, Part(hard_does=words), words, t),
        },
    ),
    "support.at_home.agreements.offer": lambda w, words, t: (
        w.person,
        {"submission": OfferSubmission(w.family.person_id, Part(good_does=words), t, w.versions["at home"])},
    ),
    "support.complaints.complaints.answer": lambda w, words, t: (
        w.coordinator,
        {"complaint_id": w.ids["complaint"], "submission": complaints.AnswerSubmission(words)},
    ),
    "support.complaints.complaints.make": lambda w, words, t: (
        w.person,
        {"submission": ComplaintSubmission(words, t)},
    ),
    "support.good_to_know.help_now.add": lambda w, words, t: (
        w.coordinator,
        {"submission": on_the_shelf.number(texts={Language.ENGLISH: Texts(words)}, token=t)},
    ),
    "support.good_to_know.help_now.change": lambda w, words, t: (
        w.coordinator,
        {
            "line_id": "dan",
            "submission": on_the_shelf.number(
                texts={Language.ENGLISH: Texts(words)}, token=t, version=w.versions["helpline"]
            ),
        },
    ),
    "support.good_to_know.shelf.add": lambda w, words, t: (
        w.coordinator,
        {"submission": on_the_shelf.choir(en=InOneLanguage(words), token=t)},
    ),
    "support.good_to_know.shelf.change": lambda w, words, t: (
        w.coordinator,
        {
            "thing_id": w.ids["thing"],
            "submission": on_the_shelf.choir(en=InOneLanguage(words), token=t, version=w.versions["thing"]),
        },
    ),
    "support.letters.letters.write": lambda w, words, t: (
        w.person,
        {"between": Between(Through.PAIRING, w.pairing), "submission": LetterSubmission(words, t)},
    ),
    "support.meetings.agenda.add": lambda w, words, t: (w.person, {"submission": AgendaSubmission(words, t)}),
    "support.meetings.meetings.move": lambda w, words, t: (
        w.person,
        {"submission": MoveSubmission(w.ids["meeting"], 0, _today() + timedelta(days=8), None, words, t)},
    ),
    "support.meetings.meetings.plan": lambda w, words, t: (
        w.author,
        {
            "submission": MeetingSubmission(
                MeetingKind.ONE_TO_ONE, _today() + timedelta(days=9), None, words, w.pairing, t
            )
        },
    ),
    "support.notes.notes.answer": lambda w, words, t: (
        w.person,
        {"note_id": w.ids["note"], "submission": AnswerSubmission(False, words, t)},
    ),
    "support.notes.notes.offer": lambda w, words, t: (
        w.author,
        {"submission": replace(a_note(w.pairing, words), token=t)},
    ),
    "support.notes.notes.save_draft": lambda w, words, t: (
        w.author,
        {"submission": replace(a_note(w.pairing, words), token=t)},
    ),
    "support.pairings.handover.say_leaving": lambda w, words, t: (
        w.author,
        {"submission": LeavingSubmission(w.pairing, _today() + timedelta(days=30), t)},
    ),
    "support.somebody.say_known_by": lambda w, words, t: (
        w.coordinator,
        {"submission": KnownBySubmission(w.ids["stranger"], words, w.versions["known by"])},
    ),
    "support.supervision.entries.add_supervision": lambda w, words, t: (
        w.supervisor,
        {
            "peer_worker_id": w.author.person_id,
            "submission": SupervisionSubmission(_today(), SupervisionKind.ONE_TO_ONE, t),
        },
    ),
    "support.supervision.entries.add_training": lambda w, words, t: (
        w.coordinator,
        {
            "peer_worker_id": w.author.person_id,
            "submission": TrainingSubmission(words, _today(), _today() + timedelta(days=700), t),
        },
    ),
    "support.supervision.reflections.change": lambda w, words, t: (
        w.author,
        {
            "reflection_id": w.ids["reflection"],
            "submission": ReflectionSubmission(words, t, w.versions["reflection"]),
        },
    ),
    "support.supervision.reflections.write": lambda w, words, t: (
        w.author,
        {"submission": ReflectionSubmission(words, t)},
    ),
    "support.whats_on.events.add": lambda w, words, t: (
        w.coordinator,
        {"submission": walk(said={Language.ENGLISH: Said(words)}, token=t)},
    ),
    "support.whats_on.events.change": lambda w, words, t: (
        w.author,
        {
            "event_id": w.ids["walk"],
            "submission": walk(said={Language.ENGLISH: Said(words)}, token=t, version=w.versions["walk"]),
        },
    ),
    "support.whats_on.events.move": lambda w, words, t: (
        w.author,
        {
            "event_id": w.ids["walk"],
            "day": in_weeks(1),
            "submission": MoveDateSubmission(in_weeks(2), time(9), t),
        },
    ),
}
WITHOUT_WORDS = frozenset(
    {
        "support.whats_on.events.move",
        "sharing.circle.give",
        "support.giving.applications.note_step",
        "support.pairings.handover.say_leaving",
        "support.supervision.entries.add_supervision",
    }
)
"""What they send is chosen, not written."""
