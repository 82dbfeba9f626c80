"""Consent to what is kept about a person: one sentence to agree to, and in detail what it means, by role."""

from dataclasses import dataclass

from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

AGREE = mark(
    "I agree that Living Room Cardiff keeps what I write here. It may be about my health, and about recovery."
)
_ALL = mark("The yearly report counts me, without my name or my words.")
_RECORD = (
    mark("Nobody sees my record unless I share it."),
    mark("I can take back what I share at any time."),
    mark("Of my record the report counts only what I show a peer worker."),
)
_PEER_WORKER = (
    mark("Coordinators see my training and my days of supervision."),
    mark("People see what I write about them, once I offer it."),
)
_COORDINATOR = (mark("People see what I did for them, and on which day."),)


@dataclass(frozen=True)
class ConsentWords:
    """What is agreed to, in English: `agree` stands beside the box to tick, the rest is one tap away.

    `by_role` has a heading and its sentences for each thing that somebody can be here.
    """

    agree: str
    for_all: tuple[str, ...]
    by_role: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def wording(self, t: Translator) -> str:
        """All of it as it was read, a line for each part, to be kept with the day of the yes."""
        said = [t(sentence) for sentence in (self.agree, *self.for_all)]
        said += [f"{t(role)}: {' '.join(map(t, sentences))}" for role, sentences in self.by_role]
        return "\n".join(said)


STARTING = ConsentWords(AGREE, (*_RECORD[:2], _ALL, *_RECORD[2:]))
"""For somebody who starts a record of their own."""
INVITED = ConsentWords(
    AGREE,
    (_ALL,),
    (
        (mark("In a record of my own"), _RECORD),
        (mark("As a peer worker"), _PEER_WORKER),
        (mark("As a coordinator"), _COORDINATOR),
    ),
)
"""For somebody with an invitation: until it is accepted, nothing tells whoever holds the code to what."""
