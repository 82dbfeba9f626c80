"""`python -m tests.bench`: measure everything, print the table and write it to `var/bench.json`."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench import crowd, many, measures, scale, table
from tests.bench.house import build
from tests.bench.table import Figure

FILE = Path(__file__).resolve().parents[2] / "var" / "bench.json"
PARTS = {
    "pages": measures.pages,
    "statements": measures.statements,
    "saving": measures.saving,
    "memory": crowd.remembering,
    "load": crowd.clicking,
}
ALONE = {"scale": scale.pages, "many": many.measured}
"""What has a database of its own, and is measured only where it is asked for: it takes minutes."""


async def measured(parts: list[str]) -> list[Figure]:
    """The figures of these parts, in their order."""
    figures: list[Figure] = []
    for part in (each for each in parts if each in ALONE):
        print(f"measuring: {part} …", file=sys.stderr, flush=True)
        figures += await ALONE[part]()
    if not set(parts) & set(PARTS):
        return figures
    with tempfile.TemporaryDirectory(prefix="lrc-bench-") as folder, ExitStack() as stack:
        house = await build(Path(folder), stack)
        for part in (each for each in parts if each in PARTS):
            print(f"measuring: {part} …", file=sys.stderr, flush=True)
            figures += await PARTS[part](house)
    return figures


def main(arguments: list[str] | None = None) -> int:
    """0 where it could be measured, whether or not the aims are met."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="How fast the portal is beside bare Streamlit."
    )
    parser.add_argument(
        "--only", choices=[*PARTS, *ALONE], nargs="+", default=list(PARTS), help="some parts only"
    )
    asked = parser.parse_args(arguments)
    start = time.monotonic()
    figures = asyncio.run(measured(asked.only))
    table.write(figures, FILE)
    print("\n".join(table.lines(figures)))
    minutes, load = (time.monotonic() - start) / 60, os.getloadavg()[1]
    print(f"It took {minutes:.1f} minutes; the load average of the last five minutes is {load:.1f}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
