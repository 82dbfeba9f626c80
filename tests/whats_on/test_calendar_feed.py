"""A calendar that subscribes: it has the dates by a secret alone, neutral, renewed and ended by its owner."""

import logging
from datetime import date, datetime, time, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal import clock
from lrc_portal.acting import NotHere
from lrc_portal.database.models import CalendarFeed, Person
from lrc_portal.identity import front_door, throttle
from lrc_portal.identity.addresses import named
from lrc_portal.paper import routes
from lrc_portal.support.whats_on import attendance, events, feeds
from lrc_portal.support.whats_on.events import MoveSubmission, Said
from lrc_portal.vocabulary import ForWhom, Language, Role
from tests.people import make_person, token
from tests.whats_on.happening import EN, in_weeks, put_on


class Fed:
    """Mari, whose calendar subscribes, a walk and a family evening; nobody in her browser is signed in."""

    def __init__(self, database) -> None:
        self.database = database
        with database.writing() as db:
            self.nia = make_person(db, "Nia", Role.COORDINATOR)
            self.mari = make_person(db, "Mari", Role.MEMBER)
            self.walk = put_on(db, self.nia, link="https://example.org/walk")
            put_on(db, self.nia, for_whom=ForWhom.FAMILY, said={EN: Said("Family evening")})
            attendance.say_will_be(db, by=self.mari, event_id=self.walk, day=in_weeks(1))
        app = Starlette(routes=routes.routes(), middleware=front_door.middleware())
        self.door = TestClient(app, base_url="http://localhost:8501", follow_redirects=False)

    def renew(self, **what: bool) -> str:
        with self.database.writing() as db:
            return feeds.renew(db, by=self.mari, **what)

    def get(self, secret: str):
        return self.door.get(f"/calendar/{secret}.ics")

    def entries(self, secret: str):
        answer = self.get(secret)
        assert answer.status_code == 200, answer.text[:200]
        return Calendar.from_ical(answer.content).walk("VEVENT")


@pytest.fixture
def fed(sqlite_database):
    return Fed(sqlite_database)


def test_it_holds_where_i_said_i_will_be_and_tells_nothing_of_it(database):
    fed = Fed(database)
    answer = fed.get(fed.renew())
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["summary"] == "Appointment"
    assert entry["dtstart"].dt == datetime.combine(in_weeks(1), time(10), clock.HERE)
    assert entry["dtstart"].params["TZID"] == "Europe/London"
    for word in ("walk", "Bute", "Living Room", "recovery", "Mari", "example", "localhost"):
        assert word not in answer.text


def test_with_titles_it_says_what_and_where_in_the_persons_language(fed):
    secret = fed.renew(with_titles=True)
    [entry] = fed.entries(secret)
    assert (entry["summary"], entry["location"]) == ("A walk", "Bute Park")
    with fed.database.writing() as db:
        db.get_one(Person, fed.mari.person_id).language = Language.CYMRAEG
    [entry] = fed.entries(secret)
    assert entry["summary"] == "Am dro"


def test_all_that_is_for_me_can_stand_there_and_what_is_for_others_does_not(fed):
    found = fed.entries(fed.renew(with_titles=True, all_for_me=True))
    assert {str(entry["summary"]) for entry in found} == {"A walk"}
    assert len(found) == feeds.WEEKS_AHEAD + feeds.WEEKS_BACK + 1


def test_whoever_cannot_say_that_they_will_be_there_finds_all_that_is_for_them(fed):
    with fed.database.writing() as db:
        gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        secret = feeds.renew(db, by=gareth, with_titles=True)
    assert "A walk" in {str(entry["summary"]) for entry in fed.entries(secret)}


def test_a_date_that_moves_moves_in_the_calendar_and_one_that_is_called_off_says_so(fed):
    secret = fed.renew()
    [before] = fed.entries(secret)
    with fed.database.writing() as db:
        moved = MoveSubmission(in_weeks(1) + timedelta(days=1), time(11), token())
        events.move(db, by=fed.nia, event_id=fed.walk, day=in_weeks(1), submission=moved)
    [there] = fed.entries(secret)
    assert there["uid"] == before["uid"]
    assert there["dtstart"].dt.date() == in_weeks(1) + timedelta(days=1)
    with fed.database.writing() as db:
        events.call_off(db, by=fed.nia, event_id=fed.walk, day=in_weeks(1))
    [off] = fed.entries(secret)
    assert (off["uid"], off["status"]) == (before["uid"], "CANCELLED")


def test_the_secret_is_kept_as_a_hash_and_ends_when_it_is_renewed_or_ended(fed):
    first = fed.renew()
    with fed.database.reading() as db:
        assert first not in db.scalars(select(CalendarFeed.token_hash)).one()
    second = fed.renew()
    assert [fed.get(each).status_code for each in (first, second)] == [404, 200]
    with fed.database.writing() as db:
        feeds.choose(db, by=fed.mari, with_titles=True, all_for_me=False)
        assert feeds.mine(fed.mari).run(db).with_titles
        feeds.end(db, by=fed.mari)
        assert feeds.mine(fed.mari).run(db) is None
        with pytest.raises(NotHere):
            feeds.end(db, by=fed.mari)
    assert fed.get(second).status_code == 404


def test_while_an_account_waits_to_be_erased_its_calendar_finds_nothing(fed):
    secret = fed.renew()
    with fed.database.writing() as db:
        db.get_one(Person, fed.mari.person_id).erase_at = clock.now() + timedelta(days=7)
    assert fed.get(secret).status_code == 404


def test_guessing_is_slowed_and_whoever_has_the_secret_is_not(fed, caplog, monkeypatch):
    monkeypatch.setattr(throttle, "FREE_TRIES_FROM_AN_ADDRESS", 3)
    secret, guess = fed.renew(), "a-guess-that-nobody-has"
    with caplog.at_level(logging.INFO):
        assert [fed.get(guess).status_code for _ in range(4)] == [404, 404, 404, 429]
        assert fed.get(secret).status_code == 200
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("lrc_portal")]
    assert named(f"/calendar/{secret}.ics") == "/calendar/"
    assert not any(word in line for line in ours for word in (guess, secret))
    for odd in ("x" * 500, "%00", "..%2f..%2fetc"):
        assert fed.get(odd).status_code in (404, 429)


@pytest.mark.parametrize("day, hours", [(date(2031, 7, 1), 1), (date(2031, 1, 7), 0)])
def test_it_is_at_its_time_in_wales_in_summer_and_in_winter(sqlite_database, day, hours):
    with clock.standing_at(datetime.combine(day, time(8), clock.HERE)):
        fed = Fed(sqlite_database)
        [entry] = fed.entries(fed.renew())
    assert entry["dtstart"].dt.utcoffset() == timedelta(hours=hours)
    assert entry["dtstart"].dt.time() == time(10)
