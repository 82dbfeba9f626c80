"""Letters with several people: what is said, kept and closed with one of them stays with that one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CircleLink, Person
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.erasing import erasing
from lrc_portal.record import goals
from lrc_portal.record.goals import GoalSubmission, StepSubmission
from lrc_portal.sharing import circle
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.kept_lines import Listed
from lrc_portal.support.letters import keep_from_letter, letter_views, letters
from lrc_portal.support.letters.letter_views import LetterLine, Letters, NewFrom, Side
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.vocabulary import Content, Element, LooksIn, Role, Through
from lrc_portal.words.marks import Refused
from tests import people
from tests.people import token

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MORNING, LAST_MINUTE = datetime(2026, 5, 20, tzinfo=clock.HERE), timedelta(hours=23, minutes=59)


@dataclass(frozen=True)
class Five:
    """Mari and Tom both walk with Gareth; Dafydd and Rhys are in Mari's circle."""

    mari: Viewer
    tom: Viewer
    gareth: Viewer
    dafydd: Viewer
    rhys: Viewer
    with_gareth: Between
    toms: Between
    with_dafydd: Between
    with_rhys: Between


def make_five(db: Session) -> Five:
    mari, tom = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
    dafydd, rhys = (people.make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Rhys"))
    gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
    nia = people.make_person(db, "Nia", Role.COORDINATOR)
    walks = [people.pair(db, nia, each, gareth) for each in (mari, tom)]
    links = []
    for each in (dafydd, rhys):
        people.into_circle(db, mari, each, Grant(Content.HEALTH))
        link = select(CircleLink.id).where(CircleLink.invitee_id == each.person_id)
        links.append(db.scalars(link).one())
    walking = (Between(Through.PAIRING, each) for each in walks)
    return Five(mari, tom, gareth, dafydd, rhys, *walking, *(Between(Through.CIRCLE, each) for each in links))


def write(db: Session, by: Viewer, between: Between, words: str = "You sing.") -> int:
    return letters.write(db, by=by, between=between, submission=LetterSubmission(words, token()))


def told_of(db: Session, viewer: Viewer) -> list[tuple[str, str, bool, bool, bool]]:
    """With whom there are letters, in order: name, key, whether live and new, whether one walks along."""
    return [
        (each.display_name, each.key, each.live, each.is_new, each.walks_along)
        for each in letter_views.correspondents(viewer).run(db)
    ]


def test_whoever_wrote_last_stands_first_and_what_is_over_last(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        five = make_five(db)
        gareth, dafydd, rhys = (str(each) for each in (five.with_gareth, five.with_dafydd, five.with_rhys))
        nothing_yet = [("Dafydd", dafydd), ("Gareth", gareth), ("Rhys", rhys)]
        assert told_of(db, five.mari) == [(*each, True, False, False) for each in nothing_yet]
        everybody = letter_views.correspondents(five.mari).run(db)
        assert [(each.since, each.exchange_id, each.last_id) for each in everybody] == [(NOON, None, 0)] * 3
        assert [each.person_id for each in everybody] == [
            each.person_id for each in (five.dafydd, five.gareth, five.rhys)
        ]
        first = write(db, five.rhys, five.with_rhys)
        last = write(db, five.mari, five.with_gareth)
        assert told_of(db, five.mari) == [
            ("Gareth", gareth, True, False, False),
            ("Rhys", rhys, True, True, False),
            ("Dafydd", dafydd, True, False, False),
        ]
        assert [each.last_id for each in letter_views.correspondents(five.mari).run(db)] == [last, first, 0]
        assert told_of(db, five.gareth) == [
            ("Mari", gareth, True, True, True),
            ("Tom", str(five.toms), True, False, True),
        ]
        circle.leave(db, by=five.mari, other_id=five.rhys.person_id)
        circle.leave(db, by=five.mari, other_id=five.dafydd.person_id)
        assert told_of(db, five.mari) == [
            ("Gareth", gareth, True, False, False),
            ("Rhys", rhys, False, True, False),
        ], "where nothing was written nothing is kept"
        assert told_of(db, five.mari.through_other_eyes(frozenset())) == []


def test_what_one_wrote_to_somebody_who_is_erased_stays_with_whoever_wrote_it(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        five = make_five(db)
        mine = write(db, five.mari, five.with_rhys, "I miss you.")
        write(db, five.rhys, five.with_rhys, "So do I.")
        write(db, five.mari, five.with_gareth)
        db.execute(update(Person).where(Person.id == five.rhys.person_id).values(erase_at=NOON))
        erasing.erase(db, db.get_one(Person, five.rhys.person_id))
        db.expire_all()
        alone = letter_views.correspondents(five.mari).run(db)[-1]
        assert (alone.display_name, alone.between, alone.person_id) == ("", None, five.rhys.person_id)
        assert (alone.live, alone.is_new, alone.walks_along) == (False, False, False)
        assert alone.exchange_id and alone.key == f"x{alone.exchange_id}"
        kept = letter_views.conversation(five.mari, alone.exchange_id, most=9).run(db)
        assert kept.lines == (LetterLine(mine, NOON, True, "Mari", "I miss you."),)
        assert [each.key for each in letter_views.correspondents(five.mari).run(db)] == [
            str(five.with_gareth),
            str(five.with_dafydd),
            alone.key,
        ]


def test_a_new_letter_is_new_until_that_one_is_opened_and_the_others_stay_new(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        five = make_five(db)
        from_gareth = write(db, five.gareth, five.with_gareth)
        write(db, five.rhys, five.with_rhys)
        write(db, five.gareth, five.toms)
        new = [NewFrom(str(five.with_gareth), "Gareth"), NewFrom(str(five.with_rhys), "Rhys")]
        assert letter_views.new_from(five.mari, most=9).run(db) == new
        assert letter_views.new_from(five.mari, most=1).run(db) == new[:1]
        letters.mark_opened(db, by=five.mari, letter_id=from_gareth)
        assert letter_views.new_from(five.mari, most=9).run(db) == new[1:]
        assert letter_views.new_from(five.tom, most=9).run(db) == [NewFrom(str(five.toms), "Gareth")]
        with clock.standing_at(NOON + DAY):
            again = write(db, five.gareth, five.with_gareth)
            assert letter_views.new_from(five.mari, most=9).run(db) == new
            letters.mark_opened(db, by=five.mari, letter_id=again)
            letters.mark_opened(db, by=five.mari, letter_id=from_gareth)
            assert letter_views.new_from(five.mari, most=9).run(db) == new[1:], "what was opened stays so"


def test_closing_with_one_closes_with_nobody_else(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        five = make_five(db)
        letters.say_how_often(db, by=five.mari, between=five.with_rhys, looks_in=LooksIn.WEEKLY)
        letters.say_how_often(db, by=five.rhys, between=five.with_rhys, looks_in=LooksIn.WHEN_I_CAN)
        letters.close(db, by=five.mari, between=five.with_dafydd)
        assert write(db, five.mari, five.with_rhys) and write(db, five.mari, five.with_gareth)
        with pytest.raises(Refused):
            write(db, five.dafydd, five.with_dafydd)
        exchange = {
            each.key: each.exchange_id or 0 for each in letter_views.correspondents(five.mari).run(db)
        }
        with_rhys = letter_views.conversation(five.mari, exchange[str(five.with_rhys)], most=9).run(db)
        assert (with_rhys.mine, with_rhys.theirs) == (Side(LooksIn.WEEKLY), Side(LooksIn.WHEN_I_CAN))
        assert not with_rhys.closed
        closed = letter_views.conversation(five.dafydd, exchange[str(five.with_dafydd)], most=9).run(db)
        assert closed == Letters((), Side(), Side(closed=True)) and closed.closed
        stranger = letter_views.conversation(five.tom, exchange[str(five.with_rhys)], most=9).run(db)
        assert stranger == Letters()


def test_nobody_writes_between_two_others(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        five = make_five(db)
        for by, between in (
            (five.dafydd, five.with_rhys),
            (five.tom, five.with_gareth),
            (five.mari, five.toms),
            (five.rhys, five.with_dafydd),
        ):
            with pytest.raises(NotHere):
                write(db, by, between)


def test_how_many_fit_in_a_day_is_counted_for_each_two_from_midnight_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LETTERS_A_DAY", limits.Limit(1, limits.LETTERS_A_DAY.full))
    with clock.standing_at(MORNING), database.writing() as db:
        five = make_five(db)
        write(db, five.mari, five.with_rhys)
        write(db, five.mari, five.with_gareth)
        write(db, five.rhys, five.with_rhys)
        for hour in (timedelta(), LAST_MINUTE):
            with clock.standing_at(MORNING + hour), pytest.raises(Refused):
                write(db, five.mari, five.with_rhys)
        with clock.standing_at(MORNING + DAY):
            assert write(db, five.mari, five.with_rhys)


def test_in_somebodys_story_stand_their_own_letters_with_a_peer_worker_of_those_days(
    database: Database,
) -> None:
    def found(viewer: Viewer, owner: Viewer, start: date, end: date, most: int = 9) -> list[str | None]:
        query = letter_views.with_peer_worker(viewer, owner.person_id, start=start, end=end, most=most)
        return [each.words for each in query.run(db)]

    today = MORNING.date()
    with clock.standing_at(MORNING - DAY), database.writing() as db:
        five = make_five(db)
        for at, words in (
            (-timedelta(minutes=1), "the evening before"),
            (timedelta(), "at midnight"),
            (LAST_MINUTE, "late"),
            (DAY, "the next midnight"),
        ):
            with clock.standing_at(MORNING + at):
                write(db, five.gareth, five.with_gareth, words)
                write(db, five.gareth, five.toms, f"to Tom, {words}")
                write(db, five.rhys, five.with_rhys, f"from Rhys, {words}")
        with clock.standing_at(MORNING + 2 * DAY):
            taken_back = write(db, five.mari, five.with_gareth, "not this")
            letters.take_back(db, by=five.mari, letter_id=taken_back)
            assert found(five.mari, five.mari, today, today) == ["late", "at midnight"]
            assert found(five.mari, five.mari, today, today, most=1) == ["late"]
            assert found(five.mari, five.mari, today - DAY, today + 2 * DAY) == [
                "the next midnight",
                "late",
                "at midnight",
                "the evening before",
            ]
            assert found(five.gareth, five.tom, today, today) == ["to Tom, late", "to Tom, at midnight"]
            assert found(five.rhys, five.mari, today, today) == found(five.tom, five.mari, today, today) == []


def test_what_was_kept_of_each_letter_is_told_beside_its_own_sentences(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        five = make_five(db)
        one = write(db, five.gareth, five.with_gareth, "You listen well. Ring her.")
        two = write(db, five.rhys, five.with_rhys, "You listen well. Ring her.")
        toms = write(db, five.gareth, five.toms, "You came back. Ring him.")
        goal_id, toms_goal = (
            goals.add(db, by=each, submission=GoalSubmission(title, Element.HEALTH, token=token()))
            for each, title in ((five.mari, "My sister"), (five.tom, "My brother"))
        )
        first = StepSubmission("Find her number", token())
        goals.add_step(db, by=five.mari, goal_id=goal_id, submission=first)
        keep_strength = partial(keep_from_letter.keep_strength, db, by=five.mari)
        keep_step = partial(keep_from_letter.keep_step, db, by=five.mari, goal_id=goal_id)
        keep_strength(letter_id=one, line=0)
        keep_step(letter_id=one, line=1)
        keep_from_letter.keep_step(db, by=five.tom, letter_id=toms, line=1, goal_id=toms_goal)
        with pytest.raises(AlreadySaved):
            keep_strength(letter_id=one, line=0)
        with pytest.raises(AlreadySaved):
            keep_step(letter_id=one, line=1)

        kept = keep_from_letter.read_query(five.mari).run(db)
        assert kept.strengths == {(one, 0)}
        assert kept.steps == {(one, 1): "My sister"} and kept.goals == {goal_id: "My sister"}
        lines = {
            letter_id: kept.of(LetterLine(letter_id, NOON, False, "", "You listen well. Ring her."))
            for letter_id in (one, two)
        }
        assert lines[one] == (
            Listed(0, "You listen well.", True),
            Listed(1, "Ring her.", False, "My sister"),
        )
        assert lines[two] == (Listed(0, "You listen well.", False), Listed(1, "Ring her.", False))
        # The same sentence of another letter, and another sentence of the same one, can still be kept.
        assert keep_strength(letter_id=two, line=0)
        assert keep_strength(letter_id=one, line=1)
        assert keep_step(letter_id=two, line=1)
        assert keep_step(letter_id=one, line=0)
        assert keep_from_letter.read_query(five.tom).run(db).strengths == frozenset()
        letters.take_back(db, by=five.rhys, letter_id=two)
        with pytest.raises(NotHere):
            keep_strength(letter_id=two, line=1)
