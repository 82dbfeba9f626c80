"""A contribution to the community is seen on the reintegration line, where that line is."""

from datetime import timedelta

import pandas as pd
import pytest

from lrc_portal.charts import in_words, on_line, style, timeline
from lrc_portal.series import Mark, MarkKind, Point
from lrc_portal.vocabulary import Element, Facet, Language
from lrc_portal.words.translator import translator
from tests.charts.weekly import MONDAY, weeks

t = translator(Language.ENGLISH)
REINTEGRATION = Element.REINTEGRATION


def contribution(day: int, element: Element = REINTEGRATION, kind: MarkKind = MarkKind.CONTRIBUTION) -> Mark:
    return Mark(kind, MONDAY + timedelta(days=day), "Made the tea", f"c-{day}", element)


def hearts(points: list[Point], *marks: Mark) -> list[float]:
    table = timeline.frame(points, marks, [], t).to_pandas()
    return [round(value, 3) for value in table[table["kind"] == "given"]["value"]]


def drawn(spec: dict) -> list[dict]:
    heart = style.MARK_SHAPES[MarkKind.CONTRIBUTION]
    return [layer for layer in spec["layer"] if layer["mark"].get("shape") == heart]


@pytest.mark.parametrize(
    ("day", "height"),
    [(3, 4), (10, 6), (6, 4 + 2 * 3 / 7), (0, 4), (13, 6)],
    ids=["the first middle", "the second", "between", "before the first middle", "after the last"],
)
def test_it_stands_as_high_as_the_line_on_its_day(day: int, height: float) -> None:
    assert hearts(weeks(REINTEGRATION, 4, 6), contribution(day)) == [round(height, 3)]


def test_on_a_line_with_a_trend_it_stands_on_the_trend() -> None:
    points = weeks(REINTEGRATION, *[2.0, 8.0] * 8)
    table = timeline.frame(points, [contribution(7 * 8 + 3)], [], t).to_pandas()
    trend = table[(table["kind"] == "trend") & (table["at"] == pd.Timestamp(2026, 5, 1) - timedelta(days=1))]
    (height,) = table[table["kind"] == "given"]["value"]
    assert height == pytest.approx(trend["value"].iloc[0])
    assert height not in (2.0, 8.0)


@pytest.mark.parametrize("day", [-3, 8, 40], ids=["before the line", "in a gap", "after it"])
def test_where_there_is_no_line_it_stands_in_the_lane_alone(day: int) -> None:
    points = weeks(REINTEGRATION, 4, None, 6)
    assert hearts(points, contribution(day)) == []
    table = timeline.frame(points, [contribution(day)], [], t).to_pandas()
    assert len(table[table["kind"] == "mark"]) == 1


def test_only_contributions_and_only_those_of_reintegration() -> None:
    points = weeks(REINTEGRATION, 4, 6)
    assert hearts(points, contribution(3, Element.HEALTH)) == []
    assert hearts(points, contribution(3, kind=MarkKind.MILESTONE)) == []


def test_where_reintegration_is_not_shown_nothing_hints_at_it() -> None:
    points = weeks(Element.HEALTH, 4, 6)
    assert hearts(points, contribution(3)) == []
    assert "heart" not in in_words.sentence(t, points, [contribution(3)], [])
    spec = timeline.spec(t, False, only=(Element.HEALTH, MarkKind.CONTRIBUTION), choosing=False)
    assert not drawn(spec)


def test_with_reintegration_opened_it_stands_on_community_life() -> None:
    points = [*weeks(Facet.COMMUNITY, 4, 6), *weeks(Facet.PARTICIPATION, 9, 9)]
    (given,) = on_line.given(points, [contribution(3)])
    assert (given.series, given.value) == (Facet.COMMUNITY, 4)


@pytest.mark.parametrize(("dark", "colours"), [(False, style.LIGHT), (True, style.DARK)])
def test_it_is_a_heart_in_the_colour_of_its_line_with_an_edge(dark: bool, colours: style.Look) -> None:
    (layer,) = drawn(timeline.spec(t, dark))
    assert layer["mark"]["fill"] == colours.series[REINTEGRATION]
    assert layer["mark"]["stroke"] == colours.ground


def test_a_chart_without_contributions_has_no_room_for_them() -> None:
    assert not drawn(timeline.spec(t, False, only=(REINTEGRATION, MarkKind.MEETING)))


def test_a_tap_on_the_heart_is_a_tap_on_its_mark() -> None:
    table = timeline.frame(weeks(REINTEGRATION, 4, 6), [contribution(3)], [], t).to_pandas()
    heart, mark = (table[table["kind"] == kind].iloc[0] for kind in ("given", "mark"))
    assert [heart[name] for name in ("id", "at", "until", "label")] == [
        mark[name] for name in ("id", "at", "until", "label")
    ]


def test_the_sentence_and_the_table_say_it_too() -> None:
    points = weeks(REINTEGRATION, 4, 6)
    marks = [contribution(3), contribution(9), contribution(40)]
    assert "2 contributions are hearts on the line of life around me." in in_words.sentence(
        t, points, marks, []
    )
    happened = [row["What happened"] for row in in_words.table(t, points, marks, [])]
    told = "Contribution (Life around me): Made the tea"
    assert happened == ["Contribution: Made the tea", told, told]
