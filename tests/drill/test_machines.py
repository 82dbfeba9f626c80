"""Portals, a database or its line die: people go on elsewhere, wait calmly, and lose nothing."""

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, text

from lrc_portal.database.engine import Database
from lrc_portal.database.models import Strength
from tests.drill.conftest import DATABASE, House
from tests.drill.doings import Clicking, keep_a_record, saving
from tests.drill.servers import USER, wait_until
from tests.journeys.acting import Somebody
from tests.proof.figures import Proved
from tests.proof.sizes import asked
from tests.running.islands import PASSPHRASE, Person
from tests.tools.asynchronous import run
from tests.tools.browsing import settled
from tests.tools.live_server import PortalServer

LABEL = "What is good, in one line?"


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
    # What one of them has encrypted and signed the others can read.
    [gwen] = [person for person in house.community.people if person.name == "Gwen 0"]
    for portal in house.portals.values():
        host = {"Host": urlsplit(house.url).netloc}
        page = httpx.get(f"http://localhost:{portal.port}/quick", cookies=gwen.cookies, headers=host)
        assert page.status_code == 200 and "zq00m" in page.text


def test_a_pooler_hands_one_connection_to_many_and_nobody_sees_what_is_anothers(house: House) -> None:
    """Also after so many turns in a transaction that a driver would have prepared its statements."""
    by_pooler = Database(house.pooler.address())
    viewers = {person.name: person.viewer for person in house.community.people}

    def seen(name: str) -> tuple[int, str]:
        with by_pooler.seen_by(viewers[name]).reading() as db:
            [seen] = {len(db.scalars(select(Strength.id)).all()) for _ in range(8)}
            return seen, db.scalar(text("SHOW lock_timeout")) or ""

    try:
        found = [(seen("Gwen 0"), seen("Dai")) for _ in range(8)]
    finally:
        by_pooler.dispose()
    assert set(found) == {((1, "4s"), (0, "4s"))}


def test_who_types_while_their_portal_dies_goes_on_at_the_other_one(
    house: House, gwen: Somebody, proved: Proved
) -> None:
    """Without signing in, on the same page, with all that they typed."""
    lost = asked_to_sign_in = 0
    gwen.open("/strengths")
    field = gwen.page.get_by_label(LABEL, exact=True).first
    for nth in range(asked("deaths")):
        field.press("End")
        field.press_sequentially(f"before {nth} ")
        died = portal_of(gwen)
        house.portals[died].kill()
        # Once the page knows that its line is cut the field takes no more: what it shows is what was typed.
        field.press_sequentially(f"after {nth} ")
        typed = field.input_value()
        assert typed.endswith(f"before {nth} ") or f"before {nth} a" in typed
        while portal_of(gwen) == died:
            gwen.page.wait_for_timeout(200)
        settled(gwen.page)
        gwen.page.wait_for_timeout(3_000)
        lost += field.input_value() != typed
        gwen.open("/strengths")
        asked_to_sign_in += "Sign in first" in gwen.screen
        lost += field.input_value() != typed
        house.portals[died].start()
    proved("a portal killed in mid-typing: times that words were lost", lost)
    proved("a portal killed in mid-typing: times that somebody had to sign in again", asked_to_sign_in)
    assert not lost and not asked_to_sign_in
    gwen.page.get_by_role("radio", name=re.compile("In myself")).first.click()
    gwen.press("Save this strength").reads("before 0")


def test_portals_are_replaced_one_by_one_under_clicks_and_no_page_fails(house: House, proved: Proved) -> None:
    """Each is ended as a service manager does (TERM), and the other one carries on."""
    failed: list[str] = []

    async def clicking() -> int:
        ends = asyncio.Event()
        people = [Clicking(house.url, person, failed) for person in house.community.people]
        clicks = [asyncio.create_task(each.until(ends)) for each in people]
        for _ in range(asked("replacements")):
            for name in ("first", "second"):
                await asyncio.to_thread(house.portals[name].stop)
                await asyncio.sleep(1)
                await asyncio.to_thread(house.portals[name].start)
                await asyncio.sleep(2)
        ends.set()
        await asyncio.gather(*clicks)
        return sum(len(each.seconds) for each in people)

    came = run(clicking())
    proved("portals replaced under clicks: pages that came", came, least=20)
    proved("portals replaced under clicks: pages that failed", len(failed))
    assert not failed and came >= 20, failed


def test_while_the_database_is_away_people_wait_calmly_and_it_goes_on_by_itself(
    house: House, new_person_page: Callable[..., Page], proved: Proved
) -> None:
    gwen = Somebody(new_person_page(), house, "Gwen 0").sign_in(PASSPHRASE).open("/strengths")
    field = gwen.page.get_by_label(LABEL, exact=True).first
    field.press_sequentially("While it is away")
    before = strengths(house)
    house.primary.kill()
    began = time.monotonic()
    gwen.page.get_by_role("radio", name="In myself").first.click()
    gwen.page.get_by_role("button", name=gwen.t("Save this strength")).first.click()
    said = gwen.page.get_by_text("The portal is busy just now.").first
    expect(said).to_be_visible(timeout=30_000)
    proved("database away: seconds until people read why", round(time.monotonic() - began), most=10, unit="s")
    assert gwen.page.get_by_text("Something went wrong").count() == 0
    gwen.page.wait_for_timeout(asked("seconds_away") * 1000)
    house.primary.start()
    back = time.monotonic()
    while strengths(house) == before:
        assert time.monotonic() - back < 60, gwen.screen
        if gwen.page.get_by_text("The portal is busy just now.").count() == 0:
            settled(gwen.page)
            gwen.page.get_by_role("button", name=gwen.t("Save this strength")).first.click()
        gwen.page.wait_for_timeout(500)
    proved("database away: seconds until saves go on", round(time.monotonic() - back), most=30, unit="s")
    gwen.reads("While it is away")
    assert strengths(house) == before + 1


def strengths(house: House) -> int:
    """How many strengths are kept, whoever's."""
    return int(house.primary.ask("SELECT count(*) FROM strength", DATABASE))


def test_what_was_acknowledged_is_at_the_standby_when_the_primary_dies_and_saves_go_on_there(
    house: House, tmp_path: Path, proved: Proved
) -> None:
    """The last of these tests: the primary does not come back."""
    both = f"{house.primary.port},{house.standby.port}"
    address = f"postgresql://{USER}@/{DATABASE}?host=127.0.0.1,127.0.0.1&port={both}"
    portal = PortalServer(tmp_path, f"{address}&target_session_attrs=read-write", {"LRC_VAR": str(house.var)})
    people = keep_a_record(house.community.people)
    before = [traces_of(house, person) for person in people]
    try:
        with saving(portal.url, people) as savers:
            wait_until(lambda: all(len(each.acknowledged) > 5 for each in savers), portal.log)
            house.primary.kill()
            died = time.monotonic()
            time.sleep(1)
            acknowledged = [len(each.acknowledged) for each in savers]
            at_the_standby = [
                traces_of(house, each.person) - was for each, was in zip(savers, before, strict=True)
            ]
            house.standby.promote()
            wait_until(lambda: all(each.acknowledged[-1] > died + 1 for each in savers), portal.log)
            went_on = max(next(at for at in each.acknowledged if at > died + 1) for each in savers)
    finally:
        portal.stop()
    lost = sum(max(0, said - there) for said, there in zip(acknowledged, at_the_standby, strict=True))
    proved("primary killed under saves: saves that were acknowledged", sum(acknowledged), least=10)
    proved("primary killed under saves: acknowledged and lost", lost)
    proved("primary killed under saves: seconds until saves go on", round(went_on - died), most=30, unit="s")
    assert not lost and "fault " not in portal.log()


def traces_of(house: House, person: Person) -> int:
    """How many saves of this person's days stand at the standby, which can be read before it is promoted."""
    return int(
        house.standby.ask(
            "SELECT coalesce(sum(times), 0) FROM trace"
            f" WHERE owner_id = {person.viewer.person_id} AND subject = 'check_in'",
            DATABASE,
        )
    )
