"""Tamper evidence for the audit log: its lines are chained by keyed hashes, one chain for each owner.

Each line, and each later count of a look, is a link that covers the line as it then stood and the seal
of the link before. The head of the chain is keyed too. Whoever can write in the database and has not
the keys file can change nothing in it that `verify-traces` would not find.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Insert, delete, event, exists, func, inspect, or_, select
from sqlalchemy.orm import Session, SessionTransaction

from lrc_portal import clock
from lrc_portal.database.encrypted import trace_mac
from lrc_portal.database.engine import at_the_end
from lrc_portal.database.models import Trace, TraceChain, TraceLink, TraceRegister
from lrc_portal.database.portable import insert as insert_or
from lrc_portal.relationships import Condition

KEPT_YEARS = 3
"""So long after it was left, a line ends. Wherever lines are shown, it is said."""

Each = TypeVar("Each")

_LEFT, _UNSURE = "lrc_traces_left", "lrc_traces_rolled_back"
_AT_ONCE = 500


def leaf_of(line: Trace, salt: str) -> str:
    """The hash of all that stands in a line. Salted: once the salt is gone, nobody can try lines out."""
    return trace_mac(
        "line",
        salt,
        line.id,
        line.at.isoformat(timespec="microseconds"),
        line.actor_id,
        line.owner_id,
        line.act.value,
        line.subject.value,
        line.subject_id,
        line.looked_in and line.looked_in.isoformat(timespec="microseconds"),
        line.times,
    )


def seal_of_link(link: TraceLink, before: str) -> str:
    """The hash of a link and of the seal before it, as long as the link is not emptied."""
    return trace_mac("link", link.chain_id, link.place, link.trace_id, link.salt, link.leaf, before)


def seal_of_empty(link: TraceLink) -> str:
    """What says that the portal itself emptied this place; the seal that stood there stays."""
    return trace_mac("empty", link.chain_id, link.place, link.leaf, link.seal)


def seal_of_head(chain_id: int, reaches: int | None, newest: str) -> str:
    """The hash of how far a chain reaches and of the seal of its newest link."""
    return trace_mac("head", chain_id, reaches, newest)


def seal_of_chain(chain: TraceChain) -> str:
    """The hash of whose chain it is, and of what was let go at its beginning."""
    return trace_mac("chain", chain.id, chain.owner_id, chain.let_go, chain.base)


def seal_of_register(chains: int) -> str:
    return trace_mac("register", chains)


def link_at_the_end(db: Session, lines: Iterable[Trace]) -> None:
    """These lines become links before the transaction is kept.

    At its very end, and the heads in the order of their owners: so two transactions about the same people
    wait for each other for a moment and never both.
    """
    db.info.setdefault(_LEFT, []).extend(lines)
    at_the_end(db, _link_what_was_left)


def _link_what_was_left(db: Session) -> None:
    by_owner: dict[int, list[Trace]] = {}
    for line in sorted(_that_stand(db, db.info.pop(_LEFT, [])), key=lambda line: line.id):
        by_owner.setdefault(line.owner_id, []).append(line)
    if not by_owner:
        return
    heads = _heads_held(db, by_owner)
    _write(db, [row for owner_id, head in sorted(heads.items()) for row in _rows(head, by_owner[owner_id])])


@event.listens_for(Session, "after_soft_rollback")
def _a_part_was_rolled_back(db: Session, _part: SessionTransaction) -> None:
    db.info[_UNSURE] = True


def _that_stand(db: Session, lines: Iterable[Trace]) -> list[Trace]:
    """Each line once, as it stands now. Where a part was rolled back, the database is asked what is left."""
    found = {inspect(line).identity: line for line in lines if inspect(line).persistent}
    if not found or not db.info.pop(_UNSURE, False):
        return list(found.values())
    still = select(Trace).where(Trace.id.in_(identity[0] for identity in found if identity))
    return list(db.scalars(still, execution_options={"populate_existing": True}))


@dataclass
class _Head:
    """How far a chain reaches, while its head is held."""

    chain_id: int
    reaches: int = 0
    newest: str = ""


def _rows(head: _Head, lines: Iterable[Trace]) -> list[dict[str, object]]:
    """The next links of a chain, one a line, and its head, which is moved on to the last of them."""
    rows = []
    for line in lines:
        salt = secrets.token_hex(16)
        head.reaches += 1
        link = TraceLink(
            chain_id=head.chain_id, place=head.reaches, trace_id=line.id, salt=salt, leaf=leaf_of(line, salt)
        )
        head.newest = link.seal = seal_of_link(link, head.newest)
        rows.append(_row(link))
    return [*rows, _row_of_head(head)]


def _row_of_head(head: _Head) -> dict[str, object]:
    seal = seal_of_head(head.chain_id, head.reaches, head.newest)
    return _row(TraceLink(chain_id=head.chain_id, place=0, reaches=head.reaches, leaf=head.newest, seal=seal))


def _row(link: TraceLink) -> dict[str, object]:
    names = ("chain_id", "place", "trace_id", "salt", "leaf", "seal", "reaches")
    return {name: getattr(link, name) for name in names}


def _write(db: Session, rows: list[dict[str, object]]) -> None:
    written = insert_or(db, TraceLink).values(rows)
    new = {name: written.excluded[name] for name in ("reaches", "leaf", "seal")}
    db.execute(
        written.on_conflict_do_update(
            index_elements=["chain_id", "place"], set_=new, where=TraceLink.place == 0
        )
    )


def _heads_held(db: Session, owners: Iterable[int]) -> dict[int, _Head]:
    """The heads of these owners' chains, held until the end; of a chain that is made, a first one."""
    wanted = set(owners)
    found = _held(db, wanted)
    if wanted - found.keys():
        # Whoever makes chains does so one after another. The first line about a person is left when their
        # account is made, before anybody else knows them, so nobody waits here for what another holds.
        register = _register_held(db)
        found |= _held(db, wanted - found.keys())
        for owner_id in sorted(wanted - found.keys()):
            db.add(chain := TraceChain(owner_id=owner_id, let_go=0, base="", seal=""))
            db.flush()
            chain.seal = seal_of_chain(chain)
            found[owner_id] = _Head(chain.id)
            register.chains += 1
        register.seal = seal_of_register(register.chains)
        db.flush()
    return found


def _held(db: Session, owners: Iterable[int]) -> dict[int, _Head]:
    heads = (
        select(TraceChain.owner_id, TraceLink.chain_id, TraceLink.reaches, TraceLink.leaf)
        .join(TraceLink, TraceLink.chain_id == TraceChain.id)
        .where(TraceLink.place == 0, TraceChain.owner_id.in_(owners))
        .order_by(TraceChain.owner_id)
        .with_for_update()
    )
    return {row.owner_id: _Head(row.chain_id, row.reaches, row.leaf) for row in db.execute(heads)}


def _register_held(db: Session) -> TraceRegister:
    db.execute(_first_register(db))
    held = select(TraceRegister).with_for_update()
    return db.scalars(held, execution_options={"populate_existing": True}).one()


def _first_register(db: Session) -> Insert:
    row = {"id": 1, "chains": 0, "seal": seal_of_register(0)}
    made: Insert = insert_or(db, TraceRegister).values(row).on_conflict_do_nothing()
    return made


def begin(db: Session) -> int:
    """Chain the lines of a time before there were chains; how many. Does so once in the life of a database.

    A migration has no keys, so this is done at the start after it. From then on the register is there, and
    a line without a link is one that was not left by the portal.
    """
    made = db.scalar(_first_register(db).returning(TraceRegister.id))
    if made is None or db.scalar(select(exists().select_from(TraceChain))):
        return 0
    owners = db.scalars(select(Trace.owner_id).distinct().order_by(Trace.owner_id)).all()
    chained = 0
    for owner_id, head in sorted(_heads_held(db, owners).items()):
        lines = db.scalars(select(Trace).where(Trace.owner_id == owner_id).order_by(Trace.id)).all()
        for some in _some(lines):
            _write(db, _rows(head, some))
        chained += len(lines)
    return chained


def empty(db: Session, person_id: int, *, deeds: bool = True) -> int:
    """Take out each line about this person and, with `deeds`, each of what they did; how many there were.

    Their links stay as empty places, and the chain about them without an owner: others' chains are verified
    as before, and nothing in them says who it was. Without `deeds` others can still read that somebody
    whose account is erased looked; then the number of the person stands in these lines, and needs its row.
    """
    about = Trace.owner_id == person_id
    gone = _take_out(db, or_(about, Trace.actor_id == person_id) if deeds else about)
    for head in _held(db, [person_id]).values():
        chain = db.get_one(TraceChain, head.chain_id)
        chain.owner_id = None
        chain.seal = seal_of_chain(chain)
    db.flush()
    return gone


def is_over() -> Condition:
    """The line was left more than `KEPT_YEARS` ago."""
    return Trace.at < clock.now() - timedelta(days=round(365.25 * KEPT_YEARS))


def end_old(db: Session) -> int:
    """Take out the lines that were left more than `KEPT_YEARS` ago; how many."""
    return _take_out(db, is_over())


def _take_out(db: Session, which: Condition) -> int:
    """The lines first and the heads last, as whoever leaves a line holds them."""
    found = db.execute(select(Trace.id, Trace.owner_id).where(which)).all()
    ids = sorted(row.id for row in found)
    for some in _some(ids):
        db.execute(delete(Trace).where(Trace.id.in_(some)))
    heads = _held(db, {row.owner_id for row in found}) if found else {}
    for some in _some(ids):
        _empty_links(db, some)
    for head in heads.values():
        _let_go(db, head)
    db.flush()
    return len(found)


def _empty_links(db: Session, lines: Sequence[int]) -> None:
    for link in db.scalars(select(TraceLink).where(TraceLink.trace_id.in_(lines))):
        link.trace_id = link.salt = None
        link.emptied = seal_of_empty(link)
    db.flush()


def _let_go(db: Session, head: _Head) -> None:
    """Empty places at the beginning of a chain need not be kept one by one: the chain vouches for them."""
    chain = db.get_one(TraceChain, head.chain_id, populate_existing=True)
    of_chain = (TraceLink.chain_id == chain.id, TraceLink.place > 0)
    first = db.scalar(select(func.min(TraceLink.place)).where(*of_chain, TraceLink.emptied.is_(None)))
    last_empty = head.reaches if first is None else first - 1
    if last_empty <= chain.let_go:
        return
    chain.base = db.scalars(select(TraceLink.seal).where(*of_chain, TraceLink.place == last_empty)).one()
    db.execute(delete(TraceLink).where(*of_chain, TraceLink.place <= last_empty))
    chain.let_go = last_empty
    chain.seal = seal_of_chain(chain)


def _some(many: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """So many at once as one statement takes well."""
    for start in range(0, len(many), _AT_ONCE):
        yield many[start : start + _AT_ONCE]
