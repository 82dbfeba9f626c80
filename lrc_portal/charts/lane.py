"""The lane under a timeline: what happened, a row a kind of thing, and the one whose place is shown."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import altair as alt

from lrc_portal.charts import style
from lrc_portal.charts.style import only
from lrc_portal.series import Mark, MarkKind
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

ROWS: dict[MarkKind, int] = {  # the row in which each mark stands under the lines, where all are needed
    MarkKind.MEETING: 0,
    MarkKind.PROFESSIONAL_LED: 0,
    MarkKind.WAS_THERE: 1,
    MarkKind.NOTE_AGREED: 2,
    MarkKind.NOTE_DIFFERING: 2,
    MarkKind.MILESTONE: 3,
    MarkKind.CONTRIBUTION: 3,
    MarkKind.HARD_DAY: 3,
    MarkKind.GOAL_SET: 4,
    MarkKind.GOAL_REACHED: 4,
}
FIRST_ROW, NEXT_ROW = -1.3, -1.2  # where the first row stands and how far the next, on the 0 to 10 scale
FINGERTIP = 25  # pixels
ALONE = 9999  # days


def heights(kinds: Iterable[MarkKind]) -> dict[MarkKind, float]:
    """How high marks of these kinds stand; rows without any take no room."""
    rows = sorted({ROWS[kind] for kind in kinds})
    return {kind: FIRST_ROW + NEXT_ROW * rows.index(ROWS[kind]) for kind in kinds}


def apart(marks: Sequence[Mark]) -> list[int]:
    """Days from each mark to its nearest neighbour in the same row; `ALONE` where it has none."""
    days: dict[int, list[date]] = {}
    for mark in marks:
        days.setdefault(ROWS[mark.kind], []).append(mark.day)
    found = []
    for mark in marks:
        others = list(days[ROWS[mark.kind]])
        others.remove(mark.day)
        found.append(min((abs((mark.day - other).days) for other in others), default=ALONE))
    return found


def marks(
    t: Translator, dark: bool, x: alt.X, y: alt.Y, kinds: Sequence[MarkKind], *, choosing: bool
) -> list[alt.Chart]:
    """The marks, and the one whose place is shown: a line up through the rest, a ring, its day on top."""
    colours = style.look(dark)
    kinds = sorted(kinds, key=ROWS.__getitem__)
    names = {kind.value: labels.mark_kind(t, kind) for kind in kinds}
    shape = alt.Scale(domain=list(names), range=[style.MARK_SHAPES[kind] for kind in kinds])
    keys = {"mark": style.mark_legend(names, colours.ink), "pointed": None}
    # In a crowded row they are smaller, and a thin edge in the colour of the ground keeps neighbours apart.
    size = f"pow(clamp({_room('dot')} - 1.5, 7, width < {style.NARROW} ? 10 : 11.4), 2)"
    shapes, pointed = (
        only(kind)
        .mark_point(
            filled=True,
            opacity=1,
            fill=colours.ink,
            stroke=colours.ground,
            strokeWidth=0.75,
            size=alt.ExprRef(expr=size),
        )
        .encode(x=x, y=y, shape=alt.Shape("series:N", scale=shape, legend=key))
        for kind, key in keys.items()
    )
    rule = only("pointed").mark_rule(color=colours.ink, strokeWidth=1).encode(x=x, y=y, y2=alt.value(0))
    ring = only("pointed").mark_point(
        shape="circle",
        filled=True,
        opacity=1,
        fill=colours.ground,
        stroke=colours.ink,
        strokeWidth=1.5,
        size=alt.ExprRef(expr=f"0.785 * pow(clamp(1.8 * {_room('dot')}, 17, 26), 2)"),
    )
    return [
        rule,
        shapes,
        ring.encode(x=x, y=y),
        pointed,
        *_day_of_pointed(colours, x),
        _to_tap(t, x, y, choosing=choosing),
    ]


def _day_of_pointed(colours: style.Look, x: alt.X) -> list[alt.Chart]:
    """At the top, on the side that has room, with a ground of its own where it crosses something."""
    to_the_left = "scale('x', datum.at) > width - 70"
    grounds: list[dict[str, Any]] = [
        {"stroke": colours.ground, "strokeWidth": 4, "strokeJoin": "round"},
        {},
    ]
    sides: list[tuple[str, style.Align, int]] = [(f"!({to_the_left})", "left", 5), (to_the_left, "right", -5)]
    return [
        only("pointed")
        .mark_text(align=side, dx=away, baseline="top", fontWeight=600, **halo)
        .encode(
            x=x,
            y=alt.value(0),
            text="when:N",
            opacity=alt.condition(test, alt.value(1), alt.value(0)),
        )
        for test, side, away in sides
        for halo in grounds
    ]


def _to_tap(t: Translator, x: alt.X, y: alt.Y, *, choosing: bool) -> alt.Chart:
    """What is tapped is larger than what is seen: a fingertip high, and as wide where the row has room."""
    half = FINGERTIP / 2
    room = only("mark").mark_rule(
        opacity=0.001,
        strokeWidth=alt.ExprRef(expr=f"clamp({_room('apart')}, 8, {FINGERTIP})"),
        yOffset=-half,
        y2Offset=half,
        cursor="pointer" if choosing else "default",
    )
    tooltip = [alt.Tooltip("label:N", title=t("What")), alt.Tooltip("when:N", title=t("When"))]
    tapped: alt.Chart = room.encode(x=x, y=y, y2="value:Q", tooltip=tooltip)
    return tapped


def _room(days: str) -> str:
    """How many pixels so many days (a column of marks) take on the time axis, as a Vega expression."""
    return f"(scale('x', +datum.at + datum.{days} * 86400000) - scale('x', +datum.at))"
