"""The four kinds of help over time: a row for each, and a mark for each month in which it was given."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import style
from lrc_portal.charts.frames import framed
from lrc_portal.series import AidGiven
from lrc_portal.vocabulary import Aid
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "row", "aid", "at", "size", "label", "when"]
ROW = 42  # pixels for one kind of help: its name, its marks
SMALLEST, MORE, MOST = 110, 45, 5  # pixels² of a mark, for each further time, times from which it stays
# Paths in a box from -1 to 1: a drop, a spark, two rings side by side, the letter i.
SHAPES = {
    Aid.EMOTIONAL: "M0,-1.1C0.5,-0.4 0.85,0 0.85,0.35A0.85,0.75,0,1,1,-0.85,0.35C-0.85,0 -0.5,-0.4 0,-1.1Z",
    Aid.PSYCHOLOGICAL: "M0,-1.2L0.42,-0.42L1.2,0L0.42,0.42L0,1.2L-0.42,0.42L-1.2,0L-0.42,-0.42Z",
    Aid.SOCIAL: "M0.1,0A0.55,0.55,0,1,1,-1,0A0.55,0.55,0,1,1,0.1,0ZM1,0A0.55,0.55,0,1,1,-0.1,0"
    "A0.55,0.55,0,1,1,1,0Z",
    Aid.INFORMATIONAL: "M-0.25,-1.05H0.3V-0.6H-0.25ZM-0.5,-0.35H0.3V0.65H0.6V1.05H-0.6V0.65H-0.25V0.05H-0.5Z",
}


def frame(given: Sequence[AidGiven], t: Translator) -> pa.Table:
    """The rows that `spec` draws.

    kind    "name" (one a kind of help) or "given" (one a month and kind)
    row     the place of the kind from the top, from 0
    aid     the kind
    at      the middle of the month; of a name the first month of all
    size    how large the mark is: a little larger for each time
    label   the kind, in the person's language; how often, for who points at it
    when    the month, in the person's language
    """
    rows: list[tuple[object, ...]] = []
    for row, aid in enumerate(Aid):
        name = labels.aid(t, aid)
        if given:
            rows.append(("name", row, aid.value, _middle(given[0]), 0, name, ""))
        for each in given:
            if times := each.times.get(aid):
                size = SMALLEST + MORE * (min(times, MOST) - 1)
                rows.append(
                    ("given", row, aid.value, _middle(each), size, f"{name}: {times}", t.month(each.month))
                )
    return framed(rows, COLUMNS)


@lru_cache(maxsize=4)
def spec(t: Translator, dark: bool) -> dict[str, Any]:
    """The drawing of `frame`. It holds no data."""
    colours = style.look(dark)
    x = alt.X("at:T", axis=style.time_axis(t), scale=alt.Scale(range=[12, alt.ExprRef(expr="width - 16")]))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0.5))
    names = style.only("name").mark_text(
        align="left", baseline="middle", dy=-9, color=colours.ink, fontSize=14
    )
    marks = style.only("given").mark_point(
        filled=True,
        opacity=1,
        fill=colours.brush,
        stroke=colours.ground,
        strokeWidth=1,
        yOffset=10,
    )
    shape = alt.Scale(domain=[aid.value for aid in Aid], range=[SHAPES[aid] for aid in Aid])
    chart = alt.layer(
        names.encode(x=alt.value(2), y=y, text="label:N"),
        marks.encode(
            x=x,
            y=y,
            size=alt.Size("size:Q", scale=None, legend=None),
            shape=alt.Shape("aid:N", scale=shape, legend=None),
            tooltip=[
                alt.Tooltip("label:N", title=t("Help given")),
                alt.Tooltip("when:N", title=t("When")),
            ],
        ),
    )
    return style.finished(chart, dark, alt.Step(ROW))


def sentence(t: Translator, given: Sequence[AidGiven]) -> str:
    """Which kinds of help the notes name in all this time, and which in the newest month."""
    if not given:
        return t(
            "It begins with the first note of a meeting with a peer worker. Either of the two can write it."
        )
    kinds = [labels.aid(t, aid) for aid in Aid if any(aid in each.times for each in given)]
    newest = given[-1]
    lately = [labels.aid(t, aid) for aid in newest.times]
    if len(given) == 1:
        return t("In {month}: {kinds}.", month=t.month(newest.month), kinds=_small(t, lately))
    return " ".join(
        [
            t("Since {month}: {kinds}.", month=t.month(given[0].month), kinds=_small(t, kinds)),
            t("Most recently, in {month}: {kinds}.", month=t.month(newest.month), kinds=_small(t, lately)),
        ]
    )


def table(t: Translator, given: Sequence[AidGiven]) -> list[dict[str, str]]:
    """All that the chart shows, a row a month, the newest first, for `st.table`."""
    return [
        {
            t("When"): t.month(each.month),
            **{labels.aid(t, aid): str(each.times.get(aid, "")) for aid in Aid},
        }
        for each in reversed(given)
    ]


def _middle(each: AidGiven) -> object:
    return each.month.replace(day=15)


def _small(t: Translator, names: list[str]) -> str:
    return t.listed([name[:1].lower() + name[1:] for name in names], ours=True)
