"""Unsaved words: what somebody is typing, kept at the server as it is typed, for that writer alone.

So is what they tap in the questions of a day, as which answer of how many: see `of_tap`.

They are no part of the record until they are saved, so they leave no trace there; they are encrypted as
everything that is written. A place is the form, its field, and the turn of filling it in, as the browser
names them (`place_of`). What is left alone for `KEPT` is erased.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import UnsavedWords
from lrc_portal.database.portable import at_most, insert
from lrc_portal.database.read_queries import ReadQuery, tuples_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.database.unreadable import readable
from lrc_portal.relationships import is_own

KEPT = timedelta(days=30)
MOST = 100
"""So many fields a person, the newest."""
LONGEST = 20_000
"""Characters; more than any field takes."""
LARGEST = 4 * LONGEST + 2_000
"""Bytes of the form that brings them."""

Found = Mapping[tuple[str, str], str]
"""The words, by form and field."""

_PLACE = re.compile(r"(?P<form>[\w-]{1,120})-(?P<turn>[0-9a-f]{8}-[0-9a-f]{12})-(?P<field>[\w-]{1,60})")
_TAP = re.compile(r"(-|[1-9]\d?)/(\d{1,2})", re.ASCII)
_VERSION = re.compile(r"-([0-9a-f]{16})$")
_WHOLE_FORM = ""
"""In place of a field, which always has a name: that the form was saved in a turn."""


@dataclass(frozen=True)
class Place:
    """One field in one turn of one form."""

    form: str
    turn: str
    field: str

    @property
    def sign_in(self) -> str:
        """The sign-in in whose page it stands, as `viewer.sign_in_key`."""
        return self.turn.partition("-")[0]


def plain_name(name: str) -> str:
    """A name as it stands in a class of the page, where Streamlit keeps letters, digits, `_` and `-`."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", name)


def place_of(written: str) -> Place | None:
    """The place that a browser names by the key of its field; None for what is none."""
    found = _PLACE.fullmatch(written) if written.isascii() else None
    return Place(found["form"], found["turn"], found["field"]) if found else None


def keep(db: Session, *, by: Viewer, place: Place, words: str) -> None:
    """Keep what stands in a field now, unless this turn of it was saved already. Empty words end it."""
    own = UnsavedWords.person_id == by.person_id
    closed = select(UnsavedWords.id).where(
        own,
        UnsavedWords.form == place.form,
        UnsavedWords.field == _WHOLE_FORM,
        UnsavedWords.turn == place.turn,
    )
    if db.scalar(closed) is not None:
        return
    _put(db, by, place, words or None)
    # What was saved leaves its turn behind; that goes before anything that was not.
    newest = (
        select(UnsavedWords.id)
        .where(own)
        .order_by(UnsavedWords.words.is_(None), UnsavedWords.changed_at.desc(), UnsavedWords.id.desc())
    )
    too_many = UnsavedWords.id.not_in(newest.limit(at_most(MOST)))
    db.execute(delete(UnsavedWords).where(own, too_many))
    forget_old(db)


def close(db: Session, *, by: Viewer, form: str, turn: str) -> None:
    """The form was saved in this turn: its words are kept elsewhere now."""
    db.execute(
        update(UnsavedWords)
        .where(UnsavedWords.person_id == by.person_id, UnsavedWords.form == plain_name(form))
        .values(words=None, turn=turn, changed_at=clock.now())
    )
    # Of a field that was filled in a moment before, nothing may have come until now.
    _put(db, by, Place(plain_name(form), turn, _WHOLE_FORM), None)


def _put(db: Session, by: Viewer, place: Place, words: str | None) -> None:
    """Write what stands in a field, unless this turn of it was saved."""
    row = {
        "person_id": by.person_id,
        "form": place.form,
        "field": place.field,
        "turn": place.turn,
        "words": words,
        "changed_at": clock.now(),
    }
    asked = insert(db, UnsavedWords).values(row)
    db.execute(
        asked.on_conflict_do_update(
            index_elements=["person_id", "form", "field"],
            set_={name: row[name] for name in ("turn", "words", "changed_at")},
            where=or_(UnsavedWords.words.is_not(None), UnsavedWords.turn != place.turn),
        )
    )


def forget(db: Session, *, by: Viewer, form: str) -> None:
    """What the form was for is erased, and so is what was typed into it."""
    db.execute(
        delete(UnsavedWords).where(
            UnsavedWords.person_id == by.person_id, UnsavedWords.form == plain_name(form)
        )
    )


def let_go(db: Session, *, by: Viewer, form: str) -> None:
    """The writer takes what stands there: what they typed into the form of this name goes, on any version."""
    typed = db.scalars(select(UnsavedWords.form).where(UnsavedWords.person_id == by.person_id).distinct())
    wanted = plain_name(form)
    gone = [each for each in typed if wanted in (each, _VERSION.sub("", each))]
    db.execute(
        delete(UnsavedWords).where(UnsavedWords.person_id == by.person_id, UnsavedWords.form.in_(gone))
    )


def is_over() -> ColumnElement[bool]:
    """The words have been left alone for `KEPT`."""
    return UnsavedWords.changed_at <= clock.now() - KEPT


def forget_old(db: Session) -> None:
    """Erase what has been left alone for `KEPT`, whoever typed it."""
    with beyond(db, System.TIDYING):
        db.execute(delete(UnsavedWords).where(is_over()))


def read_query(viewer: Viewer) -> ReadQuery[Found]:
    """All that the viewer has typed and not saved."""
    mine = select(
        UnsavedWords.form.label("form"), UnsavedWords.field.label("field"), UnsavedWords.words.label("words")
    ).where(
        and_(
            is_own(viewer, UnsavedWords.person_id),
            UnsavedWords.words.is_not(None),
            UnsavedWords.changed_at > clock.now() - KEPT,
        )
    )
    return ReadQuery(tuples_of(mine), read=_by_place)


def found(all_of_them: Found, form: str, field: str) -> str | None:
    """What was typed into a field of a form. A form that changes a row bears the row's version at its end.

    Where the row was changed meanwhile, the words that were typed on its earlier version still are found.
    """
    wanted, place = plain_name(form), plain_name(field)
    if (words := all_of_them.get((wanted, place))) is not None:
        return words
    base = _VERSION.sub("", wanted)
    earlier = (
        words
        for (name, of), words in all_of_them.items()
        if of == place and base != wanted and _VERSION.sub("", name) == base
    )
    return next(earlier, None)


def of_tap(kept: str) -> tuple[int | None, int] | None:
    """Which answer was tapped, counted from 0, and of how many; the first is None where it was taken back.

    None where it is no tap but words.
    """
    found = _TAP.fullmatch(kept)
    return (None if found[1] == "-" else int(found[1]) - 1, int(found[2])) if found else None


def versions(all_of_them: Found, form: str) -> set[str]:
    """On which versions of its row words were typed into the form of this name and never saved."""
    wanted = plain_name(form)
    named = ((_VERSION.search(name), name) for name, _field in all_of_them)
    return {version[1] for version, name in named if version and name[: version.start()] == wanted}


def _by_place(rows: list[tuple[str, str, str | None]]) -> Found:
    readable_ones = ((form, field, readable(words)) for form, field, words in rows)
    return {(form, field): words for form, field, words in readable_ones if words is not None}
