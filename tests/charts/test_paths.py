"""The path: one line that goes on through each return; and free days a week against the own aim."""

import json
import re
from datetime import date, timedelta

import pytest

from lrc_portal.charts import free_days, path
from lrc_portal.series import FreeDays, Path, Return, Run
from lrc_portal.vocabulary import Aim, Bucket, Language
from lrc_portal.words.translator import translator

t = translator(Language.ENGLISH)
TODAY = date(2026, 5, 20)
MONDAY = date(2026, 5, 18)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def walked(start: int, *used: tuple[int, int]) -> Path:
    """From `start` days ago, with stretches of use from and to so many days ago, oldest first."""
    runs, at = [], start
    for first, last in used:
        if at > first:
            runs.append(Run(ago(at), ago(first + 1)))
        at = last - 1
    if at >= 0:
        runs.append(Run(ago(at), TODAY))
    returns = tuple(Return(ago(a), ago(b), None, ago(a)) for a, b in used if a < start)
    return Path(1, "alcohol", Aim.ABSTINENCE, ago(start), TODAY, runs=tuple(runs), returns=returns)


def towards(*free: float | None, aim: int | None = 3, bucket: Bucket = Bucket.WEEK) -> Path:
    """The newest week last; it is this week."""
    weeks = [MONDAY - timedelta(weeks=back) for back in reversed(range(len(free)))]
    days = tuple(FreeDays(at, at + timedelta(days=7), n) for at, n in zip(weeks, free, strict=True))
    return Path(
        1,
        "betting",
        Aim.WORKING_TOWARDS,
        weeks[0],
        TODAY,
        free_days=days,
        free_days_aim=aim,
        bucket=bucket,
    )


NAMED = {
    "forty and ten": walked(50, (10, 10)),
    "used today": walked(30, (0, 0)),
    "today": walked(0),
    "today, used": walked(0, (0, 0)),
    "used from the start": walked(20, (20, 18)),
    "the longest now": walked(50, (45, 44)),
    "many": walked(400, *((n, n) for n in range(380, 20, -20))),
}
every_path = pytest.mark.parametrize("drawn", NAMED.values(), ids=NAMED)


def said_by_the_picture(drawn: Path) -> dict[str, str]:
    table = path.frame(drawn, t).to_pandas()
    named = table[table["label"] != ""]
    return dict(zip(named["kind"], named["label"], strict=True))


def test_fifty_ten_and_forty_stand_in_the_words_and_in_the_picture() -> None:
    drawn = NAMED["forty and ten"]
    assert path.sentence(t, drawn) == (
        "50 days lived in recovery since 31 March 2026. 10 days of them up to today. "
        "The longest time was 40 days. 1 return to use is a point on the path."
    )
    assert said_by_the_picture(drawn) == {
        "longest": "The longest: 40 days",
        "present": "Up to today: 10 days",
    }
    assert [tuple(row.values()) for row in path.table(t, drawn)] == [
        ("Lived in recovery", "11 to 20 May 2026", "10 days"),
        ("A return to use", "10 May 2026", ""),
        ("Lived in recovery", "31 March 2026 to 9 May 2026", "40 days, the longest"),
        ("The path begins", "31 March 2026", ""),
    ]


def test_on_a_day_of_use_something_kind_is_said_and_nothing_is_counted_from_it() -> None:
    drawn = NAMED["used today"]
    assert "Today is part of the path. The days before it stay yours." in path.sentence(t, drawn)
    assert said_by_the_picture(drawn) == {"longest": "The longest: 30 days"}
    assert path.sentence(t, NAMED["today, used"]) == "The path begins on 20 May 2026. Today is part of it."


def test_the_longest_that_is_now_is_said_once() -> None:
    drawn = NAMED["the longest now"]
    assert said_by_the_picture(drawn) == {"present": "Up to today: 44 days, the longest"}
    assert path.sentence(t, drawn).count("longest") == 1
    assert said_by_the_picture(NAMED["today"]) == {"present": "Up to today: 1 day"}


@every_path
def test_the_line_goes_on_from_the_first_day_to_today(drawn: Path) -> None:
    table = path.frame(drawn, t).to_pandas()
    [(start, end)] = table[table["kind"] == "path"][["at", "until"]].itertuples(index=False)
    assert (start.date(), end.date()) == (drawn.start, TODAY + timedelta(days=1))
    returns = table[table["kind"] == "return"]
    assert len(returns) == len(drawn.returns)
    assert ((returns["at"] >= start) & (returns["at"] < end)).all(), "each is a point on it"


@every_path
def test_no_zero_and_no_word_of_failing_is_said(drawn: Path) -> None:
    said = [path.sentence(t, drawn), *said_by_the_picture(drawn).values()]
    said += [" ".join(row.values()) for row in path.table(t, drawn)]
    for each in said:
        assert not re.search(r"\b0\b|streak|broke|reset|fail|lost|relapse|missed", each, re.IGNORECASE), each


@every_path
def test_sentence_and_table_say_all_that_the_picture_says(drawn: Path) -> None:
    words = path.sentence(t, drawn) + json.dumps(path.table(t, drawn))
    table = path.frame(drawn, t).to_pandas()
    for row in table[table["kind"].isin(["run", "return"])].itertuples():
        assert row.when in words
    for label in said_by_the_picture(drawn).values():
        [number] = re.findall(r"\d+ days?", label)
        assert number in words


def test_many_returns_leave_the_path_to_be_seen() -> None:
    few, many = path.frame(NAMED["forty and ten"], t).to_pandas(), path.frame(NAMED["many"], t).to_pandas()
    assert many["size"].max() < few["size"].max() / 2


def test_the_words_of_the_longest_stay_inside_the_picture() -> None:
    sides = []
    for drawn in (walked(100, (40, 40)), walked(100, (80, 80), (20, 20)), walked(100, (60, 60), (1, 1))):
        table = path.frame(drawn, t).to_pandas()
        sides += list(table[table["kind"] == "longest"]["side"])
    assert sides == ["left", "middle", "right"]


def test_a_return_is_neither_red_nor_explained_where_there_is_none() -> None:
    without, with_returns = (json.dumps(path.spec(t, False, each)) for each in (False, True))
    assert t("A return to use") in with_returns
    assert "legend" not in json.dumps(json.loads(without)["layer"]).replace('"legend": null', "")


# Working towards


def test_a_quiet_week_is_soft_ground_and_a_week_of_use_no_bar_of_nothing() -> None:
    table = free_days.frame(towards(4, None, 0, 2), t).to_pandas()
    assert list(table["kind"]) == ["free", "quiet", "told", "free", "aim"]
    assert list(table["label"]) == ["4", "Quiet", "None", "2", "My aim: 3 free days a week"]
    bars = table[table["kind"] == "free"]["value"]
    assert (bars > 0).all()


def test_free_days_in_words() -> None:
    drawn = towards(4, None, 0, 2)
    assert free_days.sentence(t, drawn) == (
        "2 free days this week so far. Most free days in a week: 4, 27 April 2026 to 3 May 2026. "
        "My aim: 3 free days a week. You came to it, or further, in 1 week. 1 week is quiet."
    )
    assert [tuple(row.values()) for row in free_days.table(t, drawn)] == [
        ("18 to 24 May 2026", "2"),
        ("11 to 17 May 2026", "None"),
        ("4 to 10 May 2026", "Quiet"),
        ("27 April 2026 to 3 May 2026", "4"),
    ]


@pytest.mark.parametrize("free", [(0, 0), (None, 0), (1, 0), (None, None)])
def test_an_aim_that_is_far_off_is_not_held_against_anybody(free: tuple) -> None:
    said = free_days.sentence(t, towards(*free, aim=7))
    assert "You came to it" not in said
    assert not re.search(r"\b0\b", said)


def test_without_an_aim_there_is_no_dashed_line() -> None:
    drawn = towards(2, 3, aim=None)
    assert "aim" not in set(free_days.frame(drawn, t).to_pandas()["kind"])
    assert "aim" not in free_days.sentence(t, drawn)


def test_a_long_way_is_said_in_months() -> None:
    months = [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]
    days = tuple(FreeDays(months[n], months[n + 1], free) for n, free in enumerate((2.5, None, 3.0)))
    drawn = Path(
        1,
        "betting",
        Aim.WORKING_TOWARDS,
        months[0],
        TODAY,
        free_days=days,
        free_days_aim=3,
        bucket=Bucket.MONTH,
    )
    assert free_days.sentence(t, drawn) == (
        "Most free days a week: 3, in May 2026. My aim: 3 free days a week. "
        "You came to it, or further, in 1 month. 1 month is quiet."
    )
    assert [row["When"] for row in free_days.table(t, drawn)] == ["May 2026", "April 2026", "March 2026"]
