"""What somebody follows, on paper: on the one page before a session, and in my progress."""

from dataclasses import replace
from datetime import timedelta

from lrc_portal.database.engine import Database
from lrc_portal.paper import my_progress, progress, sheet
from lrc_portal.series import Followed, Span
from lrc_portal.vocabulary import Bucket, Direction, Element, Language, MeasureKind, Role, Window
from lrc_portal.words.translator import translator
from tests import people
from tests.paper import invented, reading
from tests.record.following import answer, follow

EN = translator(Language.ENGLISH)


def followed(name: str) -> Followed:
    then, now = (
        Span(first, first + timedelta(weeks=4), value, (), 3)
        for first, value in ((invented.TODAY - timedelta(weeks=8), 6.0), (invented.TODAY, 7.5))
    )
    about = (MeasureKind.NUMBER, Element.HEALTH, Direction.MORE, ())
    return Followed(1, name, "hours", *about, Bucket.MONTH, (then, now))


def test_the_sheet_before_a_session_tells_of_it_and_stays_one_page():
    told = sheet.paper(EN, replace(invented.sheet(), followed=(followed("Hours I slept"),)))
    assert "Hours I slept: 6 hours in the four weeks before, 7.5 hours" in reading.words(told)
    many = tuple(followed(f"{invented.PLAIN * 4} {n}") for n in range(40))
    assert reading.pages(sheet.paper(EN, replace(invented.sheet(), followed=many))) == 1


def test_my_progress_has_each_with_its_chart_and_its_sentence(sqlite_database: Database):
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        slept = follow(db, mari, "Hours I slept", unit="hours")
        for weeks in range(4):
            answer(db, mari, {slept: "6" if weeks > 1 else "8"}, ago=7 * weeks)
    told = reading.words(progress.paper(EN, my_progress.of(sqlite_database, mari, Window.THREE_MONTHS)))
    assert "Things I follow" in told
    assert "About 6 hours in the first half of this time, about 8 hours in the second." in told
