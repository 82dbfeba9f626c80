"""How plain the sentences are, and which words to avoid stand in them: `python -m tests.tools.words`.

The reading age is RIX (Jonathan Anderson, 1983): the long words of a sentence, those of seven letters or
more, counted. His table of school years was made for English; to Welsh, which has longer words, the
same count applies with a limit of its own and without an age.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from lrc_portal.vocabulary import LANGUAGES, Language
from lrc_portal.words import gathering

LIST = Path(__file__).with_name("words.toml")
LONG = 7
"""A word of so many letters is a long one."""

# The school year in which a text of so many long words a sentence is read, from the hardest down. A year
# is begun at the age of it plus five.
_RIX = (
    (7.2, 13),
    (6.2, 12),
    (5.3, 11),
    (4.5, 10),
    (3.7, 9),
    (3.0, 8),
    (2.4, 7),
    (1.8, 6),
    (1.3, 5),
    (0.8, 4),
    (0.5, 3),
    (0.2, 2),
    (0.0, 1),
)
# A sentence ends at its mark, and where a line or a column of a heading does.
_ENDS = re.compile(r"(?<=[.!?…])[”\"’')*_]*\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_GAP = re.compile(r"\{\w+\}")
# Two signs that are one letter of the Welsh alphabet.
_DIGRAPH = re.compile("ch|dd|ff|ng|ll|ph|rh|th", re.IGNORECASE)


@dataclass(frozen=True)
class Avoided:
    """Words that are not to be said, as a pattern, and what to say in their place."""

    words: tuple[str, ...]
    instead: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whole words, whatever their case; a star stands for any end."""
        each = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in self.words)
        return re.compile(rf"\b(?:{each})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Rules:
    """What a language asks of its sentences; what may be said all the same, with the reason."""

    most_words: int
    most_long_words: int
    avoided: tuple[Avoided, ...]
    names: tuple[str, ...]
    said_all_the_same: dict[str, str]


@dataclass(frozen=True)
class Sentence:
    """One sentence as it is said."""

    language: Language
    text: str

    @cached_property
    def words(self) -> list[str]:
        return _WORD.findall(_GAP.sub("N", self.text))

    @cached_property
    def long_words(self) -> list[str]:
        return [word for word in self.words if letters(word, self.language) >= LONG]


@dataclass(frozen=True)
class Found:
    """What is wrong with a sentence: a word to avoid, or that it is over a limit."""

    sentence: Sentence
    word: str
    reason: str


@cache
def rules(language: Language) -> Rules:
    """Those of `words.toml`."""
    told = tomllib.loads(LIST.read_text(encoding="utf-8"))[language.value]
    return Rules(
        most_words=told["most_words"],
        most_long_words=told["most_long_words"],
        avoided=tuple(Avoided(tuple(each["words"]), each["instead"]) for each in told["avoid"]),
        names=tuple(told["names"]),
        said_all_the_same={each["sentence"]: each["reason"] for each in told.get("exceptions", [])},
    )


def letters(word: str, language: Language) -> int:
    """How many letters a word has in the alphabet of its language."""
    plain = re.sub(r"[^\w]", "", word)
    return len(_DIGRAPH.sub("x", plain)) if language is Language.CYMRAEG else len(plain)


def split(language: Language, message: str) -> Iterator[Sentence]:
    """The sentences of one message."""
    for part in _ENDS.split(message):
        if text := part.strip():
            yield Sentence(language, text)


@cache
def said(language: Language) -> tuple[Sentence, ...]:
    """Every sentence of the catalogue in a language, each once."""
    return tuple(dict.fromkeys(each for message in _messages(language) for each in split(language, message)))


def _messages(language: Language) -> list[str]:
    if language is Language.ENGLISH:
        found: list[str] = []
        for sentence, *_ in gathering.sentences():
            found.extend([sentence] if isinstance(sentence, str) else sentence)
    else:
        found = [
            form
            for message in gathering.read(language)
            if message.id
            for form in ([message.string] if isinstance(message.string, str) else message.string)
        ]
    return [form for form in found if form]


def year(long_words_a_sentence: float) -> int:
    """The school year in which such a text is read; 13 is beyond school."""
    return next(year for least, year in _RIX if long_words_a_sentence >= least)


def age(long_words_a_sentence: float) -> int:
    """The age at which such a text is read."""
    return year(long_words_a_sentence) + 5


def hardest(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The longest first; among equals the one with more long words."""
    return sorted(sentences, key=lambda each: (-len(each.words), -len(each.long_words), each.text))


def words_to_avoid(sentences: Iterable[Sentence], asked: Rules) -> Iterator[Found]:
    """Each word that is to be avoided, where it stands."""
    for sentence in sentences:
        text = sentence.text
        for name in asked.names:
            text = text.replace(name, "")
        for avoided in asked.avoided:
            for found in avoided.pattern.finditer(text):
                yield Found(sentence, found.group(), f"say {avoided.instead}")


def too_hard(sentences: Iterable[Sentence], asked: Rules) -> Iterator[Found]:
    """Each sentence that is over a limit."""
    for sentence in sentences:
        words, long = len(sentence.words), len(sentence.long_words)
        if words > asked.most_words:
            yield Found(sentence, "", f"{words} words, where {asked.most_words} are the most")
        elif long > asked.most_long_words:
            yield Found(sentence, "", f"{long} long words, where {asked.most_long_words} are the most")


def check(language: Language) -> list[Found]:
    """All that is to be mended in a language: what is no exception."""
    asked, sentences = rules(language), said(language)
    found = [*words_to_avoid(sentences, asked), *too_hard(sentences, asked)]
    return [each for each in found if each.sentence.text not in asked.said_all_the_same]


def idle_exceptions(language: Language) -> list[str]:
    """Exceptions for sentences that nobody says any more, or that need none."""
    asked, sentences = rules(language), said(language)
    found = [*words_to_avoid(sentences, asked), *too_hard(sentences, asked)]
    needed = {each.sentence.text for each in found}
    return [text for text in asked.said_all_the_same if text not in needed]


def _tell(language: Language, how_many: int) -> int:
    asked, sentences = rules(language), said(language)
    words = sum(len(each.words) for each in sentences)
    rix = sum(len(each.long_words) for each in sentences) / len(sentences)
    read = f"read at the age of {age(rix)}" if language is Language.ENGLISH else "no table of ages"
    print(
        f"{LANGUAGES[language].name}: {len(sentences)} sentences, {words / len(sentences):.1f} words and "
        f"{rix:.2f} long words each ({read}); at most {asked.most_words} words, {asked.most_long_words} long"
    )
    print("\n  words  long" + ("   age" if language is Language.ENGLISH else ""))
    for each in hardest(sentences)[:how_many]:
        told = f"{age(len(each.long_words)):6}" if language is Language.ENGLISH else ""
        mark = " (exception)" if each.text in asked.said_all_the_same else ""
        print(f"  {len(each.words):5} {len(each.long_words):5}{told}  {each.text}{mark}")
    found = check(language)
    print(f"\n  to mend: {len(found)}")
    for wrong in found:
        print(f"  {wrong.word or '-'}: {wrong.reason}: {wrong.sentence.text}")
    idle = idle_exceptions(language)
    for text in idle:
        print(f"  an exception that nothing needs: {text}")
    print()
    return len(found) + len(idle)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=20, help="how many of the longest to name")
    asked = parser.parse_args()
    return 1 if sum([_tell(language, asked.most) for language in Language]) else 0


if __name__ == "__main__":
    sys.exit(main())
