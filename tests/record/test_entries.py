"""Strengths, goals, moments and pursuits, as their owner keeps them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.record import check_ins, goals, moments, pursuits, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalLine, GoalSubmission, StepSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Aim, Element, Facet, GoalState, MomentKind, PursuitKind, Role, StrengthPlace
from lrc_portal.words.marks import Invalid
from tests.people import make_person, token
from tests.record import verbs
from tests.record.verbs import make_entries, moment, pursuit, strength

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 5, 20), date(2026, 5, 21)


@pytest.fixture
def mari(database: Database) -> Viewer:
    with database.writing() as db:
        return make_person(db, "Mari", Role.MEMBER)


def the_goal(db, owner: Viewer) -> GoalLine:
    [line] = goals.seen(db, opened_records.own(owner))
    return line


@pytest.mark.parametrize(
    ("submission", "fields"),
    [
        (StrengthSubmission(None, " "), ["words", "place"]),
        (StrengthSubmission(StrengthPlace.SELF, "x" * 301), ["words"]),
        (GoalSubmission("", None), ["title", "element"]),
        (GoalSubmission("t", Element.HEALTH, "y" * 6001, ("ok", "s" * 301)), ["why", "steps"]),
        (StepSubmission("  "), ["step"]),
        (DoneSubmission(TOMORROW), ["done_on"]),
        (DoneSubmission(None), ["done_on"]),
        (EndSubmission(None), ["state"]),
        (EndSubmission(GoalState.OPEN), ["state"]),
        (MomentSubmission(TOMORROW, None, None), ["day", "kind", "element"]),
        (MomentSubmission(TODAY, MomentKind.HARD_DAY, Element.HEALTH, "z" * 6001), ["words"]),
        (PursuitSubmission(None, "", None, TOMORROW), ["name", "kind", "aim", "start_day"]),
        (PursuitSubmission(PursuitKind.DRUG, "x", Aim.WORKING_TOWARDS, None), []),
        (EndSubmission(GoalState.LET_GO), []),
        (MomentSubmission(TODAY, MomentKind.HARD_DAY, Element.HEALTH), []),
    ],
)
def test_each_form_says_what_is_to_be_mended_and_beside_what(submission, fields: list[str]) -> None:
    with clock.standing_at(NOON):
        assert [problem.field for problem in submission.problems()] == fields


@pytest.mark.parametrize("name", sorted(verbs.ADDS))
def test_a_double_click_writes_one_entry(database: Database, mari: Viewer, name: str, monkeypatch) -> None:
    monkeypatch.setattr(verbs, "token", lambda: "the same form")
    with database.writing() as db:
        verbs.ADDS[name](db, mari, None)  # type: ignore[arg-type]
    before = verbs.rows(database)
    with pytest.raises(AlreadySaved), database.writing() as db:
        verbs.ADDS[name](db, mari, None)  # type: ignore[arg-type]
    assert verbs.rows(database) == before


# Strengths


def test_a_strength_is_kept_from_the_start_and_can_be_put_in_other_words(
    database: Database, mari: Viewer
) -> None:
    with database.writing() as db:
        strength_id = strengths.add(db, by=mari, submission=strength("  I can sing "))
        [line] = strengths.seen(db, opened_records.own(mari))
        assert (line.words, line.state, line.noticed_by, line.only_me) == ("I can sing", "kept", None, False)
        other = StrengthSubmission(StrengthPlace.COMMUNITY, "the choir", True)
        strengths.change(db, by=mari, strength_id=strength_id, submission=other)
        [line] = strengths.seen(db, opened_records.own(mari))
    assert (line.words, line.place, line.only_me) == ("the choir", StrengthPlace.COMMUNITY, True)


@pytest.mark.parametrize(("keep", "left"), [(True, ["kept"]), (False, [])])
def test_what_others_noticed_is_kept_or_declined(
    database: Database, mari: Viewer, keep: bool, left: list[str]
) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
        strengths.erase(db, by=mari, strength_id=entries.strength)
        strengths.answer(db, by=mari, strength_id=entries.noticed, keep=keep)
        assert [line.state for line in strengths.seen(db, opened_records.own(mari))] == left


def test_a_strength_tells_in_which_goals_it_was_used(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
        mine = strengths.seen(db, opened_records.own(mari))
    used = {line.id: [use.title for use in line.uses] for line in mine}
    assert used == {entries.strength: ["sing in the choir"], entries.noticed: []}


# Goals


def test_a_goal_walks_from_its_steps_to_its_end_and_can_be_taken_up_again(
    database: Database, mari: Viewer
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        entries = make_entries(db, mari)
        second = goals.add_step(
            db, by=mari, goal_id=entries.goal, submission=StepSubmission(" ask ", token())
        )
        line = the_goal(db, mari)
        assert [step.words for step in line.steps] == ["go and listen", "ask"]
        assert (line.steps_done, line.nearly_there) == (0, False)
        done = DoneSubmission(TODAY - timedelta(days=3), "I went along", token())
        goals.do_step(db, by=mari, step_id=entries.step, submission=done)
        line = the_goal(db, mari)
        assert (line.steps[0].done_on, line.steps[0].what_was_done) == (date(2026, 5, 17), "I went along")
        assert line.nearly_there
        used = EndSubmission(GoalState.REACHED, "I sang", frozenset({entries.strength}), token())
        goals.end(db, by=mari, goal_id=entries.goal, submission=used)
        line = the_goal(db, mari)
        assert (line.state, line.ended_on, line.ending) == (GoalState.REACHED, TODAY, "I sang")
        assert line.strengths == ((entries.strength, "I can sing", True),)
        assert not line.nearly_there
        goals.reopen(db, by=mari, goal_id=entries.goal)
        line = the_goal(db, mari)
        assert (line.state, line.ended_on) == (GoalState.OPEN, None)
        goals.undo_step(db, by=mari, step_id=entries.step)
        goals.erase_step(db, by=mari, step_id=second)
        line = the_goal(db, mari)
        assert [(step.words, step.done_on, step.what_was_done) for step in line.steps] == [
            ("go and listen", None, None)
        ]


def test_a_goal_ends_only_with_a_word_for_how(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
    for state in (None, GoalState.OPEN):
        with pytest.raises(Invalid), database.writing() as db:
            goals.end(db, by=mari, goal_id=entries.goal, submission=EndSubmission(state))
    with database.reading() as db:
        assert the_goal(db, mari).state is GoalState.OPEN


def test_empty_steps_of_the_form_are_left_out(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        goals.add(db, by=mari, submission=verbs.goal(steps=("", "one", "  ", "two")))
        assert [step.words for step in the_goal(db, mari).steps] == ["one", "two"]


def test_a_strength_of_somebody_else_is_no_start_for_a_goal(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        his = frozenset({strengths.add(db, by=tom, submission=strength())})
        entries = make_entries(db, mari)
    before = verbs.rows(database)
    with pytest.raises(NotHere), database.writing() as db:
        goals.add(db, by=mari, submission=verbs.goal(strength_ids=his))
    with pytest.raises(NotHere), database.writing() as db:
        goals.change(db, by=mari, goal_id=entries.goal, submission=verbs.goal(strength_ids=his))
    assert verbs.rows(database) == before


def test_changing_a_goal_keeps_what_was_said_of_a_strength_that_stays(
    database: Database, mari: Viewer
) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
        used = EndSubmission(GoalState.CHANGED, "", frozenset({entries.strength}))
        goals.end(db, by=mari, goal_id=entries.goal, submission=used)
        both = frozenset({entries.strength, entries.noticed})
        goals.change(db, by=mari, goal_id=entries.goal, submission=verbs.goal(strength_ids=both))
        db.flush()
        assert [(each, used) for each, _words, used in the_goal(db, mari).strengths] == [
            (entries.noticed, False),
            (entries.strength, True),
        ]
        goals.change(db, by=mari, goal_id=entries.goal, submission=verbs.goal())
        db.flush()
        assert the_goal(db, mari).strengths == ()


def test_open_goals_stand_first_and_the_newest_of_them_before_the_others(
    database: Database, mari: Viewer
) -> None:
    with database.writing() as db:
        for n in range(4):
            with clock.standing_at(NOON + timedelta(days=n)):
                goal_id = goals.add(db, by=mari, submission=verbs.goal(f"goal {n}"))
                if n == 3:
                    goals.end(db, by=mari, goal_id=goal_id, submission=EndSubmission(GoalState.LET_GO))
        titles = [line.title for line in goals.seen(db, opened_records.own(mari))]
    assert titles == ["goal 2", "goal 1", "goal 0", "goal 3"]


# Moments and pursuits


def test_moments_are_found_by_their_days_newest_first(database: Database, mari: Viewer) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        for ago in (10, 0, 5):
            moments.add(db, by=mari, submission=moment(f"{ago} days ago", ago))
        look = opened_records.own(mari)
        assert [line.words for line in moments.seen(db, look)] == ["0 days ago", "5 days ago", "10 days ago"]
        between = moments.seen(db, look, start=TODAY - timedelta(days=10), end=TODAY - timedelta(days=5))
        assert [line.words for line in between] == ["5 days ago", "10 days ago"]
        changed = moment(" ", kind=MomentKind.HARD_DAY, element=Element.HEALTH, only_me=True)
        moments.change(db, by=mari, moment_id=between[0].id, submission=changed)
        line = next(line for line in moments.seen(db, look) if line.id == between[0].id)
    assert (line.day, line.kind, line.element, line.words, line.only_me) == (
        TODAY,
        MomentKind.HARD_DAY,
        Element.HEALTH,
        None,
        True,
    )


def test_a_person_can_have_several_pursuits_each_with_a_start_day_of_its_own_or_none(
    database: Database, mari: Viewer
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        for name, start in (("alcohol", date(2026, 1, 1)), ("betting", None), ("shopping", TODAY)):
            form = PursuitSubmission(PursuitKind.BEHAVIOUR, name, Aim.WORKING_TOWARDS, start, token=token())
            pursuits.add(db, by=mari, submission=form)
        lines = pursuits.seen(db, opened_records.own(mari))
    assert [(line.name, line.start_day) for line in lines] == [
        ("alcohol", date(2026, 1, 1)),
        ("betting", None),
        ("shopping", TODAY),
    ]


def test_a_pursuit_put_away_is_asked_for_no_more_and_its_days_stay(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
        pursuits.put_away(db, by=mari, pursuit_id=entries.pursuit)
        assert pursuits.seen(db, opened_records.own(mari)) == []
    assert verbs.rows(database)["pursuit_answer"] == [(entries.check_in, entries.pursuit, "used", None)]


def test_what_was_answered_about_a_pursuit_put_away_outlives_a_change_of_that_day(
    database: Database, mari: Viewer
) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
        pursuits.put_away(db, by=mari, pursuit_id=entries.pursuit)
        [day] = check_ins.seen(db, opened_records.own(mari))
        changed = CheckInSubmission(day.day, {Facet.PHYSICAL: 3}, {}, "", token=token())
        check_ins.save(db, by=mari, submission=changed)
        pursuits.take_up(db, by=mari, pursuit_id=entries.pursuit)
        [line] = pursuits.seen(db, opened_records.own(mari))
    assert line.id == entries.pursuit
    assert verbs.rows(database)["pursuit_answer"] == [(entries.check_in, entries.pursuit, "used", None)]


def test_an_own_strength_cannot_be_declined_away(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
        with pytest.raises(NotHere):
            strengths.answer(db, by=mari, strength_id=entries.strength, keep=False)
        assert len(strengths.seen(db, opened_records.own(mari))) == 2


def test_a_start_day_can_be_changed_and_taken_away_without_losing_a_day(
    database: Database, mari: Viewer
) -> None:
    with database.writing() as db:
        entries = make_entries(db, mari)
        pursuits.change(db, by=mari, pursuit_id=entries.pursuit, submission=pursuit("drink"))
        [line] = pursuits.seen(db, opened_records.own(mari))
    assert (line.name, line.start_day) == ("drink", None)
    assert len(verbs.rows(database)["check_in"]) == 1
