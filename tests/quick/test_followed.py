"""Things I follow, in the short check-in: asked as on the screen, and kept of the same day."""

import pytest

from lrc_portal.record import measures
from lrc_portal.record.measure_answers import Answered
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import MeasureKind
from tests.quick.form import fields_of
from tests.quick.test_quick import House, words
from tests.record.following import answer, follow


@pytest.fixture
def house(sqlite_database) -> House:
    return House(sqlite_database)


def test_each_kind_is_answered_without_a_script_and_stands_there_again(house):
    by = house.mari
    with house.database.writing() as db:
        slept = follow(db, by, "<b>hours</b> slept")
        craving = follow(db, by, "a craving", MeasureKind.SCALE)
        meeting = follow(db, by, "a meeting", MeasureKind.YES_NO)
        company = follow(db, by, "company", MeasureKind.CHOICE, choices=("nobody", "my sister"))
        away = follow(db, by, "put away")
        answer(db, by, {away: "3"})
        measures.put_away(db, by=by, measure_id=away)
        *_others, line = measures.seen(db, opened_records.own(by))
    sister = line.choices[1].id
    door = house.browser(by)
    page = door.get("/quick").text
    assert "<b>hours" not in page
    answers = {
        f"measure.{slept}": "7,5",
        f"measure.{craving}": "v4",
        f"measure.{meeting}": "v0",
        f"measure.{company}": f"c{sister}",
    }
    assert door.post("/quick", data=fields_of(page) | answers).status_code == 303
    kept = {
        slept: Answered(750),
        craving: Answered(400),
        meeting: Answered(0),
        company: Answered(None, sister),
    }
    assert house.kept(by).measures == {**kept, away: Answered(300)}
    again = fields_of(door.get("/quick").text)
    assert {name: again[name] for name in answers} == {**answers, f"measure.{slept}": "7.5"}
    left_out = again | {f"measure.{meeting}": "", f"measure.{slept}": ""}
    assert door.post("/quick", data=left_out).status_code == 303
    assert set(house.kept(by).measures) == {craving, company, away}


def test_what_is_no_number_is_said_beside_its_field_with_what_was_typed(house):
    with house.database.writing() as db:
        slept = follow(db, house.mari, "hours slept")
    door = house.browser(house.mari)
    form = fields_of(door.get("/quick").text) | {f"measure.{slept}": "seven"}
    sent = door.post("/quick", data=form)
    assert sent.status_code == 422
    assert "Write a number from 0 to 1000000" in words(sent.text)
    assert fields_of(sent.text)[f"measure.{slept}"] == "seven"
    assert house.kept(house.mari) is None
