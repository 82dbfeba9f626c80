"""On the progress page a period is chosen with finger, mouse or keyboard, and its notes stand beside."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lrc_portal import clock
from lrc_portal.vocabulary import Language
from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import console_errors, settled

SPRING, AUTUMN = 95, 33
"""So many days ago Mari gave something to others, as the demo tells it."""
IN_AUTUMN = "Made the tea at the Tuesday group for the first time."
PHONE, DESK = (360, 780), (1280, 800)
ROW_OF_MEETINGS = 266  # pixels below the top of the chart
LINE = 14
PATIENCE = 15_000  # milliseconds, on a machine that does other things beside


@pytest.fixture
def mari_on(community: Community, new_person_page: Callable[..., Page]) -> Callable[..., Somebody]:
    """Mari before a year of her way, on a screen of this size."""

    def come(width: int, height: int, **options: object) -> Somebody:
        page = new_person_page(width=width, height=height, **options)
        mari = Somebody(page, community.portal, "Mari").sign_in(community["Mari"], "/progress")
        mari.sees("In this time")
        page.get_by_role("radio", name="1 year").click()
        settled(page)
        mari.unfold_by_keyboard("Earlier in this time")
        expect(beside(mari, AUTUMN)).to_have_count(1)
        expect(beside(mari, SPRING)).to_have_count(1)
        return mari

    return come


def beside(mari: Somebody, days_ago: int) -> Locator:
    """The line of a contribution beside the chart."""
    day = mari.t.day(clock.today() - timedelta(days=days_ago))
    return mari.page.locator("summary").filter(has_text=re.compile(rf"{day}\s·\sContribution"))


def press(slider: Locator, key: str, times: int) -> None:
    """The key, again and again, each time once the press before has moved the slider."""
    for _ in range(times):
        stood = slider.get_attribute("aria-valuetext") or ""
        slider.page.keyboard.press(key)
        expect(slider).not_to_have_attribute("aria-valuetext", stood, timeout=PATIENCE)
    settled(slider.page)


def chart_box(mari: Somebody) -> dict[str, float]:
    chart = mari.page.get_by_test_id("stVegaLiteChart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    return dict(box)


@pytest.mark.parametrize(("name", "language"), [("Mari", Language.ENGLISH), ("Tom", Language.CYMRAEG)])
def test_on_a_phone_progress_is_three_screens_and_a_tapped_mark_says_what_it_is(
    community: Community, new_person_page: Callable[..., Page], name: str, language: Language
) -> None:
    page = new_person_page(width=PHONE[0], height=PHONE[1], language=language)
    person = Somebody(page, community.portal, name, language).sign_in(community[name], "/progress")
    box = chart_box(person)
    tall = "document.querySelector('[data-testid=stMain]').scrollHeight"
    assert page.evaluate(tall) <= 3 * PHONE[1]
    said = page.locator(".st-key-pointed-mark")
    # What stands above the lines has two lines where one has no room for it.
    below = ROW_OF_MEETINGS + (LINE if language is Language.CYMRAEG else 0)
    for part in range(18, 96, 4):  # the row of meetings, from left to right
        page.touchscreen.tap(box["x"] + box["width"] * part / 100, box["y"] + below)
        settled(page)
        # Other marks stand in the row too where somebody was at a group, say.
        if said.count() and person.t("Meeting") in said.first.inner_text():
            break
    expect(said).to_contain_text(person.t("Meeting"))
    # The keyboard alone chooses another line, and opens what is a tap away.
    last = page.get_by_role("radio", name=person.t("All three"))
    last.focus()
    page.keyboard.press("Enter")
    settled(page)
    expect(last).to_have_attribute("aria-checked", "true")
    person.unfold_by_keyboard("Help given over time")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    assert console_errors(page) == []


def test_a_finger_on_a_week_shows_that_week(mari_on: Callable[..., Somebody]) -> None:
    mari = mari_on(*PHONE)
    box = chart_box(mari)
    mari.page.touchscreen.tap(box["x"] + box["width"] * 0.35, box["y"] + 120)
    settled(mari.page)
    expect(beside(mari, AUTUMN)).to_have_count(0)
    mari.sees("In this time")


def test_a_mouse_on_a_week_shows_that_week_and_there_is_a_way_back(
    mari_on: Callable[..., Somebody],
) -> None:
    mari = mari_on(*DESK)
    box = chart_box(mari)
    mari.page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + 120)
    settled(mari.page)
    expect(beside(mari, AUTUMN)).to_have_count(0)
    mari.press("Show all of this time again")
    mari.unfold_by_keyboard("Earlier in this time")
    expect(beside(mari, AUTUMN)).to_have_count(1)
    box = chart_box(mari)
    mari.page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + 120)
    settled(mari.page)
    expect(beside(mari, AUTUMN)).to_have_count(0)
    assert console_errors(mari.page) == []


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_keyboard_alone_chooses_a_period(mari_on: Callable[..., Somebody], size: tuple[int, int]) -> None:
    mari = mari_on(*size)
    last = mari.page.get_by_role("slider").nth(1)
    last.focus()
    press(last, "ArrowLeft", 10)
    expect(beside(mari, AUTUMN)).to_have_count(0, timeout=PATIENCE)
    mari.sees("In this time")
    press(last, "ArrowRight", 10)
    expect(beside(mari, AUTUMN)).to_have_count(1, timeout=PATIENCE)


def test_keys_that_come_faster_than_their_answers_leave_the_page_alive(
    mari_on: Callable[..., Somebody],
) -> None:
    kinds: set[str] = set()

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: kinds.add(ForwardMsg.FromString(frame).WhichOneof("type")))

    mari = mari_on(*DESK)
    mari.page.on("websocket", listen)
    mari.open("/progress")
    last = mari.page.get_by_role("slider").nth(1)
    last.focus()
    for key in ("ArrowLeft", "ArrowRight") * 2:
        for _ in range(10):
            mari.page.keyboard.press(key)
        mari.page.wait_for_timeout(400)
    settled(mari.page)
    expect(last).to_be_enabled()
    assert console_errors(mari.page) == []
    assert "delta" in kinds
    assert "ref_hash" not in kinds, "what it refers to may be gone from the browser when it comes"


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_moment_that_is_opened_shows_its_place_on_the_chart(
    mari_on: Callable[..., Somebody], size: tuple[int, int]
) -> None:
    mari = mari_on(*size)
    mari.finds_nothing_of(IN_AUTUMN)
    beside(mari, AUTUMN).click()
    settled(mari.page)
    mari.reads(IN_AUTUMN).sees("The ring on the chart shows where this is.")


def test_choosing_a_period_draws_no_other_part_again(mari_on: Callable[..., Somebody]) -> None:
    received: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(bytes(frame)))

    mari = mari_on(*PHONE)
    mari.page.on("websocket", listen)
    mari.open("/progress")
    assert b"Goals over time" in b"".join(received)
    received.clear()
    mari.page.get_by_role("slider").nth(1).focus()
    mari.page.keyboard.press("ArrowLeft")
    settled(mari.page)
    sent = b"".join(received)
    assert b"In this time" in sent
    assert b"Goals over time" not in sent


def test_a_session_that_was_ended_elsewhere_ends_in_a_part_of_the_page_too(
    community: Community, mari_on: Callable[..., Somebody], new_person_page: Callable[..., Page]
) -> None:
    mari = mari_on(*PHONE)
    beside(mari, AUTUMN).click()
    mari.reads(IN_AUTUMN)
    elsewhere = Somebody(new_person_page(), community.portal, "Mari")
    elsewhere.sign_in(community["Mari"], "/account").unfold("Where I am signed in").press(
        "Sign out everywhere else"
    )
    mari.page.get_by_role("slider").nth(1).focus()
    mari.page.keyboard.press("ArrowLeft")
    settled(mari.page)
    mari.sees("Sign in first")
    mari.finds_nothing_of(IN_AUTUMN)
