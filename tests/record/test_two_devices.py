"""Optimistic concurrency: whoever saves second is told, and a form saved as it stands leaves no trace."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import lrc_portal
from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, Share, Trace
from lrc_portal.identity import accounts
from lrc_portal.record import (
    check_ins,
    goals,
    hard_day_plan,
    measures,
    moments,
    paths,
    pursuits,
    strengths,
    ways,
)
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.measures import MeasureLine, MeasureSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.sharing import circle, opened_records, roles
from lrc_portal.sharing.circle import Grant, GrantsSubmission
from lrc_portal.support import somebody
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage, TraitSubmission, WordsSubmission
from lrc_portal.support.good_to_know import help_now, shelf
from lrc_portal.support.good_to_know.help_now import Texts
from lrc_portal.support.notes import note_views, notes
from lrc_portal.support.notes.notes import NoteLine, NoteSubmission
from lrc_portal.support.somebody import KnownBySubmission
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.supervision.reflections import ReflectionLine, ReflectionSubmission
from lrc_portal.support.whats_on import events, programme
from lrc_portal.versions import ChangedMeanwhile, version_of
from lrc_portal.vocabulary import (
    Aim,
    Content,
    Element,
    Facet,
    GoalState,
    Language,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    Telling,
    TraitKind,
    Window,
)
from tests.people import into_circle, make_person, pair, token
from tests.record import following
from tests.support import on_the_shelf
from tests.whats_on import happening


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


def a_measure(words: str, version: str | None = None) -> MeasureSubmission:
    return replace(following.measure(words), version=version)


def measure(db: Session, by: Viewer) -> MeasureLine:
    return measures.seen(db, opened_records.own(by))[0]


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
    "measure": Entry(
        lambda db, by: measures.add(db, by=by, submission=a_measure("first")),
        lambda db, by: measure(db, by).version,
        lambda db, by, words, version: measures.change(
            db, by=by, measure_id=measure(db, by).id, submission=a_measure(words, version)
        ),
        lambda db, by: measure(db, by).name,
    ),
    "way": Entry(
        lambda db, by: ways.add(db, by=by, submission=WaySubmission("first", token=token())),
        lambda db, by: way(db, by).version,
        lambda db, by, words, version: ways.change(
            db,
            by=by,
            way_id=way(db, by).id,
            submission=WaySubmission(words, token=token(), version=version),
        ),
        lambda db, by: way(db, by).words,
    ),
    "plan": Entry(
        lambda db, by: save_plan(db, by, "first", None),
        lambda db, by: hard_day_plan.read_query(opened_records.own(by)).run(db).version,
        lambda db, by, words, version: save_plan(db, by, words, version),
        lambda db, by: hard_day_plan.read_query(opened_records.own(by)).run(db).tell_myself,
    ),
    "group": Entry(
        lambda db, by: happening.put_on(db, coordinating(by), said={Language.ENGLISH: events.Said("first")}),
        lambda db, by: programme.kept_by(coordinating(by)).run(db)[0].version,
        lambda db, by, words, version: change_group(db, by, words, version),
        lambda db, by: programme.kept_by(coordinating(by)).run(db)[0].said[Language.ENGLISH].title,
    ),
    "useful thing": Entry(
        lambda db, by: on_the_shelf.put(db, coordinating(by), en=shelf.Said("first")),
        lambda db, by: shelf.read_query(coordinating(by)).run(db)[0].version,
        lambda db, by, words, version: shelf.change(
            db,
            by=coordinating(by),
            thing_id=shelf.read_query(coordinating(by)).run(db)[0].id,
            submission=on_the_shelf.choir(en=shelf.Said(words), version=version),
        ),
        lambda db, by: shelf.read_query(coordinating(by)).run(db)[0].title_en,
    ),
    "helpline": Entry(
        lambda db, by: change_helpline(db, by, "first", None),
        lambda db, by: helpline(db, by).version,
        lambda db, by, words, version: change_helpline(db, by, words, version),
        lambda db, by: helpline(db, by).line.name[Language.ENGLISH],
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
    "draft of a note": Entry(
        lambda db, by: begin_draft(db, by),
        lambda db, by: draft(db, by).version,
        lambda db, by, words, version: write_draft(db, by, words, version),
        lambda db, by: draft(db, by).talked_about,
    ),
    "reflection": Entry(
        lambda db, by: begin_reflecting(db, by),
        lambda db, by: reflection(db, by).version,
        lambda db, by, words, version: reflections.change(
            db,
            by=by,
            reflection_id=reflection(db, by).id,
            submission=ReflectionSubmission(words, token(), version),
        ),
        lambda db, by: reflection(db, by).words,
    ),
    "a word beside a name": Entry(
        lambda db, by: know_by(db, by, "first", None),
        lambda db, by: version_of(known_by(db, by) or ""),
        lambda db, by, words, version: know_by(db, by, words, version),
        lambda db, by: known_by(db, by),
    ),
}


def way(db: Session, by: Viewer) -> ways.WayLine:
    return ways.seen(db, opened_records.own(by))[0]


def save_plan(db: Session, by: Viewer, words: str, version: str | None) -> None:
    submission = PlanSubmission(tell_myself=words, token=token(), version=version)
    hard_day_plan.save(db, by=by, submission=submission)


def coordinating(by: Viewer) -> Viewer:
    return replace(by, roles=frozenset({Role.COORDINATOR}))


def change_group(db: Session, by: Viewer, words: str, version: str | None) -> None:
    [there] = programme.kept_by(coordinating(by)).run(db)
    submission = happening.walk(
        said={Language.ENGLISH: events.Said(words)}, first_day=there.rule.first_day, version=version
    )
    events.change(db, by=coordinating(by), event_id=there.id, submission=submission)


def helpline(db: Session, by: Viewer) -> help_now.HelplineState:
    return next(each for each in help_now.read_query(coordinating(by)).run(db) if each.line.id == "dan")


def change_helpline(db: Session, by: Viewer, words: str, version: str | None) -> None:
    texts = {Language.ENGLISH: Texts(words)}
    submission = on_the_shelf.number(texts=texts, version=version)
    help_now.change(db, by=coordinating(by), line_id="dan", submission=submission)


def begin_draft(db: Session, by: Viewer) -> None:
    nia, gareth = make_person(db, "Nia", Role.COORDINATOR), make_person(db, "Gareth", Role.PEER_WORKER)
    notes.begin(db, by=by, pairing_id=pair(db, nia, by, gareth))
    write_draft(db, by, "first", None)


def draft(db: Session, by: Viewer) -> NoteLine:
    return note_views.drafts_about_me(by).run(db)[0]


def write_draft(db: Session, by: Viewer, words: str, version: str | None) -> None:
    there = draft(db, by)
    submission = NoteSubmission(
        there.pairing_id, there.day, there.kind, talked_about=words, token=token(), version=version
    )
    notes.save_draft(db, by=by, submission=submission, note_id=there.id)


def begin_reflecting(db: Session, by: Viewer) -> None:
    nia, bronwen = make_person(db, "Nia", Role.COORDINATOR), make_person(db, "Bronwen")
    roles.give(db, person_id=by.person_id, role=Role.PEER_WORKER, given_by_id=nia.person_id)
    entries.name_supervisor(db, by=nia, peer_worker_id=by.person_id, supervisor_id=bronwen.person_id)
    as_peer_worker = replace(by, roles=by.roles | {Role.PEER_WORKER})
    reflections.write(db, by=as_peer_worker, submission=ReflectionSubmission("first", token()))


def reflection(db: Session, by: Viewer) -> ReflectionLine:
    return reflections.mine(by).run(db)[0]


def know_by(db: Session, by: Viewer, words: str, version: str | None) -> None:
    submission = KnownBySubmission(by.person_id, words, version)
    somebody.say_known_by(db, by=replace(by, roles=frozenset({Role.COORDINATOR})), submission=submission)


def known_by(db: Session, by: Viewer) -> str | None:
    return db.get_one(Person, by.person_id).known_by


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


def test_shares_that_were_changed_elsewhere_are_not_given_over(database: Database) -> None:
    with database.writing() as db:
        mari, rhys = make_person(db, "Mari", Role.MEMBER), make_person(db, "Rhys", Role.FAMILY)
        into_circle(db, mari, rhys)

        def give(grant: Grant, version: str) -> None:
            submission = GrantsSubmission((grant,), token(), version)
            circle.give(db, by=mari, viewer_id=rhys.person_id, submission=submission)

        nothing = circle.Given(()).version
        give(Grant(Content.HEALTH), nothing)
        with pytest.raises(ChangedMeanwhile):
            give(Grant(Content.GOALS), nothing)
        # Another last day, and whether own words go along, are changes too.
        last_day = clock.today() + timedelta(days=3)
        for elsewhere in (Grant(Content.HEALTH, False, last_day), Grant(Content.HEALTH, True, last_day)):
            [rhys_there] = circle.members(mari).run(db)
            read = rhys_there.given.version
            give(elsewhere, read)
            with pytest.raises(ChangedMeanwhile):
                give(Grant(Content.GOALS), read)
        standing = db.scalars(select(Share.content).where(Share.taken_back_at.is_(None))).all()
        assert standing == [Content.HEALTH]


# What each form that holds words does where something stands there already. A new one says it here.

GOES_OVER_NOTHING_UNREAD = {
    "CheckInSubmission": "check-in",
    "DoneSubmission": "step",
    "EndSubmission": "test_a_goal_that_was_ended_elsewhere_is_not_ended_over",
    "GoalSubmission": "goal",
    "GrantsSubmission": "test_shares_that_were_changed_elsewhere_are_not_given_over",
    "HelpedSubmission": "what helped",
    "KnownBySubmission": "a word beside a name",
    "EventSubmission": "group",
    "HelplineSubmission": "helpline",
    "MomentSubmission": "moment",
    "PlanSubmission": "plan",
    "ThingSubmission": "useful thing",
    "WaySubmission": "way",
    "MoveSubmission": "tests/support/test_moving.py",
    "NoteSubmission": "draft of a note",
    "OfferSubmission": "tests/support/test_at_home.py",
    "MeasureSubmission": "measure",
    "PursuitSubmission": "pursuit",
    "ReflectionSubmission": "reflection",
    "StrengthSubmission": "strength",
    "TraitSubmission": "trait",
    "WordsSubmission": "a few lines about oneself",
    "accounts.change_called": "name",
    "accounts.change_passphrase": "tests/identity/test_accounts.py",  # it takes the one before
    "choices.choose": "tests/reminders/test_choosing.py",
}
"""A form, or a verb that takes the words alone: the entry above, the test or the file that shows it."""

ADDS_WHAT_IS_NEW = {
    "AgendaSubmission",
    "ComplaintSubmission",
    "GivingStepSubmission",  # a day and a person; it names who noted it last
    "FinishSubmission",
    "InvitationSubmission",
    "InviteSubmission",
    "LeavingSubmission",
    "LetterSubmission",
    "MeetingSubmission",
    "NoticeSubmission",
    "StepSubmission",
    "SupervisionSubmission",
    "TrainingSubmission",
}
ANSWERS_ONCE = {"AnswerSubmission"}
"""What is answered already is not answered again: `tests/support/test_note_states.py`, `test_at_home.py`."""


def test_each_form_says_what_becomes_of_what_stands_there_already() -> None:
    forms: dict[str, set[str]] = {}
    for file in Path(lrc_portal.__file__).parent.rglob("*.py"):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Submission") and not node.bases:
                forms[node.name] = {
                    each.target.id
                    for each in node.body
                    if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
                }
    elsewhere = {"ReminderSubmission"}  # its version goes beside it: choices.choose
    named = {name for name in GOES_OVER_NOTHING_UNREAD if name.endswith("Submission")}
    assert set(forms) == named | ADDS_WHAT_IS_NEW | ANSWERS_ONCE | elsewhere
    assert not [name for name in named if not forms[name] & {"version", "sequence"}]
    assert not [name for name in ADDS_WHAT_IS_NEW if "version" in forms[name]]


def test_what_is_said_to_be_shown_is_shown() -> None:
    for shown in GOES_OVER_NOTHING_UNREAD.values():
        assert shown in ENTRIES or shown in globals() or Path(shown).is_file(), shown


def test_each_verb_that_takes_words_alone_says_it_too() -> None:
    """Words that come in no form: an argument that is a text and no key to anything."""
    keys = {"token", "code", "secret", "address", "version", "device", "form", "turn", "use", "called"}
    keys |= {"line_id"}
    found = set()
    for room in ("record", "support", "sharing", "identity", "reminders"):
        for file in (Path(lrc_portal.__file__).parent / room).rglob("*.py"):
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    texts = {
                        each.arg
                        for each in node.args.kwonlyargs
                        if each.annotation and ast.unparse(each.annotation) == "str"
                    }
                    if any(each.arg == "by" for each in node.args.kwonlyargs) and texts - keys:
                        found.add(f"{file.stem}.{node.name}")
    # A passkey is made once. What is being typed belongs to no entry yet: the newest of it is kept.
    once = {"passkeys.add", "passkeys.pass_with_passkey", "unsaved_words.keep"}
    assert found - once <= set(GOES_OVER_NOTHING_UNREAD), found
