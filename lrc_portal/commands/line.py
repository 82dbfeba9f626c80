"""What all commands have in common: help that teaches, exit codes, faults in one sentence, JSON, progress."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from lrc_portal import logs, settings
from lrc_portal.backups import BackupProblem
from lrc_portal.database import encrypted, migrations
from lrc_portal.words.marks import NotNow

PROGRAM = "python -m lrc_portal"
EVERY = 5.0
"""Seconds between two lines that say how far a command is."""

_SQLITE_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_DOES_NOT_ANSWER = (
    "The database does not answer. Check LRC_DATABASE_URL, that it is running, that its disk is not full, "
    "and that this account may write there."
)

Environment = Mapping[str, str]
Of = Callable[[Environment, Mapping[str, Any]], Environment]
"""The environment that a command goes by, of the one it was started in and what was typed."""


class Code(IntEnum):
    """How a command ends, the same for all of them."""

    DONE = 0
    PARTLY = 1
    """A part was not done, or what was looked at is not as it should be."""
    IN_THE_WAY = 2
    """A setting, a file or what was typed stands in the way: nothing was done."""


_USUALLY = {
    Code.DONE: "it was done",
    Code.IN_THE_WAY: "a setting, a file or what was typed stands in the way; one sentence says what",
}


class Taught(click.Command):
    """A command whose help ends with an example and with its exit codes, and that runs by the settings."""

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        codes: Mapping[Code, str] | None = None,
        environment: Of = lambda environ, _typed: environ,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.examples, self.codes, self._environment = examples, {**_USUALLY, **(codes or {})}, environment

    def invoke(self, ctx: click.Context) -> Any:
        # Files made from here on are for this account of the machine alone.
        os.umask(0o077)
        settings.use(settings.load(self._environment(os.environ, ctx.params)))
        logs.begin(settings.current().log_format)
        return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Example" if len(self.examples) == 1 else "Examples"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{PROGRAM} {example}\n")
        with formatter.section("Ends with"):
            formatter.write_dl([(str(int(code)), self.codes[code]) for code in sorted(self.codes)])


HOW = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=HOW)
def cli() -> None:
    """The portal of Living Room Cardiff, for whoever runs it.

    Each command explains itself with --help. None prints what people wrote. They go by the settings
    LRC_… of their environment, the same as the portal's.
    """


def command(name: str, **more: Any) -> Callable[[Callable[..., Any]], Taught]:
    """Make a function the command `name`; its docstring is what `--help` says first."""
    made: Callable[[Callable[..., Any]], Taught] = cli.command(name, cls=Taught, **more)  # type: ignore[assignment]
    return made


def as_json(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option `--json`, for scripts."""
    return click.option("--json", "json_asked", is_flag=True, help=f"Say {what} as JSON, for a script.")


def say(sentence: str) -> None:
    """A sentence on standard error: what a script that reads the output does not want there."""
    print(sentence, file=sys.stderr, flush=True)


def say_json(value: object) -> None:
    """The one value that a script reads."""
    print(json.dumps(value))


class Progress:
    """Says on standard error how far a long piece of work is, where somebody looks on: tables and numbers."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, table: str, rows: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            say(f"{rows} rows; now {table} …")


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what was typed; how it ended."""
    try:
        ended = cli.main(
            None if arguments is None else list(arguments), prog_name=PROGRAM, standalone_mode=False
        )
        return int(ended or Code.DONE)
    except click.Abort:
        said, code = "Stopped.", Code.PARTLY
    except click.ClickException as fault:
        fault.show()
        return Code.IN_THE_WAY
    except (
        settings.SettingsProblem,
        encrypted.KeysProblem,
        migrations.SchemaProblem,
        BackupProblem,
    ) as problem:
        said, code = str(problem), Code.IN_THE_WAY
    except NotNow:
        said, code = _DOES_NOT_ANSWER, Code.IN_THE_WAY
    except DatabaseError as fault:
        said, code = of_database(fault), Code.IN_THE_WAY
        if not said:
            raise
    except OSError as fault:
        said, code = f"{fault.filename or 'A file'} cannot be used: {fault.strerror}.", Code.IN_THE_WAY
    say(said)
    return code


def of_database(fault: DatabaseError) -> str:
    """What an operator can do about it; nothing for a fault of ours, which no backup mends."""
    state = getattr(fault.orig, "sqlstate", None)
    if state == "42501":
        return (
            "This user of the database may not make or change tables there. "
            "Make it the owner of the database: ALTER DATABASE portal OWNER TO portal."
        )
    if state in {"XX001", "XX002"} or getattr(fault.orig, "sqlite_errorname", "").startswith(_SQLITE_DAMAGED):
        return (
            "The database cannot be read: it is damaged, or it is no database. "
            "Put it back from your backup; docs/operators/backup-and-restore.md says how."
        )
    # SQLite's driver says so, too, of a statement of ours that is wrong.
    if isinstance(fault, OperationalError) and getattr(fault.orig, "sqlite_errorname", "") != "SQLITE_ERROR":
        return _DOES_NOT_ANSWER
    # The driver's own word, before it has asked the server anything.
    if isinstance(fault, ProgrammingError) and hasattr(fault.orig, "sqlstate") and state is None:
        return "LRC_DATABASE_URL has something after its question mark that PostgreSQL does not know."
    return ""
