"""Whose eyes see what of the way over time: marks, lines and days, and never a hint of the rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.record import check_ins, goals, journey, moments, pursuits
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import EndSubmission
from lrc_portal.record.journey import Journey
from lrc_portal.series import MarkKind
from lrc_portal.sharing import circle, opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.vocabulary import (
    Aid,
    Bucket,
    Content,
    Element,
    Facet,
    GoalState,
    MeetingKind,
    MomentKind,
    PursuitDay,
    Role,
    Through,
    Window,
)
from tests.people import into_circle, make_person, pair, token
from tests.record import verbs
from tests.record.ways import NOON, TODAY, ago, line, write


@pytest.fixture(autouse=True)
def standing_at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


# What happened


def live_through_everything(db: Session) -> tuple[Viewer, Viewer]:
    """An owner and their peer worker with something of each kind on a day of its own."""
    mari = make_person(db, "Mari", Role.MEMBER)
    gareth = make_person(db, "Gareth", Role.PEER_WORKER)
    pairing_id = pair(db, make_person(db, "Nia", Role.COORDINATOR), mari, gareth)
    for n, (kind, element) in enumerate(zip(MomentKind, Element, strict=True), start=1):
        moments.add(db, by=mari, submission=verbs.moment(f"moment {n}", n, kind=kind, element=element))
    for n, kind, place in ((4, MeetingKind.PROFESSIONAL_LED, None), (5, MeetingKind.GROUP, pairing_id)):
        form = MeetingSubmission(kind, ago(n), None, "somewhere", place, token())
        meetings.plan(db, by=mari, submission=form)
    later = MeetingSubmission(MeetingKind.PHONE, ago(-3), None, "", pairing_id, token())
    meetings.plan(db, by=mari, submission=later)
    for n, agree in ((6, True), (7, False), (8, None)):
        form = NoteSubmission(
            pairing_id, ago(n), MeetingKind.PHONE, frozenset(Aid), frozenset(Element), "words", token=token()
        )
        note_id = notes.offer(db, by=gareth, submission=form)
        if agree is not None:
            answer = AnswerSubmission(agree, "mine", token())
            notes.answer(db, by=mari, note_id=note_id, submission=answer)
    with clock.standing_at(NOON - timedelta(days=9)):
        goal_id = goals.add(db, by=mari, submission=verbs.goal("choir"))
        goals.add(db, by=mari, submission=verbs.goal("only mine", only_me=True))
    goals.end(db, by=mari, goal_id=goal_id, submission=EndSubmission(GoalState.REACHED))
    return mari, gareth


OF_MOMENTS = [
    (MarkKind.HARD_DAY, ago(3), "moment 3"),
    (MarkKind.CONTRIBUTION, ago(2), "moment 2"),
    (MarkKind.MILESTONE, ago(1), "moment 1"),
]


def marks(way: Journey) -> list[tuple[MarkKind, date, str]]:
    return [(mark.kind, mark.day, mark.label) for mark in way.marks]


def test_the_owner_finds_on_the_way_all_that_happened(database: Database) -> None:
    with database.writing() as db:
        mari, _gareth = live_through_everything(db)
        way = journey.series(db, opened_records.own(mari), Window.FOUR_WEEKS)
    assert marks(way) == [
        (MarkKind.GOAL_SET, ago(9), "choir"),
        (MarkKind.GOAL_SET, ago(9), "only mine"),
        (MarkKind.NOTE_DIFFERING, ago(7), ""),
        (MarkKind.NOTE_AGREED, ago(6), ""),
        (MarkKind.MEETING, ago(5), ""),
        (MarkKind.PROFESSIONAL_LED, ago(4), ""),
        *OF_MOMENTS,
        (MarkKind.GOAL_REACHED, TODAY, "choir"),
    ]
    assert len({mark.id for mark in way.marks}) == len(way.marks)


def test_a_moment_and_a_goal_can_be_drawn_from_the_mark_alone(database: Database) -> None:
    with database.writing() as db:
        mari, _gareth = live_through_everything(db)
        way = journey.series(db, opened_records.own(mari), Window.FOUR_WEEKS)
        written = {f"{one.kind}-{one.id}": one for one in moments.seen(db, opened_records.own(mari))}
        wanted = {goal.title: goal.element for goal in goals.seen(db, opened_records.own(mari))}
    for mark in way.marks:
        if mark.id in written:
            moment = written.pop(mark.id)
            assert (mark.day, mark.label, mark.element) == (moment.day, moment.words, moment.element)
        else:
            assert mark.element == wanted.get(mark.label)
    assert not written


def test_what_happened_before_the_window_is_not_on_it(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        for n in (27, 28):
            moments.add(db, by=mari, submission=verbs.moment(str(n), n))
        assert [
            mark.label for mark in journey.series(db, opened_records.own(mari), Window.FOUR_WEEKS).marks
        ] == ["27"]
        assert len(journey.series(db, opened_records.own(mari), Window.ALL).marks) == 2


SHARED = [
    ((), []),
    ((Grant(Content.STRENGTHS),), []),
    (
        (Grant(Content.GOALS),),
        [(MarkKind.GOAL_SET, ago(9), "choir"), (MarkKind.GOAL_REACHED, TODAY, "choir")],
    ),
    ((Grant(Content.NOTES),), [(MarkKind.NOTE_AGREED, ago(6), "")]),
    ((Grant(Content.HEALTH),), [(MarkKind.CONTRIBUTION, ago(2), "")]),
    ((Grant(Content.HEALTH, own_words=True),), [OF_MOMENTS[1]]),
    (tuple(Grant(Content(element.value), True) for element in Element), OF_MOMENTS),
]


@pytest.mark.parametrize(("grants", "expected"), SHARED)
def test_somebody_in_the_circle_finds_what_was_shared_and_no_meeting(
    database: Database, grants: tuple[Grant, ...], expected: list
) -> None:
    with database.writing() as db:
        mari, _gareth = live_through_everything(db)
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd, *grants)
        seen = {(grant.content, grant.own_words) for grant in grants}
        preview = journey.series(db, opened_records.preview(db, mari, seen), Window.ALL)
        if not grants:
            assert marks(preview) == []
            return
        way = journey.series(db, opened_records.at(db, dafydd, mari.person_id), Window.ALL)
    assert marks(way) == expected
    assert preview == way, "the look through the other's eyes is what the other sees"


# A family view


def shared_with(db: Session, owner: Viewer, *grants: Grant) -> opened_records.OpenedRecord:
    viewer = make_person(db, "Dafydd", Role.FAMILY)
    into_circle(db, owner, viewer, *grants)
    return opened_records.at(db, viewer, owner.person_id)


def walked_with(db: Session, owner: Viewer, *grants: Grant) -> opened_records.OpenedRecord:
    worker = make_person(db, "Gareth", Role.PEER_WORKER)
    pair(db, make_person(db, "Nia", Role.COORDINATOR), owner, worker, *grants)
    return opened_records.at(db, worker, owner.person_id, through=Through.PAIRING)


@pytest.mark.parametrize("window", list(Window))
def test_a_family_view_has_no_sign_of_activity_or_absence(database: Database, window: Window) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {n: {Facet.PHYSICAL: 6, Facet.SOBRIETY: 3} for n in (26, 25, 24, 4, 3)})
        look = shared_with(db, mari, Grant(Content.HEALTH))
        way = journey.series(db, look, window)
    assert way.bucket is Bucket.WEEK
    assert way.quiet == ()
    assert {point.n for point in way.points} == {0}
    assert {point.series for point in way.points} == {Element.HEALTH}, "no line for what is not shared"
    assert (way.points[0].at, way.end) == (date(2026, 4, 20), date(2026, 5, 17)), "first and last entry"
    assert line(way, Element.HEALTH) == [6.0, None, None, 6.0], "two empty weeks, which are not called quiet"


def test_a_family_view_ends_at_the_last_entry_that_is_shared(database: Database) -> None:
    """What is kept to oneself, and what was answered of other elements, moves nothing."""
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {200: {Facet.SOBRIETY: 3}, 60: {Facet.PHYSICAL: 6}, 1: {Facet.SOBRIETY: 3}})
        check_ins.save(db, by=mari, submission=verbs.check_in(2, only_me=True, physical=1))
        way = journey.series(db, shared_with(db, mari, Grant(Content.HEALTH)), Window.ALL)
    assert (way.start, way.end) == (date(2026, 3, 16), date(2026, 3, 22))
    assert line(way, Element.HEALTH) == [6.0]


def test_a_day_with_nothing_that_is_shared_is_not_there(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = pursuits.add(db, by=mari, submission=verbs.pursuit())
        hidden = pursuits.add(db, by=mari, submission=verbs.pursuit("hidden", only_me=True))
        for n, pursuit_id in ((6, alcohol), (7, hidden)):
            day = CheckInSubmission(ago(n), {}, {pursuit_id: PursuitDay.FREE}, token=token())
            check_ins.save(db, by=mari, submission=day)
        for n, answers in ((5, {"physical": 6}), (4, {"sobriety": 6}), (3, {"community": 1})):
            check_ins.save(db, by=mari, submission=verbs.check_in(n, "words", **answers))
        check_ins.save(db, by=mari, submission=verbs.check_in(2, "only words"))

        def days(*grants: Grant) -> list[int]:
            lines = check_ins.seen(db, shared_with(db, mari, *grants))
            return [(TODAY - line.day).days for line in lines]

        assert days(Grant(Content.HEALTH)) == [5]
        assert days(Grant(Content.SOBRIETY)) == [4, 6]
        assert days(Grant(Content.HEALTH, own_words=True)) == [2, 3, 4, 5]
        assert len(check_ins.seen(db, opened_records.own(mari))) == 6


def test_a_peer_worker_sees_days_and_quiet_times_of_what_is_shared_with_them(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {20: {Facet.PHYSICAL: 6}, 15: {Facet.SOBRIETY: 3}, 5: {Facet.PHYSICAL: 6}})
        way = journey.series(db, walked_with(db, mari, Grant(Content.HEALTH)), Window.FOUR_WEEKS)
    assert (way.bucket, way.end) == (Bucket.DAY, TODAY)
    assert {point.series for point in way.points} == {Element.HEALTH}
    assert [(quiet.start, quiet.end) for quiet in way.quiet] == [(ago(19), ago(5))], (
        "an answer that is not shared does not show as one"
    )


# Peer worker for one content, family for another


def both_ways(db: Session, owner: Viewer) -> Viewer:
    """Somebody who walks with the owner for their health, and is their family for sobriety."""
    both = make_person(db, "Gareth", Role.PEER_WORKER, Role.FAMILY)
    pair(db, make_person(db, "Nia", Role.COORDINATOR), owner, both, Grant(Content.HEALTH))
    into_circle(db, owner, both, Grant(Content.SOBRIETY))
    return both


def test_whoever_is_both_gets_the_family_view_of_what_the_circle_shares_and_of_that_alone(
    database: Database,
) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(
            db,
            mari,
            {
                26: {Facet.SOBRIETY: 4},
                24: {Facet.SOBRIETY: 4},
                20: {Facet.PHYSICAL: 6},
                5: {Facet.PHYSICAL: 6},
            },
        )
        both = both_ways(db, mari)
        family = opened_records.at(db, both, mari.person_id)
        worker = opened_records.at(db, both, mari.person_id, through=Through.PAIRING)
        seen_as_family = journey.series(db, family, Window.FOUR_WEEKS)
        seen_as_worker = journey.series(db, worker, Window.FOUR_WEEKS)
    assert {point.series for point in seen_as_family.points} == {Element.SOBRIETY}
    assert (seen_as_family.bucket, seen_as_family.quiet) == (Bucket.WEEK, ())
    assert {point.n for point in seen_as_family.points} == {0}
    assert seen_as_family.end < ago(14), "it ends with the last entry of what is shared by the circle"
    assert {point.series for point in seen_as_worker.points} == {Element.HEALTH}
    assert (seen_as_worker.bucket, seen_as_worker.end) == (Bucket.DAY, TODAY)
    assert [(quiet.start, quiet.end) for quiet in seen_as_worker.quiet] == [(ago(19), ago(5))]


def test_words_that_the_pairing_does_not_open_are_not_read_by_way_of_the_circle(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        check_ins.save(db, by=mari, submission=verbs.check_in(3, "for my circle", sobriety=4, physical=5))
        both = both_ways(db, mari)
        circle.set_grants(db, mari, [Grant(Content.SOBRIETY, True)], viewer_id=both.person_id)
        family = opened_records.at(db, both, mari.person_id)
        worker = opened_records.at(db, both, mari.person_id, through=Through.PAIRING)
        assert [line.words for line in check_ins.seen(db, family)] == ["for my circle"]
        assert [line.words for line in check_ins.seen(db, worker)] == [None]
        assert [line.answers[Facet.SOBRIETY] for line in check_ins.seen(db, worker)] == [None]


def test_an_answer_to_an_element_as_a_whole_is_seen_with_that_element_alone(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        write(db, mari, {0: {Element.HEALTH: 7, Facet.PHYSICAL: 1, Element.REINTEGRATION: 3}})
        write(db, mari, {7: {Element.REINTEGRATION: 3}})
        health = shared_with(db, mari, Grant(Content.HEALTH))
    with database.reading() as db:
        [day] = check_ins.seen(db, health)
        way = journey.series(db, health, Window.THREE_MONTHS)
        mine = journey.series(db, opened_records.own(mari), Window.FOUR_WEEKS)
    assert {asked: value for asked, value in day.answers.items() if value is not None} == {
        Element.HEALTH: 7,
        Facet.PHYSICAL: 1,
    }
    assert {point.series for point in way.points} == {Element.HEALTH}
    assert line(mine, Element.HEALTH)[-1] == 7, "the whole counts, and not its facets beside it"


def test_a_very_hard_answer_or_a_use_is_a_hard_day_and_nothing_else_is() -> None:
    day = check_ins.blank(NOON.date())
    assert not day.was_hard
    for value, is_hard in ((0, True), (1, True), (2, False), (10, False)):
        assert replace(day, answers={**day.answers, Element.HEALTH: value}).was_hard is is_hard
    assert replace(day, pursuits={1: PursuitDay.USED}).was_hard
    assert not replace(day, pursuits={1: PursuitDay.FREE}).was_hard


def test_who_sees_one_element_reads_nothing_of_another_be_it_whole_or_in_parts(database: Database) -> None:
    asked = (Element.HEALTH, Facet.PHYSICAL, Element.REINTEGRATION, Facet.COMMUNITY)
    with database.writing() as db:
        mari, rhodri = make_person(db, "Mari", Role.MEMBER), make_person(db, "Rhodri", Role.FAMILY)
        write(
            db,
            mari,
            {2: {Element.HEALTH: 8, Facet.PHYSICAL: 3, Element.REINTEGRATION: 6, Facet.COMMUNITY: 2}},
        )
        write(db, mari, {20: {Element.REINTEGRATION: 6}})
        only_me = CheckInSubmission(
            ago(1), {Element.HEALTH: 0, Facet.PHYSICAL: 0}, only_me=True, token=token()
        )
        check_ins.save(db, by=mari, submission=only_me)
        into_circle(db, mari, rhodri, Grant(Content.HEALTH, False))
        look = opened_records.at(db, rhodri, mari.person_id)
        found = journey.alongside(look, Bucket.WEEK, ago(27), TODAY, asked).run(db)
        way = journey.series(db, look, Window.FOUR_WEEKS)
    values = {point.series: point.value for point in found if point.value is not None}
    assert values == {Element.HEALTH: 8, Facet.PHYSICAL: 3}, "the day that is hers alone counts in neither"
    assert {point.series for point in way.points} == {Element.HEALTH}
