"""The last release's own tests of its pages, on the schema of this one: what a rolling upgrade asks of it.

`make drill` runs them, and no other run: the last release is taken from git, and a copy without its history
has none. `tests/database/test_expand_first.py` asks the same of a list that is kept.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

from tests.proof.figures import Proved
from tests.tools.live_server import ROOT

MIGRATIONS = Path("lrc_portal/database/migrations")


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


def test_the_last_release_shows_its_pages_on_this_schema(tmp_path: Path, proved: Proved) -> None:
    archive, tree = tmp_path / "release.tar", tmp_path / "release"
    git("archive", "--output", str(archive), last_release())
    with tarfile.open(archive) as release:
        release.extractall(tree, filter="data")
    shutil.rmtree(tree / MIGRATIONS)
    shutil.copytree(ROOT / MIGRATIONS, tree / MIGRATIONS, ignore=shutil.ignore_patterns("__pycache__"))
    results = tmp_path / "results.xml"
    # The longest of them tells eighteen months, which is about time and no other page.
    chosen = ["tests/pages", "--ignore", "tests/pages/test_eighteen_months.py", "--junitxml", str(results)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", *chosen],
        cwd=tree,
        env={name: value for name, value in os.environ.items() if not name.startswith(("LRC_", "PYTEST_"))},
        capture_output=True,
        text=True,
    )
    [suite] = ElementTree.parse(results).getroot().iter("testsuite")
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    what = "the last release on this schema"
    proved(f"{what}: tests of its pages", int(suite.get("tests", 0)), least=100)
    proved(f"{what}: tests that failed", failed)
    assert not failed and done.returncode == 0, done.stdout[-4000:]
