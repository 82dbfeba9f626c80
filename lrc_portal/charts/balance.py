"""Then and now: each facet at two times that the person chose, what is higher first."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.series import Pair, Time
from lrc_portal.vocabulary import HIGHEST, LOWEST, Element, element_of
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "row", "series", "value", "other", "label"]
ROW = 50  # pixels for one facet: its name, its two dots
ONCE = "(datum.kind === 'now' || datum.value !== datum.other)"  # two equal figures are written once
LEFT = "isValid(datum.other) && datum.value < datum.other"  # its figure stands to the left of it
SAME = 0.5  # a difference below this is about the same


def in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """What is higher first, what has only one time (or none) last."""
    return sorted(pairs, key=lambda pair: (_change(pair) is None, -(_change(pair) or 0)))


def frame(pairs: Sequence[Pair], t: Translator) -> pa.Table:
    """The rows that `spec` draws: two for each facet that has an answer.

    kind    "before" or "now" (Vega's interpreter refuses a name "then")
    row     the facet's place from the top, from 0
    series  its element
    value   0 to 10
    other   the value at the other time, or missing
    label   the facet, in the person's language
    """
    answered = [pair for pair in in_order(pairs) if pair.then is not None or pair.now is not None]
    rows = []
    for row, pair in enumerate(answered):
        same = (row, element_of(pair.asked).value)
        name = labels.asked(t, pair.asked)
        if pair.then is not None:
            rows.append(("before", *same, pair.then, pair.now, name))
        if pair.now is not None:
            rows.append(("now", *same, pair.now, pair.then, name))
    return framed(rows, COLUMNS)


def drawn(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Which of the two times stand on the drawing."""
    times = {
        "before": any(pair.then is not None for pair in pairs),
        "now": any(pair.now is not None for pair in pairs),
    }
    return tuple(time for time, is_there in times.items() if is_there)


@lru_cache(maxsize=16)
def spec(t: Translator, dark: bool, times: tuple[str, ...] = ("before", "now")) -> dict[str, Any]:
    """The drawing of `frame`: a ring for then, a full dot for now, joined. It holds no data.

    The legend names those of the two that stand on it.
    """
    colours = style.look(dark)
    said = {"before": t("Then"), "now": t("Now")}
    names = {time: said[time] for time in times or said}
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domain=[LOWEST, HIGHEST], range=[12, alt.ExprRef(expr="width - 12")]),
        axis=alt.Axis(title=None, values=[0, 2, 4, 6, 8, 10], domain=False, ticks=False),
    )
    y = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0))
    domain = [element.value for element in Element]
    elements = alt.Scale(domain=domain, range=[colours.series[element] for element in Element])
    colour = alt.Color("series:N", scale=elements, legend=None)
    kinds = list(names)
    ring = "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0ZM0.68,0A0.68,0.68,0,1,0,-0.68,0A0.68,0.68,0,1,0,0.68,0Z"
    shape = alt.Shape(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=[{"before": ring, "now": "circle"}[kind] for kind in kinds]),
        legend=style.mark_legend(names, colours.ink),
    )
    # The dot for now fits into the ring for then, so that both are seen where they are the same.
    size = alt.condition("datum.kind === 'before'", alt.value(260), alt.value(90))
    base = alt.Chart()
    join = base.transform_filter("datum.kind === 'now' && isValid(datum.other)").mark_rule(
        strokeWidth=4, opacity=0.5, strokeCap="round", yOffset=10
    )
    # One name a row: with now where there is one, otherwise with then.
    named = base.transform_filter("datum.kind === 'now' || !isValid(datum.other)")
    title = named.mark_text(align="left", baseline="middle", dy=-10, color=colours.ink, fontSize=14)
    hole = base.transform_filter("datum.kind === 'before'").mark_point(
        filled=True, opacity=1, color=colours.ground, size=250, yOffset=10
    )
    dots = base.mark_point(filled=True, opacity=1, yOffset=10)
    sides: list[tuple[str, style.Align, int]] = [(f"!({LEFT})", "left", 14), (f"({LEFT})", "right", -14)]
    figures = [
        base.transform_filter(f"{ONCE} && {test}")
        .mark_text(align=side, dx=away, baseline="middle", yOffset=10)
        .encode(x=x, y=y, text=alt.Text("value:Q", format=".1~f"))
        for test, side, away in sides
    ]
    chart = alt.layer(
        join.encode(x=x, x2="other:Q", y=y, color=colour),
        hole.encode(x=x, y=y),
        title.encode(x=alt.value(4), y=y, text="label:N"),
        dots.encode(
            x=x,
            y=y,
            color=colour,
            shape=shape,
            size=size,
            tooltip=[
                alt.Tooltip("label:N", title=t("What")),
                alt.Tooltip("value:Q", title=t("From 0 to 10"), format=".1~f"),
            ],
        ),
        *figures,
    )
    return style.finished(chart, dark, alt.Step(ROW))


def sentence(t: Translator, pairs: Sequence[Pair]) -> str:
    """What is higher, about the same and lower, in this order, with the two values."""
    higher, same, lower = [], [], []
    once: dict[tuple[bool, bool], list[str]] = {}
    for pair in in_order(pairs):
        change = _change(pair)
        name = phrases.small(labels.asked(t, pair.asked))
        values = {"name": name, "then": phrases.number(pair.then), "now": phrases.number(pair.now)}
        if change is None:
            once.setdefault((pair.then is not None, pair.now is not None), []).append(name)
        elif change >= SAME:
            higher.append(t("{name} (then {then}, now {now})", **values))
        elif change <= -SAME:
            lower.append(t("{name} (then {then}, now {now})", **values))
        else:
            same.append(t("{name} ({value})", name=name, value=phrases.number(pair.now)))
    said = []
    if higher:
        said.append(t("Higher now: {names}.", names=", ".join(higher)))
    if same:
        said.append(t("About the same: {names}.", names=", ".join(same)))
    if lower:
        said.append(t("Lower now: {names}.", names=", ".join(lower)))
    if now := once.get((False, True)):
        said.append(t("Answered only now: {names}.", names=", ".join(now)))
    if then := once.get((True, False)):
        said.append(t("Answered only then: {names}.", names=", ".join(then)))
    if neither := once.get((False, False)):
        said.append(t("Not answered at these times: {names}.", names=", ".join(neither)))
    return " ".join(said)


def days(t: Translator, then: Time, now: Time) -> str:
    """Which days then and now are, and that they share some if they do."""
    said = [t("Then: {days}.", days=phrases.time(t, then)), t("Now: {days}.", days=phrases.time(t, now))]
    if now.first <= then.last and then.first <= now.last:
        said.append(t("The two times share some days."))
    return " ".join(said)


def table(t: Translator, pairs: Sequence[Pair]) -> list[dict[str, str]]:
    """All that the chart shows, a row a facet, for `st.table`."""
    return [
        {
            t("What"): labels.asked(t, pair.asked),
            t("Then"): _cell(t, pair.then, pair.n_then),
            t("Now"): _cell(t, pair.now, pair.n_now),
        }
        for pair in in_order(pairs)
    ]


def _cell(t: Translator, value: float | None, days: int) -> str:
    if value is None or not days:
        return phrases.number(value)
    return t.plural("{value} (from {n} day)", "{value} (from {n} days)", days, value=phrases.number(value))


def _change(pair: Pair) -> float | None:
    return None if pair.then is None or pair.now is None else pair.now - pair.then
