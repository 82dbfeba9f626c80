"""A table from another app or a spreadsheet: its letters, its columns, its lines with their numbers."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lrc_portal.words.marks import Refused, mark

MOST_LINES, MOST_COLUMNS = 20_000, 40
_SEPARATORS = (";", "\t", ",", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NO_TABLE = mark("This is no table that can be read here. Save it as CSV, and send that.")


@dataclass(frozen=True)
class Line:
    """One line of a table, with the number of the line of the file on which it begins."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Lines with equally many cells; `heads` is the first of them, or empty."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        return max(len(self.heads), *(len(line.cells) for line in self.lines), 0)


def decoded(upload: bytes) -> str:
    """The text of a file: by its mark, as UTF-8, or as older Windows writes it. Raises `Refused`."""
    for mark_of, encoding in (*_MARKS, (b"", "utf-8"), (b"", "cp1252")):
        if upload.startswith(mark_of):
            try:
                text = upload.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return text
    raise Refused(_NO_TABLE)


def read(text: str, *, is_data: Callable[[str], bool]) -> Table:
    """The table in a text. Its first line are heads where no cell of it `is_data`. Raises `Refused`."""
    found = max(
        (_lines(text, separator) for separator in _SEPARATORS),
        key=lambda lines: _agreement(lines) if lines else -1,
    )
    if not found or max(len(line.cells) for line in found) < 2:
        raise Refused(_NO_TABLE)
    if len(found) > MOST_LINES or max(len(line.cells) for line in found) > MOST_COLUMNS:
        raise Refused(
            mark("Up to {lines} lines of {columns} columns fit here. Send it in parts."),
            lines=MOST_LINES,
            columns=MOST_COLUMNS,
        )
    width = max(len(line.cells) for line in found)
    even = [Line(line.number, line.cells + ("",) * (width - len(line.cells))) for line in found]
    first = even[0].cells
    if any(map(is_data, first)):
        return Table((), tuple(even))
    return Table(first, tuple(even[1:]))


def _agreement(lines: list[Line]) -> int:
    """How many lines have as many cells as most of them have; a table of one column has none."""
    widths = Counter(len(line.cells) for line in lines)
    width, times = max(widths.items(), key=lambda pair: pair[1])
    return times * (100 + min(width, 99)) if width > 1 else 0


def _lines(text: str, separator: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found, begin = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(Line(begin, tuple(cell.strip() for cell in cells)))
            begin = reader.line_num + 1
            if len(found) > MOST_LINES + 1:
                break
    except csv.Error:
        return []
    return found
