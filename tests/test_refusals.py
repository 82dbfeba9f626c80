"""Whoever tries a door that is not theirs leaves a line in the log: who, where and why, and no content."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from lrc_portal import clock, refusals
from lrc_portal.acting import NotAllowed, NotHere
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.identity.addresses import named
from lrc_portal.record import goals
from lrc_portal.refusals import Why
from lrc_portal.vocabulary import Role
from lrc_portal.words.marks import Refused
from tests.people import make_person
from tests.quick.test_quick import House as QuickHouse

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quiet() -> None:
    refusals.forget()


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [said for record in caplog.records if (said := record.getMessage()).startswith("refused")]


def test_a_line_names_the_verb_that_refused_and_neither_owner_nor_entry(
    sqlite_database: Database, caplog
) -> None:
    with sqlite_database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        with pytest.raises(NotHere) as refused:
            goals.reopen(db, by=tom, goal_id=4711)
    refusals.note_fault(refused.value, by=tom.person_id, at="/goals")
    assert lines(caplog) == [f"refused why=not_here by={tom.person_id} at=/goals deed=record.goals.reopen"]
    assert "4711" not in caplog.text and "Tom" not in caplog.text


def test_the_same_attempt_is_said_once_in_ten_minutes_and_counted(caplog) -> None:
    for minutes in (0, 1, 9, 10):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            refusals.note(Why.OTHER_ROLE, by=12, at="/community")
            refusals.note(Why.OTHER_ROLE, by=13, at="/community")
    assert lines(caplog) == [
        "refused why=other_role by=12 at=/community",
        "refused why=other_role by=13 at=/community",
        "refused why=other_role by=12 at=/community before=2",
        "refused why=other_role by=13 at=/community before=2",
    ]


def test_whoever_tries_everything_fills_no_disk(caplog) -> None:
    with clock.standing_at(NOON):
        for number in range(1000):
            refusals.note(Why.NOT_HERE, by=number, at="/goals")
    assert len(lines(caplog)) == refusals.MOST
    with clock.standing_at(NOON + refusals.QUIET):
        refusals.note(Why.NOT_HERE, by=1, at="/today")
    assert lines(caplog)[refusals.MOST :] == [
        f"refused why=many more={1000 - refusals.MOST}",
        "refused why=not_here by=1 at=/today",
    ]


def test_a_fault_that_is_no_refusal_of_a_rule_is_none(caplog) -> None:
    for fault in (Refused("Something else."), ValueError("words")):
        refusals.note_fault(fault, by=1, at="/goals")
    refusals.note_fault(NotAllowed("No."), by=1, at="/goals")
    assert lines(caplog) == ["refused why=not_allowed by=1 at=/goals"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/goals", "/goals"),
        ("/", "/"),
        ("/quick/kept", "/quick/kept"),
        ("/_stcore/stream", "/_stcore/stream"),
        ("/export/Gwen%20at%20home.pdf", "/export/"),
        ("/sign-in/with/secret", "/sign-in/with/"),
        ("/static/js/secret", "/static/"),
        ("/my-secret-words", "elsewhere"),
    ],
)
def test_of_an_address_only_what_is_the_portals_own_is_said(path: str, said: str) -> None:
    assert named(path) == said


def test_the_short_check_in_says_who_came_from_where(sqlite_database: Database, caplog) -> None:
    engine.use(sqlite_database)
    caplog.set_level(logging.INFO)
    house = QuickHouse(sqlite_database)
    house.browser().get("/quick")
    house.browser(house.gareth).get("/quick")
    form = {"whose": "of somebody else", "words": "secret words"}
    house.browser(house.mari).post("/quick", data=form)
    house.browser(house.mari).post("/quick", data=form, headers={"Origin": "http://evil.example"})
    house.browser(house.mari).get("/goals", headers={"Host": "evil.example"})
    house.browser().post("/unsaved", data={"place": "x", "words": "secret words"})
    assert lines(caplog) == [
        "refused why=signed_out by=- at=/quick",
        f"refused why=other_role by={house.gareth.person_id} at=/quick",
        f"refused why=other_sign_in by={house.mari.person_id} at=/quick",
        "refused why=other_site by=- at=/quick",
        "refused why=other_address by=- at=/goals",
        "refused why=signed_out by=- at=/unsaved",
    ]
    assert "secret" not in caplog.text and "evil" not in caplog.text
