"""Of a check-in not even the day is seen by whom nothing of it is shared with: it would be a hint."""

import pytest
from sqlalchemy import select

from lrc_portal import access, clock
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn
from lrc_portal.record import check_ins
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import Content, Element, Facet, PursuitDay, Role
from tests import people
from tests.people import token
from tests.record.following import follow
from tests.record.walked import begin
from tests.record.ways import NOON, ago

SOBER, BODY, MOOD, PLACE, PURSUIT, SECRET_PURSUIT, WORDS, ONLY_ME, WHOLE = range(1, 10)
FOLLOWED, SECRET_FOLLOWED = 10, 11
DAYS: dict[int, dict[Facet | Element, int]] = {
    SOBER: {Facet.SOBRIETY: 0},
    BODY: {Facet.PHYSICAL: 3},
    MOOD: {Facet.EMOTIONAL: 4},
    PLACE: {Facet.COMMUNITY: 5},
    ONLY_ME: dict.fromkeys(Facet, 9),
    WHOLE: {Element.HEALTH: 6},
}


@pytest.mark.parametrize(
    ("grant", "seen"),
    [
        (Grant(Content.SOBRIETY), {SOBER, PURSUIT}),
        (Grant(Content.SOBRIETY, True), {SOBER, PURSUIT, WORDS}),
        (Grant(Content.HEALTH), {BODY, MOOD, WHOLE, FOLLOWED}),
        (Grant(Content.HEALTH, True), {BODY, MOOD, WORDS, WHOLE, FOLLOWED}),
        (Grant(Content.REINTEGRATION), {PLACE}),
        (Grant(Content.REINTEGRATION, True), {PLACE, WORDS}),
        (Grant(Content.GOALS, True), set()),
        (Grant(Content.STRENGTHS, True), set()),
    ],
    ids=lambda value: f"{value.content} {value.own_words}" if isinstance(value, Grant) else "",
)
def test_a_day_is_seen_by_what_was_answered_on_it(database: Database, grant: Grant, seen: set[int]) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, mari, dafydd, grant)
        pursuits = {PURSUIT: begin(db, mari, ago(40)), SECRET_PURSUIT: begin(db, mari, ago(40), only_me=True)}
        followed = {FOLLOWED: follow(db, mari, "hours slept")}
        followed[SECRET_FOLLOWED] = follow(db, mari, "secret", only_me=True)
        for day in range(1, 12):
            told = {pursuits[day]: PursuitDay.FREE} if day in pursuits else {}
            words = "a long day" if day in (WORDS, ONLY_ME) else ""
            submission = CheckInSubmission(
                ago(day),
                DAYS.get(day, {}),
                told,
                words,
                day == ONLY_ME,
                token(),
                measures={followed[day]: "7"} if day in followed else {},
            )
            check_ins.save(db, by=mari, submission=submission)
        days = db.scalars(select(CheckIn.day).where(access.readable(dafydd, CheckIn))).all()
    assert sorted(days) == sorted(ago(day) for day in seen)
