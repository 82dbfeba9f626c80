"""Strengths over time: when each was kept, and the goals it went into."""

from datetime import date

import pandas as pd
import pytest

from lrc_portal.charts import strengths
from lrc_portal.series import StrengthRow, StrengthUse
from lrc_portal.vocabulary import GoalState, Language, StrengthPlace
from lrc_portal.words.translator import translator

t = translator(Language.ENGLISH)
KEPT, ENDED, TODAY = date(2026, 3, 2), date(2026, 6, 1), date(2026, 7, 1)

SWAM = StrengthUse(ENDED, "Swim", GoalState.REACHED, used=True)
SANG = StrengthUse(ENDED, "Sing", GoalState.REACHED, used=True)
LET_GO = StrengthUse(ENDED, "Garden", GoalState.LET_GO, used=False)
COOKS = StrengthUse(TODAY, "Cook", GoalState.OPEN, used=False)


def strength(words: str, *uses: StrengthUse, place: StrengthPlace = StrengthPlace.SELF) -> StrengthRow:
    return StrengthRow(words, place, KEPT, uses)


def rows(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[table["kind"] == kind]


def test_they_stand_by_place_each_under_its_heading() -> None:
    table = strengths.frame(
        [strength("The choir", place=StrengthPlace.COMMUNITY), strength("Stubborn"), strength("Patient")], t
    ).to_pandas()
    shown = table.sort_values("row")[["kind", "label"]].to_records(index=False).tolist()
    assert shown == [
        ("place", "In myself"),
        ("kept", "Stubborn"),
        ("kept", "Patient"),
        ("place", "In my community"),
        ("kept", "The choir"),
    ]
    assert list(table["row"]) == list(range(5))


def test_a_goal_stands_at_its_end_or_today_and_says_how_the_strength_was_in_it() -> None:
    uses = rows(strengths.frame([strength("Stubborn", SWAM, LET_GO, COOKS)], t).to_pandas(), "use")
    assert set(zip(uses["at"], uses["how"], uses["label"], strict=True)) == {
        (pd.Timestamp(ENDED), "used", "Swim"),
        (pd.Timestamp(ENDED), "began", "Garden"),
        (pd.Timestamp(TODAY), "under_way", "Cook"),
    }


def test_two_goals_on_one_spot_are_one_mark_that_names_both() -> None:
    (use,) = rows(strengths.frame([strength("Stubborn", SWAM, SANG)], t).to_pandas(), "use").to_dict(
        "records"
    )
    assert use["label"] == "Swim; Sing"


def test_the_line_reaches_to_the_last_goal_and_no_further() -> None:
    kept = rows(
        strengths.frame([strength("Stubborn", COOKS, SWAM), strength("Patient")], t).to_pandas(), "kept"
    )
    assert list(kept["until"]) == [pd.Timestamp(TODAY), pd.Timestamp(KEPT)]


def test_nothing_yet() -> None:
    assert strengths.frame([], t).to_pandas().empty
    assert strengths.sentence(t, []) == "The chart begins with the first strength."
    assert strengths.table(t, []) == []


@pytest.mark.parametrize(
    ("some", "said"),
    [
        ([strength("Stubborn")], "1 strength, kept on 2 March 2026."),
        ([strength("Stubborn", SWAM)], "1 strength, kept on 2 March 2026. It went into a goal."),
        (
            [strength("Stubborn", SWAM), strength("Patient")],
            "2 strengths, the first kept on 2 March 2026. 1 of them went into a goal.",
        ),
        (
            [strength("Stubborn", SWAM), strength("Patient", LET_GO, COOKS), strength("Kind")],
            "3 strengths, the first kept on 2 March 2026. 2 of them went into goals. "
            "Most often: “Patient”, in 2 goals.",
        ),
    ],
)
def test_the_sentence(some: list[StrengthRow], said: str) -> None:
    assert strengths.sentence(t, some) == said


def test_beside_a_strength_a_goal_is_said_to_have_used_it_only_where_it_did() -> None:
    assert strengths.in_goals(t, [COOKS, SWAM, LET_GO, SANG]) == [
        "Used in “Swim” and “Sing”",
        "Under way with it: “Cook”",
        "Began with it: “Garden”",
    ]
    assert strengths.in_goals(t, []) == []


def test_the_table_says_all_that_the_picture_says() -> None:
    assert strengths.table(t, [strength("Stubborn", COOKS, SWAM, LET_GO)]) == [
        {
            "Strength": "Stubborn",
            "Where it is": "In myself",
            "Kept": "2 March 2026",
            "Goals": "Swim (used in a goal, 1 June 2026); Garden (a goal began with it, 1 June 2026); "
            "Cook (in a goal under way)",
        }
    ]
