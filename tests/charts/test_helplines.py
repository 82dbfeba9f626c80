"""Help now: every line can be reached and is said in both languages."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from lrc_portal.vocabulary import LANGUAGES, Language
from lrc_portal.words import helplines
from lrc_portal.words.helplines import ForWhom, Helpline
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


@each_line
def test_it_says_when_it_was_checked_or_that_it_was_not(line: Helpline) -> None:
    assert isinstance(line.checked_on, date)
    assert line.source
    said = line.checked(translator(Language.ENGLISH))
    assert said.startswith("Checked" if line.is_checked else "Listed on")
    assert str(line.checked_on.year) in said


def test_most_urgent_first() -> None:
    assert [line.tel for line in helplines.all_lines()][:3] == ["999", "111", "116123"]


def test_families_have_a_line_of_their_own() -> None:
    assert [line.id for line in helplines.all_lines() if line.whom is ForWhom.FAMILY] == ["adfam"]
