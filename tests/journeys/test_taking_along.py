"""What is somebody's, taken away in a file and brought back; and days from another app: in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lrc_portal.vocabulary import Language
from tests.journeys.acting import Somebody
from tests.tools.browsing import comes_true
from tests.tools.live_server import PortalServer

OTHER_APP = "Dyddiad;Egni;Geiriau\n3.4.2026;7,5;tŷ ar lan y môr\n5.6.2026;2,25;hen gân\n"
"""Decimal commas, and days of which nobody can tell which of the two is the month."""


@pytest.fixture(scope="module")
def portal(start_portal: Callable[..., PortalServer]) -> PortalServer:
    return start_portal(LRC_OPEN_START="1")


def starts(new_page: Callable[..., Page], portal: PortalServer, name: str, **how) -> Somebody:
    """A member who starts alone."""
    language = how.get("language", Language.ENGLISH)
    somebody = Somebody(new_page(**how), portal, name, language)
    page = somebody.page
    page.goto(f"{portal.url}/start?language={language}")
    page.locator("input[name=kind]").first.check()
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=passphrase]").fill("a river in the morning")
    page.locator("input[name=agree]").check()
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/start" not in url)
    return somebody


def checks_in(somebody: Somebody, words: str) -> None:
    """At the light check-in, with every question answered."""
    page = somebody.page
    page.goto(f"{somebody.portal.url}/quick")
    for name in page.locator("input[type=radio]").evaluate_all(
        "all => [...new Set(all.map(each => each.name))].filter(name => name !== 'day')"
    ):
        page.locator(f"input[type=radio][name='{name}']").nth(3).check()
    page.locator("textarea").first.fill(words)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text(somebody.t("It is kept. Thank you."))


def sends(somebody: Somebody, file: Path) -> None:
    page = somebody.page
    page.goto(f"{somebody.portal.url}/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=somebody.t("Look at it first")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(somebody.t("What is in this file"))


def is_no_wider_than_the_screen(page: Page) -> None:
    comes_true(page, "document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "language"), [(360, Language.CYMRAEG), (1280, Language.ENGLISH)])
def test_a_file_that_was_taken_away_brings_the_same_days_into_a_fresh_account(
    portal: PortalServer,
    new_person_page: Callable[..., Page],
    tmp_path: Path,
    width: int,
    language: Language,
) -> None:
    eleri = starts(new_person_page, portal, f"Eleri {width}", width=width, language=language)
    checks_in(eleri, "by the sea for hours")
    eleri.open("/account")
    eleri.page.locator(".st-key-my-data-card summary").first.click()
    with eleri.page.expect_download() as taken:
        eleri.page.get_by_role("link", name=eleri.t("Take all of it away")).click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    assert file.suffix == ".zip"

    again = starts(new_person_page, portal, f"Again {width}", width=width, language=language)
    sends(again, file)
    main = again.page.locator("main")
    expect(main).to_contain_text(again.t("Nothing is taken in yet."))
    expect(main).to_contain_text(again.t("New: {n}", n=1))
    is_no_wider_than_the_screen(again.page)
    again.page.get_by_role("button", name=again.t("Take it in"), exact=True).click()
    expect(again.page.get_by_role("heading", level=1)).to_have_text(again.t("It is in your record now"))

    sends(again, file)
    expect(main).to_contain_text(again.t("All of it is there already."))
    expect(again.page.get_by_role("button", name=again.t("Take it in"), exact=True)).to_have_count(0)
    again.page.goto(f"{portal.url}/quick")
    expect(again.page.locator("textarea").first).to_have_value("by the sea for hours")


@pytest.mark.parametrize(("width", "language"), [(360, Language.ENGLISH), (1280, Language.CYMRAEG)])
def test_days_that_can_be_read_in_two_ways_are_asked_about(
    portal: PortalServer,
    new_person_page: Callable[..., Page],
    tmp_path: Path,
    width: int,
    language: Language,
) -> None:
    tom = starts(new_person_page, portal, f"Tom {width}", width=width, language=language)
    page, t = tom.page, tom.t
    file = tmp_path / "days.csv"
    file.write_text(OTHER_APP, encoding="utf-8")
    sends(tom, file)
    page.locator("#column-1").select_option("physical")
    order = page.get_by_role("group", name=t("What comes first in these dates?"))
    expect(order.locator("input:checked")).to_have_count(0)
    page.get_by_role("button", name=t("Show me what would come in")).click()
    expect(page.locator("fieldset.wrong")).to_contain_text(t("What comes first in these dates?"))
    expect(page.get_by_role("heading", name=t("This would come in"))).to_have_count(0)
    is_no_wider_than_the_screen(page)

    order.locator("input[value=day_first]").check()
    page.get_by_role("button", name=t("Show me what would come in")).click()
    main = page.locator("main")
    expect(main).to_contain_text(t("New days: {n}", n=2))
    expect(main).to_contain_text("tŷ ar lan y môr")
    april = t.month_names("wide")[3]
    expect(page.get_by_role("heading", level=3).filter(has_text=april)).to_have_count(1)
    is_no_wider_than_the_screen(page)
    page.get_by_role("button", name=t("Take it in"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("It is in your record now"))
    sends(tom, file)
    page.locator("#column-1").select_option("physical")
    order.locator("input[value=day_first]").check()
    page.get_by_role("button", name=t("Show me what would come in")).click()
    expect(main).to_contain_text(t("New days: {n}", n=0))
