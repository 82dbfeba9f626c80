"""Looking at a page as a person does: wait until it is quiet, read its console, ask axe-core, hear names."""

import re
import time

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page

QUIET_SECONDS = 0.3
PATIENCE = 20.0
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# Streamlit looks for its server beside a deep address first, and then finds it at the root.
_KNOWN_404 = ("/_stcore/health", "/_stcore/host-config")

# Keeps when a page last asked its server for something over the WebSocket, and when it last heard from it.
_OVERHEARD = """(() => {
  const talk = window.overheard = { asked: 0, heard: 0 };
  window.WebSocket = class extends window.WebSocket {
    constructor(...where) {
      super(...where);
      talk.asked = talk.heard = 0;
      this.addEventListener('message', () => { talk.heard = performance.now(); });
    }
    send(words) {
      talk.asked = performance.now();
      super.send(words);
    }
  };
})()"""

# Looks in the page itself: a question from outside costs more than what it asks for. False where the page was
# not quiet in time.
_BECOMES_QUIET = """([quiet_for, patience]) => new Promise((resolve) => {
  const is_quiet = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return !document.querySelector('#root') && document.readyState === 'complete';
    const { asked, heard } = window.overheard ?? { asked: 0, heard: 0 };
    return asked <= heard
        && app.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && !app.querySelector('[data-stale="true"], [data-testid="stSkeleton"]');
  };
  const began = performance.now();
  let since = null;
  const look = () => {
    const now = performance.now();
    since = is_quiet() ? since ?? now : null;
    if (since !== null && now - since >= quiet_for) resolve(true);
    else if (now - began > patience) resolve(false);
    else setTimeout(look, 40);
  };
  look();
})"""

# Folds of `ui/kit/folds.py` and `cards.py` that are closed; others may stand in what they hold.
_UNDRAWN = '[class*="-card"] > [data-testid="stExpander"] > details:not([open]) > summary'


def overhear(context: BrowserContext) -> None:
    """Let the pages of this browser keep whether their last question to the server was answered."""
    context.add_init_script(_OVERHEARD)


def settled(page: Page, quiet: float = QUIET_SECONDS) -> Page:
    """Wait until Streamlit has run its script and drawn it, and stayed quiet for so many seconds.

    A click is on its way to the server for a while in which nothing seems to run; with `overhear`, a page
    that still waits for an answer is not quiet. A click also takes a moment to become a question, so one
    quiet look is not enough. Pages outside Streamlit are settled once they are loaded.
    """
    end = time.monotonic() + PATIENCE
    while (left := end - time.monotonic()) > 0:
        try:
            if page.evaluate(_BECOMES_QUIET, [quiet * 1000, left * 1000]):
                return page
        except Error:
            # The page is on its way to another address.
            if page.is_closed():
                raise
            page.wait_for_timeout(40)
    raise AssertionError(f"The page at {page.url} was not quiet after {PATIENCE:.0f} seconds.")


def draw_all(page: Page) -> None:
    """Open each fold that draws what it holds only then, also in one that is closed, or in another."""
    while closed := page.locator(_UNDRAWN).element_handles():
        # Clicks in one and the same moment, as nobody makes them, would be one question to the server.
        for each in closed:
            each.evaluate("each => each.click()")
        settled(page)


def comes_true(page: Page, expression: str, arg: object = None, *, patience: float = PATIENCE) -> None:
    """Wait until this JavaScript is true on the page, also while the page goes to another address.

    `Page.wait_for_function` looks again from within the page, where the content security policy of the pages
    in front of Streamlit forbids to evaluate text: it holds there only if it is true at the first look.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if page.evaluate(expression, arg):
                return
        except Error:
            # The page is on its way to another address.
            if page.is_closed():
                raise
        page.wait_for_timeout(40)
    raise AssertionError(f"At {page.url} this was not so within {patience:.0f} seconds: {expression}")


def axe(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, a readable line for each place; empty is good.

    Headings come in their order too: no rule of WCAG, and the way in which many people leaf through a page.
    """
    options = {
        "runOnly": {"type": "tag", "values": list(WCAG)},
        "rules": {"heading-order": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    lines = []
    for violation in violations:
        for node in violation["nodes"]:
            reasons = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
            place = " ".join(str(part) for part in node["target"])
            said = "; ".join(reasons) or violation["help"]
            lines.append(f"{violation['id']} at {place}: {said}\n    {node['html'][:160]}")
    return lines


# What is used or leafed through has a name; a name has no Markdown in it, and no name of an icon.
_NAMED = frozenset(
    {"button", "link", "textbox", "radio", "checkbox", "switch", "combobox", "radiogroup", "slider", "table"}
    | {"heading", "image", "graphics-document", "region", "navigation", "dialog", "listbox", "tab"}
)
_RAW = re.compile(r"\*\*|\\|:material|\b[a-z]+_[a-z_]+\b| icon$")

# Wider or higher than its place, and no stop for the keyboard: whoever has no pointer cannot read the rest.
_OUT_OF_REACH = """() => [...document.querySelectorAll('[data-testid="stTable"] *')]
  .filter(e => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1)
  .filter(e => e.tabIndex !== 0 || e.role !== 'region' || !e.ariaLabel)
  .map(e => 'out of reach: ' + e.innerText.slice(0, 60))"""


def heard(page: Page) -> list[str]:
    """What is wrong with the page as assistive technology gets it: the browser's accessibility tree."""
    devtools = page.context.new_cdp_session(page)
    nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
    devtools.detach()
    found = []
    for node in nodes:
        role, name = (node.get(each, {}).get("value", "") for each in ("role", "name"))
        if node["ignored"] or role in ("StaticText", "InlineTextBox", "paragraph", "RootWebArea"):
            continue
        if role in _NAMED and not name.strip():
            found.append(f"{role} without a name")
        elif role in _NAMED and _RAW.search(name):
            found.append(f"{role} called {name!r}")
    reach: list[str] = page.evaluate(_OUT_OF_REACH)
    return found + reach


_consoles: dict[Page, list[str]] = {}


def listen(page: Page) -> None:
    """Keep what the page's console calls an error, from now on."""
    errors = _consoles.setdefault(page, [])

    def on_console(message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        if message.type == "error" and not address.endswith(_KNOWN_404):
            errors.append(f"{message.text} ({address})")

    page.on("console", on_console)
    page.on("pageerror", lambda fault: errors.append(str(fault)))


def console_errors(page: Page) -> list[str]:
    """Errors in the page's console since it was opened."""
    return _consoles.get(page, [])


def on_the_screens() -> list[tuple[str, str]]:
    """The address and all text of each page that is open, for the report of a test that failed."""
    screens = []
    for page, errors in _consoles.items():
        try:
            words = page.locator("body").inner_text(timeout=2_000)
        except Error as fault:
            words = str(fault)
        screens.append((page.url, "\n".join([words, *errors])))
    return screens


def forget(page: Page) -> None:
    _consoles.pop(page, None)
