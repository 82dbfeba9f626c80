"""Several portals on one database: people notice nothing of which one they are at, nor that one died."""

import asyncio
import contextlib
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, text
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from lrc_portal.database.engine import Database
from lrc_portal.database.models import Strength
from lrc_portal.screens import SCREENS
from tests.bench.protocol import PageFault, Tab
from tests.drill.conftest import House
from tests.journeys.acting import Somebody
from tests.proof.figures import Proved
from tests.proof.sizes import asked
from tests.running.islands import PASSPHRASE, Person
from tests.tools.asynchronous import run
from tests.tools.browsing import settled

LABEL = "What is good, in one line?"
AWAY = "The portal is not answering just now. What you typed is still here. It will go on by itself."
GONE = (ConnectionClosed, InvalidHandshake, OSError)
"""How a line to a portal ends that is ended."""


@pytest.fixture
def gwen(house: House, new_person_page: Callable[..., Page]) -> Somebody:
    """The member, signed in by the proxy."""
    return Somebody(new_person_page(), house, "Gwen 0").sign_in(PASSPHRASE)


def portal_of(somebody: Somebody) -> str:
    """The name of the portal that this browser is at."""
    return next(each["value"] for each in somebody.page.context.cookies() if each["name"] == "lrc_portal")


def test_portals_that_start_at_once_on_an_empty_database_agree(house: House, proved: Proved) -> None:
    """One of them makes the tables and the keys, and the others wait for it."""
    answers = [httpx.get(f"http://localhost:{each.port}/readyz") for each in house.portals.values()]
    proved(
        "three starts at once: portals that are ready",
        sum(each.status_code == 200 for each in answers),
        least=3,
    )
    assert [each.status_code for each in answers] == [200, 200, 200]
    assert house.primary.ask("SELECT count(*) FROM alembic_version", "portal") == 1
    assert (house.portals["first"].var.parent.parent / "var" / "keys").read_text().count("look-up") <= 1


def test_a_pooler_hands_one_connection_to_many_and_nobody_sees_what_is_anothers(house: House) -> None:
    """Also after so many turns that a driver would have prepared its statements on the connection."""
    by_pooler = Database(house.pooler.address())
    viewers = {person.name: person.viewer for person in house.community.people}

    def seen(name: str) -> tuple[int, str]:
        with by_pooler.seen_by(viewers[name]).reading() as db:
            return len(db.scalars(select(Strength.id)).all()), db.scalar(text("SHOW lock_timeout")) or ""

    try:
        found = [(seen("Gwen 0"), seen("Dai")) for _ in range(8)]
    finally:
        by_pooler.dispose()
    assert set(found) == {((1, "4s"), (0, "4s"))}


def test_who_types_while_their_portal_dies_goes_on_at_the_other_one(
    house: House, gwen: Somebody, proved: Proved
) -> None:
    """Without signing in, on the same page, with all that they typed."""
    typed, lost, asked_to_sign_in = "", 0, 0
    gwen.open("/strengths")
    field = gwen.page.get_by_label(LABEL, exact=True).first
    for nth in range(asked("deaths")):
        field.press_sequentially(f"before {nth} ")
        died = portal_of(gwen)
        house.portals[died].kill()
        field.press_sequentially(f"after {nth} ")
        typed += f"before {nth} after {nth} "
        while portal_of(gwen) == died:
            gwen.page.wait_for_timeout(200)
        settled(gwen.page)
        with contextlib.suppress(AssertionError):
            expect(field).to_have_value(typed, timeout=30_000)
        gwen.page.wait_for_timeout(1_500)
        gwen.open("/strengths")
        assert portal_of(gwen) != died
        asked_to_sign_in += "Sign in first" in gwen.screen
        lost += typed.split() != field.input_value().split()
        house.portals[died].start()
    proved("a portal killed in mid-typing: times that words were lost", lost)
    proved("a portal killed in mid-typing: times that somebody had to sign in again", asked_to_sign_in)
    assert not lost and not asked_to_sign_in
    gwen.page.get_by_role("radio", name=re.compile("In myself")).first.click()
    gwen.press("Save this strength").reads("before 0 after 0")


async def click_on(url: str, person: Person, until: asyncio.Event, failed: list[str]) -> int:
    """Open page after page as a browser does, which comes again where its line ends; how many came."""
    pages = [screen.address for screen in SCREENS if screen.is_for_roles(person.viewer.roles)]
    came, tab = 0, None
    while not until.is_set():
        address = pages[came % len(pages)]
        try:
            tab = tab or await Tab.open(url, person.cookies)
            await tab.go(address)
            came += 1
        except GONE:
            tab = None
            await asyncio.sleep(0.2)
        except (PageFault, TimeoutError) as fault:
            failed.append(f"{person.name} at /{address}: {fault}")
            came += 1
    if tab:
        await tab.close()
    return came


def test_portals_are_replaced_one_by_one_under_clicks_and_no_page_fails(house: House, proved: Proved) -> None:
    """Each is ended as a service manager does (TERM), and the other one carries on."""
    failed: list[str] = []

    async def clicking() -> int:
        ends = asyncio.Event()
        people = [
            asyncio.create_task(click_on(house.url, person, ends, failed))
            for person in house.community.people
        ]
        for _ in range(asked("replacements")):
            for name in ("first", "second"):
                await asyncio.to_thread(house.portals[name].stop)
                await asyncio.sleep(1)
                await asyncio.to_thread(house.portals[name].start)
                await asyncio.sleep(2)
        ends.set()
        return sum(await asyncio.gather(*people))

    came = run(clicking())
    proved("portals replaced under clicks: pages that came", came, least=20)
    proved("portals replaced under clicks: pages that failed", len(failed))
    assert not failed and came >= 20, failed
