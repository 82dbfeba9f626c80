"""Check-ins: one day's answers. A day can be edited, and an earlier day added; there is one a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    NotNullable,
    and_,
    case,
    cast,
    delete,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import CheckIn, Pursuit, PursuitAnswer
from lrc_portal.database.portable import at_most, insert
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, together, tuples_of, values_of
from lrc_portal.record import audited_writes, measure_answers
from lrc_portal.record.measure_answers import Answered, AnswerRow, Given
from lrc_portal.record.validation import LONG, past_day_problems, text_problems, tidy
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import (
    AS_A_WHOLE,
    ASKED,
    FACETS,
    HIGHEST,
    LOWEST,
    STEPS,
    Act,
    Asked,
    Element,
    PursuitDay,
    Subject,
    element_of,
    step_of,
)
from lrc_portal.words.marks import Problem, problem

Value = TypeVar("Value")


@dataclass(frozen=True)
class CheckInSubmission:
    """One day as somebody answered it. Left-out answers are None, or simply not there.

    `version` is that of the day as the form was opened with it. `as_of` is the day on which the form
    said “today” or “yesterday”: once it is over, the person is asked which day they mean.
    """

    day: date | None
    answers: Mapping[Asked, int | None] = field(default_factory=dict)
    pursuits: Mapping[int, PursuitDay | None] = field(default_factory=dict)
    words: str = ""
    only_me: bool = False
    token: str = ""
    version: str | None = None
    as_of: date | None = None
    measures: Mapping[int, Given] = field(default_factory=dict)

    def problems(self) -> list[Problem]:
        if self.as_of is not None and self.as_of != clock.today():
            return [problem("form", "Midnight has passed since you began. Say first which day you mean.")]
        found = past_day_problems("day", self.day)
        found += [
            problem(
                asked.value, "Choose a number from {lowest} to {highest}.", lowest=LOWEST, highest=HIGHEST
            )
            for asked, value in self.answers.items()
            if value is not None and not LOWEST <= value <= HIGHEST
        ]
        answered = [value for value in (*self.answers.values(), *self.pursuits.values()) if value is not None]
        if not answered and not tidy(self.words) and not measure_answers.something_given(self.measures):
            found.append(problem("form", "Answer one thing, or write a few words. The rest can stay empty."))
        found += measure_answers.problems(self.measures)
        return found + text_problems("words", self.words, most=LONG)


@dataclass(frozen=True)
class CheckInLine:
    """One day to show. What the viewer may not see is None, as is what was not answered."""

    id: int
    day: date
    answers: Mapping[Asked, int | None]
    pursuits: Mapping[int, PursuitDay]
    words: str | None
    only_me: bool
    measures: Mapping[int, Answered] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return _version(self.answers, self.pursuits, self.measures, self.words, self.only_me)

    @property
    def was_hard(self) -> bool:
        """Whether the person said so: a use, or an answer in the lowest step. It is told to nobody else."""
        answers = [value for value in self.answers.values() if value is not None]
        return PursuitDay.USED in self.pursuits.values() or step_of(min(answers, default=HIGHEST)) == STEPS[0]


def blank(day: date) -> CheckInLine:
    """A day for which nothing stands yet."""
    return CheckInLine(0, day, dict.fromkeys(ASKED), {}, None, False)


def save(db: Session, *, by: Viewer, submission: CheckInSubmission) -> int:
    """Keep one day's answers; a day that is there already is changed to them. Returns its id.

    What stands already is no change and leaves no trace. Raises `NotAllowed`, `Invalid`, `AlreadySaved`;
    `NotHere` for a pursuit or a measure of somebody else; `ChangedMeanwhile`.
    """
    audited_writes.begin(db, by, submission)
    own_pursuits = set(db.scalars(select(Pursuit.id).where(Pursuit.person_id == by.person_id)))
    if not set(submission.pursuits) <= own_pursuits:
        raise acting.NotHere
    measured = measure_answers.own(db, by, submission.measures)
    now = clock.now()
    columns: dict[str, object] = {
        **{each.value: submission.answers.get(each) for each in ASKED},
        "words": tidy(submission.words),
        "only_me": submission.only_me,
    }
    there = _held(db, by, submission.day)
    if there is None:
        require_unchanged(submission.version, _version({}, {}, {}, None, False))
        made: int | None = db.execute(
            insert(db, CheckIn)
            .values(person_id=by.person_id, day=submission.day, created_at=now, changed_at=now, **columns)
            .on_conflict_do_nothing(index_elements=["person_id", "day"])
            .returning(CheckIn.id)
        ).scalar_one_or_none()
        if made is not None:
            _answer_pursuits(db, made, submission)
            measure_answers.write(db, made, measured)
            audited_writes.leave_own_trace(db, by, Act.ADDED, Subject.CHECK_IN, made)
            return made
        # Another tab kept the same new day in between: what it kept is there to be changed.
        there = _held(db, by, submission.day)
    if there is None:
        raise acting.NotHere
    _change(db, by, there, columns, submission, measured)
    return there.id


def _held(db: Session, by: Viewer, day: date | None) -> CheckIn | None:
    """The viewer's check-in of that day, held until the end of the transaction."""
    return db.scalar(
        select(CheckIn).where(CheckIn.person_id == by.person_id, CheckIn.day == day).with_for_update()
    )


def _change(
    db: Session,
    by: Viewer,
    there: CheckIn,
    columns: dict[str, object],
    submission: CheckInSubmission,
    measured: Mapping[int, Answered | None],
) -> None:
    stands = {
        row.pursuit_id: row.answer
        for row in db.scalars(select(PursuitAnswer).where(PursuitAnswer.check_in_id == there.id))
    }
    answers: dict[Asked, int | None] = {each: getattr(there, each.value) for each in ASKED}
    measures = measure_answers.of_day(db, there.id)
    require_unchanged(submission.version, _version(answers, stands, measures, there.words, there.only_me))
    changed = {name: value for name, value in columns.items() if getattr(there, name) != value}
    same_pursuits = all(stands.get(each) == answer for each, answer in submission.pursuits.items())
    if not changed and same_pursuits and all(measures.get(each) == measured[each] for each in measured):
        return
    for name, value in changed.items():
        setattr(there, name, value)
    there.changed_at = clock.now()
    _answer_pursuits(db, there.id, submission)
    measure_answers.write(db, there.id, measured)
    audited_writes.leave_own_trace(db, by, Act.CHANGED, Subject.CHECK_IN, there.id)


def _answer_pursuits(db: Session, check_in_id: int, submission: CheckInSubmission) -> None:
    # A pursuit that was put away is not asked about; what was answered about it then stays.
    before = db.execute(
        delete(PursuitAnswer)
        .where(
            PursuitAnswer.check_in_id == check_in_id,
            PursuitAnswer.pursuit_id.in_(list(submission.pursuits)),
        )
        .returning(PursuitAnswer.pursuit_id, PursuitAnswer.what_helped)
    )
    what_helped = {row.pursuit_id: row.what_helped for row in before}
    db.add_all(
        PursuitAnswer(
            check_in_id=check_in_id,
            pursuit_id=pursuit_id,
            answer=answer,
            what_helped=what_helped.get(pursuit_id) if answer is PursuitDay.USED else None,
        )
        for pursuit_id, answer in submission.pursuits.items()
        if answer is not None
    )


def _version(
    answers: Mapping[Asked, int | None],
    pursuits: Mapping[int, PursuitDay],
    measures: Mapping[int, Answered],
    words: str | None,
    only_me: bool,
) -> str:
    given = frozenset(
        (
            *((asked.value, value) for asked, value in answers.items() if value is not None),
            *((f"measure {each}", answer.value, answer.choice_id) for each, answer in measures.items()),
        )
    )
    days = frozenset((pursuit_id, day.value) for pursuit_id, day in pursuits.items())
    return version_of(given, days, words, only_me)


def erase(db: Session, *, by: Viewer, check_in_id: int) -> None:
    """Erase one day for good. Raises `NotHere`."""
    audited_writes.erase(db, by, CheckIn, check_in_id, Subject.CHECK_IN)


def answer_column(record: OpenedRecord, asked: Asked) -> ColumnElement[int | None]:
    """An answer as this look may see it: NULL where its element is not shared."""
    column: ColumnElement[int | None] = getattr(CheckIn, asked.value)
    return _as_seen(record, element_of(asked), column)


def element_column(record: OpenedRecord, element: Element) -> ColumnElement[float | None]:
    """A day's answer to an element, as this look may see it."""
    return _as_seen(record, element, answer_to(element))


@cache
def answer_to(element: Element) -> ColumnElement[float | None]:
    """A day's answer to an element: what was said of it as a whole, and otherwise the mean of its facets.

    NULL where neither was answered.
    """
    facets = [getattr(CheckIn, facet.value) for facet in FACETS[element]]
    if element not in AS_A_WHOLE:
        return type_coerce(facets[0], Float)
    answered = sum((case((facet.is_(None), 0), else_=1) for facet in facets), start=cast(0, Integer))
    total = sum((func.coalesce(facet, 0) for facet in facets), start=cast(0, Integer))
    mean = total * 1.0 / func.nullif(answered, 0)
    return func.coalesce(getattr(CheckIn, element.value), mean, type_=Float)


def _as_seen(
    record: OpenedRecord, element: Element, column: ColumnElement[Value | None]
) -> ColumnElement[Value | None]:
    # The rule is asked about the one owner, not about the owner of each row: the database then answers
    # it once and not for every day.
    if record.is_own:
        return column
    may_see = access.element_readable(record.viewer, record.owner_id, element)
    return access.shown_where(and_(CheckIn.person_id == record.owner_id, may_see), column)


def seen(
    db: Session, record: OpenedRecord, *, start: date | None = None, end: date | None = None, most: int = 31
) -> list[CheckInLine]:
    """The result of `read_query`, in a statement of its own."""
    return read_query(record, start=start, end=end, most=most).run(db)


def read_query(
    record: OpenedRecord, *, start: date | None = None, end: date | None = None, most: int = 31
) -> ReadQuery[list[CheckInLine]]:
    """The days that this look shows between two days (both included), newest first."""
    wanted: AnySelect = (
        select(
            CheckIn.id,
            CheckIn.day,
            *(answer_column(record, each).label(f"answer_{each.value}") for each in ASKED),
            access.shown_where(access.words_readable(record.viewer, CheckIn), CheckIn.words).label("words"),
            CheckIn.only_me,
        )
        .where(CheckIn.person_id == record.owner_id, access.readable(record.viewer, CheckIn))
        .order_by(CheckIn.day.desc())
        .limit(at_most(most))
    )
    if start is not None:
        wanted = wanted.where(CheckIn.day >= start)
    if end is not None:
        wanted = wanted.where(CheckIn.day <= end)
    answers = (
        select(PursuitAnswer.check_in_id, PursuitAnswer.pursuit_id, PursuitAnswer.answer)
        .join(Pursuit, Pursuit.id == PursuitAnswer.pursuit_id)
        .where(
            PursuitAnswer.check_in_id.in_(wanted.with_only_columns(CheckIn.id)),
            access.readable(record.viewer, Pursuit),
        )
    )
    return ReadQuery(
        rows_of(wanted, _DayRow, rest="answers"),
        rows_of(answers, _PursuitAnswerRow),
        rows_of(measure_answers.of_days(record, wanted.with_only_columns(CheckIn.id)), AnswerRow),
        read=_lines,
    )


def of_day(record: OpenedRecord, day: date) -> ReadQuery[CheckInLine | None]:
    """One day, or None where there is nothing to see."""
    return together(lambda found: found[0] if found else None, read_query(record, start=day, end=day, most=1))


def days_kept(record: OpenedRecord, start: date, end: date) -> ReadQuery[list[date]]:
    """The days between two (both included) of which something is kept, the earliest first."""
    wanted = (
        select(CheckIn.day)
        .where(
            CheckIn.person_id == record.owner_id,
            CheckIn.day.between(start, end),
            access.readable(record.viewer, CheckIn),
        )
        .order_by(CheckIn.day)
    )
    return ReadQuery(values_of(wanted))


def words(record: OpenedRecord, *, start: date | None = None, most: int) -> ReadQuery[list[tuple[date, str]]]:
    """The newest days on which words were written that this look shows, newest first."""
    wanted = (
        select(CheckIn.day, NotNullable(CheckIn.words))
        .where(
            CheckIn.person_id == record.owner_id,
            CheckIn.words.is_not(None),
            access.readable(record.viewer, CheckIn),
            access.words_readable(record.viewer, CheckIn),
        )
        .order_by(CheckIn.day.desc())
        .limit(at_most(most))
    )
    if start is not None:
        wanted = wanted.where(CheckIn.day >= start)
    return ReadQuery(tuples_of(wanted))


class _DayRow(NamedTuple):
    id: int
    day: date
    answers: dict[str, int | None]
    words: str | None
    only_me: bool


class _PursuitAnswerRow(NamedTuple):
    check_in_id: int
    pursuit_id: int
    answer: PursuitDay


def _lines(
    days: list[_DayRow], answered: list[_PursuitAnswerRow], measured: list[AnswerRow]
) -> list[CheckInLine]:
    measures = measure_answers.by_day(measured)
    answers: dict[int, dict[int, PursuitDay]] = {}
    for row in answered:
        answers.setdefault(row.check_in_id, {})[row.pursuit_id] = row.answer
    return [
        CheckInLine(
            id=day.id,
            day=day.day,
            answers={each: day.answers[f"answer_{each.value}"] for each in ASKED},
            pursuits=answers.get(day.id, {}),
            words=day.words,
            only_me=day.only_me,
            measures=measures.get(day.id, {}),
        )
        for day in days
    ]
