"""The sheet before a session: one page whatever the record holds, and it says when it is not all."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrc_portal.paper import sheet
from lrc_portal.paper.shortening import shortened
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator
from tests.paper import invented, reading

EN, CY = translator(Language.ENGLISH), translator(Language.CYMRAEG)
ENORMOUS = {
    "agenda": 30,
    "goals": 40,
    "strengths": 20,
    "since": 20,
    "higher": 6,
    "areas": 3,
    "weeks": 13,
    "note_words": "We walked by the Taff and talked. " * 150,
}


@pytest.mark.parametrize(
    ("size", "all_of_it"),
    [
        ({}, True),
        ({"agenda": 1, "words": "x"}, True),
        ({"agenda": 3, "goals": 3, "strengths": 2, "higher": 2, "weeks": 13, "note_words": "A walk."}, True),
        ({"agenda": 30}, True),
        ({"agenda": 30, "goals": 40}, False),
        (ENORMOUS, False),
        ({**ENORMOUS, "own_account": "I saw it otherwise. " * 250}, False),
        ({**ENORMOUS, "display_name": "M" * 300, "words": "W" * 300}, False),
        ({**ENORMOUS, "words": "W" * 300, "note_words": "W" * 6000, "own_account": "W" * 6000}, False),
        ({**ENORMOUS, "words": "\n".join(["a line"] * 40), "note_words": "a\n" * 2500}, False),
    ],
)
@pytest.mark.parametrize("t", [EN, CY], ids=["en", "cy"])
def test_a_sheet_is_one_page_and_says_when_there_is_more(t, size: dict, all_of_it: bool) -> None:
    pdf = sheet.paper(t, invented.sheet(**size))
    assert reading.pages(pdf) == 1
    assert (t("More stands in the portal.") in reading.words(pdf)) is not all_of_it


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    counts=st.tuples(*[st.integers(0, 40)] * 4),
    words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300),
    note_words=st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=6000),
)
def test_no_words_make_a_second_page(counts: tuple, words: str, note_words: str | None) -> None:
    agenda, goals, strengths, since = counts
    found = invented.sheet(
        agenda=agenda, goals=goals, strengths=strengths, since=since, words=words, note_words=note_words
    )
    assert reading.pages(sheet.paper(EN, found)) == 1


def test_it_stands_in_the_order_of_the_talk() -> None:
    found = invented.sheet(agenda=1, areas=3, goals=1, higher=1, weeks=13, since=1, note_words="A walk.")
    told = reading.words(sheet.paper(EN, found))
    order = [
        "Before we meet",
        "What Mari wants to talk about",
        "Areas Mari chose",
        "What is higher",
        "Goals and next steps",
        "What you both agreed last time",
        "Since you last met",
        "The last three months",
        "This sheet holds personal things.",
    ]
    places = [told.index(heading) for heading in order]
    assert places == sorted(places)


def test_what_is_not_there_has_no_heading() -> None:
    told = reading.words(sheet.paper(EN, invented.sheet()))
    for heading in ("wants to talk about", "higher", "three months", "Goals", "Strengths", "Since", "agreed"):
        assert heading not in told


def test_the_rest_of_a_list_is_counted_in_words() -> None:
    told = reading.words(sheet.paper(EN, invented.sheet(agenda=30, goals=40)))
    assert "…and " in told and " more" in told


def test_a_sheet_that_goes_by_the_newest_says_that_there_is_more() -> None:
    short = invented.sheet(goals=2)
    assert "More stands in the portal." not in reading.words(sheet.paper(EN, short))
    assert "More stands in the portal." in reading.words(sheet.paper(EN, replace(short, is_whole=False)))


@pytest.mark.parametrize("t", [EN, CY], ids=["en", "cy"])
def test_welsh_letters_are_letters_on_paper(t) -> None:
    told = reading.words(
        sheet.paper(t, invented.sheet(display_name="Siân Gŵyr", agenda=1, words="Ŵyna yn y tŷ: ẁ ẃ ŷ Ŷ"))
    )
    assert "Siân Gŵyr" in told and "Ŵyna yn y tŷ: ẁ ẃ ŷ Ŷ" in told


def test_two_views_stand_beside_each_other_under_their_own_names() -> None:
    found = invented.sheet(note_words="She was late.", own_account="The bus was late.")
    told = reading.words(sheet.paper(EN, found))
    assert "Last time: two views" in told
    assert told.index("Written by Gareth") < told.index("She was late.")
    assert told.index("In Mari’s own words") < told.index("The bus was late.")


def test_the_chart_is_drawn_in_lines_and_its_names_are_letters() -> None:
    with_chart = sheet.paper(EN, invented.sheet(weeks=13))
    without = sheet.paper(EN, invented.sheet())
    assert "/Image" not in reading.forms(with_chart)
    assert reading.curves(with_chart) > reading.curves(without) + 20
    assert "Life around me" in reading.words(with_chart) and "Life around me" not in reading.words(without)


@given(words=st.text(max_size=400), most=st.integers(20, 200))
def test_a_text_is_cut_so_that_one_sees_it(words: str, most: int) -> None:
    cut = shortened(words, most)
    assert cut == words if len(words) <= most else cut.endswith("…") and len(cut) <= most + 2


def test_a_text_is_cut_at_the_end_of_a_sentence_or_of_a_word() -> None:
    assert shortened("We walked. We talked. We ate.", 23) == "We walked. We talked. …"
    assert shortened("We walked along the river to the sea", 20) == "We walked along the…"
