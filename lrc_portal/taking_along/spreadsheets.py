"""CSV that is inert in a spreadsheet and reads back letter for letter.

Spreadsheets run a cell that begins with `=`, `+`, `-` or `@`, and so can whoever writes in one. So a cell
that begins with one of these, or with an apostrophe, gets an apostrophe before it. Within a cell the same
is done behind each letter at which a spreadsheet of another country might part it into several: `;=1+1`
is then `;'=1+1`. To read back, one apostrophe is taken away at each of these places.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Excel takes a CSV for the letters of its own country unless this stands first: ŵ and ’ would break."""

_PARTS = r'[;,|"\t\r\n]'
_BEGINS_A_FORMULA = r"['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_TO_GUARD = re.compile(rf"(?:\A|(?<={_PARTS}))(?={_BEGINS_A_FORMULA})")
_GUARDED = re.compile(rf"(?:\A|(?<={_PARTS}))'")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return _TO_GUARD.sub("'", cell)


def as_it_was(cell: str) -> str:
    """What `harmless` was given."""
    return _GUARDED.sub("", cell)


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file: the names of the columns, then a line for each row."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, quoting=csv.QUOTE_ALL)
    lines.writerow(columns)
    for row in rows:
        lines.writerow([harmless(cell) for cell in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def rows_of(file: bytes) -> list[list[str]]:
    """The rows of such a file below the names of its columns, each cell as it was."""
    lines = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    return [[as_it_was(cell) for cell in line] for line in list(lines)[1:]]
