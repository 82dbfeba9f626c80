"""A useful thing that goes with a note: whose it is, from when on, and what of it the next version has."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Note, NoteAid, ThingPassedOn, Trace
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.support.good_to_know import passing_on
from lrc_portal.support.notes import notes
from lrc_portal.vocabulary import Act, Aid, ForWhom, Role, Subject
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.support import on_the_shelf
from tests.support.company import a_note

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Two:
    """Gareth walks with Mari and with Tom, and writes about each; Bronwen walks with nobody."""

    mari: Viewer
    tom: Viewer
    gareth: Viewer
    bronwen: Viewer
    nia: Viewer
    pairing_id: int
    toms_pairing_id: int
    note_id: int
    toms_note_id: int


def make_two(db: Session) -> Two:
    mari, tom = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
    gareth, bronwen = (people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Bronwen"))
    nia = people.make_person(db, "Nia", Role.COORDINATOR)
    pairings = [people.pair(db, nia, each, gareth) for each in (mari, tom)]
    drafts = [notes.save_draft(db, by=gareth, submission=a_note(each, "a walk")) for each in pairings]
    return Two(mari, tom, gareth, bronwen, nia, *pairings, *drafts)


def put(db: Session, two: Two, note_id: int, thing_id: int, by: Viewer | None = None) -> None:
    passing_on.put_with(db, by=by or two.gareth, note_id=note_id, thing_id=thing_id)


def along(db: Session, viewer: Viewer) -> list[tuple[int, int]]:
    """What goes with which note, as far as somebody sees it, in its order."""
    found = passing_on.going_along(viewer, select(Note.id)).run(db)
    return [(each.note_id, each.id) for each in found]


def aids(db: Session, note_id: int) -> set[Aid]:
    return {*db.scalars(select(NoteAid.aid).where(NoteAid.note_id == note_id))}


def test_it_goes_with_that_note_alone_and_is_the_persons_once_it_is_offered(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        two = make_two(db)
        choir, walk = (on_the_shelf.put(db, two.nia) for _ in range(2))
        with clock.standing_at(NOON + timedelta(hours=1)):
            put(db, two, two.note_id, walk)
            put(db, two, two.note_id, choir)
            put(db, two, two.note_id, walk)
            put(db, two, two.toms_note_id, choir)
        assert db.get_one(Note, two.note_id).changed_at == NOON + timedelta(hours=1)
        marias = [(two.note_id, walk), (two.note_id, choir)]
        toms = [(two.toms_note_id, choir)]
        assert along(db, two.gareth) == marias + toms
        assert along(db, two.mari) == along(db, two.tom) == along(db, two.bronwen) == []
        assert Aid.INFORMATIONAL in aids(db, two.note_id)
        notes.offer(db, by=two.gareth, submission=a_note(two.pairing_id, "a walk"), note_id=two.note_id)
        assert (along(db, two.mari), along(db, two.tom)) == (marias, [])
        rows = db.scalars(select(ThingPassedOn).order_by(ThingPassedOn.id)).all()
        assert [(each.person_id, each.pairing_id, each.by_id, each.passed_on_at) for each in rows] == [
            *[(two.mari.person_id, two.pairing_id, two.gareth.person_id, NOON + timedelta(hours=1))] * 2,
            (two.tom.person_id, two.toms_pairing_id, two.gareth.person_id, NOON + timedelta(hours=1)),
        ]


def test_what_is_taken_from_a_draft_stays_with_the_others(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        two = make_two(db)
        choir, walk = (on_the_shelf.put(db, two.nia) for _ in range(2))
        for note_id, thing_id in (
            (two.note_id, choir),
            (two.note_id, walk),
            (two.toms_note_id, choir),
        ):
            put(db, two, note_id, thing_id)
        passing_on.take_from(db, by=two.gareth, note_id=two.note_id, thing_id=choir)
        assert along(db, two.gareth) == [(two.note_id, walk), (two.toms_note_id, choir)]


def test_only_who_writes_the_draft_puts_something_with_it_and_only_what_they_read(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        two = make_two(db)
        choir = on_the_shelf.put(db, two.nia)
        with pytest.raises(NotAllowed):
            put(db, two, two.note_id, choir, by=two.mari)
        for verb in (passing_on.put_with, passing_on.take_from):
            with pytest.raises(NotHere):
                verb(db, by=two.bronwen, note_id=two.note_id, thing_id=choir)
        with pytest.raises(NotHere):
            put(db, two, two.note_id, choir + 1)
        notes.offer(db, by=two.gareth, submission=a_note(two.pairing_id, "a walk"), note_id=two.note_id)
        with pytest.raises(NotHere):
            put(db, two, two.note_id, choir)
        assert along(db, two.gareth) == [] and Aid.INFORMATIONAL not in aids(db, two.note_id)


def test_how_many_go_with_a_note_is_counted_for_each_note(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PASSED_ON", limits.Limit(1, limits.PASSED_ON.full))
    with clock.standing_at(NOON), database.writing() as db:
        two = make_two(db)
        choir, walk = (on_the_shelf.put(db, two.nia) for _ in range(2))
        for note_id in (two.note_id, two.toms_note_id):
            put(db, two, note_id, choir)
            put(db, two, note_id, choir)
            with pytest.raises(Refused):
                put(db, two, note_id, walk)


def test_a_next_version_has_what_went_with_the_one_before_and_something_new_makes_it_new(
    database: Database,
) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        two = make_two(db)
        choir, walk, toms = (on_the_shelf.put(db, two.nia) for _ in range(3))
        put(db, two, two.note_id, choir)
        put(db, two, two.toms_note_id, toms)
        said = replace(a_note(two.pairing_id, "a walk"), aids=frozenset({Aid.INFORMATIONAL}))
        notes.offer(db, by=two.gareth, submission=said, note_id=two.note_id)
        with clock.standing_at(NOON + timedelta(hours=1)):
            next_id = notes.correct(db, by=two.gareth, note_id=two.note_id)
            copied = db.scalars(select(ThingPassedOn).where(ThingPassedOn.note_id == next_id)).one()
            assert (copied.useful_thing_id, copied.passed_on_at) == (choir, NOON + timedelta(hours=1))
            assert (copied.person_id, copied.by_id, copied.pairing_id) == (
                two.mari.person_id,
                two.gareth.person_id,
                two.pairing_id,
            )
            with pytest.raises(Invalid):
                notes.offer(db, by=two.gareth, submission=replace(said, token="again"), note_id=next_id)
            put(db, two, next_id, walk)
            assert notes.offer(db, by=two.gareth, submission=replace(said, token="new"), note_id=next_id)
        assert along(db, two.mari) == [(two.note_id, choir), (next_id, choir), (next_id, walk)]


def test_by_itself_it_is_passed_on_once_to_each_also_where_it_went_with_a_note(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        two = make_two(db)
        choir = on_the_shelf.put(db, two.nia)
        family_alone = on_the_shelf.put(db, two.nia, whom=ForWhom.FAMILY)
        put(db, two, two.note_id, choir)
        for pairing_id in (two.pairing_id, two.toms_pairing_id):
            passing_on.pass_on(db, by=two.gareth, pairing_id=pairing_id, thing_id=choir)
            with pytest.raises(AlreadySaved):
                passing_on.pass_on(db, by=two.gareth, pairing_id=pairing_id, thing_id=choir)
        assert passing_on.pass_on(db, by=two.gareth, pairing_id=two.pairing_id, thing_id=family_alone)
        traces = db.execute(
            select(Trace.owner_id, Trace.act, Trace.subject_id)
            .where(Trace.subject == Subject.USEFUL_THING, Trace.act == Act.OFFERED)
            .order_by(Trace.id)
        ).all()
        mari, tom = two.mari.person_id, two.tom.person_id
        assert [tuple(each) for each in traces] == [
            (mari, Act.OFFERED, choir),
            (tom, Act.OFFERED, choir),
            (mari, Act.OFFERED, family_alone),
        ]
