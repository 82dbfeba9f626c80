"""What lies beside the answers of a record: things followed, letters, groups and events, useful things."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.models import (
    CheckIn,
    Event,
    EventWords,
    Exchange,
    Letter,
    Measure,
    MeasureAnswer,
    UsefulThing,
)
from lrc_portal.vocabulary import Direction, Element, ForWhom, Language, MeasureKind, Rhythm, UsefulKind

FOLLOWED = 12
WORDS = "The kettle is on from six. Come as you are, and go when you like."


@dataclass(frozen=True)
class Amount:
    """How much there is of each; what is followed was answered on each day with a check-in."""

    letters: int
    groups: int
    useful_things: int


LITTLE = Amount(letters=20, groups=10, useful_things=40)
MUCH = Amount(letters=500, groups=40, useful_things=500)
"""Of little there is a page full already, so that what more costs is not what is drawn more."""


def fill(
    db: Session, amount: Amount, *, member: Viewer, worker: Viewer, pairing_id: int, began: date
) -> None:
    """What the member follows, letters between the two, and what everybody reads; all since `began`."""
    _followed(db, member)
    _letters(db, amount.letters, member, worker, pairing_id, began)
    _groups(db, amount.groups, began)
    _useful_things(db, amount.useful_things)


def _followed(db: Session, member: Viewer) -> None:
    """A dozen numbers, with an answer to each on every day that there is."""
    days = db.scalars(select(CheckIn.id).where(CheckIn.person_id == member.person_id)).all()
    for n in range(FOLLOWED):
        measure = Measure(
            person_id=member.person_id,
            kind=MeasureKind.NUMBER,
            name=f"Number {n}",
            unit="hours",
            element=tuple(Element)[n % 3],
            direction=Direction.MORE,
            position=n,
            only_me=False,
            created_at=clock.now(),
        )
        db.add(measure)
        db.flush()
        rows = [{"check_in_id": day, "measure_id": measure.id, "value": 100 * (day % 9 + n)} for day in days]
        db.execute(insert(MeasureAnswer), rows)


def _letters(db: Session, many: int, member: Viewer, worker: Viewer, pairing_id: int, began: date) -> None:
    exchange = Exchange(
        person_id=member.person_id,
        other_id=worker.person_id,
        pairing_id=pairing_id,
        began_at=datetime.combine(began, time(9), clock.HERE),
    )
    db.add(exchange)
    db.flush()
    apart = (clock.now() - exchange.began_at) / (many + 1)
    rows = [
        {
            "exchange_id": exchange.id,
            "writer_id": (member if n % 2 else worker).person_id,
            "words": WORDS,
            "written_at": exchange.began_at + n * apart,
        }
        for n in range(many)
    ]
    db.execute(insert(Letter), rows)


def _groups(db: Session, many: int, began: date) -> None:
    for n in range(many):
        event = Event(
            rhythm=Rhythm.WEEKLY,
            every_weeks=1 + n % 4,
            first_day=began + timedelta(days=n),
            at=time(10 + n % 9),
            minutes=90,
            place=WORDS,
            for_whom=tuple(ForWhom)[n % 3],
            created_at=clock.now(),
        )
        db.add(event)
        db.flush()
        for language in Language:
            db.add(EventWords(event_id=event.id, language=language, title=f"Group {n}", about=WORDS))


def _useful_things(db: Session, many: int) -> None:
    now: dict[str, Any] = {"checked_on": clock.today(), "created_at": clock.now(), "whom": ForWhom.EVERYBODY}
    rows = [
        {
            **now,
            "kind": UsefulKind.TEXT,
            "title_en": f"Thing {n}",
            "title_cy": f"Peth {n}",
            "words_en": WORDS,
            "found_by": f"thing {n} peth {n}",
        }
        for n in range(many)
    ]
    db.execute(insert(UsefulThing), rows)
