"""What two people agreed at home: every state, every verb, everybody; versions, ends, and two at once."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lrc_portal import access, clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import HomeAgreement, HomeWords, Trace
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.sharing import circle
from lrc_portal.support.at_home import agreement_views, agreements
from lrc_portal.support.at_home.agreement_views import Between, Part
from lrc_portal.support.at_home.agreements import AnswerSubmission, OfferSubmission
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import Act, NoteState, Role, Subject
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.people import token
from tests.support.test_at_the_same_moment import one_then_the_other
from tests.tools.kept import once
from tests.tools.undone import undone

OFFERED, AGREED, DIFFERING = NoteState.OFFERED, NoteState.AGREED, NoteState.DIFFERING
REPLACED, ENDED, PARTED = "replaced by a newer version", "ended", "their connection ended"
STATES = (OFFERED, AGREED, DIFFERING, REPLACED, ENDED, PARTED)
VERBS = ("offer", "agree", "differ", "end")
AUTHOR, OTHER = "Mari", "Sian"

DONE = "done"
ABSENT = "This is not here, or not any more."
NOT_THEIRS = "This is not part of what you do here."
NONE_OF_IT = ("Rhys", "Tom", "Gareth", "Nia", "Mari through other eyes")


def gather(db) -> dict[str, Viewer]:
    """Mari and Siân in one circle, Rhys in Mari's too, Gareth who walks with her, and everybody else."""
    return once(db, _gathered)


def _gathered(db) -> dict[str, Viewer]:
    found = {
        "Mari": people.make_person(db, "Mari", Role.MEMBER),
        "Sian": people.make_person(db, "Siân", Role.FAMILY),
        "Rhys": people.make_person(db, "Rhys", Role.FAMILY),
        "Tom": people.make_person(db, "Tom", Role.MEMBER),
        "Gareth": people.make_person(db, "Gareth", Role.PEER_WORKER),
        "Nia": people.make_person(db, "Nia", Role.COORDINATOR),
    }
    people.into_circle(db, found["Mari"], found["Sian"])
    people.into_circle(db, found["Mari"], found["Rhys"])
    people.pair(db, found["Nia"], found["Mari"], found["Gareth"])
    found["Mari through other eyes"] = found["Mari"].through_other_eyes(frozenset())
    return found


def offer(db, by: Viewer, other: Viewer, words: str = "I ring you early", **more) -> int:
    part = Part(hard_does=words, good_wishes="come along to the choir")
    submission = OfferSubmission(other.person_id, part, more.pop("token", None) or token(), **more)
    return agreements.offer(db, by=by, submission=submission)


def answer(db, by: Viewer, agreement_id: int, *, agree: bool = True, words: str = "I ask once") -> None:
    account = "" if agree else "I see it so"
    submission = AnswerSubmission(agree, Part(hard_does=words if agree else ""), account, token())
    agreements.answer(db, by=by, agreement_id=agreement_id, submission=submission)


def end(db, by: Viewer, other: Viewer) -> None:
    agreements.end(db, by=by, other_id=other.person_id)


def read(db, viewer: Viewer, other: Viewer) -> Between:
    return agreement_views.read_query(viewer, other.person_id, most=50).run(db)


def one_in(db, who: dict[str, Viewer], state) -> int:
    """A version that Mari offered Siân, in this state."""
    mari, sian = who[AUTHOR], who[OTHER]
    one = offer(db, mari, sian)
    if state in (AGREED, DIFFERING):
        answer(db, sian, one, agree=state is AGREED)
    elif state == REPLACED:
        offer(db, mari, sian, "I ring you at once")
    elif state == ENDED:
        end(db, sian, mari)
    elif state == PARTED:
        circle.leave(db, by=sian, other_id=mari.person_id)
    return one


def do(db, who: dict[str, Viewer], name: str, verb: str, one: int) -> str:
    """What became of a verb: done, or the sentence it was refused with."""
    by = who[name]
    other = who[AUTHOR] if name == OTHER else who[OTHER]
    verbs = {
        "offer": lambda: offer(db, by, other, "a newer version"),
        "agree": lambda: answer(db, by, one),
        "differ": lambda: answer(db, by, one, agree=False),
        "end": lambda: end(db, by, other),
    }
    try:
        verbs[verb]()
        db.flush()
    except Refused as refusal:
        return refusal.sentence.text
    return DONE


def expected(state, name: str, verb: str) -> str:
    """The table."""
    if name == "Mari through other eyes":
        return NOT_THEIRS
    if name in ("Gareth", "Nia") and verb != "end":
        return NOT_THEIRS
    if name in NONE_OF_IT:
        return ABSENT
    if verb == "end":
        return ABSENT if state in (ENDED, PARTED) else DONE
    if verb == "offer":
        if state == PARTED:
            return ABSENT
        waits = name == OTHER and state in (OFFERED, REPLACED)
        return agreements.THEIRS_FIRST if waits else DONE
    if name == AUTHOR:
        return ABSENT
    says = {OFFERED: DONE, REPLACED: agreements.NEWER, ENDED: agreements.OVER, PARTED: agreements.OVER}
    return says.get(state, agreements.ANSWERED)


def words_of(db) -> dict[tuple[int, int], tuple]:
    """What each one wrote, in each version."""
    return {
        (row.agreement_id, row.person_id): (
            row.hard_does,
            row.hard_wishes,
            row.good_does,
            row.good_wishes,
            row.account,
        )
        for row in db.scalars(select(HomeWords))
    }


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_which_state(state, database):
    with database.writing() as db:
        who = gather(db)
        one = one_in(db, who, state)
    for verb in VERBS:
        for name in who:
            with undone(database) as db:
                before = words_of(db)
                assert do(db, who, name, verb, one) == expected(state, name, verb), (state, verb, name)
                after = words_of(db)
                assert {each: after.get(each) for each in before} == before, (state, verb, name)


@pytest.mark.parametrize("state", STATES)
def test_both_read_it_in_every_state_and_nobody_else_ever(state, database):
    with database.writing() as db:
        who = gather(db)
        one_in(db, who, state)
    with database.reading() as db:
        for name, viewer in who.items():
            theirs = {AUTHOR, OTHER}
            other = who[AUTHOR] if name == OTHER else who[OTHER]
            assert bool(read(db, viewer, other).agreements) == (name in theirs), name
            for model in (HomeAgreement, HomeWords):
                rows = db.scalars(select(model).where(access.readable(viewer, model))).all()
                assert bool(rows) == (name in theirs), (name, model)
            waits = name == OTHER and state in (OFFERED, REPLACED)
            assert bool(agreement_views.waiting(viewer).run(db)) == waits, name
            agreed = name in theirs and state is AGREED
            assert bool(agreement_views.for_a_hard_day(viewer).run(db)) == agreed, name


def test_a_year_at_home(database):
    """Offered, agreed, seen otherwise, agreed anew, ended, begun again: each step as both read it."""
    with database.writing() as db:
        who = gather(db)
        mari, sian = who[AUTHOR], who[OTHER]

    def at(months: int, deed) -> None:
        with clock.standing_at(clock.now() + timedelta(days=30 * months)), database.writing() as db:
            deed(db)

    def as_both_read() -> tuple[Between, Between]:
        with database.reading() as db:
            return read(db, mari, sian), read(db, sian, mari)

    at(0, lambda db: offer(db, mari, sian))
    for found, mine in zip(as_both_read(), (True, False), strict=True):
        assert found.waiting and found.waiting.is_mine is mine and found.agreed is None
        part = found.waiting.mine if mine else found.waiting.theirs
        assert (part.hard_does, part.good_wishes) == ("I ring you early", "come along to the choir")
    first = as_both_read()[0].waiting.id
    at(1, lambda db: answer(db, sian, first))
    hers, sians = as_both_read()
    assert hers.agreed.theirs.hard_does == sians.agreed.mine.hard_does == "I ask once"
    assert sians.my_last.hard_does == "I ask once"
    # Either offers a new version: what was agreed stands until there is an answer, and after a differing one.
    at(3, lambda db: offer(db, sian, mari, "I leave you in peace"))
    for found in as_both_read():
        assert (found.agreed.id, found.waiting.state) == (first, OFFERED)
    second = as_both_read()[0].waiting.id
    at(4, lambda db: answer(db, mari, second, agree=False))
    hers, sians = as_both_read()
    assert (hers.agreed.id, hers.differing.id, hers.waiting) == (first, second, None)
    assert hers.differing.account == sians.differing.account == "I see it so"
    at(5, lambda db: offer(db, mari, sian, "I ring Siân or my sister"))
    third = as_both_read()[0].waiting.id
    at(6, lambda db: answer(db, sian, third))
    for found in as_both_read():
        assert (found.agreed.id, found.differing) == (third, None)
        assert [each.id for each in found.earlier] == [second, first]
    at(8, lambda db: end(db, mari, sian))
    for found in as_both_read():
        assert not found.stands
        assert [(each.id, each.is_over) for each in found.earlier] == [
            (third, True),
            (second, True),
            (first, True),
        ]
    at(9, lambda db: offer(db, sian, mari))
    assert [each.id for each in as_both_read()[0].earlier] == [third, second, first]
    at(12, lambda db: circle.leave(db, by=mari, other_id=sian.person_id))
    for found in as_both_read():
        assert not found.stands and len(found.earlier) == 4


def test_what_stands_agreed_is_read_however_many_versions_came_after_it(database):
    with database.writing() as db:
        who = gather(db)
        agreed = one_in(db, who, AGREED)
        for n in range(5):
            answer(db, who[OTHER], offer(db, who[AUTHOR], who[OTHER], f"I ring you {n} times"), agree=False)
    with database.reading() as db:
        found = agreement_views.read_query(who[OTHER], who[AUTHOR].person_id, most=3).run(db)
        assert (found.agreed.id, len(found.agreements)) == (agreed, 3)
        ids = [each.id for each in found.agreements]
        assert ids == sorted(ids, reverse=True)


def test_people_who_find_each_other_again_begin_anew_and_read_what_was_before(database):
    with database.writing() as db:
        who = gather(db)
        mari, sian = who[AUTHOR], who[OTHER]
        before = one_in(db, who, AGREED)
        circle.leave(db, by=mari, other_id=sian.person_id)
        [found] = [each for each in agreement_views.people(sian).run(db)]
        assert (found.person_id, found.is_connected) == (mari.person_id, False)
        people.into_circle(db, mari, sian)
        again = offer(db, sian, mari)
        between = read(db, mari, sian)
        assert (between.waiting.id, [each.id for each in between.earlier]) == (again, [before])
        [found] = [each for each in agreement_views.people(sian).run(db)]
        assert (found.person_id, found.is_connected) == (mari.person_id, True)


def test_each_change_leaves_its_line_with_both_and_nothing_else_does(database):
    with database.writing() as db:
        who = gather(db)
        mari, sian = who[AUTHOR], who[OTHER]
        one_in(db, who, AGREED)
        end(db, mari, sian)
        read(db, sian, mari)
    with database.reading() as db:
        for owner in (mari, sian):
            told = db.execute(
                select(Trace.act, Trace.actor_id)
                .where(Trace.owner_id == owner.person_id, Trace.subject == Subject.HOME_AGREEMENT)
                .order_by(Trace.id)
            ).all()
            assert told == [
                (Act.OFFERED, mari.person_id),
                (Act.ANSWERED, sian.person_id),
                (Act.ENDED, mari.person_id),
            ]


@pytest.mark.parametrize(
    ("submission", "field"),
    [
        (OfferSubmission(0, Part(" ", "", "\n")), "hard_does"),
        (OfferSubmission(0, Part(good_does="x" * 1001)), "good_does"),
        (AnswerSubmission(False, account=" "), "account"),
        (AnswerSubmission(True, Part(hard_wishes="x" * 1001)), "hard_wishes"),
    ],
)
def test_what_is_to_be_mended_is_said_beside_its_field(submission, field):
    assert [each.field for each in submission.problems()] == [field]


def test_to_agree_needs_no_words(database):
    with database.writing() as db:
        who = gather(db)
        one = one_in(db, who, OFFERED)
        agreements.answer(
            db, by=who[OTHER], agreement_id=one, submission=AnswerSubmission(True, token=token())
        )
        assert read(db, who[OTHER], who[AUTHOR]).agreed.mine.is_empty


# Twice, and two at once


def test_a_second_click_offers_and_answers_once(database):
    with database.writing() as db:
        who = gather(db)
        mari, sian = who[AUTHOR], who[OTHER]
        one = offer(db, mari, sian, token="a form")
        with pytest.raises(AlreadySaved):
            offer(db, mari, sian, token="a form")
        yes = AnswerSubmission(True, token="another")
        agreements.answer(db, by=sian, agreement_id=one, submission=yes)
        with pytest.raises(AlreadySaved):
            agreements.answer(db, by=sian, agreement_id=one, submission=yes)
        assert len(read(db, mari, sian).agreements) == 1


def test_nobody_offers_over_what_they_have_not_read(database):
    with database.writing() as db:
        who = gather(db)
        mari, sian = who[AUTHOR], who[OTHER]
        read_before = read(db, mari, sian).version
        answer(db, sian, offer(db, mari, sian, version=read_before))
        with pytest.raises(ChangedMeanwhile):
            offer(db, mari, sian, version=read_before)
        offer(db, mari, sian, "I ring you at once", version=read(db, mari, sian).version)


@pytest.mark.parametrize("state", [OFFERED, AGREED, DIFFERING])
def test_a_new_version_says_something_new_unless_the_two_see_it_differently(state, database):
    with database.writing() as db:
        who = gather(db)
        one_in(db, who, state)
        mari, sian = who[AUTHOR], who[OTHER]
        mine = read(db, mari, sian).my_last
    same = OfferSubmission(sian.person_id, replace(mine, hard_does=f" {mine.hard_does} "), token())
    if state is DIFFERING:
        with database.writing() as db:
            agreements.offer(db, by=mari, submission=same)
        return
    with pytest.raises(Invalid) as refused, database.writing() as db:
        agreements.offer(db, by=mari, submission=same)
    assert list(refused.value.problems) == [agreements.UNCHANGED]
    with database.reading() as db:
        assert len(read(db, mari, sian).agreements) == 1
    with database.writing() as db:
        agreements.offer(
            db, by=mari, submission=replace(same, part=replace(mine, good_does="I cook"), token=token())
        )


def test_what_the_other_offered_is_new_to_whoever_has_no_words_in_it(database):
    with database.writing() as db:
        who = gather(db)
        mari, sian = who[AUTHOR], who[OTHER]
        agreements.answer(
            db, by=sian, agreement_id=offer(db, mari, sian), submission=AnswerSubmission(True, token=token())
        )
        offer(db, sian, mari)
        assert read(db, mari, sian).waiting


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("Mari offers", "Siân offers", agreements.THEIRS_FIRST),
        ("Siân agrees", "Siân differs", agreements.ANSWERED),
        ("Mari ends", "Siân agrees", agreements.OVER),
        ("Mari ends", "Siân ends", ABSENT),
        ("Mari replaces", "Siân agrees", agreements.NEWER),
    ],
)
def test_of_two_at_the_same_moment_the_second_finds_the_first(first, second, says, postgresql_database):
    database = postgresql_database
    with database.writing() as db:
        who = gather(db)
        mari, sian = who[AUTHOR], who[OTHER]
        one = None if first == "Mari offers" else one_in(db, who, OFFERED)
    deeds = {
        "Mari offers": lambda db: offer(db, mari, sian),
        "Mari replaces": lambda db: offer(db, mari, sian, "I ring you at once"),
        "Siân offers": lambda db: offer(db, sian, mari),
        "Siân agrees": lambda db: answer(db, sian, one),
        "Siân differs": lambda db: answer(db, sian, one, agree=False),
        "Mari ends": lambda db: end(db, mari, sian),
        "Siân ends": lambda db: end(db, sian, mari),
    }
    came = one_then_the_other(database, deeds[first], deeds[second])
    assert isinstance(came, Refused) and came.sentence.text == says


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*VERBS, "part", "meet"]),
            st.sampled_from([AUTHOR, OTHER, AUTHOR, OTHER, *NONE_OF_IT]),
            st.integers(0, 2),
        ),
        min_size=3,
        max_size=14,
    )
)
def test_no_order_of_verbs_changes_anybodys_words_or_shows_them_to_others(sqlite_database, deeds):
    with undone(sqlite_database) as db:  # taken back at the end: the next order begins anew
        db.autoflush = True
        who = gather(db)
        one_in(db, who, OFFERED)
        fixed = words_of(db)
        for verb, name, which in deeds:
            there = list(db.scalars(select(HomeAgreement.id).order_by(HomeAgreement.id.desc())))
            one = there[which % len(there)]
            part = partial(circle.leave, by=who[AUTHOR], other_id=who[OTHER].person_id)
            meet = partial(people.into_circle, owner=who[AUTHOR], viewer=who[OTHER])
            try:
                with db.begin_nested():
                    {"part": part, "meet": meet}[verb](db) if verb in ("part", "meet") else do(
                        db, who, name, verb, one
                    )
            except (Refused, Invalid):
                continue
            now = words_of(db)
            assert {each: now.get(each) for each in fixed} == fixed
            fixed = now
            hers, sians = read(db, who[AUTHOR], who[OTHER]), read(db, who[OTHER], who[AUTHOR])
            assert [each.id for each in hers.agreements] == [each.id for each in sians.agreements]
            assert (hers.version, hers.stands) == (sians.version, sians.stands)
            waits = agreement_views.waiting(who[OTHER]).run(db) + agreement_views.waiting(who[AUTHOR]).run(db)
            assert len(waits) == bool(hers.waiting)
            for name in NONE_OF_IT:
                assert not db.scalars(
                    select(HomeWords.person_id).where(access.readable(who[name], HomeWords))
                ).all()
