"""What people bring from other apps: asked what is what, shown in words, and taken in once they say so."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.record import check_ins
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.taking_along import ratings, tables, written_days
from lrc_portal.taking_along.ratings import Answers, Several
from lrc_portal.taking_along.written_days import Order
from lrc_portal.vocabulary import Element, Facet, Language
from lrc_portal.words.translator import translator
from tests.people import token
from tests.taking_along.doors import browser
from tests.taking_along.test_bringing_back import a_newcomer, own

DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\r\n"
    '2026-04-03,April 3,Friday,21:15,rad,"walk | friends","","by the sea,\r\nfor hours"\r\n'
    "2026-04-03,April 3,Friday,09:00,meh,,,slow\r\n"
    "2026-04-02,April 2,Thursday,20:00,awful,,,\r\n"
)
SPREADSHEET = "Dyddiad;Egni;Geiriau\n3.4.2026;7,5;tŷ ar lan y môr\n13.4.2026;2,25;\nddoe;3;\n14.4.2026;12;\n"


def table(text: str) -> tables.Table:
    return tables.read(text, is_data=ratings.is_a_day)


def through_the_door(database: Database, viewer, text: str | bytes):
    door = browser(database, viewer)
    file = text if isinstance(text, bytes) else text.encode()
    answer = door.post("/import", files={"file": ("days.csv", file)})
    assert answer.headers.get("location") == "/import/look", answer.text
    return door


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send for the form as it stands."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)".*?>(.*?)</select>', page, re.S):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else ""
    found |= dict(re.findall(r'<input id="(low|high)" name="\1" type="text" value="([^"]*)"', page))
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]* checked', page))
    if re.search(r'name="only_me" type="checkbox" value="yes" checked', page):
        found["only_me"] = "yes"
    return found


def test_days_of_another_app_come_in_as_their_owner_says(database):
    mari = a_newcomer(database)
    door = through_the_door(database, mari, DAYLIO)
    page = door.get("/import/look").text
    asked = fields_of(page)
    assert (asked["column-0"], asked["column-4"], asked["column-7"]) == ("date", "health", "words")
    assert "problem" not in page and "This would come in" not in page
    page = door.post("/import/look", data={**asked, "column-5": "words", "answer": "look"}).text
    assert "Say for each word what it stands for" in page and own(database, mari).check_ins == ()
    moods = {ratings.field_of("rad"): "10", ratings.field_of("meh"): "5", ratings.field_of("awful"): "1"}
    page = door.post("/import/look", data={**fields_of(page), **moods, "answer": "look"}).text
    assert "Say what becomes of several lines of one day." in page
    page = door.post("/import/look", data={**fields_of(page), "several": "mean", "answer": "look"}).text
    assert "3 April 2026" in page and "2 April 2026" in page and "New days: 2" in page
    assert own(database, mari).check_ins == ()
    answers = fields_of(page)
    answer = door.post("/import/look", data={**answers, "several": "first", "answer": "yes"})
    assert "Something has changed since you looked" in answer.text and own(database, mari).check_ins == ()
    assert "in your record now" in door.post("/import/look", data={**answers, "answer": "yes"}).text
    second, first = own(database, mari).check_ins
    assert (first.day, dict(first.answers)) == (date(2026, 4, 3), {Element.HEALTH: 8})
    assert first.words == "walk | friends\nby the sea,\r\nfor hours\nslow" and first.only_me
    assert dict(second.answers) == {Element.HEALTH: 1}
    door = through_the_door(database, mari, DAYLIO)
    page = door.post("/import/look", data={**answers, "answer": "look"}).text
    assert "New days: 0" in page and "Take it in" not in page


def test_a_day_that_is_there_stays_as_it_is(database):
    mari = a_newcomer(database)
    with database.writing() as db:
        kept = CheckInSubmission(date(2026, 4, 3), {Facet.EMOTIONAL: 2}, {}, "mine", token=token())
        check_ins.save(db, by=mari, submission=kept)
    door = through_the_door(database, mari, "day,mood\n2026-04-03,9\n2026-04-04,7\n")
    page = door.post("/import/look", data={**fields_of(door.get("/import/look").text), "answer": "look"}).text
    assert "New days: 1" in page and "stay as they are: 1" in page
    door.post("/import/look", data={**fields_of(page), "answer": "yes"})
    first, second = own(database, mari).check_ins
    assert first.words == "mine" and dict(second.answers) == {Element.HEALTH: 7}


def test_a_spreadsheet_with_semicolons_commas_and_older_letters_and_each_line_that_cannot_be_read():
    columns = ("date", "physical", "words")
    found = [
        ratings.understood(table(tables.decoded(file)), Answers(columns))
        for file in (
            SPREADSHEET.encode(),
            b"\xef\xbb\xbf" + SPREADSHEET.encode(),
            SPREADSHEET.replace("ŷ", "y").encode("cp1252"),
            SPREADSHEET.encode("utf-16"),
            SPREADSHEET.replace(";", "\t").encode(),
            SPREADSHEET.replace("\n", "\r\n").encode(),
        )
    ]
    for each in found:
        first, second = each.record.check_ins
        assert (first.day, dict(first.answers)) == (date(2026, 4, 3), {Facet.PHYSICAL: 8})
        assert first.words in {"tŷ ar lan y môr", "ty ar lan y môr"}
        assert dict(second.answers) == {Facet.PHYSICAL: 2}
        assert [unread.number for unread in each.unread] == [4, 5]
        says = [translator(Language.ENGLISH).say(unread.why) for unread in each.unread]
        assert says == ["“ddoe” is no day that can be read.", "“12” is outside the numbers that you named."]
        assert not each.asks_order, "13.4. says that the day comes first"


def test_what_cannot_be_told_apart_is_asked_and_never_guessed(sqlite_database):
    text = "date,mood\n3/4/2026,5\n5/6/2026,6\n"
    open_question = ratings.understood(table(text), Answers(("date", "health")))
    assert open_question.asks_order and open_question.record.check_ins == ()
    for order, days in (
        (Order.DAY_FIRST, [date(2026, 4, 3), date(2026, 6, 5)]),
        (Order.MONTH_FIRST, [date(2026, 3, 4), date(2026, 5, 6)]),
    ):
        found = ratings.understood(table(text), Answers(("date", "health"), order=order))
        assert [each.day for each in found.record.check_ins] == days
    door = through_the_door(sqlite_database, a_newcomer(sqlite_database), text)
    page = door.get("/import/look").text
    assert "3/4 is 3 April" in page and "3/4 is 4 March" in page and "checked" not in page.split("only_me")[0]
    answer = door.post("/import/look", data={**fields_of(page), "answer": "yes"})
    assert answer.status_code == 422 and "Say what comes first in these dates." in answer.text


@pytest.mark.parametrize(
    ("several", "value", "words"),
    [(Several.FIRST, 2, "one"), (Several.LAST, 9, "two"), (Several.MEAN, 6, "one\ntwo")],
)
def test_several_lines_of_a_day_become_one_as_asked(several, value, words):
    two = table("day;mood;note\n2026-04-03;2;one\n2026-04-03;9;two\n")
    found = ratings.understood(two, Answers(("date", "health", "words"), several=several))
    [day] = found.record.check_ins
    assert (dict(day.answers), day.words) == ({Element.HEALTH: value}, words)


def test_another_scale_is_put_on_ours_and_a_day_to_come_is_none():
    coming = clock.today() + timedelta(days=2)
    found = ratings.understood(
        table(f"day,mood\n2026-04-03,1\n2026-04-04,3\n2026-04-05,5\n{coming},4\n2026-04-06,\n"),
        Answers(("date", "health"), low="1", high="5"),
    )
    assert [dict(each.answers)[Element.HEALTH] for each in found.record.check_ins] == [0, 5, 10]
    assert [each.number for each in found.unread] == [5, 6]


def test_nobodys_words_run_in_the_preview(sqlite_database):
    text = 'day,<script>alert(1)</script>\n2026-04-03,"<img src=x onerror=alert(1)>"\n'
    door = through_the_door(sqlite_database, a_newcomer(sqlite_database), text)
    page = door.get("/import/look").text
    page += door.post("/import/look", data={**fields_of(page), "column-1": "words", "answer": "look"}).text
    assert "<script>" not in page and "<img src=x" not in page
    assert "&lt;img src=x" in page


DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))


@given(DAYS, st.sampled_from("./-"), st.sampled_from(["", " 21:15", "T09:00:00Z"]))
def test_a_day_reads_as_it_was_written_in_whatever_order(day, dot, beside):
    iso = f"{day.year}{dot}{day.month:02}{dot}{day.day:02}{beside}"
    assert written_days.read(iso, None) == day
    assert written_days.read(f"{day.day}{dot}{day.month}{dot}{day.year}{beside}", Order.DAY_FIRST) == day
    assert written_days.read(f"{day.month}{dot}{day.day}{dot}{day.year}{beside}", Order.MONTH_FIRST) == day
    for language in Language:
        assert written_days.read(translator(language).day(day), None) == day
    if day.year >= 2000:
        assert written_days.read(f"{day:%d-%b-%y}", None) == day
    assert written_days.read(f"{day:%B} {day.day} 21:15", None) is None, "without a year it is no day"
    unsaid = written_days.read(f"{day.day}{dot}{day.month}{dot}{day.year}", None)
    assert unsaid == (day if day.day == day.month else None)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(",;\t|"))
@example([["", "DYDDIAD"]], ",")
def test_any_table_is_read_or_refused_in_a_sentence_and_never_breaks(rows, separator):
    text = "\n".join(separator.join(row) for row in rows)
    try:
        found = table(tables.decoded(text.encode()))
    except tables.Refused:
        return
    guess = ratings.guessed(found)
    answers = Answers(tuple(["date", *("words" for _ in guess[1:])]), Order.DAY_FIRST, Several.MEAN)
    ratings.understood(found, answers)
    ratings.understood(found, Answers(guess))
