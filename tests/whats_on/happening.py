"""Groups as tests put them on: a walk each week, led by a peer worker."""

from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.support.whats_on import events
from lrc_portal.support.whats_on.events import EventSubmission, Said
from lrc_portal.vocabulary import ForWhom, Language, Rhythm
from tests.people import token

EN, CY = Language.ENGLISH, Language.CYMRAEG


def walk(**other: object) -> EventSubmission:
    """A walk each week from today on; `other` says what is not so."""
    usual = EventSubmission(
        said={EN: Said("A walk", "Slowly, with a dog"), CY: Said("Am dro")},
        rhythm=Rhythm.WEEKLY,
        first_day=clock.today(),
        at=time(10),
        minutes=90,
        for_whom=ForWhom.EVERYBODY,
        place="Bute Park",
        token=token(),
    )
    return replace(usual, **other)


def put_on(db: Session, coordinator: Viewer, leader: Viewer | None = None, **other: object) -> int:
    """A group that is on, from four weeks ago if nothing else is said."""
    leader_id = leader.person_id if leader else None
    usual = {"first_day": clock.today() - timedelta(weeks=4), "leader_id": leader_id}
    return events.add(db, by=coordinator, submission=walk(**(usual | other)))


def in_weeks(n: int) -> date:
    """A date of the usual walk."""
    return clock.today() + timedelta(weeks=n)
