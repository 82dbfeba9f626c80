"""The way back in: a spoken code and a mailed link, each once; what it ends, what it leaves, who is told."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lrc_portal import clock
from lrc_portal.__main__ import main
from lrc_portal.acting import NotAllowed, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, RecoveryCode, Reminder, Trace
from lrc_portal.identity import recovery
from lrc_portal.identity.sessions import cookie_name
from lrc_portal.identity.viewer import viewer_of, whoever_of
from lrc_portal.reminders import choices
from lrc_portal.settings import MailServer, Settings, Tls
from lrc_portal.vocabulary import Act, Role
from tests.conftest import KEY

from .conftest import PASSPHRASE, browser
from .test_second_step import set_up_app, sign_in

Make = Callable[..., Viewer]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW = "three birds sing at noon"


def spoken(database: Database, by: Viewer, person: Viewer) -> str:
    with database.writing() as db:
        return recovery.make_code(db, by=by, person_id=person.person_id)


def with_code(door: TestClient, code: str, name: str = "Ceri", new: str = NEW):
    return door.post("/forgotten/code", data={"name": name, "code": code, "new": new})


@pytest.fixture
def ceri(make_person: Make) -> Viewer:
    return make_person("Ceri", Role.MEMBER)


@pytest.fixture
def nia(make_person: Make) -> Viewer:
    return make_person("Nia", Role.COORDINATOR)


def test_a_spoken_code_lets_a_new_passphrase_be_chosen_once(
    database: Database, ceri: Viewer, nia: Viewer, door: TestClient
) -> None:
    elsewhere = browser()
    sign_in(elsewhere)
    code = spoken(database, nia, ceri)
    assert re.fullmatch(r"\d{3} \d{3} \d{3}", code)
    with database.reading() as db:
        kept = db.scalars(select(RecoveryCode)).one()
        assert code.replace(" ", "") not in kept.code_hash and kept.offered_by_id == nia.person_id
    weak = with_code(door, code, new="passphrase")
    assert weak.status_code == 400  # and it is not used up
    answer = with_code(door, code.replace(" ", "-"), name="  CERI ")
    assert answer.status_code == 303 and answer.headers["location"] == "/told?next=/"
    here = viewer_of(database, door.cookies.get(cookie_name()))
    assert here is not None and here.person_id == ceri.person_id
    assert viewer_of(database, elsewhere.cookies.get(cookie_name())) is None
    assert "Nia made a code for you to choose a new passphrase" in door.get("/told?next=/goals").text
    assert with_code(browser(), code).status_code == 400
    assert browser().post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE}).status_code == 401
    again = browser().post("/sign-in", data={"name": "Ceri", "passphrase": NEW})
    assert again.headers["location"] == "/"  # told once
    with database.reading() as db:
        acts = {(each.actor_id, each.act) for each in db.scalars(select(Trace))}
    assert {(nia.person_id, Act.OFFERED), (ceri.person_id, Act.CHANGED)} <= acts


@pytest.mark.parametrize("what", ["of nobody", "wrong", "too old", "of another", "an earlier one"])
def test_every_other_code_gets_the_same_answer(
    make_person: Make, database: Database, ceri: Viewer, nia: Viewer, what: str
) -> None:
    make_person("Sam", Role.MEMBER)
    later = timedelta(minutes=30) if what == "too old" else timedelta()
    with clock.standing_at(NOON):
        code = spoken(database, nia, ceri)
        if what == "an earlier one":
            spoken(database, nia, ceri)
    name = {"of nobody": "Nobody", "of another": "Sam"}.get(what, "Ceri")
    with clock.standing_at(NOON + later):
        answer = with_code(browser(), "000 000 000" if what == "wrong" else code, name=name)
    assert answer.status_code == 400
    assert "This name and code do not fit together, or the code is too old." in answer.text
    with database.reading() as db:
        assert db.scalars(select(RecoveryCode.used_at)).all() == [None]


def test_guessing_a_code_is_slowed(database: Database, ceri: Viewer, nia: Viewer) -> None:
    code = spoken(database, nia, ceri)
    for n in range(5):
        assert "Wait" not in with_code(browser(), f"00000000{n}").text
    assert "Wait 1 minute" in with_code(browser(), code).text


def test_nobody_makes_a_code_for_themselves_and_only_coordinators_do(
    database: Database, ceri: Viewer, nia: Viewer, make_person: Make
) -> None:
    other = make_person("Dai", Role.COORDINATOR)
    for by, person in ((ceri, nia), (ceri, ceri), (nia, nia)):
        with pytest.raises(NotAllowed):
            spoken(database, by, person)
    assert with_code(browser(), spoken(database, other, nia), name="Nia").status_code == 303


def test_the_operator_helps_the_only_coordinator(
    database: Database,
    house: Settings,
    nia: Viewer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house.keys_file.write_bytes(KEY + b"\n")
    monkeypatch.setenv("LRC_VAR", str(house.var))
    monkeypatch.setenv("LRC_DATABASE_URL", database.url)
    monkeypatch.setenv("LRC_SECOND_STEP", "offered")
    assert main(["sign-in-code", "Nobody"]) == 1
    assert main(["sign-in-code", " nia "]) == 0
    [code] = re.findall(r"^\d{3} \d{3} \d{3}$", capsys.readouterr().out, re.MULTILINE)
    door = browser()
    assert with_code(door, code, name="Nia").status_code == 303
    assert "Whoever runs the portal made a code" in door.get("/told").text
    # A lost second step goes with it where the operator says so, and they are told.
    set_up_app(door)
    for lost, awaits in (([], True), (["--lost-second-step"], False)):
        assert main(["sign-in-code", *lost, "Nia"]) == 0
        [code] = re.findall(r"^\d{3} \d{3} \d{3}$", capsys.readouterr().out, re.MULTILINE)
        door = browser()
        assert with_code(door, code, name="Nia").status_code == 303
        whoever = whoever_of(database, door.cookies.get(cookie_name()))
        assert whoever is not None and whoever.awaits_second_step is awaits
    assert "Whoever runs the portal took away your second step" in door.get("/told").text


def test_it_does_not_lift_the_second_step(database: Database, ceri: Viewer, nia: Viewer) -> None:
    first, door = browser(), browser()
    sign_in(first)
    set_up_app(first)
    assert with_code(door, spoken(database, nia, ceri)).status_code == 303
    token = door.cookies.get(cookie_name())
    assert viewer_of(database, token) is None
    whoever = whoever_of(database, token)
    assert whoever is not None and whoever.awaits_second_step
    assert 'href="/second-step?next=/goals"' in door.get("/told?next=/goals").text


# By mail


def confirmed(database: Database, person: Viewer, *, way_back: bool = True) -> None:
    address = "ceri@example.org"
    with database.writing() as db:
        db.add(
            Reminder(
                person_id=person.person_id,
                address=address,
                address_key=choices.address_key(address),
                weekdays=1,
                at=time(18),
                check_in=True,
                meetings=False,
                digest=False,
                chosen_at=clock.now(),
                confirmed_at=clock.now(),
                way_back=way_back,
            )
        )


def link(database: Database, name: str = "Ceri") -> str | None:
    with database.writing() as db:
        mail = recovery.make_mail(db, name)
    return f"/forgotten/mail?token={mail.token}" if mail else None


def test_a_link_is_not_used_up_by_looking_and_works_once(database: Database, ceri: Viewer) -> None:
    confirmed(database, ceri)
    address = link(database)
    assert address is not None
    for _ in range(3):
        assert browser().get(address).status_code == 200 and browser().head(address).status_code in {200, 405}
    assert browser().post(address, data={"new": "short"}).status_code == 400
    door = browser()
    assert door.post(address, data={"new": NEW}).status_code == 303
    assert viewer_of(database, door.cookies.get(cookie_name())) is not None
    assert browser().post(address, data={"new": NEW}).status_code == 404


def test_a_link_ends_after_an_hour_and_with_its_address(database: Database, ceri: Viewer) -> None:
    with clock.standing_at(NOON):
        confirmed(database, ceri)
        address = link(database)
        assert address is not None
    with clock.standing_at(NOON + timedelta(minutes=60)):
        assert browser().post(address, data={"new": NEW}).status_code == 404
    with clock.standing_at(NOON):
        with database.writing() as db:
            db.scalars(select(Reminder)).one().address_key = choices.address_key("else@example.org")
        assert browser().post(address, data={"new": NEW}).status_code == 404


def test_only_whoever_chose_it_gets_a_link_and_few_a_day(
    make_person: Make, database: Database, ceri: Viewer
) -> None:
    confirmed(database, ceri, way_back=False)
    assert link(database) is None and link(database, "Nobody") is None
    with database.writing() as db:
        recovery.choose_by_mail(db, by=ceri, may=True)
    assert [bool(link(database)) for _ in range(4)] == [True, True, True, False]


def test_it_is_chosen_on_the_page_of_the_second_step(
    database: Database, ceri: Viewer, change_settings: Callable[..., Settings], door: TestClient
) -> None:
    change_settings(mail=MailServer("127.0.0.1", 25, "post@letters.example", Tls.NONE))
    sign_in(door)
    assert "If I forget my passphrase" not in door.get("/second-step").text  # no address is confirmed
    confirmed(database, ceri, way_back=False)
    assert "Allow a link by e-mail" in door.get("/second-step").text
    for may in ("yes", "no"):
        door.post("/second-step/way-back", data={"may": may})
        with database.reading() as db:
            assert db.scalars(select(Reminder.way_back)).one() is (may == "yes")


def test_a_passphrase_says_its_age_and_worth_to_its_owner(database: Database, ceri: Viewer) -> None:
    with database.reading() as db:
        person = db.get_one(Person, ceri.person_id)
        assert person.passphrase_set_at is not None and person.passphrase_strength in {"3", "4"}
        plain = db.connection().exec_driver_sql("SELECT passphrase_strength FROM person").scalars().all()
    assert not {"3", "4"} & set(plain)
