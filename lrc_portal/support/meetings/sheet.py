"""One page before we meet: what the person wants to talk about, what is higher, what is under way.

Everything comes through a look, so what is withheld is not there, and nothing says that it could be.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from lrc_portal import clock, limits
from lrc_portal.database.read_queries import ReadQuery, together
from lrc_portal.record import (
    goals,
    hard_day_plan,
    journey,
    measure_series,
    moments,
    strengths,
    then_and_now,
    ways,
)
from lrc_portal.record.goals import GoalLine, StepLine
from lrc_portal.record.hard_day_plan import PlanLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.record.ways import WayLine
from lrc_portal.series import Followed, Pair
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support.meetings import agenda, areas, meetings
from lrc_portal.support.meetings.agenda import AgendaLine
from lrc_portal.support.meetings.meetings import Around, MeetingLine
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.vocabulary import (
    ANSWERED_NOTES,
    Asked,
    Facet,
    GoalState,
    MeetingState,
    NoteState,
    StrengthState,
    Window,
)

ONE_DAY = timedelta(days=1)
A_WHILE = timedelta(weeks=4)
HIGHER_BY = 0.5  # of 10; less is about the same
ENOUGH_DAYS = 2  # in each of the two times; one day is no direction


@dataclass(frozen=True)
class Higher:
    """A facet or an element whose answers of the last four weeks are higher than those of the four before.

    Both are the middle of the answers, 0 to 10.
    """

    asked: Asked
    before: float
    now: float


@dataclass(frozen=True)
class Area:
    """A facet that the person chose to look at, and the middle of its answers in the four weeks before
    and in the last four.

    None is all that this look may not see, and all that was not answered: the two are the same here.
    """

    facet: Facet
    before: float | None
    now: float | None


@dataclass(frozen=True)
class Since:
    """What was added, done or ended since the day the two last met (or began)."""

    day: date
    strengths: tuple[StrengthLine, ...]
    goals_set: tuple[GoalLine, ...]
    steps_done: tuple[tuple[GoalLine, StepLine], ...]
    goals_ended: tuple[GoalLine, ...]
    moments: tuple[MomentLine, ...]

    def __bool__(self) -> bool:
        return any((self.strengths, self.goals_set, self.steps_done, self.goals_ended, self.moments))


@dataclass(frozen=True)
class Sheet:
    """What a peer worker reads before a meeting. Each part may be empty."""

    pairing: PairingLine
    last_met: date | None
    next_meeting: MeetingLine | None
    unconfirmed: MeetingLine | None
    """The last meeting before today of which neither has said whether they met."""
    to_write_about: MeetingLine | None
    agenda: tuple[AgendaLine, ...]
    areas: tuple[Area, ...]
    higher: tuple[Higher, ...]
    journey: Journey
    goals: tuple[GoalLine, ...]
    strengths: tuple[StrengthLine, ...]
    ways: tuple[WayLine, ...]
    plan: PlanLine
    last_note: NoteLine | None
    since: Since
    draft: NoteLine | None
    """What the viewer has begun to write about today's meeting."""
    followed: tuple[Followed, ...] = ()
    """What the person follows, in the four weeks before and in the last four."""
    is_whole: bool = True
    """Fewer goals, strengths and moments were found than are read at most: nothing is left out."""


def read_query(record: OpenedRecord, pairing: PairingLine) -> ReadQuery[Sheet]:
    """The sheet of one pairing."""
    answered = list(ANSWERED_NOTES)
    today = clock.today()
    lately = (today - A_WHILE + ONE_DAY, today)
    before = (lately[0] - A_WHILE, lately[0] - ONE_DAY)
    return together(
        partial(_sheet, pairing),
        met=meetings.read_query(record.viewer, pairing_id=pairing.id, end=today),
        around=meetings.around_pairing(record.viewer, pairing.id, most=1),
        agenda=agenda.read_query(record.viewer, record.owner_id),
        chosen=areas.read_query(record.viewer, record.owner_id),
        pairs=then_and_now.read_query(record, before, lately),
        followed=measure_series.at_two_times(record, before, lately),
        way=journey.read_query(record, Window.THREE_MONTHS),
        all_goals=goals.read_query(record),
        strong=strengths.read_query(record),
        helping=ways.read_query(record),
        planned=hard_day_plan.read_query(record),
        answered=notes.read_query(record.viewer, person_id=record.owner_id, states=answered, most=1),
        drafts=notes.read_query(record.viewer, person_id=record.owner_id, states=[NoteState.DRAFT]),
        happened=moments.read_query(record),
    )


def _sheet(
    pairing: PairingLine,
    *,
    met: list[MeetingLine],
    around: Around,
    agenda: list[AgendaLine],
    chosen: tuple[Facet, ...],
    pairs: tuple[Pair, ...],
    followed: tuple[Followed, ...],
    way: Journey,
    all_goals: list[GoalLine],
    strong: list[StrengthLine],
    helping: list[WayLine],
    planned: PlanLine,
    answered: list[NoteLine],
    drafts: list[NoteLine],
    happened: list[MomentLine],
) -> Sheet:
    today = clock.today()
    before = [line for line in met if line.day < today and line.state is MeetingState.HELD]
    last_met = before[0].day if before else None
    kept = [line for line in strong if line.state is StrengthState.KEPT]
    to_write_about = _to_write_about(met, today)
    since = last_met or clock.local(pairing.began_at or pairing.proposed_at).date()
    return Sheet(
        pairing=pairing,
        last_met=last_met,
        next_meeting=around.coming[0] if around.coming else None,
        unconfirmed=around.unconfirmed[-1] if around.unconfirmed else None,
        to_write_about=to_write_about,
        agenda=tuple(agenda),
        areas=_areas(chosen, pairs),
        higher=_higher(pairs),
        followed=followed,
        journey=way,
        goals=tuple(goal for goal in all_goals if goal.state is GoalState.OPEN),
        strengths=tuple(kept),
        ways=tuple(helping),
        plan=planned,
        last_note=answered[0] if answered else None,
        since=Since(
            day=since,
            strengths=tuple(line for line in kept if line.since >= since),
            goals_set=tuple(goal for goal in all_goals if goal.set_on >= since),
            steps_done=tuple(
                (goal, step)
                for goal in all_goals
                for step in goal.steps
                if step.done_on is not None and step.done_on >= since
            ),
            goals_ended=tuple(goal for goal in all_goals if goal.ended_on and goal.ended_on >= since),
            moments=tuple(moment for moment in happened if moment.day >= since),
        ),
        draft=_draft(drafts, pairing, to_write_about),
        is_whole=all(len(each) < limits.READ_AT_MOST for each in (all_goals, strong, happened)),
    )


def _to_write_about(met: list[MeetingLine], today: date) -> MeetingLine | None:
    """Today's meeting, which the note started from this sheet belongs to."""
    return next((line for line in met if line.day == today), None)


def _draft(drafts: list[NoteLine], pairing: PairingLine, meeting: MeetingLine | None) -> NoteLine | None:
    """The one that `notes.begin` goes on with: the viewer's oldest about this meeting, or about none."""
    about = meeting.id if meeting else None
    found = [
        note
        for note in drafts
        if note.is_mine
        and not (note.earlier or note.is_goodbye)
        and (note.pairing_id, note.meeting_id) == (pairing.id, about)
    ]
    return min(found, key=lambda note: note.id, default=None)


def _areas(chosen: tuple[Facet, ...], pairs: tuple[Pair, ...]) -> tuple[Area, ...]:
    """Each with its figures, up or down, where there are enough answers for them."""
    figures = {pair.asked: pair for pair in pairs}
    return tuple(
        Area(
            facet,
            figures[facet].then if figures[facet].n_then >= ENOUGH_DAYS else None,
            figures[facet].now if figures[facet].n_now >= ENOUGH_DAYS else None,
        )
        for facet in chosen
    )


def _higher(pairs: tuple[Pair, ...]) -> tuple[Higher, ...]:
    """The facets that are higher than before, most first. Never one that is lower."""
    found = [
        Higher(pair.asked, pair.then, pair.now)
        for pair in pairs
        if pair.then is not None
        and pair.now is not None
        and min(pair.n_then, pair.n_now) >= ENOUGH_DAYS
        and pair.now - pair.then >= HIGHER_BY
    ]
    return tuple(sorted(found, key=lambda each: each.before - each.now))
