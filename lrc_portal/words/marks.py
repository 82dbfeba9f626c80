"""Sentences on their way to a person: marked where they are written, translated where they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Between a sign and the words that it belongs to, and within what is read as one."""
DOT = f"{NO_BREAK}· "
"""Between two things in one line: where that breaks, the dot ends the first line and begins no other."""


def mark(sentence: str) -> str:
    """Mark a sentence for the catalogue and give it back unchanged."""
    return sentence


@dataclass(frozen=True)
class Sentence:
    """An English sentence, which is its catalogue key, and the values that fill it.

    With `n` it is one of two: `text` for one, `many` for other counts.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    many: str | None = None
    n: int | None = None


def plural(text: str, many: str, n: int) -> Sentence:
    """A sentence about `n` of something, marked for the catalogue by this call's name."""
    return Sentence(text, many=many, n=n)


@dataclass(frozen=True)
class Problem:
    """Something to mend in a form, said beside the field named `field`."""

    field: str
    sentence: Sentence


class Refused(Exception):
    """Something cannot be done; `sentence` tells the person why."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, values)


class NotNow(Refused):
    """The database does not answer in time, or not at all. Nothing was written; later it may work."""

    def __init__(self) -> None:
        super().__init__(
            mark(
                "The portal is very busy just now, so this is not saved yet. "
                "Your words are here. Try again in a moment."
            )
        )


class PerhapsSaved(NotNow):
    """The connection broke as the database was told to keep what was written; nobody knows whether it did."""

    def __init__(self) -> None:
        Refused.__init__(
            self,
            mark(
                "The line broke just as this was being done, so it may be done already, or not. "
                "Look before you press again."
            ),
        )

    @staticmethod
    def of_form() -> Refused:
        """The same of a form that is saved once, however often it is sent."""
        return Refused(
            mark(
                "The line broke just as this was being saved, so it may be saved already, or not. "
                "What you wrote is here. Press again: it is not saved twice."
            )
        )


class Invalid(Exception):
    """A submission has problems; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = tuple(problems)


def problem(field_name: str, text: str, **values: object) -> Problem:
    """A problem of one field. `text` is marked for the catalogue by this call's name."""
    return Problem(field_name, Sentence(text, values))
