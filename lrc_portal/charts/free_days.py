"""Working towards: the free days of each week, and the person's own aim as a dashed line."""

from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.series import FreeDays, Path
from lrc_portal.vocabulary import DAYS_A_WEEK, Bucket, Element
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "at", "until", "value", "label", "when"]
HEIGHT = 180
TOP = DAYS_A_WEEK + 0.5  # of the grounds of quiet times; above it stands what the dashed line is


def frame(path: Path, t: Translator) -> pa.Table:
    """The rows that `spec` draws.

    kind    "free" (a week or month with a free day), "told" (one with answers and none), "quiet" (one
            without an answer) or "aim" (at most one)
    at      its first day; until: the day after its last
    value   free days a week, 0 to 7, or missing
    label   what is said of it in words
    when    its days in the person's language
    """
    rows = [
        (_kind(each), each.at, each.until, each.free, _said(t, each), phrases.span(t, each.at, each.until))
        for each in path.free_days
    ]
    if path.free_days_aim and rows:
        first, last = path.free_days[0].at, path.free_days[-1].until
        rows.append(("aim", first, last, path.free_days_aim, aim(t, path.free_days_aim), ""))
    return framed(rows, COLUMNS)


@lru_cache(maxsize=4)
def spec(t: Translator, dark: bool) -> dict[str, Any]:
    """The drawing of `frame`. It holds no data."""
    colours = style.look(dark)
    own = colours.series[Element.SOBRIETY]
    axis = style.time_axis(t, room=110)
    x = alt.X("at:T", axis=axis, scale=alt.Scale(nice=False, range=[4, alt.ExprRef(expr="width - 4")]))
    days: dict[str, Any] = {
        "scale": alt.Scale(domain=[0, DAYS_A_WEEK + 2], nice=False),
        "axis": alt.Axis(
            title=None,
            values=list(range(1, DAYS_A_WEEK + 1)),
            format="d",
            grid=True,
            domain=False,
            ticks=False,
            labelOverlap=False,
        ),
    }
    y = alt.Y("value:Q", **days)
    tooltip = [alt.Tooltip("when:N", title=t("When")), alt.Tooltip("label:N", title=t("Free days"))]
    quiet = _only("quiet").mark_rect(color=colours.quiet, cornerRadius=4)
    bars = _only("free").mark_rect(color=own, stroke=colours.ground, strokeWidth=1, cornerRadius=2)
    told = (
        _only("told")
        .transform_calculate(mid="(toNumber(datum.at) + toNumber(datum.until)) / 2")
        .mark_point(color=own, filled=False, strokeWidth=2, size=45, opacity=1, yOffset=-7)
    )
    dashes: dict[str, Any] = {"color": colours.ink, "strokeWidth": 2, "strokeDash": [6, 4]}
    under = _only("aim").mark_rule(color=colours.ground, strokeWidth=5)  # so that it is seen on the bars
    line = _only("aim").mark_rule(**dashes)
    sample = _only("aim").mark_rule(**dashes)
    words = _only("aim").mark_text(align="left", baseline="middle", color=colours.ink, fontSize=14)
    above = alt.Y(value=9)
    chart = alt.layer(
        quiet.encode(x=x, x2="until:T", y=alt.YDatum(TOP, **days), y2=alt.datum(0), tooltip=tooltip),
        bars.encode(x=x, x2="until:T", y=y, y2=alt.datum(0), tooltip=tooltip),
        told.encode(x=alt.X("mid:T"), y=y, tooltip=tooltip),
        under.encode(x=x, x2="until:T", y=y),
        line.encode(x=x, x2="until:T", y=y),
        sample.encode(x=alt.value(8), x2=alt.value(36), y=above),
        words.encode(x=alt.value(44), y=above, text="label:N"),
    )
    return style.finished(chart, dark, HEIGHT)


def aim(t: Translator, days: int) -> str:
    """The person's own aim in words."""
    return t.plural("My aim: {n} free day a week", "My aim: {n} free days a week", days)


def sentence(t: Translator, path: Path) -> str:
    """This week so far, the fullest week, the own aim and where it was come to, how many are quiet."""
    told = [each for each in path.free_days if each.free]
    said = []
    if path.bucket is Bucket.WEEK and told and told[-1].until > path.today:
        n = round(told[-1].free or 0)
        said.append(t.plural("{n} free day this week so far.", "{n} free days this week so far.", n))
    if told:
        fullest = max(told, key=lambda each: (each.free or 0, each.at))
        when = phrases.span(t, fullest.at, fullest.until)
        most = phrases.number(fullest.free)
        if path.bucket is Bucket.WEEK:
            said.append(t("Most free days in a week: {n}, {when}.", n=most, when=when))
        else:
            said.append(t("Most free days a week: {n}, in {when}.", n=most, when=when))
    if path.free_days_aim:
        said.append(aim(t, path.free_days_aim) + ".")
        reached = sum((each.free or 0) >= path.free_days_aim for each in told)
        if reached and path.bucket is Bucket.WEEK:
            said.append(
                t.plural(
                    "You came to it, or further, in {n} week.",
                    "You came to it, or further, in {n} weeks.",
                    reached,
                )
            )
        elif reached:
            said.append(
                t.plural(
                    "You came to it, or further, in {n} month.",
                    "You came to it, or further, in {n} months.",
                    reached,
                )
            )
    quiet = sum(each.free is None for each in path.free_days)
    if quiet and path.bucket is Bucket.WEEK:
        said.append(t.plural("{n} week is quiet.", "{n} weeks are quiet.", quiet))
    elif quiet:
        said.append(t.plural("{n} month is quiet.", "{n} months are quiet.", quiet))
    return " ".join(said)


def table(t: Translator, path: Path) -> list[dict[str, str]]:
    """All that the chart shows, a row a week or month, the newest first, for `st.table`."""
    return [
        {t("When"): phrases.span(t, each.at, each.until), t("Free days"): _said(t, each)}
        for each in reversed(path.free_days)
    ]


def _only(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(f"datum.kind === '{kind}'")


def _kind(each: FreeDays) -> str:
    if each.free is None:
        return "quiet"
    return "free" if each.free else "told"


def _said(t: Translator, each: FreeDays) -> str:
    if each.free is None:
        return t("Quiet")
    return phrases.number(each.free) if each.free else t("None")
