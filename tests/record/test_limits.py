"""How much fits: one more than the limit is refused kindly, and lists ask for what they show."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CircleLink, Note
from lrc_portal.record import goals, measures, moments, pursuits, strengths, ways
from lrc_portal.record.goals import StepSubmission
from lrc_portal.sharing import circle, invitations, opened_records
from lrc_portal.sharing.circle import InviteSubmission
from lrc_portal.sharing.invitations import InvitationSubmission
from lrc_portal.support.at_home import agreements
from lrc_portal.support.good_to_know import help_now
from lrc_portal.support.letters import letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.meetings import agenda
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.supervision import reflections
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.support.whats_on import attendance
from lrc_portal.vocabulary import NoteState, Role, Through
from lrc_portal.words.marks import Refused
from tests.people import make_person, token
from tests.record import verbs
from tests.sharing.house import at_home, make_house
from tests.support import on_the_shelf
from tests.whats_on.happening import in_weeks, put_on


@dataclass(frozen=True)
class Kind:
    """What `who` adds, by the name of its limit. `n` tells one from the next."""

    who: str
    add: Callable[[Session, Viewer, int], object]


def add_step(db: Session, by: Viewer, n: int) -> None:
    if not goals.seen(db, opened_records.own(by)):
        goals.add(db, by=by, submission=replace(verbs.goal("swim"), steps=(), token=token()))
    goal_id = goals.seen(db, opened_records.own(by))[0].id
    goals.add_step(db, by=by, goal_id=goal_id, submission=StepSubmission(f"step {n}", token()))


def offer_at_home(db: Session, by: Viewer, n: int) -> None:
    [somebody] = circle.members(by).run(db)
    agreements.offer(db, by=by, submission=at_home(somebody.person_id, f"{n}"))


def put_with_a_draft(db: Session, by: Viewer, n: int) -> None:
    draft = db.scalars(select(Note.id).where(Note.author_id == by.person_id, Note.state == NoteState.DRAFT))
    on_the_shelf.with_draft(db, make_person(db, "Nia", Role.COORDINATOR), by, draft.first() or 0)


KINDS = {
    "GOALS": Kind("mari", lambda db, by, n: goals.add(db, by=by, submission=verbs.goal(f"goal {n}"))),
    "STEPS": Kind("mari", add_step),
    "STRENGTHS": Kind(
        "mari", lambda db, by, n: strengths.add(db, by=by, submission=verbs.strength(f"strength {n}"))
    ),
    "WAYS": Kind("mari", lambda db, by, n: ways.add(db, by=by, submission=verbs.way(f"way {n}"))),
    "PURSUITS": Kind(
        "mari", lambda db, by, n: pursuits.add(db, by=by, submission=verbs.pursuit(f"pursuit {n}"))
    ),
    "MEASURES": Kind(
        "mari", lambda db, by, n: measures.add(db, by=by, submission=verbs.measure(f"measure {n}"))
    ),
    "MOMENTS_A_DAY": Kind(
        "mari", lambda db, by, n: moments.add(db, by=by, submission=verbs.moment(f"moment {n}"))
    ),
    "EVENTS": Kind("nia", lambda db, by, n: put_on(db, by)),
    "ATTENDED_A_DAY": Kind(
        "mari",
        lambda db, by, n: attendance.say_will_be(
            db, by=by, event_id=put_on(db, make_person(db, f"Nia {n}", Role.COORDINATOR)), day=in_weeks(1)
        ),
    ),
    "AGENDA": Kind(
        "mari",
        lambda db, by, n: agenda.add(db, by=by, submission=AgendaSubmission(f"{n}", token())),
    ),
    "FAMILY_INVITATIONS": Kind(
        "mari", lambda db, by, n: circle.invite(db, by=by, submission=InviteSubmission(f"{n}", (), token()))
    ),
    "INVITATIONS": Kind(
        "nia",
        lambda db, by, n: invitations.invite(
            db, by=by, submission=InvitationSubmission(Role.MEMBER, f"{n}", token())
        ),
    ),
    "HOME_VERSIONS": Kind("mari", offer_at_home),
    "USEFUL_THINGS": Kind("nia", lambda db, by, n: on_the_shelf.put(db, by)),
    "PASSED_ON": Kind("gareth", put_with_a_draft),
    "HELPLINES": Kind("nia", lambda db, by, n: help_now.add(db, by=by, submission=on_the_shelf.number())),
    "LETTERS_A_DAY": Kind(
        "dafydd",
        lambda db, by, n: letters.write(
            db,
            by=by,
            between=Between(Through.CIRCLE, db.scalars(select(CircleLink.id)).one()),
            submission=LetterSubmission(f"{n}", token()),
        ),
    ),
    "REFLECTIONS_A_DAY": Kind(
        "gareth",
        lambda db, by, n: reflections.write(db, by=by, submission=ReflectionSubmission(f"{n}", token())),
    ),
}


def test_every_limit_has_its_test_and_is_generous() -> None:
    found = {name: limit for name, limit in vars(limits).items() if isinstance(limit, limits.Limit)}
    assert set(found) == set(KINDS)
    assert all(limit.most >= 12 for limit in found.values())


@pytest.mark.parametrize("name", KINDS)
def test_one_more_than_fits_is_refused_with_a_sentence_and_changes_nothing(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    kind, most = KINDS[name], 3
    monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=most))
    with sqlite_database.writing() as db:
        by = getattr(make_house(db), kind.who)
        added = 0
        with pytest.raises(Refused) as refusal:
            for n in range(most + 9):
                kind.add(db, by, n)
                added += 1
    assert 1 <= added <= most
    assert refusal.value.sentence.text == getattr(limits, name).full
    assert refusal.value.sentence.values == {"most": most}


def test_lists_ask_for_what_they_show_and_begin_with_the_newest(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        for n in range(5):
            with clock.standing_at(clock.now() - timedelta(days=9 - n)):
                goals.add(db, by=mari, submission=verbs.goal(f"goal {n}", steps=("go",)))
                strengths.add(db, by=mari, submission=verbs.strength(f"strength {n}"))
        me = opened_records.own(mari)
        wanted = goals.read_query(me, open_ones=True, most=2).run(db)
        assert [line.title for line in wanted] == ["goal 4", "goal 3"]
        assert all(line.steps for line in wanted), "with their steps"
        assert goals.read_query(me, open_ones=False, most=2).run(db) == []
        strong = strengths.read_query(me, most=2).run(db)
        assert [line.words for line in strong] == ["strength 3", "strength 4"]
