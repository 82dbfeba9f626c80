"""Sends the reminders that are due now, each at most once: `python -m lrc_portal reminders`.

That a mail is about to be sent is written and kept first, under a key that no second run can take. Where the
server says that it has not taken the mail, the line is taken out again, and the next run tries. Where that
cannot be known (the line broke at the end, or the process was ended), the line stays: none rather than two.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, defer

from lrc_portal import access, acting, clock
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn, Meeting, Person, PersonRole, Reminder, ReminderSent
from lrc_portal.database.read_queries import read_all
from lrc_portal.database.row_security import System
from lrc_portal.database.unreadable import readable
from lrc_portal.relationships import is_own
from lrc_portal.reminders import choices, due, mails
from lrc_portal.reminders.smtp import NoServer, NotTaken, Postbox, Unclear
from lrc_portal.support.notes import notes
from lrc_portal.support.pairings import pairing_views
from lrc_portal.vocabulary import Language, MeetingState, ReminderKind
from lrc_portal.words.translator import translator

MOST = 100
"""So many things of a kind that wait are counted; nobody needs to know of more."""


@dataclass
class Outcome:
    """What became of the reminders that were due. `no_server` says why the run stopped, if it did."""

    sent: int = 0
    unclear: int = 0
    refused: int = 0
    no_server: str = ""


@dataclass(frozen=True)
class _Due:
    """A reminder to send: whose choice it is (without the address, read only to send it), and why."""

    chosen: Reminder
    language: Language
    kind: ReminderKind
    day: date
    n: int


def run(database: Database) -> Outcome:
    """Send what is due now. A server that is not there, or breaks off, ends the run; the rest waits."""
    outcome = Outcome()
    database = database.as_system(System.REMINDERS)
    with database.writing() as db:
        choices.forget_old(db)
    found = _due(database)
    if not found:
        return outcome
    try:
        with Postbox.open() as postbox:
            for each in found:
                _send(database, postbox, each, outcome)
    except NoServer as fault:
        outcome.no_server = fault.why
    except Unclear:
        outcome.unclear += 1
        outcome.no_server = "the line broke at the end of a mail"
    return outcome


def sent_within_a_day(database: Database) -> dict[str, float]:
    """How many mails of each kind left in the last 24 hours, for the metrics."""
    counted = (
        select(ReminderSent.kind, func.count())
        .where(ReminderSent.sent_at > clock.now() - timedelta(days=1))
        .group_by(ReminderSent.kind)
    )
    with database.as_system(System.REMINDERS).reading() as db:
        found = {kind: n for kind, n in db.execute(counted).tuples()}
    return {kind.value: found.get(kind, 0) for kind in ReminderKind}


def _send(database: Database, postbox: Postbox, due_now: _Due, outcome: Outcome) -> None:
    token, kept = choices.new_token()
    with database.writing() as db:
        # Held until it is written down: whoever ends the notes in this moment ends this one too, or waits.
        row = db.scalar(
            select(Reminder)
            .where(
                Reminder.id == due_now.chosen.id,
                Reminder.chosen_at == due_now.chosen.chosen_at,
                Reminder.confirmed_at.is_not(None),
            )
            .with_for_update()
        )
        if row is None or readable(row.address) is None:
            return
        address = row.address
        sent_id = choices.claim(db, row.person_id, due_now.kind, due_now.day, row.address_key, kept)
    if sent_id is None:
        return
    try:
        postbox.hand_over(_letter(due_now, address, token))
    except NotTaken as fault:
        # What is refused for good stays written down: it would be refused every few minutes.
        if not fault.for_good:
            with database.writing() as db:
                db.execute(delete(ReminderSent).where(ReminderSent.id == sent_id))
        if isinstance(fault, NoServer):
            raise
        outcome.refused += 1
    else:
        outcome.sent += 1


def _letter(due_now: _Due, address: str, token: str) -> EmailMessage:
    language = due_now.language
    if due_now.kind is ReminderKind.MEETINGS:
        weekday = translator(language).weekday_name(due_now.day + timedelta(days=1))
        return mails.meeting(language, address, weekday, token=token)
    if due_now.kind is ReminderKind.DIGEST:
        return mails.digest(language, address, due_now.n, token=token)
    return mails.check_in(language, address, token=token)


def _due(database: Database) -> list[_Due]:
    """What is due now, has a reason, and was not sent yet."""
    now = clock.now()
    chosen = (
        select(Reminder, Person.language)
        .options(defer(Reminder.address, raiseload=True))
        .join(Person, Person.id == Reminder.person_id)
        .where(Reminder.confirmed_at.is_not(None))
        .order_by(Reminder.id)
    )
    found = []
    with database.reading() as db:
        for one, language in db.execute(chosen).all():
            for kind in choices.CHOSEN:
                day = _day(one, kind, now) if getattr(one, kind.value) else None
                if day is None or _was_sent(db, one.person_id, kind, day):
                    continue
                n = _how_many(db, _viewer(db, one.person_id, language), kind, day)
                if n:
                    found.append(_Due(one, language, kind, day, n))
    return found


def _day(chosen: Reminder, kind: ReminderKind, now: datetime) -> date | None:
    assert chosen.confirmed_at is not None
    since = max(chosen.chosen_at, chosen.confirmed_at)
    # A meeting is on whatever day it is: its reminder does not go by the days that were chosen.
    weekdays = due.EVERY_DAY if kind is ReminderKind.MEETINGS else chosen.weekdays
    return due.day_that_is_due(now, at=chosen.at, weekdays=weekdays, since=since)


def _was_sent(db: Session, person_id: int, kind: ReminderKind, day: date) -> bool:
    sent = exists().where(
        ReminderSent.person_id == person_id, ReminderSent.kind == kind, ReminderSent.day == day
    )
    return bool(db.scalar(select(sent)))


def _viewer(db: Session, person_id: int, language: Language) -> Viewer:
    """The person themselves: what they are told of is what they could read now."""
    roles = db.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id))
    return Viewer(person_id, frozenset(roles), language)


def _how_many(db: Session, viewer: Viewer, kind: ReminderKind, day: date) -> int:
    """How many things there are to be told of on this day; 0 is no reason for a mail."""
    if kind is ReminderKind.CHECK_IN:
        kept = exists().where(is_own(viewer, CheckIn.person_id), CheckIn.day == day)
        return int(viewer.keeps_a_record and not db.scalar(select(kept)))
    if kind is ReminderKind.MEETINGS:
        planned = exists().where(
            access.readable(viewer, Meeting),
            Meeting.state == MeetingState.PLANNED,
            Meeting.day == day + timedelta(days=1),
        )
        return int(bool(db.scalar(select(planned))))
    if not acting.may(viewer, Permission.WALK_WITH_PEOPLE):
        return 0
    walks, asked, to_answer = read_all(
        db,
        pairing_views.walks(viewer, most=MOST),
        pairing_views.asked(viewer, most=MOST),
        notes.to_answer_as_peer_worker(viewer, most=MOST),
    )
    waiting = [line for line in asked if not line.worker_said_yes]
    return sum(walk.is_due for walk in walks) + len(waiting) + len(to_answer)
