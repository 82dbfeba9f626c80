"""Moving a meeting: either of the two does it, it stays the same meeting, and the other reads of it."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import Meeting, Trace
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingLine, MeetingSubmission, MoveSubmission
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import Act, MeetingKind, MeetingState, Role, Subject
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.people import token

HALF_TWO, CAFE = time(14, 30), "The café on City Road"


class Two:
    """Mari and Gareth, who walk together and meet in a week, in the café."""

    def __init__(self, db):
        self.mari = people.make_person(db, "Mari", Role.MEMBER)
        self.gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        self.strangers = (
            people.make_person(db, "Zoe", Role.MEMBER),
            people.make_person(db, "Lowri", Role.PEER_WORKER),
            nia,
        )
        self.pairing_id = people.pair(db, nia, self.mari, self.gareth)
        self.day = clock.today() + timedelta(days=7)
        planned = MeetingSubmission(
            MeetingKind.ONE_TO_ONE, self.day, HALF_TWO, CAFE, self.pairing_id, token()
        )
        self.meeting_id = meetings.plan(db, by=self.gareth, submission=planned)

    def move(self, db, by: Viewer, day: date | None, at=HALF_TWO, place=CAFE, sequence: int = 0) -> None:
        to = MoveSubmission(self.meeting_id, sequence, day, at, place, token())
        meetings.move(db, by=by, submission=to)

    def unread(self, db, viewer: Viewer) -> list[MeetingLine]:
        around = meetings.around(viewer, Meeting.pairing_id == self.pairing_id)
        return list(around.run(db).changed)

    def read(self, db, by: Viewer) -> None:
        for line in self.unread(db, by):
            meetings.read_change(db, by=by, meeting_id=line.id, sequence=line.sequence)


@pytest.mark.parametrize("mover", ["mari", "gareth"])
def test_the_other_reads_what_it_was_and_what_it_is_until_they_have_seen_it(mover, database):
    with database.writing() as db:
        two = Two(db)
        one, other = (two.mari, two.gareth) if mover == "mari" else (two.gareth, two.mari)
        two.move(db, one, two.day + timedelta(days=1))
        two.move(db, one, two.day + timedelta(days=3), time(10), "By phone", sequence=1)
    with database.writing() as db:
        assert two.unread(db, one) == []
        [line] = two.unread(db, other)
        assert (line.day, line.at, line.place) == (two.day + timedelta(days=3), time(10), "By phone")
        assert (line.was_day, line.was_time, line.was_place) == (two.day, HALF_TWO, CAFE)
        two.read(db, other)
        assert two.unread(db, other) == []
        seen = meetings.one(other, two.meeting_id).run(db)
        assert (seen.id, seen.sequence, seen.state) == (two.meeting_id, 2, MeetingState.PLANNED)
        acts = db.scalars(select(Trace.act).where(Trace.subject == Subject.MEETING).order_by(Trace.id)).all()
        assert acts == [Act.PLANNED, Act.CHANGED, Act.CHANGED, Act.ANSWERED]


def test_what_was_called_off_is_read_too_and_an_answer_by_moving_is_news_for_the_first(database):
    with database.writing() as db:
        two = Two(db)
        two.move(db, two.mari, two.day + timedelta(days=1))
        two.move(db, two.gareth, two.day + timedelta(days=2), sequence=1)
        assert two.unread(db, two.gareth) == []
        [line] = two.unread(db, two.mari)
        assert line.was_day == two.day + timedelta(days=1)
        meetings.call_off(db, by=two.gareth, meeting_id=two.meeting_id)
        [line] = two.unread(db, two.mari)
        assert (line.state, line.was_day) == (MeetingState.CALLED_OFF, two.day + timedelta(days=1))
        two.read(db, two.mari)
        assert two.unread(db, two.mari) == []


def test_moved_back_before_anybody_read_of_it_it_is_no_news(database):
    with database.writing() as db:
        two = Two(db)
        two.move(db, two.mari, two.day + timedelta(days=1))
        two.move(db, two.mari, two.day, sequence=1)
        assert two.unread(db, two.gareth) == []
        assert meetings.one(two.mari, two.meeting_id).run(db).sequence == 2


def test_nobody_moves_what_has_changed_meanwhile_what_was_held_or_what_is_not_theirs(database):
    with database.writing() as db:
        two = Two(db)
        two.move(db, two.mari, two.day + timedelta(days=1))
        later = two.day + timedelta(days=4)
    refused = {
        "has changed since you looked": lambda db: two.move(db, two.gareth, later),
        "already": lambda db: two.move(db, two.gareth, two.day + timedelta(days=1), sequence=1),
    }
    for words, deed in refused.items():
        with database.writing() as db, pytest.raises(Refused, match=words):
            deed(db)
    for by in two.strangers:
        with database.writing() as db, pytest.raises(NotHere):
            two.move(db, by, later, sequence=1)
    for day in (None, clock.today() - timedelta(days=1)):
        with database.writing() as db, pytest.raises(Invalid):
            two.move(db, two.mari, day, sequence=1)
    with clock.standing_at(clock.now() + timedelta(days=8)), database.writing() as db:
        meetings.say_held(db, by=two.mari, meeting_id=two.meeting_id)
    with clock.standing_at(clock.now() + timedelta(days=8)), database.writing() as db:
        assert two.unread(db, two.gareth) == [], "they have met: the news is old"
        with pytest.raises(Refused, match="You two have met"):
            two.move(db, two.mari, clock.today() + timedelta(days=3), sequence=2)


def test_it_is_moved_up_to_the_last_day_and_not_once_the_pairing_is_over(database):
    with database.writing() as db:
        two = Two(db)
        last = two.day + timedelta(days=2)
        handover.say_leaving(db, by=two.gareth, submission=LeavingSubmission(two.pairing_id, last, token()))
        two.move(db, two.mari, last)
    with database.writing() as db, pytest.raises(Invalid):
        two.move(db, two.mari, last + timedelta(days=1), sequence=1)
    with database.writing() as db:
        pairings.end(db, by=two.mari, pairing_id=two.pairing_id)
    with database.writing() as db, pytest.raises(Refused):
        two.move(db, two.mari, two.day, sequence=2)


def test_a_place_of_before_is_no_clear_text_in_the_database(sqlite_database):
    with sqlite_database.writing() as db:
        two = Two(db)
        two.move(db, two.mari, two.day, place="The library")
    with sqlite_database.engine.connect() as connection:
        [kept] = connection.exec_driver_sql("SELECT was_place FROM meeting").scalars()
    assert kept and "caf" not in kept.lower()
