"""Meetings and the agenda: who plans, who says held, who calls off, and who reads what."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.engine import complete
from lrc_portal.database.models import Meeting
from lrc_portal.support.meetings import agenda, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.pairings import glance, pairing_views, pairings
from lrc_portal.vocabulary import MeetingKind, MeetingState
from lrc_portal.words.marks import Invalid, Refused
from tests.people import token
from tests.support.company import ABSENT, ALL_ROLES, NOT_THEIRS, OK, TOLD, a_note, gather, outcome
from tests.tools.undone import undone

PLANNED, HELD, CALLED_OFF = MeetingState
OF_THE_TWO = {"person", "author"}


def planned(db, company, days: int = 0, kind: MeetingKind = MeetingKind.PHONE) -> int:
    submission = MeetingSubmission(
        kind, clock.today() + timedelta(days=days), pairing_id=company.pairing_id, token=token()
    )
    return meetings.plan(db, by=company.author, submission=submission)


def meeting_in(db, company, state: MeetingState) -> int:
    meeting_id = planned(db, company)
    if state is HELD:
        meetings.say_held(db, by=company.author, meeting_id=meeting_id)
    if state is CALLED_OFF:
        meetings.call_off(db, by=company.author, meeting_id=meeting_id)
    return meeting_id


@pytest.mark.parametrize("verb", ["say_held", "say_not_held", "call_off"])
@pytest.mark.parametrize("state", list(MeetingState))
def test_who_may_do_what_in_which_state(state, verb, database):
    with database.writing() as db:
        company = gather(db)
    # To say again what stands changes nothing. What says otherwise asks what stood when one looked.
    allowed = {"say_held": {PLANNED, HELD}, "say_not_held": {PLANNED, CALLED_OFF}, "call_off": {PLANNED}}[
        verb
    ]
    told = verb != "call_off" and state not in allowed
    for who, viewer in company.people.items():
        with database.writing() as db:
            meeting_id = meeting_in(db, company, state)
        with undone(database) as db:
            became = outcome(lambda: getattr(meetings, verb)(db, by=viewer, meeting_id=meeting_id))  # noqa: B023
        wanted = TOLD if told else OK if state in allowed else ABSENT
        assert became == (wanted if who in OF_THE_TWO else ABSENT), (state, verb, who)


@pytest.mark.parametrize("who", ALL_ROLES)
def test_who_plans_a_meeting_of_the_two(who, database):
    with database.writing() as db:
        company = gather(db)
    submission = MeetingSubmission(
        MeetingKind.ONE_TO_ONE, clock.today(), pairing_id=company.pairing_id, token=token()
    )
    with database.writing() as db:
        became = outcome(lambda: meetings.plan(db, by=company.people[who], submission=submission))
    assert became == (OK if who in OF_THE_TWO else ABSENT)


@pytest.mark.parametrize("who", ALL_ROLES)
def test_who_sees_a_meeting_and_the_agenda(who, database):
    with database.writing() as db:
        company = gather(db)
        planned(db, company)
        agenda.add(db, by=company.person, submission=AgendaSubmission("Christmas", token()))
    with database.reading() as db:
        viewer = company.people[who]
        of_person = {"person_id": company.person.person_id}
        assert bool(meetings.seen(db, viewer, **of_person)) == (who in OF_THE_TWO)
        # Another peer worker who walks with the person sees what they want to talk about, too.
        listed = agenda.read_query(viewer, company.person.person_id).run(db)
        assert bool(listed) == (who in OF_THE_TWO | {"other peer worker"})


@pytest.mark.parametrize("who", ALL_ROLES)
def test_the_agenda_is_changed_by_the_person_alone(who, database):
    with database.writing() as db:
        company = gather(db)
        item_id = agenda.add(db, by=company.person, submission=AgendaSubmission("Christmas", token()))
    viewer = company.people[who]
    expected = OK if who == "person" else ABSENT
    with undone(database) as db:
        assert outcome(lambda: agenda.talked_about(db, by=viewer, item_id=item_id)) == expected
    with undone(database) as db:
        assert outcome(lambda: agenda.erase(db, by=viewer, item_id=item_id)) == expected
    with undone(database) as db:
        add = lambda: agenda.add(  # noqa: E731
            db, by=viewer, submission=AgendaSubmission("more", token())
        )
        assert outcome(add) == (OK if who in ("person", "circle viewer", "stranger") else NOT_THEIRS)


def test_what_was_talked_about_leaves_the_agenda(database):
    with database.writing() as db:
        company = gather(db)
        first, _second = (
            agenda.add(db, by=company.person, submission=AgendaSubmission(words, token()))
            for words in ("Christmas", "Sleep")
        )
        agenda.talked_about(db, by=company.person, item_id=first)
    with database.reading() as db:
        assert [
            line.words for line in agenda.read_query(company.author, company.person.person_id).run(db)
        ] == ["Sleep"]


@pytest.mark.parametrize("verb", ["say_held", "say_not_held"])
def test_nothing_is_said_yet_of_a_day_to_come(verb, database):
    with database.writing() as db:
        company = gather(db)
        meeting_id = planned(db, company, days=1)
    with database.writing() as db, pytest.raises(Refused) as refused:
        getattr(meetings, verb)(db, by=company.person, meeting_id=meeting_id)
    assert refused.value.sentence.text == "This meeting is still to come."


def later(days: int):
    """So many days from now."""
    return clock.standing_at(clock.now() + timedelta(days=days))


@pytest.mark.parametrize("teller", ["person", "author"])
@pytest.mark.parametrize(("verb", "stands"), [("say_held", True), ("say_not_held", False)])
def test_either_says_for_both_whether_they_met_once_the_day_has_passed(teller, verb, stands, database):
    with database.writing() as db:
        company = gather(db)
        meeting_id = planned(db, company, days=3)

    def around(db):
        [walk] = pairing_views.walks(company.author).run(db)
        return meetings.around_me(company.person).run(db), walk.around

    with database.reading() as db:
        assert all([line.id for line in each.coming] == [meeting_id] for each in around(db))
    with later(4), database.writing() as db:
        for each in around(db):
            assert ([line.id for line in each.unconfirmed], each.coming) == ([meeting_id], ())
        getattr(meetings, verb)(db, by=company.people[teller], meeting_id=meeting_id)
        for each in around(db):
            assert not each.coming + each.unconfirmed + each.called_off
            assert [line.id for line in each.not_met] == ([] if stands else [meeting_id])
        [walk] = pairing_views.walks(company.author).run(db)
        assert (walk.last_met is not None) == stands
        told = [line.id for line in meetings.seen(db, company.person, person_id=company.person.person_id)]
        assert told == ([meeting_id] if stands else [])


def test_after_a_while_nobody_is_asked_any_more(database):
    with database.writing() as db:
        company = gather(db)
        planned(db, company)
    for days, asked in ((0, 0), (1, 1), (28, 1), (29, 0)):
        with later(days), database.reading() as db:
            found = meetings.around_me(company.person).run(db)
            assert len(found.unconfirmed) == asked and len(found.coming) == (days == 0)
            assert pairing_views.walks(company.author).run(db)[0].last_met is None


@pytest.mark.parametrize(("state", "stays"), [(PLANNED, False), (CALLED_OFF, False), (HELD, True)])
def test_what_came_to_nothing_is_forgotten_with_its_place(state, stays, database):
    with database.writing() as db:
        company = gather(db)
        there = meeting_in(db, company, state)
    for later, kept in ((meetings.A_WHILE, True), (meetings.A_WHILE + timedelta(days=1), stays)):
        with clock.standing_at(clock.now() + later), database.writing() as db:
            planned(db, company)
            assert bool(db.get(Meeting, there)) is kept


def test_it_is_due_from_the_last_meeting_that_was_held_and_not_while_that_is_open(database):
    with database.writing() as db:
        company = gather(db)
    with later(13), database.writing() as db:
        meeting_id = planned(db, company)
    for days, said, expected in (
        (13, None, False),
        (14, None, False),
        (14, "say_not_held", True),
        (14, "say_held", False),
    ):
        with later(days), undone(database) as db:
            if said:
                getattr(meetings, said)(db, by=company.person, meeting_id=meeting_id)
                complete(db)
            [walk] = pairing_views.walks(company.author).run(db)
            assert walk.is_due == expected, (days, said)
            of_coordinator = due(db, company)
            assert (company.pairing_id in of_coordinator) == expected, (days, said)
    with later(42), database.reading() as db:
        [walk] = pairing_views.walks(company.author).run(db)
        assert walk.is_due and company.pairing_id in due(db, company)


def due(db, company) -> list[int]:
    """The pairings whose meeting is due, as the coordinator sees it."""
    return [each.id for each in glance.due(company.people["coordinator"]).run(db)]


def test_what_was_said_by_mistake_is_put_right_until_a_note_tells_of_it(database):
    with database.writing() as db:
        company = gather(db)
        first, second = planned(db, company), planned(db, company)
        for meeting_id in (first, second):
            meetings.say_held(db, by=company.author, meeting_id=meeting_id)
        meetings.say_not_held(db, by=company.person, meeting_id=first, stood=HELD)
        note_id = notes.begin(db, by=company.author, pairing_id=company.pairing_id, meeting_id=second)
        written = replace(a_note(company.pairing_id), meeting_id=second)
        notes.offer(db, by=company.author, submission=written, note_id=note_id)
    with database.writing() as db, pytest.raises(Refused) as refused:
        meetings.say_not_held(db, by=company.person, meeting_id=second, stood=HELD)
    assert refused.value.sentence.text == "A note tells of this meeting, so it stands as held."


def test_that_they_did_not_meet_is_put_right_by_either_for_four_weeks(database):
    with database.writing() as db:
        company = gather(db)
        meeting_id = planned(db, company)
    with later(1), database.writing() as db:
        meetings.say_not_held(db, by=company.person, meeting_id=meeting_id)
    with later(28), database.writing() as db:
        assert [line.id for line in meetings.around_me(company.person).run(db).not_met] == [meeting_id]
        meetings.say_held(db, by=company.author, meeting_id=meeting_id, stood=CALLED_OFF)
    with later(29), database.writing() as db, pytest.raises(Refused) as refused:
        meetings.say_not_held(db, by=company.author, meeting_id=meeting_id, stood=HELD)
    assert refused.value.sentence.text == "That was a while ago. It stays as it is."


def test_a_question_that_stood_open_does_not_overturn_what_the_other_said_meanwhile(database):
    with database.writing() as db:
        company = gather(db)
        meeting_id = planned(db, company)
        meetings.say_held(db, by=company.author, meeting_id=meeting_id)
    with database.writing() as db, pytest.raises(Refused):
        meetings.say_not_held(db, by=company.person, meeting_id=meeting_id)
    with database.reading() as db:
        assert db.get(Meeting, meeting_id).state is HELD


def test_what_was_called_off_is_told_to_both_while_its_day_lies_ahead(database):
    with database.writing() as db:
        company = gather(db)
        meeting_id = planned(db, company, days=2)
        meetings.call_off(db, by=company.person, meeting_id=meeting_id)
    for days, told in ((0, [meeting_id]), (2, [meeting_id]), (3, [])):
        with later(days), database.reading() as db:
            mine = meetings.around_me(company.person).run(db)
            [walk] = pairing_views.walks(company.author).run(db)
            for found in (mine, walk.around):
                assert [line.id for line in found.called_off] == told and not found.coming + found.unconfirmed


def test_a_day_that_was_is_written_down_as_held(database):
    with database.writing() as db:
        company = gather(db)
        meeting_id = planned(db, company, days=-1)
        assert db.get_one(Meeting, meeting_id).state is HELD


def test_what_a_professional_leads_is_in_the_persons_own_story(database):
    led = MeetingSubmission(MeetingKind.PROFESSIONAL_LED, clock.today(), token=token())
    with database.writing() as db:
        company = gather(db)
        meetings.plan(db, by=company.person, submission=led)
    with database.writing() as db:
        assert outcome(lambda: meetings.plan(db, by=company.author, submission=led)) == NOT_THEIRS
    with database.reading() as db:
        (mine,) = meetings.seen(db, company.person, person_id=company.person.person_id)
        assert mine.kind is MeetingKind.PROFESSIONAL_LED and mine.pairing_id is None
        assert meetings.seen(db, company.author, person_id=company.person.person_id) == []


def test_peer_support_needs_a_pairing(database):
    with database.writing() as db:
        company = gather(db)
    alone = MeetingSubmission(MeetingKind.GROUP, clock.today(), token=token())
    with database.writing() as db, pytest.raises(Invalid) as unsound:
        meetings.plan(db, by=company.person, submission=alone)
    assert [problem.field for problem in unsound.value.problems] == ["kind"]


def test_after_the_end_nothing_more_is_planned_together(database):
    with database.writing() as db:
        company = gather(db)
        pairings.end(db, by=company.person, pairing_id=company.pairing_id)
    for viewer in (company.person, company.author):
        with database.writing() as db:
            submission = MeetingSubmission(
                MeetingKind.GROUP, clock.today(), pairing_id=company.pairing_id, token=token()
            )
            assert outcome(lambda: meetings.plan(db, by=viewer, submission=submission)) == ABSENT  # noqa: B023


def test_a_meeting_without_a_time_is_the_last_of_its_day(database):
    with database.writing() as db:
        company = gather(db)
        for at in (None, time(15), time(9)):
            submission = MeetingSubmission(
                MeetingKind.PHONE, clock.today(), at, pairing_id=company.pairing_id, token=token()
            )
            meetings.plan(db, by=company.author, submission=submission)
    with database.reading() as db:
        newest_first = meetings.read_query(company.person, pairing_id=company.pairing_id).run(db)
        earliest_first = meetings.around_me(company.person).run(db).coming
    assert [line.at for line in earliest_first] == [time(9), time(15), None]
    assert [line.at for line in newest_first] == [None, time(15), time(9)]
