"""How people stand to each other: own, shared, walking together, supervising. Facts, as SQL conditions.

Each is about rows that belong to `person`, a column or an id. `access.py` makes its rules of them.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Protocol

from sqlalchemy import CTE, ColumnElement, and_, case, exists, false, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import CircleLink, Pairing, PersonRole, Share, Supervises
from lrc_portal.vocabulary import Content, PairingState, Role, Through

Condition = ColumnElement[bool]
PersonColumn = SQLCoreOperations[int] | SQLCoreOperations[int | None] | int


def _is(person: PersonColumn, person_id: int) -> Condition:
    """Whether it is this person; somebody who is at hand already is asked about as a value."""
    return (literal(person) if isinstance(person, int) else person) == person_id


def is_own(viewer: Viewer, person: PersonColumn) -> Condition:
    """The row is about the viewer."""
    if viewer.preview is not None or not (viewer.looks_at is None or viewer.looks_at_own):
        return false()
    return _is(person, viewer.person_id)


def share_is_live() -> Condition:
    """The share was accepted, was not taken back, does not rest, and its last day has not passed."""
    return _share_is_live_on(clock.today())


@lru_cache(maxsize=2)  # a page asks for it some forty times, and to make it each time is a third of the work
def _share_is_live_on(day: date) -> Condition:
    return and_(
        Share.accepted_at.is_not(None),
        Share.taken_back_at.is_(None),
        ~Share.rests,
        or_(Share.last_day.is_(None), Share.last_day >= day),
    )


def shares_with(
    viewer: Viewer, person: PersonColumn, content: Content, *, own_words: bool = False
) -> Condition:
    """The row's person shares this content with the viewer today (`own_words`: with their words).

    Where the viewer looks by one way alone, a share of the other way opens nothing.
    """
    if viewer.preview is not None:
        would = (content, True) in viewer.preview or (not own_words and (content, False) in viewer.preview)
        return _is(person, viewer.person_id) if would else false()
    if viewer.looks_at_own:  # nobody shares with themselves what is theirs
        return false()
    if viewer.looks_at is not None:
        return and_(_is(person, viewer.looks_at), viewer.once(_shown(content, own_words)))
    conditions: list[Condition] = [
        Share.owner_id == person,
        Share.viewer_id == viewer.person_id,
        Share.content == content,
        share_is_live(),
    ]
    if own_words:
        conditions.append(Share.own_words.is_(True))
    return exists().where(*conditions, *came_by(viewer))


@cache
def _shown(content: Content, own_words: bool) -> Callable[[Viewer], Condition]:
    """That whoever the viewer looks at shares this with them."""

    def shown(viewer: Viewer) -> Condition:
        shares = viewer.once(_live_shares)
        words = (shares.c.own_words.is_(True),) if own_words else ()
        return exists().where(shares.c.content == content, *words)

    return shown


def _live_shares(viewer: Viewer) -> CTE:
    """What whoever the viewer looks at shares with them, as a part of its own (CTE) of a statement.

    A look at a record asks some sixty times what its owner shares. Where each is a question to the table,
    PostgreSQL sets up the table's policies as often, which is most of what such a statement costs it.
    """
    of_the_two = (Share.owner_id == viewer.looks_at, Share.viewer_id == viewer.person_id)
    live = (*of_the_two, share_is_live(), *came_by(viewer))
    return select(Share.content, Share.own_words).where(*live).cte()


def came_by(viewer: Viewer) -> tuple[Condition, ...]:
    """What a share must be to count for a viewer who looks by one way alone; nothing for any other."""
    if viewer.through is None:
        return ()
    of_circle = Share.pairing_id.is_(None)
    return (of_circle if viewer.through is Through.CIRCLE else ~of_circle,)


class PairingFacts(Protocol):
    """What the state of a pairing is worked out from: a row of it, or a line to show."""

    @property
    def began_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def last_day(self) -> date | None: ...
    @property
    def is_trial(self) -> bool: ...


def state_of_pairing(pairing: PairingFacts) -> PairingState:
    """The state of this pairing today. Its last day is still part of it; the day after, it is over."""
    passed = pairing.last_day is not None and pairing.last_day < clock.today()
    if pairing.began_at is None:
        return PairingState.NOT_BEGUN if pairing.ended_at is not None or passed else PairingState.ASKED
    if pairing.ended_at is not None:
        return PairingState.CLOSED
    if passed:
        return PairingState.RUN_OUT
    if pairing.last_day is not None:
        return PairingState.LEAVING
    return PairingState.TRIED if pairing.is_trial else PairingState.WALKING


def pairing_state(pairing: type[Pairing] = Pairing) -> ColumnElement[str]:
    """The same in SQL, of `Pairing` or of an alias of it."""
    begun, closed = pairing.began_at.is_not(None), pairing.ended_at.is_not(None)
    passed = pairing.last_day < clock.today()
    return case(
        (and_(~begun, or_(closed, passed)), PairingState.NOT_BEGUN),
        (~begun, PairingState.ASKED),
        (closed, PairingState.CLOSED),
        (passed, PairingState.RUN_OUT),
        (pairing.last_day.is_not(None), PairingState.LEAVING),
        (pairing.is_trial, PairingState.TRIED),
        else_=PairingState.WALKING,
    )


# What is asked of many rows is said in plain comparisons, for which the database has its indexes. A test
# holds each of them to the states.


def pairing_is_unclosed(pairing: type[Pairing] = Pairing) -> Condition:
    """Nobody has closed it: one of `UNCLOSED_PAIRINGS`, if it began."""
    return pairing.ended_at.is_(None)


def pairing_stands(pairing: type[Pairing] = Pairing) -> Condition:
    """One of `STANDING_PAIRINGS`: asked or under way. Where this is not so, it is over for everybody."""
    return _pairing_stands_on(clock.today(), pairing)


@lru_cache(maxsize=8)
def _pairing_stands_on(day: date, pairing: type[Pairing]) -> Condition:
    return and_(pairing_is_unclosed(pairing), or_(pairing.last_day.is_(None), pairing.last_day >= day))


def pairing_is_asked(pairing: type[Pairing] = Pairing) -> Condition:
    """It waits for a yes."""
    return and_(pairing.began_at.is_(None), pairing_stands(pairing))


def pairing_is_live(pairing: type[Pairing] = Pairing) -> Condition:
    """One of `LIVE_PAIRINGS`: both said yes, and it is not over."""
    return and_(pairing.began_at.is_not(None), pairing_stands(pairing))


def pairing_opens() -> Condition:
    """It is live, and the peer worker sees by it what a pairing shows: the person keeps their account."""
    return and_(pairing_is_live(), ~Pairing.rests)


def is_in_pairing(viewer: Viewer) -> Condition:
    """The viewer is one of the two of the pairing, as the person or as the peer worker."""
    return or_(Pairing.person_id == viewer.person_id, Pairing.peer_worker_id == viewer.person_id)


def writes_in_pairing(viewer: Viewer) -> Condition:
    """The viewer is one of the two; as the peer worker only where the person keeps their account."""
    return or_(
        Pairing.person_id == viewer.person_id,
        and_(Pairing.peer_worker_id == viewer.person_id, ~Pairing.rests),
    )


def are_paired(one: PersonColumn, other: PersonColumn | None) -> Condition:
    """The two are paired or asked, whichever of them is the peer worker in it: of rows of `Pairing`."""
    return and_(
        pairing_stands(),
        or_(
            and_(Pairing.person_id == one, Pairing.peer_worker_id == other),
            and_(Pairing.person_id == other, Pairing.peer_worker_id == one),
        ),
    )


def walks_with(viewer: Viewer, person: PersonColumn) -> Condition:
    """The viewer is the person's peer worker now."""
    if not viewer.may_walk_along or viewer.looks_at_own:
        return false()
    if viewer.looks_at is not None:
        return and_(_is(person, viewer.looks_at), select(viewer.once(_live_walks).c.id).exists())
    return exists().where(
        Pairing.person_id == person, Pairing.peer_worker_id == viewer.person_id, pairing_opens()
    )


def opened_to(
    viewer: Viewer, pairing_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> Condition:
    """The pairing is one in which the viewer is the peer worker and sees by it what a pairing shows."""
    if viewer.looks_at_own:
        return false()
    if viewer.looks_at is not None:
        return pairing_id.in_(select(viewer.once(_live_walks).c.id))
    return exists().where(
        Pairing.id == pairing_id, Pairing.peer_worker_id == viewer.person_id, pairing_opens()
    )


def _live_walks(viewer: Viewer) -> CTE:
    """The pairing, if there is one, in which the viewer walks with the one whose record they look at."""
    of_the_two = (Pairing.person_id == viewer.looks_at, Pairing.peer_worker_id == viewer.person_id)
    return select(Pairing.id).where(*of_the_two, pairing_opens()).cte()


def supervision_is_live() -> Condition:
    """Somebody was named, and it has not ended."""
    return Supervises.ended_at.is_(None)


def supervises(viewer: Viewer, person: PersonColumn) -> Condition:
    """The viewer is the peer worker's supervisor now. It opens days and reflections, and no record."""
    them = (Supervises.peer_worker_id == person, Supervises.supervisor_id == viewer.person_id)
    if viewer.preview is not None:
        return false()
    # For itself also inside a query about these same rows.
    return exists().where(*them, supervision_is_live()).correlate_except(Supervises)


def in_circle(viewer: Viewer, other: PersonColumn) -> Condition:
    """The two are in each other's circle now."""
    return exists().where(connects(viewer, other))


def connects(viewer: Viewer, other: PersonColumn) -> Condition:
    """The connection that the two have now: of rows of `CircleLink`."""
    return and_(
        CircleLink.ended_at.is_(None),
        or_(
            and_(CircleLink.inviter_id == viewer.person_id, CircleLink.invitee_id == other),
            and_(CircleLink.invitee_id == viewer.person_id, CircleLink.inviter_id == other),
        ),
    )


def is_in_link(viewer: Viewer) -> Condition:
    """The viewer is one of the two of the connection: of rows of `CircleLink`."""
    return or_(CircleLink.inviter_id == viewer.person_id, CircleLink.invitee_id == viewer.person_id)


def holds_role(person: PersonColumn, role: Role) -> Condition:
    """The person has that role."""
    return exists().where(PersonRole.person_id == person, PersonRole.role == role)
