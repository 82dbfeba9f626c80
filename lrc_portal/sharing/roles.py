"""A role comes beside what somebody is already, and is laid down; what they show goes no further by it."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.models import AboutMe, PersonRole, RoleLaidDown, Trait
from lrc_portal.database.row_security import System, beyond
from lrc_portal.relationships import holds_role
from lrc_portal.vocabulary import Role, Telling


def give(db: Session, *, person_id: int, role: Role, given_by_id: int | None) -> None:
    """From now on the person holds this role; nothing happens where they do already.

    Everybody who looks for a peer worker sees what one shows of oneself. What a member showed to theirs
    alone is not shown any more, until they choose it for all of these.
    """
    if db.scalar(select(holds_role(person_id, role))):
        return
    db.add(PersonRole(person_id=person_id, role=role, given_at=clock.now(), given_by_id=given_by_id))
    if role is Role.PEER_WORKER:
        shown = (Trait.person_id == person_id, Trait.telling == Telling.SHOWN)
        with beyond(db, System.ROLES):
            db.execute(update(AboutMe).where(AboutMe.person_id == person_id).values(shown=False))
            db.execute(update(Trait).where(*shown).values(telling=Telling.MATCHING))
    db.flush()


def lay_down(db: Session, *, person_id: int, role: Role) -> None:
    """From now on the person holds this role no more; the time in which they did is kept for counting."""
    which = (PersonRole.person_id == person_id, PersonRole.role == role)
    now = clock.now()
    for given_at in db.scalars(select(PersonRole.given_at).where(*which)).all():
        db.add(RoleLaidDown(person_id=person_id, role=role, given_at=given_at, laid_down_at=now))
    db.execute(delete(PersonRole).where(*which))
    db.flush()
