"""Aliases that several threads meet for the first time at once, as after a start with people waiting."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import and_, inspect, select
from sqlalchemy.dialects import sqlite

from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import Note

THREADS = 4
TRIES = 150
COLUMNS = [column.key for column in inspect(Note).column_attrs]


@pytest.fixture
def threads_that_take_turns_often() -> Iterator[None]:
    """Each thread is stopped after a microsecond, wherever it is."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_a_statement_says_the_same_in_whichever_thread_it_is_made_first(
    threads_that_take_turns_often: None,
) -> None:
    """Otherwise a rule would be compared with itself, and hold for everybody until the next start."""
    with ThreadPoolExecutor(THREADS) as pool:
        said = {text for _ in range(TRIES) for text in _made_at_once(pool)}
    assert len(said) == 1, said


def _made_at_once(pool: ThreadPoolExecutor) -> list[str]:
    later = alias_of(Note)
    all_here = threading.Barrier(THREADS)

    def made() -> str:
        all_here.wait()
        same = [getattr(later, column) == getattr(Note, column) for column in COLUMNS]
        return str(select(Note.id).join(later, and_(*same)).compile(dialect=sqlite.dialect()))

    return [each.result() for each in [pool.submit(made) for _ in range(THREADS)]]
