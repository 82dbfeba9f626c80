"""What there is today for somebody, in each of the parts they have here, read together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lrc_portal import acting, clock, limits
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.read_queries import ReadQuery, together
from lrc_portal.record import (
    check_ins,
    first_days,
    goals,
    hard_day_plan,
    journey,
    moments,
    paths,
    strengths,
    ways,
)
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.first_days import FirstQuestion
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.hard_day_plan import PlanLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.sharing import circle, invitations, opened_records
from lrc_portal.support import afterwards
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.good_to_know import shelf
from lrc_portal.support.letters import letter_views
from lrc_portal.support.letters.letter_views import NewFrom
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import Around
from lrc_portal.support.notes import note_views
from lrc_portal.support.notes.note_views import WaitingNote
from lrc_portal.support.pairings import glance, pairing_views
from lrc_portal.support.pairings.pairing_views import PairingLine, Walk
from lrc_portal.support.supervision import supervision
from lrc_portal.support.whats_on import programme
from lrc_portal.support.whats_on.programme import DateLine
from lrc_portal.vocabulary import GoalState, StrengthState, Window

MOST = limits.SHOWN_NOTES + 1
"""Of what waits and of whom one walks with: one more than the page shows, so that it can say so."""


class Idea(StrEnum):
    """What somebody could begin with whose page is quiet."""

    STRENGTH = "strength"
    GOAL = "goal"


@dataclass(frozen=True)
class OfRecord:
    """For whoever keeps a record. `noticed` and `noticed_ways` name who noticed each strength, and
    each way that helps, to keep or decline.

    After a hard day was told, `helped` is what helped before and `strong` are strengths of theirs, and the
    `plan` for such a day stands there whole. `first` is what a new member is asked once, one question after
    the other. Who offered something at home that waits, and with whom something is agreed for a hard day,
    are ids with names.
    """

    checked_in: bool
    is_hard: bool
    helped: tuple[str, ...]
    plan: PlanLine
    strong: tuple[StrengthLine, ...]
    to_answer: tuple[WaitingNote, ...]
    pairings: tuple[PairingLine, ...]
    meetings: Around
    noticed: tuple[str | None, ...]
    noticed_ways: tuple[str | None, ...]
    under_way: tuple[GoalLine, ...]
    last_weeks: Journey
    somebody_shares: bool
    first: FirstQuestion | None
    offered_at_home: tuple[tuple[int, str], ...]
    agreed_at_home: tuple[tuple[int, str], ...]

    @property
    def idea(self) -> Idea | None:
        """One thing to begin with, for whoever checked in and has nothing else here; None for all others."""
        waits = self.to_answer or self.noticed or self.noticed_ways or self.offered_at_home
        something = waits or self.meetings.coming or self.under_way
        if not self.checked_in or self.is_hard or self.first or something:
            return None
        return Idea.GOAL if self.strong else Idea.STRENGTH


@dataclass(frozen=True)
class OfWalking:
    """For a peer worker. `asked` wait for their yes; `about` is what those tell of themselves."""

    walks: tuple[Walk, ...]
    asked: tuple[PairingLine, ...]
    drafts: int
    to_answer: tuple[WaitingNote, ...]
    about: Mapping[int, AboutPage]


@dataclass(frozen=True)
class OfCommunity:
    """For a coordinator: how many meetings are due, how many pairings wait for a yes, how many of their
    invitations are open, how many peer workers have training or supervision due, and how many things on the
    shelf a check.
    """

    due: int
    waiting: int
    invited: int
    to_be_trained: int
    to_check: int


@dataclass(frozen=True)
class Today:
    """A part is None where the viewer does not have it. `letters` are from whom there are new ones."""

    record: OfRecord | None = None
    walking: OfWalking | None = None
    community: OfCommunity | None = None
    letters: list[NewFrom] = field(default_factory=list)
    next_on: DateLine | None = None


def read_query(viewer: Viewer) -> ReadQuery[Today]:
    """All that the viewer's own page of today holds."""
    parts: dict[str, ReadQuery[Any]] = {"next_on": programme.next_on(viewer)} if viewer.roles else {}
    if viewer.keeps_a_record:
        parts["record"] = _of_record(viewer)
    if acting.may(viewer, Permission.WALK_WITH_PEOPLE):
        parts["walking"] = _of_walking(viewer)
    if acting.may(viewer, Permission.RUN_THE_SERVICE):
        parts["community"] = _of_community(viewer)
    if acting.may(viewer, Permission.WRITE_LETTERS):
        parts["letters"] = letter_views.new_from(viewer, most=MOST)
    return together(Today, **parts)


def _of_record(viewer: Viewer) -> ReadQuery[OfRecord]:
    record, today = opened_records.own(viewer), clock.today()

    def make(
        checked_in: CheckInLine | None,
        hard_days: list[MomentLine],
        helped: list[str],
        plan: PlanLine,
        noticed_ways: list[str | None],
        to_answer: list[WaitingNote],
        paired: list[PairingLine],
        around: Around,
        strong: list[StrengthLine],
        wanted: list[GoalLine],
        last_weeks: Journey,
        somebody_shares: bool,
        first: FirstQuestion | None,
        offered_at_home: list[tuple[int, str]],
        agreed_at_home: list[tuple[int, str]],
    ) -> OfRecord:
        return OfRecord(
            checked_in=checked_in is not None,
            is_hard=afterwards.is_hard(checked_in, hard_days),
            helped=tuple(helped),
            plan=plan,
            noticed_ways=tuple(name or None for name in noticed_ways),
            strong=afterwards.of_the_day(strong, today),
            to_answer=tuple(to_answer),
            pairings=tuple(line for line in paired if line.person_id == viewer.person_id),
            meetings=around,
            noticed=tuple(line.noticed_by or None for line in strong if line.state is StrengthState.OFFERED),
            under_way=tuple(goal for goal in wanted if goal.state is GoalState.OPEN),
            last_weeks=last_weeks,
            somebody_shares=somebody_shares,
            first=first,
            offered_at_home=tuple(offered_at_home),
            agreed_at_home=tuple(agreed_at_home),
        )

    return together(
        make,
        checked_in=check_ins.of_day(record, today),
        hard_days=moments.read_query(record, start=today, end=today),
        helped=paths.what_helped(record, before=today, most=afterwards.HELPED),
        plan=hard_day_plan.read_query(record),
        noticed_ways=ways.who_noticed(viewer),
        to_answer=note_views.who_waits(viewer, most=MOST),
        paired=pairing_views.mine(viewer),
        around=meetings.around_me(viewer),
        strong=strengths.read_query(record),
        wanted=goals.read_query(record),
        last_weeks=journey.read_query(record, Window.FOUR_WEEKS),
        somebody_shares=circle.somebody_shares(viewer),
        first=first_days.read_query(viewer),
        offered_at_home=agreement_views.waiting(viewer),
        agreed_at_home=agreement_views.for_a_hard_day(viewer),
    )


def _of_walking(viewer: Viewer) -> ReadQuery[OfWalking]:
    def make(
        walks: list[Walk],
        asked: list[PairingLine],
        drafts: int,
        to_answer: list[WaitingNote],
        about: dict[int, AboutPage],
    ) -> OfWalking:
        return OfWalking(
            walks=tuple(walks),
            asked=tuple(line for line in asked if not line.worker_said_yes),
            drafts=drafts,
            to_answer=tuple(to_answer),
            about=about,
        )

    return together(
        make,
        walks=pairing_views.walks(viewer, most=MOST),
        asked=pairing_views.asked(viewer, most=MOST),
        drafts=note_views.how_many_drafts(viewer),
        to_answer=note_views.who_waits_for_peer_worker(viewer, most=MOST),
        about=about_me.beside(viewer),
    )


def _of_community(viewer: Viewer) -> ReadQuery[OfCommunity]:
    return together(
        OfCommunity,
        due=glance.how_many_due(viewer),
        waiting=pairing_views.how_many_wait(viewer),
        invited=invitations.how_many_open(viewer),
        to_be_trained=supervision.how_many_due(viewer),
        to_check=shelf.how_many_due(viewer),
    )
