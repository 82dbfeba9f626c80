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

    whole: Cell
    parts: dict[Key, Cell]


def clipped(count: int) -> Cell:
    """A number that stands alone."""
    return count if count >= SMALL else Hidden.FEWER


def apart(counts: Mapping[Key, int]) -> dict[Key, Cell]:
    """Numbers that have no part in common. Their sum is told with `total`, never counted by itself."""
    return {key: clipped(count) for key, count in counts.items()}


def total(cells: Iterable[Cell]) -> Sum:
    """The sum of cells as far as they themselves tell it."""
    shown = list(cells)
    if Hidden.WITHHELD in shown:
        return Hidden.WITHHELD
    least = sum(cell for cell in shown if not isinstance(cell, Hidden))
    small = sum(cell is Hidden.FEWER for cell in shown)
    if not small:
        return least
    return Between(least, least + small * (SMALL - 1))


def split(counts: Mapping[Key, int]) -> Split[Key]:
    """A whole that matters more than its parts: it is shown, and they only where none of them is small."""
    whole = clipped(sum(counts.values()))
    if min(counts.values()) >= SMALL:
        return Split(whole, dict(counts))
    return Split(whole, withheld(counts))


def withheld(keys: Iterable[Key]) -> dict[Key, Cell]:
    """A table of which nothing is told."""
    return dict.fromkeys(keys, Hidden.WITHHELD)


def some_of(people: Cell, counts: Mapping[Key, int]) -> dict[Key, Cell]:
    """Numbers of people out of `people`, who are told elsewhere; nobody is in two of them.

    How many are in none is told nowhere, and can then be told from what is shown only where there are
    many. All stay withheld where that, or one that is small, could be narrowed down.
    """
    if isinstance(people, Hidden) or people < ENOUGH:
        return withheld(counts)
    cells = apart(counts)
    left = people - sum(cell for cell in cells.values() if not isinstance(cell, Hidden))
    could_be_small = (SMALL - 1) * sum(cell is Hidden.FEWER for cell in cells.values())
    # `left` is shared by the small ones and those in none. Each must be able to be anything from 0 to 4,
    # unless those in none are many whatever the small ones are.
    narrowed = left < SMALL - 1 or could_be_small < left < could_be_small + SMALL
    return withheld(counts) if narrowed else cells
