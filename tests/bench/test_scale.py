"""No page reads more rows because there are more people: what it asks for is found by an index."""

from collections import Counter
from collections.abc import Iterable

import pytest

from tests.bench import many_people, scale
from tests.bench.many_people import Size
from tests.tools.postgres import Postgres
from tests.tools.rows_read import RowsOf

FEW, MORE = Size(2000, check_ins_each=3), Size(6000, check_ins_each=3)
PAGES = {
    "Gareth": {"", "notes", "people", "session-sheet"},
    "Mari": {"", "progress", "notes", "circle"},
    "Dafydd": {"shared"},
}
"""Of the demo: a peer worker who is a member too, a member with everything, and a family member."""
NOT_YET = {"person_role", "trait"}
"""Read of all peer workers, where somebody could be asked and where pages stand beside pairings."""
A_FEW = 100
"""So many rows of a table may come and go with how full its pages are, or where the planner turns."""


def by_table(heard: Iterable[RowsOf]) -> Counter[str]:
    return sum((each.tables for each in heard), Counter())


def grown(few: Counter[str], many: Counter[str]) -> dict[str, str]:
    """The tables of which more was read when there was more."""
    return {
        table: f"{few[table]} → {rows}"
        for table, rows in many.items()
        if table not in NOT_YET and rows > 1.2 * few[table] + A_FEW
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
    assert len(read) == sum(map(len, PAGES.values()))
    assert all(few.total() for few, _many in read.values()), "nothing was counted"
    assert {page: found for page, (few, many) in read.items() if (found := grown(few, many))} == {}
