"""Things that somebody follows, and days on which they were answered, for tests that need some."""

from datetime import timedelta

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.record import check_ins, measures
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.measure_answers import Given
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.vocabulary import Direction, Element, MeasureKind
from tests.people import token


def measure(
    name: str = "hours slept",
    kind: MeasureKind = MeasureKind.NUMBER,
    element: Element = Element.HEALTH,
    *,
    choices: tuple[str, ...] = (),
    **others,
) -> MeasureSubmission:
    """`measure("a meeting", MeasureKind.YES_NO)`."""
    direction = others.pop("direction", Direction.MORE)
    words = tuple((None, each) for each in choices)
    return MeasureSubmission(kind, name, element, direction, choices=words, token=token(), **others)


def follow(db: Session, by: Viewer, name: str, kind: MeasureKind = MeasureKind.NUMBER, **others) -> int:
    """Begin to follow something; its id."""
    return measures.add(db, by=by, submission=measure(name, kind, **others))


def answer(db: Session, by: Viewer, given: dict[int, Given], *, ago: int = 0, only_me: bool = False) -> int:
    """What was answered so many days ago, and nothing else of that day."""
    day = clock.today() - timedelta(days=ago)
    submission = CheckInSubmission(day, only_me=only_me, token=token(), measures=given)
    return check_ins.save(db, by=by, submission=submission)
