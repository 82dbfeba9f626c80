"""A file that somebody brings: opened within narrow bounds, read as what this portal writes, or refused."""

import io
import json
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from lrc_portal import clock
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, GoalSubmission, StepSubmission
from lrc_portal.record.hard_day_plan import CALLS, PlanSubmission
from lrc_portal.record.measure_answers import hundredths
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.validation import LONG, past_day_problems, text_problems, tidy
from lrc_portal.record.ways import WaySubmission
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.taking_along import as_json
from lrc_portal.taking_along.as_json import Unreadable
from lrc_portal.taking_along.entries import (
    FORMAT,
    VERSION,
    CheckInEntry,
    GoalEntry,
    MeasureEntry,
    OwnEntries,
    PlanEntry,
    PursuitEntry,
    WayEntry,
)
from lrc_portal.vocabulary import HIGHEST, LOWEST, GoalState, MeasureKind, PursuitDay
from lrc_portal.words.marks import Problem, Refused, mark

Value = TypeVar("Value")

LARGEST = 10 * 1024 * 1024
UNPACKED = 24 * 1024 * 1024
"""So large may `record.json` be once it is unpacked: ten years of long days, and no bomb."""
MOST_FILES = 200
MOST_ENTRIES = 20_000
RECORD = "record.json"

_BROKEN = mark("This file is not whole, or not what its name says. Send it once more, or make a new one.")
_NOT_WHOLE = (
    zipfile.BadZipFile,  # the listing, or a sum that does not fit
    EOFError,  # cut off
    NotImplementedError,  # a way of packing that is not known here
    zlib.error,  # these and the next: what each way of packing says of damage
    lzma.LZMAError,
    OSError,
    ValueError,
)
_NONE_OF_OURS = mark(
    "This is no file of this portal. Choose the ZIP that you took away from here, or a table saved as CSV."
)
_TOO_LARGE = mark("There is more in this file than fits here. Take record.json out of the ZIP and send that.")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Texts of the person; they are kept without blanks at their ends, as they would be had they been typed.
_OWN_WORDS = frozenset({"name", "words", "title", "why", "ending", "what_helped", "what_was_done"}) | {
    "unit",
    "how_i_notice",
    "tell_myself",
    "where_safe",
    "called",
    "number",
}


def is_of_this_portal(upload: bytes) -> bool:
    """Whether it looks like a ZIP or JSON, and not like a table."""
    return upload.startswith(b"PK") or upload.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def entries_of(upload: bytes) -> OwnEntries:
    """The record in a ZIP of this portal, or in its `record.json`. Raises `Refused`."""
    content = _unpacked(upload) if upload.startswith(b"PK") else upload
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused(_BROKEN) from None
    return entries_in(told)


def entries_in(told: Any) -> OwnEntries:
    """The record in what stands in `record.json`. Raises `Refused`."""
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Refused(_NONE_OF_OURS)
    version = told.get("version")
    if type(version) is not int or version < 1:
        raise Refused(_NONE_OF_OURS)
    if version > VERSION:
        raise Refused(mark("This file is from a newer portal than this one, which cannot read it yet."))
    try:
        found = _tidied(as_json.read(OwnEntries, told.get("record"), "record"))
        _check(found)
    except Unreadable as fault:
        raise Refused(
            mark("At “{place}” in this file stands something that does not fit here. Nothing was taken in."),
            place=fault.place,
        ) from None
    return found


def _unpacked(upload: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(upload)) as file:
            listed = file.infolist()
            if len(listed) > MOST_FILES:
                raise Refused(_TOO_LARGE)
            if any(each.filename == "xl/workbook.xml" for each in listed):
                raise Refused(mark("Save the spreadsheet as CSV first, and send that."))
            ours = [each for each in listed if each.filename.rsplit("/", 1)[-1] == RECORD]
            if not ours:
                raise Refused(_NONE_OF_OURS)
            record = min(ours, key=lambda each: len(each.filename))
            if record.flag_bits & 1:
                raise Refused(mark("This ZIP has a password. Unpack it first, and send its record.json."))
            # What it says of its size is not taken for true: no more is read than may be there.
            with file.open(record) as packed:
                content = packed.read(UNPACKED + 1)
    except _NOT_WHOLE:
        raise Refused(_BROKEN) from None
    if len(content) > UNPACKED:
        raise Refused(_TOO_LARGE)
    return content


def _tidied(value: Value) -> Value:
    """The same with own words as they would be kept."""
    if isinstance(value, tuple):
        return tuple(_tidied(each) for each in value)  # type: ignore[return-value]
    if not is_dataclass(value):
        return value
    changed: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if each.name in _OWN_WORDS and isinstance(held, str):
            changed[each.name] = tidy(held) or ("" if each.name in {"name", "title"} else None)
        elif isinstance(held, tuple):
            changed[each.name] = _tidied(held)
    made: Value = replace(value, **changed)  # type: ignore[type-var]
    return made


# Each entry has to be one that could have been written here.


def _check(found: OwnEntries) -> None:
    entries = sum(len(getattr(found, each.name)) for each in fields(found))
    if entries + sum(len(way.used_on) for way in found.ways) > MOST_ENTRIES:
        raise Unreadable("record")
    strengths = {each.id for each in found.strengths}
    pursuits = {each.id for each in found.pursuits}
    for name in ("pursuits", "measures", "strengths", "goals", "moments", "agenda", "ways", "plans"):
        _check_ids(getattr(found, name), name)
    _once([each.day for each in found.check_ins], "check_ins")
    for number, pursuit in enumerate(found.pursuits, 1):
        _check_pursuit(pursuit, "pursuits", str(number))
    for number, measure in enumerate(found.measures, 1):
        _check_measure(measure, "measures", str(number))
    measures = {each.id: each for each in found.measures}
    for number, day in enumerate(found.check_ins, 1):
        _check_day(day, pursuits, "check_ins", str(number))
        _check_measured(day, measures, "check_ins", str(number))
    for number, strength in enumerate(found.strengths, 1):
        written = StrengthSubmission(strength.place, strength.words or "", strength.only_me)
        _require(written.problems(), "strengths", str(number))
        _past(strength.created_at, "strengths", str(number))
    for number, goal in enumerate(found.goals, 1):
        _check_goal(goal, strengths, "goals", str(number))
    for number, moment in enumerate(found.moments, 1):
        kept = MomentSubmission(moment.day, moment.kind, moment.element, moment.words or "", moment.only_me)
        _require(kept.problems(), "moments", str(number))
        _past(moment.created_at, "moments", str(number))
    for number, item in enumerate(found.agenda, 1):
        place = ("agenda", str(number))
        _require(AgendaSubmission(item.words or "").problems(), *place)
        _require(past_day_problems("talked_on", item.talked_on, needed=False), *place)
        _past(item.created_at, *place)
    for number, way in enumerate(found.ways, 1):
        _check_way(way, "ways", str(number))
    if len(found.plans) > 1:
        raise Unreadable("plans")
    for plan in found.plans:
        _check_plan(plan, "plans", "1")


def _check_way(way: WayEntry, *place: str) -> None:
    _require(WaySubmission(way.words or "", way.only_me).problems(), *place)
    _once(way.used_on, *place, "used_on")
    for day in way.used_on:
        _require(past_day_problems("used_on", day), *place)
    _past(way.created_at, *place)
    _past(way.put_away_at, *place)


def _check_plan(plan: PlanEntry, *place: str) -> None:
    parts = (plan.how_i_notice or "", plan.tell_myself or "", plan.where_safe or "")
    calls = tuple((call.called or "", call.number or "") for call in plan.calls)
    # One of which ways are all that it holds stands all the same.
    if any(parts) or calls:
        _require(PlanSubmission(*parts, calls=calls).problems(), *place)
    if not all(call.called for call in plan.calls) or len(calls) > CALLS:
        raise Unreadable(*place, "calls")
    _past(plan.created_at, *place)


def _check_pursuit(pursuit: PursuitEntry, *place: str) -> None:
    written = PursuitSubmission(
        pursuit.kind,
        pursuit.name,
        pursuit.aim,
        pursuit.start_day,
        pursuit.only_me,
        free_days_aim=pursuit.free_days_aim,
    )
    _require(written.problems(), *place)
    _past(pursuit.created_at, *place)
    _past(pursuit.put_away_at, *place)


def _check_day(day: CheckInEntry, pursuits: set[str], *place: str) -> None:
    # A day that has lost all its answers, with a pursuit that was erased, stands all the same.
    said = day.words or ("-" if not day.answers else "")
    _require(CheckInSubmission(day.day, day.answers, {}, said, day.only_me).problems(), *place)
    _once([each.pursuit for each in day.pursuits], *place)
    for each in day.pursuits:
        if each.pursuit not in pursuits or (each.what_helped and each.answer is not PursuitDay.USED):
            raise Unreadable(*place, "pursuits")
        _require(text_problems("what_helped", each.what_helped, most=LONG), *place)
    _past(day.created_at, *place)
    _past(day.changed_at, *place)


def _check_measure(measure: MeasureEntry, *place: str) -> None:
    choices = tuple((None, each) for each in measure.choices)
    written = MeasureSubmission(
        measure.kind, measure.name, measure.element, measure.direction, measure.unit or "", choices
    )
    _require(written.problems(), *place)
    is_choice = measure.kind is MeasureKind.CHOICE
    if (measure.choices and not is_choice) or any(each != tidy(each) for each in measure.choices):
        raise Unreadable(*place, "choices")
    _past(measure.created_at, *place)
    _past(measure.put_away_at, *place)


def _check_measured(day: CheckInEntry, measures: Mapping[str, MeasureEntry], *place: str) -> None:
    _once([each.measure for each in day.measures], *place)
    for each in day.measures:
        measure = measures.get(each.measure)
        if measure is None or not _could_be(measure, each.answer):
            raise Unreadable(*place, "measures")


def _could_be(measure: MeasureEntry, answer: str) -> bool:
    match measure.kind:
        case MeasureKind.CHOICE:
            return answer in measure.choices
        case MeasureKind.NUMBER:
            return hundredths(answer) is not None
        case MeasureKind.YES_NO:
            return answer in ("0", "1")
    return answer in {str(each) for each in range(LOWEST, HIGHEST + 1)}


def _check_goal(goal: GoalEntry, strengths: set[str], *place: str) -> None:
    written = GoalSubmission(goal.title, goal.element, goal.why or "", only_me=goal.only_me)
    _require(written.problems(), *place)
    _require(text_problems("ending", goal.ending, most=LONG), *place)
    _require(past_day_problems("set_on", goal.set_on), *place)
    _require(past_day_problems("ended_on", goal.ended_on, needed=goal.state is not GoalState.OPEN), *place)
    if goal.state is GoalState.OPEN and goal.ended_on:
        raise Unreadable(*place, "ended_on")
    _past(goal.created_at, *place)
    _once([each.strength for each in goal.strengths], *place)
    if not {each.strength for each in goal.strengths} <= strengths:
        raise Unreadable(*place, "strengths")
    _check_ids(goal.steps, *place, "steps")
    for step in goal.steps:
        _require(StepSubmission(step.words or "").problems(), *place, "steps")
        if step.done_on:
            _require(DoneSubmission(step.done_on, step.what_was_done or "").problems(), *place, "steps")
        elif step.what_was_done:
            raise Unreadable(*place, "steps")


def _require(problems: Iterable[Problem], *place: str) -> None:
    for found in problems:
        raise Unreadable(*place, found.field)


def _check_ids(entries: Sequence[Any], *place: str) -> None:
    _once([each.id for each in entries], *place)
    if not all(_ID.fullmatch(each.id) for each in entries):
        raise Unreadable(*place, "id")


def _once(keys: Sequence[str | date], *place: str) -> None:
    twice = [str(key) for key, times in Counter(keys).items() if times > 1]
    if twice:
        raise Unreadable(*place, twice[0])


def _past(moment: datetime | None, *place: str) -> None:
    # An hour for clocks that differ.
    if moment and (moment.year < 1900 or moment > clock.now() + timedelta(hours=1)):
        raise Unreadable(*place, "created_at")
