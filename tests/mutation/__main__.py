"""`python -m tests.mutation`: change the rules in small ways, one at a time, and see which tests notice.

Prints for each module how many mutants were killed, and each survivor as a diff. Fails where one survives
that is not in `equivalents.toml`, and where fewer than 95 % are killed of those that are not. What a whole
run found is kept for `make proof` (`results.py`). With `--again`, what was killed in the last run stays so,
and the rest is tried with the tests as they are now; it also goes on where a run was broken off.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.mutation import results, survivors
from tests.mutation.modules import MODULES, ROOT
from tests.mutation.survivors import Equivalent, Survivor

LEAST = 95
COPIED = ("app.py", "lrc_portal", "pages", "pyproject.toml", "tests")
WORK = ROOT / "var" / "mutation"


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of one module."""

    name: str
    killed: int
    by_time: int
    survived: tuple[Survivor, ...]
    equivalent: tuple[Survivor, ...]
    seconds: float

    @property
    def tried(self) -> int:
        return self.killed + len(self.survived) + len(self.equivalent)

    @property
    def share(self) -> float:
        """Of those that change something, the per cent that was noticed."""
        return 100 * self.killed / max(1, self.killed + len(self.survived))


def tried(
    name: str, root: Path, *, sample: int, seed: int, jobs: int, again: bool, known: list[Equivalent]
) -> Outcome:
    """Copy the portal, make the mutants in the copy, and try them. Raises where that cannot be done."""
    rules = MODULES[name]
    place = WORK / name
    if again:
        survivors.to_be_tried_again(place, rules.paths)
    else:
        shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    for each in COPIED:
        source = root / each
        if source.is_dir():
            shutil.rmtree(place / each, ignore_errors=True)
            shutil.copytree(source, place / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, place / each)
    begun = time.monotonic()
    words = [str(jobs), str(seed), str(sample), *rules.paths, "--", *rules.tests]
    log = place / "log"
    print(f"{name}: what happens stands in {log} …", file=sys.stderr, flush=True)
    with log.open("wb") as told:
        ended = subprocess.run(
            [sys.executable, Path(__file__).with_name("mutating.py"), *words],
            cwd=place,
            env=os.environ | {"PYTHONHASHSEED": "0"},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    if ended.returncode:
        sys.exit(f"The mutants of {name} could not be tried:\n{log.read_text(encoding='utf-8')[-4000:]}")
    seconds = time.monotonic() - begun
    killed, by_time, left = survivors.found(place, rules.paths)
    equivalent = tuple(each for each in left if each.is_one_of(known))
    survived = tuple(each for each in left if each not in equivalent)
    return Outcome(name, killed, by_time, survived, equivalent, seconds)


def table(outcomes: list[Outcome]) -> str:
    lines = [
        "| module | mutants | killed | by time | survived | equivalent | killed, % | minutes |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for each in outcomes:
        counts = (each.tried, each.killed, each.by_time, len(each.survived), len(each.equivalent))
        cells = (each.name, *map(str, counts), f"{each.share:.1f}", f"{each.seconds / 60:.1f}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """0 where every survivor is known to be equivalent and enough were killed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description="Whether the tests notice a changed rule."
    )
    parser.add_argument("modules", nargs="*", choices=[[], *MODULES], help="all, unless some are named")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each; all, if not told")
    parser.add_argument("--seed", type=int, default=0, help="another number draws another sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="so many mutants at a time")
    parser.add_argument("--again", action="store_true", help="only what was not killed in the last run")
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout of the portal")
    told = parser.parse_args(arguments)
    known = survivors.equivalents()
    how = {each: getattr(told, each) for each in ("sample", "seed", "jobs", "again")}
    outcomes = []
    for name in told.modules or MODULES:
        outcome = tried(name, told.root, known=known, **how)
        outcomes.append(outcome)
        if not told.sample:
            found = {"killed": outcome.killed, "survived": len(outcome.survived)}
            results.keep(name, found, day=date.today().isoformat(), root=told.root)
    for each in outcomes:
        for survivor in each.survived:
            print(f"\n{survivor.mutant}\n{survivor.diff}")
    print(f"\n{table(outcomes)}")
    return int(any(each.survived or each.share < LEAST for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
