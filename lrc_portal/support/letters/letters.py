"""Letters: writing one, taking it back, closing and opening them, and saying how often one looks in.

What somebody does with their own letters leaves its trace with them alone. Reading leaves none: a line that
the other could read would be a sign of being read.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import CircleLink, Exchange, ExchangeSide, Letter, LettersOpened, Pairing
from lrc_portal.database.portable import at_most, insert, spend
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import text_problems, tidy
from lrc_portal.vocabulary import Act, LooksIn, Subject, Through
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

A_LETTER = 2000
"""So many characters: a few lines, and no place to be worked at for hours."""


@dataclass(frozen=True)
class Between:
    """Between which two: those of a pairing, or of a connection of a circle. In an address `p7` or `c7`."""

    through: Through
    id: int

    def __str__(self) -> str:
        return f"{_LETTER_OF[self.through]}{self.id}"

    @classmethod
    def read(cls, told: str) -> Self | None:
        """As it stands in an address; None for anything else."""
        through = next((way for way, letter in _LETTER_OF.items() if told.startswith(letter)), None)
        number = told[1:]
        if through is None or not (number.isascii() and number.isdecimal() and len(number) < 10):
            return None
        return cls(through, int(number))


_LETTER_OF = {Through.PAIRING: "p", Through.CIRCLE: "c"}


@dataclass(frozen=True)
class LetterSubmission:
    """A letter as somebody wrote it."""

    words: str
    token: str = ""

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=A_LETTER, needed=True)


def write(db: Session, *, by: Viewer, between: Between, submission: LetterSubmission) -> int:
    """Write to the other of the two. Returns the letter's id.

    Raises `NotAllowed`, `Invalid`, `AlreadySaved`; `NotHere` where the two are not connected now; `Refused`
    where either has closed the letters, or it is a great many today.
    """
    acting.require(by, Permission.WRITE_LETTERS)
    audited_writes.check(submission)
    spend(db, by.person_id, submission.token)
    exchange = _exchange(db, by, between)
    closed = (ExchangeSide.exchange_id == exchange.id, ExchangeSide.closed_at.is_not(None))
    if db.scalar(select(ExchangeSide.id).where(*closed).limit(at_most(1))) is not None:
        raise Refused(mark("Letters are closed here, so it was not sent. What you wrote still stands here."))
    today = (Letter.exchange_id == exchange.id, Letter.writer_id == by.person_id)
    require_room(db, limits.LETTERS_A_DAY, Letter, *today, Letter.written_at >= _this_morning())
    letter = Letter(
        exchange_id=exchange.id,
        writer_id=by.person_id,
        words=tidy(submission.words),
        written_at=clock.now(),
    )
    return audited_writes.keep(db, by, letter, Subject.LETTER)


def take_back(db: Session, *, by: Viewer, letter_id: int) -> None:
    """Take the words of an own letter back: they are gone for both, and that there was one stays.

    Raises `NotHere` for anybody else's, and for a peer worker who does not walk with the person any more.
    """
    acting.require_oneself(by)
    letter = db.scalar(
        select(Letter)
        .where(
            Letter.id == letter_id,
            Letter.writer_id == by.person_id,
            access.readable(by, Letter),
        )
        .with_for_update()
    )
    if letter is None:
        raise NotHere
    if letter.words is not None:
        letter.words = None
        audited_writes.leave_own_trace(db, by, Act.TOOK_BACK, Subject.LETTER, letter_id)


def say_how_often(db: Session, *, by: Viewer, between: Between, looks_in: LooksIn | None) -> None:
    """Say how often one looks in, or take it back with None. The other reads it above the field.

    Raises `NotHere`, `Invalid`.
    """
    acting.require(by, Permission.WRITE_LETTERS)
    side = _own_side(db, by, _exchange(db, by, between))
    if looks_in is None and side.looks_in is None:
        raise Invalid([problem("often", "Choose how often you look in.")])
    if side.looks_in is not looks_in:
        side.looks_in = looks_in
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.LETTER)


def close(db: Session, *, by: Viewer, between: Between) -> None:
    """Close the letters, for no reason at all: neither can write until whoever closed opens them again.

    What was written stays with both, and each can still take their own back. Raises `NotHere`.
    """
    acting.require(by, Permission.WRITE_LETTERS)
    side = _own_side(db, by, _exchange(db, by, between))
    if side.closed_at is None:
        side.closed_at = clock.now()
        audited_writes.leave_own_trace(db, by, Act.LEFT, Subject.LETTER)


def open_again(db: Session, *, by: Viewer, between: Between) -> None:
    """Open again what one closed oneself; what the other closed stays closed. Raises `NotHere`."""
    acting.require(by, Permission.WRITE_LETTERS)
    side = _own_side(db, by, _exchange(db, by, between))
    if side.closed_at is None:
        raise NotHere
    side.closed_at = None
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.LETTER)


def mark_opened(db: Session, *, by: Viewer, letter_id: int) -> None:
    """Remember for the viewer alone that they had letters open up to this one. Raises `NotHere`."""
    acting.require_oneself(by)
    letter = db.execute(
        select(Letter.exchange_id, Letter.written_at).where(
            Letter.id == letter_id, access.readable(by, Letter)
        )
    ).one_or_none()
    if letter is None:
        raise NotHere
    opened = insert(db, LettersOpened).values(
        person_id=by.person_id, exchange_id=letter.exchange_id, up_to=letter.written_at
    )
    db.execute(
        opened.on_conflict_do_update(
            index_elements=["person_id", "exchange_id"],
            set_={"up_to": opened.excluded.up_to},
            where=LettersOpened.up_to < opened.excluded.up_to,
        )
    )


def _exchange(db: Session, by: Viewer, between: Between) -> Exchange:
    """The letters of two who are connected now, held until the end; made where nothing was said before."""
    two: tuple[int, int] | None
    if between.through is Through.PAIRING:
        column = Exchange.pairing_id
        two = _pair(db, by, between.id)
    else:
        column = Exchange.circle_link_id
        two = _link(db, by, between.id)
    if two is None:
        raise NotHere
    person_id, other_id = two
    db.execute(
        insert(db, Exchange)
        .values(person_id=person_id, other_id=other_id, began_at=clock.now(), **{column.key: between.id})
        .on_conflict_do_nothing(index_elements=[column.key])
    )
    return db.scalars(select(Exchange).where(column == between.id).with_for_update()).one()


def _pair(db: Session, by: Viewer, pairing_id: int) -> tuple[int, int] | None:
    row = db.execute(
        select(Pairing.person_id, Pairing.peer_worker_id).where(
            Pairing.id == pairing_id,
            relationships.writes_in_pairing(by),
            relationships.pairing_is_live(),
        )
    ).one_or_none()
    return row and (row.person_id, row.peer_worker_id)


def _link(db: Session, by: Viewer, link_id: int) -> tuple[int, int] | None:
    row = db.execute(
        select(CircleLink.inviter_id, CircleLink.invitee_id).where(
            CircleLink.id == link_id, relationships.is_in_link(by), CircleLink.ended_at.is_(None)
        )
    ).one_or_none()
    return row and (row.inviter_id, row.invitee_id)


def _own_side(db: Session, by: Viewer, exchange: Exchange) -> ExchangeSide:
    """What the viewer said of these letters; the exchange is held, so that it is added once."""
    own = (ExchangeSide.exchange_id == exchange.id, ExchangeSide.person_id == by.person_id)
    side = db.scalar(select(ExchangeSide).where(*own))
    if side is None:
        side = ExchangeSide(exchange_id=exchange.id, person_id=by.person_id)
        db.add(side)
    return side


def _this_morning() -> datetime:
    return datetime.combine(clock.today(), time.min, clock.HERE)
