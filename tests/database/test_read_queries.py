"""Several questions in one statement give what each would give alone, value for value."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import (
    Float,
    LargeBinary,
    Numeric,
    func,
    insert,
    null,
    select,
    type_coerce,
    union_all,
)

from lrc_portal import clock
from lrc_portal.database.models import CheckIn, Meeting, Moment, Strength
from lrc_portal.database.read_queries import (
    ReadQuery,
    only,
    read_all,
    rows_of,
    together,
    tuples_of,
    values_of,
)
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Element, MeetingKind, MeetingState, MomentKind, StrengthPlace, StrengthState
from tests.people import make_person
from tests.tools.live_server import ROOT
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
        together = read_all(db, *(ReadQuery(tuples_of(wanted)) for wanted in questions()))
    assert list(together) == alone
    assert together[1][0][3] == 'Ŵyl "fach"\n<b>'


def test_a_middle_comes_as_a_number(database):
    write(database)
    with database.reading() as db:
        wanted = select(func.avg(CheckIn.sobriety, type_=Float).label("middle"))
        assert ReadQuery(values_of(wanted), read=only).run(db) == 1.5


class MomentRow(NamedTuple):
    """A row that is read by the names of its fields."""

    id: int
    day: date
    words: str | None


@dataclass(frozen=True)
class MomentLine:
    """The same, of a kind that a page can be given."""

    id: int
    day: date
    words: str | None
    seen: bool = False


MOMENTS = select(Moment.id, Moment.day, Moment.words).order_by(Moment.day)


def test_rows_are_what_the_select_is_said_to_give(database):
    write(database)
    with database.reading() as db:
        rows = ReadQuery(rows_of(MOMENTS, MomentRow)).run(db)
        with_more = MOMENTS.add_columns(Moment.only_me.label("seen"))
        lines = ReadQuery(rows_of(with_more, MomentLine)).run(db)
        days = ReadQuery(values_of(select(CheckIn.day).order_by(CheckIn.day).limit(1))).run(db)
        either = union_all(select(Moment.day), select(CheckIn.day))
        every = ReadQuery(values_of(either), read=sorted).run(db)
    assert [row.words for row in rows] == [None, "Tri", 'Ŵyl "fach"\n<b>']
    assert {type(row) for row in rows} == {MomentRow}
    assert lines == [MomentLine(*row, seen=row.day != DAY) for row in rows]
    assert days == [DAY]
    assert (every[0], every[-1], len(every)) == (DAY - timedelta(days=3), DAY + timedelta(days=3), 7)


def test_several_selects_are_read_into_one_answer(database):
    write(database)
    with database.reading() as db:
        both = ReadQuery(
            rows_of(MOMENTS, MomentRow),
            values_of(select(CheckIn.day).order_by(CheckIn.day).limit(2)),
            read=lambda moments, days: ([each.words for each in moments], days),
        )
        assert both.run(db) == ([None, "Tri", 'Ŵyl "fach"\n<b>'], [DAY, DAY + timedelta(days=1)])


class FiguresRow(NamedTuple):
    """A row with a column for each of many, as check-ins have."""

    day: date
    figures: dict[str, int | None]
    only_me: bool


def test_columns_side_by_side_are_gathered_by_their_names(database):
    write(database)
    wanted = select(
        CheckIn.day, CheckIn.sobriety.label("one"), CheckIn.physical.label("two"), CheckIn.only_me
    ).order_by(CheckIn.day.desc())
    with database.reading() as db:
        row = ReadQuery(rows_of(wanted, FiguresRow, rest="figures")).run(db)[0]
    assert row == FiguresRow(DAY + timedelta(days=3), {"one": 3, "two": None}, False)


@pytest.mark.parametrize(
    ("selected", "row", "rest", "columns"),
    [
        (select(Moment.id, Moment.day), MomentRow, None, "id, day"),
        (select(Moment.id, Moment.words, Moment.day), MomentRow, None, "id, words, day"),
        (select(Moment.id, Moment.day, Moment.words.label("said")), MomentRow, None, "id, day, said"),
        (MOMENTS, MomentLine, None, "id, day, words"),
        (MOMENTS.add_columns(Moment.only_me), MomentRow, None, "id, day, words, only_me"),
        (
            select(Moment),
            MomentRow,
            None,
            "id, person_id, day, kind, element, words, only_me, created_at, came_from",
        ),
        (select(CheckIn.day, CheckIn.sobriety), FiguresRow, "figures", "day, sobriety"),
        (select(CheckIn.sobriety, CheckIn.day, CheckIn.only_me), FiguresRow, "figures", None),
    ],
    ids=["fewer", "order", "name", "default", "more", "entity", "after the rest", "before the rest"],
)
def test_a_select_of_other_columns_than_its_rows_have_is_refused_by_their_names(selected, row, rest, columns):
    """When the query is made: a test that opens the page sees it, whatever there is to read."""
    columns = columns or "sobriety, day, only_me"
    fields = {MomentRow: "id, day, words", MomentLine: "id, day, words, seen"}.get(
        row, "day, figures, only_me"
    )
    with pytest.raises(TypeError) as refused:
        rows_of(selected, row, rest=rest)
    assert str(refused.value) == (
        f"The columns of a select are not the fields of its row type {row.__name__}. "
        f"Columns: {columns}. Fields: {fields}."
    )


def test_what_is_no_row_type_is_refused():
    with pytest.raises(TypeError, match="NamedTuple or a dataclass, and <class 'dict'> is neither"):
        rows_of(MOMENTS, dict)
    with pytest.raises(TypeError, match="A select of values has one column, and not id, day, words"):
        values_of(MOMENTS)
    with pytest.raises(TypeError, match="A select names a column twice: id, id"):
        tuples_of(select(Moment.id, CheckIn.id))


def test_all_of_it_is_one_statement(database):
    write(database)
    with sent_to(database) as sent, database.reading() as db:
        read_all(db, *(ReadQuery(tuples_of(wanted)) for wanted in questions()))
    assert len(sent) == 1


def test_several_questions_are_asked_as_one(database):
    write(database)
    days = ReadQuery(values_of(select(CheckIn.day).order_by(CheckIn.day)))
    both = together(
        lambda first, kinds: (first[0], len(kinds)), days, ReadQuery(values_of(select(Moment.kind)))
    )
    with database.reading() as db:
        assert both.run(db) == (DAY, 3)


@dataclass(frozen=True)
class Found:
    kinds: list[MomentKind]
    days: list[date]


def test_several_questions_are_answered_by_their_names(database):
    write(database)
    kinds = ReadQuery(values_of(select(Moment.kind)))
    days = ReadQuery(values_of(select(CheckIn.day).order_by(CheckIn.day).limit(1)))
    with sent_to(database) as sent:
        [found] = database.read_all(together(Found, days=days, kinds=kinds))
    assert found == Found(kinds=[MomentKind.MILESTONE] * 3, days=[DAY])
    assert len(sent) == 1


@dataclass(frozen=True)
class Day:
    day: list[date]
    kinds: list[MomentKind]
    words: str = ""


def test_what_a_dataclass_is_made_of_is_read_whole_or_refused_by_name(database):
    days, kinds = ReadQuery(values_of(select(CheckIn.day))), ReadQuery(values_of(select(Moment.kind)))
    together(Day, day=days, kinds=kinds)  # a field with a default of its own need not be read
    together(Day, days, kinds=kinds)
    with pytest.raises(TypeError, match=r"Day is made of. Missing: kinds; without a field: days, mood\."):
        together(Day, day=days, days=days, mood=kinds)
    with pytest.raises(TypeError, match=r"Missing: nothing; without a field: day\."):
        together(Day, days, day=days, kinds=kinds)
    with pytest.raises(TypeError, match=r"Missing: day; without a field: nothing\."):
        database.gather(Day, kinds=kinds)


def test_some_answers_come_in_their_order_and_some_by_name(database):
    write(database)
    days = ReadQuery(values_of(select(CheckIn.day).order_by(CheckIn.day)))
    how_many = ReadQuery(values_of(select(func.count(Moment.id).label("n"))), read=only)
    with database.reading() as db:
        mixed = together(lambda first, *, make: (first[0], make), days, make=how_many)
        assert mixed.run(db) == (DAY, 3)


@pytest.mark.parametrize("kind", [LargeBinary(), Numeric(), null().type], ids=["bytes", "decimal", "none"])
def test_a_column_of_which_nobody_knows_how_it_comes_is_refused_by_name(database, kind):
    """Bytes would come as hexadecimal digits, and a decimal as a float, though each alone comes as it is."""
    write(database)
    strange = ReadQuery(values_of(select(type_coerce(Moment.element, kind).label("strange"))))
    with database.reading() as db, pytest.raises(TypeError, match="column 'strange'.*type_coerce"):
        strange.run(db)


def test_nothing_asked_is_nothing_sent(database):
    with database.reading() as db:
        assert read_all(db) == ()
        assert together(lambda: "nothing").run(db) == "nothing"


def test_what_was_written_just_now_is_in_the_answer(database):
    gwen = write(database)
    words = ReadQuery(values_of(select(Moment.words).order_by(Moment.id)))
    with database.writing() as db:
        moment = db.scalars(select(Moment).where(Moment.words.is_(None))).one()
        assert moment.person_id == gwen.person_id
        moment.words = "Pedwar"
        assert "Pedwar" in words.run(db)


def test_the_database_answers_without_a_session_of_the_asker(database):
    write(database)
    kinds, days = database.read_all(
        ReadQuery(values_of(select(Moment.kind))), ReadQuery(values_of(select(CheckIn.day)))
    )
    assert (len(kinds), len(days)) == (3, 4)


def test_the_read_query_of_the_documents_runs(database):
    """How to add a screen shows one, whole: it is read here as it stands there."""
    gwen = write(database)
    document = (ROOT / "docs/developers/how-to-add-a-screen.md").read_text(encoding="utf-8")
    example = document.partition("## A new read query")[2].partition("```python\n")[2].partition("```")[0]
    module: dict[str, Any] = {"__name__": "example"}
    exec(compile(example, "how-to-add-a-screen.md", "exec"), module)
    with database.writing() as db:
        db.add_all(
            Strength(
                person_id=gwen.person_id,
                place=StrengthPlace.SELF,
                words=words,
                state=StrengthState.KEPT,
                only_me=False,
                created_at=clock.now(),
            )
            for words in ("I listen", "I am patient")
        )
        db.flush()
        found = module["by_place"](opened_records.own(gwen)).run(db)
    assert found == {StrengthPlace.SELF: ["I listen", "I am patient"]}
