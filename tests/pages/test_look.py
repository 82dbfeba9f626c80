"""The style sheet: every ground carries the words and marks that stand on it (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
import tomllib

import pytest

from lrc_portal.identity.pages import ASSETS
from tests.tools.contrast import contrast

LOOK = (ASSETS / "look.css").read_text()
CONFIG = tomllib.loads((ASSETS.parents[1] / ".streamlit" / "config.toml").read_text())["theme"]
BY_NAME = {
    name: dict(zip(("light", "dark"), pair, strict=True))
    for name, *pair in re.findall(r"--lrc-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", LOOK)
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "area", "raised"])
def test_words_can_be_read_on_every_ground(ground: str, theme: str) -> None:
    for words in ("ink", "soft-ink", "main"):
        assert contrast(BY_NAME[words][theme], BY_NAME[ground][theme]) >= 4.5, words


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "area"])
def test_fields_and_the_marks_of_the_elements_stand_out_on_the_page_and_on_an_area(
    ground: str, theme: str
) -> None:
    for drawn in (BY_NAME["border"][theme], *CONFIG[theme]["chartCategoricalColors"]):
        assert contrast(drawn, BY_NAME[ground][theme]) >= 3, drawn


def test_the_style_sheet_and_the_theme_name_the_same_colours() -> None:
    for theme in ("light", "dark"):
        said = {name: BY_NAME[name][theme] for name in ("main", "ground", "ink", "border")}
        keys = ("primaryColor", "backgroundColor", "textColor", "borderColor")
        assert list(said.values()) == [CONFIG[theme][key] for key in keys]


SIGNS = sorted(each.name for each in (ASSETS.parent / "ui").iterdir() if (each / "__init__.py").exists())
"""Rooms in which each sign stands on one line with the word it belongs to."""


@pytest.mark.parametrize("room", SIGNS)
def test_no_sign_is_torn_from_its_word(room: str) -> None:
    """An ordinary space may end a line, and beside a box of its own so may one that should not."""
    torn = re.compile(r":material/[^:\n]*: |elements\.sign\([^\n]*?\)} ")
    folder = ASSETS.parent / "ui" / room
    found = [path.name for path in sorted(folder.glob("*.py")) if torn.search(path.read_text())]
    assert not found, "write NO_BREAK between them"
    assert re.search(r'\[style\*="Symbols"\] { display: inline !important; }', LOOK)
