"""Counting for the yearly report. It reads days and kinds, never words; its numbers stay in `report.py`.

Meetings, notes and pairings are the service's own work and are all counted. Of what people keep about
their own lives only that is counted which they showed a peer worker at some time in the year, and what
is marked "only me" never is. So whoever shows nothing is in no number but that of the accounts. Letters
within a circle, who comes to groups, and what somebody keeps for themselves are counted nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    exists,
    extract,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import access, clock
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import (
    CheckIn,
    Exchange,
    Goal,
    Letter,
    Meeting,
    Moment,
    Note,
    NoteAid,
    Pairing,
    PersonRole,
    RoleLaidDown,
    Share,
    Supervision,
    ThingPassedOn,
    Training,
)
from lrc_portal.database.read_queries import ReadQuery, only, together, tuples_of, values_of
from lrc_portal.record import check_ins
from lrc_portal.series import Movement, PairingYear
from lrc_portal.support.notes.note_views import SHOWN
from lrc_portal.support.whats_on import programme
from lrc_portal.vocabulary import (
    ANSWERED_NOTES,
    CONTENT_OF,
    Aid,
    Content,
    Element,
    GoalState,
    MeetingKind,
    MeetingState,
    MomentKind,
    NoteState,
    Role,
)

PEOPLE = (Role.MEMBER, Role.FAMILY, Role.PEER_WORKER)
MEETINGS = tuple(kind for kind in MeetingKind if kind is not MeetingKind.PROFESSIONAL_LED)
"""The kinds of peer support; what a professional led is in people's own story, and not what is given here."""
ENOUGH_DAYS = 3
"""Days with answers in a quarter of a year, from which on its mean is looked at."""
A_CHANGE = 1.0
"""Of 10; below this somebody's answers are about the same, as on the charts."""

Condition = ColumnElement[bool]
Key = TypeVar("Key")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Counts:
    """The true numbers. They leave this side of the house only as a `Report`."""

    people: Mapping[Role, int]
    meetings: Mapping[MeetingKind, int]
    aids: Mapping[Aid, int]
    notes: Mapping[NoteState, int]
    goals_set: Mapping[Element, int]
    goals_reached: Mapping[Element, int]
    contributions: int
    movement: Mapping[Element, Mapping[Movement, int]]
    pairings: Mapping[PairingYear, int]
    trainings: int
    supervisions: int
    groups: int
    letters: int
    pairs_who_write: int
    passed_on: int
    pairs_who_pass_on: int


@dataclass(frozen=True)
class Span:
    """The days that are counted, both ends included; moments are counted by the clock in Wales."""

    first: date
    last: date

    def has_day(self, column: SQLCoreOperations[Any]) -> Condition:
        return and_(column >= self.first, column <= self.last)

    def has_moment(self, column: SQLCoreOperations[Any]) -> Condition:
        return and_(column >= self.begins, column < self.ends)

    @property
    def is_whole_year(self) -> bool:
        return (self.last.month, self.last.day) == (12, 31)

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), clock.HERE)

    @property
    def ends(self) -> datetime:
        """The moment after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), clock.HERE)


def read_query(span: Span) -> ReadQuery[Counts]:
    """All numbers of those days."""
    return together(
        Counts,
        movement=_by_key(Element, (_moved(_ways(span, element)) for element in Element)),
        people=_by(PEOPLE, _people(span)),
        meetings=_by(MEETINGS, _meetings(span)),
        aids=_by(Aid, _aids(span)),
        notes=_by(ANSWERED_NOTES, _notes(span)),
        goals_set=_by(Element, _goals(Goal.set_on, span)),
        goals_reached=_by(Element, _goals(Goal.ended_on, span, Goal.state == GoalState.REACHED)),
        contributions=_count(_contributions(span)),
        pairings=_by_key(PairingYear, map(_count, _pairings(span))),
        trainings=_count(_how_many(Training.done_on, span)),
        supervisions=_count(_how_many(Supervision.day, span).where(~Supervision.booked)),
        groups=programme.how_many_took_place(span.first, span.last),
        letters=_count(_letters(func.count(), span)),
        pairs_who_write=_count(_letters(func.count(Letter.exchange_id.distinct()), span)),
        passed_on=_count(_passed_on(func.count(), span)),
        pairs_who_pass_on=_count(_passed_on(func.count(ThingPassedOn.pairing_id.distinct()), span)),
    )


def first_day() -> ReadQuery[date | None]:
    """The day on which the first of those who are counted came; None where nobody has."""
    held = _roles()
    first: Select[datetime | None] = select(func.min(held.c.given_at).label("at")).where(
        held.c.role.in_(PEOPLE)
    )
    return ReadQuery(values_of(first), read=_first_day)


def _first_day(moments: list[datetime | None]) -> date | None:
    at = only(moments)
    return None if at is None else clock.local(at).date()


def was_shown(person: SQLCoreOperations[int], content: Content, span: Span) -> Condition:
    """At some time in those days the person let a peer worker of theirs see this."""
    return exists().where(
        Share.owner_id == person,
        Share.content == content,
        Share.pairing_id.is_not(None),
        Share.accepted_at < span.ends,
        or_(Share.taken_back_at.is_(None), Share.taken_back_at >= span.begins),
        or_(Share.last_day.is_(None), Share.last_day >= span.first),
    )


def _people(span: Span) -> Select[Role, int]:
    held = _roles()
    return (
        select(held.c.role, func.count(held.c.person_id.distinct()).label("n"))
        .where(held.c.role.in_(PEOPLE), _was_held(held, span))
        .group_by(held.c.role)
    )


def _roles() -> Subquery:
    """All roles as they were held, each from when to when; `laid_down_at` is NULL for those of today."""
    now = select(PersonRole.person_id, PersonRole.role, PersonRole.given_at, null().label("laid_down_at"))
    before = select(
        RoleLaidDown.person_id, RoleLaidDown.role, RoleLaidDown.given_at, RoleLaidDown.laid_down_at
    )
    # First those with a moment at the end: the first select says of what type the columns are.
    return union_all(before, now).subquery()


def _was_held(held: Subquery, span: Span) -> Condition:
    """At some time in those days, whatever became of it since."""
    over = held.c.laid_down_at
    return and_(held.c.given_at < span.ends, or_(over.is_(None), over >= span.begins))


def _meetings(span: Span) -> Select[MeetingKind, int]:
    return (
        select(Meeting.kind, func.count(Meeting.id).label("n"))
        .where(
            Meeting.state == MeetingState.HELD,
            Meeting.pairing_id.is_not(None),
            Meeting.kind.in_(MEETINGS),
            span.has_day(Meeting.day),
        )
        .group_by(Meeting.kind)
    )


def _stands(span: Span) -> Condition:
    """An offered note of those days, in its newest version."""
    return and_(Note.state.in_(SHOWN), span.has_day(Note.day), ~access.later_version(*SHOWN))


def _aids(span: Span) -> Select[Aid, int]:
    return (
        select(NoteAid.aid, func.count(NoteAid.note_id).label("n"))
        .join(Note, Note.id == NoteAid.note_id)
        .where(_stands(span))
        .group_by(NoteAid.aid)
    )


def _notes(span: Span) -> Select[NoteState, int]:
    return (
        select(Note.state, func.count(Note.id).label("n"))
        .where(_stands(span), Note.state.in_(ANSWERED_NOTES))
        .group_by(Note.state)
    )


def _goals(day: SQLCoreOperations[Any], span: Span, *conditions: Condition) -> Select[Element, int]:
    return (
        select(Goal.element, func.count(Goal.id).label("n"))
        .where(span.has_day(day), ~Goal.only_me, was_shown(Goal.person_id, Content.GOALS, span), *conditions)
        .group_by(Goal.element)
    )


def _contributions(span: Span) -> Select[int]:
    shown = or_(
        *(
            and_(Moment.element == element, was_shown(Moment.person_id, CONTENT_OF[element], span))
            for element in Element
        )
    )
    return select(func.count(Moment.id).label("n")).where(
        Moment.kind == MomentKind.CONTRIBUTION, span.has_day(Moment.day), ~Moment.only_me, shown
    )


def _ways(span: Span, element: Element) -> Select[int, int, float]:
    """The mean of each quarter in which a member gave enough answers to this element, in order.

    Members alone: family answers other questions, about living alongside recovery.
    """
    day = check_ins.answer_to(element)
    quarter = ((cast(extract("month", CheckIn.day), Integer) + 2) // 3).label("quarter")
    return (
        select(CheckIn.person_id, quarter, func.avg(day, type_=Float).label("mean"))
        .where(
            span.has_day(CheckIn.day),
            ~CheckIn.only_me,
            day.is_not(None),
            _was_member(CheckIn.person_id, span),
            was_shown(CheckIn.person_id, CONTENT_OF[element], span),
        )
        .group_by(CheckIn.person_id, quarter)
        .having(func.count(CheckIn.id) >= ENOUGH_DAYS)
        .order_by(CheckIn.person_id, quarter)
    )


def _was_member(person: SQLCoreOperations[int], span: Span) -> Condition:
    """Those who are counted as members of the year, and nobody else."""
    held = _roles()
    return exists().where(held.c.person_id == person, held.c.role == Role.MEMBER, _was_held(held, span))


_FOLLOWS = alias_of(Pairing)


def _pairings(span: Span) -> tuple[Select[int], ...]:
    """Those that began anew, that followed another, and that ended without one that followed.

    A first meeting that was only tried is no pairing yet.
    """
    was_followed = exists().where(
        _FOLLOWS.follows_id == Pairing.id, _FOLLOWS.began_at.is_not(None), ~_FOLLOWS.is_trial
    )
    began = span.has_moment(Pairing.began_at)
    # It is over after its last day, even if nobody closed it yet, or before, if somebody did.
    ended = or_(
        and_(
            span.has_moment(Pairing.ended_at),
            or_(Pairing.last_day.is_(None), Pairing.last_day >= span.first),
        ),
        and_(span.has_day(Pairing.last_day), or_(Pairing.ended_at.is_(None), Pairing.ended_at >= span.ends)),
    )
    return tuple(
        select(func.count(Pairing.id).label("n")).where(
            ~Pairing.is_trial, Pairing.began_at.is_not(None), *each
        )
        for each in (
            (began, Pairing.follows_id.is_(None)),
            (began, Pairing.follows_id.is_not(None)),
            (ended, ~was_followed),
        )
    )


def _how_many(day: SQLCoreOperations[Any], span: Span) -> Select[int]:
    return select(func.count().label("n")).where(span.has_day(day))


def _letters(counted: ColumnElement[int], span: Span) -> Select[int]:
    """Those between people and their peer workers."""
    return (
        select(counted.label("n"))
        .select_from(Letter)
        .join(Exchange, Exchange.id == Letter.exchange_id)
        .where(Exchange.pairing_id.is_not(None), span.has_moment(Letter.written_at))
    )


def _passed_on(counted: ColumnElement[int], span: Span) -> Select[int]:
    """What goes with a note that is still in draft was passed on to nobody yet."""
    in_draft = exists().where(Note.id == ThingPassedOn.note_id, Note.state == NoteState.DRAFT)
    return (
        select(counted.label("n"))
        .select_from(ThingPassedOn)
        .where(span.has_moment(ThingPassedOn.passed_on_at), ~in_draft)
    )


def _count(counted: Select[int]) -> ReadQuery[int]:
    return ReadQuery(values_of(counted), read=only)


def _by(keys: Iterable[Key], counted: Select[Key, int]) -> ReadQuery[dict[Key, int]]:
    """A number for each key, 0 where there is none."""

    def read(rows: list[tuple[Key, int]]) -> dict[Key, int]:
        found = dict(rows)
        return {key: found.get(key, 0) for key in keys}

    return ReadQuery(tuples_of(counted), read=read)


def _by_key(keys: Iterable[Key], queries: Iterable[ReadQuery[Answer]]) -> ReadQuery[dict[Key, Answer]]:
    """One read query for each key, in their order."""
    return together(lambda *answers: dict(zip(keys, answers, strict=True)), *queries)


def _moved(ways: Select[int, int, float]) -> ReadQuery[dict[Movement, int]]:
    return ReadQuery(tuples_of(ways), read=_movements)


def _movements(means_of_quarters: list[tuple[int, int, float]]) -> dict[Movement, int]:
    """How many have their last quarter higher than their first, about the same, or lower."""
    of_person: dict[int, list[float]] = {}
    for person_id, _quarter, mean in means_of_quarters:
        of_person.setdefault(person_id, []).append(float(mean))
    moved = dict.fromkeys(Movement, 0)
    for means in of_person.values():
        if len(means) > 1:
            moved[_movement(means[0], means[-1])] += 1
    return moved


def _movement(first: float, last: float) -> Movement:
    if abs(last - first) < A_CHANGE:
        return Movement.SAME
    return Movement.HIGHER if last > first else Movement.LOWER
