"""Retention: what has come to its end is taken away, at each start and by `python -m lrc_portal tidy`.

Most of it also goes when somebody next does something of the kind. docs/operators/what-is-kept.md says how
long each is kept; the conditions stand with the verbs that write these rows.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from lrc_portal.database.engine import Database
from lrc_portal.database.models import (
    Base,
    HeldUpload,
    Invitation,
    KnownDevice,
    Meeting,
    Note,
    PasskeyChallenge,
    RecoveryCode,
    ReminderSent,
    SignInSession,
    SignInTry,
    SpentToken,
    Trace,
    UnreadableText,
    UnsavedWords,
)
from lrc_portal.database.portable import spent_is_over
from lrc_portal.database.row_security import System
from lrc_portal.identity import known_devices, passkeys, recovery, sessions, throttle, unsaved_words
from lrc_portal.reminders import choices
from lrc_portal.sharing import invitations, trace_chain
from lrc_portal.support.meetings import meetings
from lrc_portal.support.notes import notes
from lrc_portal.taking_along import held


@dataclass(frozen=True)
class Ends:
    """One kind of row that comes to an end."""

    what: str
    """As the operator reads it."""
    model: type[Base]
    is_over: Callable[[], ColumnElement[bool]]
    take: Callable[[Session], object] | None = None
    """How it goes, where deleting the row is not it."""

    def how_many(self, db: Session) -> int:
        return db.scalar(select(func.count()).select_from(self.model).where(self.is_over())) or 0

    def go(self, db: Session) -> None:
        if self.take:
            self.take(db)
        else:
            db.execute(delete(self.model).where(self.is_over()).execution_options(synchronize_session=False))


WHAT_ENDS = (
    Ends("sessions that ended", SignInSession, sessions.is_over),
    Ends("tries to sign in or to use a code", SignInTry, throttle.is_over),
    Ends("browsers that somebody was known on", KnownDevice, known_devices.is_over),
    Ends("what passkeys were asked to sign", PasskeyChallenge, passkeys.is_over),
    Ends("codes and links for a new passphrase", RecoveryCode, recovery.is_over),
    Ends(
        "codes of invitations that ended",
        Invitation,
        invitations.code_is_over,
        invitations.forget_ended_codes,
    ),
    Ends("one-time tokens of forms", SpentToken, spent_is_over),
    Ends("words that were typed and not saved", UnsavedWords, unsaved_words.is_over),
    Ends("files that were to be brought back", HeldUpload, held.is_over),
    Ends("drafts of notes", Note, notes.draft_is_over),
    Ends("meetings that came to nothing", Meeting, meetings.unmet_is_over),
    Ends("lines about mails that were sent", ReminderSent, choices.sent_is_over),
    Ends("traces", Trace, trace_chain.is_over, trace_chain.end_old),
)


def take_away(db: Session) -> None:
    """Take away all that has come to its end, within a transaction in the portal's own name."""
    for each in WHAT_ENDS:
        each.go(db)


def forget_mended(database: Database, still: Collection[str]) -> None:
    """Forget the numbers of texts that could not be read, but for those of which that is so still."""
    with database.as_system(System.TIDYING).writing() as db:
        db.execute(delete(UnreadableText).where(UnreadableText.reference.not_in(still)))


def run(database: Database, *, dry_run: bool = False) -> dict[str, int]:
    """Take away what has come to its end; how many of each there were.

    Each kind has a transaction of its own, so that people who write meanwhile wait for one of them at most.
    """
    told, gone = database.as_system(System.TIDYING), {}
    for each in WHAT_ENDS:
        with told.reading() as db:
            gone[each.what] = each.how_many(db)
        if gone[each.what] and not dry_run:
            with told.writing() as db:
                each.go(db)
    if not dry_run and any(gone.values()):
        database.empty_log()
    return gone
