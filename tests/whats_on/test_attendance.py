"""“I will be there”, “I was there”: whose it is, and who learns of it."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere
from lrc_portal.database.models import Attendance, Person
from lrc_portal.record import journey
from lrc_portal.series import MarkKind
from lrc_portal.sharing import opened_records, trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.whats_on import attendance, events, feeds, programme
from lrc_portal.taking_along import with_others
from lrc_portal.vocabulary import Content, Role, Subject, Through, Window
from lrc_portal.words.marks import Refused
from tests.people import into_circle, make_person, pair
from tests.whats_on.happening import in_weeks, put_on

LIFE = Grant(Content.REINTEGRATION)


class There:
    """A walk that Gareth leads, and Mari, who goes; Dafydd is in her circle, Siân walks with her."""

    def __init__(self, db) -> None:
        self.nia = make_person(db, "Nia", Role.COORDINATOR)
        self.gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        self.sian = make_person(db, "Siân", Role.PEER_WORKER)
        self.mari = make_person(db, "Mari", Role.MEMBER)
        self.dafydd = make_person(db, "Dafydd", Role.FAMILY)
        self.event = put_on(db, self.nia, self.gareth)

    def will(self, db, n: int = 1):
        which = {"event_id": self.event, "day": in_weeks(n)}
        attendance.say_will_be(db, by=self.mari, **which)
        return self.said(db, n)

    def was(self, db, n: int = -1):
        attendance.say_was_there(db, by=self.mari, event_id=self.event, day=in_weeks(n))
        return self.said(db, n)

    def said(self, db, n: int):
        [line] = programme.read_query(self.mari, in_weeks(n), in_weeks(n)).run(db)
        return line.mine

    def told(self, db, viewer, n: int):
        return attendance.told(db, by=viewer, event_id=self.event, day=in_weeks(n))

    def marks(self, db, viewer, through):
        try:
            record = opened_records.at(db, viewer, self.mari.person_id, through=through)
        except NotHere:
            return []
        found = journey.series(db, record, Window.ALL)
        return [each for each in found.marks if each.kind is MarkKind.WAS_THERE]


@pytest.fixture
def there(database):
    with database.writing() as db:
        return There(db)


def test_it_is_said_once_however_often_it_is_tapped_and_taken_back_for_good(database, there):
    with database.writing() as db:
        mine = there.will(db)
        assert there.will(db) == mine and mine.there_on is None
        attendance.take_back(db, by=there.mari, attendance_id=mine.id)
        assert there.said(db, 1) is None
        assert db.query(Attendance).count() == 0


def test_that_one_was_there_is_said_once_it_began_and_up_to_four_weeks_later(database, there):
    with database.writing() as db:
        assert there.was(db, -1).there_on == in_weeks(-1)
        with pytest.raises(Refused, match="still to come"):
            there.was(db, 1)
        for n in (-5, 5):
            with pytest.raises(NotHere):
                attendance.say_will_be(
                    db, by=there.mari, event_id=there.event, day=in_weeks(n) + timedelta(1)
                )
        with pytest.raises(NotAllowed):
            attendance.say_will_be(db, by=there.gareth, event_id=there.event, day=in_weeks(1))


def test_to_what_is_called_off_nobody_says_they_will_be(database, there):
    with database.writing() as db:
        events.call_off(db, by=there.gareth, event_id=there.event, day=in_weeks(1))
        with pytest.raises(NotHere):
            there.will(db)


def test_a_leader_sees_who_chose_to_say_so_and_nobody_else_does(database, there):
    with database.writing() as db:
        mine = there.will(db)
        assert there.told(db, there.gareth, 1) == []
        attendance.let_leader_know(db, by=there.mari, attendance_id=mine.id, told=True)
        assert there.told(db, there.gareth, 1) == ["Mari"]
        for nobody in (there.nia, there.sian, there.dafydd, there.mari):
            with pytest.raises(NotHere):
                there.told(db, nobody, 1)
        looked = trace.about_me(there.mari).run(db)
        assert [(line.display_name, line.subject) for line in looked] == [("Gareth", Subject.EVENT)]
        db.get_one(Person, there.mari.person_id).erase_at = clock.now() + timedelta(days=7)
        assert there.told(db, there.gareth, 1) == [], "while their account waits to be erased"
        db.get_one(Person, there.mari.person_id).erase_at = None
        attendance.keep_to_me(db, by=there.mari, attendance_id=mine.id, only_me=True)
        assert there.told(db, there.gareth, 1) == []
        with pytest.raises(Refused):
            attendance.let_leader_know(db, by=there.mari, attendance_id=mine.id, told=True)


def test_who_leads_it_no_more_learns_nothing_more(database, there):
    with database.writing() as db:
        mine = there.will(db)
        attendance.let_leader_know(db, by=there.mari, attendance_id=mine.id, told=True)
        leader_id = there.gareth.person_id
        events.take_leader_off(db, by=there.nia, event_id=there.event, person_id=leader_id)
        with pytest.raises(NotHere):
            there.told(db, there.gareth, 1)


@pytest.mark.parametrize("through", Through)
def test_with_life_around_them_it_is_seen_once_they_were_there(database, there, through):
    with database.writing() as db:
        viewer = there.dafydd if through is Through.CIRCLE else there.sian
        if through is Through.CIRCLE:
            into_circle(db, there.mari, there.dafydd, LIFE)
        else:
            pair(db, there.nia, there.mari, there.sian, LIFE)
        there.will(db)
        assert there.marks(db, viewer, through) == []
        mine = there.was(db)
        assert [each.day for each in there.marks(db, viewer, through)] == [in_weeks(-1)]
        attendance.keep_to_me(db, by=there.mari, attendance_id=mine.id, only_me=True)
        assert there.marks(db, viewer, through) == []
        # A leader who was told reads it where leaders do, and not in the record.
        assert there.marks(db, there.gareth, through) == []


def test_without_that_share_nothing_of_it_is_seen(database, there):
    with database.writing() as db:
        into_circle(db, there.mari, there.dafydd, Grant(Content.HEALTH, own_words=True))
        there.was(db)
        assert there.marks(db, there.dafydd, Through.CIRCLE) == []


def test_what_i_take_away_holds_it_with_its_name(database, there):
    with database.writing() as db:
        there.was(db)
        mine = there.will(db)
        attendance.keep_to_me(db, by=there.mari, attendance_id=mine.id, only_me=True)
        feeds.renew(db, by=there.mari)
    found = with_others.read(database.seen_by(there.mari), there.mari).with_others
    was, will = found.groups_and_events
    assert (was.title, was.day, was.there_on, was.only_me) == ("A walk", in_weeks(-1), in_weeks(-1), False)
    assert (will.day, will.there_on, will.only_me) == (in_weeks(1), None, True)
    assert found.calendar and not found.calendar.with_titles


def test_hundreds_of_dates_are_one_mark_a_week_on_the_line(database, there):
    today = clock.today()
    with database.writing() as db:
        db.add_all(
            Attendance(
                person_id=there.mari.person_id,
                event_id=there.event,
                day=today - timedelta(days=n),
                there_on=today - timedelta(days=n),
                leader_told=False,
                only_me=False,
                created_at=clock.now(),
            )
            for n in range(300)
        )
        found = journey.series(db, opened_records.own(there.mari), Window.YEAR)
        marks = [each for each in found.marks if each.kind is MarkKind.WAS_THERE]
        assert 43 <= len(marks) <= 44
        assert sum(each.n for each in marks) == 300
