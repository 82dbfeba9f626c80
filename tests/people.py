"""People for tests of the lower rooms: rows without a passphrase, and a life with one entry of each kind."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import AboutMe, Person, PersonRole, Supervises, Supervision, Training
from lrc_portal.record import check_ins, goals, hard_day_plan, measures, moments, pursuits, strengths, ways
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.sharing import circle, invitations, name_beginnings, opened_records
from lrc_portal.sharing.circle import Grant, InviteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import (
    Aim,
    Direction,
    Element,
    Facet,
    GoalState,
    Language,
    MeasureKind,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    SupervisionKind,
)

_tokens = count()


def token() -> str:
    """A form's token that no other form has."""
    return f"test-{next(_tokens)}"


def make_person(
    db: Session, display_name: str, *roles: Role, language: Language = Language.ENGLISH
) -> Viewer:
    """A person with these roles, acting."""
    person = Person(name=display_name, display_name=display_name, language=language, created_at=clock.now())
    db.add(person)
    db.flush()
    name_beginnings.keep(db, person.id, display_name)
    db.add_all(PersonRole(person_id=person.id, role=role, given_at=clock.now()) for role in roles)
    db.flush()
    if Role.PEER_WORKER in roles:
        show_something(db, person.id)
        train_and_supervise(db, person.id)
    return Viewer(person.id, frozenset(roles), language, display_name=display_name)


def show_something(db: Session, person_id: int) -> None:
    """A few words about a peer worker that members see: without any, nobody is proposed."""
    db.add(AboutMe(person_id=person_id, words="I have walked this way myself.", shown=True))
    db.flush()


def train_and_supervise(db: Session, peer_worker_id: int) -> int:
    """From today nothing is due of this peer worker. Returns the id of their supervisor.

    The supervisor has an account and no role; all peer workers of a test have the same one.
    """
    supervisor_id = db.scalar(select(Supervises.supervisor_id).limit(1))
    if supervisor_id is None or supervisor_id == peer_worker_id:
        supervisor = Person(display_name="Megan", language=Language.ENGLISH, created_at=clock.now())
        db.add(supervisor)
        db.flush()
        name_beginnings.keep(db, supervisor.id, "Megan")
        supervisor_id = supervisor.id
    entered = {"peer_worker_id": peer_worker_id, "entered_by_id": supervisor_id, "created_at": clock.now()}
    db.add_all(
        [
            Supervises(
                peer_worker_id=peer_worker_id,
                supervisor_id=supervisor_id,
                named_by_id=supervisor_id,
                began_at=clock.now(),
            ),
            Training(
                what="Peer support",
                done_on=clock.today(),
                valid_until=clock.today() + timedelta(days=3 * 365),
                **entered,
            ),
            Supervision(
                supervisor_id=supervisor_id,
                day=clock.today(),
                kind=SupervisionKind.ONE_TO_ONE,
                **entered,
            ),
        ]
    )
    db.flush()
    return supervisor_id


def invite(db: Session, owner: Viewer, *grants: Grant) -> str:
    """The code of an invitation into the owner's circle, with what it will open."""
    return circle.invite(db, by=owner, submission=InviteSubmission("somebody dear", grants, token()))


def into_circle(db: Session, owner: Viewer, viewer: Viewer, *grants: Grant) -> None:
    """The viewer accepts an invitation of the owner's that opens these grants."""
    invitations.accept(db, by=viewer, code=invite(db, owner, *grants))


def pair(db: Session, coordinator: Viewer, person: Viewer, worker: Viewer, *grants: Grant) -> int:
    """A pairing that both accepted; the person lets these grants be seen."""
    pairing_id = pairings.propose(
        db, by=coordinator, person_id=person.person_id, peer_worker_id=worker.person_id
    )
    pairings.accept_as_peer_worker(db, by=worker, pairing_id=pairing_id)
    pairings.accept_as_person(db, by=person, pairing_id=pairing_id, grants=grants)
    return pairing_id


@dataclass(frozen=True)
class Life:
    """One entry of each kind with words that are found nowhere else, and a twin that is only theirs."""

    owner: Viewer
    day: date


def live(db: Session, owner: Viewer) -> Life:
    """Write that life, yesterday for what is to be seen, and the day before for what is only the owner's."""
    day = clock.today() - timedelta(days=1)
    measure_ids: list[int] = []
    for only_me, mark, when in ((False, "", day), (True, " secret", day - timedelta(days=1))):
        strength_id = strengths.add(
            db,
            by=owner,
            submission=StrengthSubmission(StrengthPlace.SELF, f"strength{mark}", only_me, token()),
        )
        pursuit_id = pursuits.add(
            db,
            by=owner,
            submission=PursuitSubmission(
                PursuitKind.SUBSTANCE, f"pursuit{mark}", Aim.ABSTINENCE, only_me=only_me, token=token()
            ),
        )
        measure_ids += [
            measures.add(
                db,
                by=owner,
                submission=MeasureSubmission(
                    MeasureKind.NUMBER,
                    f"measure {element}{mark}",
                    element,
                    Direction.MORE,
                    f"unit{mark}",
                    only_me=only_me,
                    token=token(),
                ),
            )
            for element in Element
        ]
        check_ins.save(
            db,
            by=owner,
            submission=CheckInSubmission(
                when,
                {facet: 9 if only_me else 5 for facet in Facet},
                {pursuit_id: PursuitDay.FREE},
                f"check-in words{mark}",
                only_me,
                token(),
                measures=dict.fromkeys(measure_ids, "9" if only_me else "5"),
            ),
        )
        for element in Element:
            goal_id = goals.add(
                db,
                by=owner,
                submission=GoalSubmission(
                    f"goal {element}{mark}",
                    element,
                    f"why {element}{mark}",
                    (f"step {element}{mark}",),
                    frozenset({strength_id}),
                    only_me,
                    token(),
                ),
            )
            line = next(g for g in goals.seen(db, opened_records.own(owner)) if g.id == goal_id)
            done = DoneSubmission(when, f"done {element}{mark}", token())
            goals.do_step(db, by=owner, step_id=line.steps[0].id, submission=done)
            end = EndSubmission(GoalState.REACHED, f"ending {element}{mark}", frozenset(), token())
            goals.end(db, by=owner, goal_id=goal_id, submission=end)
            moments.add(
                db,
                by=owner,
                submission=MomentSubmission(
                    when, MomentKind.MILESTONE, element, f"moment {element}{mark}", only_me, token()
                ),
            )
    return Life(owner, day)


def what_helps(db: Session, owner: Viewer) -> None:
    """A way that helps, used yesterday, a twin that is only theirs, and a plan for a hard day with both."""
    both = []
    for only_me, mark in ((False, ""), (True, " secret")):
        way_id = ways.add(db, by=owner, submission=WaySubmission(f"way{mark}", only_me, token()))
        ways.use(db, by=owner, way_id=way_id, day=clock.today() - timedelta(days=1))
        both.append(way_id)
    plan = PlanSubmission(
        "how I notice", "what I tell myself", "safe", (("Bron", "029 2018 0000"),), frozenset(both), token()
    )
    hard_day_plan.save(db, by=owner, submission=plan)
