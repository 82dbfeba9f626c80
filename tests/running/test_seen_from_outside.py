"""Whoever runs the portal sees how it is, and nothing of anybody: metrics, log lines, a calm end at TERM."""

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.bench import measures
from tests.bench.protocol import Tab
from tests.drill.servers import wait_until
from tests.quick.form import fields_of
from tests.running import islands
from tests.running.islands import Person
from tests.tools.asynchronous import run
from tests.tools.live_server import PortalServer, free_port

DRAIN = 2


class Watched(PortalServer):
    """A portal with all by which it is watched over."""

    def __init__(self, folder: Path) -> None:
        self.metrics_port = free_port()
        super().__init__(
            folder,
            environ={
                "LRC_METRICS_PORT": str(self.metrics_port),
                "LRC_LOG_FORMAT": "json",
                "LRC_DRAIN_SECONDS": str(DRAIN),
                "LRC_TRUSTED_PROXIES": "1",
            },
        )

    def metrics(self) -> dict[str, float]:
        """What is counted, by its name with its labels."""
        said = httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics").text
        lines = (line.rpartition(" ") for line in said.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _space, value in lines}

    def lines(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.log().splitlines()]


@pytest.fixture(scope="module")
def gwen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Watched, Person]]:
    """The portal, and a member who is signed in there."""
    folder = tmp_path_factory.mktemp("watched")
    community = islands.settle(folder / "var", 1)
    portal = Watched(folder)
    yield portal, next(person for person in community.people if person.name == "Gwen 0")
    portal.stop()


def test_what_people_do_is_counted_by_page_and_outcome_and_by_nobodys_name(
    gwen: tuple[Watched, Person],
) -> None:
    portal, member = gwen

    async def look() -> dict[str, float]:
        tab = await Tab.open(portal.url, member.cookies)
        await tab.go("goals")
        meanwhile = portal.metrics()
        await tab.close()
        return meanwhile

    before = portal.metrics()
    during = run(look())
    with httpx.Client(base_url=portal.url) as browser:
        browser.post("/sign-in", data={"name": "Gwen 0", "passphrase": "not hers"})
        browser.post("/sign-in", data={"name": "Gwen 0", "passphrase": islands.PASSPHRASE})
        browser.post("/quick", data=fields_of(browser.get("/quick").text) | {"words": "zqwords"})
        browser.get("/", headers={"host": "elsewhere.example"})
    after = portal.metrics()

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert during["lrc_sockets_open"] == 1 and during['lrc_page_sessions{state="active"}'] == 1
    assert more('lrc_page_runs_total{outcome="shown",page="goals"}') == 1
    assert more('lrc_page_run_seconds_count{page="goals"}') == 1
    assert more('lrc_sign_ins_total{outcome="does_not_fit",way="passphrase"}') == 1
    assert more('lrc_sign_ins_total{outcome="in",way="passphrase"}') == 1
    assert more('lrc_saves_total{by="person",outcome="kept"}') >= 1
    assert more('lrc_refused_total{why="other_address"}') == 1
    assert more("lrc_database_statement_seconds_count") > 5
    assert after["lrc_faults_total"] == 0 and after['lrc_mails_sent_last_day{kind="digest"}'] == 0
    ours = "\n".join(name for name in after if name.startswith("lrc_"))
    assert "Gwen" not in ours and "zq" not in ours and "elsewhere" not in ours
    assert len(after) < 1_500, "a label has more values than are ours"


def test_each_line_of_the_log_is_an_object_with_the_proxys_number_and_no_content(
    gwen: tuple[Watched, Person],
) -> None:
    portal, member = gwen
    numbered = {"host": "elsewhere.example", "x-request-id": "from-the-proxy-1"}
    httpx.get(f"{portal.url}/account?code=zqcode", headers=numbered)
    httpx.get(f"{portal.url}/goals", headers={**numbered, "x-request-id": "Gwen's own words"})
    refused = [line for line in portal.lines() if line.get("why") == "other_address"]
    by_number = {line["request"]: line for line in refused}
    assert by_number["from-the-proxy-1"]["at"] == "/account"
    assert all(line["time"].endswith("+00:00") and line["level"] == "warning" for line in refused)
    assert not any(words in portal.log() for words in ("own words", "zq", "127.0.0.1", "Gwen"))


def test_at_term_readiness_says_no_first_and_what_is_being_saved_over_a_socket_is_saved(
    gwen: tuple[Watched, Person],
) -> None:
    """The last of these tests. The database is locked, so the save goes on after the door is closed."""
    portal, member = gwen
    database = sqlite3.connect(portal.var / "portal.db", isolation_level=None, check_same_thread=False)

    def saves() -> int:
        [times] = database.execute("SELECT sum(times) FROM trace WHERE subject = 'check_in'").fetchone()
        return int(times)

    async def end_while_it_saves() -> None:
        tab = await Tab.open(portal.url, member.cookies)
        form = await tab.go("check-in")
        database.execute("BEGIN IMMEDIATE")
        saving = asyncio.create_task(tab.rerun(measures._tap(form, 7), measures._press_save(form)))
        await asyncio.sleep(1)
        os.kill(portal.pid, signal.SIGTERM)
        await asyncio.sleep(0.5)
        async with httpx.AsyncClient(base_url=portal.url) as asking:
            told = await asking.get("/readyz")
            assert (told.status_code, told.text) == (503, "this portal is about to end")
            assert (await asking.get("/livez")).text == "ok", "who is here is still answered"
        with pytest.raises(ConnectionClosed):
            await saving

    before = saves()
    run(end_while_it_saves())
    assert "ended" not in portal.log(), "the door is closed, and it waits"
    database.execute("COMMIT")
    wait_until(lambda: "ended, with nothing in progress" in portal.log(), portal.log, 10)
    assert saves() == before + 1
    database.close()
