"""Lines that can be ticked, as lines of a note: ticking one writes it, and what is written is ticked.

So the note itself is the only place where ticks are kept. They come back after a reload, and on the
page of the note they are words like all others.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from lrc_portal.vocabulary import Element
from lrc_portal.words.graphemes import beginning

LONGEST = 300
CUT = "…"


@dataclass(frozen=True)
class Option:
    """Something to tick. `line` is what then stands in the note; `also` is how it may stand there as well,
    since it was ticked in the other language. `label` is Markdown.
    """

    line: str
    label: str = field(compare=False)
    also: tuple[str, ...] = field(default=(), compare=False)
    element: Element | None = field(default=None, compare=False)


def name(option: Option) -> str:
    """What its field is called: the same in both languages, and wherever it stands among the others."""
    said = "\n".join(sorted({option.line, *option.also}))
    return sha256(said.encode()).hexdigest()[:16]


def one_line(words: str) -> str:
    """Somebody's words as one line of a note."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else beginning(line, LONGEST - 1).rstrip() + CUT


def ticked(text: str | None, options: Iterable[Option]) -> list[Option]:
    """The options that stand in the text, each once."""
    there = set(_lines(text))
    return [option for option in dict.fromkeys(options) if there & {option.line, *option.also}]


def rest(text: str | None, options: Iterable[Option]) -> str:
    """What stands in the text beside them."""
    known = {line for option in options for line in (option.line, *option.also)}
    return "\n".join(line for line in _lines(text) if line not in known).strip()


def unread(stands: str | None, becomes: str, known: Collection[str]) -> list[str]:
    """The lines that stand in a text, are to be there no more, and are not among those that are known."""
    kept = {*_lines(becomes), *known, ""}
    return [line for line in _lines(stands) if line not in kept]


def known_lines(text: str | None) -> frozenset[str]:
    """The lines of a text that somebody has before them."""
    return frozenset(_lines(text))


def written(chosen: Sequence[Option], words: str) -> str:
    """A text in which these stand, and then the words."""
    return "\n".join([*(option.line for option in dict.fromkeys(chosen)), words.strip()]).strip()


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines()]
