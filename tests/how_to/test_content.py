"""How to add a kind of content: seven files, and a forgotten step is named."""

import pytest

from tests.tools.how_to import HowTo

WORDS = "tests/test_wiring.py::test_every_kind_of_content_has_its_words_and_its_traces"
MATRIX = "tests/access/test_matrix.py::test_each_relation_sees_what_the_matrix_says"
RULE = "tests/test_wiring.py::test_every_kind_of_content_has_its_rule"
READ = "tests/test_wiring.py::test_every_kind_of_content_is_read_for_the_shared_view"
DRAWN = "tests/test_wiring.py::test_all_that_is_read_for_the_shared_view_is_drawn"
MIGRATION = "tests/test_wiring.py::test_the_migrations_make_what_the_models_hold"
WELSH = "tests/words/test_catalogue.py::test_a_complete_language_has_every_sentence_in_all_its_forms"
FORGOTTEN = {
    "The word": (RULE, "Content.AGENDA"),
    "The migration": (MIGRATION, "run `python -m lrc_portal.database.migrations.new`"),
    "The rule": (RULE, "Content.AGENDA opens nothing: write its rule in lrc_portal/access.py"),
    "Its name, and what sharing it opens": (WORDS, "Content.AGENDA has no words: write them in OPENS"),
    "Read for the shared view": (READ, "read it in lrc_portal/support/overview.py"),
    "Drawn in the shared view": (DRAWN, "overview.agenda is read and nobody sees it: draw it"),
    "Welsh": (WELSH, "what I want to talk about with my peer worker"),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> HowTo:
    how_to = HowTo("how-to-add-a-kind-of-content.md", tmp_path_factory.mktemp("content"))
    how_to.do()
    return how_to


def test_the_steps_alone_add_a_kind_of_content_in_seven_files(done: HowTo) -> None:
    assert len(done.files()) <= 7, done.files()
    done.passes(
        "tests/test_wiring.py",
        "tests/test_house.py::test_arrows_point_down",
        "tests/words/test_catalogue.py::test_a_catalogue_holds_the_sentences_of_the_code_and_no_others",
        WELSH,
        f"{MATRIX}[sqlite-a live share]",
        "tests/pages/test_agenda_shared.py",
    )


@pytest.mark.parametrize("step", FORGOTTEN)
def test_a_forgotten_step_is_named(done: HowTo, step: str) -> None:
    assert [each.name for each in done.steps if each.name != "Tests"] == list(FORGOTTEN)
    test, sentence = FORGOTTEN[step]
    assert sentence in done.said_without(step, test)
