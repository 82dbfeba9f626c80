"""`python -m tests.tools.pictures FOLDER`: every chart from invented rows, as PNG, to be looked at.

In both languages, light, dark and grey, at the width of a phone and of a desk. Needs `vl-convert-python`,
`fonttools`, `brotli` and `pillow`, which only the tests install.
"""

import json
import math
import sys
import tempfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pandas as pd
import vl_convert
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from PIL import Image

from lrc_portal.charts import balance, goals, style, timeline
from lrc_portal.series import GoalBar, Mark, MarkKind, Pair, Point, Quiet
from lrc_portal.vocabulary import FACETS, Element, Facet, GoalState, Language
from lrc_portal.words.translator import translator

FONTS = Path(__file__).resolve().parents[2] / "lrc_portal" / "assets" / "fonts"
WIDTHS = {"phone": 328, "desk": 760}
LAST = date(2026, 11, 23)


def invented(series: tuple, weeks: int) -> tuple[list[Point], list[Mark], list[Quiet]]:
    """Weekly buckets with a quiet time, and marks of every kind."""
    start = LAST - timedelta(weeks=weeks)
    gap = range(weeks // 3, weeks // 3 + max(2, weeks // 8))
    points = [
        Point(one, day, day + timedelta(weeks=1), None if week in gap else _value(place, week, weeks), 3)
        for place, one in enumerate(series)
        for week in range(weeks)
        for day in [start + timedelta(weeks=week)]
    ]
    marks = [
        Mark(kind, start + timedelta(days=(weeks * 7 * (step * 8 + place * 3)) // 40), "", f"{kind}-{step}")
        for place, kind in enumerate(MarkKind)
        for step in range(3)
        if step * 8 + place * 3 < 40
    ]
    return points, marks, [Quiet(start + timedelta(weeks=gap[0]), start + timedelta(weeks=gap[-1] + 1))]


def _value(place: int, week: int, weeks: int) -> float:
    rising = 3 + place + week / weeks * (4 - place)
    return round(min(10, max(0, rising + 1.4 * math.sin(week * 60 / (weeks + 40) + place * 2))), 1)


def charts(language: Language, dark: bool) -> dict[str, tuple[dict, pd.DataFrame]]:
    """Each chart's spec and a frame to draw with it."""
    t = translator(language)
    three = tuple(Element)
    wanted = [
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
    pairs = [
        Pair(facet, then, now)
        for facet, then, now in zip(Facet, (4, 5.5, 3, 7, 6, None), (7, 6, 6.5, 6, 6, 5), strict=True)
    ]
    return {
        "timeline": (timeline.spec(language, dark), timeline.frame(*invented(three, 26), t)),
        "timeline-month": (timeline.spec(language, dark), timeline.frame(*invented(three, 4), t)),
        "timeline-years": (timeline.spec(language, dark), timeline.frame(*invented(three, 100), t)),
        "timeline-health": (
            timeline.spec(language, dark, opened=Element.HEALTH),
            timeline.frame(*invented(FACETS[Element.HEALTH], 26), t),
        ),
        "timeline-plain": (
            timeline.spec(language, dark, lane=False),
            timeline.frame(invented(three, 13)[0], [], [], t),
        ),
        "timeline-empty": (timeline.spec(language, dark), timeline.frame([], [], [], t)),
        "goals": (goals.spec(language, dark), goals.frame(wanted, t)),
        "balance": (balance.spec(language, dark), balance.frame(pairs, t)),
    }


def draw(spec: dict, frame: pd.DataFrame, width: int, ground: str) -> Image.Image:
    """The chart as Streamlit would draw it at this width."""
    rows = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s"))
    for row in rows:
        row |= {
            name: row[name].removesuffix("Z").removesuffix("+00:00")
            for name in ("at", "until")
            if name in row
        }
    filled = {**spec, "width": width, "background": ground, "data": {"values": rows}}
    return Image.open(BytesIO(vl_convert.vegalite_to_png(filled, scale=2)))


def regular(path: Path) -> None:
    """The portal's font in one file of one weight: vl-convert asks no second file for ŵ and ŷ."""
    parts = []
    for font in sorted(FONTS.glob("*.woff2")):
        part = instancer.instantiateVariableFont(TTFont(font), {"wght": 400})
        part.flavor = None
        part.save(path.with_name(font.stem + ".part"))
        parts.append(str(path.with_name(font.stem + ".part")))
    Merger().merge(parts).save(path)


def write(folder: Path) -> list[Path]:
    """Every picture into `folder`; gives back their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory() as fonts:
        regular(Path(fonts) / "regular.ttf")
        vl_convert.register_font_directory(fonts)
        for language in Language:
            for theme in ("light", "dark", "grey"):
                dark = theme == "dark"
                for name, (spec, frame) in charts(language, dark).items():
                    for place, width in WIDTHS.items():
                        picture = draw(spec, frame, width, style.look(dark).ground)
                        path = folder / f"{name}-{language}-{theme}-{place}.png"
                        (picture.convert("L") if theme == "grey" else picture).save(path)
                        written.append(path)
    return written


def _days(start: int, end: int) -> tuple[date, date]:
    return LAST - timedelta(days=start), LAST - timedelta(days=end)


def _steps(*ago: int) -> tuple[date, ...]:
    return tuple(LAST - timedelta(days=days) for days in ago)


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        print(path)
