"""Telling of oneself and asking a peer worker: who may, who sees what of it, and that both decide."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.access import grants
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.models import AboutMe, Pairing, Supervision, Trait, TraitWeight
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.finding import about_me, matching
from lrc_portal.support.finding.about_me import AboutPage, TraitLine, TraitSubmission, WordsSubmission
from lrc_portal.support.pairings import pairing_views, pairings
from lrc_portal.vocabulary import Content, Role, Telling, TraitKind
from lrc_portal.words.marks import Invalid, Refused
from tests import people
from tests.people import token
from tests.support.suggested import suggestions

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
SHOWN, MATCHING, NOT_TOLD = Telling.SHOWN, Telling.MATCHING, Telling.NOT_TOLD


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def tell(db: Session, by: Viewer, kind: TraitKind, value: str, telling: Telling = SHOWN) -> None:
    about_me.tell(db, by=by, submission=TraitSubmission(kind, own_words=value, telling=telling))


def speak(db: Session, by: Viewer, *languages: str, telling: Telling = SHOWN) -> None:
    submission = TraitSubmission(TraitKind.LANGUAGES, languages, telling=telling)
    about_me.tell(db, by=by, submission=submission)


def found_by(db: Session, viewer: Viewer) -> list[str]:
    return [each.display_name for each in suggestions(db, viewer)]


def ask(db: Session, by: Viewer, worker: Viewer, *given: Grant) -> int:
    return matching.ask_for(db, by=by, peer_worker_id=worker.person_id, grants=given, token=token())


# Telling


def test_what_i_told_last_stands_and_what_stood_there_is_gone(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        speak(db, mari, "english", "polish", telling=MATCHING)
        speak(db, mari, "welsh")
        tell(db, mari, TraitKind.AREA, " Y Rhath ", NOT_TOLD)
        about_me.say(db, by=mari, submission=WordsSubmission("I sing.", shown=False))
        about_me.say(db, by=mari, submission=WordsSubmission("I sing a lot.", shown=True))
    with database.reading() as db:
        page = about_me.mine(mari).run(db)
    assert page == AboutPage(
        "I sing a lot.",
        True,
        (
            TraitLine(TraitKind.LANGUAGES, ("welsh",), SHOWN),
            TraitLine(TraitKind.AREA, ("Y Rhath",), NOT_TOLD),
        ),
    )


def test_nothing_filled_in_takes_it_away(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        speak(db, mari, "welsh")
        about_me.tell(db, by=mari, submission=TraitSubmission(TraitKind.LANGUAGES))
        about_me.say(db, by=mari, submission=WordsSubmission("I sing.", shown=True))
        about_me.say(db, by=mari, submission=WordsSubmission(" ", shown=False))
        assert about_me.mine(mari).run(db).is_empty


def test_own_words_stand_beside_the_list_and_are_parted_by_commas(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        submission = TraitSubmission(TraitKind.LANGUAGES, ("welsh",), "Kurdish, , Farsi,Kurdish", SHOWN)
        about_me.tell(db, by=mari, submission=submission)
        tell(db, mari, TraitKind.AREA, "Ely, by the river")
        page = about_me.mine(mari).run(db)
    assert page.of(TraitKind.LANGUAGES).values == ("welsh", "Kurdish", "Farsi")
    assert page.of(TraitKind.AREA).values == ("Ely, by the river",)


@pytest.mark.parametrize(
    ("submission", "fields"),
    [
        (TraitSubmission(TraitKind.LANGUAGES, ("welsh",)), "telling"),
        (TraitSubmission(TraitKind.LANGUAGES, ("klingon",), telling=SHOWN), "chosen"),
        (TraitSubmission(TraitKind.GENDER, ("woman",), "myself", SHOWN), "own_words"),
        (TraitSubmission(TraitKind.LIVING_WITH, (), "its name", SHOWN), "chosen"),
        (TraitSubmission(TraitKind.AREA, own_words="x" * 301, telling=SHOWN), "own_words"),
        (TraitSubmission(TraitKind.AREA, own_words=" ", telling=SHOWN), "own_words"),
        (TraitSubmission(TraitKind.AGE_BAND), "chosen telling"),
        (TraitSubmission(TraitKind.AREA), "own_words telling"),
        (TraitSubmission(TraitKind.LANGUAGES, telling=NOT_TOLD), "chosen"),
    ],
)
def test_what_is_to_be_mended_is_said_at_once_and_nothing_is_kept(sqlite_database, submission, fields):
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        with pytest.raises(Invalid) as unsound:
            about_me.tell(db, by=mari, submission=submission)
        assert [problem.field for problem in unsound.value.problems] == fields.split()
        assert about_me.mine(mari).run(db).is_empty


@pytest.mark.parametrize(
    ("submission", "fields"),
    [
        (WordsSubmission(" ", shown=True), "words"),
        (WordsSubmission(" ", shown=False), "words"),
        (WordsSubmission("", shown=None), "words shown"),
        (WordsSubmission("I sing.", shown=None), "shown"),
    ],
)
def test_words_are_kept_once_there_are_any_and_it_is_said_who_knows(sqlite_database, submission, fields):
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        with pytest.raises(Invalid) as unsound:
            about_me.say(db, by=mari, submission=submission)
        assert [problem.field for problem in unsound.value.problems] == fields.split()
        assert about_me.mine(mari).run(db).is_empty


def test_living_with_another_condition_has_no_room_for_its_name():
    named = TraitSubmission(TraitKind.LIVING_WITH, own_words="its name", telling=SHOWN)
    assert named.problems()


def test_a_coordinator_has_nothing_to_tell_and_a_peer_worker_nothing_to_weigh(sqlite_database):
    with sqlite_database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        with pytest.raises(NotAllowed):
            speak(db, nia, "welsh")
        for viewer in (nia, gareth):
            with pytest.raises(NotAllowed):
                about_me.weigh(db, by=viewer, weights={TraitKind.PARENT: 1})
            with pytest.raises(NotAllowed):
                matching.ranking(viewer)


# Who sees what was told


def rows_seen(db: Session, viewer: Viewer) -> set[tuple[str, str]]:
    """Whatever any query may show the viewer, asked of the rules themselves."""
    traits = db.scalars(select(Trait.value).where(access.readable(viewer, Trait)))
    words = db.scalars(select(AboutMe.words).where(access.readable(viewer, AboutMe)))
    weights = db.scalars(select(TraitWeight.kind).where(access.readable(viewer, TraitWeight)))
    return {("trait", x) for x in traits} | {("words", x) for x in words} | {("weight", x) for x in weights}


def test_who_sees_what_somebody_tells_of_themselves(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        gareth, sian = (people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân"))
        about_me.say(db, by=sian, submission=WordsSubmission("words of Siân", shown=True))
        sians = {("words", "words of Siân")}
        for somebody in (mari, gareth):
            name = somebody.display_name
            about_me.say(db, by=somebody, submission=WordsSubmission(f"words of {name}", shown=True))
            for telling, kind in zip(
                Telling, (TraitKind.AREA, TraitKind.FAITH, TraitKind.ETHNICITY), strict=True
            ):
                tell(db, somebody, kind, f"{telling} {name}", telling)
        about_me.weigh(db, by=mari, weights={TraitKind.AREA: 3})
        shown = {
            name: {("words", f"words of {name}"), ("trait", f"shown {name}")} for name in ("Mari", "Gareth")
        }
        own = {("trait", f"{telling} Mari") for telling in Telling} | {("words", "words of Mari")}
        assert rows_seen(db, mari) == own | {("weight", TraitKind.AREA)} | shown["Gareth"] | sians
        # Peer workers tell whoever may look for one; members tell no other member.
        assert rows_seen(db, dafydd) == shown["Gareth"] | sians
        assert rows_seen(db, nia) == set()
        assert rows_seen(db, sian) == sians
        pairing_id = ask(db, mari, sian)
        assert rows_seen(db, sian) == sians | shown["Mari"], "who is asked knows who asks"
        # Who keeps a record beside being a peer worker reads what all of these read, and who asks them.
        beside = replace(sian, roles=sian.roles | {Role.MEMBER})
        assert rows_seen(db, beside) == sians | shown["Mari"] | shown["Gareth"]
        pairings.end(db, by=sian, pairing_id=pairing_id)
        assert rows_seen(db, sian) == sians
        about_me.say(db, by=gareth, submission=WordsSubmission("words of Gareth", shown=False))
        assert ("words", "words of Gareth") not in rows_seen(db, mari), "what is not shown is not read"
        assert rows_seen(db, mari.through_other_eyes(frozenset({(Content.HEALTH, True)}))) == set()


def test_what_is_proposed_shows_nothing_of_the_person_before_their_yes(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        speak(db, mari, "welsh")
        pairing_id = pairings.propose(db, by=nia, person_id=mari.person_id, peer_worker_id=gareth.person_id)
        assert about_me.beside(gareth).run(db) == {}
        assert about_me.beside(mari).run(db)[gareth.person_id].words
        pairings.accept_as_person(db, by=mari, pairing_id=pairing_id, grants=())
        assert about_me.beside(gareth).run(db)[mari.person_id].traits == (
            TraitLine(TraitKind.LANGUAGES, ("welsh",), SHOWN),
        )


# Who can be found


def test_only_peer_workers_who_tell_something_and_are_supervised_can_be_found(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth, sian, ceri, huw = (
            people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân", "Ceri", "Huw")
        )
        people.make_person(db, "Tom", Role.MEMBER)
        assert set(found_by(db, mari)) == {"Gareth", "Siân", "Ceri", "Huw"}
        for silent in (sian, ceri):
            about_me.say(db, by=silent, submission=WordsSubmission("", shown=False))
        speak(db, ceri, "welsh", telling=MATCHING)
        db.execute(delete(Supervision).where(Supervision.peer_worker_id == huw.person_id))
        assert found_by(db, mari) == ["Gareth"]
        for worker in (sian, ceri, huw):
            with pytest.raises(NotHere):
                ask(db, mari, worker)
        speak(db, ceri, "welsh", telling=SHOWN)
        assert set(found_by(db, mari)) == {"Gareth", "Ceri"}
        assert gareth.display_name == "Gareth"


def test_nobody_finds_themselves_or_somebody_who_walks_with_them_or_was_let_go_just_now(database):
    with database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        mair = people.make_person(db, "Mair", Role.MEMBER, Role.PEER_WORKER)
        gareth, sian, ceri, huw = (
            people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân", "Ceri", "Huw")
        )
        people.pair(db, nia, mair, gareth)
        pairings.end(db, by=sian, pairing_id=ask(db, mair, sian))
        pairings.end(db, by=mair, pairing_id=people.pair(db, nia, mair, ceri))
        withdrawn = pairings.propose(db, by=nia, person_id=mair.person_id, peer_worker_id=huw.person_id)
        pairings.end(db, by=nia, pairing_id=withdrawn)
        assert found_by(db, mair) == ["Huw"]
        for worker in (mair, gareth, sian, ceri):
            with pytest.raises(NotHere):
                ask(db, mair, worker)
        with clock.standing_at(NOON + matching.NOT_AGAIN_FOR + timedelta(minutes=1)):
            assert set(found_by(db, mair)) == {"Huw", "Siân", "Ceri"}


def test_the_order_and_the_reasons_come_from_what_was_told(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth, sian, ceri = (
            people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân", "Ceri")
        )
        speak(db, mari, "english", "welsh")
        tell(db, mari, TraitKind.FAITH, "Quaker", MATCHING)
        about_me.weigh(db, by=mari, weights={TraitKind.FAITH: 3, TraitKind.LANGUAGES: 1})
        about_me.weigh(db, by=mari, weights={TraitKind.LANGUAGES: 2})
        speak(db, gareth, "welsh", telling=MATCHING)
        speak(db, sian, "welsh", "english")
        tell(db, ceri, TraitKind.FAITH, "QUAKER")
        tell(db, sian, TraitKind.AREA, "a hidden place", NOT_TOLD)
        tell(db, ceri, TraitKind.AREA, "Ely")  # shown, also to somebody who tells nothing of where they are
        found = {each.display_name: each for each in suggestions(db, mari)}
        names = found_by(db, mari)
    # What Gareth told for matching only is one thing alone, and so it lifts him above nobody.
    assert names == ["Ceri", "Siân", "Gareth"]
    assert {name: each.reasons for name, each in found.items()} == {
        "Ceri": (),
        "Gareth": (),
        "Siân": (matching.Reason(TraitKind.LANGUAGES, ("welsh", "english")),),
    }
    assert found["Gareth"].page.traits == ()
    assert [told.kind for told in found["Siân"].page.traits] == [TraitKind.LANGUAGES]
    assert {told.kind: told.values for told in found["Ceri"].page.traits} == {
        TraitKind.FAITH: ("QUAKER",),
        TraitKind.AREA: ("Ely",),
    }


def test_whoever_walks_with_fewer_people_comes_first_among_equals(database):
    with database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        mari, tom, owain = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom", "Owain"))
        gareth, sian, _ceri = (
            people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân", "Ceri")
        )
        for person, worker in ((tom, gareth), (owain, gareth), (tom, sian)):
            people.pair(db, nia, person, worker)
        assert found_by(db, mari) == ["Ceri", "Siân", "Gareth"]


# Asking


def test_asking_says_my_yes_and_it_begins_with_theirs(database):
    health = Grant(Content.HEALTH)
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        pairing_id = ask(db, mari, gareth, health)
        [line] = pairing_views.mine(gareth).run(db)
        assert (line.waiting, line.asked_by_person, line.is_trial) == (True, True, True)
        assert (line.person_said_yes, line.worker_said_yes) == (True, False)
        assert not grants(db, gareth, mari.person_id)
        pairings.accept_as_peer_worker(db, by=gareth, pairing_id=pairing_id)
        [line] = pairing_views.mine(mari).run(db)
        assert line.live and line.is_trial
        assert grants(db, gareth, mari.person_id).contents == {Content.HEALTH: False}


def test_family_ask_too_and_asking_twice_asks_once(database):
    with database.writing() as db:
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        first = token()
        ids = {"peer_worker_id": gareth.person_id, "grants": ()}
        matching.ask_for(db, by=dafydd, token=first, **ids)
        with pytest.raises(AlreadySaved):
            matching.ask_for(db, by=dafydd, token=first, **ids)
        with pytest.raises(NotHere):
            matching.ask_for(db, by=dafydd, token=token(), **ids)
        assert len(pairing_views.mine(dafydd).run(db)) == 1


def test_not_now_needs_no_reason_and_keeps_none(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        pairings.end(db, by=gareth, pairing_id=ask(db, mari, gareth))
        assert pairing_views.mine(mari).run(db) == []
    assert not {"reason", "why", "words"} & set(Pairing.__table__.columns.keys())


def test_after_a_first_meeting_the_person_goes_on_or_finds_somebody_else(database):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth, sian = (people.make_person(db, name, Role.PEER_WORKER) for name in ("Gareth", "Siân"))
        with_gareth, with_sian = ask(db, mari, gareth), ask(db, mari, sian)
        with pytest.raises(Refused, match="not both said yes yet"):
            pairings.go_on(db, by=mari, pairing_id=with_gareth)
        pairings.accept_as_peer_worker(db, by=gareth, pairing_id=with_gareth)
        pairings.accept_as_peer_worker(db, by=sian, pairing_id=with_sian)
        with pytest.raises(NotHere):
            pairings.go_on(db, by=gareth, pairing_id=with_gareth)
        pairings.go_on(db, by=mari, pairing_id=with_gareth)
        pairings.end(db, by=mari, pairing_id=with_sian)
        [line] = pairing_views.mine(mari).run(db)
        assert (line.peer_worker, line.live, line.is_trial) == ("Gareth", True, False)


def test_a_coordinator_proposes_nobody_who_tells_nothing(database):
    with database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        mari = people.make_person(db, "Mari", Role.MEMBER)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        ids = {"person_id": mari.person_id, "peer_worker_id": gareth.person_id}
        about_me.say(db, by=gareth, submission=WordsSubmission("Not for others", shown=False))
        speak(db, gareth, "welsh", telling=MATCHING)
        with pytest.raises(Refused, match="shows nothing"):
            pairings.propose(db, by=nia, **ids)
        speak(db, gareth, "welsh", telling=SHOWN)
        assert pairings.propose(db, by=nia, **ids)
