"""The access matrix as data, and the asking of every cell: the real queries, the real verbs.

A column is how somebody stands to the owner, a row is what the owner has. What a cell says:

    all     they see it
    named   they see it where what they were given names this kind
    words   the same, where it was given with own words
    -       nothing, and no hint of it
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.models import (
    AgendaItem,
    Base,
    CheckIn,
    Complaint,
    Goal,
    GoalStep,
    Meeting,
    Moment,
    Note,
    Pursuit,
    Share,
    Strength,
)
from lrc_portal.record import check_ins, goals, moments, pursuits, strengths
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import circle
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.complaints import complaints
from lrc_portal.support.meetings import agenda, meetings
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.support.supervision import entries
from lrc_portal.vocabulary import (
    Aim,
    Content,
    Element,
    GoalState,
    MomentKind,
    NoteState,
    PursuitKind,
    Role,
    StrengthPlace,
)
from lrc_portal.words.marks import Refused
from tests import people
from tests.access import test_table as relations
from tests.access.test_table import GRANTS, World, comments, comments_of, make_world, seen_by
from tests.people import token

#                     own   circle  closed  worker  asked  others office
SEES = """
strengths             all   named   -       named   -      -      -
goals                 all   named   -       named   -      -      -
sobriety              all   named   -       named   -      -      -
health                all   named   -       named   -      -      -
reintegration         all   named   -       named   -      -      -
own words             all   words   -       words   -      -      -
only me               all   -       -       -       -      -      -
note draft            -     -       -       all     -      -      -
note offered          all   -       -       all     -      -      -
note agreed           all   named   -       all     -      -      -
note differing        all   -       -       all     -      -      -
agenda                all   -       -       all     -      -      -
area emotional        all   -       -       all     -      -      -
meeting               all   -       -       all     -      -      -
complaint             all   -       -       -       -      -      all
"""
CHANGES = """
change a strength     all   -       -       -       -      -      -
erase a strength      all   -       -       -       -      -      -
change a goal         all   -       -       -       -      -      -
end a goal            all   -       -       -       -      -      -
erase a goal          all   -       -       -       -      -      -
do a step             all   -       -       -       -      -      -
undo a step           all   -       -       -       -      -      -
erase a step          all   -       -       -       -      -      -
change a moment       all   -       -       -       -      -      -
erase a moment        all   -       -       -       -      -      -
change a pursuit      all   -       -       -       -      -      -
put a pursuit away    all   -       -       -       -      -      -
erase a pursuit       all   -       -       -       -      -      -
erase a check-in      all   -       -       -       -      -      -
talk about an item    all   -       -       -       -      -      -
erase an item         all   -       -       -       -      -      -
answer a note         all   -       -       -       -      -      -
take a share back     all   -       -       -       -      -      -
choose what is seen   all   -       -       -       -      -      -
say they did not meet all   -       -       all     -      -      -
acknowledge complaint -     -       -       -       -      -      all
answer a complaint    -     -       -       -       -      -      all
"""
COLUMNS = ("own", "circle", "closed", "worker", "asked", "others", "office")

Relation = Callable[[Session, World, Grant], Viewer]


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
        named = Content.NOTES.value if row.startswith("note ") else row
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
            for row, cells in sees.items():
                says = _open(cells[column], row, grant)
                checks.ask(f"{name}, given {grant.content} {grant.own_words}: {row}", row in there, says)
    return checks


def changing(db: Session) -> Checks:
    """Every relation, given everything that there is × every verb that changes something of the owner's."""
    checks, may = Checks(), table(CHANGES)
    everything = Grant(Content.STRENGTHS, True)
    for name, (column, relation) in WHO.items():
        with db.begin_nested() as trying:
            world = make_world(db)
            viewer = relation(db, world, everything)
            for row, verb in VERBS.items():
                checks.ask(f"{name}: {row}", _does(db, viewer, world, verb), may[row][column] == "all")
            trying.rollback()
        db.expire_all()
    return checks


def _does(db: Session, by: Viewer, world: World, verb: "Verb") -> bool:
    with db.begin_nested() as trying:
        try:
            verb(db, by, world)
            return True
        except (NotHere, NotAllowed, Refused):
            return False
        finally:
            trying.rollback()
            db.expire_all()


Verb = Callable[[Session, Viewer, World], object]


def _first(db: Session, model: type[Base], *which: object) -> int:
    found = db.scalar(select(model.id).where(*which).order_by(model.id).limit(1))  # type: ignore[attr-defined, arg-type]
    assert isinstance(found, int), f"the owner has no {model.__name__}"
    return found


def _answer(db: Session, by: Viewer, world: World) -> None:
    note_id = _first(db, Note, Note.state == NoteState.OFFERED)
    notes.answer(db, by=by, note_id=note_id, submission=AnswerSubmission(True, "", token()))


def _take_back(db: Session, by: Viewer, world: World) -> None:
    share = db.scalar(select(Share.id).where(Share.owner_id == world.owner.person_id))
    if share is None:  # nothing is given by this relation: give something to be taken back
        other = people.make_person(db, "Rhys", Role.FAMILY)
        people.into_circle(db, world.owner, other, Grant(Content.GOALS))
    circle.take_back(db, by=by, share_id=_first(db, Share, Share.owner_id == world.owner.person_id))


def _goal() -> GoalSubmission:
    return GoalSubmission("a goal", Element.HEALTH, token=token())


def _done() -> DoneSubmission:
    return DoneSubmission(clock.today(), "done", token())


VERBS: dict[str, Verb] = {
    "change a strength": lambda db, by, _: strengths.change(
        db,
        by=by,
        strength_id=_first(db, Strength),
        submission=StrengthSubmission(StrengthPlace.SELF, "another", token=token()),
    ),
    "erase a strength": lambda db, by, _: strengths.erase(db, by=by, strength_id=_first(db, Strength)),
    "change a goal": lambda db, by, _: goals.change(db, by=by, goal_id=_first(db, Goal), submission=_goal()),
    "end a goal": lambda db, by, _: goals.end(
        db,
        by=by,
        goal_id=_first(db, Goal),
        submission=EndSubmission(GoalState.LET_GO, "", frozenset(), token()),
    ),
    "erase a goal": lambda db, by, _: goals.erase(db, by=by, goal_id=_first(db, Goal)),
    "do a step": lambda db, by, _: goals.do_step(db, by=by, step_id=_first(db, GoalStep), submission=_done()),
    "undo a step": lambda db, by, _: goals.undo_step(db, by=by, step_id=_first(db, GoalStep)),
    "erase a step": lambda db, by, _: goals.erase_step(db, by=by, step_id=_first(db, GoalStep)),
    "change a moment": lambda db, by, _: moments.change(
        db,
        by=by,
        moment_id=_first(db, Moment),
        submission=MomentSubmission(
            clock.today(), MomentKind.MILESTONE, Element.HEALTH, "day", False, token()
        ),
    ),
    "erase a moment": lambda db, by, _: moments.erase(db, by=by, moment_id=_first(db, Moment)),
    "change a pursuit": lambda db, by, _: pursuits.change(
        db,
        by=by,
        pursuit_id=_first(db, Pursuit),
        submission=PursuitSubmission(PursuitKind.DRUG, "another", Aim.ABSTINENCE, token=token()),
    ),
    "put a pursuit away": lambda db, by, _: pursuits.put_away(db, by=by, pursuit_id=_first(db, Pursuit)),
    "erase a pursuit": lambda db, by, _: pursuits.erase(db, by=by, pursuit_id=_first(db, Pursuit)),
    "erase a check-in": lambda db, by, _: check_ins.erase(db, by=by, check_in_id=_first(db, CheckIn)),
    "talk about an item": lambda db, by, _: agenda.talked_about(db, by=by, item_id=_first(db, AgendaItem)),
    "erase an item": lambda db, by, _: agenda.erase(db, by=by, item_id=_first(db, AgendaItem)),
    "answer a note": _answer,
    "take a share back": _take_back,
    "choose what is seen": lambda db, by, world: pairings.choose_what_is_seen(
        db, by=by, pairing_id=world.pairing_id, grants=()
    ),
    "acknowledge complaint": lambda db, by, _: complaints.acknowledge(
        db, by=by, complaint_id=_first(db, Complaint)
    ),
    "answer a complaint": lambda db, by, _: complaints.answer(
        db, by=by, complaint_id=_first(db, Complaint), submission=complaints.AnswerSubmission("so")
    ),
    "say they did not meet": lambda db, by, _: meetings.say_not_held(
        db, by=by, meeting_id=_first(db, Meeting), stood=meetings.MeetingState.HELD
    ),
}
