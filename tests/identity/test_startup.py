"""Before the door opens: keys, migrations, the first coordinator's link, and clear words about settings."""

import logging
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, IntegrityError
from starlette.routing import Mount, Route

from lrc_portal import __main__ as command_line
from lrc_portal import faults, screens, settings, startup
from lrc_portal.commands import line, running
from lrc_portal.database import encrypted, engine, migrations
from lrc_portal.database.engine import Database
from lrc_portal.erasing import pages as erasing_pages
from lrc_portal.identity import accounts, addresses
from lrc_portal.identity import routes as identity_routes
from lrc_portal.identity.accounts import NewAccount, NewAccountWithProvider
from lrc_portal.identity.addresses import is_known
from lrc_portal.paper import routes as paper_routes
from lrc_portal.quick import routes as quick_routes
from lrc_portal.reminders import routes as reminder_routes
from lrc_portal.settings import Settings
from lrc_portal.taking_along import routes as taking_along_routes
from lrc_portal.vocabulary import Language, Role
from tests.identity.conftest import browser
from tests.people import make_person
from tests.tools.postgres import PORTAL


def test_the_first_link_sets_up_the_first_coordinator_and_is_then_gone(
    house: Settings, database: Database
) -> None:
    older, link = startup.first_link(database), startup.first_link(database)
    assert older and link and link.startswith("http://localhost:8501/invitation?code=")
    door = browser()
    form = {
        "step": "join",
        "name": "Ceri",
        "display_name": "",
        "passphrase": "river stone lamp",
        "agree": "yes",
    }
    code_of = {address: address.split("code=")[1] for address in (older, link)}
    # Several starts at once print several links; each opens until one is used.
    assert door.post("/invitation", data={**form, "code": code_of[older]}).status_code == 303
    late = browser()
    assert late.post("/invitation", data={**form, "name": "Lowri", "code": code_of[link]}).status_code == 400
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


def keys_of(house: Settings, *lines: bytes) -> None:
    house.var.mkdir(parents=True, exist_ok=True)
    house.keys_file.write_bytes(b"".join(line + b"\n" for line in lines))
    house.keys_file.chmod(0o600)


@pytest.fixture
def mari_is_here(house: Settings, database: Database) -> Iterator[bytes]:
    """Somebody whose name was written with this key, in a keys file as older releases made it."""
    before = encrypted._keyring
    first = encrypted.new_key()
    encrypted.use_keys([first])
    with database.writing() as db:
        accounts.create(db, NewAccount("Mari Jones", "", "river stone lamp", True, Language.ENGLISH))
    keys_of(house, first)
    yield first
    encrypted._keyring = before


def test_a_key_at_the_wrong_end_is_told_at_the_start(house: Settings, mari_is_here: bytes) -> None:
    keys_of(house, mari_is_here, encrypted.new_key())
    with pytest.raises(encrypted.KeysProblem, match="goes on the first line"):
        startup.prepare()


def test_an_older_keys_file_gets_a_line_for_look_ups_and_then_any_order_is_right(
    house: Settings, database: Database, mari_is_here: bytes
) -> None:
    startup.prepare()
    lookup = encrypted.LOOKUP + mari_is_here
    assert house.keys_file.read_bytes().splitlines() == [mari_is_here, lookup]
    assert stat.S_IMODE(house.keys_file.stat().st_mode) == 0o600
    newer = encrypted.new_key()
    for lines in ([mari_is_here, lookup, newer], [newer, mari_is_here, lookup], [lookup, mari_is_here]):
        keys_of(house, *lines)
        startup.prepare()
        with database.reading() as db:
            found = accounts.find(db, "mari jones")
            assert found is not None and found.name == "Mari Jones"
    keys_of(house, newer, lookup)
    with pytest.raises(encrypted.KeysProblem, match="do not fit"):
        startup.prepare()


def test_a_keys_file_that_is_a_link_stays_one(house: Settings, mari_is_here: bytes, tmp_path: Path) -> None:
    """What the link leads to is the file that the operator keeps, and adds keys to."""
    kept = tmp_path / "kept"
    house.keys_file.replace(kept)
    house.keys_file.symlink_to(kept)
    startup.prepare()
    assert house.keys_file.is_symlink()
    assert kept.read_bytes().splitlines() == [mari_is_here, encrypted.LOOKUP + mari_is_here]


def test_a_keys_file_that_cannot_be_written_stays_and_works(
    house: Settings, mari_is_here: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", full)
    startup.prepare()
    assert house.keys_file.read_bytes() == mari_is_here + b"\n"


def test_starts_at_once_make_one_keys_file(house: Settings, mari_is_here: bytes) -> None:
    house.keys_file.unlink()
    house.var.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(8) as starts:
        list(starts.map(lambda _: encrypted.use_keys_file(house.keys_file), range(24)))
    assert len(house.keys_file.read_bytes().splitlines()) == 2
    assert [path.name for path in house.var.iterdir()] == ["keys"], "nothing half-written is left"
    of_the_first = house.keys_file.read_bytes()
    encrypted._put(house.keys_file, encrypted.new_key(), instead=False)
    assert house.keys_file.read_bytes() == of_the_first, "one that comes late takes the key that is there"


def test_where_nobody_signs_in_by_name_text_keys_are_tried_and_no_look_up_key_is_settled(
    house: Settings, database: Database
) -> None:
    """All come by a provider: no stored name tells whether the last key is the one of look-ups."""
    before = encrypted._keyring
    first = encrypted.new_key()
    encrypted.use_keys([first])
    try:
        with database.writing() as db:
            accounts.create(db, NewAccountWithProvider("Mari", True, Language.ENGLISH))
        keys_of(house, first)
        startup.prepare()
        assert house.keys_file.read_bytes() == first + b"\n", "a wrong one would stay for good"
        keys_of(house, encrypted.new_key())
        with pytest.raises(encrypted.KeysProblem, match="do not fit"):
            startup.prepare()
    finally:
        encrypted._keyring = before


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_three_first_starts_at_once_all_come_up(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Three processes, one empty database, one empty folder: one migrates and the others wait for it."""
    folder = tmp_path / "first"
    url = f"sqlite:///{folder / 'portal.db'}"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").empty_url()
    environ = {**os.environ, "LRC_VAR": str(folder), "LRC_DATABASE_URL": url}
    starts = [
        subprocess.Popen(
            [sys.executable, "-m", "lrc_portal", "first-link"],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [start.communicate(timeout=120) for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], told
    assert len({out.strip() for out, _err in told}) == 3, "each has a link of its own"


def broken_file(house: Settings) -> None:
    house.var.mkdir(parents=True, exist_ok=True)
    (house.var / "portal.db").write_bytes(b"this is no database, and long enough for one" * 100)


def folder_for_keys(house: Settings) -> None:
    (house.var / "keys").mkdir(parents=True)


def newer_schema(house: Settings) -> None:
    settings.use(house)
    database = Database(house.database_url)
    house.var.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.dispose()


def file_for_var(house: Settings) -> None:
    house.var.write_text("not a folder")


def address_of_none(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "portal, on the machine in the kitchen"


def kind_of_none(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "kitchen://portal"


def port_of_none(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "postgresql://portal@localhost:door/portal"


def database_of_another_make(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "mysql://portal@localhost/portal"


def driver_that_is_not_ours(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "postgresql+asyncpg://portal@localhost/portal"


def option_of_none(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "postgresql://portal@localhost/portal?kitchen=1"


def pooler_of_another_kind(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "postgresql://portal@localhost/portal?pooler=session"


def nobody_listens(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "postgresql://portal@127.0.0.1:9/portal"


def number_of_none(house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = f"{house.database_url}?timeout=long"


def database_in_memory(_house: Settings) -> None:
    os.environ["LRC_DATABASE_URL"] = "sqlite://"


def change_database(house: Settings, statement: str) -> None:
    database = Database(house.database_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    database.dispose()


def tables_of_another(house: Settings) -> None:
    house.var.mkdir(parents=True, exist_ok=True)
    change_database(house, "CREATE TABLE person (x INTEGER)")


def table_that_is_gone(house: Settings) -> None:
    house.var.mkdir(parents=True, exist_ok=True)
    database = Database(house.database_url)
    migrations.upgrade(database)
    database.dispose()
    change_database(house, "DROP TABLE strength")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (broken_file, "damaged"),
        (folder_for_keys, "cannot be read"),
        (newer_schema, "newer release"),
        (file_for_var, "cannot be used"),
        (address_of_none, "no address of a database"),
        (kind_of_none, "no address of a database"),
        (port_of_none, "no address of a database"),
        (database_of_another_make, "no address of a database"),
        (driver_that_is_not_ours, "no address of a database"),
        (option_of_none, "question mark"),
        (pooler_of_another_kind, "pooler=transaction"),
        (nobody_listens, "does not answer"),
        (number_of_none, "no address of a database"),
        (database_in_memory, "no address of a database"),
        (tables_of_another, "another program"),
        (table_that_is_gone, "lacks tables: strength."),
    ],
)
def test_what_stands_in_the_way_of_a_start_is_one_sentence_for_the_operator(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Settings], None],
    says: str,
) -> None:
    monkeypatch.setenv("LRC_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("LRC_DATABASE_URL", "")
    before = encrypted._keyring
    engine.use(None)
    spoil(settings.load(os.environ))
    try:
        assert command_line.main(["migrate"]) == 2
    finally:
        encrypted._keyring = before
        engine.use(None)
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1 and "Traceback" not in said


@pytest.fixture
def another_user(postgres) -> str:
    """The address of a new database, for a user of PostgreSQL who does not own it."""
    return make_url(postgres.empty_url()).set(username=PORTAL).render_as_string(hide_password=False)


def test_a_user_who_may_make_no_tables_is_not_told_that_the_database_is_damaged(
    another_user: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LRC_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("LRC_DATABASE_URL", another_user)
    before = encrypted._keyring
    engine.use(None)
    try:
        assert command_line.main(["migrate"]) == 2
    finally:
        encrypted._keyring = before
        engine.current().dispose()
        engine.use(None)
    said = capsys.readouterr().err
    assert "owner" in said and "backup" not in said and said.count("\n") == 1


def test_a_fault_of_ours_is_not_taken_for_a_damaged_database(database: Database) -> None:
    """Whoever read "put it back from your backup" would lose a day, and meet the fault again."""
    with database.engine.connect() as connection, pytest.raises(IntegrityError) as met:
        connection.exec_driver_sql("INSERT INTO person DEFAULT VALUES")
    assert line.of_database(met.value) == ""
    with database.engine.connect() as connection, pytest.raises(DatabaseError) as met:
        connection.exec_driver_sql("SELECT no_such_column FROM person")
    assert line.of_database(met.value) == "", "the database did answer"


def test_a_port_that_is_taken_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setenv("LRC_VAR", str(tmp_path / "var"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert command_line.main(["serve", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"port {port}" in said and "PORT" in said and said.count("\n") == 1


@pytest.mark.parametrize("host", ["kitchen..table", "k" * 70])
def test_a_host_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    monkeypatch.setenv("LRC_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("LRC_HOST", host)
    assert command_line.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert host in said and "LRC_HOST" in said and said.count("\n") == 1


def test_an_operator_is_warned_of_keys_that_others_read_and_of_a_setting_that_is_none(
    house: Settings, request: pytest.FixtureRequest
) -> None:
    if engine.current().engine.dialect.name == "postgresql":
        engine.use(request.getfixturevalue("walled"))  # of a superuser it would warn as well
    keys_of(house, encrypted.new_key())
    assert startup.warn({"LRC_VAR": "x", "PORT": "1", "OTHER": "y"}) == []
    house.keys_file.chmod(0o644)
    said = startup.warn({"LRC_PUBLIC_ADDRESS": "https://portal.example.org", "LRC_IDLE_DAY": "3"})
    assert "chmod 600" in said[0]
    assert said[1:] == [
        "LRC_IDLE_DAY is no setting. Do you mean LRC_IDLE_DAYS?",
        "LRC_PUBLIC_ADDRESS is no setting. Do you mean LRC_PUBLIC_URL?",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("LRC_IDLE_DAYS", "-3"),
        ("LRC_IDLE_DAYS", "99999999999"),
        ("LRC_ABSOLUTE_DAYS", "4000000"),
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
    (folder / "secrets.toml").write_text("# Mynediad â Google", encoding="latin-1")
    with pytest.raises(settings.SettingsProblem, match="UTF-8"):
        settings.load({}, root=tmp_path)
    (folder / "secrets.toml").write_text('auth = "x"')
    with pytest.raises(settings.SettingsProblem, match="tables"):
        settings.load({}, root=tmp_path)
    (folder / "secrets.toml").write_text('[auth.one]\nclient_id = "x"\n')
    with pytest.raises(settings.SettingsProblem, match="client_secret"):
        settings.load({}, root=tmp_path)


def test_the_demo_can_reach_no_database_but_its_own() -> None:
    chosen = settings.load(
        running._demo_only(
            {
                "LRC_DATABASE_URL": "postgresql://real/records",
                "LRC_VAR": "/real",
                "LRC_PUBLIC_URL": "https://real.example",
            },
            {"port": None},
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


def test_the_front_door_knows_every_address_that_answers() -> None:
    lacking = []
    own_pages = (
        *identity_routes.routes(),
        *quick_routes.routes(),
        *reminder_routes.routes(),
        *taking_along_routes.routes(),
        *erasing_pages.routes(),
    )
    for route in (*own_pages, *paper_routes.routes()):
        assert isinstance(route, Route | Mount)
        if not addresses.is_own(route.path.replace("{provider}", "one") + "/" * isinstance(route, Mount)):
            lacking.append(
                f"{route.path} answers and the front door does not know it: write it in OWN_PAGES or "
                "OWN_FOLDERS of lrc_portal/identity/addresses.py."
            )
    answered = {route.path for route in own_pages if isinstance(route, Route)}
    lacking += [
        f"{path} is in OWN_PAGES of lrc_portal/identity/addresses.py, and no route answers there."
        for path in sorted(addresses.OWN_PAGES - answered)
    ]
    assert not lacking, "\n" + "\n".join(lacking)


@pytest.mark.parametrize(
    "path",
    [*sorted(screens.PATHS), "/goals/", "/_stcore/health", "/static/js/x.js", "/sign-in/with/x/back"],
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
