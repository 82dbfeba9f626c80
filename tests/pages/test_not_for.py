"""A page of another part, opened by its address: it says so calmly, and shows nothing else."""

from pathlib import Path

import pytest

from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import Role

from .conftest import said, sees


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "signed-out")
def test_each_page_that_is_for_others_says_so_and_nothing_else(house, make, walk, open_as, role):
    somebody = make("Eirlys", role) if role else None
    mine = frozenset({role} if role else ())
    not_mine = [screen for screen in SCREENS if screen.address and not screen.is_for_roles(mine)]
    assert len(not_mine) > 2
    app = open_as(somebody, Path(not_mine[0].file).stem)
    shown = {}
    for screen in not_mine:
        app.query_params["with"] = str(walk.pairing_id)
        app.switch_page(f"../pages/{screen.file}").run()
        assert sees(app, "This page is for others" if role else "Sign in first"), screen.path
        shown[screen.path] = said(app)
    assert len(set(shown.values())) == 1, shown
    [everything] = set(shown.values())
    assert "Gwen" not in everything and "Carys" not in everything
