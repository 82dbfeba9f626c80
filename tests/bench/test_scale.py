"""No page reads more rows because there are more people: what it asks for is found by an index."""

from collections import Counter
from collections.abc import Iterable

import pytest

from tests.bench import many_people, scale
from tests.bench.many_people import Size
from tests.tools.postgres import Postgres
from tests.tools.rows_read import RowsOf

FEW, MORE = (Size(many, check_ins_each=3, members_a_worker=10) for many in (2000, 6000))
PAGES = {
    "Nia": {"", "community", "good-to-know"},
    "Gareth": {"", "notes", "people", "session-sheet"},
    "Siân": {"", "notes", "supervision", "account"},
    "Mari": {"", "check-in", "progress", "notes", "circle", "letters", "at-home", "whats-on", "what-helps"},
    "Owain": {"circle", "letters"},
    "Dafydd": {"shared"},
}
"""Of the demo: a coordinator, a peer worker who is a member too, a supervisor, a member with everything, one
who came alone, and a family member. Of those who look for a peer worker or bring two together, that is open.
"""
A_FEW = 300
"""So many rows of a table may come and go with how full its pages are, or where the planner turns and reads
all of one person's days (242 in the demo) in place of those it needs. With people they come in thousands."""


def by_table(heard: Iterable[RowsOf]) -> Counter[str]:
    return sum((each.tables for each in heard), Counter())


def grown(few: Counter[str], many: Counter[str]) -> dict[str, str]:
    """The tables of which more was read when there was more."""
    return {
        table: f"{few[table]} → {rows}" for table, rows in many.items() if rows > 1.2 * few[table] + A_FEW
    }


@pytest.fixture(scope="module")
def read(postgres: Postgres) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """By page: what it reads of each table with few people, and with four times as many."""
    with scale.settled(postgres) as database:
        openings = [
            each for each in scale.openings(database) if each.screen.address in PAGES.get(each.who, ())
        ]
        walled = postgres.walled
        many_people.fill(database, FEW)
        few = [by_table(scale.rows(walled, each)) for each in openings]
        many_people.fill(database, MORE)
        many = [by_table(scale.rows(walled, each)) for each in openings]
        return {each.name: both for each, both in zip(openings, zip(few, many, strict=True), strict=True)}


def test_four_times_as_many_people_are_no_more_rows_to_read_for_a_page(read):
    assert len(read) == sum(map(len, PAGES.values())) + len(scale.OPENED)
    assert all(few.total() for few, _many in read.values()), "nothing was counted"
    assert {page: found for page, (few, many) in read.items() if (found := grown(few, many))} == {}
