"""Nothing typed is lost: after a reload, a killed server, a lost line; and nobody else finds it."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, Response, Route, expect

from lrc_portal.vocabulary import Language
from tests.journeys.acting import Somebody
from tests.journeys.conftest import Community

WORDS = "Bore da! A long walk 🌧️ <script>alert(1)</script> ŵ ŷ"
LABEL = "What is good, in one line?"


@pytest.fixture
def arrive(community: Community, new_person_page: Callable[..., Page]) -> Callable[..., Somebody]:
    def arrive(
        name: str, *, at: str = "/", language: Language = Language.ENGLISH, **device: object
    ) -> Somebody:
        page = new_person_page(language=language.value, **device)
        return Somebody(page, community.portal, name, language).sign_in(community[name], at)

    return arrive


def was_kept(answer: Response) -> bool:
    return answer.url.endswith("/unsaved") and answer.status == 204


def type_into(somebody: Somebody, words: str) -> None:
    """Key by key, and the field is not left: Streamlit is told nothing. Waits until the server has it."""
    field = somebody.page.get_by_label(somebody.t(LABEL), exact=True).first
    field.click()
    with somebody.page.expect_response(
        lambda answer: answer.url.endswith("/unsaved") and answer.status == 204
    ):
        field.press_sequentially(words)
        somebody.page.wait_for_timeout(700)


def stands(somebody: Somebody, words: str) -> None:
    expect(somebody.page.get_by_label(somebody.t(LABEL), exact=True).first).to_have_value(words)


def test_what_i_was_typing_is_there_after_a_reload_a_kill_and_on_my_other_device_and_gone_once_saved(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    owain = arrive("Owain", at="/strengths")
    type_into(owain, WORDS)
    owain.page.reload()
    stands(owain, WORDS)
    owain.sees("You wrote this before. It is not saved yet.")

    type_into(owain, " and on")
    community.portal.kill()
    community.portal.start()
    owain.open("/strengths")
    typed = owain.page.get_by_label(owain.t(LABEL), exact=True).first.input_value()
    assert " and on" in typed
    assert typed.replace(" and on", "") == WORDS

    other = arrive("Owain", at="/strengths")
    stands(other, typed)
    # The next person at the same screen finds none of it.
    someone_else = arrive("Tom", at="/strengths")
    stands(someone_else, "")

    owain.page.get_by_role("radio", name=re.compile("In myself")).first.click()
    owain.press("Save this strength").reads("A long walk")
    owain.open("/strengths")
    stands(owain, "")
    assert WORDS not in community.portal.log()


def test_answers_that_i_tapped_are_there_after_a_reload_and_on_my_other_device_and_gone_once_saved(
    arrive: Callable[..., Somebody],
) -> None:
    def answer(somebody: Somebody, question: int, said: str) -> None:
        group = somebody.page.locator('[class*="st-key-steps-"]').nth(question)
        with somebody.page.expect_response(was_kept):
            group.get_by_role("radio", name=said, exact=True).click()

    def chose(somebody: Somebody, *said: str) -> None:
        chosen = somebody.page.locator('[class*="st-key-steps-"] [role="radio"][aria-checked="true"]')
        expect(chosen).to_have_text(list(said))

    owain = arrive("Owain", at="/check-in")
    answer(owain, 0, "Good")
    answer(owain, 1, "Hard")
    answer(owain, 2, "Very good")
    answer(owain, 2, "Very good")  # taken back
    owain.page.reload()
    owain.sees("You answered this before. It is not saved yet.")
    chose(owain, "Good", "Hard")

    phone = arrive("Owain", at="/check-in")
    phone.sees("You answered this before. It is not saved yet.")
    answer(phone, 1, "In between")
    phone.press("Save").sees("It is kept. Thank you.")
    phone.open("/check-in")
    chose(phone, "Good", "In between")
    # The other tab goes on with what it shows, and is told what stands there by now.
    answer(owain, 0, "Very good")
    owain.page.reload()
    owain.sees("This was changed somewhere else. There it says now:")
    chose(owain, "Very good", "In between")
    owain.press("Take what stands here")
    owain.page.reload()
    expect(owain.page.get_by_text("This was changed somewhere else.")).to_have_count(0)
    chose(owain, "Good", "In between")


def test_what_could_not_be_kept_is_said_within_seconds_and_kept_by_itself_when_the_line_is_back(
    arrive: Callable[..., Somebody],
) -> None:
    tom = arrive("Tom", at="/strengths", language=Language.CYMRAEG)

    def drop(route: Route) -> None:
        route.abort()

    tom.page.route("**/unsaved", drop)
    tom.page.get_by_label(tom.t(LABEL), exact=True).first.press_sequentially("Coffi")
    line = tom.page.get_by_text(tom.t("Not saved yet. Your words are here."))
    expect(line).to_be_visible(timeout=5_000)
    with tom.page.expect_response(was_kept):
        tom.page.unroute("**/unsaved", drop)
    expect(line).to_be_hidden()
    tom.page.reload()
    stands(tom, "Coffi")


def test_words_that_could_not_be_kept_never_become_the_next_persons(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    mari = arrive("Mari", at="/strengths")
    mari.page.route("**/unsaved", lambda route: route.abort())
    mari.page.get_by_label(LABEL, exact=True).first.press_sequentially("Of Mari alone")
    mari.page.wait_for_timeout(1_000)
    # Somebody else signs in beside it, in the same browser, and the line is back.
    beside = Somebody(mari.page.context.new_page(), community.portal, "Tom")
    beside.page.context.clear_cookies()
    beside.sign_in(community["Tom"])
    mari.page.unroute_all()
    mari.page.wait_for_timeout(3_000)
    beside.open("/strengths")
    expect(beside.page.get_by_label(LABEL, exact=True).first).not_to_have_value(re.compile("Mari"))


def test_a_note_goes_on_at_the_letter_and_nothing_of_it_is_left_once_it_is_thrown_away(
    arrive: Callable[..., Somebody], community: Community
) -> None:
    mari = arrive("Mari", at="/notes").press("Write about a meeting with {name}", name="Gareth")
    field = mari.page.get_by_label(mari.t("What did you talk about?"), exact=True)
    field.click()
    with mari.page.expect_response(was_kept):
        field.press_sequentially("In the middle of")
        mari.page.wait_for_timeout(700)
    mari.page.reload()
    expect(field).to_have_value("In the middle of")
    mari.sees("You wrote this before. It is not saved yet.")
    mari.press("Throw it away").press("Throw it away").sees("The draft is gone.")
    path = community.portal.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=20)) as db:
        left = db.execute("SELECT count(*) FROM unsaved_words WHERE form LIKE 'note-%'").fetchone()
    assert left == (0,)
