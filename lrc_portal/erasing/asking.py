"""Asking that one's account be erased, with seven days to keep it after all; until then nothing of it shows.

Whoever wants to be erased wants that nobody looks from now on, and whoever keeps it finds all as it was. So
shares and walks are not ended but rest. See decision 0089.
"""

from datetime import timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock, relationships
from lrc_portal.acting import Viewer, require_oneself
from lrc_portal.database.models import Pairing, Person, PersonRole, Share
from lrc_portal.database.portable import at_most
from lrc_portal.identity import second_step, sessions
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, Role, Subject
from lrc_portal.words.marks import Refused, mark

TO_THINK = timedelta(days=7)
FRESH = timedelta(minutes=10)
"""So long after somebody showed who they are they may ask for it."""


class OnlyCoordinator(Refused):
    """Nobody else could invite, or help whoever forgot a passphrase."""

    def __init__(self) -> None:
        super().__init__(
            mark(
                "You are the only coordinator here. Invite another one first, on the page Community. Then "
                "come back."
            )
        )


class StillWalks(Refused):
    """The people they walk with hear of it first, and somebody can follow."""

    def __init__(self) -> None:
        super().__init__(
            mark(
                "You still walk with somebody. Say on “People I walk with” that you are leaving. They hear "
                "of it first, and somebody can follow. After your last day with them, come back here."
            )
        )


class NotFresh(Refused):
    """It was too long ago that they showed who they are."""

    def __init__(self) -> None:
        super().__init__(mark("You signed in a while ago. Sign in once more first."))


def is_fresh(db: Session, *, by: Viewer) -> bool:
    """Whether the viewer showed in the last minutes who they are, in the way in which they sign in."""
    return sessions.shown_lately(db, by=by, second_step=second_step.mine(by).run(db).is_set_up, within=FRESH)


def in_the_way(db: Session, *, by: Viewer) -> Refused | None:
    """What must come first, for the sake of others; None for almost everybody."""
    others = (
        select(Person.id)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == Role.COORDINATOR, Person.id != by.person_id, Person.erase_at.is_(None))
    )
    if Role.COORDINATOR in by.roles and db.scalar(others.limit(at_most(1))) is None:
        return OnlyCoordinator()
    walks = exists().where(Pairing.peer_worker_id == by.person_id, relationships.pairing_is_live())
    return StillWalks() if db.scalar(select(walks)) else None


def ask(db: Session, *, by: Viewer) -> None:
    """In seven days the viewer's account is erased, unless they keep it. Asked twice it is the first day.

    From now on what they show to others rests, and they are signed out elsewhere. Raises `NotFresh`,
    `OnlyCoordinator`, `StillWalks`.
    """
    require_oneself(by)
    if not is_fresh(db, by=by):
        raise NotFresh
    # Held in their order, so that of two coordinators who ask at the same moment one stays.
    coordinators = select(PersonRole.person_id).where(PersonRole.role == Role.COORDINATOR)
    held = select(Person).where((Person.id == by.person_id) | Person.id.in_(coordinators))
    people = {each.id: each for each in db.scalars(held.order_by(Person.id).with_for_update())}
    if people[by.person_id].erase_at is not None:
        return
    if refusal := in_the_way(db, by=by):
        raise refusal
    people[by.person_id].erase_at = clock.now() + TO_THINK
    db.flush()
    _let_rest(db, by, rests=True)
    sessions.end_others(db, by=by)
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.LEFT, subject=Subject.ACCOUNT)


def keep(db: Session, *, by: Viewer) -> None:
    """The viewer keeps their account; what rested shows again, as it was."""
    require_oneself(by)
    person = db.get_one(Person, by.person_id, with_for_update=True)
    if person.erase_at is None:
        return
    person.erase_at = None
    _let_rest(db, by, rests=False)
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


def _let_rest(db: Session, by: Viewer, *, rests: bool) -> None:
    db.execute(update(Share).where(Share.owner_id == by.person_id).values(rests=rests))
    db.execute(update(Pairing).where(Pairing.person_id == by.person_id).values(rests=rests))
