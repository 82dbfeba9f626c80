"""Help now: every line can be reached and is said in both languages."""

from datetime import date

import pytest

from lrc_portal.vocabulary import Language
from lrc_portal.words import helplines
from lrc_portal.words.helplines import ForWhom, Helpline
from lrc_portal.words.translator import translator

each_line = pytest.mark.parametrize("line", helplines.all_lines(), ids=lambda line: line.id)


@each_line
def test_both_languages(line: Helpline) -> None:
    for texts in (line.name, line.about, line.hours, *([line.text] if line.text else [])):
        assert set(texts) == set(Language)
        assert all(texts.values())


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
