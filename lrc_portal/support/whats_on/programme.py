"""What is on in a window of days: events with their dates, and what the viewer says of themselves of each.

However many years an event goes back, a window reads one row of it; its dates are worked out from that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select

from lrc_portal import access, clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.alphabet import in_order
from lrc_portal.database.models import Attendance, Event, EventChange, EventLeader, EventWords, Person
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, together
from lrc_portal.relationships import Condition, holds_role, is_own
from lrc_portal.support.whats_on import events, recurrence
from lrc_portal.support.whats_on.events import EventLine, Said
from lrc_portal.support.whats_on.recurrence import Change, Occurrence, Recurrence
from lrc_portal.vocabulary import ForWhom, Language, Rhythm, Role

WEEKS_AHEAD, WEEKS_BACK = 8, 4
"""So far the page looks ahead, and back to where somebody was."""
DAYS_TO_FAMILY = 7
"""So far the first page of family looks ahead to what is for them, which is on less often."""


@dataclass(frozen=True)
class AttendanceLine:
    """What somebody says of one date: that they will be there or, on `there_on`, were there."""

    id: int
    event_id: int
    day: date
    there_on: date | None
    leader_told: bool
    only_me: bool


@dataclass(frozen=True)
class DateLine:
    """One date of an event to show, and what the viewer says of it."""

    event: EventLine
    occurrence: Occurrence
    mine: AttendanceLine | None

    @property
    def has_begun(self) -> bool:
        return self.occurrence.begins <= clock.now()

    @property
    def is_over(self) -> bool:
        return self.occurrence.ends <= clock.now()


def places(viewer: Viewer, lines: Iterable[DateLine]) -> list[str]:
    """Where these are, each place once, in the alphabet of the viewer's language."""
    found = {line.event.place for line in lines if line.event.place}
    return sorted(found, key=lambda place: (in_order(viewer.language, place), place))


def read_query(viewer: Viewer, start: date, end: date) -> ReadQuery[list[DateLine]]:
    """All dates between two days (both included), the earliest first."""
    moved_here = EventChange.moved_to.between(start, end)
    in_window = or_(
        and_(Event.first_day <= end, or_(Event.last_day.is_(None), Event.last_day >= start)),
        exists().where(EventChange.event_id == Event.id, moved_here),
    )
    changed_here = or_(moved_here, EventChange.day.between(start, end))
    return together(
        partial(_dates, start, end),
        there=_events(in_window, changed_here),
        mine=_mine(viewer, start - events.MOVED_AT_MOST, end + events.MOVED_AT_MOST),
    )


def ahead(viewer: Viewer) -> ReadQuery[list[DateLine]]:
    """The dates of the page: some weeks back and some weeks ahead."""
    today = clock.today()
    return read_query(viewer, today - timedelta(weeks=WEEKS_BACK), today + timedelta(weeks=WEEKS_AHEAD))


def next_on(viewer: Viewer) -> ReadQuery[DateLine | None]:
    """What is on next, today or tomorrow, for somebody: where they said they will be, or what is for them.

    For family it is also what is for them alone, some days ahead.
    """
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    last = today + timedelta(days=DAYS_TO_FAMILY) if viewer.lives_alongside else tomorrow

    def is_near(line: DateLine) -> bool:
        return line.occurrence.on <= tomorrow or line.event.for_whom is ForWhom.FAMILY

    def first(found: list[DateLine]) -> DateLine | None:
        to_come = [
            line
            for line in found
            if not line.is_over
            and not line.occurrence.called_off
            and is_near(line)
            and (line.mine or line.event.is_for(viewer))
        ]
        return min(to_come, key=lambda line: (line.mine is None, line.occurrence.begins), default=None)

    return together(first, read_query(viewer, today, last))


def kept_by(viewer: Viewer, *, most: int = limits.SHOWN_EVENTS + 1) -> ReadQuery[list[EventLine]]:
    """The events that the viewer looks after and that have not ended, the newest first."""
    ids = (
        select(Event.id)
        .where(access.keeps_event(viewer, Event.id), events.has_not_ended())
        .order_by(Event.id.desc())
        .limit(at_most(most))
    )
    to_come = EventChange.day >= clock.today() - events.MOVED_AT_MOST
    return together(
        lambda found: sorted(found, key=lambda event: -event.id), _events(Event.id.in_(ids), to_come)
    )


def how_many_took_place(first: date, last: date) -> ReadQuery[int]:
    """How often groups led by peers met between two days (both included); not the dates that were called off.

    It reads rules and days, and no words.
    """
    rules = select(
        Event.id,
        Event.rhythm,
        Event.first_day,
        Event.at,
        Event.minutes,
        Event.every_weeks,
        Event.last_day,
    ).where(
        Event.professional.is_(None),
        Event.first_day <= last + events.MOVED_AT_MOST,
        or_(Event.last_day.is_(None), Event.last_day >= first - events.MOVED_AT_MOST),
    )
    changes = select(EventChange.event_id, EventChange.day, EventChange.moved_to, EventChange.moved_at).where(
        or_(EventChange.day.between(first, last), EventChange.moved_to.between(first, last))
    )

    def count(found: list[_RuleRow], changed: list[_ChangeRow]) -> int:
        of_event: dict[int, list[Change]] = {}
        for row in changed:
            of_event.setdefault(row.event_id, []).append(Change(row.day, row.moved_to, row.moved_at))
        dates = (
            each
            for row in found
            for each in recurrence.occurrences(
                row.id, Recurrence(*row[1:]), of_event.get(row.id, ()), first, last
            )
        )
        return sum(not each.called_off for each in dates)

    return ReadQuery(rows_of(rules, _RuleRow), rows_of(changes, _ChangeRow), read=count)


class _RuleRow(NamedTuple):
    id: int
    rhythm: Rhythm
    first_day: date
    at: time
    minutes: int
    every_weeks: int
    last_day: date | None


class _EventRow(NamedTuple):
    id: int
    rhythm: Rhythm
    every_weeks: int
    first_day: date
    last_day: date | None
    at: time
    minutes: int
    place: str | None
    link: str | None
    for_whom: ForWhom
    professional: str | None


class _WordsRow(NamedTuple):
    event_id: int
    language: Language
    title: str
    about: str | None


class _LeaderRow(NamedTuple):
    event_id: int
    person_id: int
    display_name: str | None


class _ChangeRow(NamedTuple):
    event_id: int
    day: date
    moved_to: date | None
    moved_at: time | None


def _events(which: Condition, changed: Condition) -> ReadQuery[list[EventLine]]:
    """The events for which a condition holds, and of what was changed of their dates what `changed` says."""
    wanted: AnySelect = select(
        Event.id,
        Event.rhythm,
        Event.every_weeks,
        Event.first_day,
        Event.last_day,
        Event.at,
        Event.minutes,
        Event.place,
        Event.link,
        Event.for_whom,
        Event.professional,
    ).where(which)
    ids = select(Event.id).where(which)
    words = (
        select(EventWords.event_id, EventWords.language, EventWords.title, EventWords.about)
        .where(EventWords.event_id.in_(ids))
        .order_by(EventWords.event_id, EventWords.language.desc())
    )
    leaders = (
        select(EventLeader.event_id, EventLeader.person_id, Person.display_name)
        .join(Person, Person.id == EventLeader.person_id)
        .where(EventLeader.event_id.in_(ids), holds_role(EventLeader.person_id, Role.PEER_WORKER))
        .order_by(EventLeader.event_id, EventLeader.person_id)
    )
    changes = select(EventChange.event_id, EventChange.day, EventChange.moved_to, EventChange.moved_at).where(
        EventChange.event_id.in_(ids), changed
    )
    return ReadQuery(
        rows_of(wanted, _EventRow),
        rows_of(words, _WordsRow),
        rows_of(leaders, _LeaderRow),
        rows_of(changes, _ChangeRow),
        read=_event_lines,
    )


def _event_lines(
    rows: list[_EventRow], words: list[_WordsRow], leaders: list[_LeaderRow], changes: list[_ChangeRow]
) -> list[EventLine]:
    said: dict[int, dict[Language, Said]] = {row.id: {} for row in rows}
    led: dict[int, dict[int, str]] = {row.id: {} for row in rows}
    changed: dict[int, list[Change]] = {row.id: [] for row in rows}
    for each in words:
        said[each.event_id][each.language] = Said(each.title, each.about or "")
    for leader in leaders:
        led[leader.event_id][leader.person_id] = leader.display_name or ""
    for change in changes:
        changed[change.event_id].append(Change(change.day, change.moved_to, change.moved_at))
    return [
        EventLine(
            row.id,
            Recurrence(row.rhythm, row.first_day, row.at, row.minutes, row.every_weeks, row.last_day),
            row.place,
            row.link,
            row.for_whom,
            row.professional,
            said[row.id],
            led[row.id],
            tuple(sorted(changed[row.id], key=lambda each: each.day)),
        )
        for row in rows
        if said[row.id]
    ]


def _mine(viewer: Viewer, start: date, end: date) -> ReadQuery[list[AttendanceLine]]:
    """What the viewer says of dates that the rules put between two days."""
    wanted = select(
        Attendance.id,
        Attendance.event_id,
        Attendance.day,
        Attendance.there_on,
        Attendance.leader_told,
        Attendance.only_me,
    ).where(is_own(viewer, Attendance.person_id), Attendance.day.between(start, end))
    return ReadQuery(rows_of(wanted, AttendanceLine))


def _dates(start: date, end: date, *, there: list[EventLine], mine: list[AttendanceLine]) -> list[DateLine]:
    said: Mapping[tuple[int, date], AttendanceLine] = {(each.event_id, each.day): each for each in mine}
    found = [
        DateLine(event, each, said.get((event.id, each.day)))
        for event in there
        for each in recurrence.occurrences(event.id, event.rule, event.changes, start, end)
    ]
    return sorted(found, key=lambda line: (line.occurrence.begins, line.event.id))
