"""Two journeys side by side: what somebody shares and one's own line, a band for each element."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.charts.in_words import Direction, direction
from lrc_portal.series import Point
from lrc_portal.vocabulary import HIGHEST, Element
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "who", "series", "at", "until", "value", "height", "label", "when"]
BAND = 14  # units of the 0 to 10 scale from one band to the next: a band, and room for its name
NAME = 12.2  # where the name stands above its band's 0
APART = 2.2  # the least distance of two names at the lines' ends
UNIT = 13  # pixels


def shown(theirs: Sequence[Point]) -> tuple[Element, ...]:
    """The elements that have a band: those that are shared and were answered."""
    answered = {point.series for point in theirs if point.value is not None}
    return tuple(element for element in Element if element in answered)


def frame(theirs: Sequence[Point], mine: Sequence[Point], t: Translator, display_name: str) -> pa.Table:
    """The rows that `spec` draws for the elements `shown`; one's own only in buckets that theirs have.

    kind    "point", "band" (its name) or "end" (whose line it is, at its end)
    who     "theirs" or "mine"; "" for a band
    series  the element
    at      the middle of a point's bucket; the last point's for an end, the first one's for a band
    until   the day after a point's last
    value   0 to 10, or missing where nobody answered
    height  where it stands: the value, lifted into its band
    label   whose line it is, or the element, in the person's language
    when    a point's days, in the person's language
    """
    elements = shown(theirs)
    rows: list[tuple[object, ...]] = []
    for foot, element in zip(_feet(len(elements)), elements, strict=True):
        both = {"theirs": _line(theirs, element), "mine": _beside(theirs, mine, element)}
        names = {"theirs": display_name, "mine": t("Me")}
        every = both["theirs"]
        start, end = phrases.middle(every[0]), phrases.middle(every[-1])
        name = labels.element(t, element)
        rows.append(("band", "", element.value, start, start, None, foot + NAME, name, ""))
        for who, line in both.items():
            for point in line:
                height = None if point.value is None else foot + point.value
                when = phrases.span(t, point.at, point.until)
                at = phrases.middle(point)
                rows.append(
                    ("point", who, element.value, at, point.until, point.value, height, names[who], when)
                )
        for who, value in _ends(both):
            rows.append(("end", who, element.value, end, end, None, foot + value, names[who], ""))
    return framed(rows, COLUMNS)


def has_own(theirs: Sequence[Point], mine: Sequence[Point]) -> bool:
    """Whether a line of one's own is drawn beside theirs."""
    return any(_answered(_beside(theirs, mine, element)) for element in shown(theirs))


@lru_cache(maxsize=32)
def spec(
    t: Translator, dark: bool, elements: tuple[Element, ...] = tuple(Element), own_line: bool = True
) -> dict[str, Any]:
    """The drawing of `frame`: their line full and in the element's colour, one's own dashed. No data.

    The legend names one's `own_line` where there is one.
    """
    colours = style.look(dark)
    names = {"theirs": t("Shared with me")} | ({"mine": t("My own")} if own_line else {})
    feet = list(_feet(len(elements)))
    height = BAND * len(elements) + 0.6
    x = alt.X(
        "at:T",
        axis=style.time_axis(t),
        scale=alt.Scale(range=[style.wide(8, 8), style.wide("width - 110", "width - 10")]),
    )
    axis = alt.Axis(
        title=None,
        values=[foot + value for foot in feet for value in (0, 5, 10)],
        labelExpr=f"datum.value % {BAND}",
        grid=True,
        domain=False,
        ticks=False,
        labelPadding=8,
    )
    scale = alt.Scale(domain=[-0.6, height - 0.6], nice=False, zero=False)
    y = alt.Y("height:Q", axis=axis, scale=scale)
    element_scale = alt.Scale(
        domain=[element.value for element in elements],
        range=[colours.series[element] for element in elements],
    )
    colour = alt.Color("series:N", scale=element_scale, legend=None)
    key = style.legend(names, symbolType="stroke", symbolStrokeColor=colours.ink, symbolSize=400)
    dashes = alt.Scale(domain=list(names), range=[[1, 0], [5, 4]][: len(names)])
    dash = alt.StrokeDash("who:N", scale=dashes, legend=key)
    points = alt.Chart().transform_filter("datum.kind === 'point'")
    path: dict[str, Any] = {"invalid": "break-paths-show-domains", "interpolate": "monotone"}
    tooltip = [
        alt.Tooltip("label:N", title=t("Whose line")),
        alt.Tooltip("when:N", title=t("When")),
        alt.Tooltip("value:Q", title=t("From 0 to 10"), format=".1~f"),
    ]
    own = alt.condition("datum.who === 'mine'", alt.value(colours.soft_ink), colour)
    symbols = alt.Scale(
        domain=[element.value for element in elements], range=[style.SHAPES[element] for element in elements]
    )
    lines = points.mark_line(strokeWidth=2.25, **path).encode(
        x=x, y=y, color=own, strokeDash=dash, detail="series:N"
    )
    theirs = points.transform_filter("datum.who === 'theirs'").mark_point(
        filled=True, opacity=1, size=style.wide(36, 18)
    )
    mine = points.transform_filter("datum.who === 'mine'").mark_point(
        shape="circle",
        filled=True,
        opacity=1,
        size=style.wide(30, 16),
        fill=colours.ground,
        stroke=colours.soft_ink,
    )
    bands = alt.Chart().transform_filter("datum.kind === 'band'")
    ends = alt.Chart().transform_filter("datum.kind === 'end'")
    chart = alt.layer(
        bands.mark_text(align="left", fontWeight=600, fontSize=14).encode(
            x=alt.value(0), y=y, text="label:N"
        ),
        lines,
        mine.encode(x=x, y=y, tooltip=tooltip),
        theirs.encode(
            x=x,
            y=y,
            color=colour,
            shape=alt.Shape("series:N", scale=symbols, legend=None),
            tooltip=tooltip,
        ),
        # As on a timeline, a phone has the legend alone.
        ends.mark_text(align=style.wide("'left'", "'right'"), dx=style.wide(12, 0), limit=92).encode(
            x=x, y=y, text="label:N", opacity=alt.value(style.wide(1, 0))
        ),
    )
    return style.finished(chart, dark, round(height * UNIT))


def sentence(t: Translator, theirs: Sequence[Point], mine: Sequence[Point], display_name: str) -> str:
    """Where both lines go in each element. They are set beside each other, never above."""
    said, own = [], False
    for element in shown(theirs):
        parts = [_said_of_theirs(t, _answered(_line(theirs, element)), display_name)]
        if line := _answered(_beside(theirs, mine, element)):
            own = True
            parts.append(_said_of_mine(t, line))
        said.append(t("{element}: {lines}.", element=labels.element(t, element), lines="; ".join(parts)))
    if not own:
        said.append(t("Your own line stands here once you have answers from the same time."))
    return " ".join(said)


def table(
    t: Translator, theirs: Sequence[Point], mine: Sequence[Point], display_name: str
) -> list[dict[str, str]]:
    """All that the chart shows, a row a bucket, the newest first, for `st.table`."""
    columns: dict[str, list[Point]] = {}
    for element in shown(theirs):
        name = labels.element(t, element)
        columns[t("{element}: {name}", element=name, name=display_name)] = _line(theirs, element)
        columns[t("{element}: me", element=name)] = _beside(theirs, mine, element)
    values: dict[tuple[date, date], dict[str, str]] = {}
    for column, line in columns.items():
        for point in _answered(line):
            values.setdefault((point.at, point.until), {})[column] = phrases.number(point.value)
    return [
        {t("When"): phrases.span(t, *bucket), **{column: cells.get(column, "") for column in columns}}
        for bucket, cells in sorted(values.items(), reverse=True)
    ]


def _feet(bands: int) -> Iterator[int]:
    """The height of each band's 0, the first band on top."""
    return (BAND * place for place in reversed(range(bands)))


def _line(points: Sequence[Point], element: Element) -> list[Point]:
    return sorted((point for point in points if point.series is element), key=lambda point: point.at)


def _beside(theirs: Sequence[Point], mine: Sequence[Point], element: Element) -> list[Point]:
    """One's own points in the buckets of their line and in no other; the line breaks where there is none."""
    own = {(point.at, point.until): point for point in _line(mine, element)}
    return [
        own.get((point.at, point.until)) or Point(element, point.at, point.until, None, 0)
        for point in _line(theirs, element)
    ]


def _answered(line: Sequence[Point]) -> list[Point]:
    return [point for point in line if point.value is not None]


def _ends(both: dict[str, list[Point]]) -> list[tuple[str, float]]:
    """Whose line ends how high; two names keep apart, inside the band."""
    last = {who: _answered(line)[-1].value for who, line in both.items() if _answered(line)}
    placed: list[tuple[str, float]] = []
    above = HIGHEST + APART
    for who, value in sorted(last.items(), key=lambda pair: -(pair[1] or 0)):
        above = min(value or 0, above - APART)
        placed.append((who, above))
    lift = max(0, -placed[-1][1]) if placed else 0
    return [(who, value + lift) for who, value in placed]


def _said_of_theirs(t: Translator, line: list[Point], display_name: str) -> str:
    way, values = direction(line)
    match way:
        case Direction.UP:
            return t("{name}’s line goes up, from about {first} to about {last}", name=display_name, **values)
        case Direction.DOWN:
            return t(
                "{name}’s line comes down, from about {first} to about {last}", name=display_name, **values
            )
        case Direction.SAME:
            return t("{name}’s line stays at about {value}", name=display_name, **values)
        case Direction.FEW:
            return t("{name}’s line is at about {value}", name=display_name, **values)


def _said_of_mine(t: Translator, line: list[Point]) -> str:
    way, values = direction(line)
    match way:
        case Direction.UP:
            return t("your own line goes up, from about {first} to about {last}", **values)
        case Direction.DOWN:
            return t("your own line comes down, from about {first} to about {last}", **values)
        case Direction.SAME:
            return t("your own line stays at about {value}", **values)
        case Direction.FEW:
            return t("your own line is at about {value}", **values)
