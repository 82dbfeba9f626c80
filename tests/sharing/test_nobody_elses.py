"""What one does between two people leaves what others have as it is, and is told as it was done.

Everybody here is in two circles, or has two people in theirs, or is to one person two things.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CircleLink, Consent, Share, Trace
from lrc_portal.sharing import circle
from lrc_portal.sharing.circle import Given, Grant, GrantsSubmission, InviteSubmission, ShareLine
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Act, Content, Role, Subject
from lrc_portal.words.marks import Invalid
from tests.access.test_table import NOON
from tests.people import into_circle, invite, make_person, pair, token
from tests.sharing.test_stories import give, opened

TODAY = NOON.date()
HEALTH, GOALS, NOTES = Grant(Content.HEALTH), Grant(Content.GOALS), Grant(Content.NOTES)
Standing = set[tuple[str, ...]]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


@dataclass(frozen=True)
class Two:
    """Two members, who both share with the same two; of one member the peer worker is in the circle too."""

    mari: Viewer
    tom: Viewer
    dafydd: Viewer
    rhys: Viewer
    gareth: Viewer
    nia: Viewer
    walk: int

    def standing(self, db: Session) -> Standing:
        """Who is in whose circle, and who shows what to whom, by which way."""
        people = (self.mari, self.tom, self.dafydd, self.rhys, self.gareth)
        names = {each.person_id: each.display_name for each in people}
        links = db.scalars(select(CircleLink).where(CircleLink.ended_at.is_(None)))
        shares = select(Share).where(Share.taken_back_at.is_(None), Share.accepted_at.is_not(None))
        return {(names[link.inviter_id], names[link.invitee_id]) for link in links} | {
            (
                names[share.owner_id],
                names[share.viewer_id or 0],
                share.content.value,
                "walk" if share.pairing_id else "circle",
            )
            for share in db.scalars(shares)
        }


def make_two(db: Session) -> Two:
    mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
    dafydd, rhys = (make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Rhys"))
    gareth = make_person(db, "Gareth", Role.PEER_WORKER, Role.FAMILY)
    nia = make_person(db, "Nia", Role.COORDINATOR)
    for owner in (mari, tom):
        for viewer in (dafydd, rhys):
            into_circle(db, owner, viewer, HEALTH, GOALS)
    into_circle(db, mari, gareth, HEALTH, GOALS)
    return Two(mari, tom, dafydd, rhys, gareth, nia, pair(db, nia, mari, gareth, HEALTH, GOALS))


def told(db: Session, act: Act) -> set[tuple[int, int, Subject, int | None]]:
    """The lines of this kind: who, about whose, what, and which one."""
    lines = db.scalars(select(Trace).where(Trace.act == act))
    return {(line.actor_id, line.owner_id, line.subject, line.subject_id) for line in lines}


@pytest.mark.parametrize(
    ("who", "whom"), [("mari", "rhys"), ("rhys", "tom"), ("gareth", "mari"), ("mari", "gareth")]
)
def test_leaving_ends_this_circle_alone_and_both_read_which_it_was(
    sqlite_database: Database, who: str, whom: str
) -> None:
    with sqlite_database.writing() as db:
        two = make_two(db)
        by, other = getattr(two, who), getattr(two, whom)
        before, ids = two.standing(db), {by.person_id, other.person_id}
        [link] = (
            each for each in db.scalars(select(CircleLink)) if {each.inviter_id, each.invitee_id} == ids
        )
        circle.leave(db, by=by, other_id=other.person_id)
        db.flush()
        owner, viewer = (by, other) if Role.MEMBER in by.roles else (other, by)
        names = (owner.display_name, viewer.display_name)
        shared = {(*names, content, "circle") for content in ("health", "goals")}
        assert before - two.standing(db) == {names} | shared and two.standing(db) < before
        assert told(db, Act.LEFT) == {
            (by.person_id, each.person_id, Subject.CIRCLE, link.id) for each in (by, other)
        }
        with pytest.raises(NotHere):
            circle.leave(db, by=by, other_id=two.nia.person_id)


@pytest.mark.parametrize("who", ["dafydd", "gareth"])
def test_handing_back_ends_one_content_of_one_person_and_once(sqlite_database: Database, who: str) -> None:
    with sqlite_database.writing() as db:
        two = make_two(db)
        by, before = getattr(two, who), two.standing(db)
        circle.hand_back(db, by=by, owner_id=two.mari.person_id, content=Content.HEALTH)
        handed_back = ("Mari", by.display_name, "health", "circle")
        assert before - two.standing(db) == {handed_back} and two.standing(db) < before
        with clock.standing_at(NOON + timedelta(hours=1)), pytest.raises(NotHere):
            circle.hand_back(db, by=by, owner_id=two.mari.person_id, content=Content.HEALTH)
        ended = db.scalars(select(Share.taken_back_at).where(Share.taken_back_at.is_not(None)))
        assert ended.all() == [NOON], "it ended when they handed it back"


def test_when_a_walk_begins_what_was_taken_back_meanwhile_stays_so(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        two = make_two(db)
        sian, ceri = (make_person(db, name, Role.PEER_WORKER) for name in ("Siân", "Ceri"))
        mari = two.mari
        asked, other = (
            pairings.propose(db, by=two.nia, person_id=mari.person_id, peer_worker_id=worker.person_id)
            for worker in (sian, ceri)
        )
        for pairing_id in (asked, other):
            pairings.accept_as_person(db, by=mari, pairing_id=pairing_id, grants=(HEALTH, GOALS))
        goals = db.scalars(
            select(Share).where(Share.pairing_id == asked, Share.content == Content.GOALS)
        ).one()
        circle.take_back(db, by=mari, share_id=goals.id)
        pairings.accept_as_peer_worker(db, by=sian, pairing_id=asked)
        db.refresh(goals)
        assert (opened(db, mari, sian), goals.accepted_at) == ({Content.HEALTH: False}, None)
        assert opened(db, mari, ceri) == {}, "the other walk has not begun"

        pairings.choose_what_is_seen(db, by=mari, pairing_id=asked, grants=(HEALTH, NOTES))
        assert opened(db, mari, sian) == {Content.HEALTH: False, Content.NOTES: False}, "open at once"
        consents = select(Share.pairing_id, Consent.pairing_id).join(Consent, Consent.share_id == Share.id)
        assert all(of_share == of_consent for of_share, of_consent in db.execute(consents))


def test_each_share_is_told_with_its_number(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        two = make_two(db)
        shares = db.scalars(select(Share)).all()
        assert told(db, Act.SHARED) == {
            (each.owner_id, each.owner_id, Subject(each.content.value), each.id) for each in shares
        }
        assert {share.owner_id for share in shares} == {two.mari.person_id, two.tom.person_id}


def test_a_share_on_its_last_day_is_taken_back_as_any_other(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd, Grant(Content.HEALTH, last_day=TODAY))
        assert opened(db, mari, dafydd) == {Content.HEALTH: False}
        circle.take_back_all(db, by=mari, viewer_id=dafydd.person_id)
        assert opened(db, mari, dafydd) == {}


def test_what_somebody_gives_whose_account_is_erased_soon_rests(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, mari, dafydd)
        give(db, replace(mari, erase_at=NOON + timedelta(days=7)), dafydd, HEALTH)
        assert opened(db, mari, dafydd) == {}


def lines(
    shares: tuple[ShareLine, ...] | list[ShareLine],
) -> list[tuple[Content, bool, date | None, datetime]]:
    return [(each.content, each.own_words, each.last_day, each.given_at) for each in shares]


def test_a_circle_is_read_from_whoever_came_last_and_what_they_see_as_it_was_given(
    sqlite_database: Database,
) -> None:
    later = NOON + timedelta(hours=1)
    with sqlite_database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        dafydd, rhys = (make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Rhys"))
        both = make_person(db, "Gareth", Role.PEER_WORKER, Role.FAMILY)
        with_words = Grant(Content.HEALTH, own_words=True, last_day=TODAY)
        with clock.standing_at(later):
            into_circle(db, mari, dafydd, with_words, GOALS)
        into_circle(db, mari, rhys)
        into_circle(db, mari, both, NOTES)
        pair(db, make_person(db, "Nia", Role.COORDINATOR), mari, both, HEALTH)
        found = circle.members(mari).run(db)
        assert [(each.person_id, each.display_name, each.since) for each in found] == [
            (dafydd.person_id, "Dafydd", later),
            (both.person_id, "Gareth", NOON),
            (rhys.person_id, "Rhys", NOON),
        ]
        assert [lines(each.shares) for each in found] == [
            [(Content.HEALTH, True, TODAY, later), (Content.GOALS, False, None, later)],
            [(Content.NOTES, False, None, NOON)],
            [],
        ], "in the order in which it was given; what a walk shows stands with the walk"


def test_what_waits_with_an_invitation_is_read_as_long_as_it_is_open(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        with clock.standing_at(NOON - timedelta(days=14)):
            invite(db, mari, NOTES)
        into_circle(db, mari, tom, NOTES)
        last_day = TODAY + timedelta(days=2)
        for owner, grants in (
            (mari, (HEALTH, Grant(Content.GOALS, True, last_day))),
            (mari, (GOALS,)),
            (tom, (NOTES,)),
        ):
            invite(db, owner, *grants)
        first, second = circle.given_with_invitations(mari).run(db).values()
        assert lines(first) == [(Content.HEALTH, False, None, NOON), (Content.GOALS, True, last_day, NOON)]
        assert lines(second) == [(Content.GOALS, False, None, NOON)]


def test_who_shares_is_read_in_one_order_whoever_gave_last(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        into_circle(db, tom, dafydd, HEALTH, GOALS)
        into_circle(db, mari, dafydd, NOTES, HEALTH)
        assert [(each.person_id, each.contents) for each in circle.sharers(dafydd).run(db)] == [
            (mari.person_id, (Content.NOTES, Content.HEALTH)),
            (tom.person_id, (Content.HEALTH, Content.GOALS)),
        ]


def test_whoever_gives_anew_is_told_of_each_change_that_another_tab_made() -> None:
    stood = ShareLine(1, Content.HEALTH, False, None, NOON, True)
    changed = [
        replace(stood, content=Content.GOALS),
        replace(stood, own_words=True),
        replace(stood, last_day=TODAY),
    ]
    given_again = replace(stood, id=2, given_at=NOON + timedelta(days=1), live=False)
    version = Given((stood,)).version
    assert Given((given_again,)).version == version, "given once more it says the same"
    assert version not in [Given((each,)).version for each in changed]


def test_each_day_that_is_past_is_said_once_and_nothing_is_given(sqlite_database: Database) -> None:
    first, second = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    days = {Content.HEALTH: first, Content.GOALS: second, Content.NOTES: first, Content.SOBRIETY: TODAY}
    grants = tuple(Grant(content, last_day=day) for content, day in days.items())
    found = GrantsSubmission(grants).problems()
    assert [each.field for each in found] == ["last_day.health", "last_day.goals"]
    with sqlite_database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        with pytest.raises(Invalid) as refused:
            circle.invite(db, by=mari, submission=InviteSubmission("Dafydd", grants, token()))
        problems = refused.value.problems
        assert [(each.field, each.sentence) for each in problems] == [
            ("last_day", each.sentence) for each in found
        ]
        assert db.scalars(select(Share)).all() == []
