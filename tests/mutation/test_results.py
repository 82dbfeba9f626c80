"""What `make proof` says of mutants: of a whole run of the rules as they are, and else nothing."""

import shutil
from pathlib import Path

import pytest

from tests.mutation import results
from tests.mutation.modules import MODULES, ROOT, WHO_SEES_WHAT


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The rules alone, to be changed."""
    for path in (path for rules in MODULES.values() for path in rules.paths):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, tmp_path / path)
    return tmp_path


def test_of_the_rules_as_they_are_it_says_how_many_were_caught(rules: Path) -> None:
    file = rules / "var" / "result.json"
    results.keep("paths", {"killed": 1, "survived": 9}, day="2026-11-29", root=rules, file=file)
    assert results.caught(root=rules, file=file) is None, "nothing was tried"
    for name in WHO_SEES_WHAT:
        assert results.caught(root=rules, file=file) is None, f"{name} was not tried"
        results.keep(name, {"killed": 39, "survived": 2}, day="2026-11-29", root=rules, file=file)
    assert results.caught(root=rules, file=file) == 95
    (rules / "lrc_portal" / "access.py").write_text("# another rule")
    assert results.caught(root=rules, file=file) is None, "the rules have changed since"
    file.write_text("no JSON")
    assert results.caught(root=rules, file=file) is None
