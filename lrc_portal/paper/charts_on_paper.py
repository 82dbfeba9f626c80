"""The portal's charts as SVG for paper: the same specs and frames, by day, with nothing to tap.

They are drawn in a process of their own (`drawing.py`). The JavaScript engine in it would hold all
other threads of this one while it draws, and keep about 100 MB from the first drawing on.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from lrc_portal.charts import balance, free_days, goals, in_words, measures, path, timeline, trend
from lrc_portal.paper.fallback import with_fonts
from lrc_portal.paper.typesetting import FONTS
from lrc_portal.series import Followed, GoalBar, Mark, Pair, Point, Quiet, Time
from lrc_portal.series import Path as OwnPath
from lrc_portal.vocabulary import Aim
from lrc_portal.words.translator import Translator

WIDTH = 700  # pixels across the 178 mm of a sheet: letters of 13 pixels are then about 9 points high
LONGEST = 30  # seconds; a drawing takes half a second
GOALS_A_CHART = 12  # a chart of more would be higher than a page

_DRAWING = Path(__file__).with_name("drawing.py")
_AT_A_TIME = threading.BoundedSemaphore(2)


class CouldNotDraw(Exception):
    """A chart could not be drawn. It says no more, since what is drawn are people's own days."""


@dataclass(frozen=True)
class Picture:
    """A chart to be drawn: its spec, its rows, and what it shows in one sentence."""

    spec: dict[str, Any]
    frame: pa.Table
    says: str


def of_timeline(
    t: Translator,
    points: Sequence[Point],
    marks: Sequence[Mark],
    quiet: Sequence[Quiet],
    *,
    height: int | None = None,
) -> Picture:
    """The timeline, with the lane of marks where there are any; `height` (pixels) for less room."""
    only = (*dict.fromkeys(point.series for point in points), *sorted({each.kind for each in marks}))
    spec = timeline.spec(t, False, None, bool(marks), only, choosing=False, count=False)
    if height is not None:
        spec = {**spec, "height": height}
    says = f"{in_words.sentence(t, points, marks, quiet)} {trend.words(t, points)}".strip()
    return Picture(spec, timeline.frame(points, marks, quiet, t), says)


def of_goals(t: Translator, bars: Sequence[GoalBar]) -> list[Picture]:
    """Goals over time, in as many charts as pages can hold."""
    parts = [bars[start : start + GOALS_A_CHART] for start in range(0, len(bars), GOALS_A_CHART)]
    return [
        Picture(goals.spec(t, False, goals.drawn(part)), goals.frame(part, t), goals.sentence(t, part))
        for part in parts
    ]


def of_path(t: Translator, way: OwnPath) -> Picture | None:
    """The path of one pursuit; None where it has not begun."""
    if way.aim is Aim.WORKING_TOWARDS:
        if not way.free_days:
            return None
        return Picture(free_days.spec(t, False), free_days.frame(way, t), free_days.sentence(t, way))
    if way.start is None:
        return None
    return Picture(path.spec(t, False, bool(way.returns)), path.frame(way, t), path.sentence(t, way))


def of_measure(t: Translator, followed: Followed) -> Picture:
    """One of the things that somebody follows."""
    spec = measures.spec(t, False, followed.kind, followed.element, len(followed.choices))
    return Picture(spec, measures.frame(followed, t), measures.sentence(t, followed))


def of_balance(t: Translator, pairs: Sequence[Pair], then: Time, now: Time) -> Picture:
    """Each facet at two times."""
    says = f"{balance.days(t, then, now)} {balance.sentence(t, pairs)}"
    spec = balance.spec(t, False, balance.drawn(pairs))
    return Picture(spec, balance.frame(pairs, t), says)


def drawn(pictures: Sequence[Picture]) -> list[dict[str, str]]:
    """For each picture its `svg`, and as `alt` its sentence. Raises `CouldNotDraw`."""
    if not pictures:
        return []
    charts = [
        {**each.spec, "width": WIDTH, "padding": 0, "data": {"values": _rows(each.frame)}}
        for each in pictures
    ]
    found = _asked({"fonts": str(FONTS), "charts": charts})
    return [{"svg": with_fonts(svg), "alt": each.says} for svg, each in zip(found, pictures, strict=True)]


def _rows(frame: pa.Table) -> list[dict[str, Any]]:
    """The rows as JSON knows them, their days at midnight of wherever this machine is."""
    return [
        {name: cell.isoformat() if isinstance(cell, datetime) else cell for name, cell in row.items()}
        for row in frame.to_pylist()
    ]


def _asked(question: dict[str, Any]) -> list[str]:
    """What the other process answers. Nothing of it passes through a file, a command line or a log."""
    if not _AT_A_TIME.acquire(timeout=LONGEST):
        raise CouldNotDraw
    try:
        answer = subprocess.run(
            [sys.executable, "-I", str(_DRAWING)],
            input=json.dumps(question).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},  # it needs no key of ours
            cwd=FONTS,
            timeout=LONGEST,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise CouldNotDraw from None
    finally:
        _AT_A_TIME.release()
    pictures: list[str] = json.loads(answer.stdout)
    return pictures
