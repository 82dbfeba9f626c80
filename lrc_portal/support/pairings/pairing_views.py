"""Views of pairings: one's own, those one walks in, those that are asked, and who is due."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, Subquery, and_, case, func, or_, select

from lrc_portal import access, acting, clock, limits, relationships
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import Meeting, Pairing, Person
from lrc_portal.database.portable import at_most, day_number, few, looked_up, utc_day
from lrc_portal.database.read_queries import (
    AnySelect,
    ReadQuery,
    TypedSelect,
    only,
    rows_of,
    together,
    values_of,
)
from lrc_portal.sharing import name_beginnings
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import Around
from lrc_portal.vocabulary import (
    LIVE_PAIRINGS,
    MeetingState,
    PairingState,
)


@dataclass(frozen=True)
class PairingLine:
    """A pairing to show to somebody who is part of it, or to a coordinator.

    `is_followed`, for a coordinator alone, says that somebody was proposed to follow.
    """

    id: int
    person_id: int
    person: str
    peer_worker_id: int
    peer_worker: str
    proposed_at: datetime
    person_said_yes: bool
    worker_said_yes: bool
    began_at: datetime | None
    rhythm_days: int | None
    ended_at: datetime | None
    rhythm_proposed_days: int | None = None
    rhythm_proposed_by_id: int | None = None
    leaving: bool = False
    last_day: date | None = None
    heard: bool = False
    nobody_new: bool = False
    unsaid_last_day: date | None = None
    leaving_by_id: int | None = None
    follows_id: int | None = None
    is_trial: bool = False
    asked_by_person: bool = False
    is_followed: bool = False

    @property
    def state(self) -> PairingState:
        return relationships.state_of_pairing(self)

    @property
    def live(self) -> bool:
        return self.state in LIVE_PAIRINGS

    @property
    def waiting(self) -> bool:
        return self.state is PairingState.ASKED


@dataclass(frozen=True)
class Walk:
    """Somebody a peer worker walks with: when they met, when they will, and when it is due."""

    pairing: PairingLine
    last_met: date | None
    due_on: date | None
    around: Around

    @property
    def next_meeting(self) -> date | None:
        return self.around.coming[0].day if self.around.coming else None

    @property
    def is_due(self) -> bool:
        """The agreed rhythm has come round and nothing is planned.

        Not while it is open whether the two have just met: that is asked first.
        """
        open_yet = self.around.coming or self.around.unconfirmed
        return not open_yet and self.due_on is not None and self.due_on <= clock.today()


@dataclass(slots=True)
class _PairingRow:
    id: int
    person_id: int
    peer_worker_id: int
    proposed_by_id: int
    proposed_at: datetime
    person_yes_at: datetime | None
    worker_yes_at: datetime | None
    began_at: datetime | None
    rhythm_days: int | None
    rhythm_proposed_days: int | None
    rhythm_proposed_by_id: int | None
    leaving_at: datetime | None
    leaving_by_id: int | None
    last_day: date | None
    heard_at: datetime | None
    nobody_new_at: datetime | None
    unsaid_last_day: date | None
    follows_id: int | None
    ended_at: datetime | None
    is_trial: bool
    person: str | None
    peer_worker: str | None


@dataclass(slots=True)
class _FollowedRow(_PairingRow):
    is_followed: bool


@dataclass(slots=True)
class _WalkRow(_PairingRow):
    last_met: date | None


def mine(viewer: Viewer) -> ReadQuery[list[PairingLine]]:
    """The pairings the viewer is part of and that nobody has closed, as person or as peer worker.

    One whose last day has passed is among them, until somebody follows or the person puts it away.
    """
    own = (relationships.is_in_pairing(viewer), relationships.pairing_is_unclosed())
    return ReadQuery(rows_of(_pairings(*own), _PairingRow), read=_lines)


def asked(viewer: Viewer, *, most: int) -> ReadQuery[list[PairingLine]]:
    """As a peer worker: who waits to walk with the viewer, whoever waits longest first."""
    waiting = _pairings(Pairing.peer_worker_id == viewer.person_id, relationships.pairing_is_asked())
    return ReadQuery(rows_of(waiting.limit(at_most(most)), _PairingRow), read=_lines)


_FOLLOWER = alias_of(Pairing)


def all_standing(viewer: Viewer, *, most: int | None = None, typed: str = "") -> ReadQuery[list[PairingLine]]:
    """As a coordinator: the pairings that nobody has closed, as in `mine`; first those of which there is
    something to see to. Or those in which somebody is called as was typed. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    followed = looked_up(
        select(_FOLLOWER.id).where(
            _FOLLOWER.follows_id == Pairing.id, relationships.pairing_is_unclosed(_FOLLOWER)
        )
    )
    waits = or_(Pairing.began_at.is_(None), Pairing.last_day.is_not(None))
    goes_on = and_(Pairing.began_at.is_not(None), Pairing.last_day.is_(None))

    def some(which: relationships.Condition) -> TypedSelect[_FollowedRow]:
        lines = _pairings(relationships.pairing_is_unclosed(), which, *_called(viewer, typed, most))
        return rows_of(lines.add_columns(followed.label("is_followed")).limit(at_most(most)), _FollowedRow)

    # Each of the two stops where enough are found, which one list in that order could not.
    return ReadQuery(
        some(waits),
        some(goes_on),
        read=lambda first, then: [
            replace(_line(row), is_followed=row.is_followed) for row in [*first, *then][:most]
        ],
    )


def _called(viewer: Viewer, typed: str, most: int | None) -> list[relationships.Condition]:
    """Pairings in which one of the two is called as was typed; all, where nothing was."""
    found = []
    for person in (Pairing.person_id, Pairing.peer_worker_id):
        called = name_beginnings.is_called(viewer, typed, person)
        if called is None:
            return []
        of_them = select(Pairing.id).where(relationships.pairing_is_unclosed(), called)
        found.append(of_them.limit(at_most(most)).subquery().select())
    return [few(Pairing.id, found[0].union(found[1]).subquery().select())]


def how_many_wait(viewer: Viewer) -> ReadQuery[int]:
    """As a coordinator: how many pairings wait for a yes, counted up to one more than `limits.COUNTED`.

    Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    return ReadQuery(values_of(counted(relationships.pairing_is_asked())), read=only)


def counted(which: relationships.Condition) -> Select[int]:
    """How many pairings there are of these, counted up to one more than `limits.COUNTED`."""
    some = select(Pairing.id).where(which).limit(at_most(limits.COUNTED + 1)).subquery()
    return select(func.count(some.c.id).label("n"))


def anybody_paired(viewer: Viewer) -> ReadQuery[bool]:
    """As a coordinator: whether any two were ever proposed to each other. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    return ReadQuery(values_of(select(Pairing.id).limit(at_most(1))), read=bool)


def walks(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[Walk]]:
    """As a peer worker: the people one walks with now, whose rhythm is due first; all, or at most `most`.

    Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.WALK_WITH_PEOPLE)
    walking = and_(Pairing.peer_worker_id == viewer.person_id, relationships.pairing_is_live())
    with_all = Meeting.pairing_id.in_(select(Pairing.id).where(walking))
    times = meeting_times(access.readable(viewer, Meeting), with_all)
    lines = (
        _pairings(walking)
        .add_columns(times.c.last_met)
        .outerjoin(times, times.c.pairing_id == Pairing.id)
        .order_by(None)
        .order_by(case((is_due(times), 0), else_=1), times.c.next_day.nulls_last(), Pairing.id)
        .limit(at_most(most))
    )
    ids = lines.with_only_columns(Pairing.id, maintain_column_froms=True)
    around = meetings.around(viewer, Meeting.pairing_id.in_(ids))
    return together(_walks, ReadQuery(rows_of(lines, _WalkRow)), around)


def meeting_times(*which: relationships.Condition) -> Subquery:
    """Of each pairing: when the two last met and meet next, and how many of their meetings are open yet."""
    today, planned = clock.today(), Meeting.state == MeetingState.PLANNED
    return (
        select(
            Meeting.pairing_id,
            func.max(Meeting.day).filter(Meeting.state == MeetingState.HELD).label("last_met"),
            func.min(Meeting.day).filter(planned, Meeting.day >= today).label("next_day"),
            func.count(Meeting.id).filter(planned, Meeting.day >= today - meetings.A_WHILE).label("open_yet"),
        )
        .where(Meeting.pairing_id.is_not(None), *which)
        .group_by(Meeting.pairing_id)
        .subquery()
    )


def is_due(times: Subquery) -> relationships.Condition:
    """As `Walk.is_due`, to choose by: among these are all that are due, and some that are so tomorrow, since
    a walk counts here from the day on which it began in UTC.
    """
    today = (clock.today() - date(1970, 1, 1)).days
    since = func.coalesce(times.c.last_met, utc_day(Pairing.began_at))
    due = day_number(since) + Pairing.rhythm_days <= today
    return and_(func.coalesce(times.c.open_yet, 0) == 0, due)


def _walks(rows: list[_WalkRow], around: Around) -> list[Walk]:
    found = []
    for row in rows:
        due_on = None
        if row.rhythm_days and row.began_at:
            due_on = (row.last_met or clock.local(row.began_at).date()) + timedelta(days=row.rhythm_days)
        found.append(Walk(_line(row), row.last_met, due_on, around.of(row.id)))
    return sorted(found, key=lambda walk: (not walk.is_due, walk.next_meeting or date.max, walk.pairing.id))


_PERSON, _PEER_WORKER = alias_of(Person), alias_of(Person)  # made once: an alias is dear to make


def _pairings(*conditions: relationships.Condition) -> AnySelect:
    return (
        select(
            Pairing.id,
            Pairing.person_id,
            Pairing.peer_worker_id,
            Pairing.proposed_by_id,
            Pairing.proposed_at,
            Pairing.person_yes_at,
            Pairing.worker_yes_at,
            Pairing.began_at,
            Pairing.rhythm_days,
            Pairing.rhythm_proposed_days,
            Pairing.rhythm_proposed_by_id,
            Pairing.leaving_at,
            Pairing.leaving_by_id,
            Pairing.last_day,
            Pairing.heard_at,
            Pairing.nobody_new_at,
            Pairing.unsaid_last_day,
            Pairing.follows_id,
            Pairing.ended_at,
            Pairing.is_trial,
            _PERSON.display_name.label("person"),
            _PEER_WORKER.display_name.label("peer_worker"),
        )
        .join(_PERSON, _PERSON.id == Pairing.person_id)
        .join(_PEER_WORKER, _PEER_WORKER.id == Pairing.peer_worker_id)
        .where(*conditions)
        .order_by(Pairing.id)
    )


def _lines(rows: list[_PairingRow]) -> list[PairingLine]:
    return [_line(row) for row in rows]


def _line(row: _PairingRow) -> PairingLine:
    return PairingLine(
        id=row.id,
        person_id=row.person_id,
        person=row.person or "",
        peer_worker_id=row.peer_worker_id,
        peer_worker=row.peer_worker or "",
        proposed_at=row.proposed_at,
        person_said_yes=row.person_yes_at is not None,
        worker_said_yes=row.worker_yes_at is not None,
        began_at=row.began_at,
        rhythm_days=row.rhythm_days,
        ended_at=row.ended_at,
        rhythm_proposed_days=row.rhythm_proposed_days,
        rhythm_proposed_by_id=row.rhythm_proposed_by_id,
        leaving=row.leaving_at is not None,
        last_day=row.last_day,
        heard=row.heard_at is not None,
        nobody_new=row.nobody_new_at is not None,
        unsaid_last_day=row.unsaid_last_day,
        leaving_by_id=row.leaving_by_id,
        follows_id=row.follows_id,
        is_trial=row.is_trial,
        asked_by_person=row.proposed_by_id == row.person_id,
    )


def followed_by_a_new_one(own: Iterable[PairingLine]) -> PairingLine | None:
    """Which of somebody's own walks comes to its end when they go on with somebody new.

    The one whose peer worker leaves, or the only one there is; one whose last day has passed only where
    there is no other. None where they walk with nobody, or with several: then the new walk stands beside.
    """
    begun = [line for line in own if line.live or line.state is PairingState.RUN_OUT]
    settled = [line for line in begun if line.live and not line.is_trial]
    if leaving := [line for line in begun if line.state is PairingState.LEAVING]:
        return leaving[-1]
    settled = settled or [line for line in begun if not line.live][-1:]
    return settled[0] if len(settled) == 1 else None
