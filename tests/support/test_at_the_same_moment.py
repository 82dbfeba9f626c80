"""Two people who say something about one walk at the same moment: the second finds what the first said.

The first holds their transaction open while the second begins. Should the second begin late, it finds the
same: no test here can fail for being slow.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.access import grants
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Pairing, Trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.giving import applications
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import Act, Content, Subject
from lrc_portal.words.marks import Refused
from tests.people import token
from tests.support.test_changing import Changing, lines_of

Deed = Callable[[Session], object]
A_MOMENT = 0.4  # seconds in which the second comes as far as it can


def one_then_the_other(
    database: Database, first: Deed, second: Deed, *, then: Deed | None = None
) -> Exception | None:
    """The first deed, the second beginning before it is committed, and what the first still does then."""
    came: list[Exception | None] = []

    def run() -> None:
        try:
            with database.writing() as db:
                second(db)
            came.append(None)
        except Exception as error:
            came.append(error)

    thread = Thread(target=run)
    with database.writing() as db:
        first(db)
        db.flush()
        thread.start()
        thread.join(A_MOMENT)
        if then is not None:
            then(db)
    thread.join(30)
    [what] = came
    return what


def show_more(there: Changing) -> Deed:
    shown = (Grant(Content.HEALTH), Grant(Content.SOBRIETY, True))
    return lambda db: pairings.choose_what_is_seen(db, by=there.mari, pairing_id=there.old, grants=shown)


@pytest.mark.parametrize("how", ["last day", "end"])
@pytest.mark.parametrize("first", ["shows more", "ends"])
def test_what_is_shown_while_a_walk_ends_ends_with_it(postgresql_database, how, first):
    with postgresql_database.writing() as db:
        there = Changing(db)
    tomorrow = LeavingSubmission(there.old, clock.today() + timedelta(days=1), token())

    def ends(db: Session) -> None:
        if how == "end":
            pairings.end(db, by=there.gareth, pairing_id=there.old)
        else:
            handover.say_leaving(db, by=there.gareth, submission=tomorrow)

    deeds = (show_more(there), ends) if first == "shows more" else (ends, show_more(there))
    came = one_then_the_other(postgresql_database, *deeds)
    assert isinstance(came, Refused) if (how, first) == ("end", "ends") else came is None
    with clock.standing_at(clock.now() + timedelta(days=5)), postgresql_database.reading() as db:
        assert not grants(db, there.gareth, there.mari.person_id)


def test_a_walk_ends_once(postgresql_database):
    with postgresql_database.writing() as db:
        there = Changing(db)

    def by_gareth(db: Session) -> None:
        assert db.get(Pairing, there.old).ended_at is None
        pairings.end(db, by=there.gareth, pairing_id=there.old)

    came = one_then_the_other(
        postgresql_database, lambda db: pairings.end(db, by=there.mari, pairing_id=there.old), by_gareth
    )
    assert isinstance(came, Refused)
    with postgresql_database.reading() as db:
        ended = (Trace.act == Act.ENDED, Trace.subject == Subject.PAIRING)
        assert db.scalar(select(func.count(Trace.id)).where(*ended)) == 1
        assert db.get(Pairing, there.old).ended_by_id == there.mari.person_id


@pytest.mark.parametrize("what", ["yes", "proposal", "asking"])
@pytest.mark.parametrize("first", ["laid down", "said"])
def test_nobody_walks_with_somebody_who_lays_it_down_meanwhile(postgresql_database, what, first):
    with postgresql_database.writing() as db:
        there = Changing(db)
        ask = {"by": there.nia, "person_id": there.mari.person_id, "peer_worker_id": there.sian.person_id}
        if what == "yes":
            asked = pairings.propose(db, **ask)
            pairings.accept_as_peer_worker(db, by=there.sian, pairing_id=asked)

    def say(db: Session) -> None:
        if what == "yes":
            pairings.accept_as_person(db, by=there.mari, pairing_id=asked, grants=())
        elif what == "proposal":
            pairings.propose(db, **ask)
        else:
            there.ask(db, there.sian)

    def lay_down(db: Session) -> None:
        applications.lay_down(db, by=there.sian)

    deeds = (lay_down, say) if first == "laid down" else (say, lay_down)
    came = one_then_the_other(postgresql_database, *deeds)
    with postgresql_database.reading() as db:
        walking = "Siân" in lines_of(db, there.mari)
    if first == "laid down":
        assert isinstance(came, Refused) and not walking
    elif what == "yes":
        assert isinstance(came, Refused) and walking, "she walks with Mari now: Mari hears of it first"
    else:
        assert came is None and not walking, "who was asked meanwhile says “not now”"


@pytest.mark.parametrize("who", ["person", "peer worker"])
def test_a_yes_to_somebody_new_and_staying_never_wait_for_each_other(postgresql_database, who):
    with postgresql_database.writing() as db:
        there = Changing(db)
        there.leave(db)
        new = handover.propose(db, by=there.nia, pairing_id=there.old, peer_worker_id=there.sian.person_id)

    def say_yes(db: Session) -> None:
        if who == "person":
            handover.accept(db, by=there.mari, pairing_id=new, grants=())
        else:
            pairings.accept_as_peer_worker(db, by=there.sian, pairing_id=new)

    came = one_then_the_other(
        postgresql_database,
        lambda db: db.scalar(select(Pairing).where(Pairing.id == there.old).with_for_update()),
        say_yes,
        then=lambda db: handover.stay(db, by=there.gareth, pairing_id=there.old),
    )
    assert isinstance(came, Refused), "who was suggested is not asked any more"
    with postgresql_database.reading() as db:
        assert set(lines_of(db, there.mari)) == {"Gareth"}
