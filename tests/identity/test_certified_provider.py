"""Signing in with a provider that others have certified (`oidc-provider`), as it does it, and its faults."""

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from lrc_portal import settings
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.identity import providers
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Role
from tests.identity.conftest import PASSPHRASE, browser
from tests.tools import node

Make = Callable[..., Viewer]
START = "/sign-in/with/certified"
DID_NOT_WORK = "Signing in with Certified ID did not work"


class AtTheProvider(httpx.Client):
    """A person's browser at the provider: it keeps cookies and presses the buttons of its pages."""

    def onward(self, address: str) -> str:
        """Follow to the portal or to a page of the provider; the address, or "" for the page."""
        self.page = self.get(address)
        return self._follow()

    def _follow(self) -> str:
        while self.page.is_redirect:
            there = urljoin(str(self.page.url), self.page.headers["location"])
            if there.startswith("http://localhost:8501/"):
                return there
            self.page = self.get(there)
        return ""

    @property
    def asks_who(self) -> bool:
        return 'name="login"' in self.page.text

    def submit(self, **fields: str) -> str:
        [action] = re.findall(r'<form[^>]* action="([^"]+)"', self.page.text)
        hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', self.page.text)
        self.page = self.post(urljoin(str(self.page.url), action), data={**dict(hidden), **fields})
        return self._follow()

    def cancel(self) -> str:
        [there] = re.findall(r'<a href="([^"]*/abort)"', self.page.text)
        return self.onward(urljoin(str(self.page.url), there))

    def signs_in(self, address: str, name: str = "ceri-there") -> str:
        """To the address: sign in and consent as far as one is asked; where it leads back to."""
        back = self.onward(address)
        while not back:
            back = self.submit(login=name, password="whatever") if self.asks_who else self.submit()
        return back


@dataclass
class Certified:
    """A provider that runs in a process of its own."""

    port: int
    process: subprocess.Popen[str]

    def has(self, *, moved: int = 0, **faults: object) -> None:
        """From now on it has these faults and no others; what they are stands in `server.mjs`.

        The tests may stand on another day than the machine: its clock goes along.
        """
        address = f"http://127.0.0.1:{self.port}/faults"
        ahead = round(time.time() - httpx.post(address, json={}).json()["now"])
        httpx.post(address, json={**faults, "moved": moved + ahead}).raise_for_status()

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=10)


def start(command: list[str]) -> Certified:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*command, str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return Certified(port, process)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One of the two: the provider is what these tests are about."""
    return sqlite_database


@pytest.fixture(scope="module")
def command() -> list[str]:
    found = node.bring()
    return found if found else pytest.fail(node.HOW_TO_GET_THEM)


@pytest.fixture(scope="module")
def running(command: list[str]) -> Iterator[Certified]:
    provider = start(command)
    yield provider
    provider.stop()


@pytest.fixture
def certified(running: Certified, change_settings: Callable[..., Settings]) -> Certified:
    use(running, change_settings)
    running.has()
    return running


def use(provider: Certified, change_settings: Callable[..., Settings]) -> None:
    metadata = f"http://127.0.0.1:{provider.port}/.well-known/openid-configuration"
    named = settings.Provider("certified", "portal", "a secret between the two", metadata, "Certified ID")
    change_settings(providers=(named,))
    providers.client.cache_clear()


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def through(door: TestClient, there: AtTheProvider, address: str) -> httpx.Response:
    """To the provider and back, as often as the portal sends the person there; the portal's last answer."""
    answer = door.get(path_of(there.signs_in(address)))
    while answer.is_redirect and answer.headers["location"].startswith("http://127.0.0.1"):
        answer = door.get(path_of(there.signs_in(answer.headers["location"])))
    return answer


def asked(door: TestClient, there: AtTheProvider) -> str:
    """The address of a question that this provider understands."""
    address = door.get(START).headers["location"]
    while back := there.onward(address):
        address = door.get(path_of(back)).headers["location"]
    return address


@pytest.fixture
def ceri(make_person: Make, certified: Certified) -> Viewer:
    """Ceri has joined their account there to the one here."""
    made = make_person("Ceri", Role.MEMBER)
    door = browser()
    door.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE})
    page = door.post(f"{START}?join=1").text
    onward = unescape(page.split('class="second" href="')[1].split('"')[0])
    with AtTheProvider() as there:
        assert through(door, there, onward).headers["location"] == "/account"
    return made


@pytest.fixture
def there() -> Iterator[AtTheProvider]:
    with AtTheProvider() as browsing:
        yield browsing


def changed(address: str, **values: str | None) -> str:
    parts = urlsplit(address)
    query = {name: each[0] for name, each in parse_qs(parts.query).items()} | values
    return parts._replace(query=urlencode({name: each for name, each in query.items() if each})).geturl()


@pytest.mark.usefixtures("ceri")
def test_who_joined_it_signs_in_is_asked_anew_each_time_and_signs_out_at_both(
    database: Database, ceri: Viewer, there: AtTheProvider
) -> None:
    door = browser()
    answer = through(door, there, door.get(START).headers["location"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    viewer = viewer_of(database, door.cookies["lrc_session"])
    assert viewer is not None and viewer.person_id == ceri.person_id
    # The next person at this device is asked who they are, though the provider still knows the one before.
    next_door = browser()
    asked(next_door, there)
    assert there.asks_who
    # Signing out here leads there; the provider asks, and sends the person back to the first page.
    page = door.post("/sign-out").text
    [end] = {unescape(each) for each in re.findall(r'href="(http://127[^"]+/session/end[^"]+)"', page)}
    assert there.onward(end) == "" and there.submit(logout="yes") == "http://localhost:8501/"
    assert viewer_of(database, door.cookies.get("lrc_session")) is None
    assert not any(cookie.name == "_session" and cookie.value for cookie in there.cookies.jar)


@pytest.mark.usefixtures("ceri")
def test_an_answer_counts_once_and_for_the_browser_and_the_question_it_belongs_to(
    there: AtTheProvider,
) -> None:
    door, other = browser(), browser()
    first, second = asked(door, there), asked(door, there)
    back = there.signs_in(second)
    handshake = door.cookies["lrc_handshake"]
    for wrong in (changed(back, state="of-another"), changed(back, state=None)):
        assert other.get(path_of(wrong)).status_code == 400
    assert other.get(path_of(back)).status_code == 400  # in another browser
    assert door.get(path_of(back)).headers["location"] == "/"
    # Sent again, and of the other tab: they are signed in already, and nothing is changed.
    for again in (back, there.signs_in(first)):
        assert "You are signed in already" in door.get(path_of(again)).text
    replayed = browser(cookies={"lrc_handshake": handshake})
    assert replayed.get(path_of(back)).status_code == 400 and "lrc_session" not in replayed.cookies


@pytest.mark.usefixtures("ceri")
def test_who_says_no_there_or_asks_without_a_proof_of_their_own_is_not_signed_in(
    there: AtTheProvider,
) -> None:
    door = browser()
    asked(door, there)
    denied = there.cancel()
    assert "error=access_denied" in denied
    answer = door.get(path_of(denied))
    assert answer.status_code == 400 and DID_NOT_WORK in answer.text
    # PKCE: the provider answers no question without it.
    refused = there.onward(changed(asked(door, there), code_challenge=None, code_challenge_method=None))
    assert "error=invalid_request" in refused
    assert door.get(path_of(refused)).status_code == 400 and "lrc_session" not in door.cookies


@pytest.mark.usefixtures("ceri")
def test_a_code_that_nobody_gave_or_that_has_ended_signs_nobody_in(
    certified: Certified, there: AtTheProvider
) -> None:
    door = browser()
    unknown = changed(there.signs_in(asked(door, there)), code="nobody-gave-this")
    assert door.get(path_of(unknown)).status_code == 400
    certified.has(code=1)
    ended = there.signs_in(asked(door, there))
    time.sleep(1.1)
    answer = door.get(path_of(ended))
    assert answer.status_code == 400 and DID_NOT_WORK in answer.text and "lrc_session" not in door.cookies


@pytest.mark.usefixtures("ceri")
def test_a_token_for_another_or_of_another_time_is_not_believed(
    certified: Certified, there: AtTheProvider
) -> None:
    each: tuple[tuple[dict[str, Any], bool], ...] = (
        ({"claims": {"nonce": "of another question"}}, False),
        ({"claims": {"nonce": None}}, False),
        ({"claims": {"aud": "another-portal"}}, False),
        ({"claims": {"iss": "http://somebody.else.example"}}, False),
        ({"claims": {"sub": None}}, False),
        ({"moved": -3600}, False),
        ({"moved": 3600}, False),
        # Clocks that are half a minute apart are no reason to send anybody away.
        ({"moved": 30}, True),
        ({"moved": -330}, True),
    )
    for faults, counts in each:
        certified.has(**faults)
        door = browser()
        answer = door.get(path_of(there.signs_in(asked(door, there))))
        there.cookies.clear()
        assert ("lrc_session" in door.cookies) is counts, (faults, answer.text)
        assert counts or DID_NOT_WORK in answer.text, faults


@pytest.mark.usefixtures("ceri")
def test_an_answer_that_names_another_issuer_is_not_believed(there: AtTheProvider) -> None:
    """A mix-up: the answer of one provider brought to the address of another (RFC 9207)."""
    door = browser()
    back = there.signs_in(asked(door, there))
    assert "iss=" in back
    answer = door.get(path_of(changed(back, iss="http://somebody.else.example")))
    assert answer.status_code == 400 and "lrc_session" not in door.cookies


def test_a_provider_that_goes_away_on_the_way_ends_calmly(
    house: Settings, command: list[str], change_settings: Callable[..., Settings], there: AtTheProvider
) -> None:
    provider = start(command)
    use(provider, change_settings)
    door = browser()
    back = there.signs_in(asked(door, there))
    provider.stop()
    answer = door.get(path_of(back))
    assert answer.status_code == 400 and DID_NOT_WORK in answer.text
    providers.client.cache_clear()
    assert DID_NOT_WORK in door.get(START).text
