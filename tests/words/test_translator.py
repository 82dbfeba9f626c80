"""What a sentence is filled with changes the words beside it, where the language asks for it."""

from datetime import date

import pytest

from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator

cy, en = translator(Language.CYMRAEG), translator(Language.ENGLISH)


@pytest.mark.parametrize(
    ("name", "joined"),
    [
        ("Gareth", "Chi a Gareth"),
        ("Eleri", "Chi ac Eleri"),
        ("Ŵyn", "Chi ac Ŵyn"),
        ("Wil", "Chi a Wil"),
        ("Ioan", "Chi ac Ioan"),
        ("**Owain**", "Chi ac **Owain**"),
        ("", "Chi a rhywun y mae ei gyfrif wedi'i ddileu"),
        ("2", "Chi a 2"),
    ],
)
def test_welsh_says_ac_before_a_vowel(name: str, joined: str) -> None:
    assert cy("You and {name}", name=name) == joined


def test_welsh_says_gydag_and_ag_before_a_vowel() -> None:
    assert cy("With {name}, since {day}", name="Idris", day="1 Mai").startswith("Gydag Idris,")
    assert cy("With {name}, since {day}", name="Siân", day="1 Mai").startswith("Gyda Siân,")
    assert "gydgerdded ag Owain" in cy("You said yes to walking with {name}.", name="Owain")


@pytest.mark.parametrize("name", ["Alcohol", "Tabledi poen", "Gamblo"])
def test_welsh_asks_about_whatever_it_is_called_and_changes_no_letter_of_it(name: str) -> None:
    assert cy("{name}: how did it go?", name=name) == f"{name}: sut aeth hi?"


def test_english_stays_as_it_is() -> None:
    assert en("You and {name}", name="Eleri") == "You and Eleri"


@pytest.mark.parametrize("typed", ["{name}", "Owain {n}", "a {gap}"])
def test_what_somebody_is_called_is_never_filled_itself(typed: str) -> None:
    assert cy("You and {name}", name=typed).endswith(typed)


def test_a_day_behind_a_preposition_is_mutated() -> None:
    thursday = date(2026, 11, 12)
    assert cy("Write about {day}", day=cy.weekday(thursday, within=True)) == (
        "Ysgrifennu am ddydd Iau 12 Tachwedd"
    )
    assert (
        en("Write about {day}", day=en.weekday(thursday, within=True)) == "Write about Thursday 12 November"
    )


def test_a_weekday_within_a_sentence_begins_as_its_language_has_it() -> None:
    assert (cy.weekday_name(date(2026, 11, 28)), en.weekday_name(date(2026, 11, 28))) == (
        "dydd Sadwrn",
        "Saturday",
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ENGLISH, "You and somebody whose account is erased began to walk together"),
        (Language.CYMRAEG, "rhywun y mae ei gyfrif wedi'i ddileu"),
    ],
)
def test_whoever_has_no_name_any_more_is_named_so(language: Language, said: str) -> None:
    assert said in translator(language)("You and {name} began to walk together", name="")
