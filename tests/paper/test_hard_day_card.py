"""The card for the wallet: two sides of 85.6 by 54 mm, whatever is written, for its owner alone."""

import pytest

from lrc_portal.paper import hard_day_card
from lrc_portal.record import hard_day_plan
from lrc_portal.record.hard_day_plan import Call, PlanLine, PlanSubmission, PlanWay
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator
from tests.paper import reading
from tests.paper.test_routes import House
from tests.people import token

CARD = "/export/hard-day-card.pdf"
PLAN = PlanLine(
    how_i_notice="I sleep badly",
    tell_myself="It passes\nTea first",
    where_safe="The library",
    calls=(Call("Bron", "029 2018 0000"), Call("next door", None)),
    ways=(PlanWay(1, "A walk by the dŵr"),),
)


@pytest.mark.parametrize("language", Language)
def test_all_of_a_plan_stands_on_one_page_in_my_language(language):
    t = translator(language)
    pdf = hard_day_card.paper(t, PLAN)
    words = reading.words(pdf)
    assert reading.pages(pdf) == 1 and t("Who I call") in words
    for each in ("I sleep badly", "It passes", "Tea first", "The library", "Bron 029 2018 0000", "next door"):
        assert each in words
    assert "A walk by the dŵr" in words


def test_what_is_too_much_is_shortened_says_so_and_keeps_its_numbers():
    long = PlanLine(
        *("so it goes on and on, " * 200,) * 3,
        calls=tuple(Call(f"Somebody of a long name {n}", f"029 2018 000{n}") for n in range(8)),
        ways=tuple(PlanWay(n, f"A long walk by the river number {n} " * 6) for n in range(30)),
    )
    pdf = hard_day_card.paper(translator(Language.ENGLISH), long)
    words = reading.words(pdf)
    assert reading.pages(pdf) == 1 and "More stands in the portal." in words
    assert all(head in words for head in ("Who I call", "What helps", "How I notice", "Where I feel safe"))
    assert "029 2018 0000" in words


def test_its_owner_gets_it_and_nobody_else_nor_anybody_without_a_plan(sqlite_database):
    house = House(sqlite_database)
    with sqlite_database.writing() as db:
        written = PlanSubmission(tell_myself="It passes", token=token())
        hard_day_plan.save(db, by=house.mari, submission=written)
    answer = house.browser(house.mari).get(CARD)
    assert "It passes" in reading.words(answer.content) and answer.headers["cache-control"] == "no-store"
    for other in (house.gareth, house.nia, house.rhys):
        assert house.browser(other).get(CARD).status_code == 404
    assert house.browser().get(CARD).headers["location"] == "/sign-in?next=/what-helps"
