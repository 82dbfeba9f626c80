"""The line that says who did or looked at what, and when. Written in the same transaction as the deed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Opening, Viewer
from lrc_portal.database.engine import writes
from lrc_portal.database.models import (
    Giving,
    Meeting,
    Note,
    Pairing,
    Person,
    Reflection,
    Strength,
    Supervision,
    Trace,
    Training,
    Way,
)
from lrc_portal.database.portable import at_most, insert
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.sharing.trace_chain import link_at_the_end
from lrc_portal.vocabulary import Act, Content, Subject

_OfPerson = Giving | Meeting | Note | Pairing | Strength | Way
_OfPeerWorker = Supervision | Training
_SUBJECTS: dict[type[object], Subject] = {
    Giving: Subject.GIVING,
    Meeting: Subject.MEETING,
    Note: Subject.NOTES,
    Pairing: Subject.PAIRING,
    Reflection: Subject.SUPERVISION,
    Strength: Subject.STRENGTHS,
    Supervision: Subject.SUPERVISION,
    Training: Subject.TRAINING,
    Way: Subject.WHAT_HELPS,
}


@dataclass(frozen=True)
class TraceLine:
    """One line for the owner to read. `called` is None where the actor's account is gone."""

    at: datetime
    actor_id: int
    display_name: str | None
    act: Act
    subject: Subject
    times: int


def leave(
    db: Session, *, by: Viewer, owner_id: int, act: Act, subject: Subject, subject_id: int | None = None
) -> None:
    """Say that `by` did something to what belongs to `owner_id`."""
    line = Trace(
        at=clock.now(),
        actor_id=by.person_id,
        owner_id=owner_id,
        act=act,
        subject=subject,
        subject_id=subject_id,
        times=1,
    )
    db.add(line)
    link_at_the_end(db, [line])


def leave_on_row(db: Session, by: Viewer, row: _OfPerson | _OfPeerWorker | Reflection, act: Act) -> None:
    """Say that `by` did something to this row: whose it is and what it is stand in the row itself."""
    if isinstance(row, _OfPeerWorker):
        owner_id = row.peer_worker_id
    elif isinstance(row, Reflection):
        owner_id = row.author_id
    else:
        owner_id = row.person_id
    leave(db, by=by, owner_id=owner_id, act=act, subject=_SUBJECTS[type(row)], subject_id=row.id)


def looked(
    db: Session,
    *,
    by: Viewer,
    owner_id: int,
    subjects: Iterable[Subject | Content],
    opening: Opening | None = None,
) -> None:
    """Say that `by` looked at somebody else's content; one line an hour and subject, counted.

    A subject of which this `opening` has left its line already is not counted again, as long as that
    line is found. Whoever hands it on keeps it after the transaction, never before.
    Looking at one's own record, or at it through other eyes, leaves nothing.
    """
    names = sorted({Subject(subject) for subject in subjects})
    if not names or by.preview is not None or owner_id == by.person_id:
        return
    if not writes(db):
        raise RuntimeError("a look at somebody's record needs a writing session, or its trace is lost")
    now = clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    if opening is not None:
        opening.is_of(by, owner_id, clock.today())
        stand = _lines_that_stand(db, by, owner_id, opening)
        names = [name for name in names if name not in stand]
        opening.lines = stand | dict.fromkeys(names, hour)
        if not names:
            return
    lines = insert(db, Trace).values(
        [
            {
                "at": now,
                "actor_id": by.person_id,
                "owner_id": owner_id,
                "act": Act.LOOKED,
                "subject": name,
                "looked_in": hour,
                "times": 1,
            }
            for name in names
        ]
    )
    written = db.scalars(
        lines.on_conflict_do_update(
            index_elements=["actor_id", "owner_id", "subject", "looked_in"],
            set_={"at": lines.excluded.at, "times": Trace.times + 1},
        ).returning(Trace),
        execution_options={"populate_existing": True},
    )
    link_at_the_end(db, written)


def _lines_that_stand(db: Session, by: Viewer, owner_id: int, opening: Opening) -> dict[Subject, datetime]:
    """Of the lines that this opening says it left, those that are there."""
    if not opening.lines:
        return {}
    found = db.execute(
        select(Trace.subject, Trace.looked_in).where(
            Trace.actor_id == by.person_id,
            Trace.owner_id == owner_id,
            Trace.looked_in.in_(set(opening.lines.values())),
        )
    )
    return {row.subject: row.looked_in for row in found if opening.lines.get(row.subject) == row.looked_in}


def about_me(
    viewer: Viewer, *, most: int = 50, acts: Iterable[Act] = (), subjects: Iterable[Subject] = ()
) -> ReadQuery[list[TraceLine]]:
    """What others did or looked at in the viewer's record, newest first, at most `most` lines.

    `acts` and `subjects` narrow it down, where there are any.
    """
    wanted = (
        select(Trace.at, Trace.actor_id, Person.display_name, Trace.act, Trace.subject, Trace.times)
        .join(Person, Person.id == Trace.actor_id)
        .where(Trace.owner_id == viewer.person_id, Trace.actor_id != viewer.person_id)
        .order_by(Trace.at.desc(), Trace.id.desc())
        .limit(at_most(most))
    )
    if acts:
        wanted = wanted.where(Trace.act.in_(list(acts)))
    if subjects:
        wanted = wanted.where(Trace.subject.in_(list(subjects)))
    return ReadQuery(rows_of(wanted, TraceLine))
