"""Charts on the screen: the picture, one sentence that says what it shows, and the same as a table."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any

import pyarrow as pa
import streamlit as st

from lrc_portal.charts import (
    aid,
    balance,
    free_days,
    goals,
    in_words,
    measures,
    path,
    strengths,
    timeline,
    trend,
    two_ways,
    ways,
)
from lrc_portal.series import (
    AidGiven,
    Followed,
    GoalBar,
    Mark,
    Pair,
    Path,
    Point,
    Quiet,
    StrengthRow,
    Time,
    WayWeeks,
)
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import Element
from lrc_portal.words.translator import Translator

TABLE = "table_rows"


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
    trends: bool = True,
    chosen: tuple[date, date] | None = None,
    pointed: str | None = None,
    on_period: Callable[[], None] | None = None,
    below_picture: Callable[[], None] | None = None,
    folded: bool = False,
) -> None:
    """Draw a timeline with its sentence and its table.

    With `on_period` a period can be tapped on the chart; it is called when one was, and the `chosen`
    one, first and last day, is tinted. `pointed` is the id of a mark whose place is shown.
    `below_picture` draws what stands between the picture and its words. `others`: it is somebody
    else's record, of which no days are counted. With `trends` each line that has a trend shows it.
    `folded`: the words stand in one fold with the table.
    """
    only = (*dict.fromkeys(point.series for point in points), *sorted({each.kind for each in marks}))
    said = in_words.sentence(t, points, marks, quiet)
    st.vega_lite_chart(
        timeline.frame(points, marks, quiet, t, chosen, pointed),
        timeline.spec(
            t,
            is_dark(),
            opened,
            lane,
            only,
            choosing=on_period is not None,
            count=not others,
            trends=trends,
        ),
        theme=None,
        width="stretch",
        key=key,
        alt=said,
        on_select=on_period or "ignore",
    )
    if below_picture:
        below_picture()
    label = t("In words and as a table") if folded else t("The same as a table")

    def show_words() -> None:
        st.markdown(plain(said))
        if trends and (told := trend.words(t, points)):
            st.caption(told)

    if not folded:
        show_words()
    with fold(label, f"{key}:table", icon=TABLE) as is_open:
        if is_open:
            if folded:
                show_words()
            show_table(in_words.table(t, points, marks, quiet))


def show_goals(t: Translator, bars: Sequence[GoalBar], *, key: str) -> None:
    """Draw goals over time with their sentence and their table."""
    _show_one(t, goals, bars, key, goals.drawn(bars))


def show_balance(t: Translator, pairs: Sequence[Pair], then: Time, now: Time, *, key: str) -> None:
    """Draw each facet at two times, and say which days these are."""
    said = f"{balance.days(t, then, now)} {balance.sentence(t, pairs)}"
    spec = balance.spec(t, is_dark(), balance.drawn(pairs))
    _show(t, balance.frame(pairs, t), spec, said, partial(balance.table, t, pairs), key)


def show_strengths(t: Translator, rows: Sequence[StrengthRow], *, key: str) -> None:
    """Draw when each strength was kept and where it was used."""
    _show_one(t, strengths, rows, key, strengths.drawn(rows))


def show_aid(t: Translator, given: Sequence[AidGiven], *, key: str) -> None:
    """Draw which kinds of help were given, month by month."""
    _show_one(t, aid, given, key)


def show_ways(t: Translator, used: Sequence[WayWeeks], *, key: str) -> None:
    """Draw which ways that help were used in which weeks."""
    _show_one(t, ways, used, key, explained=t("A larger dot stands for more days of that week."))


def show_path(t: Translator, drawn: Path, *, key: str) -> None:
    """Draw a path towards abstinence, which has begun."""
    _show_one(t, path, drawn, key, bool(drawn.returns))


def show_free_days(t: Translator, drawn: Path, *, key: str) -> None:
    """Draw a path of working towards abstinence, which has begun."""
    _show_one(t, free_days, drawn, key)


def show_measure(t: Translator, followed: Followed, *, key: str) -> None:
    """Draw one of the things that somebody follows."""
    drawn = measures.frame(followed, t) if followed.answered else None
    spec = measures.spec(t, is_dark(), followed.kind, followed.element, len(followed.choices))
    explained = measures.explained(t, followed)
    table = partial(measures.table, t, followed)
    _show(t, drawn, spec, measures.sentence(t, followed), table, key, explained)


def show_two_ways(
    t: Translator, theirs: Sequence[Point], mine: Sequence[Point], *, display_name: str, key: str
) -> None:
    """Draw what somebody shares, and the viewer's own line beside it, a band an element."""
    _show(
        t,
        two_ways.frame(theirs, mine, t, display_name),
        two_ways.spec(t, is_dark(), two_ways.shown(theirs), two_ways.has_own(theirs, mine)),
        two_ways.sentence(t, theirs, mine, display_name),
        partial(two_ways.table, t, theirs, mine, display_name),
        key,
    )


def _show_one(
    t: Translator, chart: ModuleType, shown: object, key: str, *how: object, explained: str = ""
) -> None:
    """What one module of charts draws and says of one thing; `how` is what its drawing depends on beside."""
    _show(
        t,
        chart.frame(shown, t),
        chart.spec(t, is_dark(), *how),
        chart.sentence(t, shown),
        partial(chart.table, t, shown),
        key,
        explained,
    )


def _show(
    t: Translator,
    frame: pa.Table | None,
    spec: dict[str, Any],
    said: str,
    table: Callable[[], Sequence[dict[str, str]]],
    key: str,
    explained: str = "",
) -> None:
    """A picture that nothing is chosen on, with what its sizes or shades stand for; or its words alone."""
    if frame:
        st.vega_lite_chart(frame, spec, theme=None, width="stretch", key=key, alt=said)
        if explained:
            st.caption(explained)
    st.markdown(plain(said))
    with fold(t("The same as a table"), f"{key}:table", icon=TABLE) as is_open:
        if is_open:
            show_table(table())


def show_table(rows: Sequence[dict[str, str]]) -> None:
    """Rows as a table that can be read out, without the columns in which no row has anything.

    All of it is Markdown, so what people wrote is made plain.
    """
    filled = {name for row in rows for name, cell in row.items() if cell}
    names = dict.fromkeys(name for row in rows for name in row if name in filled)
    cells = {plain(name): [plain(row.get(name, "")) for row in rows] for name in names}
    st.table(pa.table(cells), hide_index=True)
