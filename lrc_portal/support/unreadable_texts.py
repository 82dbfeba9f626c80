"""Texts that no key opens: their numbers, for a coordinator to tell whoever runs the portal."""

from sqlalchemy import select

from lrc_portal import acting
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import UnreadableText
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import ReadQuery, values_of


def to_tell(viewer: Viewer, *, most: int) -> ReadQuery[list[str]]:
    """As a coordinator: the newest of the numbers. Raises `NotAllowed`."""
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    numbers = (
        select(UnreadableText.reference)
        .order_by(UnreadableText.noticed_at.desc(), UnreadableText.reference)
        .limit(at_most(most))
    )
    return ReadQuery(values_of(numbers))
