"""The sheet before a session on one page of A4, in the order of the talk.

What does not fit is set smaller first, then shortened; a line at the end says that there is more.
"""

from typing import Any

from lrc_portal import clock
from lrc_portal.charts import measures, phrases
from lrc_portal.paper import typesetting
from lrc_portal.paper.charts_on_paper import drawn, of_timeline
from lrc_portal.paper.shortening import Shortening, shortened
from lrc_portal.paper.views import about_meeting, note_view
from lrc_portal.record.goals import GoalLine
from lrc_portal.support.meetings.sheet import Sheet, Since
from lrc_portal.vocabulary import Asked, NoteState, StrengthPlace, element_of
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

CHART_HEIGHT, LOW_CHART_HEIGHT = 205, 150  # pixels; the low one where lists are shortened
LONGEST_NAME, LONGEST_MEETING = 24, 90
LETTERS_ON_A_PAGE = 9000  # more never fit, so nothing is spent on trying
SIZES = (11, 10.5, 10, 9.5, 9)  # points
# Where the smallest is not enough: lines of a list, letters of a line, letters of a longer text, each
# step a little less, down to what fits on any page.
SHORTER = (
    *((round(14 * 0.9**step), round(600 * 0.91**step), round(1600 * 0.9**step)) for step in range(20)),
    (2, 80, 160),
    (2, 60, 110),
    (1, 60, 80),
    (1, 16, 40),
)


def paper(t: Translator, found: Sheet) -> bytes:
    """The sheet as a PDF of one page."""
    display_name = shortened(" ".join(found.pairing.person.split()), LONGEST_NAME)
    return typesetting.pdf(
        "sheet",
        {
            "lang": t.language.value,
            "house": t("Living Room Cardiff"),
            "title": t("Before we meet"),
            "name": display_name,
            "printed": t("Printed on {day}", day=t.day(clock.today())),
            "when": _when(t, found),
            "heads": _heads(t, found, display_name),
            "areas": _areas(t, found),
            "higher": _higher(t, found),
            "charts": _charts(t, found),
            "fits": _fits(t, found, display_name),
            "foot": t(
                "This sheet holds personal things. Keep it with you, show it to nobody else, "
                "and shred it after you have met."
            ),
        },
    )


def _when(t: Translator, found: Sheet) -> list[str]:
    said = [shortened(about_meeting(t, found.next_meeting), LONGEST_MEETING)] if found.next_meeting else []
    if found.last_met:
        said.append(t("Last met: {day}", day=t.day(found.last_met)))
    return said


def _heads(t: Translator, found: Sheet, display_name: str) -> dict[str, str]:
    agreed = found.last_note is not None and found.last_note.state is NoteState.AGREED
    return {
        "agenda": t("What {name} wants to talk about", name=display_name),
        "areas": t("Areas {name} chose", name=display_name),
        "higher": t("What is higher"),
        "followed": t("What {name} follows day by day", name=display_name),
        "journey": t("The last three months"),
        "goals": t("Goals and next steps"),
        "strengths": t("Strengths"),
        "helps": t("What helps"),
        "since": t("Since you last met") if found.last_met else t("Since you began"),
        "note": t("What you both agreed last time") if agreed else t("Last time: two views"),
    }


def _areas(t: Translator, found: Sheet) -> list[dict[str, str]]:
    return [_figures(t, area.facet, area.before, area.now) for area in found.areas]


def _higher(t: Translator, found: Sheet) -> list[dict[str, str]]:
    return [_figures(t, each.asked, each.before, each.now) for each in found.higher]


def _figures(t: Translator, asked: Asked, before: float | None, now: float | None) -> dict[str, str]:
    words = phrases.lately(t, labels.asked(t, asked), before, now)
    return {"element": element_of(asked).value, "words": words}


def _charts(t: Translator, found: Sheet) -> list[dict[str, str]]:
    """The chart in two heights; none where nothing was answered."""
    way = found.journey
    if not any(point.value is not None for point in way.points):
        return []
    return drawn(
        [
            of_timeline(t, way.points, (), way.quiet, height=height)
            for height in (CHART_HEIGHT, LOW_CHART_HEIGHT)
        ]
    )


def _fits(t: Translator, found: Sheet, display_name: str) -> list[dict[str, Any]]:
    """From the largest to the shortest, without those that cannot fit."""
    fits = [_fit(t, found, display_name, size, Shortening(t)) for size in SIZES]
    fits += [_fit(t, found, display_name, SIZES[-1], Shortening(t, *most)) for most in SHORTER]
    return [fit for fit in fits[:-1] if _letters(fit) <= LETTERS_ON_A_PAGE] + fits[-1:]


def _letters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_letters, value.values()))
    if isinstance(value, list):
        return sum(map(_letters, value))
    return len(value) if isinstance(value, str) else 0


def _fit(t: Translator, found: Sheet, display_name: str, size: float, short: Shortening) -> dict[str, Any]:
    """The parts that can grow, as far as this fit lets them."""
    agenda = short.doubled()
    fit = {
        "size": size,
        "tight": size == SIZES[-1],
        "chart": _chart(short),
        "agenda": agenda.first([agenda.item(each.words) for each in found.agenda]),
        "followed": short.first([short.line(measures.lately(t, each)) for each in found.followed]),
        "goals": [_goal(t, goal, short) for goal in found.goals[: short.lines]],
        "more_goals": short.more(found.goals),
        "strengths": _strengths(t, found, short),
        # Whom somebody calls on a hard day stands on no paper but their own.
        "helps": " · ".join(short.first([short.line(line.words) for line in found.ways])),
        "since": short.first(_since(t, found.since, short)),
        "note": note_view(t, found.last_note, short) if found.last_note else None,
    }
    left_out = short.left_out or agenda.left_out or not found.is_whole
    return {**fit, "left_out": t("More stands in the portal.") if left_out else ""}


def _chart(short: Shortening) -> int:
    """Which of the two; below zero is none, where even one line of each list is too much beside it."""
    if short.lines is None:
        return 0
    return 1 if short.lines > 1 else -1


def _goal(t: Translator, goal: GoalLine, short: Shortening) -> dict[str, str]:
    following = next((step for step in goal.steps if step.done_on is None), None)
    return {
        "element": goal.element.value,
        "title": short.line(goal.title),
        "next": t("Next: {step}", step=short.line(following.words)) if following else "",
    }


def _strengths(t: Translator, found: Sheet, short: Shortening) -> list[dict[str, str]]:
    places = []
    for place in StrengthPlace:
        here = [short.line(line.words) for line in found.strengths if line.place is place]
        if here:
            places.append(
                {
                    "place": f"{labels.strength_place(t, place)}:",
                    "words": " · ".join(short.first(here)),
                }
            )
    return places


def _since(t: Translator, since: Since, short: Shortening) -> list[str]:
    said = [t("Step done: {step}", step=short.line(step.words)) for _goal, step in since.steps_done]
    said += [f"{labels.goal_state(t, goal.state)}: {short.line(goal.title)}" for goal in since.goals_ended]
    said += [t("New goal: {goal}", goal=short.line(goal.title)) for goal in since.goals_set]
    said += [t("New strength: {strength}", strength=short.line(line.words)) for line in since.strengths]
    for moment in since.moments:
        kind = f"{labels.moment_kind(t, moment.kind)}, {t.short_day(moment.day)}"
        said.append(phrases.titled(kind, short.line(moment.words)))
    return said
