"""/help-now: who can be called, for everybody, with one tap, whatever else is broken."""

import asyncio
import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from html import unescape

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal.database import encrypted, engine
from lrc_portal.database.engine import Database
from lrc_portal.identity import front_door, routes
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Language
from lrc_portal.words.helplines import LineFor, all_lines
from tests.bench.protocol import PageFault, Tab
from tests.identity.conftest import browser
from tests.tools.asynchronous import run

PAGE = {"accept": "text/html"}
SIGNED_IN = {"lrc_session": "of somebody"}
ALL_THREADS = 45


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Nothing here hangs on which database it is."""
    return sqlite_database


@pytest.fixture
def silent_database(house: Settings) -> Iterator[None]:
    """A database that takes every connection and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=200)) as silent:
        hangs = Database(f"postgresql://portal@127.0.0.1:{silent.getsockname()[1]}/portal")
        engine.use(hangs)
        yield
        engine.use(None)
    hangs.dispose()


def calls_on(page: str) -> list[str]:
    return re.findall(r'href="(tel:\d+|https://[^"]+)"', page)


@pytest.mark.parametrize("language", list(Language))
def test_every_line_is_there_in_both_languages(door: TestClient, language: Language) -> None:
    page = unescape(door.get("/help-now", params={"language": language.value}).text)
    assert f'<html lang="{language.value}">' in page
    for line in all_lines():
        assert all(
            words[language] in page.replace("&#39;", "'") for words in (line.name, line.about, line.hours)
        )
    assert calls_on(page) == [line.link for line in all_lines()]


def test_it_is_a_few_kilobytes_without_a_script_and_stays_in_the_tab(door: TestClient) -> None:
    page = door.get("/help-now").text
    assert len(page) < 12_000 and "<script" not in page and "target=" not in page
    assert "This portal is not watched live." in page and 'href="#family"' in page
    for link in re.findall(r'<a [^>]*href="https:[^>]*>', page):
        assert "noreferrer" in link


def test_drink_and_drugs_stand_first_then_danger_to_life_and_for_family_their_own_come_next(
    door: TestClient,
) -> None:
    own = [line.link for line in all_lines() if line.whom is LineFor.FAMILY]
    for address, first in (("/help-now", all_lines()[2].link), ("/help-now?for=family", own[0])):
        calls = calls_on(door.get(address).text)
        assert calls[:3] == ["tel:08088082234", "tel:999", first]
        assert set(calls) == {line.link for line in all_lines()}
    assert "language=cy&amp;for=family" in door.get("/help-now?for=family").text


def test_whoever_may_be_signed_in_has_a_link_to_their_plan_and_nobody_is_asked(silent_database: None) -> None:
    door = browser(cookies=SIGNED_IN)
    for address in ("/help-now", "/help-now?for=family"):
        assert 'href="/what-helps"' in door.get(address).text
    # Whoever keeps no record, and whoever is signed out, has no plan.
    assert 'href="/what-helps"' not in door.get("/help-now?for=work").text
    assert 'href="/what-helps"' not in browser().get("/help-now").text


def test_it_is_there_while_the_database_hangs_and_everybody_waits_for_it(silent_database: None) -> None:
    app = Starlette(routes=routes.routes(), middleware=front_door.middleware())

    async def help_while_all_wait() -> tuple[str, float]:
        door = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://localhost:8501", cookies=SIGNED_IN
        )
        waiting = [asyncio.create_task(door.get("/sign-in")) for _ in range(ALL_THREADS)]
        await asyncio.sleep(0.5)
        assert not any(each.done() for each in waiting)
        start = time.monotonic()
        page = (await door.get("/help-now")).text
        took = time.monotonic() - start
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return page, took

    page, took = run(help_while_all_wait())
    assert calls_on(page)[1] == "tel:999" and took < 2


def test_it_is_there_without_keys_and_without_a_database(
    house: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encrypted, "_keyring", None)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sign_in_session")
    door = browser(raise_server_exceptions=False, cookies=SIGNED_IN)
    assert calls_on(door.get("/help-now").text)[1] == "tel:999"
    fault = door.get("/sign-in", headers=PAGE)
    assert fault.status_code == 500 and 'class="second" href="/help-now"' in fault.text


def test_where_the_script_cannot_run_the_page_names_the_way_and_the_way_works(portal_server) -> None:
    async def look() -> str:
        tab = await Tab.open(portal_server.url, SIGNED_IN)
        with pytest.raises(PageFault, match="Something went wrong on our side"):
            await tab.go("goals")
        await tab.close()
        return tab.last.text()

    with closing(sqlite3.connect(portal_server.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("ALTER TABLE sign_in_session RENAME TO away")
    assert 'href="/help-now"' in run(look())
    page = httpx.get(f"{portal_server.url}/help-now", cookies=SIGNED_IN).text
    assert calls_on(page)[1] == "tel:999"
