"""Views of letters: with whom, the newest of them with how often each looks in, and those of a year's way."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import access, clock, limits, relationships
from lrc_portal.acting import Viewer
from lrc_portal.database.alphabet import in_order
from lrc_portal.database.models import (
    CircleLink,
    Exchange,
    ExchangeSide,
    Letter,
    LettersOpened,
    Pairing,
    Person,
)
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import AnySelect, ReadQuery, TypedSelect, rows_of
from lrc_portal.support.letters.letters import Between
from lrc_portal.vocabulary import LooksIn, Through


@dataclass(frozen=True)
class Correspondent:
    """Somebody with whom there are letters, or could be; without a name where their account is erased.

    `between` is None where their connection is gone altogether. `live` says that the two are connected now;
    `is_new` is for the viewer alone, and `walks_along` says that the viewer is the other's peer worker.
    """

    person_id: int
    display_name: str
    since: datetime
    between: Between | None
    exchange_id: int | None
    live: bool
    is_new: bool
    walks_along: bool = False
    last_id: int = 0
    """The number of the newest letter, by which they are in order."""

    @property
    def key(self) -> str:
        """How an address names these letters."""
        return str(self.between) if self.between else f"x{self.exchange_id}"


@dataclass(frozen=True)
class Side:
    """What one of the two said: how often they look in, and whether they closed the letters."""

    looks_in: LooksIn | None = None
    closed: bool = False


@dataclass(frozen=True)
class LetterLine:
    """A letter to show. Without words it was taken back; `writer` is empty where their account is erased."""

    id: int
    written_at: datetime
    is_mine: bool
    writer: str
    words: str | None

    @property
    def day(self) -> date:
        return clock.local(self.written_at).date()


@dataclass(frozen=True)
class Letters:
    """The newest letters of two, newest first, and what each of them said."""

    lines: tuple[LetterLine, ...] = ()
    mine: Side = Side()
    theirs: Side = Side()

    @property
    def closed(self) -> bool:
        return self.mine.closed or self.theirs.closed


def correspondents(viewer: Viewer) -> ReadQuery[list[Correspondent]]:
    """With whom the viewer has letters or could: who is here now, by their newest letter, then the rest."""
    return ReadQuery(
        _by_pairings(viewer),
        _by_circle(viewer),
        _alone(viewer),
        read=lambda walks, links, alone: sorted(
            [
                *(_correspondent(row, Through.PAIRING) for row in walks),
                *(_correspondent(row, Through.CIRCLE) for row in links),
                *(_correspondent(row, None) for row in alone),
            ],
            key=lambda each: (
                not each.live,
                -each.last_id,
                in_order(viewer.language, each.display_name),
                each.key,
            ),
        ),
    )


_LAST = (
    select(func.max(Letter.id)).where(Letter.exchange_id == Exchange.id).correlate(Exchange).scalar_subquery()
)


class _Row(NamedTuple):
    id: int
    exchange_id: int | None
    person_id: int
    display_name: str | None
    since: datetime
    live: bool
    is_new: bool
    walks_along: bool
    last_id: int | None


def _by_pairings(viewer: Viewer) -> TypedSelect[_Row]:
    live = and_(relationships.writes_in_pairing(viewer), relationships.pairing_is_live())
    kept = and_(relationships.is_own(viewer, Pairing.person_id), Exchange.id.is_not(None))
    found: AnySelect = (
        select(
            Pairing.id,
            Exchange.id.label("exchange_id"),
            Person.id.label("person_id"),
            Person.display_name,
            Pairing.began_at.label("since"),
            live.label("live"),
            _is_new(viewer).label("is_new"),
            relationships.is_own(viewer, Pairing.peer_worker_id).label("walks_along"),
            _LAST.label("last_id"),
        )
        .join(Person, Person.id == _other(viewer, Pairing.person_id, Pairing.peer_worker_id))
        .outerjoin(Exchange, Exchange.pairing_id == Pairing.id)
        .where(_for_oneself(viewer), Pairing.began_at.is_not(None), or_(live, kept))
        .order_by(Pairing.id.desc())
        .limit(at_most(limits.READ_AT_MOST))
    )
    return rows_of(found, _Row)


def _by_circle(viewer: Viewer) -> TypedSelect[_Row]:
    live = CircleLink.ended_at.is_(None)
    found: AnySelect = (
        select(
            CircleLink.id,
            Exchange.id.label("exchange_id"),
            Person.id.label("person_id"),
            Person.display_name,
            CircleLink.began_at.label("since"),
            live.label("live"),
            _is_new(viewer).label("is_new"),
            literal(False).label("walks_along"),
            _LAST.label("last_id"),
        )
        .join(Person, Person.id == _other(viewer, CircleLink.inviter_id, CircleLink.invitee_id))
        .outerjoin(Exchange, Exchange.circle_link_id == CircleLink.id)
        .where(_for_oneself(viewer), relationships.is_in_link(viewer), or_(live, Exchange.id.is_not(None)))
        .order_by(CircleLink.id.desc())
        .limit(at_most(limits.READ_AT_MOST))
    )
    return rows_of(found, _Row)


def _alone(viewer: Viewer) -> TypedSelect[_Row]:
    """What one wrote oneself to somebody of one's circle whose account is erased."""
    found: AnySelect = (
        select(
            Exchange.id,
            Exchange.id.label("exchange_id"),
            _other(viewer, Exchange.person_id, Exchange.other_id).label("person_id"),
            Person.display_name,
            Exchange.began_at.label("since"),
            literal(False).label("live"),
            literal(False).label("is_new"),
            literal(False).label("walks_along"),
            _LAST.label("last_id"),
        )
        .join(Person, Person.id == _other(viewer, Exchange.person_id, Exchange.other_id))
        .where(
            Exchange.pairing_id.is_(None),
            Exchange.circle_link_id.is_(None),
            access.readable(viewer, Exchange),
        )
        .order_by(Exchange.id.desc())
        .limit(at_most(limits.READ_AT_MOST))
    )
    return rows_of(found, _Row)


def _correspondent(row: _Row, through: Through | None) -> Correspondent:
    return Correspondent(
        person_id=row.person_id,
        display_name=row.display_name or "",
        since=row.since,
        between=Between(through, row.id) if through else None,
        exchange_id=row.exchange_id,
        live=row.live,
        is_new=row.is_new,
        walks_along=row.walks_along,
        last_id=row.last_id or 0,
    )


def conversation(viewer: Viewer, exchange_id: int, *, most: int) -> ReadQuery[Letters]:
    """The newest letters of these two, at most `most`, and what each of them said."""
    sides = select(ExchangeSide.person_id, ExchangeSide.looks_in, ExchangeSide.closed_at).where(
        ExchangeSide.exchange_id == exchange_id, access.readable(viewer, ExchangeSide)
    )
    letters = _letters(viewer).where(Letter.exchange_id == exchange_id).order_by(Letter.id.desc())

    def read(letters: list[_LetterRow], sides: list[_SideRow]) -> Letters:
        mine, theirs = (
            next(
                (
                    Side(row.looks_in, row.closed_at is not None)
                    for row in sides
                    if (row.person_id == viewer.person_id) is own
                ),
                Side(),
            )
            for own in (True, False)
        )
        return Letters(tuple(_line(viewer, row) for row in letters), mine, theirs)

    return ReadQuery(rows_of(letters.limit(at_most(most)), _LetterRow), rows_of(sides, _SideRow), read=read)


class _SideRow(NamedTuple):
    person_id: int
    looks_in: LooksIn | None
    closed_at: datetime | None


class _LetterRow(NamedTuple):
    id: int
    written_at: datetime
    writer_id: int
    writer: str | None
    words: str | None


def with_peer_worker(
    viewer: Viewer, person_id: int, *, start: date, end: date, most: int
) -> ReadQuery[list[LetterLine]]:
    """Letters between a person and whoever walked with them, of these days (both included), newest first.

    What was taken back is not among them.
    """
    found = (
        _letters(viewer)
        .where(
            of_walks_with(viewer, person_id),
            Letter.written_at >= _midnight(start),
            Letter.written_at < _midnight(end + timedelta(days=1)),
        )
        .order_by(Letter.id.desc())
        .limit(at_most(most))
    )
    return ReadQuery(rows_of(found, _LetterRow), read=lambda rows: [_line(viewer, row) for row in rows])


def of_walks_with(viewer: Viewer, person_id: int) -> ColumnElement[bool]:
    """Letters that stand in somebody's story: between them and a peer worker, with their words."""
    with_them = exists().where(
        Exchange.id == Letter.exchange_id,
        Exchange.person_id == person_id,
        Exchange.pairing_id.is_not(None),
    )
    return and_(with_them, Letter.words.is_not(None), access.readable(viewer, Letter))


@dataclass(frozen=True)
class NewFrom:
    """That there are new letters, and from whom."""

    key: str
    display_name: str


def new_from(viewer: Viewer, *, most: int) -> ReadQuery[list[NewFrom]]:
    """From whom there are letters that the viewer has not had open."""
    found = (
        select(
            Exchange.pairing_id,
            Exchange.circle_link_id,
            Exchange.id.label("exchange_id"),
            Person.display_name,
        )
        .join(Person, Person.id == _other(viewer, Exchange.person_id, Exchange.other_id))
        .where(access.readable(viewer, Exchange), _is_new(viewer))
        .order_by(Exchange.id)
        .limit(at_most(most))
    )
    return ReadQuery(rows_of(found, _NewRow), read=lambda rows: [_new_from(row) for row in rows])


class _NewRow(NamedTuple):
    pairing_id: int | None
    circle_link_id: int | None
    exchange_id: int
    display_name: str | None


def _new_from(row: _NewRow) -> NewFrom:
    key = f"x{row.exchange_id}"
    if row.pairing_id is not None:
        key = str(Between(Through.PAIRING, row.pairing_id))
    elif row.circle_link_id is not None:
        key = str(Between(Through.CIRCLE, row.circle_link_id))
    return NewFrom(key, row.display_name or "")


def _letters(viewer: Viewer) -> AnySelect:
    return (
        select(
            Letter.id,
            Letter.written_at,
            Letter.writer_id,
            Person.display_name.label("writer"),
            Letter.words,
        )
        .join(Person, Person.id == Letter.writer_id)
        .where(access.readable(viewer, Letter))
    )


def _line(viewer: Viewer, row: _LetterRow) -> LetterLine:
    return LetterLine(row.id, row.written_at, row.writer_id == viewer.person_id, row.writer or "", row.words)


def _is_new(viewer: Viewer) -> ColumnElement[bool]:
    """Among the letters of this exchange is one for the viewer that they have not had open."""
    had_open = exists().where(
        LettersOpened.person_id == viewer.person_id,
        LettersOpened.exchange_id == Letter.exchange_id,
        LettersOpened.up_to >= Letter.written_at,
    )
    return exists().where(
        Letter.exchange_id == Exchange.id,
        Letter.writer_id != viewer.person_id,
        Letter.words.is_not(None),
        ~had_open,
    )


def _for_oneself(viewer: Viewer) -> ColumnElement[bool]:
    """A look through other eyes has no letters, and nobody to write to."""
    return literal(viewer.preview is None)


def _other(viewer: Viewer, one: SQLCoreOperations[int], other: SQLCoreOperations[int]) -> ColumnElement[int]:
    return case((one == viewer.person_id, other), else_=one)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.HERE)
