"""What the portal says is short, and avoids words that hurt or that nobody outside would know."""

import pytest

from lrc_portal.vocabulary import Language
from tests.tools import words
from tests.tools.words import Rules, split

each_language = pytest.mark.parametrize("language", Language, ids=lambda each: each.value)
ENGLISH, WELSH = words.rules(Language.ENGLISH), words.rules(Language.CYMRAEG)


def english(*said: str) -> list[words.Sentence]:
    return [each for text in said for each in split(Language.ENGLISH, text)]


@each_language
def test_no_sentence_is_too_hard_and_no_word_is_one_to_avoid(language: Language) -> None:
    assert len(words.said(language)) > 1500
    found = words.check(language)
    assert not found, "Mend them, or see `make words`:\n" + "\n".join(
        f"{each.word or 'too hard'}: {each.reason}: {each.sentence.text}" for each in found
    )


@each_language
def test_no_exception_outlives_its_sentence_and_each_has_its_reason(language: Language) -> None:
    assert words.idle_exceptions(language) == []
    assert all(words.rules(language).said_all_the_same.values())


@pytest.mark.parametrize(
    ("said", "asked", "found"),
    [
        ("Your streak was reset.", ENGLISH, ["streak", "reset"]),
        ("They relapsed, please wait.", ENGLISH, ["relapsed", "please"]),
        ("Users abuse it; an addict is clean.", ENGLISH, ["Users", "abuse", "addict", "clean"]),
        ("Alcoholics Anonymous meets here.", ENGLISH, []),
        ("A cleaner way, and a validation of abusement.", ENGLISH, []),
        ("Mae gaethiwed a chamddefnyddio yn lân.", WELSH, ["gaethiwed", "chamddefnyddio", "lân"]),
        ("Mae'r ddau wedi'u paru.", WELSH, ["paru"]),
    ],
)
def test_words_are_found_as_whole_words_in_each_of_their_forms(
    said: str, asked: Rules, found: list[str]
) -> None:
    there = words.words_to_avoid(english(said), asked)
    assert sorted(each.word for each in there) == sorted(found)


def test_a_sentence_ends_at_its_mark_and_a_gap_is_one_word() -> None:
    found = english("**{name} said “yes”.** You can go on! It’s 10:30, isn’t it? Short\nlines too")
    assert [len(each.words) for each in found] == [3, 4, 5, 1, 2]


def test_long_words_are_counted_by_the_letters_of_the_language() -> None:
    (said,) = split(Language.ENGLISH, "A consequence of unforeseen misunderstandings")
    assert said.long_words == ["consequence", "unforeseen", "misunderstandings"]
    assert words.letters("diolchwch", Language.CYMRAEG) == 7, "ch is one letter"
    assert words.letters("llethrau", Language.CYMRAEG) == 6, "ll and th are one letter each"
    assert words.letters("llethrau", Language.ENGLISH) == 8


@pytest.mark.parametrize(("rix", "age"), [(0, 6), (1, 9), (2, 11), (3, 13), (4, 14), (8, 18)])
def test_the_age_of_a_reader_follows_from_the_long_words(rix: float, age: int) -> None:
    assert words.age(rix) == age


def test_what_is_over_a_limit_is_told_and_an_exception_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    long = " ".join(["so"] * (ENGLISH.most_words + 1))
    hard = " ".join(["plentiful"] * (ENGLISH.most_long_words + 1))
    found = list(words.too_hard(english(long, hard, "It is short."), ENGLISH))
    assert [each.sentence.text for each in found] == [long, hard]
    monkeypatch.setattr(words, "said", lambda _language: tuple(english(long, hard)))
    allowed = Rules(ENGLISH.most_words, ENGLISH.most_long_words, (), (), {long: "a law", "gone": "once"})
    monkeypatch.setattr(words, "rules", lambda _language: allowed)
    assert [each.sentence.text for each in words.check(Language.ENGLISH)] == [hard]
    assert words.idle_exceptions(Language.ENGLISH) == ["gone"]
