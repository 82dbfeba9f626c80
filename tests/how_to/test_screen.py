"""How to add a screen: three files, and a forgotten step is named."""

import pytest

from tests.tools.how_to import HowTo

SCREEN = "tests/test_wiring.py::test_every_page_is_a_screen_and_every_screen_a_page"
WELSH = "tests/words/test_catalogue.py::test_a_complete_language_has_every_sentence_in_all_its_forms"
FORGOTTEN = {
    "The page": (SCREEN, "names pages/calm.py, which is not there: write it"),
    "Its address and its name": (SCREEN, "pages/calm.py has no address: write a Screen in SCREENS"),
    "Welsh": (WELSH, "When a day is hard"),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> HowTo:
    how_to = HowTo("how-to-add-a-screen.md", tmp_path_factory.mktemp("screen"))
    how_to.do()
    return how_to


def test_the_steps_alone_add_a_screen_in_three_files(done: HowTo) -> None:
    assert len(done.files()) <= 3, done.files()
    done.passes(
        SCREEN,
        "tests/test_wiring.py::test_the_guard_of_a_page_opens_to_those_in_whose_menu_it_is",
        "tests/test_house.py::test_arrows_point_down",
        "tests/words/test_catalogue.py::test_a_catalogue_holds_the_sentences_of_the_code_and_no_others",
        WELSH,
        "tests/pages/test_calm.py",
    )


@pytest.mark.parametrize("step", FORGOTTEN)
def test_a_forgotten_step_is_named(done: HowTo, step: str) -> None:
    assert [each.name for each in done.steps if each.name != "Tests"] == list(FORGOTTEN)
    test, sentence = FORGOTTEN[step]
    assert sentence in done.said_without(step, test)
