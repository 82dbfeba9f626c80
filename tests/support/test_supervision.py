"""Trained and supervised: who enters what, what is due and what it stops."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import AboutMe, Person, PersonRole, Supervises, Supervision, Training
from lrc_portal.sharing.circle import Grant
from lrc_portal.support import searching
from lrc_portal.support.pairings import pairing_views, pairings, readiness
from lrc_portal.support.searching import Who
from lrc_portal.support.supervision import entries, supervision
from lrc_portal.support.supervision.entries import SupervisionSubmission, TrainingSubmission
from lrc_portal.support.supervision.supervision import SUPERVISION_WITHIN, Due
from lrc_portal.vocabulary import Content, Role, SupervisionKind
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.access.test_table import seen_by
from tests.support.supervised import DAY, NOON, TODAY, WHO, Company, gather, met, trained, wrote
from tests.support.test_at_the_same_moment import one_then_the_other


def verbs(db: Session, by: Viewer, there: Company) -> dict:
    worker_id = there.worker_id
    return {
        "name": lambda: entries.name_supervisor(
            db, by=by, peer_worker_id=worker_id, supervisor_id=there["other worker"].person_id
        ),
        "end": lambda: entries.end_supervision(db, by=by, peer_worker_id=worker_id),
        "train": lambda: entries.add_training(db, by=by, peer_worker_id=worker_id, submission=trained()),
        "erase training": lambda: entries.erase_training(db, by=by, training_id=there.training),
        "meet": lambda: entries.add_supervision(db, by=by, peer_worker_id=worker_id, submission=met()),
        "erase meeting": lambda: entries.erase_supervision(db, by=by, supervision_id=there.supervision),
    }


MAY = {
    "name": {"coordinator"},
    "end": {"coordinator"},
    "train": {"coordinator"},
    "erase training": {"coordinator"},
    "meet": {"coordinator", "supervisor"},
    "erase meeting": {"coordinator", "supervisor"},
}


@pytest.mark.parametrize("verb", sorted(MAY))
def test_who_enters_what(database: Database, verb: str) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        for name in WHO:
            try:
                with db.begin_nested() as step:
                    verbs(db, there[name], there)[verb]()
                    became = True
                    step.rollback()
            except (NotAllowed, NotHere):
                became = False
            assert became == (name in MAY[verb]), (name, verb)


@pytest.mark.parametrize("verb", ["train", "erase training", "meet", "erase meeting"])
def test_nobody_enters_their_own_days_not_even_as_a_coordinator(database: Database, verb: str) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        both = Viewer(
            there.worker_id, frozenset({Role.PEER_WORKER, Role.COORDINATOR}), there["worker"].language
        )
        with pytest.raises(NotAllowed, match="Somebody else enters this for you"):
            verbs(db, both, there)[verb]()


def test_nobody_is_their_own_supervisor_nor_that_of_somebody_they_walk_with(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        people.pair(db, there["coordinator"], there["member"], there["worker"])
        for name, sentence in (("worker", "own supervisor"), ("member", "These two walk together")):
            with pytest.raises(Refused, match=sentence):
                entries.name_supervisor(
                    db,
                    by=there["coordinator"],
                    peer_worker_id=there.worker_id,
                    supervisor_id=there[name].person_id,
                )


def test_a_peer_worker_has_one_supervisor_at_a_time_and_what_was_before_stays_written(
    database: Database,
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        rows = db.scalars(select(Supervises).where(Supervises.peer_worker_id == there.worker_id)).all()
        standing = [row for row in rows if row.ended_at is None]
        assert len(rows) == 3 and [row.supervisor_id for row in standing] == [there["supervisor"].person_id]
        assert all(row.ended_by_id == there["coordinator"].person_id for row in rows if row.ended_at)


# What is due, and what it stops


def set_days(
    db: Session, worker_id: int, trained_until: date | None, last_met: date | None, named: bool
) -> None:
    """The worker's days as they are to be, whatever they were."""
    db.execute(delete(Training).where(Training.peer_worker_id == worker_id))
    db.execute(delete(Supervision).where(Supervision.peer_worker_id == worker_id))
    live = Supervises.peer_worker_id == worker_id
    supervisor_id = db.scalar(select(Supervises.supervisor_id).where(live).order_by(Supervises.id.desc()))
    entered = {"peer_worker_id": worker_id, "entered_by_id": supervisor_id, "created_at": clock.now()}
    if trained_until:
        done_on = trained_until - 1000 * DAY
        db.add(Training(what="all of it", done_on=done_on, valid_until=trained_until, **entered))
    if last_met:
        kind = SupervisionKind.PHONE
        db.add(Supervision(supervisor_id=supervisor_id, day=last_met, kind=kind, **entered))
    if not named:
        db.execute(
            update(Supervises)
            .where(live, Supervises.ended_at.is_(None))
            .values(ended_at=clock.now(), ended_by_id=supervisor_id)
        )
    db.flush()


CASES = {
    "all there": (TODAY, TODAY - SUPERVISION_WITHIN, True, ()),
    "training ended yesterday": (TODAY - DAY, TODAY, True, (Due.TRAINING,)),
    "never trained": (None, TODAY, True, (Due.TRAINING,)),
    "supervision a day too long ago": (TODAY, TODAY - SUPERVISION_WITHIN - DAY, True, (Due.SUPERVISION,)),
    "never met": (TODAY, None, True, (Due.SUPERVISION,)),
    "nobody named": (TODAY, TODAY, False, (Due.SUPERVISOR,)),
    "nothing at all": (None, None, False, (Due.SUPERVISOR, Due.TRAINING, Due.SUPERVISION)),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_due(database: Database, case: str) -> None:
    *days, due = CASES[case]
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        set_days(db, there.worker_id, *days)
        assert supervision.own(there["worker"]).run(db).due == due
        assert db.scalar(select(supervision.current(there.worker_id))) == (due == ())


@pytest.mark.parametrize("case", CASES)
def test_what_is_due_stops_a_new_pairing_and_says_so_to_whom_it_concerns(
    database: Database, case: str
) -> None:
    *days, due = CASES[case]
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        asked = pairings.propose(
            db, by=there["coordinator"], person_id=there["member"].person_id, peer_worker_id=there.worker_id
        )
        set_days(db, there.worker_id, *days)
        another = people.make_person(db, "Tom", Role.MEMBER)
        propose = lambda: pairings.propose(  # noqa: E731
            db, by=there["coordinator"], person_id=another.person_id, peer_worker_id=there.worker_id
        )
        accept = lambda: pairings.accept_as_peer_worker(db, by=there["worker"], pairing_id=asked)  # noqa: E731
        if not due:
            propose()
            accept()
            return
        for deed, whose in ((propose, "This peer worker"), (accept, "You")):
            with pytest.raises(Refused, match=rf"{whose}.*{due[0].value}"):
                deed()


def test_a_member_hears_only_that_somebody_is_not_free(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        asked = pairings.propose(
            db, by=there["coordinator"], person_id=there["member"].person_id, peer_worker_id=there.worker_id
        )
        pairings.accept_as_peer_worker(db, by=there["worker"], pairing_id=asked)
        set_days(db, there.worker_id, None, None, False)
        with pytest.raises(Refused) as refused:
            pairings.accept_as_person(db, by=there["member"], pairing_id=asked, grants=())
        assert refused.value.sentence.text == "This peer worker is not free just now."


def test_a_pairing_that_is_under_way_goes_on(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        people.pair(db, there["coordinator"], there["member"], there["worker"], Grant(Content.HEALTH))
        set_days(db, there.worker_id, None, None, False)
        [walk] = pairing_views.walks(there["worker"]).run(db)
        assert walk.pairing.live


def test_who_can_be_chosen_is_whom_the_rules_let_propose_and_the_others_have_their_reasons(
    database: Database,
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        set_days(db, there.worker_id, TODAY - DAY, None, False)
        db.execute(delete(AboutMe).where(AboutMe.person_id == there["former"].person_id))
        found = {each.display_name: each for each in readiness.peer_workers(there["coordinator"]).run(db)}
        assert {name: each.wanting for name, each in found.items()} == {
            "Gareth": ("supervisor", "training", "supervision"),
            "Lowri": (),
            "Huw": ("telling",),
        }
        for each in found.values():
            ids = {"person_id": there["member"].person_id, "peer_worker_id": each.person_id}
            try:
                with db.begin_nested() as step:
                    pairings.propose(db, by=there["coordinator"], **ids)
                    step.rollback()
                proposed = True
            except Refused:
                proposed = False
            assert proposed == each.is_ready, each
        with pytest.raises(NotAllowed):
            readiness.peer_workers(there["worker"])


def test_those_with_something_due_stand_first_at_a_glance(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        set_days(db, there["other worker"].person_id, TODAY, None, True)
        seen = supervision.at_a_glance(there["coordinator"]).run(db)
        assert [each.display_name for each in seen] == ["Lowri", "Gareth", "Huw"]
        assert [each.display_name for each in seen if each.due] == ["Lowri"]


def booked_for(there: Company, db: Session, day: date) -> int:
    """A day of the other worker's that is still to come, who has had no supervision before."""
    worker_id = there["other worker"].person_id
    set_days(db, worker_id, TODAY, None, True)
    return entries.add_supervision(db, by=there["coordinator"], peer_worker_id=worker_id, submission=met(day))


def due_of(db: Session, there: Company, name: str = "other worker") -> set[Due]:
    """What is due of them, told twice: by the line that is shown and by the rule that refuses."""
    shown = supervision.own(there[name]).run(db)
    rule = supervision.needed(there[name].person_id)
    refused = {due for due, is_there in rule.items() if not db.scalar(select(is_there))}
    assert set(shown.due) == refused
    return refused


def test_a_supervision_that_is_booked_counts_for_the_first_pairing_alone(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        set_days(db, there["other worker"].person_id, TODAY, None, True)
        assert due_of(db, there) == {Due.SUPERVISION}
        booked_for(there, db, TODAY + 5 * DAY)
        assert due_of(db, there) == set()
        people.pair(db, there["coordinator"], there["member"], there["other worker"])
        assert due_of(db, there) == {Due.SUPERVISION}, "from then on there is something to talk about"


def test_a_day_that_was_booked_counts_as_held_once_somebody_says_so(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        booked = booked_for(there, db, TODAY + 5 * DAY)
        with pytest.raises(Refused, match="still to come"):
            entries.say_held(db, by=there["coordinator"], supervision_id=booked)
        assert supervision.own(there["other worker"]).run(db).supervisions == ()
    with clock.standing_at(NOON + 6 * DAY), database.writing() as db:
        set_trained(db, there["other worker"].person_id)
        assert due_of(db, there) == {Due.SUPERVISION}, "a day that passed is no supervision by itself"
        for name in ("member", "other worker"):
            with pytest.raises((NotHere, NotAllowed)):
                entries.say_held(db, by=there[name], supervision_id=booked)
        entries.say_held(db, by=there["coordinator"], supervision_id=booked)
        assert due_of(db, there) == set()
        found = supervision.own(there["other worker"]).run(db)
        assert [each.day for each in found.supervisions] == [TODAY + 5 * DAY] and found.booked == ()


def set_trained(db: Session, worker_id: int) -> None:
    db.execute(
        update(Training).where(Training.peer_worker_id == worker_id).values(valid_until=TODAY + 365 * DAY)
    )


def test_no_day_of_supervision_stands_before_its_peer_worker_joined(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        own = (PersonRole.person_id == there.worker_id, PersonRole.role == Role.PEER_WORKER)
        db.execute(update(PersonRole).where(*own).values(given_at=NOON - 10 * DAY))
        for day, fits in ((TODAY - 11 * DAY, False), (TODAY - 10 * DAY, True)):
            if fits:
                entries.add_supervision(
                    db, by=there["supervisor"], peer_worker_id=there.worker_id, submission=met(day)
                )
            else:
                with pytest.raises(Invalid) as refused:
                    entries.add_supervision(
                        db, by=there["supervisor"], peer_worker_id=there.worker_id, submission=met(day)
                    )
                assert [each.field for each in refused.value.problems] == ["day"]


def test_one_day_of_supervision_is_entered_once_for_the_same_two(database: Database) -> None:
    with clock.standing_at(NOON):
        with database.writing() as db:
            there = gather(db)
            enter = partial(entries.add_supervision, peer_worker_id=there.worker_id)
            for day in (TODAY, TODAY + 2 * DAY):
                enter(db, by=there["supervisor"], submission=met(day))
        for day, words in ((TODAY, "is here already"), (TODAY + 2 * DAY, "is booked for this day already")):
            for by in ("supervisor", "coordinator"):
                again = replace(met(day), kind=SupervisionKind.GROUP)
                with pytest.raises(Invalid) as refused, database.writing() as db:
                    enter(db, by=there[by], submission=again)
                [found] = refused.value.problems
                assert found.field == "day" and words in found.sentence.text
        with database.writing() as db:
            name_supervisor = partial(entries.name_supervisor, peer_worker_id=there.worker_id)
            name_supervisor(db, by=there["coordinator"], supervisor_id=there["former"].person_id)
            enter(db, by=there["former"], submission=met())


def test_of_two_who_enter_the_same_day_at_once_the_second_finds_the_first(
    postgresql_database: Database,
) -> None:
    with postgresql_database.writing() as db:
        there = gather(db)
    day = clock.today()
    deeds = [
        lambda db, by=by: entries.add_supervision(
            db, by=there[by], peer_worker_id=there.worker_id, submission=met(day)
        )
        for by in ("supervisor", "coordinator")
    ]
    assert isinstance(one_then_the_other(postgresql_database, *deeds), Invalid)


def test_a_training_is_entered_once(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        enter = partial(entries.add_training, by=there["coordinator"], peer_worker_id=there.worker_id)
        enter(db, submission=trained())
        with pytest.raises(Invalid) as refused:
            enter(db, submission=trained(TODAY + 9 * DAY))
        assert [each.field for each in refused.value.problems] == ["what"]
        enter(db, submission=trained(done_on=TODAY - DAY))
        enter(db, submission=replace(trained(), what="Listening"))


@pytest.mark.parametrize(
    ("submission", "fields"),
    [
        (trained(None), {"valid_until"}),
        (trained(TODAY - DAY), {"valid_until"}),
        (trained(TODAY + 365 * 30 * DAY), {"valid_until"}),
        (trained(TODAY + 9 * DAY, TODAY + DAY), {"done_on"}),
        (TrainingSubmission("  ", TODAY, TODAY), {"what"}),
        (met(None), {"day"}),
        (met(TODAY + 57 * DAY), {"day"}),
        (SupervisionSubmission(TODAY, None), {"kind"}),
        (wrote(" "), {"words"}),
    ],
)
def test_what_is_to_be_mended_is_said_beside_its_field(submission, fields: set[str]) -> None:
    with clock.standing_at(NOON):
        assert {problem.field for problem in submission.problems()} == fields


# A supervisor sees nothing of a record


def test_to_supervise_opens_nothing_of_anybodys_record(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        mari = there["member"]
        everything = tuple(Grant(content, True) for content in Content)
        people.pair(db, there["coordinator"], mari, there["worker"], *everything)
        people.live(db, mari)
        assert seen_by(db, there["worker"], mari)[0]
        for name in ("supervisor", "former", "coordinator"):
            assert seen_by(db, there[name], mari) == (set(), set()), name


def test_days_are_the_peer_workers_their_supervisors_and_coordinators(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        found = {
            name: [each.display_name for each in supervision.of_my_peer_workers(there[name]).run(db)]
            for name in WHO
        }
        assert found.pop("supervisor") == ["Gareth"]
        assert not any(found.values())
        for name in ("supervisor", "worker", "member", "nobody in particular"):
            with pytest.raises(NotAllowed):
                supervision.at_a_glance(there[name])
        [theirs] = supervision.of_my_peer_workers(there["supervisor"]).run(db)
        own = supervision.own(there["worker"]).run(db)
    assert theirs == own and own.supervisor == "Bronwen" and own.trainings and own.supervisions


def called(db, coordinator, among: Who) -> list[str]:
    """The names of those among whom a coordinator searches, in their order."""
    found = searching.search(coordinator, among, most=50).run(db)
    names = {each.person_id: each.display_name for each in found.people}
    return [names[each] for each in found.ids]


def test_who_works_here_or_comes_from_elsewhere_can_be_a_supervisor_and_nobody_else(
    database: Database,
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        there = gather(db)
        db.execute(
            update(Person)
            .where(Person.id == there["nobody in particular"].person_id)
            .values(display_name=None)
        )
        named = called(db, there["coordinator"], Who.COULD_SUPERVISE)
        everybody = called(db, there["coordinator"], Who.EVERYBODY)
        for_herself = there["member"].person_id
        with pytest.raises(Refused, match="here for themselves"):
            entries.name_supervisor(
                db,
                by=there["coordinator"],
                peer_worker_id=there.worker_id,
                supervisor_id=for_herself,
            )
        with pytest.raises(NotHere):
            entries.name_supervisor(
                db,
                by=there["coordinator"],
                peer_worker_id=there.worker_id,
                supervisor_id=there["nobody in particular"].person_id,
            )
    assert {"Gareth", "Bronwen"} <= set(named) and not {"Zoe", "Mari"} & set(named)
    assert "Mari" in everybody
    assert named.index("Nia") < named.index("Bronwen"), "those who work here stand first"
