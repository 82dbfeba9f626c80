"""The three elements, or one of them and its facets, on one time axis, with what happened in a lane below."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import lane as lane_of
from lrc_portal.charts import on_line, phrases, style, trend
from lrc_portal.charts.frames import framed
from lrc_portal.series import Mark, MarkKind, Point, Quiet
from lrc_portal.vocabulary import AS_A_WHOLE, FACETS, HIGHEST, LOWEST, Element, Facet
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "series", "at", "until", "value", "label", "when", "n", "id", "dot", "beside", "apart"]
APART = 0.95  # the least distance of two labels at the lines' ends, in the same units
UNIT = 21  # pixels
WHOLE = 4.5  # pixels of the line of an element among its facets


def frame(
    points: Sequence[Point],
    marks: Sequence[Mark],
    quiet: Sequence[Quiet],
    t: Translator,
    chosen: tuple[date, date] | None = None,
    pointed: str | None = None,
) -> pa.Table:
    """The rows that `spec` draws, one of them per point, mark and quiet time, and one per line's end.

    `chosen`, the first and last day of a period, adds a ground for each bucket: those in the period
    are tinted, and each can be tapped to choose it. `pointed`, the id of a mark, shows its place; one
    that is not among the marks shows nothing.

    kind    "point", "trend" (a line's trend there), "mark", "pointed" (the mark whose place is shown),
            "given" and "been" (a contribution, or being at a group, on its line, besides its mark), "quiet",
            "end" (the name at a line's end), "bucket" or "chosen" (its ground)
    series  the element or facet of a point, a contribution on its line or an end, the kind of a mark,
            "" for quiet
    at      where it is drawn: the middle of a point's bucket, the day of a mark, the first day of the rest
    until   the day after the last (points and grounds), the day itself (marks and ends)
    value   0 to 10, or missing where nobody answered or there is no trend; for marks and ends the
            height at which they stand, for a contribution on its line the height of the line
    label   what it is, in the person's language; for a mark its kind, then its own words
    when    its day or days, in the person's language
    n       days behind a point; 0 for the others
    id      of a mark, or of that of a contribution on its line; "" for the others
    dot     how large a point is drawn, smaller where there are many; for a mark the days between
            neighbours where marks stand close; 0 for the others
    apart   days from a mark to its nearest neighbour in the row; 0 for the others
    beside  1 for a point whose line has a trend beside it; 0 for the others
    """
    rows = [
        _row("quiet", time.start, time.end, label=t("Quiet"), when=phrases.span(t, time.start, time.end))
        for time in quiet
    ]
    if chosen:
        for at, until in sorted({(point.at, point.until) for point in points}):
            kind = "chosen" if chosen[0] <= at <= chosen[1] else "bucket"
            rows.append(_row(kind, at, until, when=phrases.span(t, at, until)))
    trends = _trends(points)
    dot = _dot(len({point.at for point in points})) // (2 if trends else 1)
    for point in points:
        own = {"series": point.series.value, "value": point.value, "n": point.n, "dot": dot}
        own |= {"label": phrases.name(t, point.series), "when": phrases.span(t, point.at, point.until)}
        rows.append(_row("point", phrases.middle(point), point.until, **own, beside=point.series in trends))
    for series, line in trends.items():
        rows += [
            _row("trend", phrases.middle(point), point.until, series=series.value, value=value)
            for point, value in line
        ]
    rows += [
        _row("end", day, day, series=series.value, value=height, label=phrases.name(t, series))
        for series, day, height in _ends(points, trends)
    ]
    for each in on_line.given(points, marks, trends):
        own = {"series": each.series.value, "value": each.value, "id": each.mark.id}
        own |= {"label": phrases.called(t, each.mark), "when": t.day(each.mark.day)}
        rows.append(_row(on_line.ROWS[each.mark.kind], each.mark.day, each.mark.day, **own))
    heights = lane_of.heights({mark.kind for mark in marks})
    apart = lane_of.apart(marks)
    close = sorted(apart)[len(apart) // 4] if apart else 0
    for mark, days in zip(marks, apart, strict=True):
        own = {"series": mark.kind.value, "value": heights[mark.kind], "id": mark.id}
        own |= {"dot": close, "apart": days}
        own["label"] = phrases.called(t, mark)
        rows.append(_row("mark", mark.day, mark.day, **own, when=t.day(mark.day)))
        if mark.id == pointed:
            rows.append(_row("pointed", mark.day, mark.day, **own, when=t.short_day(mark.day)))
    return framed(rows, COLUMNS)


def _trends(points: Sequence[Point]) -> on_line.Drawn:
    """The trends that are drawn: beside its facets an element has one, and they have none, to be readable."""
    elements = [point for point in points if isinstance(point.series, Element)]
    return trend.lines(elements or points)


def _row(kind: str, at: date, until: date, **rest: object) -> dict[str, object]:
    nothing = {"series": "", "value": None, "label": "", "when": "", "n": 0, "id": ""}
    return {"kind": kind, "at": at, "until": until, **nothing, "dot": 0, "beside": 0, "apart": 0, **rest}


@lru_cache(maxsize=128)
def spec(
    t: Translator,
    dark: bool,
    opened: Element | None = None,
    lane: bool = True,
    only: tuple[Element | Facet | MarkKind, ...] | None = None,
    choosing: bool = True,
    count: bool = True,
    trends: bool = True,
) -> dict[str, Any]:
    """The drawing of `frame`: three elements, or `opened` and its facets; `lane` leaves room for marks.

    The line of `opened` is the thickest: it is the answer to the whole.
    It holds no data. With `choosing` a tap, with Shift several, chooses buckets or marks as its
    selection `period`; see `chosen_period` and `pointed_mark`. With `only`, what the rows hold, the
    legends name nothing that is not there. With `count` a point says how many days are behind it.
    With `trends` each line that has a trend shows it.
    """
    shown: tuple[Element | Facet, ...] = tuple(Element)
    if opened:
        shown = (opened, *(FACETS[opened] if opened in AS_A_WHOLE else ()))
    if only is not None:
        shown = tuple(series for series in shown if series in only)
    kinds = [kind for kind in MarkKind if only is None or kind in only]
    lane = lane and bool(kinds)
    bottom = min(lane_of.heights(kinds).values()) - 0.8 if lane else LOWEST - 0.4
    top = HIGHEST + 0.4
    x = alt.X(
        "at:T",
        axis=style.time_axis(t),
        scale=alt.Scale(range=[style.wide(8, 8), style.wide("width - 150", "width - 10")]),
    )
    axis = alt.Axis(
        title=None, values=[0, 2, 4, 6, 8, 10], grid=True, domain=False, ticks=False, labelPadding=8
    )
    y = alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=[bottom, top], nice=False, zero=False))
    layers = [*_quiet(t, dark, x), *_lines(t, dark, shown, x, y, opened, count=count, trends=trends)]
    if choosing:
        layers.insert(0, _buckets(dark, x))
    line = on_line.line_among(shown)
    for kind in on_line.KINDS:
        if line and kind in kinds:
            layers.append(on_line.layer(t, dark, x, y, line, kind, choosing=choosing))
    if lane:
        layers += lane_of.marks(t, dark, x, y, kinds, choosing=choosing)
    low, high = labels.scale_ends(t)
    title = style.heading(f"10: {phrases.small(high)}", f"0: {phrases.small(low)}")
    chart = alt.layer(*layers, title=title).resolve_scale(shape="independent", color="independent")
    return style.finished(chart, dark, round((top - bottom) * UNIT))


def chosen_period(selection: Mapping[str, Any]) -> tuple[date, date] | None:
    """First and last day of what was chosen on the chart, or None.

    `selection` is the `selection` of what `st.vega_lite_chart(…, on_select="rerun")` gave back: a list
    of what was tapped. The browser counts from its own midnight; the nearest midnight is right
    wherever it stands.
    """
    tapped = selection.get("period") or []
    if not tapped:
        return None
    first = _nearest_midnight(min(one["at"] for one in tapped))
    last = _nearest_midnight(max(one["until"] for one in tapped))
    # `until` is the day after the last of a bucket, and the day itself of a mark.
    return first, max(first, last - timedelta(days=1))


def pointed_mark(selection: Mapping[str, Any]) -> str | None:
    """The id of the mark that was tapped on the chart, the last one if there are several, or None."""
    tapped = selection.get("period") or []
    return next((one["id"] for one in reversed(tapped) if one.get("id")), None)


def _nearest_midnight(milliseconds: float) -> date:
    return (datetime.fromtimestamp(milliseconds / 1000, UTC) + timedelta(hours=12)).date()


def _buckets(dark: bool, x: alt.X) -> alt.Chart:
    """The grounds that can be tapped, from the top of the scale to the foot of the lane.

    Vega listens on the whole drawing: a tap on a mark gives the mark's own day and id.
    """
    colours = style.look(dark)
    period = alt.selection_point(name="period", fields=["at", "until", "id"], empty=False)
    grounds = alt.Chart().transform_filter("datum.kind === 'bucket' || datum.kind === 'chosen'")
    drawn: alt.Chart = (
        grounds.mark_rect(color=colours.brush, cursor="pointer")
        .encode(
            x=x,
            x2="until:T",
            y=alt.value(0),
            y2=alt.value(alt.ExprRef(expr="height")),
            opacity=alt.condition("datum.kind === 'chosen'", alt.value(0.1), alt.value(0.001)),
        )
        .add_params(period)
    )
    return drawn


def _quiet(t: Translator, dark: bool, x: alt.X) -> list[alt.Chart]:
    colours = style.look(dark)
    base = style.only("quiet")
    ground = base.mark_rect(color=colours.quiet, cornerRadius=4).encode(
        x=x, x2="until:T", y=alt.datum(LOWEST), y2=alt.datum(HIGHEST)
    )
    room = "scale('x', datum.until) - scale('x', datum.at) > 52 ? 1 : 0"
    word = base.transform_calculate(centre="(+datum.at + +datum.until) / 2").mark_text(
        color=colours.soft_ink, fontStyle="italic", baseline="top", dy=4
    )
    return [
        ground,
        word.encode(
            x=alt.X("centre:T"),
            y=alt.datum(HIGHEST),
            text=alt.value(phrases.small(t("Quiet"))),
            opacity=alt.condition(room, alt.value(1), alt.value(0)),
        ),
    ]


def _lines(
    t: Translator,
    dark: bool,
    shown: tuple[Element | Facet, ...],
    x: alt.X,
    y: alt.Y,
    opened: Element | None,
    *,
    count: bool,
    trends: bool,
) -> list[alt.Chart]:
    colours = style.look(dark)
    domain = [series.value for series in shown]
    names = {series.value: phrases.name(t, series) for series in shown}
    colour = alt.Scale(domain=domain, range=[colours.series[series] for series in shown])
    dash = alt.Scale(domain=domain, range=[style.DASHES[series] for series in shown])
    shape = alt.Scale(domain=domain, range=[style.SHAPES[series] for series in shown])
    key = style.legend(names, symbolSize=110) if shown else None
    days_behind = [alt.Tooltip("n:Q", title=t("Days behind it"))] if count else []
    same: dict[str, Any] = {
        "x": x,
        "y": y,
        "color": alt.Color("series:N", scale=colour, legend=None),
        "strokeDash": alt.StrokeDash("series:N", scale=dash, legend=None),
    }
    path: dict[str, Any] = {"invalid": "break-paths-show-domains", "interpolate": "monotone"}
    base = style.only("point")
    # Beside its trend a line steps back, or three of them could not be read.
    beside = f"{'true' if trends else 'false'} && datum.beside"
    whole = f"datum.series === '{opened.value}'" if opened else "false"
    lines = base.mark_line(**path).encode(
        **same,
        strokeWidth=alt.StrokeWidthValue(
            2.25, condition=[{"test": beside, "value": 1}, {"test": whole, "value": WHOLE}]
        ),
        opacity=alt.condition(beside, alt.value(0.55), alt.value(1)),
    )
    bold = style.only("trend")
    width = WHOLE if opened else 3.5
    bold = bold.mark_line(strokeWidth=width, strokeJoin="round", **path).encode(**same)
    dots = base.mark_point(filled=True).encode(
        x=x,
        y=y,
        color=alt.Color("series:N", scale=colour, legend=key),
        shape=alt.Shape("series:N", scale=shape, legend=key),
        size=alt.Size("dot:Q", scale=None, legend=None),
        opacity=alt.condition(beside, alt.value(0.7), alt.value(1)),
        tooltip=[
            alt.Tooltip("label:N", title=t("What")),
            alt.Tooltip("when:N", title=t("When")),
            alt.Tooltip("value:Q", title=t("From 0 to 10"), format=".1~f"),
            *days_behind,
        ],
    )
    # On a phone they are hidden, and turned inwards: what overflows would make the whole drawing smaller.
    ends = style.only("end")
    ends = ends.mark_text(align=style.wide("'left'", "'right'"), dx=style.wide(12, 0))
    names_at_ends = ends.encode(x=x, y=y, text="label:N", opacity=alt.value(style.wide(1, 0)))
    return [lines, dots, *([bold] if trends else []), names_at_ends]


def _dot(buckets: int) -> int:
    """The area of a point, in square pixels: dots of a long time must not hide its line."""
    return 46 if buckets <= 32 else 26 if buckets <= 56 else 9


def _ends(
    points: Sequence[Point], trends: Mapping[Element | Facet, Sequence[tuple[Point, float | None]]]
) -> list[tuple[Element | Facet, datetime, float]]:
    """Each line's name at the last point of all, as high as it or its trend ends, apart from the others."""
    last = {point.series: point.value for point in points if point.value is not None}
    last |= {series: value for series, line in trends.items() for _point, value in line if value is not None}
    if not last:
        return []
    day = max(phrases.middle(point) for point in points)
    placed = []
    above = HIGHEST + APART
    for series, value in sorted(last.items(), key=lambda end: -end[1]):
        above = min(value, above - APART)
        placed.append((series, day, above))
    lift = max(0, LOWEST + 0.3 - above)
    return [(series, day, height + lift) for series, day, height in placed]
