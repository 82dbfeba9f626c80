"""Looking at a page as a person does: wait until it is quiet, read its console, ask axe-core."""

import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page

QUIET_SECONDS = 0.3
PATIENCE = 20.0
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# Streamlit looks for its server beside a deep address first, and then finds it at the root.
_KNOWN_404 = ("/_stcore/health", "/_stcore/host-config")

_IS_QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return !document.querySelector('#root') && document.readyState === 'complete';
  return app.dataset.testScriptState === 'notRunning'
      && app.dataset.testConnectionState === 'CONNECTED'
      && !app.querySelector('[data-stale="true"], [data-testid="stSkeleton"]');
}"""


def settled(page: Page) -> Page:
    """Wait until Streamlit has run its script and drawn it, and stayed quiet for a moment.

    A click is on its way to the server for a few milliseconds in which nothing seems to run, so one
    quiet look is not enough. Pages outside Streamlit are settled once they are loaded.
    """
    end = time.monotonic() + PATIENCE
    quiet_since: float | None = None
    while time.monotonic() < end:
        try:
            quiet = page.evaluate(_IS_QUIET)
        except Error:
            # The page is on its way to another address.
            if page.is_closed():
                raise
            quiet = False
        now = time.monotonic()
        quiet_since = (quiet_since or now) if quiet else None
        if quiet_since and now - quiet_since >= QUIET_SECONDS:
            return page
        page.wait_for_timeout(40)
    raise AssertionError(f"The page at {page.url} was not quiet after {PATIENCE:.0f} seconds.")


def axe(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, a readable line for each place; empty is good.

    Headings come in their order too: no rule of WCAG, and the way in which many people leaf through a page.
    """
    options = {
        "runOnly": {"type": "tag", "values": list(WCAG)},
        "rules": {"heading-order": {"enabled": True}},
    }
    found = Axe().run(page, options=options)
    lines = []
    for violation in found.response["violations"]:
        for node in violation["nodes"]:
            reasons = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
            place = " ".join(str(part) for part in node["target"])
            said = "; ".join(reasons) or violation["help"]
            lines.append(f"{violation['id']} at {place}: {said}\n    {node['html'][:160]}")
    return lines


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


def forget(page: Page) -> None:
    _consoles.pop(page, None)
