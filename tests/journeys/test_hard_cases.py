"""What goes wrong on a hard day: two clicks, an old tab, the wrong page, a server that dies."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from lrc_portal.vocabulary import Element, Language, StrengthPlace
from lrc_portal.words import labels
from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.tools.browsing import axe, heard, settled

# One page of each kind of guard; `pages/test_not_for.py` opens all of them.
NOT_FOR = {
    "Nia": "/goals",
    "Siân": "/community",
    "Mari": "/session-sheet?with=1",
    "Dafydd": "/session-sheet?with=1",
}
# Words of the demo that only Mari and those she chose may see.
OF_MARI = ("Alcohol", "I can sing", "Walked home along the river", "The café on City Road")


@contextmanager
def rows_of(community: Community) -> Iterator[sqlite3.Connection]:
    """The portal's own database, opened beside it."""
    path = community.portal.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        yield connection


@pytest.fixture
def arrive(community: Community, new_person_page: Callable[..., Page]) -> Callable[..., Somebody]:
    """Somebody of the community, signed in on a device of their own."""

    def arrive(
        name: str, *, at: str = "/", language: Language = Language.ENGLISH, **device: object
    ) -> Somebody:
        page = new_person_page(language=language.value, **device)
        return Somebody(page, community.portal, name, language).sign_in(community[name], at)

    return arrive


def test_signed_out_a_page_asks_to_sign_in_and_shows_nothing(
    community: Community, new_person_page: Callable[..., Page]
) -> None:
    visitor = Somebody(new_person_page(), community.portal, "a visitor").open("/goals")
    visitor.sees("Sign in first").finds_nothing_of(*OF_MARI, "Gareth", "Dafydd")


@pytest.mark.parametrize("name", list(NOT_FOR))
def test_a_page_of_another_role_answers_calmly_and_shows_nothing(
    arrive: Callable[..., Somebody], name: str
) -> None:
    somebody = arrive(name).open(NOT_FOR[name]).sees("This page is for others")
    if name not in ("Mari", "Dafydd"):
        somebody.finds_nothing_of(*OF_MARI)


def test_an_unknown_address_gets_a_calm_answer_in_both_languages(
    community: Community, new_person_page: Callable[..., Page]
) -> None:
    page = new_person_page()
    answer = page.goto(community.portal.url + "/no-such-place")
    assert answer is not None and answer.status == 404
    visitor = Somebody(page, community.portal, "a visitor")
    assert "Page not found" not in visitor.screen
    expect(page.get_by_role("link", name="Help now")).to_be_visible()


def test_two_people_signed_in_at_once_never_see_each_other(arrive: Callable[..., Somebody]) -> None:
    mari, tom = arrive("Mari"), arrive("Tom", width=1280, height=800)
    for address in ("/", "/strengths", "/goals", "/progress", "/circle", "/notes", "/account"):
        mari.walk_to(address)
        tom.walk_to(address)
        mari.finds_nothing_of("Betting", "bike workshop", "rent money", "Helen")
        tom.finds_nothing_of(*OF_MARI, "Dafydd")


def test_a_double_click_on_save_writes_one_row(arrive: Callable[..., Somebody], community: Community) -> None:
    owain = arrive("Owain", at="/strengths")
    before = count(community, "strength")
    owain.write("What is good, in one line?", "Twice is once")
    owain.choose("Where is it?", labels.strength_place(owain.t, StrengthPlace.SELF))
    owain.page.get_by_role("button", name=re.compile("Save this strength")).dblclick(delay=20)
    owain.reads("Twice is once")
    settled(owain.page)
    assert count(community, "strength") == before + 1


def test_a_share_whose_last_day_has_passed_is_gone_at_the_next_click_of_an_open_tab(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    dafydd = arrive("Dafydd", at="/shared")
    dafydd.reads("I can sing")
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    with rows_of(community) as db:
        kept = db.execute("SELECT id, last_day FROM share").fetchall()
        db.execute("UPDATE share SET last_day = ?", (yesterday,))
    dafydd.change_to("Cymraeg").finds_nothing_of("I can sing", "Mari", "Health", "Iechyd")
    with rows_of(community) as db:
        db.executemany("UPDATE share SET last_day = ? WHERE id = ?", [(day, row) for row, day in kept])
    dafydd.change_to("English").reads("I can sing")


def test_signing_out_ends_the_other_tab_too_without_a_click(arrive: Callable[..., Somebody]) -> None:
    tom = arrive("Tom", at="/goals")
    other_tab = tom.page.context.new_page()
    other_tab.goto(tom.portal.url + "/strengths")
    settled(other_tab)
    tom.open("/sign-out").page.locator("main form button").first.click()
    other = Somebody(other_tab, tom.portal, "Tom").sees("Sign in first")
    other.finds_nothing_of("bike workshop", "Betting").change_to("Cymraeg")
    Somebody(other_tab, tom.portal, "Tom", Language.CYMRAEG).sees("Sign in first")


def test_a_button_of_a_tab_whose_session_has_ended_does_nothing(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    tom = arrive("Tom", at="/strengths")
    before = count(community, "strength")
    tom.press("Change").press("Erase")
    with rows_of(community) as db:
        db.execute("UPDATE sign_in_session SET ended_at = began_at")
    tom.press("Erase it").sees("Sign in first").finds_nothing_of("bike workshop")
    assert count(community, "strength") == before


def test_back_after_exit_shows_nothing(arrive: Callable[..., Somebody]) -> None:
    tom = arrive("Tom", at="/goals").reads("Keep the rent money apart")
    with gone_to_the_weather(tom.page):
        tom.page.get_by_role("link", name=re.compile("Exit this page")).first.click()
    tom.page.go_back(wait_until="commit")
    tom.page.wait_for_timeout(1500)
    assert "rent money" not in tom.screen
    tom.page.goto(tom.portal.url + "/goals")
    settled(tom.page)
    tom.finds_nothing_of("rent money").sees("Sign in first")


def test_shift_three_times_leaves_too(arrive: Callable[..., Somebody]) -> None:
    tom = arrive("Tom", at="/goals")
    with gone_to_the_weather(tom.page):
        for _ in range(3):
            tom.page.keyboard.press("Shift")


def test_long_words_with_welsh_emoji_and_script_come_back_as_they_were_written(
    arrive: Callable[..., Somebody],
) -> None:
    start = (
        "Dŵr a thŷ 🌱 <script>window.hurt = 1</script> ![x](https://example.org/x.png) "
        "**nid trwm** $x$ :material/home: "
    )
    words = start + "Aeth y cŵn i'r môr yn wên o glust i glust. " * 105
    asked: list[str] = []
    owain = arrive("Owain", language=Language.CYMRAEG)
    owain.page.on("request", lambda request: asked.append(request.url))
    owain.open("/check-in")
    question = labels.element_question(owain.t, Element.HEALTH)
    owain.group(question).get_by_role("radio", name=owain.t("Good"), exact=True).click()
    owain.say_more().write("A few words, if you like", words).press("Save").sees("It is kept. Thank you.")
    owain.open("/check-in").page.get_by_text(owain.t("The days I kept")).click()
    settled(owain.page)
    assert start.strip() in owain.screen
    assert owain.page.evaluate("window.hurt") is None
    assert not [url for url in asked if "example.org" in url]


def test_what_is_typed_and_chosen_stays_when_the_language_is_changed(arrive: Callable[..., Somebody]) -> None:
    owain = arrive("Owain", at="/strengths")
    owain.write("What is good, in one line?", "A door that is open")
    owain.choose("Where is it?", labels.strength_place(owain.t, StrengthPlace.PEOPLE))
    owain.change_to("Cymraeg")
    welsh = Somebody(owain.page, owain.portal, "Owain", Language.CYMRAEG)
    field = owain.page.get_by_label(welsh.t("What is good, in one line?"), exact=True)
    expect(field).to_have_value("A door that is open")
    welsh.press("Save this strength").sees("Saved.").reads("A door that is open")
    welsh.change_to("English")


def test_a_mistake_is_said_beside_its_field_and_loses_nothing(arrive: Callable[..., Somebody]) -> None:
    owain = arrive("Owain", at="/strengths")
    owain.write("What is good, in one line?", "Half of it is there").press("Save this strength")
    owain.sees("Choose where this strength is.")
    field = owain.page.get_by_label("What is good, in one line?", exact=True)
    expect(field).to_have_value("Half of it is there")


def test_a_server_killed_while_saving_keeps_what_was_saved_and_opens_again(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    owain = arrive("Owain", at="/strengths")
    owain.write("What is good, in one line?", "Before the lights went out")
    owain.choose("Where is it?", labels.strength_place(owain.t, StrengthPlace.SELF))
    owain.press("Save this strength").sees("Saved.")
    owain.write("What is good, in one line?", "In the dark")
    owain.choose("Where is it?", labels.strength_place(owain.t, StrengthPlace.SELF))
    owain.page.get_by_role("button", name=re.compile("Save this strength")).click(no_wait_after=True)
    community.portal.kill()
    with rows_of(community) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        halves = db.execute(
            "SELECT count(*) FROM strength s WHERE NOT EXISTS "
            "(SELECT 1 FROM trace t WHERE t.subject = 'strengths' AND t.subject_id = s.id)"
        ).fetchone()
    assert halves == (0,)
    community.portal.start()
    owain.open("/strengths").reads("Before the lights went out")


def test_a_note_i_am_writing_is_there_after_a_reload_and_after_the_server_was_killed(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    mari = arrive("Mari", at="/notes").press("Write about a meeting with {name}", name="Gareth")
    mari.write("What did you talk about?", "Half of a long thought")
    written = mari.page.get_by_label("What did you talk about?", exact=True)
    written.blur()
    settled(mari.page)
    address = mari.page.url
    mari.page.reload()
    settled(mari.page)
    expect(written).to_have_value("Half of a long thought")
    community.portal.kill()
    community.portal.start()
    mari.page.goto(address)
    settled(mari.page)
    expect(written).to_have_value("Half of a long thought")


def test_a_fault_of_ours_is_said_calmly_and_the_log_holds_no_words(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    owain = arrive("Owain", at="/strengths")
    with rows_of(community) as db:
        db.execute("ALTER TABLE strength RENAME TO strength_away")
    try:
        owain.write("What is good, in one line?", "Caracalwords nobody may log")
        owain.choose("Where is it?", labels.strength_place(owain.t, StrengthPlace.SELF))
        owain.page.get_by_role("button", name=re.compile("Save this strength")).click()
        owain.page.get_by_text("Something went wrong on our side.").first.wait_for()
        reference = re.search(r"number: ([0-9A-Za-z-]+)", owain.page.locator("body").inner_text())
        assert reference is not None
    finally:
        with rows_of(community) as db:
            db.execute("ALTER TABLE strength_away RENAME TO strength")
    log = community.portal.log()
    assert reference.group(1) in log
    assert "OperationalError" in log
    assert "Caracalwords" not in log


@contextmanager
def gone_to_the_weather(page: Page) -> Iterator[None]:
    """What is done inside leaves for a page about the weather; the test's network does not go there."""
    with page.expect_request(lambda request: "metoffice.gov.uk" in request.url):
        yield
    page.wait_for_timeout(500)


def count(community: Community, table: str) -> int:
    with rows_of(community) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_passkey_is_added_and_lets_somebody_in_by_itself_and_as_the_second_step(
    community: Community, arrive: Callable[..., Somebody]
) -> None:
    mari = arrive("Mari")
    page, portal = mari.page, mari.portal.url
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(f"{portal}/second-step/passkey")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_contain_text("Write a short name for it")
    page.locator("#called").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    assert [*axe(page), *heard(page)] == []

    page.context.clear_cookies()
    page.goto(f"{portal}/sign-in?next=/quick")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/quick")

    page.context.clear_cookies()
    page.goto(f"{portal}/sign-in?next=/quick")
    page.locator("#name").fill("Mari")
    page.locator("#passphrase").fill(community["Mari"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/second-step?next=/quick")
    assert [*axe(page), *heard(page)] == []
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/quick")
