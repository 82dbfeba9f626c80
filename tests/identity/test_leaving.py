"""Leaving quickly, and that nothing which acts on a GET is done by a browser's guess or by another site."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.vocabulary import Role
from tests.identity.conftest import PASSPHRASE

Make = Callable[..., Viewer]


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Nothing here hangs on which database it is."""
    return sqlite_database


def test_leaving_quickly_ends_the_session_and_goes_to_the_weather(
    door: TestClient, make_person: Make, database: Database
) -> None:
    make_person("Ceri", Role.MEMBER)
    door.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE})
    token = door.cookies["lrc_session"]
    answer = door.get("/exit")
    assert answer.status_code == 303 and answer.headers["location"].startswith(
        "https://www.metoffice.gov.uk/"
    )
    assert '"cookies"' in answer.headers["clear-site-data"]
    assert viewer_of(database, token) is None


@pytest.mark.parametrize("address", ["/exit", "/exit/"])
@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"sec-purpose": "prefetch"}),
        ("GET", {"sec-purpose": "prefetch;prerender"}),
        ("GET", {"purpose": "prefetch"}),
        ("GET", {"x-moz": "prefetch"}),
        ("GET", {"sec-fetch-site": "cross-site"}),
    ],
)
def test_nobody_leaves_by_a_browsers_guess_or_by_another_sites_link(
    door: TestClient,
    make_person: Make,
    database: Database,
    method: str,
    headers: dict[str, str],
    address: str,
) -> None:
    make_person("Ceri", Role.MEMBER)
    door.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE})
    token = door.cookies["lrc_session"]
    answer = door.request(method, address, headers=headers)
    assert "clear-site-data" not in answer.headers and "set-cookie" not in answer.headers
    assert viewer_of(database, token) is not None


@pytest.mark.parametrize(
    ("method", "headers", "status"), [("HEAD", {}, 405), ("GET", {"sec-purpose": "prefetch"}, 503)]
)
@pytest.mark.parametrize("address", ["/sign-in/with/testid", "/sign-in/with/testid/back?code=1", "/export/x"])
def test_what_acts_on_a_get_waits_for_a_person(
    door: TestClient, address: str, method: str, headers: dict[str, str], status: int
) -> None:
    answer = door.request(method, address, headers=headers)
    assert answer.status_code == status and "set-cookie" not in answer.headers


def test_a_page_that_runs_as_the_person_is_not_run_ahead(door: TestClient) -> None:
    ahead = {"sec-purpose": "prefetch;prerender", "accept": "text/html"}
    assert door.get("/session-sheet?with=1", headers=ahead).status_code == 503
    assert door.get("/assets/front.css", headers=ahead).status_code == 200
    assert "set-cookie" not in door.head("/sign-in?language=cy").headers
