"""Once its day has come an account is erased: no word of it is left, and what is others' stays theirs."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lrc_portal import __main__ as command_line
from lrc_portal import clock, settings, startup
from lrc_portal.database import migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Meeting, Note, Pairing, Person, Share, Strength, Supervision
from lrc_portal.erasing import erased_list, erasing
from lrc_portal.erasing.fates import FATES, names_a_person
from lrc_portal.record import strengths
from lrc_portal.sharing import opened_records, trace, trace_verification
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.letters import letter_views
from lrc_portal.taking_along import package
from lrc_portal.vocabulary import Act, Language, MeetingState, NoteState, Role, Subject
from lrc_portal.words.translator import translator
from tests import people
from tests.erasing import lives
from tests.erasing.lives import make_lives, marker
from tests.proof.figures import Proved
from tests.tools import kept

NOON = datetime(2026, 5, 20, 12, 20, tzinfo=UTC)
WHO = ("a member", "family", "a peer worker", "a coordinator")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def portal(request: pytest.FixtureRequest, database: Database) -> Database:
    """The database as the portal's own user has it, held by its policies."""
    walled: Database = (
        request.getfixturevalue("walled") if database.engine.dialect.name == "postgresql" else database
    )
    return walled


def due(db: Session, person_id: int) -> None:
    db.execute(update(Person).where(Person.id == person_id).values(erase_at=clock.now()))


def test_each_column_that_names_a_person_has_its_fate() -> None:
    there = {each for table in Base.metadata.tables.values() for each in names_a_person(table)}
    assert there == set(FATES), "Say in erasing/fates.py what becomes of a column that names a person."


def test_the_story_names_whoever_goes_in_every_such_column_and_has_words_in_every_other(
    database: Database,
) -> None:
    with database.writing() as db:
        made = make_lives(db)
    with database.reading() as db:
        named = set().union(*(lives.named(db, person) for person in made.leaving))
        marked = set().union(*(lives.found(db, marker(person)) for person in made.leaving))
    assert named == set(FATES)
    assert marked >= lives.encrypted() - {"person.passphrase_strength"}, "which is a number"


@pytest.mark.parametrize("nth", range(4), ids=WHO)
def test_no_word_is_left_of_whoever_is_erased(
    database: Database, portal: Database, nth: int, proved: Proved, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as db:
        made = make_lives(db)
        leaves = made.leaving[nth]
        others = [person for person in made.leaving if person is not leaves]
        before = {person.person_id: lives.found(db, marker(person)) for person in others}
        due(db, leaves.person_id)
    with caplog.at_level(logging.DEBUG):
        assert erasing.run(portal) == 1
        assert erasing.run(portal) == 0
    with database.reading_one_moment() as db:
        left = lives.found(db, marker(leaves))
        read = lives.how_many_cells(db)
        named = lives.named(db, leaves)
        findings = trace_verification.verify(db).findings
        person = db.get_one(Person, leaves.person_id)
        after = {person.person_id: lives.found(db, marker(person)) for person in others}
    files = [path for path in settings.current().var.parent.rglob("*") if path.is_file()]
    written = caplog.text.encode() + b"".join(
        path.read_bytes() for path in files if not path.name.startswith("portal.db")
    )
    proved("erasing: cells read", read, least=2000)
    proved("erasing: erased markers found", len(left) + written.count(marker(leaves).encode()))
    assert left == set() and marker(leaves).encode() not in written
    assert named <= lives.STAYING, "what still has their number is somebody else's"
    assert findings == ()
    assert (person.display_name, person.name_key, person.erase_at) == (None, None, None)
    assert person.created_at == person.erased_at == clock.now(), "not even since when they were here"
    lost = {each: before[each] - after[each] for each in after}
    # The row is of the two, in words of the one; the letters of a walk are kept by whom it is about.
    between = {each: {"invitation.meant_for"} for each in after}
    if leaves == made.house.mari:
        between[made.house.gareth.person_id] |= {"letter.words"}
    assert {each: lost[each] - between[each] for each in after} == dict.fromkeys(after, set())


def test_what_a_peer_worker_wrote_in_my_record_stays_mine_without_their_name(
    database: Database, portal: Database
) -> None:
    with database.writing() as db:
        house = make_lives(db).house
        due(db, house.gareth.person_id)
    erasing.run(portal)
    mari = house.mari
    with database.reading() as db:
        mine = select(Note.state).where(Note.person_id == mari.person_id)
        assert set(db.scalars(mine)) == {NoteState.AGREED, NoteState.DIFFERING}, "and no draft"
        pairing = db.get_one(Pairing, house.paired)
        assert pairing.ended_at is not None
        assert db.scalars(select(Share).where(Share.viewer_id == house.gareth.person_id)).all()
        standing = (Share.viewer_id == house.gareth.person_id, Share.taken_back_at.is_(None))
        assert db.scalars(select(Share).where(*standing)).all() == []
        planned = (Meeting.pairing_id == house.paired, Meeting.state == MeetingState.PLANNED)
        assert db.scalars(select(Meeting).where(*planned)).all() == []
        assert db.scalars(select(Supervision).where(Supervision.booked)).all() == []
        lines = trace.about_me(mari).run(db)
    ended = [line for line in lines if (line.act, line.subject) == (Act.ENDED, Subject.PAIRING)]
    assert [line.display_name for line in ended] == [None], "they read that somebody left"
    taken = package.made(portal.seen_by(mari), mari, translator(Language.ENGLISH))
    assert marker(house.gareth).encode() not in taken


def test_what_family_saw_in_me_stays_and_whoever_of_my_circle_left_is_told_of(
    database: Database, portal: Database
) -> None:
    with database.writing() as db:
        house = make_lives(db).house
        due(db, house.dafydd.person_id)
    erasing.run(portal)
    with database.reading() as db:
        assert db.get_one(Strength, house.noticed).noticed_by_id == house.dafydd.person_id
        lines = trace.about_me(house.mari).run(db)
    left = [line for line in lines if (line.act, line.subject) == (Act.LEFT, Subject.CIRCLE)]
    assert {line.display_name for line in left} == {None}


def test_a_backup_that_is_put_back_forgets_them_again_and_nobody_else(
    database: Database, portal: Database
) -> None:
    with database.writing() as db:
        made = make_lives(db)
    mari = made.house.mari
    with database.writing() as db:
        rows = kept.rows_of(db)
        due(db, mari.person_id)
    erasing.run(portal)
    assert len(erased_list.listed()) == 1
    with database.writing() as db:
        for table in reversed(Base.metadata.sorted_tables):
            db.execute(delete(table))
        kept.put(db, rows)
    with database.reading() as db:
        assert lives.found(db, marker(mari))
    assert erasing.erase_again(portal) == 1
    assert erasing.erase_again(portal) == 0
    with database.reading_one_moment() as db:
        assert lives.found(db, marker(mari)) == set()
        assert lives.found(db, marker(made.house.gareth))
        assert trace_verification.verify(db).findings == ()
    assert len(erased_list.place().read_text().splitlines()) == 1


def test_a_newcomer_with_the_number_of_somebody_who_was_erased_stays(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        due(db, mari.person_id)
    erasing.run(sqlite_database)
    with sqlite_database.writing() as db:
        for table in reversed(Base.metadata.sorted_tables):
            db.execute(delete(table))
    with clock.standing_at(NOON + timedelta(days=1)), sqlite_database.writing() as db:
        tom = people.make_person(db, "Tom", Role.MEMBER)
    assert tom.person_id == mari.person_id
    assert erasing.erase_again(sqlite_database) == 0


def test_the_list_names_nobody_and_is_for_its_owner_alone(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        due(db, people.make_person(db, "Mari", Role.MEMBER).person_id)
    erasing.run(sqlite_database)
    place = erased_list.place()
    assert place.parent == settings.current().keys_file.parent
    assert place.stat().st_mode & 0o077 == 0
    key, day = place.read_text().split()
    assert len(key) == 64 and day == "2026-05-20"
    place.write_text("Mari\n")
    with pytest.raises(settings.SettingsProblem, match="list of erased accounts"):
        erased_list.listed()


def test_the_start_and_the_command_line_erase_what_is_due(
    sqlite_database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    with sqlite_database.writing() as db:
        for name in ("Mari", "Tom", "Eleri"):
            asked.append(people.make_person(db, name, Role.MEMBER).person_id)
        due(db, asked[0])
        later = clock.now() + timedelta(hours=1)
        db.execute(update(Person).where(Person.id == asked[1]).values(erase_at=later))
    monkeypatch.setattr(startup, "as_it_stands", lambda: sqlite_database)
    assert command_line.main(["erase-due"]) == 0
    assert capsys.readouterr().out.startswith("Accounts erased: 1. ")
    with sqlite_database.reading() as db:
        erased = db.scalars(select(Person.id).where(Person.erased_at.is_not(None))).all()
    assert erased == asked[:1], "neither before its moment, nor without asking"


def test_no_cell_of_it_is_left_in_the_file_or_the_log_of_writes_of_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'of-its-own.db'}")
    migrations.upgrade(database)
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        people.live(db, mari)
    with database.reading() as db:
        cells = [
            str(value)
            for _, rows in kept.rows_of(db)
            for row in rows
            for value in row
            if str(value).startswith("gAAAA")
        ]
    assert len(cells) > 20

    def bytes_of_all() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("of-its-own.db*"))

    assert all(cell.encode() in bytes_of_all() for cell in cells)
    with database.writing() as db:
        due(db, mari.person_id)
    erasing.run(database)
    left = bytes_of_all()
    assert [cell for cell in cells if cell.encode() in left] == []
    database.dispose()


def test_a_strength_that_somebody_erased_had_noticed_keeps_their_words_and_has_no_name(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        house = make_lives(db).house
        strengths.answer(db, by=house.mari, strength_id=house.noticed, keep=True)
        due(db, house.dafydd.person_id)
    erasing.run(sqlite_database)
    with sqlite_database.reading() as db:
        shown = strengths.seen(db, opened_records.own(house.mari))
    [theirs] = [line for line in shown if line.id == house.noticed]
    assert theirs.noticed_by == "", "somebody's, and so its words stay"
    assert {line.noticed_by for line in shown if line is not theirs} == {None}


def test_letters_of_somebody_erased_go_and_the_other_keeps_their_own_and_what_they_took_from_them(
    database: Database, portal: Database
) -> None:
    with database.writing() as db:
        house = make_lives(db).house
        due(db, house.mari.person_id)
    erasing.run(portal)
    dafydd, gareth = house.dafydd, house.gareth
    with database.reading() as db:
        [known] = [each for each in letter_views.correspondents(dafydd).run(db) if each.exchange_id]
        assert (known.display_name, known.between, known.live, known.is_new) == ("", None, False, False)
        found = letter_views.conversation(dafydd, known.exchange_id or 0, most=9).run(db)
        assert [line.is_mine for line in found.lines] == [True]
        kept = [row for row in db.scalars(select(Strength)) if row.person_id == dafydd.person_id]
        assert [row.letter_id for row in kept if row.noticed_by_id == house.mari.person_id] == [None]
        # Those of a walk go with whom it was about.
        assert not [each for each in letter_views.correspondents(gareth).run(db) if each.exchange_id]


def test_what_was_agreed_at_home_keeps_the_words_of_whoever_stays_and_is_over(database: Database) -> None:
    """What Dafydd wrote and Mari answered stays without her words; what only she wrote goes with her."""
    with database.writing() as db:
        house = make_lives(db).house
        before = agreement_views.read_query(house.dafydd, house.mari.person_id, most=9).run(db)
    with database.writing() as db:
        erasing.erase(db, db.get_one(Person, house.mari.person_id))
    with database.reading() as db:
        [other] = agreement_views.people(house.dafydd).run(db)
        assert (other.person_id, other.display_name, other.is_connected) == (house.mari.person_id, "", False)
        [left] = agreement_views.read_query(house.dafydd, other.person_id, most=9).run(db).agreements
        [his] = [each for each in before.agreements if each.is_mine]
        assert (left.mine, left.theirs.is_empty, left.account, left.is_over) == (his.mine, True, None, True)
