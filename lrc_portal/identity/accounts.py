"""Accounts: making one, finding one by its name, and changing what its owner may change."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Consent, Person, PersonRole
from lrc_portal.identity import consent, names, passphrases, sessions, throttle
from lrc_portal.identity.consent import ConsentWords
from lrc_portal.identity.names import tidy
from lrc_portal.sharing import name_beginnings, trace
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Language, Role, Subject
from lrc_portal.words.marks import Invalid, Problem, mark, problem
from lrc_portal.words.translator import translator


class NameTaken(Invalid):
    """Somebody signs in with this name. It tells who is here, so who asks for it often is slowed."""

    def __init__(self) -> None:
        super().__init__(
            [problem("name", "Somebody here has this name already. Choose another, or add to it.")]
        )


@dataclass(frozen=True)
class NewAccount:
    """What somebody fills in to have an account. `called` may be empty: then others see the name."""

    name: str
    display_name: str
    passphrase: str = field(repr=False)
    agreed: bool
    language: Language

    def problems(self) -> list[Problem]:
        """What is still to mend, in the order of the form."""
        found = _name_problems(self.name)
        found += _called_problems(self.display_name, required=False)
        found += passphrases.problems("passphrase", self.passphrase, self.name, self.display_name)
        return found + _consent_problems(self.agreed)

    @cached_property
    def passphrase_hash(self) -> str:
        """Made once, and before a transaction opens: it takes its time on purpose."""
        return passphrases.hashed(self.passphrase)


@dataclass(frozen=True)
class NewAccountWithProvider:
    """An account whose owner signs in through a provider and has no passphrase here."""

    display_name: str
    agreed: bool
    language: Language

    def problems(self) -> list[Problem]:
        return _called_problems(self.display_name, required=True) + _consent_problems(self.agreed)


def create(
    db: Session,
    submission: NewAccount | NewAccountWithProvider,
    *,
    roles: tuple[Role, ...] = (),
    given_by: Viewer | None = None,
    read: ConsentWords = consent.INVITED,
) -> Viewer:
    """Make an account with these roles; its owner as a viewer.

    `read` is what its owner read and agreed to. Raises `Invalid`, also where the name is taken (`NameTaken`).
    """
    found = submission.problems()
    if found:
        raise Invalid(found)
    now = clock.now()
    person = Person(
        name=None,
        display_name=tidy(submission.display_name) or None,
        name_key=None,
        passphrase_hash=None,
        language=submission.language,
        created_at=now,
    )
    if isinstance(submission, NewAccount):
        person.name = tidy(submission.name)
        person.display_name = person.display_name or person.name
        person.name_key = names.key(submission.name)
        keep_passphrase(person, submission.passphrase_hash, submission.passphrase)
        if find(db, submission.name):
            raise NameTaken
    try:
        with db.begin_nested():
            db.add(person)
            db.flush()
    except IntegrityError:
        raise NameTaken from None
    name_beginnings.keep(db, person.id, person.display_name or "")
    giver = given_by.person_id if given_by else None
    for role in roles:
        db.add(PersonRole(person_id=person.id, role=role, given_at=now, given_by_id=giver))
    wording = read.wording(translator(submission.language))
    db.add(Consent(person_id=person.id, wording=wording, language=submission.language, given_at=now))
    made = viewer_of_person(person, frozenset(roles))
    trace.leave(db, by=made, owner_id=person.id, act=Act.JOINED, subject=Subject.ACCOUNT)
    db.flush()
    return made


def viewer_of_person(person: Person, roles: frozenset[Role]) -> Viewer:
    """A viewer without a session, for the moment in which an account is made or its owner comes in."""
    return Viewer(person.id, roles, person.language, display_name=person.display_name or person.name or "")


def stands(now: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """The account is not erased, nor has the moment come in which it is: from then on it opens nothing.

    `now` is for a statement that is made once and told each time what moment it is.
    """
    moment = clock.now() if now is None else now
    return and_(Person.erased_at.is_(None), or_(Person.erase_at.is_(None), Person.erase_at > moment))


def find(db: Session, name: str) -> Person | None:
    """The account with this name, if there is one."""
    wanted = names.keys(name)
    found = db.scalars(select(Person).where(Person.name_key.in_(wanted), stands())).all()
    # Two accounts can answer to it where one is from before names were folded: its own spelling goes first.
    return min(found, key=lambda person: wanted.index(person.name_key or ""), default=None)


def change_passphrase(database: Database, *, by: Viewer, old: str, new: str) -> None:
    """Change the viewer's own passphrase and end their sessions elsewhere.

    Raises `Invalid`, also where they tried the old one too often, or `passphrases.Busy`.
    """
    _must_be_oneself(by)
    with database.reading() as db:
        person = db.get_one(Person, by.person_id)
        kept, own_names = person.passphrase_hash, (person.name or "", person.display_name or "")
    if kept is not None:
        _must_know(database, by, old, kept)
    found = passphrases.problems("new", new, *own_names)
    if found:
        raise Invalid(found)
    new_hash = passphrases.hashed(new)
    with database.writing() as db:
        keep_passphrase(db.get_one(Person, by.person_id), new_hash, new)
        sessions.end_others(db, by=by)
        trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


def keep_passphrase(person: Person, new_hash: str, passphrase: str) -> None:
    """From now on it is this one: its hash, the day, and what it is worth, for its owner to read."""
    person.passphrase_hash, person.passphrase_set_at = new_hash, clock.now()
    keep_strength(person, passphrase)


def keep_strength(person: Person, passphrase: str) -> None:
    """What it is worth, of a passphrase that was just typed."""
    score = passphrases.strength(passphrase, person.name or "", person.display_name or "")
    person.passphrase_strength = str(score)


def _must_know(database: Database, by: Viewer, passphrase: str, kept_hash: str) -> None:
    try:
        with database.writing() as db:
            counted = throttle.try_own_secret(db, person_id=by.person_id)
    except throttle.Slowed as slowed:
        raise Invalid([Problem("old", slowed.sentence)]) from None
    with throttle.uncounted_if(database, counted, passphrases.Busy):
        if not passphrases.fits(passphrase, kept_hash):
            raise Invalid([problem("old", "This is not your passphrase now.")])
    with database.writing() as db:
        throttle.succeeded(db, counted)


def change_language(db: Session, *, by: Viewer, language: Language) -> None:
    """From now on the portal speaks this language to the viewer."""
    _must_be_oneself(by)
    db.get_one(Person, by.person_id).language = language


def answer_in_numbers(db: Session, *, by: Viewer, numbers: bool) -> None:
    """From now on the viewer answers a check-in with 0 to 10, or with words."""
    _must_be_oneself(by)
    db.get_one(Person, by.person_id).in_numbers = numbers


def change_called(db: Session, *, by: Viewer, display_name: str, version: str | None = None) -> None:
    """Change what others call the viewer; `version` is that of the name which stood in the form.

    Raises `Invalid`, `ChangedMeanwhile`.
    """
    _must_be_oneself(by)
    found = _called_problems(display_name, required=True)
    if found:
        raise Invalid(found)
    person = db.get_one(Person, by.person_id, with_for_update=True)
    require_unchanged(version, version_of(person.display_name or ""))
    if person.display_name == tidy(display_name):
        return
    person.display_name = tidy(display_name)
    name_beginnings.keep(db, person.id, person.display_name)
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


def _must_be_oneself(viewer: Viewer) -> None:
    if viewer.preview is not None:
        raise NotAllowed(mark("This is not part of what you do here."))


def _name_problems(name: str) -> list[Problem]:
    if len(tidy(name)) < 2:
        return [problem("name", "Write a name of at least 2 letters. It need not be your real name.")]
    return names.problems("name", name)


def _called_problems(display_name: str, *, required: bool) -> list[Problem]:
    if tidy(display_name):
        return names.problems("display_name", display_name)
    return [problem("display_name", "Write what others here may call you.")] if required else []


def _consent_problems(agreed: bool) -> list[Problem]:
    if agreed:
        return []
    return [problem("agree", "Tick the box if you agree. Without it we may not keep anything for you.")]
