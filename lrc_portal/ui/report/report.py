"""The yearly report on the screen: the year to choose, its tables, and the ways to take it along."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal.series import Report
from lrc_portal.ui.kit import drawings, lines, printing
from lrc_portal.ui.kit.links import link
from lrc_portal.words import report as in_words
from lrc_portal.words.report import Table
from lrc_portal.words.translator import Translator

LINE = "report"
_YEAR = "report:year"


def is_open() -> bool:
    """Whether the report is read now; then the page is the report, also on paper."""
    return lines.is_open(LINE)


def year(newest: int) -> int:
    """The chosen year; the newest until one is chosen."""
    return st.session_state.get(_YEAR) or newest


def show_way_in(t: Translator) -> None:
    """What the report is, and the button that opens it."""
    st.header(t("The year in numbers"), anchor=False)
    st.markdown(
        t(
            "A report in numbers, for funders and trustees. Small numbers are left out, so that nobody can "
            "be recognised."
        )
    )
    lines.open_button(t("Read the report"), LINE, icon="table_chart", kind="secondary")


def show_report(t: Translator, found: Report | None, years: Sequence[int]) -> None:
    """The chosen year; `years` are those of which there is a report, the newest first."""
    with st.container(key=printing.NOT_ON_PAPER + "years"):
        lines.close_button(t("Back to the community"), LINE, icon="arrow_back")
        if len(years) > 1:
            st.session_state.setdefault(_YEAR, years[0])
            st.pills(t("Which year?"), list(years), key=_YEAR, required=True)
    if found is None:
        st.header(t("The year in numbers"), anchor=False)
        st.markdown(t("The first report is here once a quarter of a year is over."))
        return
    st.header(t("The year {year} in numbers", year=found.year), anchor=False)
    st.markdown(f"**{in_words.span(t, found)}**")
    st.markdown(in_words.kept(t, found))
    st.markdown("\n".join(f"- {each}" for each in in_words.promises(t)))
    with st.container(horizontal=True, key=printing.NOT_ON_PAPER + "ways"):
        link(t("On paper (PDF)"), f"/export/report.pdf?year={found.year}")
        link(t("For a spreadsheet (CSV)"), f"/export/report.csv?year={found.year}")
    for table in in_words.tables(t, found):
        _show(table)
    st.caption(in_words.beside_another(t, found))
    printing.one_page()


def _show(table: Table) -> None:
    st.subheader(table.title, anchor=False)
    st.caption(table.about)
    drawings.show_table(
        [dict(zip(table.columns, (label, *cells), strict=True)) for label, cells in table.rows]
    )
