"""A meeting on a phone, by keyboard alone: four steps, one thing asked at a time, and then the note."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import axe, settled

MOST_TABS = 80
SIGN = re.compile(r"^(circle|square|change_history)\s+")
FOCUSED = "() => { const e = document.activeElement; return (e.innerText || e.ariaLabel || '').trim(); }"


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until what has the focus says this (its icon aside)."""
    for _each in range(MOST_TABS):
        page.keyboard.press("Tab")
        if re.search(rf"(^|\s){re.escape(name)}$", page.evaluate(FOCUSED)):
            return
    raise AssertionError(f"no way to {name!r} with the Tab key")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")
    settled(page)


def next_step(page: Page, question: str) -> None:
    """What is asked now has the focus, and nothing is wrong with it."""
    expect(page.get_by_role("heading", name=question)).to_be_in_viewport()
    expect(page.locator(".st-key-meeting-step")).to_be_focused()
    assert axe(page) == []


def tick_first(page: Page) -> str:
    """Tick the first box with the keyboard; what it says."""
    for _each in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.type === 'checkbox'"):
            break
    page.keyboard.press("Space")
    box = page.locator("[data-testid=stCheckbox]:has(input:focus)")
    expect(box.locator("input")).to_be_checked()
    return SIGN.sub("", " ".join(box.inner_text().split()))


def test_the_four_steps_by_keyboard_become_the_note(
    community: Community, new_person_page: Callable[..., Page]
) -> None:
    page = new_person_page(width=360)
    gareth = Somebody(page, community.portal, "Gareth").sign_in(community["Gareth"], "/session-sheet")
    gareth.choose("With whom?", "Mari")
    settled(page)
    gareth.sees("Areas {name} chose", name="Mari")
    press(page, "We are meeting now")
    next_step(page, "How is it now?")
    tab_to(page, "Very hard")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    press(page, "Next")
    next_step(page, "What is good?")
    good = tick_first(page)
    press(page, "Next")
    next_step(page, "What do we work on today?")
    chosen = tick_first(page)
    settled(page)
    expect(page.locator("input:focus")).to_have_attribute("aria-label", chosen)
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="What do we work on today?")).to_be_visible()
    expect(page.get_by_label(chosen, exact=True)).to_be_checked()
    press(page, "Next")
    next_step(page, "What comes next?")
    press(page, "Back")
    expect(page.get_by_label(chosen, exact=True)).to_be_checked()
    press(page, "Next")
    next_step(page, "What comes next?")
    step = tick_first(page)
    press(page, "Go on to the note")
    talked = page.get_by_label("What did you talk about?")
    expect(talked).to_have_value(re.compile(rf"Physical health today: [\w ]+\n{re.escape(chosen)}"))
    expect(page.get_by_label("Which strengths did you notice?")).to_have_value(good)
    expect(page.get_by_label("What did you agree?")).to_have_value(step)
