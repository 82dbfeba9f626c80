"""The real portal script in AppTest, with real people and their real sessions, on SQLite."""

import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

from lrc_portal import clock, settings
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.identity import accounts, passphrases, sessions
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.record import first_days
from lrc_portal.screens import SCREENS
from lrc_portal.settings import Settings
from lrc_portal.ui.kit import frame
from lrc_portal.vocabulary import Language, Role
from lrc_portal.words import gathering
from lrc_portal.words.translator import CHOICES, translator
from tests.people import show_something, train_and_supervise

from .walking import Walk, walk_together

PORTAL = Path(__file__).resolve().parents[2] / "lrc_portal" / "portal.py"
PASSPHRASE = "river stone lamp"
ADDRESSES = {screen.file: screen.address for screen in SCREENS}
GAP = re.compile(r"\{(\w+)\}")

# A server does these once; each tab of an AppTest would look for components in all installed packages, and
# read and compile the scripts, which takes longer than the page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
app_test.ScriptCache = local_script_runner.ScriptCache = cache(ScriptCache)


def wait_for_its_end(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
    """Wait until the page is drawn; to look a thousand times a second, as AppTest does, holds it up."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        say_it_took_too_long(runner, 0)


say_it_took_too_long = local_script_runner.require_widgets_deltas
local_script_runner.require_widgets_deltas = wait_for_its_end


class KnownAccount(NewAccount):
    """One with `PASSPHRASE`, which is hashed as any other, once for all of them."""

    passphrase_hash = passphrases.hashed(PASSPHRASE)


@dataclass(frozen=True)
class Somebody:
    """A person with a browser that is signed in."""

    viewer: Viewer
    token: str


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path) -> Iterator[Database]:
    """The database under test, in force with plain settings."""
    settings.use(
        Settings(
            var=tmp_path,
            database_url=sqlite_database.url,
            public_url="http://localhost:8501",
            port=8501,
            open_start=True,
            idle_working=timedelta(minutes=30),
            idle_other=timedelta(days=14),
            absolute_working=timedelta(hours=12),
            absolute_other=timedelta(days=90),
            trusted_proxies=0,
        )
    )
    engine.use(sqlite_database)
    yield sqlite_database
    settings.use(None)
    engine.use(None)


def come_to(app: AppTest, file: str) -> AppTest:
    """Let this page, by its file, be the one that opens: as by its address, without another before it.

    `switch_page` knows the pages only once the portal has run, which would draw two pages for each.
    """
    app._page_hash = calc_hash(ADDRESSES[file])
    return app


def stand_on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """From now on it is ten in the morning of this day, in every thread that draws a page."""
    moment = datetime.combine(day, time(10), clock.HERE)
    monkeypatch.setattr(clock, "_standing_at", ContextVar("standing_at", default=moment))


@pytest.fixture
def make(house: Database) -> Callable[..., Somebody]:
    """Make somebody with these roles, signed in. Their passphrase is `PASSPHRASE`.

    A member was asked what a new one is asked, unless they are `new`.
    """

    def make_somebody(
        name: str, *roles: Role, language: Language = Language.ENGLISH, new: bool = False
    ) -> Somebody:
        account = KnownAccount(f"{name} at home", name, PASSPHRASE, True, language)
        with house.writing() as db:
            viewer = accounts.create(db, account, roles=roles)
            if Role.PEER_WORKER in roles:
                show_something(db, viewer.person_id)
                train_and_supervise(db, viewer.person_id)
            if not new:
                first_days.leave_out(db, by=viewer)
            token = sessions.begin(db, by=viewer, device="Firefox, Android", second_step=True)
        return Somebody(viewer, token)

    return make_somebody


@pytest.fixture
def member(make: Callable[..., Somebody]) -> Somebody:
    return make("Gwen", Role.MEMBER)


@pytest.fixture
def family(make: Callable[..., Somebody]) -> Somebody:
    return make("Rhys", Role.FAMILY)


@pytest.fixture
def peer_worker(make: Callable[..., Somebody]) -> Somebody:
    return make("Carys", Role.PEER_WORKER)


@pytest.fixture
def coordinator(make: Callable[..., Somebody]) -> Somebody:
    return make("Dai", Role.COORDINATOR)


@pytest.fixture
def walk(house: Database, coordinator: Somebody, member: Somebody, peer_worker: Somebody) -> Walk:
    """Gwen and Carys walk together; Gwen shares nothing with her."""
    return walk_together(house, coordinator, member, peer_worker)


@pytest.fixture
def language() -> Language:
    """In which pages open where a test does not say; see `in_both_languages`."""
    return Language.ENGLISH


in_both_languages = pytest.mark.parametrize("language", list(Language))
"""The test runs once in each language; what it presses and sees it names in English."""


@pytest.fixture
def open_as(house: Database, monkeypatch: pytest.MonkeyPatch, language: Language) -> Callable[..., AppTest]:
    """Open a page (its file's name) as somebody, or as None: signed out. Only the cookie is replaced."""
    usual = language

    def open_page(person: Somebody | None, page: str, language: Language = usual, **query: str) -> AppTest:
        monkeypatch.setattr(frame, "session_token", lambda: person.token if person else None)
        app = AppTest.from_file(str(PORTAL), default_timeout=30)
        app.session_state["chosen_language"] = language
        come_to(app, f"{page}.py")
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return open_page


def said(app: AppTest) -> str:
    """Everything that can be read on the page, without the menu, as words with a space between them."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "text",
        "success",
        "warning",
        "error",
        "info",
    )
    parts = [str(element.value) for kind in kinds for element in app.main.get(kind)]
    parts += [str(link.proto.label) for link in app.main.get("page_link")]
    parts += [
        element.label
        for kind in ("button", "checkbox", "toggle", "button_group", "expander", "text_input", "text_area")
        for element in app.main.get(kind)
    ]
    parts += [str(element.proto.body) for element in app.main.get("html")]
    return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ")


def field(app: AppTest, kind: str, ending: str):
    """The one field of a kind whose key ends so; `:0:` stands for the turn of its form, whichever it is."""
    found = [each for each in app.main.get(kind) if each.key and _first_turn(each.key).endswith(ending)]
    assert len(found) == 1, [each.key for each in app.main.get(kind)]
    return found[0]


def _first_turn(key: str) -> str:
    return re.sub(r":[0-9a-f]*-[0-9a-f]{12}:", ":0:", key)


def unfold(app: AppTest, *labels: str) -> AppTest:
    """Open the lines that show what is in them only once they are open: those called so, or all there are.

    They are given in English, and looked for in the language of the page.
    """
    labels = tuple(as_shown(app, label) for label in labels)
    while closed := [
        key
        for each in app.main.expander
        if (key := each.proto.id.split("-", 2)[-1])
        and not each.proto.expanded
        and (not labels or each.label in labels)
    ]:
        for key in closed:
            app.session_state[key] = True
        app.run()
    return app


def press(app: AppTest, label: str, nth: int = 0, **values: object) -> AppTest:
    """Press the button with this label. It is given in English and looked for in the language of the page."""
    shown = as_shown(app, label, **values)
    found = [each for each in app.main.get("button") if each.label == shown]
    assert len(found) > nth, f"no button {shown!r}: {[each.label for each in app.main.get('button')]}"
    return found[nth].click().run()


def sees(app: AppTest, sentence: str, **values: object) -> bool:
    """Whether this stands on the page: given in English, looked for in the language of the page."""
    return as_shown(app, sentence, **values) in said(app)


class OwnWords(str):
    """What a button says that is called by what somebody wrote, or by a day."""


def as_shown(app: AppTest, sentence: str, **values: object) -> str:
    """A sentence of the portal's in the language of the page; a made-up or changed one fails here.

    Its gaps are filled in with `values`, or stand filled in already: "Offer it to Gwen".
    """
    sentences = _sentences()
    chosen = "chosen_language" in app.session_state
    t = translator(app.session_state["chosen_language"] if chosen else Language.ENGLISH)
    # A language is called by its own name.
    if isinstance(sentence, OwnWords) or sentence in CHOICES.values():
        return sentence
    if sentence not in sentences:
        fitting = [
            (text, found.groupdict())
            for text, (pattern, _one, _many) in sentences.items()
            if (found := pattern.fullmatch(sentence))
        ]
        assert fitting and not values, f"No such sentence is in the catalogue: {sentence!r}"
        # The one that says most with its own words.
        sentence, values = max(fitting, key=lambda each: len(GAP.sub("", each[0])))
    _pattern, one, many = sentences[sentence]
    if many is None:
        return t(one, **values)
    n = int(str(values.pop("n")))
    return t.plural(one, many, n, **values)


@cache
def _sentences() -> dict[str, tuple[re.Pattern[str], str, str | None]]:
    """All sentences of the code, each with how it looks where its gaps are filled, for one and for many.

    What begins with a gap and says little looks like anything.
    """
    found = {}
    for message in gathering.read(Language.CYMRAEG):
        one, many = (message.id, None) if isinstance(message.id, str) else message.id
        for text in filter(None, (one, many)):
            looks_like_anything = text.startswith("{") and len(GAP.sub("", text).strip()) < 8
            pattern = re.compile(r"(?!)" if looks_like_anything else _with_gaps(text))
            found[text] = pattern, one, many
    return found


def _with_gaps(text: str) -> str:
    words, seen = GAP.split(text), set[str]()  # words and names of gaps by turns
    for nth in range(1, len(words), 2):
        name = words[nth]
        words[nth] = f"(?P={name})" if name in seen else f"(?P<{name}>.+)"
        seen.add(name)
    words[::2] = map(re.escape, words[::2])
    return "".join(words)
