"""How often two people mean to meet: one of them proposes it, and it holds once the other has agreed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock, relationships
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.models import Pairing
from lrc_portal.sharing import trace
from lrc_portal.support.pairings import state_machine
from lrc_portal.support.pairings.state_machine import Step
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import Act
from lrc_portal.words.marks import Invalid, Refused, mark, problem


def propose(db: Session, *, by: Viewer, pairing_id: int, days: int, version: str | None = None) -> None:
    """Propose to meet every so many days (1 to 365); until the other agrees, the old rhythm holds.

    Where the other has proposed the same, that is a yes. `version` is `version_of` the two as one saw
    them: what was proposed since is not overwritten unread. Raises `NotHere`, `Invalid`, `Refused`.
    """
    pairing = _live_one(db, by, pairing_id)
    stands = (pairing.rhythm_days, pairing.rhythm_proposed_days, pairing.rhythm_proposed_by_id)
    if version is not None and version != version_of(*stands):
        raise Refused(mark("Something else has been proposed since. Look at it first."))
    if not 1 <= days <= 365:
        raise Invalid([problem("rhythm", "Choose a number of days from 1 to 365.")])
    if days == pairing.rhythm_days:
        raise Refused(mark("This is how often you mean to meet now."))
    if days == pairing.rhythm_proposed_days and pairing.rhythm_proposed_by_id != by.person_id:
        _agree(db, by, pairing)
        return
    pairing.rhythm_proposed_days = days
    pairing.rhythm_proposed_at = clock.now()
    pairing.rhythm_proposed_by_id = by.person_id
    trace.leave_on_row(db, by, pairing, Act.OFFERED)


def agree(db: Session, *, by: Viewer, pairing_id: int, days: int) -> None:
    """Say yes to what the other proposed; `days` is what one saw. Raises `NotHere`, `Refused`."""
    pairing = _live_one(db, by, pairing_id)
    if pairing.rhythm_proposed_by_id in (None, by.person_id):
        raise NotHere
    if pairing.rhythm_proposed_days != days:
        raise Refused(mark("Something else has been proposed since. Look at it first."))
    _agree(db, by, pairing)


def leave_as_it_is(db: Session, *, by: Viewer, pairing_id: int) -> None:
    """Lay a proposal aside, one's own or the other's; nobody needs a reason. Raises `NotHere`."""
    pairing = _live_one(db, by, pairing_id)
    if pairing.rhythm_proposed_days is None:
        raise NotHere
    _lay_aside(pairing)
    trace.leave_on_row(db, by, pairing, Act.TOOK_BACK)


def _agree(db: Session, by: Viewer, pairing: Pairing) -> None:
    pairing.rhythm_days = pairing.rhythm_proposed_days
    _lay_aside(pairing)
    trace.leave_on_row(db, by, pairing, Act.CHANGED)


def _lay_aside(pairing: Pairing) -> None:
    pairing.rhythm_proposed_days = None
    pairing.rhythm_proposed_at = None
    pairing.rhythm_proposed_by_id = None


def _live_one(db: Session, by: Viewer, pairing_id: int) -> Pairing:
    acting.require_oneself(by)
    found = db.scalar(
        select(Pairing)
        .where(
            Pairing.id == pairing_id,
            relationships.writes_in_pairing(by),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotHere
    state_machine.require(Step.CHANGE_RHYTHM, found)
    return found
