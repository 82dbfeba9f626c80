"""What a code says, who invited whom, how many wait, and what a look is: told to those whom it concerns."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lrc_portal import clock
from lrc_portal.access import Grants
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Trace
from lrc_portal.sharing import circle, invitations, opened_records
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.sharing.invitations import Asking, InvitationSubmission
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import Content, Role, Through
from tests import people
from tests.access.test_table import NOON
from tests.people import token

HEALTH, GOALS = Grant(Content.HEALTH, True, NOON.date()), Grant(Content.GOALS)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def test_who_invited_me_is_named_until_they_share_something(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, tom, eleri, zoe = (
            people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom", "Eleri", "Zoe")
        )
        dafydd, rhys = (people.make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Rhys"))
        for owner in (tom, mari, eleri, zoe):
            people.into_circle(db, owner, dafydd)
        people.into_circle(db, tom, rhys, GOALS)
        circle.leave(db, by=eleri, other_id=dafydd.person_id)
        assert circle.who_invited(dafydd).run(db) == ["Tom", "Mari", "Zoe"], "in the order in which they did"
        assert circle.who_invited(rhys).run(db) == circle.who_invited(mari).run(db) == []
        for owner in (tom, zoe):
            given = GrantsSubmission((GOALS,), token())
            circle.give(db, by=owner, viewer_id=dafydd.person_id, submission=given)
        circle.take_back_all(db, by=zoe, viewer_id=dafydd.person_id)
        assert circle.who_invited(dafydd).run(db) == ["Mari"], "who took it back is gone as if never there"
        through = dafydd.through_other_eyes(frozenset())
        assert circle.who_invited(through).run(db) == []


def test_a_code_says_who_asks_only_where_they_chose_to_say_so(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, tom = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        silent = people.invite(db, tom, GOALS)
        submission = InviteSubmission("Dafydd", (HEALTH, GOALS, Grant(Content.NOTES)), token(), says_who=True)
        code = circle.invite(db, by=mari, submission=submission)
        [line] = invitations.mine(mari).run(db)
        notes = circle.given_with_invitations(mari).run(db)[line.id][2]
        circle.take_back(db, by=mari, share_id=notes.id)
        told = ((Content.HEALTH, True, NOON.date()), (Content.GOALS, False, None))
        assert invitations.who_asks(db, code) == Asking("Mari", told)
        assert invitations.who_asks(db, silent) is None and invitations.who_asks(db, "0000-0000-0000") is None
        assert invitations.opens_something(db, silent)
    with clock.standing_at(NOON + timedelta(days=14)), sqlite_database.reading() as db:
        assert invitations.who_asks(db, code) is None


def test_a_coordinator_counts_their_own_open_invitations_to_the_portal(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        nia, mari = (
            people.make_person(db, "Nia", Role.COORDINATOR, Role.MEMBER),
            people.make_person(db, "Mari", Role.COORDINATOR),
        )
        for by in (nia, nia, nia, mari):
            invitations.invite(db, by=by, submission=InvitationSubmission(Role.MEMBER, "somebody", token()))
        people.invite(db, nia, GOALS)
        counts = [invitations.how_many_open(by).run(db) for by in (nia, mari)]
        assert counts == [3, 1]
        newest = invitations.mine(nia, into_circle=False).run(db)[0]
        invitations.withdraw(db, by=nia, invitation_id=newest.id)
        assert invitations.how_many_open(nia).run(db) == 2
    with clock.standing_at(NOON + timedelta(days=14)), sqlite_database.reading() as db:
        assert invitations.how_many_open(nia).run(db) == 0


@pytest.mark.parametrize(
    ("role", "meant_for", "fields"),
    [
        (Role.MEMBER, "x" * 100, []),
        (Role.MEMBER, "x" * 101, ["meant_for"]),
        (Role.MEMBER, "  ", ["meant_for"]),
        (None, "somebody", ["role"]),
        (None, "", ["role", "meant_for"]),
    ],
)
def test_what_is_to_be_mended_is_said_beside_its_field(
    role: Role | None, meant_for: str, fields: list[str]
) -> None:
    assert [each.field for each in InvitationSubmission(role, meant_for).problems()] == fields
    if role is not None:
        assert [each.field for each in InviteSubmission(meant_for, ()).problems()] == fields


def test_a_look_is_ones_own_or_family_or_a_walk_and_a_preview_is_none_of_ones_own(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as db:
        nia, mari = (
            people.make_person(db, "Nia", Role.COORDINATOR),
            people.make_person(db, "Mari", Role.MEMBER),
        )
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER, Role.FAMILY)
        people.pair(db, nia, mari, gareth, Grant(Content.GOALS, True))
        people.into_circle(db, mari, gareth, Grant(Content.HEALTH))

        own = opened_records.own(mari)
        assert (own.is_own, own.as_family, own.owner_id) == (True, False, mari.person_id)
        assert own.grants == Grants(mari.person_id, dict.fromkeys(Content, True))
        looks = {way: opened_records.at(db, gareth, mari.person_id, through=way) for way in Through}
        of_circle, of_walk = looks[Through.CIRCLE], looks[Through.PAIRING]
        assert (of_circle.is_own, of_circle.as_family) == (False, True)
        assert (of_walk.is_own, of_walk.as_family) == (False, False)
        assert of_circle.grants.contents == {Content.HEALTH: False}
        assert of_walk.grants.contents == {Content.GOALS: True}
        assert opened_records.at(db, gareth, mari.person_id) == of_circle, "by the circle, if not told"

        before = db.scalar(select(func.count(Trace.id)))
        pairs = [(Content.HEALTH, True), (Content.GOALS, False)]
        for by_pairing, way in ((False, Through.CIRCLE), (True, Through.PAIRING)):
            seen = opened_records.preview(db, mari, pairs, by_pairing=by_pairing)
            assert seen.viewer.person_id == seen.owner_id == mari.person_id
            assert (seen.viewer.preview, seen.viewer.through) == (frozenset(pairs), way)
            assert seen.grants.contents == dict(pairs) and not seen.is_own
            assert seen.as_family is not by_pairing
        assert opened_records.preview(db, mari, pairs).viewer.through is Through.CIRCLE
        assert db.scalar(select(func.count(Trace.id))) == before


def test_nobody_gives_over_what_they_have_not_seen(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        mari, dafydd = (
            people.make_person(db, "Mari", Role.MEMBER),
            people.make_person(db, "Dafydd", Role.FAMILY),
        )
        people.into_circle(db, mari, dafydd, GOALS)
        [member] = circle.members(mari).run(db)
        assert member.given.version == circle.Given(member.shares).version != circle.Given(()).version

        def give(grants: tuple[Grant, ...], version: str) -> None:
            submission = GrantsSubmission(grants, token(), version)
            circle.give(db, by=mari, viewer_id=dafydd.person_id, submission=submission)

        with pytest.raises(ChangedMeanwhile):
            give((HEALTH,), circle.Given(()).version)
        give((HEALTH,), member.given.version)
        with pytest.raises(ChangedMeanwhile):
            give((GOALS,), member.given.version)
        [member] = circle.members(mari).run(db)
        assert [line.content for line in member.given.shares] == [Content.HEALTH]
