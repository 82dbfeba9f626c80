"""Taking away and bringing back, as PostgreSQL lets the portal's own user do it, held by its policies."""

from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.vocabulary import Role
from tests import people
from tests.taking_along.doors import record, taken
from tests.taking_along.test_bringing_back import own, pressed, record_file, sent


def test_a_record_goes_along_and_comes_back_by_a_user_whom_policies_hold(
    postgresql_database: Database, walled: Database
) -> None:
    with postgresql_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        people.live(db, mari)
        again = people.make_person(db, "Mari again", Role.MEMBER)
    engine.use(walled)
    assert record(taken(walled, mari))["record"]["strengths"]
    door, answer = sent(walled, again, record_file(walled.seen_by(mari), mari))
    assert answer.status_code == 303
    pressed(door, door.get("/import/look"))
    assert len(own(walled.seen_by(again), again).strengths) == len(own(walled.seen_by(mari), mari).strengths)
