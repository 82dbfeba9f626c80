"""`python -m tests.tools.looks FOLDER`: every screen as each kind of person sees it, to be looked at.

Screen × person × language × theme × width, as whole pages, and an `index.html` that shows them side by side.
They are of the demo community, which is filled anew.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from lrc_portal import demo
from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import Language
from tests.tools import chromium
from tests.tools.browsing import settled
from tests.tools.live_server import ROOT, PortalServer

FILL = "from lrc_portal import demo, settings, startup;demo.fill(startup.prepare(), settings.current().var)"
PEOPLE = ("Mari", "Dafydd", "Gareth", "Nia")
"""A member, family, a peer worker, a coordinator."""
WIDTHS = {360: 780, 1280: 800}
THEMES = ("light", "dark")
IN_FRONT = ("help-now", "sign-in")
TALLEST = 6_000


def draw(folder: Path, *, people: tuple[str, ...] = PEOPLE) -> list[Path]:
    """Write the pictures and their index; returns the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        var = Path(made) / "var"
        environ = {**os.environ, "LRC_VAR": str(var), "LRC_DATABASE_URL": f"sqlite:///{var / 'portal.db'}"}
        subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=environ, check=True)
        portal = PortalServer(Path(made), environ={})
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        try:
            keys = {row["name"]: row["passphrase"] for row in demo.sign_ins(portal.var)}
            pictures = [
                picture
                for who in ("", *people)
                for width, height in WIDTHS.items()
                for theme in THEMES
                for picture in _of_one(
                    browser, portal.url, folder, who, keys.get(who, ""), width, height, theme
                )
            ]
        finally:
            browser.close()
            portal.stop()
    _write_index(folder, pictures)
    return pictures


def _of_one(
    browser: Browser, url: str, folder: Path, who: str, key: str, width: int, height: int, theme: str
) -> Iterator[Path]:
    """All screens of one person on one screen; `who` is "" for somebody who is signed out."""
    for language in Language:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=f"{language}-GB",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        addresses = list(IN_FRONT) if not who else []
        if who:
            page.goto(f"{url}/sign-in?language={language}")
            page.locator("input[name=name]").fill(who)
            page.locator("input[name=passphrase]").fill(key)
            page.locator("button[type=submit]").last.click()
            _in_language(settled(page), language)
            shown = page.locator("[data-testid=stSidebarNavLink]").evaluate_all(
                "links => links.map(each => new URL(each.href).pathname.slice(1))"
            )
            addresses = [screen.address for screen in SCREENS if screen.address in shown]
        for address in ["", *addresses] if not who else addresses:
            page.goto(f"{url}/{address}?language={language}" if address in IN_FRONT else f"{url}/{address}")
            path = folder / f"{address or 'today'}-{who or 'signed-out'}-{language}-{theme}-{width}.png"
            yield _whole(settled(page), path, width, height)
        context.close()


def _in_language(page: Page, language: Language) -> None:
    """The account remembers the language of the picture before."""
    name = {Language.ENGLISH: "English", Language.CYMRAEG: "Cymraeg"}[language]
    other = page.get_by_role("button", name=name, exact=True)
    if other.count():
        other.first.click()
        settled(page)


def _whole(page: Page, path: Path, width: int, height: int) -> Path:
    """The whole page: Streamlit scrolls inside of it, so the window is made as tall as what it holds."""
    tall = page.evaluate(
        "(document.querySelector('[data-testid=stMain]') ?? document.documentElement).scrollHeight"
    )
    page.set_viewport_size({"width": width, "height": max(height, min(int(tall), TALLEST))})
    page.wait_for_timeout(300)
    page.screenshot(path=path)
    page.set_viewport_size({"width": width, "height": height})
    return path


def _write_index(folder: Path, pictures: list[Path]) -> None:
    shown = "\n".join(
        f'<figure><img src="{each.name}" loading="lazy"><figcaption>{each.stem}</figcaption></figure>'
        for each in sorted(pictures)
    )
    style = "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:1rem}img{width:300px}figure{margin:0}"
    (folder / "index.html").write_text(
        f"<!doctype html><meta charset=utf-8><title>Looks</title><style>{style}</style>{shown}",
        encoding="utf-8",
    )


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else "var/looks")
    print(f"{len(draw(where))} pictures in {where}; open {where / 'index.html'}")
