"""Disambiguating display names: people whose names read the same are told apart by what the reader knows.

Whoever lists people hands in what the reader of the list may know of each, from the short to the exact: when
they joined, since when they walk together, when they last met. Nothing is added where a name stands alone.
"""

import unicodedata
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from lrc_portal import clock
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

JOINED = mark("joined on {day}")
IN_MY_CIRCLE = mark("in your circle since {day}")
WALKING = mark("walking with you since {day}")
ASKED = mark("you were asked on {day}")
INVITED = mark("invited on {day}")
FIRST_HERE = mark("first in this list on {day}")

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True)
class Known:
    """What somebody is called, and what the reader knows of them; the last of it is the most exact.

    It is put into words only where a name does not stand alone, which is seldom.
    """

    display_name: str
    by: Callable[[], tuple[str, ...]] = tuple


def disambiguated(t: Translator, people: Mapping[Person, Known]) -> dict[Person, str]:
    """The name to show for each; where two read the same, with as little beside it as tells them apart."""
    names = {person: known.display_name for person, known in people.items()}
    for group in alike(names):
        names.update(_apart(t, {person: people[person] for person in group}))
    return names


def alike(names: Mapping[Person, str]) -> list[list[Person]]:
    """Those whose names read the same, together; nobody whose name stands alone."""
    groups: dict[str, list[Person]] = {}
    for person, display_name in names.items():
        groups.setdefault(reads_as(display_name), []).append(person)
    return [group for group in groups.values() if len(group) > 1]


def at(t: Translator, said: str, moment: datetime) -> tuple[str, str]:
    """What one of the sentences above says of a moment: by the day, and by the minute."""
    local = clock.local(moment)
    day = t.day(local.date())
    return t(said, day=day), t(said, day=t("{day} at {time}", day=day, time=t.clock(local)))


def reads_as(display_name: str) -> str:
    """The same for names that look or sound alike: whatever their capitals, accents, hyphens and spaces."""
    letters = unicodedata.normalize("NFKD", display_name).casefold()
    return (
        "".join(each for each in letters if unicodedata.category(each)[0] in "LNS") or display_name.casefold()
    )


def _apart(t: Translator, group: Mapping[Person, Known]) -> dict[Person, str]:
    known = {person: each.by() for person, each in group.items()}
    beside = {person: "" for person in group}
    for exact in range(max(len(by) for by in known.values())):
        beside = {person: by[min(exact, len(by) - 1)] if by else "" for person, by in known.items()}
        if len(set(beside.values())) == len(group):
            break
    seen: dict[str, int] = {}
    names = {}
    for person, said in beside.items():
        place = seen[said] = seen.get(said, 0) + 1
        told = t("{known}, number {n}", known=said, n=place) if said and place > 1 else said
        names[person] = f"{group[person].display_name} ({told})" if told else group[person].display_name
    return names
