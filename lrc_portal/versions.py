"""Optimistic concurrency: a form names the version it was opened with, and a change checks it.

A version is a digest of what the form can change, so that it needs no column, and a row that was
changed and changed back is the same version.
"""

from enum import Enum
from hashlib import sha256

from lrc_portal.words.marks import Invalid, mark, problem

NOTHING_THERE = "nothing"
"""The version of a row that was not there when its form was opened."""

CHANGED = mark(
    "This was changed somewhere else since you opened it. Nothing was saved yet, and what you wrote is "
    "still here. Read what stands there now, put together what you want to keep, and save again."
)


class ChangedMeanwhile(Invalid):
    """What stands there is not what the form was opened with; nothing was written."""

    def __init__(self) -> None:
        super().__init__([problem("form", CHANGED)])


def version_of(*values: object) -> str:
    """The version of these values, in their order; sets count without an order."""
    return sha256("\x1f".join(_told(value) for value in values).encode()).hexdigest()[:16]


def require_unchanged(opened_with: str | None, now: str) -> None:
    """Raises `ChangedMeanwhile` unless the form was opened with what stands there now.

    None is a caller who looked at nothing before, such as the story of the demo.
    """
    if opened_with is not None and opened_with != now:
        raise ChangedMeanwhile


def _told(value: object) -> str:
    if isinstance(value, (set, frozenset)):
        return ",".join(sorted(_told(each) for each in value))
    if isinstance(value, Enum):
        return str(value.value)
    return repr(value)
