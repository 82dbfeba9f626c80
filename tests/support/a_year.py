"""A community of a whole year, written row by row, so that every number of its report is known beforehand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.clock import standing_at
from lrc_portal.database.engine import Database
from lrc_portal.database.models import (
    CheckIn,
    Goal,
    Meeting,
    Moment,
    Note,
    NoteAid,
    Pairing,
    Share,
    Supervision,
    Training,
)
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import (
    Aid,
    Content,
    Element,
    GoalState,
    MeetingKind,
    MeetingState,
    MomentKind,
    NoteState,
    Role,
    SupervisionKind,
)
from tests import people
from tests.tools.kept import once

YEAR = 2024
SECRET = "words that are nobody else’s"
"""Stands in every field of words; what counts must never come to it."""
EVERYTHING = tuple(Grant(content, True) for content in Content)


def at(month: int, day: int = 10, year: int = YEAR) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


class Year:
    """The year 2024, with 30 members, 6 of family, 5 peer workers. Their first 22 members show everything."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as db:
            people_and_pairings = once(db, self._told)
        vars(self).update(people_and_pairings)

    def _told(self, db: Session) -> dict[str, Any]:
        """Write all of it; who they are, and their pairings."""
        with standing_at(at(1)):
            self.nia = people.make_person(db, "Nia Secret", Role.COORDINATOR)
            self.workers = [people.make_person(db, f"Gareth {n}", Role.PEER_WORKER) for n in range(5)]
            self.members = [people.make_person(db, f"Mari Secret {n}", Role.MEMBER) for n in range(30)]
            self.family = [people.make_person(db, f"Rhys Secret {n}", Role.FAMILY) for n in range(6)]
            self.pairing_ids = [
                people.pair(db, self.nia, member, self.workers[n % 5], *(EVERYTHING if n < 22 else ()))
                for n, member in enumerate(self.members)
            ]
        with standing_at(at(12, 20)):
            for part in (self.days, self.entries, self.meetings, self.notes, self.pairings):
                part(db)
        return {name: vars(self)[name] for name in ("nia", "workers", "members", "family", "pairing_ids")}

    def write(self, *parts: Callable[[Session], None]) -> None:
        with self.database.writing() as db, standing_at(at(12, 20)):
            for part in parts:
                part(db)

    def days(self, db: Session) -> None:
        """8 members come higher in health, 6 lower, 6 stay; one has a single quarter, one too few days."""
        ends = [*[8] * 8, *[2] * 6, *[5] * 6]
        for member, end in zip(self.members[:20], ends, strict=True):
            for quarter, value in ((1, 5), (4, end)):
                self.check_ins(db, member, quarter, value, 3)
        self.check_ins(db, self.members[20], 1, 5, 9)
        for quarter, value in ((1, 2), (4, 9)):
            self.check_ins(db, self.members[21], quarter, value, 2)
            # Nothing is counted of those who show nobody anything, and no day that is only theirs.
            self.check_ins(db, self.members[22], quarter, value, 5)
            self.check_ins(db, self.members[21], quarter, value, 9, only_me=True, first=10)

    def check_ins(
        self,
        db: Session,
        of: Viewer,
        quarter: int,
        value: int,
        days: int,
        only_me: bool = False,
        first: int = 1,
    ) -> None:
        for n in range(days):
            day = date(YEAR, quarter * 3 - 1, first + n)
            answers = {"physical": value, "emotional": value if n else None}
            moments = {"created_at": at(12), "changed_at": at(12)}
            db.add(
                CheckIn(person_id=of.person_id, day=day, words=SECRET, only_me=only_me, **answers, **moments)
            )

    def entries(self, db: Session) -> None:
        """Set: 9 in health, 3 in sobriety; reached: 6 in health. 7 contributions. And as many only theirs."""
        for n, member in enumerate(self.members[:12]):
            element = Element.HEALTH if n < 9 else Element.SOBRIETY
            state = GoalState.REACHED if n < 6 else GoalState.OPEN
            for only_me in (False, True):
                self.goal(db, member, element, state, only_me)
        for n, member in enumerate(self.members[:14]):
            self.moment(db, member, MomentKind.CONTRIBUTION, only_me=n >= 7)
            self.moment(db, member, MomentKind.HARD_DAY)
        self.goal(db, self.members[23], Element.HEALTH, GoalState.REACHED, only_me=False)
        self.moment(db, self.members[23], MomentKind.CONTRIBUTION)

    def goal(self, db: Session, of: Viewer, element: Element, state: GoalState, only_me: bool) -> None:
        ended_on = date(YEAR, 6, 1) if state is GoalState.REACHED else None
        db.add(
            Goal(
                person_id=of.person_id,
                element=element,
                title=SECRET,
                why=SECRET,
                set_on=date(YEAR, 2, 1),
                state=state,
                ended_on=ended_on,
                only_me=only_me,
                created_at=at(2),
            )
        )

    def moment(self, db: Session, of: Viewer, kind: MomentKind, only_me: bool = False) -> None:
        day, element = date(YEAR, 5, 1), Element.REINTEGRATION
        db.add(
            Moment(
                person_id=of.person_id,
                day=day,
                kind=kind,
                element=element,
                words=SECRET,
                only_me=only_me,
                created_at=at(5),
            )
        )

    def meetings(self, db: Session) -> None:
        """Held: 12 one to one, 6 in a group, 2 by phone; 9 led by a professional; 7 planned."""
        for kind, state, times in (
            (MeetingKind.ONE_TO_ONE, MeetingState.HELD, 12),
            (MeetingKind.GROUP, MeetingState.HELD, 6),
            (MeetingKind.PHONE, MeetingState.HELD, 2),
            (MeetingKind.PROFESSIONAL_LED, MeetingState.HELD, 9),
            (MeetingKind.FAMILY, MeetingState.PLANNED, 7),
        ):
            led = kind is MeetingKind.PROFESSIONAL_LED
            for n in range(times):
                db.add(
                    Meeting(
                        person_id=self.members[0].person_id,
                        pairing_id=None if led else self.pairing_ids[0],
                        kind=kind,
                        state=state,
                        day=date(YEAR, 3, 1 + n),
                        place=SECRET,
                        planned_by_id=self.members[0].person_id,
                        created_at=at(3),
                    )
                )

    def notes(self, db: Session) -> None:
        """8 agreed and 5 with two views, each naming two or three kinds of help; 3 offered, 4 drafts."""
        for state, times in (
            (NoteState.AGREED, 8),
            (NoteState.DIFFERING, 5),
            (NoteState.OFFERED, 3),
            (NoteState.DRAFT, 4),
        ):
            for n in range(times):
                aids = {Aid.EMOTIONAL, Aid.SOCIAL, *({Aid.INFORMATIONAL} if n < 3 else {Aid.PSYCHOLOGICAL})}
                self.note(db, state, 1 + n, *aids)

    def note(self, db: Session, state: NoteState, day: int, *aids: Aid, **more: Any) -> Note:
        answered = state in (NoteState.AGREED, NoteState.DIFFERING)
        note = Note(
            person_id=self.members[0].person_id,
            author_id=self.workers[0].person_id,
            pairing_id=self.pairing_ids[0],
            day=date(YEAR, 4, day),
            kind=MeetingKind.ONE_TO_ONE,
            state=state,
            talked_about=SECRET,
            own_account=SECRET if answered else None,
            created_at=at(4),
            changed_at=at(4),
            offered_at=None if state is NoteState.DRAFT else at(4),
            answered_at=at(4, 20) if answered else None,
            **more,
        )
        db.add(note)
        db.flush()
        db.add_all(NoteAid(note_id=note.id, aid=aid) for aid in aids)
        return note

    def pairings(self, db: Session) -> None:
        """30 began anew; the last 5 were handed over, and the 6 before them ended; one was only tried."""
        for n, pairing_id in enumerate(self.pairing_ids[-11:]):
            before = db.get_one(Pairing, pairing_id)
            before.ended_at, before.ended_by_id = at(7), self.nia.person_id
            if n >= 6:
                self.pairing(db, before.person_id, self.workers[(n + 2) % 5], follows_id=pairing_id)
        for member in (self.members[0], self.members[1]):
            self.pairing(db, member.person_id, self.workers[4], is_trial=True)
        for month in range(1, 8):
            days = {"peer_worker_id": self.workers[0].person_id, "entered_by_id": self.nia.person_id}
            db.add(
                Supervision(
                    supervisor_id=self.nia.person_id,
                    day=date(YEAR, month, 2),
                    kind=SupervisionKind.GROUP,
                    created_at=at(month),
                    **days,
                )
            )
            if month < 3:
                done, until = date(YEAR, month, 2), date(YEAR + 1, month, 2)
                db.add(Training(what=SECRET, done_on=done, valid_until=until, created_at=at(month), **days))

    def pairing(self, db: Session, person_id: int, worker: Viewer, **more: Any) -> None:
        yes = dict.fromkeys(("proposed_at", "person_yes_at", "worker_yes_at", "began_at"), at(7))
        db.add(
            Pairing(
                person_id=person_id,
                peer_worker_id=worker.person_id,
                proposed_by_id=self.nia.person_id,
                **yes,
                **more,
            )
        )

    def take_back(self, member: Viewer, when: datetime) -> None:
        """A member takes back all that their peer worker saw."""
        with self.database.writing() as db:
            for share in db.query(Share).filter_by(owner_id=member.person_id):
                share.taken_back_at = when


def after(days: int) -> datetime:
    """A moment so many days after the year is over."""
    return datetime(YEAR + 1, 1, 1, 12, tzinfo=UTC) + timedelta(days=days)
