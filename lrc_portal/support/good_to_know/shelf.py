"""The community's shelf: places, people, pages, numbers and texts, kept by coordinators for all.

A thing stands in one language or both. Whoever puts it there has checked it; after `COUNTS_FOR` it is due
for another look, which only coordinators are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnExpressionArgument, case, exists, func, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.alphabet import column_in_order
from lrc_portal.database.models import KeptThing, Person, ThingPassedOn, UsefulThing
from lrc_portal.database.portable import at_most, spend
from lrc_portal.database.read_queries import AnySelect, ReadQuery, only, rows_of, tuples_of, values_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import LONG, SHORT, text_problems, tidy, without_accents
from lrc_portal.relationships import Condition, is_own
from lrc_portal.support.good_to_know.ways import as_written, digits, phone_problems, web_problems
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Element, ForWhom, Language, Subject, UsefulKind
from lrc_portal.words.marks import Problem, problem

COUNTS_FOR = timedelta(days=180)
"""So long a check counts."""
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Said:
    """What something says in one language."""

    title: str = ""
    words: str = ""


@dataclass(frozen=True)
class ThingSubmission:
    """A useful thing as a coordinator wrote it. `checked`: they know today that it is right."""

    kind: UsefulKind | None
    element: Element | None
    whom: ForWhom | None
    en: Said = field(default_factory=Said)
    cy: Said = field(default_factory=Said)
    web: str = ""
    phone: str = ""
    checked: bool = True
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = []
        if self.kind is None:
            found.append(problem("kind", "Choose which kind it is."))
        if self.whom is None:
            found.append(problem("whom", "Choose for whom it is."))
        for language, said in (("en", self.en), ("cy", self.cy)):
            found += text_problems(f"title_{language}", said.title, most=SHORT)
            found += text_problems(f"words_{language}", said.words, most=LONG)
            if tidy(said.words) and not tidy(said.title):
                found.append(problem(f"title_{language}", "Give these words a name."))
        if not tidy(self.en.title) and not tidy(self.cy.title):
            found.append(problem("title_en", "Write what it is called, in English or in Welsh."))
        return found + self._problems_of_ways()

    def _problems_of_ways(self) -> list[Problem]:
        found = []
        if tidy(self.web):
            found += web_problems("web", self.web)
        elif self.kind is UsefulKind.PAGE:
            found.append(problem("web", "Write the address of the page. It begins with https://."))
        if tidy(self.phone):
            found += phone_problems("phone", self.phone)
        elif self.kind is UsefulKind.PHONE:
            found.append(problem("phone", "Write the number to call."))
        return found


class InLanguages:
    """What is said in one language or both."""

    title_en: str | None
    title_cy: str | None
    words_en: str | None
    words_cy: str | None

    def language(self, wished: Language) -> Language:
        """In which language it is said to whoever reads `wished`: that one, or the only one there is."""
        there = {Language.ENGLISH: self.title_en, Language.CYMRAEG: self.title_cy}
        return wished if there.get(wished) else next(each for each, title in there.items() if title)

    def title(self, language: Language) -> str:
        """What it is called in a language that `language` gave."""
        return (self.title_cy if language is Language.CYMRAEG else self.title_en) or ""

    def words(self, language: Language) -> str | None:
        """What is said of it in that language."""
        return self.words_cy if language is Language.CYMRAEG else self.words_en

    def said(self, language: Language) -> Said:
        """Both, to be changed: empty where it is not said in that language."""
        return Said(self.title(language), self.words(language) or "")


@dataclass(frozen=True)
class Line(InLanguages):
    """A thing to show. `is_kept`: the viewer keeps it. `passed_on_by`: who passed it on to the viewer.

    `checked_by` is None where that account is gone.
    """

    id: int
    kind: UsefulKind
    element: Element | None
    whom: ForWhom
    title_en: str | None
    title_cy: str | None
    words_en: str | None
    words_cy: str | None
    web: str | None
    phone: str | None
    checked_on: date
    checked_by: str | None
    is_kept: bool
    passed_on_by: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        return _version(self)

    @property
    def is_due(self) -> bool:
        """Whether nobody has looked for so long that somebody should."""
        return clock.today() - self.checked_on > COUNTS_FOR


def add(db: Session, *, by: Viewer, submission: ThingSubmission) -> int:
    """As a coordinator: put a thing on the shelf. Returns its id.

    Raises `NotAllowed`, `Invalid`, `AlreadySaved`, `Refused`.
    """
    acting.require(by, Permission.KEEP_THE_SHELF)
    audited_writes.check(submission)
    spend(db, by.person_id, submission.token)
    require_room(db, limits.USEFUL_THINGS, UsefulThing)
    row = UsefulThing(
        **_columns(submission),
        checked_on=clock.today(),
        checked_by_id=by.person_id,
        created_at=clock.now(),
    )
    return audited_writes.keep(db, by, row, Subject.USEFUL_THING)


def change(db: Session, *, by: Viewer, thing_id: int, submission: ThingSubmission) -> None:
    """As a coordinator: change it; what stands already is no change and leaves no trace.

    Raises `NotAllowed`, `Invalid`, `NotHere`, `ChangedMeanwhile`.
    """
    row = _to_keep(db, by, thing_id)
    audited_writes.check(submission)
    require_unchanged(submission.version, _version(row))
    stood = (_version(row), row.checked_on)
    for name, value in _columns(submission).items():
        setattr(row, name, value)
    if submission.checked:
        row.checked_on, row.checked_by_id = clock.today(), by.person_id
    if (_version(row), row.checked_on) != stood:
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.USEFUL_THING, row.id)


def say_checked(db: Session, *, by: Viewer, thing_id: int) -> None:
    """As a coordinator: it was looked at today and is still right. Raises `NotAllowed`, `NotHere`."""
    row = _to_keep(db, by, thing_id)
    row.checked_on, row.checked_by_id = clock.today(), by.person_id
    audited_writes.leave_own_trace(db, by, Act.AGREED, Subject.USEFUL_THING, row.id)


def erase(db: Session, *, by: Viewer, thing_id: int) -> None:
    """As a coordinator: take it off the shelf, and off the lists of those who keep it or were given it.

    Raises `NotAllowed`, `NotHere`.
    """
    db.delete(_to_keep(db, by, thing_id))
    audited_writes.leave_own_trace(db, by, Act.ERASED, Subject.USEFUL_THING, thing_id)


def require_readable(db: Session, viewer: Viewer, thing_id: int) -> None:
    """Raises `NotHere` unless the viewer sees it on the shelf."""
    there = exists().where(UsefulThing.id == thing_id, access.readable(viewer, UsefulThing))
    if not db.scalar(select(there)):
        raise NotHere


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for on the shelf: words that all stand in it, an element, a kind."""

    words: str = ""
    element: Element | None = None
    kind: UsefulKind | None = None

    def conditions(self) -> list[Condition]:
        """As SQL. What is for every element is found under each."""
        found: list[Condition] = [
            UsefulThing.found_by.contains(word, autoescape=True)
            for word in without_accents(self.words[:LONGEST_SEARCH].replace("\0", "")).split()[:12]
        ]
        if self.element is not None:
            found.append((UsefulThing.element == self.element) | UsefulThing.element.is_(None))
        if self.kind is not None:
            found.append(UsefulThing.kind == self.kind)
        return found


def read_query(
    viewer: Viewer, wanted: Wanted | None = None, *, most: int | None = None
) -> ReadQuery[list[Line]]:
    """The shelf as this viewer sees it: what they keep, what was passed on to them, then by name."""
    looked_for = (wanted or Wanted()).conditions()
    return _lines(viewer, *looked_for, most=most)


def due(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[Line]]:
    """As a coordinator: what is due for a check, the longest ago first. Raises `NotAllowed`."""
    acting.require(viewer, Permission.KEEP_THE_SHELF)
    return _lines(viewer, _is_due(), most=most, first=(UsefulThing.checked_on,))


def how_many_due(viewer: Viewer) -> ReadQuery[int]:
    """As a coordinator: how many things are due for a check. Raises `NotAllowed`."""
    acting.require(viewer, Permission.KEEP_THE_SHELF)
    counted = select(func.count(UsefulThing.id).label("n")).where(
        _is_due(), access.readable(viewer, UsefulThing)
    )
    return ReadQuery(values_of(counted), read=only)


def _is_due() -> Condition:
    return UsefulThing.checked_on < clock.today() - COUNTS_FOR


_CHECKER, _GIVER = alias_of(Person), alias_of(Person)


def _lines(
    viewer: Viewer,
    *conditions: Condition,
    most: int | None,
    first: Sequence[ColumnExpressionArgument[Any]] = (),
) -> ReadQuery[list[Line]]:
    kept = exists().where(KeptThing.useful_thing_id == UsefulThing.id, is_own(viewer, KeptThing.person_id))
    mine = (ThingPassedOn.person_id == viewer.person_id, access.readable(viewer, ThingPassedOn))
    given = exists().where(ThingPassedOn.useful_thing_id == UsefulThing.id, *mine)
    titles = (UsefulThing.title_en, UsefulThing.title_cy)
    titles = titles[::-1] if viewer.language is Language.CYMRAEG else titles
    wanted: AnySelect = (
        select(
            UsefulThing.id,
            UsefulThing.kind,
            UsefulThing.element,
            UsefulThing.whom,
            UsefulThing.title_en,
            UsefulThing.title_cy,
            UsefulThing.words_en,
            UsefulThing.words_cy,
            UsefulThing.web,
            UsefulThing.phone,
            UsefulThing.checked_on,
            _CHECKER.display_name.label("checked_by"),
            kept.label("is_kept"),
        )
        .outerjoin(_CHECKER, _CHECKER.id == UsefulThing.checked_by_id)
        .where(access.readable(viewer, UsefulThing), *conditions)
        .order_by(
            *first,
            case((kept, 0), (given, 1), else_=2),
            column_in_order(viewer.language, func.coalesce(*titles)),
            UsefulThing.id,
        )
        .limit(at_most(most))
    )
    shown = wanted.with_only_columns(UsefulThing.id, maintain_column_froms=True).cte()
    by = (
        select(ThingPassedOn.useful_thing_id, _GIVER.display_name)
        .join(_GIVER, _GIVER.id == ThingPassedOn.by_id)
        .where(*mine, ThingPassedOn.useful_thing_id.in_(select(shown.c.id)))
        .order_by(ThingPassedOn.id)
    )
    return ReadQuery(rows_of(wanted, _Row), tuples_of(by), read=_told)


class _Row(NamedTuple):
    id: int
    kind: UsefulKind
    element: Element | None
    whom: ForWhom
    title_en: str | None
    title_cy: str | None
    words_en: str | None
    words_cy: str | None
    web: str | None
    phone: str | None
    checked_on: date
    checked_by: str | None
    is_kept: bool


def _told(rows: list[_Row], given: list[tuple[int, str | None]]) -> list[Line]:
    by: dict[int, dict[str, None]] = {}
    for thing_id, name in given:
        if name:
            by.setdefault(thing_id, {})[name] = None
    return [Line(*row, passed_on_by=tuple(by.get(row.id, ()))) for row in rows]


def _to_keep(db: Session, by: Viewer, thing_id: int) -> UsefulThing:
    acting.require(by, Permission.KEEP_THE_SHELF)
    # Held until the end: of two coordinators at once the second meets what the first has written.
    row = db.scalar(
        select(UsefulThing)
        .where(UsefulThing.id == thing_id, access.readable(by, UsefulThing))
        .with_for_update()
    )
    if row is None:
        raise NotHere
    return row


def _version(row: UsefulThing | Line) -> str:
    return version_of(
        row.kind,
        row.element,
        row.whom,
        *(row.title_en, row.title_cy, row.words_en, row.words_cy),
        row.web,
        row.phone,
    )


def _columns(submission: ThingSubmission) -> dict[str, object]:
    en, cy = submission.en, submission.cy
    said = {
        "title_en": tidy(en.title),
        "title_cy": tidy(cy.title),
        "words_en": tidy(en.words),
        "words_cy": tidy(cy.words),
        "web": tidy(submission.web),
        "phone": as_written(submission.phone),
    }
    searched = " ".join(each for each in (*said.values(), digits(said["phone"] or "")) if each)
    return {
        **said,
        "kind": submission.kind,
        "element": submission.element,
        "whom": submission.whom,
        "found_by": without_accents(searched),
    }
