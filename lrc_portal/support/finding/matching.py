"""Finding a peer worker: who is like oneself in what matters, in a fair order, and asking one of them.

Only what two people have in common counts, and it only lifts. A blank, something told to nobody and an
answer that differs all count nothing: nobody stands lower for keeping silent, or for speaking. What a peer
worker lets be used for matching only counts as one: where several of it agree, they are lifted by one step
that is the same for all. So nobody who varies their own answers reads a single one of it from the order,
unless they know the others already. Where two
have as much in common, whoever walks with fewer people comes first; where that is alike too, the order
is drawn anew each day for each person, so that no name and no early number wins.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Integer, ScalarSelect, and_, cast, func, literal, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import AboutMe, Pairing, Person, PersonRole, Trait
from lrc_portal.database.portable import at_most, few, looked_up, spend
from lrc_portal.database.read_queries import AnySelect, ReadQuery, together, tuples_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.record.validation import without_accents
from lrc_portal.sharing import circle, trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage, TraitLine, TraitRow
from lrc_portal.support.pairings import pairing_views, pairings, readiness
from lrc_portal.support.supervision import supervision
from lrc_portal.vocabulary import MATTERS_A_LITTLE, Act, Role, Telling, TraitKind

NOT_AGAIN_FOR = timedelta(days=14)
"""So long somebody who was left, or who said "not now", is not put before the same person again."""

SEVERAL = 3
"""So much of what a peer worker told for matching only has to agree before it lifts them at all."""
LIFT = 3
"""By how much, however much agrees and whatever matters to whoever looks."""

DRAWN = 100
"""Among so many who can be asked the order is made: those of a large community take turns, day by day."""

USED = frozenset({Telling.MATCHING, Telling.SHOWN})
_LISTED_AS = {
    "arabeg": "arabic",
    "benyw": "woman",
    "bengaleg": "bengali",
    "british sign language": "bsl",
    "cyffuriau": "drugs",
    "cymraeg": "welsh",
    "dyn": "man",
    "female": "woman",
    "gamblo": "gambling",
    "iaith arwyddion prydain": "bsl",
    "male": "man",
    "menyw": "woman",
    "non binary": "non_binary",
    "non-binary": "non_binary",
    "pwyleg": "polish",
    "saesneg": "english",
    "somalieg": "somali",
    "wrdw": "urdu",
}
"""Own words that say what stands in a list, so that whoever writes and whoever taps find each other."""


@dataclass(frozen=True)
class Candidate:
    """A peer worker who may be asked: traits that may be used, and their load."""

    person_id: int
    traits: tuple[TraitLine, ...]
    walks_with: int


@dataclass(frozen=True)
class Reason:
    """What two people both show and have in common, in the peer worker's words."""

    kind: TraitKind
    values: tuple[str, ...]


@dataclass(frozen=True)
class Ranked:
    """A peer worker in their place, and why they stand here as far as both show it."""

    person_id: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestion:
    """A peer worker to show: what they show, and why they stand here as far as both show it."""

    person_id: int
    display_name: str
    page: AboutPage
    reasons: tuple[Reason, ...]


def ranked(
    member_traits: Iterable[TraitLine],
    weights: Mapping[TraitKind, int],
    workers: Iterable[Candidate],
    seed: str,
) -> list[Ranked]:
    """The peer workers, whoever has most in common with the person in what matters first.

    A kind without a weight counts as mattering a little. `seed` draws the order among equals.
    """
    mine = {trait.kind: trait for trait in member_traits if trait.telling in USED}

    def place(worker: Candidate) -> tuple[int, int, str]:
        alike = [trait for trait in worker.traits if _in_common(mine.get(trait.kind), trait)]
        shown = [trait.kind for trait in alike if trait.telling is Telling.SHOWN]
        score = sum(weights.get(kind, MATTERS_A_LITTLE) for kind in shown)
        if len(alike) - len(shown) >= SEVERAL:
            score += LIFT
        return (-score, worker.walks_with, _drawn(seed, worker.person_id))

    return [_with_reasons(mine, weights, worker) for worker in sorted(workers, key=place)]


def _with_reasons(
    mine: Mapping[TraitKind, TraitLine], weights: Mapping[TraitKind, int], worker: Candidate
) -> Ranked:
    reasons = [
        Reason(trait.kind, values)
        for trait in worker.traits
        if trait.telling is Telling.SHOWN
        and trait.kind in mine
        and mine[trait.kind].telling is Telling.SHOWN
        and (values := _in_common(mine[trait.kind], trait))
    ]
    reasons.sort(key=lambda reason: -weights.get(reason.kind, MATTERS_A_LITTLE))
    return Ranked(worker.person_id, tuple(reasons))


def _in_common(mine: TraitLine | None, theirs: TraitLine) -> tuple[str, ...]:
    """Their values that the person has too, where both may be used."""
    if mine is None or theirs.telling not in USED:
        return ()
    own = {_alike(value) for value in mine.values}
    return tuple(value for value in theirs.values if _alike(value) in own)


def _alike(value: str) -> str:
    """What is the same in values that mean the same: without capitals, accents and spaces too many."""
    alike = " ".join(without_accents(value).split())
    return _LISTED_AS.get(alike, alike)


def _drawn(seed: str, person_id: int) -> str:
    return hashlib.sha256(f"{seed}:{person_id}".encode()).hexdigest()


_MINE = alias_of(Trait)


def ranking(viewer: Viewer) -> ReadQuery[list[Ranked]]:
    """The peer workers whom the viewer could ask today, in their order. Raises `NotAllowed`.

    The order hangs on what both tell. What else they show, their names too, `suggestions` reads of those who
    come first.
    """
    acting.require(viewer, Permission.KEEP_A_RECORD)
    seed = f"{clock.today()}:{viewer.person_id}"
    some = _some_to_ask(viewer, seed)
    loads = select(Person.id, load_of(Person.id).label("walks_with")).where(few(Person.id, some))
    # What is used for matching only is read here for the order alone and goes no further.
    their_traits = about_me.traits_of(
        Trait.telling.in_(list(USED)),
        Trait.kind.in_(select(_MINE.kind).where(_MINE.person_id == viewer.person_id)),
        few(Trait.person_id, some),
        beyond=System.MATCHING,
    )

    def candidates(found: list[tuple[int, int]], rows: list[TraitRow]) -> list[Candidate]:
        traits = about_me.by_person(rows)
        return [
            Candidate(person_id, traits.get(person_id, ()), walks_with) for person_id, walks_with in found
        ]

    def make(own: AboutPage, weights: dict[TraitKind, int], workers: list[Candidate]) -> list[Ranked]:
        return ranked(own.traits, weights, workers, seed)

    return together(
        make,
        about_me.mine(viewer),
        about_me.my_weights(viewer),
        ReadQuery(tuples_of(loads, beyond=System.MATCHING), their_traits, read=candidates),
    )


def suggestions(viewer: Viewer, those: Sequence[Ranked]) -> ReadQuery[list[Suggestion]]:
    """These peer workers with their names and what they show, in the order in which they come."""
    acting.require(viewer, Permission.KEEP_A_RECORD)
    ids = [each.person_id for each in those]
    names = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    their_words = select(AboutMe.person_id, AboutMe.words).where(
        AboutMe.shown, AboutMe.person_id.in_(ids), access.readable(viewer, AboutMe)
    )
    shown = about_me.traits_of(
        Trait.telling == Telling.SHOWN, Trait.person_id.in_(ids), access.readable(viewer, Trait)
    )

    def read(
        found: list[tuple[int, str | None]], lines: list[tuple[int, str | None]], rows: list[TraitRow]
    ) -> list[Suggestion]:
        named, words, traits = dict(found), dict(lines), about_me.by_person(rows)
        pages = {
            person: AboutPage(words.get(person), words.get(person) is not None, traits.get(person, ()))
            for person in named
        }
        return [
            Suggestion(each.person_id, named[each.person_id] or "", pages[each.person_id], each.reasons)
            for each in those
            if each.person_id in named
        ]

    return ReadQuery(tuples_of(names), tuples_of(their_words), shown, read=read)


def _some_to_ask(viewer: Viewer, seed: str) -> AnySelect:
    """Whom the viewer could ask today, by id; of very many, those who come next after a number that is drawn.

    Each is as likely to be among them as those who joined about when they did.
    """
    role = PersonRole.role == Role.PEER_WORKER
    first = select(func.min(PersonRole.person_id)).where(role).scalar_subquery()
    last = select(func.max(PersonRole.person_id)).where(role).scalar_subquery()
    begin = first + cast((last - first) * (int(_drawn(seed, 0)[:6], 16) / 16**6), Integer)

    def some(place: int, *where: relationships.Condition) -> AnySelect:
        ids = select(PersonRole.person_id.label("id"), literal(place).label("place"))
        ids = ids.where(role, _may_ask(viewer, PersonRole.person_id), *where)
        return ids.order_by(PersonRole.person_id).limit(at_most(DRAWN))

    after = some(0, PersonRole.person_id >= begin).cte("after")
    lacking = select(func.count(after.c.id)).scalar_subquery() < DRAWN
    before = some(1, PersonRole.person_id < begin, lacking).subquery()
    them = select(after.c.id, after.c.place).union_all(select(before.c.id, before.c.place)).cte("them")
    return select(select(them.c.id).order_by(them.c.place, them.c.id).limit(at_most(DRAWN)).subquery().c.id)


_WALKED = alias_of(Pairing)


def load_of(peer_worker: relationships.PersonColumn) -> ScalarSelect[int]:
    """With how many people a peer worker walks now."""
    walking = (_WALKED.peer_worker_id == peer_worker, relationships.pairing_is_live(_WALKED))
    return select(func.count(_WALKED.id)).where(*walking).scalar_subquery()


def ask_for(db: Session, *, by: Viewer, peer_worker_id: int, grants: tuple[Grant, ...], token: str) -> int:
    """Ask a peer worker for a first meeting, with one's own yes and what they would see.

    It begins, to be tried, when they say yes. With whom one walks already goes on meanwhile: that walk
    ends when one goes on with the new one, and not before. Raises `NotAllowed`, `NotHere`, `AlreadySaved`.
    """
    acting.require(by, Permission.KEEP_A_RECORD)
    spend(db, by.person_id, token)
    readiness.hold_peer_worker(db, peer_worker_id)
    with beyond(db, System.MATCHING):
        may_be_asked = db.scalar(select(_may_ask(by, peer_worker_id)))
    if not may_be_asked:
        raise NotHere
    now = clock.now()
    paired = pairing_views.mine(by).run(db)
    before = pairing_views.followed_by_a_new_one(line for line in paired if line.person_id == by.person_id)
    if before is not None and before.nobody_new:  # to ask somebody is to want somebody
        db.execute(update(Pairing).where(Pairing.id == before.id).values(nobody_new_at=None))
    pairings.close_run_out(db, by, person_id=by.person_id, peer_worker_id=peer_worker_id)
    pairing = Pairing(
        person_id=by.person_id,
        peer_worker_id=peer_worker_id,
        proposed_by_id=by.person_id,
        proposed_at=now,
        person_yes_at=now,
        is_trial=True,
        follows_id=before.id if before else None,
        rests=by.erase_at is not None,
    )
    db.add(pairing)
    db.flush()
    circle.set_grants(db, by, grants, viewer_id=peer_worker_id, pairing_id=pairing.id)
    trace.leave_on_row(db, by, pairing, Act.PROPOSED)
    return pairing.id


_FORMER = alias_of(Pairing)


def _may_ask(viewer: Viewer, peer_worker: relationships.PersonColumn) -> relationships.Condition:
    """Somebody else who is ready, not asked already, and not let go by either of the two just now.

    Nobody either who supervises the viewer, or whom the viewer supervises.
    """
    two = [_FORMER.person_id, _FORMER.peer_worker_id]
    not_now = looked_up(
        select(_FORMER.id).where(
            _FORMER.person_id == viewer.person_id,
            _FORMER.peer_worker_id == peer_worker,
            or_(
                relationships.pairing_stands(_FORMER),
                and_(_FORMER.ended_by_id.in_(two), _FORMER.ended_at > clock.now() - NOT_AGAIN_FOR),
                and_(_FORMER.leaving_by_id.in_(two), _FORMER.last_day > clock.today() - NOT_AGAIN_FOR),
            ),
        )
    )
    oneself = relationships.is_own(viewer, peer_worker)
    supervises = supervision.one_supervises_the_other(viewer.person_id, peer_worker)
    return and_(readiness.may_be_asked(peer_worker), ~not_now, ~oneself, ~supervises)
