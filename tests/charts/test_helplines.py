"""Help now: every line can be reached and is said in both languages."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lrc_portal import clock
from lrc_portal.vocabulary import LANGUAGES, Language
from lrc_portal.words import helplines
from lrc_portal.words.helplines import Helpline, LineFor
from lrc_portal.words.translator import translator

each_line = pytest.mark.parametrize("line", helplines.all_lines(), ids=lambda line: line.id)


@each_line
def test_every_language_and_its_own_words_where_the_language_is_complete(line: Helpline) -> None:
    for texts in (line.name, line.about, line.hours, *([line.text] if line.text else [])):
        assert set(texts) == set(Language)
        assert all(texts.values())


@pytest.mark.parametrize("language", [each for each, spoken in LANGUAGES.items() if spoken.complete])
def test_a_complete_language_has_its_own_words_for_every_line(language: Language) -> None:
    lines = tomllib.loads(helplines.FILE.read_text(encoding="utf-8"))["line"]
    lacking = [
        f"{line['id']}: {name}.{language.value}"
        for line in lines
        for name, texts in line.items()
        if isinstance(texts, dict) and not texts.get(language.value)
    ]
    assert not lacking, f"write these in {helplines.FILE.name}: {lacking}"


def test_it_says_in_which_languages_somebody_answers() -> None:
    line = helplines.all_lines()[0]
    answered = {
        (Language.ENGLISH,): "yn Saesneg",
        (Language.CYMRAEG,): "yn Gymraeg",
        (Language.CYMRAEG, Language.ENGLISH): "yn Gymraeg ac yn Saesneg",
    }
    cy = translator(Language.CYMRAEG)
    for languages, said in answered.items():
        assert replace(line, languages=languages).spoken(cy) == said


@each_line
def test_a_tap_leads_somewhere(line: Helpline) -> None:
    if line.tel:
        assert line.tel.isascii() and line.tel.isdigit()
        assert line.tel == line.number.replace(" ", "")
        assert line.link == f"tel:{line.tel}"
    else:
        assert line.link.startswith("https://")


def test_when_it_was_checked_stands_below_it_for_a_year_and_no_doubt_ever() -> None:
    t = translator(Language.ENGLISH)
    checked = replace(helplines.all_lines()[0], checked_on=date(2030, 5, 1), is_checked=True)
    days = {datetime(2031, 5, 1, 12, tzinfo=UTC): False, datetime(2031, 5, 2, 12, tzinfo=UTC): True}
    for day, waits in days.items():
        with clock.standing_at(day):
            assert checked.is_to_be_checked == waits
            assert checked.checked(t) == (None if waits else "Checked: May 2030.")
            assert replace(checked, is_checked=False).checked(t) is None
    assert checked.checked_last(t) == "Last checked on 1 May 2030."


@each_line
def test_a_source_and_a_day_are_given_to_whoever_checks_it(line: Helpline) -> None:
    assert isinstance(line.checked_on, date)
    assert line.source and line.checked_last(translator(Language.ENGLISH))


def test_most_urgent_first() -> None:
    assert [line.tel for line in helplines.all_lines()][:3] == ["08088082234", "999", "111"]


def test_families_have_a_line_of_their_own() -> None:
    assert [line.id for line in helplines.all_lines() if line.whom is LineFor.FAMILY] == ["adfam"]
