"""Meetings and the agenda: who plans, who says held, who calls off, and who reads what."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.models import Meeting
from lrc_portal.support import meetings, pairings
from lrc_portal.support.meetings import AgendaSubmission, MeetingSubmission
from lrc_portal.vocabulary import MeetingKind, MeetingState
from lrc_portal.words.marks import Refused, Unsound
from tests.people import token
from tests.support.company import ABSENT, ALL_ROLES, NOT_THEIRS, OK, gather, outcome

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


@pytest.mark.parametrize("verb", ["say_held", "call_off"])
@pytest.mark.parametrize("state", list(MeetingState))
def test_who_may_do_what_in_which_state(state, verb, database):
    with database.writing() as db:
        company = gather(db)
    allowed = {"say_held": {PLANNED, HELD}, "call_off": {PLANNED}}[verb]
    for who, viewer in company.people.items():
        with database.writing() as db:
            meeting_id = meeting_in(db, company, state)
        with database.reading() as db:
            became = outcome(lambda: getattr(meetings, verb)(db, by=viewer, meeting_id=meeting_id))  # noqa: B023
        assert became == (OK if who in OF_THE_TWO and state in allowed else ABSENT), (state, verb, who)


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
        meetings.add_to_agenda(db, by=company.person, submission=AgendaSubmission("Christmas", token()))
    with database.reading() as db:
        viewer = company.people[who]
        of_person = {"person_id": company.person.person_id}
        assert bool(meetings.seen(db, viewer, **of_person)) == (who in OF_THE_TWO)
        # Another peer worker who walks with the person sees what they want to talk about, too.
        agenda = meetings.agenda(viewer, company.person.person_id).asked(db)
        assert bool(agenda) == (who in OF_THE_TWO | {"other peer worker"})


@pytest.mark.parametrize("who", ALL_ROLES)
def test_the_agenda_is_changed_by_the_person_alone(who, database):
    with database.writing() as db:
        company = gather(db)
        item_id = meetings.add_to_agenda(
            db, by=company.person, submission=AgendaSubmission("Christmas", token())
        )
    viewer = company.people[who]
    expected = OK if who == "person" else ABSENT
    with database.reading() as db:
        assert outcome(lambda: meetings.talked_about(db, by=viewer, item_id=item_id)) == expected
    with database.reading() as db:
        assert outcome(lambda: meetings.erase_from_agenda(db, by=viewer, item_id=item_id)) == expected
    with database.reading() as db:
        add = lambda: meetings.add_to_agenda(  # noqa: E731
            db, by=viewer, submission=AgendaSubmission("more", token())
        )
        assert outcome(add) == (OK if who in ("person", "circle viewer", "stranger") else NOT_THEIRS)


def test_what_was_talked_about_leaves_the_agenda(database):
    with database.writing() as db:
        company = gather(db)
        first, _second = (
            meetings.add_to_agenda(db, by=company.person, submission=AgendaSubmission(words, token()))
            for words in ("Christmas", "Sleep")
        )
        meetings.talked_about(db, by=company.person, item_id=first)
    with database.reading() as db:
        assert [
            line.words for line in meetings.agenda(company.author, company.person.person_id).asked(db)
        ] == ["Sleep"]


def test_a_day_to_come_was_not_held_yet(database):
    with database.writing() as db:
        company = gather(db)
        meeting_id = planned(db, company, days=1)
    with database.writing() as db, pytest.raises(Refused) as refused:
        meetings.say_held(db, by=company.person, meeting_id=meeting_id)
    assert refused.value.sentence.text == "This meeting is still to come."


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
    with database.writing() as db, pytest.raises(Unsound) as unsound:
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
