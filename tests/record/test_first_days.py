"""A new member is asked three things, each once; what was left out is not asked again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.record import check_ins, first_days, pursuits, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.first_days import FirstQuestion, FirstScreen
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Aim, Facet, PursuitKind, Role, StrengthPlace
from lrc_portal.words.marks import Invalid
from tests.people import make_person, token


@pytest.fixture
def mari(database: Database) -> Viewer:
    with database.writing() as db:
        return make_person(db, "Mari", Role.MEMBER)


def about() -> PursuitSubmission:
    return PursuitSubmission(PursuitKind.SUBSTANCE, "Wine", Aim.ABSTINENCE, token=token())


def asked(database: Database, viewer: Viewer) -> FirstQuestion | None:
    with database.reading() as db:
        return first_days.read_query(viewer).run(db)


def screen(database: Database, viewer: Viewer) -> FirstScreen | None:
    question = asked(database, viewer)
    return question.screen if question else None


def test_each_answer_is_kept_in_the_record_and_the_next_is_asked(database: Database, mari: Viewer) -> None:
    assert screen(database, mari) is FirstScreen.ABOUT
    with database.writing() as db:
        first_days.tell_about(db, by=mari, submission=about())
    question = asked(database, mari)
    assert question is not None and question.screen is FirstScreen.SINCE and question.since_of
    day = clock.today() - timedelta(days=40)
    with database.writing() as db:
        first_days.tell_since(db, by=mari, pursuit=question.since_of, day=day)
    assert screen(database, mari) is FirstScreen.STRENGTH
    with database.writing() as db:
        given = StrengthSubmission(StrengthPlace.PEOPLE, "My sister", token=token())
        first_days.tell_strength(db, by=mari, submission=given)
    assert screen(database, mari) is None
    with database.reading() as db:
        [kept] = pursuits.seen(db, opened_records.own(mari))
        [strength] = strengths.seen(db, opened_records.own(mari))
    assert (kept.name, kept.kind, kept.start_day) == ("Wine", PursuitKind.SUBSTANCE, day)
    assert (strength.words, strength.place) == ("My sister", StrengthPlace.PEOPLE)


def test_without_what_it_is_about_no_day_is_asked_for(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        first_days.leave_out(db, by=mari, screen=FirstScreen.ABOUT)
    assert screen(database, mari) is FirstScreen.STRENGTH
    with database.writing() as db:
        first_days.leave_out(db, by=mari, screen=FirstScreen.STRENGTH)
    assert screen(database, mari) is None


def test_who_leaves_all_of_it_out_is_not_asked_again(database: Database, mari: Viewer) -> None:
    with database.writing() as db:
        first_days.leave_out(db, by=mari)
        first_days.leave_out(db, by=mari, screen=FirstScreen.ABOUT)
    assert screen(database, mari) is None


def test_a_day_that_is_missing_or_to_come_is_refused_and_the_question_stays(
    database: Database, mari: Viewer
) -> None:
    with database.writing() as db:
        first_days.tell_about(db, by=mari, submission=about())
    question = asked(database, mari)
    assert question is not None and question.since_of
    for day in (None, clock.today() + timedelta(days=1)):
        with pytest.raises(Invalid) as refused, database.writing() as db:
            first_days.tell_since(db, by=mari, pursuit=question.since_of, day=day)
        assert [each.field for each in refused.value.problems] == ["start_day"]
    assert asked(database, mari) == question


@pytest.mark.parametrize("began_with", ["a check-in", "a pursuit", "a strength"])
def test_who_began_by_themselves_is_asked_nothing(database: Database, mari: Viewer, began_with: str) -> None:
    with database.writing() as db:
        if began_with == "a check-in":
            day = CheckInSubmission(clock.today(), {Facet.PHYSICAL: 6}, token=token())
            check_ins.save(db, by=mari, submission=day)
        elif began_with == "a pursuit":
            pursuits.add(db, by=mari, submission=replace(about(), start_day=None))
        else:
            strength = StrengthSubmission(StrengthPlace.SELF, "I keep going", token=token())
            strengths.add(db, by=mari, submission=strength)
    assert screen(database, mari) is None


@pytest.mark.parametrize("role", [Role.FAMILY, Role.PEER_WORKER, Role.COORDINATOR])
def test_nobody_but_a_member_is_asked(database: Database, role: Role) -> None:
    with database.writing() as db:
        somebody = make_person(db, "Rhys", role)
    assert screen(database, somebody) is None
