"""Whatever people do, in whatever order: nobody ever sees more than what is in force."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base
from tests.access.any_order import AnyOrder
from tests.access.looks import Doors, Tally
from tests.proof import sizes
from tests.proof.figures import Proved
from tests.tools.postgres import Postgres

LIVES = sizes.asked("lives")
"""The simplest one, which is tried first, ends after a step."""
STEPS = 60
ALMOST = 50
"""So many steps a life must have on the average."""


def run(doors: Doors, proved: Proved, examples: int, where: str) -> None:
    tally = Tally()
    try:
        run_state_machine_as_test(
            lambda: AnyOrder(doors, tally),
            settings=settings(
                max_examples=examples,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                # To say which lines of the portal a failure ran takes longer than to find it.
                phases=[phase for phase in Phase if phase is not Phase.explain],
            ),
        )
    finally:
        proved(f"privacy{where}: steps in any order", tally.steps, least=(examples - 1) * ALMOST)
        proved(f"privacy{where}: answers of pages compared", tally.reads, least=(examples - 1) * ALMOST * 5)
        proved(f"privacy{where}: shown too much", tally.too_much)


def test_nobody_sees_more_than_is_in_force(sqlite_database: Database, proved: Proved) -> None:
    emptied = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables))

    def empty() -> None:
        with sqlite_database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.executescript(f"PRAGMA foreign_keys=OFF; BEGIN; {emptied}; COMMIT; PRAGMA foreign_keys=ON")

    run(Doors(sqlite_database, sqlite_database, empty), proved, LIVES, "")


def test_nobody_sees_more_behind_the_wall(
    postgresql_database: Database, walled: Database, postgres: Postgres, proved: Proved
) -> None:
    doors = Doors(walled, postgresql_database, postgres.clean)
    run(doors, proved, max(2, LIVES // 10), ", row-level security")
