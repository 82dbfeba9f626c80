"""How the invented peer workers were trained and are supervised, and what they wrote to their supervisors."""

from datetime import timedelta

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.demo import words as invented
from lrc_portal.demo.lives import Lives
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.supervision.entries import SupervisionSubmission, TrainingSubmission
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import SupervisionKind

_EVERY_FOUR_WEEKS = 28
_COUNTS_FOR = timedelta(days=3 * 365)


def supervise(
    lives: Lives, worker: Viewer, supervisor: Viewer, coordinator: Viewer, *, ago: int, until: int = 0
) -> None:
    """A supervisor and training from `ago` days back, and supervision every four weeks from then to now.

    With `until` the last supervision lies that many days back.
    """
    worker_id = worker.person_id
    with lives.on(ago, 12) as db:
        entries.name_supervisor(
            db, by=coordinator, peer_worker_id=worker_id, supervisor_id=supervisor.person_id
        )
        done_on = clock.today() - timedelta(days=10)
        training = TrainingSubmission(invented.TRAINING, done_on, done_on + _COUNTS_FOR, lives.token())
        entries.add_training(db, by=coordinator, peer_worker_id=worker_id, submission=training)
    for when in range(ago, until, -_EVERY_FOUR_WEEKS):
        with lives.on(when, 16) as db:
            day = SupervisionSubmission(clock.today(), SupervisionKind.ONE_TO_ONE, lives.token())
            entries.add_supervision(db, by=supervisor, peer_worker_id=worker_id, submission=day)


def reflect(lives: Lives, worker: Viewer, written: list[tuple[int, str]]) -> None:
    """What a peer worker wrote to their supervisor: how long ago, and the words."""
    for ago, words in written:
        with lives.on(ago) as db:
            reflections.write(db, by=worker, submission=ReflectionSubmission(words, lives.token()))
