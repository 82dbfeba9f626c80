"""My progress on paper: the timeline and its sentence, notes and moments beside it, goals, strengths."""

from collections.abc import Sequence
from typing import Any

from lrc_portal import clock, limits
from lrc_portal.charts import goals as goals_chart
from lrc_portal.charts import in_words
from lrc_portal.charts.strengths import in_goals
from lrc_portal.paper import typesetting
from lrc_portal.paper.charts_on_paper import (
    Picture,
    drawn,
    of_balance,
    of_goals,
    of_measure,
    of_path,
    of_timeline,
)
from lrc_portal.paper.my_progress import MOST, MyProgress
from lrc_portal.paper.shortening import Shortening
from lrc_portal.paper.views import note_view
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.series import GoalBar, Path
from lrc_portal.vocabulary import GoalState, StrengthPlace, StrengthState
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator


def paper(t: Translator, found: MyProgress) -> bytes:
    """My progress as a PDF, of as many pages as it needs."""
    way, bars, begun = found.way, _bars(found), _begun(t, found)
    groups = _groups(t, found)
    charts = iter(drawn([picture for group in groups.values() for picture in group]))
    drawings = {name: [next(charts) for _picture in group] for name, group in groups.items()}
    return typesetting.pdf(
        "progress",
        {
            "lang": t.language.value,
            "house": t("Living Room Cardiff"),
            "title": t("My progress"),
            "name": " ".join(found.display_name.split()),
            "printed": t("Printed on {day}", day=t.day(clock.today())),
            "span": t("{first} to {last}", first=t.day(way.start), last=t.day(way.end)),
            "heads": {
                "beside": t("In this time"),
                "followed": t("Things I follow"),
                "paths": t("My path"),
                "goals": t("Goals over time"),
                "then_and_now": t("Then and now"),
                "strengths": t("My strengths"),
            },
            "drawings": drawings,
            "sentence": in_words.sentence(t, way.points, way.marks, way.quiet),
            "beside": _beside(t, found),
            "followed": [each.name for each in found.followed],
            "paths": [_path(t, path) for path, _picture in begun],
            "goals_sentence": goals_chart.sentence(t, bars) if bars else "",
            "strengths": _strengths(t, found.strengths),
            "newest": {
                "beside": _newest(t, max(found.notes, found.moments, key=len), MOST),
                "goals": _newest(t, found.goals, limits.READ_AT_MOST),
                "strengths": _newest(t, found.strengths, limits.READ_AT_MOST),
            },
            "foot": t("These pages are yours. Keep them where only the people you choose can read them."),
        },
    )


def pictures(t: Translator, found: MyProgress) -> list[Picture]:
    """The charts of the sheet alone, in its order."""
    return [picture for group in _groups(t, found).values() for picture in group]


def _groups(t: Translator, found: MyProgress) -> dict[str, list[Picture]]:
    way, both = found.way, found.then_and_now
    return {
        "timeline": [of_timeline(t, way.points, way.marks, way.quiet)] if not way.is_empty else [],
        "followed": [of_measure(t, each) for each in found.followed],
        "paths": [picture for _path, picture in _begun(t, found)],
        "goals": of_goals(t, _bars(found)),
        "then_and_now": [of_balance(t, both.pairs, both.then, both.now)] if both else [],
    }


def _begun(t: Translator, found: MyProgress) -> list[tuple[Path, Picture]]:
    """The paths that are shown and have begun, each with its chart."""
    return [(path, picture) for path in found.paths if not path.hidden and (picture := of_path(t, path))]


def _newest(t: Translator, found: Sequence[object], most: int) -> str:
    """That the newest `most` stand here, where there are as many: nothing stops without a word."""
    return t("The newest {n} are shown.", n=most) if len(found) >= most else ""


def _beside(t: Translator, found: MyProgress) -> list[dict[str, Any]]:
    """Notes and moments together, the newest first."""
    whole = Shortening(t)
    told: list[tuple[Any, dict[str, Any]]] = [
        (note.day, {"sort": "note", **note_view(t, note, whole)}) for note in found.notes
    ]
    told += [
        (
            moment.day,
            {
                "sort": "moment",
                "element": moment.element.value,
                "kind": labels.moment_kind(t, moment.kind),
                "day": t.day(moment.day),
                "words": moment.words or "",
            },
        )
        for moment in found.moments
    ]
    return [each for _day, each in sorted(told, key=lambda pair: pair[0], reverse=True)]


def _path(t: Translator, path: Path) -> dict[str, Any]:
    """A path's name, and what helped after each return that has words about it, the newest first."""
    returns = sorted(path.returns, key=lambda each: each.day, reverse=True)
    return {
        "name": path.name,
        "helped_head": t("What helped me come back"),
        "helped": [{"head": t.day(each.day), "words": each.words} for each in returns if each.words],
    }


def _bars(found: MyProgress) -> list[GoalBar]:
    """Goals that were open at some time in the window."""
    way = found.way
    return [
        GoalBar(
            title=" ".join(goal.title.split()),
            element=goal.element,
            state=goal.state,
            start=max(goal.set_on, way.start),
            end=way.end if goal.state is GoalState.OPEN else goal.ended_on or way.end,
            steps=tuple(
                sorted(step.done_on for step in goal.steps if step.done_on and step.done_on >= way.start)
            ),
        )
        for goal in found.goals
        if goal.ended_on is None or goal.ended_on >= way.start
    ]


def _strengths(t: Translator, strengths: Sequence[StrengthLine]) -> list[dict[str, Any]]:
    places = []
    for place in StrengthPlace:
        here = [
            {"words": line.words, "more": _about_strength(t, line)}
            for line in strengths
            if line.place is place and line.state is StrengthState.KEPT
        ]
        if here:
            places.append({"name": labels.strength_place(t, place), "lines": here})
    return places


def _about_strength(t: Translator, line: StrengthLine) -> list[str]:
    said = []
    if line.noticed_by:
        said.append(t("Noticed by {name}", name=line.noticed_by))
    return said + in_goals(t, line.uses)
