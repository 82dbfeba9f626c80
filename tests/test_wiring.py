"""What is added to the portal has all its parts: facets, screens, kinds of content, languages, migrations.

Each check answers with a sentence that says which part is lacking and where it goes; the documents
`docs/developers/how-to-add-….md` hold the same steps in order.
"""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from lrc_portal import access
from lrc_portal.database import encrypted, migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.migrations import new
from lrc_portal.database.models import CheckIn
from lrc_portal.screens import SCREENS, Screen
from lrc_portal.sharing import opened_records
from lrc_portal.support import overview
from lrc_portal.vocabulary import (
    CONTENT_OF,
    ELEMENT_OF,
    LANGUAGES,
    Content,
    Facet,
    Language,
    Role,
    Subject,
)
from lrc_portal.words import labels
from tests.access.test_table import make_world

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "pages"
OVERVIEW = ROOT / "lrc_portal" / "ui" / "sharing" / "overview.py"


def _say(lacking: list[str]) -> None:
    assert not lacking, "\n" + "\n".join(lacking)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """What the migrations make of an empty database."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('wiring') / 'portal.db'}")
    migrations.upgrade(database)
    yield database
    database.dispose()


def test_the_migrations_make_what_the_models_hold(migrated: Database) -> None:
    lacking = new.lacking(migrated)
    assert not lacking, (
        "a migration is lacking: run `python -m lrc_portal.database.migrations.new` with what it is for. "
        f"The models hold, and the migrations do not make: {lacking}"
    )


# Facets


def test_every_facet_has_its_place_its_column_and_its_words() -> None:
    lacking = []
    for facet in Facet:
        name = f"Facet.{facet.name}"
        if facet not in ELEMENT_OF:
            lacking.append(f"{name} has no place: write it in FACETS of lrc_portal/vocabulary.py.")
        if facet.value not in CheckIn.__table__.columns:
            lacking.append(
                f"{name} has no column: write `{facet.value}: Mapped[int | None]` in CheckIn of "
                "lrc_portal/database/models/record.py."
            )
        lacking += [
            f"{name} has no words: write them in {table} of lrc_portal/words/labels.py."
            for table in ("FACETS", "QUESTIONS", "FAMILY_QUESTIONS")
            if facet not in getattr(labels, table)
        ]
    _say(lacking)


# Screens


def test_every_page_is_a_screen_and_every_screen_a_page() -> None:
    files = {path.name for path in PAGES.glob("*.py")}
    named = {screen.file for screen in SCREENS}
    _say(
        [
            f"pages/{file} has no address: write a Screen in SCREENS of lrc_portal/screens.py."
            for file in sorted(files - named)
        ]
        + [
            f"lrc_portal/screens.py names pages/{file}, which is not there: write it, or take the Screen out."
            for file in sorted(named - files)
        ]
    )
    assert len({screen.address for screen in SCREENS}) == len(SCREENS)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.file)
def test_the_guard_of_a_page_opens_to_those_in_whose_menu_it_is(screen: Screen) -> None:
    path = PAGES / screen.file
    if not path.exists():
        return  # told above
    guards = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"frame.open_page", "frame.open_to_all"}
    ]
    assert len(guards) == 1, f"pages/{screen.file} begins with one guard: visit = frame.open_page(…)."
    guard = ast.unparse(guards[0])
    if screen.roles is None:
        assert guard == "frame.open_to_all()", f"{screen.file} is in everybody's menu: {guard}"
        return
    opens_to = {Role[ast.unparse(each).removeprefix("Role.")] for each in guards[0].args} or set(Role)
    wanted = set(Role) if screen.supervisors else set(screen.roles)
    assert guard.startswith("frame.open_page") and opens_to == wanted, (
        f"pages/{screen.file} opens to {sorted(opens_to)}, and lrc_portal/screens.py has it in the menu of "
        f"{sorted(wanted)}: let the guard and the Screen name the same roles."
    )


# Kinds of content


def test_every_kind_of_content_has_its_words_and_its_traces() -> None:
    lacking = []
    for content in Content:
        name = f"Content.{content.name}"
        if content.value not in set(Subject):
            lacking.append(f"{name} leaves no trace: write its word in Subject of lrc_portal/vocabulary.py.")
        lacking += [
            f"{name} has no words: write them in {table} of lrc_portal/words/labels.py."
            for table in ("CONTENTS", "OPENS")
            if content not in getattr(labels, table)
        ]
    _say(lacking)


def test_every_kind_of_content_has_its_rule() -> None:
    rules = inspect.getsource(access)
    _say(
        [
            f"Content.{content.name} opens nothing: write its rule in lrc_portal/access.py."
            for content in Content
            if f"Content.{content.name}" not in rules and content not in CONTENT_OF.values()
        ]
    )


def test_every_kind_of_content_is_read_for_the_shared_view(migrated: Database) -> None:
    """Of a life with an entry of each kind, a share of one kind shows something."""
    encrypted.use_keys([encrypted.new_key()])
    with migrated.writing() as db:
        owner = make_world(db).owner
        empty = [
            content
            for content in Content
            if overview.of(db, opened_records.preview(db, owner, [(content, True)])).is_empty
        ]
        db.rollback()
    _say(
        [
            f"Content.{content.name} is shared and nothing of it is seen: read it in "
            "lrc_portal/support/overview.py, by its rule in lrc_portal/access.py. Where that is done, let "
            "make_world of tests/access/test_table.py write an entry of it."
            for content in empty
        ]
    )


def test_all_that_is_read_for_the_shared_view_is_drawn() -> None:
    drawn = {
        node.attr
        for node in ast.walk(ast.parse(OVERVIEW.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "overview"
    }
    _say(
        [
            f"overview.{field.name} is read and nobody sees it: draw it in lrc_portal/ui/sharing/overview.py."
            for field in fields(overview.Overview)
            if field.name not in drawn | {"as_family"}
        ]
    )


# Languages


def test_every_language_has_its_name_and_its_locale() -> None:
    _say(
        [
            f"Language.{language.name} has no name: write it in LANGUAGES of lrc_portal/vocabulary.py."
            for language in Language
            if language not in LANGUAGES
        ]
    )
