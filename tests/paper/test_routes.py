"""The addresses of the sheets: who gets which, what stands on it, and what is left behind."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal import clock, refusals
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Trace
from lrc_portal.identity import front_door, sessions
from lrc_portal.identity import routes as identity_routes
from lrc_portal.paper import routes
from lrc_portal.record import check_ins, measures, pursuits
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import agenda
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Act, Aim, Content, Facet, Language, PursuitKind, Role, Subject
from lrc_portal.words.translator import translator
from tests import people
from tests.paper import reading
from tests.people import token
from tests.record.following import follow
from tests.support.company import a_note

SHEET, PROGRESS, CHECK_IN = (
    "/export/session-sheet.pdf",
    "/export/my-progress.pdf",
    "/export/check-in.pdf",
)
AN_HTML_PAGE = {"accept": "text/html"}


class House:
    """A small community, and for each of them a browser that is signed in."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as db, clock.standing_at(clock.now() - timedelta(days=60)):
            self.nia = people.make_person(db, "Nia", Role.COORDINATOR)
            self.mari = people.make_person(db, "Mari", Role.MEMBER)
            self.gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
            self.sian = people.make_person(db, "Siân", Role.PEER_WORKER)
            self.rhys = people.make_person(db, "Rhys", Role.FAMILY, language=Language.CYMRAEG)
            goals_and_health = (Grant(Content.GOALS, False), Grant(Content.HEALTH, False))
            self.pairing_id = people.pair(db, self.nia, self.mari, self.gareth, *goals_and_health)
        with database.writing() as db:
            people.live(db, self.mari)
            agenda.add(db, by=self.mari, submission=AgendaSubmission("the wedding in Tŷ-coch", token()))
            note_id = notes.offer(db, by=self.gareth, submission=a_note(self.pairing_id, "a walk by the dŵr"))
            notes.answer(db, by=self.mari, note_id=note_id, submission=AnswerSubmission(True, "", token()))

    def browser(self, viewer: Viewer | None = None) -> TestClient:
        app = Starlette(
            routes=[*identity_routes.routes(), *routes.routes()], middleware=front_door.middleware()
        )
        door = TestClient(app, base_url="http://localhost:8501", follow_redirects=False)
        if viewer is not None:
            with self.database.writing() as db:
                door.cookies.set(
                    sessions.cookie_name(), sessions.begin(db, by=viewer, device="a test", second_step=True)
                )
        return door

    def words(self, viewer: Viewer, address: str) -> str:
        answer = self.browser(viewer).get(address)
        assert answer.status_code == 200, answer.text[:200]
        return reading.words(answer.content)

    def looks(self) -> dict[Subject, int]:
        """How often somebody else's look at Mari's record was written down, by what it was at."""
        with self.database.reading() as db:
            return dict(
                db.execute(
                    select(Trace.subject, func.count())
                    .where(Trace.act == Act.LOOKED, Trace.owner_id == self.mari.person_id)
                    .group_by(Trace.subject)
                ).all()
            )

    @property
    def sheet(self) -> str:
        return f"{SHEET}?with={self.pairing_id}"


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


@pytest.fixture
def one_house(sqlite_database: Database) -> House:
    """For what does not depend on which database it is."""
    return House(sqlite_database)


@pytest.mark.parametrize(
    ("address", "screen"),
    [(f"{SHEET}?with=1", "/session-sheet"), (PROGRESS, "/progress"), (CHECK_IN, "/check-in")],
)
def test_who_is_signed_out_comes_to_the_sign_in_page(house: House, address: str, screen: str) -> None:
    answer = house.browser().get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={screen}")
    assert not house.looks()


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("mari", "sheet"),
        ("rhys", "sheet"),
        ("nia", "sheet"),
        ("sian", "sheet"),
        ("gareth", PROGRESS),
        ("gareth", CHECK_IN),
        ("nia", PROGRESS),
        ("nia", CHECK_IN),
        ("gareth", SHEET),
        ("gareth", f"{SHEET}?with=99999"),
        ("gareth", f"{SHEET}?with=1%20OR%201"),
        ("mari", "/export/of-somebody-else.pdf"),
    ],
)
def test_what_is_not_for_somebody_is_not_there(house: House, who: str, address: str) -> None:
    there = house.sheet if address == "sheet" else address
    answer = house.browser(getattr(house, who)).get(there, headers=AN_HTML_PAGE)
    assert answer.status_code == 404 and "Mari" not in answer.text
    if not there.endswith("else.pdf"):
        assert "There is no page here" in answer.text
    assert not house.looks()


def test_after_the_pairing_ended_there_is_no_sheet(house: House) -> None:
    gareth = house.browser(house.gareth)
    assert gareth.get(house.sheet).status_code == 200
    with house.database.writing() as db:
        pairings.end(db, by=house.mari, pairing_id=house.pairing_id)
    assert gareth.get(house.sheet).status_code == 404


def test_after_the_session_ended_there_is_no_sheet(one_house: House) -> None:
    gareth = one_house.browser(one_house.gareth)
    with one_house.database.writing() as db:
        sessions.end_all(db, by=one_house.gareth)
    assert gareth.get(one_house.sheet).status_code == 303


def test_the_sheet_holds_what_the_person_lets_be_seen_and_nothing_else(house: House) -> None:
    told = house.words(house.gareth, house.sheet)
    assert "the wedding in Tŷ-coch" in told and "a walk by the dŵr" in told
    assert "goal health" in told and "Health" in told
    for withheld in ("secret", "strength", "moment", "why", "check-in words", "pursuit"):
        assert withheld not in told.replace("Strengths noticed", "")


def test_what_was_taken_back_is_not_on_the_next_sheet(house: House) -> None:
    assert "goal health" in house.words(house.gareth, house.sheet)
    with house.database.writing() as db:
        pairings.choose_what_is_seen(db, by=house.mari, pairing_id=house.pairing_id, grants=())
    told = house.words(house.gareth, house.sheet)
    assert "goal" not in told and "The last three months" not in told and "the wedding in Tŷ-coch" in told


def test_a_look_on_paper_leaves_its_trace(house: House) -> None:
    house.words(house.gareth, house.sheet)
    assert set(house.looks()) == {Subject.GOALS, Subject.HEALTH, Subject.AGENDA, Subject.NOTES}


def test_my_progress_holds_all_that_is_mine(house: House) -> None:
    told = house.words(house.mari, f"{PROGRESS}?window=four_weeks")
    for mine in ("goal health", "moment health secret", "strength secret", "a walk by the dŵr", "Mari"):
        assert mine in told
    assert "the wedding" not in told
    assert not house.looks()


def test_my_progress_is_never_somebody_elses(house: House) -> None:
    told = house.words(house.rhys, f"{PROGRESS}?window=all&person={house.mari.person_id}")
    for somebodys in ("Mari", "goal", "moment", "strength"):
        assert somebodys not in told


@pytest.mark.parametrize("window", ["four_weeks", "three_months", "year", "all", "", "a%20lie"])
def test_any_time_can_be_asked_for(one_house: House, window: str) -> None:
    assert one_house.browser(one_house.mari).get(f"{PROGRESS}?window={window}").status_code == 200


def test_a_note_that_waits_for_an_answer_is_not_on_paper_yet(one_house: House) -> None:
    with one_house.database.writing() as db:
        notes.offer(db, by=one_house.gareth, submission=a_note(one_house.pairing_id, "not answered yet"))
    assert "not answered yet" not in one_house.words(one_house.mari, PROGRESS)


def test_a_paper_check_in_asks_what_the_screen_asks(one_house: House) -> None:
    told = one_house.words(one_house.mari, CHECK_IN)
    assert "How steady does your sobriety feel?" in told and told.count("Very hard") == len(Facet)
    assert "pursuit" in told and "Free of it" in told and "It was part of the day" in told
    assert "999" in told and "111" in told and "116 123" in told


def test_a_blank_one_names_nothing_and_says_not_how_much(one_house: House) -> None:
    one = one_house.words(one_house.mari, f"{CHECK_IN}?blank=1")
    assert "pursuit" not in one and one.count("Free of it") == 2
    with one_house.database.writing() as db:
        pursuits.add(
            db,
            by=one_house.mari,
            submission=PursuitSubmission(PursuitKind.DRUG, "another", Aim.ABSTINENCE, token=token()),
        )
    assert one_house.words(one_house.mari, f"{CHECK_IN}?blank=1") == one


def test_a_paper_check_in_asks_what_its_owner_follows_and_not_what_is_put_away(one_house: House) -> None:
    with one_house.database.writing() as db:
        follow(db, one_house.rhys, "hours slept", unit="hours")
        measures.put_away(db, by=one_house.rhys, measure_id=follow(db, one_house.rhys, "cups of tea"))
        follow(db, one_house.mari, "a walk by myself")
    told = one_house.words(one_house.rhys, CHECK_IN)
    assert "hours slept" in told and "cups of tea" not in told and "by myself" not in told
    assert "hours slept" not in one_house.words(one_house.rhys, f"{CHECK_IN}?blank=1")


def test_family_is_asked_in_familys_words_and_in_their_language(one_house: House) -> None:
    told, t = one_house.words(one_house.rhys, CHECK_IN), translator(Language.CYMRAEG)
    assert reading.letters(t("How steady do you feel, living alongside recovery?")) in reading.letters(told)
    assert t("Free of it") not in told and "0808 164 0123" in told


def test_a_sheet_is_kept_nowhere_and_its_name_names_nobody(one_house: House) -> None:
    for viewer, address, file in (
        (one_house.gareth, one_house.sheet, "session-sheet.pdf"),
        (one_house.mari, PROGRESS, "my-progress.pdf"),
        (one_house.mari, CHECK_IN, "check-in.pdf"),
    ):
        headers = one_house.browser(viewer).get(address).headers
        assert headers["content-type"] == "application/pdf"
        assert headers["cache-control"] == "no-store"
        assert headers["content-disposition"] == f'inline; filename="{file}"'
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_a_sheet_is_only_read_never_posted(one_house: House) -> None:
    assert one_house.browser(one_house.mari).post(PROGRESS).status_code == 405


def test_the_log_holds_nobodys_words(one_house: House, caplog: pytest.LogCaptureFixture) -> None:
    with one_house.database.writing() as db:
        answers = CheckInSubmission(
            clock.today(), {Facet.SOBRIETY: 3}, words="written by night", token=token()
        )
        check_ins.save(db, by=one_house.mari, submission=answers)
    with caplog.at_level(logging.DEBUG):
        one_house.words(one_house.gareth, one_house.sheet)
        one_house.words(one_house.mari, PROGRESS)
    for words in ("Tŷ-coch", "dŵr", "secret", "goal health", "moment", "Mari", "night"):
        assert words not in caplog.text


def test_who_asks_for_a_sheet_of_others_stands_in_the_log_without_it(one_house: House, caplog) -> None:
    refusals.forget()
    one_house.browser().get(one_house.sheet)
    one_house.browser(one_house.mari).get(one_house.sheet)
    told = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert told[0] == "refused why=signed_out by=- at=/export/"
    assert told[1].startswith(f"refused why=not_allowed by={one_house.mari.person_id} at=/export/")
    assert len(told) == 2 and "with=" not in caplog.text
