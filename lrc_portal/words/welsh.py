"""Initial mutation in Welsh, and the words that change before a vowel: what a sentence does to what fills it.

A catalogue asks for it in the gap itself, `{words:soft}`, `{words:nasal}` or `{words:aspirate}`, since only
the sentence knows what stands before: "o {goals:soft}", "ym mis {month}". No gap is mutated that does not
ask, so the names of people and what they wrote themselves stay as they are: Gareth is "i Gareth".

Months and weekdays are asked for with "mis" and "dydd" before them, which keeps them whole.
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Mutation(StrEnum):
    """The three, by the name a catalogue asks for them."""

    SOFT = "soft"
    NASAL = "nasal"
    ASPIRATE = "aspirate"


_VOWELS = frozenset("aeiouyâêîôûŷáéíóúïöäëỳàèìòù")
# Letters written with two signs count as one: "ch" is no "c". Longest first.
_TABLES: dict[Mutation, dict[str, str]] = {
    Mutation.SOFT: {
        "ch": "ch",
        "dd": "dd",
        "ff": "ff",
        "ng": "ng",
        "ph": "ph",
        "th": "th",
        "ll": "l",
        "rh": "r",
        "p": "b",
        "t": "d",
        "c": "g",
        "b": "f",
        "d": "dd",
        "g": "",
        "m": "f",
    },
    Mutation.NASAL: {
        "ch": "ch",
        "dd": "dd",
        "ng": "ng",
        "ph": "ph",
        "th": "th",
        "p": "mh",
        "t": "nh",
        "c": "ngh",
        "b": "m",
        "d": "n",
        "g": "ng",
    },
    Mutation.ASPIRATE: {"ch": "ch", "ph": "ph", "th": "th", "p": "ph", "t": "th", "c": "ch"},
}
_LETTERS_FIRST = {mutation: sorted(table, key=len, reverse=True) for mutation, table in _TABLES.items()}
# Young loans whose G stays, "ts", which is one sound, and months in short, which nobody would know again.
_STAYS = re.compile(r"(?:gêm|gemau|golff|garej|grŵp|gram|ts)\w*|(?:maw|meh|gorff|tach|rhag)\b", re.IGNORECASE)
# Before these stands "ac", whatever they begin with.
_AC_BEFORE = frozenset(
    {"fel", "felly", "mae", "maen", "mewn", "mor", "na", "nad", "nid", "roedd", "wedi", "wedyn"}
)
# W is a consonant in names (Wil) and in what was "gw" (wlad, wraig); in these it is a vowel.
_W_IS_VOWEL = re.compile(r"ŵ|w(?:rth|yth|yneb|ylo|ybr|yt\b)")
# Read out, these begin with "un" or "wyth".
_NUMBER_WITH_VOWEL = re.compile(r"(?:1|8|11|8\d)(?!\d)")
# What may stand before the first letter: quotation marks and the signs of Markdown.
_SIGNS = "*_“‘\"'(\\ "
_BEFORE_A_VOWEL = {"a": "ac", "â": "ag", "gyda": "gydag", "na": "nac"}
# What "a" becomes one word with: "a’r", "a’ch".
_AFTER_A = {"y": "r", "yr": "r", "eich": "ch", "ein": "n", "ei": "i", "eu": "u"}
_JOINS = re.compile(rf"({'|'.join(_AFTER_A)}) ")
ASKED = re.compile(r"\{\w+:(\w+)\}")
_FILL = re.compile(r"\{(\w+(?::\w+)?)\}")
_GAP = re.compile(
    r"(?:(?<!\w)(?P<word>a|â|gyda|na|yn) )?(?P<signs>[*_“‘]*)"
    r"\{(?P<name>\w+)(?::(?P<asked>soft|nasal|aspirate))?\}",
    re.IGNORECASE,
)


def mutated(words: str, mutation: Mutation) -> str:
    """The words with their first letter as this mutation has it; a capital stays one."""
    signs = words[: len(words) - len(words.lstrip(_SIGNS))]
    rest = words[len(signs) :]
    if _STAYS.match(rest):
        return words
    for letter in _LETTERS_FIRST[mutation]:
        if rest.lower().startswith(letter):
            return signs + _in_case(rest, letter, _TABLES[mutation][letter])
    return words


def begins_with_vowel(words: str) -> bool:
    """Whether the longer form ("ac", "ag", "gydag", "nac") stands before it."""
    said = words.lstrip(_SIGNS).lower()
    if said[:1].isdigit():
        return bool(_NUMBER_WITH_VOWEL.match(said))
    return said[:1] in _VOWELS or bool(_W_IS_VOWEL.match(said))


def listed(words: list[str], *, ours: bool) -> str:
    """Words with commas, and "a" or "ac" before the last. `ours` mutate behind it, unlike names."""
    if len(words) < 2:
        return "".join(words)
    last = words[-1]
    if ours and (joins := _JOINS.match(last)):
        return f"{', '.join(words[:-1])} a’{_AFTER_A[joins[1]]} {last[joins.end() :]}"
    first_word = re.match(r"\w+", last.lstrip(_SIGNS))
    if begins_with_vowel(last) or (ours and first_word and first_word[0].lower() in _AC_BEFORE):
        return f"{', '.join(words[:-1])} ac {last}"
    return f"{', '.join(words[:-1])} a {mutated(last, Mutation.ASPIRATE) if ours else last}"


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """The sentence with its gaps filled, each as its mutation has it, and the word before it in its form."""
    ready = dict(values)

    def gap(found: re.Match[str]) -> str:
        name, asked = found["name"], found["asked"]
        said = str(values[name])
        if asked:
            said = mutated(said, Mutation(asked))
            name = f"{name}:{asked}"
            ready[name] = said
        word = _before(found["word"], said, asked) + " " if found["word"] else ""
        return f"{word}{found['signs']}{{{name}}}"

    return _FILL.sub(lambda found: str(ready[found[1]]), _GAP.sub(gap, sentence))


def _before(word: str, said: str, asked: str | None) -> str:
    """The word before a gap: "ac" and its like before a vowel, "ym" and "yng" before a nasal mutation."""
    lower = word.lower()
    form = lower
    if lower == "yn" and asked == Mutation.NASAL:
        first = said.lstrip(_SIGNS).lower()
        form = "ym" if first.startswith("m") else "yng" if first.startswith("ng") else "yn"
    elif lower in _BEFORE_A_VOWEL and begins_with_vowel(said):
        form = _BEFORE_A_VOWEL[lower]
    return form.capitalize() if word[0].isupper() else form


def _in_case(rest: str, letter: str, to: str) -> str:
    tail = rest[len(letter) :]
    if not rest[0].isupper():
        return to + tail
    return to.capitalize() + tail if to else tail[:1].upper() + tail[1:]
