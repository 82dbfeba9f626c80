"""What was acknowledged is there after the process that saved it was killed, and nothing is there by half."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lrc_portal.database.engine import Database
from tests.conftest import KEY
from tests.database.killed_servers import kill_server, settled
from tests.database.kills import kill_processes
from tests.proof import sizes
from tests.proof.figures import Proved
from tests.tools.postgres import Postgres

KILLS = sizes.asked("kills")
SERVERS = max(1, KILLS // 10)
IN_THE_MIDST = "kills that struck in the midst of a save"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_process_that_is_killed_while_it_saves_loses_nothing_that_it_acknowledged(
    kind: str, request: pytest.FixtureRequest, proved: Proved
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    postgres: Postgres | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
    url = postgres.walled.engine.url.render_as_string(hide_password=False) if postgres else database.url
    many = (KILLS - SERVERS + (kind == "sqlite")) // 2
    found = kill_processes(database, url, KEY, many)
    proved("kills of a process that saves", found.kills, least=many)
    proved(IN_THE_MIDST, found.in_the_midst, least=many // 2)
    proved("acknowledged writes", found.acknowledged, least=many)
    proved("acknowledged writes lost", len(found.lost))
    proved("integrity errors", len(found.unsound))
    assert not found.lost and not found.unsound


def test_a_server_that_is_killed_while_people_save_loses_nothing_and_opens_again(
    tmp_path: Path, postgres: Postgres, proved: Proved
) -> None:
    """On both databases at the same time: most of it is waiting for a start."""
    houses = []
    for kind, many in (("sqlite", (SERVERS + 1) // 2), ("postgresql", SERVERS // 2)):
        var = tmp_path / kind / "var"
        var.mkdir(parents=True)
        if houses:
            shutil.copy(tmp_path / "sqlite" / "var" / "keys", var)
        url = f"sqlite:///{var / 'portal.db'}" if kind == "sqlite" else postgres.empty_url()
        houses.append((var.parent, url, settled(var, url), many))
    with ThreadPoolExecutor() as both:
        found = list(both.map(lambda house: kill_server(*house), [each for each in houses if each[-1]]))
    proved("kills of the whole server", sum(each.kills for each in found), least=SERVERS)
    proved(IN_THE_MIDST, sum(each.in_the_midst for each in found), least=SERVERS // 2)
    proved("acknowledged writes", sum(each.acknowledged for each in found), least=SERVERS)
    proved("acknowledged writes lost", sum(len(each.lost) for each in found))
    proved("integrity errors", sum(len(each.unsound) for each in found))
    assert not any(each.lost or each.unsound for each in found), found
