"""The log of who looked is chained: nobody without the keys changes it unseen; what ends leaves its place."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, event, func, insert, select, update
from sqlalchemy.orm import Session

from lrc_portal import __main__ as command_line
from lrc_portal import clock, startup
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Trace, TraceChain, TraceLink, TraceRegister
from lrc_portal.sharing import opened_records, trace, trace_chain, trace_verification
from lrc_portal.sharing.circle import Grant
from lrc_portal.sharing.trace_verification import Kind, read_anchor
from lrc_portal.vocabulary import Act, Content, Role, Subject
from tests.people import into_circle, make_person
from tests.proof.figures import Proved
from tests.sharing.house import make_house
from tests.tools.kept import put, rows_of
from tests.tools.statements import sent_to
from tests.tools.trace_alterations import alterations

NOON = datetime(2026, 5, 20, 12, 20, tzinfo=UTC)


def findings(db: Session, against: trace_verification.Anchor | None = None) -> list[Kind]:
    db.flush()
    db.expire_all()
    return [finding.kind for finding in trace_verification.verify(db, against=against).findings]


def look(database: Database, viewer: Viewer, owner: Viewer, *, days: int = 0) -> None:
    with clock.standing_at(NOON + timedelta(days=days)), database.writing() as db:
        opened_records.at(db, viewer, owner.person_id)


@pytest.fixture
def seen(database: Database) -> tuple[Viewer, Viewer, Viewer]:
    """Mari, at whose health Dafydd and Helen looked, Dafydd twice within an hour."""
    with clock.standing_at(NOON), database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        dafydd, helen = (make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Helen"))
        for viewer in (dafydd, helen):
            into_circle(db, mari, viewer, Grant(Content.HEALTH))
            trace.leave(db, by=viewer, owner_id=viewer.person_id, act=Act.JOINED, subject=Subject.ACCOUNT)
    for viewer in (dafydd, dafydd, helen):
        look(database, viewer, mari)
    return mari, dafydd, helen


def test_what_the_portal_writes_is_found_as_it_was_written(database: Database, seen) -> None:
    with database.writing() as db:
        make_house(db)
    with database.reading_one_moment() as db:
        found = trace_verification.verify(db)
        lines = db.scalar(select(func.count(Trace.id)))
        counted = db.scalar(select(func.sum(Trace.times - 1)))
        assert found.findings == () and found.lines == lines and counted == 1
        assert found.links == lines + counted, "each count of a look is a link"
        owners = set(db.scalars(select(Trace.owner_id)))
        assert set(db.scalars(select(TraceChain.owner_id))) == owners, "one chain for each owner"


def test_every_alteration_without_the_keys_is_noticed(database: Database, seen, proved: Proved) -> None:
    """Each column changed; lines and links taken, added, swapped; the newest, the oldest, all cut off."""
    mari, _dafydd, helen = seen
    with database.writing() as db:
        trace_chain.empty(db, helen.person_id)
    look(database, _dafydd, mari)
    tried, unnoticed = [], []
    with database.writing() as db:
        assert findings(db) == []
        for name, alter in alterations(db):
            step = db.begin_nested()
            alter(db)
            if not findings(db):
                unnoticed.append(name)
            step.rollback()
            db.expire_all()
            tried.append(name)
        assert findings(db) == []
    proved("traces: alterations tried", len(tried), least=40)
    proved("traces: alterations not noticed", len(unnoticed))
    assert not unnoticed
    columns = sum(len(model.__table__.columns) for model in (Trace, TraceChain, TraceLink, TraceRegister))
    assert len(tried) == len(set(tried)) == columns + len(TraceLink.__table__.columns) + 15, (
        "the head is altered in each column too"
    )


def test_a_finding_says_what_and_where_by_number(database: Database, seen) -> None:
    with database.writing() as db:
        line = db.scalars(select(Trace).where(Trace.act == Act.LOOKED, Trace.times == 1)).one()
        link = db.scalars(select(TraceLink).where(TraceLink.trace_id == line.id)).one()
        db.execute(update(Trace).where(Trace.id == line.id).values(times=9))
        db.expire_all()
        [found] = trace_verification.verify(db).findings
        assert str(found) == f"line altered: line {line.id}, place {link.place}, chain {link.chain_id}"
        db.execute(delete(Trace).where(Trace.id == line.id))
        db.expire_all()
        [found] = trace_verification.verify(db).findings
        assert (found.kind, found.line) == (Kind.LINE_REMOVED, line.id)
        db.execute(delete(TraceLink).where(TraceLink.chain_id == link.chain_id, TraceLink.place.in_((1, 2))))
        assert "link removed: place 1, to 2, chain" in str(trace_verification.verify(db).findings[0])


def test_a_line_that_was_never_kept_leaves_no_link(database: Database, seen) -> None:
    mari, dafydd, _helen = seen
    with database.writing() as db:
        links = db.scalar(select(func.count()).select_from(TraceLink))
    with database.writing() as db:
        step = db.begin_nested()
        trace.leave(db, by=mari, owner_id=mari.person_id, act=Act.ADDED, subject=Subject.GOALS)
        trace.looked(db, by=dafydd, owner_id=mari.person_id, subjects=[Subject.GOALS, Subject.HEALTH])
        db.flush()
        step.rollback()
        trace.leave(db, by=mari, owner_id=mari.person_id, act=Act.ADDED, subject=Subject.ABOUT_ME)
    with database.reading() as db:
        assert findings(db) == []
        # The look at the health that was there before stands as it was, and is said once more.
        assert (db.scalar(select(func.count()).select_from(TraceLink)) or 0) - (links or 0) in (1, 2)


def test_a_chain_that_was_put_back_as_a_whole_is_noticed_against_an_anchor(database: Database, seen) -> None:
    mari, dafydd, _helen = seen
    with database.reading() as db:
        before = rows_of(db)
        early = read_anchor(trace_verification.verify(db).as_json())
    look(database, dafydd, mari, days=1)
    with database.writing() as db:
        late = read_anchor(trace_verification.verify(db).as_json())
        assert findings(db, early) == [] and early.seal != late.seal
        for table in reversed(Base.metadata.sorted_tables):
            db.execute(delete(table))
        db.expire_all()
        put(db, before)
        assert findings(db) == [] and findings(db, early) == []
        assert findings(db, late) == [Kind.ROLLED_BACK]
    look(database, dafydd, mari, days=2)
    with database.writing() as db:
        assert findings(db, late) == [Kind.ROLLED_BACK], "also where it went on from there"
    with pytest.raises(trace_verification.NoAnchor):
        read_anchor(json.dumps({"anchor": late.seal, "chains": early.chains}))


def test_whoever_is_erased_leaves_empty_places_that_are_verified_as_before(database: Database, seen) -> None:
    mari, dafydd, helen = seen
    with database.writing() as db:
        anchor = trace_verification.verify(db).anchor
        assert trace_chain.empty(db, dafydd.person_id) > 1
    with database.writing() as db:
        assert findings(db, anchor) == []
        left = db.execute(select(Trace.owner_id, Trace.actor_id)).all()
        assert {person for line in left for person in line} == {mari.person_id, helen.person_id}
        about_mari = db.scalars(select(TraceChain).where(TraceChain.owner_id == mari.person_id)).one()
        places = db.scalars(select(TraceLink).where(TraceLink.chain_id == about_mari.id)).all()
        empty = [place for place in places if place.emptied]
        assert empty and {(place.trace_id, place.salt) for place in empty} == {(None, None)}
        assert {len(place.leaf) for place in empty} == {64}
        trace_chain.empty(db, mari.person_id)
    with database.reading() as db:
        assert findings(db, anchor) == []
        owners = list(db.scalars(select(TraceChain.owner_id).order_by(TraceChain.id)))
        assert owners.count(None) == 2 and mari.person_id not in owners
        assert db.get_one(TraceChain, about_mari.id).let_go == max(place.place for place in places)


def test_what_somebody_erased_did_may_stay_for_those_whom_it_is_about(database: Database, seen) -> None:
    mari, dafydd, _helen = seen
    with database.writing() as db:
        trace_chain.empty(db, dafydd.person_id, deeds=False)
    with database.reading() as db:
        assert findings(db) == []
        looks = trace.about_me(mari, acts=[Act.LOOKED]).run(db)
        assert sorted(line.times for line in looks) == [1, 2], "what was about Mari is there"
        assert not db.scalar(select(func.count(Trace.id)).where(Trace.owner_id == dafydd.person_id))


def test_after_three_years_a_line_ends_and_the_chain_goes_on(database: Database, seen) -> None:
    mari, dafydd, _helen = seen
    with database.reading() as db:
        anchor = trace_verification.verify(db).anchor
    look(database, dafydd, mari, days=900)
    with clock.standing_at(NOON + timedelta(days=1095)), database.writing() as db:
        assert trace_chain.end_old(db) == 0
    with clock.standing_at(NOON + timedelta(days=1097)), database.writing() as db:
        assert trace_chain.end_old(db) > 3
    with database.reading() as db:
        assert findings(db, anchor) == []
        assert [line.at for line in db.scalars(select(Trace))] == [NOON + timedelta(days=900)]
        about_mari = db.scalars(select(TraceChain).where(TraceChain.owner_id == mari.person_id)).one()
        kept = db.scalars(select(TraceLink.place).where(TraceLink.chain_id == about_mari.id)).all()
        assert sorted(kept) == [0, about_mari.let_go + 1], "the head, and the link of the line that is left"
    look(database, dafydd, mari, days=1098)
    with database.reading() as db:
        assert findings(db, anchor) == []


def test_lines_from_before_the_chains_are_chained_once_and_nothing_later(database: Database, seen) -> None:
    mari, dafydd, _helen = seen
    before = [
        {"at": NOON, "actor_id": dafydd.person_id, "owner_id": mari.person_id, "times": 1}
        | {"act": Act.LEFT, "subject": Subject.CIRCLE}
    ]
    with database.writing() as db:
        for model in (TraceLink, TraceChain, TraceRegister):
            db.execute(delete(model))
        lines = db.scalar(select(func.count(Trace.id)))
        assert trace_chain.begin(db) == lines
        assert findings(db) == []
        db.execute(insert(Trace), before)
        assert trace_chain.begin(db) == 0
        assert findings(db) == [Kind.LINE_ADDED]
        db.execute(delete(TraceRegister))
        assert trace_chain.begin(db) == 0, "where there are chains, a register that is gone is no beginning"
        assert Kind.LINE_ADDED in findings(db)


def test_many_at_once_about_the_same_people_make_one_chain(postgresql_database: Database) -> None:
    """Each transaction is about both, and they come in either order; nobody is refused."""
    with postgresql_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
    came: list[Exception] = []
    ready = Barrier(6)

    def leave(first: Viewer, second: Viewer) -> None:
        ready.wait(10)
        try:
            for _ in range(6):
                with postgresql_database.writing() as db:
                    for one, other in ((first, second), (second, first)):
                        trace.looked(
                            db, by=first, owner_id=one.person_id, subjects=[Subject.GOALS, Subject.HEALTH]
                        )
                        trace.leave(
                            db, by=second, owner_id=other.person_id, act=Act.LEFT, subject=Subject.CIRCLE
                        )
        except Exception as fault:
            came.append(fault)

    pairs = [(mari, tom), (tom, mari)] * 3
    threads = [Thread(target=leave, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert came == []
    with postgresql_database.reading() as db:
        assert findings(db) == []
        # A line about each, and one link for the look of a transaction however often it was counted in it.
        assert db.scalar(select(func.count(Trace.id)).where(Trace.act == Act.LEFT)) == 6 * 6 * 2


def test_a_look_takes_two_statements_for_its_chain_and_a_rerun_none(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd, Grant(Content.HEALTH), Grant(Content.GOALS))
    opening = trace.Opening()
    with sent_to(sqlite_database) as first, sqlite_database.writing() as db:
        opened_records.at(db, dafydd, mari.person_id, opening=opening)
    assert sum("trace_chain" in each or "trace_link" in each for each in first) == 2
    with sent_to(sqlite_database) as again, sqlite_database.writing() as db:
        opened_records.at(db, dafydd, mari.person_id, opening=opening)
    assert not any("trace_" in each for each in again)


# The command


@pytest.fixture
def verify(database: Database, seen, own_settings, monkeypatch, capsys) -> Callable[..., tuple[int, str]]:
    """Run it as an operator would; its exit code and what it said."""
    startup.use_keys_file(own_settings.keys_file)
    engine.use(database)
    with database.writing() as db:  # what stood there was sealed with other keys
        for model in (TraceLink, TraceChain, TraceRegister):
            db.execute(delete(model))
        trace_chain.begin(db)
    monkeypatch.setenv("LRC_VAR", str(own_settings.var))
    monkeypatch.setenv("LRC_DATABASE_URL", database.url)

    def run(*arguments: str) -> tuple[int, str]:
        code = command_line.main(["verify-traces", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_the_command_says_by_number_what_was_changed_and_changes_nothing(
    database: Database, verify, tmp_path
) -> None:
    writes: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: writes.append(statement.split()[0]),
    )
    code, said = verify()
    assert code == 0 and "Not as it was written: 0." in said and "Anchor: " in said
    code, kept = verify("--json")
    told = json.loads(kept)
    assert code == 0 and told["as_written"] and told["findings"] == []
    assert not {"INSERT", "UPDATE", "DELETE", "CREATE", "ALTER"} & set(writes)
    (anchor := tmp_path / "anchor.json").write_text(kept)
    assert verify("--against", str(anchor))[0] == 0
    with database.writing() as db:
        line = db.scalars(select(Trace.id).where(Trace.act == Act.LOOKED)).first()
        db.execute(update(Trace).where(Trace.id == line).values(times=7))
    code, said = verify("--against", str(anchor))
    assert code == 1 and f"line altered: line {line}, place" in said
    assert not any(name in said for name in ("Mari", "Dafydd", "looked", "health"))
    [finding] = json.loads(verify("--json")[1])["findings"]
    assert (finding["kind"], finding["line"]) == ("line altered", line)
    anchor.write_text("{}")
    code, said = verify("--against", str(anchor))
    assert code == 2 and "no anchor of this portal" in said
    assert verify("--against", str(tmp_path / "none.json"))[0] == 2


def test_the_command_does_not_make_what_is_not_there(own_settings, monkeypatch, capsys, tmp_path) -> None:
    for name in ("LRC_DATABASE_URL", "LRC_VAR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LRC_VAR", str(tmp_path / "empty"))
    engine.use(None)
    assert command_line.main(["verify-traces"]) == 2
    assert "There is no" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()
