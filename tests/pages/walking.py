"""Two who walk together, for the tests of meetings, notes and the sheet before a meeting."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import agenda, meetings
from lrc_portal.support.meetings.meetings import MeetingLine, MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteLine, NoteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Aid, Element, MeetingKind

_tokens = count()


def token() -> str:
    return f"walking-{next(_tokens)}"


@dataclass
class Walk:
    """A person and a peer worker whose pairing is live; what the pages do is read back through it."""

    house: Database
    person: Any
    worker: Any
    pairing_id: int

    def note(self, **changed: Any) -> NoteSubmission:
        usual = {
            "pairing_id": self.pairing_id,
            "day": clock.today(),
            "kind": MeetingKind.ONE_TO_ONE,
            "aids": frozenset({Aid.SOCIAL}),
            "elements": frozenset({Element.HEALTH}),
            "talked_about": "About the allotment",
            "token": token(),
        }
        return NoteSubmission(**{**usual, **changed})

    def offer(self, **changed: Any) -> int:
        with self.house.writing() as db:
            return notes.offer(db, by=self.worker.viewer, submission=self.note(**changed))

    def plan(self, days: int = 2, kind: MeetingKind = MeetingKind.ONE_TO_ONE) -> int:
        day = clock.today() + timedelta(days=days)
        with self.house.writing() as db:
            submission = MeetingSubmission(kind, day, None, "The yard", self.pairing_id, token())
            return meetings.plan(db, by=self.worker.viewer, submission=submission)

    def told(self) -> list[NoteLine]:
        """What the person may read."""
        with self.house.reading() as db:
            return notes.seen(db, self.person.viewer, person_id=self.person.viewer.person_id)

    def written(self) -> list[NoteLine]:
        """What the peer worker wrote, drafts too."""
        with self.house.reading() as db:
            return notes.written_by(self.worker.viewer).run(db)

    def planned(self) -> list[MeetingLine]:
        with self.house.reading() as db:
            return meetings.seen(db, self.person.viewer)

    def agenda(self) -> list[str]:
        with self.house.reading() as db:
            lines = agenda.read_query(self.person.viewer, self.person.viewer.person_id).run(db)
        return [line.words for line in lines]


def propose(house: Database, coordinator: Any, person: Any, worker: Any) -> int:
    with house.writing() as db:
        return pairings.propose(
            db,
            by=coordinator.viewer,
            person_id=person.viewer.person_id,
            peer_worker_id=worker.viewer.person_id,
        )


def walk_together(house: Database, coordinator: Any, person: Any, worker: Any, *grants: Grant) -> Walk:
    pairing_id = propose(house, coordinator, person, worker)
    with house.writing() as db:
        pairings.accept_as_person(db, by=person.viewer, pairing_id=pairing_id, grants=grants)
        pairings.accept_as_peer_worker(db, by=worker.viewer, pairing_id=pairing_id)
    return Walk(house, person, worker, pairing_id)
