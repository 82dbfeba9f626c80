"""`python -m tests.bench.slow_line`: what a visit takes on a slow line and an old phone, cold and warm.

A real Chromium opens the real portal with 1.6 Mbit/s down and 0.75 up, 150 ms to the server and back, and a
processor four times slower than this one's. Cold is a browser that was never here, warm the same visit once
more. A page is usable when the first thing that it is for can be tapped. Bytes are those of the line; what
comes over the socket is counted before it is compressed. Run it on a machine that does nothing else.
"""

import argparse
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.bench import records
from tests.bench.records import NINETY_DAYS
from tests.tools import chromium
from tests.tools.live_server import PortalServer

DOWN, UP, THERE_AND_BACK, SLOWER = 1_600_000 / 8, 750_000 / 8, 150, 4
PATIENCE = 120_000
PHONE = {"width": 360, "height": 780}

CHECK_IN = '[class*="st-key-steps-"] [role=radio]'
FIRST_ACTION = '[data-testid="stMain"] :is(.st-key-main-link a, .st-key-main-link button)'
PAGES = {
    "/sign-in": ("main input:not([type=hidden])", False),
    "/help-now": ('main a[href^="tel:"]', False),
    "/quick": ("main input:not([type=hidden])", True),
    "/": (FIRST_ACTION, True),
    "/check-in": (CHECK_IN, True),
}
"""What makes a page usable, and whether somebody is signed in."""

AIMS = {"/quick": (2.0, 60_000)}
"""Seconds until it is usable and bytes, cold."""

# Asked at each frame from the first one on; the clock begins where the visit does.
_USABLE = """wanted => {
  const look = () => {
    const one = [...document.querySelectorAll(wanted)].find(each => each.checkVisibility() && !each.disabled);
    if (one) window.usable_after = performance.now(); else requestAnimationFrame(look);
  };
  look();
}"""


@dataclass
class Visit:
    """What came over the line until the page was usable and quiet."""

    usable: float = 0.0
    requests: int = 0
    files: dict[str, float] = field(default_factory=dict)
    socket: int = 0

    @property
    def bytes(self) -> float:
        return sum(self.files.values())


def visit(context: BrowserContext, url: str, wanted: str) -> Visit:
    """Open a page in a new tab on the slow line."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    line = context.new_cdp_session(page)
    found = Visit()
    _listen(line, found)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": THERE_AND_BACK, "downloadThroughput": DOWN, "uploadThroughput": UP},
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(f"({_USABLE})({wanted!r})")
    page.goto(url, wait_until="commit")
    found.usable = _usable_after(page)
    _wait_until_quiet(page, found)
    page.close()
    return found


def _usable_after(page: Page) -> float:
    """Seconds from the beginning of the visit; asked from outside, since our pages run no script's script."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        if after := page.evaluate("window.usable_after"):
            return float(after) / 1000
        page.wait_for_timeout(250)
    raise AssertionError(f"{page.url} could not be used within {PATIENCE / 1000:.0f} seconds.")


def _listen(line: CDPSession, found: Visit) -> None:
    addresses: dict[str, str] = {}

    def asked(event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if address.startswith("http"):
            addresses[event["requestId"]] = urlsplit(address).path

    def came(event: dict[str, Any]) -> None:
        # What came out of the browser's own cache has no bytes, and was no request.
        if (path := addresses.get(event["requestId"])) and event["encodedDataLength"] > 0:
            found.requests += 1
            found.files[path] = found.files.get(path, 0) + event["encodedDataLength"]

    def heard(event: dict[str, Any]) -> None:
        found.socket += len(event["response"]["payloadData"])

    line.on("Network.requestWillBeSent", asked)
    line.on("Network.loadingFinished", came)
    line.on("Network.webSocketFrameReceived", heard)


def _wait_until_quiet(page: Page, found: Visit) -> None:
    """Until nothing has come for two seconds."""
    before = (-1, -1)
    while before != (now := (found.requests, found.socket)):
        before = now
        page.wait_for_timeout(2_000)


def measured(browser: Browser, url: str, cookies: dict[str, str], times: int) -> dict[str, list[list[Visit]]]:
    """For each page, its cold visits and its warm ones."""
    found: dict[str, list[list[Visit]]] = {}
    for address, (wanted, signed_in) in PAGES.items():
        cold, warm = [], []
        for _ in range(times):
            context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB")  # type: ignore[arg-type]
            if signed_in:
                context.add_cookies([{"name": name, "value": cookies[name], "url": url} for name in cookies])
            cold.append(visit(context, url + address, wanted))
            warm.append(visit(context, url + address, wanted))
            context.close()
        found[address] = [cold, warm]
    return found


def lines(found: dict[str, list[list[Visit]]]) -> list[str]:
    """The table: medians."""
    told = [f"{'page':<12}{'':<6}{'usable s':>9}{'kB':>9}{'of it ours':>12}{'requests':>10}{'socket kB':>11}"]
    for address, kinds in found.items():
        for kind, visits in zip(("cold", "warm"), kinds, strict=True):
            ours = median(
                sum(size for path, size in each.files.items() if not path.startswith("/static/"))
                for each in visits
            )
            told.append(
                f"{address:<12}{kind:<6}{median(each.usable for each in visits):>9.1f}"
                f"{median(each.bytes for each in visits) / 1000:>9.1f}{ours / 1000:>12.1f}"
                f"{median(each.requests for each in visits):>10.0f}"
                f"{median(each.socket for each in visits) / 1000:>11.1f}"
            )
    return told


def aims(found: dict[str, list[list[Visit]]]) -> list[str]:
    """Whether the aims are met."""
    told = []
    for address, (seconds, most) in AIMS.items():
        cold = found[address][0]
        usable, size = median(each.usable for each in cold), median(each.bytes for each in cold)
        met = "met" if usable <= seconds and size <= most else "not met"
        told.append(
            f"{address} cold: at most {seconds:.0f} s and {most / 1000:.0f} kB: {met} "
            f"({usable:.1f} s, {size / 1000:.1f} kB)."
        )
    return told


def largest(found: dict[str, list[list[Visit]]], most: int) -> list[str]:
    """The largest files of each cold visit."""
    told = []
    for address, (cold, _warm) in found.items():
        told.append(f"\n{address}, the largest of {len(cold[0].files)} files")
        by_size = sorted(cold[0].files.items(), key=lambda each: -each[1])[:most]
        told += [f"{size / 1000:>9.1f} kB  {path}" for path, size in by_size]
    return told


def main(arguments: list[str] | None = None) -> int:
    """0 where it could be measured, whether or not the aims are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.slow_line", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="visits of each kind")
    parser.add_argument("--largest", type=int, default=0, help="so many of the largest files of each page")
    asked = parser.parse_args(arguments)
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="lrc-slow-") as folder, sync_playwright() as playwright:
        community = records.settle(Path(folder), NINETY_DAYS)
        cookies = next(each.visitor.cookies for each in community.visits() if each.address == "check-in")
        portal = PortalServer(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        try:
            # The first to come to a server wait longer than any who follow.
            measured(browser, portal.url, cookies, 1)
            found = measured(browser, portal.url, cookies, asked.times)
        finally:
            browser.close()
            portal.stop()
    print("\n".join([*lines(found), *aims(found), *largest(found, asked.largest)]))
    print(f"The load average of the last minute was {before:.1f} at the start, {os.getloadavg()[0]:.1f} now.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
