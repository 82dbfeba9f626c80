"""The commands as an operator types them: the document's, what scripts read, what mistakes are told."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from lrc_portal import __main__ as command_line
from lrc_portal import settings
from lrc_portal.backups import encryption, keeping
from lrc_portal.database import encrypted, engine
from lrc_portal.database.engine import Database
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Role
from tests import people
from tests.backups.conftest import all_rows

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "operators" / "backup-and-restore.md"
COMMAND = re.compile(r"^(?:\.venv/bin/python -m lrc_portal (.+)|export (LRC_\w+)=(\S+))$", re.MULTILINE)
EXAMPLE = "portal-2026-05-20T020000Z.backup"


@pytest.fixture
def mari_is_here(
    sqlite_database: Database, own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """A portal in its folder, as the commands find it by their environment."""
    with sqlite_database.writing() as db:
        people.live(db, people.make_person(db, "Mari", Role.MEMBER))
    monkeypatch.setenv("LRC_VAR", str(own_settings.var))
    monkeypatch.setenv("LRC_DATABASE_URL", sqlite_database.url)
    return sqlite_database


@pytest.fixture(autouse=True)
def opened_anew() -> Iterator[None]:
    """Each command opens the database of its settings, as a process of its own does."""
    before = encrypted._keyring
    yield
    encrypted._keyring = before


def run(*arguments: str) -> int:
    engine.use(None)
    return command_line.main(list(arguments))


def test_the_commands_of_the_document_do_what_it_says(
    mari_is_here: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = all_rows(mari_is_here)
    ran = []
    for command, name, value in COMMAND.findall(DOCUMENT.read_text(encoding="utf-8")):
        if name:
            monkeypatch.setenv(name, value.replace("/srv", str(tmp_path)))
            monkeypatch.delenv("LRC_DATABASE_URL")
            continue
        for newest in list(keeping.found_in(tmp_path / "backup").values()) if ran[1:] else []:
            command = command.replace(EXAMPLE, newest.name)
        arguments = shlex.split(command.replace("/srv", str(tmp_path)))
        assert run(*arguments) == 0, capsys.readouterr().err
        ran.append(arguments[0])
    assert ran == ["backup-key", "backup", "verify", "restore", "verify"]
    said = capsys.readouterr().out
    assert said.count("Sound: ") == 2 and "Mari" not in said
    restored = Database(f"sqlite:///{tmp_path / 'restored' / 'portal.db'}")
    assert all_rows(restored) == before
    restored.dispose()


def test_a_script_reads_what_was_made_found_and_restored(
    mari_is_here: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = tmp_path / "key"
    assert run("backup-key", str(key)) == 0
    capsys.readouterr()
    opens = ("--key-file", str(key), "--json")
    assert run("backup", str(tmp_path / "backups"), "--key-file", f"{key}.pub", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["tables"]["person"]["rows"] == 1 and len(made["tables"]["person"]["sha256"]) == 64
    assert Path(made["file"]).stat().st_size == made["bytes"] and made["deleted"] == []
    assert run("verify", made["file"], *opens) == 0
    found = json.loads(capsys.readouterr().out)
    rows = sum(table["rows"] for table in made["tables"].values())
    assert found["sound"] is True and found["rows"] == rows and found["differ"] == {}
    monkeypatch.setenv("LRC_VAR", str(tmp_path / "restored"))
    monkeypatch.delenv("LRC_DATABASE_URL")
    assert run("restore", made["file"], *opens) == 0
    restored = json.loads(capsys.readouterr().out)
    assert (restored["rows"], restored["erased_again"]) == (rows, 0)
    content = bytearray(Path(made["file"]).read_bytes())
    content[-1] ^= 1
    Path(made["file"]).write_bytes(content)
    assert run("verify", made["file"], *opens) == 1
    damaged = json.loads(capsys.readouterr().out)
    assert damaged["sound"] is False and "damaged" in damaged["why"]


def test_a_passphrase_in_a_file_makes_a_backup_and_opens_it(
    mari_is_here: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tmp_path / "passphrase"
    words.write_text("river stone lamp kettle\n")
    opens = ("--passphrase-file", str(words), "--json")
    assert run("backup", str(tmp_path / "backups"), *opens) == 0
    made = json.loads(capsys.readouterr().out)
    encryption._unlocked.cache_clear()
    assert run("verify", made["file"], *opens) == 0
    assert json.loads(capsys.readouterr().out)["sound"] is True
    assert encryption._unlocked.cache_info().misses == 1, "to work it out takes a second each time"


def test_a_mistake_is_answered_by_one_sentence_and_a_code(
    mari_is_here: Database, own_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "backups")
    assert run("backup-key", str(tmp_path / "key")) == 0
    capsys.readouterr()
    for arguments, says in (
        (["backup-key", str(tmp_path / "key")], "File exists"),
        (["backup", folder, "--key-file", str(own_settings.keys_file)], "no public key"),
        (["backup", folder, "--key-file", str(tmp_path / "none")], "No such file"),
        (["restore", folder, "--key-file", str(tmp_path / "key.pub")], "no secret key"),
        (["restore", folder, "--key-file", str(tmp_path / "key")], "directory"),
        (["verify", str(own_settings.keys_file), "--key-file", str(tmp_path / "key")], "does not open"),
    ):
        assert run(*arguments) == 2
        said = capsys.readouterr().err
        assert says in said and said.count("\n") == 1 and "Traceback" not in said, said
    assert settings.current().var == own_settings.var
