"""Meetings that are planned, moved, called off or were held."""

from dataclasses import dataclass
from datetime import date, time
from functools import partial

from sqlalchemy import and_, case, delete, exists, func, select
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import Meeting, Note, Pairing
from lrc_portal.database.portable import at_most, spend
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.record.validation import SHORT, text_problems, tidy
from lrc_portal.sharing import trace
from lrc_portal.support.pairings import due
from lrc_portal.vocabulary import Act, MeetingKind, MeetingState, NoteState
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

A_WHILE = due.A_WHILE
STILL_TO_COME = mark("This meeting is still to come.")


@dataclass(frozen=True)
class MeetingSubmission:
    """A meeting as somebody planned it. Times are clock times in Wales; None is "not fixed yet"."""

    kind: MeetingKind | None
    day: date | None
    at: time | None = None
    place: str = ""
    pairing_id: int | None = None
    token: str = ""

    def problems(self) -> list[Problem]:
        found = text_problems("place", self.place, most=SHORT)
        if self.kind is None:
            found.append(problem("kind", "Choose what kind of meeting it is."))
        if self.day is None:
            found.append(problem("day", "Write the day, the month and the year."))
        elif self.day.year < 1900:
            found.append(problem("day", "Choose a day after 1900."))
        if self.kind not in (None, MeetingKind.PROFESSIONAL_LED) and self.pairing_id is None:
            found.append(problem("kind", "This kind of meeting is with a peer worker you walk with."))
        return found


@dataclass(frozen=True)
class MoveSubmission:
    """When and where a planned meeting is from now on; `sequence` is which version of it was looked at."""

    meeting_id: int
    sequence: int
    day: date | None
    at: time | None = None
    place: str = ""
    token: str = ""

    def problems(self) -> list[Problem]:
        found = text_problems("place", self.place, most=SHORT)
        if self.day is None or self.day < clock.today():
            found.append(problem("day", "Choose a day from today on."))
        return found


@dataclass(frozen=True)
class MeetingLine:
    """A meeting to show. `was_day`, `was_time` and `was_place` are what the other still knows it by."""

    id: int
    person_id: int
    pairing_id: int | None
    kind: MeetingKind
    state: MeetingState
    day: date
    at: time | None
    place: str | None
    sequence: int = 0
    changed_by_id: int | None = None
    was_day: date | None = None
    was_time: time | None = None
    was_place: str | None = None


@dataclass(frozen=True)
class Around:
    """The meetings that lie around today, the earliest first.

    `coming` are planned. The day of `unconfirmed` has passed and neither of the two has said whether they
    met. `called_off` still lie ahead: whoever has put them into a calendar can take them out. Of `not_met`
    the day has passed: it can still be put right. `changed` are those that the other of the two has moved
    or called off, until the viewer has said that they have read it; they stand in their own list as well.
    """

    coming: tuple[MeetingLine, ...] = ()
    unconfirmed: tuple[MeetingLine, ...] = ()
    called_off: tuple[MeetingLine, ...] = ()
    not_met: tuple[MeetingLine, ...] = ()
    changed: tuple[MeetingLine, ...] = ()

    def of(self, pairing_id: int) -> "Around":
        """Those of one pairing."""
        every = (self.coming, self.unconfirmed, self.called_off, self.not_met, self.changed)
        return Around(*(tuple(line for line in lines if line.pairing_id == pairing_id) for lines in every))


_SHOWN = (
    Meeting.id,
    Meeting.person_id,
    Meeting.pairing_id,
    Meeting.kind,
    Meeting.state,
    Meeting.day,
    Meeting.at,
    Meeting.place,
    Meeting.sequence,
    Meeting.changed_by_id,
    Meeting.was_day,
    Meeting.was_time,
    Meeting.was_place,
)


def plan(db: Session, *, by: Viewer, submission: MeetingSubmission) -> int:
    """Plan a meeting, or write down one that was held: either of a live pairing, or, led by a
    professional, in one's own story. Raises `NotHere`, `Invalid`, `AlreadySaved`. Returns its id.
    """
    acting.require_oneself(by)
    if found := submission.problems():
        raise Invalid(found)
    person_id, pairing_id = by.person_id, None
    if submission.kind is MeetingKind.PROFESSIONAL_LED:
        acting.require(by, Permission.KEEP_A_RECORD)
    else:
        pairing = _pairing_of(db, by, submission.pairing_id)
        person_id, pairing_id = pairing.person_id, pairing.id
        _within(pairing, submission.day)
    spend(db, by.person_id, submission.token)
    forget_unmet(db)
    assert submission.day is not None
    meeting = Meeting(
        person_id=person_id,
        pairing_id=pairing_id,
        kind=submission.kind,
        state=MeetingState.PLANNED if submission.day >= clock.today() else MeetingState.HELD,
        day=submission.day,
        at=submission.at,
        place=tidy(submission.place),
        planned_by_id=by.person_id,
        created_at=clock.now(),
    )
    db.add(meeting)
    db.flush()
    trace.leave_on_row(db, by, meeting, Act.PLANNED)
    return meeting.id


def move(db: Session, *, by: Viewer, submission: MoveSubmission) -> None:
    """Give a planned meeting another day, time or place; either of the two may, and neither needs a reason.

    It stays the same meeting: what is in somebody's calendar moves with it. The other reads of it next.
    Raises `NotHere`, `Invalid`, `AlreadySaved`; `Refused` for one that was held or called off, where it has
    changed since the viewer looked, and where nothing would change.
    """
    meeting = _to_change(db, by, submission.meeting_id)
    if found := submission.problems():
        raise Invalid(found)
    assert submission.day is not None
    spend(db, by.person_id, submission.token)
    if meeting.state is MeetingState.HELD:
        raise Refused(mark("You two have met, so this meeting stays where it is. Plan another one."))
    if meeting.state is MeetingState.CALLED_OFF:
        raise Refused(mark("This meeting was called off. Plan another one."))
    if meeting.sequence != submission.sequence:
        raise Refused(mark("This meeting has changed since you looked. Look at what stands here now."))
    if meeting.pairing_id is not None:
        _within(_pairing_of(db, by, meeting.pairing_id), submission.day)
    place = tidy(submission.place)
    if (meeting.day, meeting.at, meeting.place) == (submission.day, submission.at, place):
        raise Refused(mark("This is when and where you meet already."))
    _changes(by, meeting)
    meeting.day, meeting.at, meeting.place = submission.day, submission.at, place
    if (meeting.day, meeting.at, meeting.place) == (meeting.was_day, meeting.was_time, meeting.was_place):
        _everybody_knows(meeting)  # moved back before the other had read of it
    trace.leave_on_row(db, by, meeting, Act.CHANGED)


def read_change(db: Session, *, by: Viewer, meeting_id: int, sequence: int) -> None:
    """Take note of what the other has changed, up to this version of it. Raises `NotHere`."""
    meeting = _to_change(db, by, meeting_id)
    if meeting.changed_by_id in (None, by.person_id) or meeting.sequence != sequence:
        return
    _everybody_knows(meeting)
    trace.leave_on_row(db, by, meeting, Act.ANSWERED)


def _within(pairing: Pairing, day: date | None) -> None:
    if pairing.last_day is not None and day is not None and day > pairing.last_day:
        raise Invalid([problem("day", "Choose a day up to the last day on which you walk together.")])


def _changes(by: Viewer, meeting: Meeting) -> None:
    """Count a change, and keep for the other what they know of, unless they have older news to read."""
    meeting.sequence += 1
    if meeting.pairing_id is None or meeting.changed_by_id == by.person_id:
        return
    meeting.changed_at, meeting.changed_by_id = clock.now(), by.person_id
    meeting.was_day, meeting.was_time, meeting.was_place = meeting.day, meeting.at, meeting.place


def _everybody_knows(meeting: Meeting) -> None:
    meeting.changed_at = meeting.changed_by_id = None
    meeting.was_day = meeting.was_time = meeting.was_place = None


def unmet_is_over() -> relationships.Condition:
    """It was planned and came to nothing, and no page tells of it any more."""
    noted = exists().where(Note.meeting_id == Meeting.id)
    over = Meeting.day < clock.today() - A_WHILE
    return and_(Meeting.state != MeetingState.HELD, over, ~noted)


def forget_unmet(db: Session) -> None:
    """Take out what was planned and came to nothing, once no page tells of it any more."""
    with beyond(db, System.TIDYING):
        db.execute(delete(Meeting).where(unmet_is_over()))


def say_held(db: Session, *, by: Viewer, meeting_id: int, stood: MeetingState = MeetingState.PLANNED) -> None:
    """The meeting took place; `stood` is what was said of it when the viewer looked.

    It also puts right that they did not meet. Raises `NotHere`; `Refused` for a day that is still to come
    or long past, and where the other one has said something else meanwhile.
    """
    meeting = _to_say(db, by, meeting_id, stood, MeetingState.HELD)
    if meeting is not None:
        meeting.state = MeetingState.HELD
        meeting.sequence += 1
        _everybody_knows(meeting)
        trace.leave_on_row(db, by, meeting, Act.CHANGED)


def say_not_held(
    db: Session, *, by: Viewer, meeting_id: int, stood: MeetingState = MeetingState.PLANNED
) -> None:
    """The two did not meet this time; nobody is asked for a reason, and nothing says who did not come.

    It also puts right what was said to be held. Raises as `say_held` does; `Refused` also where a note
    tells of the meeting.
    """
    meeting = _to_say(db, by, meeting_id, stood, MeetingState.CALLED_OFF)
    if meeting is None:
        return
    noted = exists().where(Note.meeting_id == meeting.id, Note.state != NoteState.DRAFT)
    if db.scalar(select(noted)):
        raise Refused(mark("A note tells of this meeting, so it stands as held."))
    meeting.state = MeetingState.CALLED_OFF
    meeting.sequence += 1
    _everybody_knows(meeting)
    trace.leave_on_row(db, by, meeting, Act.CHANGED)


def call_off(db: Session, *, by: Viewer, meeting_id: int) -> None:
    """Call a planned meeting off; neither needs a reason. The other reads of it next. Raises `NotHere`."""
    meeting = _to_change(db, by, meeting_id)
    if meeting.state is not MeetingState.PLANNED:
        raise NotHere
    _changes(by, meeting)
    meeting.state = MeetingState.CALLED_OFF
    trace.leave_on_row(db, by, meeting, Act.CHANGED)


def seen(
    db: Session,
    viewer: Viewer,
    *,
    person_id: int | None = None,
    pairing_id: int | None = None,
    most: int = 100,
) -> list[MeetingLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(viewer, person_id=person_id, pairing_id=pairing_id, most=most).run(db)


def read_query(
    viewer: Viewer,
    *,
    person_id: int | None = None,
    pairing_id: int | None = None,
    start: date | None = None,
    end: date | None = None,
    most: int = 100,
) -> ReadQuery[list[MeetingLine]]:
    """The meetings the viewer may see, newest day first; of one person, one pairing or some days if given."""
    wanted: AnySelect = (
        select(*_SHOWN)
        .where(access.readable(viewer, Meeting), Meeting.state != MeetingState.CALLED_OFF)
        .order_by(Meeting.day.desc(), Meeting.at.desc().nulls_first(), Meeting.id.desc())
        .limit(at_most(most))
    )
    if person_id is not None:
        wanted = wanted.where(Meeting.person_id == person_id)
    if pairing_id is not None:
        wanted = wanted.where(Meeting.pairing_id == pairing_id)
    if start is not None:
        wanted = wanted.where(Meeting.day >= start)
    if end is not None:
        wanted = wanted.where(Meeting.day <= end)
    return ReadQuery(rows_of(wanted, MeetingLine))


def around(
    viewer: Viewer, which: relationships.Condition, *, most: int = limits.SHOWN_MEETINGS + 1
) -> ReadQuery[Around]:
    """The meetings around today that the viewer is part of; `which` says of whom.

    Of each list and pairing at most `most` come, those that lie nearest to today.
    """
    today = clock.today()
    to_come = Meeting.day >= today
    to_read = and_(Meeting.changed_by_id.is_not(None), Meeting.changed_by_id != viewer.person_id)
    nearest = func.row_number().over(
        partition_by=(Meeting.pairing_id, Meeting.state, to_come, to_read),
        order_by=(
            case((to_come, Meeting.day)),
            Meeting.day.desc(),  # of those whose day has passed
            Meeting.at.nulls_last(),
            Meeting.id,
        ),
    )
    found = (
        select(*_SHOWN, nearest.label("nearest"))
        .where(
            which,
            access.readable(viewer, Meeting),
            Meeting.state != MeetingState.HELD,
            Meeting.day >= today - A_WHILE,
        )
        .subquery()
    )
    wanted: AnySelect = (
        select(*(found.c[column.key] for column in _SHOWN))
        .where(found.c.nearest <= most)
        .order_by(found.c.day, found.c.at.nulls_last(), found.c.id)
    )
    return ReadQuery(rows_of(wanted, MeetingLine), read=partial(_around, viewer))


def around_me(viewer: Viewer, *, most: int = limits.SHOWN_MEETINGS + 1) -> ReadQuery[Around]:
    """The meetings around today in the viewer's own story."""
    return around(viewer, Meeting.person_id == viewer.person_id, most=most)


def around_pairing(viewer: Viewer, pairing_id: int, *, most: int) -> ReadQuery[Around]:
    """The meetings around today of one pairing that the viewer is part of."""
    return around(viewer, Meeting.pairing_id == pairing_id, most=most)


def one(viewer: Viewer, meeting_id: int) -> ReadQuery[MeetingLine | None]:
    """One meeting that the viewer may see, also one that was called off; None for any other."""
    wanted: AnySelect = select(*_SHOWN).where(Meeting.id == meeting_id, access.readable(viewer, Meeting))
    return ReadQuery(rows_of(wanted, MeetingLine), read=lambda lines: lines[0] if lines else None)


def _pairing_of(db: Session, by: Viewer, pairing_id: int | None) -> Pairing:
    found = db.scalar(
        select(Pairing).where(
            Pairing.id == pairing_id,
            relationships.writes_in_pairing(by),
            relationships.pairing_is_live(),
        )
    )
    if found is None:
        raise NotHere
    return found


def _to_change(db: Session, by: Viewer, meeting_id: int) -> Meeting:
    # Held until the end: what the first of the two says is what the second finds.
    meeting = db.scalar(
        select(Meeting).where(Meeting.id == meeting_id, access.readable(by, Meeting)).with_for_update()
    )
    if meeting is None:
        raise NotHere
    return meeting


def _to_say(
    db: Session, by: Viewer, meeting_id: int, stood: MeetingState, becomes: MeetingState
) -> Meeting | None:
    """The meeting of which something is to be said; None where that was said already."""
    meeting = _to_change(db, by, meeting_id)
    if meeting.state is becomes:
        return None
    if meeting.state is not stood:
        raise Refused(mark("One of you has said so already. Look at what stands here now."))
    if meeting.day > clock.today():
        raise Refused(STILL_TO_COME)
    if meeting.day < clock.today() - A_WHILE:
        raise Refused(mark("That was a while ago. It stays as it is."))
    return meeting


def _around(viewer: Viewer, lines: list[MeetingLine]) -> Around:
    today = clock.today()
    planned = [line for line in lines if line.state is MeetingState.PLANNED]
    off = [line for line in lines if line.state is MeetingState.CALLED_OFF]
    return Around(
        coming=tuple(line for line in planned if line.day >= today),
        unconfirmed=tuple(line for line in planned if line.day < today),
        called_off=tuple(line for line in off if line.day >= today),
        not_met=tuple(line for line in off if line.day < today),
        changed=tuple(line for line in lines if line.changed_by_id not in (None, viewer.person_id)),
    )
