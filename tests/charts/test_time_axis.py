"""The ticks of a time axis: where they are weeks they begin on Mondays, as the portal's weeks do."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
import vl_convert

from lrc_portal.charts import free_days, timeline, ways
from lrc_portal.series import FreeDays, Path, WayWeeks
from lrc_portal.vocabulary import Aim, Element, Language
from lrc_portal.words.translator import translator
from tests.charts.weekly import weeks

t = translator(Language.ENGLISH)
MONDAY = date(2026, 9, 14)
WIDTHS = (236, 290, 700)


def ticks(spec: dict, frame: pd.DataFrame, width: int) -> list[date]:
    """The days that the axis names, in 2026."""
    rows = frame.copy()
    for column in rows.select_dtypes("datetime"):
        rows[column] = rows[column].dt.strftime("%Y-%m-%dT%H:%M:%S")
    data = {"values": json.loads(rows.to_json(orient="records"))}
    drawn = vl_convert.vegalite_to_scenegraph({**spec, "width": width, "padding": 0, "data": data})
    return [
        datetime.strptime(f"{said.replace('Sept', 'Sep')} 2026", "%d %b %Y").date()
        for said in _texts(drawn)
        if re.fullmatch(r"\d+ [A-Z][a-z]{2,3}", said)
    ]


def _texts(drawn: object) -> Iterator[str]:
    if isinstance(drawn, dict):
        if drawn.get("role") == "axis-label":
            yield from (each["text"] for each in drawn["items"] if isinstance(each.get("text"), str))
            return
        drawn = list(drawn.values())
    if isinstance(drawn, list):
        for each in drawn:
            yield from _texts(each)


def of_ways(number: int) -> tuple[dict, pd.DataFrame]:
    used = [WayWeeks("A walk", {MONDAY + timedelta(weeks=each): 1 for each in range(number)})]
    return ways.spec(t, False), ways.frame(used, t).to_pandas()


def of_timeline(number: int) -> tuple[dict, pd.DataFrame]:
    first = (MONDAY - date(2026, 3, 2)).days // 7
    points = weeks(Element.HEALTH, *[5] * number, first=first)
    return timeline.spec(t, False), timeline.frame(points, [], [], t).to_pandas()


def of_free_days(number: int) -> tuple[dict, pd.DataFrame]:
    starts = [MONDAY + timedelta(weeks=each) for each in range(number + 1)]
    days = tuple(FreeDays(at, until, 3) for at, until in zip(starts, starts[1:], strict=False))
    path = Path(1, "betting", Aim.WORKING_TOWARDS, MONDAY, starts[-1], free_days=days)
    return free_days.spec(t, False), free_days.frame(path, t).to_pandas()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", [2, 3, 6, 9, 12])
def test_the_ways_of_so_many_weeks_stand_over_mondays(number: int, width: int) -> None:
    found = ticks(*of_ways(number), width)
    assert len(found) > 1 and {each.weekday() for each in found} == {0}


def test_the_ways_of_one_week_stand_over_its_monday() -> None:
    assert ticks(*of_ways(1), 290) == [MONDAY]


@pytest.mark.parametrize("make", [of_timeline, of_free_days])
@pytest.mark.parametrize(("number", "width"), [(4, 290), (6, 290), (6, 700)])
def test_no_other_chart_has_sundays(make: Callable, number: int, width: int) -> None:
    found = ticks(*make(number), width)
    assert found and all(each.weekday() == 0 or each.day == 1 for each in found)
