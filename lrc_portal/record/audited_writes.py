"""How every entry of a record is kept, changed and erased: may they, is it sound, write, trace."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from lrc_portal import access, acting
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import Base
from lrc_portal.database.portable import spend
from lrc_portal.sharing import trace
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Invalid, Problem

Row = TypeVar("Row", bound=Base)


class Validated(Protocol):
    """What a form hands on: it lists its own problems."""

    def problems(self) -> list[Problem]: ...


class Submission(Validated, Protocol):
    """The same for something new, with the form's one-time token."""

    @property
    def token(self) -> str: ...


def begin(db: Session, by: Viewer, submission: Submission) -> None:
    """Before a new entry is written. Raises `NotAllowed`, `Invalid`, `AlreadySaved`."""
    acting.require(by, Permission.KEEP_A_RECORD)
    check(submission)
    spend(db, by.person_id, submission.token)


def check(submission: Validated) -> None:
    """Raises `Invalid` with what is to be mended."""
    if found := submission.problems():
        raise Invalid(found)


def keep(db: Session, by: Viewer, row: Base, subject: Subject) -> int:
    """Write a new entry of the person's own record with its trace. Returns its id."""
    db.add(row)
    db.flush()
    row_id: int = inspect(row).mapper.primary_key_from_instance(row)[0]
    leave_own_trace(db, by, Act.ADDED, subject, row_id)
    return row_id


def change(
    db: Session,
    by: Viewer,
    model: type[Row],
    row_id: int,
    columns: Mapping[str, object],
    subject: Subject,
    *,
    version: str | None = None,
    beside: bool = False,
) -> Row:
    """Change columns of an own entry, with its trace; what stands already is no change and leaves none.

    `version` is `version_of` these columns as the form was opened with them. `beside` says that
    something else of the entry is changed with them. Raises `NotHere`, `ChangedMeanwhile`.
    """
    row = access.own_row(db, by, model, row_id)
    require_unchanged(version, version_of(*(getattr(row, name) for name in columns)))
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed or beside:
        leave_own_trace(db, by, Act.CHANGED, subject, row_id)
    return row


def erase(db: Session, by: Viewer, model: type[Base], row_id: int, subject: Subject) -> None:
    """Erase an own entry for good, with its trace. Raises `NotHere`."""
    db.delete(access.own_row(db, by, model, row_id))
    leave_own_trace(db, by, Act.ERASED, subject, row_id)


def leave_own_trace(
    db: Session, by: Viewer, act: Act, subject: Subject, subject_id: int | None = None
) -> None:
    """The trace of what somebody did to what is their own."""
    trace.leave(db, by=by, owner_id=by.person_id, act=act, subject=subject, subject_id=subject_id)
