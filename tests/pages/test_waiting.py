"""The database waits while somebody is on a page: what they typed stays, and it goes on by itself."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from lrc_portal import settings
from lrc_portal.database import engine
from lrc_portal.database.engine import PATIENCE, Database
from lrc_portal.record import goals
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.ui.kit import waiting
from lrc_portal.vocabulary import Element, Facet
from tests.tools.line import by_a_line

from .conftest import field, press, said

SAVE = "Save this strength"
WRITES = b"BEGIN;"
"""How a transaction begins that may write; one that reads says READ ONLY."""
MINE = "I get up early"
PATIENT = waiting.TRIES


@pytest.fixture
def house(postgresql_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The pages on PostgreSQL, whose tables can be locked, with less patience than in earnest."""
    monkeypatch.setattr(waiting, "TRIES", waiting.SOON)
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
    # Nobody reads it to draw the page, and no form is saved without it.
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


def test_a_page_whose_database_is_away_for_longer_still_comes_by_itself_with_what_was_typed(
    member, open_as, holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To give up would take its fields away, and words with them that nothing else holds."""
    monkeypatch.setattr(waiting, "TRIES", PATIENT)
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(waiting, "LATER_SECONDS", 0.05)
    app = open_as(member, "strengths")
    field(app, "text_input", ":words").set_value(MINE)
    holder.execute(text("LOCK TABLE strength IN ACCESS EXCLUSIVE MODE"))
    # Each try waits 150 ms for the table: this is more of them than there are at first.
    release = threading.Timer(2 * waiting.SOON * 0.2, holder.rollback)
    release.start()
    app.run()
    release.join()
    assert "The portal had to wait for a moment." in "\n".join(str(w.value) for w in app.warning)
    assert field(app, "text_input", ":words").value == MINE


@pytest.mark.parametrize(
    ("page", "save", "then"),
    [("strengths", SAVE, "Saved."), ("check_in", "Save", "It is kept. Thank you.")],
    ids=["a line of a list", "a page of its own"],
)
def test_a_save_whose_answer_is_lost_says_that_nobody_knows_and_is_saved_once(
    member, open_as, postgresql_database, page: str, save: str, then: str
) -> None:
    with by_a_line(postgresql_database) as (database, line):
        engine.use(database)
        app = open_as(member, page)
        if page == "strengths":
            [place] = [each for each in app.main.get("button_group") if each.key.endswith(":place")]
            place.set_value("self")
        words = next(
            each
            for each in [*app.main.get("text_input"), *app.main.get("text_area")]
            if each.key.endswith(":words")
        )
        words.set_value(MINE)
        line.cut_after(WRITES, b"COMMIT")
        press(app, save)
        [warning] = app.warning
        assert "may be saved already, or not." in warning.value
        assert "Press again: it is not saved twice." in warning.value
        press(app, save)
        assert then in said(app)
    with postgresql_database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM spent_token")) == 1


def test_a_deed_whose_answer_is_lost_asks_the_person_to_look(member, open_as, postgresql_database) -> None:
    with postgresql_database.writing() as db:
        goal = GoalSubmission("See the sea", Element.HEALTH, steps=("Ask Sam",), token="a")
        goals.add(db, by=member.viewer, submission=goal)
    with by_a_line(postgresql_database) as (database, line):
        engine.use(database)
        app = open_as(member, "goals")
        line.cut_after(WRITES, b"COMMIT")
        app.main.checkbox[0].check().run()
        assert "Look before you press again." in app.warning[0].value
        assert app.main.checkbox[0].value


def test_a_page_that_waits_in_vain_gives_up_after_a_few_tries_and_is_there_again_later(
    member, open_as, holder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.01)
    app = open_as(member, "strengths")
    holder.execute(text("LOCK TABLE strength IN ACCESS EXCLUSIVE MODE"))
    app.run()
    assert app.exception
    assert caplog.text.count("the database does not answer in time") == 1 + waiting.TRIES
    holder.rollback()
    app.run()
    assert app.main.get("text_input")


def test_a_page_that_ends_early_does_not_count_its_tries_against_the_next(
    peer_worker, open_as, holder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.3)
    app = open_as(peer_worker, "goals")
    assert "This page is for others" in app.title[0].value
    holder.execute(text("LOCK TABLE sign_in_session IN ACCESS EXCLUSIVE MODE"))
    release = threading.Timer(0.3, holder.rollback)
    release.start()
    app.run()
    release.join()
    assert "This page is for others" in app.title[0].value and not app.exception
    caplog.clear()
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.01)
    holder.execute(text("LOCK TABLE sign_in_session IN ACCESS EXCLUSIVE MODE"))
    app.run()
    assert caplog.text.count("the database does not answer in time") == 1 + waiting.TRIES


def test_a_page_that_gave_up_says_so_calmly_and_without_a_number() -> None:
    def gave_up() -> None:
        from app import on_script_error
        from lrc_portal.words.marks import NotNow

        assert on_script_error(NotNow())

    app = AppTest.from_function(gave_up).run()
    assert "very busy just now, and this page could not be shown" in app.warning[0].value
    assert not app.error and not app.exception


@pytest.mark.parametrize("table", ["sign_in_session", "spent_token"])
def test_a_button_that_saves_before_the_page_is_drawn_keeps_what_was_chosen(
    member, open_as, holder, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """Its callback asks who is here before it writes, outside the rerun that starts anew."""
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.3)
    app = open_as(member, "check_in")
    mood = f":{next(iter(Facet)).value}"
    field(app, "button_group", mood).set_value(7)
    holder.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
    release = threading.Timer(0.35, holder.rollback)
    release.start()
    press(app, "Save")
    release.join()
    assert not app.exception and len(app.warning) == 1
    assert field(app, "button_group", mood).value == 7
    press(app, "Save")
    assert "It is kept. Thank you." in said(app)


@pytest.mark.parametrize("button", ["sign-out", "language"])
def test_whoever_signs_out_or_changes_the_language_while_the_database_waits_hears_that_it_is_not_done(
    member, open_as, holder, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.3)
    app = open_as(member, "strengths")
    holder.execute(text("LOCK TABLE sign_in_session, trace IN ACCESS EXCLUSIVE MODE"))
    release = threading.Timer(0.35, holder.rollback)
    release.start()
    app.button(key=button).click().run()
    release.join()
    assert not app.exception and len(app.warning) == 1
    assert app.main.get("text_input")
