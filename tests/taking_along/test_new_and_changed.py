"""A file that brings something new of a kind, and something of the same kind that is other here now."""

import pytest

from lrc_portal.database.engine import Database
from lrc_portal.record import ways
from lrc_portal.record.ways import WaySubmission
from lrc_portal.taking_along import as_json, bringing, opening, own_record, with_others
from lrc_portal.taking_along.comparing import KINDS, compared
from lrc_portal.vocabulary import Role
from tests import people
from tests.people import token


@pytest.mark.parametrize("kinds", [frozenset(KINDS), frozenset()], ids=["replacing", "keeping"])
def test_both_are_brought_in_one_step(database: Database, kinds: frozenset[str]) -> None:
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        people.live(db, mari)
        first, second = (
            ways.add(db, by=mari, submission=WaySubmission(words, token=token()))
            for words in ("swim", "sing")
        )
    file = as_json.text(with_others.read(database.seen_by(mari), mari)).encode()
    with database.writing() as db:
        ways.erase(db, by=mari, way_id=first)
        ways.change(db, by=mari, way_id=second, submission=WaySubmission("sing in the car", token=token()))
    with database.writing() as db:
        here, there = own_record.read_query(mari).run(db), opening.entries_of(file)
        version = compared(here, there, own_record.former_ids(mari).run(db)).version
        bringing.take(db, by=mari, there=there, version=version, replacing=kinds, token=token())
    with database.reading() as db:
        words = {way.words for way in own_record.read_query(mari).run(db).ways}
    assert words == {"swim", "sing" if kinds else "sing in the car"}
