"""What somebody follows, each in a small chart on one time axis: a line, or the answers as bars."""

from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from lrc_portal.charts import phrases, style
from lrc_portal.charts.frames import framed
from lrc_portal.series import Followed, Span
from lrc_portal.vocabulary import HIGHEST, LOWEST, Bucket, Direction, Element, MeasureKind
from lrc_portal.words.translator import Translator

COLUMNS = ["kind", "row", "at", "until", "value", "label", "when"]
HEIGHT, FLAT = 120, 64  # pixels: of a line; of the bars for yes and no
LANE = 42  # pixels for one answer in own words: the words, and its bars below
LEFT = 44  # pixels for what stands beside a chart, the same for all of them: days stand above one another

ABOUT_THE_SAME = 20  # of less than one part in so many nothing is said
MIDDLE = "(toNumber(datum.at) + toNumber(datum.until)) / 2"  # of a bucket, for Vega


def frame(followed: Followed, t: Translator) -> pa.Table:
    """The rows that `spec` draws.

    kind    "time" (one: all of it, so that charts below one another show the same), "point" (a bucket), or
            "lane" (one for each answer in own words: its name)
    row     the place of an answer in own words, from the top; 0 for the others
    at      the first day; until: the day after the last
    value   the middle of numbers; the part of the answers that was yes, or this one, 0 to 1; or missing
    label   what is said of it, in words; when: its days, in the person's language
    """
    first, last = followed.spans[0].at, followed.spans[-1].until
    rows: list[tuple[object, ...]] = [("time", 0, first, last, None, "", "")]
    if followed.kind is MeasureKind.CHOICE:
        rows += [("lane", row, first, last, None, words, "") for row, words in enumerate(followed.choices)]
    for span in followed.spans:
        when = phrases.span(t, span.at, span.until)
        if followed.kind is MeasureKind.CHOICE:
            rows += [
                ("point", row, span.at, span.until, part, f"{followed.choices[row]}: {_part(t, part)}", when)
                for row, part in enumerate(span.parts)
                if part
            ]
        else:
            label = said(t, followed, span) if span.is_answered else ""
            rows.append(("point", 0, span.at, span.until, span.value, label, when))
    return framed(rows, COLUMNS)


@lru_cache(maxsize=64)
def spec(t: Translator, dark: bool, kind: MeasureKind, element: Element, lanes: int) -> dict[str, Any]:
    """The drawing of `frame`. It holds no data, nor anybody's words."""
    axis = style.time_axis(t)
    begins = LEFT + 8 if kind is MeasureKind.CHOICE else 8  # there nothing stands beside it
    scale = alt.Scale(nice=False, range=[begins, alt.ExprRef(expr="max(80, width - 12)")])
    x = alt.X("at:T", axis=axis, scale=scale)
    tooltip = [alt.Tooltip("when:N", title=t("When")), alt.Tooltip("label:N", title=t("Answer"))]
    time = style.only("time").mark_rule(opacity=0).encode(x=x, x2="until:T", y=alt.Y(value=0))
    points = style.only("point")
    colour = style.look(dark).series[element]
    layers = [time]
    height: int | alt.Step = HEIGHT
    if kind is MeasureKind.CHOICE:
        layers += _lanes(points, colour, dark, x, tooltip)
        height = alt.Step(LANE)
    elif kind is MeasureKind.YES_NO:
        layers += _yes_and_no(t, points, colour, x, tooltip)
        height = FLAT
    else:
        layers += _line(points, colour, tooltip, kind, style.SHAPES[element])
    return style.finished(alt.layer(*layers), dark, height)


def _line(
    points: alt.Chart, colour: str, tooltip: list[alt.Tooltip], kind: MeasureKind, shape: str
) -> list[alt.Chart]:
    scale = alt.Scale(zero=True, nice=True)
    values: Any = alt.Undefined
    if kind is MeasureKind.SCALE:
        scale, values = alt.Scale(domain=[LOWEST - 0.4, HIGHEST + 0.4], nice=False), [0, 5, 10]
    axis = alt.Axis(
        title=None,
        values=values,
        tickCount=3,
        grid=True,
        domain=False,
        ticks=False,
        minExtent=LEFT,
        maxExtent=LEFT,
    )
    y = alt.Y("value:Q", axis=axis, scale=scale)
    middle = points.transform_calculate(mid=MIDDLE)
    across = alt.X("mid:T")
    line = middle.mark_line(
        color=colour, strokeWidth=2.25, invalid="break-paths-show-domains", interpolate="monotone"
    )
    dots = middle.mark_point(color=colour, filled=True, opacity=1, size=40, shape=shape)
    return [line.encode(x=across, y=y), dots.encode(x=across, y=y, tooltip=tooltip)]


def _yes_and_no(
    t: Translator, points: alt.Chart, colour: str, x: alt.X, tooltip: list[alt.Tooltip]
) -> list[alt.Chart]:
    names = style.label_expr({"0": t("No"), "1": t("Yes")})
    axis = alt.Axis(
        title=None,
        values=[0, 1],
        labelExpr=names,
        grid=True,
        domain=False,
        ticks=False,
        minExtent=LEFT,
        maxExtent=LEFT,
    )
    y = alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=[-0.12, 1.05], nice=False))
    bars = points.mark_rect(color=colour, opacity=0.85, cornerRadius=2).encode(
        x=x, x2="until:T", y=y, y2=alt.datum(0), tooltip=tooltip
    )
    none = points.transform_filter("datum.value === 0")
    none = none.transform_calculate(mid=MIDDLE)
    rings = none.mark_point(color=colour, filled=False, strokeWidth=2, size=40, opacity=1)
    return [bars, rings.encode(x=alt.X("mid:T"), y=y, tooltip=tooltip)]


def _lanes(
    points: alt.Chart, colour: str, dark: bool, x: alt.X, tooltip: list[alt.Tooltip]
) -> list[alt.Chart]:
    """A row for each answer: the more of the answers were this one, the fuller its colour."""
    y = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0))
    words = (
        style.only("lane")
        .mark_text(
            align="left",
            baseline="middle",
            dy=-9,
            color=style.look(dark).ink,
            limit=alt.ExprRef(expr="width - 8"),
        )
        .encode(x=alt.value(LEFT), y=y, text="label:N")
    )
    bars = points.mark_rule(color=colour, strokeWidth=12, yOffset=9).encode(
        x=x,
        x2="until:T",
        y=y,
        opacity=alt.Opacity("value:Q", scale=alt.Scale(domain=[0, 1], range=[0.3, 1]), legend=None),
        tooltip=tooltip,
    )
    return [bars, words]


def said(t: Translator, followed: Followed, span: Span, *, within: bool = False) -> str:
    """What one bucket holds, in words: a number with its unit, or on how many days which answer was given.

    `within` a sentence, yes and no begin small.
    """
    if followed.kind is MeasureKind.CHOICE:
        parts = zip(followed.choices, span.parts, strict=True)
        if span.n:
            told = [(words, round(part * span.n)) for words, part in parts if part]
            if sum(n for _words, n in told) == 1:
                return told[0][0]
            return ", ".join(f"{words} ({t.plural('{n} day', '{n} days', n)})" for words, n in told)
        return ", ".join(f"{words} ({_part(t, part)})" for words, part in parts if part)
    value = span.value or 0
    if followed.kind is MeasureKind.YES_NO:
        answer = _yes_or_no(t, followed.bucket, span)
        return phrases.small(answer) if within else answer
    return number(followed, value)


def _yes_or_no(t: Translator, bucket: Bucket, span: Span) -> str:
    """Yes with how many of the days that were answered, or how much of the answers; or no."""
    value = span.value or 0
    yes = round(value * span.n)
    if not value or (span.n and not yes):
        return t("No")
    if bucket is Bucket.DAY:
        return t("Yes")
    if not span.n:
        return t("Yes in {part}", part=_part(t, value))
    return t.plural("Yes on the {n} day answered", "Yes on {yes} of the {n} days answered", span.n, yes=yes)


def number(followed: Followed, value: float) -> str:
    """A number with its unit: two decimals of one day's own, one of a middle."""
    decimals = 2 if followed.bucket is Bucket.DAY else 1
    text = phrases.number(value, decimals)
    return f"{text} {followed.unit}" if followed.unit else text


def _part(t: Translator, part: float) -> str:
    """How much of the answers, without a number: one would count somebody's days."""
    if part >= 1:
        return t("all the answers")
    if part > 0.5:
        return t("most of the answers")
    return t("half of the answers") if part == 0.5 else t("some of the answers")


def sentence(t: Translator, followed: Followed) -> str:
    """The middle of the first half of what was answered and of the second, and what that means to them."""
    there = followed.answered
    if not there:
        return t("Nothing was answered in this time.")
    if followed.kind is MeasureKind.CHOICE:
        return _sentence_of_choices(t, followed, there)
    if len(there) == 1:
        when = phrases.span(t, there[0].at, there[0].until)
        return f"{said(t, followed, there[0])}, {when}."
    earlier, later = halves(there)
    if followed.kind is MeasureKind.YES_NO:
        return _sentence_of_yes(t, there, earlier, later)
    told = t(
        "About {earlier} in the first half of this time, about {later} in the second.",
        earlier=number(followed, phrases.rounded(earlier)),
        later=number(followed, phrases.rounded(later)),
    )
    return f"{told} {_as_wanted(t, followed)}".strip()


def _sentence_of_yes(t: Translator, there: tuple[Span, ...], earlier: float, later: float) -> str:
    yes, days = sum(round((span.value or 0) * span.n) for span in there), sum(span.n for span in there)
    if yes:
        told = t.plural(
            "Yes on the {n} day answered in this time.",
            "Yes on {yes} of the {n} days answered in this time.",
            days,
            yes=yes,
        )
    elif any(span.value for span in there):
        told = t("Yes in this time.")
    else:
        told = t("No, each time it was answered.")
    if later > earlier:
        return f"{told} {t('More often in the second half of it.')}"
    return told


def _sentence_of_choices(t: Translator, followed: Followed, there: tuple[Span, ...]) -> str:
    weights = [sum(span.parts[row] * (span.n or 1) for span in there) for row in range(len(followed.choices))]
    most = followed.choices[weights.index(max(weights))]
    last = followed.choices[there[-1].parts.index(max(there[-1].parts))]
    if len(there) == 1 or last == most:
        return t("Most often: “{words}”.", words=most)
    return t("Most often: “{words}”. Lately: “{last}”.", words=most, last=last)


def halves(there: tuple[Span, ...]) -> tuple[float, float]:
    """The middle of the first half of what was answered, and of the second; a day counts as a day."""
    half = len(there) // 2
    return _middle(there[:half]), _middle(there[len(there) - half :])


def _middle(spans: tuple[Span, ...]) -> float:
    weights = [span.n or 1 for span in spans]
    return sum((span.value or 0) * n for span, n in zip(spans, weights, strict=True)) / sum(weights)


def _as_wanted(t: Translator, followed: Followed) -> str:
    """That it went the way that its owner called good; of the other way nothing is said."""
    earlier, later = map(phrases.rounded, halves(followed.answered))
    if abs(later - earlier) < earlier / ABOUT_THE_SAME:
        return ""
    wanted = {Direction.MORE: later > earlier, Direction.LESS: later < earlier, Direction.NEITHER: False}
    return t("That is the way it is meant to go.") if wanted[followed.direction] else ""


def table(t: Translator, followed: Followed) -> list[dict[str, str]]:
    """All that the chart shows, a row for each time with an answer, the newest first, for `st.table`."""
    by_day = followed.bucket is Bucket.DAY
    counted = followed.kind in (MeasureKind.YES_NO, MeasureKind.CHOICE)
    column = t("Answer") if by_day or counted else t("A day, on the whole")
    return [
        {t("When"): phrases.span(t, span.at, span.until), column: said(t, followed, span)}
        for span in reversed(followed.answered)
    ]


def then_and_now(t: Translator, followed: Followed) -> str:
    """Two spans, then and now, in one line."""
    then, now = _both(t, followed)
    if not then:
        return t("{what}: {now} now", what=followed.name, now=now)
    if not now:
        return t("{what}: {then} then", what=followed.name, then=then)
    return t("{what}: {then} then, {now} now", what=followed.name, then=then, now=now)


def _both(t: Translator, followed: Followed) -> tuple[str, str]:
    """What two spans hold, as it stands within a sentence; nothing where there was no answer."""
    first, second = (
        said(t, followed, span, within=True) if span.is_answered else "" for span in followed.spans
    )
    return first, second


def explained(t: Translator, followed: Followed) -> str:
    """What the height or the shade of a bar stands for, where it stands for more than one day."""
    if followed.bucket is Bucket.DAY:
        return ""
    match followed.kind:
        case MeasureKind.CHOICE:
            return t("A stronger colour stands for more of the answers.")
        case MeasureKind.YES_NO:
            return t("A full bar means that all the answers were yes.")
    return ""


def lately(t: Translator, followed: Followed) -> str:
    """The same, where the two are the four weeks before and the last four."""
    before, now = _both(t, followed)
    name = followed.name
    if not before:
        return t("{facet}: {now} in the last four weeks", facet=name, now=now)
    if not now:
        return t("{facet}: {before} in the four weeks before", facet=name, before=before)
    return t(
        "{facet}: {before} in the four weeks before, {now} in the last four weeks",
        facet=name,
        before=before,
        now=now,
    )
