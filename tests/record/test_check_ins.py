"""One check-in a day: a day can be changed, an earlier one added, and nothing is ever counted as missed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotHere
from lrc_portal.database.engine import Database
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.record import check_ins, goals, pursuits, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Facet, PursuitDay, Role
from lrc_portal.words.marks import Invalid
from tests.people import make_person, token
from tests.record.verbs import check_in, goal, pursuit, strength


@pytest.fixture
def mari(database: Database):
    with database.writing() as db:
        return make_person(db, "Mari", Role.MEMBER)


def fields(submission) -> list[str]:
    return [problem.field for problem in submission.problems()]


def test_saving_a_day_twice_changes_it_to_the_second(database: Database, mari) -> None:
    with database.writing() as db:
        alcohol = pursuits.add(db, by=mari, submission=pursuit())
        first = CheckInSubmission(
            clock.today(), {Facet.SOBRIETY: 4}, {alcohol: PursuitDay.USED}, "hard", True, token()
        )
        second = CheckInSubmission(clock.today(), {Facet.PHYSICAL: 0}, {alcohol: None}, "", False, token())
        assert check_ins.save(db, by=mari, submission=first) == check_ins.save(db, by=mari, submission=second)
        [line] = check_ins.seen(db, opened_records.own(mari))
    assert {facet: value for facet, value in line.answers.items() if value is not None} == {Facet.PHYSICAL: 0}
    assert (line.pursuits, line.words, line.only_me) == ({}, None, False)


def test_an_earlier_day_finds_its_place(database: Database, mari) -> None:
    with database.writing() as db:
        for ago in (0, 400, 3):
            check_ins.save(db, by=mari, submission=check_in(ago, sobriety=5))
        today = clock.today()
        days = [line.day for line in check_ins.seen(db, opened_records.own(mari))]
        assert days == [today, today - timedelta(days=3), today - timedelta(days=400)]
        assert check_ins.of_day(opened_records.own(mari), today - timedelta(days=1)).run(db) is None


def test_a_late_entry_is_just_an_entry(database: Database, mari) -> None:
    """The days between say nothing: neither a return to use nor a missed day."""
    with database.writing() as db:
        alcohol = pursuits.add(db, by=mari, submission=pursuit())
        for ago in (30, 10):
            day = clock.today() - timedelta(days=ago)
            late = CheckInSubmission(day, {}, {alcohol: PursuitDay.FREE}, token=token())
            check_ins.save(db, by=mari, submission=late)
        lines = check_ins.seen(db, opened_records.own(mari))
    assert [line.pursuits for line in lines] == [{alcohol: PursuitDay.FREE}] * 2


@pytest.mark.parametrize("value", [-1, 11, 100])
def test_an_answer_out_of_range_is_said_beside_its_question(value: int) -> None:
    assert fields(check_in(emotional=value)) == ["emotional"]


def test_zero_is_an_answer() -> None:
    assert fields(check_in(emotional=0)) == []


@pytest.mark.parametrize(
    ("day", "now"),
    [
        (date(2026, 5, 21), datetime(2026, 5, 20, 12, tzinfo=UTC)),
        (date(2026, 5, 21), datetime(2026, 5, 20, 22, 59, tzinfo=UTC)),  # a minute to midnight in Wales
        (date(1899, 12, 31), datetime(2026, 5, 20, 12, tzinfo=UTC)),
        (None, datetime(2026, 5, 20, 12, tzinfo=UTC)),
    ],
)
def test_a_day_that_was_not_is_refused(day: date | None, now: datetime) -> None:
    with clock.standing_at(now):
        assert fields(CheckInSubmission(day, {Facet.SOBRIETY: 5}, token=token())) == ["day"]


def test_the_day_begins_at_midnight_in_wales_not_in_greenwich() -> None:
    with clock.standing_at(datetime(2026, 5, 20, 23, 1, tzinfo=UTC)):
        assert fields(CheckInSubmission(date(2026, 5, 21), {Facet.SOBRIETY: 5}, token=token())) == []


@pytest.mark.parametrize("words", ["", "   ", "\0"])
def test_an_empty_check_in_is_asked_for_one_thing(database: Database, mari, words: str) -> None:
    empty = CheckInSubmission(clock.today(), {Facet.SOBRIETY: None}, {}, words, token=token())
    with pytest.raises(Invalid), database.writing() as db:
        check_ins.save(db, by=mari, submission=empty)
    assert fields(empty) == ["form"]


def test_one_thing_is_enough() -> None:
    today = clock.today()
    assert fields(CheckInSubmission(today, {}, {7: PursuitDay.USED})) == []
    assert fields(CheckInSubmission(today, words="a word")) == []


def test_somebody_elses_pursuit_is_not_here(database: Database, mari) -> None:
    with database.writing() as db:
        tom = make_person(db, "Tom", Role.MEMBER)
        his = pursuits.add(db, by=tom, submission=pursuit())
    for answer in (PursuitDay.FREE, None):
        foreign = CheckInSubmission(clock.today(), {Facet.SOBRIETY: 5}, {his: answer}, token=token())
        with pytest.raises(NotHere), database.writing() as db:
            check_ins.save(db, by=mari, submission=foreign)
    with database.reading() as db:
        assert check_ins.seen(db, opened_records.own(mari)) == []


def test_a_double_click_saves_once(database: Database, mari) -> None:
    form = check_in(sobriety=5)
    with database.writing() as db:
        check_ins.save(db, by=mari, submission=form)
    with pytest.raises(AlreadySaved), database.writing() as db:
        check_ins.save(db, by=mari, submission=form)


def test_two_tabs_that_save_the_same_new_day_at_once_end_with_one_row(database: Database, mari) -> None:
    ready = threading.Barrier(2, timeout=20)

    def save(value: int) -> int:
        ready.wait()
        with database.writing() as db:
            return check_ins.save(db, by=mari, submission=check_in(sobriety=value))

    with ThreadPoolExecutor(2) as pool:
        ids = {done.result(timeout=30) for done in [pool.submit(save, value) for value in (3, 8)]}
    with database.reading() as db:
        [line] = check_ins.seen(db, opened_records.own(mari))
    assert ids == {line.id}
    assert line.answers[Facet.SOBRIETY] in (3, 8)


WELSH = "Dŵr oer ar ŵyneb y môr, a'r ŷd yn felyn. 🌊🏴󠁧󠁢󠁷󠁬󠁳󠁿 <script>alert('na')</script> & \"dyfyniad\"\n\n"


def test_long_words_are_kept_as_they_were_written(database: Database, mari) -> None:
    words = (WELSH * 60)[:5000].strip()
    assert len(words) > 4990
    with database.writing() as db:
        check_ins.save(db, by=mari, submission=check_in(words=words))
        strengths.add(db, by=mari, submission=strength(WELSH))
        goals.add(db, by=mari, submission=goal(WELSH))
    with database.reading() as db:
        look = opened_records.own(mari)
        assert check_ins.seen(db, look)[0].words == words
        assert strengths.seen(db, look)[0].words == WELSH.strip()
        assert goals.seen(db, look)[0].title == WELSH.strip()


def test_a_nul_which_no_keyboard_writes_breaks_nothing(database: Database, mari) -> None:
    with database.writing() as db:
        check_ins.save(db, by=mari, submission=check_in(words="a\0b \0"))
        assert check_ins.seen(db, opened_records.own(mari))[0].words == "ab"


@pytest.mark.parametrize(("length", "found"), [(6000, []), (6001, ["words"])])
def test_words_have_a_length_that_is_said_not_cut(length: int, found: list[str]) -> None:
    assert fields(check_in(words="ŵ" * length)) == found


def test_a_family_member_keeps_a_check_in_of_their_own(database: Database) -> None:
    with database.writing() as db:
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        check_ins.save(db, by=dafydd, submission=check_in(sobriety=5, relational=3))
        [line] = check_ins.seen(db, opened_records.own(dafydd))
    assert (line.answers[Facet.SOBRIETY], line.answers[Facet.RELATIONAL]) == (5, 3)
