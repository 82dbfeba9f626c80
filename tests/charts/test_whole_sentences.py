"""From entries to all that is said of them: one table, both languages, word for word."""

from datetime import date, timedelta

import pytest

from lrc_portal.charts import balance, in_words, phrases
from lrc_portal.series import Mark, MarkKind, Pair, Quiet, Time
from lrc_portal.vocabulary import Element, Facet, Language
from lrc_portal.words.translator import translator
from tests.charts.weekly import MONDAY, weeks

en, cy = translator(Language.ENGLISH), translator(Language.CYMRAEG)


A_MEETING = Mark(MarkKind.MEETING, MONDAY, "", "meeting-1")
A_HARD_DAY = Mark(MarkKind.HARD_DAY, MONDAY + timedelta(days=3), "", "hard_day-1")
SPRING = Quiet(MONDAY + timedelta(weeks=3), MONDAY + timedelta(weeks=5))

WHOLE = {
    "nothing yet": (
        weeks(Element.HEALTH, None, None),
        [],
        [],
        "The chart begins with the first check-in.",
        "Mae'r siart yn dechrau gyda chofnod y dydd cyntaf.",
    ),
    "no line yet, but a meeting": (
        weeks(Element.HEALTH, None),
        [A_MEETING],
        [],
        "The chart begins with the first check-in. Also marked: 1 meeting.",
        "Mae'r siart yn dechrau gyda chofnod y dydd cyntaf. Hefyd wedi'u nodi: 1 cyfarfod.",
    ),
    "one week": (
        weeks(Element.HEALTH, 5, n=2),
        [],
        [],
        "Health on 2 days so far. Highest: health, 5 (2 to 8 March 2026).",
        "Iechyd ar 2 ddiwrnod hyd yma. Uchaf: iechyd, 5 (2 hyd at 8 Mawrth 2026).",
    ),
    "rising over a quiet time": (
        weeks(Element.SOBRIETY, 3, 3, 4, None, None, 6, 7, 7.5),
        [A_MEETING, A_MEETING, A_HARD_DAY],
        [SPRING],
        "Sobriety went up, from about 3 to about 7. Highest: sobriety, 7.5 (20 to 26 April 2026). "
        "The answers run from 3 to 7.5. Also marked: 2 meetings, 1 hard day. "
        "There is 1 quiet time: 23 March 2026 to 5 April 2026.",
        "Aeth sobrwydd i fyny, o oddeutu 3 i oddeutu 7. Uchaf: sobrwydd, 7.5 (20 hyd at 26 Ebrill 2026). "
        "Mae'r atebion yn mynd o 3 i 7.5. Hefyd wedi'u nodi: 2 gyfarfod, 1 diwrnod anodd. "
        "Mae 1 cyfnod tawel: 23 Mawrth 2026 hyd at 5 Ebrill 2026.",
    ),
    "two lines, what rises first": (
        [*weeks(Element.HEALTH, 8, 8, 7, 6, 5, 5), *weeks(Element.REINTEGRATION, 2, 2, 3, 4, 6, 6)],
        [],
        [],
        "Life around me went up, from about 2 to about 6. Health came down, from about 8 to about 5. "
        "Highest: health, 8 (9 to 15 March 2026). The answers run from 2 to 8.",
        "Aeth bywyd o'm cwmpas i fyny, o oddeutu 2 i oddeutu 6. "
        "Daeth iechyd i lawr, o oddeutu 8 i oddeutu 5. "
        "Uchaf: iechyd, 8 (9 hyd at 15 Mawrth 2026). Mae'r atebion yn mynd o 2 i 8.",
    ),
    "somebody else's record, of which no days are counted": (
        weeks(Element.HEALTH, 5, 6, n=0),
        [],
        [],
        "Health is at about 6. Highest: health, 6 (9 to 15 March 2026). The answers run from 5 to 6.",
        "Mae iechyd ar oddeutu 6. Uchaf: iechyd, 6 (9 hyd at 15 Mawrth 2026). Mae'r atebion yn mynd o 5 i 6.",
    ),
}


@pytest.mark.parametrize(("points", "marks", "quiet", "english", "welsh"), WHOLE.values(), ids=WHOLE)
def test_a_timeline(points: list, marks: list, quiet: list, english: str, welsh: str) -> None:
    assert in_words.sentence(en, points, marks, quiet) == english
    assert in_words.sentence(cy, points, marks, quiet) == welsh


@pytest.mark.parametrize("name", [name for name in WHOLE if name not in ("nothing yet",)])
def test_whatever_is_drawn_stands_in_the_table(name: str) -> None:
    points, marks, quiet, *_ = WHOLE[name]
    table = in_words.table(en, points, marks, quiet)
    cells = [cell for row in table for cell in row.values()]
    for point in points:
        if point.value is not None:
            row = next(
                row
                for row in table
                if row["When (2026)"] == phrases.span(en, point.at, point.until, short=True)
            )
            assert row[phrases.name(en, point.series)] == phrases.number(point.value)
    said = "; ".join(cells)
    assert said.count("Meeting") == sum(mark.kind is MarkKind.MEETING for mark in marks)
    assert said.count("Hard day") == sum(mark.kind is MarkKind.HARD_DAY for mark in marks)
    assert cells.count("Quiet") == len(quiet)


def test_then_and_now() -> None:
    pairs = [
        Pair(Facet.SOBRIETY, 7, 6),
        Pair(Facet.PHYSICAL, 2, 6.5),
        Pair(Facet.EMOTIONAL, None, 6),
        Pair(Facet.RELATIONAL, 3, None),
        Pair(Facet.COMMUNITY, 5, 5.2),
        Pair(Facet.PARTICIPATION, None, None),
    ]
    assert balance.sentence(en, pairs) == (
        "Higher now: physical health (then 2, now 6.5). About the same: community life (5.2). "
        "Lower now: sobriety (then 7, now 6). Answered only now: emotional wellbeing. "
        "Answered only then: relationships. Not answered at these times: taking part."
    )
    assert balance.sentence(cy, pairs) == (
        "Uwch nawr: iechyd corfforol (2 bryd hynny, 6.5 nawr). Tua'r un fath: bywyd cymunedol (5.2). "
        "Is nawr: sobrwydd (7 bryd hynny, 6 nawr). Atebwyd nawr yn unig: llesiant emosiynol. "
        "Atebwyd bryd hynny yn unig: perthnasoedd. Heb ateb yn y cyfnodau hyn: cymryd rhan."
    )


LATELY = Time(date(2026, 10, 27), date(2026, 11, 23), is_now=True)

TIMES = {
    "a week": (Time(date(2026, 3, 2), date(2026, 3, 8)), "2 Mar to 8 Mar", "2 to 8 March 2026"),
    "a month": (Time(date(2026, 3, 1), date(2026, 3, 31)), "Mar 2026", "March 2026"),
    "a quarter": (
        Time(date(2026, 1, 1), date(2026, 3, 31)),
        "Jan to Mar 2026",
        "January 2026 to March 2026",
    ),
    "a year": (Time(date(2025, 1, 1), date(2025, 12, 31)), "2025", "2025"),
    "four weeks": (LATELY, "the last 4 weeks", "the last 4 weeks (27 October 2026 to 23 November 2026)"),
    "seven days": (
        Time(date(2026, 11, 17), date(2026, 11, 23), is_now=True),
        "the last 7 days",
        "the last 7 days (17 to 23 November 2026)",
    ),
}


@pytest.mark.parametrize(("time", "short", "full"), TIMES.values(), ids=TIMES)
def test_times_that_can_be_chosen(time: Time, short: str, full: str) -> None:
    assert phrases.short_time(en, time) == short
    assert phrases.time(en, time) == full


def test_which_days_then_and_now_are() -> None:
    march, october = Time(date(2026, 3, 1), date(2026, 3, 31)), Time(date(2026, 10, 1), date(2026, 10, 31))
    lately = "the last 4 weeks (27 October 2026 to 23 November 2026)"
    assert balance.days(en, march, LATELY) == f"Then: March 2026. Now: {lately}."
    assert balance.days(en, october, LATELY).endswith(f"Now: {lately}. The two times share some days.")
    assert balance.days(cy, march, LATELY) == (
        "Bryd hynny: Mawrth 2026. Nawr: y 4 wythnos ddiwethaf (27 Hydref 2026 hyd at 23 Tachwedd 2026)."
    )
