"""The areas of life that a person chose to look at next time, at most three."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, one_of, person_key
from lrc_portal.vocabulary import Facet


class ChosenArea(Base):
    """One area that a person wants to look at with their peer worker. Its name, and no figure."""

    __tablename__ = "chosen_area"

    person_id: Mapped[int] = person_key(primary_key=True)
    facet: Mapped[Facet] = mapped_column(one_of(Facet), primary_key=True)
    chosen_at: Mapped[datetime]
