"""A process that saves for its clients with the real verbs until it is killed, and says what it has saved."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from multiprocessing.connection import Connection

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database import encrypted
from lrc_portal.database.engine import Database
from lrc_portal.record import check_ins, goals, moments, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.vocabulary import Element, MomentKind, StrengthPlace

DAYS = 300


@dataclass(frozen=True)
class Save:
    """One save of one client, with words that are in no other; `row_id` once it is kept."""

    kind: str
    person_id: int
    words: str
    row_id: int | None = None


def _strength(db: Session, by: Viewer, words: str, nth: int) -> int:
    return strengths.add(db, by=by, submission=StrengthSubmission(StrengthPlace.SELF, words, False, words))


def _moment(db: Session, by: Viewer, words: str, nth: int) -> int:
    day = clock.today() - timedelta(days=nth % DAYS)
    submission = MomentSubmission(day, MomentKind.MILESTONE, Element.HEALTH, words, False, words)
    return moments.add(db, by=by, submission=submission)


def _goal(db: Session, by: Viewer, words: str, nth: int) -> int:
    steps = (f"{words} first", f"{words} second")
    submission = GoalSubmission(words, Element.SOBRIETY, "", steps, frozenset(), False, words)
    return goals.add(db, by=by, submission=submission)


def _check_in(db: Session, by: Viewer, words: str, nth: int) -> int:
    day = clock.today() - timedelta(days=nth % DAYS)
    return check_ins.save(
        db, by=by, submission=CheckInSubmission(day, {Element.HEALTH: nth % 11}, {}, words, False, words)
    )


VERBS: dict[str, Callable[[Session, Viewer, str, int], int]] = {
    "strength": _strength,
    "moment": _moment,
    "goal": _goal,
    "check-in": _check_in,
}


def save_until_killed(url: str, key: bytes, clients: list[Viewer], told: Connection) -> None:
    """Save for all clients at the same time. `told` hears of each save as it begins, and once it is kept."""
    encrypted.use_keys([key])
    database, one_at_a_time = Database(url), threading.Lock()

    def tell(save: Save) -> None:
        with one_at_a_time:
            told.send(save)

    def save_for(client: Viewer) -> None:
        own = database.seen_by(client)
        for nth in count():
            kind = list(VERBS)[nth % len(VERBS)]
            words = f"save {client.person_id} {nth}"
            tell(Save(kind, client.person_id, words))
            with own.writing() as db:
                row_id = VERBS[kind](db, client, words, nth)
            tell(Save(kind, client.person_id, words, row_id))

    saving = [threading.Thread(target=save_for, args=(client,)) for client in clients]
    for each in saving:
        each.start()
    for each in saving:
        each.join()
