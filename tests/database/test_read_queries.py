"""Several questions in one statement give what each would give alone, value for value."""

from dataclasses import dataclass
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Float, LargeBinary, Numeric, func, insert, null, select, type_coerce

from lrc_portal import clock
from lrc_portal.database.models import CheckIn, Meeting, Moment
from lrc_portal.database.read_queries import ReadQuery, read_all, together
from lrc_portal.vocabulary import Element, MeetingKind, MeetingState, MomentKind
from tests.people import make_person
from tests.tools.statements import sent_to

DAY = date(2026, 11, 2)


def write(database):
    with database.writing() as db:
        gwen = make_person(db, "Gwen")
        now = clock.now()
        db.add(
            Meeting(
                person_id=gwen.person_id,
                kind=MeetingKind.GROUP,
                state=MeetingState.PLANNED,
                day=DAY,
                at=time(18, 30),
                place="Tŷ’r afon",
                planned_by_id=gwen.person_id,
                created_at=now,
            )
        )
        db.execute(
            insert(Moment),
            [
                {
                    "person_id": gwen.person_id,
                    "day": DAY - timedelta(days=ago),
                    "kind": MomentKind.MILESTONE,
                    "element": Element.HEALTH,
                    "words": words,
                    "only_me": bool(ago),
                    "created_at": now,
                }
                for ago, words in ((0, 'Ŵyl "fach"\n<b>'), (3, None), (1, "Tri"))
            ],
        )
        db.execute(
            insert(CheckIn),
            [
                {
                    "person_id": gwen.person_id,
                    "day": DAY + timedelta(days=n),
                    "sobriety": n,
                    "only_me": False,
                    "created_at": now,
                    "changed_at": now,
                }
                for n in range(4)
            ],
        )
    return gwen


def questions():
    return [
        select(
            Meeting.id,
            Meeting.kind,
            Meeting.state,
            Meeting.day,
            Meeting.at,
            Meeting.place,
            Meeting.created_at,
        ),
        select(Moment.day, Moment.kind, Moment.element, Moment.words, Moment.only_me).order_by(
            Moment.day.desc()
        ),
        select(func.min(CheckIn.day).label("first"), func.count(CheckIn.sobriety).label("days")),
        select(Moment.id).where(Moment.id < 0),
    ]


def test_answers_are_those_of_the_selects_alone(database):
    write(database)
    with database.reading() as db:
        alone = [[tuple(row) for row in db.execute(wanted)] for wanted in questions()]
        together = read_all(db, *(ReadQuery((wanted,), list) for wanted in questions()))
    assert [[tuple(row) for row in rows] for rows in together] == alone
    assert together[1][0].words == 'Ŵyl "fach"\n<b>'


def test_a_middle_comes_as_a_number(database):
    write(database)
    with database.reading() as db:
        wanted = select(func.avg(CheckIn.sobriety, type_=Float).label("middle"))
        assert ReadQuery((wanted,), lambda rows: rows[0].middle).run(db) == 1.5


def test_an_entity_stands_for_its_columns_and_several_selects_for_one_question(database):
    write(database)
    with database.reading() as db:
        both = ReadQuery(
            (select(Moment).order_by(Moment.day), select(CheckIn.day).order_by(CheckIn.day).limit(2)),
            lambda moments, days: ([one.words for one in moments], [one.day for one in days]),
        )
        assert both.run(db) == ([None, "Tri", 'Ŵyl "fach"\n<b>'], [DAY, DAY + timedelta(days=1)])


def test_all_of_it_is_one_statement(database):
    write(database)
    with sent_to(database) as sent, database.reading() as db:
        read_all(db, *(ReadQuery((wanted,), list) for wanted in questions()))
    assert len(sent) == 1


def test_several_questions_are_asked_as_one(database):
    write(database)
    days = ReadQuery((select(CheckIn.day).order_by(CheckIn.day),), lambda rows: [row.day for row in rows])
    both = together(
        lambda first, kinds: (first[0], len(kinds)), days, ReadQuery((select(Moment.kind),), list)
    )
    with database.reading() as db:
        assert both.run(db) == (DAY, 3)


@dataclass(frozen=True)
class Found:
    kinds: list[MomentKind]
    days: list[date]


def test_several_questions_are_answered_by_their_names(database):
    write(database)
    kinds = ReadQuery((select(Moment.kind),), lambda rows: [row.kind for row in rows])
    days = ReadQuery((select(CheckIn.day).order_by(CheckIn.day).limit(1),), lambda rows: [rows[0].day])
    with sent_to(database) as sent:
        [found] = database.read_all(together(Found, days=days, kinds=kinds))
    assert found == Found(kinds=[MomentKind.MILESTONE] * 3, days=[DAY])
    assert len(sent) == 1


def test_some_answers_come_in_their_order_and_some_by_name(database):
    write(database)
    days = ReadQuery((select(CheckIn.day).order_by(CheckIn.day),), lambda rows: [row.day for row in rows])
    how_many = ReadQuery((select(func.count(Moment.id).label("n")),), lambda rows: rows[0].n)
    with database.reading() as db:
        mixed = together(lambda first, *, make: (first[0], make), days, make=how_many)
        assert mixed.run(db) == (DAY, 3)


@pytest.mark.parametrize("kind", [LargeBinary(), Numeric(), null().type], ids=["bytes", "decimal", "none"])
def test_a_column_of_which_nobody_knows_how_it_comes_is_refused_by_name(database, kind):
    """Bytes would come as hexadecimal digits, and a decimal as a float, though each alone comes as it is."""
    write(database)
    strange = ReadQuery((select(type_coerce(Moment.element, kind).label("strange")),), list)
    with database.reading() as db, pytest.raises(TypeError, match="column 'strange'.*type_coerce"):
        strange.run(db)


def test_nothing_asked_is_nothing_sent(database):
    with database.reading() as db:
        assert read_all(db) == ()
        assert together(lambda: "nothing").run(db) == "nothing"


def test_what_was_written_just_now_is_in_the_answer(database):
    gwen = write(database)
    words = ReadQuery((select(Moment.words).order_by(Moment.id),), lambda rows: [row.words for row in rows])
    with database.writing() as db:
        moment = db.scalars(select(Moment).where(Moment.words.is_(None))).one()
        assert moment.person_id == gwen.person_id
        moment.words = "Pedwar"
        assert "Pedwar" in words.run(db)


def test_the_database_answers_without_a_session_of_the_asker(database):
    write(database)
    kinds, days = database.read_all(
        ReadQuery((select(Moment.kind),), list), ReadQuery((select(CheckIn.day),), list)
    )
    assert (len(kinds), len(days)) == (3, 4)
