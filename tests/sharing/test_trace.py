"""Who did what and who looked: each deed leaves its line in its own transaction; no line holds content."""

import inspect
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Opening, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Trace
from lrc_portal.record import noticing
from lrc_portal.sharing import circle, invitations, opened_records, trace, trace_verification
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.at_home import agreements
from lrc_portal.support.complaints import complaints
from lrc_portal.support.finding import about_me, matching
from lrc_portal.support.giving import applications
from lrc_portal.support.good_to_know import help_now, keeping, passing_on, shelf
from lrc_portal.support.letters import keep_from_letter, letters
from lrc_portal.support.meetings import agenda, areas, meetings
from lrc_portal.support.notes import keep_from_note, notes
from lrc_portal.support.pairings import handover, pairings, rhythms
from lrc_portal.support.supervision import entries as supervising
from lrc_portal.support.supervision import reflections
from lrc_portal.vocabulary import Act, Content, Role, Subject, Through
from tests.people import into_circle, make_person, pair
from tests.record import verbs as record
from tests.sharing.house import make_house
from tests.sharing.verbs import DEEDS as OF_THE_HOUSE
from tests.sharing.verbs import WITHOUT_TRACE
from tests.support.finding_verbs import FINDING

NOON = datetime(2026, 5, 20, 12, 20, tzinfo=UTC)
MODULES = (
    circle,
    invitations,
    pairings,
    agenda,
    meetings,
    areas,
    notes,
    keep_from_note,
    letters,
    keep_from_letter,
    noticing,
    applications,
    reflections,
    supervising,
    rhythms,
    handover,
    about_me,
    matching,
    complaints,
    agreements,
    help_now,
    keeping,
    passing_on,
    shelf,
)
DEEDS = OF_THE_HOUSE | FINDING


def traces(database: Database, owner_id: int) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Trace).where(Trace.owner_id == owner_id)) or 0


class Undone(Exception):
    """Something fails after the deed."""


def test_every_verb_of_sharing_and_support_is_walked_here() -> None:
    written = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and (by := inspect.signature(function).parameters.get("by"))
        and by.kind is inspect.Parameter.KEYWORD_ONLY
        and not name.startswith("_")
        and "__mutmut_" not in name  # what mutation testing puts beside it
    }
    assert written == set(DEEDS) | set(WITHOUT_TRACE), "a new verb wants its line in tests/sharing/verbs.py"


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_deed_and_its_trace_stand_or_fall_together(database: Database, name: str) -> None:
    deed = DEEDS[name]
    with database.writing() as db:
        house = make_house(db)
    actor, owner = getattr(house, deed.actor), getattr(house, deed.about)
    before, everything = traces(database, owner.person_id), record.rows(database)
    with pytest.raises(Undone), database.writing() as db:
        deed.do(db, actor, house)
        raise Undone
    assert record.rows(database) == everything
    with database.writing() as db:
        deed.do(db, actor, house)
    assert traces(database, owner.person_id) > before


@pytest.mark.parametrize("name", sorted(record.ALL))
def test_an_entry_and_its_trace_stand_or_fall_together(sqlite_database: Database, name: str) -> None:
    with sqlite_database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        entries = record.make_entries(db, mari)
        if name in record.UNDOES:
            record.ALL[record.UNDOES[name]](db, mari, entries)
    before, everything = traces(sqlite_database, mari.person_id), record.rows(sqlite_database)
    with pytest.raises(Undone), sqlite_database.writing() as db:
        record.ALL[name](db, mari, entries)
        raise Undone
    assert record.rows(sqlite_database) == everything
    with sqlite_database.writing() as db:
        record.ALL[name](db, mari, entries)
    assert traces(sqlite_database, mari.person_id) == before + 1


def test_a_draft_leaves_no_trace_that_would_tell_of_it(database: Database) -> None:
    for deed in WITHOUT_TRACE.values():
        with database.writing() as db:
            house = make_house(db)
        about = getattr(house, deed.about)
        before = traces(database, about.person_id)
        with database.writing() as db:
            deed.do(db, getattr(house, deed.actor), house)
        assert traces(database, about.person_id) == before


def test_a_look_through_other_eyes_does_nothing(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
    before = record.rows(database)
    for name, deed in (DEEDS | WITHOUT_TRACE).items():
        preview = getattr(house, deed.actor).through_other_eyes(frozenset({(Content.HEALTH, True)}))
        with (
            pytest.raises((NotAllowed, NotHere, invitations.CodeOpensNothing)),
            database.writing() as db,
        ):
            deed.do(db, preview, house)
            pytest.fail(f"a preview could do {name}")
    assert record.rows(database) == before


def test_somebody_else_can_do_none_of_it(database: Database) -> None:
    """A member with a life of their own, who knows every number."""
    free_to_all = {
        "invitations.accept",
        "circle.invite",
        "agenda.add",
        "complaints.make",
        "areas.choose",
        "applications.begin",
        "applications.lay_down",
        "entries.end_own",
        "reflections.write",
        "keeping.keep",
        "about_me.say",
        "about_me.tell",
        "about_me.weigh",
        "matching.ask_for",
    }
    with database.writing() as db:
        house = make_house(db)
        other = make_person(db, "Rhys", Role.MEMBER, Role.PEER_WORKER)
    before = record.rows(database)
    for name, deed in (DEEDS | WITHOUT_TRACE).items():
        if name in free_to_all:
            continue
        with database.writing() as db:
            count_before = db.scalar(select(func.count()).select_from(Trace))
            try:
                with db.begin_nested():
                    deed.do(db, other, house)
                    changed = db.scalar(select(func.count()).select_from(Trace)) != count_before
            except (NotAllowed, NotHere):
                continue
        assert name == "circle.take_back_all" and not changed, f"somebody else could do {name}"
    assert record.rows(database) == before


# Looks


def lines(db, viewer) -> list[tuple[Act, Subject, int]]:
    return [
        (line.act, line.subject, line.times) for line in trace.about_me(viewer, acts=[Act.LOOKED]).run(db)
    ]


def test_looks_of_one_hour_are_one_line_that_counts_them(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd, Grant(Content.HEALTH), Grant(Content.GOALS))
    for minutes in (0, 1, 39, 40, 41):
        with clock.standing_at(NOON + timedelta(minutes=minutes)), database.writing() as db:
            opened_records.at(db, dafydd, mari.person_id)
    with database.reading() as db:
        seen = lines(db, mari)
        newest = trace.about_me(mari, most=1).run(db)[0]
    assert sorted(seen) == [
        (Act.LOOKED, Subject.GOALS, 2),
        (Act.LOOKED, Subject.GOALS, 3),
        (Act.LOOKED, Subject.HEALTH, 2),
        (Act.LOOKED, Subject.HEALTH, 3),
    ]
    assert (newest.display_name, newest.at) == ("Dafydd", NOON + timedelta(minutes=41))


def test_one_opening_is_one_look_until_another_day_and_its_line_is_never_lost(database: Database) -> None:
    """A rerun hands on what its opening has left; it is believed only where the line is found."""
    with clock.standing_at(NOON), database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd, Grant(Content.HEALTH))

    def look(opening: Opening, minutes: int, viewer: Viewer | None = None) -> list[tuple[Act, Subject, int]]:
        with clock.standing_at(NOON + timedelta(minutes=minutes)), database.writing() as db:
            opened_records.at(db, viewer or dafydd, mari.person_id, opening=opening)
            return lines(db, mari)

    opening = Opening()
    for minutes in (0, 1, 30, 90):
        assert look(opening, minutes) == [(Act.LOOKED, Subject.HEALTH, 1)]
    assert look(Opening(), 5) == [(Act.LOOKED, Subject.HEALTH, 2)], "another opening is another look"
    with clock.standing_at(NOON), database.writing() as db:
        circle.set_grants(db, mari, [Grant(Content.HEALTH), Grant(Content.GOALS)], viewer_id=dafydd.person_id)
    assert sorted(look(opening, 10)) == [(Act.LOOKED, Subject.GOALS, 1), (Act.LOOKED, Subject.HEALTH, 2)]
    assert len(look(opening, 24 * 60)) == 4, "left open, it is read anew on another day"
    with database.writing() as db:
        db.execute(delete(Trace).where(Trace.act == Act.LOOKED))
    assert len(look(opening, 24 * 60 + 1)) == 2, "what is read has its line"
    signed_in_anew = replace(dafydd, session_id=4711)
    assert {times for *_, times in look(opening, 24 * 60 + 2, signed_in_anew)} == {2}


def test_within_an_hour_a_second_and_a_part_of_it_make_no_other_line(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        with clock.standing_at(NOON):
            mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
            into_circle(db, mari, dafydd, Grant(Content.HEALTH))
        for later in (timedelta(), timedelta(seconds=1), timedelta(microseconds=1)):
            with clock.standing_at(NOON + later):
                opened_records.at(db, dafydd, mari.person_id)
                [(_, _, times)] = lines(db, mari)
        # Counted thrice in one transaction, while the line is at hand as it was at first.
        held = db.scalars(select(Trace).where(Trace.act == Act.LOOKED)).one()
        assert times == held.times == 3
        with clock.standing_at(NOON):
            trace.looked(db, by=dafydd, owner_id=mari.person_id, subjects=[Subject.HEALTH])
            trace.looked(db, by=dafydd, owner_id=mari.person_id, subjects=[])
        assert held.times == 4, "where nothing is looked at, nothing is counted"
    with sqlite_database.reading() as db:
        assert not trace_verification.verify(db).findings


def test_an_opening_of_one_persons_record_is_not_one_of_anothers(sqlite_database: Database) -> None:
    opening = Opening()
    with clock.standing_at(NOON), sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        for owner in (mari, tom):
            into_circle(db, owner, dafydd, Grant(Content.HEALTH))
        for owner in (mari, tom, mari):
            opened_records.at(db, dafydd, owner.person_id, opening=opening)
        assert lines(db, mari) == [(Act.LOOKED, Subject.HEALTH, 2)], "come back to, it is looked at anew"
        assert lines(db, tom) == [(Act.LOOKED, Subject.HEALTH, 1)]


def test_a_line_about_a_row_says_which_one(sqlite_database: Database) -> None:
    with clock.standing_at(NOON), sqlite_database.writing() as db:
        nia, mari = make_person(db, "Nia", Role.COORDINATOR), make_person(db, "Mari", Role.MEMBER)
        walks = [pair(db, nia, mari, make_person(db, name, Role.PEER_WORKER)) for name in ("Gareth", "Siân")]
        proposed = select(Trace.subject_id).where(Trace.act == Act.PROPOSED).order_by(Trace.id)
        assert db.scalars(proposed).all() == walks


def test_each_who_looks_has_a_line_of_their_own(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        for name in ("Dafydd", "Helen"):
            viewer = make_person(db, name, Role.FAMILY)
            into_circle(db, mari, viewer, Grant(Content.HEALTH))
            opened_records.at(db, viewer, mari.person_id)
        looks = trace.about_me(mari, acts=[Act.LOOKED]).run(db)
    assert sorted(line.display_name or "" for line in looks) == ["Dafydd", "Helen"]


def test_what_lies_beside_the_record_is_traced_when_it_is_looked_at_too(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        mari, gareth = make_person(db, "Mari", Role.MEMBER), make_person(db, "Gareth", Role.PEER_WORKER)
        pair(db, make_person(db, "Nia", Role.COORDINATOR), mari, gareth)
        look = opened_records.at(db, gareth, mari.person_id, through=Through.PAIRING, also=[Subject.AGENDA])
        assert not look.grants
        assert lines(db, mari) == [(Act.LOOKED, Subject.AGENDA, 1)]


def test_a_look_at_ones_own_record_or_through_other_eyes_leaves_nothing(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        assert opened_records.at(db, mari, mari.person_id).is_own
        opened_records.preview(db, mari, [(Content.HEALTH, True)])
        trace.looked(db, by=mari, owner_id=mari.person_id, subjects=[Subject.HEALTH])
        assert db.scalar(select(func.count()).select_from(Trace)) == 0


def test_where_nothing_is_shared_nothing_is_here_and_no_line_says_that_somebody_tried(
    database: Database,
) -> None:
    with database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        for whom in (mari.person_id, 4711):
            with pytest.raises(NotHere):
                opened_records.at(db, tom, whom)
        assert db.scalar(select(func.count()).select_from(Trace)) == 0


def test_a_look_whose_trace_would_be_lost_is_no_look(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd, Grant(Content.HEALTH))
    with database.reading() as db, pytest.raises(RuntimeError, match="needs a writing session"):
        opened_records.at(db, dafydd, mari.person_id)


def test_the_list_for_the_owner_tells_of_others_and_of_nobody_elses_record(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        house = make_house(db)
        tom = make_person(db, "Rhys", Role.MEMBER)
        record.make_entries(db, house.mari)
        told = trace.about_me(house.mari).run(db)
        assert trace.about_me(tom).run(db) == []
    assert {line.display_name for line in told} == {"Dafydd", "Gareth", "Nia"}
    assert [line.act for line in told if line.subject is Subject.NOTES] == [Act.OFFERED], "not the draft"


def test_a_trace_has_no_place_for_content() -> None:
    assert {column.name for column in Trace.__table__.columns} == {
        "id",
        "at",
        "actor_id",
        "owner_id",
        "act",
        "subject",
        "subject_id",
        "looked_in",
        "times",
    }
