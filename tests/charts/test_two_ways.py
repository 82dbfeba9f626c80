"""Two journeys: bands, lines that say whose they are, and sentences that set nobody above anybody."""

import pandas as pd

from lrc_portal.charts import two_ways
from lrc_portal.vocabulary import Element, Language
from lrc_portal.words.translator import translator
from tests.charts.weekly import weeks

t = translator(Language.ENGLISH)


THEIRS = [
    *weeks(Element.HEALTH, 3, 3, 4, None, 6, 7, 7),
    *weeks(Element.REINTEGRATION, 5, 5, 5, 5, 5, 5, 5),
]
MINE = [*weeks(Element.HEALTH, 8, 8, 7, 6, 6, 5, 5), *weeks(Element.SOBRIETY, 4, 4)]


def rows(table: pd.DataFrame, kind: str, who: str) -> pd.DataFrame:
    return table[(table["kind"] == kind) & (table["who"] == who)]


def test_only_what_is_shared_has_a_band() -> None:
    assert two_ways.shown(THEIRS) == (Element.HEALTH, Element.REINTEGRATION)
    assert two_ways.shown(weeks(Element.HEALTH, None)) == ()
    table = two_ways.frame(THEIRS, MINE, t, "Mari").to_pandas()
    assert list(rows(table, "band", "")["label"]) == ["Health", "Life around me"]
    assert "sobriety" not in set(table["series"])


def test_bands_do_not_touch() -> None:
    points = two_ways.frame(THEIRS, MINE, t, "Mari").to_pandas().query("kind == 'point'")
    health, reintegration = (
        points[points["series"] == name]["height"] for name in ("health", "reintegration")
    )
    assert health.min() - reintegration.max() > 2


def test_my_line_stands_only_in_the_buckets_of_theirs_and_breaks_where_i_said_nothing() -> None:
    mine = [
        *weeks(Element.HEALTH, 1, 2, first=-2),
        *weeks(Element.HEALTH, 8, 7, first=5),
        *weeks(Element.HEALTH, 3, first=9),
    ]
    table = two_ways.frame(THEIRS, mine, t, "Mari").to_pandas()
    line = rows(table, "point", "mine").query("series == 'health'")
    assert [None if pd.isna(value) else value for value in line["value"]] == [None] * 5 + [8, 7]
    theirs = rows(table, "point", "theirs").query("series == 'health'")
    assert list(line["at"]) == list(theirs["at"]), "nothing before their first entry or after their last"


def test_names_at_the_ends_keep_apart_inside_their_band() -> None:
    table = two_ways.frame(weeks(Element.HEALTH, 0, 0), weeks(Element.HEALTH, 0, 0), t, "Mari").to_pandas()
    high, low = sorted(table[table["kind"] == "end"]["height"], reverse=True)
    assert high - low >= two_ways.APART - 1e-9
    assert low >= 0


def test_the_sentence_sets_both_beside_each_other() -> None:
    said = two_ways.sentence(t, THEIRS, MINE, "Mari")
    assert said == (
        "Health: Mari’s line goes up, from about 3 to about 7; "
        "your own line comes down, from about 8 to about 5. "
        "Life around me: Mari’s line stays at about 5."
    )
    for word in ("better", "worse", "than", "more", "less", "ahead", "behind"):
        assert word not in said.lower().split()


def test_few_weeks_have_no_direction() -> None:
    said = two_ways.sentence(t, weeks(Element.HEALTH, 2, 9), weeks(Element.HEALTH, 9, 2), "Mari")
    assert said == "Health: Mari’s line is at about 6; your own line is at about 6."


def test_who_has_no_answers_yet_is_told_when_their_line_appears() -> None:
    said = two_ways.sentence(t, THEIRS, [], "Mari")
    assert said.endswith("Your own line stands here once you have answers from the same time.")


def test_the_table_says_all_that_the_picture_says() -> None:
    table = two_ways.table(
        t, weeks(Element.HEALTH, 3, None, 4.25), weeks(Element.HEALTH, 8, None, None), "Mari"
    )
    assert table == [
        {"When": "16 to 22 March 2026", "Health: Mari": "4.3", "Health: me": ""},
        {"When": "2 to 8 March 2026", "Health: Mari": "3", "Health: me": "8"},
    ]
