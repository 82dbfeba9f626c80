"""`python -m lrc_portal …`: the operator's commands."""

import sys
from collections.abc import Sequence

from lrc_portal.commands import line
from lrc_portal.commands.every import cli

__all__ = ["cli", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 where it was done, 1 where a part was not, 2 where a setting stands in
    the way.
    """
    return line.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
