"""Every sentence has its translation, and the catalogues are in step with the code."""

import string
from functools import cache
from pathlib import Path

import pytest

from lrc_portal.vocabulary import LANGUAGES, Language
from lrc_portal.words import gathering, translator
from lrc_portal.words.translator import Translator, catalogue_of, first_spoken


@cache
def sentences() -> list[tuple[str | tuple[str, ...], str, int]]:
    """Those of the code, gathered once."""
    return list(gathering.sentences())


each_translated = pytest.mark.parametrize("language", gathering.TRANSLATED, ids=lambda each: each.value)


@pytest.mark.parametrize("language", [each for each in gathering.TRANSLATED if LANGUAGES[each].complete])
def test_a_complete_language_has_every_sentence_in_all_its_forms(language: Language) -> None:
    lacking = gathering.untranslated(gathering.gathered(language, gathering.read(language)))
    assert not lacking, (
        f"{LANGUAGES[language].name} is called complete, and {len(lacking)} sentences lack translation "
        "or wait to be confirmed (fuzzy): run `python -m lrc_portal.words.gathering`, then write it in "
        f"{catalogue_of(language).name}: {lacking}"
    )


@each_translated
def test_a_catalogue_holds_the_sentences_of_the_code_and_no_others(language: Language) -> None:
    assert catalogue_of(language).exists(), (
        f"{LANGUAGES[language].name} has no catalogue: run `python -m lrc_portal.words.gathering`, "
        f"which makes {catalogue_of(language).name}."
    )
    in_code = {said if isinstance(said, str) else said[0] for said, *_ in sentences()}
    messages = [message for message in gathering.read(language) if message.id]
    there = {message.id[0] if message.pluralizable else message.id for message in messages}
    assert there == in_code, (
        f"{catalogue_of(language).name} is out of step: run `python -m lrc_portal.words.gathering`. "
        f"Only in the code: {sorted(in_code - there)}; only in the catalogue: {sorted(there - in_code)}"
    )


def house_of_one(folder: Path, sentence: str) -> Path:
    """A house in which one sentence is said."""
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "lrc_portal").mkdir(exist_ok=True)
    (folder / "pages" / "one.py").write_text(f"a = t({sentence!r})\n")
    return folder


def test_a_changed_comma_keeps_the_old_welsh_for_a_person_to_confirm(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(translator, "CATALOGUES", tmp_path)
    welsh = Language.CYMRAEG
    first = gathering.gathered(welsh, gathering.read(welsh), house_of_one(tmp_path, "Saved, thank you."))
    first.get("Saved, thank you.").string = "Wedi'i gadw, diolch."
    gathering.write(welsh, first)
    for _again in range(2):
        house_of_one(tmp_path, "Saved. Thank you.")
        changed = gathering.gathered(welsh, gathering.read(welsh), tmp_path)
        gathering.write(welsh, changed)
        assert [message.id for message in changed if message.id] == ["Saved. Thank you."]
        assert changed.get("Saved. Thank you.").string == "Wedi'i gadw, diolch.", "it is not lost"
        assert gathering.untranslated(changed) == ["Saved. Thank you."], "and counts as without translation"
        assert Translator(welsh)("Saved. Thank you.") == "Saved. Thank you.", "nobody is told it"
    written = catalogue_of(welsh).read_text()
    assert "fuzzy" in written
    catalogue_of(welsh).write_text(written.replace("#, fuzzy\n", ""))
    assert gathering.untranslated(gathering.gathered(welsh, gathering.read(welsh), tmp_path)) == []
    assert Translator(welsh)("Saved. Thank you.") == "Wedi'i gadw, diolch.", (
        "confirmed by taking the mark away"
    )


def test_a_sentence_without_translation_is_said_in_english_and_counted_as_english_counts(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(translator, "CATALOGUES", tmp_path)
    (tmp_path / "cy.po").write_text(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=6; '
        'plural=(n==0?0:n==1?1:n==2?2:n==3?3:n==6?4:5);\\n"\n\n'
        'msgid "Known"\nmsgstr "Hysbys"\n\nmsgid "New"\nmsgstr ""\n\n'
        'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] ""\nmsgstr[1] "{n} diwrnod"\n'
    )
    t = Translator(Language.CYMRAEG)
    assert (t("Known"), t("New")) == ("Hysbys", "New")
    assert [t.plural("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


@pytest.mark.parametrize(
    ("wished", "first"),
    [
        (("cy",), Language.CYMRAEG),
        (("en-GB",), Language.ENGLISH),
        (("", "cy_GB"), Language.CYMRAEG),
        (("xx", " CY"), Language.CYMRAEG),
        (("cyrillic", ""), None),
    ],
)
def test_the_first_language_of_ours_that_is_wished_for(
    wished: tuple[str, ...], first: Language | None
) -> None:
    assert first_spoken(wished) is first


def test_sentences_are_found_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "lrc_portal").mkdir()
    (tmp_path / "pages" / "one.py").write_text(
        "a = f\"**{visit.t('in an f-string')}**\"\n"
        'b = t(\n    "in two "\n    "parts"\n)\n'
        'c = t.plural("{n} day", "{n} days", n)\n'
        'd = problem("field", "beside its field")\n'
        "e = t(known_elsewhere)\n"
    )
    found = {sentence for sentence, _place, _line in gathering.sentences(tmp_path)}
    assert found == {"in an f-string", "in two parts", ("{n} day", "{n} days"), "beside its field"}


@each_translated
def test_a_sentence_and_its_translation_leave_the_same_gaps_to_fill(language: Language) -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message in gathering.read(language):
        if not message.id or message.fuzzy or not message.string:
            continue
        if message.pluralizable:
            one, many = map(gaps, message.id)
            for n, form in enumerate(message.string):
                if not form:
                    continue
                assert gaps(form) <= one | many, f"{message.id[0]!r}: {form!r} fills other gaps"
                # Of one there may be less to name than of many; of none, which Welsh says apart, nothing.
                few: tuple[set[str], ...] = (set(), one) if language is Language.CYMRAEG else (one,)
                wanted = few[n] if n < len(few) else many
                assert wanted - gaps(form) <= {"n"}, f"{message.id[0]!r}: {form!r} leaves a gap out"
        else:
            assert gaps(message.string) == gaps(message.id), f"{message.id!r} and {message.string!r} differ"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "Dim cyfarfodydd"),
        (1, "1 cyfarfod"),
        (2, "2 gyfarfod"),
        (3, "3 chyfarfod"),
        (6, "6 chyfarfod"),
        (11, "11 cyfarfod"),
    ],
)
def test_welsh_counts_in_six_forms(n: int, said: str) -> None:
    t = Translator(Language.CYMRAEG)
    assert t.plural("{n} meeting", "{n} meetings", n) == said
