"""From rows to frames: what is drawn where, and what is left out."""

from datetime import date, timedelta

import pandas as pd
import pytest

from lrc_portal.charts import balance, goals, lane, timeline
from lrc_portal.series import GoalBar, Mark, MarkKind, Pair, Point, Quiet
from lrc_portal.vocabulary import Element, Facet, GoalState, Language
from lrc_portal.words.translator import translator

t = translator(Language.ENGLISH)
MONDAY = date(2026, 3, 2)


def week(number: int, value: float | None, series: Element = Element.HEALTH, n: int = 3) -> Point:
    at = MONDAY + timedelta(weeks=number)
    return Point(series, at, at + timedelta(weeks=1), value, n)


def rows(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[table["kind"] == kind]


def test_a_gap_is_missing_and_never_zero() -> None:
    points = rows(timeline.frame([week(0, 4), week(1, None), week(2, 6)], [], [], t).to_pandas(), "point")
    assert [None if pd.isna(value) else value for value in points["value"]] == [4, None, 6]


def test_an_answer_of_zero_stays_zero() -> None:
    assert list(rows(timeline.frame([week(0, 0)], [], [], t).to_pandas(), "point")["value"]) == [0]


@pytest.mark.parametrize(
    ("until", "drawn"),
    [
        (MONDAY + timedelta(days=1), pd.Timestamp(2026, 3, 2)),
        (MONDAY + timedelta(days=7), pd.Timestamp(2026, 3, 5)),
    ],
    ids=["a day on its day", "a week in its middle"],
)
def test_where_a_bucket_is_drawn(until: date, drawn: pd.Timestamp) -> None:
    table = timeline.frame([Point(Element.HEALTH, MONDAY, until, 5, 1)], [], [], t).to_pandas()
    assert list(rows(table, "point")["at"]) == [drawn]


def test_quiet_times_and_marks() -> None:
    table = timeline.frame(
        [],
        [Mark(MarkKind.MILESTONE, MONDAY, "One hundred days", "7")],
        [Quiet(MONDAY, MONDAY + timedelta(days=14))],
        t,
    ).to_pandas()
    (quiet,) = rows(table, "quiet").to_dict("records")
    assert (quiet["at"], quiet["until"]) == (pd.Timestamp(2026, 3, 2), pd.Timestamp(2026, 3, 16))
    assert quiet["when"] == "2 to 15 March 2026"
    (mark,) = rows(table, "mark").to_dict("records")
    assert (mark["label"], mark["when"], mark["id"]) == ("Milestone: One hundred days", "2 March 2026", "7")
    assert mark["value"] < 0, "it stands under the lines"


def test_kinds_that_may_meet_on_one_day_stand_in_different_rows() -> None:
    for one, other in ((MarkKind.MEETING, MarkKind.NOTE_AGREED), (MarkKind.MILESTONE, MarkKind.GOAL_REACHED)):
        table = timeline.frame(
            [], [Mark(one, MONDAY, "", "1"), Mark(other, MONDAY, "", "2")], [], t
        ).to_pandas()
        assert len(set(rows(table, "mark")["value"])) == 2


def test_a_row_without_marks_takes_no_room() -> None:
    goal = Mark(MarkKind.GOAL_SET, MONDAY, "", "goal_set-1")
    alone = rows(timeline.frame([], [goal], [], t).to_pandas(), "mark")["value"].max()
    every = [Mark(kind, MONDAY, "", f"{kind}-1") for kind in MarkKind]
    assert alone > rows(timeline.frame([], every, [], t).to_pandas(), "mark")["value"].min()
    only = (MarkKind.GOAL_SET,)
    assert timeline.spec(t, False, only=only)["height"] < timeline.spec(t, False)["height"]


def test_a_mark_knows_how_much_room_its_row_has() -> None:
    days = (0, 3, 10)
    marks = [Mark(MarkKind.MEETING, MONDAY + timedelta(days=each), "", f"meeting-{each}") for each in days]
    marks.append(Mark(MarkKind.MILESTONE, MONDAY, "", "milestone-1"))
    table = rows(timeline.frame([], marks, [], t).to_pandas(), "mark")
    assert list(table["apart"]) == [3, 3, 7, lane.ALONE]
    assert set(table["dot"]) == {3}


def test_a_chosen_note_shows_its_place_and_an_unknown_one_shows_none() -> None:
    marks = [
        Mark(MarkKind.NOTE_AGREED, MONDAY, "", "note_agreed-12"),
        Mark(MarkKind.MILESTONE, MONDAY + timedelta(days=9), "", "milestone-3"),
    ]
    (place,) = rows(timeline.frame([], marks, [], t, pointed="milestone-3").to_pandas(), "pointed").to_dict(
        "records"
    )
    assert (place["at"], place["when"]) == (pd.Timestamp(2026, 3, 11), "11 Mar")
    table = timeline.frame([], marks, [], t, pointed="milestone-3").to_pandas()
    assert place["value"] == rows(table, "mark").set_index("id").loc["milestone-3", "value"]
    assert rows(timeline.frame([], marks, [], t, pointed="note_agreed-99").to_pandas(), "pointed").empty
    assert rows(timeline.frame([], marks, [], t).to_pandas(), "pointed").empty


@pytest.mark.parametrize(
    ("selection", "mark"),
    [
        ({}, None),
        ({"period": []}, None),
        ({"period": [{"at": 1782860400000, "until": 1783119600000, "id": ""}]}, None),
        (
            {"period": [{"at": 1782860400000, "until": 1782860400000, "id": "note_agreed-12"}]},
            "note_agreed-12",
        ),
        ({"period": [{"id": "milestone-3"}, {"id": ""}, {"id": "meeting-4"}, {"id": ""}]}, "meeting-4"),
    ],
)
def test_the_mark_that_was_tapped(selection: dict, mark: str | None) -> None:
    assert timeline.pointed_mark(selection) == mark


def test_a_line_with_a_trend_says_so_and_its_name_stands_where_the_trend_ends() -> None:
    values = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 9]
    long = [week(number, value) for number, value in enumerate(values)]
    short = [week(number, 2, Element.SOBRIETY) for number in range(3)]
    table = timeline.frame([*long, *short], [], [], t).to_pandas()
    points = rows(table, "point")
    assert set(points[points["series"] == "health"]["beside"]) == {1}
    assert set(points[points["series"] == "sobriety"]["beside"]) == {0}
    assert set(rows(table, "trend")["series"]) == {"health"}
    ends = rows(table, "end").set_index("series")["value"]
    assert ends["health"] == pytest.approx(19 / 3)
    assert ends["sobriety"] == 2


def test_names_at_the_ends_keep_apart_and_in_order() -> None:
    points = [week(0, 0.2, Element.SOBRIETY), week(0, 0.1, Element.HEALTH), week(0, 0, Element.REINTEGRATION)]
    ends = rows(timeline.frame(points, [], [], t).to_pandas(), "end")
    assert list(ends["series"]) == ["sobriety", "health", "reintegration"]
    heights = list(ends["value"])
    assert all(
        above - below >= timeline.APART - 1e-9 for above, below in zip(heights, heights[1:], strict=False)
    )
    assert min(heights) >= 0


def test_an_empty_record_makes_an_empty_frame_with_all_columns() -> None:
    table = timeline.frame([], [], [], t).to_pandas()
    assert list(table.columns) == timeline.COLUMNS
    assert table.empty


def test_points_grow_smaller_where_there_are_many() -> None:
    few, many = (
        rows(timeline.frame([week(number, 5) for number in range(weeks)], [], [], t).to_pandas(), "point")[
            "dot"
        ].max()
        for weeks in (10, 100)
    )
    assert few > many > 0


@pytest.mark.parametrize(
    ("selection", "period"),
    [
        ({}, None),
        ({"period": []}, None),
        # Midnight in Cardiff in summer is 23:00 UTC the evening before.
        ({"period": [{"at": 1782860400000, "until": 1783119600000}]}, (date(2026, 7, 1), date(2026, 7, 3))),
        # A mark was tapped: it begins and ends on its day.
        ({"period": [{"at": 1782860400000, "until": 1782860400000}]}, (date(2026, 7, 1), date(2026, 7, 1))),
        (
            {
                "period": [
                    {"at": 1783119600000, "until": 1783206000000},
                    {"at": 1782860400000, "until": 1782946800000},
                ]
            },
            (date(2026, 7, 1), date(2026, 7, 4)),
        ),
    ],
)
def test_the_chosen_period(selection: dict, period: tuple[date, date] | None) -> None:
    assert timeline.chosen_period(selection) == period


def test_each_bucket_has_a_ground_to_tap_and_the_chosen_ones_are_told_apart() -> None:
    points = [week(number, 5, series) for series in Element for number in range(3)]
    table = timeline.frame(points, [], [], t, (MONDAY, MONDAY + timedelta(days=13))).to_pandas()
    assert len(rows(table, "chosen")) == 2
    assert list(rows(table, "bucket")["at"]) == [pd.Timestamp(MONDAY + timedelta(days=14))]
    assert rows(timeline.frame(points, [], [], t).to_pandas(), "bucket").empty


def test_goals_become_bars_steps_and_ends() -> None:
    goal = GoalBar("Swim", Element.HEALTH, GoalState.REACHED, MONDAY, MONDAY + timedelta(days=30), (MONDAY,))
    table = goals.frame([goal, goal], t).to_pandas()
    assert list(table["kind"]) == ["bar", "step", "end"] * 2
    assert list(table["row"].unique()) == [0, 1]
    assert set(table["label"]) == {"Swim"}


def test_what_is_higher_comes_first_and_what_nobody_answered_is_left_out() -> None:
    pairs = [
        Pair(Facet.SOBRIETY, 7, 6),
        Pair(Facet.PHYSICAL, 2, 6),
        Pair(Facet.EMOTIONAL, None, 6),
        Pair(Facet.COMMUNITY, 5, 5),
        Pair(Facet.PARTICIPATION, None, None),
    ]
    table = balance.frame(pairs, t).to_pandas()
    assert list(table.drop_duplicates("row")["label"]) == [
        "Physical health",
        "Community life",
        "Sobriety",
        "Emotional wellbeing",
    ]
    assert list(rows(table, "before")["value"]) == [2, 5, 7]
