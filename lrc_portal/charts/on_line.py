"""What somebody gives to the community and takes part in, on the line it belongs to: reintegration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import altair as alt

from lrc_portal.charts import phrases, style, trend
from lrc_portal.series import Mark, MarkKind, Point
from lrc_portal.vocabulary import Element, Facet
from lrc_portal.words.translator import Translator

ROWS = {MarkKind.CONTRIBUTION: "given", MarkKind.WAS_THERE: "been"}
"""What stands on the line, contributions and being at groups and events, and the rows that draw each."""
KINDS = tuple(ROWS)
LINES = (Element.REINTEGRATION, Facet.COMMUNITY)
"""The line they stand on: of the three elements, or of the facets of reintegration."""

Drawn = Mapping[Element | Facet, Sequence[tuple[Point, float | None]]]


@dataclass(frozen=True)
class Given:
    """A contribution, or being at a group, and the height of its line on that day, 0 to 10."""

    mark: Mark
    series: Element | Facet
    value: float


def given(points: Sequence[Point], marks: Sequence[Mark], trends: Drawn | None = None) -> list[Given]:
    """The marks of `KINDS`, of reintegration, that fall where its line is drawn, on the trend if it has one.

    One that falls where nothing is drawn (before the first answer, in a quiet time) is not among them:
    a line is not made up for it.
    """
    series = line_among([point.series for point in points])
    if series is None:
        return []
    trends = trend.lines(points) if trends is None else trends
    own = sorted((point for point in points if point.series is series), key=lambda point: point.at)
    line = [(point, point.value) for point in own]
    # Where a trend begins later than its line, the line itself stands.
    heights = [trends[series], line] if series in trends else [line]
    found = []
    for mark in marks:
        if mark.kind in KINDS and mark.element is Element.REINTEGRATION:
            value = next((at for each in heights if (at := _height(each, mark)) is not None), None)
            if value is not None:
                found.append(Given(mark, series, value))
    return found


def line_among(shown: Sequence[Element | Facet]) -> Element | Facet | None:
    """The line among those shown that they stand on, if there is one."""
    return next((each for each in LINES if each in shown), None)


def layer(
    t: Translator,
    dark: bool,
    x: alt.X,
    y: alt.Y,
    series: Element | Facet,
    kind: MarkKind,
    *,
    choosing: bool,
) -> alt.Chart:
    """Marks of one of `KINDS` in the colour of their line, with an edge in that of the ground, so that both
    are seen: a heart for what was given, two people for being there.
    """
    colours = style.look(dark)
    signs: alt.Chart = (
        style.only(ROWS[kind])
        .mark_point(
            shape=style.MARK_SHAPES[kind],
            filled=True,
            opacity=1,
            fill=colours.series[series],
            stroke=colours.ground,
            strokeWidth=1.75,
            size=alt.ExprRef(expr=f"width < {style.NARROW} ? 160 : 240"),
            cursor="pointer" if choosing else "default",
        )
        .encode(
            x=x,
            y=y,
            tooltip=[alt.Tooltip("label:N", title=t("What")), alt.Tooltip("when:N", title=t("When"))],
        )
    )
    return signs


def _height(line: Sequence[tuple[Point, float | None]], mark: Mark) -> float | None:
    """How high a line is on the day of a mark; None where it is not drawn there."""
    day = datetime(mark.day.year, mark.day.month, mark.day.day)
    for (before, low), (after, high) in _pairs(line):
        start, end = phrases.middle(before), phrases.middle(after)
        if start <= day <= end:
            return low + (high - low) * ((day - start) / (end - start))
    # At its ends, and beside a gap, half a bucket has a value and no line: its point stands for it.
    return next((value for point, value in line if value is not None and _holds(point, mark)), None)


def _pairs(
    line: Sequence[tuple[Point, float | None]],
) -> Iterator[tuple[tuple[Point, float], tuple[Point, float]]]:
    """Neighbours with a line between them."""
    for (before, low), (after, high) in zip(line, line[1:], strict=False):
        if low is not None and high is not None:
            yield (before, low), (after, high)


def _holds(point: Point, mark: Mark) -> bool:
    return point.at <= mark.day <= point.until - timedelta(days=1)
