"""`python -m tests.tools.pictures FOLDER`: every chart as PNG, to be looked at.

From the invented community, as its members see it, and from a few invented extremes: in both
languages, light, dark and grey, at the widths of a small phone, a phone and a desk. Needs
`vl-convert-python` and `pillow`.
"""

import json
import math
import sys
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import pyarrow as pa
import vl_convert
from PIL import Image

from lrc_portal.charts import balance, free_days, goals, path, strengths, style, timeline, two_ways
from lrc_portal.database.engine import Database
from lrc_portal.series import (
    GoalBar,
    Mark,
    MarkKind,
    Pair,
    Point,
    Quiet,
    StrengthRow,
    StrengthUse,
)
from lrc_portal.vocabulary import FACETS, Aim, Element, Facet, GoalState, Language, StrengthPlace
from lrc_portal.words.translator import Translator, translator
from tests.tools import demo_rows

FONTS = Path(__file__).resolve().parents[2] / "lrc_portal" / "paper" / "fonts"
WIDTHS = {"small": 288, "phone": 328, "desk": 760}
LAST = date(2026, 11, 23)

Pictures = dict[str, tuple[dict, pa.Table]]


def of_community(database: Database) -> dict[Language, dict[bool, Pictures]]:
    """The charts of the community's members, each read once."""
    mari, tom, eleri = (demo_rows.rows(database, display_name) for display_name in ("Mari", "Tom", "Eleri"))
    couple = demo_rows.shared(database, by="Mari", with_="Dafydd")
    sisters = demo_rows.shared(database, by="Eleri", with_="Lowri")

    def drawn(language: Language, dark: bool) -> Pictures:
        t = translator(language)
        found: Pictures = {}
        for name, rows in (("mari", mari), ("tom", tom), ("eleri", eleri)):
            for window, way in rows.ways.items():
                notes = [mark.id for mark in way.marks if mark.kind is MarkKind.NOTE_AGREED]
                found[f"{name}-{window}"] = (
                    timeline.spec(t, dark, only=_only(way.points, way.marks)),
                    timeline.frame(
                        way.points, way.marks, way.quiet, t, pointed=notes[len(notes) // 2] if notes else None
                    ),
                )
            health = rows.health
            found[f"{name}-health"] = (
                timeline.spec(t, dark, Element.HEALTH, only=_only(health.points, health.marks)),
                timeline.frame(health.points, health.marks, health.quiet, t),
            )
            found[f"{name}-goals"] = (goals.spec(t, dark), goals.frame(rows.goals, t))
            found[f"{name}-strengths"] = (strengths.spec(t, dark), strengths.frame(rows.strengths, t))
            for place, way in enumerate(rows.paths):
                if way.aim is Aim.ABSTINENCE and way.start:
                    found[f"{name}-path-{place}"] = (
                        path.spec(t, dark, bool(way.returns)),
                        path.frame(way, t),
                    )
                elif way.free_days:
                    found[f"{name}-free-days-{place}"] = (
                        free_days.spec(t, dark),
                        free_days.frame(way, t),
                    )
            found[f"{name}-then-and-now"] = (balance.spec(t, dark), balance.frame(rows.pairs, t))
        for name, both, display_name in (("mari-dafydd", couple, "Mari"), ("eleri-lowri", sisters, "Eleri")):
            shown = two_ways.shown(both.theirs)
            found[f"two-ways-{name}"] = (
                two_ways.spec(t, dark, shown),
                two_ways.frame(both.theirs, both.mine, t, display_name),
            )
        return found

    return {language: {dark: drawn(language, dark) for dark in (False, True)} for language in Language}


def _only(points: tuple[Point, ...], marks: tuple[Mark, ...]) -> tuple:
    return (*dict.fromkeys(point.series for point in points), *sorted({each.kind for each in marks}))


def extremes(language: Language, dark: bool) -> Pictures:
    """Invented rows: few and many buckets, every kind of mark, long words, nothing at all."""
    t = translator(language)
    found: Pictures = {}
    for name, series, buckets, days in (
        ("few", tuple(Element), 4, 7),
        ("13-weeks", tuple(Element), 15, 7),
        ("28-days", tuple(Element), 28, 1),
        ("52-weeks", tuple(Element), 52, 7),
        ("120-months", tuple(Element), 120, 30),
        ("health", FACETS[Element.HEALTH], 26, 7),
    ):
        points, marks, quiet = invented(series, buckets, days)
        opened = Element.HEALTH if name == "health" else None
        found[f"timeline-{name}"] = (
            timeline.spec(t, dark, opened),
            timeline.frame(points, marks, quiet, t, pointed=marks[-1].id),
        )
    found["timeline-empty"] = (timeline.spec(t, dark), timeline.frame([], [], [], t))
    found["goals"] = (goals.spec(t, dark), goals.frame(_goals(), t))
    pairs = [
        Pair(facet, then, now)
        for facet, then, now in zip(Facet, (0, 10, 5, 7, 6, None), (10, 0, 5.4, 6, 6, 5), strict=True)
    ]
    found["balance"] = (balance.spec(t, dark), balance.frame(pairs, t))
    found["strengths"] = (strengths.spec(t, dark), strengths.frame(_strengths(), t))
    found["two-ways"] = _two_ways(t, dark)
    return found


def invented(series: tuple, buckets: int, days: int) -> tuple[list[Point], list[Mark], list[Quiet]]:
    """Buckets of so many days with a quiet time, and marks of every kind."""
    chance = Random(1848)
    start = LAST - timedelta(days=buckets * days)
    long = 7 if days == 1 else max(2, buckets // 8)
    gap = range(buckets // 3, buckets // 3 + long)

    def at(bucket: float) -> date:
        return start + timedelta(days=round(bucket * days))

    points = [
        Point(one, at(place), at(place + 1), None if place in gap else value, 3)
        for line, one in enumerate(series)
        for place in range(buckets)
        for value in [_value(line, place, buckets, chance.uniform(-1, 1))]
    ]
    element_of = {MarkKind.CONTRIBUTION: Element.REINTEGRATION}
    marks = [
        Mark(kind, at(buckets * (step * 8 + place * 3) / 40), "", f"{kind}-{step}", element_of.get(kind))
        for place, kind in enumerate(MarkKind)
        for step in range(3)
        if step * 8 + place * 3 < 40
    ]
    return points, marks, [Quiet(at(gap[0]), at(gap[-1] + 1))]


def _value(line: int, place: int, buckets: int, chance: float) -> float:
    rising = 3 + line + place / buckets * (4 - line)
    wave = 1.2 * math.sin(place * 60 / (buckets + 40) + line * 2)
    return round(min(10, max(0, rising + wave + chance)), 1)


def _goals() -> list[GoalBar]:
    return [
        GoalBar(
            "Swim on Thursdays", Element.HEALTH, GoalState.REACHED, *_days(200, 90), _steps(180, 150, 110)
        ),
        GoalBar(
            "Coginio i'r grŵp unwaith y mis",
            Element.REINTEGRATION,
            GoalState.OPEN,
            *_days(120, 0),
            _steps(70),
        ),
        GoalBar(
            "Phone Sam before the weekend, not after it", Element.SOBRIETY, GoalState.CHANGED, *_days(160, 60)
        ),
        GoalBar("Garden club", Element.REINTEGRATION, GoalState.LET_GO, *_days(90, 40), _steps(80, 75)),
    ]


def _strengths() -> list[StrengthRow]:
    def use(ago: int, state: GoalState, used: bool) -> StrengthUse:
        return StrengthUse(LAST - timedelta(days=ago), "A goal", state, used)

    reached, open_ = GoalState.REACHED, GoalState.OPEN
    rows = (
        ("My sister picks up whenever I call, day or night, and never asks why", "people", 300, ()),
        ("Rwy'n gallu coginio i lawer o bobl", "self", 280, (use(90, reached, True), use(0, open_, False))),
        ("Stubborn", "self", 120, (use(60, GoalState.LET_GO, False), use(50, reached, True))),
        ("The Tuesday group", "community", 20, (use(0, open_, False),)),
    )
    return [
        StrengthRow(words, StrengthPlace(place), LAST - timedelta(days=ago), uses)
        for words, place, ago, uses in rows
    ]


def _two_ways(t: Translator, dark: bool) -> tuple[dict, pa.Table]:
    theirs, _marks, _quiet = invented(tuple(Element), 26, 7)
    mine = [
        Point(point.series, point.at, point.until, 10 - point.value, 1)
        for point in theirs
        if point.value is not None and point.at.month % 3
    ]
    return two_ways.spec(t, dark), two_ways.frame(theirs, mine, t, "Bartholomew")


def draw(spec: dict, frame: pa.Table, width: int, ground: str) -> Image.Image:
    """The chart as Streamlit would draw it at this width."""
    rows = json.loads(frame.to_pandas().to_json(orient="records", date_format="iso", date_unit="s"))
    for row in rows:
        row |= {
            name: row[name].removesuffix("Z").removesuffix("+00:00")
            for name in ("at", "until")
            if name in row
        }
    filled = {**spec, "width": width, "background": ground, "data": {"values": rows}}
    return Image.open(BytesIO(vl_convert.vegalite_to_png(filled, scale=2)))


def write(folder: Path) -> list[Path]:
    """Every picture into `folder`; gives back their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    vl_convert.register_font_directory(str(FONTS))
    with demo_rows.community() as database:
        members = of_community(database)
    written = []
    for language in Language:
        for dark in (False, True):
            for name, (spec, frame) in (members[language][dark] | extremes(language, dark)).items():
                for place, width in WIDTHS.items():
                    picture = draw(spec, frame, width, style.look(dark).ground)
                    themes = {"dark": picture} if dark else {"light": picture, "grey": picture.convert("L")}
                    for theme, shown in themes.items():
                        written.append(folder / f"{name}-{language}-{theme}-{place}.png")
                        shown.save(written[-1])
    return written


def _days(start: int, end: int) -> tuple[date, date]:
    return LAST - timedelta(days=start), LAST - timedelta(days=end)


def _steps(*ago: int) -> tuple[date, ...]:
    return tuple(LAST - timedelta(days=days) for days in ago)


if __name__ == "__main__":
    for picture in write(Path(sys.argv[1])):
        print(picture)
