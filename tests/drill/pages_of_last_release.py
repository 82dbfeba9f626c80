"""The last release's own tests of its pages, on the schema of this one: what a rolling upgrade asks of it.

`make drill` runs them, and no other run: the last release is taken from git, and a copy without its history
has none. `tests/database/test_expand_first.py` asks the same of a list that is kept.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from tests.proof.figures import Proved
from tests.tools.live_server import ROOT

MIGRATIONS = Path("lrc_portal/database/migrations")
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2")


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"The last release is taken from git, with its history: {done.stderr}"
    return done.stdout.strip()


def last_release() -> str:
    """The newest tag of a release; while there is none, the last commit before the newest schema."""
    before = "HEAD~1" if git("tag", "--points-at", "HEAD", "v[0-9]*") else "HEAD"
    if tags := git("tag", "--merged", before, "--sort=-version:refname", "v[0-9]*").splitlines():
        return tags[0]
    return git("log", "-1", "--format=%H^", "--", str(MIGRATIONS / "versions"))


def taken_from_git(folder: Path) -> Path:
    """The tree of the last release, in a folder of its own."""
    archive, tree = folder / "release.zip", folder / "release"
    git("archive", "--format=zip", "--output", str(archive), last_release())
    with ZipFile(archive) as files:
        files.extractall(tree)
    return tree


def tried(tree: Path, *chosen: str) -> tuple[int, list[str]]:
    """How many of these tests of a tree there are, and which of them fail."""
    results = tree / "results.xml"
    done = subprocess.run(
        [*PYTEST, "--junitxml", results, *chosen],
        cwd=tree,
        env={name: value for name, value in os.environ.items() if not name.startswith(("LRC_", "PYTEST_"))},
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stdout[-4000:]
    cases = list(ElementTree.parse(results).getroot().iter("testcase"))
    failed = [each for each in cases if each.find("failure") is not None or each.find("error") is not None]
    print(done.stdout[-4000:] if failed else "")
    return len(cases), [
        f"{each.get('classname', '').replace('.', '/')}.py::{each.get('name', '')}" for each in failed
    ]


def test_the_last_release_shows_its_pages_on_this_schema(tmp_path: Path, proved: Proved) -> None:
    tree = taken_from_git(tmp_path)
    own = tmp_path / "own-schema"
    shutil.move(tree / MIGRATIONS, own)
    shutil.copytree(ROOT / MIGRATIONS, tree / MIGRATIONS, ignore=shutil.ignore_patterns("__pycache__"))
    # The longest of them tells eighteen months, which is about time and no other page.
    tests, failed = tried(tree, "tests/pages", "--ignore", "tests/pages/test_eighteen_months.py")
    if failed:
        # What fails on its own schema too, as a test that hangs on the weekday, says nothing of this one.
        shutil.rmtree(tree / MIGRATIONS)
        shutil.move(own, tree / MIGRATIONS)
        failed = sorted({*failed} - {*tried(tree, *failed)[1]})
    what = "the last release on this schema"
    proved(f"{what}: tests of its pages", tests, least=100)
    proved(f"{what}: tests that failed", len(failed))
    assert failed == []
