"""The short check-in in a real browser whose scripts are off: by keyboard, in few bytes, on an old phone."""

from playwright.sync_api import CDPSession, Page, expect

from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator
from tests.conftest import NewPersonPage, StartPortal
from tests.tools.browsing import axe, settled

MOST_BYTES, MOST_REQUESTS = 20_000, 5
NEXT_TO_IT = 20
"""Presses of Tab within which anything of the page is reached."""

# The height of what is tapped, for each choice and button in the form.
LOW = """() => [...document.querySelectorAll('.steps label, main button')]
  .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map(each => each.textContent)"""


def weigh(page: Page, address: str) -> list[float]:
    """The bytes of each request of a cold visit, as they came over the line."""
    line: CDPSession = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    came: list[float] = []
    line.on("Network.loadingFinished", lambda answer: came.append(answer["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    line.detach()
    return came


def tab_to(page: Page, selector: str) -> None:
    """By keyboard alone; the page has no script that could be asked."""
    wanted = page.locator(f"{selector}:focus")
    for _ in range(NEXT_TO_IT):
        page.keyboard.press("Tab")
        if wanted.count():
            return
    raise AssertionError(f"{selector} is not reached by Tab.")


def test_the_check_in_needs_no_script_no_pointer_and_hardly_a_line(
    start_portal: StartPortal, new_person_page: NewPersonPage
) -> None:
    portal, welsh = start_portal(LRC_OPEN_START="1"), translator(Language.CYMRAEG)
    page = new_person_page(java_script_enabled=False)
    page.goto(f"{portal.url}/start")
    page.locator("#kind").check()
    page.locator("#name").fill("Mari")
    page.locator("#passphrase").fill("a river in the morning")
    page.locator("#agree").check()
    page.locator("main button").click()

    page.goto("about:blank")  # what the page before was still loading is none of it

    came = weigh(page, f"{portal.url}/quick")
    assert 0 < sum(came) <= MOST_BYTES and len(came) <= MOST_REQUESTS, came

    # Half of it in English, the rest in Welsh; Enter on an answer saves.
    tab_to(page, "[name=sobriety]")
    page.keyboard.press("ArrowLeft")  # from "leave it out", which is the last, to "very good"
    expect(page.locator("[name=sobriety][value='9']")).to_be_checked()
    tab_to(page, "#words")
    page.keyboard.type("x" * 6001)
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_contain_text("Up to 6000 fit here.")
    page.locator("[name=switch]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(welsh("How are you today?"))
    expect(page.locator("[name=sobriety][value='9']")).to_be_checked()
    page.locator("#words").fill("Haul ar y Taf")
    page.locator("[name=health][value='7']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(welsh("It is kept. Thank you."))
    expect(page.locator(".own")).to_have_text("Haul ar y Taf")
    page.reload()
    page.goto(f"{portal.url}/quick")
    expect(page.locator("[name=health][value='7']")).to_be_checked()

    # The same page with scripts, so that it can be measured.
    cookies = page.context.cookies()
    for look in ("light", "dark"):
        seen = new_person_page(width=320, color_scheme=look)
        seen.context.add_cookies(cookies)  # type: ignore[arg-type]  # what came out goes in
        seen.goto(f"{portal.url}/quick")
        assert settled(seen) and axe(seen) == [] and seen.evaluate(LOW) == []
        assert seen.evaluate("document.documentElement.scrollWidth") <= 320
        seen.set_viewport_size({"width": 360, "height": 780})
        head = seen.evaluate("document.querySelector('header').getBoundingClientRect().height")
        assert head <= 0.12 * 780, "in Welsh too"
