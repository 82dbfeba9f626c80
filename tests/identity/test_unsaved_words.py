"""What somebody types is kept at the server as they type, for them alone, until it is saved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from starlette.testclient import TestClient

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import UnsavedWords
from lrc_portal.identity import sessions, unsaved_words
from lrc_portal.identity.unsaved_words import Place
from lrc_portal.identity.viewer import LATE, sign_in_key, viewer_of
from lrc_portal.vocabulary import Role

from .conftest import PASSPHRASE

Make = Callable[..., Viewer]
TURN, NEXT_TURN = "a1b2c3d4-0123456789ab", "a1b2c3d4-ba9876543210"
GOAL = Place("goal", TURN, "why")


def kept(database: Database, viewer: Viewer) -> unsaved_words.Found:
    [found] = database.read_all(unsaved_words.read_query(viewer))
    return found


def keep(database: Database, by: Viewer, words: str, place: Place = GOAL) -> None:
    with database.writing() as db:
        unsaved_words.keep(db, by=by, place=place, words=words)


def test_the_last_words_of_a_field_are_there_for_the_writer_alone(
    make_person: Make, database: Database
) -> None:
    mair, huw = make_person("Mair", Role.MEMBER), make_person("Huw", Role.MEMBER)
    keep(database, mair, "Because")
    keep(database, mair, "Because of the boat ⛵")
    assert kept(database, mair) == {("goal", "why"): "Because of the boat ⛵"}
    assert kept(database, huw) == {}
    with database.reading() as db:
        assert "boat" not in str(db.execute(text("SELECT words FROM unsaved_words")).all())


def test_emptied_words_are_gone(make_person: Make, database: Database) -> None:
    mair = make_person("Mair", Role.MEMBER)
    keep(database, mair, "Because")
    keep(database, mair, "")
    assert kept(database, mair) == {}


def test_what_comes_late_after_saving_is_not_kept_again_and_the_next_turn_is(
    make_person: Make, database: Database
) -> None:
    mair = make_person("Mair", Role.MEMBER)
    keep(database, mair, "Because")
    with database.writing() as db:
        unsaved_words.close(db, by=mair, form="goal", turn=TURN)
    keep(database, mair, "Because")
    assert kept(database, mair) == {}
    keep(database, mair, "And", Place("goal", NEXT_TURN, "why"))
    assert kept(database, mair) == {("goal", "why"): "And"}


def test_what_was_on_its_way_while_the_form_was_saved_is_not_kept_either(
    make_person: Make, database: Database
) -> None:
    mair = make_person("Mair", Role.MEMBER)
    with database.writing() as db:
        unsaved_words.close(db, by=mair, form="goal", turn=TURN)
    keep(database, mair, "4/5")
    assert kept(database, mair) == {}
    keep(database, mair, "4/5", Place("goal", NEXT_TURN, "why"))
    assert kept(database, mair) == {("goal", "why"): "4/5"}


def test_a_tap_is_told_from_words() -> None:
    assert unsaved_words.of_tap("4/5") == (3, 5)
    assert unsaved_words.of_tap("-/11") == (None, 11)
    assert [unsaved_words.of_tap(words) for words in ("", "0/5", "4/5 of it", "١/٥")] == [None] * 4


def test_words_left_alone_are_gone_after_their_time(make_person: Make, database: Database) -> None:
    mair = make_person("Mair", Role.MEMBER)
    keep(database, mair, "Because")
    with clock.standing_at(clock.now() + unsaved_words.KEPT + timedelta(minutes=1)):
        assert kept(database, mair) == {}
        with database.writing() as db:
            unsaved_words.forget_old(db)
        with database.reading() as db:
            assert db.scalar(select(func.count()).select_from(UnsavedWords)) == 0


def test_no_more_fields_are_kept_than_fit_and_the_oldest_go(
    make_person: Make, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsaved_words, "MOST", 3)
    mair = make_person("Mair", Role.MEMBER)
    for number in range(5):
        keep(database, mair, "words", Place(f"goal-{number}", TURN, "why"))
    assert {form for form, _ in kept(database, mair)} == {"goal-2", "goal-3", "goal-4"}
    # What is left of forms that were saved goes before that.
    with database.writing() as db:
        for number in range(6, 9):
            unsaved_words.close(db, by=mair, form=f"goal-{number}", turn=TURN)
    keep(database, mair, "words", Place("goal-2", TURN, "title"))
    assert {form for form, _ in kept(database, mair)} == {"goal-2", "goal-3", "goal-4"}


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("goal:7:00112233445566aa", "Mine"),
        ("goal:7:ffffffffffffffff", "Mine"),
        ("goal:71:00112233445566aa", None),
        ("goal:7", None),
    ],
)
def test_words_typed_on_an_earlier_version_of_a_row_are_found_on_its_newer_one(
    form: str, found: str | None
) -> None:
    typed = {("goal-7-00112233445566aa", "words"): "Mine"}
    assert unsaved_words.found(typed, form, "words") == found


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (f"check-in-12-2026-11-28-{TURN}-words", Place("check-in-12-2026-11-28", TURN, "words")),
        (f"goal-{TURN}-day-month", Place("goal", TURN, "day-month")),
        ("goal-words", None),
        (f"-{TURN}-", None),
        (f"{'x' * 121}-{TURN}-words", None),
        (f"goal-{TURN}-ŵords", None),
        (f"goal'; DROP-{TURN}-words", None),
    ],
)
def test_a_place_is_read_from_the_key_of_a_field_and_nothing_else_is_one(
    written: str, place: Place | None
) -> None:
    assert unsaved_words.place_of(written) == place


def place_in_page_of(door: TestClient, database: Database, name: str) -> str:
    """Sign in, and name a field as the page of this sign-in does."""
    door.post("/sign-in", data={"name": name, "passphrase": PASSPHRASE})
    viewer = viewer_of(database, door.cookies.get(sessions.cookie_name()))
    return f"goal-{sign_in_key(viewer)}-0123456789ab-why"


def test_the_address_keeps_words_of_whoever_is_signed_in_and_of_nobody_else(
    door: TestClient, make_person: Make, database: Database
) -> None:
    mair = make_person("Mair", Role.MEMBER)
    assert door.post("/unsaved", data={"place": f"goal-{TURN}-why", "words": "Because"}).status_code == 401
    asked = {"place": place_in_page_of(door, database, "Mair"), "words": "Because"}
    assert door.post("/unsaved", data={**asked, "place": "anything"}).status_code == 400
    assert door.post("/unsaved", data={**asked, "words": "ŵ" * 20_001}).status_code == 413
    assert kept(database, mair) == {}
    answer = door.post("/unsaved", data=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert kept(database, mair) == {("goal", "why"): "Because"}
    foreign = door.post("/unsaved", data=asked, headers={"Origin": "http://localhost:9999"})
    assert foreign.status_code == 403
    assert door.get("/unsaved").status_code == 405


def test_words_from_a_tab_of_the_person_before_are_not_kept_for_the_next(
    door: TestClient, make_person: Make, database: Database
) -> None:
    make_person("Mair", Role.MEMBER)
    huw = make_person("Huw", Role.MEMBER)
    of_mair = place_in_page_of(door, database, "Mair")
    door.post("/sign-out")
    place_in_page_of(door, database, "Huw")
    assert door.post("/unsaved", data={"place": of_mair, "words": "Of Mair"}).status_code == 409
    assert kept(database, huw) == {}


def test_words_typed_after_the_sign_in_ended_by_itself_wait_for_whoever_typed_them(
    door: TestClient, make_person: Make, database: Database
) -> None:
    mair, huw = make_person("Mair", Role.PEER_WORKER), make_person("Huw", Role.PEER_WORKER)
    asked = {"place": place_in_page_of(door, database, "Mair"), "words": "In the middle of"}
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert door.post("/unsaved", data=asked).status_code == 204
        assert kept(database, mair) == {("goal", "why"): "In the middle of"}
        assert kept(database, huw) == {}
        # They came in no further by it, and what they typed is there once they sign in.
        assert not signed_in(door)
    with clock.standing_at(clock.now() + timedelta(minutes=31) + LATE):
        assert door.post("/unsaved", data={**asked, "words": "Much later"}).status_code == 401
    with clock.standing_at(clock.now() + timedelta(minutes=32)):
        place_in_page_of(door, database, "Huw")
        assert door.post("/unsaved", data={**asked, "words": "Of Mair"}).status_code == 409
    assert kept(database, mair) == {("goal", "why"): "In the middle of"}
    assert kept(database, huw) == {}


def test_words_are_not_taken_in_from_a_browser_that_was_signed_out(
    door: TestClient, make_person: Make, database: Database
) -> None:
    mair = make_person("Mair", Role.PEER_WORKER)
    asked = {"place": place_in_page_of(door, database, "Mair"), "words": "Because"}
    with database.writing() as db:
        sessions.end_all(db, by=mair)
    assert door.post("/unsaved", data=asked).status_code == 401
    assert kept(database, mair) == {}


def signed_in(door: TestClient) -> bool:
    """Whether this browser is let past the sign-in."""
    return door.get("/sign-in", follow_redirects=False).status_code == 303


def test_what_is_erased_takes_along_what_was_typed_into_it_and_nothing_else(
    make_person: Make, database: Database
) -> None:
    mair, huw = make_person("Mair", Role.MEMBER), make_person("Huw", Role.MEMBER)
    for by in (mair, huw):
        keep(database, by, "words", Place("note-7", TURN, "talked_about"))
    keep(database, mair, "Because")
    with database.writing() as db:
        unsaved_words.forget(db, by=mair, form="note:7")
    assert kept(database, mair) == {("goal", "why"): "Because"}
    assert kept(database, huw) == {("note-7", "talked_about"): "words"}
