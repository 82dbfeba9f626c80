"""A peer worker with a supervisor, and everybody else who could want something of their days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.support.supervision import entries, supervision
from lrc_portal.support.supervision.entries import SupervisionSubmission, TrainingSubmission
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import Role, SupervisionKind
from tests import people
from tests.people import token

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
TODAY = NOON.date()
DAY = timedelta(days=1)
WHO = ("coordinator", "supervisor", "worker", "other worker", "former", "member", "nobody in particular")


@dataclass(frozen=True)
class Company:
    """A peer worker with a supervisor now and one before; everybody else who could want something."""

    people: dict[str, Viewer]
    training: int
    supervision: int

    def __getitem__(self, name: str) -> Viewer:
        return self.people[name]

    @property
    def worker_id(self) -> int:
        return self["worker"].person_id


def gather(db: Session) -> Company:
    """The supervisor has no role at all; the former one is a peer worker too."""
    found = {
        "worker": people.make_person(db, "Gareth", Role.PEER_WORKER),
        "coordinator": people.make_person(db, "Nia", Role.COORDINATOR),
        "supervisor": people.make_person(db, "Bronwen"),
        "other worker": people.make_person(db, "Lowri", Role.PEER_WORKER),
        "former": people.make_person(db, "Huw", Role.PEER_WORKER),
        "member": people.make_person(db, "Mari", Role.MEMBER),
        "nobody in particular": people.make_person(db, "Zoe"),
    }
    for name in ("former", "supervisor"):
        entries.name_supervisor(
            db,
            by=found["coordinator"],
            peer_worker_id=found["worker"].person_id,
            supervisor_id=found[name].person_id,
        )
    days = supervision.own(found["worker"]).run(db)
    return Company(found, days.trainings[0].id, days.supervisions[0].id)


def met(day: date | None = TODAY) -> SupervisionSubmission:
    return SupervisionSubmission(day, SupervisionKind.ONE_TO_ONE, token())


def trained(until: date | None = TODAY + 365 * DAY, done_on: date | None = TODAY) -> TrainingSubmission:
    return TrainingSubmission("First aid for the mind", done_on, until, token())


def wrote(words: str = "I was patient this week") -> ReflectionSubmission:
    return ReflectionSubmission(words, token())
