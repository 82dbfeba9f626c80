"""What was acknowledged is there after the process that saved it was killed, and nothing is there by half."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lrc_portal.database.engine import Database
from tests.conftest import KEY
from tests.database.killed_servers import Client, kill_server, settled
from tests.database.kills import Outcome, kill_processes
from tests.proof import sizes
from tests.proof.figures import Proved
from tests.tools.postgres import Postgres

KILLS = sizes.asked("kills")
SERVERS = max(1, KILLS // 10)


def tell(proved: Proved, kind: str, what: str, found: Outcome, many: int) -> None:
    """What kills of `what` left behind in this kind of database."""
    proved(f"{kind}: kills of {what}", found.kills, least=many)
    proved(f"{kind}: kills that struck in the midst of a save", found.in_the_midst, least=many // 2)
    proved(f"{kind}: acknowledged writes under kills", found.acknowledged, least=many)
    proved(f"{kind}: acknowledged writes lost", len(found.lost))
    proved(f"{kind}: integrity errors", len(found.unsound))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_process_that_is_killed_while_it_saves_loses_nothing_that_it_acknowledged(
    kind: str, request: pytest.FixtureRequest, proved: Proved
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    postgres: Postgres | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
    url = postgres.walled.engine.url.render_as_string(hide_password=False) if postgres else database.url
    many = (KILLS - SERVERS + (kind == "sqlite")) // 2
    found = kill_processes(database, url, KEY, many)
    tell(proved, kind, "a process that saves", found, many)
    assert not found.lost and not found.unsound


def test_a_server_that_is_killed_while_people_save_loses_nothing_and_opens_again(
    tmp_path: Path, postgres: Postgres, proved: Proved
) -> None:
    """On both databases at the same time: most of it is waiting for a start."""
    houses: dict[str, tuple[Path, str, list[Client], int]] = {}
    for kind, many in (("sqlite", (SERVERS + 1) // 2), ("postgresql", SERVERS // 2)):
        var = tmp_path / kind / "var"
        var.mkdir(parents=True)
        if houses:
            shutil.copy(tmp_path / "sqlite" / "var" / "keys", var)
        url = f"sqlite:///{var / 'portal.db'}" if kind == "sqlite" else postgres.empty_url()
        houses[kind] = (var.parent, url, settled(var, url), many)
    houses = {kind: house for kind, house in houses.items() if house[-1]}
    with ThreadPoolExecutor() as both:
        found = dict(zip(houses, both.map(lambda house: kill_server(*house), houses.values()), strict=True))
    for kind, each in found.items():
        tell(proved, kind, "the whole server", each, houses[kind][-1])
    assert not any(each.lost or each.unsound for each in found.values()), found
