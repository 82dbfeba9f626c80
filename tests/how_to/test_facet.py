"""How to add a facet: five files, and a forgotten step is named."""

import pytest

from tests.tools.how_to import HowTo

FACET = "tests/test_wiring.py::test_every_facet_has_its_place_its_column_and_its_words"
MIGRATION = "tests/test_wiring.py::test_the_migrations_make_what_the_models_hold"
WELSH = "tests/words/test_catalogue.py::test_a_complete_language_has_every_sentence_in_all_its_forms"
FORGOTTEN = {
    "The word": (FACET, "Facet.SLEEP"),
    "Its place": (FACET, "Facet.SLEEP has no place: write it in FACETS"),
    "The column": (FACET, "Facet.SLEEP has no column: write `sleep: Mapped[int | None]` in CheckIn"),
    "The migration": (MIGRATION, "run `python -m lrc_portal.database.migrations.new`"),
    "Labels and questions": (FACET, "Facet.SLEEP has no words: write them in QUESTIONS"),
    "Welsh": (WELSH, "How do you sleep?"),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> HowTo:
    how_to = HowTo("how-to-add-a-facet.md", tmp_path_factory.mktemp("facet"))
    how_to.do()
    return how_to


def test_the_steps_alone_add_a_facet_in_five_files(done: HowTo) -> None:
    assert len(done.files()) <= 5, done.files()
    done.passes(
        FACET,
        MIGRATION,
        "tests/charts/test_specs.py::test_every_series_has_a_colour_a_shape_and_a_dash_and_every_mark_a_shape",
        "tests/words/test_catalogue.py::test_a_catalogue_holds_the_sentences_of_the_code_and_no_others",
        WELSH,
        "tests/pages/test_check_in.py::test_zero_is_an_answer_and_what_is_left_out_is_none",
    )


@pytest.mark.parametrize("step", FORGOTTEN)
def test_a_forgotten_step_is_named(done: HowTo, step: str) -> None:
    assert [each.name for each in done.steps if each.name != "Tests"] == list(FORGOTTEN)
    test, sentence = FORGOTTEN[step]
    assert sentence in done.said_without(step, test)
