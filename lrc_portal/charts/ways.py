"""Ways that help over time: a row for each that was used, and a mark for each week in which it was."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.series import WayWeeks
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "row", "at", "size", "label", "when", "days"]
ROW = 50  # pixels for one way: its words, its marks
SMALLEST, MORE = 50, 60  # pixels² of a mark, and for each further day of the week


def frame(used: Sequence[WayWeeks], t: Translator) -> pa.Table:
    """The rows that `spec` draws.

    kind    "way" (one a way) or "week" (one for each week in which it was used)
    row     the place of the way from the top, from 0
    at      the Monday of the week; of a way the first Monday of all
    size    how large the mark is: a little larger for each day
    label   the way, in its owner's words
    when    the week, in the person's language; days: on how many days
    """
    rows: list[tuple[object, ...]] = []
    first = min((week for way in used for week in way.weeks), default=None)
    for row, way in enumerate(used):
        rows.append(("way", row, first, 0, way.words, "", ""))
        for week, days in sorted(way.weeks.items()):
            size = SMALLEST + MORE * (days - 1)
            when = t("In the week of {day}", day=t.day(week))
            rows.append(("week", row, week, size, way.words, when, _days(t, days)))
    return framed(rows, COLUMNS)


@lru_cache(maxsize=4)
def spec(t: Translator, dark: bool) -> dict[str, Any]:
    """The drawing of `frame`. It holds no data."""
    colours = style.look(dark)
    axis = style.time_axis(t, by_week=True)
    x = alt.X("at:T", axis=axis, scale=alt.Scale(range=[14, alt.ExprRef(expr="width - 16")]))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0.5))
    limit = alt.ExprRef(expr="width - 8")
    names = style.only("way").mark_text(
        align="left", baseline="middle", dy=-9, color=colours.ink, fontSize=14, limit=limit
    )
    marks = style.only("week").mark_point(
        filled=True, opacity=1, fill=colours.brush, stroke=colours.ground, strokeWidth=1, yOffset=12
    )
    chart = alt.layer(
        names.encode(x=alt.value(2), y=y, text="label:N"),
        marks.encode(
            x=x,
            y=y,
            size=alt.Size("size:Q", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("label:N", title=t("Way that helps")),
                alt.Tooltip("when:N", title=t("When")),
                alt.Tooltip("days:N", title=t("Used on")),
            ],
        ),
    )
    return style.finished(chart, dark, alt.Step(ROW))


def sentence(t: Translator, used: Sequence[WayWeeks]) -> str:
    """What was used in these weeks, and what on most days of them, where one is ahead of all others."""
    if not used:
        return t("The chart begins with the first day on which you used something.")
    said = [
        t.plural(
            "In the last twelve weeks you used {n} of your ways.",
            "In the last twelve weeks you used {n} of your ways.",
            len(used),
        )
    ]
    most, *others = sorted(used, key=_all_days, reverse=True)
    if _all_days(most) > 1 and not (others and _all_days(others[0]) == _all_days(most)):
        said.append(
            t.plural(
                "Most often: {words}, on {n} day.",
                "Most often: {words}, on {n} days.",
                _all_days(most),
                words=f"“{most.words}”",
            )
        )
    return " ".join(said)


def table(t: Translator, used: Sequence[WayWeeks]) -> list[dict[str, str]]:
    """All that the chart shows, a row for each way and week, the newest week first, for `st.table`."""
    told = [(week, way.words, days) for way in used for week, days in way.weeks.items()]
    year = phrases.only_year((week, week + timedelta(days=1)) for week, *_ in told)
    return [
        {
            phrases.dated(t("Week of"), year): t.day(week) if year is None else t.short_day(week),
            t("Way that helps"): words,
            t("Used on"): _days(t, days),
        }
        for week, words, days in sorted(told, key=lambda each: each[0], reverse=True)
    ]


def _all_days(way: WayWeeks) -> int:
    return sum(way.weeks.values())


def _days(t: Translator, days: int) -> str:
    return t.plural("{n} day", "{n} days", days)
