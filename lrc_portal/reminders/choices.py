"""What a person chose to be reminded of, by e-mail: chosen, confirmed from the mailbox, ended.

An address gets nothing but one mail that asks, until its owner presses a button there: nobody is signed up
by somebody else. The links in mails carry a token, of which only a keyed hash is kept, with the hash of the
address the mail went to: a mail to an earlier address ends and confirms nothing any more.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, settings
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, Reminder, ReminderSent
from lrc_portal.database.portable import insert
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.relationships import is_own
from lrc_portal.reminders import due, mails
from lrc_portal.reminders.smtp import NotTaken, Postbox, Unclear
from lrc_portal.sharing import trace
from lrc_portal.versions import NOTHING_THERE, require_unchanged, version_of
from lrc_portal.vocabulary import Act, ReminderKind, Subject
from lrc_portal.words.marks import Invalid, Problem, problem

CONFIRM_WITHIN = timedelta(days=7)
MOST_CONFIRM_MAILS = 5
"""So many mails that ask one person may cause in a day, and so many one address may get."""
SENT_IS_KEPT = timedelta(days=180)
"""So long a link in a mail ends the reminders; then the line of the mail goes."""


@dataclass(frozen=True)
class ReminderSubmission:
    """What somebody chose. `weekdays` begin with Monday as 0."""

    address: str
    weekdays: frozenset[int]
    at: time | None
    kinds: frozenset[ReminderKind]

    def problems(self) -> list[Problem]:
        found = []
        if not settings.PLAIN_ADDRESS.fullmatch(self.address.strip()):
            found.append(problem("address", "Write an e-mail address like name@example.org."))
        if not self.kinds:
            found.append(problem("kinds", "Choose at least one of these."))
        if not self.weekdays and self.kinds != {ReminderKind.MEETINGS}:
            found.append(problem("weekdays", "Choose at least one day."))
        if self.at is None:
            found.append(problem("at", "Write a time like 14:30."))
        return found


@dataclass(frozen=True)
class MyReminder:
    """What the viewer chose, or `NOTHING`. Until `confirmed_at`, nothing is sent but the mail that asks."""

    address: str
    weekdays: int
    at: time
    check_in: bool
    meetings: bool
    digest: bool
    confirmed_at: datetime | None

    @property
    def is_chosen(self) -> bool:
        return bool(self.address)

    @property
    def kinds(self) -> frozenset[ReminderKind]:
        return _kinds(self)

    @property
    def version(self) -> str:
        return _version(self) if self.is_chosen else NOTHING_THERE


NOTHING = MyReminder("", 0, time(18), False, False, False, None)

CHOSEN = (ReminderKind.CHECK_IN, ReminderKind.MEETINGS, ReminderKind.DIGEST)
"""What can be chosen; each is a column of `Reminder`."""


def offered(viewer: Viewer) -> tuple[ReminderKind, ...]:
    """What the viewer can be reminded of; nothing where no mail server is set."""
    if settings.current().mail is None or viewer.preview is not None:
        return ()
    walks = acting.may(viewer, Permission.WALK_WITH_PEOPLE)
    fits = {
        ReminderKind.CHECK_IN: viewer.keeps_a_record,
        ReminderKind.MEETINGS: viewer.keeps_a_record or walks,
        ReminderKind.DIGEST: walks,
    }
    return tuple(kind for kind in CHOSEN if fits[kind])


def mine(viewer: Viewer) -> ReadQuery[MyReminder]:
    """What the viewer chose; `NOTHING` where they chose nothing."""
    own = select(
        Reminder.address,
        Reminder.weekdays,
        Reminder.at,
        Reminder.check_in,
        Reminder.meetings,
        Reminder.digest,
        Reminder.confirmed_at,
    ).where(is_own(viewer, Reminder.person_id))
    return ReadQuery(rows_of(own, MyReminder), read=lambda rows: rows[0] if rows else NOTHING)


def address_key(address: str) -> str:
    """The keyed hash of an address, whatever its capitals."""
    return lookup_hash("mail address", address.strip().lower())


def new_token() -> tuple[str, str]:
    """A token for the links of one mail, and its keyed hash."""
    token = secrets.token_urlsafe(32)
    return token, token_hash(token)


def token_hash(token: str) -> str:
    return lookup_hash("mail token", token)


def choose(
    database: Database, *, by: Viewer, submission: ReminderSubmission, version: str | None = None
) -> None:
    """Keep what the viewer chose. An address that is new gets a mail first, and nothing is kept without it.

    `version` is that of the choice which stood in the form. Raises `NotAllowed`, `Invalid`,
    `ChangedMeanwhile`.
    """
    acting.require_oneself(by)
    if found := submission.problems():
        raise Invalid(found)
    address = submission.address.strip()
    with database.writing() as db:
        row = _own(db, by)
        require_unchanged(version, _version(row) if row else NOTHING_THERE)
        if row is not None and row.address_key == address_key(address) and row.confirmed_at is not None:
            _keep(db, by, row, submission)
            return
        sent_id, token = _claim_confirm_mail(db, by, address)
    message = mails.confirm(by.language, address, token=token)
    try:
        with Postbox.open() as postbox:
            postbox.hand_over(message)
    except NotTaken as refused:
        with database.writing() as db:
            db.execute(delete(ReminderSent).where(ReminderSent.id == sent_id))
        if refused.for_good:
            raise Invalid(
                [problem("address", "No mail can be sent to this address. Look whether it is written right.")]
            ) from None
        raise Invalid(
            [problem("address", "No mail can be sent just now, so nothing is saved. Try again later.")]
        ) from None
    except Unclear:
        pass  # it may well have arrived; whoever gets none can send for another
    with database.writing() as db:
        _keep(db, by, _own(db, by), submission)


def end(db: Session, *, by: Viewer) -> None:
    """No more reminders for the viewer: what they chose is erased."""
    acting.require_oneself(by)
    row = _own(db, by)
    if row is not None:
        db.delete(row)
        _leave_trace(db, by)


def confirm_from_mail(db: Session, token: str) -> bool:
    """Say that the address is right, with the token of the mail that asked; whether that could be done."""
    row = _of_mail(db, token, kind=ReminderKind.CONFIRM)
    if row is None:
        return False
    if row.confirmed_at is None:
        row.confirmed_at = clock.now()
    return True


def end_from_mail(db: Session, token: str) -> bool:
    """End the reminders, with the token of any mail to the address; whether the token is one of ours.

    Whoever can read the mailbox can end what comes to it: nobody has to sign in. Once more does no harm.
    """
    sent = _sent(db, token)
    if sent is None:
        return False
    row = _of_mail(db, token)
    if row is not None:
        db.delete(row)
        person = db.get_one(Person, row.person_id)
        _leave_trace(db, Viewer(person.id, frozenset(), person.language))
    return True


def sent_is_over() -> ColumnElement[bool]:
    """The mail is so old that its links end nothing any more."""
    return ReminderSent.sent_at < clock.now() - SENT_IS_KEPT


def forget_old(db: Session) -> None:
    """Take out the lines of mails so old that their links end nothing any more."""
    db.execute(delete(ReminderSent).where(sent_is_over()))


def _sent(db: Session, token: str, kind: ReminderKind | None = None) -> ReminderSent | None:
    wanted = select(ReminderSent).where(ReminderSent.token_hash == token_hash(token))
    if kind is not None:
        wanted = wanted.where(ReminderSent.kind == kind, ReminderSent.sent_at > clock.now() - CONFIRM_WITHIN)
    return db.scalar(wanted)


def _of_mail(db: Session, token: str, kind: ReminderKind | None = None) -> Reminder | None:
    """The choice that this mail belongs to, while its address is the one that is chosen."""
    sent = _sent(db, token, kind)
    if sent is None:
        return None
    return db.scalar(
        select(Reminder)
        .where(Reminder.person_id == sent.person_id, Reminder.address_key == sent.address_key)
        .with_for_update()
    )


def _own(db: Session, by: Viewer) -> Reminder | None:
    # Two tabs that choose for the first time have no row to wait for, so they wait for the person's.
    db.get_one(Person, by.person_id, with_for_update={"key_share": True})
    return db.scalar(select(Reminder).where(is_own(by, Reminder.person_id)).with_for_update())


def _kinds(choice: Reminder | MyReminder) -> frozenset[ReminderKind]:
    return frozenset(kind for kind in CHOSEN if getattr(choice, kind.value))


def _version(choice: Reminder | MyReminder) -> str:
    return version_of(choice.address, choice.weekdays, choice.at, _kinds(choice))


def _keep(db: Session, by: Viewer, row: Reminder | None, submission: ReminderSubmission) -> None:
    address, now = submission.address.strip(), clock.now()
    assert submission.at is not None
    key = address_key(address)
    if row is None:
        row = Reminder(person_id=by.person_id)
        db.add(row)
    if row.address_key != key:
        row.confirmed_at, row.way_back = None, False
    row.address, row.address_key = address, key
    row.weekdays, row.at, row.chosen_at = (
        due.as_bits(submission.weekdays) or due.EVERY_DAY,
        submission.at,
        now,
    )
    for kind in CHOSEN:
        setattr(row, kind.value, kind in submission.kinds)
    _leave_trace(db, by)


def _claim_confirm_mail(db: Session, by: Viewer, address: str) -> tuple[int, str]:
    """Write down the mail that asks before it is sent. Raises `Invalid` where there were enough today."""
    today, key = clock.today(), address_key(address)
    asked = ReminderSent.kind == ReminderKind.CONFIRM
    last = db.scalar(
        select(func.max(ReminderSent.number)).where(
            asked, ReminderSent.person_id == by.person_id, ReminderSent.day == today
        )
    )
    with beyond(db, System.REMINDERS):  # whoever asked for them: it is the mailbox that is spared
        to_address = db.scalar(
            select(func.count(ReminderSent.id)).where(
                asked, ReminderSent.address_key == key, ReminderSent.sent_at > clock.now() - timedelta(days=1)
            )
        )
    if max((last or 0), (to_address or 0)) >= MOST_CONFIRM_MAILS:
        raise Invalid([problem("address", "There were enough mails for today. Try again tomorrow.")])
    token, kept = new_token()
    sent_id = claim(db, by.person_id, ReminderKind.CONFIRM, today, key, kept, number=(last or 0) + 1)
    if sent_id is None:
        raise Invalid([problem("address", "A mail is on its way already. Look into your mailbox.")])
    return sent_id, token


def claim(
    db: Session,
    person_id: int,
    kind: ReminderKind,
    day: date,
    key: str,
    kept_token: str,
    *,
    number: int = 0,
) -> int | None:
    """Write down that this mail is about to be sent; None where it was, or is about to be, already."""
    written: int | None = db.scalar(
        insert(db, ReminderSent)
        .values(
            person_id=person_id,
            kind=kind,
            day=day,
            number=number,
            address_key=key,
            token_hash=kept_token,
            sent_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(ReminderSent.id)
    )
    return written


def _leave_trace(db: Session, by: Viewer) -> None:
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)
