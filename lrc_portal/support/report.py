"""The yearly report for funders and trustees: numbers alone, for coordinators, the small ones withheld."""

from datetime import date, timedelta

from lrc_portal import acting, clock
from lrc_portal.acting import Doing, Viewer
from lrc_portal.database.asking import Question
from lrc_portal.series import Hidden, PairingYear, Report
from lrc_portal.support import counting
from lrc_portal.support.counting import Counts, Span
from lrc_portal.support.withholding import apart, clipped, some_of, split, total, withheld
from lrc_portal.vocabulary import Element, Role


def of_year(viewer: Viewer, year: int) -> Question[Report | None]:
    """As a coordinator: the report of that year; None where none of its quarters is over.

    A year that is not over is told up to the end of its last whole quarter, so that its numbers stay
    the same for three months and do not move with each single entry. Raises `NotAllowed`.
    """
    acting.require(viewer, Doing.RUN_THE_SERVICE)
    span = _span(year)
    if span is None:
        return Question((), lambda: None)
    counts = counting.question(span)
    return Question(counts.selects, lambda *rows: _told(year, span, counts.read(*rows)))


def years(viewer: Viewer) -> Question[list[int]]:
    """As a coordinator: the years of which there is a report, the newest first. Raises `NotAllowed`."""
    acting.require(viewer, Doing.RUN_THE_SERVICE)
    first = counting.first_day()
    return Question(first.selects, lambda *rows: _since(first.read(*rows)))


def newest() -> int:
    """The newest year of which there could be a report."""
    year = clock.today().year
    return year if _span(year) else year - 1


def _since(first: date | None) -> list[int]:
    return list(range(newest(), first.year - 1, -1)) if first else []


def _span(year: int) -> Span | None:
    today = clock.today()
    if not 1900 < year <= today.year:
        return None
    if year < today.year:
        return Span(date(year, 1, 1), date(year, 12, 31))
    quarter = date(year, (today.month - 1) // 3 * 3 + 1, 1)
    return Span(date(year, 1, 1), quarter - timedelta(days=1)) if quarter.month > 1 else None


def _told(year: int, span: Span, counts: Counts) -> Report:
    """The numbers as they may be told. Where tables hang together, that is said beside each."""
    people = apart(counts.people)
    meetings = apart(counts.meetings)
    aids = apart(counts.aids)
    goals_set, goals_reached = apart(counts.goals_set), apart(counts.goals_reached)
    answered = split(counts.notes)
    pairings = apart(counts.pairings)
    # A handover follows a pairing that began: beside few of those, many handovers would say that some did.
    if pairings[PairingYear.BEGUN] is Hidden.FEWER:
        pairings[PairingYear.HANDED_OVER] = Hidden.WITHHELD
    # Each note names at least one kind of help. Beside few of one kind, the number of notes would say
    # how few at least.
    some_aid_is_small = Hidden.FEWER in aids.values()
    return Report(
        year=year,
        first=span.first,
        last=span.last,
        people=people,
        meetings=meetings,
        all_meetings=total(meetings.values()),
        aids=aids,
        answered=Hidden.WITHHELD if some_aid_is_small else answered.whole,
        notes=withheld(counts.notes) if some_aid_is_small else answered.parts,
        goals_set=goals_set,
        all_goals_set=total(goals_set.values()),
        goals_reached=goals_reached,
        all_goals_reached=total(goals_reached.values()),
        contributions=clipped(counts.contributions),
        movement={element: some_of(people[Role.MEMBER], counts.movement[element]) for element in Element},
        pairings=pairings,
        trainings=clipped(counts.trainings),
        supervisions=clipped(counts.supervisions),
    )
