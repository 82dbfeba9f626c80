"""How to add a language: two files and its catalogue, and a forgotten step is named."""

import pytest

from tests.tools.how_to import HowTo

NAME = "tests/test_wiring.py::test_every_language_has_its_name_and_its_locale"
CATALOGUE = "tests/words/test_catalogue.py::test_a_catalogue_holds_the_sentences_of_the_code_and_no_others"
MIGRATION = "tests/test_wiring.py::test_the_migrations_make_what_the_models_hold"
FORGOTTEN = {
    "The word": (NAME, "Language.POLSKI"),
    "Its name and locale": (NAME, "Language.POLSKI has no name: write it in LANGUAGES"),
    "The migration": (MIGRATION, "run `python -m lrc_portal.database.migrations.new`"),
    "The catalogue": (CATALOGUE, "Polski has no catalogue: run `python -m lrc_portal.words.gathering`"),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> HowTo:
    how_to = HowTo("how-to-add-a-language.md", tmp_path_factory.mktemp("language"))
    how_to.do()
    return how_to


def test_the_steps_alone_add_a_language_in_two_files_and_its_catalogue(done: HowTo) -> None:
    changed = [path for path in done.files() if not path.endswith(".po")]
    assert len(changed) <= 3, changed
    assert len(done.files()) - len(changed) == 1, "and its catalogue"
    done.passes(
        NAME,
        MIGRATION,
        CATALOGUE,
        "tests/words/test_catalogue.py::test_a_sentence_and_its_translation_leave_the_same_gaps_to_fill",
        "tests/charts/test_helplines.py",
        "tests/pages/test_polski.py",
    )


@pytest.mark.parametrize("step", FORGOTTEN)
def test_a_forgotten_step_is_named(done: HowTo, step: str) -> None:
    assert [each.name for each in done.steps if each.name != "Tests"] == list(FORGOTTEN)
    test, sentence = FORGOTTEN[step]
    assert sentence in done.said_without(step, test)
