"""Before the door opens: keys, migrations, the first coordinator's link, and clear words about settings."""

import logging
import stat
from pathlib import Path

import pytest

from lrc_portal import __main__ as command_line
from lrc_portal import faults, settings, startup
from lrc_portal.database import encrypted
from lrc_portal.database.engine import Database
from lrc_portal.identity.addresses import is_known
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Role
from tests.identity.conftest import browser
from tests.people import make_person


def test_the_first_link_sets_up_the_first_coordinator_and_is_then_gone(
    house: Settings, database: Database
) -> None:
    older, link = startup.first_link(database), startup.first_link(database)
    assert older and link and link.startswith("http://localhost:8501/invitation?code=")
    door = browser()
    form = {"step": "join", "name": "Ceri", "called": "", "passphrase": "river stone lamp", "agree": "yes"}
    code_of = {address: address.split("code=")[1] for address in (older, link)}
    assert door.post("/invitation", data={**form, "code": code_of[older]}).status_code == 400
    assert door.post("/invitation", data={**form, "code": code_of[link]}).status_code == 303
    assert startup.first_link(database) is None


def test_a_portal_whose_keys_are_gone_or_of_another_does_not_start(
    house: Settings, database: Database
) -> None:
    with database.writing() as db:
        make_person(db, "Mari", Role.MEMBER)
    with pytest.raises(encrypted.KeysProblem, match="missing"):
        startup.prepare()
    assert not house.keys_file.exists(), "no new key is made beside a record that it cannot open"
    house.var.mkdir(parents=True, exist_ok=True)
    house.keys_file.write_bytes(encrypted.new_key())
    with pytest.raises(encrypted.KeysProblem, match="do not fit"):
        startup.prepare()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("LRC_IDLE_DAYS", "-3"),
        ("LRC_PUBLIC_URL", "portal.example.org"),
        ("LRC_PUBLIC_URL", "ftp://portal.example.org"),
        ("LRC_PUBLIC_URL", "https://portal.example.org:port"),
        ("LRC_PUBLIC_URL", "https://:8443"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert command_line.main(["migrate"]) == 2
    said = capsys.readouterr().err
    assert name in said and said.count("\n") == 1 and "Traceback" not in said


def test_secrets_that_are_no_toml_are_named(tmp_path: Path) -> None:
    folder = tmp_path / ".streamlit"
    folder.mkdir()
    (folder / "secrets.toml").write_text("[auth.one")
    with pytest.raises(settings.SettingsProblem, match=r"secrets\.toml"):
        settings.load({}, root=tmp_path)
    (folder / "secrets.toml").write_text('[auth.one]\nclient_id = "x"\n')
    with pytest.raises(settings.SettingsProblem, match="client_secret"):
        settings.load({}, root=tmp_path)


def test_the_demo_can_reach_no_database_but_its_own() -> None:
    chosen = settings.load(
        command_line._demo_only(
            {
                "LRC_DATABASE_URL": "postgresql://real/records",
                "LRC_VAR": "/real",
                "LRC_PUBLIC_URL": "https://real.example",
            }
        )
    )
    assert chosen.database_url == f"sqlite:///{settings.ROOT}/var/demo/portal.db"
    assert chosen.open_start and chosen.public_url == "http://localhost:8501"


def test_a_fault_is_told_by_its_kind_and_place_alone() -> None:
    try:
        try:
            raise ValueError("my own words")
        except ValueError as inner:
            raise KeyError("more of my words") from inner
    except KeyError as fault:
        told = faults.place_of(fault)
    assert "builtins.KeyError" in told and "builtins.ValueError" in told and "test_startup.py" in told
    assert "my own words" not in told and "more of my words" not in told


def test_no_logger_writes_what_an_exception_says(capsys: pytest.CaptureFixture[str]) -> None:
    usual = logging.getLogRecordFactory()
    faults.keep_content_out_of_logs()
    heard: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: heard.append(logging.Formatter().format(record))  # type: ignore[method-assign]
    somebody = logging.getLogger("somebody.elses")
    somebody.addHandler(handler)
    try:
        try:
            raise ValueError("my own words")
        except ValueError:
            somebody.exception("100%% unexpected: %s", "by us")
    finally:
        somebody.removeHandler(handler)
        logging.setLogRecordFactory(usual)
        faults._without_content_already = False
    assert "100% unexpected: by us" in heard[0] and "ValueError" in heard[0]
    assert "my own words" not in heard[0]


def test_the_keys_file_is_for_its_owner_alone(house: Settings, database: Database) -> None:
    from lrc_portal.database import encrypted

    before = encrypted._keyring
    try:
        startup.prepare()
    finally:
        encrypted._keyring = before
    assert stat.S_IMODE(house.keys_file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "path", ["/", "/goals", "/goals/", "/_stcore/health", "/static/js/x.js", "/sign-in/with/x/back"]
)
def test_what_the_portal_uses_is_known(path: str) -> None:
    assert is_known(path)


@pytest.mark.parametrize(
    "path",
    [
        *("/x", "/goals/x", "/auth/login", "/oauth2callback", "/_stcore/agent/mcp", "/index.html"),
        *("/_stcore/metrics", "/_stcore/upload_file/x/y", "/_stcore/stream/x", "/component/x/y"),
    ],
)
def test_what_nobody_uses_is_closed(path: str) -> None:
    assert not is_known(path)
