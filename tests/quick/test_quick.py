"""The short check-in: the same rules as the screen, in a page that needs no script."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, Trace
from lrc_portal.identity import carried, front_door, names, sessions
from lrc_portal.identity import routes as identity_routes
from lrc_portal.quick import routes
from lrc_portal.record import check_ins, paths, pursuits
from lrc_portal.record.check_ins import CheckInLine, CheckInSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Act, Element, Facet, Language, PursuitDay, Role, Subject
from tests import people
from tests.identity.conftest import PASSPHRASE, PASSPHRASE_HASH
from tests.people import token
from tests.quick.form import fields_of
from tests.record.verbs import pursuit
from tests.tools.statements import sent_to

AN_HTML_PAGE = {"accept": "text/html"}


class House:
    """A few people, and for each of them a browser that is signed in."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as db:
            self.mari = people.make_person(db, "Mari", Role.MEMBER)
            self.gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
            self.dafydd = people.make_person(db, "Dafydd", Role.FAMILY, language=Language.CYMRAEG)
            self.alcohol = pursuits.add(db, by=self.mari, submission=pursuit("<b>drink</b>"))

    def browser(self, viewer: Viewer | None = None) -> TestClient:
        app = Starlette(
            routes=[*identity_routes.routes(), *routes.routes()], middleware=front_door.middleware()
        )
        door = TestClient(app, base_url="http://localhost:8501", follow_redirects=False, headers=AN_HTML_PAGE)
        if viewer is not None:
            with self.database.writing() as db:
                door.cookies.set(
                    sessions.cookie_name(), sessions.begin(db, by=viewer, device="a test", second_step=True)
                )
        return door

    def save(self, by: Viewer, **more: object) -> None:
        """Keep today as the screen does, on another device."""
        given = {"answers": {}, "pursuits": {}, "words": "", "only_me": False, **more}
        with self.database.writing() as db:
            check_ins.save(db, by=by, submission=CheckInSubmission(clock.today(), token=token(), **given))

    def kept(self, of: Viewer, day: date | None = None) -> CheckInLine | None:
        with self.database.reading() as db:
            return check_ins.of_day(opened_records.own(of), day or clock.today()).run(db)

    def acts(self, of: Viewer) -> list[Act]:
        with self.database.reading() as db:
            mine = (Trace.owner_id == of.person_id, Trace.subject == Subject.CHECK_IN)
            return list(db.scalars(select(Trace.act).where(*mine).order_by(Trace.id)))


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


@pytest.fixture
def one_house(sqlite_database: Database) -> House:
    """For what does not depend on which database it is."""
    return House(sqlite_database)


@pytest.fixture
def mari(one_house: House) -> Iterator[TestClient]:
    with one_house.browser(one_house.mari) as door:
        yield door


def words(page: str) -> str:
    return unescape(page)


def test_three_answers_are_kept_with_their_trace_and_given_back(house: House) -> None:
    door = house.browser(house.mari)
    form = fields_of(door.get("/quick").text)
    form |= {"sobriety": "7", "health": "5", f"pursuit.{house.alcohol}": "free", "words": "by the dŵr ☕"}
    answer = door.post("/quick", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/quick/kept?day={clock.today()}")
    line = house.kept(house.mari)
    assert line is not None and line.words == "by the dŵr ☕" and not line.only_me
    assert {asked: value for asked, value in line.answers.items() if value is not None} == {
        Facet.SOBRIETY: 7,
        Element.HEALTH: 5,
    }
    assert line.pursuits == {house.alcohol: PursuitDay.FREE} and house.acts(house.mari) == [Act.ADDED]
    page = words(door.get(answer.headers["location"]).text)
    assert "It is kept. Thank you." in page and "by the dŵr ☕" in page
    assert "What you told is yours. Only those you share it with see it." in page
    assert 'href="/"' in page and 'href="/help-now"' in page


def test_sent_twice_it_is_kept_once_and_answers_the_same(house: House) -> None:
    door = house.browser(house.mari)
    form = fields_of(door.get("/quick").text) | {"words": "once"}
    first, second = door.post("/quick", data=form), door.post("/quick", data=form)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert house.acts(house.mari) == [Act.ADDED]


def test_what_the_form_does_not_show_of_the_day_stays(house: House) -> None:
    with house.database.writing() as db:
        old = pursuits.add(db, by=house.mari, submission=pursuit("an old one"))
    house.save(
        house.mari,
        answers={Facet.PHYSICAL: 4, Facet.COMMUNITY: 8, Element.HEALTH: 4},
        pursuits={house.alcohol: PursuitDay.USED, old: PursuitDay.FREE},
        words="hard",
        only_me=True,
    )
    with house.database.writing() as db:
        pursuits.put_away(db, by=house.mari, pursuit_id=old)
        helped = HelpedSubmission("a walk", None)
        paths.say_what_helped(
            db, by=house.mari, pursuit_id=house.alcohol, day=clock.today(), submission=helped
        )
    door = house.browser(house.mari)
    form = fields_of(door.get("/quick").text)
    assert (form["health"], form["words"], form["only_me"]) == ("4", "hard", "yes")
    assert form[f"pursuit.{house.alcohol}"] == "used" and f"pursuit.{old}" not in form
    assert door.post("/quick", data=form | {"sobriety": "3", "words": "hard, and over"}).status_code == 303
    line = house.kept(house.mari)
    assert line is not None and line.only_me and line.words == "hard, and over"
    assert (line.answers[Facet.PHYSICAL], line.answers[Facet.COMMUNITY]) == (4, 8)
    assert (line.answers[Element.HEALTH], line.answers[Facet.SOBRIETY]) == (4, 3)
    assert line.pursuits == {house.alcohol: PursuitDay.USED, old: PursuitDay.FREE}
    with house.database.reading() as db:
        record = opened_records.own(house.mari)
        assert paths.what_helped(record, before=clock.today() + timedelta(days=1), most=1).run(db) == [
            "a walk"
        ]


def test_an_answer_can_be_taken_back(mari: TestClient, one_house: House) -> None:
    one_house.save(one_house.mari, answers={Facet.SOBRIETY: 5}, pursuits={one_house.alcohol: PursuitDay.FREE})
    form = fields_of(mari.get("/quick").text)
    mari.post("/quick", data=form | {f"pursuit.{one_house.alcohol}": "", "health": "9"})
    mari.post("/quick", data=fields_of(mari.get("/quick").text) | {"sobriety": ""})
    line = one_house.kept(one_house.mari)
    assert line is not None and line.answers[Facet.SOBRIETY] is None and line.pursuits == {}


def test_what_changed_on_another_device_is_shown_and_nothing_is_saved_over_it(house: House) -> None:
    door = house.browser(house.mari)
    form = fields_of(door.get("/quick").text) | {"words": "from the bus"}
    house.save(house.mari, answers={Facet.EMOTIONAL: 7}, words="from home")
    answer = door.post("/quick", data=form)
    assert answer.status_code == 422
    page = words(answer.text)
    assert "There it says now:" in page and "from home" in page and "from the bus" in page
    assert "This was changed somewhere else since you opened it." in page
    line = house.kept(house.mari)
    assert line is not None and line.words == "from home"
    assert door.post("/quick", data=fields_of(answer.text)).status_code == 303
    line = house.kept(house.mari)
    assert line is not None and (line.words, line.answers[Facet.EMOTIONAL]) == ("from the bus", 7)


@pytest.mark.parametrize(
    ("change", "said", "at"),
    [
        ({"sobriety": "11", "words": "stays"}, "Choose one of these answers.", "sobriety"),
        ({"health": "1 OR 1", "words": "stays"}, "Choose one of these answers.", "health"),
        ({"health": "٣", "words": "stays"}, "Choose one of these answers.", "health"),
        ({"pursuit": "both", "words": "stays"}, "Choose one of these answers.", "pursuit"),
        ({"pursuit.99999": "free", "words": "stays"}, "This is not here, or not any more.", "form"),
        ({"words": "stays " * 2000}, "This is 11999 characters long. Up to 6000 fit here.", "words"),
        ({"words": ""}, "Answer one thing, or write a few words. The rest can stay empty.", "form"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_all_that_was_typed_stays(
    mari: TestClient, one_house: House, change: dict[str, str], said: str, at: str
) -> None:
    its_field = f"pursuit.{one_house.alcohol}"
    sent = {(its_field if name == "pursuit" else name): value for name, value in change.items()}
    at = its_field if at == "pursuit" else at
    answer = mari.post("/quick", data=fields_of(mari.get("/quick").text) | {"only_me": "yes"} | sent)
    page = words(answer.text)
    assert answer.status_code == 422 and "<title>Error:" in page
    assert f'<a href="#{at}">{said}</a>' in page and f'id="{at}-problem">{said}<' in page
    assert f'id="{at}"' in page
    typed = fields_of(answer.text)
    assert typed["words"] == sent["words"] and typed["only_me"] == "yes"
    assert one_house.kept(one_house.mari) is None and not one_house.acts(one_house.mari)


def test_the_longest_words_fit_and_longer_than_that_is_answered_calmly(
    mari: TestClient, one_house: House
) -> None:
    form = fields_of(mari.get("/quick").text)
    assert mari.post("/quick", data=form | {"words": "🌊" * 6000}).status_code == 303
    line = one_house.kept(one_house.mari)
    assert line is not None and line.words == "🌊" * 6000
    answer = mari.post("/quick", data=form | {"words": "🌊" * 30_000})
    assert answer.status_code == 413 and "what you wrote is still in the form" in answer.text


def test_with_as_many_paths_as_fit_every_one_can_be_answered(mari: TestClient, one_house: House) -> None:
    with one_house.database.writing() as db:
        for n in range(29):
            pursuits.add(db, by=one_house.mari, submission=pursuit(f"path {n}"))
    form = fields_of(mari.get("/quick").text)
    free = {name: "free" for name in form if name.startswith("pursuit.")}
    assert len(free) == 30 and mari.post("/quick", data=form | free).status_code == 303
    line = one_house.kept(one_house.mari)
    assert line is not None and len(line.pursuits) == 30


@pytest.mark.parametrize(("change", "said"), [({"pursuit": "used"}, True), ({"sobriety": "1"}, False)])
def test_after_a_hard_day_there_is_no_praise_and_somebody_to_call(
    mari: TestClient, one_house: House, change: dict[str, str], said: bool
) -> None:
    sent = {
        (f"pursuit.{one_house.alcohol}" if name == "pursuit" else name): value
        for name, value in change.items()
    }
    answer = mari.post("/quick", data=fields_of(mari.get("/quick").text) | sent)
    page = words(mari.get(answer.headers["location"]).text)
    assert ("You said how it is. The days before stay yours." in page) is said
    assert ("You said how it is. Thank you." in page) is not said
    assert "It is kept" not in page and "Talk to somebody now" in page and "/help-now" in page


def test_a_number_is_kept_while_its_step_stays_and_numbers_are_for_whoever_wants_them(
    mari: TestClient, one_house: House
) -> None:
    one_house.save(one_house.mari, answers={Facet.SOBRIETY: 4})
    page = mari.get("/quick").text
    assert fields_of(page)["sobriety"] == "4" and page.count('name="sobriety"') == 6
    with one_house.database.writing() as db:
        db.get_one(Person, one_house.mari.person_id).in_numbers = True
    page = words(mari.get("/quick").text)
    assert fields_of(page)["sobriety"] == "4" and page.count('name="sobriety"') == 12
    assert "0 is “Very hard just now”, 10 is “Very well”." in page


def test_after_midnight_it_asks_which_day_was_meant_and_loses_nothing(house: House) -> None:
    door = house.browser(house.mari)
    evening = datetime(2026, 6, 1, 22, 50, tzinfo=UTC)  # ten to midnight in Wales
    with clock.standing_at(evening), house.database.writing() as db:
        door.cookies.set(sessions.cookie_name(), sessions.begin(db, by=house.mari, device="a test"))
        yesterday = clock.today()
    with clock.standing_at(evening):
        form = fields_of(door.get("/quick").text) | {"words": "late"}
    with clock.standing_at(evening + timedelta(minutes=20)):
        today = clock.today()
        answer = door.post("/quick", data=form)
        assert answer.status_code == 422 and "Which day is this for?" in answer.text
        form = fields_of(answer.text)
        assert form["words"] == "late" and "day" not in form
        assert house.kept(house.mari, yesterday) is None and house.kept(house.mari, today) is None
        assert door.post("/quick", data=form | {"day": "2026-05-01"}).status_code == 422
        done = door.post("/quick", data=form | {"day": yesterday.isoformat()})
        assert done.headers["location"] == f"/quick/kept?day={yesterday}"
        line = house.kept(house.mari, yesterday)
        assert line is not None and line.words == "late" and house.kept(house.mari, today) is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_signed_out_comes_to_the_sign_in_page_and_back_here(one_house: House, method: str) -> None:
    answer = one_house.browser().request(method, "/quick")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/quick")


def test_words_outlive_the_session_sealed_and_for_their_writer_alone(house: House) -> None:
    door = house.browser(house.mari)
    form = fields_of(door.get("/quick").text) | {"words": "a long evening", "sobriety": "3"}
    with house.database.writing() as db:
        sessions.end_all(db, by=house.mari)
        for viewer in (house.mari, house.dafydd):
            row = db.get_one(Person, viewer.person_id)
            row.name_key, row.passphrase_hash = names.key(viewer.display_name), PASSPHRASE_HASH
    answer = door.post("/quick", data=form)
    assert answer.status_code == 401 and "it is not saved yet" in answer.text
    assert "a long evening" not in answer.text and "language=cy" not in answer.text
    sign_in = fields_of(answer.text) | {"name": "Mari"}
    wrong = door.post("/sign-in", data=sign_in | {"passphrase": "not the one"})
    assert wrong.status_code == 401 and fields_of(wrong.text)["carried"] == sign_in["carried"]

    other = house.browser()
    page = other.post("/sign-in", data=sign_in | {"name": "Dafydd", "passphrase": PASSPHRASE})
    assert "a long evening" not in page.text
    stray = other.post("/quick", data=fields_of(page.text))
    assert stray.headers["location"] == "/quick" and house.kept(house.dafydd) is None

    page = door.post("/sign-in", data=sign_in | {"passphrase": PASSPHRASE})
    assert page.status_code == 200 and "It is not saved yet." in page.text
    assert "a long evening" not in page.text and house.kept(house.mari) is None
    assert door.post("/quick", data=fields_of(page.text)).status_code == 303
    line = house.kept(house.mari)
    assert line is not None and (line.words, line.answers[Facet.SOBRIETY]) == ("a long evening", 3)


def test_words_outlive_a_session_that_ended_by_itself_whatever_the_way_to_sign_in(house: House) -> None:
    """A sign-in at a provider leads away from here: nothing goes along in the browser."""
    door, dafydd = house.browser(house.mari), house.browser(house.dafydd)
    form = fields_of(door.get("/quick").text) | {"words": "a long evening", "sobriety": "3"}
    with clock.standing_at(clock.now() + timedelta(days=14, minutes=1)):
        today = clock.today()
        assert "it is not saved yet" in door.post("/quick", data=form).text
        again = house.browser(house.mari)
        page = again.get("/quick").text
        assert "You wrote this before. It is not saved yet." in page
        came_back = fields_of(page)
        assert (came_back["words"], came_back["sobriety"]) == ("a long evening", "3")
        assert "a long evening" not in house.browser(house.dafydd).get("/quick").text
        assert again.post("/quick", data=came_back | {"day": today.isoformat()}).status_code == 303
        line = house.kept(house.mari, today)
        assert line is not None and (line.words, line.answers[Facet.SOBRIETY]) == ("a long evening", 3)
        assert "You wrote this before" not in again.get("/quick").text
        # The same once more, late: it was saved.
        door.post("/quick", data=form)
        assert "You wrote this before" not in again.get("/quick").text

        stray = fields_of(dafydd.get("/quick").text)
        assert not stray and "a long evening" not in dafydd.post("/quick", data=form).text
        assert "a long evening" not in house.browser(house.dafydd).get("/quick").text


def test_words_that_came_back_can_be_thrown_away(mari: TestClient, one_house: House) -> None:
    form = fields_of(mari.get("/quick").text) | {"words": "not like this"}
    with clock.standing_at(clock.now() + timedelta(days=14, minutes=1)):
        mari.post("/quick", data=form)
        again = one_house.browser(one_house.mari)
        came_back = fields_of(again.get("/quick").text)
        assert again.post("/quick", data=came_back | {"throw": "yes"}).headers["location"] == "/quick"
        assert "not like this" not in again.get("/quick").text
        assert one_house.kept(one_house.mari) is None


def test_what_was_carried_for_long_or_by_a_stranger_is_not_taken(mari: TestClient, one_house: House) -> None:
    form = fields_of(mari.get("/quick").text) | {"words": "an hour ago"}
    with clock.standing_at(clock.now()), time_machine.travel(clock.now() - timedelta(minutes=61)):
        old = carried.sealed(form)
    for field in (old, "not ours", "ŵ"):
        answer = mari.post("/quick", data={"carried": field})
        assert (answer.status_code, answer.headers["location"]) == (303, "/quick")
    assert one_house.kept(one_house.mari) is None


def test_words_too_long_to_go_along_are_said_to_be_where_they_were(one_house: House) -> None:
    form = fields_of(one_house.browser(one_house.mari).get("/quick").text) | {"words": "x" * 60_000}
    answer = one_house.browser().post("/quick", data=form)
    assert answer.status_code == 401 and "what you wrote is still there" in answer.text
    assert "carried" not in fields_of(answer.text)


def test_while_the_database_is_away_the_form_waits_in_the_browser_to_be_sent_again(
    mari: TestClient, one_house: House
) -> None:
    form = fields_of(mari.get("/quick").text) | {"words": "two\nlines", "health": "7"}
    away = Database("postgresql://portal@127.0.0.1:1/portal")
    engine.use(away)
    answer = mari.post("/quick", data=form)
    away.dispose()
    assert answer.status_code == 503 and "Your words are here. Try again in a moment." in answer.text
    assert fields_of(answer.text) == form
    engine.use(one_house.database)
    assert mari.post("/quick", data=fields_of(answer.text)).status_code == 303
    line = one_house.kept(one_house.mari)
    assert line is not None and (line.words, line.answers[Element.HEALTH]) == ("two\nlines", 7)


def test_who_keeps_no_record_finds_nothing_here(one_house: House) -> None:
    for address in ("/quick", "/quick/kept"):
        answer = one_house.browser(one_house.gareth).get(address)
        assert answer.status_code == 404 and "There is no page here" in answer.text


def test_a_form_of_somebody_who_was_here_before_is_not_saved_for_the_next(one_house: House) -> None:
    form = fields_of(one_house.browser(one_house.mari).get("/quick").text) | {"words": "mine alone"}
    answer = one_house.browser(one_house.dafydd).post("/quick", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/quick")
    assert one_house.kept(one_house.dafydd) is None and one_house.kept(one_house.mari) is None


def test_another_sites_form_is_refused(mari: TestClient, one_house: House) -> None:
    form = fields_of(mari.get("/quick").text) | {"words": "not mine"}
    assert mari.post("/quick", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert one_house.kept(one_house.mari) is None


def test_another_language_is_one_tap_and_keeps_what_was_typed(mari: TestClient, one_house: House) -> None:
    form = fields_of(mari.get("/quick").text) | {"words": "half a", "sobriety": "7", "switch": "cy"}
    answer = mari.post("/quick?language=cy", data=form)
    page = words(answer.text)
    assert answer.status_code == 200 and '<html lang="cy">' in page and "Sut ydych chi heddiw?" in page
    assert fields_of(page)["words"] == "half a" and fields_of(page)["sobriety"] == "7"
    assert one_house.kept(one_house.mari) is None and mari.cookies["lrc_language"] == "cy"


def test_family_is_asked_about_themselves_in_their_language(one_house: House) -> None:
    page = words(one_house.browser(one_house.dafydd).get("/quick").text)
    assert '<html lang="cy">' in page and 'href="/help-now?for=family"' in page
    assert "Sut ydych chi eich hun" in page or "Sut mae hi i chi" in page


def test_words_of_a_person_are_text_and_never_html(mari: TestClient) -> None:
    form = fields_of(mari.get("/quick").text) | {"words": "</textarea><script>x</script>"}
    answer = mari.post("/quick", data=form)
    for page in (mari.get("/quick").text, mari.get(answer.headers["location"]).text):
        assert "<script" not in page and "<b>" not in page
        assert "&lt;script&gt;" in page
    assert answer.headers["location"] == f"/quick/kept?day={clock.today()}"


def test_it_is_small_asks_little_of_the_database_and_is_kept_by_no_cache(
    mari: TestClient, one_house: House
) -> None:
    mari.get("/quick")
    with sent_to(one_house.database) as statements:
        answer = mari.get("/quick")
    assert len(statements) <= 2 and answer.headers["cache-control"] == "no-store"
    assert len(answer.content) < 10_000 and "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
