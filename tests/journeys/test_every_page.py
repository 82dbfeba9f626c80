"""Every page, for everybody it is for: open to assistive technology, whole on a phone, in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from lrc_portal.identity.accounts import CONSENT
from lrc_portal.sharing.circle import CONSENT_TO_SHARE
from lrc_portal.vocabulary import Language
from lrc_portal.words import gathering
from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import axe, console_errors, settled

RECORD = ("/", "/check-in", "/progress", "/strengths", "/goals", "/notes", "/circle", "/shared", "/account")
PAGES = {
    None: ("/", "/help-now", "/sign-in", "/invitation", "/start", "/goals", "/no-such-place"),
    "Mari": RECORD,
    "Dafydd": (*RECORD, "/people"),
    "Siân": ("/", "/people", "/session-sheet", "/notes", "/supervision", "/account"),
    "Nia": ("/", "/community", "/supervision", "/account", "/help-now"),
}
NARROW, WIDE = {"width": 360, "height": 780}, {"width": 1280, "height": 800}
NARROWEST = {"width": 320, "height": 640}

# What is folded away is looked at too.
OPEN_ALL = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"

# What stands further right than the screen is wide, things that scroll in a frame of their own aside.
TOO_WIDE = """() => {
  const limit = document.documentElement.clientWidth + 1;
  const scrolls = (e) => {
    for (let p = e.parentElement; p; p = p.parentElement) {
      const o = getComputedStyle(p).overflowX;
      if ((o === 'auto' || o === 'scroll') && p.scrollWidth > p.clientWidth
          && p.getAttribute('data-testid') !== 'stMain') return true;
    }
    return false;
  };
  const main = document.querySelector('[data-testid="stMain"], main') || document.body;
  const shown = 'p, h1, h2, h3, button, a, input:not([type="range"]), textarea, label, canvas, td';
  return [...main.querySelectorAll(shown)]
    .filter(e => { const b = e.getBoundingClientRect();
                   return b.width > 1 && b.height > 1 && b.right > limit && !scrolls(e); })
    .map(e => e.tagName + ': ' + (e.innerText || e.ariaLabel || '').slice(0, 60));
}"""


def english_in(screen: str) -> list[str]:
    """Sentences of ours that stand in English on a Welsh page; short words may be both.

    What somebody consented to is quoted as they agreed to it, in the language of that day.
    """
    for quoted in (CONSENT, CONSENT_TO_SHARE):
        screen = screen.replace(quoted, "")
    return [
        message.id
        for message in gathering.read()
        if isinstance(message.id, str)
        and len(message.id) > 10
        and "{" not in message.id
        and message.id != message.string
        and message.id in screen
    ]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(PAGES), ids=lambda name: name or "signed-out")
def test_axe_finds_nothing_and_nothing_is_cut_off(
    community: Community, new_person_page: Callable[..., Page], name: str | None, language: Language
) -> None:
    page = new_person_page(language=language.value)
    somebody = Somebody(page, community.portal, name or "", language)
    if name:
        somebody.sign_in(community[name])
    found: dict[str, object] = {}
    for address in PAGES[name]:
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            if size is NARROW:
                somebody.open(address)
                page.evaluate(OPEN_ALL)
            else:
                settled(page)
            if faults := axe(page):
                found[f"{address} at {size['width']}"] = faults
        page.set_viewport_size(NARROWEST)
        settled(page)
        if cut_off := page.evaluate(TOO_WIDE):
            found[f"{address} is wider than 320"] = cut_off
        if language is Language.CYMRAEG and (left := english_in(somebody.screen)):
            found[f"{address} speaks English"] = left
        if page.evaluate("document.documentElement.lang") != language.value:
            found[f"{address} names the wrong language"] = page.evaluate("document.documentElement.lang")
    assert not found
    calm_404 = "Failed to load resource: the server responded with a status of 404"
    assert [error for error in console_errors(page) if not error.startswith(calm_404)] == []
