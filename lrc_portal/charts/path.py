"""The path towards abstinence: one line from its first day to today, which goes on through each return."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.series import Path, Return, Run
from lrc_portal.vocabulary import Element
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "at", "until", "label", "when", "side", "size"]
HEIGHT, LINE, ABOVE, BELOW = 96, 46, 24, 68  # pixels from the top: the line, and the rules beside it
LEAF = "M0,-1.1C0.95,-0.55 0.95,0.55 0,1.1C-0.95,0.55 -0.95,-0.55 0,-1.1Z"
LENGTH = "M-1.3,-0.5H1.3V0.5H-1.3Z"
LARGE, SMALL, MANY = 420, 120, 12  # a leaf, in square pixels; so many returns leave room for large ones
NAMED_AT: list[tuple[str, str, style.Align]] = [
    ("left", "at", "left"),
    ("middle", "mid", "center"),
    ("right", "until", "right"),
]
GOES_ON = "M-0.9,-1.1L0.9,0L-0.9,1.1Z"


def frame(path: Path, t: Translator) -> pa.Table:
    """The rows that `spec` draws.

    kind    "path" (one: all of it), "run", "return", "longest" and "present" (at most one each)
    at      first day; until: the day after the last
    label   for the last two: how many days, in words
    when    the days in the person's language
    side    for the last two: at which end of it its words stand, "left", "middle" or "right"
    size    of a return's mark
    """
    assert path.start is not None
    whole = Run(path.start, path.today)
    rows = [_row(t, "path", whole), *(_row(t, "run", run) for run in path.runs)]
    size = LARGE if len(path.returns) <= MANY else SMALL
    rows += [_row(t, "return", Run(each.day, each.last), size=size) for each in path.returns]
    longest, present = path.longest, path.present
    if longest and longest != present:
        middle = ((longest.start - whole.start).days + longest.days / 2) / whole.days
        side = "left" if middle < 0.35 else "right" if middle > 0.65 else "middle"
        said = t.plural("The longest: {n} day", "The longest: {n} days", longest.days)
        rows.append(_row(t, "longest", longest, said, side))
    if present:
        said = t.plural("Up to today: {n} day", "Up to today: {n} days", present.days)
        if present == longest and len(path.runs) > 1:
            said = t.plural(
                "Up to today: {n} day, the longest", "Up to today: {n} days, the longest", present.days
            )
        rows.append(_row(t, "present", present, said, "right"))
    return framed(rows, COLUMNS)


@lru_cache(maxsize=8)
def spec(t: Translator, dark: bool, returns: bool) -> dict[str, Any]:
    """The drawing of `frame`. It holds no data; with `returns` it explains their mark."""
    colours = style.look(dark)
    names = {"run": t("Lived in recovery"), "return": t("A return to use")}
    key = style.legend(names, symbolSize=150, symbolStrokeWidth=0) if returns else None
    line = colours.series[Element.SOBRIETY]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(names), range=[line, colours.ink]), legend=key)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=list(names), range=[LENGTH, LEAF]), legend=key)
    axis = style.time_axis(t)
    axis.ticks = False  # on a path of a day or two they would count its hours
    x = alt.X("at:T", axis=axis, scale=alt.Scale(nice=False, range=[10, alt.ExprRef(expr="width - 14")]))
    middle = alt.Y(value=LINE)
    tooltip = [alt.Tooltip("when:N", title=t("When"))]
    # Under all runs lies one thin line that is never interrupted: the path goes on through a return.
    through = _only("path").mark_rule(color=line, strokeWidth=4)
    runs = _only("run").mark_rule(strokeWidth=13)
    onward = _only("path").mark_point(shape=GOES_ON, filled=True, opacity=1, size=330, color=line)
    leaves = _only("return").mark_point(filled=True, opacity=1, stroke=colours.ground, strokeWidth=1.5)
    beside = []
    for kind, rule, words in (("longest", ABOVE, ABOVE - 13), ("present", BELOW, BELOW + 13)):
        named = _only(kind)
        beside.append(
            named.mark_rule(color=colours.soft_ink, strokeWidth=2).encode(
                x=x, x2="until:T", y=alt.Y(value=rule)
            )
        )
        for side, at, align in NAMED_AT:
            text = named.transform_filter(f"datum.side === '{side}'")
            text = text.transform_calculate(mid="(toNumber(datum.at) + toNumber(datum.until)) / 2")
            beside.append(
                text.mark_text(align=align, baseline="middle", color=colours.ink, fontSize=14).encode(
                    x=alt.X(f"{at}:T"), y=alt.Y(value=words), text="label:N"
                )
            )
    chart = alt.layer(
        through.encode(x=x, x2="until:T", y=middle),
        runs.encode(x=x, x2="until:T", y=middle, color=colour, tooltip=tooltip),
        onward.encode(x="until:T", y=middle),
        leaves.encode(
            x=x, y=middle, color=colour, shape=shape, size=alt.Size("size:Q", scale=None), tooltip=tooltip
        ),
        *beside,
    )
    return style.finished(chart, dark, HEIGHT)


def sentence(t: Translator, path: Path) -> str:
    """The days lived in recovery, the present run, the longest, and how many returns stand on the way.

    Days are counted only where there are some: on a day of use it says something kind instead.
    """
    assert path.start is not None
    day = t.day(path.start)
    if not path.days:
        return t("The path begins on {day}. Today is part of it.", day=day)
    said = [
        t.plural(
            "{n} day lived in recovery since {day}.",
            "{n} days lived in recovery since {day}.",
            path.days,
            day=day,
        )
    ]
    longest, present = path.longest, path.present
    if present is None:
        said.append(t("Today is part of the path. The days before it stay yours."))
    elif present == longest and len(path.runs) > 1:
        said.append(
            t.plural(
                "{n} day of them up to today, the longest time so far.",
                "{n} days of them up to today, the longest time so far.",
                present.days,
            )
        )
    elif len(path.runs) > 1:
        said.append(t.plural("{n} day of them up to today.", "{n} days of them up to today.", present.days))
    if longest and longest != present:
        said.append(t.plural("The longest time was {n} day.", "The longest time was {n} days.", longest.days))
    if path.returns:
        said.append(
            t.plural(
                "{n} return to use is a point on the path.",
                "{n} returns to use are points on the path.",
                len(path.returns),
            )
        )
    return " ".join(said)


def table(t: Translator, path: Path) -> list[dict[str, str]]:
    """All that the chart shows, a row for each run and each return, newest first, for `st.table`."""
    assert path.start is not None
    every: list[Run | Return] = [*path.runs, *path.returns]
    parts = sorted(every, key=lambda part: _ends(part)[0], reverse=True)
    rows = []
    for part in parts:
        when = _when(t, *_ends(part))
        if isinstance(part, Run):
            counted = t.plural("{n} day", "{n} days", part.days)
            if part == path.longest and (len(path.runs) > 1 or path.present is None):
                counted = t("{days}, the longest", days=counted)
            rows.append((t("Lived in recovery"), when, counted))
        else:
            rows.append((t("A return to use"), when, ""))
    rows.append((t("The path begins"), t.day(path.start), ""))
    names = (t("What"), t("When"), t("How long"))
    return [dict(zip(names, row, strict=True)) for row in rows]


def _only(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(f"datum.kind === '{kind}'")


def _row(
    t: Translator, kind: str, days: Run, label: str = "", side: str = "", size: int | None = None
) -> tuple[object, ...]:
    until = days.end + timedelta(days=1)
    return (kind, days.start, until, label, _when(t, days.start, days.end), side, size)


def _ends(part: Run | Return) -> tuple[date, date]:
    return (part.start, part.end) if isinstance(part, Run) else (part.day, part.last)


def _when(t: Translator, first: date, last: date) -> str:
    return phrases.span(t, first, last + timedelta(days=1))
