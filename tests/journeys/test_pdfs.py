"""From the screen to the sheet of paper: the links open real PDFs, in both languages, for those who may."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from lrc_portal.vocabulary import Language
from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.paper import reading
from tests.tools.browsing import settled


def fetched(somebody: Somebody, label: str) -> bytes:
    """What the link with this label leads to, with the cookies of this browser."""
    link = somebody.page.get_by_role("link", name=somebody.t(label), exact=True).first
    address = link.get_attribute("href")
    assert address
    answer = somebody.page.request.get(somebody.portal.url + address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    return answer.body()


def has_vector_charts(paper: bytes) -> None:
    assert "/Image" not in reading.forms(paper)
    assert reading.curves(paper) > 50


@pytest.mark.parametrize(("width", "language"), [(360, Language.CYMRAEG), (1280, Language.ENGLISH)])
def test_a_member_takes_their_progress_along(
    community: Community, new_person_page: Callable[..., Page], language: Language, width: int
) -> None:
    mari = Somebody(new_person_page(width=width, language=language), community.portal, "Mari", language)
    mari.sign_in(community["Mari"], "/progress")
    paper = fetched(mari, "On paper (PDF)")
    for heading in ("My progress", "My path", "Goals over time", "Then and now"):
        assert mari.t(heading) in reading.words(paper)
    has_vector_charts(paper)


def open_a_sheet(worker: Somebody, passphrase: str) -> None:
    """Sign in, to the sheet of the first person they walk with."""
    worker.sign_in(passphrase, "/session-sheet")
    people = worker.page.locator("[class*='st-key-not-on-paper-choose'] button")
    if people.count():
        people.first.click()
        settled(worker.page)


@pytest.mark.parametrize("language", Language)
def test_a_peer_worker_takes_one_page_to_the_meeting(
    community: Community, new_person_page: Callable[..., Page], language: Language
) -> None:
    sian = Somebody(new_person_page(language=language), community.portal, "Siân", language)
    open_a_sheet(sian, community["Siân"])
    paper = fetched(sian, "On paper (PDF)")
    assert reading.pages(paper) == 1
    assert sian.t("Before we meet") in reading.words(paper)
    has_vector_charts(paper)


def test_nobody_else_gets_it_by_its_address(
    community: Community, new_person_page: Callable[..., Page]
) -> None:
    sian = Somebody(new_person_page(), community.portal, "Siân")
    open_a_sheet(sian, community["Siân"])
    address = sian.page.get_by_role("link", name="On paper (PDF)").first.get_attribute("href")
    # Whoever else asks, of each role, is told the same: tests/paper/test_routes.py.
    other = Somebody(new_person_page(), community.portal, "Gareth").sign_in(community["Gareth"])
    answer = other.page.request.get(community.portal.url + str(address))
    assert answer.status == 404
    assert "application/pdf" not in answer.headers["content-type"]
    signed_out = new_person_page()
    answer = signed_out.request.get(community.portal.url + str(address))
    assert answer.url.startswith(f"{community.portal.url}/sign-in")
