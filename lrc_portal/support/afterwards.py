"""What a person is given back once a day is kept: their words, one true thing from their record, a strength.

After a hard day it is their plan for one, what helped before, who they meet next, and their strengths.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.read_queries import ReadQuery, together
from lrc_portal.record import check_ins, goals, hard_day_plan, moments, paths, strengths
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.hard_day_plan import PlanLine
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.sharing import opened_records
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import Around, MeetingLine
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.vocabulary import GoalState, MomentKind, PursuitDay, StrengthState
from lrc_portal.words.marks import mark

LATELY = timedelta(weeks=4)
HELPED, STRENGTHS = 2, 3


@dataclass(frozen=True)
class StepDone:
    """A step of a goal that was done lately."""

    words: str
    day: date


@dataclass(frozen=True)
class GoalReached:
    """A goal that was reached lately."""

    title: str
    day: date


@dataclass(frozen=True)
class Afterwards:
    """What is shown after `told`, the day that was just kept; `this_week` are the days kept of its week."""

    told: CheckInLine
    is_hard: bool
    happened: StepDone | GoalReached | None
    strengths: tuple[StrengthLine, ...]
    this_week: tuple[date, ...]
    helped: tuple[str, ...]
    plan: PlanLine
    meeting: MeetingLine | None
    with_whom: PairingLine | None
    agreed_at_home: tuple[tuple[int, str], ...]
    """With whom something is agreed at home for a hard day, by id and name."""

    @property
    def used(self) -> bool:
        return PursuitDay.USED in self.told.pursuits.values()

    @property
    def said(self) -> str:
        """The marked sentence that answers: a hard day is not thanked for as a good one is."""
        if not self.is_hard:
            return mark("It is kept. Thank you.")
        if self.used:
            return mark("You said how it is. The days before stay yours.")
        return mark("You said how it is. Thank you.")


def read_query(viewer: Viewer, day: date) -> ReadQuery[Afterwards | None]:
    """All of it for one day of the viewer's own; None where nothing is kept of that day any more."""
    record = opened_records.own(viewer)

    def make(
        told: CheckInLine | None,
        hard_days: list[MomentLine],
        wanted: list[GoalLine],
        strong: list[StrengthLine],
        week: list[date],
        helped: list[str],
        plan: PlanLine,
        around: Around,
        paired: list[PairingLine],
        agreed_at_home: list[tuple[int, str]],
    ) -> Afterwards | None:
        if told is None:
            return None
        meeting = next(iter(around.coming), None)
        return Afterwards(
            told=told,
            is_hard=is_hard(told, hard_days),
            happened=_newest(wanted, day),
            strengths=of_the_day(strong, day),
            this_week=tuple(week),
            helped=tuple(helped),
            plan=plan,
            meeting=meeting,
            with_whom=next((line for line in paired if meeting and line.id == meeting.pairing_id), None),
            agreed_at_home=tuple(agreed_at_home),
        )

    monday = clock.week_start(day)
    return together(
        make,
        told=check_ins.of_day(record, day),
        hard_days=moments.read_query(record, start=day, end=day),
        wanted=goals.read_query(record),
        strong=strengths.read_query(record),
        week=check_ins.days_kept(record, monday, monday + timedelta(days=6)),
        helped=paths.what_helped(record, before=day, most=HELPED),
        plan=hard_day_plan.read_query(record),
        around=meetings.around_me(viewer, most=1),
        paired=pairing_views.mine(viewer),
        agreed_at_home=agreement_views.for_a_hard_day(viewer),
    )


def is_hard(told: CheckInLine | None, moments_of_day: list[MomentLine]) -> bool:
    """Whether the person told of a hard day, by an answer, a use or a moment."""
    return (told is not None and told.was_hard) or any(
        moment.kind is MomentKind.HARD_DAY for moment in moments_of_day
    )


def of_the_day(strong: list[StrengthLine], day: date) -> tuple[StrengthLine, ...]:
    """A few strengths of the person's own, others from one day to the next and the same all day."""
    kept = [line for line in strong if line.state is StrengthState.KEPT]
    first = day.toordinal() % len(kept) if kept else 0
    return tuple((kept[first:] + kept[:first])[:STRENGTHS])


def _newest(wanted: list[GoalLine], day: date) -> StepDone | GoalReached | None:
    """What was done or reached last, within the last weeks."""
    found: list[StepDone | GoalReached] = [
        StepDone(step.words, step.done_on) for goal in wanted for step in goal.steps if step.done_on
    ]
    found += [
        GoalReached(goal.title, goal.ended_on)
        for goal in wanted
        if goal.state is GoalState.REACHED and goal.ended_on
    ]
    lately = [each for each in found if day - LATELY <= each.day <= day]
    return max(lately, key=lambda each: (each.day, isinstance(each, GoalReached)), default=None)
