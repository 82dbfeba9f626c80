"""Whether a peer worker may be proposed to somebody: what has to be there before anybody is asked."""

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from lrc_portal.database.models import AboutMe, Trait
from lrc_portal.standing import Condition, PersonColumn, holds_role
from lrc_portal.support import supervision
from lrc_portal.vocabulary import Role, Telling
from lrc_portal.words.marks import Refused, mark


def tells_something(person: PersonColumn) -> Condition:
    """The person shows at least one thing of themselves."""
    # Under names of their own, so that they stand for themselves also inside a query about these tables.
    words, trait = aliased(AboutMe), aliased(Trait)
    return or_(
        exists().where(words.person_id == person, words.shown),
        exists().where(trait.person_id == person, trait.telling == Telling.SHOWN),
    )


def may_be_asked(person: PersonColumn) -> Condition:
    """A peer worker who tells something of themselves, and whose training and supervision are current.

    Power is near to equal only where both tell: who walks along with somebody is no stranger to them.
    """
    return and_(holds_role(person, Role.PEER_WORKER), tells_something(person), supervision.current(person))


def require_told(db: Session, peer_worker_id: int) -> None:
    """Raises `Refused`, for a coordinator, where a peer worker shows nothing of themselves yet."""
    if not db.scalar(select(tells_something(peer_worker_id))):
        raise Refused(
            mark("This peer worker shows nothing of themselves yet. Once they show one thing, ask again.")
        )
