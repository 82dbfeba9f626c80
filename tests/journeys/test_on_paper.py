"""The sheet before a meeting on paper: one page of A4, from a desk and from a phone, by day and by night."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import settled


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "light"), (1280, "dark")])
def test_the_sheet_of_everybody_prints_on_one_page(
    community: Community, new_person_page: Callable[..., Page], width: int, scheme: str
) -> None:
    page = new_person_page(width=width, color_scheme=scheme)
    Somebody(page, community.portal, "Siân").sign_in(community["Siân"], "/session-sheet")
    people = page.locator("[class*='st-key-not-on-paper-choose'] button")
    for each in range(max(1, people.count())):
        if people.count() > 1:
            people.nth(each).click()
            settled(page)
        # Choosing the chosen one again would leave nobody chosen.
        expect(page.locator("h2")).to_have_count(1)
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
