"""`python -m tests.drill`: let machines die and count what people notice, into `var/drill.json`.

They are tests of every run; here they are given more to do.
"""

import sys

from tests.proof import counting, sizes

DRILLS = (
    "tests/drill/test_machines.py",
    "tests/drill/test_one_database.py",
    "tests/database/test_kills.py",
    "tests/drill/pages_of_last_release.py",
)


def main(arguments: list[str] | None = None) -> int:
    """0 where no test failed and every aim is met."""
    return counting.run(
        "drill",
        "What people notice when machines die.",
        DRILLS,
        sizes.DRILL,
        arguments,
        options=["-n0"],  # one after the other: they tell how long something takes
    )


if __name__ == "__main__":
    sys.exit(main())
