"""Whether a peer worker may be proposed to somebody: what has to be there before anybody is asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lrc_portal import acting
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.alphabet import in_order
from lrc_portal.database.models import AboutMe, Person, PersonRole, Trait
from lrc_portal.database.portable import at_most, few, looked_up
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.relationships import Condition, PersonColumn, holds_role
from lrc_portal.sharing import name_beginnings
from lrc_portal.support.supervision import supervision
from lrc_portal.vocabulary import Role, Telling
from lrc_portal.words.marks import Refused, mark

TELLING = "telling"
"""The first thing that has to be there; the others are the words of `supervision.Due`."""


@dataclass(frozen=True)
class PeerWorker:
    """A peer worker to choose; `wanting` is what has to be there before anybody is proposed to them."""

    person_id: int
    display_name: str
    since: datetime
    wanting: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.wanting


# Under names of their own, so that they stand for themselves also inside a query about these tables.
# Made once: an alias is dear to make.
_WORDS, _TRAIT, _LEAVING = alias_of(AboutMe), alias_of(Trait), alias_of(Person)


def goes(person: PersonColumn) -> Condition:
    """The person asked that their account be erased."""
    return looked_up(select(_LEAVING.id).where(_LEAVING.id == person, _LEAVING.erase_at.is_not(None)))


def tells_something(person: PersonColumn) -> Condition:
    """The person shows at least one thing of themselves."""
    return or_(
        looked_up(select(_WORDS.person_id).where(_WORDS.person_id == person, _WORDS.shown)),
        looked_up(select(_TRAIT.id).where(_TRAIT.person_id == person, _TRAIT.telling == Telling.SHOWN)),
    )


def may_be_asked(person: PersonColumn) -> Condition:
    """A peer worker who stays, tells something of themselves, and whose training and supervision are current.

    Power is near to equal only where both tell: who walks along with somebody is no stranger to them.
    """
    return and_(holds_role(person, Role.PEER_WORKER), _needs_nothing(person), ~goes(person))


def _needs_nothing(person: PersonColumn) -> Condition:
    return and_(tells_something(person), supervision.current(person))


def peer_workers(
    viewer: Viewer,
    typed: str = "",
    *,
    ready: bool | None = None,
    most: int | None = None,
    without: Collection[int] = (),
) -> ReadQuery[list[PeerWorker]]:
    """As a coordinator: peer workers, and what each still needs, by the rules that refuse a proposal.

    Those whose names begin as was typed, at most `most`, by name; with `ready` those who need nothing more,
    or those who do. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    needed: dict[str, Condition] = {
        TELLING: tells_something(Person.id),
        **{str(due): met for due, met in supervision.needed(Person.id).items()},
    }
    called = name_beginnings.is_called(viewer, typed, PersonRole.person_id)
    nothing = _needs_nothing(PersonRole.person_id)
    which = [PersonRole.role == Role.PEER_WORKER, PersonRole.person_id.not_in(without)]
    which += [] if ready is None else [nothing if ready else ~nothing]
    them = select(PersonRole.person_id).where(*which, ~goes(PersonRole.person_id))
    some = (
        (them if called is None else them.where(called)).order_by(PersonRole.person_id).limit(at_most(most))
    )
    ids = some.subquery().select()
    people: AnySelect = (
        select(
            Person.id,
            Person.display_name,
            Person.created_at,
            *(is_there.label(what) for what, is_there in needed.items()),
        )
        .where(few(Person.id, ids))
        .order_by(Person.id)
    )

    def read(rows: list[_PeerWorkerRow]) -> list[PeerWorker]:
        found = [
            PeerWorker(
                row.id,
                row.display_name or "",
                row.created_at,
                tuple(what for what in needed if not row.there[what]),
            )
            for row in rows
        ]
        return sorted(found, key=lambda each: (in_order(viewer.language, each.display_name), each.person_id))

    return ReadQuery(rows_of(people, _PeerWorkerRow, rest="there", beyond=System.READINESS), read=read)


class _PeerWorkerRow(NamedTuple):
    id: int
    display_name: str | None
    created_at: datetime
    there: dict[str, bool]


def hold_peer_worker(db: Session, person_id: int) -> bool:
    """Whether the person is a peer worker, and stays one until the end of the transaction.

    Not so where they asked that their account be erased.
    """
    role = select(PersonRole).where(PersonRole.person_id == person_id, PersonRole.role == Role.PEER_WORKER)
    held = db.scalar(role.with_for_update()) is not None
    return held and not db.scalar(select(goes(person_id)))


def require_told(db: Session, peer_worker_id: int) -> None:
    """Raises `Refused`, for a coordinator, where a peer worker shows nothing of themselves yet."""
    with beyond(db, System.READINESS):
        tells = db.scalar(select(tells_something(peer_worker_id)))
    if not tells:
        raise Refused(
            mark("This peer worker shows nothing of themselves yet. Once they show one thing, ask again.")
        )
