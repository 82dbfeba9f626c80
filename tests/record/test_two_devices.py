"""Optimistic concurrency: whoever saves second is told, and a form saved as it stands leaves no trace."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, Trace
from lrc_portal.identity import accounts
from lrc_portal.record import check_ins, goals, moments, paths, pursuits, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage, TraitSubmission, WordsSubmission
from lrc_portal.versions import ChangedMeanwhile, version_of
from lrc_portal.vocabulary import (
    Aim,
    Element,
    Facet,
    GoalState,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    Telling,
    TraitKind,
    Window,
)
from tests.people import make_person, token


@dataclass(frozen=True)
class Entry:
    """One kind of entry with a form that changes it.

    `make(db, by)` keeps one; `version(db, by)` is that of the form that is opened now; `save(db, by,
    words, version)` sends it with these words, and `words(db, by)` reads what stands.
    """

    make: Callable[[Session, Viewer], Any]
    version: Callable[[Session, Viewer], str]
    save: Callable[[Session, Viewer, str, str], Any]
    words: Callable[[Session, Viewer], str | None]


def goal(db: Session, by: Viewer) -> goals.GoalLine:
    return goals.seen(db, opened_records.own(by))[0]


def a_goal(words: str, version: str | None = None) -> GoalSubmission:
    return GoalSubmission("Swim", Element.HEALTH, words, ("Go",), token=token(), version=version)


def strength(db: Session, by: Viewer) -> strengths.StrengthLine:
    return strengths.seen(db, opened_records.own(by))[0]


def a_strength(words: str, version: str | None = None) -> StrengthSubmission:
    return StrengthSubmission(StrengthPlace.SELF, words, token=token(), version=version)


def moment(db: Session, by: Viewer) -> moments.MomentLine:
    return moments.seen(db, opened_records.own(by))[0]


def a_moment(words: str, version: str | None = None) -> MomentSubmission:
    kind, element = MomentKind.MILESTONE, Element.HEALTH
    return MomentSubmission(clock.today(), kind, element, words, token=token(), version=version)


def pursuit(db: Session, by: Viewer) -> pursuits.PursuitLine:
    return pursuits.seen(db, opened_records.own(by))[0]


def a_pursuit(words: str, version: str | None = None) -> PursuitSubmission:
    kind, aim = PursuitKind.SUBSTANCE, Aim.ABSTINENCE
    return replace(PursuitSubmission(kind, words, aim, token=token()), version=version)


def day(db: Session, by: Viewer) -> check_ins.CheckInLine:
    return check_ins.seen(db, opened_records.own(by))[0]


def a_day(words: str, version: str | None = None, **more: Any) -> CheckInSubmission:
    answers = {Facet.PHYSICAL: 5}
    return CheckInSubmission(clock.today(), answers, words=words, token=token(), version=version, **more)


def a_return(db: Session, by: Viewer) -> None:
    start = clock.today() - timedelta(days=9)
    submission = replace(a_pursuit("Alcohol"), start_day=start)
    pursuit_id = pursuits.add(db, by=by, submission=submission)
    check_ins.save(db, by=by, submission=a_day("", pursuits={pursuit_id: PursuitDay.USED}))
    help_back(db, by, "first", None)


def help_back(db: Session, by: Viewer, words: str, version: str | None) -> None:
    helped = HelpedSubmission(words, version=version)
    pursuit_id = pursuit(db, by).id
    paths.say_what_helped(db, by=by, pursuit_id=pursuit_id, day=clock.today(), submission=helped)


def came_back(db: Session, by: Viewer) -> Any:
    return paths.read_query(opened_records.own(by), Window.ALL).run(db)[0].returns[0]


def do_first_step(db: Session, by: Viewer, words: str, version: str | None) -> None:
    done = DoneSubmission(clock.today(), words, version=version)
    goals.do_step(db, by=by, step_id=goal(db, by).steps[0].id, submission=done)


def end_it(db: Session, by: Viewer, words: str, version: str | None) -> None:
    ended = EndSubmission(GoalState.REACHED, words, version=version)
    goals.end(db, by=by, goal_id=goal(db, by).id, submission=ended)


def told(db: Session, by: Viewer) -> AboutPage:
    return about_me.mine(by).run(db)


def tell_faith(db: Session, by: Viewer, words: str, version: str | None) -> None:
    telling = Telling.SHOWN
    submission = TraitSubmission(TraitKind.FAITH, own_words=words, telling=telling, version=version)
    about_me.tell(db, by=by, submission=submission)


def with_goal(then: Callable[[Session, Viewer, str, str | None], None]) -> Callable[[Session, Viewer], None]:
    def make(db: Session, by: Viewer) -> None:
        goals.add(db, by=by, submission=a_goal("why"))
        then(db, by, "first", None)

    return make


ENTRIES = {
    "goal": Entry(
        lambda db, by: goals.add(db, by=by, submission=a_goal("first")),
        lambda db, by: goal(db, by).version,
        lambda db, by, words, version: goals.change(
            db, by=by, goal_id=goal(db, by).id, submission=a_goal(words, version)
        ),
        lambda db, by: goal(db, by).why,
    ),
    "step": Entry(
        with_goal(do_first_step),
        lambda db, by: goal(db, by).steps[0].version,
        do_first_step,
        lambda db, by: goal(db, by).steps[0].what_was_done,
    ),
    "strength": Entry(
        lambda db, by: strengths.add(db, by=by, submission=a_strength("first")),
        lambda db, by: strength(db, by).version,
        lambda db, by, words, version: strengths.change(
            db, by=by, strength_id=strength(db, by).id, submission=a_strength(words, version)
        ),
        lambda db, by: strength(db, by).words,
    ),
    "moment": Entry(
        lambda db, by: moments.add(db, by=by, submission=a_moment("first")),
        lambda db, by: moment(db, by).version,
        lambda db, by, words, version: moments.change(
            db, by=by, moment_id=moment(db, by).id, submission=a_moment(words, version)
        ),
        lambda db, by: moment(db, by).words,
    ),
    "pursuit": Entry(
        lambda db, by: pursuits.add(db, by=by, submission=a_pursuit("first")),
        lambda db, by: pursuit(db, by).version,
        lambda db, by, words, version: pursuits.change(
            db, by=by, pursuit_id=pursuit(db, by).id, submission=a_pursuit(words, version)
        ),
        lambda db, by: pursuit(db, by).name,
    ),
    "check-in": Entry(
        lambda db, by: check_ins.save(db, by=by, submission=a_day("first")),
        lambda db, by: day(db, by).version,
        lambda db, by, words, version: check_ins.save(db, by=by, submission=a_day(words, version)),
        lambda db, by: day(db, by).words,
    ),
    "what helped": Entry(
        a_return,
        lambda db, by: came_back(db, by).version,
        help_back,
        lambda db, by: came_back(db, by).words,
    ),
    "a few lines about oneself": Entry(
        lambda db, by: about_me.say(db, by=by, submission=WordsSubmission("first", True)),
        lambda db, by: told(db, by).version,
        lambda db, by, words, version: about_me.say(
            db, by=by, submission=WordsSubmission(words, True, version)
        ),
        lambda db, by: told(db, by).words,
    ),
    "trait": Entry(
        lambda db, by: tell_faith(db, by, "first", None),
        lambda db, by: told(db, by).of(TraitKind.FAITH).version,
        lambda db, by, words, version: tell_faith(db, by, words, version),
        lambda db, by: ", ".join(told(db, by).of(TraitKind.FAITH).values),
    ),
    "name": Entry(
        lambda db, by: accounts.change_called(db, by=by, display_name="first"),
        lambda db, by: version_of(display_name(db, by)),
        lambda db, by, words, version: accounts.change_called(db, by=by, display_name=words, version=version),
        lambda db, by: display_name(db, by),
    ),
}


def display_name(db: Session, by: Viewer) -> str | None:
    return db.get_one(Person, by.person_id).display_name


@pytest.mark.parametrize("kind", ENTRIES)
def test_whoever_saves_second_is_told_and_nothing_is_lost(database: Database, kind: str) -> None:
    entry = ENTRIES[kind]
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        entry.make(db, mari)
        opened = entry.version(db, mari)
        entry.save(db, mari, "from the phone", opened)
        with pytest.raises(ChangedMeanwhile):
            entry.save(db, mari, "from the laptop", opened)
        assert entry.words(db, mari) == "from the phone"
        entry.save(db, mari, "from both", entry.version(db, mari))
        assert entry.words(db, mari) == "from both"


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_form_saved_as_it_stands_changes_nothing_and_leaves_no_trace(
    sqlite_database: Database, kind: str
) -> None:
    entry = ENTRIES[kind]
    with sqlite_database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        entry.make(db, mari)
        traces = db.scalar(select(func.count(Trace.id)))
        entry.save(db, mari, entry.words(db, mari) or "", entry.version(db, mari))
        assert db.scalar(select(func.count(Trace.id))) == traces


def test_a_goal_that_was_ended_elsewhere_is_not_ended_over(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        goals.add(db, by=mari, submission=a_goal("why"))
        opened = goal(db, mari).ending_version
        end_it(db, mari, "from the phone", opened)
        with pytest.raises(ChangedMeanwhile):
            end_it(db, mari, "from the laptop", opened)
        assert goal(db, mari).ending == "from the phone"


def test_a_new_day_that_two_devices_keep_at_once_is_kept_once_and_the_other_is_told(
    database: Database,
) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        opened = check_ins.blank(clock.today()).version
        check_ins.save(db, by=mari, submission=a_day("from the phone", opened))
        with pytest.raises(ChangedMeanwhile):
            check_ins.save(db, by=mari, submission=a_day("from the laptop", opened))
        assert day(db, mari).words == "from the phone"
