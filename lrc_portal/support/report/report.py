"""The yearly report for funders and trustees: numbers alone, for coordinators, the small ones withheld.

It is made once after the end of each quarter and kept; everybody who reads it reads what is kept.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lrc_portal import acting, clock
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.row_security import System
from lrc_portal.series import Hidden, PairingYear, Report, Sum
from lrc_portal.support.report import counting, printings
from lrc_portal.support.report.counting import Counts, Span
from lrc_portal.support.report.suppression import (
    Split,
    all_beside,
    beside,
    minimum_contributors,
    primary_suppression,
    primary_suppression_of_each,
    some_of,
    split,
    withheld,
)
from lrc_portal.vocabulary import Element, Role


def read(database: Database, viewer: Viewer, year: int) -> tuple[Report | None, list[int]]:
    """As a coordinator: the report of that year, and the years of which there is one, the newest first.

    A year that is not over is told up to the end of its last whole quarter. The report is None where
    no quarter of it is over, or nobody was here. Raises `NotAllowed`.
    """
    acting.require(viewer, Permission.RUN_THE_SERVICE)
    database = database.as_system(System.REPORT)
    kept, first = printings.newest(year), counting.first_day()
    found, came = database.read_all(kept, first)
    if found is None and came and came.year <= year and printings.quarters_over(year):
        with database.writing() as db:
            _keep_year(db, year)
            found = kept.run(db)
    return found, _since(came)


def keep_due(db: Session) -> None:
    """Make every printing that is due and not kept yet, the oldest first."""
    for year in reversed(_since(counting.first_day().run(db))):
        _keep_year(db, year)


def newest() -> int:
    """The newest year of which there could be a report."""
    year = clock.today().year
    return year if printings.quarters_over(year) else year - 1


def _since(first: date | None) -> list[int]:
    return list(range(newest(), first.year - 1, -1)) if first else []


def _keep_year(db: Session, year: int) -> None:
    kept = printings.of_year(year).run(db)
    for quarter in printings.QUARTERS[: printings.quarters_over(year)]:
        if quarter not in kept:
            days = printings.span(year, quarter)
            counts = counting.read_query(days).run(db)
            # Whatever of this year is told already, also of later quarters, can be held beside it.
            made = publishable(year, days, counts, list(kept.values()))
            kept[quarter] = printings.keep(db, quarter, made)


def publishable(year: int, days: Span, counts: Counts, others: Sequence[Report]) -> Report:
    """The numbers as they may be told. Where tables hang together, that is said beside each."""

    def table(name: str) -> dict[Any, Sum]:
        return all_beside(
            primary_suppression_of_each(getattr(counts, name)), [getattr(each, name) for each in others]
        )

    def alone(name: str) -> Sum:
        return beside(primary_suppression(getattr(counts, name)), [getattr(each, name) for each in others])

    people, aids, pairings = table("people"), table("aids"), table("pairings")
    answered = split(counts.notes, [Split(each.answered, each.notes) for each in others])
    # A handover follows a pairing that began: beside few of those, many handovers would say that some did.
    if not isinstance(pairings[PairingYear.BEGUN], int):
        pairings[PairingYear.HANDED_OVER] = Hidden.WITHHELD
    # Each note names at least one kind of help. Beside few of one kind, the number of notes would say
    # how few at least.
    some_aid_is_small = not all(isinstance(cell, int) for cell in aids.values())
    # How somebody's answers moved can change with each quarter, so it is told once, of the whole year.
    moved = {
        element: some_of(people[Role.MEMBER] if days.is_whole_year else Hidden.WITHHELD, numbers)
        for element, numbers in counts.movement.items()
    }
    letters = minimum_contributors(counts.letters, counts.pairs_who_write)
    passed_on = minimum_contributors(counts.passed_on, counts.pairs_who_pass_on)
    if not days.is_whole_year:  # what came in one quarter could be the doing of a single pair
        letters = passed_on = Hidden.WITHHELD
    published = printings.PublishedFigures(
        people=people,
        meetings=table("meetings"),
        aids=aids,
        answered=Hidden.WITHHELD if some_aid_is_small else answered.whole,
        notes=withheld(counts.notes) if some_aid_is_small else answered.parts,
        goals_set=table("goals_set"),
        goals_reached=table("goals_reached"),
        contributions=alone("contributions"),
        movement={element: moved[element] for element in Element},
        pairings=pairings,
        trainings=alone("trainings"),
        supervisions=alone("supervisions"),
        groups=alone("groups"),
        letters=letters,
        passed_on=passed_on,
    )
    return printings.whole(published, year, days, clock.today())
