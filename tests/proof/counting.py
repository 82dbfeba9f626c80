"""Run tests that count what they find, with more to do than in every run; print and write their figures."""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.proof import figures, sizes
from tests.proof.figures import Figure

ROOT = Path(__file__).resolve().parents[2]


class Collector:
    """Takes from the tests' reports what they counted, and how long each file took."""

    def __init__(self) -> None:
        self.told: list[Figure] = []
        self.failed: list[str] = []
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid.split("::")[0]] += round(report.duration)
        if report.failed:
            self.failed.append(report.nodeid)
            print(f"\n{report.nodeid} failed", flush=True)  # all the rest may take an hour
        if report.when == "teardown":
            self.told += [
                Figure(*value)  # type: ignore[misc]
                for name, value in report.user_properties
                if name == figures.PROPERTY and isinstance(value, list)
            ]


def run(
    name: str,
    description: str,
    files: Sequence[str],
    wanted: Mapping[str, int],
    arguments: list[str] | None,
    more: Callable[[], list[Figure]] = list,
    options: Sequence[str] = (),
) -> int:
    """Run these files and write `var/NAME.json`; 0 where no test failed and every aim is met.

    `wanted` are the sizes that can be asked for, and how much it is otherwise; `more` gives figures that no
    test of the files counts. `options` are for pytest.
    """
    parser = argparse.ArgumentParser(prog=f"python -m tests.{name}", description=description)
    for each, usual in wanted.items():
        parser.add_argument(f"--{each}", type=int, default=usual, help=sizes.SIZES[each].what)
    parser.add_argument(
        "--only",
        nargs="+",
        default=[""],
        metavar="WORD",
        help="only the files that have one of these in them",
    )
    asked = parser.parse_args(arguments)
    for each in wanted:
        os.environ[sizes.variable(each)] = str(getattr(asked, each))
    chosen = [str(ROOT / each) for each in files if any(word in each for word in asked.only)]
    if not chosen:
        parser.error(f"None of the files is meant by {asked.only}: {', '.join(files)}")
    collector = Collector()
    pytest.main(["-q", "-p", "no:cacheprovider", *options, *chosen], plugins=[collector])
    found = [
        *figures.together(collector.told),
        *more(),
        Figure("tests that failed on the way", len(collector.failed), 0, least=False),
    ]
    figures.write(found, ROOT / "var" / f"{name}.json")
    print("\n".join(figures.lines(found)))
    print("\n".join(f"{seconds:7} s  {file}" for file, seconds in collector.seconds.most_common()))
    return int(not all(each.met for each in found))
