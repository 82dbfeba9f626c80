"""The database waits while somebody is on a page: what they typed stays, and it goes on by itself."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from lrc_portal import settings
from lrc_portal.database import engine
from lrc_portal.database.engine import PATIENCE, Database
from lrc_portal.ui import waiting

from .conftest import field, press, said

SAVE = "Save this strength"
MINE = "I get up early"


@pytest.fixture
def house(postgresql_database: Database) -> Iterator[Database]:
    """The pages on PostgreSQL, whose tables can be locked, with less patience than in earnest."""
    settings.use(replace(settings.current(), open_start=True))
    database = Database(postgresql_database.url, patience={**PATIENCE, "lock_timeout": "150ms"})
    engine.use(database)
    yield database
    database.dispose()


@pytest.fixture
def holder(postgresql_database: Database):
    """Somebody who can hold a table for themselves."""
    with postgresql_database.engine.connect() as connection:
        yield connection
        connection.rollback()


def test_a_save_that_meets_a_waiting_database_says_so_and_keeps_the_words(member, open_as, holder) -> None:
    app = open_as(member, "strengths")
    field(app, "text_input", ":words").set_value(MINE)
    [place] = [each for each in app.main.get("button_group") if each.key.endswith(":place")]
    place.set_value("self")
    # The table of traces: the page can be read, and no change can leave its trace.
    holder.execute(text("LOCK TABLE spent_token IN ACCESS EXCLUSIVE MODE"))
    press(app, SAVE)
    assert "so this is not saved yet. Your words are here." in "\n".join(str(w.value) for w in app.warning)
    assert field(app, "text_input", ":words").value == MINE
    holder.rollback()
    press(app, SAVE)
    assert "Saved." in said(app) and MINE in said(app)


def test_a_page_that_meets_a_waiting_database_comes_by_itself(
    member, open_as, holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.2)
    app = open_as(member, "strengths")
    field(app, "text_input", ":words").set_value(MINE)
    holder.execute(text("LOCK TABLE strength IN ACCESS EXCLUSIVE MODE"))
    release = threading.Timer(0.5, holder.rollback)
    release.start()
    app.run()
    release.join()
    assert "The portal had to wait for a moment." in "\n".join(str(w.value) for w in app.warning)
    assert field(app, "text_input", ":words").value == MINE


def test_a_page_that_waits_in_vain_ends_calmly(
    member, open_as, holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.01)
    app = open_as(member, "strengths")
    holder.execute(text("LOCK TABLE strength IN ACCESS EXCLUSIVE MODE"))
    app.run()
    assert [type(each.value) for each in app.exception] or not app.main.get("text_input")
    holder.rollback()
    app.run()
    assert app.main.get("text_input")
