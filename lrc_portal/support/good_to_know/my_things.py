"""What is somebody's own of the shelf, to take away: what they keep, and what was passed on to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database.models import KeptThing, Person, ThingPassedOn, UsefulThing
from lrc_portal.database.read_queries import ReadQuery, rows_of
from lrc_portal.support.good_to_know.shelf import InLanguages


@dataclass(frozen=True)
class MyThing(InLanguages):
    """One of them, since when, and who passed it on; nobody did where the viewer keeps it."""

    title_en: str | None
    title_cy: str | None
    words_en: str | None
    words_cy: str | None
    web: str | None
    phone: str | None
    since: datetime
    by: str | None


def read_query(viewer: Viewer) -> ReadQuery[list[MyThing]]:
    """All of them: first what the viewer keeps, then what was passed on, each in its order."""
    facts = (
        UsefulThing.title_en,
        UsefulThing.title_cy,
        UsefulThing.words_en,
        UsefulThing.words_cy,
        UsefulThing.web,
        UsefulThing.phone,
    )
    kept = (
        select(*facts, KeptThing.kept_at.label("since"))
        .join(UsefulThing, UsefulThing.id == KeptThing.useful_thing_id)
        .where(KeptThing.person_id == viewer.person_id, access.readable(viewer, KeptThing))
        .order_by(KeptThing.kept_at, UsefulThing.id)
    )
    given = (
        select(*facts, ThingPassedOn.passed_on_at.label("since"), Person.display_name.label("by"))
        .join(UsefulThing, UsefulThing.id == ThingPassedOn.useful_thing_id)
        .join(Person, Person.id == ThingPassedOn.by_id)
        .where(ThingPassedOn.person_id == viewer.person_id, access.readable(viewer, ThingPassedOn))
        .order_by(ThingPassedOn.id)
    )
    return ReadQuery(rows_of(kept, _Kept), rows_of(given, MyThing), read=_all)


class _Kept(NamedTuple):
    title_en: str | None
    title_cy: str | None
    words_en: str | None
    words_cy: str | None
    web: str | None
    phone: str | None
    since: datetime


def _all(kept: list[_Kept], given: list[MyThing]) -> list[MyThing]:
    return [*(MyThing(*each, by=None) for each in kept), *given]
