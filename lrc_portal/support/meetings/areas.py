"""The areas that a person wants to look at next time. They stay until the person chooses otherwise.

Who sees the agenda sees their names. How it was there is asked of the check-ins, which hang on what
is shared: an area tells nothing of itself.
"""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import ChosenArea, Person
from lrc_portal.database.read_queries import ReadQuery, values_of
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, Facet, Subject
from lrc_portal.words.marks import Refused, mark

MOST = 3


def choose(db: Session, *, by: Viewer, facets: Iterable[Facet]) -> None:
    """From now on it is these areas and no others. Raises `NotAllowed`; `Refused` above `MOST`."""
    acting.require(by, Permission.KEEP_A_RECORD)
    wanted = frozenset(facets)
    if len(wanted) > MOST:
        raise Refused(mark("Choose up to three."))
    # Held until the end: from two tabs at once there are not six.
    db.execute(select(Person.id).where(Person.id == by.person_id).with_for_update())
    there = set(db.scalars(select(ChosenArea.facet).where(ChosenArea.person_id == by.person_id)))
    if wanted == there:
        return
    db.execute(
        delete(ChosenArea).where(
            ChosenArea.person_id == by.person_id, ChosenArea.facet.in_(list(there - wanted))
        )
    )
    now = clock.now()
    db.add_all(ChosenArea(person_id=by.person_id, facet=facet, chosen_at=now) for facet in wanted - there)
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.AGENDA)


def read_query(viewer: Viewer, person_id: int) -> ReadQuery[tuple[Facet, ...]]:
    """What a person chose, in the order of a check-in: for them and their peer worker."""
    wanted = select(ChosenArea.facet).where(
        ChosenArea.person_id == person_id, access.readable(viewer, ChosenArea)
    )

    return ReadQuery(
        values_of(wanted), read=lambda chosen: tuple(facet for facet in Facet if facet in chosen)
    )
