"""What coordinators keep of the numbers at Help now, and how each process comes to know of it.

Help now asks no database (decision 0038): what is kept here is read beside everything else, every
`RENEWED_EVERY`, and held in memory by `words/helplines.py`. Without an answer what is held stays.
"""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, faults, limits
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import KeptHelpline
from lrc_portal.database.portable import insert, spend
from lrc_portal.database.read_queries import AnySelect, ReadQuery, TypedSelect, rows_of
from lrc_portal.database.room import require_room
from lrc_portal.database.row_security import System
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import SHORT, text_problems, tidy
from lrc_portal.support.good_to_know.ways import as_written, digits, phone_problems, web_problems
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Language, Subject
from lrc_portal.words import helplines
from lrc_portal.words.helplines import Helpline, KeptLine, LineFor
from lrc_portal.words.marks import Invalid, NotNow, Problem, Refused, mark, problem

RENEWED_EVERY = timedelta(seconds=20)
"""So long it may take until another process knows of a change."""
LONGEST_WORDS = 600
_ESSENTIAL = mark("This number stays as it is: somebody’s life can hang on it. You can add to its words.")


@dataclass(frozen=True)
class Texts:
    """What a line says in one language."""

    name: str = ""
    about: str = ""
    hours: str = ""
    text: str = ""


@dataclass(frozen=True)
class HelplineSubmission:
    """A line as a coordinator wrote it. Of an essential line only what `about` adds is taken."""

    number: str
    languages: frozenset[Language]
    whom: LineFor | None
    texts: Mapping[Language, Texts] = field(default_factory=dict)
    token: str = ""
    version: str | None = None

    @property
    def is_address(self) -> bool:
        """Whether a tap leads to a page in place of a call."""
        return (tidy(self.number) or "").startswith("https:")

    def problems(self) -> list[Problem]:
        if self.is_address:
            found = web_problems("number", self.number)
        else:
            found = phone_problems("number", self.number)
        if not self.languages:
            found.append(problem("languages", "Choose in which languages somebody answers."))
        if self.whom is None:
            found.append(problem("whom", "Choose for whom it is."))
        if not any(tidy(said.name) for said in self.texts.values()):
            found.append(problem("name_en", "Write what it is called, in English or in Welsh."))
        return found + self.problems_of_words()

    def problems_of_words(self) -> list[Problem]:
        """What keeps the words alone from being kept."""
        found: list[Problem] = []
        for language, said in self.texts.items():
            found += text_problems(f"about_{language.value}", said.about, most=LONGEST_WORDS)
            for name in ("name", "hours", "text"):
                found += text_problems(f"{name}_{language.value}", getattr(said, name), most=SHORT)
        return found


@dataclass(frozen=True)
class HelplineState:
    """A line for coordinators: as it is shown, or would be; `version` is that of what they keep."""

    line: Helpline
    kept: KeptLine | None
    version: str

    @property
    def is_essential(self) -> bool:
        return self.line.id in helplines.ESSENTIAL

    @property
    def is_hidden(self) -> bool:
        return self.kept is not None and self.kept.hidden

    @property
    def is_of_file(self) -> bool:
        """Whether it came with the portal."""
        return any(each.id == self.line.id for each in helplines.of_file())

    @property
    def is_changed(self) -> bool:
        """Whether coordinators said it anew, so that what came with the portal can be taken back."""
        return self.is_of_file and self.kept is not None and bool(self.kept.number or self.kept.about)

    def said(self, name: str, language: Language) -> str:
        """What its form begins with: what they wrote, or what came with the portal."""
        if self.is_essential:
            texts = (self.kept.about if self.kept else {}) if name == "about" else {}
        elif self.kept and self.kept.number:
            texts = getattr(self.kept, name)
        else:
            texts = getattr(self.line, name) or {}
        return texts.get(language, "")


def read_query(viewer: Viewer) -> ReadQuery[list[HelplineState]]:
    """As a coordinator: every line, also those that are hidden. Raises `NotAllowed`."""
    acting.require(viewer, Permission.KEEP_THE_SHELF)
    return ReadQuery(_rows(), read=_states)


def change(db: Session, *, by: Viewer, line_id: str, submission: HelplineSubmission) -> None:
    """As a coordinator: say a line anew; of an essential one, what is added to its words. What stands already
    is no change and leaves no trace.

    Raises `NotAllowed`, `Invalid`, `NotHere`, `ChangedMeanwhile`.
    """
    row = _to_keep(db, by, line_id)
    stood = _version_of(row)
    require_unchanged(submission.version, stood)
    if line_id in helplines.ESSENTIAL:
        if found := submission.problems_of_words():
            raise Invalid(found)
        for language, said in submission.texts.items():
            setattr(row, f"about_{language.value}", tidy(said.about))
    else:
        audited_writes.check(submission)
        _fill(row, submission)
    if _version_of(row) != stood:
        _kept(db, by, row, Act.CHANGED)


def add(db: Session, *, by: Viewer, submission: HelplineSubmission) -> str:
    """As a coordinator: a new line, which they have checked. Returns what it is called in the table.

    Raises `NotAllowed`, `Invalid`, `AlreadySaved`, `Refused`.
    """
    acting.require(by, Permission.KEEP_THE_SHELF)
    audited_writes.check(submission)
    spend(db, by.person_id, submission.token)
    require_room(db, limits.HELPLINES, KeptHelpline)
    row = _new(f"{_OWN}{secrets.token_hex(6)}")
    _fill(row, submission)
    row.checked_on, row.checked_by_id = clock.today(), by.person_id
    db.add(row)
    _kept(db, by, row, Act.ADDED)
    return row.line


def hide(db: Session, *, by: Viewer, line_id: str) -> None:
    """As a coordinator: show a line no more; never an essential one.

    Raises `NotAllowed`, `NotHere`, `Refused`.
    """
    row = _to_keep(db, by, line_id)
    if line_id in helplines.ESSENTIAL:
        raise Refused(_ESSENTIAL)
    row.hidden = True
    _kept(db, by, row, Act.CHANGED)


def show(db: Session, *, by: Viewer, line_id: str) -> None:
    """As a coordinator: show it again. Raises `NotAllowed`, `NotHere`."""
    row = _to_keep(db, by, line_id)
    row.hidden = False
    _kept(db, by, row, Act.CHANGED)


def say_checked(db: Session, *, by: Viewer, line_id: str) -> None:
    """As a coordinator: somebody answers at this number today. Raises `NotAllowed`, `NotHere`."""
    row = _to_keep(db, by, line_id)
    row.checked_on, row.checked_by_id = clock.today(), by.person_id
    _kept(db, by, row, Act.AGREED)


def erase(db: Session, *, by: Viewer, line_id: str) -> None:
    """As a coordinator: take away what was kept of a line: one of the file stands as it came, one that was
    added goes. Raises `NotAllowed`, `NotHere`.
    """
    acting.require(by, Permission.KEEP_THE_SHELF)
    _require_name(line_id)
    row = db.scalar(select(KeptHelpline).where(KeptHelpline.line == line_id).with_for_update())
    if row is None:
        raise NotHere
    if line_id in _file():
        checked = row.checked_on, row.checked_by_id
        fresh = _new(line_id)
        for name in (*_FACTS, "hidden"):
            setattr(row, name, getattr(fresh, name))
        row.checked_on, row.checked_by_id = checked
        _kept(db, by, row, Act.CHANGED)
        return
    row_id = row.id
    db.delete(row)
    audited_writes.leave_own_trace(db, by, Act.ERASED, Subject.USEFUL_THING, row_id)


# How each process comes to know


def renew(database: Database) -> None:
    """Put into force what is kept now, in this process."""
    [rows] = database.as_system(System.HELP_NOW).read_all(ReadQuery(_rows()))
    helplines.use(map(_line, rows))


def renew_quietly(database: Database) -> None:
    """As `renew`; without an answer what is held stays, and Help now with it."""
    try:
        with suppress(NotNow):
            renew(database)
    except Exception as fault:  # Help now stands, and soon it is tried again
        faults.note(fault)


async def keep_renewed() -> None:
    """Renew it for as long as the portal runs; a database that does not answer keeps nobody waiting."""
    while True:
        await asyncio.sleep(RENEWED_EVERY.total_seconds())
        await asyncio.to_thread(renew_quietly, engine.current())


_OWN = "own_"
"""How the names of lines begin that came with no release."""
_SAID = ("name", "about", "hours", "text")
_TEXTS = tuple(f"{name}_{language.value}" for name in _SAID for language in Language)
_FACTS = ("number", "tel", "web", "whom", "languages", *_TEXTS)


class _Row(NamedTuple):
    line: str
    hidden: bool
    checked_on: date | None
    number: str | None
    tel: str | None
    web: str | None
    whom: str
    languages: str
    texts: Mapping[str, str | None]


def _rows() -> TypedSelect[_Row]:
    facts = ("line", "hidden", "checked_on", "number", "tel", "web", "whom", "languages", *_TEXTS)
    wanted: AnySelect = select(*(getattr(KeptHelpline, name) for name in facts)).order_by(KeptHelpline.id)
    return rows_of(wanted, _Row, rest="texts")


def _line(row: _Row) -> KeptLine:
    def said(name: str) -> dict[Language, str]:
        each = {language: row.texts[f"{name}_{language.value}"] for language in Language}
        return {language: text for language, text in each.items() if text}

    return KeptLine(
        id=row.line,
        hidden=row.hidden,
        checked_on=row.checked_on,
        number=row.number,
        tel=row.tel,
        web=row.web,
        languages=tuple(each for each in Language if each.value in row.languages.split(",")),
        whom=LineFor(row.whom),
        name=said("name"),
        about=said("about"),
        hours=said("hours"),
        text=said("text"),
    )


def _states(rows: list[_Row]) -> list[HelplineState]:
    kept = {row.line: (_line(row), _version(row)) for row in rows}
    shown = helplines.over_file(replace(line, hidden=False) for line, _version in kept.values())
    nothing = _version_of(_new(""))
    return [HelplineState(line, *kept.get(line.id, (None, nothing))) for line in shown]


def _version(row: _Row) -> str:
    facts = row.number, row.tel, row.web, row.whom, row.languages, *(row.texts[name] for name in _TEXTS)
    return version_of(row.hidden, *facts)


def _version_of(row: KeptHelpline) -> str:
    return version_of(row.hidden, *(getattr(row, name) for name in _FACTS))


def _file() -> frozenset[str]:
    return frozenset(line.id for line in helplines.of_file())


def _new(line_id: str) -> KeptHelpline:
    """A row that changes nothing of the line."""
    empty: dict[str, Any] = dict.fromkeys(_FACTS)
    whom = LineFor.ALL.value
    return KeptHelpline(**{**empty, "line": line_id, "hidden": False, "whom": whom, "languages": ""})


def _require_name(line_id: str) -> None:
    """Raises `NotHere` for what is the name of no line, whatever else it holds."""
    if line_id not in _file() and not (line_id.startswith(_OWN) and line_id.isidentifier()):
        raise NotHere


def _to_keep(db: Session, by: Viewer, line_id: str) -> KeptHelpline:
    acting.require(by, Permission.KEEP_THE_SHELF)
    _require_name(line_id)
    there = select(KeptHelpline).where(KeptHelpline.line == line_id)
    if line_id in _file():
        first = insert(db, KeptHelpline).values(
            line=line_id, hidden=False, whom=LineFor.ALL.value, languages="", changed_at=clock.now()
        )
        db.execute(first.on_conflict_do_nothing(index_elements=["line"]))
    # Held until the end: of two coordinators at once the second meets what the first has written.
    row = db.scalar(there.with_for_update())
    if row is None:
        raise NotHere
    return row


def _fill(row: KeptHelpline, submission: HelplineSubmission) -> None:
    number = as_written(submission.number) or ""
    is_address = submission.is_address
    row.number = number.removeprefix("https://").removesuffix("/")[:60] if is_address else number
    row.web = number if is_address else None
    row.tel = None if is_address else digits(number)
    row.whom = (submission.whom or LineFor.ALL).value
    row.languages = ",".join(each.value for each in Language if each in submission.languages)
    for language, said in submission.texts.items():
        for name in _SAID:
            setattr(row, f"{name}_{language.value}", tidy(getattr(said, name)))


def _kept(db: Session, by: Viewer, row: KeptHelpline, act: Act) -> None:
    row.changed_at = clock.now()
    db.flush()
    audited_writes.leave_own_trace(db, by, act, Subject.USEFUL_THING, row.id)
