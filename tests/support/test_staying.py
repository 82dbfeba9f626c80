"""Staying after all: what is said again only once the first was read, and what the person reads of it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.access import grants
from lrc_portal.sharing import trace
from lrc_portal.support.pairings import handover
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.ui.sharing import traces
from lrc_portal.vocabulary import Language
from lrc_portal.words.marks import DOT, Refused
from lrc_portal.words.translator import Translator
from tests.people import token
from tests.support.test_changing import Changing


def leave(db: Session, there: Changing, by: str, days: int) -> None:
    leaving = LeavingSubmission(there.old, clock.today() + timedelta(days=days), token())
    handover.say_leaving(db, by=getattr(there, by), submission=leaving)


@pytest.mark.parametrize("by", ["gareth", "nia"])
def test_no_new_last_day_is_said_before_the_person_has_read_that_the_first_was_taken_back(database, by):
    with database.writing() as db:
        there = Changing(db)
        leave(db, there, by, 5)
        handover.stay(db, by=getattr(there, by), pairing_id=there.old)
    for again in ("gareth", "nia"):
        with database.writing() as db, pytest.raises(Refused) as refused:
            leave(db, there, again, 30)
        assert "They have not read yet that the last day was taken back." in refused.value.sentence.text
    with database.writing() as db:
        handover.read_staying(db, by=there.mari, pairing_id=there.old, go_on_showing=True)
        leave(db, there, by, 30)
    for days, seen in ((6, True), (30, True), (31, False)):
        with clock.standing_at(clock.now() + timedelta(days=days)), database.reading() as db:
            assert bool(grants(db, there.gareth, there.mari.person_id)) == seen


@pytest.mark.parametrize(("by", "display_name"), [("gareth", "Gareth"), ("nia", "Nia")])
def test_what_the_person_reads_of_staying_is_true_whoever_said_it(database, by, display_name):
    with database.writing() as db:
        there = Changing(db)
        leave(db, there, by, 10)
        handover.say_heard(db, by=there.mari, pairing_id=there.old)
        handover.propose(db, by=there.nia, pairing_id=there.old, peer_worker_id=there.sian.person_id)
        before = len(trace.about_me(there.mari).run(db))
        handover.stay(db, by=getattr(there, by), pairing_id=there.old)
        found = trace.about_me(there.mari).run(db)
    told = [traces.sentence(Translator(Language.ENGLISH), [line]).split(DOT)[0] for line in found[:-before]]
    assert told == [
        f"**{display_name}** took the last day back: your peer worker stays with you",
        f"**{display_name}** put aside the suggestion of somebody new",
    ]
