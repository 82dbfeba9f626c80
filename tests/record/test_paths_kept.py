"""What belongs to a path: hidden and shown again, what helped to come back, and whose all of it is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Trace
from lrc_portal.record import check_ins, paths, pursuits
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.record.validation import LONG
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Act, Aim, Content, Role, Subject, Window
from lrc_portal.words.marks import Invalid
from tests.people import into_circle, make_person, token
from tests.record.walked import FREE, USED, begin, seen, tell
from tests.record.ways import NOON, TODAY, ago


@pytest.fixture(autouse=True)
def standing_at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


# Hidden, put away


def test_a_path_can_be_hidden_as_a_whole_and_shown_again(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED})
        before = seen(db, mari)
        assert before[0].hidden is False
        paths.hide(db, by=mari, pursuit_id=alcohol)
        [hidden] = seen(db, mari)
        assert (hidden.name, hidden.hidden) == ("alcohol", True)
        assert (hidden.runs, hidden.returns, hidden.free_days) == ((), (), ())
        assert pursuits.seen(db, opened_records.own(mari))[0].path_hidden
        paths.show(db, by=mari, pursuit_id=alcohol)
        assert seen(db, mari) == before


def test_it_can_be_hidden_from_the_start(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        begin(db, mari, ago(50), show_path=False)
        assert [path.hidden for path in seen(db, mari)] == [True]


def test_what_was_put_away_has_no_path_until_it_is_taken_up_again(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED})
        before = seen(db, mari)
        pursuits.put_away(db, by=mari, pursuit_id=alcohol)
        assert seen(db, mari) == []
        pursuits.take_up(db, by=mari, pursuit_id=alcohol)
        assert seen(db, mari) == before


# What helped to come back


def helped(db: Session, by: Viewer, pursuit: int, days_ago: int, words: str) -> None:
    submission = HelpedSubmission(words, token())
    paths.say_what_helped(db, by=by, pursuit_id=pursuit, day=ago(days_ago), submission=submission)


def test_what_helped_stays_with_the_return_when_its_day_is_changed(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED, 9: USED})
        helped(db, mari, alcohol, 10, "  I rang Gareth ")
        db.flush()
        tell(db, mari, alcohol, {10: USED})
        again = CheckInSubmission(ago(10), words="a hard day", token=token())
        check_ins.save(db, by=mari, submission=again)
        assert [each.words for each in seen(db, mari)[0].returns] == ["I rang Gareth"]
        helped(db, mari, alcohol, 10, "My sister came")
        db.flush()
        assert [each.words for each in seen(db, mari)[0].returns] == ["My sister came"]
        helped(db, mari, alcohol, 10, " ")
        db.flush()
        assert [each.words for each in seen(db, mari)[0].returns] == [None]


def test_what_helped_is_found_when_an_earlier_day_joins_the_return(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED})
        helped(db, mari, alcohol, 10, "I rang Gareth")
        tell(db, mari, alcohol, {12: USED, 11: USED})
        [joined] = seen(db, mari)[0].returns
        assert (joined.day, joined.words, joined.kept_on) == (ago(12), "I rang Gareth", ago(10))
        helped(db, mari, alcohol, 12, "Tea with Dafydd")
        db.flush()
        [joined] = seen(db, mari)[0].returns
        assert (joined.words, joined.kept_on) == ("Tea with Dafydd", ago(12)), "the first day's words first"


def test_each_return_of_each_path_has_its_own_words(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol, betting = begin(db, mari, ago(50)), begin(db, mari, ago(50))
        for pursuit in (alcohol, betting):
            tell(db, mari, pursuit, {30: USED, 20: USED, 10: USED})
        helped(db, mari, betting, 10, "A walk")
        helped(db, mari, alcohol, 20, "I rang Gareth")
        helped(db, mari, alcohol, 10, "My sister came")
        db.flush()
        told = [[(each.day, each.words, each.kept_on) for each in path.returns] for path in seen(db, mari)]
    nothing = [(ago(30), None, ago(30))]
    assert told == [
        [*nothing, (ago(20), "I rang Gareth", ago(20)), (ago(10), "My sister came", ago(10))],
        [*nothing, (ago(20), None, ago(20)), (ago(10), "A walk", ago(10))],
    ]


def test_a_day_that_was_free_after_all_keeps_no_words_of_a_return(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED})
        helped(db, mari, alcohol, 10, "I rang Gareth")
        db.flush()
        tell(db, mari, alcohol, {10: FREE})
        assert seen(db, mari)[0].returns == ()
        with pytest.raises(NotHere):
            helped(db, mari, alcohol, 10, "I rang Gareth")


def test_words_that_are_too_long_are_said_beside_their_field(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED})
        helped(db, mari, alcohol, 10, "x" * LONG)
        with pytest.raises(Invalid) as told:
            helped(db, mari, alcohol, 10, "x" * (LONG + 1))
    assert [problem.field for problem in told.value.problems] == ["words"]


def test_what_helped_and_hiding_leave_their_trace_and_the_same_words_again_leave_none(
    database: Database,
) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        alcohol, _betting = begin(db, mari, ago(50)), begin(db, mari, ago(40))
        tell(db, mari, alcohol, {10: USED})
        before = db.scalar(select(func.count(Trace.id)))
        helped(db, mari, alcohol, 10, "I rang Gareth")
        helped(db, mari, alcohol, 10, " I rang Gareth ")
        paths.hide(db, by=mari, pursuit_id=alcohol)
        paths.show(db, by=mari, pursuit_id=alcohol)
        left = db.execute(
            select(Trace.act, Trace.subject, Trace.subject_id).order_by(Trace.id).offset(before)
        )
        assert [tuple(row) for row in left] == [(Act.CHANGED, Subject.PURSUIT, alcohol)] * 3


def test_what_helped_before_is_read_back_newest_first_and_by_its_owner_alone(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        alcohol, betting, put_away, of_tom = (begin(db, owner, ago(50)) for owner in (mari, mari, mari, tom))
        tell(db, mari, put_away, {15: USED})
        tell(db, mari, betting, {40: USED, 20: USED, 10: USED, 0: USED})
        tell(db, mari, alcohol, {30: USED, 20: USED})
        tell(db, tom, of_tom, {10: USED})
        for owner, pursuit, days_ago, words in (
            (mari, alcohol, 30, "I rang Gareth"),
            (mari, betting, 20, "A walk"),
            (mari, alcohol, 20, "Tea with Dafydd"),
            (mari, betting, 10, "My sister came"),
            (mari, betting, 0, "Today"),
            (mari, put_away, 15, "Long ago"),
            (tom, of_tom, 10, "Rugby"),
        ):
            helped(db, owner, pursuit, days_ago, words)
        pursuits.put_away(db, by=mari, pursuit_id=put_away)
        own = opened_records.own(mari)
        words = ["My sister came", "Tea with Dafydd", "A walk", "I rang Gareth"]
        assert paths.what_helped(own, before=TODAY, most=10).run(db) == words
        assert paths.what_helped(own, before=TODAY, most=2).run(db) == words[:2]
        seen_by_others = opened_records.preview(db, mari, [(content, True) for content in Content])
        assert paths.what_helped(seen_by_others, before=TODAY, most=10).run(db) == []


# Whose it is


def test_a_path_and_what_helped_are_for_the_owner_alone(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        everything = tuple(Grant(content, own_words=True) for content in Content)
        into_circle(db, mari, dafydd, *everything)
        alcohol = begin(db, mari, ago(50))
        tell(db, mari, alcohol, {10: USED})
        helped(db, mari, alcohol, 10, "I rang Gareth")
        betting = begin(db, mari, aim=Aim.WORKING_TOWARDS, free_days_aim=4, show_path=False)
        shared = opened_records.at(db, dafydd, mari.person_id)
        as_they_see = opened_records.preview(db, mari, [(content, True) for content in Content])
        for look in (shared, as_they_see):
            assert paths.read_query(look, Window.ALL).run(db) == ()
            lines = {line.id: line for line in pursuits.seen(db, look)}
            assert set(lines) == {alcohol, betting}, "the pursuits themselves are shared"
            assert (lines[betting].free_days_aim, lines[betting].path_hidden) == (None, False)
        for viewer in (dafydd, as_they_see.viewer):
            with pytest.raises(NotHere):
                helped(db, viewer, alcohol, 10, "not mine to say")
    with database.reading() as db:
        assert seen(db, mari)[0].returns[0].words == "I rang Gareth"
