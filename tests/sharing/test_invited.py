"""Invitations beside each other: whose they are, how many fit, what is told of each, who meets by them."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CircleLink, PersonRole, Share, Trace
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant
from lrc_portal.sharing.invitations import CodeOpensNothing, InvitationSubmission
from lrc_portal.vocabulary import Act, Content, Role, Subject
from lrc_portal.words.marks import Invalid, Refused
from tests.access.test_table import NOON
from tests.people import into_circle, invite, make_person, pair, token
from tests.sharing.test_stories import opened

HEALTH, GOALS = Grant(Content.HEALTH), Grant(Content.GOALS)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def to_the_portal(db: Session, by: Viewer, role: Role = Role.MEMBER, meant_for: str = "somebody") -> str:
    return invitations.invite(db, by=by, submission=InvitationSubmission(role, meant_for, token()))


def told(db: Session, act: Act) -> list[tuple[int, int, Subject, int | None]]:
    """The lines of this kind, in their order: who, about whose, what, and which one."""
    lines = db.scalars(select(Trace).where(Trace.act == act).order_by(Trace.id))
    return [(line.actor_id, line.owner_id, line.subject, line.subject_id) for line in lines]


def test_only_ones_own_open_invitations_into_the_circle_count_against_how_many_fit(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        nia = make_person(db, "Nia", Role.COORDINATOR, Role.MEMBER)
        tom = make_person(db, "Tom", Role.MEMBER)
        with clock.standing_at(NOON - timedelta(days=14)):
            invite(db, nia)  # too old by now
        for _ in range(limits.FAMILY_INVITATIONS.most):
            invite(db, nia)
            to_the_portal(db, nia)
        with pytest.raises(Refused):
            invite(db, nia)
        to_the_portal(db, nia)
        invite(db, tom)
        newest = invitations.mine(nia, into_circle=True).run(db)[0]
        invitations.withdraw(db, by=nia, invitation_id=newest.id)
        invite(db, nia)


def test_how_many_coordinators_may_have_open_does_not_hang_on_what_their_circle_has(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "INVITATIONS", limits.Limit(2, limits.INVITATIONS.full))
    with sqlite_database.writing() as db:
        nia, mari = (make_person(db, name, Role.COORDINATOR, Role.MEMBER) for name in ("Nia", "Mari"))
        for by in (nia, nia):
            invite(db, by)
        for by in (nia, mari, nia):
            to_the_portal(db, by)
        with pytest.raises(Refused):
            to_the_portal(db, nia)
        to_the_portal(db, mari)


def test_an_inviter_reads_their_invitations_newest_first_as_they_gave_them(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        nia = make_person(db, "Nia", Role.COORDINATOR)
        with clock.standing_at(NOON + timedelta(hours=1)):
            to_the_portal(db, nia, meant_for=" Alex ")
        for meant_for in ("Sam", "Ceri"):
            to_the_portal(db, nia, Role.FAMILY, meant_for)
        code = invitations.issue(db, by=nia, role=Role.PEER_WORKER, into_circle=False)[1]
        found = invitations.mine(nia).run(db)
        assert [(each.meant_for, each.role, each.created_at - NOON) for each in found] == [
            ("Alex", Role.MEMBER, timedelta(hours=1)),
            (None, Role.PEER_WORKER, timedelta()),
            ("Ceri", Role.FAMILY, timedelta()),
            ("Sam", Role.FAMILY, timedelta()),
        ]
        assert invitations.mine(nia, most=2).run(db) == found[:2]
        assert [each.says_who for each in found] == [False] * 4
        assert invitations.who_asks(db, code) is None, "nobody said that it may be told"
        mari = make_person(db, "Mari", Role.MEMBER)
        by_name = circle.InviteSubmission("Dafydd", (HEALTH,), token(), says_who=True)
        circle.invite(db, by=mari, submission=by_name)
        assert [each.says_who for each in invitations.mine(mari).run(db)] == [True]


def test_an_invitation_that_is_not_filled_in_is_not_given(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        nia = make_person(db, "Nia", Role.COORDINATOR)
        with pytest.raises(Invalid):
            to_the_portal(db, nia, meant_for=" ")
        assert invitations.mine(nia).run(db) == []


def test_each_invitation_is_told_by_what_it_is_for_and_which_it_was(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        nia = make_person(db, "Nia", Role.COORDINATOR)
        mari, sam, alex = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Sam", "Alex"))
        codes = [invite(db, mari), to_the_portal(db, nia, Role.FAMILY)]
        of_mari, of_nia = (invitations.mine(by).run(db)[0].id for by in (mari, nia))
        assert told(db, Act.INVITED) == [
            (mari.person_id, mari.person_id, Subject.CIRCLE, of_mari),
            (nia.person_id, nia.person_id, Subject.ACCOUNT, of_nia),
        ]
        for by, code in zip((sam, alex), codes, strict=True):
            invitations.accept(db, by=by, code=code)
        assert told(db, Act.JOINED) == [
            (sam.person_id, mari.person_id, Subject.CIRCLE, of_mari),
            (alex.person_id, nia.person_id, Subject.ACCOUNT, of_nia),
        ]
        given = select(PersonRole.person_id, PersonRole.given_by_id).where(PersonRole.role == Role.FAMILY)
        assert {(row.person_id, row.given_by_id) for row in db.execute(given)} == {
            (sam.person_id, mari.person_id),
            (alex.person_id, nia.person_id),
        }, "a role is from whoever invited"


def test_taking_an_invitation_back_ends_what_hung_on_it_alone_and_once(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        dafydd = make_person(db, "Dafydd", Role.FAMILY)
        for owner in (mari, tom):
            into_circle(db, owner, dafydd, HEALTH)
        for _ in range(2):
            invite(db, mari, GOALS)
        newer, older = (each.id for each in invitations.mine(mari).run(db))
        invitations.withdraw(db, by=mari, invitation_id=newer)
        assert list(circle.given_with_invitations(mari).run(db)) == [older]
        assert opened(db, mari, dafydd) == opened(db, tom, dafydd) == {Content.HEALTH: False}
        with pytest.raises(NotHere):
            invitations.withdraw(db, by=mari, invitation_id=newer)
        line = (mari.person_id, mari.person_id, Subject.CIRCLE, newer)
        assert told(db, Act.TOOK_BACK) == [line], "it was taken back once"


def test_the_first_coordinator_ends_the_other_first_codes_and_nobody_elses(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        first, dafydd = make_person(db, "First"), make_person(db, "Dafydd")
        used, unused = invitations.issue_first(db), invitations.issue_first(db)
        code = invite(db, make_person(db, "Mari", Role.MEMBER), HEALTH)
        assert used and unused
        accepted = invitations.accept(db, by=first, code=used)
        assert told(db, Act.JOINED) == [(first.person_id, first.person_id, Subject.ACCOUNT, accepted.id)]
        assert not invitations.opens_something(db, unused)
        invitations.accept(db, by=dafydd, code=code)


def links(db: Session) -> set[tuple[int, int]]:
    standing = select(CircleLink.inviter_id, CircleLink.invitee_id).where(CircleLink.ended_at.is_(None))
    return {(inviter_id, invitee_id) for inviter_id, invitee_id in db.execute(standing)}


def test_two_are_in_each_others_circle_once_whoever_invited_and_whoever_else_did(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        mari, tom, eleri = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom", "Eleri"))
        m, t, e = mari.person_id, tom.person_id, eleri.person_id
        # Each of the two has somebody else in their circle, who invited them or whom they invited.
        into_circle(db, eleri, mari)
        into_circle(db, tom, eleri)
        into_circle(db, mari, tom, HEALTH)
        assert links(db) == {(e, m), (t, e), (m, t)}
        into_circle(db, tom, mari, GOALS)
        assert links(db) == {(e, m), (t, e), (m, t)}, "they were connected already"
        assert (opened(db, mari, tom), opened(db, tom, mari)) == (
            {Content.HEALTH: False},
            {Content.GOALS: False},
        )
        circle.leave(db, by=tom, other_id=m)
        into_circle(db, mari, tom)
        assert links(db) == {(e, m), (t, e), (m, t)}, "and can come together again"


def test_whoever_is_invited_by_one_is_not_thought_to_be_in_anothers_circle(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, tom, eleri = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom", "Eleri"))
        into_circle(db, mari, eleri)  # whom Mari invited
        into_circle(db, eleri, tom)  # who invited Tom
        into_circle(db, tom, mari)
        assert (tom.person_id, mari.person_id) in links(db)


def test_what_an_invitation_brings_takes_the_place_of_nothing_but_the_same_from_the_same(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        both = make_person(db, "Gareth", Role.PEER_WORKER, Role.FAMILY)
        into_circle(db, tom, both, HEALTH)
        walk = pair(db, make_person(db, "Nia", Role.COORDINATOR), mari, both, HEALTH)
        into_circle(db, mari, both, HEALTH, GOALS)
        code = invite(db, mari, Grant(Content.HEALTH, own_words=True))
        shares = db.scalars(select(Share).order_by(Share.id)).all()
        newest = shares[-1]
        invitations.accept(db, by=both, code=code)
        assert newest.viewer_id == both.person_id, "also for whoever holds it in this transaction"
        assert opened(db, tom, both) == {Content.HEALTH: False}
        assert opened(db, mari, both) == {Content.HEALTH: True, Content.GOALS: False}
        assert list(circle.given_in_pairings(mari).run(db)) == [walk]


def test_of_what_is_typed_as_a_code_two_hundred_signs_are_read() -> None:
    assert [len(invitations.normal("7" * n)) for n in (200, 201)] == [200, 200]


def test_of_two_who_type_one_code_at_the_same_moment_one_comes_in(postgresql_database: Database) -> None:
    with postgresql_database.writing() as db:
        mari, sam, alex = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Sam", "Alex"))
        code = invite(db, mari, HEALTH)
    has_found, has_taken = threading.Event(), threading.Event()

    def alex_comes_second() -> None:
        with clock.standing_at(NOON), postgresql_database.writing() as db:
            assert invitations.opens_something(db, code)
            has_found.set()
            assert has_taken.wait(20)
            invitations.accept(db, by=alex, code=code)

    with ThreadPoolExecutor(1) as pool:
        with postgresql_database.writing() as db:
            second = pool.submit(alex_comes_second)
            assert has_found.wait(20)
            invitations.accept(db, by=sam, code=code)
            db.flush()
            has_taken.set()
            threading.Event().wait(0.3)  # the other is under way by now, and has to wait for us
        with pytest.raises(CodeOpensNothing):
            second.result(timeout=30)
    with postgresql_database.reading() as db:
        assert opened(db, mari, sam) == {Content.HEALTH: False}
        assert opened(db, mari, alex) == {}
