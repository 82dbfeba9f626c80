"""People with a browser: they read what is on the screen and press what it says, in their language."""

import re
from typing import Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import Translator, translator
from tests.tools.browsing import settled

PASSPHRASE = "a river in the morning"
PATIENCE = 15_000
# Resolves once the page has asked the server for the other screen: until then it is quiet, and the old one.
WALK = """address => new Promise((resolve) => {
  const before = window.overheard.asked;
  history.pushState({}, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
  const began = performance.now();
  const look = () => {
    if (window.overheard.asked > before || performance.now() - began > 5000) resolve();
    else setTimeout(look, 20);
  };
  look();
})"""


class HasAddress(Protocol):
    """A portal, or the proxy before several."""

    @property
    def url(self) -> str: ...


class Somebody:
    """One person with one browser. Sentences are given in English and looked for in their language."""

    def __init__(
        self, page: Page, portal: HasAddress, name: str, language: Language = Language.ENGLISH
    ) -> None:
        self.page = page
        self.portal = portal
        self.name = name
        self.t: Translator = translator(language)
        page.set_default_timeout(PATIENCE)

    def open(self, address: str) -> "Somebody":
        """Load this page, as from a bookmark."""
        self.page.goto(self.portal.url + address)
        settled(self.page)
        return self

    def walk_to(self, address: str) -> "Somebody":
        """Go on to another screen in the same tab, which is not loaded anew: as the menu and Back do.

        To the screen that is there already, and from a page that is not Streamlit's, only loading leads. It
        takes a second of processor time, which walking does not.
        """
        here = urlsplit(self.page.url)
        stays = f"{here.scheme}://{here.netloc}" == self.portal.url and here.path != urlsplit(address).path
        if not stays or not self.page.locator('[data-testid="stApp"]').count():
            return self.open(address)
        self.page.evaluate(WALK, address)
        settled(self.page)
        return self

    def join(self, address_or_code: str) -> "Somebody":
        """Come in with a link or a code, as the portal's own pages ask for it."""
        language = f"language={self.t.language.value}"
        if address_or_code.startswith("http"):
            self.page.goto(f"{address_or_code}&{language}")
        else:
            self.page.goto(f"{self.portal.url}/invitation?{language}")
            self.page.get_by_label(self.t("Your code")).fill(address_or_code)
        if self.page.locator("input[name=step]").count() == 0:
            self.page.locator("main form button").first.click()
        self.page.locator("input[name=name]").fill(self.name)
        self.page.locator("input[name=passphrase]").fill(PASSPHRASE)
        self.page.locator("input[name=agree]").check()
        self.page.get_by_role("button", name=self.t("Make my account")).click()
        settled(self.page)
        if self.page.url.endswith("/shared"):  # where family begin
            return self.sees("Shared with me")
        return self.sees("Hello, {name}", name=self.name)

    def sign_in(self, passphrase: str = PASSPHRASE, at: str = "/") -> "Somebody":
        """Sign in, and come straight to the screen at this address: no other has to be loaded before it."""
        self.page.goto(f"{self.portal.url}/sign-in?language={self.t.language.value}&next={at}")
        self.page.locator("input[name=name]").fill(self.name)
        self.page.locator("input[name=passphrase]").fill(passphrase)
        self.page.locator("main form button").first.click()
        settled(self.page)
        return self

    # Doing

    def press(self, label: str, *, within: Locator | None = None, **values: object) -> "Somebody":
        """Press the button that says this (its icon aside)."""
        said = self.t(label, **values)
        place = within or self.page
        place.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(said)}$")).first.click()
        settled(self.page)
        return self

    def unfold(self, label: str) -> "Somebody":
        """Open what is folded below this line."""
        self.page.locator("summary").get_by_text(self.t(label), exact=True).click()
        settled(self.page)
        return self

    def change_to(self, language: str) -> "Somebody":
        """Change the language with its button, which is called by the language's own name."""
        self.page.get_by_role("button", name=re.compile(rf"(^|\s){language}$")).first.click()
        settled(self.page)
        return self

    def write(self, label: str, words: str, **values: object) -> "Somebody":
        self.page.get_by_label(self.t(label, **values), exact=True).first.fill(words)
        return self

    def choose(self, question: str, option: str, **values: object) -> "Somebody":
        """Choose one of a few under a question; both are given as they are on the screen."""
        group = self.group(self.t(question, **values))
        pill = group.get_by_role("radio", name=re.compile(rf"(^|\s){re.escape(option)}$")).first
        # A second tap on what is chosen would leave it out again.
        if pill.get_attribute("aria-checked") != "true":
            pill.click()
        return self

    def group(self, question: str) -> Locator:
        return self.page.get_by_test_id("stButtonGroup").filter(has_text=question).first

    def tick(self, question: str, *options: str) -> "Somebody":
        """Tick boxes; the question says where they stand."""
        expect(self.page.get_by_text(self.t(question)).first).to_be_visible()
        for option in options:
            self.page.get_by_test_id("stCheckbox").filter(has_text=option).first.locator("label").click()
        return self

    # Seeing

    @property
    def screen(self) -> str:
        """All text of the page, what is folded away included."""
        return self.page.locator("body").evaluate("body => body.textContent") or ""

    def say_more(self) -> "Somebody":
        """Open what is one tap away in a check-in."""
        self.page.locator("summary").filter(has_text=self.t("Say more")).first.click()
        return self

    def unfold_by_keyboard(self, label: str) -> "Somebody":
        """Open a line with the keyboard alone."""
        self.page.locator("summary").filter(has_text=self.t(label)).focus()
        self.page.keyboard.press("Enter")
        settled(self.page)
        return self

    def sees(self, sentence: str, **values: object) -> "Somebody":
        """A sentence of the portal's."""
        return self.reads(self.t(sentence, **values))

    def reads(self, words: str) -> "Somebody":
        """Words as somebody wrote them."""
        expect(self.page.get_by_text(words).first).to_be_attached(timeout=PATIENCE)
        return self

    def finds_nothing_of(self, *words: str) -> "Somebody":
        settled(self.page)
        screen = self.screen
        for each in words:
            assert each not in screen, f"{self.name} sees {each!r} at {self.page.url}"
        return self
