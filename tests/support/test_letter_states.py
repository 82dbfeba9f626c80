"""Letters: every state, everybody who could want something of them, every verb; and what each then reads."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from lrc_portal import clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.models import (
    CircleLink,
    Exchange,
    ExchangeSide,
    Letter,
    LettersOpened,
    Pairing,
    Strength,
    Trace,
)
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.record import goals
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.sharing import circle
from lrc_portal.support.letters import keep_from_letter, letter_views, letters
from lrc_portal.support.letters.keep_from_letter import sentences_of
from lrc_portal.support.letters.letters import A_LETTER, Between, LetterSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Act, Content, Element, LooksIn, Subject, Through
from lrc_portal.words.marks import Invalid, Refused
from tests.people import token
from tests.support.company import Company, gather
from tests.tools.undone import undone

PAIRING, CIRCLE = Through.PAIRING, Through.CIRCLE
OPEN, CLOSED_BY_PERSON, CLOSED_BY_OTHER, CLOSED_BY_BOTH, OVER, RESTING = (
    "open",
    "closed by the person",
    "closed by the other",
    "closed by both",
    "the walk or the connection is over",
    "the person's account waits to be erased",
)
STATES = (OPEN, CLOSED_BY_PERSON, CLOSED_BY_OTHER, CLOSED_BY_BOTH, OVER, RESTING)
VERBS = (
    "write",
    "take_back of the person",
    "take_back of the other",
    "say_how_often",
    "close",
    "open_again",
    "mark_opened",
    "keep_strength",
    "keep_step",
)
PREVIEW = "the person, seeing it as others do"
OTHER = {PAIRING: "author", CIRCLE: "circle viewer"}
KEEPS_A_RECORD = {"person", "circle viewer", "stranger"}

DONE = "done"
ABSENT = "This is not here, or not any more."
NOT_THEIRS = "This is not part of what you do here."
ANSWER = "Thank you. It was good to hear."
CLOSED = "Letters are closed here, so it was not sent. What you wrote still stands here."


def between(db, company: Company, way: Through) -> Between:
    if way is PAIRING:
        return Between(PAIRING, company.pairing_id)
    return Between(CIRCLE, db.scalars(select(CircleLink.id)).one())


def letter(words: str = "I thought of you. You listen well.") -> LetterSubmission:
    return LetterSubmission(words, token())


def letters_in(db, company: Company, way: Through, state: str) -> dict[str, int]:
    """A letter of each of the two, and the state they are in then: the ids by who wrote."""
    two = between(db, company, way)
    other = company.people[OTHER[way]]
    ids = {
        "person": letters.write(db, by=company.person, between=two, submission=letter()),
        "other": letters.write(db, by=other, between=two, submission=letter(ANSWER)),
    }
    if state in (CLOSED_BY_PERSON, CLOSED_BY_BOTH):
        letters.close(db, by=company.person, between=two)
    if state in (CLOSED_BY_OTHER, CLOSED_BY_BOTH):
        letters.close(db, by=other, between=two)
    if state == OVER and way is PAIRING:
        pairings.end(db, by=company.person, pairing_id=company.pairing_id)
    elif state == OVER:
        circle.leave(db, by=company.person, other_id=other.person_id)
    if state == RESTING:
        db.execute(update(Pairing).values(rests=True))
    return ids


def who_can(company: Company) -> dict[str, Viewer]:
    preview = company.person.through_other_eyes(frozenset((content, True) for content in Content))
    return {**company.people, PREVIEW: preview}


def do(db, viewer: Viewer, verb: str, two: Between, ids: dict[str, int], goal_id: int) -> str:
    """What became of a verb: done, or the sentence it was refused with."""
    verbs = {
        "write": lambda: letters.write(db, by=viewer, between=two, submission=letter()),
        "take_back of the person": lambda: letters.take_back(db, by=viewer, letter_id=ids["person"]),
        "take_back of the other": lambda: letters.take_back(db, by=viewer, letter_id=ids["other"]),
        "say_how_often": lambda: letters.say_how_often(db, by=viewer, between=two, looks_in=LooksIn.WEEKLY),
        "close": lambda: letters.close(db, by=viewer, between=two),
        "open_again": lambda: letters.open_again(db, by=viewer, between=two),
        "mark_opened": lambda: letters.mark_opened(db, by=viewer, letter_id=ids["other"]),
        "keep_strength": lambda: keep_from_letter.keep_strength(
            db, by=viewer, letter_id=ids["other"], line=1
        ),
        "keep_step": lambda: keep_from_letter.keep_step(
            db, by=viewer, letter_id=ids["other"], line=0, goal_id=goal_id
        ),
    }
    try:
        verbs[verb]()
        db.flush()
    except Refused as refusal:
        return refusal.sentence.text
    return DONE


def expected(way: Through, state: str, verb: str, who: str) -> str:
    """The table."""
    writes = verb in ("write", "say_how_often", "close", "open_again")
    keeps = verb.startswith("keep")
    if who == PREVIEW or (who == "coordinator" and (writes or keeps)):
        return NOT_THEIRS
    if keeps and who not in KEEPS_A_RECORD:
        return NOT_THEIRS
    is_person, is_other = who == "person", who == OTHER[way]
    if not (is_person or is_other):
        return ABSENT
    # A peer worker has nothing of it once they do not walk along, or while the account waits.
    if is_other and way is PAIRING and state in (OVER, RESTING):
        return ABSENT
    if verb == "take_back of the person":
        return DONE if is_person else ABSENT
    if verb == "take_back of the other":
        return DONE if is_other else ABSENT
    if verb == "keep_step":
        return DONE if is_person else ABSENT  # the goal is the person's
    if not writes:
        return DONE
    if state == OVER:
        return ABSENT
    if verb == "write":
        return DONE if state in (OPEN, RESTING) else CLOSED
    if verb == "open_again":
        closed_by = {CLOSED_BY_PERSON: is_person, CLOSED_BY_OTHER: is_other, CLOSED_BY_BOTH: True}
        return DONE if closed_by.get(state) else ABSENT
    return DONE


@pytest.mark.parametrize(("way", "state"), [*product((PAIRING, CIRCLE), STATES)])
def test_who_may_do_what_with_letters_in_which_state(way, state, database):
    with database.writing() as db:
        company = gather(db)
        two = between(db, company, way)
        ids = letters_in(db, company, way, state)
        wanted = GoalSubmission("to meet people", Element.REINTEGRATION, token=token())
        goal_id = goals.add(db, by=company.person, submission=wanted)
    with undone(database) as db:
        db.autoflush = True
        for verb, (who, viewer) in product(VERBS, who_can(company).items()):
            with db.begin_nested() as trying:
                became = do(db, viewer, verb, two, ids, goal_id)
                trying.rollback()
            assert became == expected(way, state, verb, who), (verb, who)


@pytest.mark.parametrize(("way", "state"), [*product((PAIRING, CIRCLE), STATES)])
def test_letters_are_read_by_the_two_and_by_nobody_else(way, state, database):
    with database.writing() as db:
        company = gather(db)
        letters_in(db, company, way, state)
        exchange_id = db.scalars(select(Letter.exchange_id).distinct()).one()
    with database.reading() as db:
        for who, viewer in who_can(company).items():
            is_other = who == OTHER[way] and not (way is PAIRING and state in (OVER, RESTING))
            reads = who == "person" or is_other
            found = letter_views.conversation(viewer, exchange_id, most=9).run(db)
            assert [line.is_mine for line in found.lines] == (
                [who != "person", who == "person"] if reads else []
            ), who
            known = letter_views.correspondents(viewer).run(db)
            assert any(each.exchange_id == exchange_id for each in known) is reads, who
            assert len(letter_views.new_from(viewer, most=9).run(db)) == reads, who
            about = company.person.person_id
            day = clock.today()
            told = letter_views.with_peer_worker(viewer, about, start=day, end=day, most=9).run(db)
            assert bool(told) is (reads and way is PAIRING), who


# Words


def test_words_that_were_taken_back_are_gone_for_both_and_a_line_stays(database):
    with database.writing() as db:
        company = gather(db)
        ids = letters_in(db, company, PAIRING, OPEN)
        keep_from_letter.keep_strength(db, by=company.person, letter_id=ids["other"], line=1)
        letters.take_back(db, by=company.author, letter_id=ids["other"])
        letters.take_back(db, by=company.author, letter_id=ids["other"])
        assert db.scalars(select(Letter.words).where(Letter.id == ids["other"])).one() is None
        exchange_id = db.scalars(select(Letter.exchange_id).distinct()).one()
    with database.reading() as db:
        for viewer in (company.person, company.author):
            newest, _other = letter_views.conversation(viewer, exchange_id, most=9).run(db).lines
            assert (newest.id, newest.words) == (ids["other"], None)
            # What is gone is no news, and stands in no story.
        assert letter_views.new_from(company.person, most=9).run(db) == []
        [kept] = db.scalars(select(Strength.words))
        assert kept == "It was good to hear."
        taken = [Trace.act == Act.TOOK_BACK, Trace.subject == Subject.LETTER]
        [line] = db.scalars(select(Trace).where(*taken))
        assert (line.actor_id, line.owner_id) == (company.author.person_id,) * 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write a few words here."),
        (" \n ", "Write a few words here."),
        ("a" * A_LETTER, None),
        ("a" * 5000, "This is {length} characters long. Up to {most} fit here."),
    ],
)
def test_a_letter_is_a_few_lines(words, said, sqlite_database):
    with sqlite_database.writing() as db:
        company = gather(db)
        two = between(db, company, PAIRING)
        if said is None:
            letters.write(db, by=company.person, between=two, submission=letter(words))
            return
        with pytest.raises(Invalid) as found:
            letters.write(db, by=company.person, between=two, submission=letter(words))
    [problem] = found.value.problems
    assert (problem.field, problem.sentence.text) == ("words", said)


def test_a_second_click_sends_no_second_letter(database):
    with database.writing() as db:
        company = gather(db)
        two, once = between(db, company, CIRCLE), letter()
        letters.write(db, by=company.person, between=two, submission=once)
    with database.writing() as db, pytest.raises(AlreadySaved):
        letters.write(db, by=company.person, between=two, submission=once)
    with database.reading() as db:
        assert len(db.scalars(select(Letter.id)).all()) == 1


def test_so_many_letters_fit_in_a_day_and_the_next_day_there_is_room(sqlite_database):
    noon = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the clock in Wales goes forward in the night after
    with sqlite_database.writing() as db, clock.standing_at(noon):
        company = gather(db)
        two = between(db, company, PAIRING)
        for _ in range(limits.LETTERS_A_DAY.most):
            taken = letters.write(db, by=company.person, between=two, submission=letter())
        letters.take_back(db, by=company.person, letter_id=taken)
        with pytest.raises(Refused) as full:
            letters.write(db, by=company.person, between=two, submission=letter())
        assert full.value.sentence.text == limits.LETTERS_A_DAY.full
        letters.write(db, by=company.author, between=two, submission=letter())
    with sqlite_database.writing() as db, clock.standing_at(noon + timedelta(hours=12, minutes=1)):
        letters.write(db, by=company.person, between=two, submission=letter())


# No sign of reading


def test_what_was_opened_is_known_to_whoever_opened_it_and_to_nobody_else(database):
    with database.writing() as db:
        company = gather(db)
        ids = letters_in(db, company, PAIRING, OPEN)
        before = what_stands(db, company.author)
        traces = len(db.scalars(select(Trace.id)).all())
        letters.mark_opened(db, by=company.person, letter_id=ids["other"])
        letters.mark_opened(db, by=company.person, letter_id=ids["person"])
    with database.reading() as db:
        assert letter_views.new_from(company.person, most=9).run(db) == []
        assert [each.display_name for each in letter_views.new_from(company.author, most=9).run(db)] == [
            "Mari"
        ]
        assert what_stands(db, company.author) == before
        assert len(db.scalars(select(Trace.id)).all()) == traces
        # An older letter opened later takes nothing back, and the mark tells no time of reading.
        [mark] = db.scalars(select(LettersOpened))
        assert mark.up_to == db.scalars(select(Letter.written_at).where(Letter.id == ids["other"])).one()


def what_stands(db, viewer: Viewer):
    exchange_id = db.scalars(select(Letter.exchange_id).distinct()).one()
    return (
        letter_views.conversation(viewer, exchange_id, most=9).run(db),
        letter_views.correspondents(viewer).run(db),
    )


def test_how_often_each_looks_in_is_theirs_to_say_or_to_leave_unsaid(database):
    with database.writing() as db:
        company = gather(db)
        letters_in(db, company, PAIRING, OPEN)
        two = between(db, company, PAIRING)
        exchange_id = db.scalars(select(Letter.exchange_id).distinct()).one()
        seen = []
        for said in (LooksIn.WEEKLY, LooksIn.WEEKLY, None):
            letters.say_how_often(db, by=company.author, between=two, looks_in=said)
            db.flush()
            found = letter_views.conversation(company.person, exchange_id, most=9).run(db)
            seen.append((found.theirs.looks_in, found.mine.looks_in))
        assert seen == [(LooksIn.WEEKLY, None), (LooksIn.WEEKLY, None), (None, None)]
        assert len(db.scalars(select(ExchangeSide.id)).all()) == 1
        assert (
            len(
                db.scalars(
                    select(Trace.id).where(Trace.act == Act.CHANGED, Trace.subject == Subject.LETTER)
                ).all()
            )
            == 2
        )


def test_what_was_closed_is_opened_by_whoever_closed_it_and_each_may(database):
    with database.writing() as db:
        company = gather(db)
        letters_in(db, company, CIRCLE, CLOSED_BY_BOTH)
        two, other = between(db, company, CIRCLE), company.people[OTHER[CIRCLE]]
        letters.open_again(db, by=company.person, between=two)
        with pytest.raises(Refused):
            letters.write(db, by=company.person, between=two, submission=letter())
        letters.open_again(db, by=other, between=two)
        letters.write(db, by=company.person, between=two, submission=letter())


# Behind the policies of PostgreSQL


@pytest.mark.parametrize("way", [PAIRING, CIRCLE])
def test_letters_go_to_and_fro_behind_the_wall_and_nobody_else_gets_between(way, postgresql_database, walled):
    with postgresql_database.writing() as db:
        company = gather(db)
        two, other = between(db, company, way), company.people[OTHER[way]]
        stranger = company.people["other peer worker" if way is PAIRING else "stranger"]

    def does(viewer, verb, **what):
        with walled.seen_by(viewer).writing() as db:
            return verb(db, by=viewer, **what)

    first = does(company.person, letters.write, between=two, submission=letter())
    answer = does(other, letters.write, between=two, submission=letter(ANSWER))
    for viewer in (company.person, other):
        does(viewer, letters.say_how_often, between=two, looks_in=LooksIn.WEEKLY)
        does(viewer, letters.mark_opened, letter_id=answer)
        does(viewer, letters.mark_opened, letter_id=first)
        does(viewer, letters.close, between=two)
        does(viewer, letters.open_again, between=two)
    does(company.person, keep_from_letter.keep_strength, letter_id=answer, line=1)
    does(other, letters.take_back, letter_id=answer)
    with postgresql_database.reading() as db:
        assert {row.id: row.words for row in db.scalars(select(Letter))} == {
            first: letter().words,
            answer: None,
        }
        assert len(db.scalars(select(LettersOpened.id)).all()) == 2
    for sees, viewer in ((True, company.person), (True, other), (False, stranger)):
        with walled.seen_by(viewer).writing() as db:
            rows = {model: len(db.scalars(select(model)).all()) for model in (Exchange, ExchangeSide, Letter)}
            assert rows == {Exchange: sees, ExchangeSide: 2 * sees, Letter: 2 * sees}
            assert len(db.scalars(select(LettersOpened)).all()) == sees, "one's own alone"
            db.execute(update(Letter).where(Letter.writer_id != viewer.person_id).values(words="not mine"))
    with postgresql_database.reading() as db:
        assert "not mine" not in set(db.scalars(select(Letter.words)))


# Sentences


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (None, ()),
        ("One.", ("One.",)),
        ("You listen well! Do you know?\nA new line", ("You listen well!", "Do you know?", "A new line")),
        ("At 7.30 we walk…  Bring a coat.", ("At 7.30 we walk…", "Bring a coat.")),
        ("\n\n ", ()),
    ],
)
def test_a_letter_is_kept_by_its_sentences(words, told):
    assert sentences_of(words) == told


def test_a_sentence_is_kept_once_by_each_and_names_who_wrote_it(database):
    with database.writing() as db:
        company = gather(db)
        ids, other = letters_in(db, company, CIRCLE, OPEN), company.people[OTHER[CIRCLE]]
        for viewer in (company.person, other):
            keep_from_letter.keep_strength(db, by=viewer, letter_id=ids["other"], line=1)
            with pytest.raises(AlreadySaved):
                keep_from_letter.keep_strength(db, by=viewer, letter_id=ids["other"], line=1)
        kept = {row.person_id: row.noticed_by_id for row in db.scalars(select(Strength))}
        assert kept == {company.person.person_id: other.person_id, other.person_id: None}
        for line in (-1, 2):
            with pytest.raises(Refused):
                keep_from_letter.keep_strength(db, by=company.person, letter_id=ids["other"], line=line)
        found = keep_from_letter.read_query(company.person).run(db)
        exchange_id = db.scalars(select(Letter.exchange_id).distinct()).one()
        newest, *_ = letter_views.conversation(company.person, exchange_id, most=1).run(db).lines
        assert [each.is_kept for each in found.of(newest)] == [False, True]


@pytest.mark.parametrize("told", ["", "p", "x7", "p-1", "7", "p1234567890", "c٣"])
def test_an_address_that_names_no_letters_is_none(told):
    assert Between.read(told) is None


def test_an_address_names_letters():
    assert [Between.read(told) for told in ("p7", "c12")] == [Between(PAIRING, 7), Between(CIRCLE, 12)]
