"""The command line teaches itself: every command's help, its examples, its exit codes, and the document."""

import shlex

import click
import pytest

from lrc_portal.__main__ import cli
from lrc_portal.commands import document
from lrc_portal.commands.line import Code, Taught
from tests.commands.conftest import Run


def test_every_command_says_what_it_does_with_an_example_that_can_be_typed_and_its_codes(run: Run) -> None:
    for name, command in cli.commands.items():
        assert isinstance(command, Taught) and command.examples, name
        code, said, _beside = run(name, "--help")
        assert code == Code.DONE and "Example" in said and len(said.splitlines()) > 8, name
        for each in command.codes:
            assert f"\n  {int(each)}  " in said, name
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{name}: {option.name} says nothing"
        for example in command.examples:
            asked, *words = shlex.split(example.partition(">")[0])
            assert asked == name and command.make_parser(click.Context(command)).parse_args(words), example


def test_the_document_is_what_help_says() -> None:
    assert document.PLACE.read_text(encoding="utf-8") == document.written(), (
        "run `python -m lrc_portal.commands.document`"
    )


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["backups"], "No such command 'backups'"),
        (["backup"], "Missing argument 'FOLDER'"),
        (["backup", "folder"], "Give one of --key-file"),
        (["backup", "folder", "--passphrase", "--key-file", "key"], "Give one of --key-file"),
        (["backup", "folder", "--passphrase", "--keep-days", "-1"], "not in the range x>=0"),
        (["serve", "--port", "many"], "not a valid integer"),
        (["tidy", "--dry"], "No such option"),
    ],
)
def test_what_is_typed_wrongly_is_told_on_standard_error_and_ends_with_2(
    run: Run, typed: list[str], says: str
) -> None:
    code, printed, said = run(*typed)
    assert (code, printed) == (2, "") and says in said and "Traceback" not in said
