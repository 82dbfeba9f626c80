"""Every way in which somebody without the keys could change the log of who looked: each is to be noticed."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from lrc_portal.database.models import Base, Person, Trace, TraceChain, TraceLink, TraceRegister
from lrc_portal.vocabulary import Act, Subject

Alteration = Callable[[Session], object]


def alterations(db: Session) -> Iterator[tuple[str, Alteration]]:
    """Each with its name; to be done one at a time, and taken back before the next.

    `db` holds at least two chains, one of them with a look that was counted twice and an emptied place.
    """
    for model in (Trace, TraceChain, TraceLink, TraceRegister):
        yield from _each_column(db, model.__table__)  # type: ignore[arg-type]
    one, other = _two_lines(db)
    newest = db.scalars(select(TraceLink).order_by(TraceLink.chain_id, TraceLink.place.desc())).first()
    assert newest and newest.place > 2
    yield "line removed", _remove(Trace, Trace.id == one.id)
    yield (
        "line and its links removed",
        lambda db: _unlink(db, one.id),
    )
    yield "line added", lambda db: db.execute(insert(Trace).values(_copied(one)))
    yield "line added with a link", lambda db: _add_with_link(db, one, newest)
    yield "line added with a link before the first", lambda db: _add_with_link(db, one, newest, place=-1)
    yield "two lines swapped", lambda db: _swap(db, one, other)
    yield (
        "counted less",
        lambda db: db.execute(update(Trace).where(Trace.times > 1).values(times=Trace.times - 1)),
    )
    yield "link removed", _remove(TraceLink, TraceLink.place == 1, TraceLink.chain_id == newest.chain_id)
    yield "newest link removed", _remove(TraceLink, *_at(newest))
    yield "tail cut, head set back", lambda db: _cut_tail(db, newest)
    yield "line removed, its place called emptied", lambda db: _forge_empty(db, one.id)
    yield "oldest link let go", lambda db: _forge_let_go(db, newest.chain_id)
    yield "head removed", lambda db: _remove_chain(db, newest.chain_id, lines=False)
    yield "chain removed with its lines", lambda db: _remove_chain(db, newest.chain_id, lines=True)
    yield "register removed", _remove(TraceRegister)


def _each_column(db: Session, table: Table) -> Iterator[tuple[str, Alteration]]:
    rows = select(table).order_by(*table.primary_key.columns.values()).limit(1)
    if table.name == "trace_link":
        yield from _each_column_of(db, table, rows.where(table.c.place == 0), "head")
        rows = rows.where(table.c.place > 0, table.c.emptied.is_(None))
    yield from _each_column_of(db, table, rows, table.name)


def _each_column_of(
    db: Session, table: Table, rows: Select[Any], called: str
) -> Iterator[tuple[str, Alteration]]:
    row = db.execute(rows).mappings().one()
    same = [column == row[column.name] for column in table.primary_key.columns]
    people = db.scalars(select(Person.id).order_by(Person.id)).all()
    for column in table.columns:
        other = _other(column.name, row[column.name], people)
        yield (
            f"{called}.{column.name}",
            lambda db, name=column.name, other=other: _set(db, table, same, name, other),
        )


def _set(db: Session, table: Table, same: list[Any], name: str, other: object) -> None:
    if table.name == "trace_chain" and name == "id":
        # What hangs on it comes along, as whoever changes it would see to.
        [old] = db.scalars(select(TraceChain.id).where(*same))
        row = db.execute(select(table).where(*same)).mappings().one()
        db.execute(insert(table).values({**row, "id": other, "owner_id": None}))
        db.execute(update(TraceLink).where(TraceLink.chain_id == old).values(chain_id=other))
        db.execute(delete(table).where(*same))
        db.execute(update(table).where(table.c.id == other).values(owner_id=row["owner_id"]))
        return
    values = {name: other}
    if table.name == "trace_link" and name == "emptied":
        values |= {"trace_id": None, "salt": None}
    if table.name == "trace_link" and name in ("place", "reaches"):
        # A head has to stay a head, and a link a link, or the database would refuse it.
        place = db.scalar(select(table.c.place).where(*same))
        if name == "place" and place == 0:
            values |= {"reaches": None}
        if name == "reaches" and place != 0:
            db.execute(delete(table).where(table.c.place == 0, same[0]))
            values |= {"place": 0}
    if table.name == "trace_chain" and name == "owner_id":
        db.execute(update(table).where(table.c.owner_id == other).values(owner_id=None))
    if table.name == "trace_link" and name == "chain_id":
        other_chain = db.scalars(select(TraceChain.id).where(table.c.chain_id != TraceChain.id)).first()
        values = {"chain_id": other_chain}
        if db.scalar(select(table.c.place).where(*same)) == 0:
            db.execute(delete(table).where(table.c.place == 0, table.c.chain_id == other_chain))
        else:
            values |= {"place": 1 + (db.scalar(select(func.max(TraceLink.place))) or 0)}
    db.execute(update(table).where(*same).values(values))


def _other(name: str, value: object, people: Any) -> object:
    if name in ("actor_id", "owner_id"):
        return next(person for person in people if person != value)
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, Act):
        return next(act for act in Act if act is not value)
    if isinstance(value, Subject):
        return next(subject for subject in Subject if subject is not value)
    if isinstance(value, int):
        return value + 1_000
    if name == "looked_in":
        return datetime.fromisoformat("2026-05-01T10:00:00+00:00")
    if value is None and name in ("trace_id", "subject_id"):
        return 4711
    return "0" * 32 if name == "salt" else "0" * 64


def _two_lines(db: Session) -> tuple[Trace, Trace]:
    one = db.scalars(select(Trace).order_by(Trace.id)).first()
    assert one
    other = db.scalars(select(Trace).where(Trace.owner_id == one.owner_id, Trace.id != one.id)).first()
    assert other
    return one, other


def _copied(line: Trace) -> dict[str, object]:
    names = ("at", "actor_id", "owner_id", "act", "subject", "subject_id", "times")
    return {name: getattr(line, name) for name in names} | {"looked_in": None}


def _remove(model: type[Base], *which: Any) -> Alteration:
    return lambda db: db.execute(delete(model).where(*which))


def _at(link: TraceLink) -> tuple[Any, ...]:
    return TraceLink.chain_id == link.chain_id, TraceLink.place == link.place


def _unlink(db: Session, line_id: int) -> None:
    db.execute(delete(Trace).where(Trace.id == line_id))
    db.execute(delete(TraceLink).where(TraceLink.trace_id == line_id))


def _add_with_link(db: Session, line: Trace, newest: TraceLink, place: int | None = None) -> None:
    made = db.scalar(insert(Trace).values(_copied(line)).returning(Trace.id))
    copied = {name: getattr(newest, name) for name in ("chain_id", "salt", "leaf", "seal")}
    db.execute(insert(TraceLink).values(**copied, place=place or newest.place + 1, trace_id=made))
    if place is None:
        _set_head(db, newest.chain_id, newest.place + 1, newest.seal)


def _swap(db: Session, one: Trace, other: Trace) -> None:
    first, second = _copied(one) | {"looked_in": one.looked_in}, _copied(other)
    second["looked_in"] = other.looked_in
    # The rule that looks of an hour are one line stands in between.
    db.execute(update(Trace).where(Trace.id == one.id).values(looked_in=None))
    db.execute(update(Trace).where(Trace.id == other.id).values(first))
    db.execute(update(Trace).where(Trace.id == one.id).values(second))


def _cut_tail(db: Session, newest: TraceLink) -> None:
    before = db.scalar(
        select(TraceLink.seal).where(
            TraceLink.chain_id == newest.chain_id, TraceLink.place == newest.place - 1
        )
    )
    db.execute(delete(TraceLink).where(*_at(newest)))
    db.execute(delete(Trace).where(Trace.id == newest.trace_id))
    _set_head(db, newest.chain_id, newest.place - 1, before)


def _set_head(db: Session, chain_id: int, reaches: int, newest: str | None) -> None:
    head = update(TraceLink).where(TraceLink.chain_id == chain_id, TraceLink.place == 0)
    db.execute(head.values(reaches=reaches, leaf=newest))


def _forge_empty(db: Session, line_id: int) -> None:
    stamp = db.scalars(select(TraceLink.emptied).where(TraceLink.emptied.is_not(None))).first()
    assert stamp
    db.execute(delete(Trace).where(Trace.id == line_id))
    db.execute(
        update(TraceLink).where(TraceLink.trace_id == line_id).values(trace_id=None, salt=None, emptied=stamp)
    )


def _forge_let_go(db: Session, chain_id: int) -> None:
    first = db.scalars(
        select(TraceLink).where(TraceLink.chain_id == chain_id, TraceLink.place > 0).order_by(TraceLink.place)
    ).first()
    assert first
    db.execute(
        update(TraceChain).where(TraceChain.id == chain_id).values(let_go=first.place, base=first.seal)
    )
    db.execute(delete(Trace).where(Trace.id == first.trace_id))
    db.execute(delete(TraceLink).where(*_at(first)))


def _remove_chain(db: Session, chain_id: int, *, lines: bool) -> None:
    mine = select(TraceLink.trace_id).where(TraceLink.chain_id == chain_id)
    if lines:
        db.execute(delete(Trace).where(Trace.id.in_(mine)))
    db.execute(delete(TraceLink).where(TraceLink.chain_id == chain_id))
    db.execute(delete(TraceChain).where(TraceChain.id == chain_id))
