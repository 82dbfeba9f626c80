"""My progress on paper: all of a time, on as many pages as it needs, and what is hidden stays out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lrc_portal import limits
from lrc_portal.paper import check_in_form, progress
from lrc_portal.paper.my_progress import MyProgress, ThenAndNow
from lrc_portal.series import FreeDays, Pair, Path, Return, Run, Time
from lrc_portal.vocabulary import Aim, Facet, GoalState, Language
from lrc_portal.words import labels
from lrc_portal.words.translator import translator
from tests.paper import invented, reading
from tests.paper.invented import TODAY

EN, CY = translator(Language.ENGLISH), translator(Language.CYMRAEG)
NOTHING = MyProgress("Mari", invented.way(0), [], [], [], [])


def path(name: str, **more: object) -> Path:
    start = TODAY - timedelta(days=100)
    run, after = Run(start, start + timedelta(days=40)), Run(start + timedelta(days=42), TODAY)
    back = Return(start + timedelta(days=41), start + timedelta(days=41), "Sam stayed on the phone", start)
    return replace(
        Path(1, name, Aim.ABSTINENCE, start, TODAY, runs=(run, after), returns=(back,)),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("t", [EN, CY], ids=["en", "cy"])
def test_an_empty_record_is_one_calm_page(t) -> None:
    pdf = progress.paper(t, NOTHING)
    assert reading.pages(pdf) == 1
    assert t("My progress") in reading.words(pdf) and t("Goals over time") not in reading.words(pdf)


@pytest.mark.parametrize("t", [EN, CY], ids=["en", "cy"])
def test_a_whole_life_is_all_there(t) -> None:
    found = replace(
        NOTHING,
        way=invented.way(60),
        notes=[invented.note(f"nodyn {n}: y dŵr a’r tŷ", "fy ngeiriau i", for_me=True) for n in range(30)],
        moments=[invented.moment(f"moment {n} " + "a long day by the sea. " * 200) for n in range(5)],
        goals=[invented.goal(f"nod {n}", state) for n in range(15) for state in GoalState],
        strengths=[invented.strength(f"cryfder {n}") for n in range(40)],
    )
    pdf = progress.paper(t, found)
    told = reading.words(pdf)
    assert reading.pages(pdf) > 8 and "/Image" not in reading.forms(pdf)
    for words in (
        *(f"nodyn {n}: y dŵr a’r tŷ" for n in range(30)),
        *(f"nod {n}" for n in range(15)),
        *(f"cryfder {n}" for n in range(40)),
    ):
        assert words in told
    assert told.count("sea.") == 1000
    assert told.count(t("My own account")) == 30


@pytest.mark.parametrize(
    ("kind", "line"), [("goals", invented.goal("Swim")), ("strengths", invented.strength("Patient"))]
)
def test_where_the_newest_stand_on_paper_it_says_so(kind: str, line: object) -> None:
    said = EN("The newest {n} are shown.", n=limits.READ_AT_MOST)
    fewer, as_many = (
        replace(NOTHING, way=invented.way(60), **{kind: [line] * many})
        for many in (limits.READ_AT_MOST - 1, limits.READ_AT_MOST)
    )
    assert said not in reading.words(progress.paper(EN, fewer))
    assert said in reading.words(progress.paper(EN, as_many))


def test_a_path_is_a_chart_with_its_sentence_and_what_helped() -> None:
    found = replace(NOTHING, paths=[path("Alcohol")])
    told = reading.words(progress.paper(EN, found))
    assert "My path" in told and "Alcohol" in told and "Sam stayed on the phone" in told
    assert "lived in recovery" in told


def test_a_path_of_working_towards_shows_its_free_days() -> None:
    weeks = tuple(
        FreeDays(TODAY - timedelta(weeks=n), TODAY - timedelta(weeks=n - 1), n % 7) for n in range(8, 0, -1)
    )
    found = replace(
        NOTHING,
        paths=[path("Betting", aim=Aim.WORKING_TOWARDS, runs=(), returns=(), free_days=weeks)],
    )
    assert "Betting" in reading.words(progress.paper(EN, found))


def test_a_hidden_path_is_not_on_paper() -> None:
    found = replace(NOTHING, paths=[path("Alcohol", hidden=True), path("Not begun", start=None)])
    told = reading.words(progress.paper(EN, found))
    assert "Alcohol" not in told and "Not begun" not in told and "My path" not in told


def test_then_and_now_stand_beside_each_other() -> None:
    then = Time(TODAY - timedelta(days=60), TODAY - timedelta(days=31))
    now = Time(TODAY - timedelta(days=27), TODAY, is_now=True)
    pairs = [Pair(facet, 4.0, 6.0, 9, 9) for facet in Facet]
    told = reading.words(progress.paper(EN, replace(NOTHING, then_and_now=ThenAndNow(pairs, then, now))))
    assert "Then and now" in told and "Physical health" in told


@pytest.mark.parametrize("t", [EN, CY], ids=["en", "cy"])
@pytest.mark.parametrize("pursuits", [0, 1, 5, 30])
@pytest.mark.parametrize("alongside", [False, True])
def test_a_paper_check_in_is_one_page(t, pursuits: int, alongside: bool) -> None:
    names = ["W" * 300 if n % 2 else "y cwrw a’r tŷ tafarn" for n in range(pursuits)]
    pdf = check_in_form.paper(translator(t.language, alongside=alongside), pursuits=names)
    told = reading.words(pdf)
    assert reading.pages(pdf) == 1 and "999" in told and "/Image" not in reading.forms(pdf)
    assert all(t(step) in told for step in labels.STEP_WORDS), "the same words as on the screen"
