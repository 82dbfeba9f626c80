"""What people tell of themselves to find each other: own words and traits, each with its own choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import access, acting, relationships
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import AboutMe, Pairing, PersonRole, Trait, TraitWeight
from lrc_portal.database.portable import hold_person
from lrc_portal.database.read_queries import ReadQuery, TypedSelect, rows_of, tuples_of, values_of
from lrc_portal.database.row_security import System
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import SHORT, text_problems, tidy
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import (
    MATTERS_A_LITTLE,
    MATTERS_MUCH,
    SEVERAL_TRAITS,
    TRAIT_CHOICES,
    TRAITS_IN_OWN_WORDS,
    Act,
    Role,
    Subject,
    Telling,
    TraitKind,
)
from lrc_portal.words.marks import Invalid, Problem, mark, problem

A_FEW_LINES = 600
WHO_KNOWS = mark("Choose who may know of it.")


@dataclass(frozen=True)
class TraitLine:
    """One kind of trait: words of its list or own words, and who knows of them."""

    kind: TraitKind
    values: tuple[str, ...]
    telling: Telling

    @property
    def version(self) -> str:
        return version_of(frozenset(self.values), self.telling)


@dataclass(frozen=True)
class AboutPage:
    """What somebody tells of themselves; `mine` holds all of it, other questions what is shown.

    `alongside`: they keep a record as family, and none as somebody in recovery.
    """

    words: str | None = None
    shown: bool = False
    traits: tuple[TraitLine, ...] = ()
    alongside: bool = False

    @property
    def version(self) -> str:
        """Of the words; each trait has its own."""
        return version_of(self.words, self.shown)

    @property
    def as_others_see_it(self) -> "AboutPage":
        return AboutPage(
            self.words if self.shown else None,
            self.shown,
            tuple(trait for trait in self.traits if trait.telling is Telling.SHOWN),
            self.alongside,
        )

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.traits

    def of(self, kind: TraitKind) -> TraitLine:
        """What is kept of this kind; nothing told where there is nothing."""
        nothing = TraitLine(kind, (), Telling.NOT_TOLD)
        return next((trait for trait in self.traits if trait.kind is kind), nothing)


@dataclass(frozen=True)
class WordsSubmission:
    """A few lines about oneself, and whether they are shown; None where that was not said.

    Nothing written takes the words away.
    """

    words: str
    shown: bool | None
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = text_problems("words", self.words, most=A_FEW_LINES, needed=bool(self.shown))
        if tidy(self.words) and self.shown is None:
            found.append(problem("shown", WHO_KNOWS))
        return found


@dataclass(frozen=True)
class TraitSubmission:
    """One kind as somebody filled it in: `chosen` from its list, `own_words` beside or instead of it.

    Where several make sense, own words are parted by commas. Nothing filled in takes the trait away.
    """

    kind: TraitKind
    chosen: tuple[str, ...] = ()
    own_words: str = ""
    telling: Telling | None = None
    version: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        own = (self.own_words or "").split(",") if self.kind in SEVERAL_TRAITS else [self.own_words]
        return tuple(dict.fromkeys([*self.chosen, *(words for each in own if (words := tidy(each)))]))

    def problems(self) -> list[Problem]:
        found = text_problems("own_words", self.own_words, most=SHORT)
        if not set(self.chosen) <= set(TRAIT_CHOICES.get(self.kind, ())):
            found.append(problem("chosen", "Choose from what stands here."))
        if self.own_words and self.kind not in TRAITS_IN_OWN_WORDS:
            found.append(problem("chosen", "Choose from what stands here."))
        if len(self.values) > 1 and self.kind not in SEVERAL_TRAITS:
            found.append(problem("own_words", "Choose one, or write your own words."))
        if self.values and self.telling is None:
            found.append(problem("telling", WHO_KNOWS))
        return found

    def nothing_filled_in(self) -> list[Problem]:
        """What is said where there is nothing to take away either."""
        found = [self._nothing_told()]
        if self.telling is None:
            found.append(problem("telling", WHO_KNOWS))
        return found

    def _nothing_told(self) -> Problem:
        if self.kind not in TRAIT_CHOICES:
            return problem("own_words", "Write a few words here.")
        if self.kind not in TRAITS_IN_OWN_WORDS:
            return problem("chosen", "Choose something here.")
        return problem("chosen", "Choose something here, or write it in your own words.")


def say(db: Session, *, by: Viewer, submission: WordsSubmission) -> None:
    """Keep a few lines about oneself. Raises `NotAllowed`, `Invalid`, `ChangedMeanwhile`."""
    acting.require(by, Permission.TELL_OF_ONESELF)
    audited_writes.check(submission)
    words = tidy(submission.words)
    hold_person(db, by.person_id)
    row = db.get(AboutMe, by.person_id)
    stands = (row.words, row.shown) if row else (None, False)
    require_unchanged(submission.version, version_of(*stands))
    if words is None and stands[0] is None:
        found = text_problems("words", words, most=A_FEW_LINES, needed=True)
        raise Invalid(found if submission.shown is not None else [*found, problem("shown", WHO_KNOWS)])
    wanted = (words, bool(submission.shown) and words is not None)
    if wanted == stands:
        return
    if row is None:
        row = AboutMe(person_id=by.person_id)
        db.add(row)
    row.words, row.shown = wanted
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.ABOUT_ME)


def tell(db: Session, *, by: Viewer, submission: TraitSubmission) -> None:
    """Keep what one is of one kind, and who knows; what stood there before goes.

    Raises `NotAllowed`, `Invalid`, `ChangedMeanwhile`.
    """
    acting.require(by, Permission.TELL_OF_ONESELF)
    audited_writes.check(submission)
    of_this = and_(Trait.person_id == by.person_id, Trait.kind == submission.kind)
    hold_person(db, by.person_id)
    rows = db.scalars(select(Trait).where(of_this)).all()
    telling = rows[0].telling if rows else Telling.NOT_TOLD
    stands = version_of(frozenset(row.value for row in rows), telling)
    require_unchanged(submission.version, stands)
    if not rows and not submission.values:
        raise Invalid(submission.nothing_filled_in())
    becomes = submission.telling if submission.values else Telling.NOT_TOLD
    if stands == version_of(frozenset(submission.values), becomes):
        return
    db.execute(delete(Trait).where(of_this))
    db.add_all(
        Trait(person_id=by.person_id, kind=submission.kind, value=value, telling=submission.telling)
        for value in submission.values
    )
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.ABOUT_ME)


def weigh(db: Session, *, by: Viewer, weights: Mapping[TraitKind, int]) -> None:
    """Say how much each kind matters in a peer worker, 1 to 3; others stay as they are.

    Raises `NotAllowed`, `Invalid`.
    """
    acting.require(by, Permission.KEEP_A_RECORD)
    if any(not MATTERS_A_LITTLE <= weight <= MATTERS_MUCH for weight in weights.values()):
        raise Invalid([problem("weights", "Choose from what stands here.")])
    of_these = and_(TraitWeight.person_id == by.person_id, TraitWeight.kind.in_(list(weights)))
    db.execute(delete(TraitWeight).where(of_these))
    db.add_all(
        TraitWeight(person_id=by.person_id, kind=kind, weight=weight) for kind, weight in weights.items()
    )
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.ABOUT_ME)


def mine(viewer: Viewer) -> ReadQuery[AboutPage]:
    """All that the viewer keeps about themselves here, told or not."""
    words = select(AboutMe.words, AboutMe.shown).where(relationships.is_own(viewer, AboutMe.person_id))
    traits = traits_of(relationships.is_own(viewer, Trait.person_id))

    def read(lines: list[tuple[str | None, bool]], rows: list[TraitRow]) -> AboutPage:
        own, shown = lines[0] if lines else (None, False)
        return AboutPage(own, shown, by_kind(rows), viewer.lives_alongside)

    return ReadQuery(tuples_of(words), traits, read=read)


def my_weights(viewer: Viewer) -> ReadQuery[dict[TraitKind, int]]:
    """How much each kind matters to the viewer, where they said so."""
    own = select(TraitWeight.kind, TraitWeight.weight).where(access.readable(viewer, TraitWeight))
    return ReadQuery(tuples_of(own), read=dict)


def beside(viewer: Viewer) -> ReadQuery[dict[int, AboutPage]]:
    """What the other side of the viewer's pairings shows: person id → page, where it holds something."""
    words = select(AboutMe.person_id, AboutMe.words).where(
        AboutMe.shown, access.readable(viewer, AboutMe), _stands_beside(viewer, AboutMe.person_id)
    )
    traits = traits_of(
        Trait.telling == Telling.SHOWN,
        access.readable(viewer, Trait),
        _stands_beside(viewer, Trait.person_id),
    )
    family = select(PersonRole.person_id).where(
        PersonRole.role == Role.FAMILY,
        _stands_beside(viewer, PersonRole.person_id),
        ~relationships.holds_role(PersonRole.person_id, Role.MEMBER),
    )

    def read(
        lines: list[tuple[int, str | None]], rows: list[TraitRow], alongside: list[int]
    ) -> dict[int, AboutPage]:
        said = dict(lines)
        traits = by_person(rows)
        return {
            person: AboutPage(said.get(person), person in said, traits.get(person, ()), person in alongside)
            for person in said.keys() | traits.keys()
        }

    return ReadQuery(tuples_of(words), traits, values_of(family), read=read)


def _stands_beside(viewer: Viewer, person: SQLCoreOperations[int]) -> relationships.Condition:
    """Somebody of the viewer's own pairings, which are found first, so that nobody else is looked at."""
    walks = select(Pairing.person_id).where(
        Pairing.peer_worker_id == viewer.person_id, relationships.pairing_stands()
    )
    walked = select(Pairing.peer_worker_id).where(
        Pairing.person_id == viewer.person_id, relationships.pairing_stands()
    )
    return person.in_(walks.union(walked))


class TraitRow(NamedTuple):
    """One value of one kind."""

    person_id: int
    kind: TraitKind
    value: str
    telling: Telling


def traits_of(*conditions: relationships.Condition, beyond: System | None = None) -> TypedSelect[TraitRow]:
    """The traits of whom the conditions name, in the order in which they were written."""
    wanted = select(Trait.person_id, Trait.kind, Trait.value, Trait.telling)
    return rows_of(wanted.where(*conditions).order_by(Trait.id), TraitRow, beyond=beyond)


def by_person(rows: list[TraitRow]) -> dict[int, tuple[TraitLine, ...]]:
    """Rows of `traits_of` by whom they are about."""
    found: dict[int, list[TraitRow]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return {person: by_kind(of_person) for person, of_person in found.items()}


def by_kind(rows: list[TraitRow]) -> tuple[TraitLine, ...]:
    """One person's rows as one line a kind, in the order of the kinds."""
    found: dict[TraitKind, list[TraitRow]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return tuple(
        TraitLine(kind, tuple(row.value for row in found[kind]), found[kind][0].telling)
        for kind in TraitKind
        if kind in found
    )
