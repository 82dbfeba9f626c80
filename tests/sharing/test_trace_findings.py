"""What a walk through the chains says, word for word and number for number, and what it is told by."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Opening, Viewer
from lrc_portal.database.encrypted import trace_mac
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Trace, TraceChain, TraceLink, TraceRegister
from lrc_portal.sharing import opened_records, trace, trace_chain, trace_verification
from lrc_portal.sharing.circle import Grant
from lrc_portal.sharing.trace_verification import Anchor, Finding, Kind, read_anchor
from lrc_portal.vocabulary import Act, Content, Role, Subject
from tests.access.test_table import NOON
from tests.people import into_circle, make_person

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def two(sqlite_database: Database) -> tuple[Viewer, Viewer, Viewer]:
    """Mari and Tom, at whose health Dafydd looked in three hours each."""
    with sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        for owner in (mari, tom):
            into_circle(db, owner, dafydd, Grant(Content.HEALTH))
    for hour in range(3):
        look(sqlite_database, dafydd, mari, hour)
        look(sqlite_database, dafydd, tom, hour)
    return mari, tom, dafydd


def look(database: Database, viewer: Viewer, owner: Viewer, hour: int) -> None:
    with clock.standing_at(NOON + hour * HOUR), database.writing() as db:
        opened_records.at(db, viewer, owner.person_id)


def chain_of(db: Session, owner: Viewer) -> int:
    return db.scalars(select(TraceChain.id).where(TraceChain.owner_id == owner.person_id)).one()


@contextmanager
def tried(db: Session) -> Iterator[None]:
    step = db.begin_nested()
    yield
    step.rollback()
    db.expire_all()


def found(db: Session, against: Anchor | None = None) -> list[Finding]:
    db.flush()
    db.expire_all()
    return list(trace_verification.verify(db, against=against).findings)


def forge(db: Session, chain_id: int, place: int) -> None:
    """A link about no line, as somebody without the keys would write it."""
    trace_id = 10_000 + place
    db.execute(
        insert(TraceLink).values(
            chain_id=chain_id, place=place, trace_id=trace_id, salt="s", leaf="l", seal="s"
        )
    )


def test_what_an_earlier_version_sealed_is_sealed_the_same_way_now() -> None:
    link = TraceLink(chain_id=1, place=2, trace_id=3, salt="salt", leaf="leaf", seal="seal")
    chain = TraceChain(id=1, owner_id=4, let_go=5, base="base")
    assert trace_chain.seal_of_link(link, "b") == trace_mac("link", 1, 2, 3, "salt", "leaf", "b")
    assert trace_chain.seal_of_empty(link) == trace_mac("empty", 1, 2, "leaf", "seal")
    assert trace_chain.seal_of_head(1, 2, "new") == trace_mac("head", 1, 2, "new")
    assert trace_chain.seal_of_chain(chain) == trace_mac("chain", 1, 4, 5, "base")
    assert trace_chain.seal_of_register(6) == trace_mac("register", 6)
    anchor = Anchor({2: (8, "second"), 1: (9, "first")})
    assert anchor.seal == trace_mac("anchor", "1:9:first", "2:8:second")
    line = Trace(id=1, at=NOON, actor_id=2, owner_id=3, act=Act.LOOKED, subject=Subject.GOALS, times=4)
    line.looked_in, line.subject_id = NOON, 5
    at = NOON.isoformat(timespec="microseconds")
    assert trace_chain.leaf_of(line, "s") == trace_mac("line", "s", 1, at, 2, 3, "looked", "goals", 5, at, 4)


def test_what_is_wrong_is_said_in_few_words() -> None:
    assert str(Finding(Kind.REGISTER_ALTERED)) == "register altered"
    assert str(Finding(Kind.LINK_REMOVED, 1, 2, 3)) == "link removed: place 2, to 3, chain 1"
    assert str(Finding(Kind.LINE_ADDED, line=4)) == "line added: line 4"


def test_a_walk_counts_and_its_anchor_can_be_read_again(two, sqlite_database: Database) -> None:
    mari, tom, dafydd = two
    with sqlite_database.writing() as db:
        ids = db.scalars(select(Trace.id).where(Trace.act == Act.LOOKED).order_by(Trace.id)).all()
        assert trace_chain._take_out(db, Trace.id.in_(ids[1:4])) == 3
    with sqlite_database.reading() as db:
        verified = trace_verification.verify(db)
        emptied = db.scalar(select(func.count()).select_from(TraceLink).where(TraceLink.emptied.is_not(None)))
        lines = db.scalar(select(func.count(Trace.id)))
        heads = {
            link.chain_id: (link.reaches, link.leaf)
            for link in db.scalars(select(TraceLink).where(TraceLink.place == 0))
        }
    assert emptied == 3 == verified.emptied and verified.lines == lines and verified.findings == ()
    assert verified.links == (lines or 0) + 3 and verified.anchor == Anchor(heads)
    assert json.loads(verified.as_json()) == {
        "as_written": True,
        "lines": lines,
        "links": verified.links,
        "emptied": 3,
        "findings": [],
        "anchor": verified.anchor.seal,
        "chains": {str(chain): list(reached) for chain, reached in heads.items()},
    }
    assert read_anchor(verified.as_json()) == verified.anchor


def test_where_nothing_is_written_nothing_is_counted(sqlite_database: Database) -> None:
    with sqlite_database.reading() as db:
        verified = trace_verification.verify(db)
    assert (verified.lines, verified.links, verified.emptied) == (0, 0, 0)
    assert (verified.anchor, verified.findings) == (Anchor({}), (Finding(Kind.REGISTER_ALTERED),))


@pytest.mark.parametrize(
    "written", ["", "[]", "{}", '{"chains": []}', '{"chains": {"1": 2}}', '{"chains": {"x": [1, "a"]}}']
)
def test_what_is_no_anchor_is_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(trace_verification.NoAnchor) as refused:
        read_anchor(written)
    assert str(refused.value) == (
        "This is no anchor of this portal, or it was changed. It is what verify-traces --json printed with "
        "the same keys file."
    )


def test_each_thing_that_is_wrong_is_told_by_its_kind_and_its_numbers(two, sqlite_database: Database) -> None:
    mari, _tom, dafydd = two
    with sqlite_database.writing() as db:
        number = chain_of(db, mari)
        of_chain = TraceLink.chain_id == number
        chains = db.scalar(select(func.count(TraceChain.id))) or 0

        def alters(statement: Callable[[], object]) -> list[Finding]:
            with tried(db):
                statement()
                return found(db)

        def register(chains: int) -> object:
            return db.execute(
                update(TraceRegister).values(chains=chains, seal=trace_chain.seal_of_register(chains))
            )

        assert alters(lambda: db.execute(delete(TraceRegister))) == [Finding(Kind.REGISTER_ALTERED)]
        assert alters(lambda: db.execute(update(TraceRegister).values(chains=9))) == [
            Finding(Kind.REGISTER_ALTERED)
        ]
        assert alters(lambda: register(chains + 1)) == [Finding(Kind.CHAIN_REMOVED)]
        assert alters(lambda: register(chains - 1)) == [Finding(Kind.REGISTER_ALTERED)]
        other = update(TraceChain).where(TraceChain.id == number).values(owner_id=None)
        altered, *lines = alters(lambda: db.execute(other))
        assert altered == Finding(Kind.CHAIN_ALTERED, number)
        assert {each.kind for each in lines} == {Kind.LINE_ALTERED}
        gone = delete(TraceLink).where(of_chain, TraceLink.place == 0)
        assert alters(lambda: db.execute(gone)) == [Finding(Kind.LINK_REMOVED, number, 0)]
        one = delete(TraceLink).where(of_chain, TraceLink.place == 2)
        two_of_them = delete(TraceLink).where(of_chain, TraceLink.place.in_((2, 3)))
        removed = alters(lambda: db.execute(one))
        assert removed[0] == Finding(Kind.LINK_REMOVED, number, 2)
        assert {each.kind for each in removed[1:]} == {Kind.LINE_ADDED}, "after a gap nothing is altered"
        assert Finding(Kind.LINK_REMOVED, number, 2, 3) in alters(lambda: db.execute(two_of_them))

        sealed = update(TraceLink).where(of_chain, TraceLink.place == 2).values(seal="another")
        assert alters(lambda: db.execute(sealed)) == [
            Finding(Kind.LINK_ALTERED, number, 2),
            Finding(Kind.LINK_ALTERED, number, 3),
        ]
        reaches = db.scalar(select(TraceLink.reaches).where(of_chain, TraceLink.place == 0)) or 0
        assert alters(lambda: forge(db, number, reaches + 1)) == [
            Finding(Kind.LINK_ADDED, number, reaches + 1)
        ]

        newest = delete(TraceLink).where(of_chain, TraceLink.place >= reaches - 1)
        cut = [each for each in alters(lambda: db.execute(newest)) if each.kind is not Kind.LINE_ADDED]
        assert cut == [Finding(Kind.LINK_REMOVED, number, reaches - 1, reaches)]
        at_head = update(TraceLink).where(of_chain, TraceLink.place == reaches).values(seal="another")
        assert alters(lambda: db.execute(at_head)) == [
            Finding(Kind.LINK_ALTERED, number, reaches),
            Finding(Kind.HEAD_ALTERED, number),
        ]
        told = db.scalars(select(TraceLink.trace_id).where(of_chain, TraceLink.place == 2)).one()
        erased = delete(Trace).where(Trace.id == told)
        assert alters(lambda: db.execute(erased)) == [Finding(Kind.LINE_REMOVED, number, 2, line=told)]

        line = {"at": NOON, "actor_id": dafydd.person_id, "owner_id": mari.person_id, "times": 1}
        line |= {"id": 4711, "act": Act.LEFT, "subject": Subject.CIRCLE}
        assert alters(lambda: db.execute(insert(Trace), [line])) == [Finding(Kind.LINE_ADDED, line=4711)]

        def under_the_head() -> None:
            db.execute(insert(Trace), [line])
            db.execute(update(TraceLink).where(of_chain, TraceLink.place == 0).values(trace_id=4711))

        assert alters(under_the_head) == [
            Finding(Kind.HEAD_ALTERED, number),
            Finding(Kind.LINE_ADDED, line=4711),
        ]


def test_each_chain_is_held_against_the_anchor(two, sqlite_database: Database) -> None:
    mari, tom, _dafydd = two
    with sqlite_database.writing() as db:
        first, second = sorted((chain_of(db, mari), chain_of(db, tom)))
        then = trace_verification.verify(db).anchor
        reached, _seal = then.chains[second]
        back = Finding(Kind.ROLLED_BACK, second, reached)

        def against(**of_first: object) -> list[Finding]:
            chains = {**then.chains, second: (reached, "another")}
            return found(db, Anchor(chains | {first: of_first.get("first", then.chains[first])}))  # type: ignore[dict-item]

        assert found(db, then) == [] and against() == [back]
        with tried(db):
            db.execute(delete(TraceLink).where(TraceLink.chain_id == first))
            assert found(db, Anchor({first: (1, "x")}))[-1] == Finding(Kind.CHAIN_REMOVED, first)
            assert against()[-2:] == [Finding(Kind.CHAIN_REMOVED, first), back]
            db.execute(delete(TraceChain).where(TraceChain.id == first))
            assert against()[-2:] == [Finding(Kind.CHAIN_REMOVED, first), back]
        # The first three links are let go: an anchor from before is older than what is kept.
        owner_id = db.get_one(TraceChain, first).owner_id
        ids = db.scalars(select(Trace.id).where(Trace.owner_id == owner_id).order_by(Trace.id)).all()
        trace_chain._take_out(db, Trace.id.in_(ids[:3]))
        chain = db.get_one(TraceChain, first, populate_existing=True)
        assert chain.let_go == 3
        assert against(first=(2, "long ago")) == [back]
        assert against(first=(3, chain.base)) == [back]
        with tried(db):
            forge(db, first, 1)
            forge(db, first, 3)
            assert found(db) == [Finding(Kind.LINK_ADDED, first, place) for place in (1, 3)]
        assert against(first=(3, "another")) == [Finding(Kind.ROLLED_BACK, first, 3), back]


def test_a_line_ends_after_three_years_and_not_on_the_day(two, sqlite_database: Database) -> None:
    three_years = NOON + timedelta(days=1096)
    with clock.standing_at(three_years), sqlite_database.writing() as db:
        assert trace_chain.end_old(db) == 0
    with clock.standing_at(three_years + HOUR), sqlite_database.writing() as db:
        assert trace_chain.end_old(db) > 0
        assert set(db.scalars(select(Trace.at))) == {NOON + HOUR, NOON + 2 * HOUR}


def test_lines_from_before_are_chained_once_each(two, sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        for model in (TraceLink, TraceChain, TraceRegister):
            db.execute(delete(model))
        chained = trace_chain.begin(db)
    with sqlite_database.reading() as db:
        verified = trace_verification.verify(db)
    assert verified.links == verified.lines == chained and verified.findings == ()


# The lines that somebody reads


def test_a_look_is_counted_by_whose_line_stands(two, sqlite_database: Database) -> None:
    """An opening whose line is gone leaves another, though somebody else's of that hour stands."""
    mari, tom, dafydd = two
    with sqlite_database.writing() as db:
        helen = make_person(db, "Helen", Role.FAMILY)
        into_circle(db, mari, helen, Grant(Content.HEALTH))
    opening = Opening()
    later = NOON + 9 * HOUR

    def looks(viewer: Viewer, owner: Viewer, opening: Opening | None = None) -> None:
        with clock.standing_at(later), sqlite_database.writing() as db:
            opened_records.at(db, viewer, owner.person_id, opening=opening)

    def of_hour(db: Session) -> list[tuple[int, int]]:
        lines = select(Trace.actor_id, Trace.owner_id).where(Trace.looked_in == later).order_by(Trace.id)
        return [(line.actor_id, line.owner_id) for line in db.execute(lines)]

    looks(dafydd, mari, opening)
    looks(helen, mari)
    looks(dafydd, tom)
    with sqlite_database.writing() as db:
        assert trace_chain._take_out(db, Trace.looked_in == later) == 3
    looks(helen, mari)
    looks(dafydd, tom)
    looks(dafydd, mari, opening)
    with sqlite_database.reading() as db:
        assert of_hour(db) == [
            (helen.person_id, mari.person_id),
            (dafydd.person_id, tom.person_id),
            (dafydd.person_id, mari.person_id),
        ]


def test_the_newest_of_what_others_did_comes_first_and_no_more_than_was_asked_for(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
    told = {"actor_id": dafydd.person_id, "owner_id": mari.person_id, "times": 1, "act": Act.OFFERED}
    with sqlite_database.writing() as db:
        # Written in another order than they are of, and two of one moment.
        for hour in (*range(1, 50), 0, 49, 50):
            subject = Subject.GOALS if hour == 50 else Subject.STRENGTHS
            db.execute(
                insert(Trace), [told | {"at": NOON + hour * HOUR, "subject": subject, "times": hour + 1}]
            )
        db.execute(update(Trace).where(Trace.id == 51).values(times=99))
    with sqlite_database.reading() as db:
        lines = trace.about_me(mari).run(db)
        assert [line.times for line in lines] == [51, 99, *range(50, 2, -1)]
        assert len(trace.about_me(mari, most=3).run(db)) == 3
        [goal] = trace.about_me(mari, subjects=[Subject.GOALS]).run(db)
        assert goal.times == 51
        assert trace.about_me(mari, acts=[Act.LOOKED]).run(db) == []


def test_a_look_that_was_taken_back_within_a_transaction_is_not_sealed(
    sqlite_database: Database, two: tuple[Viewer, Viewer, Viewer]
) -> None:
    mari, _, dafydd = two
    with clock.standing_at(NOON + 3 * HOUR), sqlite_database.writing() as db:
        opened_records.at(db, dafydd, mari.person_id)
        line = db.scalars(select(Trace).order_by(Trace.id.desc()).limit(1)).one()
        step = db.begin_nested()
        opened_records.at(db, dafydd, mari.person_id)
        assert line.times == 2
        step.rollback()
    with sqlite_database.writing() as db:
        assert db.get_one(Trace, line.id).times == 1
        assert found(db) == []


def test_what_somebody_wrote_where_the_next_link_goes_is_not_written_over(
    sqlite_database: Database, two: tuple[Viewer, Viewer, Viewer]
) -> None:
    mari, _, dafydd = two
    with sqlite_database.writing() as db:
        chain_id = chain_of(db, mari)
        newest = db.scalar(select(func.max(TraceLink.place)).where(TraceLink.chain_id == chain_id)) or 0
        forge(db, chain_id, newest + 1)
    look(sqlite_database, dafydd, mari, 3)
    with sqlite_database.writing() as db:
        assert db.get_one(TraceLink, (chain_id, newest + 1)).seal == "s"
        assert found(db) != []


def test_each_link_has_a_salt_of_its_own_of_sixteen_bytes(
    sqlite_database: Database, two: tuple[Viewer, Viewer, Viewer]
) -> None:
    with sqlite_database.reading() as db:
        salts = db.scalars(select(TraceLink.salt).where(TraceLink.place > 0)).all()
    assert len(set(salts)) == len(salts) and {len(salt or "") for salt in salts} == {32}


def test_a_portal_that_nobody_has_come_to_yet_is_sound(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        assert trace_chain.begin(db) == 0
        assert found(db) == []
