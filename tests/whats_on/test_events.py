"""Groups and events: who keeps them, what is refused, and what happens to a date."""

from datetime import date, time, timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere
from lrc_portal.database.models import Trace
from lrc_portal.support.whats_on import events, programme
from lrc_portal.support.whats_on.events import MoveSubmission, Said
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import ForWhom, Language, Rhythm, Role, Subject
from lrc_portal.words.marks import Invalid
from tests.people import make_person, token
from tests.whats_on.happening import CY, EN, in_weeks, put_on, walk


@pytest.fixture
def nia(database):
    with database.writing() as db:
        return make_person(db, "Nia", Role.COORDINATOR)


@pytest.fixture
def gareth(database):
    with database.writing() as db:
        return make_person(db, "Gareth", Role.PEER_WORKER)


@pytest.fixture
def mari(database):
    with database.writing() as db:
        return make_person(db, "Mari", Role.MEMBER)


def dates(db, viewer, weeks=4):
    return programme.read_query(viewer, clock.today(), in_weeks(weeks)).run(db)


def test_what_is_put_on_is_there_for_everybody_who_is_signed_in(database, nia, gareth, mari):
    with database.writing() as db:
        put_on(db, nia, gareth)
        for viewer in (mari, gareth, nia):
            found = dates(db, viewer)
            assert [line.occurrence.on for line in found] == [in_weeks(n) for n in range(5)]
            assert found[0].event.leaders == {gareth.person_id: "Gareth"}
            assert found[0].event.place == "Bute Park"


def test_what_is_said_in_one_language_is_shown_in_the_other_and_named(database, nia, mari):
    with database.writing() as db:
        put_on(db, nia, said={EN: Said("A walk"), CY: Said()})
        [event] = {line.event.id: line.event for line in dates(db, mari)}.values()
        assert event.in_language(CY) == (EN, Said("A walk"))
        assert event.in_language(EN) == (EN, Said("A walk"))


def test_only_coordinators_put_on_and_only_they_and_who_leads_it_change_it(database, nia, gareth, mari):
    with database.writing() as db:
        other = make_person(db, "Rhys", Role.PEER_WORKER)
        mine, theirs = put_on(db, nia, gareth), put_on(db, nia, other)
        for viewer in (gareth, mari):
            with pytest.raises(NotAllowed):
                events.add(db, by=viewer, submission=walk())
        events.change(db, by=gareth, event_id=mine, submission=walk(place="Roath Park"))
        for viewer, event_id in ((gareth, theirs), (mari, mine), (mari, theirs)):
            for change in (
                lambda: events.change(db, by=viewer, event_id=event_id, submission=walk()),  # noqa: B023
                lambda: events.call_off(db, by=viewer, event_id=event_id, day=in_weeks(1)),  # noqa: B023
                lambda: events.end(db, by=viewer, event_id=event_id, last_day=clock.today()),  # noqa: B023
            ):
                with pytest.raises(NotHere):
                    change()
        kept = {
            viewer: [event.id for event in programme.kept_by(viewer).run(db)]
            for viewer in (nia, gareth, mari)
        }
        assert kept == {nia: [theirs, mine], gareth: [mine], mari: []}
        subjects = [row.subject for row in db.query(Trace).filter_by(actor_id=gareth.person_id)]
        assert subjects == [Subject.EVENT]


def test_who_is_no_peer_worker_leads_nothing_and_who_is_none_any_more_keeps_nothing(database, nia, mari):
    with database.writing() as db, pytest.raises(NotHere):
        put_on(db, nia, mari)


@pytest.mark.parametrize(
    "field, wrong",
    [
        ("title.en", {"said": {EN: Said(), CY: Said()}}),
        ("title.cy", {"said": {EN: Said("A walk"), CY: Said("", "yn araf")}}),
        ("rhythm", {"rhythm": None}),
        ("rhythm", {"rhythm": Rhythm.MONTHLY, "first_day": date(2026, 1, 31)}),
        ("first_day", {"rhythm": Rhythm.MONTHLY_LAST, "first_day": date(2026, 1, 24)}),
        ("first_day", {"first_day": None}),
        ("first_day", {"first_day": date(2126, 1, 1)}),
        ("at", {"at": None}),
        ("minutes", {"minutes": 0}),
        ("every_weeks", {"every_weeks": 13}),
        ("for_whom", {"for_whom": None}),
        ("place", {"place": " "}),
        ("link", {"link": "http://example.org/a"}),
        ("link", {"link": "javascript:alert(1)"}),
        ("link", {"link": "https://name:word@example.org/"}),
        ("link", {"link": "https://localhost/"}),
        ("link", {"link": "https://example.org/a b"}),
        ("link", {"link": "https://example.org/](x)<b>"}),
    ],
)
def test_what_is_to_be_mended_is_said_beside_its_field(field, wrong):
    assert [each.field for each in walk(**wrong).problems()] == [field]


def test_a_link_stands_in_place_of_a_place():
    assert not walk(place="", link="https://example.org/j/123?pwd=a#b").problems()


def test_a_date_is_called_off_moved_and_put_back_and_the_others_stay(database, nia, gareth, mari):
    with database.writing() as db:
        event_id = put_on(db, nia, gareth)
        events.call_off(db, by=gareth, event_id=event_id, day=in_weeks(1))
        moved = MoveSubmission(in_weeks(2) + timedelta(days=1), time(14), token())
        events.move(db, by=gareth, event_id=event_id, day=in_weeks(2), submission=moved)
        off, there = dates(db, mari)[1:3]
        assert off.occurrence.called_off and off.occurrence.on == in_weeks(1)
        assert there.occurrence.on == in_weeks(2) + timedelta(days=1)
        assert clock.local(there.occurrence.begins).time() == time(14)
        assert len(dates(db, mari)) == 5
        for n in (1, 2):
            events.put_back(db, by=nia, event_id=event_id, day=in_weeks(n))
        assert [line.occurrence.on for line in dates(db, mari)] == [in_weeks(n) for n in range(5)]
        for day in (in_weeks(1) + timedelta(days=1), in_weeks(-1)):
            with pytest.raises(NotHere):
                events.call_off(db, by=nia, event_id=event_id, day=day)
        with pytest.raises(Invalid):
            far = MoveSubmission(in_weeks(12), time(14), token())
            events.move(db, by=nia, event_id=event_id, day=in_weeks(1), submission=far)


def test_an_event_ends_with_a_day_and_one_that_is_once_ends_by_itself(database, nia, mari):
    with database.writing() as db:
        weekly = put_on(db, nia)
        put_on(db, nia, rhythm=Rhythm.ONCE, first_day=in_weeks(1))
        events.end(db, by=nia, event_id=weekly, last_day=in_weeks(1))
        assert [line.occurrence.on for line in dates(db, mari)] == [in_weeks(0), in_weeks(1), in_weeks(1)]
    with clock.standing_at(clock.now() + timedelta(weeks=2)), database.reading() as db:
        assert not programme.kept_by(nia).run(db)


def test_what_somebody_else_changed_meanwhile_is_not_written_over(database, nia, gareth):
    with database.writing() as db:
        event_id = put_on(db, nia, gareth)
        [read] = programme.kept_by(nia).run(db)
        events.change(db, by=gareth, event_id=event_id, submission=walk(place="Roath", version=read.version))
        with pytest.raises(ChangedMeanwhile):
            events.change(db, by=nia, event_id=event_id, submission=walk(version=read.version))


@pytest.mark.parametrize("for_whom, sees", [(ForWhom.MEMBERS, "member"), (ForWhom.FAMILY, "family")])
def test_what_is_next_is_for_me_or_where_i_said_i_will_be(database, nia, for_whom, sees):
    with database.writing() as db:
        put_on(db, nia, for_whom=for_whom, first_day=clock.today() + timedelta(days=1))
        for role in (Role.MEMBER, Role.FAMILY):
            there = programme.next_on(make_person(db, f"One {role}", role)).run(db)
            assert (there is not None) is (role.value == sees)


def test_family_see_some_days_ahead_what_is_for_them_alone_and_others_till_tomorrow(database, nia):
    with database.writing() as db:
        siân, mari = make_person(db, "Siân", Role.FAMILY), make_person(db, "Mari", Role.MEMBER)
        put_on(db, nia, first_day=clock.today() + timedelta(days=3))
        assert programme.next_on(siân).run(db) is None
        for_family = put_on(db, nia, for_whom=ForWhom.FAMILY, first_day=clock.today() + timedelta(days=5))
        put_on(db, nia, for_whom=ForWhom.FAMILY, first_day=clock.today() + timedelta(days=8))
        found = programme.next_on(siân).run(db)
        assert found is not None and found.event.id == for_family
        assert programme.next_on(mari).run(db) is None


def test_ten_years_of_forty_groups_are_read_in_one_statement_and_a_few_rows(database, nia, mari):
    long_ago = clock.today() - timedelta(weeks=520)
    with database.writing() as db:
        for _ in range(3):
            put_on(db, nia, first_day=long_ago)
        found = programme.ahead(mari).run(db)
        assert len(found) == 3 * (programme.WEEKS_AHEAD + programme.WEEKS_BACK + 1)
        assert Language.ENGLISH in found[0].event.said
