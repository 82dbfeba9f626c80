"""The yearly report to hand on: as a PDF for people who read it, as CSV for a spreadsheet."""

import csv
import io

from lrc_portal import clock
from lrc_portal.paper import typesetting
from lrc_portal.series import Report
from lrc_portal.words import report as in_words
from lrc_portal.words.report import Table
from lrc_portal.words.translator import Translator

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Excel takes a CSV for the letters of its own country unless this mark stands first: ŵ and ’ would break.
BYTE_ORDER_MARK = "\ufeff"


def paper(t: Translator, found: Report) -> bytes:
    """The report as a PDF."""
    return typesetting.pdf(
        "report",
        {
            "lang": t.language.value,
            "house": t("Living Room Cardiff"),
            "title": t("The year {year} in numbers", year=found.year),
            "span": f"{in_words.span(t, found)}. {in_words.kept(t, found)}",
            "printed": t("Printed on {day}", day=t.day(clock.today())),
            "promises": in_words.promises(t),
            "tables": [_set(table) for table in in_words.tables(t, found)],
            "foot": in_words.beside_another(t, found),
        },
    )


def spreadsheet(t: Translator, found: Report) -> bytes:
    """The report as CSV: a line for each number, with the days it was counted in and what it counts."""
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow([t("First day"), t("Last day"), t("Part"), t("Row"), t("What is counted"), t("Number")])
    days = (found.first.isoformat(), found.last.isoformat())
    for table in in_words.tables(t, found):
        for label, cells in table.rows:
            for column, cell in zip(table.columns[1:], cells, strict=True):
                lines.writerow([*days, *map(_no_formula, (table.title, label, column, cell))])
    return (BYTE_ORDER_MARK + written.getvalue()).encode("utf-8")


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet takes for text. All are our own words, and stay harmless if one changes."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell


def _set(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "about": table.about,
        "columns": list(table.columns),
        "rows": [[label, *cells] for label, cells in table.rows],
    }
