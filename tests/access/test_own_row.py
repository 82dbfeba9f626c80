"""Whoever changes a row of theirs holds it until the end: two tabs change it one after the other."""

import pytest
from sqlalchemy import text

from lrc_portal import access
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Strength
from lrc_portal.record import strengths
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.vocabulary import Role, StrengthPlace
from lrc_portal.words.marks import NotNow
from tests.people import make_person, token


def test_a_row_that_one_tab_changes_waits_for_it_in_the_other(postgresql_database: Database) -> None:
    with postgresql_database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        submission = StrengthSubmission(StrengthPlace.SELF, "I listen", token=token())
        strength_id = strengths.add(db, by=mari, submission=submission)
    with postgresql_database.writing() as one_tab:
        access.own_row(one_tab, mari, Strength, strength_id)
        with pytest.raises(NotNow), postgresql_database.writing() as other_tab:
            other_tab.execute(text("SET LOCAL lock_timeout = '50ms'"))
            access.own_row(other_tab, mari, Strength, strength_id)
    with postgresql_database.writing() as other_tab:
        assert access.own_row(other_tab, mari, Strength, strength_id).id == strength_id
