"""Whether an installation is as it should be: findings, each with its mend. `python -m lrc_portal check`."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of one look."""

    WELL = "well"
    MEND = "mend"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: where, what was found, and what to do about it."""

    about: str
    state: State
    says: str
    mend: str = ""


def well(about: str, says: str) -> Finding:
    """It is as it should be."""
    return Finding(about, State.WELL, says)


def to_mend(about: str, says: str, mend: str) -> Finding:
    """It is not, and this mends it."""
    return Finding(about, State.MEND, says, mend)


def not_checked(about: str, why: str) -> Finding:
    """There was nothing to look at."""
    return Finding(about, State.NOT_CHECKED, why)
