"""Passing a useful thing on to a person one walks with: with a note, or by itself beside letters.

What goes with a note is the person's once the note is offered, and counts as informational help. By itself
(`pass_on`) it is theirs at once, and counts so too.
"""

from dataclasses import dataclass

from sqlalchemy import NotNullable, delete, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Note, NoteAid, Pairing, ThingPassedOn, UsefulThing
from lrc_portal.database.portable import AlreadySaved, at_most, hold_person, insert
from lrc_portal.database.read_queries import ReadQuery, Selected, rows_of
from lrc_portal.database.room import require_room
from lrc_portal.relationships import is_own
from lrc_portal.sharing import trace
from lrc_portal.support.good_to_know import shelf
from lrc_portal.support.good_to_know.shelf import InLanguages
from lrc_portal.vocabulary import Act, Aid, NoteState, Subject, UsefulKind


def pass_on(db: Session, *, by: Viewer, pairing_id: int, thing_id: int) -> int:
    """As the peer worker of a live pairing: pass a thing on to its person, who sees it at once.

    Raises `NotAllowed`, `NotHere`; `AlreadySaved` where it was passed on so before. Returns its id.
    """
    acting.require(by, Permission.WALK_WITH_PEOPLE)
    pairing = access.pairing_to_write_in(db, by, pairing_id)
    if pairing.peer_worker_id != by.person_id:
        raise NotHere
    shelf.require_readable(db, by, thing_id)
    # Of two taps at the same moment the second finds what the first has passed on.
    hold_person(db, pairing.person_id)
    there = select(ThingPassedOn.id).where(
        ThingPassedOn.pairing_id == pairing_id,
        ThingPassedOn.useful_thing_id == thing_id,
        ThingPassedOn.note_id.is_(None),
    )
    if db.scalar(there.limit(at_most(1))) is not None:
        raise AlreadySaved
    row = _new(by, pairing, thing_id)
    db.add(row)
    db.flush()
    trace.leave(
        db,
        by=by,
        owner_id=pairing.person_id,
        act=Act.OFFERED,
        subject=Subject.USEFUL_THING,
        subject_id=thing_id,
    )
    return row.id


def put_with(db: Session, *, by: Viewer, note_id: int, thing_id: int) -> None:
    """As a peer worker: let a thing go along with a draft of one's own, which then names informational help.

    The person sees it once the note is offered. Raises `NotAllowed`, `NotHere`, `Refused`.
    """
    note, pairing = _own_draft(db, by, note_id)
    shelf.require_readable(db, by, thing_id)
    there = select(ThingPassedOn.id).where(
        ThingPassedOn.note_id == note.id, ThingPassedOn.useful_thing_id == thing_id
    )
    if db.scalar(there) is None:
        require_room(db, limits.PASSED_ON, ThingPassedOn, ThingPassedOn.note_id == note.id)
        row = _new(by, pairing, thing_id)
        row.note_id = note.id
        db.add(row)
    note.changed_at = clock.now()
    db.flush()
    count_as_help(db, note_id=note.id)


def take_from(db: Session, *, by: Viewer, note_id: int, thing_id: int) -> None:
    """As a peer worker: let it not go along after all. Raises `NotAllowed`, `NotHere`."""
    note, _pairing = _own_draft(db, by, note_id)
    db.execute(
        delete(ThingPassedOn).where(
            ThingPassedOn.note_id == note.id, ThingPassedOn.useful_thing_id == thing_id
        )
    )


def count_as_help(db: Session, *, note_id: int) -> None:
    """Let a note with which something goes name informational help."""
    if (
        db.scalar(select(ThingPassedOn.id).where(ThingPassedOn.note_id == note_id).limit(at_most(1)))
        is not None
    ):
        informational = insert(db, NoteAid).values(note_id=note_id, aid=Aid.INFORMATIONAL)
        db.execute(informational.on_conflict_do_nothing())


def copy_to_next_version(db: Session, *, note_id: int, next_id: int) -> None:
    """What goes with a note goes with the version that is begun of it."""
    rows = db.scalars(select(ThingPassedOn).where(ThingPassedOn.note_id == note_id)).all()
    db.add_all(
        ThingPassedOn(
            useful_thing_id=row.useful_thing_id,
            person_id=row.person_id,
            by_id=row.by_id,
            pairing_id=row.pairing_id,
            note_id=next_id,
            passed_on_at=clock.now(),
        )
        for row in rows
    )


def the_same_goes_along(db: Session, *, note_id: int, with_note_id: int) -> bool:
    """Whether the same useful things go with both versions of a note."""
    rows = db.execute(
        select(ThingPassedOn.note_id, ThingPassedOn.useful_thing_id).where(
            ThingPassedOn.note_id.in_((note_id, with_note_id))
        )
    ).all()
    here, there = ({thing for note, thing in rows if note == each} for each in (note_id, with_note_id))
    return here == there


@dataclass(frozen=True)
class GoesAlong(InLanguages):
    """A useful thing that goes with a note."""

    note_id: int
    id: int
    kind: UsefulKind
    title_en: str | None
    title_cy: str | None
    words_en: str | None
    words_cy: str | None
    web: str | None
    phone: str | None


def going_along(viewer: Viewer, note_ids: Selected) -> ReadQuery[list[GoesAlong]]:
    """What goes with these notes, as far as the viewer sees it, in the order in which it was put there."""
    wanted = (
        select(
            NotNullable(ThingPassedOn.note_id),
            UsefulThing.id,
            UsefulThing.kind,
            UsefulThing.title_en,
            UsefulThing.title_cy,
            UsefulThing.words_en,
            UsefulThing.words_cy,
            UsefulThing.web,
            UsefulThing.phone,
        )
        .join(UsefulThing, UsefulThing.id == ThingPassedOn.useful_thing_id)
        .where(ThingPassedOn.note_id.in_(note_ids), access.readable(viewer, ThingPassedOn))
        .order_by(ThingPassedOn.id)
    )
    return ReadQuery(rows_of(wanted, GoesAlong))


def _new(by: Viewer, pairing: Pairing, thing_id: int) -> ThingPassedOn:
    return ThingPassedOn(
        useful_thing_id=thing_id,
        person_id=pairing.person_id,
        by_id=by.person_id,
        pairing_id=pairing.id,
        passed_on_at=clock.now(),
    )


def _own_draft(db: Session, by: Viewer, note_id: int) -> tuple[Note, Pairing]:
    """A draft that the viewer writes about somebody they walk with."""
    acting.require(by, Permission.WALK_WITH_PEOPLE)
    own = (is_own(by, Note.author_id), Note.state == NoteState.DRAFT, access.readable(by, Note))
    note = db.scalar(select(Note).where(Note.id == note_id, *own).with_for_update())
    if note is None:
        raise NotHere
    pairing = access.pairing_to_write_in(db, by, note.pairing_id)
    if pairing.peer_worker_id != by.person_id:
        raise NotHere
    return note, pairing
