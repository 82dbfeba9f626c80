"""What is withheld cannot be worked out: not from one table, not from several, not by knowing the rules."""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrc_portal.series import Between, Hidden
from lrc_portal.support.report.suppression import (
    ENOUGH,
    SMALL,
    beside,
    primary_suppression,
    primary_suppression_of_each,
    some_of,
    split,
    total,
    withheld,
)

unhurried = settings(deadline=None)
ANYTHING_SMALL = set(range(SMALL))
counts = st.lists(st.integers(0, 30), min_size=1, max_size=6).map(lambda each: dict(enumerate(each)))


def disambiguated(table: dict[int, int]) -> tuple:
    """All that a reader sees of numbers that stand side by side, with their sum."""
    cells = primary_suppression_of_each(table)
    return tuple(cells.items()), total(cells.values())


@unhurried
@given(counts, st.data())
def test_the_page_is_the_same_whatever_the_small_numbers_are(table, data) -> None:
    other = {
        key: data.draw(st.integers(0, SMALL - 1)) if count < SMALL else count for key, count in table.items()
    }
    assert disambiguated(other) == disambiguated(table)


@unhurried
@given(counts)
def test_no_small_number_is_shown_and_no_other_is_lost(table) -> None:
    cells = primary_suppression_of_each(table)
    for key, count in table.items():
        assert cells[key] == (count if count >= SMALL else Hidden.FEWER)


@unhurried
@given(counts)
def test_a_sum_is_told_as_near_as_its_parts_tell_it(table) -> None:
    told = total(primary_suppression_of_each(table).values())
    true = sum(table.values())
    if isinstance(told, Between):
        assert told.least <= true <= told.most
        assert told.most - told.least == (SMALL - 1) * sum(count < SMALL for count in table.values())
    else:
        assert told == true


def test_a_sum_of_something_withheld_is_withheld() -> None:
    assert total([Hidden.WITHHELD, 12]) is Hidden.WITHHELD


def worlds(cells: int, most: int):
    return product(range(most + 1), repeat=cells)


def everything_small_stays_possible(classes: dict, keys: int) -> None:
    """Of all worlds that give the same page: each number that is small in one of them can be any from 0 to 4.

    `classes` holds every page that there can be, with all that may lie behind it: this is the reader who
    knows the rules, can count, and has all the time there is.
    """
    for page, behind in classes.items():
        for place in range(keys):
            values = {world[place] for world in behind}
            if values & ANYTHING_SMALL:
                assert values >= ANYTHING_SMALL, (page, place, sorted(values))


@pytest.mark.parametrize("parts", [2, 3])
def test_of_a_whole_that_is_shown_no_small_part_is_found_out(parts: int) -> None:
    classes = defaultdict(set)
    for world in worlds(parts, 16):
        told = split(dict(enumerate(world)))
        if sum(world) <= 16 and isinstance(told.whole, int):
            classes[told.whole, *told.parts.values()].add(world)
    everything_small_stays_possible(classes, parts)


@unhurried
@given(counts)
def test_a_whole_is_shown_and_its_parts_all_or_none(table) -> None:
    told = split(table)
    assert told.whole == primary_suppression(sum(table.values()))
    if min(table.values()) >= SMALL:
        assert told.parts == table
    else:
        assert set(told.parts.values()) == {Hidden.WITHHELD}


@pytest.mark.parametrize("people", range(ENOUGH, ENOUGH + 14))
def test_of_people_who_are_told_elsewhere_no_small_group_is_found_out(people: int) -> None:
    """Neither those who are counted nor those who are in no group, whom nobody counted out."""
    classes = defaultdict(set)
    for higher, same, lower in worlds(3, people):
        if (none := people - higher - same - lower) >= 0:
            told = some_of(people, {"higher": higher, "same": same, "lower": lower})
            classes[tuple(told.values())].add((higher, same, lower, none))
    everything_small_stays_possible(classes, 4)
    assert any(all(isinstance(cell, int) for cell in page) for page in classes)


@unhurried
@given(st.integers(0, ENOUGH - 1), st.integers(0, 19), st.integers(0, 19))
def test_of_few_people_nothing_is_told(people, higher, lower) -> None:
    for cell in (people, Hidden.FEWER, Hidden.WITHHELD):
        assert some_of(cell, {"higher": higher, "lower": lower}) == withheld(["higher", "lower"])


def test_printings_beside_each_other_never_tell_how_few_came_between() -> None:
    """Every life of one number through four quarters, by what is told of it at the end of each."""
    behind = defaultdict(set)
    for counts in combinations_with_replacement(range(27), 4):
        told: list = []
        for count in counts:
            told.append(beside(primary_suppression(count), told))
        behind[tuple(told)].add(counts)
    # Beside lives up to 22 stand all that could be taken for them.
    for lives in (each for each in behind.values() if min(life[-1] for life in each) <= 22):
        for earlier, later in combinations(range(4), 2):
            between = {life[later] - life[earlier] for life in lives}
            assert not (len(between) == 1 and between < ANYTHING_SMALL), (lives, earlier, later)


def test_what_fell_away_since_is_told_only_where_it_is_many() -> None:
    assert beside(30, [33]) is Hidden.WITHHELD and beside(30, [36]) == 30
    assert beside(30, [28]) == Between(28, 32) == beside(30, [22, 28]) == beside(28, [28])
