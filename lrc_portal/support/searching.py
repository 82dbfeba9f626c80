"""Finding people by name, for coordinators: a few at a time, with those who are called the same.

However many people there are, a search reads those whom it shows, and one more to say that there are others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import NotNullable, case, literal, select

from lrc_portal import acting
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.alphabet import in_order
from lrc_portal.database.models import NameBeginning, Person, PersonRole, Supervises
from lrc_portal.database.portable import at_most, few, looked_up
from lrc_portal.database.read_queries import AnySelect, ReadQuery, TypedSelect, rows_of, tuples_of, values_of
from lrc_portal.relationships import Condition
from lrc_portal.sharing import name_beginnings
from lrc_portal.support.somebody import Somebody
from lrc_portal.support.supervision import supervision
from lrc_portal.vocabulary import KEEPS_A_RECORD, WORKS_HERE, Role

NEWEST = 500
"""While no name is given, who has no part here yet is looked for among so many of the newest accounts."""


class Who(StrEnum):
    """Among whom a search goes."""

    EVERYBODY = "everybody"
    KEEPS_A_RECORD = "keeps_a_record"
    COULD_SUPERVISE = "could_supervise"
    PEER_WORKERS = "peer_workers"


@dataclass(frozen=True)
class Found:
    """The people whom a search found, in their order; `people` are these and some namesakes of theirs."""

    ids: list[int]
    people: list[Somebody]


def search(
    viewer: Viewer, among: Who, typed: str = "", *, most: int, also: int | None = None
) -> ReadQuery[Found]:
    """As a coordinator: those whose names begin as was typed, at most `most`. First of all stands `also`, who
    was chosen already, then the others by name. Of very many some are put in order and not all, since the
    database would have to read every name for that. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    called = name_beginnings.is_called(viewer, typed, Person.id)
    some = _some_of(among) if called is None else [called]
    place = case((supervision.works_here(), 0), else_=1) if among is Who.COULD_SUPERVISE else literal(0)
    found = (
        select(Person.id, place.label("place"))
        .where(supervision.has_account(), _belongs(among), *some)
        .order_by(*(["place"] if among is Who.COULD_SUPERVISE else []), Person.id)
        .limit(at_most(most))
    )
    chosen = [] if also is None else [also]

    def read(found: list[tuple[int, int]], people: list[Somebody]) -> Found:
        called = {each.person_id: in_order(viewer.language, each.display_name) for each in people}
        by_name = sorted(found, key=lambda each: (each[1], called.get(each[0], ""), each[0]))
        return Found(list(dict.fromkeys([*chosen, *(person_id for person_id, _place in by_name)])), people)

    return ReadQuery(tuples_of(found), _people(viewer, select(found.subquery().c.id), also=also), read=read)


def named(viewer: Viewer, ids: Iterable[int]) -> ReadQuery[list[Somebody]]:
    """As a coordinator: these people, and some who are called as one of them is. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    return ReadQuery(_people(viewer, select(Person.id).where(Person.id.in_(sorted(set(ids))))))


def called_alike(viewer: Viewer, typed: str = "", *, most: int) -> ReadQuery[list[int]]:
    """As a coordinator: who is called as somebody else is, namesakes together, and then who has a word beside
    their name; at most `most` of each. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    alike = select(NameBeginning.person_id).where(name_beginnings.has_namesake(viewer))
    worded = select(Person.id).where(supervision.has_account(), Person.known_by.is_not(None))
    of_alike = name_beginnings.is_called(viewer, typed, NameBeginning.person_id)
    of_worded = name_beginnings.is_called(viewer, typed, Person.id)
    if of_alike is not None and of_worded is not None:
        alike, worded = alike.where(of_alike), worded.where(of_worded)
    return ReadQuery(
        values_of(alike.order_by(NameBeginning.key, NameBeginning.person_id).limit(at_most(most))),
        values_of(worded.order_by(Person.id).limit(at_most(most))),
        read=lambda alike, worded: list(dict.fromkeys([*alike, *worded])),
    )


def anybody_with(viewer: Viewer, *roles: Role) -> ReadQuery[bool]:
    """As a coordinator: whether anybody has one of these roles. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    return ReadQuery(
        values_of(select(PersonRole.id).where(PersonRole.role.in_(roles)).limit(at_most(1))), read=bool
    )


def anybody_else(viewer: Viewer) -> ReadQuery[bool]:
    """As a coordinator: whether anybody is here but the viewer. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    others = select(Person.id).where(supervision.has_account(), Person.id != viewer.person_id)
    return ReadQuery(values_of(others.limit(at_most(1))), read=bool)


def _belongs(among: Who) -> Condition:
    if among is Who.COULD_SUPERVISE:
        return supervision.could_supervise()
    if among is Who.PEER_WORKERS:
        return _holds({Role.PEER_WORKER})
    return _holds(KEEPS_A_RECORD) if among is Who.KEEPS_A_RECORD else supervision.has_account()


def _some_of(among: Who) -> list[Condition]:
    """While no name is given: among whom to look, so that few are looked at."""
    if among is Who.PEER_WORKERS:
        return [few(Person.id, select(PersonRole.person_id).where(PersonRole.role == Role.PEER_WORKER))]
    if among is not Who.COULD_SUPERVISE:
        return []
    works_here = select(PersonRole.person_id).where(PersonRole.role.in_(sorted(WORKS_HERE)))
    newest = select(Person.id).order_by(Person.id.desc()).limit(at_most(NEWEST)).subquery()
    supervising = select(Supervises.supervisor_id).where(Supervises.ended_at.is_(None))
    some = works_here.union(select(newest.c.id), supervising).subquery()
    return [few(Person.id, select(some.c[0]))]


def _holds(roles: Iterable[str]) -> Condition:
    held = select(PersonRole.id).where(PersonRole.person_id == Person.id, PersonRole.role.in_(sorted(roles)))
    return looked_up(held)


def _people(viewer: Viewer, ids: AnySelect, *, also: int | None = None) -> TypedSelect[Somebody]:
    people = (
        select(
            Person.id.label("person_id"),
            NotNullable(Person.display_name),
            Person.created_at.label("since"),
            Person.known_by,
        )
        .where(supervision.has_account(), few(Person.id, name_beginnings.with_namesakes(viewer, ids, also)))
        .order_by(Person.id)
    )
    return rows_of(people, Somebody)
