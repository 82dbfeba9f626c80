"""One page before we meet: what the person wants to talk about, what is higher, what is under way.

Everything comes through a look, so what is withheld is not there, and nothing says that it could be.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.database.models import CheckIn
from lrc_portal.record import goals, journey, moments, strengths
from lrc_portal.record.check_ins import facet_column
from lrc_portal.record.goals import GoalLine, StepLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.sharing.looking import Look
from lrc_portal.support import meetings, notes
from lrc_portal.support.meetings import AgendaLine, MeetingLine
from lrc_portal.support.notes import NoteLine
from lrc_portal.support.pairings import PairingLine
from lrc_portal.vocabulary import Facet, GoalState, MeetingState, NoteState, StrengthState, Window

A_WHILE = timedelta(weeks=4)
HIGHER_BY = 0.5  # of 10; less is about the same
ENOUGH_DAYS = 2  # in each of the two times; one day is no direction


@dataclass(frozen=True)
class Higher:
    """A facet whose answers of the last four weeks are higher than those of the four weeks before.

    Both are the middle of the answers, 0 to 10.
    """

    facet: Facet
    before: float
    now: float


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
    to_write_about: MeetingLine | None
    agenda: tuple[AgendaLine, ...]
    higher: tuple[Higher, ...]
    journey: Journey
    goals: tuple[GoalLine, ...]
    strengths: tuple[StrengthLine, ...]
    last_note: NoteLine | None
    since: Since


def of(db: Session, look: Look, pairing: PairingLine) -> Sheet:
    """The sheet of one pairing; the same number of statements whatever the record holds."""
    today = clock.today()
    met = meetings.seen(db, look.viewer, pairing_id=pairing.id)
    before = [line for line in met if line.day < today and line.state is MeetingState.HELD]
    coming = [line for line in met if line.day >= today and line.state is MeetingState.PLANNED]
    last_met = before[0].day if before else None
    began = clock.local(pairing.began_at or pairing.proposed_at).date()
    all_goals = goals.seen(db, look)
    kept = [line for line in strengths.seen(db, look) if line.state is StrengthState.KEPT]
    answered = notes.seen(
        db, look.viewer, person_id=look.owner_id, states=[NoteState.AGREED, NoteState.DIFFERING], most=1
    )
    since = last_met or began
    return Sheet(
        pairing=pairing,
        last_met=last_met,
        next_meeting=coming[-1] if coming else None,
        to_write_about=_to_write_about(met, today),
        agenda=tuple(meetings.agenda(db, look.viewer, look.owner_id)),
        higher=_higher(db, look, today),
        journey=journey.series(db, look, Window.THREE_MONTHS),
        goals=tuple(goal for goal in all_goals if goal.state is GoalState.OPEN),
        strengths=tuple(kept),
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
            moments=tuple(moments.seen(db, look, start=since)),
        ),
    )


def _to_write_about(met: list[MeetingLine], today: date) -> MeetingLine | None:
    """Today's meeting, which the note started from this sheet belongs to."""
    return next((line for line in met if line.day == today), None)


def _higher(db: Session, look: Look, today: date) -> tuple[Higher, ...]:
    """The facets that are higher than before, most first. Never one that is lower."""
    cut = today - A_WHILE
    recent = CheckIn.day > cut
    columns = []
    for facet in Facet:
        column = facet_column(look, facet)
        for name, when in (("now", recent), ("before", ~recent)):
            columns.append(func.avg(case((when, column))).label(f"{name}_{facet.value}"))
            columns.append(func.count(case((when, column))).label(f"{name}_days_{facet.value}"))
    row = db.execute(
        select(*columns).where(
            CheckIn.person_id == look.owner_id,
            CheckIn.day > cut - A_WHILE,
            access.readable(look.viewer, CheckIn),
        )
    ).one()
    found = []
    for facet in Facet:
        now, before = getattr(row, f"now_{facet.value}"), getattr(row, f"before_{facet.value}")
        days = min(getattr(row, f"{name}_days_{facet.value}") for name in ("now", "before"))
        if days >= ENOUGH_DAYS and float(now) - float(before) >= HIGHER_BY:
            found.append(Higher(facet, float(before), float(now)))
    return tuple(sorted(found, key=lambda each: each.before - each.now))
