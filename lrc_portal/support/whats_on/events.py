"""Groups and events: kept by coordinators, and by the peer workers who lead them.

The day and the rhythm stand from the first date on: another rhythm is another group. All else can be
changed at any time, a date can be called off or moved, and a group ends with a last day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Event, EventChange, EventLeader, EventWords
from lrc_portal.database.portable import spend
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import LONG, SHORT, text_problems, tidy
from lrc_portal.relationships import Condition, holds_role
from lrc_portal.support.whats_on import recurrence
from lrc_portal.support.whats_on.recurrence import Change, Recurrence
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import MOST_WEEKS_BETWEEN, Act, ForWhom, Language, Rhythm, Role, Subject
from lrc_portal.words.marks import Invalid, Problem, problem

MOVED_AT_MOST = timedelta(days=60)
"""A date is moved by so many days at most: what is asked about a few weeks finds it."""
AHEAD = timedelta(days=366)
"""So far ahead a date can be called off or moved, and a new group can begin."""
SHORTEST, LONGEST = 5, 1440
"""Minutes."""


@dataclass(frozen=True)
class Said:
    """What an event is called and what it is about, in one language."""

    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class EventSubmission:
    """A group or an event as somebody wrote it down.

    `rhythm`, `every_weeks`, `first_day` and `leader_id` are of a new one; later they are passed over.
    """

    said: Mapping[Language, Said]
    rhythm: Rhythm | None
    first_day: date | None
    at: time | None
    minutes: int | None
    for_whom: ForWhom | None
    every_weeks: int | None = 1
    place: str = ""
    link: str = ""
    leader_id: int | None = None
    professional: str = ""
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        return [*self._of_words(), *self._of_rule(), *self._of_place(), *self._of_leading()]

    def _of_words(self) -> list[Problem]:
        found: list[Problem] = []
        for language, said in self.said.items():
            found += text_problems(f"title.{language}", said.title, most=SHORT)
            found += text_problems(f"about.{language}", said.about, most=LONG)
            if tidy(said.about) and not tidy(said.title):
                found.append(problem(f"title.{language}", "Write what it is called in this language too."))
        if not any(tidy(said.title) for said in self.said.values()):
            found.append(
                problem(
                    f"title.{next(iter(self.said), Language.ENGLISH)}",
                    "Write what it is called, in one language at least.",
                )
            )
        return found

    def _of_rule(self) -> list[Problem]:
        found: list[Problem] = []
        if self.rhythm is None:
            found.append(problem("rhythm", "Choose how often it is on."))
        if self.first_day is None:
            found.append(problem("first_day", "Write the day, the month and the year."))
        elif not date(1900, 1, 1) <= self.first_day <= clock.today() + AHEAD:
            found.append(problem("first_day", "Choose a day within the next year."))
        elif self.rhythm is not None and not recurrence.fits(self.rhythm, self.first_day):
            found.append(
                problem("rhythm", "Not every month has a fifth such weekday. Choose the last of each month.")
                if self.rhythm is Rhythm.MONTHLY
                else problem("first_day", "Choose the last such weekday of a month as the first day.")
            )
        if self.at is None:
            found.append(problem("at", "Write a time like 14:30."))
        if self.minutes is None:
            found.append(problem("minutes", "Write from when until when, like 14:30 and 16:00."))
        elif not SHORTEST <= self.minutes <= LONGEST:
            found.append(
                problem("minutes", "Choose a later time, at least {least} minutes on.", least=SHORTEST)
            )
        by_weeks = self.rhythm is Rhythm.WEEKLY
        if by_weeks and not (self.every_weeks and 1 <= self.every_weeks <= MOST_WEEKS_BETWEEN):
            found.append(
                problem("every_weeks", "Write a number of weeks from 1 to {most}.", most=MOST_WEEKS_BETWEEN)
            )
        return found

    def _of_place(self) -> list[Problem]:
        found = text_problems("place", self.place, most=SHORT) + text_problems("link", self.link, most=SHORT)
        link = tidy(self.link)
        if link and not is_safe_link(link):
            found.append(problem("link", "Write an address that begins with https://"))
        if not link and not tidy(self.place):
            found.append(problem("place", "Write where it is, or give a link below."))
        return found

    def _of_leading(self) -> list[Problem]:
        found = text_problems("professional", self.professional, most=SHORT)
        if self.for_whom is None:
            found.append(problem("for_whom", "Choose for whom it is."))
        return found


@dataclass(frozen=True)
class MoveSubmission:
    """Another day and time for one date of an event."""

    moved_to: date | None
    moved_at: time | None
    token: str = ""

    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        if self.moved_to is None or self.moved_to < clock.today():
            found.append(problem("moved_to", "Choose a day from today on."))
        if self.moved_at is None:
            found.append(problem("moved_at", "Write a time like 14:30."))
        return found


@dataclass(frozen=True)
class EventLine:
    """A group or an event to show. `leaders` are the peer workers who lead it: id → name."""

    id: int
    rule: Recurrence
    place: str | None
    link: str | None
    for_whom: ForWhom
    professional: str | None
    said: Mapping[Language, Said]
    leaders: Mapping[int, str]
    changes: tuple[Change, ...] = field(default=(), compare=False)

    @property
    def version(self) -> str:
        return _version(self.rule, self.place, self.link, self.for_whom, self.professional, self.said)

    def in_language(self, wanted: Language) -> tuple[Language, Said]:
        """What is said of it in this language; where that is missing, in another, and which that is."""
        if wanted in self.said:
            return wanted, self.said[wanted]
        return next(iter(self.said.items()))

    def is_for(self, viewer: Viewer) -> bool:
        """Whether it is meant for this person. Whoever works here looks after all of it."""
        if self.for_whom is ForWhom.EVERYBODY or may_keep(viewer):
            return True
        return (Role.MEMBER if self.for_whom is ForWhom.MEMBERS else Role.FAMILY) in viewer.roles


def is_safe_link(link: str) -> bool:
    """Whether this is an address on the web that names one host, over HTTPS, and nobody's password."""
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = link.isascii() and link.isprintable() and not set(link) & set(' "<>\\^`{|}')
    named = "." in host.strip(".") and parts.username is None and parts.password is None
    return plain and parts.scheme == "https" and named and port in (None, 443)


def may_keep(viewer: Viewer) -> bool:
    """Whether this person may look after a group: of those that they lead, or of all."""
    return acting.may(viewer, Permission.KEEP_WHAT_IS_ON)


def add(db: Session, *, by: Viewer, submission: EventSubmission) -> int:
    """Put a group or an event on, as a coordinator. Raises `NotAllowed`, `Invalid`, `AlreadySaved`."""
    acting.require(by, Permission.RUN_THE_SERVICE)
    audited_writes.check(submission)
    spend(db, by.person_id, submission.token)
    require_room(db, limits.EVENTS, Event, has_not_ended())
    event = Event(created_at=clock.now(), rhythm=submission.rhythm, first_day=submission.first_day)
    event.every_weeks = submission.every_weeks or 1
    if submission.rhythm is not Rhythm.WEEKLY:
        event.every_weeks = 1
    if submission.rhythm is Rhythm.ONCE:
        event.last_day = submission.first_day
    _write(event, submission)
    db.add(event)
    db.flush()
    _say(db, event.id, submission.said)
    if submission.leader_id is not None:
        _name_leader(db, event.id, submission.leader_id)
    audited_writes.leave_own_trace(db, by, Act.ADDED, Subject.EVENT, event.id)
    return event.id


def change(db: Session, *, by: Viewer, event_id: int, submission: EventSubmission) -> None:
    """Change what is said of an event, where and when in the day it is. Its day and rhythm stay.

    What stands already is no change and leaves no trace. Raises `NotHere`, `Invalid`, `ChangedMeanwhile`.
    """
    event = _to_keep(db, by, event_id)
    audited_writes.check(submission)
    stood = _version_of(db, event)
    require_unchanged(submission.version, stood)
    _write(event, submission)
    _say(db, event_id, submission.said)
    db.flush()
    if _version_of(db, event) != stood:
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT, event_id)


def name_leader(db: Session, *, by: Viewer, event_id: int, person_id: int) -> None:
    """As a coordinator: this peer worker leads it too. Raises `NotAllowed`, `NotHere`."""
    acting.require(by, Permission.RUN_THE_SERVICE)
    _to_keep(db, by, event_id)
    if _name_leader(db, event_id, person_id):
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT, event_id)


def take_leader_off(db: Session, *, by: Viewer, event_id: int, person_id: int) -> None:
    """As a coordinator: this peer worker does not lead it any more. Raises `NotAllowed`, `NotHere`."""
    acting.require(by, Permission.RUN_THE_SERVICE)
    row = db.get(EventLeader, (event_id, person_id), with_for_update=True)
    if row is None:
        raise NotHere
    db.delete(row)
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT, event_id)


def last_day_problems(day: date | None) -> list[Problem]:
    """What keeps a day from being an event's last: that it is missing, gone by or too far ahead."""
    if day is None:
        return [problem("last_day", "Write a last day.")]
    if not clock.today() - timedelta(days=1) <= day <= clock.today() + AHEAD:
        return [problem("last_day", "Choose a last day from today on.")]
    return []


def end(db: Session, *, by: Viewer, event_id: int, last_day: date) -> None:
    """Let an event end with this day; what was there stays. Raises `NotHere`, `Invalid`."""
    event = _to_keep(db, by, event_id)
    if found := last_day_problems(last_day):
        raise Invalid(found)
    if event.last_day != last_day:
        event.last_day = last_day
        audited_writes.leave_own_trace(db, by, Act.ENDED, Subject.EVENT, event_id)


def call_off(db: Session, *, by: Viewer, event_id: int, day: date) -> None:
    """Call one date off; it stays in sight as called off. Raises `NotHere`."""
    _put_change(db, by, event_id, Change(day))


def move(db: Session, *, by: Viewer, event_id: int, day: date, submission: MoveSubmission) -> None:
    """Move one date to another day or time. Raises `NotHere`, `Invalid`, `AlreadySaved`."""
    audited_writes.check(submission)
    moved_to = submission.moved_to
    if moved_to is None or abs(moved_to - day) > MOVED_AT_MOST:
        raise Invalid([problem("moved_to", "Choose a day within two months. Or call it off.")])
    spend(db, by.person_id, submission.token)
    _put_change(db, by, event_id, Change(day, moved_to, submission.moved_at))


def put_back(db: Session, *, by: Viewer, event_id: int, day: date) -> None:
    """Let a date that was called off or moved be as the rule has it. Raises `NotHere`."""
    _to_keep(db, by, event_id)
    row = db.get(EventChange, (event_id, day), with_for_update=True)
    if row is None or day < clock.today():
        raise NotHere
    db.delete(row)
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT, event_id)


def has_not_ended() -> Condition:
    """It has no last day, or that lies ahead."""
    return or_(Event.last_day.is_(None), Event.last_day >= clock.today())


def rule_of(event: Event) -> Recurrence:
    """The rule that a row holds."""
    return Recurrence(
        event.rhythm, event.first_day, event.at, event.minutes, event.every_weeks, event.last_day
    )


def _version_of(db: Session, event: Event) -> str:
    said = {row.language: Said(row.title, row.about or "") for row in _words_of(db, event.id)}
    return _version(rule_of(event), event.place, event.link, event.for_whom, event.professional, said)


def _version(
    rule: Recurrence,
    place: str | None,
    link: str | None,
    for_whom: ForWhom,
    professional: str | None,
    said: Mapping[Language, Said],
) -> str:
    told = [(each, said[each].title, said[each].about) for each in sorted(said)]
    return version_of(rule.at, rule.minutes, place, link, for_whom, professional, *told)


def _to_keep(db: Session, by: Viewer, event_id: int) -> Event:
    """An event that the viewer may change, held until the end. Raises `NotHere` for any other."""
    found = db.scalar(
        select(Event).where(Event.id == event_id, access.keeps_event(by, Event.id)).with_for_update()
    )
    if found is None:
        raise NotHere
    return found


def _write(event: Event, submission: EventSubmission) -> None:
    assert submission.at is not None and submission.minutes is not None and submission.for_whom is not None
    event.at, event.minutes, event.for_whom = submission.at, submission.minutes, submission.for_whom
    event.place, event.link = tidy(submission.place), tidy(submission.link)
    event.professional = tidy(submission.professional)


def _words_of(db: Session, event_id: int) -> list[EventWords]:
    return list(db.scalars(select(EventWords).where(EventWords.event_id == event_id)))


def _say(db: Session, event_id: int, said: Mapping[Language, Said]) -> None:
    """Write the words of each language; one without a title is not said."""
    stand = {row.language: row for row in _words_of(db, event_id)}
    for language, words in said.items():
        title = tidy(words.title)
        if title is None:
            if language in stand:
                db.delete(stand[language])
            continue
        row = stand.get(language) or EventWords(event_id=event_id, language=language)
        row.title, row.about = title, tidy(words.about)
        db.add(row)


def _name_leader(db: Session, event_id: int, person_id: int) -> bool:
    """Write down who leads it; whether they did not do so yet. Raises `NotHere` for who is no peer worker."""
    if not db.scalar(select(holds_role(person_id, Role.PEER_WORKER))):
        raise NotHere
    if db.get(EventLeader, (event_id, person_id)):
        return False
    db.add(EventLeader(event_id=event_id, person_id=person_id))
    db.flush()
    return True


def _put_change(db: Session, by: Viewer, event_id: int, change: Change) -> None:
    event = _to_keep(db, by, event_id)
    within = clock.today() <= change.day <= clock.today() + AHEAD
    row = db.get(EventChange, (event_id, change.day), with_for_update=True)
    still_to_come = within or (row is not None and row.moved_to is not None and row.moved_to >= clock.today())
    if not still_to_come or not recurrence.is_date_of(rule_of(event), change.day):
        raise NotHere
    if row is None:
        row = EventChange(event_id=event_id, day=change.day)
        db.add(row)
    row.moved_to, row.moved_at = change.moved_to, change.moved_at
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.EVENT, event_id)
