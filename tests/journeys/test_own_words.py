"""Whoever writes `I <3 mam, $20 of $30 :smile: *x* [a](http://b)` is shown and read out just these letters.

Words full of markup stand in every field of a record and in everybody's name. Every page on which one
person's words are shown is opened in a browser, and looked at as it is drawn and as it is read out.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.database.models import HomeAgreement, Training
from lrc_portal.identity import accounts, passphrases
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.screens import SCREENS
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, InviteSubmission
from lrc_portal.support import somebody
from lrc_portal.support.pairings import pairings
from lrc_portal.support.somebody import KnownBySubmission
from lrc_portal.support.supervision import entries
from lrc_portal.vocabulary import Content, Language, Role
from tests.conftest import KEY
from tests.journeys.acting import PASSPHRASE, Somebody
from tests.pages.test_marker_words import MARKERS, Record
from tests.people import show_something, token, train_and_supervise
from tests.tools.browsing import draw_all, settled
from tests.tools.live_server import PortalServer

BEGINNINGS = ("# ", "1. ", "- ", "")
PART = re.compile(r"mam\d\d")


def hostile(n: int) -> str:
    """Words that Markdown, or Streamlit after it, would make something else of; each with its number."""
    return f"{BEGINNINGS[n % 4]}I <3 mam{n:02}, $2 of $3 :smile: *x* [a](http://b) -> w@x.uk"


WORDS = {place: hostile(n) for n, place in enumerate(sorted(MARKERS))}
IN_A_FILE = "HeldUpload.content"
"""It stands on no page of the portal's script; what is shown of it is drawn in front."""
PEOPLE = {
    "Gwen": (90, Role.MEMBER),
    "Rhys": (91, Role.FAMILY),
    "Carys": (92, Role.PEER_WORKER),
    "Dai": (93, Role.COORDINATOR),
    "Bronwen": (94,),
}
WHOLE = {f"mam{n:02}": hostile(n) for n in (*range(len(WORDS)), *(n for n, *_ in PEOPLE.values()), 95, 96)}
PAGES = {
    "Gwen": tuple(each.path for each in SCREENS if each.is_for_roles(frozenset({Role.MEMBER}))),
    "Rhys": ("/shared", "/circle"),
    "Carys": ("/people", "/session-sheet", "/notes"),
    "Dai": ("/community",),
    "Bronwen": ("/supervision",),
}

# All that is drawn, folded away or not, each picture's words instead of it, and what stands in fields.
DRAWN = """() => [document.querySelector('[data-testid="stApp"]').innerText,
  ...[...document.querySelectorAll('input, textarea')].map((each) => each.value)].join("\\n")"""
MADE_OF_IT = """() => [...document.querySelectorAll(
  '[data-testid="stApp"] a[href*="//b"], [data-testid="stApp"] a[href^="mailto:"],' +
  '[data-testid="stApp"] em, [data-testid="stApp"] .katex')]
  .map((each) => each.outerHTML.slice(0, 200))"""
# What is folded away is no text of the page while it is closed.
OPEN_ALL = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"


class SameHash(NewAccount):
    """An account whose passphrase is hashed once for all of them."""

    passphrase_hash = passphrases.hashed(PASSPHRASE)


def fill(house: Database) -> None:
    """Everybody, and a record with such words in every field, all of it shown to Carys and to Rhys."""
    with house.writing() as db:
        made = {
            name: accounts.create(
                db, SameHash(name, hostile(n), PASSPHRASE, True, Language.ENGLISH), roles=tuple(roles)
            )
            for name, (n, *roles) in PEOPLE.items()
        }
        gwen, rhys, carys, dai, bronwen = made.values()
        show_something(db, carys.person_id)
        train_and_supervise(db, carys.person_id)
        entries.name_supervisor(db, by=dai, peer_worker_id=carys.person_id, supervisor_id=bronwen.person_id)
        everything = tuple(Grant(content, True) for content in Content)
        code = circle.invite(db, by=gwen, submission=InviteSubmission("them", everything, token()))
        invitations.accept(db, by=rhys, code=code)
        pairing_id = pairings.propose(db, by=dai, person_id=gwen.person_id, peer_worker_id=carys.person_id)
        pairings.accept_as_person(db, by=gwen, pairing_id=pairing_id, grants=everything)
        pairings.accept_as_peer_worker(db, by=carys, pairing_id=pairing_id)
        Record(db, gwen.person_id, carys.person_id, pairing_id, WORDS)
        db.execute(update(HomeAgreement).values(author_id=rhys.person_id))
        word = KnownBySubmission(gwen.person_id, hostile(95))
        somebody.say_known_by(db, by=dai, submission=word)
        now = clock.now()
        db.add(
            Training(
                peer_worker_id=carys.person_id,
                what=hostile(96),
                done_on=clock.today(),
                valid_until=clock.today(),
                entered_by_id=dai.person_id,
                created_at=now,
            )
        )


@pytest.fixture
def portal(
    sqlite_database: Database, start_portal: Callable[..., PortalServer], tmp_path: Path
) -> PortalServer:
    fill(sqlite_database)
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    var = tmp_path / "told"
    var.mkdir()
    (var / "portal.db").write_bytes(Path(sqlite_database.url.removeprefix("sqlite:///")).read_bytes())
    (var / "keys").write_bytes(KEY + b"\n")
    return start_portal(var=var)


def read_out(page: Page) -> list[str]:
    """The name and the description of everything in the browser's accessibility tree but its bare text."""
    browser = page.context.new_cdp_session(page)
    nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
    browser.detach()
    return [
        str(node[said]["value"])
        for node in nodes
        if not node.get("ignored") and node["role"]["value"] not in {"StaticText", "InlineTextBox"}
        for said in ("name", "description")
        if node.get(said, {}).get("value")
    ]


def broken(said: str) -> bool:
    """Whether one of our words stands here in other letters than it was written in, or with more."""
    told = " ".join(said.split())
    parts = PART.findall(told)
    return any(told.count(part) > told.count(WHOLE[part]) for part in parts) or (
        bool(parts) and any(letters in told for letters in ("\\", ":small", "\u2060", "😄"))
    )


def test_words_with_markup_are_the_same_letters_everywhere(
    portal: PortalServer, new_person_page: Callable[..., Page]
) -> None:
    faults: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    for name, addresses in PAGES.items():
        page = new_person_page(width=1280)
        them = Somebody(page, portal, name).sign_in()
        for address in addresses:
            them.walk_to(address)
            if (code := page.get_by_role("button", name=them.t("Show the code"))).count():
                code.first.click()
                settled(page)
            draw_all(page)
            page.evaluate(OPEN_ALL)
            drawn = page.evaluate(DRAWN)
            seen |= set(PART.findall(drawn))
            faults += [(name, address, line) for line in drawn.splitlines() if broken(line)]
            faults += [(name, address, said) for said in read_out(page) if broken(said)]
            faults += [(name, address, made) for made in page.evaluate(MADE_OF_IT)]
        page.context.close()
    assert not faults, "\n".join(" ".join(each) for each in dict.fromkeys(faults))
    seen |= set(PART.findall(WORDS[IN_A_FILE]))
    assert set(WHOLE) - seen == set(), {part: WHOLE[part] for part in set(WHOLE) - seen}
