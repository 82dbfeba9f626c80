"""A role comes beside the others, and what somebody showed goes no further by it."""

import pytest
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
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
