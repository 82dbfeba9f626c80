"""Numbers that may leave the house: which are shown, and which are withheld so that they tell of nobody.

What is withheld depends on nothing but what is shown and on which numbers are below `SMALL`. So a
report is the same, letter by letter, whichever of 0 to 4 stands behind a withheld small number, and
nobody can find out more from it, however they set its numbers against each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from lrc_portal.series import Between, Cell, Hidden, Sum

SMALL = 5
"""Below this a number is withheld; a zero too, since it says of each person that it was not them."""
ENOUGH = 20
"""From so many people on it is told how many of them a thing is true of; of fewer it tells of each."""

Key = TypeVar("Key")


@dataclass(frozen=True)
class Split(Generic[Key]):
    """A whole and its parts."""

    whole: Sum
    parts: Mapping[Key, Sum]


def primary_suppression(count: int) -> Cell:
    """A number that stands alone."""
    return count if count >= SMALL else Hidden.FEWER


def minimum_contributors(count: int, contributors: int) -> Cell:
    """A number to which few contribute would tell of each of them, however large it is (threshold rule)."""
    return count if contributors >= SMALL else Hidden.WITHHELD


def primary_suppression_of_each(counts: Mapping[Key, int]) -> dict[Key, Cell]:
    """Numbers that have no part in common. Their sum is told with `total`, never counted by itself."""
    return {key: primary_suppression(count) for key, count in counts.items()}


def beside(cell: Cell, earlier: Iterable[Sum]) -> Sum:
    """A number as it may be told beside those that were told of it earlier in the same year.

    What came since is a count like any other: below `SMALL` it is withheld, zero too, and told is only
    from what to what the number could be. Where a few fell away since, nothing is told.
    """
    if isinstance(cell, Hidden):
        return cell
    known = [cell - each for each in earlier if isinstance(each, int)]
    if any(-SMALL < more < 0 for more in known):
        return Hidden.WITHHELD
    few = [more for more in known if 0 <= more < SMALL]
    if few:
        before = cell - max(few)
        return Between(before, before + SMALL - 1)
    return cell


def all_beside(cells: Mapping[Key, Cell], earlier: Iterable[Mapping[Key, Sum]]) -> dict[Key, Sum]:
    """Numbers that have no part in common, each beside its own earlier ones."""
    tables = list(earlier)
    return {
        key: beside(cell, [table[key] for table in tables if key in table]) for key, cell in cells.items()
    }


def total(cells: Iterable[Sum]) -> Sum:
    """The sum of cells as far as they themselves tell it."""
    least = most = 0
    for cell in cells:
        if cell is Hidden.WITHHELD:
            return Hidden.WITHHELD
        if isinstance(cell, Between):
            least, most = least + cell.least, most + cell.most
        elif isinstance(cell, int):
            least, most = least + cell, most + cell
        else:
            most += SMALL - 1
    return least if least == most else Between(least, most)


def split(counts: Mapping[Key, int], earlier: Iterable[Split[Key]] = ()) -> Split[Key]:
    """A whole that matters more than its parts: it is shown, and they only where none of them is small.

    Beside earlier ones the same is true of what came since.
    """
    before = list(earlier)
    whole = beside(primary_suppression(sum(counts.values())), [each.whole for each in before])
    parts = all_beside(primary_suppression_of_each(counts), [each.parts for each in before])
    if isinstance(whole, int) and all(isinstance(part, int) for part in parts.values()):
        return Split(whole, parts)
    return Split(whole, withheld(counts))


def withheld(keys: Iterable[Key]) -> dict[Key, Sum]:
    """A table of which nothing is told."""
    return dict.fromkeys(keys, Hidden.WITHHELD)


def some_of(people: Sum, counts: Mapping[Key, int]) -> dict[Key, Sum]:
    """Numbers of people out of `people`, who are told elsewhere; nobody is in two of them.

    How many are in none is told nowhere, and can then be told from what is shown only where there are
    many. All stay withheld where that, or one that is small, could be narrowed down.
    """
    if isinstance(people, Hidden):
        return withheld(counts)
    could_be = (people, people) if isinstance(people, int) else (people.least, people.most)
    if could_be[0] < ENOUGH:
        return withheld(counts)
    cells = primary_suppression_of_each(counts)
    shown = sum(cell for cell in cells.values() if not isinstance(cell, Hidden))
    could_be_small = (SMALL - 1) * sum(cell is Hidden.FEWER for cell in cells.values())
    for many in range(could_be[0], could_be[1] + 1):
        left = many - shown
        # `left` is shared by the small ones and those in none. Each must be able to be anything from 0
        # to 4, unless those in none are many whatever the small ones are.
        if left < SMALL - 1 or could_be_small < left < could_be_small + SMALL:
            return withheld(counts)
    return dict(cells)
