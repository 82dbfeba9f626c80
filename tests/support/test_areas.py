"""The areas for next time: up to three, kept until changed, their names for the two who walk together."""

import pytest

from lrc_portal.acting import NotAllowed
from lrc_portal.support.meetings import areas
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Facet
from lrc_portal.words.marks import Refused
from tests.support import company

THREE = (Facet.PHYSICAL, Facet.RELATIONAL, Facet.COMMUNITY)


def chosen(database, viewer, person) -> tuple[Facet, ...]:
    with database.reading() as db:
        return areas.read_query(viewer, person.person_id).run(db)


def choose(database, by, *facets: Facet) -> None:
    with database.writing() as db:
        areas.choose(db, by=by, facets=facets)


def gather(database):
    with database.writing() as db:
        return company.gather(db)


def test_they_stand_in_the_order_of_a_check_in_until_others_are_chosen(database):
    person = gather(database).person
    choose(database, person, Facet.COMMUNITY, Facet.PHYSICAL, Facet.RELATIONAL)
    assert chosen(database, person, person) == THREE
    choose(database, person, Facet.PHYSICAL, Facet.SOBRIETY)
    assert chosen(database, person, person) == (Facet.SOBRIETY, Facet.PHYSICAL)
    choose(database, person)
    assert chosen(database, person, person) == ()


def test_a_fourth_is_refused_and_the_three_stay(database):
    person = gather(database).person
    choose(database, person, *THREE)
    with pytest.raises(Refused, match="Choose up to three."):
        choose(database, person, *THREE, Facet.EMOTIONAL)
    assert chosen(database, person, person) == THREE


def test_whoever_sees_the_agenda_sees_their_names_and_nobody_else(database):
    gathered = gather(database)
    choose(database, gathered.person, *THREE)
    seen = {
        who for who, viewer in gathered.people.items() if chosen(database, viewer, gathered.person) == THREE
    }
    seen_nothing = {
        who for who, viewer in gathered.people.items() if chosen(database, viewer, gathered.person) == ()
    }
    assert seen == {"person", "author", "other peer worker"}
    assert seen | seen_nothing == set(company.ALL_ROLES)


def test_when_the_pairing_ends_the_peer_worker_sees_them_no_more(database):
    gathered = gather(database)
    choose(database, gathered.person, *THREE)
    with database.writing() as db:
        pairings.end(db, by=gathered.person, pairing_id=gathered.pairing_id)
    assert chosen(database, gathered.author, gathered.person) == ()
    assert chosen(database, gathered.person, gathered.person) == THREE


@pytest.mark.parametrize("who", ["author", "coordinator"])
def test_only_who_keeps_a_record_chooses(who, database):
    with pytest.raises(NotAllowed):
        choose(database, gather(database).people[who], Facet.PHYSICAL)


def test_each_chooses_their_own(database):
    gathered = gather(database)
    stranger = gathered.people["stranger"]
    choose(database, gathered.person, *THREE)
    choose(database, stranger, Facet.SOBRIETY)
    assert chosen(database, gathered.person, gathered.person) == THREE
    assert chosen(database, stranger, stranger) == (Facet.SOBRIETY,)
