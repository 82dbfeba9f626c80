"""Who sees what and who changes what: every cell of the access matrix, of real queries and verbs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import lrc_portal
from lrc_portal import access, clock
from lrc_portal.database.engine import Database
from lrc_portal.vocabulary import Facet
from tests.access import deeds, matrix, test_two_owners
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
    all_of_it = (len(matrix.table(matrix.SEES)) + len(Facet)) * len(matrix.GRANTS)
    proved("access matrix, who sees what: asked", checks.asked, least=all_of_it)
    proved("access matrix, who sees what: wrong", len(checks.wrong))
    assert checks.wrong == []
    assert checks.asked == all_of_it


def test_each_verb_is_done_by_whom_the_table_says(database: Database, proved: Proved) -> None:
    with database.writing() as db:
        checks = deeds.doing(db)
    all_of_it = len(deeds.VERBS) * len(deeds.WHO)
    proved("access matrix, who changes what: asked", checks.asked, least=all_of_it)
    proved("access matrix, who changes what: wrong", len(checks.wrong))
    assert checks.wrong == []
    assert checks.asked == all_of_it
    assert set(deeds.VERBS) == set(deeds.table())


def test_every_verb_that_somebody_does_has_its_row() -> None:
    """Of the rooms with what is somebody's: whoever writes a verb there says here who may do it."""
    verbs = {
        f"{path.stem}.{function.name}": path
        for room in ("record", "sharing", "support", "taking_along", "reminders", "erasing")
        for path in sorted((Path(lrc_portal.__file__).parent / room).rglob("*.py"))
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and "by" in {argument.arg for argument in function.args.kwonlyargs}
    }
    without = sorted(set(verbs) - set(deeds.VERBS) - set(deeds.NOBODY_ELSES))
    assert without == [], "give each its row in tests/access/deeds.py, or say there why it needs none"
    assert set(deeds.NOBODY_ELSES) <= set(verbs)


def test_every_kind_of_row_that_access_lets_somebody_read_has_its_line() -> None:
    assert set(access._READABLE) == {
        *matrix.READ_IN,
        *matrix.NOT_IN_A_RECORD,
        *matrix.FOUND_BY,
        *matrix.OF_ALL,
    }, "say in tests/access/matrix.py in which row it is asked"
    assert {row for rows in matrix.READ_IN.values() for row in rows} == set(matrix.table(matrix.SEES))
    assert set(matrix.NOT_IN_A_RECORD) <= set(test_two_owners.MODELS)
