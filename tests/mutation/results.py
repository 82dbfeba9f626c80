"""What the last whole run of each module found, kept in `var/mutation/result.json` for `make proof`."""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.mutation.modules import MODULES, ROOT, WHO_SEES_WHAT

FILE = ROOT / "var" / "mutation" / "result.json"


def state_of(name: str, root: Path = ROOT) -> str:
    """What the rules of a module were when they were tried: another state says nothing of this one."""
    told = hashlib.sha256()
    for path in MODULES[name].paths:
        told.update((root / path).read_bytes())
    return told.hexdigest()


def keep(name: str, found: Mapping[str, int], *, day: str, root: Path = ROOT, file: Path = FILE) -> None:
    """Keep what a whole run of one module found, beside the others."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=False
    )
    kept = _read(file)
    kept[name] = {**found, "day": day, "commit": commit.stdout.strip(), "state": state_of(name, root)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def caught(*, root: Path = ROOT, file: Path = FILE) -> int | None:
    """Of 100 mutants that change who sees what, how many the tests notice, rounded down.

    None where a module of those rules was not tried as a whole, or they have changed since.
    """
    kept = _read(file)
    if any(name not in kept or kept[name]["state"] != state_of(name, root) for name in WHO_SEES_WHAT):
        return None
    killed = sum(kept[name]["killed"] for name in WHO_SEES_WHAT)
    survived = sum(kept[name]["survived"] for name in WHO_SEES_WHAT)
    return 100 * killed // max(1, killed + survived)


def _read(file: Path) -> dict[str, Any]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
