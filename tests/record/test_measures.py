"""Things that somebody follows: numbers as they are typed, answers of a day, buckets, and who sees them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.access import grants
from lrc_portal.acting import NotHere
from lrc_portal.database.models import Trace
from lrc_portal.record import check_ins, measure_series, measures
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.measure_answers import Answered, as_text, hundredths, problems
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.vocabulary import LARGEST_ANSWER, Act, Bucket, Content, Element, MeasureKind, Role
from lrc_portal.words.marks import Invalid
from tests import people
from tests.people import token
from tests.record.following import answer, follow, measure

SCALE, YES_NO, CHOICE = MeasureKind.SCALE, MeasureKind.YES_NO, MeasureKind.CHOICE


@given(st.integers(0, 100 * LARGEST_ANSWER), st.sampled_from(".,"), st.sampled_from(["", " "]))
def test_a_number_is_kept_as_it_was_typed_with_a_point_or_a_comma(value, separator, blank):
    typed = blank + as_text(value / 100).replace(".", separator) + blank
    assert hundredths(typed) == value
    assert problems({1: typed}) == []


@pytest.mark.parametrize("typed", ["seven", "7.555", "-1", "1e3", "7,5,5", "1000001", "٧", "½"])
def test_what_is_no_number_is_said_beside_its_own_field(typed):
    [found] = problems({8: typed, 9: "7"})
    assert found.field == "measure.8"


@pytest.fixture
def mari(database):
    with database.writing() as db:
        return people.make_person(db, "Mari", Role.MEMBER)


def traces_of(db, by):
    return list(db.scalars(select(Trace.act).where(Trace.owner_id == by.person_id).order_by(Trace.id)))


def days_of(db, by):
    return check_ins.seen(db, opened_records.own(by))


def test_answers_belong_to_the_day_and_a_second_save_changes_them_with_one_trace(database, mari):
    with database.writing() as db:
        slept = follow(db, mari, "hours slept")
        answer(db, mari, {slept: "7,5"})
        [day] = days_of(db, mari)
        assert day.measures == {slept: Answered(750)}
        told = traces_of(db, mari)
        again = CheckInSubmission(day.day, token=token(), measures={slept: "7.50"}, version=day.version)
        check_ins.save(db, by=mari, submission=again)
        assert traces_of(db, mari) == told, "what stands already is no change"
        changed = replace(again, token=token(), measures={slept: ""}, words="so")
        check_ins.save(db, by=mari, submission=changed)
        assert days_of(db, mari)[0].measures == {}
        assert traces_of(db, mari) == [*told, Act.CHANGED]


def test_an_answer_that_is_not_of_its_kind_or_not_their_own_is_refused(database, mari):
    with database.writing() as db:
        other = people.make_person(db, "Tom", Role.MEMBER)
        company = follow(db, mari, "company", CHOICE, choices=("nobody", "friends"))
        craving = follow(db, mari, "craving", SCALE)
        theirs = follow(db, other, "hours")
        for given_ in (
            {theirs: "7"},
            {craving: Answered(750)},
            {craving: Answered(1100)},
            {company: Answered(100)},
            {company: Answered(choice_id=10**6)},
        ):
            with pytest.raises(NotHere):
                answer(db, mari, given_)
        assert days_of(db, mari) == []


def test_an_answer_that_was_given_stays_in_the_choices_and_others_can_go(database, mari):
    with database.writing() as db:
        company = follow(db, mari, "company", CHOICE, choices=("nobody", "friends", "a group"))
        [line] = measures.seen(db, opened_records.own(mari))
        first, second, third = line.choices
        answer(db, mari, {company: Answered(choice_id=first.id)})
        without_first = measure("company", CHOICE, line.element)
        with pytest.raises(Invalid):
            measures.change(
                db,
                by=mari,
                measure_id=company,
                submission=replace(without_first, choices=((second.id, "friends"), (third.id, "a group"))),
            )
        renamed = replace(without_first, choices=((first.id, "by myself"), (third.id, "a group")))
        measures.change(db, by=mari, measure_id=company, submission=renamed)
        [line] = measures.seen(db, opened_records.own(mari))
        assert [each.words for each in line.choices] == ["by myself", "a group"]


def test_they_are_asked_in_the_order_that_their_owner_likes_and_put_away_with_their_answers(database, mari):
    with database.writing() as db:
        one, two, three = (follow(db, mari, name) for name in ("one", "two", "three"))
        answer(db, mari, {two: "2"})
        measures.move_up(db, by=mari, measure_id=three)
        measures.move_up(db, by=mari, measure_id=three)
        measures.move_up(db, by=mari, measure_id=three)
        me = opened_records.own(mari)
        assert [line.id for line in measures.seen(db, me)] == [three, one, two]
        measures.put_away(db, by=mari, measure_id=two)
        assert [line.id for line in measures.seen(db, me)] == [three, one]
        answer(db, mari, {one: "1"})
        assert days_of(db, mari)[0].measures == {one: Answered(100), two: Answered(200)}
        measures.take_up(db, by=mari, measure_id=two)
        assert [line.id for line in measures.seen(db, me)] == [three, one, two]
        measures.erase(db, by=mari, measure_id=two)
        assert days_of(db, mari)[0].measures == {one: Answered(100)}


def test_buckets_hold_the_middle_of_numbers_and_the_part_of_each_answer(database, mari):
    with database.writing() as db:
        slept = follow(db, mari, "hours slept")
        company = follow(db, mari, "company", CHOICE, choices=("nobody", "friends"))
        [_slept, line] = measures.seen(db, opened_records.own(mari))
        nobody, friends = (choice.id for choice in line.choices)
        monday = clock.week_start(clock.today() - timedelta(days=14))
        for n, (hours, whom) in enumerate([("6", nobody), ("7.5", friends), ("9", friends), ("", friends)]):
            ago = (clock.today() - monday).days - n
            answer(db, mari, {slept: hours, company: Answered(choice_id=whom)}, ago=ago)
        found = measure_series.read_query(opened_records.own(mari), Bucket.WEEK, monday).run(db)
        by_name = {each.name: each for each in found.over(monday, clock.today())}
        [of_sleep], [of_company] = (by_name[name].answered for name in ("hours slept", "company"))
        assert (of_sleep.at, of_sleep.value, of_sleep.n) == (monday, 7.5, 3)
        assert (of_company.parts, of_company.n) == ((0.25, 0.75), 4)
        assert len(by_name["company"].spans) >= 3, "weeks without an answer stand there too"


def test_family_sees_weeks_of_what_is_shared_without_days_and_nothing_that_is_only_me(database, mari):
    with database.writing() as db:
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, mari, dafydd, Grant(Content.HEALTH))
        slept = follow(db, mari, "hours slept")
        secret = follow(db, mari, "secret", only_me=True)
        money = follow(db, mari, "money", element=Element.REINTEGRATION)
        answer(db, mari, {slept: "6", secret: "1", money: "5"}, ago=1)
        answer(db, mari, {slept: "9"}, ago=2, only_me=True)
    with database.reading() as db:
        look = OpenedRecord(dafydd, mari.person_id, grants(db, dafydd, mari.person_id))
        start = clock.today() - timedelta(days=60)
        answers = measure_series.read_query(look, Bucket.WEEK, start).run(db)
        [seen] = answers.over(start, clock.today())
        assert seen.name == "hours slept"
        assert {(span.value, span.n) for span in seen.answered} == {(6, 0)}
        own = measure_series.read_query(opened_records.own(mari), Bucket.DAY, start).run(db)
        by_name = {each.name: each for each in own.over(start, clock.today())}
        assert {span.value for span in by_name["hours slept"].answered} == {6, 9}, "their own of every day"


def test_a_dozen_over_ten_years_are_three_selects_and_as_many_rows_as_there_are_buckets(sqlite_database):
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        ids = [follow(db, mari, f"measure {n}") for n in range(12)]
        for ago in range(0, 3650, 61):
            answer(db, mari, dict.fromkeys(ids, "5"), ago=ago)
        start = clock.today() - timedelta(days=3650)
        query = measure_series.read_query(opened_records.own(mari), Bucket.MONTH, start)
        assert len(query.selects) == 3
        found = query.run(db)
        assert len(found.rows) <= 12 * 60
