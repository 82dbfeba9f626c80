"""The sheet before a meeting: its parts, what it withholds without a hint, and what it costs."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.record import check_ins, goals, moments, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, GoalSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import agenda, meetings, sheet
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.meetings.sheet import Sheet
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import pairing_views
from lrc_portal.vocabulary import (
    Content,
    Element,
    Facet,
    MeetingKind,
    MomentKind,
    Role,
    StrengthPlace,
    Subject,
    Through,
)
from tests import people
from tests.people import token
from tests.support.company import a_note
from tests.tools.statements import sent_to

EVERYTHING = tuple(Grant(content, True) for content in Content)


class Two:
    """A person and the peer worker they have walked with for `days`."""

    def __init__(self, database: Database, *grants: Grant, days: int = 100) -> None:
        self.database = database
        with database.writing() as db, clock.standing_at(clock.now() - timedelta(days=days)):
            coordinator = people.make_person(db, "Nia", Role.COORDINATOR)
            self.person = people.make_person(db, "Mari", Role.MEMBER)
            self.worker = people.make_person(db, "Gareth", Role.PEER_WORKER)
            self.pairing_id = people.pair(db, coordinator, self.person, self.worker, *grants)

    def check_in(self, days_ago: int, only_me: bool = False, **answers: int) -> None:
        day = clock.today() - timedelta(days=days_ago)
        given = {Facet(name): value for name, value in answers.items()}
        with self.database.writing() as db:
            check_ins.save(
                db,
                by=self.person,
                submission=CheckInSubmission(day, given, only_me=only_me, token=token()),
            )

    def sheet(self) -> Sheet:
        with self.database.writing() as db:
            (walk,) = pairing_views.walks(self.worker).run(db)
            look = opened_records.at(
                db, self.worker, self.person.person_id, through=Through.PAIRING, also=[Subject.AGENDA]
            )
            return sheet.read_query(look, walk.pairing).run(db)


def write_a_life(two: Two, days: int) -> None:
    """Every part of a sheet, over this many days."""
    with two.database.writing() as db:
        for days_ago in range(0, days, 2):
            day = clock.today() - timedelta(days=days_ago)
            value = 8 if days_ago < 28 else 3
            check_ins.save(
                db,
                by=two.person,
                submission=CheckInSubmission(day, dict.fromkeys(Facet, value), token=token()),
            )
        agenda.add(db, by=two.person, submission=AgendaSubmission("Christmas", token()))
        people.what_helps(db, two.person)
        for n in range(max(1, days // 30)):
            day = clock.today() - timedelta(days=7 + 30 * n)
            meetings.plan(
                db,
                by=two.worker,
                submission=MeetingSubmission(MeetingKind.PHONE, day, None, "", two.pairing_id, token()),
            )
            note_id = notes.offer(db, by=two.worker, submission=a_note(two.pairing_id, f"note {n}", day=day))
            notes.answer(db, by=two.person, note_id=note_id, submission=AnswerSubmission(True, token=token()))
            strengths.add(
                db,
                by=two.person,
                submission=StrengthSubmission(StrengthPlace.SELF, f"strength {n}", token=token()),
            )
            goal_id = goals.add(
                db,
                by=two.person,
                submission=GoalSubmission(f"goal {n}", Element.HEALTH, "", ("one", "two"), token=token()),
            )
            line = next(g for g in goals.seen(db, opened_records.own(two.person)) if g.id == goal_id)
            goals.do_step(
                db,
                by=two.person,
                step_id=line.steps[0].id,
                submission=DoneSubmission(clock.today(), "", token()),
            )
            moments.add(
                db,
                by=two.person,
                submission=MomentSubmission(
                    clock.today() - timedelta(days=n),
                    MomentKind.MILESTONE,
                    Element.HEALTH,
                    "a year",
                    token=token(),
                ),
            )


def test_all_parts_are_there(database):
    two = Two(database, *EVERYTHING)
    write_a_life(two, 60)
    with database.writing() as db:
        meetings.plan(
            db,
            by=two.person,
            submission=MeetingSubmission(
                MeetingKind.PHONE, clock.today() + timedelta(days=2), None, "", two.pairing_id, token()
            ),
        )
    found = two.sheet()
    assert [line.words for line in found.agenda] == ["Christmas"]
    assert {each.asked for each in found.higher} == set(Facet)
    assert [(each.before, each.now) for each in found.higher] == [(3, 8)] * len(Facet)
    assert [goal.title for goal in found.goals] == ["goal 1", "goal 0"]
    assert [line.words for line in found.strengths] == ["strength 0", "strength 1"]
    assert found.last_note is not None and found.last_note.talked_about == "note 0"
    assert found.last_met == clock.today() - timedelta(days=7)
    assert found.next_meeting is not None and found.next_meeting.day == clock.today() + timedelta(days=2)
    assert [step.words for _goal, step in found.since.steps_done] == ["one", "one"]
    assert len(found.since.moments) == len(found.since.strengths) == len(found.since.goals_set) == 2


def test_what_is_lower_is_not_told(database):
    two = Two(database, *EVERYTHING)
    for days_ago in (30, 35, 40):
        two.check_in(days_ago, physical=8, emotional=4, relational=5)
    for days_ago in (2, 9, 16):
        two.check_in(days_ago, physical=2, emotional=6, relational=5)
    assert [each.asked for each in two.sheet().higher] == [Facet.EMOTIONAL]


def test_one_day_is_no_direction(database):
    two = Two(database, *EVERYTHING)
    two.check_in(30, physical=2)
    two.check_in(31, physical=2)
    two.check_in(1, physical=9)
    assert two.sheet().higher == ()


def test_only_me_days_count_for_nobody_else(database):
    two = Two(database, *EVERYTHING)
    for days_ago in (30, 35):
        two.check_in(days_ago, physical=2)
    for days_ago in (1, 2):
        two.check_in(days_ago, only_me=True, physical=9)
    assert two.sheet().higher == ()


@pytest.mark.parametrize("content", list(Content))
def test_only_what_is_shared_is_on_it(content, database):
    two = Two(database, Grant(content, True))
    write_a_life(two, 60)
    found = two.sheet()
    assert [line.words for line in found.agenda] == ["Christmas"]
    assert found.last_note is not None
    shown = {
        Content.STRENGTHS: bool(found.strengths or found.since.strengths),
        Content.GOALS: bool(found.goals or found.since.goals_set or found.since.steps_done),
        Content.SOBRIETY: any(each.asked is Facet.SOBRIETY for each in found.higher),
        Content.HEALTH: bool(found.since.moments),
        Content.PLAN: bool(found.ways) and bool(found.plan),
        Content.REINTEGRATION: any(each.asked is Facet.COMMUNITY for each in found.higher),
    }
    assert [name for name, is_there in shown.items() if is_there] == [content][: content in shown]


def test_with_nothing_shared_the_meeting_and_the_agenda_stay(database):
    two = Two(database)
    write_a_life(two, 60)
    found = two.sheet()
    assert (found.higher, found.goals, found.strengths) == ((), (), ())
    assert not found.since
    assert all(point.value is None for point in found.journey.points)
    assert found.agenda and found.last_met


def test_a_differing_note_is_last_with_both_accounts(database):
    two = Two(database, *EVERYTHING)
    with database.writing() as db:
        note_id = notes.offer(db, by=two.worker, submission=a_note(two.pairing_id))
        notes.answer(
            db, by=two.person, note_id=note_id, submission=AnswerSubmission(False, "my words", token())
        )
        notes.offer(db, by=two.worker, submission=a_note(two.pairing_id, "not answered yet"))
    found = two.sheet()
    assert found.last_note is not None
    assert (found.last_note.talked_about, found.last_note.own_account) == ("the author's words", "my words")


def test_ten_days_and_a_thousand_cost_the_same_number_of_statements(database):
    costs = []
    for days in (10, 1000):
        two = Two(database, *EVERYTHING, days=days)
        write_a_life(two, days)
        with sent_to(database) as told:
            two.sheet()
        costs.append(len(told))
    assert costs[0] == costs[1] <= 20
