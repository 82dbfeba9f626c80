"""`python -m tests.proof`: run the tests that count what is promised, print and write `var/proof.json`.

They are tests of every run; here they are given more to do. `docs/promises.md` says what each stands for.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutation import results
from tests.mutation.__main__ import LEAST
from tests.proof import figures, sizes
from tests.proof.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "var" / "proof.json"
COUNTING = (
    "tests/access/test_any_order.py",
    "tests/access/test_matrix.py",
    "tests/access/test_row_security.py",
    "tests/database/test_kills.py",
    "tests/every_form/test_odd_requests.py",
    "tests/every_form/test_odd_submissions.py",
    "tests/every_form/test_sent_again.py",
    "tests/running/test_cross_talk.py",
    "tests/running/test_left_behind.py",
    "tests/running/test_odd_input.py",
    "tests/erasing/test_erasing.py",
    "tests/sharing/test_trace_chain.py",
    "tests/taking_along/test_bringing_back.py",
    "tests/taking_along/test_ratings.py",
)


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
        if report.when == "teardown":
            self.told += [
                Figure(*value)  # type: ignore[misc]
                for name, value in report.user_properties
                if name == figures.PROPERTY and isinstance(value, list)
            ]


def main(arguments: list[str] | None = None) -> int:
    """0 where no test failed and every aim is met."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.proof", description="What is promised, in figures."
    )
    for name, size in sizes.SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=size.full, help=size.what)
    parser.add_argument(
        "--only",
        nargs="+",
        default=[""],
        metavar="WORD",
        help="only the files that have one of these in them",
    )
    asked = parser.parse_args(arguments)
    for name in sizes.SIZES:
        os.environ[sizes.variable(name)] = str(getattr(asked, name))
    files = [str(ROOT / each) for each in COUNTING if any(word in each for word in asked.only)]
    if not files:
        parser.error(f"None of the files is meant by {asked.only}: {', '.join(COUNTING)}")
    collector = Collector()
    pytest.main(["-q", "-p", "no:cacheprovider", *files], plugins=[collector])
    found = [
        *figures.together(collector.told),
        Figure("mutants caught", results.caught(), LEAST, least=True, unit="per cent"),
        Figure("tests that failed on the way", len(collector.failed), 0, least=False),
    ]
    figures.write(found, FILE)
    print("\n".join(figures.lines(found)))
    print("\n".join(f"{seconds:7} s  {file}" for file, seconds in collector.seconds.most_common()))
    return int(not all(each.met for each in found))


if __name__ == "__main__":
    sys.exit(main())
