"""Erasing an account, once its day has come: at the start, each hour, by a scheduler, and after a restore."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock, faults
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import (
    CircleLink,
    Exchange,
    GoalStep,
    HomeAgreement,
    HomeWords,
    Invitation,
    Letter,
    Note,
    Pairing,
    Person,
    Share,
    SignInTry,
    Strength,
    Supervision,
)
from lrc_portal.database.row_security import System
from lrc_portal.erasing import erased_list
from lrc_portal.erasing.fates import Fate, columns
from lrc_portal.identity import names, throttle
from lrc_portal.relationships import Condition
from lrc_portal.sharing import trace, trace_chain
from lrc_portal.sharing.ending import end_shares
from lrc_portal.support.pairings import pairings
from lrc_portal.support.report import report
from lrc_portal.vocabulary import Act, Language, NoteState, Subject

EVERY = 3600.0
"""Seconds after which a server looks again whose day has come."""


def run(database: Database) -> int:
    """Erase each account whose day has come; how many."""
    database = database.as_system(System.ERASING)
    due = (Person.erased_at.is_(None), Person.erase_at <= clock.now())
    with database.reading() as db:
        ids = db.scalars(select(Person.id).where(*due).order_by(Person.id)).all()
    return _erase_each(database, ids, *due)


def erase_again(database: Database) -> int:
    """Erase each account that is on the list and here all the same: a backup was put back. How many."""
    listed = erased_list.listed()
    if not listed:
        return 0
    database = database.as_system(System.ERASING)
    with database.reading() as db:
        here = db.execute(select(Person.id, Person.created_at).where(Person.erased_at.is_(None))).all()
    found = [row.id for row in here if erased_list.key_of(row.id, row.created_at) in listed]
    return _erase_each(database, found, Person.erased_at.is_(None))


async def keep_running(every: float = EVERY) -> None:
    """Erase what is due each hour, for as long as the server runs."""
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(run, engine.current())
        except Exception as fault:  # the next hour it is tried again
            faults.note(fault)


def _erase_each(database: Database, ids: Iterable[int], *still: Condition) -> int:
    erased = sum(_erase_one(database, person_id, *still) for person_id in ids)
    if erased:
        database.empty_log()
    return erased


def _erase_one(database: Database, person_id: int, *still: Condition) -> int:
    with database.writing() as db:
        held = select(Person).where(Person.id == person_id, *still).with_for_update()
        person = db.scalar(held)
        if person is None:
            return 0
        # Figures of a quarter that is over are worked out while they can be.
        report.keep_due(db)
        key = erased_list.key_of(person.id, person.created_at)
        erase(db, person)
        # First on the list: if this is cut short, it is due still, or known to be erased.
        if key not in erased_list.listed():
            erased_list.add(key, clock.today())
    return 1


def erase(db: Session, person: Person) -> None:
    """Erase all that `fates` says, and empty the row of the person.

    Those with whom they had to do are left a line: they read that somebody whose account is erased left.
    """
    now = clock.now()
    trace_chain.empty(db, person.id, deeds=False)
    _end_what_stays(db, person, now)
    tries = [*throttle.own_keys(person.id), *(names.keys(person.name) if person.name else ())]
    db.execute(delete(SignInTry).where(SignInTry.name_key.in_(tries)))
    gone = select(Invitation.id).where(
        or_(Invitation.inviter_id == person.id, Invitation.accepted_by_id == person.id)
    )
    of_others = (Share.invitation_id.in_(gone), Share.owner_id != person.id)
    db.execute(update(Share).where(*of_others).values(invitation_id=None))
    for table, named in columns(Fate.GOES):
        db.execute(delete(table).where(or_(*(table.c[name] == person.id for name in named))))
    for table, named in columns(Fate.EMPTIED):
        for name in named:
            db.execute(update(table).where(table.c[name] == person.id).values({name: None}))
    db.execute(update(Person).where(Person.id == person.id).values(_emptied(now)))


def _emptied(now: datetime) -> dict[str, object]:
    """Nothing that was theirs: of what must be something, what it is for everybody."""
    kept = {"id"}
    said = {"language": Language.ENGLISH, "in_numbers": False, "first_screens": 0}
    moments = {"created_at": now, "erased_at": now}
    empty = {column.key: None for column in Person.__table__.columns if column.key not in kept}
    return empty | said | moments


def _end_what_stays(db: Session, person: Person, now: datetime) -> None:
    """What is somebody else's too ends for the other: shares, walks, a circle, a day that was booked."""
    by = Viewer(person.id, frozenset(), person.language)
    links = db.execute(
        select(CircleLink.inviter_id, CircleLink.invitee_id, CircleLink.id).where(
            CircleLink.ended_at.is_(None),
            or_(CircleLink.inviter_id == person.id, CircleLink.invitee_id == person.id),
        )
    ).all()
    for inviter_id, invitee_id, link_id in links:
        other = invitee_id if inviter_id == person.id else inviter_id
        trace.leave(db, by=by, owner_id=other, act=Act.LEFT, subject=Subject.CIRCLE, subject_id=link_id)
    end_shares(db, Share.viewer_id == person.id)
    walks = select(Pairing).where(Pairing.peer_worker_id == person.id, Pairing.ended_at.is_(None))
    for pairing in db.scalars(walks).all():
        pairings.call_off_from(db, pairing.id, clock.today())
        pairing.ended_at, pairing.ended_by_id = now, person.id
        trace.leave_on_row(db, by, pairing, Act.ENDED)
    _forget_where_kept(db, person)
    drafts = (Note.author_id == person.id, Note.state == NoteState.DRAFT)
    db.execute(delete(Note).where(*drafts))
    # What was agreed at home is over for the other with the connection; their own words in it stay theirs.
    of_the_other = exists().where(
        HomeWords.agreement_id == HomeAgreement.id, HomeWords.person_id != person.id
    )
    mine = or_(HomeAgreement.author_id == person.id, HomeAgreement.other_id == person.id)
    db.execute(delete(HomeAgreement).where(mine, ~of_the_other))
    db.execute(delete(Supervision).where(Supervision.supervisor_id == person.id, Supervision.booked))
    db.flush()


def _forget_where_kept(db: Session, person: Person) -> None:
    """Strengths and steps that others kept from letters that go stay theirs, and name no letter any more."""
    of_their_walks = select(Exchange.id).where(
        Exchange.person_id == person.id, Exchange.pairing_id.is_not(None)
    )
    gone = select(Letter.id).where(or_(Letter.writer_id == person.id, Letter.exchange_id.in_(of_their_walks)))
    for kept in (Strength, GoalStep):
        nowhere = {"letter_id": None, "letter_line": None}
        db.execute(update(kept).where(kept.letter_id.in_(gone)).values(**nowhere))
