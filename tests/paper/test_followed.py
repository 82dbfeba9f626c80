"""What somebody follows, on paper: the page before a session, my progress, the check-in by hand."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from lrc_portal.database.engine import Database
from lrc_portal.paper import check_in_form, my_progress, progress, sheet
from lrc_portal.record.measures import Choice, MeasureLine
from lrc_portal.series import Followed, Span
from lrc_portal.vocabulary import Bucket, Direction, Element, Language, MeasureKind, Role, Window
from lrc_portal.words.translator import translator
from tests import people
from tests.paper import invented, reading
from tests.record.following import answer, follow

EN = translator(Language.ENGLISH)
KINDS = (
    (MeasureKind.SCALE, "How hopeful I feel", None, ()),
    (MeasureKind.NUMBER, "Hours I slept", "oriau", ()),
    (MeasureKind.YES_NO, "Rang somebody", None, ()),
    (MeasureKind.CHOICE, "The evening", None, ("quiet by the dŵr", "with people")),
)


def asked(kind: MeasureKind, name: str, unit: str | None, choices: tuple[str, ...]) -> MeasureLine:
    offered = tuple(Choice(n, words) for n, words in enumerate(choices))
    return MeasureLine(1, kind, name, unit, Element.HEALTH, Direction.MORE, False, choices=offered)


def check_in(
    language: Language, measures: list[MeasureLine], *, pursuits: int = 1, blank: bool = False
) -> bytes:
    t = translator(language)
    names = ["W" * 300 if n % 2 else "Alcohol" for n in range(pursuits)]
    return check_in_form.paper(t, pursuits=names, measures=measures, blank=blank)


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


@pytest.mark.parametrize("language", Language)
def test_the_check_in_by_hand_asks_what_i_follow_in_my_order_and_in_its_kind(language: Language):
    t = translator(language)
    told = reading.words(check_in(language, [asked(*each) for each in KINDS]))
    order = (t("Things I follow"), *(name for _kind, name, *_more in KINDS), t("A few words, if you like"))
    assert [told.index(each) for each in order] == sorted(told.index(each) for each in order)
    assert "0 1 2 3 4 5 6 7 8 9 10" in told and "oriau" in told
    assert f"{t('Yes')} {t('No')}" in told and "quiet by the dŵr with people" in told


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("pursuits", [1, 30])
def test_however_much_i_follow_the_check_in_by_hand_stays_one_page_and_says_there_is_more(
    language: Language, pursuits: int
):
    widest = (MeasureKind.CHOICE, "W" * 300, "W" * 300, ("W" * 300,) * 6)
    for many in ([asked(*widest)] * 40, [asked(*each) for each in KINDS * 10]):
        pdf = check_in(language, many, pursuits=pursuits)
        assert reading.pages(pdf) == 1 and "999" in reading.words(pdf)
        assert re.search(r"…(and|ac|a) \d+ ", reading.words(pdf))


def test_one_without_names_does_not_tell_what_i_follow_nor_how_much():
    one, all_kinds = (
        reading.words(check_in(Language.ENGLISH, [asked(*each) for each in kinds], blank=True))
        for kinds in (KINDS[:1], KINDS)
    )
    assert one == all_kinds and "Things I follow" in one and "hopeful" not in one
    assert "Things I follow" not in reading.words(check_in(Language.ENGLISH, [], blank=True))
