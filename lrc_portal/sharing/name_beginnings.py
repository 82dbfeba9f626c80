"""A prefix index over encrypted names: keyed hashes of the first letters of each word of what somebody is
called, so that a coordinator finds a few people among very many without reading every name.

Whoever writes a name keeps its rows in the same transaction.
"""

import unicodedata
from typing import Any

from sqlalchemy import ScalarSelect, delete, exists, false, insert, literal, select
from sqlalchemy.orm import Session

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.models import NameBeginning, Person
from lrc_portal.database.portable import at_most, few, looked_up
from lrc_portal.database.read_queries import AnySelect
from lrc_portal.relationships import Condition, PersonColumn
from lrc_portal.words.namesakes import reads_as

LONGEST = 8
"""So many letters of a word can be looked for; what is typed beyond them narrows nothing."""
WORDS_AT_MOST = 6
"""So many words of a name, and of what is typed, are looked at."""

_AT_ONCE = 500
# Letters that Unicode does not take apart into a letter and a sign, and that people type without the sign.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_WITHIN_WORDS = "'’‘ʼʻ´`"


def words_of(text: str) -> list[str]:
    """The words of a name as they are looked for: without capitals, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    signs = (
        each if unicodedata.category(each)[0] in "LNS" and each not in _WITHIN_WORDS else " "
        for each in plain
        if unicodedata.category(each)[0] != "M" and each not in _WITHIN_WORDS
    )
    return "".join(signs).split()[:WORDS_AT_MOST]


def rows_of(person_id: int, name: str) -> list[dict[str, Any]]:
    """What stands in the index for somebody who is called so."""
    beginnings = {word[:length] for word in words_of(name) for length in range(1, LONGEST + 1)}
    keys = {_beginning(each): False for each in beginnings} | {_whole(name): True}
    return [{"key": key, "person_id": person_id, "whole": whole} for key, whole in sorted(keys.items())]


def is_called(viewer: Viewer, typed: str, person: PersonColumn) -> Condition | None:
    """Each word that was typed begins a word of what the person is called; None where nothing was typed.

    It reads as many rows as there are people whose names begin so.

    Nobody is found by who may not search.
    """
    words = words_of(typed)
    if not words:
        return false() if typed.strip() else None
    rows = select(NameBeginning.person_id).where(access.readable(viewer, NameBeginning))
    first, *others = [_beginning(word[:LONGEST]) for word in words]
    found = rows.where(NameBeginning.key == first)
    for key in others:
        found = found.where(
            looked_up(
                select(_OTHER.key).where(_OTHER.key == key, _OTHER.person_id == NameBeginning.person_id)
            )
        )
    return few(person, found)


_OTHER = alias_of(NameBeginning)


def with_namesakes(viewer: Viewer, ids: AnySelect, also: int | None = None) -> AnySelect:
    """Of these people (`also` among them), and for each of two others who are called the same, the ids.

    Two are enough to know that a name does not stand alone, of however many it is the name.
    """
    them = ids if also is None else ids.union(select(literal(also))).subquery().select()
    of_them = them.cte("them")
    theirs = (
        NameBeginning.whole,
        few(NameBeginning.person_id, select(of_them.c[0])),
        access.readable(viewer, NameBeginning),
    )
    both = (select(_another(last=last)).where(*theirs) for last in (False, True))
    return select(of_them.c[0]).union(*both).subquery().select()


def _another(*, last: bool) -> ScalarSelect[int]:
    """Of a row of the index: the first or the last of the others who are called the same."""
    others = select(_OTHER.person_id).where(
        _OTHER.whole, _OTHER.key == NameBeginning.key, _OTHER.person_id != NameBeginning.person_id
    )
    # In the order of the index, so that it is that one which is asked.
    order = (_OTHER.key.desc(), _OTHER.person_id.desc()) if last else (_OTHER.key, _OTHER.person_id)
    return others.order_by(*order).limit(at_most(1)).scalar_subquery()


def has_namesake(viewer: Viewer) -> Condition:
    """Of a row of the index: somebody else is called the same."""
    other = _another(last=False).is_not(None)
    return NameBeginning.whole & access.readable(viewer, NameBeginning) & other


def keep(db: Session, person_id: int, name: str) -> None:
    """From now on the person is found by this name and by no other."""
    db.execute(delete(NameBeginning).where(NameBeginning.person_id == person_id))
    db.execute(insert(NameBeginning), rows_of(person_id, name))


def fill(db: Session) -> int:
    """Index the names that are not in it yet, such as those from before there was one; how many."""
    missing = (
        select(Person.id, Person.display_name)
        .where(
            Person.display_name.is_not(None),
            ~exists().where(NameBeginning.person_id == Person.id, NameBeginning.whole),
        )
        .order_by(Person.id)
        .limit(at_most(_AT_ONCE))
    )
    filled = 0
    while found := db.execute(missing).all():
        db.execute(
            insert(NameBeginning),
            [row for person_id, name in found for row in rows_of(person_id, name or "")],
        )
        filled += len(found)
    return filled


def _beginning(letters: str) -> str:
    return lookup_hash("beginning of a name", letters)[:16]


def _whole(name: str) -> str:
    return lookup_hash("whole name", reads_as(name))[:16]
