"""The three elements, or the facets of one, on one time axis, with what happened in a lane below."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import altair as alt
import pandas as pd

from lrc_portal.charts import phrases, style
from lrc_portal.series import Mark, MarkKind, Point, Quiet
from lrc_portal.vocabulary import FACETS, HIGHEST, LOWEST, Element, Facet, Language
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator, translator

COLUMNS = ["kind", "series", "at", "until", "value", "label", "when", "n", "id", "dot"]
ROWS: dict[MarkKind, float] = {  # where each mark stands under the lines, in units of the 0 to 10 scale
    MarkKind.MEETING: -1.3,
    MarkKind.PROFESSIONAL_LED: -1.3,
    MarkKind.NOTE_AGREED: -2.5,
    MarkKind.NOTE_DIFFERING: -2.5,
    MarkKind.MILESTONE: -3.7,
    MarkKind.CONTRIBUTION: -3.7,
    MarkKind.HARD_DAY: -3.7,
    MarkKind.GOAL_SET: -4.9,
    MarkKind.GOAL_REACHED: -4.9,
}
APART = 0.95  # the least distance of two labels at the lines' ends, in the same units
UNIT = 21  # pixels


def frame(
    points: Sequence[Point],
    marks: Sequence[Mark],
    quiet: Sequence[Quiet],
    t: Translator,
    chosen: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """The rows that `spec` draws, one of them per point, mark and quiet time, and one per line's end.

    `chosen`, the first and last day of a period, adds a ground for each bucket: those in the period
    are tinted, and each can be tapped to choose it.

    kind    "point", "mark", "quiet", "end" (the name at a line's end), "bucket" or "chosen" (its ground)
    series  the element or facet of a point or end, the kind of a mark, "" for quiet
    at      where it is drawn: the middle of a point's bucket, the day of a mark, the first day of the rest
    until   the day after the last (points and grounds), the day itself (marks and ends)
    value   0 to 10, or missing where nobody answered; for marks and ends the height at which they stand
    label   what it is, in the person's language; for a mark its kind, then its own words
    when    its day or days, in the person's language
    n       days behind a point; 0 for the others
    id      of a mark; "" for the others
    dot     how large a point is drawn, smaller where there are many; 0 for the others
    """
    rows = [
        ("quiet", "", time.start, time.end, None, t("Quiet"), phrases.span(t, time.start, time.end), 0, "", 0)
        for time in quiet
    ]
    if chosen:
        for at, until in sorted({(point.at, point.until) for point in points}):
            kind = "chosen" if chosen[0] <= at <= chosen[1] else "bucket"
            rows.append((kind, "", at, until, None, "", phrases.span(t, at, until), 0, "", 0))
    dot = _dot(len({point.at for point in points}))
    for point in points:
        name, when = phrases.name(t, point.series), phrases.span(t, point.at, point.until)
        rows.append(
            (
                "point",
                point.series.value,
                _middle(point),
                point.until,
                point.value,
                name,
                when,
                point.n,
                "",
                dot,
            )
        )
    rows += [
        ("end", series.value, day, day, height, phrases.name(t, series), "", 0, "", 0)
        for series, day, height in _ends(points)
    ]
    for mark in marks:
        words = phrases.titled(labels.mark_kind(t, mark.kind), mark.label)
        when = t.day(mark.day)
        rows.append(
            ("mark", mark.kind.value, mark.day, mark.day, ROWS[mark.kind], words, when, 0, mark.id, 0)
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype(
        {"at": "datetime64[ms]", "until": "datetime64[ms]", "value": "float64", "n": "int64", "dot": "int64"}
    )


@lru_cache(maxsize=128)
def spec(
    language: Language,
    dark: bool,
    opened: Element | None = None,
    lane: bool = True,
    only: tuple[Element | Facet | MarkKind, ...] | None = None,
    choosing: bool = True,
    count: bool = True,
) -> dict:
    """The drawing of `frame`: three elements, or the facets of `opened`; `lane` leaves room for marks.

    It holds no data. With `choosing` a tap, with Shift several, chooses buckets as its selection
    `period`; see `chosen_period`. With `only`, what the rows hold, the
    legends name nothing that is not there. With `count` a point says how many days are behind it.
    """
    t = translator(language)
    shown: tuple[Element | Facet, ...] = FACETS[opened] if opened else tuple(Element)
    if only is not None:
        shown = tuple(series for series in shown if series in only)
    kinds = [kind for kind in MarkKind if only is None or kind in only]
    lane = lane and bool(kinds)
    bottom = min(ROWS.values()) - 0.8 if lane else LOWEST - 0.4
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
    layers = [*_quiet(t, dark, x), *_lines(t, dark, shown, x, y, count=count)]
    if choosing:
        layers.insert(0, _buckets(dark, x))
    if lane:
        layers.append(_marks(t, dark, x, y, kinds))
    low, high = labels.scale_ends(t)
    title = alt.Title(f"10: {phrases.small(high)} · 0: {phrases.small(low)}", anchor="start", offset=6)
    chart = alt.layer(*layers, title=title).resolve_scale(shape="independent", color="independent")
    return style.finished(chart, dark, round((top - bottom) * UNIT))


def chosen_period(selection: Mapping[str, object]) -> tuple[date, date] | None:
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


def _nearest_midnight(milliseconds: float) -> date:
    return (datetime.fromtimestamp(milliseconds / 1000, UTC) + timedelta(hours=12)).date()


def _buckets(dark: bool, x: alt.X) -> alt.Chart:
    """The grounds that can be tapped, from the top of the scale to the foot of the lane."""
    colours = style.look(dark)
    period = alt.selection_point(name="period", fields=["at", "until"], empty=False)
    grounds = alt.Chart().transform_filter("datum.kind === 'bucket' || datum.kind === 'chosen'")
    return (
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


def _quiet(t: Translator, dark: bool, x: alt.X) -> list[alt.Chart]:
    colours = style.look(dark)
    base = alt.Chart().transform_filter("datum.kind === 'quiet'")
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


def _lines(t: Translator, dark: bool, shown: tuple, x: alt.X, y: alt.Y, *, count: bool) -> list[alt.Chart]:
    colours = style.look(dark)
    domain = [series.value for series in shown]
    names = {series.value: phrases.name(t, series) for series in shown}
    colour = alt.Scale(domain=domain, range=[colours.series[series] for series in shown])
    dash = alt.Scale(domain=domain, range=[style.DASHES[series] for series in shown])
    shape = alt.Scale(domain=domain, range=[style.SHAPES[series] for series in shown])
    key = style.legend(names, symbolSize=110) if shown else None
    days_behind = [alt.Tooltip("n:Q", title=t("Days behind it"))] if count else []
    base = alt.Chart().transform_filter("datum.kind === 'point'")
    line = base.mark_line(strokeWidth=2.25, invalid="break-paths-show-domains", interpolate="monotone")
    lines = line.encode(
        x=x,
        y=y,
        color=alt.Color("series:N", scale=colour, legend=None),
        strokeDash=alt.StrokeDash("series:N", scale=dash, legend=None),
    )
    dots = base.mark_point(filled=True, opacity=1).encode(
        x=x,
        y=y,
        color=alt.Color("series:N", scale=colour, legend=key),
        shape=alt.Shape("series:N", scale=shape, legend=key),
        size=alt.Size("dot:Q", scale=None, legend=None),
        tooltip=[
            alt.Tooltip("label:N", title=t("What")),
            alt.Tooltip("when:N", title=t("When")),
            alt.Tooltip("value:Q", title=t("From 0 to 10"), format=".2~f"),
            *days_behind,
        ],
    )
    # On a phone they are hidden, and turned inwards: what overflows would make the whole drawing smaller.
    ends = alt.Chart().transform_filter("datum.kind === 'end'")
    ends = ends.mark_text(align=style.wide("'left'", "'right'"), dx=style.wide(12, 0))
    names_at_ends = ends.encode(x=x, y=y, text="label:N", opacity=alt.value(style.wide(1, 0)))
    return [lines, dots, names_at_ends]


def _marks(t: Translator, dark: bool, x: alt.X, y: alt.Y, kinds: Sequence[MarkKind]) -> alt.Chart:
    colours = style.look(dark)
    names = {kind.value: labels.mark_kind(t, kind) for kind in kinds}
    shape = alt.Scale(domain=list(names), range=[style.MARK_SHAPES[kind] for kind in kinds])
    base = alt.Chart().transform_filter("datum.kind === 'mark'")
    # A thin edge in the colour of the ground keeps neighbours apart.
    shapes = base.mark_point(
        filled=True,
        opacity=1,
        fill=colours.ink,
        stroke=colours.ground,
        strokeWidth=0.75,
        size=style.wide(130, 100),
    )
    return shapes.encode(
        x=x,
        y=y,
        shape=alt.Shape("series:N", scale=shape, legend=style.mark_legend(names, colours.ink)),
        tooltip=[alt.Tooltip("label:N", title=t("What")), alt.Tooltip("when:N", title=t("When"))],
    )


def _dot(buckets: int) -> int:
    """The area of a point, in square pixels: dots of a long time must not hide its line."""
    return 46 if buckets <= 32 else 26 if buckets <= 56 else 9


def _middle(point: Point) -> datetime:
    """A day is drawn on its day, a week or month in its middle."""
    start = datetime(point.at.year, point.at.month, point.at.day)
    return start + (point.until - point.at - timedelta(days=1)) / 2


def _ends(points: Sequence[Point]) -> list[tuple[Element | Facet, datetime, float]]:
    """Each line's name at the last point of all, as high as its own end, apart from the others."""
    last = {point.series: point for point in points if point.value is not None}
    if not last:
        return []
    day = max(_middle(point) for point in points)
    placed = []
    above = HIGHEST + APART
    for point in sorted(last.values(), key=lambda point: -point.value):
        above = min(point.value, above - APART)
        placed.append((point.series, day, above))
    lift = max(0, LOWEST + 0.3 - above)
    return [(series, day, height + lift) for series, day, height in placed]
