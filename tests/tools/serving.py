"""The portal's server in a process that was forked from one which has it all loaded."""

import os
import sys
from pathlib import Path

from lrc_portal import __main__ as portal


def serve(arguments: list[str], environ: dict[str, str], cwd: Path, log_file: Path) -> None:
    """What `python -m lrc_portal …` does in a session of its own, with this environment and this log."""
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    log = os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for said in (1, 2):
        os.dup2(log, said)
    os.close(log)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    sys.exit(portal.main(arguments))
