"""Two people who are called alike are told apart by what the reader knows, and nobody else is marked."""

from datetime import UTC, datetime
from functools import partial

import pytest

from lrc_portal.vocabulary import Language
from lrc_portal.words.namesakes import JOINED, Known, at, disambiguated
from lrc_portal.words.translator import translator

EN = translator(Language.ENGLISH)
MARCH = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
MAY = datetime(2026, 5, 3, 9, 5, tzinfo=UTC)


def joined(display_name: str, moment: datetime) -> Known:
    return Known(display_name, partial(at, EN, JOINED, moment))


def test_a_name_that_stands_alone_stays_as_it_is() -> None:
    people = {1: joined("Siân Jones", MARCH), 2: joined("Siân Thomas", MARCH), 3: Known("")}
    assert disambiguated(EN, people) == {1: "Siân Jones", 2: "Siân Thomas", 3: ""}


@pytest.mark.parametrize(
    "other", ["Siân Jones", "siân JONES", "Sian Jones", "Sia\u0302n  Jones", "Siân-Jones", "Siân\u200bJones"]
)
def test_names_that_read_the_same_say_when_each_joined(other: str) -> None:
    told = disambiguated(EN, {1: joined("Siân Jones", MARCH), 2: joined(other, MAY), 3: joined("Rhys", MAY)})
    assert told == {
        1: "Siân Jones (joined on 3 March 2026)",
        2: f"{other} (joined on 3 May 2026)",
        3: "Rhys",
    }


def test_what_is_known_of_a_name_that_stands_alone_is_not_put_into_words() -> None:
    """Lists of many people are read on every page, and days in words are dear."""
    said: list[int] = []

    def by(person: int) -> tuple[str, ...]:
        said.append(person)
        return (f"number {person}",)

    names = {1: "Siân", 2: "Rhys", 3: "Siân", 4: "Mair"}
    disambiguated(EN, {person: Known(name, partial(by, person)) for person, name in names.items()})
    assert said == [1, 3]


def test_on_one_day_the_hour_tells_and_a_number_never_stands_alone() -> None:
    later = MARCH.replace(hour=16)
    people = {1: joined("Siân", MARCH), 2: joined("Siân", later), 3: joined("Siân", later)}
    assert list(disambiguated(EN, people).values()) == [
        "Siân (joined on 3 March 2026 at 14:30)",
        "Siân (joined on 3 March 2026 at 16:30)",
        "Siân (joined on 3 March 2026 at 16:30, number 2)",
    ]


def test_what_is_short_is_enough_where_it_differs() -> None:
    people = {1: Known("Siân", lambda: ("the choir", "joined in spring")), 2: joined("Siân", MAY)}
    assert disambiguated(EN, people) == {1: "Siân (the choir)", 2: "Siân (joined on 3 May 2026)"}


def test_names_in_other_letters_are_not_alike() -> None:
    assert disambiguated(EN, {1: joined("سارة", MARCH), 2: joined("ليلى", MARCH), 3: joined("🌻", MAY)}) == {
        1: "سارة",
        2: "ليلى",
        3: "🌻",
    }


def test_in_welsh_it_is_said_in_welsh() -> None:
    cy = translator(Language.CYMRAEG)
    of = {n: Known("Siân", partial(at, cy, JOINED, day)) for n, day in enumerate((MARCH, MAY))}
    told = disambiguated(cy, of)
    assert told[0] == "Siân (ymunodd ar 3 Mawrth 2026)"
