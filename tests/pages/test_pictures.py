"""Illustrations: each is there, small, drawn by itself alone, and says nothing to who listens."""

from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest

from lrc_portal.ui.kit import pictures

from .conftest import said

FOLDER = Path(pictures.__file__).parents[2] / "assets" / "illustrations"
WINDOWS = {f"window-{pictures.part_of_day(hour)}" for hour in range(24)}


@pytest.mark.parametrize("page", ["today", "goals", "strengths", "circle"])
def test_a_picture_greets_whoever_begins_and_has_no_words(open_as, member, page: str) -> None:
    drawn = [line for line in said(open_as(member, page)).splitlines() if "lrc-illustration" in line]
    assert len(drawn) == 1
    assert 'alt=""' in drawn[0]


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "night"), (4, "night"), (5, "morning"), (9, "morning"), (10, "day"), (16, "day"), (17, "evening")]
    + [(21, "evening"), (22, "night"), (23, "night")],
)
def test_the_window_shows_the_part_of_the_day(hour: int, part: str) -> None:
    assert pictures.part_of_day(hour) == part


def test_every_illustration_is_a_small_drawing_that_loads_nothing() -> None:
    there = {path.stem for path in FOLDER.glob("*.svg")}
    assert there == {*get_args(pictures.Illustration), "sign", *WINDOWS}
    for path in FOLDER.glob("*.svg"):
        assert path.stat().st_size < 2_000
        tags = {each.tag.rsplit("}")[-1] for each in ElementTree.parse(path).iter()}
        assert tags <= {"svg", "g", "path", "rect", "circle", "ellipse"}
