"""Is there room for one more? Counts rows against a limit before one is added."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal.database.models import Base
from lrc_portal.limits import Limit
from lrc_portal.words.marks import Refused


def require_room(db: Session, limit: Limit, model: type[Base], *which: Any) -> None:
    """Raises `Refused` where as many rows of `model` fulfil these conditions as the limit says.

    It keeps pages from growing without end and is no lock: two at the same moment may end one above it.
    """
    if (db.scalar(select(func.count()).select_from(model).where(*which)) or 0) >= limit.most:
        raise Refused(limit.full, most=limit.most)
