"""A legend names what stands on the drawing and nothing else."""

from collections.abc import Iterator
from datetime import date

import altair as alt
import pytest

from lrc_portal.charts import balance, goals, lane, strengths, two_ways
from lrc_portal.series import GoalBar, MarkKind, Pair, StrengthRow, StrengthUse
from lrc_portal.vocabulary import Element, Facet, GoalState, Language, StrengthPlace
from lrc_portal.words.translator import translator
from tests.charts.weekly import weeks

t = translator(Language.ENGLISH)
KEPT, ENDED = date(2026, 3, 2), date(2026, 6, 1)
SWAM = StrengthUse(ENDED, "Swim", GoalState.REACHED, used=True)
COOKS = StrengthUse(ENDED, "Cook", GoalState.OPEN, used=False)


def named(spec: object) -> Iterator[str]:
    """The values of each scale that a legend tells."""
    if isinstance(spec, dict):
        if spec.get("legend") and "scale" in spec:
            yield from spec["scale"]["domain"]
        spec = list(spec.values())
    if isinstance(spec, list):
        for each in spec:
            yield from named(each)


@pytest.mark.parametrize(
    ("uses", "told"), [((), set()), ((SWAM,), {"used"}), ((COOKS, SWAM), {"used", "under_way"})]
)
def test_that_of_strengths_names_the_goals_there_are(uses: tuple[StrengthUse, ...], told: set[str]) -> None:
    some = [StrengthRow("Stubborn", StrengthPlace.SELF, KEPT, uses)]
    assert set(named(strengths.spec(t, False, strengths.drawn(some)))) == {"kept", *told}


def test_that_of_goals_names_the_elements_and_the_ends_there_are() -> None:
    some = [GoalBar("Swim", Element.HEALTH, GoalState.OPEN, KEPT, ENDED)]
    assert set(named(goals.spec(t, False, goals.drawn(some)))) == {"health", "open"}


def test_that_of_then_and_now_names_the_times_that_were_answered() -> None:
    spec = balance.spec(t, False, balance.drawn([Pair(Facet.PHYSICAL, None, 6, 0, 2)]))
    assert set(named(spec)) == {"now"}


@pytest.mark.parametrize(("mine", "told"), [((), {"theirs"}), ((4, 5), {"theirs", "mine"})])
def test_that_of_two_journeys_names_ones_own_where_it_is_drawn(mine: tuple, told: set[str]) -> None:
    theirs, own = weeks(Element.HEALTH, 3, 4), weeks(Element.HEALTH, *mine)
    spec = two_ways.spec(t, False, two_ways.shown(theirs), two_ways.has_own(theirs, own))
    assert set(named(spec)) == told


def test_that_of_the_lane_names_its_marks_from_the_top_row_to_the_last() -> None:
    drawn = lane.marks(t, False, alt.X("at:T"), alt.Y("value:Q"), tuple(MarkKind), choosing=False)
    rows = [lane.ROWS[MarkKind(kind)] for kind in named([layer.to_dict() for layer in drawn])]
    assert rows == sorted(rows) and len(rows) == len(MarkKind)
