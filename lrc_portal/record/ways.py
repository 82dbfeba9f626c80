"""Ways that help: what does a person good, in an order of their own, and on which days they used it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, delete, exists, func, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.models import Note, Person, Way, WayUse
from lrc_portal.database.portable import at_most, in_bucket, insert
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, values_of
from lrc_portal.database.room import require_room
from lrc_portal.record import audited_writes
from lrc_portal.record.validation import SHORT, past_day_problems, text_problems, tidy
from lrc_portal.relationships import is_own
from lrc_portal.series import WayWeeks
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import Act, Bucket, Subject, WayState
from lrc_portal.words.marks import Invalid, Problem

KEPT = (Way.state == WayState.KEPT, Way.put_away_at.is_(None))
"""What counts as a person's ways: neither put away, nor noticed by somebody and waiting for an answer."""
WEEKS = 12
"""So many weeks the chart looks back, this one among them."""


@dataclass(frozen=True)
class WaySubmission:
    """A way that helps, as somebody wrote it."""

    words: str
    only_me: bool = False
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        return text_problems("words", self.words, most=SHORT, needed=True)


class WayLine(NamedTuple):
    """A way to show. `noticed_by` is None for one that nobody else noticed or whose account is erased.

    `used_today` is asked of the owner's days alone; `note_day` is the day of the note it was kept from.
    """

    id: int
    words: str
    state: WayState
    in_plan: bool
    is_noticed: bool
    noticed_by: str | None
    only_me: bool
    put_away_at: datetime | None
    note_day: date | None
    used_today: bool

    @property
    def version(self) -> str:
        return version_of(self.only_me, self.words)

    @property
    def is_kept(self) -> bool:
        return self.state is WayState.KEPT and self.put_away_at is None


def add(db: Session, *, by: Viewer, submission: WaySubmission) -> int:
    """Keep a way of one's own, last in the order. Raises `Invalid`, `AlreadySaved`. Returns its id."""
    audited_writes.begin(db, by, submission)
    require_room(db, limits.WAYS, Way, Way.person_id == by.person_id, *KEPT)
    way = Way(
        person_id=by.person_id,
        words=tidy(submission.words),
        state=WayState.KEPT,
        position=last_position(db, by.person_id),
        only_me=submission.only_me,
        created_at=clock.now(),
    )
    return audited_writes.keep(db, by, way, Subject.WHAT_HELPS)


def last_position(db: Session, person_id: int) -> int:
    """Where a new way stands: behind all others of this person."""
    last = db.scalar(select(func.max(Way.position)).where(Way.person_id == person_id))
    return 0 if last is None else last + 1


def change(db: Session, *, by: Viewer, way_id: int, submission: WaySubmission) -> None:
    """Put a way in other words. One that somebody else noticed keeps their words.

    Raises `Invalid`, `NotHere`, `ChangedMeanwhile`.
    """
    audited_writes.check(submission)
    way = access.own_row(db, by, Way, way_id)
    words = way.words if way.noticed_by_id is not None else tidy(submission.words)
    columns: dict[str, object] = {"only_me": submission.only_me, "words": words}
    audited_writes.change(db, by, Way, way_id, columns, Subject.WHAT_HELPS, version=submission.version)


def answer(db: Session, *, by: Viewer, way_id: int, keep: bool) -> None:
    """Keep or decline a way that somebody noticed. Raises `NotHere` for one's own."""
    way = access.own_row(db, by, Way, way_id)
    if way.noticed_by_id is None and way.state is not WayState.OFFERED:
        raise acting.NotHere
    way.state = WayState.KEPT if keep else WayState.DECLINED
    audited_writes.leave_own_trace(db, by, Act.ANSWERED, Subject.WHAT_HELPS, way_id)


def put_away(db: Session, *, by: Viewer, way_id: int) -> None:
    """Put a way away: it stands in no list and no plan, and its days stay. Raises `NotHere`."""
    way = access.own_row(db, by, Way, way_id)
    when = way.put_away_at or clock.now()
    audited_writes.change(db, by, Way, way_id, {"put_away_at": when}, Subject.WHAT_HELPS)


def take_up(db: Session, *, by: Viewer, way_id: int) -> None:
    """Take up a way that was put away. Raises `NotHere`, and `Refused` where there is no room."""
    way = access.own_row(db, by, Way, way_id)
    if way.put_away_at is not None:
        require_room(db, limits.WAYS, Way, Way.person_id == by.person_id, *KEPT)
    audited_writes.change(db, by, Way, way_id, {"put_away_at": None}, Subject.WHAT_HELPS)


def move_up(db: Session, *, by: Viewer, way_id: int) -> None:
    """Let a way change places with the one before it; the first stays where it is. Raises `NotHere`."""
    access.own_row(db, by, Way, way_id)
    # All are held, in the same order in each tab, so that two moves at once do not mix.
    in_order = select(Way).where(Way.person_id == by.person_id, *KEPT).order_by(Way.position, Way.id)
    mine = list(db.scalars(in_order.with_for_update()))
    place = next((place for place, way in enumerate(mine) if way.id == way_id), 0)
    if place == 0:
        return
    mine[place - 1], mine[place] = mine[place], mine[place - 1]
    for position, way in enumerate(mine):
        way.position = position
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.WHAT_HELPS, way_id)


def use(db: Session, *, by: Viewer, way_id: int, day: date) -> None:
    """Say that a way was used on a day; several times a day are one. Raises `NotHere`, `Invalid`."""
    if found := past_day_problems("day", day):
        raise Invalid(found)
    access.own_row(db, by, Way, way_id)
    said = insert(db, WayUse).values(way_id=way_id, day=day).on_conflict_do_nothing().returning(WayUse.day)
    if db.scalar(said) is not None:
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.WHAT_HELPS, way_id)


def take_back_use(db: Session, *, by: Viewer, way_id: int, day: date) -> None:
    """Take back that a way was used on a day. Raises `NotHere`."""
    access.own_row(db, by, Way, way_id)
    of_day = (WayUse.way_id == way_id, WayUse.day == day)
    if db.scalar(delete(WayUse).where(*of_day).returning(WayUse.day)) is not None:
        audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.WHAT_HELPS, way_id)


def erase(db: Session, *, by: Viewer, way_id: int) -> None:
    """Erase a way for good, with the days on which it was used. Raises `NotHere`."""
    audited_writes.erase(db, by, Way, way_id, Subject.WHAT_HELPS)


def seen(db: Session, record: OpenedRecord) -> list[WayLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(record).run(db)


def read_query(record: OpenedRecord, *, most: int = limits.READ_AT_MOST) -> ReadQuery[list[WayLine]]:
    """The ways that this look shows, in their order, without those that were declined: what waits for an
    answer first, what was put away last.
    """
    used = exists().where(
        WayUse.way_id == Way.id, WayUse.day == clock.today(), access.readable(record.viewer, WayUse)
    )
    shown: AnySelect = (
        select(
            Way.id,
            Way.words,
            Way.state,
            Way.in_plan,
            Way.noticed_by_id.is_not(None).label("is_noticed"),
            Person.display_name.label("noticed_by"),
            Way.only_me,
            Way.put_away_at,
            Note.day.label("note_day"),
            used.label("used_today"),
        )
        .outerjoin(Person, Person.id == Way.noticed_by_id)
        .outerjoin(Note, and_(Note.id == Way.note_id, access.readable(record.viewer, Note)))
        .where(
            Way.person_id == record.owner_id,
            access.readable(record.viewer, Way),
            Way.state != WayState.DECLINED,
        )
        .order_by(Way.put_away_at.is_not(None), Way.state == WayState.KEPT, Way.position, Way.id)
        .limit(at_most(most))
    )
    return ReadQuery(rows_of(shown, WayLine))


def who_noticed(viewer: Viewer) -> ReadQuery[list[str | None]]:
    """Who noticed each way that waits for the viewer's answer; None where their account is erased."""
    waiting = (
        select(Person.display_name.label("noticed_by"))
        .select_from(Way)
        .outerjoin(Person, Person.id == Way.noticed_by_id)
        .where(is_own(viewer, Way.person_id), Way.state == WayState.OFFERED)
        .order_by(Way.position, Way.id)
        .limit(at_most(limits.READ_AT_MOST))
    )
    return ReadQuery(values_of(waiting))


class _WeekRow(NamedTuple):
    way_id: int
    words: str
    week: date
    days: int


def weeks(viewer: Viewer) -> ReadQuery[list[WayWeeks]]:
    """In which of the last weeks the viewer used which of their ways, and on how many days of each."""
    week = in_bucket(WayUse.day, Bucket.WEEK).label("week")
    first = clock.week_start(clock.today()) - timedelta(weeks=WEEKS - 1)
    used = (
        select(WayUse.way_id, Way.words, week, func.count(WayUse.day).label("days"))
        .join(Way, Way.id == WayUse.way_id)
        .where(is_own(viewer, Way.person_id), access.readable(viewer, WayUse), WayUse.day >= first, *KEPT)
        .group_by(WayUse.way_id, Way.words, Way.position, week)
        .order_by(Way.position, WayUse.way_id, week)
    )
    return ReadQuery(rows_of(used, _WeekRow), read=_by_way)


def _by_way(rows: list[_WeekRow]) -> list[WayWeeks]:
    found: dict[int, tuple[str, dict[date, int]]] = {}
    for row in rows:
        found.setdefault(row.way_id, (row.words, {}))[1][row.week] = row.days
    return [WayWeeks(words, used) for words, used in found.values()]
