"""Handing over: who hears first, who decides, what goes along, and what ends at that moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from lrc_portal import access, clock
from lrc_portal.access import grants
from lrc_portal.acting import NotHere
from lrc_portal.database.models import Note, Pairing
from lrc_portal.sharing import trace
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.support.pairings import handover, pairing_views, pairings, rhythms
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import Act, Content, MeetingKind, NoteState, Role, Subject
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.people import token
from tests.support.company import ABSENT, NOT_NOW, a_note, outcome

HEALTH = Grant(Content.HEALTH, True)


@pytest.fixture
def who(database) -> dict:
    """Mari walks with Gareth, who leaves in ten days; Siân could follow."""
    with database.writing() as db:
        found = {
            "mari": people.make_person(db, "Mari", Role.MEMBER),
            "gareth": people.make_person(db, "Gareth", Role.PEER_WORKER),
            "sian": people.make_person(db, "Siân", Role.PEER_WORKER),
            "nia": people.make_person(db, "Nia", Role.COORDINATOR),
        }
        found["old"] = people.pair(db, found["nia"], found["mari"], found["gareth"], HEALTH)
    return found


def leave(db, who, days: int = 10, by: str = "gareth") -> None:
    last_day = clock.today() + timedelta(days=days)
    handover.say_leaving(db, by=who[by], submission=LeavingSubmission(who["old"], last_day, token()))


def heard(db, who) -> None:
    leave(db, who)
    handover.say_heard(db, by=who["mari"], pairing_id=who["old"])


def follow(db, who) -> int:
    return handover.propose(db, by=who["nia"], pairing_id=who["old"], peer_worker_id=who["sian"].person_id)


def answered_note(db, who, words: str, *, agree: bool = True) -> int:
    note_id = notes.offer(db, by=who["gareth"], submission=a_note(who["old"], words))
    answer = AnswerSubmission(agree, "" if agree else "my own account", token())
    notes.answer(db, by=who["mari"], note_id=note_id, submission=answer)
    return note_id


def read_by(db, viewer, who) -> set[str]:
    return {note.talked_about for note in notes.seen(db, viewer, person_id=who["mari"].person_id)}


def test_nobody_new_is_suggested_before_the_person_has_heard(database, who):
    with database.writing() as db:
        leave(db, who)
    for suggest in (
        follow,
        lambda db, who: pairings.propose(
            db, by=who["nia"], person_id=who["mari"].person_id, peer_worker_id=who["sian"].person_id
        ),
    ):
        with database.writing() as db, pytest.raises(Refused) as refused:
            suggest(db, who)
        assert "They hear of it first" in refused.value.sentence.text
    with database.writing() as db:
        handover.say_heard(db, by=who["mari"], pairing_id=who["old"])
        follow(db, who)


def test_taking_note_counts_for_the_last_day_that_was_read(database, who):
    with database.writing() as db:
        leave(db, who, days=10)
        read = clock.today() + timedelta(days=10)
        handover.stay(db, by=who["gareth"], pairing_id=who["old"])
        handover.read_staying(db, by=who["mari"], pairing_id=who["old"], go_on_showing=True)
        leave(db, who, days=3)
    with database.writing() as db, pytest.raises(Refused) as refused:
        handover.say_heard(db, by=who["mari"], pairing_id=who["old"], last_day=read)
    assert "Another last day has been said" in refused.value.sentence.text
    with database.writing() as db:
        read = clock.today() + timedelta(days=3)
        handover.say_heard(db, by=who["mari"], pairing_id=who["old"], last_day=read)
        assert db.get_one(Pairing, who["old"]).heard_at is not None


def test_when_the_new_walk_begins_the_old_one_ends_in_the_same_moment(database, who):
    with database.writing() as db:
        kept = answered_note(db, who, "what we talked about first")
        answered_note(db, who, "what stays between us", agree=False)
        for days in (-2, 5):
            meetings.plan(
                db,
                by=who["gareth"],
                submission=MeetingSubmission(
                    MeetingKind.PHONE, clock.today() + timedelta(days=days), None, "", who["old"], token()
                ),
            )
        heard(db, who)
        new = follow(db, who)
        handover.accept(db, by=who["mari"], pairing_id=new, grants=(HEALTH,), note_ids=[kept])
        assert grants(db, who["gareth"], who["mari"].person_id)
        assert not grants(db, who["sian"], who["mari"].person_id)
        assert read_by(db, who["sian"], who) == set()
        pairings.accept_as_peer_worker(db, by=who["sian"], pairing_id=new)
    with database.reading() as db:
        assert not grants(db, who["gareth"], who["mari"].person_id)
        assert read_by(db, who["gareth"], who) == set()
        assert meetings.seen(db, who["gareth"]) == []
        assert grants(db, who["sian"], who["mari"].person_id)
        assert read_by(db, who["sian"], who) == {"what we talked about first"}
        assert meetings.seen(db, who["sian"]) == []
        assert read_by(db, who["mari"], who) == {"what we talked about first", "what stays between us"}
        [met] = meetings.seen(db, who["mari"], person_id=who["mari"].person_id)
        assert met.day < clock.today()
        assert [line.id for line in pairing_views.mine(who["mari"]).run(db)] == [new]
        said = {(line.act, line.subject) for line in trace.about_me(who["mari"]).run(db)}
        assert (Act.JOINED, Subject.PAIRING) in said


def test_if_the_last_yes_is_undone_both_walks_stand_as_before(database, who):
    with database.writing() as db:
        heard(db, who)
        new = follow(db, who)
        handover.accept(db, by=who["mari"], pairing_id=new, grants=(HEALTH,))

    class Undone(Exception):
        pass

    with pytest.raises(Undone), database.writing() as db:
        pairings.accept_as_peer_worker(db, by=who["sian"], pairing_id=new)
        raise Undone
    with database.reading() as db:
        assert grants(db, who["gareth"], who["mari"].person_id)
        assert not grants(db, who["sian"], who["mari"].person_id)


def test_a_note_that_was_passed_on_is_taken_back_in_one_step(database, who):
    with database.writing() as db:
        first, second = (answered_note(db, who, words) for words in ("first", "second"))
        heard(db, who)
        new = follow(db, who)
        handover.accept(db, by=who["mari"], pairing_id=new, grants=(), note_ids=[first, second])
        pairings.accept_as_peer_worker(db, by=who["sian"], pairing_id=new)
        assert read_by(db, who["sian"], who) == {"first", "second"}
        handover.pass_on(db, by=who["mari"], pairing_id=new, note_ids=[], among=[first])
        assert read_by(db, who["sian"], who) == {"second"}
        handover.pass_on(db, by=who["mari"], pairing_id=new, note_ids=[first])
        assert read_by(db, who["sian"], who) == {"first"}
        pairings.end(db, by=who["mari"], pairing_id=new)
        assert read_by(db, who["sian"], who) == set()


def test_only_an_own_answered_note_of_another_walk_is_passed_on(database, who):
    with database.writing() as db:
        waiting = notes.offer(db, by=who["gareth"], submission=a_note(who["old"], "waits"))
        answered = answered_note(db, who, "answered")
        other = people.make_person(db, "Tom", Role.MEMBER)
        heard(db, who)
        new = follow(db, who)
    tries = [
        (who["mari"], new, [waiting]),
        (who["mari"], who["old"], [answered]),
        (who["mari"], new, [answered, 999]),
        (other, new, [answered]),
    ]
    for by, pairing_id, ids in tries:
        with database.writing() as db, pytest.raises(NotHere):
            handover.pass_on(db, by=by, pairing_id=pairing_id, note_ids=ids)


def test_a_note_is_passed_on_in_all_its_versions_and_not_in_one_that_is_being_written(database, who):
    with database.writing() as db:
        agree = AnswerSubmission(True, token=token())
        alone = answered_note(db, who, "between us")
        first = notes.offer(db, by=who["mari"], submission=a_note(who["old"], "first words"))
        notes.answer(db, by=who["gareth"], note_id=first, submission=agree)
        newer = notes.correct(db, by=who["mari"], note_id=first)
        notes.offer(db, by=who["mari"], submission=a_note(who["old"], "newer words"), note_id=newer)
        notes.answer(db, by=who["gareth"], note_id=newer, submission=replace(agree, token=token()))
        written = notes.correct(db, by=who["mari"], note_id=newer)
        heard(db, who)
        new = follow(db, who)
        handover.accept(db, by=who["mari"], pairing_id=new, grants=(), note_ids=[newer])
        asked = select(Note.id).where(access.readable(who["sian"], Note))
        assert db.scalars(asked).all() == [], "Siân has not said yes yet"
        pairings.accept_as_peer_worker(db, by=who["sian"], pairing_id=new)
        assert set(db.scalars(asked)) == {first, newer}
        [note] = notes.seen(db, who["sian"], person_id=who["mari"].person_id)
        assert (note.talked_about, [each.talked_about for each in note.earlier]) == (
            "newer words",
            ["first words"],
        )
        own = set(db.scalars(select(Note.id).where(access.readable(who["mari"], Note))))
        assert own == {first, newer, written, alone}


def begin_goodbye(db, who) -> int:
    return handover.begin_goodbye(db, by=who["gareth"], pairing_id=who["old"])


def offer_goodbye(db, who, note_id: int, words: str = "It was good to walk with you.") -> int:
    submission = NoteSubmission(
        who["old"], clock.today(), MeetingKind.PHONE, talked_about=words, token=token()
    )
    return notes.offer(db, by=who["gareth"], submission=submission, note_id=note_id)


def test_a_goodbye_is_a_note_that_the_person_answers_also_after_the_walk_has_ended(database, who):
    with database.writing() as db:
        assert outcome(lambda: begin_goodbye(db, who)) == NOT_NOW
        heard(db, who)
        note_id = begin_goodbye(db, who)
        assert begin_goodbye(db, who) == note_id, "one draft to go on with"
        assert read_by(db, who["mari"], who) == set()
        with pytest.raises(Invalid):
            offer_goodbye(db, who, note_id, " ")
        offer_goodbye(db, who, note_id)
        with pytest.raises(Refused) as refused:
            begin_goodbye(db, who)
        assert refused.value.sentence.text == "You have said goodbye already. Your words stay with them."
        pairings.end(db, by=who["mari"], pairing_id=who["old"])
    with database.writing() as db:
        assert [note.id for note in notes.to_answer(who["mari"]).run(db)] == [note_id]
        notes.answer(
            db, by=who["mari"], note_id=note_id, submission=AnswerSubmission(False, "Thank you.", token())
        )
        [told] = notes.seen(db, who["mari"], person_id=who["mari"].person_id)
        assert (told.state, told.own_account) == (NoteState.DIFFERING, "Thank you.")
        assert read_by(db, who["gareth"], who) == set()


def test_nobody_new_for_now_is_a_whole_answer(database, who):
    with database.writing() as db:
        heard(db, who)
        new = follow(db, who)
        handover.want_new(db, by=who["mari"], pairing_id=who["old"], wanted=False)
        assert [line.id for line in pairing_views.mine(who["mari"]).run(db)] == [who["old"]]
        assert pairing_views.mine(who["sian"]).run(db) == []
        assert outcome(lambda: pairings.accept_as_peer_worker(db, by=who["sian"], pairing_id=new)) == NOT_NOW
    with database.writing() as db, pytest.raises(Refused) as refused:
        follow(db, who)
    assert refused.value.sentence.text == "The person wants nobody new for now."
    with database.writing() as db:
        handover.want_new(db, by=who["mari"], pairing_id=who["old"], wanted=True)
        follow(db, who)


def test_the_last_day_is_the_last_on_which_anything_is_seen(database, who):
    with database.writing() as db:
        answered_note(db, who, "ours")
        heard(db, who)
        pairings.choose_what_is_seen(
            db, by=who["mari"], pairing_id=who["old"], grants=(HEALTH, Grant(Content.GOALS))
        )
    for days, seen in ((10, True), (11, False)):
        with clock.standing_at(clock.now() + timedelta(days=days)), database.writing() as db:
            assert bool(grants(db, who["gareth"], who["mari"].person_id)) == seen
            assert bool(read_by(db, who["gareth"], who)) == seen
            assert bool(pairing_views.walks(who["gareth"]).run(db)) == seen
            assert read_by(db, who["mari"], who) == {"ours"}
    with clock.standing_at(clock.now() + timedelta(days=30)), database.writing() as db:
        new = follow(db, who)
        handover.accept(db, by=who["mari"], pairing_id=new, grants=())
        pairings.accept_as_peer_worker(db, by=who["sian"], pairing_id=new)
        assert [line.id for line in pairing_views.mine(who["mari"]).run(db)] == [new]


def test_what_was_planned_after_the_last_day_is_called_off_and_nothing_more_is_planned(database, who):
    def plan(db, days: int) -> int:
        day = clock.today() + timedelta(days=days)
        return meetings.plan(
            db,
            by=who["mari"],
            submission=MeetingSubmission(MeetingKind.PHONE, day, None, "", who["old"], token()),
        )

    with database.writing() as db:
        for days in (3, 10, 12):
            plan(db, days)
        leave(db, who)
        left = [line.day - clock.today() for line in meetings.seen(db, who["mari"])]
        assert [each.days for each in left] == [10, 3]
        plan(db, 9)
        with pytest.raises(Invalid):
            plan(db, 11)


@pytest.mark.parametrize("days", [-1, 367, None])
def test_a_last_day_is_today_or_within_a_year(database, who, days):
    last_day = None if days is None else clock.today() + timedelta(days=days)
    with database.writing() as db, pytest.raises(Invalid):
        handover.say_leaving(
            db, by=who["gareth"], submission=LeavingSubmission(who["old"], last_day, token())
        )


# Staying after all


def read_staying(db, who, *, go_on_showing: bool = False) -> None:
    handover.read_staying(db, by=who["mari"], pairing_id=who["old"], go_on_showing=go_on_showing)


def test_what_was_said_by_one_is_taken_back_by_the_same(database, who):
    for said_by, other in (("gareth", "nia"), ("nia", "gareth")):
        with database.writing() as db:
            leave(db, who, by=said_by)
            assert outcome(lambda: handover.stay(db, by=who[other], pairing_id=who["old"])) == ABSENT  # noqa: B023
            assert outcome(lambda: handover.stay(db, by=who["mari"], pairing_id=who["old"])) == ABSENT
            handover.stay(db, by=who[said_by], pairing_id=who["old"])
            [line] = pairing_views.mine(who["mari"]).run(db)
            assert (line.leaving, line.heard, line.last_day) == (False, False, None) and line.live
            assert line.unsaid_last_day == clock.today() + timedelta(days=10)
            assert outcome(lambda: handover.stay(db, by=who[said_by], pairing_id=who["old"])) == ABSENT  # noqa: B023
            read_staying(db, who)


def test_after_staying_the_walk_goes_on_past_that_day_and_shows_no_more_than_the_person_says(database, who):
    with database.writing() as db:
        answered_note(db, who, "ours")
        leave(db, who)
        handover.stay(db, by=who["gareth"], pairing_id=who["old"])
    after = clock.now() + timedelta(days=11)
    with clock.standing_at(after), database.writing() as db:
        assert not grants(db, who["gareth"], who["mari"].person_id), "it ended, as the person last heard"
        assert read_by(db, who["gareth"], who) == {"ours"}
        handover.read_staying(db, by=who["mari"], pairing_id=who["old"], go_on_showing=True)
        assert grants(db, who["gareth"], who["mari"].person_id)
        again = lambda: handover.read_staying(  # noqa: E731
            db, by=who["mari"], pairing_id=who["old"], go_on_showing=True
        )
        assert outcome(again) == ABSENT, "it is read once"


def test_a_last_day_of_the_persons_own_stays(database, who):
    own = clock.today() + timedelta(days=4)
    with database.writing() as db:
        mine = (Grant(Content.HEALTH, True, own), Grant(Content.GOALS))
        pairings.choose_what_is_seen(db, by=who["mari"], pairing_id=who["old"], grants=mine)
        leave(db, who)
        handover.stay(db, by=who["gareth"], pairing_id=who["old"])
        handover.read_staying(db, by=who["mari"], pairing_id=who["old"], go_on_showing=True)
    with clock.standing_at(clock.now() + timedelta(days=20)), database.reading() as db:
        assert set(grants(db, who["gareth"], who["mari"].person_id).contents) == {Content.GOALS}


def test_who_was_suggested_to_follow_is_not_asked_any_more(database, who):
    with database.writing() as db:
        heard(db, who)
        new = follow(db, who)
        handover.stay(db, by=who["gareth"], pairing_id=who["old"])
        assert [line.id for line in pairing_views.mine(who["mari"]).run(db)] == [who["old"]]
        assert pairing_views.mine(who["sian"]).run(db) == []
        assert outcome(lambda: pairings.accept_as_peer_worker(db, by=who["sian"], pairing_id=new)) == NOT_NOW


def test_once_the_person_has_said_yes_to_somebody_new_it_stands(database, who):
    with database.writing() as db:
        heard(db, who)
        handover.accept(db, by=who["mari"], pairing_id=follow(db, who), grants=())
    with database.writing() as db, pytest.raises(Refused) as refused:
        handover.stay(db, by=who["gareth"], pairing_id=who["old"])
    assert "They have said yes to somebody new." in refused.value.sentence.text


def test_who_stayed_and_leaves_another_time_says_goodbye_another_time(database, who):
    with database.writing() as db:
        leave(db, who)
        draft = begin_goodbye(db, who)
        handover.stay(db, by=who["gareth"], pairing_id=who["old"])
        with pytest.raises(Refused) as refused:
            offer_goodbye(db, who, draft)
        assert refused.value.sentence.text == "You stay, so there is no goodbye to say."
        read_staying(db, who)
        leave(db, who)
        offer_goodbye(db, who, draft)
        handover.stay(db, by=who["gareth"], pairing_id=who["old"])
        read_staying(db, who)
    with clock.standing_at(clock.now() + timedelta(days=1)), database.writing() as db:
        leave(db, who)
        assert handover.goodbyes(who["gareth"]).run(db).said == frozenset()
        offer_goodbye(db, who, begin_goodbye(db, who), "And now goodbye again.")
        assert handover.goodbyes(who["gareth"]).run(db).said == {who["old"]}


# The rhythm


def test_a_rhythm_holds_when_the_other_has_agreed(database, who):
    def days(db) -> tuple:
        [line] = pairing_views.mine(who["mari"]).run(db)
        return line.rhythm_days, line.rhythm_proposed_days

    gareth, mari, paired = who["gareth"], who["mari"], who["old"]
    with database.writing() as db:
        rhythms.propose(db, by=gareth, pairing_id=paired, days=7)
        assert days(db) == (14, 7)
        assert outcome(lambda: rhythms.agree(db, by=gareth, pairing_id=paired, days=7)) == ABSENT
        with pytest.raises(Refused):
            rhythms.agree(db, by=mari, pairing_id=paired, days=21)
        rhythms.agree(db, by=mari, pairing_id=paired, days=7)
        assert days(db) == (7, None)
        rhythms.propose(db, by=mari, pairing_id=paired, days=28)
        rhythms.propose(db, by=gareth, pairing_id=paired, days=28)
        assert days(db) == (28, None)
        rhythms.propose(db, by=mari, pairing_id=paired, days=10)
        rhythms.leave_as_it_is(db, by=gareth, pairing_id=paired)
        assert days(db) == (28, None)
        assert outcome(lambda: rhythms.agree(db, by=gareth, pairing_id=paired, days=10)) == ABSENT
