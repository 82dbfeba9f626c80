"""Letters as people see them: grapheme clusters (UAX #29). A family of emoji or an accented letter is one."""

from collections.abc import Sequence

import regex

_CLUSTER = regex.compile(r"\X")


def clusters(words: str) -> Sequence[str]:
    """The letters, each with all that belongs to it: accents, skin tones, what is joined to it."""
    return _CLUSTER.findall(words)


def beginning(words: str, most: int) -> str:
    """At most the first `most` characters, and no letter cut in two."""
    if len(words) <= most:
        return words
    end = 0
    for found in _CLUSTER.finditer(words):
        if found.end() > most:
            break
        end = found.end()
    return words[:end]
