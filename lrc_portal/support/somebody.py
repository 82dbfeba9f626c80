"""Somebody to choose by name, for a pairing or as a supervisor; and the word that tells two apart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lrc_portal import acting
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Person
from lrc_portal.record import validation
from lrc_portal.sharing import trace
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Invalid, Problem

LONGEST = 60


@dataclass(frozen=True)
class Somebody:
    """A person to choose; `since` and `known_by`, a coordinator's word, tell two of the same name apart."""

    person_id: int
    display_name: str
    since: datetime
    known_by: str | None = None


@dataclass(frozen=True)
class KnownBySubmission:
    """A word beside a name, for coordinators and the person; empty takes it away."""

    person_id: int
    words: str
    version: str | None = None

    def problems(self) -> list[Problem]:
        return validation.text_problems("known_by", self.words, most=LONGEST)


def say_known_by(db: Session, *, by: Viewer, submission: KnownBySubmission) -> None:
    """As a coordinator: by which word somebody is told apart from another who is called the same.

    The person reads it on their account, and who wrote it in their traces. Raises `NotAllowed`,
    `NotHere`, `Invalid`, `ChangedMeanwhile`.
    """
    acting.require(by, Permission.RUN_THE_SERVICE)
    if found := submission.problems():
        raise Invalid(found)
    person = db.get(Person, submission.person_id, with_for_update={"key_share": True})
    if person is None or person.display_name is None:
        raise NotHere
    require_unchanged(submission.version, version_of(person.known_by or ""))
    words = validation.tidy(submission.words)
    if words == person.known_by:
        return
    person.known_by = words
    act = Act.ADDED if words else Act.ERASED
    trace.leave(db, by=by, owner_id=person.id, act=act, subject=Subject.ACCOUNT)
