"""“I'd like to give too”: from a member's word, by three steps and a last yes, to a role beside the first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Giving, GivingStep, PersonRole, Training
from lrc_portal.record import check_ins, goals, moments, pursuits, strengths
from lrc_portal.sharing import opened_records, trace
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import FinishSubmission, GivingStepSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.support.supervision import entries, supervision
from lrc_portal.support.supervision.entries import SupervisionSubmission
from lrc_portal.support.supervision.supervision import Due
from lrc_portal.vocabulary import Act, GivingStepKind, Role, Subject, SupervisionKind
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.people import make_person, pair, token

TRAINING, SUPERVISOR, SHADOWED = GivingStepKind


class Circle:
    """A member who would like to give, a coordinator and a peer worker."""

    def __init__(self, db: Session) -> None:
        self.nia = make_person(db, "Nia", Role.COORDINATOR)
        self.mari = make_person(db, "Mari", Role.MEMBER)
        self.gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        self.giving_id = applications.begin(db, by=self.mari)

    def note(self, db: Session, kind: GivingStepKind, *, by: Viewer | None = None, ago: int = 0) -> None:
        supervisor = self.gareth.person_id if kind is SUPERVISOR else None
        submission = GivingStepSubmission(kind, clock.today() - timedelta(days=ago), supervisor)
        applications.note_step(db, by=by or self.nia, giving_id=self.giving_id, submission=submission)

    def all_steps(self, db: Session) -> None:
        for kind in GivingStepKind:
            self.note(db, kind)


def roles(db: Session, person: Viewer) -> set[Role]:
    return set(db.scalars(select(PersonRole.role).where(PersonRole.person_id == person.person_id)))


def now(db: Session, person: Viewer) -> Viewer:
    """The same person at their next click, with the roles they hold by then."""
    return Viewer(person.person_id, frozenset(roles(db, person)), person.language, person.display_name)


def arrive(db: Session, there: Circle, *, until: int | None = 365, what: str = "Peer support") -> Viewer:
    """Mari becomes a peer worker; `until` is how many days her training counts, if that is known."""
    there.all_steps(db)
    applications.say_last_yes(db, by=there.mari)
    last = None if until is None else clock.today() + timedelta(days=until)
    submission = FinishSubmission(what if last else "", last, token())
    applications.finish(db, by=there.nia, giving_id=there.giving_id, submission=submission)
    return now(db, there.mari)


def make_ready(db: Session, there: Circle) -> Viewer:
    """Mari is a peer worker of whom nothing is due, and shows something."""
    mari = arrive(db, there)
    people.show_something(db, mari.person_id)
    met = SupervisionSubmission(clock.today(), SupervisionKind.ONE_TO_ONE, token())
    entries.add_supervision(db, by=there.gareth, peer_worker_id=mari.person_id, submission=met)
    return mari


def own_record(db: Session, viewer: Viewer) -> list[object]:
    look = opened_records.own(viewer)
    return [
        strengths.seen(db, look),
        goals.seen(db, look),
        moments.seen(db, look),
        pursuits.seen(db, look),
        check_ins.seen(db, look),
    ]


def test_from_a_members_word_to_a_role_beside_the_first(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        people.live(db, there.mari)
        before = own_record(db, there.mari)
        for kind in GivingStepKind:
            there.note(db, kind)
        applications.say_last_yes(db, by=there.mari)
        assert roles(db, there.mari) == {Role.MEMBER}, "a yes alone gives nothing"
        applications.finish(db, by=there.nia, giving_id=there.giving_id)
    with database.writing() as db:
        mari = now(db, there.mari)
        assert mari.roles == {Role.MEMBER, Role.PEER_WORKER}
        assert own_record(db, mari) == before
        line = applications.mine(mari).run(db)
        assert line is not None and line.finished_at is not None
        assert [step.supervisor for step in line.steps if step.kind is SUPERVISOR] == ["Gareth"]
        assert applications.candidates(there.nia).run(db) == []
        assert applications.trained_on(there.nia, [mari.person_id]).run(db) == {mari.person_id: clock.today()}
        given_by = select(PersonRole.given_by_id).where(
            PersonRole.person_id == mari.person_id, PersonRole.role == Role.PEER_WORKER
        )
        assert db.scalar(given_by) == there.nia.person_id


def test_who_is_both_walks_with_others_and_never_with_themself(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        make_ready(db, there)
        mari, tom = now(db, there.mari), make_person(db, "Tom", Role.MEMBER)
        with pytest.raises(Refused, match="two different people"):
            pairings.propose(db, by=there.nia, person_id=mari.person_id, peer_worker_id=mari.person_id)
        pair(db, there.nia, tom, mari)
        sian = make_person(db, "Siân", Role.PEER_WORKER)
        pair(db, there.nia, mari, sian)
        people.live(db, mari)
        assert not access.grants(db, tom, mari.person_id), "whom she walks with sees nothing of hers"
        assert not access.grants(db, sian, mari.person_id), "nor does her own peer worker unasked"


@pytest.mark.parametrize("role", [Role.FAMILY, Role.COORDINATOR])
def test_only_a_member_begins(database: Database, role: Role) -> None:
    with database.writing() as db:
        somebody = make_person(db, "Rhys", role)
        with pytest.raises(NotAllowed):
            applications.begin(db, by=somebody)


def test_a_peer_worker_is_there_already_and_nobody_begins_twice(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        with pytest.raises(Refused, match="said so already"):
            applications.begin(db, by=there.mari)
        both = make_person(db, "Siân", Role.MEMBER, Role.PEER_WORKER)
        with pytest.raises(Refused, match="peer worker already"):
            applications.begin(db, by=both)


@pytest.mark.parametrize("done", [0, 1, 3])
def test_a_member_stops_on_any_day_and_what_was_noted_is_gone(database: Database, done: int) -> None:
    with database.writing() as db:
        there = Circle(db)
        for kind in list(GivingStepKind)[:done]:
            there.note(db, kind)
        if done == 3:
            applications.say_last_yes(db, by=there.mari)
        applications.stop(db, by=there.mari)
    with database.writing() as db:
        assert db.scalars(select(Giving.id)).all() == db.scalars(select(GivingStep.giving_id)).all() == []
        assert applications.mine(there.mari).run(db) is None
        with pytest.raises(NotHere):
            applications.finish(db, by=there.nia, giving_id=there.giving_id)
        assert roles(db, there.mari) == {Role.MEMBER}
        applications.begin(db, by=there.mari)


def test_training_and_a_supervisor_come_in_any_order_and_before_the_first_meeting(
    database: Database,
) -> None:
    with database.writing() as db:
        there = Circle(db)
        for first in ((), (SUPERVISOR,), (TRAINING,)):
            for kind in first:
                there.note(db, kind)
            if len(applications.mine(there.mari).run(db).steps) < 2:
                with pytest.raises(Refused, match="training and a supervisor"):
                    there.note(db, SHADOWED)
        there.note(db, SHADOWED)
        assert applications.mine(there.mari).run(db).all_done


def test_a_step_that_was_noted_wrongly_is_noted_again(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        there.note(db, TRAINING, ago=3)
        there.note(db, TRAINING, ago=2)
        (step,) = applications.mine(there.mari).run(db).steps
        assert step.done_on == clock.today() - timedelta(days=2)


def test_a_step_names_a_day_that_was_and_a_supervisor_who_can_be_one(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        today = clock.today()

        def note(kind: GivingStepKind, day, supervisor_id: int | None = None) -> None:
            submission = GivingStepSubmission(kind, day, supervisor_id)
            applications.note_step(db, by=there.nia, giving_id=there.giving_id, submission=submission)

        for day in (None, today + timedelta(days=1)):
            with pytest.raises(Invalid, match="done_on"):
                note(TRAINING, day)
        with pytest.raises(Invalid, match="supervisor"):
            note(SUPERVISOR, today)
        with pytest.raises(NotHere):
            note(SUPERVISOR, today, 10**6)
        with pytest.raises(Refused, match="own supervisor"):
            note(SUPERVISOR, today, there.mari.person_id)
        pair(db, there.nia, there.mari, there.gareth)
        with pytest.raises(Refused, match="walk together"):
            note(SUPERVISOR, today, there.gareth.person_id)
        note(SUPERVISOR, today, there.nia.person_id)
        note(SUPERVISOR, today, make_person(db, "Bronwen").person_id)


def test_the_last_yes_comes_after_the_steps_and_the_role_after_both(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        with pytest.raises(Refused, match="First come the three steps"):
            applications.say_last_yes(db, by=there.mari)
        there.all_steps(db)
        with pytest.raises(Refused, match="last yes"):
            applications.finish(db, by=there.nia, giving_id=there.giving_id)
        applications.say_last_yes(db, by=there.mari)
        applications.say_last_yes(db, by=there.mari)
        applications.finish(db, by=there.nia, giving_id=there.giving_id)
        with pytest.raises(NotHere):
            applications.finish(db, by=there.nia, giving_id=there.giving_id)


def test_nobody_notes_their_own_steps(database: Database) -> None:
    """Not even a coordinator who is a member too: somebody else says that they are ready."""
    with database.writing() as db:
        there = Circle(db)
        both = make_person(db, "Mair", Role.MEMBER, Role.COORDINATOR)
        own_id = applications.begin(db, by=both)
        submission = GivingStepSubmission(TRAINING, clock.today())
        with pytest.raises(NotHere):
            applications.note_step(db, by=both, giving_id=own_id, submission=submission)
        with pytest.raises(NotHere):
            applications.finish(db, by=both, giving_id=own_id)
        assert [line.display_name for line in applications.candidates(both).run(db)] == ["Mari"]
        applications.note_step(db, by=there.nia, giving_id=own_id, submission=submission)


OF_A_COORDINATOR: dict[str, Callable[[Session, Viewer, Circle], object]] = {
    "note a step": lambda db, by, there: there.note(db, TRAINING, by=by),
    "give the role": lambda db, by, there: applications.finish(db, by=by, giving_id=there.giving_id),
    "see who is on the way": lambda db, by, there: applications.candidates(by).run(db),
    "see who was trained": lambda db, by, there: applications.trained_on(by, []).run(db),
}


@pytest.mark.parametrize("deed", sorted(OF_A_COORDINATOR))
def test_nobody_but_a_coordinator_sees_who_is_on_the_way(database: Database, deed: str) -> None:
    with database.writing() as db:
        there = Circle(db)
        pair(db, there.nia, there.mari, there.gareth)
        others = [
            there.mari,
            there.gareth,
            make_person(db, "Rhys", Role.FAMILY),
            make_person(db, "Zoe", Role.MEMBER, Role.PEER_WORKER),
        ]
        for other in others:
            with pytest.raises(NotAllowed):
                OF_A_COORDINATOR[deed](db, other, there)
            if other is not there.mari:
                assert applications.mine(other).run(db) is None


def test_a_coordinator_sees_a_name_and_the_steps_and_no_record(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        people.live(db, there.mari)
        there.note(db, TRAINING)
        (line,) = applications.candidates(there.nia).run(db)
        assert (line.display_name, [step.kind for step in line.steps]) == ("Mari", [TRAINING])
        with pytest.raises(NotHere):
            opened_records.at(db, there.nia, there.mari.person_id)


def test_what_a_coordinator_did_stands_in_the_members_own_list(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        there.all_steps(db)
        applications.say_last_yes(db, by=there.mari)
        applications.finish(db, by=there.nia, giving_id=there.giving_id)
        told = [line for line in trace.about_me(there.mari).run(db) if line.subject is Subject.GIVING]
        assert [line.act for line in told] == [Act.JOINED, Act.ADDED, Act.ADDED, Act.ADDED]
        assert {line.display_name for line in told} == {"Nia"}


# What is known of the way goes along


def test_the_supervisor_and_the_training_of_the_way_are_theirs_and_no_day_is_made_up(
    database: Database,
) -> None:
    with database.writing() as db:
        there = Circle(db)
        there.note(db, TRAINING, ago=9)
        mari = arrive(db, there)
        days = supervision.own(mari).run(db)
        assert days.supervisor == "Gareth"
        [training] = days.trainings
        assert (training.what, training.valid_until) == ("Peer support", clock.today() + timedelta(days=365))
        assert days.supervisions == (), "the two have not met yet, and nobody says that they have"
        assert days.due == (Due.SUPERVISION,)
        assert [each.display_name for each in supervision.of_my_peer_workers(there.gareth).run(db)] == [
            "Mari"
        ]


def test_what_is_not_known_of_the_training_is_still_to_be_entered(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        mari = arrive(db, there, until=None)
        assert supervision.own(mari).run(db).due == (Due.TRAINING, Due.SUPERVISION)
        assert applications.trained_on(there.nia, [mari.person_id]).run(db) == {mari.person_id: clock.today()}


@pytest.mark.parametrize(
    ("known", "field"),
    [
        (FinishSubmission("Peer support", None), "valid_until"),
        (FinishSubmission(" ", clock.today() + timedelta(days=9)), "what"),
        (FinishSubmission("Peer support", clock.today() - timedelta(days=9)), "valid_until"),
    ],
)
def test_half_of_a_training_is_said_beside_its_field_and_nothing_is_done(
    sqlite_database: Database, known: FinishSubmission, field: str
) -> None:
    with sqlite_database.writing() as db:
        there = Circle(db)
        there.all_steps(db)
        applications.say_last_yes(db, by=there.mari)
    with pytest.raises(Invalid) as unsound, sqlite_database.writing() as db:
        applications.finish(db, by=there.nia, giving_id=there.giving_id, submission=known)
    assert [problem.field for problem in unsound.value.problems] == [field]
    with sqlite_database.reading() as db:
        assert roles(db, there.mari) == {Role.MEMBER}
        assert (
            db.scalars(select(Training.id).where(Training.peer_worker_id == there.mari.person_id)).all() == []
        )


def test_a_supervisor_who_walks_with_them_by_then_is_not_theirs(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        there.all_steps(db)
        applications.say_last_yes(db, by=there.mari)
        pair(db, there.nia, there.mari, there.gareth)
        applications.finish(db, by=there.nia, giving_id=there.giving_id)
        assert supervision.own(now(db, there.mari)).run(db).supervisor is None


def test_who_supervises_somebody_is_not_paired_with_them(database: Database) -> None:
    with database.writing() as db:
        there = Circle(db)
        mari = make_ready(db, there)
        with pytest.raises(Refused, match="supervises the other"):
            pairings.propose(
                db, by=there.nia, person_id=mari.person_id, peer_worker_id=there.gareth.person_id
            )
