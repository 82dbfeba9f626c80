"""Every sentence has its Welsh, and the catalogue is in step with the code."""

import re
import string
from pathlib import Path

import pytest

from lrc_portal.vocabulary import Language
from lrc_portal.words import gathering
from lrc_portal.words.translator import CATALOGUE, Translator

KINDER = {
    "addict": "person in recovery",
    "alcoholic": "person in recovery",
    "junkie": "person who uses …",
    "clean": "not using",
    "dirty": "using",
    "relapse": "return to use",
    "streak": "the present run",
    "failed": "say what is so",
    "abuse": "use",
    "suffering": "living with",
    "victim": "experiencing",
    "missed": "quiet",
    "overdue": "due",
    "inactive": "quiet",
    "please": "say what to do",
    "oops": "say what happened",
    "invalid": "say what to write",
}
CAREDIG = ("caeth", "camddefnydd")


def test_every_sentence_has_its_welsh_in_all_its_forms() -> None:
    lacking = gathering.without_welsh(gathering.gathered(gathering.read()))
    assert not lacking, (
        "these sentences have no Welsh yet: run `python -m lrc_portal.words.gathering`, "
        f"then write it in {CATALOGUE.name}: {lacking}"
    )


def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others() -> None:
    in_code = {said if isinstance(said, str) else said[0] for said, *_ in gathering.sentences()}
    messages = [message for message in gathering.read() if message.id]
    there = {message.id[0] if message.pluralizable else message.id for message in messages}
    assert there == in_code, (
        "the catalogue is out of step: run `python -m lrc_portal.words.gathering`. "
        f"Only in the code: {sorted(in_code - there)}; only in the catalogue: {sorted(there - in_code)}"
    )


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


def test_a_sentence_and_its_welsh_leave_the_same_gaps_to_fill() -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message in gathering.read():
        if not message.id:
            continue
        if message.pluralizable:
            one, many = map(gaps, message.id)
            for n, form in enumerate(message.string):
                assert gaps(form) <= one | many, f"{message.id[0]!r}: {form!r} fills other gaps"
                # Of one there may be less to name than of many; of none, nothing.
                wanted = (set(), one)[n] if n < 2 else many
                assert wanted - gaps(form) <= {"n"}, f"{message.id[0]!r}: {form!r} leaves a gap out"
        else:
            assert gaps(message.string) == gaps(message.id), f"{message.id!r} and {message.string!r} differ"


@pytest.mark.parametrize("avoided", KINDER)
def test_our_english_avoids_words_that_hurt(avoided: str) -> None:
    for sentence, place, line in gathering.sentences():
        text = sentence if isinstance(sentence, str) else " ".join(sentence)
        text = text.replace("Alcoholics Anonymous", "")
        found = re.search(rf"\b{avoided}(s|d|ed)?\b", text, re.IGNORECASE)
        assert not found, f"{place}:{line} says {avoided!r}; prefer {KINDER[avoided]!r}"


@pytest.mark.parametrize("avoided", CAREDIG)
def test_our_welsh_avoids_them_too(avoided: str) -> None:
    for message in gathering.read():
        forms = message.string if message.pluralizable else (message.string,)
        assert not any(avoided in form.lower() for form in forms), message.id


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
