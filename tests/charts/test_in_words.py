"""The sentences and tables below the charts, in both languages."""

from datetime import date, timedelta

import pytest

from lrc_portal.charts import balance, goals, in_words, phrases
from lrc_portal.series import GoalBar, Mark, MarkKind, Pair, Point, Quiet
from lrc_portal.vocabulary import Element, Facet, GoalState, Language
from lrc_portal.words.translator import translator
from tests.charts.weekly import MONDAY, weeks

en, cy = translator(Language.ENGLISH), translator(Language.CYMRAEG)


RISING = weeks(Element.SOBRIETY, 3, 3, 4, 5, 6, 7, 7)
FALLING = weeks(Element.HEALTH, 8, 8, 7, 6, 5, 5)
LEVEL = weeks(Element.REINTEGRATION, 5, 5.5, 5, 5, 5.5, 5)


@pytest.mark.parametrize(
    ("points", "english", "welsh"),
    [
        (
            RISING,
            "Sobriety went up, from about 3 to about 7.",
            "Aeth sobrwydd i fyny, o oddeutu 3 i oddeutu 7.",
        ),
        (
            FALLING,
            "Health came down, from about 8 to about 5.",
            "Daeth iechyd i lawr, o oddeutu 8 i oddeutu 5.",
        ),
        (LEVEL, "Life around me stayed at about 5.", "Arhosodd bywyd o'm cwmpas ar oddeutu 5."),
    ],
    ids=["up", "down", "level"],
)
def test_direction(points: list[Point], english: str, welsh: str) -> None:
    assert in_words.sentence(en, points, [], []).startswith(english)
    assert in_words.sentence(cy, points, [], []).startswith(welsh)


@pytest.mark.parametrize(
    ("value", "said", "whole"),
    [
        (8.25, "8.3", 8),
        (8.35, "8.3", 8),  # a float a little below
        (0.05, "0.1", 0),
        (2.5, "2.5", 3),
        (6.5, "6.5", 7),
        (7.04, "7", 7),
        (9.95, "9.9", 10),
        (10.0, "10", 10),
        (0.0, "0", 0),
    ],
)
def test_a_number_is_said_as_the_chart_writes_it(value: float, said: str, whole: int) -> None:
    assert (phrases.number(value), phrases.whole(value)) == (said, whole)


def test_a_sentence_of_somebodys_own_is_followed_by_no_other_mark() -> None:
    assert phrases.joined(["Milestone: A year!", "Goal set: Swim", "Goal reached"]) == (
        "Milestone: A year! Goal set: Swim; Goal reached"
    )


def test_rising_is_said_first_and_falling_last() -> None:
    said = in_words.sentence(en, [*FALLING, *LEVEL, *RISING], [], [])
    assert said.index("went up") < said.index("stayed at") < said.index("came down")


def test_lines_that_stand_apart_are_not_said_to_stay_at_the_same_number() -> None:
    above, below = weeks(Element.HEALTH, *[7.2] * 6), weeks(Element.REINTEGRATION, *[6.6] * 6)
    said = in_words.sentence(en, [*above, *below], [], [])
    assert said.startswith("Health stayed at about 7.2. Life around me stayed at about 6.6.")
    alike = in_words.sentence(en, [*above, *weeks(Element.REINTEGRATION, *[7.2] * 6)], [], [])
    assert alike.startswith("Health stayed at about 7. Life around me stayed at about 7.")


def test_no_direction_from_a_few_entries() -> None:
    said = in_words.sentence(en, weeks(Element.HEALTH, 2, None, 9, n=1), [], [])
    assert said.startswith("Health on 2 days so far.")
    assert "went up" not in said


def test_a_quiet_week_is_no_zero() -> None:
    assert "from about 6 to about 8" in in_words.sentence(
        en, weeks(Element.HEALTH, 6, 6, None, None, 7, 7, 8, 8), [], []
    )


def test_what_stands_out_and_how_far_it_reaches() -> None:
    said = in_words.sentence(en, RISING, [], [])
    assert "Highest: sobriety, 7 (13 to 19 April 2026)." in said
    assert "The answers run from 3 to 7." in said


def test_one_answer_has_no_range() -> None:
    assert "run from" not in in_words.sentence(en, weeks(Element.HEALTH, 5), [], [])


def test_nothing_yet() -> None:
    assert (
        in_words.sentence(en, weeks(Element.HEALTH, None), [], [])
        == "The chart begins with the first check-in."
    )
    assert goals.sentence(en, []) == "The chart begins with the first goal."


def quiet(times: int) -> list[Quiet]:
    starts = [MONDAY + timedelta(weeks=4 * number) for number in range(times)]
    return [Quiet(start, start + timedelta(days=7 + number)) for number, start in enumerate(starts)]


@pytest.mark.parametrize(
    ("times", "english", "welsh"),
    [
        (1, "There is 1 quiet time: 2 to 8 March 2026.", "Mae 1 cyfnod tawel: 2 hyd at 8 Mawrth 2026."),
        (2, "There are 2 quiet times; the longest is", "Mae 2 gyfnod tawel; yr hiraf yw"),
        (3, "There are 3 quiet times; the longest is", "Mae 3 chyfnod tawel; yr hiraf yw"),
        (6, "There are 6 quiet times; the longest is", "Mae 6 chyfnod tawel; yr hiraf yw"),
        (11, "There are 11 quiet times; the longest is", "Mae 11 cyfnod tawel; yr hiraf yw"),
    ],
)
def test_what_is_quiet(times: int, english: str, welsh: str) -> None:
    assert english in in_words.sentence(en, RISING, [], quiet(times))
    assert welsh in in_words.sentence(cy, RISING, [], quiet(times))
    assert "quiet" not in in_words.sentence(en, RISING, [], [])


# 0, 1, 2, 3, 6 and many, as Welsh tells them apart.
COUNTED = {
    MarkKind.MEETING: (
        "Dim cyfarfodydd",
        "1 cyfarfod",
        "2 gyfarfod",
        "3 chyfarfod",
        "6 chyfarfod",
        "20 cyfarfod",
    ),
    MarkKind.PROFESSIONAL_LED: (
        "Dim cyfarfodydd dan arweiniad proffesiynol",
        "1 cyfarfod dan arweiniad proffesiynol",
        "2 gyfarfod dan arweiniad proffesiynol",
        "3 chyfarfod dan arweiniad proffesiynol",
        "6 chyfarfod dan arweiniad proffesiynol",
        "20 cyfarfod dan arweiniad proffesiynol",
    ),
    MarkKind.NOTE_AGREED: (
        "Dim nodiadau y cytunwyd arnynt",
        "1 nodyn y cytunwyd arno",
        "2 nodyn y cytunwyd arnynt",
        "3 nodyn y cytunwyd arnynt",
        "6 nodyn y cytunwyd arnynt",
        "20 nodyn y cytunwyd arnynt",
    ),
    MarkKind.NOTE_DIFFERING: (
        "Dim nodiadau â dau safbwynt",
        "1 nodyn â dau safbwynt",
        "2 nodyn â dau safbwynt",
        "3 nodyn â dau safbwynt",
        "6 nodyn â dau safbwynt",
        "20 nodyn â dau safbwynt",
    ),
    MarkKind.MILESTONE: (
        "Dim cerrig milltir",
        "1 garreg filltir",
        "2 garreg filltir",
        "3 carreg filltir",
        "6 charreg filltir",
        "20 carreg filltir",
    ),
    MarkKind.CONTRIBUTION: (
        "Dim cyfraniadau",
        "1 cyfraniad",
        "2 gyfraniad",
        "3 chyfraniad",
        "6 chyfraniad",
        "20 cyfraniad",
    ),
    MarkKind.HARD_DAY: (
        "Dim diwrnodau anodd",
        "1 diwrnod anodd",
        "2 ddiwrnod anodd",
        "3 diwrnod anodd",
        "6 diwrnod anodd",
        "20 diwrnod anodd",
    ),
    MarkKind.WAS_THERE: (
        "Dim un tro mewn grŵp neu ddigwyddiad",
        "1 tro mewn grŵp neu ddigwyddiad",
        "2 dro mewn grwpiau neu ddigwyddiadau",
        "3 thro mewn grwpiau neu ddigwyddiadau",
        "6 thro mewn grwpiau neu ddigwyddiadau",
        "20 tro mewn grwpiau neu ddigwyddiadau",
    ),
    MarkKind.GOAL_SET: (
        "Dim nodau wedi'u gosod",
        "1 nod wedi'i osod",
        "2 nod wedi'u gosod",
        "3 nod wedi'u gosod",
        "6 nod wedi'u gosod",
        "20 nod wedi'u gosod",
    ),
    MarkKind.GOAL_REACHED: (
        "Dim nodau wedi'u cyrraedd",
        "1 nod wedi'i gyrraedd",
        "2 nod wedi'u cyrraedd",
        "3 nod wedi'u cyrraedd",
        "6 nod wedi'u cyrraedd",
        "20 nod wedi'u cyrraedd",
    ),
}


@pytest.mark.parametrize("kind", MarkKind)
def test_counting_in_welsh(kind: MarkKind) -> None:
    assert tuple(phrases.counted(cy, kind, n) for n in (0, 1, 2, 3, 6, 20)) == COUNTED[kind]


@pytest.mark.parametrize(("n", "said"), [(1, "1 day so far"), (2, "2 days so far"), (5, "5 days so far")])
def test_counting_days_in_english(n: int, said: str) -> None:
    assert said in in_words.sentence(en, weeks(Element.HEALTH, 4, n=n), [], [])


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 diwrnod"), (2, "2 ddiwrnod"), (3, "3 diwrnod"), (6, "6 diwrnod"), (20, "20 diwrnod")],
)
def test_counting_days_in_welsh(n: int, said: str) -> None:
    assert f"Iechyd ar {said} hyd yma." in in_words.sentence(cy, weeks(Element.HEALTH, 4, n=n), [], [])


def test_marks_are_counted_in_the_order_of_their_rows() -> None:
    marks = [Mark(kind, MONDAY, "", "1") for kind in (MarkKind.HARD_DAY, MarkKind.MEETING, MarkKind.MEETING)]
    assert "Also marked: 2 meetings, 1 hard day." in in_words.sentence(en, RISING, marks, [])


def test_the_table_says_all_that_the_picture_says() -> None:
    points = [*weeks(Element.SOBRIETY, 4, None, None, 6.25), *weeks(Element.HEALTH, None, None, None, 7)]
    marks = [
        Mark(MarkKind.MEETING, MONDAY + timedelta(days=2), "With Sam", "1"),
        Mark(MarkKind.MILESTONE, MONDAY + timedelta(days=9), "", "2"),
    ]
    still = [Quiet(MONDAY + timedelta(days=7), MONDAY + timedelta(days=21))]
    assert in_words.table(en, points, marks, still) == [
        {"When (2026)": "23 to 29 Mar", "Sobriety": "6.3", "Health": "7", "What happened": ""},
        {"When (2026)": "11 Mar", "Sobriety": "", "Health": "", "What happened": "Milestone"},
        {"When (2026)": "9 to 22 Mar", "Sobriety": "", "Health": "", "What happened": "Quiet"},
        {"When (2026)": "2 to 8 Mar", "Sobriety": "4", "Health": "", "What happened": "Meeting: With Sam"},
    ]
    assert list(in_words.table(cy, points, marks, still)[0]) == [
        "Pryd (2026)",
        "Sobrwydd",
        "Iechyd",
        "Beth ddigwyddodd",
    ]


def test_days_of_two_years_keep_their_year() -> None:
    over_the_year = weeks(Element.HEALTH, *[6] * 45)
    assert {"When", "Health"} <= in_words.table(en, over_the_year, [], [])[0].keys()
    assert in_words.table(en, over_the_year, [], [])[-1]["When"] == "2 to 8 March 2026"


@pytest.mark.parametrize(
    ("start", "end", "english", "welsh"),
    [
        (date(2026, 3, 1), date(2026, 3, 2), "1 March 2026", "1 Mawrth 2026"),
        (date(2026, 3, 1), date(2026, 4, 1), "March 2026", "Mawrth 2026"),
        (date(2026, 3, 2), date(2026, 3, 9), "2 to 8 March 2026", "2 hyd at 8 Mawrth 2026"),
        (
            date(2026, 3, 30),
            date(2026, 4, 6),
            "30 March 2026 to 5 April 2026",
            "30 Mawrth 2026 hyd at 5 Ebrill 2026",
        ),
    ],
)
def test_spans(start: date, end: date, english: str, welsh: str) -> None:
    assert phrases.span(en, start, end) == english
    assert phrases.span(cy, start, end) == welsh


def goal(state: GoalState, *steps: date) -> GoalBar:
    return GoalBar("Swim", Element.HEALTH, state, MONDAY, MONDAY + timedelta(days=30), steps)


def test_goals_in_words() -> None:
    some = [goal(GoalState.LET_GO), goal(GoalState.OPEN, MONDAY, MONDAY), goal(GoalState.REACHED, MONDAY)]
    assert (
        goals.sentence(en, some)
        == "1 goal reached, 1 goal under way, 1 goal let go, 3 steps done in this time."
    )
    assert goals.sentence(cy, some) == (
        "1 nod wedi'i gyrraedd, 1 nod ar waith, 1 nod wedi'i ollwng, 3 cham wedi’u gwneud yn y cyfnod hwn."
    )
    assert goals.table(en, some)[2] == {
        "Goal": "Swim",
        "Element": "Health",
        "Set": "2 March 2026",
        "How it stands": "Reached, 1 April 2026",
        "Steps done": "2 March 2026",
    }
    assert goals.table(en, some)[1]["How it stands"] == "Under way"


def test_then_and_now_in_words() -> None:
    pairs = [
        Pair(Facet.SOBRIETY, 7, 6),
        Pair(Facet.PHYSICAL, 2, 6.5),
        Pair(Facet.EMOTIONAL, None, 6),
        Pair(Facet.COMMUNITY, 5, 5.2),
    ]
    assert balance.sentence(en, pairs) == (
        "Higher now: physical health (then 2, now 6.5). About the same: community life (5.2). "
        "Lower now: sobriety (then 7, now 6). Answered only now: emotional wellbeing."
    )
    assert balance.sentence(en, [Pair(Facet.SOBRIETY, 7, None), Pair(Facet.COMMUNITY, None, None)]) == (
        "Answered only then: sobriety. Not answered at these times: community life."
    )
    assert balance.sentence(cy, pairs).startswith("Uwch nawr: iechyd corfforol (2 bryd hynny, 6.5 nawr).")
    assert balance.table(en, pairs)[0] == {"What": "Physical health", "Then": "2", "Now": "6.5"}


@pytest.mark.parametrize("word", ["missed", "relapse", "score", "average", "streak", "fail"])
def test_words_that_are_never_said(word: str) -> None:
    said = in_words.sentence(en, [*FALLING, *LEVEL, *RISING], [], quiet(3))
    assert word not in said.lower()


def test_the_line_that_changed_most_is_told_first_up_or_down() -> None:
    points = [
        *weeks(Element.SOBRIETY, *[6] * 6),
        *weeks(Element.HEALTH, *[7] * 3, *[3] * 3),
        *weeks(Element.REINTEGRATION, *[4] * 3, *[6] * 3),
    ]
    assert in_words.changed_most(points) is Element.HEALTH
    assert in_words.what_changed(en, points, Element.HEALTH) == "Health came down, from about 7 to about 3."


def test_before_there_is_enough_to_tell_the_line_with_most_answers_is_told_first() -> None:
    points = [*weeks(Element.SOBRIETY, 5), *weeks(Element.HEALTH, 1, 9), *weeks(Element.REINTEGRATION, None)]
    assert in_words.changed_most(points) is Element.HEALTH
    assert in_words.changed_most(weeks(Element.SOBRIETY, None)) is None
