"""Agreements at home with several people: what is offered, said and ended with one stays with that one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import HomeAgreement, Person, Trace
from lrc_portal.erasing import erasing
from lrc_portal.sharing import circle
from lrc_portal.support.at_home import agreement_views, agreements
from lrc_portal.support.at_home.agreement_views import NOTHING, AtHomeWith, Between, Part
from lrc_portal.support.at_home.agreements import AnswerSubmission, OfferSubmission
from lrc_portal.vocabulary import Role, Subject
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.people import token

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
RING = Part("I ring you", "you ask once", "I cook", "come along")


@dataclass(frozen=True)
class Three:
    """Siân and Rhys are in Mari's circle; Siân came first."""

    mari: Viewer
    sian: Viewer
    rhys: Viewer


def make_three(db: Session) -> Three:
    mari = people.make_person(db, "Mari", Role.MEMBER)
    sian, rhys = (people.make_person(db, name, Role.FAMILY) for name in ("Siân", "Rhys"))
    people.into_circle(db, mari, sian)
    with clock.standing_at(clock.now() + DAY):
        people.into_circle(db, mari, rhys)
    return Three(mari, sian, rhys)


def offer(db: Session, by: Viewer, other: Viewer, part: Part = RING) -> int:
    return agreements.offer(db, by=by, submission=OfferSubmission(other.person_id, part, token()))


def agree(db: Session, by: Viewer, agreement_id: int, part: Part = NOTHING) -> None:
    submission = AnswerSubmission(True, part, token=token())
    agreements.answer(db, by=by, agreement_id=agreement_id, submission=submission)


def read(db: Session, viewer: Viewer, other: Viewer) -> Between:
    return agreement_views.read_query(viewer, other.person_id, most=50).run(db)


def with_whom(db: Session, viewer: Viewer) -> list[AtHomeWith]:
    return agreement_views.people(viewer).run(db)


def test_what_is_offered_to_one_and_to_another_is_read_by_each_alone(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        to_sian = offer(db, three.mari, three.sian)
        to_rhys = offer(db, three.mari, three.rhys)
        with_rhys = read(db, three.mari, three.rhys)
        assert [each.id for each in with_rhys.agreements] == [to_rhys]
        assert [each.id for each in read(db, three.sian, three.mari).agreements] == [to_sian]
        assert read(db, three.rhys, three.sian).agreements == ()
        assert with_rhys.waiting and with_rhys.waiting.mine == RING and with_rhys.stands
        assert read(db, three.rhys, three.mari).my_last == NOTHING
        assert agreement_views.waiting(three.rhys).run(db) == [(three.mari.person_id, "Mari")]
        agree(db, three.rhys, to_rhys, Part(good_does="I come along"))
        theirs = read(db, three.mari, three.rhys).agreed
        assert theirs and theirs.theirs == Part(good_does="I come along")
        assert agreement_views.waiting(three.rhys).run(db) == []
        assert agreement_views.waiting(three.sian).run(db) == [(three.mari.person_id, "Mari")]


def test_whoever_offered_first_waits_first(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        offer(db, three.rhys, three.mari)
        offer(db, three.sian, three.mari)
        waiting = agreement_views.waiting(three.mari).run(db)
        assert waiting == [(three.rhys.person_id, "Rhys"), (three.sian.person_id, "Siân")]


def test_an_offer_that_waits_from_one_stands_in_nobody_elses_way(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        offer(db, three.sian, three.mari)
        with pytest.raises(Refused) as refused:
            offer(db, three.mari, three.sian)
        assert refused.value.sentence.text == agreements.THEIRS_FIRST
        first = offer(db, three.mari, three.rhys)
        with pytest.raises(Invalid) as invalid:
            offer(db, three.mari, three.rhys)
        assert list(invalid.value.problems) == [agreements.UNCHANGED]
        agree(db, three.rhys, first, Part(hard_does="I listen"))
        assert offer(db, three.mari, three.rhys, Part("I ring you twice"))


def test_what_is_ended_with_one_goes_on_with_another(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        for each in (three.sian, three.rhys):
            agree(db, each, offer(db, three.mari, each))
        agreements.end(db, by=three.sian, other_id=three.mari.person_id)
        assert not read(db, three.mari, three.sian).stands and read(db, three.mari, three.rhys).agreed
        with clock.standing_at(NOON + DAY):
            again = offer(db, three.mari, three.sian)
            agreements.end(db, by=three.mari, other_id=three.sian.person_id)
            ended = {each.id: (each.ended_by_id, each.ended_at) for each in db.scalars(select(HomeAgreement))}
            assert ended.pop(again) == (three.mari.person_id, NOON + DAY)
            assert sorted(ended.values(), key=str) == sorted(
                [(three.sian.person_id, NOON), (None, None)], key=str
            ), "what had ended before stays as it was"
        with pytest.raises(Refused) as refused:
            agree(db, three.sian, again)
        assert refused.value.sentence.text == agreements.OVER


def test_what_is_taken_back_from_one_waits_still_with_another(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        to_sian, to_rhys = offer(db, three.mari, three.sian), offer(db, three.mari, three.rhys)
        agreements.take_back(db, by=three.mari, agreement_id=to_sian)
        waits = read(db, three.rhys, three.mari).waiting
        assert read(db, three.sian, three.mari).waiting is None and waits and waits.id == to_rhys
        traces = db.execute(
            select(Trace.owner_id, Trace.subject_id).where(Trace.subject == Subject.HOME_AGREEMENT)
        ).all()
        assert {(three.sian.person_id, to_sian), (three.rhys.person_id, to_rhys)} <= {*traces}


def test_how_many_versions_fit_is_counted_for_each_two(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HOME_VERSIONS", limits.Limit(1, limits.HOME_VERSIONS.full))
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        for each in (three.sian, three.rhys):
            offer(db, three.mari, each)
            with pytest.raises(Refused):
                offer(db, three.mari, each, Part("something else"))


def test_on_a_hard_day_stand_those_with_whom_something_was_agreed_for_one(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)

        def named() -> list[str]:
            return [name for _id, name in agreement_views.for_a_hard_day(three.mari).run(db)]

        agree(db, three.sian, offer(db, three.mari, three.sian, Part(good_does="I sing")))
        assert named() == [], "that is for good days"
        with_rhys = offer(db, three.rhys, three.mari, Part(hard_wishes="you ring me"))
        assert named() == [], "nobody has agreed yet"
        agree(db, three.mari, with_rhys)
        assert agreement_views.for_a_hard_day(three.mari).run(db) == [(three.rhys.person_id, "Rhys")]
        agree(db, three.sian, offer(db, three.mari, three.sian, Part(hard_does="I walk")))
        assert named() == ["Rhys", "Siân"]
        newer = offer(db, three.mari, three.rhys, Part(good_wishes="we swim"))
        assert named() == ["Rhys", "Siân"], "what was agreed stands until there is an answer"
        agree(db, three.rhys, newer)
        assert named() == ["Siân"], "of what was agreed the newest holds"
        agreements.end(db, by=three.sian, other_id=three.mari.person_id)
        assert named() == []


def test_whoever_came_last_into_ones_circle_stands_first_and_whoever_left_last(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        first = AtHomeWith(three.sian.person_id, "Siân", NOON, is_connected=True)
        second = AtHomeWith(three.rhys.person_id, "Rhys", NOON + DAY, is_connected=True)
        assert with_whom(db, three.mari) == [second, first]
        assert with_whom(db, three.rhys) == [
            AtHomeWith(three.mari.person_id, "Mari", NOON + DAY, is_connected=True)
        ]
        offer(db, three.mari, three.rhys)
        offer(db, three.mari, three.sian)
        with clock.standing_at(NOON + DAY):
            offer(db, three.mari, three.sian, Part("I ring you early"))
            for each in (three.rhys, three.sian):
                circle.leave(db, by=three.mari, other_id=each.person_id)
        gone = [(each.display_name, each.since, each.is_connected) for each in with_whom(db, three.mari)]
        assert gone == [("Siân", NOON, False), ("Rhys", NOON, False)]


def test_of_whoever_is_erased_one_keeps_ones_own_words_and_no_name(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        three = make_three(db)
        agree(db, three.rhys, offer(db, three.mari, three.rhys), Part(hard_does="I listen"))
        db.execute(update(Person).where(Person.id == three.rhys.person_id).values(erase_at=NOON))
        erasing.erase(db, db.get_one(Person, three.rhys.person_id))
        db.expire_all()
        [_sian, nobody] = with_whom(db, three.mari)
        assert (nobody.person_id, nobody.display_name, nobody.is_connected) == (
            three.rhys.person_id,
            "",
            False,
        )
        between = read(db, three.mari, three.rhys)
        [kept] = between.agreements
        assert (kept.mine, kept.theirs, kept.is_over, between.stands) == (RING, NOTHING, True, False)
