"""How people stand to each other: own, shared, walking together, supervising. Facts, as SQL conditions.

Each is about rows that belong to `person`, a column or an id. `access.py` makes its rules of them.
"""

from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import CircleLink, Pairing, PersonRole, Share, Supervises
from lrc_portal.vocabulary import Content, Role, Through

Condition = ColumnElement[bool]
PersonColumn = SQLCoreOperations[int] | int


def is_own(viewer: Viewer, person: PersonColumn) -> Condition:
    """The row is about the viewer."""
    if viewer.pretending is not None:
        return false()
    return and_(true(), person == viewer.person_id)


def share_is_live() -> Condition:
    """The share was accepted, was not taken back, and its last day has not passed."""
    return _share_is_live_on(clock.today())


@lru_cache(maxsize=2)  # a page asks for it some forty times, and to make it each time is a third of the work
def _share_is_live_on(day: date) -> Condition:
    return and_(
        Share.accepted_at.is_not(None),
        Share.taken_back_at.is_(None),
        or_(Share.last_day.is_(None), Share.last_day >= day),
    )


def shares_with(
    viewer: Viewer, person: PersonColumn, content: Content, *, own_words: bool = False
) -> Condition:
    """The row's person shares this content with the viewer today (`own_words`: with their words).

    Where the viewer looks by one way alone, a share of the other way opens nothing.
    """
    if viewer.pretending is not None:
        would = (content, True) in viewer.pretending or (
            not own_words and (content, False) in viewer.pretending
        )
        return and_(true(), person == viewer.person_id) if would else false()
    conditions = [
        Share.owner_id == person,
        Share.viewer_id == viewer.person_id,
        Share.content == content,
        share_is_live(),
    ]
    if own_words:
        conditions.append(Share.own_words)
    return exists().where(*conditions, *came_by(viewer))


def came_by(viewer: Viewer) -> tuple[Condition, ...]:
    """What a share must be to count for a viewer who looks by one way alone; nothing for any other."""
    if viewer.through is None:
        return ()
    of_circle = Share.pairing_id.is_(None)
    return (of_circle if viewer.through is Through.CIRCLE else ~of_circle,)


def pairing_is_live() -> Condition:
    """Both said yes, it has not ended, and the last day of whoever leaves has not passed."""
    return and_(
        Pairing.began_at.is_not(None),
        Pairing.ended_at.is_(None),
        or_(Pairing.last_day.is_(None), Pairing.last_day >= clock.today()),
    )


def walks_with(viewer: Viewer, person: PersonColumn) -> Condition:
    """The viewer is the person's peer worker now."""
    if not viewer.may_walk_along:
        return false()
    return exists().where(
        Pairing.person_id == person, Pairing.peer_worker_id == viewer.person_id, pairing_is_live()
    )


def supervision_is_live() -> Condition:
    """Somebody was named, and it has not ended."""
    return Supervises.ended_at.is_(None)


def supervises(viewer: Viewer, person: PersonColumn) -> Condition:
    """The viewer is the peer worker's supervisor now. It opens days and reflections, and no record."""
    them = (Supervises.peer_worker_id == person, Supervises.supervisor_id == viewer.person_id)
    if viewer.pretending is not None:
        return false()
    # For itself also inside a query about these same rows.
    return exists().where(*them, supervision_is_live()).correlate_except(Supervises)


def in_circle(viewer: Viewer, other: PersonColumn) -> Condition:
    """The two are in each other's circle now."""
    return exists().where(
        CircleLink.ended_at.is_(None),
        or_(
            and_(CircleLink.inviter_id == viewer.person_id, CircleLink.invitee_id == other),
            and_(CircleLink.invitee_id == viewer.person_id, CircleLink.inviter_id == other),
        ),
    )


def holds_role(person: PersonColumn, role: Role) -> Condition:
    """The person has that role."""
    return exists().where(PersonRole.person_id == person, PersonRole.role == role)
