"""The documents speak of what is there: links, files, commands, settings, encrypted columns, decisions."""

import re
from functools import cache
from pathlib import Path

import pytest

from lrc_portal import __main__ as command_line
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.models import Base
from tests import test_house

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
INSTALL = ROOT / "docs" / "operators" / "install.md"
KEPT = ROOT / "docs" / "operators" / "what-is-kept.md"
DECISIONS = ROOT / "docs" / "decisions"
LONGEST_DECISION = 25

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
IN_TICKS = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"\.?[\w-]+(/[\w.-]+)*(/|\.(py|md|toml|txt|po|css|html|png))")
MAKE = re.compile(r"(?:^|`)make ([a-z][a-z-]*)", re.MULTILINE)
MODULE = re.compile(r"python -m ((?:lrc_portal|tests)[\w.]*)(?: ([a-z][a-z-]*))?")
SETTING = re.compile(r"\bLRC_[A-Z_]+\b")

# What a machine or an operator makes, and examples that a reader makes.
NOT_IN_THE_HOUSE = ("var", "secrets.toml", "pl.po")
# A file's name alone is enough where its folder was named before.
PLACES = ("", "lrc_portal", "lrc_portal/identity", "lrc_portal/record", "lrc_portal/words")


@cache
def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def each_document():
    return pytest.mark.parametrize(
        "document", DOCUMENTS, ids=lambda document: document.relative_to(ROOT).as_posix()
    )


@each_document()
def test_every_link_within_leads_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(text_of(document)) if "://" not in link]
    broken = [link for link in links if not (document.parent / link.split("#")[0]).exists()]
    assert not broken, f"these links lead nowhere: {broken}"


@each_document()
def test_every_file_and_folder_that_is_named_is_there(document: Path) -> None:
    named = {words for words in IN_TICKS.findall(FENCE.sub("", text_of(document))) if PATH.fullmatch(words)}
    missing = [
        name
        for name in sorted(named)
        if not any(part in NOT_IN_THE_HOUSE for part in Path(name).parts)
        and not any((ROOT / place / name).exists() for place in PLACES)
    ]
    assert not missing, f"these are named and not there: {missing}"


@each_document()
def test_every_make_command_is_in_the_makefile(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    unknown = set(MAKE.findall(text_of(document))) - targets
    assert not unknown, f"the Makefile has no {sorted(unknown)}"


@each_document()
def test_every_python_command_is_there(document: Path) -> None:
    for module, command in MODULE.findall(text_of(document)):
        path = ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), f"no module {module}"
        if module == "lrc_portal" and command:
            assert command in command_line.cli.commands, f"python -m lrc_portal knows no {command}"


def test_every_setting_is_in_the_install_guide_and_no_other() -> None:
    in_code = set(SETTING.findall(text_of(ROOT / "lrc_portal" / "settings.py")))
    in_table = set(re.findall(r"^\| `(LRC_[A-Z_]+)` \|", text_of(INSTALL), re.MULTILINE))
    assert in_table == in_code, f"only in the code: {in_code - in_table}; only there: {in_table - in_code}"


@each_document()
def test_every_setting_that_is_named_exists(document: Path) -> None:
    unknown = set(SETTING.findall(text_of(document))) - set(
        SETTING.findall(text_of(ROOT / "lrc_portal" / "settings.py"))
    )
    assert not unknown, f"no such settings: {sorted(unknown)}"


@pytest.mark.parametrize(
    ("name", "usual"),
    re.findall(r'_whole_number\(environ, "(\w+)", (\d+)\)', text_of(ROOT / "lrc_portal" / "settings.py")),
)
def test_the_install_guide_says_what_holds_without_a_setting(name: str, usual: str) -> None:
    assert f"| `{name}` | `{usual}` |" in text_of(INSTALL)


def test_every_encrypted_column_is_named_and_no_other() -> None:
    in_code = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    }
    rows = [line.split("|")[1] for line in text_of(KEPT).splitlines() if re.match(r"\| `\w+\.\w+`", line)]
    named = {name for row in rows for name in IN_TICKS.findall(row)}
    assert named == in_code, f"only in the code: {in_code - named}; only there: {named - in_code}"


def test_the_house_of_the_document_has_the_rooms_of_the_code() -> None:
    drawn = text_of(ROOT / "docs" / "developers" / "the-house.md")
    rooms = {room.split(".")[0] for room in test_house.MAY_USE} - {"app", "pages"}
    lacking = [
        room
        for room in sorted(rooms)
        if not re.search(rf"^  .*\b{re.escape(room)}(/|\.py)", drawn, re.MULTILINE)
    ]
    assert not lacking, f"these rooms are not in the drawing: {lacking}"


def test_decisions_are_numbered_short_and_listed() -> None:
    files = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert [path.name[:4] for path in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for path in files:
        assert f"]({path.name})" in text_of(DECISIONS / "README.md"), f"{path.name} is not in the list"
        assert len(text_of(path).splitlines()) <= LONGEST_DECISION, f"{path.name} is too long"


def test_the_picture_in_the_readme_is_small_enough_to_load() -> None:
    assert (ROOT / "docs" / "pictures" / "progress.png").stat().st_size < 300_000
