"""Two people called Siân Jones: whoever has to choose between them can, by what they know already."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from lrc_portal import clock
from lrc_portal.acting import NotAllowed
from lrc_portal.database.models import CircleLink, Meeting, Pairing, Person, Share
from lrc_portal.sharing.circle import Grant
from lrc_portal.support import somebody
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.finding.matching import Suggestion
from lrc_portal.support.somebody import KnownBySubmission
from lrc_portal.support.supervision.supervision import Supervised, SupervisionLine
from lrc_portal.ui import namesakes
from lrc_portal.vocabulary import Content, Language, MeetingState, Role, SupervisionKind
from lrc_portal.words.marks import Invalid
from lrc_portal.words.translator import translator

from .conftest import field, press, said, unfold
from .sharing import bring_into_circle, pair

EN = translator(Language.ENGLISH)


@pytest.fixture
def two(house, make):
    """Make two people who are called alike, and who joined 90 and 20 days ago."""

    def make_two(*roles: Role):
        both = make("Siân Jones", *roles), make("SIAN  JONES", *roles)
        with house.writing() as db:
            for each, days in zip(both, (90, 20), strict=True):
                row = db.get_one(Person, each.viewer.person_id)
                row.created_at -= timedelta(days=days)
        return both

    return make_two


def day_ago(days: int) -> date:
    """The day so many times 24 hours ago, which late in the evening may be another than counted in days."""
    return clock.local(clock.now() - timedelta(days=days)).date()


def ago(days: int) -> str:
    return EN.day(day_ago(days))


def say(house, coordinator, person, words: str) -> None:
    with house.writing() as db:
        submission = KnownBySubmission(person.viewer.person_id, words)
        somebody.say_known_by(db, by=coordinator.viewer, submission=submission)


def test_a_coordinator_reads_when_each_joined_wherever_their_names_stand(
    house, open_as, coordinator, peer_worker, two
) -> None:
    first, second = two(Role.MEMBER)
    for person in (first, second):
        pair(house, person, peer_worker, coordinator)
    app = press(open_as(coordinator, "community"), "Suggest who could walk together")
    names = [f"Siân Jones (joined on {ago(90)})", f"SIAN JONES (joined on {ago(20)})"]
    pills = field(app, "button_group", ":person").proto.options
    assert [option.content for option in pills] == names
    for name in names:
        assert f"{name} and Carys" in said(app)


def test_a_coordinators_own_word_is_read_by_coordinators_and_by_the_person(
    house, open_as, coordinator, make, two
) -> None:
    first, second = two(Role.MEMBER)
    app = press(unfold(open_as(coordinator, "community"), "Called alike"), "Write a word")
    field(app, "text_input", ":known_by").set_value("Grangetown")
    app = press(app, "Save the word")
    assert "Siân Jones (Grangetown)" in said(app)
    assert f"SIAN JONES (joined on {ago(20)})" in said(app)
    mine = said(open_as(first, "account"))
    assert "“Grangetown”" in mine
    assert "**Dai** wrote a word beside your name" in said(open_as(first, "circle"))
    assert "Grangetown" not in said(open_as(second, "account"))
    app = press(unfold(open_as(coordinator, "community"), "Called alike"), "Change the word")
    field(app, "text_input", ":known_by").set_value("")
    app = press(app, "Save the word")
    assert "Grangetown" not in said(app) + said(open_as(first, "account"))


def test_the_word_is_a_coordinators_to_write_and_short(house, coordinator, member, two) -> None:
    first, _second = two(Role.MEMBER)
    with pytest.raises(Invalid):
        say(house, coordinator, first, "x" * 61)
    with pytest.raises(NotAllowed):
        say(house, member, first, "Grangetown")


def test_a_peer_worker_reads_when_they_last_met_each(house, open_as, coordinator, peer_worker, two) -> None:
    first, second = two(Role.MEMBER)
    pairings = [pair(house, person, peer_worker, coordinator) for person in (first, second)]
    with house.writing() as db:
        db.add(
            Meeting(
                pairing_id=pairings[0],
                person_id=first.viewer.person_id,
                planned_by_id=peer_worker.viewer.person_id,
                kind="one_to_one",
                state=MeetingState.HELD,
                day=day_ago(6),
                created_at=clock.now(),
            )
        )
        db.execute(
            update(Pairing).where(Pairing.id == pairings[1]).values(began_at=clock.now() - timedelta(days=3))
        )
    names = {f"Siân Jones (you last met on {ago(6)})", f"SIAN JONES (walking with you since {ago(3)})"}
    for page in ("session_sheet", "notes"):
        app = open_as(peer_worker, page)
        [whom] = [each for each in app.main.get("button_group") if each.label == "With whom?"]
        assert {option.content for option in whom.proto.options} == names, page
    for page in ("people", "today"):
        read = said(open_as(peer_worker, page))
        assert all(name in read for name in names), page
        assert "joined on" not in read


def test_in_a_circle_it_is_since_when_each_shares(house, open_as, make, member, two) -> None:
    first, second = two(Role.FAMILY)
    for days, person in ((40, first), (7, second)):
        bring_into_circle(house, member, person, Grant(Content.STRENGTHS))
        with house.writing() as db:
            link = CircleLink.invitee_id == person.viewer.person_id
            db.execute(update(CircleLink).where(link).values(began_at=clock.now() - timedelta(days=days)))
    read = said(open_as(member, "circle"))
    names = (f"Siân Jones (in your circle since {ago(40)})", f"SIAN JONES (in your circle since {ago(7)})")
    for name in names:
        assert name in read
        assert f"**{name}** joined your circle" in read


def test_of_two_who_share_with_somebody_each_has_their_day(house, open_as, family, two) -> None:
    for days, person in zip((50, 9), two(Role.MEMBER), strict=True):
        bring_into_circle(house, person, family, Grant(Content.STRENGTHS))
        with house.writing() as db:
            mine = Share.owner_id == person.viewer.person_id
            db.execute(update(Share).where(mine).values(accepted_at=clock.now() - timedelta(days=days)))
    app = open_as(family, "shared")
    [who] = [each for each in app.main.get("button_group") if each.label == "Who shares with you"]
    assert [option.content for option in who.proto.options] == [
        f"Siân Jones (in your circle since {ago(50)})",
        f"SIAN JONES (in your circle since {ago(9)})",
    ]


def test_of_two_who_can_be_asked_each_has_what_they_show() -> None:
    found = [
        Suggestion(
            1, "Siân", AboutPage("I sing in the choir of the docks, and walk my dog each day.", True), ()
        ),
        Suggestion(2, "Sian", AboutPage("I cook.", True), ()),
    ]
    assert [each.display_name for each in namesakes.telling(EN, found)] == [
        "Siân (“I sing in the choir of the docks, and wa…”)",
        "Sian (“I cook.”)",
    ]


def test_a_supervisor_reads_when_they_last_met_each() -> None:
    def met(person_id: int, days: int) -> Supervised:
        day = day_ago(days)
        line = SupervisionLine(person_id, day, SupervisionKind.ONE_TO_ONE)
        return Supervised(person_id, "Siân", None, None, (), (line,))

    names = [each.display_name for each in namesakes.supervised(EN, [met(1, 4), met(2, 30)])]
    assert names == [f"Siân (you last met on {ago(4)})", f"Siân (you last met on {ago(30)})"]


def test_nobody_is_marked_whose_name_stands_alone(house, open_as, coordinator, member, walk) -> None:
    assert "joined on" not in said(open_as(coordinator, "community"))
