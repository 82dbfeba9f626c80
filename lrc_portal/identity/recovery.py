"""The way back in for whoever forgot their passphrase: a spoken code, or a link by e-mail, each once.

Whoever makes the code never learns the passphrase. Neither lifts the second step. A wrong name, a wrong code
and one that is used or too old get the same answer.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Permission, Viewer, require, require_oneself
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, RecoveryCode, Reminder
from lrc_portal.database.read_queries import ReadQuery, values_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.database.unreadable import readable
from lrc_portal.identity import accounts, names, passphrases, second_step, sessions, throttle
from lrc_portal.identity.signing_in import Browser, CameIn, let_in
from lrc_portal.relationships import is_own
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, Language, Subject
from lrc_portal.words.marks import Invalid, Refused, mark, problem

SPOKEN_LASTS, MAILED_LASTS = timedelta(minutes=30), timedelta(hours=1)
DIGITS, GROUP = 9, 3
"""Numbers are said alike in both languages, and on the phone nobody hears one for another: 30 bits, a few
tries, half an hour."""
MOST_MAILS = 3
"""So many a day to one person."""
LONGEST = 200


class OpensNothing(Invalid):
    """Wrong, used, too old, or of nobody: which one is not said."""

    def __init__(self) -> None:
        super().__init__(
            [problem("code", "This name and code do not fit together, or the code is too old. Check both.")]
        )


class LinkOpensNothing(Refused):
    """The same for the link in a mail."""

    def __init__(self) -> None:
        super().__init__(mark("This link does nothing any more. Ask for a new one."))


@dataclass(frozen=True)
class Mail:
    """Where a link goes, in which language, and its token, of which only a keyed hash is kept."""

    address: str
    language: Language
    token: str


def make_code(db: Session, *, by: Viewer, person_id: int) -> str:
    """As a coordinator: a code to be spoken to somebody, who is told of it. Nobody makes one for themselves.

    Raises `NotAllowed`, `NotHere`, `Refused`.
    """
    require(by, Permission.RUN_THE_SERVICE)
    if person_id == by.person_id:
        raise NotAllowed(mark("Nobody does this for themselves. Ask another coordinator."))
    person = db.get(Person, person_id)
    if person is None or person.display_name is None:
        raise NotHere
    with beyond(db, System.SIGN_IN):
        return _spoken(db, person, by=by)


def make_code_as_operator(db: Session, name: str, *, lost_second_step: bool = False) -> str | None:
    """As whoever runs the machine, for a coordinator who has no other to ask; None where nobody is called so.

    With `lost_second_step` that is taken away too. The trace names the person themselves: an operator has no
    account.
    """
    person = accounts.find(db, name)
    if person is None:
        return None
    by = Viewer(person.id, frozenset(), person.language)
    if lost_second_step:
        second_step.erase_lost(db, by=by, person_id=person.id)
    return _spoken(db, person, by=by)


def _spoken(db: Session, person: Person, *, by: Viewer) -> str:
    if person.name_key is None:
        raise Refused(mark("They sign in by another service and have no passphrase here."))
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    db.execute(
        delete(RecoveryCode).where(RecoveryCode.person_id == person.id, RecoveryCode.address_key.is_(None))
    )
    offered_by = by.person_id if by.person_id != person.id else None
    _write(db, person.id, _spoken_hash(person.id, digits), SPOKEN_LASTS, offered_by_id=offered_by)
    trace.leave(db, by=by, owner_id=person.id, act=Act.OFFERED, subject=Subject.ACCOUNT)
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def make_mail(db: Session, name: str) -> Mail | None:
    """A link for whoever signs in by this name, if they chose that mail may let them back in."""
    person = accounts.find(db, name)
    if person is None:
        return None
    db.get_one(Person, person.id, with_for_update={"key_share": True})
    chosen = db.scalar(select(Reminder).where(Reminder.person_id == person.id, opens_the_way()))
    since = clock.now() - timedelta(days=1)
    sent = db.scalar(
        select(func.count(RecoveryCode.id)).where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.address_key.is_not(None),
            RecoveryCode.offered_at > since,
        )
    )
    if chosen is None or readable(chosen.address) is None or (sent or 0) >= MOST_MAILS:
        return None
    token = secrets.token_urlsafe(32)
    _write(db, person.id, _mailed_hash(token), MAILED_LASTS, address_key=chosen.address_key)
    return Mail(chosen.address, person.language, token)


def is_over() -> ColumnElement[bool]:
    """The code was made so long ago that its row is of no use any more."""
    return RecoveryCode.offered_at < clock.now() - timedelta(days=1)


def opens_the_way() -> ColumnElement[bool]:
    """Whether an address is confirmed, and its owner chose that it may let them back in."""
    return Reminder.way_back & Reminder.confirmed_at.is_not(None)


def by_mail(viewer: Viewer) -> ReadQuery[bool | None]:
    """Whether the viewer chose that mail may let them back in; None where they confirmed no address."""
    own = select(Reminder.way_back).where(
        is_own(viewer, Reminder.person_id), Reminder.confirmed_at.is_not(None)
    )
    return ReadQuery(values_of(own), read=lambda rows: rows[0] if rows else None)


def choose_by_mail(db: Session, *, by: Viewer, may: bool) -> None:
    """Say whether whoever reads the viewer's mail may choose a new passphrase for them."""
    require_oneself(by)
    db.execute(
        update(Reminder)
        .where(Reminder.person_id == by.person_id, Reminder.confirmed_at.is_not(None))
        .values(way_back=may)
        .execution_options(synchronize_session=False)
    )
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


def _write(
    db: Session,
    person_id: int,
    code_hash: str,
    lasts: timedelta,
    *,
    offered_by_id: int | None = None,
    address_key: str | None = None,
) -> None:
    now = clock.now()
    db.execute(delete(RecoveryCode).where(is_over()))
    db.add(
        RecoveryCode(
            person_id=person_id,
            code_hash=code_hash,
            offered_by_id=offered_by_id,
            address_key=address_key,
            offered_at=now,
            ends_at=now + lasts,
        )
    )
    db.flush()


def _spoken_hash(person_id: int, code: str) -> str:
    digits = "".join(sign for sign in code[:LONGEST] if sign.isdecimal() and sign.isascii())
    return lookup_hash("spoken code", f"{person_id}\0{digits}")


def _mailed_hash(token: str) -> str:
    return lookup_hash("mailed link", token[:LONGEST])


def choose_with_code(
    database: Database, *, name: str, code: str, new: str, browser: Browser, language: Language | None = None
) -> CameIn:
    """Choose a new passphrase with a spoken code, and come in. All other sessions of theirs end.

    Raises `throttle.Slowed`, `Invalid`, `passphrases.Busy`.
    """
    if found := passphrases.problems("new", new, name):
        raise Invalid(found)
    database = database.as_system(System.SIGN_IN)
    key = lookup_hash("try", f"recovery {names.key(name)}")
    with database.writing() as db:
        person = accounts.find(db, name)
        counted = throttle.try_name(db, name_key=key, address=browser.address)
        code_hash = _spoken_hash(person.id if person else 0, code)
        open_now = _is_open(db, code_hash)
    if person is None or not open_now:
        raise OpensNothing
    if found := passphrases.problems("new", new, person.display_name or ""):
        raise Invalid(found)
    return _choose(database, person, new, code_hash, counted, browser, language, OpensNothing)


def choose_with_link(
    database: Database, *, token: str, new: str, browser: Browser, language: Language | None = None
) -> CameIn:
    """The same with the link of a mail, while its address is still the chosen one.

    Raises `throttle.Slowed`, `Invalid`, `LinkOpensNothing`, `passphrases.Busy`.
    """
    code_hash, database = _mailed_hash(token), database.as_system(System.SIGN_IN)
    with database.writing() as db:
        counted = throttle.try_code(db, address=browser.address)
        person = db.scalar(
            select(Person)
            .join(RecoveryCode, RecoveryCode.person_id == Person.id)
            .join(Reminder, Reminder.person_id == Person.id)
            .where(
                RecoveryCode.code_hash == code_hash,
                RecoveryCode.address_key == Reminder.address_key,
                opens_the_way(),
            )
        )
        open_now = _is_open(db, code_hash)
    if person is None or not open_now:
        raise LinkOpensNothing
    if found := passphrases.problems("new", new, person.name or "", person.display_name or ""):
        with database.writing() as db:
            throttle.succeeded(db, counted)
        raise Invalid(found)
    return _choose(database, person, new, code_hash, counted, browser, language, LinkOpensNothing)


def _is_open(db: Session, code_hash: str) -> bool:
    return db.scalar(select(RecoveryCode.id).where(*_open(code_hash))) is not None


def _open(code_hash: str) -> tuple[ColumnElement[bool], ...]:
    return (
        RecoveryCode.code_hash == code_hash,
        RecoveryCode.used_at.is_(None),
        RecoveryCode.ends_at > clock.now(),
    )


def _choose(
    database: Database,
    person: Person,
    new: str,
    code_hash: str,
    counted: throttle.Pass,
    browser: Browser,
    language: Language | None,
    otherwise: Callable[[], Exception],
) -> CameIn:
    with throttle.uncounted_if(database, counted, passphrases.Busy):
        new_hash = passphrases.hashed(new)
    with database.writing() as db:
        # It counts for whoever is first: the second one finds it used.
        used = db.scalar(
            update(RecoveryCode)
            .where(*_open(code_hash))
            .values(used_at=clock.now())
            .returning(RecoveryCode.id)
            .execution_options(synchronize_session=False)
        )
        if used is None:
            raise otherwise()
        throttle.succeeded(db, counted)
        row = db.get_one(Person, person.id)
        accounts.keep_passphrase(row, new_hash, new)
        sessions.end_everywhere(db, person_id=row.id)
        me = Viewer(row.id, frozenset(), row.language)
        trace.leave(db, by=me, owner_id=row.id, act=Act.CHANGED, subject=Subject.ACCOUNT)
        return let_in(db, row.id, browser, language)
