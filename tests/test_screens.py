"""The bar of a narrow screen holds four screens that are a person's own, and the rest is under More."""

import pytest

from lrc_portal.acting import Viewer
from lrc_portal.screens import SCREENS, bar_for
from lrc_portal.vocabulary import Language, Role

BARS = [
    ({Role.MEMBER}, ["", "check-in", "progress", "circle"]),
    ({Role.FAMILY}, ["", "check-in", "progress", "shared"]),
    ({Role.MEMBER, Role.FAMILY}, ["", "check-in", "progress", "circle"]),
    ({Role.PEER_WORKER}, ["", "notes", "people", "session-sheet"]),
    ({Role.PEER_WORKER, Role.MEMBER}, ["", "check-in", "progress", "people"]),
    ({Role.COORDINATOR}, ["", "community", "account"]),
    ({Role.COORDINATOR, Role.PEER_WORKER}, ["", "notes", "people", "community"]),
    (set(), [""]),
]


@pytest.mark.parametrize(("roles", "expected"), BARS)
def test_what_a_person_opens_most_is_in_reach_of_the_thumb(roles: set[Role], expected: list[str]) -> None:
    viewer = Viewer(1, frozenset(roles), Language.ENGLISH)
    in_bar = bar_for(viewer)
    assert [screen.address for screen in in_bar] == expected
    assert all(screen.is_for(viewer) for screen in in_bar)
    assert [screen for screen in SCREENS if screen in in_bar] == list(in_bar), "in the order of the menu"
