"""A story told through the pages: people with a browser each, a day they all stand on, and who reads what.

Whatever somebody types in a story is a phrase that is found nowhere else. After each turn every page of
everybody is opened, and it is told on which of them each phrase stands: the story says for whom it should.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from altair.utils import schemapi
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.identity import front_door, sessions
from lrc_portal.identity import routes as identity_routes
from lrc_portal.identity.viewer import viewer_of, whoever_of
from lrc_portal.paper import routes as paper_routes
from lrc_portal.quick import routes as quick_routes
from lrc_portal.screens import SCREENS
from lrc_portal.ui.kit import frame
from lrc_portal.vocabulary import Language, Window
from tests.paper import reading

from .conftest import PASSPHRASE, PORTAL, as_shown, come_to, said, stand_on, unfold
from .sharing import blocks, everything, leaves

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
FILES = {screen.address: screen.file for screen in SCREENS}
FIELDS = ("text_input", "text_area", "button_group", "checkbox", "toggle")
FURTHER = ("All that ", "Earlier: ", "Find a", "Show ", "Read what ", "Go on writing")
"""How the buttons begin behind which there is more to read."""
OF_OTHERS = frozenset({"", "notes", "circle", "shared", "people", "session-sheet", "community"})
"""The pages on which people meet what is somebody else’s: looked at after every turn."""
NEAR = frozenset(address or "today" for address in OF_OTHERS)
SELDOM = frozenset({"progress"})
"""Dear to draw: opened for what is found nowhere else and not yet there."""
USUAL = frozenset(FILES) - SELDOM
NUMBERS = (1, 2)
"""What somebody could guess and write into an address."""


class Somebody:
    """One person at their browser. They press what a page says and read what stands there."""

    def __init__(self, story: "Story", name: str) -> None:
        self.story, self.name = story, name
        self.token: str | None = None
        # What they may read and where they found it when they last leafed through all pages.
        self.may: set[str] = set()
        self.found_near: set[str] = set()
        self.found_seldom: set[str] = set()
        self._tab: AppTest | None = None

    # At the door

    def join(self, code: str) -> None:
        """Come in with the code of an invitation. Before that, nothing of anybody is said to them."""
        known = f"{self.name} of the long bridge"
        person = {"name": known, "display_name": self.name, "passphrase": PASSPHRASE, "agree": "yes"}
        door = self.story.door()
        looked = door.post("/invitation", data={"code": code})
        assert looked.status_code == 200 and "Make my account" in looked.text
        assert not self.story.found_in(looked.text)
        assert door.post("/invitation", data={"code": code, "step": "join", **person}).status_code == 303
        self.token = door.cookies[sessions.cookie_name()]
        viewer = whoever_of(self.story.house, self.token)
        assert viewer is not None
        with self.story.house.writing() as db:
            sessions.pass_second_step(db, by=viewer)
        self.story.readers[known] = {self.name}
        self.open("")

    # On a page

    def open(self, address: str, **query: str) -> "Somebody":
        """Open a page, in a new tab if none is open; without an address the first one."""
        if self._tab is None:
            self._tab = come_to(AppTest.from_file(str(PORTAL), default_timeout=30), FILES[address])
            self._tab.session_state["chosen_language"] = Language.ENGLISH
        else:
            self._tab.switch_page(f"../pages/{FILES[address]}")
        self._tab.query_params = dict(query)
        self._run()
        return self

    def close(self) -> None:
        self._tab = None

    @property
    def tab(self) -> AppTest:
        assert self._tab is not None
        return self._tab

    def _run(self, deed: Callable[[], object] | None = None) -> None:
        self.story.at_the_screen = self
        (deed or self.tab.run)()
        assert not self.tab.exception, (self.name, self.tab.exception)
        # The tab stays where the portal led it.
        self.tab._page_hash = self.tab._finished_page_script_hash

    def press(self, label: str, *, beside: str | None = None) -> "Somebody":
        """Press the first button that says this; `beside` names what stands in the same box."""
        label = as_shown(self.tab, label)
        found = [each for each in self._place(label, beside) if getattr(each, "label", None) == label]
        buttons = [each.label for each in self.tab.main.get("button")]
        assert found, f"{self.name} finds no button {label!r} beside {beside!r}: {buttons}"
        assert not found[0].proto.disabled, label
        self._run(found[0].click().run)
        return self

    def follow(self, label: str) -> "Somebody":
        """Go on by a link to another page."""
        links = [each.proto for each in leaves(self.tab.main) if each.type == "page_link"]
        found = next((each for each in links if each.label == label), None)
        assert found, f"{self.name} finds no link {label!r}: {[each.label for each in links]}"
        query = dict(pair.split("=") for pair in found.query_string.split("&") if pair)
        return self.open(found.page, **query)

    def unfold(self, label: str) -> "Somebody":
        """Open the lines called so."""
        self._run(lambda: unfold(self.tab, label))
        return self

    def fill(self, form: str = "", **answers: object) -> "Somebody":
        """Fill in fields, by the end of their keys; `__` stands for the point in a key.

        `form` is how the keys begin, where a page has several forms with such a field.
        """
        for name, value in answers.items():
            if isinstance(value, date):
                parts = {"day": value.day, "month": value.month, "year": value.year}
                self.fill(form, **{f"{name}__{part}": str(number) for part, number in parts.items()})
                continue
            fitting = re.compile(rf"{form}(.*[:.])?{re.escape(name.replace('__', '.'))}")
            fields = [each for kind in FIELDS for each in self.tab.main.get(kind) if each.key]
            found = [each for each in fields if fitting.fullmatch(each.key)]
            assert len(found) == 1, (self.name, name, [each.key for each in fields])
            found[0].set_value(value)
        return self

    def choose(self, form: str = "", **answers: object) -> "Somebody":
        """`fill`, where a choice draws what is asked next."""
        self.fill(form, **answers)
        self._run(self.tab.run)
        return self

    def tick(self, *labels: str) -> "Somebody":
        for label in labels:
            [found] = [each for each in self.tab.main.get("checkbox") if label in each.label]
            found.check()
        return self

    def sees(self, *sentences: str) -> "Somebody":
        for sentence in sentences:
            assert sentence in said(self.tab), f"{self.name} does not see {sentence!r}:\n{said(self.tab)}"
        return self

    def finds_no(self, sentence: str) -> "Somebody":
        assert sentence not in said(self.tab), f"{self.name} sees {sentence!r}"
        return self

    @property
    def code(self) -> str:
        """The code of an invitation, which is on the screen."""
        return next(each.value for each in self.tab.main.get("text") if CODE.fullmatch(str(each.value)))

    def _place(self, label: str, beside: str | None) -> list:
        """What stands on the page; or in the smallest box that has both the button and these words."""
        if beside is None:
            return list(leaves(self.tab.main))
        boxes = [(getattr(block, "label", ""), list(leaves(block))) for block in blocks(self.tab.main)]
        fitting = [
            box
            for called, box in boxes
            if any(getattr(each, "label", None) == label for each in box)
            and (beside == called or any(beside in str(getattr(each, "value", "")) for each in box))
        ]
        return min(fitting, key=len, default=[])

    # Reading all there is

    @property
    def viewer(self) -> Viewer:
        found = viewer_of(self.story.house, self.token)
        assert found is not None
        return found

    def pages(self, addresses: frozenset[str], *, further: bool) -> Iterator[tuple[str, list[str]]]:
        """These pages of their menu with all that is sent: as it opens and, `further`, leafed through."""
        self.close()
        viewer = self.viewer
        for screen in SCREENS:
            if screen.is_for(viewer) and screen.address in addresses:
                self.open(screen.address)
                self._run(lambda: unfold(self.tab))
                yield screen.address or "today", [everything(self.tab), *(self._leaf() if further else ())]
        self.close()

    def _leaf(self) -> Iterator[str]:
        for each in self.tab.main.get("button_group"):
            if each.key and "window" in each.key and each.value != Window.ALL:
                self._run(each.set_value(Window.ALL).run)
                self._run(lambda: unfold(self.tab))
                yield everything(self.tab)
        pressed = set()
        while True:
            buttons = [each for each in self.tab.main.get("button") if each.label.startswith(FURTHER)]
            more = next((each for each in buttons if (each.label, each.key) not in pressed), None)
            if more is None:
                return
            pressed.add((more.label, more.key))
            self._run(more.click().run)
            # What stands in a field is sent once: a run that unfolds something sends it no more.
            yield everything(self.tab)
            self._run(lambda: unfold(self.tab))
            yield everything(self.tab)

    def guesses(self) -> Iterator[tuple[str, list[str]]]:
        """The pages that read a number from the address, and the addresses beside the pages."""
        for address in ("notes", "session-sheet"):
            for number in NUMBERS:
                self.open(address, **{"with": str(number), "note": str(number)})
                yield f"{address} {number}", [everything(self.tab)]
        self.close()
        door = self.story.door(self.token)
        for route in (*paper_routes.routes(), *quick_routes.routes()):
            for number in NUMBERS if "session" in route.path or "meeting" in route.path else (1,):
                answer = door.get(f"{route.path}?with={number}&id={number}&window=all")
                is_pdf = answer.headers.get("content-type") == "application/pdf"
                text = reading.words(answer.content) if is_pdf else answer.text
                yield f"{route.path} {number}", [text]


@dataclass
class Story:
    """The house in which it happens, and the table of who reads what: phrase → names."""

    house: Database
    monkeypatch: pytest.MonkeyPatch
    people: dict[str, Somebody] = field(default_factory=dict)
    readers: dict[str, set[str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    at_the_screen: Somebody | None = None

    def __post_init__(self) -> None:
        self.monkeypatch.setattr(
            frame, "session_token", lambda: self.at_the_screen and self.at_the_screen.token
        )
        # Whether charts are drawn by the rules of their grammar is told elsewhere, and dear to ask.
        self.monkeypatch.setattr(schemapi, "DEBUG_MODE", False)

    def stand_on(self, day: date) -> None:
        stand_on(self.monkeypatch, day)

    def door(self, token: str | None = None) -> TestClient:
        """A browser before the addresses beside the pages."""
        app = Starlette(
            routes=[*identity_routes.routes(), *paper_routes.routes(), *quick_routes.routes()],
            middleware=front_door.middleware(),
        )
        cookies = {sessions.cookie_name(): token} if token else None
        return TestClient(app, base_url="http://localhost:8501", follow_redirects=False, cookies=cookies)

    def found_in(self, text: str) -> set[str]:
        return {phrase for phrase in self.readers if phrase in text}

    def sees(self, after: str, *, everywhere: bool) -> None:
        """Open the pages of everybody: who may read a phrase finds it, and nobody else does.

        Who may read something else than before, or finds something no more, leafs through all of theirs;
        others open those on which they could meet something new. With `everywhere` all do all of it, and
        guess what could stand in an address.
        """
        wrong = []
        for somebody in self.people.values():
            if somebody.token is not None:
                wrong += [f"{somebody.name} {each}" for each in self._wrong_for(somebody, everywhere)]
        assert not wrong, "\n".join([f"After “{after}”:", *sorted(wrong)])

    def _wrong_for(self, somebody: Somebody, everywhere: bool) -> Iterator[str]:
        may = {phrase for phrase, names in self.readers.items() if somebody.name in names}
        found: dict[str, str] = {}
        near = set()
        if may == somebody.may and not everywhere:
            found = self._found_on(somebody.pages(OF_OTHERS, further=False))
        if may != somebody.may or everywhere or not somebody.found_near <= set(found):
            for page, texts in somebody.pages(USUAL, further=True):
                found |= self._found_on([(page, texts)])
                near |= self.found_in(texts[0]) if page in NEAR else set()
            if everywhere or may - set(found) - somebody.found_seldom:
                seldom = self._found_on(somebody.pages(SELDOM, further=True))
                somebody.found_seldom = set(seldom)
                found |= seldom
            if everywhere:
                found |= self._found_on(somebody.guesses())
            somebody.may, somebody.found_near = may, near
            for phrase in may - set(found) - somebody.found_seldom:
                yield f"finds “{phrase}” nowhere and may read it"
        for phrase in set(found) - may:
            yield f"reads “{phrase}” on {found[phrase]} and may not"

    def _found_on(self, pages: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
        return {phrase: page for page, texts in pages for text in texts for phrase in self.found_in(text)}


Sees = Mapping[str | tuple[str, ...], Iterable[str]]
Deed = Callable[[Story], Sees]


@dataclass(frozen=True)
class Turn:
    """What is done on a day, and who reads what from then on."""

    name: str
    day: date
    deed: Deed
    everywhere: bool

    def play(self, story: Story) -> None:
        story.stand_on(self.day)
        changed = self.deed(story)
        for phrases, names in changed.items():
            for phrase in (phrases,) if isinstance(phrases, str) else phrases:
                story.readers[phrase] = set(names)
        story.sees(f"{self.name}, {self.day}", everywhere=self.everywhere)


def long_sessions() -> dict[str, timedelta]:
    """Everybody stays signed in for the whole story: how sessions end is told elsewhere."""
    return dict.fromkeys(
        ("idle_working", "idle_other", "absolute_working", "absolute_other"), timedelta(days=1000)
    )
