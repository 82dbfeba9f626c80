"""The id by which an entry is known in every file in which it stands."""

from datetime import UTC, datetime

from lrc_portal.database.encrypted import lookup_hash


def stable_id(kind: str, row_id: int, came_from: str | None, since: datetime | str) -> str:
    """The id of a row in every file: the one it came with, else one that only this portal can make.

    `since` is when it was begun, or for a step its words: SQLite gives the number of an erased row to the
    next one, which is another entry.
    """
    told = since if isinstance(since, str) else since.astimezone(UTC).isoformat()
    return came_from or lookup_hash("taken along", f"{kind}:{row_id}:{told}")[:32]
