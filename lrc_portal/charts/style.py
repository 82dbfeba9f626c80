"""How charts look: one colour, one shape and one dash for each element, calm axes, clear grounds."""

import json
from dataclasses import dataclass, replace
from typing import Any, Literal

import altair as alt

from lrc_portal.series import MarkKind
from lrc_portal.vocabulary import AS_A_WHOLE, FACETS, Element, Facet
from lrc_portal.words.translator import Translator

FONT = "Atkinson Hyperlegible Next, sans-serif"
AXIS = 45  # pixels that the labels of the answers take beside a chart
NARROW = 480  # pixels; below this the labels at the lines' ends give way to the legend
MONDAYS = 13  # as many as a time axis can have room for
NARROWEST = 236  # pixels of the lines of a chart on a phone of 320 px; what is above them is cut there

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Look:
    """Colours on one ground. Lines and marks are at least 3:1 on it, words at least 4.5:1.

    The grounds and the three element colours are those of `.streamlit/config.toml`.
    """

    ground: str
    ink: str
    soft_ink: str
    grid: str
    quiet: str
    brush: str
    series: dict[Element | Facet, str]


@dataclass(frozen=True)
class Line:
    """How the line of one series is told from its sisters: colours, the shape of its dots, its dash."""

    light: str
    dark: str
    shape: str
    dash: tuple[int, int] | tuple[int, int, int, int]


PALETTE: dict[Element, tuple[Line, ...]] = {
    Element.SOBRIETY: (
        Line("#0072B2", "#56A8DC", "circle", (1, 0)),
        Line("#0B2B5C", "#DDEEFA", "arrow", (8, 3)),
        Line("#6B4FD0", "#8F7DFA", "wedge", (2, 3)),
    ),
    Element.HEALTH: (
        Line("#D55E00", "#F08A45", "square", (1, 0)),
        Line("#9A4400", "#FFBE8C", "diamond", (8, 3)),
        Line("#5F3413", "#FFE9D6", "cross", (2, 3)),
        Line("#7F7A1A", "#B59A2E", "triangle-right", (10, 3, 2, 3)),
        Line("#9C4A7C", "#E79CC4", "wedge", (1, 4)),
    ),
    Element.REINTEGRATION: (
        Line("#009E73", "#35BF94", "triangle-up", (1, 0)),
        Line("#00593F", "#A5EBD1", "triangle-down", (6, 3)),
        Line("#537411", "#6E9E2A", "triangle-left", (2, 3)),
        Line("#2C5F8A", "#6FA8D6", "wedge", (10, 3, 2, 3)),
    ),
}
"""The first is the element's own, the others those of its facets, in their order: they are drawn together.

Further ones are ready for facets that are added.
"""
_AMONG_ELEMENTS = {Element.SOBRIETY: (1, 0), Element.HEALTH: (8, 3), Element.REINTEGRATION: (2, 3)}
"""The dash of an element: elements are drawn together."""
_LINES: dict[Element | Facet, Line] = {
    facet: PALETTE[element][(place + (element in AS_A_WHOLE)) % len(PALETTE[element])]
    for element, facets in FACETS.items()
    for place, facet in enumerate(facets)
}
_LINES |= {element: replace(PALETTE[element][0], dash=dash) for element, dash in _AMONG_ELEMENTS.items()}

LIGHT = Look(
    ground="#FDFAF5",
    ink="#22363A",
    soft_ink="#4E5E62",
    grid="#E4DED2",
    quiet="#F1EADC",
    brush="#0F5B66",
    series={series: line.light for series, line in _LINES.items()},
)
DARK = Look(
    ground="#1B2426",
    ink="#EFE9DF",
    soft_ink="#B3BEBE",
    grid="#35444A",
    quiet="#243033",
    brush="#84CACF",
    series={series: line.dark for series, line in _LINES.items()},
)
SHAPES = {series: line.shape for series, line in _LINES.items()}
DASHES = {series: list(line.dash) for series, line in _LINES.items()}
# Paths in a box from -1 to 1: a speech bubble, a page, a page in two halves, a star, a heart, a cloud,
# two people, a ring and a flag. They stay apart without colour.
MARK_SHAPES = {
    MarkKind.MEETING: "M-1,-0.85H1V0.4H0.05L-0.55,1V0.4H-1Z",
    MarkKind.PROFESSIONAL_LED: "M-0.35,-1H0.35V-0.35H1V0.35H0.35V1H-0.35V0.35H-1V-0.35H-0.35Z",
    MarkKind.NOTE_AGREED: "M-0.75,-1H0.3L0.75,-0.55V1H-0.75Z",
    MarkKind.NOTE_DIFFERING: "M-0.95,-0.95H-0.15V0.95H-0.95ZM0.15,-0.95H0.95V0.95H0.15Z",
    MarkKind.MILESTONE: "M0,-1.1L0.26,-0.36L1.05,-0.34L0.43,0.14L0.65,0.9L0,0.45L-0.65,0.9L-0.43,0.14"
    "L-1.05,-0.34L-0.26,-0.36Z",
    MarkKind.CONTRIBUTION: "M0,0.95C-1.4,0 -1.1,-0.95 -0.5,-0.95C-0.2,-0.95 0,-0.7 0,-0.45"
    "C0,-0.7 0.2,-0.95 0.5,-0.95C1.1,-0.95 1.4,0 0,0.95Z",
    MarkKind.HARD_DAY: "M-0.6,0.65A0.5,0.5,0,0,1,-0.65,-0.3A0.6,0.6,0,0,1,0.45,-0.4"
    "A0.55,0.55,0,0,1,0.6,0.65Z",
    MarkKind.WAS_THERE: "M-0.14,-0.55A0.42,0.42,0,1,1,-0.98,-0.55A0.42,0.42,0,1,1,-0.14,-0.55Z"
    "M0.98,-0.55A0.42,0.42,0,1,1,0.14,-0.55A0.42,0.42,0,1,1,0.98,-0.55Z"
    "M-1.06,0.9V0.5A0.5,0.5,0,0,1,-0.06,0.5V0.9ZM0.06,0.9V0.5A0.5,0.5,0,0,1,1.06,0.5V0.9Z",
    MarkKind.GOAL_SET: "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0ZM0.5,0A0.5,0.5,0,1,0,-0.5,0A0.5,0.5,0,1,0,0.5,0Z",
    MarkKind.GOAL_REACHED: "M-0.75,-1.05H-0.45L0.95,-0.45L-0.45,0.15V1.05H-0.75Z",
}


def look(dark: bool) -> Look:
    return DARK if dark else LIGHT


def wide(then: float | str, otherwise: float | str) -> alt.ExprRef:
    """One value on a wide chart and another on a phone; each may be a Vega expression."""
    return alt.ExprRef(expr=f"width < {NARROW} ? ({otherwise}) : ({then})")


def only(kind: str) -> alt.Chart:
    """A chart of those rows of a frame that are of one kind."""
    return alt.Chart().transform_filter(f"datum.kind === '{kind}'")


def in_two_lines(*, dy: int) -> tuple[alt.ExprRef, alt.ExprRef]:
    """The label of a row, in letters of 14 pixels, going on in a second line where one has no room for it.

    What it says, and how far from the middle its first line stands: at `dy` where it is the only one.
    """
    # Letters of this size are about 7 pixels wide.
    most = "max(8, floor((width - 8) / 7.2))"
    fits = f"length(datum.label) <= {most}"
    first = f"regexp('^(.{{1,' + ({most} - 1) + '}}) ')"
    lines = f"split(replace(datum.label, {first}, '$1\\n'), '\\n')"
    return (
        alt.ExprRef(expr=f"{fits} ? datum.label : {lines}"),
        alt.ExprRef(expr=f"{fits} ? {dy} : {dy} - 11"),
    )


def label_expr(names: dict[str, str]) -> str:
    """A Vega expression that says each value of a scale in words."""
    return f"({json.dumps(names)})[datum.value]"


def time_axis(t: Translator, *, room: int = 70, by_week: bool = False) -> alt.Axis:
    """Days, Mondays or months, named in the person's language; January also shows its year.

    A tick takes `room` pixels. A month is named alone where the ticks are months. In half a year or less
    there are at most five. Where Vega would take weeks, which begin on Sundays with it, it is given our
    Mondays; `by_week` it has nothing else, for at most as many weeks as there are `MONDAYS`.
    """
    days = "(domain('x')[1] - domain('x')[0]) / 86400000"
    most = "6" if by_week else f"{days} < 200 ? 5 : 8"
    count = f"max(2, min({most}, floor(width / {room})))"
    apart = f"{days} / {count}"
    first = "domain('x')[0]"
    monday = f"date({first}) + (8 - day({first})) % 7"
    mondays = ", ".join(
        f"datetime(year({first}), month({first}), {monday} + {7 * week})" for week in range(MONDAYS)
    )
    # Between these Vega takes weeks: nearer to seven days than to two, or than to a month.
    are_weeks = f"{days} > 0" if by_week else f"{apart} > 3.74 && {apart} < 14.49"
    are_months = "false" if by_week else f"{days} >= 70"
    month = f"{json.dumps(t.month_names())}[month(datum.value)]"
    return alt.Axis(
        title=None,
        grid=False,
        labelExpr=(
            f"hours(datum.value) != 0 ? '' : date(datum.value) > 1 || !({are_months}) ? "
            f"date(datum.value) + ' ' + {month} : month(datum.value) > 0 ? {month} : "
            f"[{month}, timeFormat(datum.value, '%Y')]"
        ),
        tickCount=alt.ExprRef(expr=count),
        values=alt.ExprRef(expr=f"{are_weeks} ? [{mondays}] : null"),
        labelOverlap="parity",
        labelSeparation=6,
        labelFlush=False,
    )


def heading(*parts: str) -> alt.Title:
    """What is said above a chart; on a phone a line for each part, where one has no room for all of them."""
    whole = " · ".join(parts)
    # Letters of this size are less than 6 pixels wide on the whole.
    on_phone = whole if 6 * len(whole) <= NARROWEST else list(parts)
    # Without a limit Streamlit sets one, the width at first: on a phone that was turned it cuts the words.
    return alt.Title(wide(json.dumps(whole), json.dumps(on_phone)), anchor="start", offset=6, limit=2000)


def legend(names: dict[str, str], **options: Any) -> alt.Legend:
    """A legend below the chart that says each value of a scale in words, in as many columns as fit."""
    column = 40 + 7 * max(len(name) for name in names.values())
    # Vega reserves the height of its legends before it takes the axis off the width, and once only: counted
    # from what stays the same, no line of them is cut off. On paper there is no container.
    room = f"((containerSize()[0] || width + {AXIS}) - {AXIS} + 20)"
    return alt.Legend(
        orient="bottom",
        direction="horizontal",
        columns=alt.ExprRef(expr=f"max(1, floor({room} / {column}))"),
        title=None,
        labelExpr=label_expr(names),
        **options,
    )


def mark_legend(names: dict[str, str], ink: str) -> alt.Legend:
    """A legend of shapes that have no colour of their own."""
    return legend(names, symbolFillColor=ink, symbolStrokeWidth=0, symbolSize=130)


def finished(chart: alt.LayerChart | alt.FacetChart, dark: bool, height: int | alt.Step) -> dict[str, Any]:
    """The chart as a Vega-Lite spec without data, in the portal's look and without Vega's English labels."""
    colours = look(dark)
    words = {"labelColor": colours.soft_ink, "labelFontSize": 13, "titleColor": colours.ink, "aria": False}
    spec = chart.properties(height=height, background="transparent").to_dict()
    for part in (
        spec,
        *spec["layer"],
    ):  # whoever draws it hands in the rows; nothing may stand in their place
        part.pop("data", None)
    spec.pop("datasets", None)
    spec["padding"] = {"left": 4, "right": 4, "top": 4, "bottom": 4}  # Streamlit writes into it: no number
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec["config"] = {
        "aria": False,
        "font": FONT,
        "view": {"stroke": None},
        "mark": {"aria": False, "tooltip": None},
        "axis": {
            **words,
            "domainColor": colours.soft_ink,
            "tickColor": colours.soft_ink,
            "gridColor": colours.grid,
        },
        "legend": {
            **words,
            "labelLimit": 260,
            "columnPadding": 14,
            "rowPadding": 5,
            "offset": 10,
            "layout": {"bottom": {"anchor": "start", "direction": "vertical", "margin": 8}},
        },
        "title": {"color": colours.soft_ink, "fontSize": 13, "fontWeight": "normal", "aria": False},
        "text": {"color": colours.ink, "fontSize": 13},
    }
    return spec
