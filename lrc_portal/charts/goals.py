"""Goals over time: a bar from the day it was set to its end, the steps done on it, and how it ended."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.series import GoalBar, MarkKind
from lrc_portal.vocabulary import Element, GoalState
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "row", "series", "state", "at", "until", "label", "when"]
ROW = 52  # pixels for one goal: its title, its bar
ENDS = {
    GoalState.REACHED: style.MARK_SHAPES[MarkKind.GOAL_REACHED],
    GoalState.CHANGED: "M-1,-0.6L0,-1.2V-0.85H1V-0.35H0V0ZM1,0.6L0,1.2V0.85H-1V0.35H0V0Z",
    GoalState.LET_GO: style.MARK_SHAPES[MarkKind.GOAL_SET],
    GoalState.OPEN: "M-0.5,-1L0.7,0L-0.5,1L-0.5,0.4L0,0L-0.5,-0.4Z",
}


def frame(goals: Sequence[GoalBar], t: Translator) -> pa.Table:
    """The rows that `spec` draws, in the order in which the goals are given.

    kind    "bar" (one a goal), "step" (one a step done) or "end" (one a goal)
    row     the goal's place from the top, from 0
    series  its element
    state   how it stands
    at      first day of a bar, day of a step or end
    until   last day of a bar; the day itself for the others
    label   the goal's title, in the person's own words
    when    its days, or the step's day, in the person's language
    """
    rows = []
    for row, goal in enumerate(goals):
        same = (row, goal.element.value, goal.state.value)
        days = t("{first} to {last}", first=t.day(goal.start), last=t.day(goal.end))
        rows.append(("bar", *same, goal.start, goal.end, goal.title, days))
        rows += [("step", *same, day, day, goal.title, t.day(day)) for day in goal.steps]
        rows.append(("end", *same, goal.end, goal.end, goal.title, t.day(goal.end)))
    return framed(rows, COLUMNS)


def drawn(goals: Sequence[GoalBar]) -> tuple[Element | GoalState, ...]:
    """Which elements and which ends stand on the drawing."""
    found = {goal.element for goal in goals}, {goal.state for goal in goals}
    return (
        *(element for element in Element if element in found[0]),
        *(state for state in ENDS if state in found[1]),
    )


@lru_cache(maxsize=64)
def spec(
    t: Translator, dark: bool, shown: tuple[Element | GoalState, ...] = (*Element, *ENDS)
) -> dict[str, Any]:
    """The drawing of `frame`; it grows with the number of goals and holds no data.

    The legends name the elements and the ends that are `shown`.
    """
    colours = style.look(dark)
    of = [element for element in Element if element in shown] or list(Element)
    ends_of = [state for state in ENDS if state in shown] or list(ENDS)
    domain = [element.value for element in of]
    names = {element.value: labels.element(t, element) for element in of}
    states = {state.value: labels.goal_state(t, state) for state in ends_of}
    x = alt.X("at:T", axis=style.time_axis(t), scale=alt.Scale(range=[10, alt.ExprRef(expr="width - 12")]))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0))
    elements = alt.Scale(domain=domain, range=[colours.series[element] for element in of])
    symbols = alt.Scale(domain=domain, range=[style.SHAPES[element] for element in of])
    element_key = style.legend(names, symbolSize=110)
    state_key = style.mark_legend(states, colours.ink)
    tooltip = [alt.Tooltip("label:N", title=t("Goal")), alt.Tooltip("when:N", title=t("When"))]
    colour = alt.Color("series:N", scale=elements, legend=None)
    bars = style.only("bar").mark_rule(strokeWidth=5, strokeCap="round", opacity=0.55, yOffset=12)
    titles = style.only("bar").mark_text(
        align="left",
        baseline="middle",
        dy=-8,
        color=colours.ink,
        fontSize=14,
        limit=alt.ExprRef(expr="width - 8"),
    )
    steps = style.only("step").mark_point(filled=True, opacity=1, size=90, yOffset=12)
    ends = style.only("end").mark_point(filled=True, opacity=1, size=130, color=colours.ink, yOffset=12)
    chart = alt.layer(
        bars.encode(x=x, x2="until:T", y=y, color=colour, tooltip=tooltip),
        titles.encode(x=alt.value(4), y=y, text="label:N"),
        steps.encode(
            x=x,
            y=y,
            color=alt.Color("series:N", scale=elements, legend=element_key),
            shape=alt.Shape("series:N", scale=symbols, legend=element_key),
            tooltip=[alt.Tooltip("label:N", title=t("Goal")), alt.Tooltip("when:N", title=t("Step done"))],
        ),
        ends.encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "state:N",
                scale=alt.Scale(domain=list(states), range=[ENDS[state] for state in ends_of]),
                legend=state_key,
            ),
            tooltip=tooltip,
        ),
    ).resolve_scale(shape="independent", color="independent")
    return style.finished(chart, dark, alt.Step(ROW))


def sentence(t: Translator, goals: Sequence[GoalBar]) -> str:
    """How many goals there are of each kind, what was reached first, and the steps done."""
    if not goals:
        return t("The chart begins with the first goal.")
    count = {state: sum(goal.state is state for goal in goals) for state in GoalState}
    steps = sum(len(goal.steps) for goal in goals)
    said = [
        (
            count[GoalState.REACHED],
            t.plural("{n} goal reached", "{n} goals reached", count[GoalState.REACHED]),
        ),
        (count[GoalState.OPEN], t.plural("{n} goal under way", "{n} goals under way", count[GoalState.OPEN])),
        (
            count[GoalState.CHANGED],
            t.plural("{n} goal changed", "{n} goals changed", count[GoalState.CHANGED]),
        ),
        (count[GoalState.LET_GO], t.plural("{n} goal let go", "{n} goals let go", count[GoalState.LET_GO])),
        (steps, t.plural("{n} step done in this time", "{n} steps done in this time", steps)),
    ]
    return ", ".join(words for n, words in said if n) + "."


def table(t: Translator, goals: Sequence[GoalBar]) -> list[dict[str, str]]:
    """All that the chart shows, a row a goal, for `st.table`."""
    return [
        {
            t("Goal"): goal.title,
            t("Element"): phrases.name(t, goal.element),
            t("Set"): t.day(goal.start),
            t("How it stands"): labels.goal_state(t, goal.state)
            + ("" if goal.state is GoalState.OPEN else f", {t.day(goal.end)}"),
            t("Steps done"): "; ".join(t.day(day) for day in goal.steps),
        }
        for goal in goals
    ]
