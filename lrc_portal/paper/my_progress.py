"""What stands in my progress on paper: all of it from the owner's own look, for one time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.read_queries import together
from lrc_portal.record import goals, journey, measure_series, moments, paths, strengths, then_and_now
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.series import Followed, Pair, Path, Time
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.vocabulary import ANSWERED_NOTES, Window

MOST = 2000  # notes, and moments, of one time


@dataclass(frozen=True)
class ThenAndNow:
    """Each facet at the first time that there is, and now."""

    pairs: Sequence[Pair]
    then: Time
    now: Time


@dataclass(frozen=True)
class MyProgress:
    """What the owner's own look found, for the time that `way` shows."""

    display_name: str
    way: Journey
    notes: Sequence[NoteLine]
    moments: Sequence[MomentLine]
    goals: Sequence[GoalLine]
    strengths: Sequence[StrengthLine]
    paths: Sequence[Path] = ()
    followed: Sequence[Followed] = ()
    then_and_now: ThenAndNow | None = None


def of(database: Database, viewer: Viewer, window: Window) -> MyProgress:
    """The viewer's own, in four statements whatever the record holds."""
    me = opened_records.own(viewer)
    [days] = database.read_all(journey.days(me))
    [way] = database.read_all(journey.read_query(me, window, days=days))
    start, end = way.start, way.end
    written = notes.read_query(
        viewer, person_id=viewer.person_id, states=ANSWERED_NOTES, start=start, end=end, most=MOST
    )
    [mine] = database.read_all(
        together(
            partial(MyProgress, viewer.display_name, way),
            notes=written,
            moments=moments.read_query(me, start=start, end=end, most=MOST),
            goals=goals.read_query(me),
            strengths=strengths.read_query(me),
            paths=paths.read_query(me, window),
            followed=together(
                lambda answers: [each for each in answers.over(start, end) if each.answered],
                measure_series.read_query(me, way.bucket, start, end),
            ),
        )
    )
    return replace(mine, then_and_now=_then_and_now(database, me, days[0] if days else None))


def _then_and_now(database: Database, me: OpenedRecord, first: date | None) -> ThenAndNow | None:
    """The first time of the record beside the present one, once there are two."""
    times = then_and_now.times(first, clock.today())
    if len(times) < 2:
        return None
    then, now = times[0], times[-1]
    [pairs] = database.read_all(then_and_now.read_query(me, (then.first, then.last), (now.first, now.last)))
    return ThenAndNow(pairs, then, now)
