"""Consent to what is kept about a person: a sentence to agree to, by role, and what it means in detail."""

from dataclasses import dataclass

from lrc_portal.vocabulary import KEEPS_A_RECORD, Role
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator


@dataclass(frozen=True)
class ConsentWords:
    """What is agreed to, in English: `agree` stands beside the box to tick, `means` is one tap away."""

    agree: str
    means: tuple[str, ...]

    def wording(self, t: Translator) -> str:
        """All of it as it was read, to be kept with the day on which it was agreed to."""
        return " ".join(t(sentence) for sentence in (self.agree, *self.means))


_OF_A_RECORD = ConsentWords(
    mark("I agree that Living Room Cardiff keeps what I write here about my health, my life and recovery."),
    (
        mark("Nobody sees my record unless I share it."),
        mark("I can take back what I share at any time."),
        mark("The yearly report counts me, without my name or my words."),
        mark("Of my record it counts only what I show a peer worker."),
    ),
)
_OF_WORK = (
    mark("The people I write about see it too, once I offer it to them."),
    mark("The yearly report counts what I do here, without my name or my words."),
)
BY_ROLE = {
    **dict.fromkeys(KEEPS_A_RECORD, _OF_A_RECORD),
    Role.PEER_WORKER: ConsentWords(
        mark("I agree that Living Room Cardiff keeps what I write here as a peer worker."),
        (mark("Coordinators see my training and on which days I had supervision."), *_OF_WORK),
    ),
    Role.COORDINATOR: ConsentWords(
        mark("I agree that Living Room Cardiff keeps what I write here as a coordinator."),
        (mark("The people I bring together see what I did, and on which day."),),
    ),
}
