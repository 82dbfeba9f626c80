"""How people stand to each other, asked of every two of them: who walks with whom, in whose circle."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from lrc_portal import access, clock, relationships
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CircleLink, Pairing, Share, Supervises
from lrc_portal.relationships import Condition
from lrc_portal.sharing import circle
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.pairings import pairings
from lrc_portal.support.supervision import entries
from lrc_portal.vocabulary import Content, PairingState, Role
from tests import people
from tests.access.test_table import NOON

Pairs = set[tuple[str, str]]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


class Town:
    """Three walks, of which one is asked; two circles; two supervisors; and what was and has ended."""

    def __init__(self, db: Session) -> None:
        self.db = db
        roles = {"Mari": Role.MEMBER, "Tom": Role.MEMBER, "Eleri": Role.MEMBER}
        roles |= {"Gareth": Role.PEER_WORKER, "Sian": Role.PEER_WORKER}
        roles |= {"Dafydd": Role.FAMILY, "Rhys": Role.FAMILY, "Nia": Role.COORDINATOR}
        # Who supervises works here too.
        also = dict.fromkeys(("Tom", "Dafydd", "Rhys"), [Role.PEER_WORKER])
        self.people = {
            name: people.make_person(db, name, role, *also.get(name, [])) for name, role in roles.items()
        }
        nia = self["Nia"]
        people.pair(db, nia, self["Mari"], self["Gareth"])
        people.pair(db, nia, self["Tom"], self["Sian"])
        pairings.propose(db, by=nia, person_id=self.id("Eleri"), peer_worker_id=self.id("Gareth"))
        pairings.end(db, by=nia, pairing_id=people.pair(db, nia, self["Tom"], self["Gareth"]))
        people.into_circle(db, self["Mari"], self["Dafydd"])
        people.into_circle(db, self["Tom"], self["Rhys"])
        people.into_circle(db, self["Mari"], self["Rhys"])
        circle.leave(db, by=self["Rhys"], other_id=self.id("Mari"))
        for worker, supervisor in (("Gareth", "Tom"), ("Gareth", "Dafydd"), ("Sian", "Rhys")):
            named = {"peer_worker_id": self.id(worker), "supervisor_id": self.id(supervisor)}
            entries.name_supervisor(db, by=nia, **named)
        db.flush()

    def __getitem__(self, name: str) -> Viewer:
        return self.people[name]

    def id(self, name: str) -> int:
        return self[name].person_id

    def where(self, fact: Callable[[Viewer, int], Condition]) -> Pairs:
        """Every two people of whom it is true."""
        return {
            (one, other)
            for one, other in permutations(self.people, 2)
            if self.db.scalar(select(fact(self[one], self.id(other))))
        }


def paired(one: Viewer, other: int) -> Condition:
    return exists(Pairing.id).where(relationships.are_paired(one.person_id, other))


def both_ways(*pairs: tuple[str, str]) -> Pairs:
    return {*pairs, *((other, one) for one, other in pairs)}


def test_each_fact_is_true_of_these_two_and_of_no_others(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        assert town.where(relationships.walks_with) == {("Gareth", "Mari"), ("Sian", "Tom")}
        assert town.where(paired) == both_ways(("Mari", "Gareth"), ("Tom", "Sian"), ("Eleri", "Gareth"))
        assert town.where(relationships.in_circle) == both_ways(("Mari", "Dafydd"), ("Tom", "Rhys"))
        assert town.where(relationships.supervises) == {("Dafydd", "Gareth"), ("Rhys", "Sian")}
        assert town.where(relationships.is_own) == set()
        for name, viewer in town.people.items():
            held = {role for role in Role if db.scalar(select(relationships.holds_role(town.id(name), role)))}
            assert held == viewer.roles
            assert db.scalar(select(relationships.is_own(viewer, town.id(name))))
        ids = select(Pairing.person_id, Pairing.peer_worker_id)
        of_gareth = db.execute(ids.where(relationships.is_in_pairing(town["Gareth"]))).all()
        assert {row[0] for row in of_gareth} == {town.id(name) for name in ("Mari", "Eleri", "Tom")}
        of_tom = db.execute(ids.where(relationships.is_in_pairing(town["Tom"]))).all()
        assert {row[1] for row in of_tom} == {town.id("Gareth"), town.id("Sian")}


def test_a_connection_is_of_the_two_who_have_it(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        ids = select(CircleLink.inviter_id, CircleLink.invitee_id)
        theirs = {("Mari", "Dafydd"), ("Tom", "Rhys"), ("Mari", "Rhys")}
        for name, viewer in town.people.items():
            found = {tuple(row) for row in db.execute(ids.where(relationships.is_in_link(viewer)))}
            of_them = {(town.id(one), town.id(other)) for one, other in theirs if name in (one, other)}
            assert found == of_them, name


def test_nobody_is_paired_with_nobody(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        assert not db.scalar(
            select(exists(Pairing.id).where(relationships.are_paired(town.id("Mari"), None)))
        )


def test_who_supervises_is_asked_for_itself_also_among_those_rows(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        asked = select(Supervises.id).where(relationships.supervises(town["Dafydd"], town.id("Gareth")))
        assert len(db.scalars(asked).all()) == len(db.scalars(select(Supervises.id)).all())


def test_a_walk_holds_on_its_last_day_and_on_no_day_after_it(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        for days, walks in ((1, True), (0, True), (-1, False)):
            last = clock.today() + timedelta(days=days)
            of_mari = update(Pairing).where(Pairing.person_id == town.id("Mari"))
            db.execute(of_mari.values(last_day=last, leaving_at=clock.now(), leaving_by_id=town.id("Gareth")))
            assert (("Gareth", "Mari") in town.where(relationships.walks_with)) is walks
            assert (("Mari", "Gareth") in town.where(paired)) is walks


def test_each_state_of_a_walk_is_told_by_its_row(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        gone = {"leaving_at": NOON, "leaving_by_id": town.id("Gareth")}
        ended = {"ended_at": NOON, "ended_by_id": town.id("Gareth")}
        for name, state, values in (
            ("Mari", PairingState.WALKING, {"is_trial": False}),
            ("Mari", PairingState.TRIED, {"is_trial": True}),
            ("Mari", PairingState.LEAVING, {"last_day": NOON.date(), **gone}),
            ("Mari", PairingState.RUN_OUT, {"last_day": NOON.date() - timedelta(days=1)}),
            ("Mari", PairingState.CLOSED, ended),
            ("Eleri", PairingState.ASKED, {"is_trial": True}),
            ("Eleri", PairingState.NOT_BEGUN, ended),
        ):
            of_them = Pairing.person_id == town.id(name)
            db.execute(update(Pairing).where(of_them).values(values))
            assert db.scalar(select(relationships.pairing_state()).where(of_them)) == state


def test_only_the_two_of_a_walk_write_in_it_and_only_while_it_goes_on(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        ids = db.scalars(select(Pairing.id).order_by(Pairing.id)).all()

        def writes_in(name: str) -> list[int]:
            found = []
            for pairing_id in (*ids, 4711):
                with suppress(NotHere):
                    found.append(access.pairing_to_write_in(db, town[name], pairing_id).id)
            return found

        with_gareth, with_sian, _asked, _ended = ids
        may_write = {name: writes_in(name) for name in town.people if name != "Nia"}
        assert {name: written for name, written in may_write.items() if written} == {
            **dict.fromkeys(("Mari", "Gareth"), [with_gareth]),
            **dict.fromkeys(("Tom", "Sian"), [with_sian]),
        }
        with pytest.raises(NotAllowed):
            writes_in("Nia")
        db.execute(update(Pairing).where(Pairing.id == with_sian).values(rests=True))
        assert writes_in("Tom") == [with_sian], "while their account waits to be erased they alone"
        assert writes_in("Sian") == [] and ("Sian", "Tom") not in town.where(relationships.walks_with)
        with clock.standing_at(NOON + timedelta(days=2)):
            last = {"last_day": NOON.date(), "leaving_at": NOON, "leaving_by_id": town.id("Gareth")}
            db.execute(update(Pairing).where(Pairing.id == with_gareth).values(last))
            assert writes_in("Mari") == writes_in("Gareth") == []


def test_a_share_opens_one_content_of_one_person_to_one_other(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        people.into_circle(
            db, town["Mari"], town["Dafydd"], Grant(Content.HEALTH), Grant(Content.GOALS, True)
        )
        people.into_circle(db, town["Tom"], town["Rhys"], Grant(Content.HEALTH, True))

        def open_to(content: Content, own_words: bool) -> Pairs:
            return town.where(
                lambda viewer, person: relationships.shares_with(viewer, person, content, own_words=own_words)
            )

        assert open_to(Content.HEALTH, False) == {("Dafydd", "Mari"), ("Rhys", "Tom")}
        assert open_to(Content.HEALTH, True) == {("Rhys", "Tom")}
        assert open_to(Content.GOALS, True) == {("Dafydd", "Mari")}
        assert open_to(Content.NOTES, False) == set()
        of_tom = update(Share).where(Share.owner_id == town.id("Tom"))
        db.execute(of_tom.values(last_day=clock.today()))
        assert ("Rhys", "Tom") in open_to(Content.HEALTH, False)
        db.execute(of_tom.values(last_day=clock.today() - timedelta(days=1)))
        assert open_to(Content.HEALTH, False) == {("Dafydd", "Mari")}
        for closed in ({"accepted_at": None}, {"taken_back_at": NOON}, {"rests": True}):
            opened = {"last_day": None, "accepted_at": NOON, "taken_back_at": None, "rests": False}
            db.execute(of_tom.values(opened))
            assert ("Rhys", "Tom") in open_to(Content.HEALTH, False)
            db.execute(of_tom.values(closed))
            assert open_to(Content.HEALTH, False) == {("Dafydd", "Mari")}, closed


def test_eyes_that_are_tried_on_see_what_is_named_and_words_only_where_they_are(database: Database) -> None:
    with database.writing() as db:
        town = Town(db)
        given = frozenset({(Content.HEALTH, True), (Content.GOALS, False)})
        preview = town["Mari"].through_other_eyes(given)

        def open_to(whose: str) -> set[tuple[Content, bool]]:
            return {
                (content, own_words)
                for content in Content
                for own_words in (False, True)
                if db.scalar(
                    select(relationships.shares_with(preview, town.id(whose), content, own_words=own_words))
                )
            }

        assert open_to("Mari") == {(Content.HEALTH, False), (Content.HEALTH, True), (Content.GOALS, False)}
        assert open_to("Tom") == set()
        assert not db.scalar(select(relationships.is_own(preview, town.id("Mari"))))
        walker = town["Gareth"].through_other_eyes(given)
        assert not db.scalar(select(relationships.walks_with(walker, town.id("Mari"))))
        supervisor = town["Dafydd"].through_other_eyes(given)
        assert not db.scalar(select(relationships.supervises(supervisor, town.id("Gareth"))))
