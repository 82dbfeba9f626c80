"""`python -m tests.proof`: run the tests that count what is promised, print and write `var/proof.json`.

They are tests of every run; here they are given more to do. `docs/promises.md` says what each stands for.
"""

import argparse
import os
import sys
from pathlib import Path

import pytest

from tests.mutation import results
from tests.mutation.__main__ import LEAST
from tests.proof import figures
from tests.proof.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "var" / "proof.json"
COUNTING = (
    "tests/access/test_any_order.py",
    "tests/access/test_matrix.py",
    "tests/access/test_row_security.py",
    "tests/sharing/test_trace_chain.py",
    "tests/taking_along/test_bringing_back.py",
    "tests/taking_along/test_ratings.py",
)
EXAMPLES = 200


class Collector:
    """Takes from the tests' reports what they counted."""

    def __init__(self) -> None:
        self.told: list[Figure] = []
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
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
    parser.add_argument(
        "--examples", type=int, default=EXAMPLES, help="so many invented records for each rule"
    )
    asked = parser.parse_args(arguments)
    os.environ["LRC_TEST_EXAMPLES"] = str(asked.examples)
    collector = Collector()
    pytest.main(
        ["-q", "-p", "no:cacheprovider", *(str(ROOT / each) for each in COUNTING)], plugins=[collector]
    )
    found = [
        *figures.together(collector.told),
        Figure("mutants caught", results.caught(), LEAST, least=True, unit="per cent"),
        Figure("tests that failed on the way", len(collector.failed), 0, least=False),
    ]
    figures.write(found, FILE)
    print("\n".join(figures.lines(found)))
    return int(not all(each.met for each in found))


if __name__ == "__main__":
    sys.exit(main())
