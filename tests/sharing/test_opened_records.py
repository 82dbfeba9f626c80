"""What a look at a record is: whose it is, by which way, and what it was agreed to with."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.acting import NotHere
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Consent
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import CONSENT_TO_SHARE, CONSENT_TO_SHARE_WALKING, Grant
from lrc_portal.vocabulary import Content, Role, Through
from tests import people

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


def test_a_look_names_the_one_whose_record_it_is(database: Database) -> None:
    """So that its rules ask for what this one shares, and of one's own record for nobody's."""
    with clock.standing_at(NOON), database.writing() as db:
        mari, tom = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, mari, dafydd, Grant(Content.HEALTH))
        at_home, shown = opened_records.own(mari), opened_records.at(db, dafydd, mari.person_id)
        assert at_home.viewer.looks_at == shown.viewer.looks_at == mari.person_id
        assert (at_home.is_own, at_home.as_family) == (True, False)
        assert (shown.is_own, shown.as_family, shown.viewer.through) == (False, True, Through.CIRCLE)
        assert opened_records.at(db, dafydd, dafydd.person_id) == opened_records.own(dafydd)
        with pytest.raises(NotHere):
            opened_records.at(db, dafydd, tom.person_id)


def test_of_ones_own_record_it_is_known_whether_it_is_kept_alongside_recovery(database: Database) -> None:
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
    told = [opened_records.own(each).grants.alongside for each in (mari, dafydd)]
    assert told == [False, True]


def test_what_somebody_said_yes_to_is_kept_in_the_words_of_its_way(database: Database) -> None:
    """One who walks with somebody sees days and quiet times, and a circle does not: the words say so."""
    with clock.standing_at(NOON), database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        people.into_circle(db, mari, dafydd, Grant(Content.HEALTH))
        pairing_id = people.pair(db, nia, mari, gareth, Grant(Content.GOALS))
        given = select(Consent.pairing_id, Consent.wording).where(
            Consent.person_id == mari.person_id, Consent.share_id.is_not(None)
        )
        wordings = {kept.pairing_id: kept.wording for kept in db.execute(given)}
    assert wordings == {None: CONSENT_TO_SHARE, pairing_id: CONSENT_TO_SHARE_WALKING}
