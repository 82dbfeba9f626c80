"""What is somebody's own, as plain values: the shape of `record.json`, from which its schema is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from lrc_portal.taking_along.consents import FhirConsent
from lrc_portal.vocabulary import (
    Aid,
    Aim,
    Asked,
    Direction,
    Element,
    Facet,
    GoalState,
    MeasureKind,
    MeetingKind,
    MeetingState,
    MomentKind,
    NoteState,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    StrengthState,
    Telling,
    TraitKind,
    WayState,
)

FORMAT, VERSION = "living-room-cardiff-record", 1


@dataclass(frozen=True)
class PursuitEntry:
    """What somebody is in recovery from. `id` is the same in every file in which it stands."""

    id: str
    kind: PursuitKind
    name: str
    aim: Aim
    start_day: date | None
    free_days_aim: int | None
    only_me: bool
    path_hidden: bool
    created_at: datetime
    put_away_at: datetime | None


@dataclass(frozen=True)
class PursuitDayEntry:
    """How one pursuit was on the day of a check-in; `pursuit` is its id."""

    pursuit: str
    answer: PursuitDay
    what_helped: str | None


@dataclass(frozen=True)
class MeasureEntry:
    """Something that somebody follows, in the order in which it is asked; `choices` are own words."""

    id: str
    kind: MeasureKind
    name: str
    unit: str | None
    element: Element
    direction: Direction
    choices: tuple[str, ...]
    only_me: bool
    created_at: datetime
    put_away_at: datetime | None


@dataclass(frozen=True)
class MeasureDayEntry:
    """What was answered to one of them, by its id: a number, 1 for yes, 0 for no, or one of its choices."""

    measure: str
    answer: str


@dataclass(frozen=True)
class CheckInEntry:
    """One day. It is known by its day, since there is one a day; what was not answered is not there."""

    day: date
    answers: Mapping[Asked, int]
    pursuits: tuple[PursuitDayEntry, ...]
    words: str | None
    only_me: bool
    created_at: datetime
    changed_at: datetime
    measures: tuple[MeasureDayEntry, ...] = ()


@dataclass(frozen=True)
class StrengthEntry:
    """A strength; `noticed_by` is how whoever noticed it is called."""

    id: str
    place: StrengthPlace
    words: str
    state: StrengthState
    noticed_by: str | None
    only_me: bool
    created_at: datetime
    put_away_at: datetime | None


@dataclass(frozen=True)
class StepEntry:
    """One step of a goal, in the order of the goal's list."""

    id: str
    words: str
    done_on: date | None
    what_was_done: str | None


@dataclass(frozen=True)
class GoalStrengthEntry:
    """A strength that a goal starts from, by its id."""

    strength: str
    used: bool


@dataclass(frozen=True)
class GoalEntry:
    """A goal with its steps."""

    id: str
    element: Element
    title: str
    why: str | None
    set_on: date
    state: GoalState
    ended_on: date | None
    ending: str | None
    only_me: bool
    created_at: datetime
    strengths: tuple[GoalStrengthEntry, ...]
    steps: tuple[StepEntry, ...]


@dataclass(frozen=True)
class MomentEntry:
    """A day that mattered."""

    id: str
    day: date
    kind: MomentKind
    element: Element
    words: str | None
    only_me: bool
    created_at: datetime


@dataclass(frozen=True)
class AgendaEntry:
    """Something to talk about, and on which day it was talked about."""

    id: str
    words: str
    created_at: datetime
    talked_on: date | None


@dataclass(frozen=True)
class WayEntry:
    """A way that helps, in the order of the list, with the days on which it was used."""

    id: str
    words: str
    state: WayState
    in_plan: bool
    noticed_by: str | None
    only_me: bool
    created_at: datetime
    put_away_at: datetime | None
    used_on: tuple[date, ...]


@dataclass(frozen=True)
class CallEntry:
    """Whom somebody calls on a hard day."""

    called: str
    number: str | None


@dataclass(frozen=True)
class PlanEntry:
    """The plan for a hard day. What helps are the ways that are `in_plan`."""

    id: str
    how_i_notice: str | None
    tell_myself: str | None
    where_safe: str | None
    calls: tuple[CallEntry, ...]
    created_at: datetime


@dataclass(frozen=True)
class OwnEntries:
    """The record itself: what can be brought back."""

    pursuits: tuple[PursuitEntry, ...] = ()
    check_ins: tuple[CheckInEntry, ...] = ()
    strengths: tuple[StrengthEntry, ...] = ()
    goals: tuple[GoalEntry, ...] = ()
    moments: tuple[MomentEntry, ...] = ()
    agenda: tuple[AgendaEntry, ...] = ()
    ways: tuple[WayEntry, ...] = ()
    plans: tuple[PlanEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()


@dataclass(frozen=True)
class TraitEntry:
    """One thing that somebody tells of themselves, and who knows of it."""

    kind: TraitKind
    values: tuple[str, ...]
    telling: Telling


@dataclass(frozen=True)
class ReminderEntry:
    """What somebody is reminded of by e-mail. `weekdays` begin with Monday as 0."""

    address: str
    weekdays: tuple[int, ...]
    at: time
    kinds: tuple[str, ...]
    confirmed_at: datetime | None


@dataclass(frozen=True)
class SignedInEntry:
    """A browser that is signed in."""

    browser: str
    last_used_at: datetime


@dataclass(frozen=True)
class JoinedEntry:
    """A service that somebody signs in with."""

    service: str
    joined_at: datetime


@dataclass(frozen=True)
class MeEntry:
    """The account, and what somebody tells of themselves."""

    name: str | None
    display_name: str
    known_by: str | None
    roles: tuple[Role, ...]
    language: str
    about_me: str | None
    about_me_shown: bool
    traits: tuple[TraitEntry, ...]
    what_matters: Mapping[str, int]
    areas: tuple[Facet, ...]
    reminder: ReminderEntry | None
    signed_in: tuple[SignedInEntry, ...]
    services: tuple[JoinedEntry, ...]
    begun_and_not_saved: tuple[str, ...]


@dataclass(frozen=True)
class MeetingEntry:
    """A meeting in one's own story."""

    day: date
    at: time | None
    kind: MeetingKind
    state: MeetingState
    place: str | None


@dataclass(frozen=True)
class NoteEntry:
    """A note about somebody, with both hands: `author` wrote it, `own_account` is the other's.

    `earlier` are the versions before it, the newest first.
    """

    day: date
    kind: MeetingKind
    state: NoteState
    author: str
    other: str
    talked_about: str | None
    strengths_noticed: str | None
    we_agreed: str | None
    own_account: str | None
    answered_on: date | None
    aids: tuple[Aid, ...]
    elements: tuple[Element, ...]
    is_goodbye: bool
    earlier: tuple["NoteEntry", ...]


@dataclass(frozen=True)
class PairingEntry:
    """A walk with a peer worker, or with somebody as their peer worker."""

    person: str
    peer_worker: str
    proposed_at: datetime
    began_at: datetime | None
    rhythm_days: int | None
    last_day: date | None
    ended_at: datetime | None


@dataclass(frozen=True)
class CircleEntry:
    """Somebody who is, or was, in the circle."""

    display_name: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class InvitationEntry:
    """An invitation that is open; its code stays in the portal."""

    meant_for: str | None
    role: Role
    created_at: datetime
    last_day: date


@dataclass(frozen=True)
class TraceEntry:
    """Who did or looked at what; `by` is None where their account is erased."""

    at: datetime
    by: str | None
    act: str
    subject: str
    times: int


@dataclass(frozen=True)
class ComplaintEntry:
    """What the person complained of, and the answer."""

    made_at: datetime
    words: str
    acknowledged_at: datetime | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class LetterEntry:
    """A letter that this person wrote or received, and that was not taken back."""

    written_at: datetime
    by: str
    to: str
    words: str


@dataclass(frozen=True)
class AttendedEntry:
    """A date of a group or an event: that the person will be there, or on which day they were."""

    title: str
    day: date
    there_on: date | None
    leader_told: bool
    only_me: bool


@dataclass(frozen=True)
class CalendarEntry:
    """What a calendar is given that subscribes; the address is a secret of its own and stands nowhere."""

    with_titles: bool
    all_for_me: bool
    made_at: datetime


@dataclass(frozen=True)
class HomeEntry:
    """One version of what the person agreed at home with somebody; no name where that account is erased."""

    with_whom: str | None
    offered_by_me: bool
    state: NoteState
    offered_at: datetime
    answered_at: datetime | None
    is_over: bool
    i_do_on_a_hard_day: str | None
    i_wish_on_a_hard_day: str | None
    i_do_on_a_good_day: str | None
    i_wish_on_a_good_day: str | None
    how_i_see_it: str | None
    they_do_on_a_hard_day: str | None
    they_wish_on_a_hard_day: str | None
    they_do_on_a_good_day: str | None
    they_wish_on_a_good_day: str | None
    how_they_see_it: str | None


@dataclass(frozen=True)
class UsefulEntry:
    """Something of the community's shelf that the person keeps, or that was passed on to them by `by`."""

    title: str
    words: str | None
    web: str | None
    phone: str | None
    since: datetime
    by: str | None = None


@dataclass(frozen=True)
class WithOthers:
    """What stands between this person and others, as far as they see it on their screens."""

    meetings: tuple[MeetingEntry, ...]
    notes: tuple[NoteEntry, ...]
    pairings: tuple[PairingEntry, ...]
    circle: tuple[CircleEntry, ...]
    invitations: tuple[InvitationEntry, ...]
    shares: tuple[FhirConsent, ...]
    consents: tuple[FhirConsent, ...]
    traces: tuple[TraceEntry, ...]
    complaints: tuple[ComplaintEntry, ...] = ()
    letters: tuple[LetterEntry, ...] = ()
    groups_and_events: tuple[AttendedEntry, ...] = ()
    calendar: CalendarEntry | None = None
    at_home: tuple[HomeEntry, ...] = ()
    good_to_know: tuple[UsefulEntry, ...] = ()


@dataclass(frozen=True)
class TrainingEntry:
    """Training as a peer worker."""

    what: str
    done_on: date
    valid_until: date


@dataclass(frozen=True)
class SupervisionEntry:
    """A day of supervision, or one that is booked."""

    day: date
    kind: str
    booked: bool


@dataclass(frozen=True)
class ReflectionEntry:
    """What a peer worker wrote to their supervisor."""

    day: date
    supervisor: str
    words: str


@dataclass(frozen=True)
class GivingStepEntry:
    """A step on the way to become a peer worker."""

    kind: str
    done_on: date
    supervisor: str | None


@dataclass(frozen=True)
class Work:
    """Training, supervision, reflections, and the way to become a peer worker."""

    supervisor: str | None
    trainings: tuple[TrainingEntry, ...]
    supervisions: tuple[SupervisionEntry, ...]
    reflections: tuple[ReflectionEntry, ...]
    way_to_giving: tuple[GivingStepEntry, ...]


@dataclass(frozen=True)
class Taken:
    """All that stands in `record.json`."""

    format: str
    version: int
    made_at: datetime
    me: MeEntry
    record: OwnEntries
    with_others: WithOthers
    work: Work
