"""Strengths over time: a row for each, from the day it was kept, with the goals it went into."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import goals, phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.series import MarkKind, StrengthRow, StrengthUse
from lrc_portal.vocabulary import GoalState, StrengthPlace
from lrc_portal.words import labels
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "row", "how", "at", "until", "label", "when"]
ROW = 52  # pixels for a heading, or for one strength: its words, its line
USED, UNDER_WAY, BEGAN = "used", "under_way", "began"
HOW = {  # how a goal had a strength in it, and its shape
    USED: (mark("Used in a goal"), style.MARK_SHAPES[MarkKind.GOAL_REACHED]),
    UNDER_WAY: (mark("In a goal under way"), goals.ENDS[GoalState.OPEN]),
    BEGAN: (mark("A goal began with it"), style.MARK_SHAPES[MarkKind.GOAL_SET]),
}

IN_GOALS = {
    USED: mark("Used in {goals}"),
    UNDER_WAY: mark("Under way with it: {goals}"),
    BEGAN: mark("Began with it: {goals}"),
}
"""The same, said beside the strength."""


def in_order(strengths: Sequence[StrengthRow]) -> list[StrengthRow]:
    """By place, oldest first."""
    places = list(StrengthPlace)
    return sorted(strengths, key=lambda row: (places.index(row.place), row.since))


def frame(strengths: Sequence[StrengthRow], t: Translator) -> pa.Table:
    """The rows that `spec` draws.

    kind    "place" (a heading), "kept" (one a strength), or "use" (one for each day and way of use)
    row     the place from the top, from 0; headings count
    how     of a use one of `HOW`; "" for the others
    at      the day it was kept, of a use the goal's end or today; a heading has the earliest day of all
    until   of "kept" the last day of its line, where its last goal stands; the day itself for the others
    label   the strength or the goals, in the person's own words; the place in their language
    when    the day, in the person's language
    """
    rows: list[tuple[object, ...]] = []
    first = min((row.since for row in strengths), default=date.min)
    before = None
    place = -1
    for row in in_order(strengths):
        if row.place is not before:
            place, before = place + 1, row.place
            name = labels.strength_place(t, row.place)
            rows.append(("place", place, "", first, first, name, ""))
        place += 1
        last = max([row.since, *(use.day for use in row.uses)])
        rows.append(("kept", place, "", row.since, last, row.words, t.day(row.since)))
        for (day, how), titles in _together(row.uses):
            rows.append(("use", place, how, day, day, phrases.joined(titles), t.day(day)))
    return framed(rows, COLUMNS)


def drawn(strengths: Sequence[StrengthRow]) -> tuple[str, ...]:
    """Which of `HOW` stand on the drawing."""
    found = {_how(use) for row in strengths for use in row.uses}
    return tuple(how for how in HOW if how in found)


@lru_cache(maxsize=32)
def spec(t: Translator, dark: bool, used: tuple[str, ...] = tuple(HOW)) -> dict[str, Any]:
    """The drawing of `frame`; it grows with the number of strengths and holds no data.

    The legend names those of `HOW` that are `used`.
    """
    colours = style.look(dark)
    shown = used or tuple(HOW)
    names = {how: t(HOW[how][0]) for how in shown}
    shapes = [HOW[how][1] for how in shown]
    x = alt.X("at:T", axis=style.time_axis(t), scale=alt.Scale(range=[10, alt.ExprRef(expr="width - 14")]))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0))
    below = 12
    limit = alt.ExprRef(expr="width - 8")
    headings = style.only("place").mark_text(
        align="left", baseline="middle", dy=8, color=colours.soft_ink, limit=limit
    )
    said, at = style.in_two_lines(dy=-7)
    words = style.only("kept").mark_text(
        align="left", baseline="middle", dy=at, color=colours.ink, fontSize=14, lineHeight=16, limit=limit
    )
    path = style.only("kept").mark_rule(
        color=colours.brush, strokeWidth=3, strokeCap="round", opacity=0.5, yOffset=below
    )
    kept = {"kept": t("Kept")}
    start = style.only("kept").mark_point(
        filled=True, opacity=1, size=110, color=colours.brush, yOffset=below
    )
    # A ground of its own keeps a mark apart from the line and from its neighbours.
    uses = style.only("use").mark_point(
        filled=True,
        opacity=1,
        size=120,
        fill=colours.ink,
        stroke=colours.ground,
        strokeWidth=1,
        yOffset=below,
    )
    key = alt.Scale(domain=list(kept), range=["circle"])
    kept_key = style.legend(kept, symbolFillColor=colours.brush, symbolStrokeWidth=0, symbolSize=110)
    chart = alt.layer(
        headings.encode(x=alt.value(0), y=y, text="label:N"),
        path.encode(x=x, x2="until:T", y=y),
        words.encode(x=alt.value(4), y=y, text=alt.value(said)),
        start.encode(
            x=x,
            y=y,
            shape=alt.Shape("kind:N", scale=key, legend=kept_key),
            tooltip=[alt.Tooltip("label:N", title=t("Strength")), alt.Tooltip("when:N", title=t("Kept"))],
        ),
        uses.encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "how:N",
                scale=alt.Scale(domain=list(names), range=shapes),
                legend=style.mark_legend(names, colours.ink) if used else None,
            ),
            tooltip=[alt.Tooltip("label:N", title=t("Goal")), alt.Tooltip("when:N", title=t("When"))],
        ),
    ).resolve_scale(shape="independent")
    return style.finished(chart, dark, alt.Step(ROW))


def sentence(t: Translator, strengths: Sequence[StrengthRow]) -> str:
    """How many strengths there are, since when, and how many went into a goal."""
    if not strengths:
        return t("The chart begins with the first strength.")
    first = min(row.since for row in strengths)
    said = [
        t.plural(
            "{n} strength, kept on {day}.",
            "{n} strengths, the first kept on {day}.",
            len(strengths),
            day=t.day(first),
        )
    ]
    went = [row for row in strengths if row.uses]
    if went:
        most, *others = sorted(went, key=lambda row: len(row.uses), reverse=True)
        said.append(
            t.plural("{n} of them went into a goal.", "{n} of them went into goals.", len(went))
            if len(strengths) > 1
            else t("It went into a goal.")
        )
        if others and len(most.uses) > len(others[0].uses):
            said.append(
                t.plural(
                    "Most often: {words}, in {n} goal.",
                    "Most often: {words}, in {n} goals.",
                    len(most.uses),
                    words=f"“{most.words}”",
                )
            )
    return " ".join(said)


def table(t: Translator, strengths: Sequence[StrengthRow]) -> list[dict[str, str]]:
    """All that the chart shows, a row a strength, for `st.table`."""
    return [
        {
            t("Strength"): row.words,
            t("Where it is"): labels.strength_place(t, row.place),
            t("Kept"): t.day(row.since),
            t("Goals"): "; ".join(
                f"{use.title} ({_said(t, use)})" for use in sorted(row.uses, key=lambda use: use.day)
            ),
        }
        for row in in_order(strengths)
    ]


def in_goals(t: Translator, uses: Sequence[StrengthUse]) -> list[str]:
    """Which goals a strength went into, a phrase for each way in which they had it in them."""
    titles = {how: [f"“{use.title}”" for use in uses if _how(use) == how] for how in HOW}
    return [t(IN_GOALS[how], goals=t.listed(some)) for how, some in titles.items() if some]


def _said(t: Translator, use: StrengthUse) -> str:
    words = t(HOW[_how(use)][0])
    small = words[:1].lower() + words[1:]
    return small if use.state is GoalState.OPEN else f"{small}, {t.day(use.day)}"


def _how(use: StrengthUse) -> str:
    if use.state is GoalState.OPEN:
        return UNDER_WAY
    return USED if use.used else BEGAN


def _together(uses: Sequence[StrengthUse]) -> Iterator[tuple[tuple[date, str], list[str]]]:
    """Goals that would stand on one spot, as one mark."""
    found: dict[tuple[date, str], list[str]] = {}
    for use in sorted(uses, key=lambda use: use.day):
        found.setdefault((use.day, _how(use)), []).append(use.title)
    yield from found.items()
