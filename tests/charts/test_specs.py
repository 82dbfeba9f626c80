"""The specs: no data in them, the portal's look, the person's language, nothing of Vega's English."""

import itertools
import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import vl_convert
from PIL import ImageFont

import lrc_portal.paper
from lrc_portal.charts import aid, balance, free_days, goals, lane, path, strengths, style, timeline, two_ways
from lrc_portal.series import MarkKind
from lrc_portal.vocabulary import AS_A_WHOLE, FACETS, Element, Facet, Language
from lrc_portal.words import labels
from lrc_portal.words.translator import translator
from tests.tools.contrast import contrast, linear

EN, CY = translator(Language.ENGLISH), translator(Language.CYMRAEG)
FONT = Path(lrc_portal.paper.__file__).parent / "fonts" / "AtkinsonHyperlegibleNext-Regular.ttf"
SPECS = {
    "timeline": timeline.spec,
    "health": lambda t, dark: timeline.spec(t, dark, Element.HEALTH),
    "no lane": lambda t, dark: timeline.spec(t, dark, lane=False),
    "goals": goals.spec,
    "balance": balance.spec,
    "path": lambda t, dark: path.spec(t, dark, True),
    "path without a return": lambda t, dark: path.spec(t, dark, False),
    "free days": free_days.spec,
    "strengths": strengths.spec,
    "aid": aid.spec,
    "two ways": two_ways.spec,
    "one of two ways": lambda t, dark: two_ways.spec(t, dark, (Element.HEALTH,)),
}
every_spec = pytest.mark.parametrize("make", SPECS.values(), ids=SPECS)


def parts(spec: object) -> Iterator[dict]:
    """Every dict in a spec."""
    if isinstance(spec, dict):
        yield spec
        spec = list(spec.values())
    if isinstance(spec, list):
        for each in spec:
            yield from parts(each)


@every_spec
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("dark", [False, True])
def test_it_holds_no_data(make: Callable, language: Language, dark: bool) -> None:
    t = translator(language)
    spec = make(t, dark)
    assert "layer" in spec
    assert not any("data" in part or "datasets" in part for part in parts(spec))
    assert make(t, dark) is spec, "built once"
    json.dumps(spec)


@every_spec
def test_streamlit_may_write_into_its_padding(make: Callable) -> None:
    assert isinstance(make(EN, False)["padding"], dict)


@every_spec
def test_no_object_in_an_expression_has_a_name_that_vega_refuses(make: Callable) -> None:
    """Streamlit runs Vega's interpreter, which stops at these property names."""
    said = json.dumps(make(EN, False))
    assert not re.search(r'\\"(then|constructor|__proto__)\\":', said)


@every_spec
@pytest.mark.parametrize("dark", [False, True])
def test_the_look(make: Callable, dark: bool) -> None:
    spec = make(EN, dark)
    assert spec["background"] == "transparent"
    assert spec["config"]["font"] == style.FONT
    assert spec["config"]["aria"] is False
    assert spec["config"]["axis"]["aria"] is False
    assert spec["config"]["legend"]["aria"] is False


@every_spec
def test_tooltips_are_titled_in_the_language(make: Callable) -> None:
    for part in parts(make(CY, False)):
        for tooltip in part.get("tooltip", []) if isinstance(part.get("tooltip"), list) else []:
            assert tooltip["title"] in {
                CY(word)
                for word in (
                    "What",
                    "When",
                    "From 0 to 10",
                    "Days behind it",
                    "Goal",
                    "Step done",
                    "Free days",
                    "Strength",
                    "Help given",
                    "Kept",
                    "Whose line",
                )
            }


def test_months_are_named_in_welsh() -> None:
    assert "Maw" in json.dumps(timeline.spec(CY, False))
    assert "Mar" not in json.dumps(timeline.spec(CY, False)).replace("Maw", "")


def test_a_period_can_be_chosen_only_where_it_is_wanted() -> None:
    own = timeline.spec(EN, False)
    (period,) = [param for param in own["params"] if param["name"] == "period"]
    assert period["select"]["type"] == "point"
    assert period["select"]["fields"] == ["at", "until", "id"], "a tapped mark brings its id"
    still = timeline.spec(EN, False, choosing=False)
    assert not still.get("params")


def test_somebody_elses_timeline_names_nothing_that_is_not_there() -> None:
    said = json.dumps(timeline.spec(EN, False, only=(Element.HEALTH, MarkKind.MILESTONE)))
    assert labels.element(EN, Element.SOBRIETY) not in said
    assert labels.mark_kind(EN, MarkKind.NOTE_DIFFERING) not in said
    assert labels.mark_kind(EN, MarkKind.MILESTONE) in said


def test_where_nothing_is_marked_there_is_no_lane() -> None:
    bare = timeline.spec(EN, False, only=(Element.HEALTH,))
    assert bare["height"] < timeline.spec(EN, False)["height"]


def test_a_line_breaks_where_nobody_answered() -> None:
    for spec in (timeline.spec(EN, False), two_ways.spec(EN, False)):
        lines = [part for part in parts(spec) if part.get("type") == "line"]
        assert {line["invalid"] for line in lines} == {"break-paths-show-domains"}


def test_a_chart_can_go_without_its_trend() -> None:
    with_trend = json.dumps(timeline.spec(EN, False))
    without = json.dumps(timeline.spec(EN, False, trends=False))
    assert "datum.kind === 'trend'" in with_trend
    assert "datum.kind === 'trend'" not in without


def test_a_mark_is_as_large_to_tap_as_a_fingertip_needs() -> None:
    rules = [part for part in parts(timeline.spec(EN, False)) if part.get("type") == "rule"]
    (room,) = [rule for rule in rules if rule.get("opacity") == 0.001]
    assert room["y2Offset"] - room["yOffset"] >= 24
    assert f"{lane.FINGERTIP})" in room["strokeWidth"]["expr"]
    assert room["cursor"] == "pointer"
    row = abs(lane.NEXT_ROW) * timeline.UNIT
    assert row >= 24, "and the rows keep so far apart"


def test_two_journeys_have_a_band_for_each_element_that_is_shown() -> None:
    heights = [two_ways.spec(EN, False, tuple(Element)[:bands])["height"] for bands in (1, 2, 3)]
    assert heights[2] - heights[1] == heights[1] - heights[0] > 100


@pytest.mark.parametrize("element", Element)
def test_the_palette_has_a_line_for_each_facet_and_each_is_told_from_its_sisters(element: Element) -> None:
    lines = style.PALETTE[element]
    assert len(lines) >= len(FACETS[element]) + (element in AS_A_WHOLE), (
        f"{element.value} has more facets than lines to draw them with: add a Line to PALETTE of "
        "lrc_portal/charts/style.py."
    )
    for one, other in itertools.combinations(lines, 2):
        assert one.shape != other.shape and one.dash != other.dash, (one, other)
        assert _apart(one.light, other.light) >= 0.1 <= _apart(one.dark, other.dark), (one, other)
    for line in lines:
        assert contrast(line.light, style.LIGHT.ground) >= 3, line
        assert contrast(line.dark, style.DARK.ground) >= 3, line


def _apart(one: str, other: str) -> float:
    """How far two colours like #RRGGBB lie apart for the eye: their distance in OKLab."""
    return math.dist(_oklab(one), _oklab(other))


def _oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def test_every_series_has_a_colour_a_shape_and_a_dash_and_every_mark_a_shape() -> None:
    series = {*Element, *Facet}
    for table in (style.LIGHT.series, style.DARK.series, style.SHAPES, style.DASHES):
        assert set(table) == series
    assert len({*style.MARK_SHAPES.values()}) == len(MarkKind)


@pytest.mark.parametrize("colours", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_colours_stand_out_from_the_ground(colours: style.Look) -> None:
    for colour in (*colours.series.values(), colours.brush):
        assert contrast(colour, colours.ground) >= 3
    for colour in (colours.ink, colours.soft_ink):
        assert contrast(colour, colours.ground) >= 4.5
    assert contrast(colours.soft_ink, colours.quiet) >= 4.5


def test_the_lines_of_a_legend_are_counted_from_what_no_axis_takes_away() -> None:
    """Counted from the width of the lines alone, the third of three was cut off on a phone of 320 px."""
    [columns] = style.legend({"one": "Sobriety"}).to_dict()["columns"].values()
    assert "containerSize()[0] || width" in columns


@every_spec
def test_what_is_said_above_a_chart_is_whole_on_a_phone_that_is_turned(make: Callable) -> None:
    title = make(CY, False).get("title")
    assert title is None or title["limit"] > 1000, "Streamlit would set it to the width at first"


@pytest.mark.parametrize("language", Language)
def test_what_is_said_above_a_chart_fits_a_phone_of_320_px(language: Language) -> None:
    """In Welsh the line of the scale was longer than the picture, which cut it."""
    spec = {
        **timeline.spec(translator(language), False),
        "width": style.NARROWEST + style.AXIS,
        "data": {"values": []},
    }
    drawn = vl_convert.vegalite_to_scenegraph(spec)
    by_role = {each["role"]: each["items"][0] for each in parts(drawn) if "title" in each.get("role", "")}
    text = by_role["title-text"]["text"]
    letters = ImageFont.truetype(FONT, by_role["title-text"]["fontSize"])
    for line in [text] if isinstance(text, str) else text:
        assert 0 < letters.getlength(line) <= style.NARROWEST
    assert drawn["origin"][1] + by_role["title"]["y"] >= 0, "its first line stands above the picture"
