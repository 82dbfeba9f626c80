"""Charts on the screen: the picture, one sentence that says what it shows, and the same as a table."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from lrc_portal.charts import goals, in_words, timeline
from lrc_portal.series import GoalBar, Mark, Point, Quiet
from lrc_portal.ui.text import plain
from lrc_portal.vocabulary import Element
from lrc_portal.words.translator import Translator


def is_dark() -> bool:
    """Whether this browser shows the dark theme."""
    return st.context.theme.type == "dark"


def show_timeline(
    t: Translator,
    points: Sequence[Point],
    marks: Sequence[Mark],
    quiet: Sequence[Quiet],
    *,
    key: str,
    opened: Element | None = None,
    lane: bool = True,
    others: bool = False,
    chosen: tuple[date, date] | None = None,
    on_period: Callable[[], None] | None = None,
    below_picture: Callable[[], None] | None = None,
) -> None:
    """Draw a timeline with its sentence and its table.

    With `on_period` a period can be tapped on the chart; it is called when one was, and the `chosen`
    one, first and last day, is tinted. `below_picture`
    draws what stands between the picture and its words. `others`: it is somebody else's record, of
    which no days are counted.
    """
    only = (*dict.fromkeys(point.series for point in points), *sorted({each.kind for each in marks}))
    said = in_words.sentence(t, points, marks, quiet)
    st.vega_lite_chart(
        timeline.frame(points, marks, quiet, t, chosen),
        timeline.spec(
            t.language,
            is_dark(),
            opened,
            lane,
            only,
            choosing=on_period is not None,
            count=not others,
        ),
        theme=None,
        width="stretch",
        key=key,
        alt=said,
        on_select=on_period or "ignore",
    )
    if below_picture:
        below_picture()
    st.markdown(plain(said))
    with st.expander(t("The same as a table"), key=f"{key}:table"):
        show_table(in_words.table(t, points, marks, quiet))


def show_goals(t: Translator, bars: Sequence[GoalBar], *, key: str) -> None:
    """Draw goals over time with their sentence and their table."""
    said = goals.sentence(t, bars)
    st.vega_lite_chart(
        goals.frame(bars, t),
        goals.spec(t.language, is_dark()),
        theme=None,
        width="stretch",
        key=key,
        alt=said,
    )
    st.markdown(plain(said))
    with st.expander(t("The same as a table"), key=f"{key}:table"):
        show_table(goals.table(t, bars))


def show_table(rows: Sequence[dict[str, str]]) -> None:
    """Rows as a table that can be read out. Cells are Markdown, so what people wrote is made plain."""
    st.table([{name: plain(cell) for name, cell in row.items()} for row in rows], hide_index=True)
