"""Every counted phrase of the charts with 0, 1, 2, 3, 6 and many, in both languages."""

from datetime import date, timedelta

import pytest

from lrc_portal.charts import balance, goals, phrases, strengths, ways
from lrc_portal.series import GoalBar, MarkKind, Pair, StrengthRow, StrengthUse, WayWeeks
from lrc_portal.vocabulary import Element, Facet, GoalState, Language, StrengthPlace
from lrc_portal.words.translator import translator

en, cy = translator(Language.ENGLISH), translator(Language.CYMRAEG)
DAY = date(2026, 3, 2)
NUMBERS = (0, 1, 2, 3, 6, 20)

MARKS = {
    MarkKind.MEETING: ("meeting", "meetings"),
    MarkKind.PROFESSIONAL_LED: ("meeting led by a professional", "meetings led by a professional"),
    MarkKind.NOTE_AGREED: ("agreed note", "agreed notes"),
    MarkKind.NOTE_DIFFERING: ("note with two views", "notes with two views"),
    MarkKind.MILESTONE: ("milestone", "milestones"),
    MarkKind.CONTRIBUTION: ("contribution", "contributions"),
    MarkKind.HARD_DAY: ("hard day", "hard days"),
    MarkKind.WAS_THERE: ("time at a group or event", "times at groups or events"),
    MarkKind.GOAL_SET: ("goal set", "goals set"),
    MarkKind.GOAL_REACHED: ("goal reached", "goals reached"),
}


@pytest.mark.parametrize("kind", MarkKind)
def test_marks_in_english(kind: MarkKind) -> None:
    one, many = MARKS[kind]
    said = [phrases.counted(en, kind, n) for n in NUMBERS]
    assert said == [f"{n} {one if n == 1 else many}" for n in NUMBERS]


GOALS = {
    GoalState.OPEN: ("{n} goal{s} under way", ["1 nod", "2 nod", "3 nod", "6 nod", "20 nod"], " ar waith"),
    GoalState.CHANGED: ("{n} goal{s} changed", ["1 nod", "2 nod", "3 nod", "6 nod", "20 nod"], " wedi newid"),
}


@pytest.mark.parametrize("state", GOALS)
def test_goals(state: GoalState) -> None:
    english, welsh, ending = GOALS[state]
    bar = GoalBar("Swim", Element.HEALTH, state, DAY, DAY)
    for n, counted in zip(NUMBERS[1:], welsh, strict=True):
        assert goals.sentence(en, [bar] * n) == english.format(n=n, s="" if n == 1 else "s") + "."
        assert goals.sentence(cy, [bar] * n) == f"{counted}{ending}."


@pytest.mark.parametrize(
    ("state", "one", "many"),
    [
        (GoalState.REACHED, "wedi'i gyrraedd", "wedi'u cyrraedd"),
        (GoalState.LET_GO, "wedi'i ollwng", "wedi'u gollwng"),
    ],
)
def test_goals_that_ended_in_welsh(state: GoalState, one: str, many: str) -> None:
    bar = GoalBar("Swim", Element.HEALTH, state, DAY, DAY)
    said = [goals.sentence(cy, [bar] * n) for n in NUMBERS[1:]]
    assert said == [f"{n} nod {one if n == 1 else many}." for n in NUMBERS[1:]]


@pytest.mark.parametrize(
    ("n", "english", "welsh"),
    [
        (1, "1 step done in this time", "1 cam wedi’i wneud yn y cyfnod hwn"),
        (2, "2 steps done in this time", "2 gam wedi’u gwneud yn y cyfnod hwn"),
        (3, "3 steps done in this time", "3 cham wedi’u gwneud yn y cyfnod hwn"),
        (6, "6 steps done in this time", "6 cham wedi’u gwneud yn y cyfnod hwn"),
        (20, "20 steps done in this time", "20 cam wedi’u gwneud yn y cyfnod hwn"),
    ],
)
def test_steps(n: int, english: str, welsh: str) -> None:
    bar = GoalBar("Swim", Element.HEALTH, GoalState.OPEN, DAY, DAY, tuple(DAY for _ in range(n)))
    assert goals.sentence(en, [bar]).endswith(f", {english}.")
    assert goals.sentence(cy, [bar]).endswith(f", {welsh}.")


@pytest.mark.parametrize(
    ("n", "english", "welsh"),
    [
        (0, "6", "6"),
        (1, "6 (from 1 day)", "6 (o 1 diwrnod)"),
        (2, "6 (from 2 days)", "6 (o 2 ddiwrnod)"),
        (3, "6 (from 3 days)", "6 (o 3 diwrnod)"),
        (6, "6 (from 6 days)", "6 (o 6 diwrnod)"),
        (20, "6 (from 20 days)", "6 (o 20 diwrnod)"),
    ],
)
def test_days_behind_then_and_now(n: int, english: str, welsh: str) -> None:
    pairs = [Pair(Facet.SOBRIETY, None, 6, 0, n)]
    assert balance.table(en, pairs) == [{"What": "Sobriety", "Then": "", "Now": english}]
    assert balance.table(cy, pairs)[0]["Nawr"] == welsh


@pytest.mark.parametrize(
    ("n", "english", "welsh"),
    [
        (1, "1 strength, kept on 2 March 2026.", "1 cryfder, a gadwyd ar 2 Mawrth 2026."),
        (2, "2 strengths, the first kept on", "2 gryfder, y cyntaf wedi'i gadw ar 2 Mawrth 2026."),
        (3, "3 strengths, the first kept on", "3 chryfder, y cyntaf wedi'i gadw ar 2 Mawrth 2026."),
        (6, "6 strengths, the first kept on", "6 chryfder, y cyntaf wedi'i gadw ar 2 Mawrth 2026."),
        (20, "20 strengths, the first kept on", "20 cryfder, y cyntaf wedi'i gadw ar 2 Mawrth 2026."),
    ],
)
def test_strengths(n: int, english: str, welsh: str) -> None:
    some = [StrengthRow("Stubborn", StrengthPlace.SELF, DAY + timedelta(days=each)) for each in range(n)]
    assert strengths.sentence(en, some).startswith(english)
    assert strengths.sentence(cy, some) == welsh


@pytest.mark.parametrize(
    ("n", "english", "welsh"),
    [
        (1, "1 of them went into a goal.", "Aeth 1 ohonynt i nod."),
        (2, "2 of them went into goals.", "Aeth 2 ohonynt i nodau."),
        (3, "3 of them went into goals.", "Aeth 3 ohonynt i nodau."),
        (6, "6 of them went into goals.", "Aeth 6 ohonynt i nodau."),
        (20, "20 of them went into goals.", "Aeth 20 ohonynt i nodau."),
    ],
)
def test_strengths_that_went_into_goals(n: int, english: str, welsh: str) -> None:
    use = StrengthUse(DAY, "Swim", GoalState.REACHED, used=True)
    some = [
        StrengthRow("Stubborn", StrengthPlace.SELF, DAY, (use,) if each < n else ()) for each in range(21)
    ]
    assert strengths.sentence(en, some).endswith(english)
    assert strengths.sentence(cy, some).endswith(welsh)


@pytest.mark.parametrize("n", [2, 3, 6, 20])
def test_the_strength_that_was_used_most_often(n: int) -> None:
    use = StrengthUse(DAY, "Swim", GoalState.REACHED, used=True)
    some = [
        StrengthRow(words, StrengthPlace.SELF, DAY, (use,) * uses) for words, uses in (("A", n), ("B", 1))
    ]
    assert strengths.sentence(en, some).endswith(f"Most often: “A”, in {n} goals.")
    assert strengths.sentence(cy, some).endswith(f"Amlaf: “A”, mewn {n} nod.")


def test_no_strength_is_told_to_be_used_most_often_where_two_were() -> None:
    use = StrengthUse(DAY, "Swim", GoalState.REACHED, used=True)
    some = [StrengthRow(words, StrengthPlace.SELF, DAY, (use, use)) for words in ("A", "B")]
    assert "Most often" not in strengths.sentence(en, some)


@pytest.mark.parametrize(("weeks_of_b", "is_told"), [(1, True), (2, False)])
def test_a_way_is_told_to_be_used_most_often_where_no_other_was_as_often(weeks_of_b, is_told) -> None:
    monday = date(2026, 11, 2)
    used = [
        WayWeeks(words, {monday + timedelta(weeks=each): 1 for each in range(many)})
        for words, many in (("A", 2), ("B", weeks_of_b))
    ]
    assert ("Most often: “A”, on 2 days." in ways.sentence(en, used)) is is_told
