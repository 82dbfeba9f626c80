"""The community at a glance, for a coordinator: between whom the agreed rhythm has come round, who leaves,
who waits. People and pairings by their ids, some of each and no more.
"""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from lrc_portal import acting, clock, limits, relationships
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import MeetingDue, Pairing
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, only, rows_of, together, values_of
from lrc_portal.database.row_security import System
from lrc_portal.sharing import invitations
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.supervision import supervision


@dataclass(frozen=True)
class Between:
    """A pairing: between whom it is."""

    id: int
    person_id: int
    peer_worker_id: int


@dataclass(frozen=True)
class Now:
    """At most so many of each as was asked for; `invited` counts all, and `walking` all up to a bound."""

    due: list[Between]
    leaving: list[Between]
    waiting: list[Between]
    to_be_trained: list[int]
    walking: int
    invited: int


def read_query(viewer: Viewer, *, most: int) -> ReadQuery[Now]:
    """As a coordinator: what is due, what waits, and how much there is. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    leaving = (Pairing.last_day.is_not(None), Pairing.leaving_at.is_not(None))
    return together(
        Now,
        due=due(viewer, Pairing.leaving_at.is_(None), most=most),
        leaving=_between(relationships.pairing_is_live(), *leaving, most=most),
        waiting=_between(relationships.pairing_is_asked(), most=most),
        to_be_trained=supervision.to_be_trained(viewer, most=most),
        walking=ReadQuery(values_of(pairing_views.counted(relationships.pairing_is_live())), read=only),
        invited=invitations.how_many_open(viewer),
    )


def due(viewer: Viewer, *which: relationships.Condition, most: int | None = None) -> ReadQuery[list[Between]]:
    """As a coordinator: the pairings (or those `which` names) whose next meeting is due, and nothing planned;
    the longest first. Of meetings only that is told: no day, no kind, no place. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    return ReadQuery(rows_of(_due(*which, most=most), Between, beyond=System.RHYTHM))


def how_many_due(viewer: Viewer) -> ReadQuery[int]:
    """As a coordinator: how many meetings are due, as at a glance, counted up to one more than Today
    says: whoever is behind them is not looked at. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    some = _due(Pairing.leaving_at.is_(None), most=limits.COUNTED_DUE + 1).subquery()
    return ReadQuery(values_of(select(func.count(some.c.id).label("n")), beyond=System.RHYTHM), read=only)


def _due(*which: relationships.Condition, most: int | None) -> Select[int, int, int]:
    return (
        select(Pairing.id, Pairing.person_id, Pairing.peer_worker_id)
        .join(MeetingDue, MeetingDue.pairing_id == Pairing.id)
        .where(relationships.pairing_is_live(), MeetingDue.due_from <= clock.today(), *which)
        .order_by(MeetingDue.due_from, Pairing.id)
        .limit(at_most(most))
    )


def _between(*which: relationships.Condition, most: int) -> ReadQuery[list[Between]]:
    found = (
        select(Pairing.id, Pairing.person_id, Pairing.peer_worker_id)
        .where(*which)
        .order_by(Pairing.id)
        .limit(at_most(most))
    )
    return ReadQuery(rows_of(found, Between))
