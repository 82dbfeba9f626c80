"""Who sees what and who changes what: every cell of the access matrix, of real queries and verbs."""

from collections.abc import Iterator

import pytest

from lrc_portal import clock
from lrc_portal.database.engine import Database
from tests.access import matrix
from tests.access.test_table import NOON
from tests.proof.figures import Proved


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


@pytest.mark.parametrize("name", matrix.WHO)
def test_each_relation_sees_what_the_matrix_says(database: Database, name: str, proved: Proved) -> None:
    with database.writing() as db:
        checks = matrix.reading(db, [name])
    all_of_it = len(matrix.table(matrix.SEES)) * len(matrix.GRANTS)
    proved("access matrix, who sees what: asked", checks.asked, least=all_of_it)
    proved("access matrix, who sees what: wrong", len(checks.wrong))
    assert checks.wrong == []
    assert checks.asked == all_of_it


def test_each_verb_is_the_owners_or_who_the_matrix_says(database: Database, proved: Proved) -> None:
    with database.writing() as db:
        checks = matrix.changing(db)
    all_of_it = len(matrix.VERBS) * len(matrix.WHO)
    proved("access matrix, who changes what: asked", checks.asked, least=all_of_it)
    proved("access matrix, who changes what: wrong", len(checks.wrong))
    assert checks.wrong == []
    assert checks.asked == all_of_it
    assert set(matrix.VERBS) == set(matrix.table(matrix.CHANGES))
