"""What stands in the short check-in: as it is kept of a day, or as somebody sent it, sound or not."""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.record import check_ins, measure_answers
from lrc_portal.record.check_ins import CheckInLine, CheckInSubmission
from lrc_portal.record.measure_answers import Answered, Given
from lrc_portal.vocabulary import FIRST_ASKED, HIGHEST, LOWEST, Asked, MeasureKind, PursuitDay
from lrc_portal.words.marks import Problem, problem

MEASURE = measure_answers.FIELD
CHOICE, VALUE = "c", "v"
"""How the value of an answer begins that is chosen: a choice in own words, or a number, yes and no."""
PURSUIT, VERSION = "pursuit.", "version."
"""How the fields of a pursuit and of a day's version begin; an id and a day follow."""


@dataclass(frozen=True)
class Filled:
    """The fields of the form. What is not in `answers`, `pursuits` or `measures` was not asked and stays.

    `began` is the day on which the form said "today"; `day` the one it is for, None while midnight has
    passed and nobody has said which. `versions` are those of the days as the form was opened with them.
    """

    began: date
    day: date | None
    answers: Mapping[Asked, int | None]
    pursuits: Mapping[int, PursuitDay | None]
    words: str
    only_me: bool
    token: str
    whose: str
    versions: Mapping[date, str] = field(default_factory=dict)
    unsound: tuple[Problem, ...] = ()
    measures: Mapping[int, Given] = field(default_factory=dict)

    def submission(self, by: Viewer, there: CheckInLine) -> CheckInSubmission:
        """The day as it is to be kept: what the form shows of it, and beside it what is `there`.

        Where it was opened with something else than what is there, its version is none that stands.
        """
        opened_with = self.versions.get(there.day)
        return CheckInSubmission(
            self.day,
            {**there.answers, **self.answers},
            self.pursuits,
            self.words,
            self.only_me,
            hashlib.sha256(f"quick:{by.person_id}:{self.token}".encode()).hexdigest()[:32],
            opened_with if opened_with == there.version else "",
            clock.today(),
            self.measures,
        )


def whose_form(viewer: Viewer) -> str:
    """Whose form it is, in the form itself: on a browser that people share, nobody saves another's."""
    return lookup_hash("quick", str(viewer.person_id))[:32]


def opened(viewer: Viewer, today: date, there: CheckInLine | None) -> Filled:
    """A form as it is opened, with what is kept of the day."""
    now = there or check_ins.blank(today)
    return Filled(
        today,
        today,
        {asked: now.answers[asked] for asked in FIRST_ASKED.values()},
        now.pursuits,
        now.words or "",
        now.only_me,
        secrets.token_hex(16),
        whose_form(viewer),
        {today: now.version},
        measures=now.measures,
    )


def sent(form: Mapping[str, str]) -> Filled:
    """A form as a browser sent it. What no form of ours would send is among its `unsound`."""
    unsound: list[Problem] = []
    answers: dict[Asked, int | None] = {}
    for asked in FIRST_ASKED.values():
        if (typed := form.get(asked.value)) is None:
            continue
        answers[asked] = int(typed) if typed in _ANSWERS else None
        if typed and typed not in _ANSWERS:
            unsound.append(problem(asked.value, "Choose one of these answers."))
    pursuits: dict[int, PursuitDay | None] = {}
    for number, name, typed in _numbered(form, PURSUIT):
        pursuits[number] = PursuitDay(typed) if typed in set(PursuitDay) else None
        if typed and typed not in set(PursuitDay):
            unsound.append(problem(name, "Choose one of these answers."))
    today = clock.today()
    began = min(_day(form.get("began")) or today, today)
    meant = began if began == today else _day(form.get("day"))
    if meant not in (began, today):
        meant = None
        unsound.append(problem("day", "Midnight has passed since you began. Say first which day you mean."))
    return Filled(
        began,
        meant,
        answers,
        pursuits,
        form.get("words", "").replace("\r\n", "\n"),
        bool(form.get("only_me")),
        form.get("token", ""),
        form.get("whose", ""),
        {each: version for name, version in form.items() if (each := _day(name.removeprefix(VERSION)))},
        tuple(unsound),
        {number: _given(typed) for number, _name, typed in _numbered(form, MEASURE)},
    )


def _numbered(form: Mapping[str, str], begins: str) -> Iterator[tuple[int, str, str]]:
    """The fields whose name is so begun, with the number that follows and what was sent in them."""
    for name, typed in form.items():
        number = name.removeprefix(begins)
        if number != name and number.isascii() and number.isdecimal() and len(number) < 10:
            yield int(number), name, typed


def as_sent(given: Given, kind: MeasureKind) -> str:
    """What is chosen, or stands, in the field of something that is followed."""
    if not isinstance(given, Answered):
        return given or ""
    if given.choice_id is not None:
        return f"{CHOICE}{given.choice_id}"
    return given.number if kind is MeasureKind.NUMBER else f"{VALUE}{given.number}"


def _given(sent: str) -> Given:
    """An answer that was chosen, or a number as it was typed."""
    found = _CHOSEN.fullmatch(sent)
    if found is None:
        return sent or None
    number = int(found[2])
    return Answered(choice_id=number) if found[1] == CHOICE else Answered(100 * number)


_CHOSEN = re.compile(rf"({CHOICE}|{VALUE})(\d{{1,9}})", re.ASCII)
_ANSWERS = frozenset(str(number) for number in range(LOWEST, HIGHEST + 1))


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None
