"""What operators stand on: a portal in its folder, as a command finds it by its environment."""

from collections.abc import Callable, Iterator

import pytest

from lrc_portal import __main__ as command_line
from lrc_portal.database import encrypted, engine
from lrc_portal.database.engine import Database
from lrc_portal.settings import Settings
from tests.conftest import KEY

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def keys_as_before() -> Iterator[None]:
    """Each command reads the keys of its settings, as a process of its own does."""
    before = encrypted._keyring
    yield
    encrypted._keyring = before


@pytest.fixture(autouse=True)
def distributions_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound portal runs on an optimized Python, whichever runs the tests."""
    monkeypatch.setattr("sys.base_prefix", "/usr")


@pytest.fixture
def keys_file(own_settings: Settings) -> None:
    encrypted.write_keys_file(own_settings.keys_file, KEY + b"\n" + encrypted.LOOKUP + KEY + b"\n")


@pytest.fixture
def named(
    keys_file: None, own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Database], None]:
    """Let the environment name a database."""

    def name(database: Database) -> None:
        monkeypatch.setenv("LRC_VAR", str(own_settings.var))
        monkeypatch.setenv("LRC_DATABASE_URL", database.url)

    return name


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its code, what it printed, what it said beside that."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        engine.use(None)
        capsys.readouterr()
        code = command_line.main(arguments)
        if engine._current is not None:
            engine._current.dispose()
            engine.use(None)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it
