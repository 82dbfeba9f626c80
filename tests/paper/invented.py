"""Sheets of any size, from plain values: as much of everything as a test asks for."""

from datetime import UTC, date, datetime, time, timedelta

from lrc_portal.record.goals import GoalLine, StepLine
from lrc_portal.record.hard_day_plan import PlanLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.record.ways import WayLine
from lrc_portal.series import Point
from lrc_portal.support.meetings.agenda import AgendaLine
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.support.meetings.sheet import Area, Higher, Sheet, Since
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.vocabulary import (
    Aid,
    Bucket,
    Element,
    Facet,
    GoalState,
    MeetingKind,
    MeetingState,
    MomentKind,
    NoteState,
    StrengthPlace,
    StrengthState,
    WayState,
)

TODAY = date(2026, 11, 23)
PLAIN = "Cerddodd hi i'r tŷ, a’r dŵr yn oer. A good hour by the river."


def points(weeks: int) -> tuple[Point, ...]:
    start = TODAY - timedelta(weeks=weeks)
    return tuple(
        Point(element, at, at + timedelta(weeks=1), (place * 2 + week) % 11, 3)
        for place, element in enumerate(Element)
        for week in range(weeks)
        for at in [start + timedelta(weeks=week)]
    )


def way(weeks: int) -> Journey:
    return Journey(points(weeks), (), (), Bucket.WEEK, TODAY - timedelta(weeks=weeks), TODAY)


def goal(words: str, state: GoalState = GoalState.OPEN) -> GoalLine:
    step = StepLine(1, words, None, None)
    return GoalLine(1, Element.HEALTH, words, None, TODAY, state, None, None, False, (step,), ())


def strength(words: str, place: StrengthPlace = StrengthPlace.SELF) -> StrengthLine:
    return StrengthLine(1, place, words, StrengthState.KEPT, None, False, TODAY, ())


def helping(words: str) -> WayLine:
    return WayLine(1, words, WayState.KEPT, False, False, None, False, None, None, False)


def moment(words: str | None) -> MomentLine:
    return MomentLine(1, TODAY, MomentKind.HARD_DAY, Element.SOBRIETY, words, False)


def note(
    words: str, own_account: str | None = None, author: str = "Gareth", *, for_me: bool = False
) -> NoteLine:
    return NoteLine(
        id=1,
        person_id=1,
        pairing_id=1,
        author_id=2,
        author=author,
        other="Mari",
        day=TODAY,
        kind=MeetingKind.ONE_TO_ONE,
        state=NoteState.AGREED if own_account is None else NoteState.DIFFERING,
        talked_about=words,
        strengths_noticed=words,
        we_agreed=words,
        own_account=own_account,
        answered_on=TODAY,
        meeting_id=None,
        is_goodbye=False,
        aids=tuple(Aid),
        elements=tuple(Element),
        is_mine=not for_me,
        for_me=for_me,
    )


def sheet(
    *,
    display_name: str = "Mari",
    agenda: int = 0,
    areas: int = 0,
    goals: int = 0,
    strengths: int = 0,
    since: int = 0,
    higher: int = 0,
    weeks: int = 0,
    words: str = PLAIN,
    note_words: str | None = None,
    own_account: str | None = None,
) -> Sheet:
    """A sheet with so many lines of each kind, every one of them in these words."""
    return Sheet(
        pairing=PairingLine(
            1, 1, display_name, 2, "Gareth", datetime(2026, 1, 1, tzinfo=UTC), True, True, None, 14, None
        ),
        last_met=TODAY if since else None,
        next_meeting=MeetingLine(
            1, 1, 1, MeetingKind.ONE_TO_ONE, MeetingState.PLANNED, TODAY, time(14, 30), words
        ),
        unconfirmed=None,
        to_write_about=None,
        agenda=tuple(AgendaLine(1, words, TODAY) for _ in range(agenda)),
        areas=tuple(Area(facet, 3.25, 5.5) for facet in list(Facet)[:areas]),
        higher=tuple(Higher(facet, 3.25, 5.5) for facet in list(Facet)[:higher]),
        journey=way(weeks),
        goals=tuple(goal(words) for _ in range(goals)),
        strengths=tuple(strength(words, place) for place in StrengthPlace for _ in range(strengths)),
        ways=tuple(helping(words) for _ in range(strengths)),
        plan=PlanLine(),
        last_note=None if note_words is None else note(note_words, own_account),
        draft=None,
        since=Since(
            TODAY,
            tuple(strength(words) for _ in range(since)),
            tuple(goal(words) for _ in range(since)),
            tuple((goal(words), StepLine(1, words, TODAY, None)) for _ in range(since)),
            tuple(goal(words, GoalState.REACHED) for _ in range(since)),
            tuple(moment(words) for _ in range(since)),
        ),
    )
