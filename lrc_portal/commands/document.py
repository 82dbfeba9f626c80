"""docs/operators/commands.md, made of what `--help` says: `python -m lrc_portal.commands.document`."""

import click

from lrc_portal import settings
from lrc_portal.commands.every import cli
from lrc_portal.commands.line import PROGRAM

PLACE = settings.ROOT / "docs" / "operators" / "commands.md"

HEAD = f"""# Commands

What an operator can do at the machine, with the portal's settings in the environment, in the portal's folder:

```sh
.venv/bin/{PROGRAM} COMMAND
```

None prints what people wrote, nor their names. Each ends with one of three codes:

| code | what it means |
|---|---|
| 0 | it was done |
| 1 | a part of it was not, or what was looked at is not as it should be |
| 2 | a setting, a file or what was typed stands in the way; one sentence says what |

With `--json` the output is one value for a script; what is said beside it goes to standard error.

This page is what `--help` says. Make it anew with `python -m lrc_portal.commands.document`.
"""


def written() -> str:
    """The page as it should be."""
    parts, line = [HEAD], click.Context(cli, info_name=PROGRAM, **cli.context_settings)
    for name in sorted(cli.commands):
        command = cli.commands[name]
        context = click.Context(command, parent=line, info_name=name, terminal_width=100)
        parts.append(f"## {name}\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PLACE.write_text(written(), encoding="utf-8")
