"""A role comes beside the others, and what somebody showed goes no further by it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import PersonRole
from lrc_portal.sharing import invitations, roles
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import TraitSubmission, WordsSubmission
from lrc_portal.vocabulary import Role, Telling, TraitKind
from tests.people import make_person, pair


def tell(db: Session, by: Viewer) -> None:
    about_me.say(db, by=by, submission=WordsSubmission("I sing", shown=True))
    area = TraitSubmission(TraitKind.AREA, own_words="Splott", telling=Telling.SHOWN)
    about_me.tell(db, by=by, submission=area)


def beside(db: Session, viewer: Viewer, person: Viewer) -> about_me.AboutPage | None:
    return about_me.beside(viewer).run(db).get(person.person_id)


@pytest.mark.parametrize("way", ["given", "invited"])
def test_what_a_member_showed_is_not_shown_by_a_role(database: Database, way: str) -> None:
    with database.writing() as db:
        nia = make_person(db, "Nia", Role.COORDINATOR)
        mari = make_person(db, "Mari", Role.MEMBER)
        gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        pair(db, nia, mari, gareth)
        tell(db, mari)
        assert beside(db, gareth, mari) is not None
        if way == "given":
            roles.give(db, person_id=mari.person_id, role=Role.PEER_WORKER, given_by_id=nia.person_id)
        else:
            code = invitations.issue(db, by=nia, role=Role.PEER_WORKER, into_circle=False)[1]
            invitations.accept(db, by=mari, code=code)
        assert beside(db, gareth, mari) is None
        own = about_me.mine(mari).run(db)
        assert (own.words, own.shown) == ("I sing", False)
        assert own.of(TraitKind.AREA).telling is Telling.MATCHING


def test_to_hold_a_role_already_changes_nothing(database: Database) -> None:
    with database.writing() as db:
        gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        tell(db, gareth)
        roles.give(db, person_id=gareth.person_id, role=Role.PEER_WORKER, given_by_id=None)
        assert about_me.mine(gareth).run(db).shown


def test_a_role_changes_what_its_holder_showed_and_nothing_else(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        for member in (mari, tom):
            tell(db, member)
        faith = TraitSubmission(TraitKind.FAITH, own_words="chapel", telling=Telling.NOT_TOLD)
        about_me.tell(db, by=mari, submission=faith)
        roles.give(db, person_id=mari.person_id, role=Role.PEER_WORKER, given_by_id=None)
        own = about_me.mine(mari).run(db)
        assert [own.of(kind).telling for kind in (TraitKind.AREA, TraitKind.FAITH)] == [
            Telling.MATCHING,
            Telling.NOT_TOLD,
        ]
        of_tom = about_me.mine(tom).run(db)
        assert (of_tom.shown, of_tom.of(TraitKind.AREA).telling) == (True, Telling.SHOWN)


def test_a_role_is_laid_down_by_one_and_the_others_hold_it_still(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        gareth, sian = (make_person(db, name, Role.PEER_WORKER, Role.MEMBER) for name in ("Gareth", "Siân"))
        roles.lay_down(db, person_id=gareth.person_id, role=Role.PEER_WORKER)
        held = select(PersonRole.person_id, PersonRole.role)
        assert {(person_id, role) for person_id, role in db.execute(held)} - {
            (gareth.person_id, Role.MEMBER),
            (sian.person_id, Role.MEMBER),
        } == {(sian.person_id, Role.PEER_WORKER)}
