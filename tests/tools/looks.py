"""`python -m tests.tools.looks FOLDER`: every screen as each kind of person sees it, to be looked at.

Each screen is loaded once and drawn in both languages, light and dark, for a phone and a desk, and in Welsh
for the narrowest phone. Beside it stand what is one step further (all folds open, each form open, what is
said when a form is sent as it stands, each question before something is undone), a good day and a hard one
after saving, and somebody's first day, with nothing in it yet. An `index.html` shows them side by side, a
screen at a time. They are of the demo community, filled anew.

With names of people behind the folder only theirs are drawn, as in `… var/looks Mari Newcomer`.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import groupby, product
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

from playwright.sync_api import Error, Page, sync_playwright

from lrc_portal import demo
from lrc_portal.vocabulary import Language
from tests.tools import chromium
from tests.tools.browsing import overhear, settled
from tests.tools.live_server import ROOT, PortalServer

FILL = "from lrc_portal import demo, settings, startup;demo.fill(startup.prepare(), settings.current().var)"
NEWCOMER, RELATIVE, NOBODY = "Newcomer", "Relative", "Nobody"
NEWCOMERS = {NEWCOMER: "#kind", RELATIVE: "#kind-family"}
"""Who comes alone, and what they choose at `/start`."""
PEOPLE = ("Mari", "Dafydd", "Gareth", "Nia", NEWCOMER, NOBODY, "Eleri", "Siân", RELATIVE)
"""A member, family, a peer worker, a coordinator, a member on their first day, nobody signed in.

Then who shows what is not there for these: a member whose own words are Welsh, whom somebody offered what
they want to agree at home; a peer worker who supervises and keeps no record; family on their first day.
"""
IN_FEW_WAYS = frozenset({"Eleri", "Siân", RELATIVE})
AT_ONCE = 2
PHONE, DESK, NARROWEST = (360, 780), (1280, 800), (320, 640)
TALLEST = 12_000
TURN = r"-[0-9a-f]{8}-[0-9a-f]{12}(?=-)"
"""What in the key of a field is another the next time."""
PASSPHRASE = "a river in the morning"
IN_FRONT = ("help-now", "sign-in", "invitation", "start", "sign-out")
SHEET = "session-sheet"
BESIDE = ("quick",)
"""Pages in front of Streamlit for whoever keeps a record."""

OPENERS = '[data-testid="stMain"] [class*="st-key-open-"]'
ASKERS = '[data-testid="stMain"] [class*="st-key-ask-"]'
SENDERS = '[data-testid="stMain"] [class*="st-key-"][class*="-send"]'
FOLDS = '[data-testid="stMain"] details:not([open]) > summary'
STEPS = {"good": "Good", "hard": "Very hard"}


@dataclass(frozen=True)
class Way:
    """One way to see a screen."""

    language: Language
    theme: Literal["light", "dark"]
    size: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}-{self.size[0]}"


_THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
EVERY_WAY = [
    *(Way(*each) for each in product(Language, _THEMES, (PHONE, DESK))),
    Way(Language.CYMRAEG, "light", NARROWEST),
]
FEW_WAYS = [
    Way(Language.CYMRAEG, "light", PHONE),
    Way(Language.ENGLISH, "dark", DESK),
    Way(Language.CYMRAEG, "dark", NARROWEST),
]
"""For what is one step further."""


def draw(folder: Path, *, people: tuple[str, ...] = PEOPLE) -> list[Path]:
    """Write the pictures and their index; returns the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as made:
        var = Path(made) / "var"
        environ = {**os.environ, "LRC_VAR": str(var), "LRC_DATABASE_URL": f"sqlite:///{var / 'portal.db'}"}
        subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=environ, check=True)
        portal = PortalServer(Path(made), environ={"LRC_OPEN_START": "1"})
        keys = {row["name"]: row["passphrase"] for row in demo.sign_ins(portal.var)}
        try:
            # A browser, and with it a process, for each person; they share nothing but the portal.
            with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
                drawn = [pool.submit(_of_one, portal.url, folder, who, keys.get(who, "")) for who in people]
                pictures = [picture for each in drawn for picture in each.result()]
        finally:
            portal.stop()
    write_index(folder, pictures)
    return pictures


def _of_one(url: str, folder: Path, who: str, key: str) -> list[Path]:
    """All pictures of what one person sees."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        overhear(context)
        try:
            return list(_Camera(context.new_page(), url, folder, who).walk(key))
        finally:
            browser.close()


class _Camera:
    """Somebody who opens one screen after the other, and takes pictures."""

    def __init__(self, page: Page, url: str, folder: Path, who: str) -> None:
        self._page, self._url, self._folder, self._who = page, url, folder, who
        self._ways = FEW_WAYS if who in IN_FEW_WAYS else EVERY_WAY
        self._drawn: set[str] = set()

    def walk(self, key: str) -> Iterator[Path]:
        """Every screen, then what is one step further: that changes what is kept, so it comes last."""
        if self._who == NOBODY:
            for address in IN_FRONT:
                yield from self._in_front(address)
            return
        self._come_in(key)
        links = self._page.locator('[data-testid="stSidebarNavLink"]')
        shown = links.evaluate_all("links => links.map(each => new URL(each.href).pathname.slice(1))")
        addresses = list(dict.fromkeys(["", *shown]))
        for address in addresses:
            self._open(address)
            yield from self._in_all(address)
        if "check-in" in addresses:
            for address in BESIDE:
                yield from self._in_front(address)
        for address in addresses:
            yield from self._further(address)
        if SHEET in addresses:
            self._open(SHEET)
            if self._tried(lambda: self._press('[data-testid="stMain"] [role="radio"]')):
                yield from self._in_all(f"{SHEET}~chosen")
        if "check-in" in addresses:
            for day, answer in STEPS.items():
                yield from self._after_a_day(day, answer)

    def _come_in(self, key: str) -> None:
        page = self._page
        page.goto(f"{self._url}/{'sign-in' if key else 'start'}?language=en")
        if key:
            page.locator("input[name=name]").fill(self._who)
            page.locator("input[name=passphrase]").fill(key)
        else:
            page.locator(NEWCOMERS[self._who]).check()
            page.locator("#name").fill(self._who)
            page.locator("#passphrase").fill(PASSPHRASE)
            page.locator("#agree").check()
        page.locator("main form button").first.click()
        settled(page)

    def _open(self, address: str) -> None:
        self._page.goto(f"{self._url}/{address}")
        settled(self._page)

    def _in_front(self, address: str) -> Iterator[Path]:
        """A page in front of Streamlit, whose language stands in its address."""
        for way in self._ways:
            self._page.goto(f"{self._url}/{address}?language={way.language}")
            self._show(way)
            yield self._take(address, way)

    def _further(self, address: str) -> Iterator[Path]:
        """What one tap shows: all folds, each kind of form, what it says when it is sent as it stands, and
        what is asked before something is undone."""
        self._open(address)
        name, standing = address or "today", self._there(SENDERS)
        if self._unfold():
            for way in FEW_WAYS:
                self._open(address)
                self._show(way)
                self._unfold()
                yield self._take(f"{name}~folds", way)
        openers, askers = self._there(OPENERS), self._there(ASKERS)
        for opener in openers:
            yield from self._form(address, opener, name)
        for sender in standing:
            if self._is_new(sender):
                for way in FEW_WAYS:
                    self._open(address)
                    self._show(way)
                    if self._tried(partial(self._press, f"{_like(sender)} button")):
                        yield self._take(f"{name}~sent-{_kind(sender)}", way, around_focus=True)
        for asker in askers:
            if self._is_new(asker):
                for way in FEW_WAYS:
                    self._open(address)
                    self._show(way)
                    if self._tried(partial(self._press, f".{asker} button")):
                        yield self._take(f"{name}~{_kind(asker)}", way, around_focus=True)

    def _form(self, address: str, opener: str, name: str) -> Iterator[Path]:
        """Opened anew for each way: what is said once is gone when the language is changed."""
        if not self._is_new(opener):
            return
        name = f"{name}~{_kind(opener)}"
        for way in FEW_WAYS:
            self._open(address)
            self._show(way)
            before = self._there(SENDERS)
            if not self._tried(partial(self._press, f".{opener} button")):
                return
            yield self._take(name, way, around_focus=True)
            came = [each for each in self._there(SENDERS) if each not in before]
            if came and self._tried(partial(self._press, f".{came[0]} button")):
                yield self._take(f"{name}~sent", way, around_focus=True)

    def _there(self, selector: str) -> list[str]:
        """The class by which each of these is known, in the order of the page."""
        known: list[str] = self._page.locator(selector).evaluate_all(
            "all => all.map(each => [...each.classList].find(name => name.startsWith('st-key-')))"
        )
        return known

    def _is_new(self, known: str) -> bool:
        """Whether none of this kind was drawn before."""
        kind = _kind(known)
        new = kind not in self._drawn
        self._drawn.add(kind)
        return new

    def _unfold(self) -> bool:
        """Open every fold, and those in them; whether there was one. Some close when another is opened."""
        opened: set[str] = set()
        folds = self._page.locator(FOLDS).locator("visible=true")
        while wanted := [each for each in folds.all_inner_texts() if each not in opened]:
            opened.add(wanted[0])
            fold = folds.filter(has_text=wanted[0].splitlines()[-1]).first
            self._tried(partial(fold.click, timeout=3_000))
            settled(self._page)
        return bool(opened)

    def _after_a_day(self, day: str, answer: str) -> Iterator[Path]:
        """What comes back after a check-in, on a day when every answer is this one."""
        self._open("check-in")
        self._speak(Language.ENGLISH)
        for group in self._page.locator('[class*="st-key-steps-"]').all():
            chosen = group.get_by_role("radio", name=answer, exact=True)
            if chosen.count() and chosen.is_visible() and chosen.get_attribute("aria-checked") != "true":
                chosen.click()
        if self._tried(lambda: self._press(f"{SENDERS} button")):
            yield from self._in_all(f"check-in~kept-{day}")
            self._open("")
            yield from self._in_all(f"today~after-{day}")

    def _press(self, selector: str) -> None:
        wanted = self._page.locator(selector).first
        for fold in wanted.locator("xpath=ancestor::details[not(@open)]/summary").all():
            fold.click(timeout=3_000)
        if not wanted.is_visible():
            self._unfold()  # what a card holds is drawn once it is open
        wanted.click(timeout=3_000)
        settled(self._page)

    def _tried(self, step: Callable[[], object]) -> bool:
        """Whether a step could be taken: a button of the other size of screen is not there to be pressed."""
        try:
            step()
        except Error:
            return False
        return True

    def _in_all(self, name: str) -> Iterator[Path]:
        """The page as it is open now, in every way, without loading it anew."""
        for way in self._ways:
            self._show(way)
            yield self._take(name, way)
        self._page.set_viewport_size({"width": DESK[0], "height": DESK[1]})

    def _show(self, way: Way) -> None:
        """The page as it stands in another language and light, on another size of screen."""
        page, dark = self._page, way.theme == "dark"
        if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") != dark:
            page.emulate_media(color_scheme=way.theme, reduced_motion="reduce")
            page.wait_for_timeout(800)  # the page notices by itself, and has its charts drawn anew
        page.set_viewport_size({"width": way.size[0], "height": way.size[1]})
        self._speak(way.language)
        settled(page)

    def _speak(self, language: Language) -> None:
        """Change the language, which leaves a page as it stands."""
        name = {Language.ENGLISH: "English", Language.CYMRAEG: "Cymraeg"}[language]
        other = self._page.locator(".st-key-head").get_by_role("button", name=re.compile(rf"(^|\s){name}$"))
        if other.count():
            other.first.click()
            settled(self._page)

    def _take(self, name: str, way: Way, *, around_focus: bool = False) -> Path:
        """The whole page: Streamlit scrolls inside of it, so the window is made as tall as what it holds.

        Or two screens of it around what has the focus, where the rest is in another picture.
        """
        page, (width, height) = self._page, way.size
        tall = page.evaluate(
            "(document.querySelector('[data-testid=stMain]') ?? document.documentElement).scrollHeight"
        )
        shown = whole = max(height, min(int(tall), TALLEST))
        page.set_viewport_size({"width": width, "height": whole})
        page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0)")
        page.wait_for_timeout(200)
        path = self._folder / f"{name or 'today'}-{self._who}-{way}.png"
        top = 0
        if around_focus:
            focused = page.evaluate("document.activeElement.getBoundingClientRect().top")
            shown = min(whole, 2 * height)
            top = max(0, min(int(focused) - height // 2, whole - shown))
        page.screenshot(path=path, clip={"x": 0, "y": top, "width": width, "height": shown})
        page.set_viewport_size({"width": width, "height": height})
        return path


def _kind(known: str) -> str:
    """What something is called in the name of a picture, whichever line of a list it belongs to."""
    name = re.sub(TURN, "", known.removeprefix("st-key-"))
    return re.sub(r"\d+", "N", name.removeprefix("open-"))


def _like(known: str) -> str:
    """Any of these, since a form that was sent has another name the next time."""
    start, *_rest = re.split(TURN, known)
    return f'[class*="{start}-"][class*="-send"]'


def write_index(folder: Path, pictures: list[Path]) -> None:
    """A page with all of them: a heading and a link for each screen, and those of one person in one row."""
    screens = {
        screen: list(of_screen)
        for screen, of_screen in groupby(sorted(pictures, key=_screen_and_who), key=_screen_of)
    }
    links = " · ".join(f'<a href="#{escape(screen)}">{escape(screen)}</a>' for screen in screens)
    shown = "\n".join(
        f'<h2 id="{escape(screen)}">{escape(screen)}</h2>\n'
        + "\n".join(
            f"<h3>{escape(who)}</h3>\n<div>{''.join(_figure(each) for each in of_person)}</div>"
            for who, of_person in groupby(of_screen, key=_who_of)
        )
        for screen, of_screen in screens.items()
    )
    style = (
        "body{font:14px sans-serif;margin:1rem}div{display:flex;gap:1rem;overflow-x:auto;align-items:start}"
        "figure{margin:0;flex:none}img{height:420px;border:1px solid #999}nav{line-height:2}"
    )
    (folder / "index.html").write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Looks</title><style>{style}</style>"
        f"<h1>{len(pictures)} looks</h1><nav>{links}</nav>\n{shown}\n",
        encoding="utf-8",
    )


_PARTS = re.compile(rf"(?P<screen>.+)-(?P<who>{'|'.join(PEOPLE)})-(?P<way>[a-z]+-[a-z]+-\d+)")


def _part(picture: Path, name: str) -> str:
    found = _PARTS.fullmatch(picture.stem)
    return found[name] if found else ""


def _screen_of(picture: Path) -> str:
    return _part(picture, "screen")


def _who_of(picture: Path) -> str:
    return _part(picture, "who")


def _screen_and_who(picture: Path) -> tuple[str, int, str]:
    return _screen_of(picture), PEOPLE.index(_who_of(picture)), _part(picture, "way")


def _figure(picture: Path) -> str:
    way, name = escape(_part(picture, "way")), escape(picture.name)
    return (
        f'<figure><a href="{name}"><img src="{name}" loading="lazy" alt="{escape(picture.stem)}"></a>'
        f"<figcaption>{way}</figcaption></figure>"
    )


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else "var/looks")
    drawn = draw(where, people=tuple(sys.argv[2:]) or PEOPLE)
    print(f"{len(drawn)} pictures in {where}; open {where / 'index.html'}")
