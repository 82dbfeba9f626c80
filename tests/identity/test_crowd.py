"""A crowd at the door: sign-ins wait for their turn, and everybody else goes on."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import SignInTry
from lrc_portal.identity import accounts, front_door, passphrases, routes
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import Role
from tests.identity.conftest import PASSPHRASE
from tests.tools.asynchronous import run

Make = Callable[..., Viewer]
CROWD = 60

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def every_turn_taken() -> Iterator[ExitStack]:
    """As if as many passphrases as may be were looked at, until it is closed."""
    taken = ExitStack()
    for _ in range(passphrases.AT_ONCE):
        taken.enter_context(passphrases.a_turn())
    with taken:
        yield taken


def at_the_door(story: Callable[[httpx.AsyncClient], Coroutine[None, None, None]]) -> None:
    """Tell a story of many at once, before the same door, on one event loop."""

    async def tell() -> None:
        app = Starlette(routes=routes.routes(), middleware=front_door.middleware())
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8501") as door:
            await story(door)

    run(tell())


def test_while_sixty_sign_in_others_are_answered_and_whoever_goes_away_gives_up_their_turn(
    make_person: Make, database: Database, every_turn_taken: ExitStack
) -> None:
    make_person("Ceri", Role.MEMBER)

    async def story(door: httpx.AsyncClient) -> None:
        crowd = [
            asyncio.create_task(door.post("/sign-in", data={"name": f"Ceri {number}", "passphrase": "x"}))
            for number in range(CROWD)
        ]
        await asyncio.sleep(0.3)
        well = await asyncio.wait_for(door.get("/healthz"), timeout=5)
        assert well.text == "ok" and not any(each.done() for each in crowd)
        for each in crowd[passphrases.AT_ONCE :]:
            each.cancel()
        every_turn_taken.close()
        assert {(await each).status_code for each in crowd[: passphrases.AT_ONCE]} == {401}
        form = {"name": "Ceri", "passphrase": PASSPHRASE}
        assert (await door.post("/sign-in", data=form)).status_code == 303

    at_the_door(story)


def test_whoever_waits_too_long_is_asked_to_try_again_and_nothing_counts_against_them(
    make_person: Make, database: Database, every_turn_taken: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    ceri = make_person("Ceri", Role.COORDINATOR)
    with database.writing() as db:
        code = invitations.issue(db, by=ceri, role=Role.MEMBER, into_circle=False)[1]
    monkeypatch.setattr(passphrases, "LONGEST_WAIT_SECONDS", 0.3)
    form = {"name": "Ceri", "display_name": "Cez", "passphrase": PASSPHRASE, "agree": "yes", "kind": "member"}

    async def story(door: httpx.AsyncClient) -> None:
        ways = ["/sign-in"] * 8 + ["/start", "/invitation"]
        more = {"step": "join", "code": code}
        answers = await asyncio.gather(*(door.post(way, data={**form, **more}) for way in ways))
        for answer in answers:
            assert answer.status_code == 503 and "Try again." in answer.text
            assert 'value="Ceri"' in answer.text and PASSPHRASE not in answer.text

    at_the_door(story)
    with pytest.raises(passphrases.Busy):
        accounts.change_passphrase(database, by=ceri, old=PASSPHRASE, new="new river lamp")
    with database.reading() as db:
        assert db.scalars(select(SignInTry).where(~SignInTry.succeeded)).all() == []
