"""Somebody to choose by name, for a pairing or as a supervisor."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Somebody:
    """A person to choose; `since` tells two of the same name apart."""

    person_id: int
    called: str
    since: datetime
