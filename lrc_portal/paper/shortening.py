"""When there is more than a sheet can hold: what is shown of it, and that there is more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lrc_portal.words.graphemes import beginning
from lrc_portal.words.translator import Translator

_SENTENCE_END = re.compile(r"[.!?](?=\s)")
CUT = "…"


@dataclass
class Shortening:
    """How much is shown: `lines` of each list, `letters` of each line, `text` letters of a longer text.

    None is all of it. `left_out` becomes true once something did not fit in.
    """

    t: Translator
    lines: int | None = None
    letters: int | None = None
    text: int | None = None
    left_out: bool = field(default=False, init=False)

    def doubled(self) -> "Shortening":
        """Twice as much, for what comes first."""
        more = [most and 2 * most for most in (self.lines, self.letters, self.text)]
        return Shortening(self.t, *more)

    def line(self, words: str | None) -> str:
        """Words in one line of thought: without line breaks, and no longer than `letters`."""
        return self._cut(" ".join((words or "").split()), self.letters)

    def item(self, words: str | None) -> str:
        """Words that may have several lines, as long as no line has to be shortened."""
        return (words or "").strip() if self.letters is None else self.line(words)

    def prose(self, words: str | None) -> str:
        """A longer text. Where texts are shortened their line breaks go first: they need the most room."""
        told = (words or "").strip()
        return told if self.text is None else self._cut(" ".join(told.split()), self.text)

    def first(self, all_of_them: Sequence[str]) -> list[str]:
        """The first lines, and a last one that says how many more there are."""
        shown = list(all_of_them[: self.lines])
        return shown + ([more] if (more := self.more(all_of_them)) else [])

    def more(self, all_of_them: Sequence[object]) -> str:
        """How many are left out, in words; nothing where none are."""
        n = len(all_of_them) - len(all_of_them[: self.lines])
        if not n:
            return ""
        self.left_out = True
        return self.t.plural("…and {n} more", "…and {n} more", n)

    def _cut(self, words: str, most: int | None) -> str:
        shown = words if most is None else shortened(words, most)
        self.left_out = self.left_out or shown != words
        return shown


def shortened(words: str, most: int) -> str:
    """At most about `most` letters: up to the end of a sentence, else of a word, and then "…"."""
    if len(words) <= most:
        return words
    kept = beginning(words, most)
    ends = [found.end() for found in _SENTENCE_END.finditer(words[: most + 1])]
    if ends and ends[-1] >= most * 0.4:
        return f"{kept[: ends[-1]]} {CUT}"
    blank = kept.rfind(" ")
    return (kept[:blank] if blank >= most * 0.4 else kept).rstrip(" ,;:–-") + CUT
