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

from lrc_portal import clock, settings
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.identity import accounts, passphrases, sessions
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.settings import Settings
from lrc_portal.ui.kit import frame
from lrc_portal.vocabulary import Language, Role
from tests.people import show_something, train_and_supervise

from .walking import Walk, walk_together

PORTAL = Path(__file__).resolve().parents[2] / "lrc_portal" / "portal.py"
PASSPHRASE = "river stone lamp"

# A server does these once; each tab of an AppTest would look for components in all installed packages, and
# read and compile the scripts, which takes longer than the page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
app_test.ScriptCache = local_script_runner.ScriptCache = cache(ScriptCache)


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


def stand_on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """From now on it is ten in the morning of this day, in every thread that draws a page."""
    moment = datetime.combine(day, time(10), clock.HERE)
    monkeypatch.setattr(clock, "_standing_at", ContextVar("standing_at", default=moment))


@pytest.fixture
def make(house: Database) -> Callable[..., Somebody]:
    """Make somebody with these roles, signed in. Their passphrase is `PASSPHRASE`."""

    def make_somebody(name: str, *roles: Role, language: Language = Language.ENGLISH) -> Somebody:
        account = KnownAccount(f"{name} at home", name, PASSPHRASE, True, language)
        with house.writing() as db:
            viewer = accounts.create(db, account, roles=roles)
            if Role.PEER_WORKER in roles:
                show_something(db, viewer.person_id)
                train_and_supervise(db, viewer.person_id)
            token = sessions.begin(db, by=viewer, device="Firefox, Android")
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
def open_as(house: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page (its file's name) as somebody, or as None: signed out. Only the cookie is replaced."""

    def open_page(
        person: Somebody | None, page: str, language: Language = Language.ENGLISH, **query: str
    ) -> AppTest:
        monkeypatch.setattr(frame, "session_token", lambda: person.token if person else None)
        app = AppTest.from_file(str(PORTAL), default_timeout=30)
        app.session_state["chosen_language"] = language
        app.run()  # the pages are known only after the portal has run once
        app.switch_page(f"../pages/{page}.py")
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return open_page


def said(app: AppTest) -> str:
    """Everything that can be read on the page, without the menu."""
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
    parts += [
        element.label
        for kind in ("button", "checkbox", "toggle", "button_group", "expander", "text_input", "text_area")
        for element in app.main.get(kind)
    ]
    parts += [str(element.proto.body) for element in app.main.get("html")]
    return "\n".join(parts)


def field(app: AppTest, kind: str, ending: str):
    """The one field of a kind whose key ends so; `:0:` stands for the turn of its form, whichever it is."""
    found = [each for each in app.main.get(kind) if each.key and _first_turn(each.key).endswith(ending)]
    assert len(found) == 1, [each.key for each in app.main.get(kind)]
    return found[0]


def _first_turn(key: str) -> str:
    return re.sub(r":[0-9a-f]*-[0-9a-f]{12}:", ":0:", key)


def press(app: AppTest, label: str, nth: int = 0) -> AppTest:
    """Press the button with this label."""
    return [each for each in app.main.get("button") if each.label == label][nth].click().run()
