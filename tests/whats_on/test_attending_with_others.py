"""“I will be there”, “I was there” where others go too, to this and to other groups: each is its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Attendance, Trace
from lrc_portal.support.whats_on import attendance, events
from lrc_portal.support.whats_on.events import MoveSubmission
from lrc_portal.vocabulary import Act, Role, Subject
from lrc_portal.words.marks import Refused
from tests.people import make_person
from tests.whats_on.happening import in_weeks, put_on

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


class Here:
    """Two groups that Gareth leads, each week at the same time; Mari and Tom go."""

    def __init__(self, db: Session) -> None:
        self.nia = make_person(db, "Nia", Role.COORDINATOR)
        self.gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        self.mari, self.tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        self.walk, self.choir = (put_on(db, self.nia, self.gareth) for _ in range(2))


def row_of(db: Session, viewer: Viewer, event_id: int) -> Attendance:
    return db.scalars(
        select(Attendance).where(Attendance.person_id == viewer.person_id, Attendance.event_id == event_id)
    ).one()


def acts_of(db: Session, viewer: Viewer, row_id: int) -> list[Act]:
    of_row = (Trace.owner_id == viewer.person_id, Trace.subject == Subject.EVENT, Trace.subject_id == row_id)
    return [*db.scalars(select(Trace.act).where(*of_row).order_by(Trace.id))]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def test_that_one_goes_to_one_group_says_nothing_of_another_nor_of_somebody_else(database: Database) -> None:
    with database.writing() as db:
        here, next_week = Here(db), in_weeks(1)
        for by, event_id in ((here.tom, here.walk), (here.mari, here.choir), (here.mari, here.walk)):
            attendance.say_will_be(db, by=by, event_id=event_id, day=next_week)
            attendance.let_leader_know(
                db, by=by, attendance_id=row_of(db, by, event_id).id, told=by is here.mari
            )
        for event_id, names in ((here.walk, ["Mari"]), (here.choir, ["Mari"])):
            assert attendance.told(db, by=here.gareth, event_id=event_id, day=next_week) == names
        attendance.let_leader_know(
            db, by=here.tom, attendance_id=row_of(db, here.tom, here.walk).id, told=True
        )
        assert attendance.told(db, by=here.gareth, event_id=here.walk, day=next_week) == ["Tom", "Mari"]
        assert attendance.told(db, by=here.gareth, event_id=here.choir, day=next_week) == ["Mari"]
        assert attendance.told(db, by=here.gareth, event_id=here.walk, day=in_weeks(2)) == []


def test_who_said_they_will_be_there_says_later_that_they_were(database: Database) -> None:
    with database.writing() as db:
        here, day = Here(db), in_weeks(1)
        for event_id in (here.walk, here.choir):
            attendance.say_will_be(db, by=here.mari, event_id=event_id, day=day)
    with clock.standing_at(NOON + timedelta(weeks=1, days=1)), database.writing() as db:
        for _ in range(2):
            attendance.say_was_there(db, by=here.mari, event_id=here.walk, day=day)
        walked, sang = (row_of(db, here.mari, each) for each in (here.walk, here.choir))
        assert (walked.there_on, sang.there_on) == (day, None)
        assert acts_of(db, here.mari, walked.id) == [Act.ADDED, Act.CHANGED]
        assert acts_of(db, here.mari, sang.id) == [Act.ADDED]


def test_each_choice_is_traced_once_and_a_tap_that_changes_nothing_is_not(database: Database) -> None:
    with database.writing() as db:
        here = Here(db)
        attendance.say_will_be(db, by=here.mari, event_id=here.walk, day=in_weeks(1))
        row = row_of(db, here.mari, here.walk)
        for told in (False, True, True):
            attendance.let_leader_know(db, by=here.mari, attendance_id=row.id, told=told)
        assert (row.leader_told, row.only_me) == (True, False)
        for only_me in (True, True, False):
            attendance.keep_to_me(db, by=here.mari, attendance_id=row.id, only_me=only_me)
        assert (row.leader_told, row.only_me) == (False, False)
        assert acts_of(db, here.mari, row.id) == [Act.ADDED, Act.CHANGED, Act.CHANGED, Act.CHANGED]


def test_a_date_that_was_moved_is_attended_on_the_day_to_which_it_was_moved(database: Database) -> None:
    with database.writing() as db:
        here, day = Here(db), in_weeks(1)
        later = MoveSubmission(day + timedelta(days=2), clock.now().time())
        events.move(db, by=here.gareth, event_id=here.walk, day=day, submission=later)
    with clock.standing_at(NOON + timedelta(weeks=1, days=1)), database.writing() as db:
        with pytest.raises(Refused, match="still to come"):
            attendance.say_was_there(db, by=here.mari, event_id=here.walk, day=day)
        attendance.say_will_be(db, by=here.mari, event_id=here.walk, day=day)
    with clock.standing_at(NOON + timedelta(weeks=1, days=3)), database.writing() as db:
        attendance.say_was_there(db, by=here.mari, event_id=here.walk, day=day)
        assert row_of(db, here.mari, here.walk).there_on == day + timedelta(days=2)


def test_it_can_be_said_up_to_four_weeks_later_and_of_what_was_called_off_never(database: Database) -> None:
    with database.writing() as db:
        here = Here(db)
        attendance.say_was_there(db, by=here.mari, event_id=here.walk, day=in_weeks(-4))
        events.call_off(db, by=here.gareth, event_id=here.choir, day=in_weeks(1))
        with pytest.raises(NotHere):
            attendance.say_will_be(db, by=here.mari, event_id=here.walk, day=in_weeks(-1))
        attendance.say_will_be(db, by=here.mari, event_id=here.walk, day=in_weeks(26))
        with pytest.raises(NotHere):
            attendance.say_will_be(db, by=here.mari, event_id=here.walk, day=in_weeks(27))
    four_weeks_before, next_week = in_weeks(-4), in_weeks(1)
    with clock.standing_at(NOON + timedelta(days=1)), database.writing() as db, pytest.raises(NotHere):
        attendance.say_was_there(db, by=here.tom, event_id=here.walk, day=four_weeks_before)
    with clock.standing_at(NOON + timedelta(weeks=1, days=1)), database.writing() as db:
        with pytest.raises(NotHere):
            attendance.say_was_there(db, by=here.tom, event_id=here.choir, day=next_week)
        attendance.say_was_there(db, by=here.tom, event_id=here.walk, day=next_week)


def test_how_many_fit_in_a_day_is_counted_for_each_person_and_day(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ATTENDED_A_DAY", limits.Limit(1, limits.ATTENDED_A_DAY.full))
    with database.writing() as db:
        here = Here(db)
        for by in (here.mari, here.tom):
            for n in (1, 2):
                attendance.say_will_be(db, by=by, event_id=here.walk, day=in_weeks(n))
                with pytest.raises(Refused):
                    attendance.say_will_be(db, by=by, event_id=here.choir, day=in_weeks(n))
