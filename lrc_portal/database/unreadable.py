"""Damaged cells: an encrypted text that no key opens is a sentence with a number, for that entry alone.

The number is worked out of the cell, so that the page, the log, the coordinators' task and the operator's
`rotate-keys` all say the same one. Nothing of the text is in it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Self

from sqlalchemy import DateTime, Engine, String, column, table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from lrc_portal import clock, faults
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator

# Its model stands on the column type, and that on this.
_TOLD = table("unreadable_text", column("reference", String), column("noticed_at", DateTime(timezone=True)))
_log = logging.getLogger("lrc_portal")


class Unreadable(str):
    """Stands in place of such a text, and reads as a sentence in the language of whoever looks."""

    reference: str
    token: str
    """The cell as it stood: it is written back so, and a backup of before still has the text."""

    def __new__(cls, token: str, language: Language) -> Self:
        reference = faults.reference_of(token.encode(errors="replace"))
        t = translator(language)
        made = super().__new__(
            cls,
            t(
                "This entry cannot be read; a coordinator has been told its number, {number}.",
                number=reference,
            ),
        )
        made.reference, made.token = reference, token
        return made


_shown: dict[tuple[int, str], str] = {}
"""From each sentence that somebody was shown here to its cell: their form may send it back."""


def cell_of(written: str) -> str | None:
    """The cell for which this sentence stands, where somebody saves it as it stood in their form.

    Only of whoever was shown the cell: others know the sentence and its number, and with the cell in an entry
    of theirs they would read it once the right keys are back.
    """
    if isinstance(written, Unreadable):
        return written.token
    session = _met.get()
    return _shown.get((session.reader, written)) if session and session.reader is not None else None


def readable(value: str | None) -> str | None:
    """The text, or nothing where it cannot be read: for what is no sentence for people, such as a secret."""
    return None if isinstance(value, Unreadable) else value


class Met:
    """The numbers that one session with the database met, and the language they are told in.

    `reader` is the id of whoever looks; nobody, where it is the portal itself.
    """

    def __init__(self, language: Language, reader: int | None = None) -> None:
        self.language, self.reader = language, reader
        self.references: set[str] = set()


_met: ContextVar[Met | None] = ContextVar("unreadable", default=None)


@contextmanager
def noticing(language: Language, reader: int | None = None) -> Iterator[Met]:
    """What cannot be read in here is told to this reader in this language, and its numbers are gathered."""
    met = Met(language, reader)
    token = _met.set(met)
    try:
        yield met
    finally:
        _met.reset(token)


def met(token: str) -> Unreadable:
    """What stands in place of this cell."""
    session = _met.get()
    found = Unreadable(token, session.language if session else Language.ENGLISH)
    if session:
        session.references.add(found.reference)
        if session.reader is not None:
            _shown[session.reader, str(found)] = token
    return found


def tell_coordinators(engine: Engine, references: set[str]) -> bool:
    """Keep the numbers for the coordinators' page; whether that could be done now.

    In a transaction of its own, since most of what reads writes nothing.
    """
    for reference in sorted(references):
        _log.error("unreadable %s: an encrypted text that no key opens", reference)
    insert = (sqlite if engine.dialect.name == "sqlite" else postgresql).insert(_TOLD)
    rows = [{"reference": each, "noticed_at": clock.now()} for each in sorted(references)]
    try:
        with engine.begin() as connection:
            connection.execute(insert.values(rows).on_conflict_do_nothing())
    except SQLAlchemyError:
        return False
    return True
