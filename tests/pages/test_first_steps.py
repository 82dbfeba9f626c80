"""/community of a coordinator who begins: what to do in its order, until the first two are asked."""

from sqlalchemy import delete

from lrc_portal.database.models import AboutMe, Supervises, Supervision, Training
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Role

from .conftest import in_both_languages, said, sees

STEPS = (
    "Invite a member and a peer worker",
    "Name a supervisor",
    "Enter the training",
    "Book the first supervision",
    "Bring two people together",
)


def now(app) -> int:
    """The number of the step that stands out."""
    [line] = [line for line in said(app).splitlines() if line.startswith(":material/arrow_forward: **")]
    return int(line.split("**")[1].split(".")[0])


@in_both_languages
def test_the_steps_stand_in_their_order_and_the_first_open_one_stands_out(coordinator, open_as, language):
    app = open_as(coordinator, "community")
    for step in STEPS:
        assert sees(app, step)
    assert now(app) == 1


def test_each_step_is_done_by_what_it_brings(house, coordinator, make, open_as):
    make("Gwen", Role.MEMBER)
    worker = make("Carys", Role.PEER_WORKER)
    assert now(open_as(coordinator, "community")) == 5
    for row, step in ((Supervision, 4), (Training, 3), (Supervises, 2)):
        with house.writing() as db:
            db.execute(delete(row).where(row.peer_worker_id == worker.viewer.person_id))
        assert now(open_as(coordinator, "community")) == step


def test_before_the_pairing_the_peer_worker_tells_something(house, coordinator, member, peer_worker, open_as):
    with house.writing() as db:
        db.execute(delete(AboutMe))
    app = open_as(coordinator, "community")
    assert "Before that Carys shows one thing of themselves" in said(app)


def test_once_two_were_asked_the_steps_are_gone(house, coordinator, member, peer_worker, open_as):
    with house.writing() as db:
        pairing_id = pairings.propose(
            db,
            by=coordinator.viewer,
            person_id=member.viewer.person_id,
            peer_worker_id=peer_worker.viewer.person_id,
        )
    assert "First steps" not in said(open_as(coordinator, "community"))
    with house.writing() as db:
        pairings.end(db, by=coordinator.viewer, pairing_id=pairing_id)
    assert "First steps" not in said(open_as(coordinator, "community"))
