"""A database that dies: what was acknowledged is at the standby; people wait calmly and lose nothing."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from lrc_portal.database.engine import Database
from lrc_portal.database.models import Strength
from lrc_portal.database.row_security import System
from tests.drill.conftest import House
from tests.journeys.acting import Somebody
from tests.proof.figures import Proved
from tests.proof.sizes import asked
from tests.running.islands import PASSPHRASE
from tests.tools.browsing import settled

LABEL = "What is good, in one line?"


def test_while_the_database_is_away_people_wait_calmly_and_it_goes_on_by_itself(
    house: House, new_person_page: Callable[..., Page], proved: Proved
) -> None:
    gwen = Somebody(new_person_page(), house, "Gwen 0").sign_in(PASSPHRASE).open("/strengths")
    field = gwen.page.get_by_label(LABEL, exact=True).first
    field.press_sequentially("While it is away ")
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
    while not kept(house):
        assert time.monotonic() - back < 60, gwen.screen
        if gwen.page.get_by_text("The portal is busy just now.").count() == 0:
            settled(gwen.page)
            gwen.page.get_by_role("button", name=gwen.t("Save this strength")).first.click()
        gwen.page.wait_for_timeout(500)
    proved("database away: seconds until saves go on", round(time.monotonic() - back), most=30, unit="s")
    assert kept(house) == ["While it is away"]


def kept(house: House) -> list[str]:
    database = Database(house.address)
    try:
        with database.as_system(System.DEMO).reading() as db:
            return [words for words in db.scalars(select(Strength.words)) if words and "away" in words]
    finally:
        database.dispose()
