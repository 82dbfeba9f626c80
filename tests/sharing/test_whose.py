"""What each reads of their circle is theirs: whom they are with, what they give, who gives to them."""

from datetime import UTC, datetime, timedelta

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, ShareLine
from lrc_portal.sharing.invitations import InvitationSubmission
from lrc_portal.vocabulary import Content, Role
from tests import people
from tests.people import token

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
HEALTH, GOALS, NOTES = Grant(Content.HEALTH, True, NOON.date()), Grant(Content.GOALS), Grant(Content.NOTES)


def given(lines: list[ShareLine] | tuple[ShareLine, ...]) -> set[tuple[Content, bool, bool]]:
    """Each kind of content, whether with words, and whether it opens anything today."""
    return {(line.content, line.own_words, line.live) for line in lines}


def test_everybody_reads_of_their_own_circle_alone(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        mari, tom = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        dafydd, rhys = (people.make_person(db, name, Role.FAMILY) for name in ("Dafydd", "Rhys"))
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        people.into_circle(db, mari, dafydd, HEALTH)
        people.into_circle(db, tom, rhys, GOALS, NOTES)
        people.into_circle(db, mari, rhys)
        pairing_id = people.pair(db, nia, mari, gareth, NOTES)
        people.invite(db, mari, GOALS)
        invitations.invite(db, by=nia, submission=InvitationSubmission(Role.MEMBER, "somebody", token()))

        mine = circle.members(mari).run(db)
        assert [(each.display_name, given(each.shares)) for each in mine] == [
            ("Rhys", set()),
            ("Dafydd", {(Content.HEALTH, True, True)}),
        ]
        assert [each.person_id for each in circle.members(mari, most=1).run(db)] == [rhys.person_id]
        assert [each.display_name for each in circle.members(rhys).run(db)] == ["Mari", "Tom"]
        assert [given(each.shares) for each in circle.members(rhys).run(db)] == [set(), set()]
        assert circle.members(gareth).run(db) == []

        [invited] = invitations.mine(mari).run(db)
        assert (invited.role, invited.into_circle, invited.meant_for) == (Role.FAMILY, True, "somebody dear")
        assert invited.last_day == NOON.date() + timedelta(days=14)
        waiting = circle.given_with_invitations(mari).run(db)
        assert {key: given(lines) for key, lines in waiting.items()} == {
            invited.id: {(Content.GOALS, False, False)}
        }
        assert circle.given_with_invitations(tom).run(db) == {}
        assert [each.role for each in invitations.mine(nia, into_circle=False).run(db)] == [Role.MEMBER]
        assert invitations.mine(nia, into_circle=True).run(db) == invitations.mine(tom).run(db) == []
        assert invitations.mine(mari, into_circle=False).run(db) == []
        counts = [invitations.how_many_open(viewer).run(db) for viewer in (nia, mari)]
        assert counts == [1, 0], "those to the portal alone"

        walks = circle.given_in_pairings(mari).run(db)
        assert {key: given(lines) for key, lines in walks.items()} == {
            pairing_id: {(Content.NOTES, False, True)}
        }
        assert circle.given_in_pairings(tom).run(db) == {}


def test_who_is_given_something_finds_who_gives_it_and_for_how_long(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        mari, tom = (people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        gareth = people.make_person(db, "Gareth", Role.PEER_WORKER)
        people.into_circle(db, mari, dafydd, HEALTH)
        people.pair(db, nia, mari, gareth, NOTES)
        people.invite(db, tom, NOTES)
        with clock.standing_at(NOON + timedelta(hours=1)):
            people.into_circle(db, tom, dafydd, GOALS)
        with clock.standing_at(NOON + timedelta(hours=2)):
            people.into_circle(db, tom, dafydd, NOTES)
        of_mari, of_tom = circle.sharers(dafydd).run(db)
        assert (of_mari.display_name, of_mari.contents, of_mari.since) == ("Mari", (Content.HEALTH,), NOON)
        assert (of_tom.display_name, set(of_tom.contents)) == ("Tom", {Content.GOALS, Content.NOTES})
        assert of_tom.since == NOON + timedelta(hours=1), "when the first of it began"
        assert circle.sharers(gareth).run(db) == [], "what came by a pairing is not of the circle"
        shared = [circle.somebody_shares(viewer).run(db) for viewer in (dafydd, gareth, mari, nia)]
        assert shared == [True, False, False, False]
    with clock.standing_at(NOON + timedelta(days=1)), database.reading() as db:
        assert [each.display_name for each in circle.sharers(dafydd).run(db)] == ["Tom"]
        [line] = [line for each in circle.members(mari).run(db) for line in each.shares]
        assert not line.live, "its last day has passed"
