"""`check` finds what is amiss in an installation, says how to mend it, and is content with a sound one."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from lrc_portal import clock, settings
from lrc_portal.backups import keeping
from lrc_portal.database import encrypted
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person
from lrc_portal.erasing import erased_list
from lrc_portal.identity import front_door, names, routes
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Role
from tests.commands.conftest import Run
from tests.people import make_person
from tests.reminders.conftest import SENDER, Mailbox, free_port, mailbox
from tests.reminders.test_tls import own_certificate

__all__ = ["mailbox"]  # the fixture of the reminders


def put_mari(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        db.get_one(Person, mari.person_id).name_key = names.keys("Mari")[0]


@pytest.fixture
def mari_is_here(sqlite_database: Database, named: Callable[[Database], None]) -> Database:
    put_mari(sqlite_database)
    named(sqlite_database)
    return sqlite_database


def amiss(run: Run, *arguments: str) -> tuple[int, dict[str, list[str]]]:
    """The code, and what is to be mended, by what it is about; each has its mend."""
    code, said, _beside = run("check", "--json", *arguments)
    found = json.loads(said)
    assert found["sound"] is (code == 0) and "Mari" not in said
    to_mend: dict[str, list[str]] = {}
    for finding in found["findings"]:
        assert bool(finding["mend"]) is (finding["state"] == "mend"), finding
        if finding["mend"]:
            to_mend.setdefault(finding["about"], []).append(f"{finding['says']} {finding['mend']}")
    return code, to_mend


@pytest.mark.clock_of_the_machine
def test_a_sound_portal_is_well_on_either_database(
    database: Database, named: Callable[[Database], None], run: Run, tmp_path: Path
) -> None:
    named(database)
    put_mari(database)
    (tmp_path / keeping.name_at(clock.now())).touch()
    (tmp_path / erased_list.NAME).touch()
    code, said, _beside = run("check", "--backups", str(tmp_path))
    rest = [line for line in said.splitlines() if line.startswith("mend")]
    if database.engine.dialect.name == "postgresql":  # the tests' own user is a superuser
        assert code == 1 and len(rest) == 1 and "BYPASSRLS" in rest[0]
    else:
        assert code == 0 and not rest and said.endswith("Nothing is to be mended.\n")
    assert f"well         database   {'SQLite' if 'sqlite' in database.url else 'PostgreSQL'} " in said


def test_each_thing_that_is_amiss_is_named_with_its_mend(
    mari_is_here: Database,
    own_settings: Settings,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    own_settings.keys_file.chmod(0o644)
    monkeypatch.setenv("LRC_PUBLIC_ADRESS", "x")
    monkeypatch.setenv("LRC_SMTP_URL", f"smtp://127.0.0.1:{free_port()}?tls=no")
    monkeypatch.setenv("LRC_MAIL_FROM", SENDER)
    with mari_is_here.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    code, found = amiss(run, "--backups", str(tmp_path / "none"))
    assert code == 1 and set(found) == {"keys", "settings", "mail", "database", "backups"}
    assert "chmod 600" in found["keys"][0] and "LRC_PUBLIC_ADRESS is no setting" in found["settings"][0]
    assert "connecting: ConnectionRefusedError" in found["mail"][0]
    assert "has the schema 0001" in found["database"][0] and "migrate" in found["database"][0]
    old = tmp_path / keeping.name_at(clock.now().replace(year=2020))
    old.touch()
    assert len(amiss(run, "--backups", str(tmp_path))[1]["backups"]) == 2, "too old, and no list beside it"


def test_a_python_that_was_built_without_optimization_is_named(
    mari_is_here: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.base_prefix", "/home/portal/.pyenv/versions/3.11.7")
    monkeypatch.setattr("sysconfig.get_config_var", {"CONFIG_ARGS": "'--enable-shared'"}.get)
    [said] = amiss(run)[1]["python"]
    assert "built without optimization" in said and "make run PYTHON=/usr/bin/python3" in said


def test_what_is_not_there_is_named_and_not_made(
    own_settings: Settings, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LRC_VAR", str(tmp_path / "none"))
    monkeypatch.delenv("LRC_DATABASE_URL", raising=False)
    code, found = amiss(run)
    assert code == 1 and set(found) == {"keys", "database"} and not (tmp_path / "none").exists()
    monkeypatch.setenv("LRC_DATABASE_URL", f"postgresql://portal@127.0.0.1:{free_port()}/portal")
    code, found = amiss(run)
    assert code == 1 and "does not answer" in found["database"][0]
    monkeypatch.setenv("PORT", "none")
    assert run("check")[0] == 2


def test_the_keys_of_another_portal_are_noticed(
    mari_is_here: Database, own_settings: Settings, run: Run
) -> None:
    own_settings.keys_file.write_bytes(encrypted.new_key() + b"\n")
    code, found = amiss(run)
    assert code == 1 and "do not fit" in found["keys"][0]


def test_the_mail_server_lets_in_and_is_sent_nothing(
    mari_is_here: Database, run: Run, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LRC_SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}?tls=no")
    monkeypatch.setenv("LRC_MAIL_FROM", SENDER)
    assert amiss(run) == (0, {}) and not mailbox.mails


async def _take(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


class Door:
    """The portal's front door at an address, as a proxy would give it on."""

    def __init__(self, folder: Path) -> None:
        self.certificate, key = own_certificate(folder, timedelta(days=1))
        self.port = free_port()
        self.takes_headers_away = False
        self.drops: tuple[bytes, ...] = ()
        door = Starlette(
            routes=[*routes.routes(), WebSocketRoute("/_stcore/stream", _take)],
            middleware=front_door.middleware(),
        )

        async def app(scope, receive, send):
            async def send_on(message):
                if message["type"] == "http.response.start" and self.takes_headers_away:
                    message["headers"] = [
                        (name, value) for name, value in message["headers"] if name != b"x-frame-options"
                    ] + [(b"set-cookie", b"proxy=1; Path=/")]
                await send(message)

            headers = [each for each in scope.get("headers", []) if each[0] not in self.drops]
            await door({**scope, "headers": headers}, receive, send_on)

        self.server = uvicorn.Server(
            uvicorn.Config(
                app,
                port=self.port,
                ssl_certfile=str(self.certificate),
                ssl_keyfile=str(key),
                lifespan="off",
                log_level="critical",
            )
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"


@pytest.fixture
def door(mari_is_here: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    made = Door(tmp_path)
    monkeypatch.setenv("LRC_PUBLIC_URL", made.address)
    monkeypatch.setenv("LRC_TRUSTED_PROXIES", "1")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    made.thread.start()
    while not made.server.started:
        time.sleep(0.01)
    yield made
    made.server.should_exit = True
    made.thread.join()


@pytest.mark.clock_of_the_machine
def test_from_outside_it_is_looked_at_as_a_browser_meets_it(
    door: Door, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, found = amiss(run)
    assert code == 1 and list(found) == ["HTTPS"] and "ends in" in found["HTTPS"][0], found
    door.takes_headers_away = True
    found = amiss(run)[1]
    assert "x-frame-options" in found["headers"][0] and "not Secure: proxy" in found["headers"][1]
    door.takes_headers_away = False
    sockets, door.server.config.ws_protocol_class = door.server.config.ws_protocol_class, None
    assert "Upgrade and Connection" in amiss(run)[1]["WebSocket"][0]
    door.server.config.ws_protocol_class = sockets
    door.drops = (b"origin",)
    assert "refused (403)" in amiss(run)[1]["WebSocket"][0]
    door.drops = ()
    monkeypatch.setenv("LRC_TRUSTED_PROXIES", "0")
    assert "everybody has the proxy's address" in amiss(run)[1]["proxy"][0]
    monkeypatch.setenv("LRC_TRUSTED_PROXIES", "1")
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "not to be trusted" in amiss(run)[1]["HTTPS"][0]
    monkeypatch.setenv("LRC_PUBLIC_URL", f"https://127.0.0.1:{free_port()}")
    assert "cannot be reached" in amiss(run)[1]["address"][0]
    settings.use(None)
