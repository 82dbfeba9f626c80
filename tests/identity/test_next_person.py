"""What one person leaves in a browser is not there for the next; what a session may, follows the roles."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from lrc_portal import startup
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import SignInSession, SignInTry
from lrc_portal.identity import sessions, throttle
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.settings import Settings
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import Role
from tests.identity.conftest import PASSPHRASE, browser

Make = Callable[..., Viewer]


def sign_in(door: TestClient, name: str, onward: str = "/") -> None:
    form = {"name": name, "passphrase": PASSPHRASE, "next": onward}
    assert door.post("/sign-in", data=form).status_code == 303


def code_for(database: Database, role: Role, inviter: Viewer) -> str:
    with database.writing() as db:
        made = invitations.issue(db, by=inviter, role=role, into_circle=role is Role.FAMILY)
        return made[1]


def joining(code: str, **more: str) -> dict[str, str]:
    fields = {"name": "Alex", "display_name": "", "passphrase": PASSPHRASE, "agree": "yes"}
    return {"code": code, "step": "join", **fields, **more}


def cookies_set(answer) -> dict[str, str]:
    return {each.split("=")[0]: each for each in answer.headers.get_list("set-cookie")}


def test_a_typed_code_is_gone_for_the_next_person_at_this_browser(
    make_person: Make, database: Database, door: TestClient
) -> None:
    code = code_for(database, Role.FAMILY, make_person("Ceri", Role.MEMBER))
    make_person("Sam", Role.MEMBER)
    make_person("Alex", Role.MEMBER)

    def typed_in_the_field() -> bool:
        return code in door.get("/invitation").text

    for leave in (lambda: door.post("/sign-out"), lambda: door.get("/exit")):
        sign_in(door, "Sam")
        door.post("/invitation", data={"code": code})
        assert typed_in_the_field()
        leave()
        assert not typed_in_the_field()

    sign_in(door, "Sam")
    door.post("/invitation", data={"code": code})
    viewer = viewer_of(database, door.cookies["lrc_session"])
    assert viewer
    with database.writing() as db:
        sessions.end_this(db, by=viewer)
    assert not typed_in_the_field(), "signed out from inside the portal, where no cookie can be taken away"

    door.post("/invitation", data={"code": code})
    sign_in(door, "Sam", "/invitation")
    assert typed_in_the_field(), "it goes along with whoever signs in to accept it"
    sign_in(door, "Alex")
    assert not typed_in_the_field()


def test_a_browser_keeps_no_list_of_typed_codes(door: TestClient) -> None:
    page = door.get("/invitation").text
    assert 'autocomplete="off"' in page[page.index('id="code"') :]


@pytest.mark.parametrize("role", [Role.PEER_WORKER, Role.COORDINATOR])
def test_the_session_of_new_staff_is_that_of_staff(make_person: Make, database: Database, role: Role) -> None:
    nia = make_person("Nia", Role.COORDINATOR)
    make_person("Sam", Role.MEMBER)
    invited, member = browser(), browser()
    first = invited.post("/invitation", data=joining(code_for(database, role, nia)))
    sign_in(member, "Sam")
    old = member.cookies["lrc_session"]
    then = {"code": code_for(database, role, nia), "step": "accept"}
    accepted = member.post("/invitation", data=then)
    for answer, door in ((first, invited), (accepted, member)):
        assert answer.status_code == 303 and "Max-Age" not in cookies_set(answer)["lrc_session"]
        with database.reading() as db:
            token = sessions.token_hash(door.cookies["lrc_session"])
            row = db.scalars(select(SignInSession).where(SignInSession.token_hash == token)).one()
        assert row.ends_at - row.began_at == timedelta(hours=12)
    assert viewer_of(database, old) is None
    viewer = viewer_of(database, member.cookies["lrc_session"])
    assert viewer and viewer.roles == {Role.MEMBER, role}


def test_the_first_coordinators_session_is_that_of_staff(house: Settings, database: Database) -> None:
    link = startup.first_link(database)
    assert link
    answer = browser().post("/invitation", data=joining(link.split("code=")[1]))
    assert "Max-Age" not in cookies_set(answer)["lrc_session"]


def test_the_cookie_of_a_known_device_stays_after_signing_out_and_goes_with_a_quick_exit(
    make_person: Make, door: TestClient, change_settings: Callable[..., Settings]
) -> None:
    make_person("Ceri", Role.MEMBER)
    make_person("Sam", Role.MEMBER)
    answer = door.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE})
    cookie = cookies_set(answer)["lrc_device"]
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=15552000"} <= set(cookie.split("; "))
    token = door.cookies["lrc_device"]
    door.post("/sign-out")
    sign_in(door, "Sam")
    assert door.cookies["lrc_device"] == token, "two people who share a browser are both known on it"
    door.get("/exit")
    assert "lrc_device" not in door.cookies
    change_settings(public_url="https://portal.example.org")
    outside = browser("https://portal.example.org")
    answer = outside.post("/sign-in", data={"name": "Ceri", "passphrase": PASSPHRASE})
    assert "Secure" in cookies_set(answer)["__Host-lrc_device"].split("; ")


@pytest.mark.parametrize("way", ["start", "invitation"])
def test_asking_which_names_are_taken_is_slowed_also_behind_an_invitation(
    make_person: Make, database: Database, door: TestClient, way: str
) -> None:
    form = joining(code_for(database, Role.FAMILY, make_person("Ceri", Role.MEMBER)), name="ceri")
    form["kind"] = "member"
    taken = door.post(f"/{way}", data=form)
    assert "has this name already" in taken.text
    with database.writing() as db:
        assert db.scalar(select(func.count()).where(~SignInTry.succeeded)) == 1
        for _ in range(throttle.FREE_TAKEN_NAMES_FROM_AN_ADDRESS - 1):
            throttle.try_new_account(db, address="testclient", invited=way == "invitation")
    slowed = door.post(f"/{way}", data={**form, "name": "Alex", "display_name": "Al"})
    assert slowed.status_code == 400 and "Wait 1 minute" in slowed.text and 'value="Al"' in slowed.text
    assert "lrc_session" not in door.cookies
