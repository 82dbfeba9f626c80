"""Texts that no key opens, by their numbers."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base


class UnreadableText(Base):
    """The number of a damaged cell, for coordinators to tell the operator; written by `database/unreadable`.

    It is worked out of the cell, and names neither a person nor a place.
    """

    __tablename__ = "unreadable_text"

    reference: Mapped[str] = mapped_column(String(9), primary_key=True)
    noticed_at: Mapped[datetime]
