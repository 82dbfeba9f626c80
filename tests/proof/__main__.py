"""`python -m tests.proof`: run the tests that count what is promised, print and write `var/proof.json`.

They are tests of every run; here they are given more to do. `docs/promises.md` says what each stands for.
"""

import sys

from tests.mutation import results
from tests.mutation.__main__ import LEAST
from tests.proof import counting, sizes
from tests.proof.figures import Figure

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


def main(arguments: list[str] | None = None) -> int:
    """0 where no test failed and every aim is met."""
    return counting.run("proof", "What is promised, in figures.", COUNTING, sizes.PROOF, arguments, mutants)


def mutants() -> list[Figure]:
    """What a whole `make mutation` of these rules found."""
    return [Figure("mutants of who sees what, caught", results.caught(), LEAST, least=True, unit="per cent")]


if __name__ == "__main__":
    sys.exit(main())
