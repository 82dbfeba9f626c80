"""Every page, for everybody it is for: open to assistive technology, whole on a phone, in both languages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from lrc_portal.identity import consent
from lrc_portal.screens import SCREENS
from lrc_portal.sharing.circle import CONSENT_TO_SHARE, CONSENT_TO_SHARE_WALKING
from lrc_portal.ui.kit import accessible_names
from lrc_portal.vocabulary import Language, Role
from lrc_portal.words import gathering
from lrc_portal.words.translator import translator
from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import axe, console_errors, draw_all, heard, settled


def screens_of(role: Role, *, supervises: bool = False) -> tuple[str, ...]:
    """The addresses in the menu of somebody with this role."""
    mine = frozenset({role})
    return tuple(
        screen.path for screen in SCREENS if screen.is_for_roles(mine) or (supervises and screen.supervisors)
    )


FRONT = frozenset({"/help-now", "/accessibility", "/sign-in", "/invitation", "/start", "/no-such-place"})
PAGES = {
    None: (
        "/",
        "/help-now",
        "/accessibility",
        "/sign-in",
        "/invitation",
        "/start",
        "/goals",
        "/no-such-place",
    ),
    "Mari": screens_of(Role.MEMBER),
    "Dafydd": (*screens_of(Role.FAMILY), "/people"),
    "Siân": screens_of(Role.PEER_WORKER, supervises=True),
    "Nia": (*screens_of(Role.COORDINATOR, supervises=True), "/help-now"),
}
HOUSE = frozenset({"Living Room Cardiff", "Stafell Fyw Caerdydd"})
NARROW, WIDE = {"width": 360, "height": 780}, {"width": 1280, "height": 800}
NARROWEST = {"width": 320, "height": 640}
# A new width asks the server for nothing: the page only has to draw itself.
REDRAWN = 0.1

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

# Lines of lists whose sign stands out of the list, to the left.
BESIDE_ITS_LIST = """() => {
  const left_of = (element) => {  // of what is drawn: it can stand out of its own box
    const drawn = document.createRange();
    drawn.selectNodeContents(element);
    return drawn.getBoundingClientRect().left;
  };
  return [...document.querySelectorAll('[data-testid="stMarkdownContainer"] li')]
    .filter(line => {
      const sign = line.querySelector('[style*="Symbols"]');
      const list = line.closest('[data-testid="stMarkdownContainer"]');
      return sign && left_of(sign) < list.getBoundingClientRect().left - 1;
    })
    .map(line => line.innerText.slice(0, 60));
}"""

# All words of the page but those for a browser without script: they keep the language it was opened in.
WITH_SCRIPT = """body => {
  const shown = body.cloneNode(true);
  shown.querySelectorAll('noscript').forEach(each => each.remove());
  return shown.textContent;
}"""

# Labels of which a narrow screen shows the beginning alone.
CUT_SHORT = """() => [...document.querySelectorAll('[data-testid="stMain"] .stMarkdownEllipsis')]
  .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"""
# Choices of one word that stands on two lines.
BROKEN_WORDS = """() => [...document.querySelectorAll('[role="radio"] p')].filter(e => {
  const drawn = document.createRange();
  drawn.selectNodeContents(e);
  const lines = new Set([...drawn.getClientRects()].map(each => Math.round(each.bottom)));
  return !/\\s/.test(e.innerText.trim()) && lines.size > 1;
}).map(e => e.innerText)"""
# Folds by which nothing shows that they open.
WITHOUT_ARROW = """() => [...document.querySelectorAll('[data-testid="stExpander"] summary')]
  .filter(e => !e.querySelector('[data-testid="stIconMaterial"]') &&
               getComputedStyle(e, '::after').content === 'none')
  .map(e => e.innerText)"""
# What is chosen in a list to choose from is no text of the page.
CHOSEN = "[...document.querySelectorAll('input[role=combobox]')].map(e => e.value)"

HOW_TALL = "(document.querySelector('[data-testid=\"stMain\"]') ?? document.documentElement).scrollHeight"

# What the way out covers while the page stands at its top.
UNDER_THE_EXIT = """() => {
  const way_out = document.querySelector('.st-key-exit');
  if (!way_out) return [];
  const e = way_out.getBoundingClientRect();
  return [...document.querySelectorAll('button, a, input, textarea')]
    .filter(each => !way_out.contains(each))
    .filter(each => { const b = each.getBoundingClientRect();
                      const beside = b.left >= e.right || b.right <= e.left;
                      return b.width > 1 && !beside && b.top < e.bottom && b.bottom > e.top; })
    .map(each => each.tagName + ': ' + (each.innerText || each.ariaLabel || '').slice(0, 60));
}"""


# What is not for a browser to translate: icons, which are words that a typeface draws as pictures, and what
# people wrote.
TRANSLATED_BY_A_BROWSER = """() =>
  [...document.querySelectorAll('span, [data-testid="stText"], [data-own-words]')]
    .filter(e => e.matches('[data-testid="stText"], [data-own-words]') ||
                 (!e.firstElementChild && getComputedStyle(e).fontFamily.includes('Material')))
    .filter(e => !e.closest('[translate="no"]'))
    .map(e => e.textContent.slice(0, 60))"""

# What is quoted in the language of another day and does not say which.
IN_NO_LANGUAGE = """() => [...document.querySelectorAll('[class*="st-key-lang-"]')]
  .filter(e => !e.className.includes(`st-key-lang-${e.lang}-`)).map(e => e.textContent.slice(0, 60))"""

# A part with a name of its own in the accessibility tree; and the English in which Streamlit names its parts.
NAMED = re.compile(
    r"- (?:banner|button|combobox|complementary|dialog|document|figure|graphics-\w+|img|listbox|navigation|"
    r'region|slider|spinbutton|textbox|toolbar) "((?:[^"\\]|\\.)*)"'
)
STREAMLIT_SAYS = re.compile(
    r"\b(?:sidebar|app pages|main menu|(?:show|hide) password|clear|close|collapse|expand|open|select|choose|"
    r"decrement|increment|next month|previous month|fullscreen|download|copy|show (?:data|chart)|"
    r"view (?:less|more)|link to heading|no results|running|stop|loading|start|end|icon|press enter|"
    r"visualization|mark container)\b",
    re.IGNORECASE,
)


WELSH_PARTS = frozenset(accessible_names.of_streamlit(translator(Language.CYMRAEG)).values())


def names_left_in(page: Page, language: Language) -> list[str]:
    """What a screen reader calls parts of a page in the other language: Streamlit's English, or our Welsh."""
    names = NAMED.findall(page.locator("body").aria_snapshot())
    if language is Language.ENGLISH:
        return sorted(WELSH_PARTS & {each.split(":")[0].split(" — ")[-1] for each in names})
    described = page.evaluate(
        "[...document.querySelectorAll('[aria-roledescription]')].map(e => e.ariaRoleDescription)"
    )
    return sorted({each for each in (*names, *described) if STREAMLIT_SAYS.search(each)})


def english_in(screen: str, chosen: list[str]) -> list[str]:
    """Sentences of ours that stand in English on a Welsh page or in its fields; short words may be both.

    What somebody consented to is quoted as they agreed to it, in the language of that day.
    """
    english = translator(Language.ENGLISH)
    sharing = (CONSENT_TO_SHARE, CONSENT_TO_SHARE_WALKING)
    for quoted in (consent.INVITED.wording(english), consent.STARTING.wording(english), *sharing):
        screen = screen.replace(quoted, "")
    return [
        message.id
        for message in gathering.read(Language.CYMRAEG)
        if isinstance(message.id, str)
        and "{" not in message.id
        and message.id != message.string
        and ((len(message.id) > 10 and message.id in screen) or message.id in chosen)
    ]


@pytest.mark.parametrize("name", list(PAGES), ids=lambda name: name or "signed-out")
def test_axe_finds_nothing_and_nothing_is_cut_off(
    community: Community, new_person_page: Callable[..., Page], name: str | None
) -> None:
    page = new_person_page()
    somebody = Somebody(page, community.portal, name or "")
    if name:
        somebody.sign_in(community[name])
    found: dict[str, object] = {}
    titles: dict[str, set[str]] = {}
    for address in PAGES[name]:
        for language in Language:
            page.set_viewport_size(NARROW)
            show(somebody, address, language)
            found |= faults_of(page, address, language)
            titles.setdefault(page.title(), set()).add(address)
    assert not found
    # Signed out, the portal has one page, whatever address was opened.
    assert name is None or not [each for each in titles.values() if len(each) > 1], titles
    calm_404 = "Failed to load resource: the server responded with a status of 404"
    assert [error for error in console_errors(page) if not error.startswith(calm_404)] == []


def show(somebody: Somebody, address: str, language: Language) -> None:
    """Open an address in a language; a screen that is on show already changes it with its button."""
    if address in FRONT:
        somebody.open(f"{address}?language={language.value}")
    elif language is Language.ENGLISH:
        somebody.walk_to(address)
        if somebody.page.evaluate("document.documentElement.lang") != language.value:
            somebody.change_to("English")
    else:
        somebody.change_to("Cymraeg")
    draw_all(somebody.page)
    somebody.page.evaluate(OPEN_ALL)


def faults_of(page: Page, address: str, language: Language) -> dict[str, object]:
    """What is wrong with the page that is on show, by where it is."""
    found: dict[str, object] = {}
    place = f"{address} in {language}"
    # The parts of a page and where they stand change with its width, their names with its language: each
    # width is looked at, and each language.
    size = WIDE if language is Language.ENGLISH else NARROW
    page.set_viewport_size(size)
    settled(page, REDRAWN)
    # As tall as what it holds: of what lies below the bar just now, axe would see a strip.
    page.set_viewport_size({**size, "height": max(size["height"], page.evaluate(HOW_TALL))})
    settled(page, REDRAWN)
    if faults := axe(page):
        found[f"{place} at {size['width']}"] = faults
    if covered := page.evaluate(UNDER_THE_EXIT):
        found[f"{place} at {size['width']} has this under the way out"] = covered
    if said := heard(page):
        found[f"{place} is read out wrongly"] = said
    if not page.title().strip() or page.title() in HOUSE:
        found[f"{place} has no title of its own"] = page.title()
    page.set_viewport_size(NARROWEST)
    settled(page, REDRAWN)
    if cut_off := page.evaluate(TOO_WIDE):
        found[f"{place} is wider than 320"] = cut_off
    if cut_short := page.evaluate(CUT_SHORT):
        found[f"{place} cuts short at 320"] = cut_short
    if broken := page.evaluate(BROKEN_WORDS):
        found[f"{place} breaks a word at 320"] = broken
    if closed := page.evaluate(WITHOUT_ARROW):
        found[f"{place} has folds without an arrow"] = closed
    if outside := page.evaluate(BESIDE_ITS_LIST):
        found[f"{place} has signs outside of their list at 320"] = outside
    screen = page.locator("body").evaluate(WITH_SCRIPT) or ""
    if language is Language.CYMRAEG and (left := english_in(screen, page.evaluate(CHOSEN))):
        found[f"{place} speaks English"] = left
    if names := names_left_in(page, language):
        found[f"{place} is read out in another language"] = names
    if words := page.evaluate(TRANSLATED_BY_A_BROWSER):
        found[f"{place} lets a browser translate"] = words
    if quoted := page.evaluate(IN_NO_LANGUAGE):
        found[f"{place} quotes in no language"] = quoted
    if not page.title().endswith(f" – {translator(language)('Living Room Cardiff')}"):
        found[f"{place} is called"] = page.title()
    if (said := page.evaluate("document.documentElement.lang")) != language.value:
        found[f"{place} names the wrong language"] = said
    return found
