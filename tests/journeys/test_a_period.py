"""Choosing a period on the chart shows what happened in it: with a finger, and with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import settled

SPRING = "Sang at the community centre with the choir."
AUTUMN = "Made the tea at the Tuesday group for the first time."


@pytest.fixture
def mari(community: Community, new_person_page: Callable[..., Page]) -> Somebody:
    mari = Somebody(new_person_page(), community.portal, "Mari").sign_in(community["Mari"])
    mari.open("/progress").reads(AUTUMN)
    mari.page.get_by_role("radio", name="1 year").click()
    settled(mari.page)
    expect(beside(mari, AUTUMN)).to_have_count(1)
    expect(beside(mari, SPRING)).to_have_count(1)
    return mari


def beside(mari: Somebody, words: str) -> Locator:
    """Words of a moment beside the chart; the table below it always holds all of them."""
    return mari.page.get_by_test_id("stText").filter(has_text=words)


def test_a_finger_on_a_week_shows_that_week(mari: Somebody) -> None:
    chart = mari.page.get_by_test_id("stVegaLiteChart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    mari.page.touchscreen.tap(box["x"] + box["width"] * 0.35, box["y"] + 120)
    settled(mari.page)
    expect(beside(mari, AUTUMN)).to_have_count(0)
    mari.sees("In this time")


def test_the_keyboard_alone_chooses_a_period(mari: Somebody) -> None:
    ends = mari.page.get_by_role("slider")
    ends.nth(1).focus()
    for _ in range(20):
        mari.page.keyboard.press("ArrowLeft")
    settled(mari.page)
    expect(beside(mari, AUTUMN)).to_have_count(0)
    mari.sees("In this time")
    for _ in range(20):
        mari.page.keyboard.press("ArrowRight")
    settled(mari.page)
    expect(beside(mari, AUTUMN)).to_have_count(1)
