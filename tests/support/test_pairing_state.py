"""One state, said twice: what Python and SQL make of a pairing's columns agrees, and rules all readers."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import aliased

from lrc_portal import access, clock, relationships
from lrc_portal.database.models import AgendaItem, Pairing
from lrc_portal.support.finding import about_me, matching
from lrc_portal.support.meetings import agenda
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.pairings import glance, handover, pairing_views, pairings, readiness, state_machine
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.supervision import entries
from lrc_portal.vocabulary import (
    LIVE_PAIRINGS,
    STANDING_PAIRINGS,
    UNCLOSED_PAIRINGS,
    PairingState,
    Role,
)
from lrc_portal.words.marks import Refused
from tests import people
from tests.people import token
from tests.support.suggested import suggestions
from tests.tools.undone import undone

MOST = 12


@st.composite
def rows(draw) -> dict:
    """The columns of one pairing, in any combination that the table's constraints admit."""
    now, today = clock.now(), clock.today()
    yes = draw(st.tuples(st.booleans(), st.booleans()))
    begun = all(yes) and draw(st.booleans())
    last_day = draw(st.none() | st.sampled_from([today + timedelta(days=n) for n in (-400, -1, 0, 1, 9)]))
    leaving = last_day is not None
    heard = leaving and draw(st.booleans())
    wants_nobody = heard and draw(st.booleans())
    unsaid = None if leaving else draw(st.none() | st.just(today))
    rhythm = draw(st.none() | st.integers(1, 365))
    return {
        "person_yes_at": now if yes[0] else None,
        "worker_yes_at": now if yes[1] else None,
        "began_at": now if begun else None,
        "last_day": last_day,
        "leaving_at": now if leaving else None,
        "heard_at": now if heard else None,
        "nobody_new_at": now if wants_nobody else None,
        "unsaid_last_day": unsaid,
        "rhythm_days": rhythm,
        "is_trial": draw(st.booleans()),
        "closed": draw(st.booleans()),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(rows(), min_size=1, max_size=MOST))
def test_python_and_sql_say_the_same_of_every_row_that_there_can_be(drawn, database):
    with undone(database) as db:
        worker = people.make_person(db, "Gareth", Role.PEER_WORKER).person_id
        made = []
        for columns in drawn:
            person = people.make_person(db, "Mari", Role.MEMBER).person_id
            closed = columns["closed"]
            values = {name: value for name, value in columns.items() if name != "closed"}
            made.append(
                Pairing(
                    person_id=person,
                    peer_worker_id=worker,
                    proposed_by_id=worker,
                    proposed_at=clock.now(),
                    leaving_by_id=worker if values["leaving_at"] else None,
                    ended_at=clock.now() if closed else None,
                    ended_by_id=worker if closed else None,
                    **values,
                )
            )
        db.add_all(made)
        db.flush()
        for pairing in (Pairing, aliased(Pairing)):
            told = select(
                pairing.id,
                relationships.pairing_state(pairing),
                relationships.pairing_is_live(pairing),
                relationships.pairing_stands(pairing),
                relationships.pairing_is_asked(pairing),
                relationships.pairing_is_unclosed(pairing),
            )
            in_sql = {row[0]: tuple(row)[1:] for row in db.execute(told)}
            for row in made:
                state = relationships.state_of_pairing(row)
                said, live, stands, asked, unclosed = in_sql[row.id]
                assert said == state
                assert bool(live) == (state in LIVE_PAIRINGS)
                assert bool(stands) == (state in STANDING_PAIRINGS)
                assert bool(asked) == (state is PairingState.ASKED)
                # What never began and has a last day is not open, closed or not: no verb makes it.
                if state is not PairingState.NOT_BEGUN:
                    assert bool(unclosed) == (state in UNCLOSED_PAIRINGS)
        db.rollback()


def test_every_step_is_in_the_table_and_every_refusal_has_its_sentence():
    assert set(state_machine.MAY) == set(state_machine.Step)
    now, today = clock.now(), clock.today()
    begun = {"person_yes_at": now, "worker_yes_at": now, "began_at": now, "is_trial": False}
    of_state = {
        PairingState.ASKED: Pairing(is_trial=False),
        PairingState.NOT_BEGUN: Pairing(is_trial=False, ended_at=now),
        PairingState.TRIED: Pairing(**{**begun, "is_trial": True}),
        PairingState.WALKING: Pairing(**begun),
        PairingState.LEAVING: Pairing(**begun, last_day=today),
        PairingState.RUN_OUT: Pairing(**begun, last_day=today - timedelta(days=1)),
        PairingState.CLOSED: Pairing(**begun, ended_at=now),
    }
    assert {state: relationships.state_of_pairing(row) for state, row in of_state.items()} == {
        state: state for state in PairingState
    }
    for step, states in state_machine.MAY.items():
        for state, row in of_state.items():
            if state in states:
                state_machine.require(step, row)
            else:
                with pytest.raises(Refused) as refusal:
                    state_machine.require(step, row)
                assert refusal.value.sentence.text.endswith(".")


def test_after_the_last_day_it_is_over_for_every_reader_though_nobody_closed_it(database):
    """Gareth's last day with Mari has passed and nobody followed: it weighs on nobody any more."""
    with database.writing() as db:
        mari, eleri = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Eleri"))
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        pairing_id = people.pair(db, nia, mari, gareth)
        agenda.add(db, by=mari, submission=AgendaSubmission("The move", token()))
        leaving = LeavingSubmission(pairing_id, clock.today(), token())
        handover.say_leaving(db, by=gareth, submission=leaving)
        handover.say_heard(db, by=mari, pairing_id=pairing_id)

    def found(db) -> dict:
        [line] = [each for each in pairing_views.all_standing(nia).run(db) if each.id == pairing_id]
        # Load is what orders peer workers for whoever looks for one.
        load = matching.load_of(gareth.person_id)
        return {
            "live": line.live,
            "walks": len(pairing_views.walks(gareth).run(db)),
            "load": db.scalar(select(load)),
            "beside": mari.person_id in about_me.beside(gareth).run(db)
            or gareth.person_id in about_me.beside(mari).run(db),
            "agenda": db.scalar(select(AgendaItem.id).where(access.readable(gareth, AgendaItem))) is not None,
            "glance": pairing_id in [each.id for each in glance.due(nia).run(db)],
        }

    with database.reading() as db:
        assert found(db) == {
            **dict.fromkeys(("live", "beside", "agenda"), True),
            **dict.fromkeys(("walks", "load"), 1),
            "glance": False,
        }
    with clock.standing_at(clock.now() + timedelta(days=20)), database.writing() as db:
        assert not any(found(db).values())
        # It does not stand in the way: Gareth can come to be supervised by Mari, or walk with her anew.
        asked = {line.person_id for line in suggestions(db, mari)}
        assert readiness.hold_peer_worker(db, gareth.person_id)
        assert gareth.person_id in asked
        again = matching.ask_for(db, by=mari, peer_worker_id=gareth.person_id, grants=(), token=token())
        pairings.accept_as_peer_worker(db, by=gareth, pairing_id=again)
        [walk] = pairing_views.walks(gareth).run(db)
        assert walk.pairing.id == again
        assert eleri.person_id not in asked


def test_who_walked_together_may_supervise_once_it_is_over(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER, Role.PEER_WORKER)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        leaving = LeavingSubmission(people.pair(db, nia, mari, gareth), clock.today(), token())
        handover.say_leaving(db, by=gareth, submission=leaving)
    name = {"by": nia, "peer_worker_id": gareth.person_id, "supervisor_id": mari.person_id}
    with database.writing() as db, pytest.raises(Refused):
        entries.name_supervisor(db, **name)
    with clock.standing_at(clock.now() + timedelta(days=1)), database.writing() as db:
        entries.name_supervisor(db, **name)
