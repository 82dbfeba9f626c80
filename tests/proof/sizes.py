"""How much of each kind the counting tests try: a little in every run, all of it for `make proof`."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """A number that can be asked for: what every run tries, and what the proof does."""

    usual: int
    full: int
    what: str


SIZES = {
    "examples": Size(12, 200, "so many invented records for each rule"),
    "lives": Size(3, 200, "so many lives in which people do things in any order"),
    "kills": Size(11, 1000, "so many processes killed while they save, a tenth of them the whole server"),
    "runs": Size(100, 10_000, "so many pages drawn for many people at once"),
    "inputs": Size(400, 10_000, "so many invented inputs, a fifth of them to the running server"),
    "deaths": Size(2, 20, "so many portals killed while somebody types"),
    "replacements": Size(1, 5, "so many times that each portal is replaced under clicks"),
    "seconds_away": Size(6, 60, "so many seconds for which the database is away"),
    "seconds_locked": Size(6, 60, "so many seconds for which rows or a table are locked"),
    "savers": Size(6, 10, "so many people who save while a backup is made, or the disk is full"),
    "seconds_beside": Size(
        1, 20, "so many seconds for which two releases, or two keys, are beside each other"
    ),
    "clicks": Size(1, 10, "so many double clicks, replays and second tabs for each form"),
}


_OF_DRILLS = ("deaths", "replacements", "seconds_away", "seconds_locked", "savers", "seconds_beside")
DRILL = {name: SIZES[name].full for name in _OF_DRILLS} | {"kills": 200}
PROOF = {name: size.full for name, size in SIZES.items() if name not in _OF_DRILLS}
"""How much each command tries, of what it asks for."""


def variable(name: str) -> str:
    """The environment variable that sets it."""
    return f"LRC_TEST_{name.upper()}"


def asked(name: str) -> int:
    """How many this run is to try."""
    return int(os.environ.get(variable(name), SIZES[name].usual))
