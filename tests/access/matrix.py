"""The access matrix as data, and the asking of every cell: the real queries, the real verbs.

A column is how somebody stands to the owner, a row is what the owner has. What a cell says:

    all     they see it
    named   they see it where what they were given names this kind
    words   the same, where it was given with own words
    -       nothing, and no hint of it
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import (
    AboutMe,
    AgendaItem,
    Attendance,
    Base,
    CheckIn,
    ChosenArea,
    Complaint,
    Exchange,
    ExchangeSide,
    Goal,
    HomeAgreement,
    HomeWords,
    KeptThing,
    Letter,
    LettersOpened,
    Measure,
    Meeting,
    Moment,
    NameBeginning,
    Note,
    Pairing,
    Plan,
    PlanCall,
    Pursuit,
    Reflection,
    Share,
    Strength,
    Supervision,
    ThingPassedOn,
    Training,
    Trait,
    TraitWeight,
    UsefulThing,
    Way,
    WayUse,
)
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.notes import notes
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.supervision import entries
from lrc_portal.vocabulary import ANSWERED_NOTES, CONTENT_OF, ELEMENT_OF, Content, Facet, NoteState, Role
from tests import people
from tests.access import test_table as relations
from tests.access.test_table import GRANTS, World, comments, comments_of, make_world, seen_by
from tests.people import token

#                     own   circle  closed  worker  next   asked  others office
SEES = """
strengths             all   named   -       named   named  -      -      -
goals                 all   named   -       named   named  -      -      -
sobriety              all   named   -       named   named  -      -      -
health                all   named   -       named   named  -      -      -
reintegration         all   named   -       named   named  -      -      -
measure sobriety      all   named   -       named   named  -      -      -
measure health        all   named   -       named   named  -      -      -
measure reintegration all   named   -       named   named  -      -      -
own words             all   words   -       words   words  -      -      -
only me               all   -       -       -       -      -      -      -
will be there         all   -       -       -       -      -      -      -
ways                  all   named   -       named   named  -      -      -
plan                  all   named   -       named   named  -      -      -
days of ways          all   -       -       -       -      -      -      -
note draft            -     -       -       all     -      -      -      -
note offered          all   -       -       all     -      -      -      -
note agreed           all   named   -       all     all    -      -      -
note differing        all   -       -       all     all    -      -      -
agenda                all   -       -       all     all    -      -      -
area emotional        all   -       -       all     all    -      -      -
meeting               all   -       -       all     -      -      -      -
complaint             all   -       -       -       -      -      -      all
letter                all   -       -       all     -      -      -      -
kept thing            all   -       -       -       -      -      -      -
thing passed on       all   -       -       all     -      -      -      -
at home               all   -       -       -       -      -      -      -
"""
"""`next` is who walks with them after a handover, and was told the earlier notes that were answered.

What is agreed at home was agreed with somebody else of the circle; what that one sees is asked in
`tests/support/test_at_home.py`.
"""
READ_IN: dict[type[Base], tuple[str, ...]] = {
    Strength: ("strengths", "only me"),
    Goal: ("goals", "own words", "only me"),
    CheckIn: ("sobriety", "health", "reintegration", "own words", "only me"),
    Attendance: ("reintegration", "only me", "will be there"),
    Measure: ("measure sobriety", "measure health", "measure reintegration", "only me"),
    Moment: ("sobriety", "health", "reintegration", "own words", "only me"),
    Pursuit: ("sobriety", "only me"),
    Way: ("ways", "plan", "only me"),
    WayUse: ("days of ways",),
    Plan: ("plan",),
    PlanCall: ("plan",),
    AgendaItem: ("agenda",),
    ChosenArea: ("area emotional",),
    Meeting: ("meeting",),
    Note: tuple(f"note {state}" for state in NoteState),
    Complaint: ("complaint",),
    Exchange: ("letter",),
    ExchangeSide: ("letter",),
    Letter: ("letter",),
    LettersOpened: ("letter",),
    KeptThing: ("kept thing",),
    ThingPassedOn: ("thing passed on",),
    HomeAgreement: ("at home",),
    HomeWords: ("at home",),
}
"""In which rows each kind of row of the database is asked."""
NAMED_BY = {"ways": Content.PLAN.value}
"""What is named by a kind of another name."""
NOT_IN_A_RECORD = (AboutMe, Trait, TraitWeight, Training, Supervision, Reflection)
"""What is read of peer workers, and told before people walk together: asked in `test_two_owners.py`."""
FOUND_BY = (NameBeginning,)
"""By what people are found, and by whom: asked in `tests/sharing/test_name_beginnings.py`."""
OF_ALL = (UsefulThing,)
"""The community's own, about nobody: asked in `tests/support/test_shelf.py`."""
COLUMNS = ("own", "circle", "closed", "worker", "next", "asked", "others", "office")

Relation = Callable[[Session, World, Grant], Viewer]


ALL_COMMENTS = set[str]().union(*(comments_of(grant) for grant in GRANTS))


def table(written: str) -> dict[str, dict[str, str]]:
    """A table above as a dict: row → column → cell."""
    lines = [line.rsplit(maxsplit=len(COLUMNS)) for line in written.strip().splitlines()]
    return {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in lines}


def _of(relation: relations.Relation) -> Relation:
    return lambda db, world, grant: relation(db, world, grant)[0]


def _paired(db: Session, world: World, grant: Grant) -> Viewer:
    pairings.choose_what_is_seen(db, by=world.owner, pairing_id=world.pairing_id, grants=(grant,))
    return world.worker


def _former(db: Session, world: World, grant: Grant) -> Viewer:
    worker = people.make_person(db, "Former", Role.PEER_WORKER)
    pairing_id = people.pair(db, world.coordinator, world.owner, worker, grant)
    pairings.end(db, by=world.owner, pairing_id=pairing_id)
    return worker


def _asked(db: Session, world: World, grant: Grant) -> Viewer:
    worker = people.make_person(db, "Asked", Role.PEER_WORKER)
    pairing_id = pairings.propose(
        db, by=world.coordinator, person_id=world.owner.person_id, peer_worker_id=worker.person_id
    )
    pairings.accept_as_person(db, by=world.owner, pairing_id=pairing_id, grants=(grant,))
    return worker


def _leaving(db: Session, world: World, grant: Grant) -> Viewer:
    """Today is the last day; until it is over nothing changes."""
    _paired(db, world, grant)
    last = LeavingSubmission(world.pairing_id, clock.today(), token())
    handover.say_leaving(db, by=world.worker, submission=last)
    return world.worker


def _run_out(db: Session, world: World, grant: Grant) -> Viewer:
    _leaving(db, world, grant)
    yesterday = clock.today() - timedelta(days=1)
    db.execute(update(Pairing).where(Pairing.id == world.pairing_id).values(last_day=yesterday))
    db.execute(update(Share).where(Share.pairing_id == world.pairing_id).values(last_day=yesterday))
    return world.worker


def _handed_over(db: Session, world: World, grant: Grant) -> Viewer:
    """Who walked with them before, once somebody new does."""
    _next(db, world, grant)
    return world.worker


def _next(db: Session, world: World, grant: Grant) -> Viewer:
    _leaving(db, world, grant)
    handover.say_heard(db, by=world.owner, pairing_id=world.pairing_id)
    worker = people.make_person(db, "Elen", Role.PEER_WORKER)
    who = {"pairing_id": world.pairing_id, "peer_worker_id": worker.person_id}
    new_id = handover.propose(db, by=world.coordinator, **who)
    pairings.accept_as_peer_worker(db, by=worker, pairing_id=new_id)
    told = [
        note.id
        for note in notes.seen(db, world.owner, person_id=world.owner.person_id)
        if note.state in ANSWERED_NOTES
    ]
    handover.accept(db, by=world.owner, pairing_id=new_id, grants=(grant,), note_ids=told)
    return worker


def _resting(relation: Relation) -> Relation:
    """The same, while the owner's account waits to be erased."""

    def rests(db: Session, world: World, grant: Grant) -> Viewer:
        viewer, owner_id = relation(db, world, grant), world.owner.person_id
        db.execute(update(Share).where(Share.owner_id == owner_id).values(rests=True))
        db.execute(update(Pairing).where(Pairing.person_id == owner_id).values(rests=True))
        return viewer

    return rests


def _supervisor(db: Session, world: World, grant: Grant) -> Viewer:
    megan = people.make_person(db, "Megan")
    named = {"peer_worker_id": world.worker.person_id, "supervisor_id": megan.person_id}
    entries.name_supervisor(db, by=world.coordinator, **named)
    return megan


WHO: dict[str, tuple[str, Relation]] = {
    "the owner": ("own", lambda db, world, grant: world.owner),
    "a live share": ("circle", _of(relations.live_share)),
    "a share given later": ("circle", _of(relations.share_given_later)),
    "the last day of a share": ("circle", _of(relations.last_day_of_share)),
    "a share that ended yesterday": ("closed", _of(relations.ended_share)),
    "a share taken back": ("closed", _of(relations.taken_back_share)),
    "a share handed back": ("closed", _of(relations.handed_back_share)),
    "who left the circle": ("closed", _of(relations.left_circle)),
    "an invitation withdrawn": ("closed", _of(relations.withdrawn_invitation)),
    "an invitation not accepted": ("closed", _of(relations.pending_share)),
    "the paired peer worker": ("worker", _paired),
    "a former peer worker": ("closed", _former),
    "a peer worker on their last day": ("worker", _leaving),
    "a peer worker after their last day": ("closed", _run_out),
    "who walked with them before": ("closed", _handed_over),
    "who walks with them next": ("next", _next),
    "a live share, the account being erased": ("closed", _resting(_of(relations.live_share))),
    "the paired peer worker, the account being erased": ("closed", _resting(_paired)),
    "the next peer worker, the account being erased": ("closed", _resting(_next)),
    "a peer worker who was asked": ("asked", _asked),
    "any other peer worker": ("others", _of(relations.other_peer_worker)),
    "a coordinator": ("office", _of(relations.coordinator)),
    "the peer worker’s supervisor": ("others", _supervisor),
    "a stranger": ("others", _of(relations.stranger)),
}


@dataclass
class Checks:
    """How many cells were asked, and which of them said something else than the table."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    def ask(self, what: str, is_so: bool, says: bool) -> None:
        self.asked += 1
        if is_so is not says:
            self.wrong.append(f"{what}: {'seen or done' if is_so else 'nothing'}")


def _open(cell: str, row: str, grant: Grant) -> bool:
    if cell == "named":
        kind = NAMED_BY.get(row, row.removeprefix("measure "))
        named = Content.NOTES.value if row.startswith("note ") else kind
        return grant.content.value == named
    return cell == "all" or (cell == "words" and grant.own_words and bool(comments_of(grant)))


def reading(db: Session, names: Iterable[str] | None = None) -> Checks:
    """Every relation × everything that can be given, with own words and without × every kind of content."""
    checks, sees = Checks(), table(SEES)
    for name in names or WHO:
        column, relation = WHO[name]
        for grant in GRANTS:
            with db.begin_nested() as trying:
                world = make_world(db)
                viewer = relation(db, world, grant)
                found, texts = seen_by(db, viewer, world.owner)
                trying.rollback()
            db.expire_all()
            there, words = set(found), comments(texts)
            if words:
                there.add("own words")
            # No kind of content that the table does not know, and of comments those of this kind alone.
            beside = sorted(found - set(sees)) + sorted(words - comments_of(grant) if column != "own" else ())
            checks.wrong += [f"{name}, given {grant.content} {grant.own_words}: {each}" for each in beside]
            if any("secret" in text or text.endswith("=9") for text in texts):
                there.add("only me")
            given = f"{name}, given {grant.content} {grant.own_words}"
            for row, cells in sees.items():
                checks.ask(f"{given}: {row}", row in there, _open(cells[column], row, grant))
            for facet in Facet:
                row = CONTENT_OF[ELEMENT_OF[facet]].value
                says = _open(sees[row][column], row, grant)
                checks.ask(f"{given}: {facet}", f"{facet}=5" in texts, says)
            every_comment = ALL_COMMENTS if column == "own" else comments_of(grant)
            if "own words" in there and every_comment - words:
                checks.wrong += [f"{given}: not all of {sorted(every_comment)}"]
    return checks
