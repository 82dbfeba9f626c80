"""A tab that was left open: the server starts anew under it, or somebody else signs in beside it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from lrc_portal.vocabulary import Element, Language
from lrc_portal.words import labels
from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community
from tests.journeys.test_hard_cases import count, gone_to_the_weather
from tests.tools.browsing import comes_true, settled
from tests.tools.line import Line
from tests.tools.live_server import PortalServer

# Keeps the sockets of a page, to break its line, and lets it hear nothing of the tabs beside it.
ALONE = """(() => {
  window.sockets = [];
  window.WebSocket = class extends window.WebSocket {
    constructor(...where) { super(...where); window.sockets.push(this); }
  };
  window.BroadcastChannel = class { postMessage() {} };
})()"""
COUNT_DIALOGS = """(() => {
  window.dialogs = 0;
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.querySelector?.('[role="dialog"]')) window.dialogs += 1;
  }).observe(document, { childList: true, subtree: true });
})()"""
AWAY = "The portal is not answering just now. What you typed is still here. It will go on by itself."


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """What stands before the portals, as a proxy does: it leads browsers to the one in force."""
    line = Line(0)
    yield line
    line.end()


@pytest.fixture(scope="module")
def community(start_portal: Callable[..., PortalServer], told: Path, line: Line) -> Community:
    """The demo community, at the end of the line."""
    portal = start_portal(var=told, **at_the_end_of(line))
    line.lead(portal.port)
    return Community(portal)


@pytest.fixture
def second(community: Community, line: Line) -> Iterator[PortalServer]:
    """Another process of the same portal: on the same database, with the same keys."""
    server = PortalServer(community.portal.var.parent, environ=at_the_end_of(line))
    yield server
    server.stop()


def at_the_end_of(line: Line) -> dict[str, str]:
    return {"LRC_OPEN_START": "1", "LRC_PUBLIC_URL": f"http://localhost:{line.port}"}


@pytest.fixture
def arrive(community: Community, new_person_page: Callable[..., Page]) -> Callable[..., Somebody]:
    """Somebody of the community, signed in on a device of their own."""

    def arrive(name: str, *, at: str = "/", language: Language = Language.ENGLISH) -> Somebody:
        page = new_person_page(language=language.value)
        page.add_init_script(COUNT_DIALOGS)
        return Somebody(page, community.portal, name, language).sign_in(community[name], at)

    return arrive


def test_what_was_typed_is_saved_once_after_the_portal_was_started_anew(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    owain = arrive("Owain", at="/check-in", language=Language.CYMRAEG)
    facets = count(community, "check_in")
    answer = owain.group(labels.element_question(owain.t, Element.HEALTH))
    answer.get_by_role("radio", name=owain.t("Good"), exact=True).click()
    owain.say_more()
    words = owain.page.get_by_label(owain.t("A few words, if you like"), exact=True).first
    words.fill("Cyn i'r golau ddiffodd")
    owain.page.get_by_text(owain.t("Only me: nobody else sees this, whatever I share")).first.click()
    words.focus()
    with away(owain):
        pass
    expect(words).to_be_focused()
    expect(words).to_have_value("Cyn i'r golau ddiffodd")
    owain.press("Save").sees("It is kept. Thank you.")
    owain.open("/check-in")
    expect(words).to_have_value("Cyn i'r golau ddiffodd")
    good = answer.get_by_role("radio", name=owain.t("Good"), exact=True)
    expect(good).to_have_attribute("aria-checked", "true")
    expect(owain.page.get_by_role("switch").first).to_be_checked()
    assert count(community, "check_in") == facets + 1


def test_a_form_that_was_opened_stands_open_with_its_words_where_another_process_goes_on(
    arrive: Callable[..., Somebody], community: Community, line: Line, second: PortalServer
) -> None:
    mari = arrive("Mari", at="/goals").press("Add a goal")
    goals = count(community, "goal")
    # Saved once before, so that the form is no longer in its first turn.
    for title in ("See the sea", "Sing in a choir"):
        mari.write("What do you want?", title)
        mari.choose("Which part of recovery does it belong to?", labels.element(mari.t, Element.HEALTH))
        if title == "See the sea":
            mari.press("Save this goal").sees("Saved.").press("Add a goal")
    beside = mari.page.context.new_page()
    Somebody(beside, mari.portal, "Mari").open("/")
    with away(mari, comes_back=lambda: line.lead(second.port)), gone_to_the_weather(beside):
        beside.get_by_role("link", name=re.compile("Exit this page")).first.click()
    expect(mari.page.get_by_label("What do you want?", exact=True)).to_have_value("Sing in a choir")
    mari.press("Save this goal").sees("Saved.").reads("Sing in a choir")
    assert count(community, "goal") == goals + 2

    # The first process is there again, and whoever was at the second is led to it without a pause.
    community.portal.start()
    words = (
        mari.open("/check-in")
        .say_more()
        .page.get_by_label(mari.t("A few words, if you like"), exact=True)
        .first
    )
    words.fill("Between two machines")
    with mari.page.expect_websocket():
        line.lead(community.portal.port)
    settled(mari.page)
    expect(words).to_have_value("Between two machines")
    mari.press("Save").sees("It is kept. Thank you.").open("/check-in")
    expect(words).to_have_value("Between two machines")


def test_a_tab_of_the_first_person_holds_nothing_for_the_second(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    nia = arrive("Nia", at="/community").press("Make an invitation")
    nia.write("Who is it for?", "Words of Nia")
    asleep = nia.page.context.new_page()
    asleep.add_init_script(ALONE)
    old = Somebody(asleep, nia.portal, "Nia").open("/account?open=about-me:words")
    old.write("What others here call me", "Words of Nia")

    sian = Somebody(nia.page.context.new_page(), nia.portal, "Siân").open("/sign-out")
    sian.page.locator("main form button").first.click()
    sian.sign_in(community["Siân"])
    # A tab that is awake goes at once; one that slept goes when its line is back.
    nia.sees("This page is for others").finds_nothing_of("Words of Nia")
    asleep.evaluate("window.sockets.at(-1).close()")
    old.sees("Signed in as {name}", name="Siân").finds_nothing_of("Words of Nia")
    expect(asleep).to_have_url(nia.portal.url + "/account")
    expect(asleep.get_by_label("What others here call me", exact=True).first).not_to_have_value(
        "Words of Nia"
    )

    # Once nobody is signed in, no tab shows what was there.
    sian.open("/sign-out").page.locator("main form button").first.click()
    sian.open("/")
    nia.sees("Sign in first")


def test_what_a_tab_held_is_handed_only_to_the_sign_in_it_belongs_to(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    url, cookies = community.portal.url, [cookie_of(arrive(name).page) for name in ("Owain", "Tom")]
    owains = streamlit_session(url, cookies[0])
    assert streamlit_session(url, cookies[0], owains) == owains
    assert streamlit_session(url, cookies[1], owains) != owains
    assert streamlit_session(url, "", owains) != owains
    forged = {"X-LRC-Sign-In": "anything"}
    assert streamlit_session(url, cookies[0], owains, **forged) == owains


def cookie_of(page: Page) -> str:
    return next(each["value"] for each in page.context.cookies() if each["name"] == "lrc_session")


def streamlit_session(url: str, cookie: str, comes_back_with: str = "-", **more: str) -> str:
    """The Streamlit session that a tab gets which shows this cookie and comes back with this session."""
    with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit", "-", comes_back_with],  # type: ignore[list-item]
        origin=url,  # type: ignore[arg-type]
        additional_headers={"Cookie": f"lrc_session={cookie}", **more},
        max_size=None,
    ) as connection:
        asked = BackMsg()
        asked.rerun_script.page_name = "help-now"
        connection.send(asked.SerializeToString())
        found = None
        while True:
            message = ForwardMsg.FromString(connection.recv(decode=False))
            if message.WhichOneof("type") == "new_session":
                found = message.new_session.initialize.session_id
            if message.WhichOneof("type") == "script_finished" and found:
                return found


@contextmanager
def away(somebody: Somebody, *, comes_back: Callable[[], object] | None = None) -> Iterator[None]:
    """The portal dies and starts anew, while the page stays open and says so calmly."""
    page = somebody.page
    somebody.portal.kill()
    said = page.get_by_role("status").filter(has_text=somebody.t(AWAY))
    expect(said).to_be_visible()
    expect(said.get_by_role("link")).to_have_text([re.compile("999"), re.compile("116 123")])
    # Streamlit's own dialog comes some seconds later, if it comes.
    comes_true(page, "window.dialogs > 0", patience=30)
    expect(page.get_by_role("dialog")).to_have_count(0)
    yield
    (comes_back or somebody.portal.start)()
    expect(said).to_be_hidden(timeout=30_000)
    settled(page)
