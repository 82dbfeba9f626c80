"""“I noticed…”: offered within a circle; the one it is about answers, and the answer stays theirs."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.record import noticing, strengths, ways
from lrc_portal.record.noticing import MOST_LATELY, NoticeSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import circle, opened_records, trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Act, Content, Role, StrengthPlace, StrengthState, Subject, WayState
from lrc_portal.words.marks import Invalid, Refused
from tests.people import into_circle, make_person, pair, token


class Two:
    """A member and somebody of their family, in each other's circle; nothing is shared."""

    def __init__(self, db: Session) -> None:
        self.mari = make_person(db, "Mari", Role.MEMBER)
        self.rhys = make_person(db, "Rhys", Role.FAMILY)
        into_circle(db, self.mari, self.rhys)


def notice(db: Session, by: Viewer, about: Viewer, words: str = "you make us laugh") -> int:
    submission = NoticeSubmission(words, token())
    return noticing.notice(db, by=by, person_id=about.person_id, submission=submission)


def told(db: Session, by: Viewer, about: Viewer) -> list[int]:
    """What the noticer can read of what they told."""
    found = noticing.mine(by).run(db)
    return [each.row_id for each in found.get(about.person_id, [])]


def own(db: Session, person: Viewer) -> dict[str, tuple[StrengthState, str | None]]:
    return {
        line.words: (line.state, line.noticed_by) for line in strengths.seen(db, opened_records.own(person))
    }


def test_family_offers_to_a_member_and_a_member_to_family(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        notice(db, two.rhys, two.mari, "you keep your word")
        notice(db, two.mari, two.rhys, "you wait for me")
        assert own(db, two.mari) == {"you keep your word": (StrengthState.OFFERED, "Rhys")}
        assert own(db, two.rhys) == {"you wait for me": (StrengthState.OFFERED, "Mari")}


def test_what_helps_is_offered_answered_and_taken_back_as_a_strength_is(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        helps = [NoticeSubmission(words, token(), helps=True) for words in ("a walk", "the sea")]
        first, second = (
            noticing.notice(db, by=two.rhys, person_id=two.mari.person_id, submission=each) for each in helps
        )
        noticing.take_back(db, by=two.rhys, subject=Subject.WHAT_HELPS, row_id=second)
        [waits] = ways.seen(db, opened_records.own(two.mari))
        assert (waits.words, waits.state, waits.noticed_by) == ("a walk", WayState.OFFERED, "Rhys")
        ways.answer(db, by=two.mari, way_id=first, keep=True)
        noticing.take_back(db, by=two.rhys, subject=Subject.WHAT_HELPS, row_id=first)
        assert [line.is_kept for line in ways.seen(db, opened_records.own(two.mari))] == [True]
        for _each in range(MOST_LATELY - 2):
            notice(db, two.rhys, two.mari)
        with pytest.raises(Refused):
            notice(db, two.rhys, two.mari)


@pytest.mark.parametrize("keep", [True, False])
def test_whom_it_is_about_keeps_it_or_declines_it(database: Database, keep: bool) -> None:
    with database.writing() as db:
        two = Two(db)
        strength_id = notice(db, two.rhys, two.mari)
        strengths.answer(db, by=two.mari, strength_id=strength_id, keep=keep)
        kept = {"you make us laugh": (StrengthState.KEPT, "Rhys")}
        assert own(db, two.mari) == (kept if keep else {})


def test_nobody_else_can_answer_for_them(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        strength_id = notice(db, two.rhys, two.mari)
        with pytest.raises(NotHere):
            strengths.answer(db, by=two.rhys, strength_id=strength_id, keep=True)


def test_only_who_is_in_the_circle_now(database: Database) -> None:
    """Neither a stranger, a coordinator, nor a peer worker, who says what they noticed in a note."""
    with database.writing() as db:
        two = Two(db)
        nia = make_person(db, "Nia", Role.COORDINATOR)
        gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        both = make_person(db, "Siân", Role.PEER_WORKER, Role.MEMBER)
        zoe = make_person(db, "Zoe", Role.MEMBER)
        for worker in (gareth, both):
            pair(db, nia, two.mari, worker, *(Grant(content, True) for content in Content))
        for nobody, refused in (
            (nia, NotAllowed),
            (gareth, NotAllowed),
            (both, NotHere),
            (zoe, NotHere),
            (two.mari, NotHere),
            (two.rhys.through_other_eyes(frozenset()), NotAllowed),
        ):
            with pytest.raises(refused), db.begin_nested():
                notice(db, nobody, two.mari)
        with pytest.raises(NotHere), db.begin_nested():
            noticing.notice(db, by=zoe, person_id=10**6, submission=NoticeSubmission("x", token()))
        circle.leave(db, by=two.mari, other_id=two.rhys.person_id)
        with pytest.raises(NotHere), db.begin_nested():
            notice(db, two.rhys, two.mari)
        assert own(db, two.mari) == {}


ANSWERS = {
    "waits": lambda db, mari, strength_id: None,
    "kept": lambda db, mari, strength_id: strengths.answer(db, by=mari, strength_id=strength_id, keep=True),
    "declined": lambda db, mari, strength_id: strengths.answer(
        db, by=mari, strength_id=strength_id, keep=False
    ),
    "erased": lambda db, mari, strength_id: strengths.erase(db, by=mari, strength_id=strength_id),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_who_noticed_is_told_nothing_of_the_answer(
    database: Database, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever becomes of it, the same is seen, the same may be told again, and it can be taken back."""
    start = clock.now()
    with database.writing() as db:
        two = Two(db)
        first = notice(db, two.rhys, two.mari)
        before = noticing.mine(two.rhys).run(db)
        ANSWERS[answer](db, two.mari, first)
        assert noticing.mine(two.rhys).run(db) == before
        assert trace.about_me(two.rhys, acts=[Act.ANSWERED, Act.ERASED, Act.CHANGED]).run(db) == []
        for n in range(MOST_LATELY - 1):
            notice(db, two.rhys, two.mari, f"number {n}")
        with pytest.raises(Refused, match="a lot of good things"), db.begin_nested():
            notice(db, two.rhys, two.mari)
        noticing.take_back(db, by=two.rhys, subject=Subject.STRENGTHS, row_id=first)
        assert first not in told(db, two.rhys, two.mari)
        with pytest.raises(Refused, match="a lot of good things"), db.begin_nested():
            notice(db, two.rhys, two.mari)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=8))
    with database.writing() as db:
        assert told(db, two.rhys, two.mari) == []
        notice(db, two.rhys, two.mari, "a week later")


def test_what_was_not_answered_can_be_taken_back_and_what_was_kept_stays(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        kept, waits = notice(db, two.rhys, two.mari, "kept"), notice(db, two.rhys, two.mari, "waits")
        strengths.answer(db, by=two.mari, strength_id=kept, keep=True)
        for strength_id in (kept, waits):
            noticing.take_back(db, by=two.rhys, subject=Subject.STRENGTHS, row_id=strength_id)
        assert own(db, two.mari) == {"kept": (StrengthState.KEPT, "Rhys")}
        assert told(db, two.rhys, two.mari) == []
        for strength_id in (kept, waits):
            with pytest.raises(NotHere):
                noticing.take_back(db, by=two.rhys, subject=Subject.STRENGTHS, row_id=strength_id)


def test_nobody_takes_back_what_they_did_not_tell(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        noticed = notice(db, two.rhys, two.mari)
        its_own = strengths.add(
            db, by=two.mari, submission=StrengthSubmission(StrengthPlace.SELF, "mine", token=token())
        )
        for by, strength_id in ((two.mari, noticed), (two.rhys, its_own), (two.rhys, 10**6)):
            with pytest.raises(NotHere):
                noticing.take_back(db, by=by, subject=Subject.STRENGTHS, row_id=strength_id)
        assert set(own(db, two.mari)) == {"you make us laugh", "mine"}


def test_a_number_that_comes_again_takes_nothing_of_somebody_else_with_it(database: Database) -> None:
    """SQLite gives the number of an erased row to the next one."""
    with database.writing() as db:
        two = Two(db)
        noticed = notice(db, two.rhys, two.mari)
        strengths.erase(db, by=two.mari, strength_id=noticed)
        strengths.add(
            db, by=two.mari, submission=StrengthSubmission(StrengthPlace.SELF, "mine", token=token())
        )
        noticing.take_back(db, by=two.rhys, subject=Subject.STRENGTHS, row_id=noticed)
        assert own(db, two.mari) == {"mine": (StrengthState.KEPT, None)}


def test_to_notice_opens_nothing_of_the_others_record(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        strength_id = notice(db, two.rhys, two.mari)
        strengths.answer(db, by=two.mari, strength_id=strength_id, keep=True)
        with pytest.raises(NotHere):
            opened_records.at(db, two.rhys, two.mari.person_id)


def test_one_that_waits_or_was_declined_is_not_among_shared_strengths(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, two.mari, dafydd, Grant(Content.STRENGTHS, True))
        for words in ("kept", "declined", "waits"):
            strength_id = notice(db, two.rhys, two.mari, words)
            if words != "waits":
                strengths.answer(db, by=two.mari, strength_id=strength_id, keep=words == "kept")
        look = opened_records.at(db, dafydd, two.mari.person_id)
        assert [line.words for line in strengths.seen(db, look)] == ["kept"]


def test_a_few_words_are_needed_and_a_second_click_tells_nothing_twice(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        for words in (" ", "x" * 301):
            with pytest.raises(Invalid):
                notice(db, two.rhys, two.mari, words)
        once = NoticeSubmission("you listen", token())
        noticing.notice(db, by=two.rhys, person_id=two.mari.person_id, submission=once)
        with pytest.raises(AlreadySaved), db.begin_nested():
            noticing.notice(db, by=two.rhys, person_id=two.mari.person_id, submission=once)
        assert len(own(db, two.mari)) == 1


def test_the_one_it_is_about_reads_who_told_them_and_who_took_it_back(database: Database) -> None:
    with database.writing() as db:
        two = Two(db)
        noticing.take_back(db, by=two.rhys, subject=Subject.STRENGTHS, row_id=notice(db, two.rhys, two.mari))
        lines = [line for line in trace.about_me(two.mari).run(db) if line.subject is Subject.STRENGTHS]
        assert [(line.display_name, line.act) for line in lines] == [
            ("Rhys", Act.TOOK_BACK),
            ("Rhys", Act.OFFERED),
        ]
