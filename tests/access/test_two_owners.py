"""The rules alone, without what a page asks beside them: what opens one person's rows opens nobody else's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from sqlalchemy import ColumnElement, event, exists, select, update
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import (
    AboutMe,
    AgendaItem,
    Attendance,
    Base,
    CheckIn,
    ChosenArea,
    Complaint,
    Event,
    Exchange,
    ExchangeSide,
    Goal,
    HomeAgreement,
    HomeWords,
    KeptThing,
    Letter,
    LettersOpened,
    Measure,
    Meeting,
    Moment,
    NameBeginning,
    Note,
    Pairing,
    Plan,
    PlanCall,
    Pursuit,
    Reflection,
    Share,
    Strength,
    Supervision,
    ThingPassedOn,
    Training,
    Trait,
    TraitWeight,
    UsefulThing,
    Way,
    WayUse,
)
from lrc_portal.sharing import circle, opened_records
from lrc_portal.sharing.circle import Grant, GrantsSubmission
from lrc_portal.support import overview
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import TraitSubmission
from lrc_portal.support.good_to_know import passing_on
from lrc_portal.support.pairings import pairings
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.whats_on import attendance
from lrc_portal.vocabulary import (
    Content,
    Element,
    ForWhom,
    NoteState,
    Role,
    StrengthState,
    Telling,
    Through,
    TraitKind,
    WayState,
    Window,
)
from tests import people
from tests.access.test_table import NOON, World, make_world
from tests.support import on_the_shelf
from tests.support.supervised import wrote
from tests.whats_on.happening import in_weeks, put_on

EVERYTHING = tuple(Grant(content, own_words=True) for content in Content)
SHARED = (Strength, Goal, CheckIn, Measure, Moment, Attendance, Pursuit, Way, Plan, PlanCall, Note)
BESIDE = (AgendaItem, ChosenArea, Meeting, Exchange, ExchangeSide, Letter, ThingPassedOn)
THEIRS_ALONE = (TraitWeight, WayUse, LettersOpened, KeptThing)
AT_HOME = (HomeAgreement, HomeWords)
DAYS = (Training, Supervision)
MODELS = (*SHARED, *BESIDE, *THEIRS_ALONE, *AT_HOME, *DAYS, AboutMe, Trait, Reflection, Complaint)
OF_A_PERSON = ("person_id", "peer_worker_id", "author_id")
WITH: dict[type[Base], tuple[type[Base], str]] = {
    ExchangeSide: (Exchange, "exchange_id"),
    Letter: (Exchange, "exchange_id"),
    PlanCall: (Plan, "plan_id"),
    WayUse: (Way, "way_id"),
}
"""What is somebody's by the row that it hangs on, and by which column."""

Found = dict[type[Base], set[int]]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


@dataclass(frozen=True)
class Two:
    """Two owners with the same life; each has a peer worker, and each of these a supervisor."""

    mari: World
    tom: World
    megan: Viewer
    bronwen: Viewer


def make_two(db: Session) -> Two:
    mari, tom = make_world(db, *EVERYTHING), make_world(db, *EVERYTHING)
    for world in (mari, tom):
        for by in (world.owner, world.worker):
            trait = TraitSubmission(TraitKind.AREA, own_words="Ely", telling=Telling.SHOWN)
            about_me.tell(db, by=by, submission=trait)
        about_me.weigh(db, by=world.owner, weights={TraitKind.AREA: 3})
    supervisors = {}
    for name, world in (("Megan", mari), ("Bronwen", tom)):
        supervisors[name] = people.make_person(db, name)
        entries.name_supervisor(
            db,
            by=world.coordinator,
            peer_worker_id=world.worker.person_id,
            supervisor_id=supervisors[name].person_id,
        )
        reflections.write(db, by=world.worker, submission=wrote())
    db.flush()
    return Two(mari, tom, supervisors["Megan"], supervisors["Bronwen"])


def whose(db: Session, viewer: Viewer) -> Found:
    """Of each kind of row, whose the viewer may see; kinds of which there are none are left out."""
    found = {model: set(owners(db, model, access.readable(viewer, model)).values()) for model in MODELS}
    return {model: people for model, people in found.items() if people}


def owners(db: Session, model: type[Base], condition: ColumnElement[bool]) -> dict[Base, int]:
    """Rows for which the condition holds, each with whose it is."""
    found = {}
    for row in db.scalars(select(model).where(condition)).unique():
        hangs_on, column = WITH.get(model, (model, ""))
        of_row = db.get_one(hangs_on, getattr(row, column)) if column else row
        found[row] = next(getattr(of_row, name) for name in OF_A_PERSON if hasattr(of_row, name))
    return found


def of(person: Viewer, *kinds: type[Base]) -> Found:
    return {kind: {person.person_id} for kind in kinds}


def test_what_is_anybodys_by_what_they_are_to_one_person_is_nothing_of_another(database: Database) -> None:
    with database.writing() as db:
        two = make_two(db)
        mari, gareth, sian = two.mari.owner, two.mari.worker, two.tom.worker
        workers = {gareth.person_id, sian.person_id}
        told_by_workers = {AboutMe: workers, Trait: workers}
        assert whose(db, mari) == {
            **of(mari, *SHARED, *BESIDE, *THEIRS_ALONE, *AT_HOME, Complaint),
            AboutMe: workers,
            Trait: workers | {mari.person_id},
        }
        assert whose(db, gareth) == {
            **of(mari, *SHARED, *BESIDE),
            **of(gareth, AboutMe, Reflection, *DAYS),
            Trait: {mari.person_id, gareth.person_id},
        }
        assert whose(db, two.megan) == of(gareth, Reflection, *DAYS)
        assert whose(db, two.bronwen) == of(sian, Reflection, *DAYS)
        complained = {mari.person_id, two.tom.owner.person_id}
        of_all = {Training: workers, Supervision: workers, Complaint: complained}
        assert whose(db, two.mari.coordinator) == of_all
        assert whose(db, people.make_person(db, "Zoe", Role.FAMILY)) == told_by_workers
        assert whose(db, people.make_person(db, "Nobody")) == {}

        dafydd, rhys = (people.make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Rhys"))
        people.into_circle(db, mari, dafydd, *EVERYTHING)
        people.into_circle(db, two.tom.owner, rhys, *EVERYTHING)
        assert whose(db, dafydd) == of(mari, *SHARED) | told_by_workers
        assert whose(db, rhys) == of(two.tom.owner, *SHARED) | told_by_workers


def test_while_an_account_waits_to_be_erased_its_peer_worker_is_told_nothing_of_them(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        two = make_two(db)
        gareth = two.mari.worker
        assert whose(db, gareth)[Trait] == {two.mari.owner.person_id, gareth.person_id}
        db.execute(update(Pairing).where(Pairing.id == two.mari.pairing_id).values(rests=True))
        assert whose(db, gareth)[Trait] == {gareth.person_id}


def test_who_walks_with_somebody_else_now_has_nothing_of_the_walk_that_is_over(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        two = make_two(db)
        gareth, elen = two.mari.worker, people.make_person(db, "Elen", Role.MEMBER)
        people.pair(db, two.mari.coordinator, elen, gareth)
        between = (Exchange, ExchangeSide, Letter, ThingPassedOn)
        assert whose(db, gareth) | of(two.mari.owner, *between) == whose(db, gareth)
        pairings.end(db, by=two.mari.owner, pairing_id=two.mari.pairing_id)
        assert not set(between) & set(whose(db, gareth))


def test_each_way_of_looking_finds_what_came_by_it_and_another_pair_of_eyes_no_more(
    database: Database,
) -> None:
    with database.writing() as db:
        two = make_two(db)
        mari, gareth = two.mari.owner, two.mari.worker
        people.into_circle(db, mari, gareth, Grant(Content.HEALTH))
        by_circle, by_pairing = (replace(gareth, through=way) for way in (Through.CIRCLE, Through.PAIRING))
        record = {model: whose(db, by_circle).get(model) for model in (*SHARED, *BESIDE)}
        assert {model for model, owners in record.items() if owners} == {CheckIn, Measure, Moment}
        by_either = access.grants(db, gareth, mari.person_id)
        assert by_either == access.Grants(mari.person_id, dict.fromkeys(Content, True)), (
            "the wider of the two"
        )
        found = access.grants(db, by_circle, mari.person_id)
        assert found == access.Grants(mari.person_id, {Content.HEALTH: False})
        assert found and Content.HEALTH in found and Content.GOALS not in found
        own_meetings = whose(db, replace(mari, through=Through.CIRCLE))
        assert own_meetings[Meeting] == {mari.person_id} and Note not in own_meetings
        assert access.grants(db, by_pairing, mari.person_id).contents == dict.fromkeys(Content, True)
        assert whose(db, by_pairing) == whose(db, gareth)

        sees_all = mari.through_other_eyes(frozenset((content, True) for content in Content))
        assert whose(db, sees_all) == of(mari, *SHARED)
        assert access.grants(db, sees_all, mari.person_id) == by_either
        tom = two.tom.owner.person_id
        assert access.grants(db, sees_all, tom) == access.Grants(tom, {})
        assert whose(db, mari.through_other_eyes(frozenset())) == {}


def test_a_look_at_one_record_finds_all_of_it_that_the_rules_give_and_nothing_beside_them(
    database: Database,
) -> None:
    """The rules name its owner in a look, and say of this one what they say without."""
    rules: list[tuple[type[Base], Callable[[Viewer], ColumnElement[bool]]]] = [
        *((model, partial(access.readable, model=model)) for model in MODELS),
        *((model, partial(access.words_readable, model=model)) for model in (Goal, CheckIn, Moment)),
        *(
            (CheckIn, partial(access.element_readable, person=CheckIn.person_id, element=element))
            for element in Element
        ),
    ]
    with database.writing() as db:
        two = make_two(db)
        mari, tom, gareth = two.mari.owner, two.tom.owner, two.mari.worker
        dafydd, zoe = (people.make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Zoe"))
        people.into_circle(db, mari, dafydd, Grant(Content.HEALTH, True), Grant(Content.NOTES))
        people.into_circle(db, tom, dafydd, Grant(Content.HEALTH), Grant(Content.GOALS, True))
        people.into_circle(db, tom, gareth, Grant(Content.PLAN))
        people.into_circle(db, mari, tom, Grant(Content.SOBRIETY), Grant(Content.STRENGTHS))
        by_way = [replace(each, through=way) for each in (gareth, dafydd) for way in Through]
        sees_health = mari.through_other_eyes(frozenset({(Content.HEALTH, True)}))
        viewers = (mari, tom, gareth, dafydd, *by_way, zoe, two.megan, two.mari.coordinator, sees_health)

        def found_in_looks() -> int:
            found_something = 0
            for viewer, owner, (model, rule) in product(viewers, (mari.person_id, tom.person_id), rules):
                given = owners(db, model, rule(viewer))
                of_owner = {row for row, whose_it_is in given.items() if whose_it_is == owner}
                found = set(owners(db, model, rule(replace(viewer, looks_at=owner))))
                assert of_owner <= found <= set(given), (viewer, owner, model)
                found_something += bool(of_owner)
            return found_something

        while_it_is_shared = found_in_looks()
        db.execute(update(Share).where(Share.owner_id == mari.person_id).values(taken_back_at=NOON))
        db.execute(update(Share).where(Share.owner_id == tom.person_id).values(rests=True))
        after_shares = found_in_looks()
        db.execute(update(Pairing).where(Pairing.id == two.tom.pairing_id).values(rests=True))
        pairings.end(db, by=mari, pairing_id=two.mari.pairing_id)
        after_walks = found_in_looks()
    assert while_it_is_shared > 100, "of many kinds there is something to find"
    assert while_it_is_shared > after_shares > after_walks


def test_what_an_owner_shares_is_asked_once_in_a_statement_however_often_it_matters(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        two = make_two(db)
        mari, gareth = two.mari.owner, two.mari.worker
        record = opened_records.at(db, gareth, mari.person_id, through=Through.PAIRING)
        statements: list[str] = []
        event.listen(
            sqlite_database.engine, "before_cursor_execute", lambda *told: statements.append(told[2])
        )
        assert overview.read_query(record, Window.YEAR).run(db).goals
        assert overview.read_query(opened_records.own(mari), Window.YEAR).run(db).goals
    of_another, own = [each for each in statements if "json_group_array" in each]
    assert (of_another.count("FROM share"), own.count("FROM share")) == (1, 0)


def test_what_one_shares_with_words_opens_nobody_elses_words(database: Database) -> None:
    with database.writing() as db:
        two = make_two(db)
        mari, tom = two.mari.owner.person_id, two.tom.owner.person_id
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, two.mari.owner, dafydd, Grant(Content.HEALTH, True), Grant(Content.GOALS))
        people.into_circle(db, two.tom.owner, dafydd, Grant(Content.HEALTH), Grant(Content.GOALS, True))

        def with_words(viewer: Viewer, model: type[Base]) -> set[int]:
            rows = select(model).where(access.words_readable(viewer, model))
            return {row.person_id for row in db.scalars(rows)}  # type: ignore[attr-defined]

        assert with_words(dafydd, CheckIn) == {mari}
        assert with_words(dafydd, Moment) == {mari}
        assert with_words(dafydd, Goal) == {tom}
        assert with_words(dafydd, Strength) == set()
        owner = two.mari.owner
        assert [with_words(owner, model) for model in (CheckIn, Moment, Goal, Note)] == [{mari}] * 3 + [set()]

        def answers(viewer: Viewer, element: Element) -> set[int]:
            asked = access.element_readable(viewer, CheckIn.person_id, element)
            return set(db.scalars(select(CheckIn.person_id).where(asked)))

        assert (answers(dafydd, Element.HEALTH), answers(dafydd, Element.SOBRIETY)) == ({mari, tom}, set())
        assert answers(owner, Element.SOBRIETY) == {mari}
        assert access.grants(db, dafydd, mari).contents == {Content.HEALTH: True, Content.GOALS: False}
        assert access.grants(db, dafydd, tom).contents == {Content.HEALTH: False, Content.GOALS: True}


def test_of_what_is_shared_nobody_sees_what_is_only_theirs_or_not_yet_so(database: Database) -> None:
    """What was not kept of what others offered, what was put away, and where they will be."""
    with database.writing() as db:
        mari = make_two(db).mari.owner
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, mari, dafydd, *EVERYTHING)

        def seen(viewer: Viewer, model: type[Base]) -> int:
            rows = db.scalars(select(model).where(access.readable(viewer, model))).all()
            assert viewer is mari or not any(getattr(row, "only_me", False) for row in rows), model
            return len(rows)

        for model in (Strength, Goal, CheckIn, Measure, Moment, Pursuit, Way, Attendance):
            assert 0 < seen(dafydd, model) < seen(mari, model), model
        for model, changed in (
            (Strength, {"state": StrengthState.OFFERED}),
            (Way, {"state": WayState.OFFERED}),
            (Way, {"state": WayState.KEPT, "put_away_at": NOON}),
            (Attendance, {"there_on": None}),
        ):
            db.execute(update(model).where(model.person_id == mari.person_id).values(changed))
            assert seen(dafydd, model) == 0 < seen(mari, model), (model, changed)
        everything = frozenset((content, True) for content in Content)
        assert seen(mari.through_other_eyes(everything), Attendance) == 0


def test_what_goes_with_a_draft_is_the_persons_once_the_note_is_offered(database: Database) -> None:
    with database.writing() as db:
        two = make_two(db)
        mari, gareth, sian = two.mari.owner, two.mari.worker, two.tom.worker
        drafted = select(Note.id).where(Note.state == NoteState.DRAFT, Note.author_id == gareth.person_id)
        note_id = db.scalars(drafted).one()
        thing_id = on_the_shelf.put(db, two.mari.coordinator, whom=ForWhom.FAMILY)
        passing_on.put_with(db, by=gareth, note_id=note_id, thing_id=thing_id)

        def reads(viewer: Viewer) -> tuple[bool, bool]:
            thing = access.readable(viewer, UsefulThing), UsefulThing.id == thing_id
            given = access.readable(viewer, ThingPassedOn), ThingPassedOn.useful_thing_id == thing_id
            return bool(db.scalar(select(exists().where(*thing)))), bool(
                db.scalar(select(exists().where(*given)))
            )

        by_circle = replace(gareth, through=Through.CIRCLE)
        assert (reads(mari), reads(gareth), reads(by_circle)) == ((False, False), (True, True), (True, False))
        offered = {"state": NoteState.OFFERED, "offered_at": NOON}
        db.execute(update(Note).where(Note.id == note_id).values(offered))
        assert reads(mari) == (True, True) and reads(two.tom.owner) == (False, False)
        assert reads(sian) == (True, False), "who works here reads the shelf, not who was given it"
        assert reads(mari.through_other_eyes(frozenset())) == (False, False)


def test_who_is_a_peer_worker_no_more_or_looks_through_other_eyes_leads_nothing(database: Database) -> None:
    with database.writing() as db:
        two = make_two(db)
        mari, gareth, sian = two.mari.owner, two.mari.worker, two.tom.worker
        lead = {one: put_on(db, two.mari.coordinator, one) for one in (gareth, sian)}
        attendance.say_will_be(db, by=mari, event_id=lead[gareth], day=in_weeks(1))
        db.execute(update(Attendance).where(Attendance.event_id == lead[gareth]).values(leader_told=True))
        attendance.say_will_be(db, by=two.tom.owner, event_id=lead[gareth], day=in_weeks(1))

        def kept(viewer: Viewer) -> set[int]:
            return set(db.scalars(select(Event.id).where(access.keeps_event(viewer, Event.id))))

        def told(viewer: Viewer) -> list[int]:
            return list(db.scalars(select(Attendance.person_id).where(access.told_as_leader(viewer))))

        laid_down, eyes = replace(gareth, roles=frozenset()), gareth.through_other_eyes(frozenset())
        assert (kept(gareth), kept(sian)) == ({lead[gareth]}, {lead[sian]})
        assert kept(laid_down) == kept(eyes) == kept(mari) == set()
        assert told(gareth) == [mari.person_id]
        assert told(sian) == told(laid_down) == told(eyes) == told(two.mari.coordinator) == []


def test_by_their_names_coordinators_find_everybody_and_anybody_else_themselves(database: Database) -> None:
    with database.writing() as db:
        two = make_two(db)
        found = select(NameBeginning.person_id).distinct()
        everybody = set(db.scalars(found))
        for viewer in (two.mari.owner, two.mari.worker, two.megan):
            rows = found.where(access.readable(viewer, NameBeginning))
            assert set(db.scalars(rows)) == {viewer.person_id}
        of_all = found.where(access.readable(two.mari.coordinator, NameBeginning))
        assert set(db.scalars(of_all)) == everybody


def test_a_kind_of_row_without_a_rule_is_seen_by_nobody(database: Database) -> None:
    with database.writing() as db:
        two = make_two(db)
        for viewer in (two.mari.owner, two.mari.worker, two.mari.coordinator):
            assert db.scalars(select(Share).where(access.readable(viewer, Share))).all() == []


def test_whether_family_keep_a_record_goes_with_what_they_share_of_it(database: Database) -> None:
    """They live alongside recovery, and are asked in other words; who is in recovery too is a member."""
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        zoe = people.make_person(db, "Zoe", Role.FAMILY, Role.MEMBER)
        people.into_circle(db, mari, dafydd, Grant(Content.HEALTH))
        people.into_circle(db, zoe, mari, Grant(Content.HEALTH))
        submission = GrantsSubmission((Grant(Content.HEALTH),), people.token())
        circle.give(db, by=dafydd, viewer_id=mari.person_id, submission=submission)
        shared = {Content.HEALTH: False}
        told = {owner: access.grants(db, mari, owner.person_id) for owner in (dafydd, zoe)}
        assert told[dafydd] == access.Grants(dafydd.person_id, shared, alongside=True)
        assert told[zoe] == access.Grants(zoe.person_id, shared, alongside=False)
        for owner, alongside in ((dafydd, True), (mari, False), (zoe, False)):
            seen = access.grants(db, owner.through_other_eyes(frozenset(shared.items())), owner.person_id)
            assert seen == access.Grants(owner.person_id, shared, alongside)


def test_who_looks_on_over_midnight_sees_what_the_new_day_opens_and_no_more(database: Database) -> None:
    """A viewer's rules are made once, and hold on the day on which they were made."""
    today, draft = clock.today(), Note.state == NoteState.DRAFT
    with database.writing() as db:
        world = make_world(db)
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, world.owner, dafydd, Grant(Content.GOALS, last_day=today))

        def seen(viewer: Viewer, model: type[Base], *also: ColumnElement[bool]) -> int:
            return len(db.scalars(select(model).where(access.readable(viewer, model), *also)).all())

        assert seen(dafydd, Goal) > 0 and seen(world.worker, Note, draft) == 1
        assert access.readable(dafydd, Goal) is access.readable(dafydd, Goal), "made once"
        with clock.standing_at(NOON + timedelta(days=1)):
            assert seen(dafydd, Goal) == 0
        assert seen(dafydd, Goal) > 0, "as if nothing had been asked between"
        written = db.scalars(select(Note.changed_at).where(draft)).one()
        for late, kept in ((timedelta(), 1), (timedelta(seconds=1), 0)):
            with clock.standing_at(written + access.DRAFTS_LAST + late):
                assert seen(world.worker, Note, draft) == kept, "also later on the same day"
