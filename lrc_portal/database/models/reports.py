"""Reports as they were made: figures that stand, whatever becomes of the rows they were counted from."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base


class ReportPrinting(Base):
    """The report of a year up to the end of one of its quarters: numbers that may be told, and no other.

    `figures` is JSON; of a number that is withheld it holds the mark alone. It names nobody.
    """

    __tablename__ = "report_printing"
    __table_args__ = (CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter_of_a_year"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quarter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    figures: Mapped[str] = mapped_column(Text)
