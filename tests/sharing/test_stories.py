"""Invite, accept, share, take back, leave: each story to its end, with what it opens on the way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Consent, Share, Trace
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.sharing.invitations import CodeOpensNothing
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Act, Content, Language, Role
from lrc_portal.words.marks import Invalid
from lrc_portal.words.translator import translator
from tests.people import into_circle, invite, make_person, pair, token
from tests.record import verbs as record
from tests.sharing.house import make_house

HEALTH, GOALS = Grant(Content.HEALTH), Grant(Content.GOALS)


def opened(db: Session, owner: Viewer, viewer: Viewer) -> dict[Content, bool]:
    """What the viewer may see of the owner's today: content → with own words or not."""
    return access.grants(db, viewer, owner.person_id).contents


def give(db: Session, owner: Viewer, viewer: Viewer, *grants: Grant) -> None:
    circle.give(db, by=owner, viewer_id=viewer.person_id, submission=GrantsSubmission(grants, token()))


def mari_and_dafydd(db: Session, *grants: Grant) -> tuple[Viewer, Viewer]:
    mari, dafydd = make_person(db, "Mari", Role.MEMBER), make_person(db, "Dafydd", Role.FAMILY)
    if grants:
        into_circle(db, mari, dafydd, *grants)
    return mari, dafydd


def standing_consents(db: Session, owner: Viewer) -> int:
    return db.scalar(
        select(func.count())
        .select_from(Consent)
        .where(Consent.person_id == owner.person_id, Consent.withdrawn_at.is_(None))
    )


# An invitation


def test_an_invitation_opens_what_hangs_on_it_once_it_is_accepted_and_not_before(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db)
        code = invite(db, mari, HEALTH, Grant(Content.GOALS, own_words=True))
        assert opened(db, mari, dafydd) == {}
        assert circle.members(mari).run(db) == circle.members(dafydd).run(db) == []
        [waiting] = circle.given_with_invitations(mari).run(db).values()
        assert [(line.content, line.live) for line in waiting] == [
            (Content.HEALTH, False),
            (Content.GOALS, False),
        ]
        invitations.accept(db, by=dafydd, code=code)
        assert opened(db, mari, dafydd) == {Content.HEALTH: False, Content.GOALS: True}
        assert [member.display_name for member in circle.members(mari).run(db)] == ["Dafydd"]
        assert [member.shares for member in circle.members(dafydd).run(db)] == [()], (
            "nothing goes back by itself"
        )
        assert circle.given_with_invitations(mari).run(db) == {}
        assert [sharer.contents for sharer in circle.sharers(dafydd).run(db)] == [
            (Content.HEALTH, Content.GOALS)
        ]


def test_an_invitation_that_was_taken_back_opens_nothing(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db)
        code = invite(db, mari, HEALTH)
        [line] = invitations.mine(mari).run(db)
        invitations.withdraw(db, by=mari, invitation_id=line.id)
        with pytest.raises(CodeOpensNothing):
            invitations.accept(db, by=dafydd, code=code)
        assert opened(db, mari, dafydd) == {}
        assert standing_consents(db, mari) == 0


def test_a_share_taken_back_while_the_invitation_waited_stays_taken_back(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db)
        code = invite(db, mari, HEALTH, GOALS)
        [waiting] = circle.given_with_invitations(mari).run(db).values()
        circle.take_back(db, by=mari, share_id=waiting[0].id)
        taken_back = select(Trace.subject_id).where(Trace.act == Act.TOOK_BACK)
        assert db.scalars(taken_back).all() == [waiting[0].id], "the line says which share it was"
        invitations.accept(db, by=dafydd, code=code)
        assert opened(db, mari, dafydd) == {Content.GOALS: False}


def test_the_last_day_of_a_share_can_pass_before_the_invitation_is_accepted(database: Database) -> None:
    start = datetime(2026, 5, 20, 12, tzinfo=UTC)
    with database.writing() as db:
        with clock.standing_at(start):
            mari, dafydd = mari_and_dafydd(db)
            code = invite(db, mari, Grant(Content.HEALTH, last_day=date(2026, 5, 22)), GOALS)
        with clock.standing_at(start + timedelta(days=5)):
            invitations.accept(db, by=dafydd, code=code)
            assert opened(db, mari, dafydd) == {Content.GOALS: False}


def test_what_is_named_twice_on_an_invitation_is_one_share_and_the_later_wish(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db)
        into_circle(db, mari, dafydd, HEALTH, Grant(Content.HEALTH, own_words=True))
        assert opened(db, mari, dafydd) == {Content.HEALTH: True}


def test_a_second_invitation_of_the_same_person_is_the_newer_wish(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db, Grant(Content.HEALTH, own_words=True), GOALS)
        into_circle(db, mari, dafydd, HEALTH)
        assert opened(db, mari, dafydd) == {Content.HEALTH: False, Content.GOALS: False}
        assert len(circle.members(mari).run(db)) == 1
        assert standing_consents(db, mari) == 2


def test_only_a_member_invites_into_a_circle(database: Database) -> None:
    with database.writing() as db:
        for role in set(Role) - {Role.MEMBER}:
            with pytest.raises(NotAllowed):
                invite(db, make_person(db, "Nia", role), HEALTH)


@pytest.mark.parametrize(
    ("meant_for", "last_day", "fields"),
    [(" ", None, ["meant_for"]), ("x" * 101, None, ["meant_for"]), ("Mam", date(2020, 1, 1), ["last_day"])],
)
def test_what_is_not_sound_of_an_invitation_is_said(meant_for: str, last_day: date | None, fields) -> None:
    form = InviteSubmission(meant_for, (Grant(Content.HEALTH, last_day=last_day),))
    assert [problem.field for problem in form.problems()] == fields


# Shares


def test_what_is_chosen_is_exactly_what_is_seen(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db, HEALTH)
        give(db, mari, dafydd, GOALS, Grant(Content.SOBRIETY, own_words=True))
        assert opened(db, mari, dafydd) == {Content.GOALS: False, Content.SOBRIETY: True}
        assert opened(db, dafydd, mari) == {}
        give(db, mari, dafydd, HEALTH)
        assert opened(db, mari, dafydd) == {Content.HEALTH: False}


def test_a_share_given_twice_is_one_standing_share(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db, HEALTH)
        [before] = db.scalars(select(Share.id))
        give(db, mari, dafydd, HEALTH)
        give(db, mari, dafydd, HEALTH, HEALTH)
        assert db.scalars(select(Share.id)).all() == [before], "what stays is left as it is, with its date"
        give(db, mari, dafydd, Grant(Content.HEALTH, own_words=True))
        standing = db.scalars(select(Share).where(Share.taken_back_at.is_(None))).all()
        assert [(share.content, share.own_words) for share in standing] == [(Content.HEALTH, True)]


def test_a_share_is_given_only_within_the_circle(database: Database) -> None:
    with database.writing() as db:
        mari, _dafydd = mari_and_dafydd(db, HEALTH)
        tom = make_person(db, "Tom", Role.MEMBER)
        gareth = make_person(db, "Gareth", Role.PEER_WORKER)
        pair(db, make_person(db, "Nia", Role.COORDINATOR), mari, gareth)
        for other in (tom, gareth, mari):
            with pytest.raises(NotHere):
                give(db, mari, other, HEALTH)


def test_a_double_click_gives_once(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db, HEALTH)
        once = GrantsSubmission((GOALS,), "once")
        circle.give(db, by=mari, viewer_id=dafydd.person_id, submission=once)
        with pytest.raises(AlreadySaved):
            circle.give(db, by=mari, viewer_id=dafydd.person_id, submission=once)


def test_a_last_day_that_is_over_is_not_given(database: Database) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db, HEALTH)
        with pytest.raises(Invalid):
            give(db, mari, dafydd, Grant(Content.GOALS, last_day=clock.today() - timedelta(days=1)))
        give(db, mari, dafydd, Grant(Content.GOALS, last_day=clock.today()))
        assert opened(db, mari, dafydd) == {Content.GOALS: False}


MIDNIGHTS = [
    ("winter", date(2026, 1, 10), datetime(2026, 1, 11, 0, 0, tzinfo=UTC)),
    (
        "summer: an hour before midnight in Greenwich",
        date(2026, 7, 10),
        datetime(2026, 7, 10, 23, 0, tzinfo=UTC),
    ),
    ("clocks go forward that night", date(2026, 3, 29), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
    ("clocks go back that night", date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("_season", "last_day", "midnight"), MIDNIGHTS, ids=[each[0] for each in MIDNIGHTS])
def test_a_last_day_is_open_until_midnight_in_wales(
    database: Database, _season: str, last_day: date, midnight: datetime
) -> None:
    with clock.standing_at(midnight - timedelta(days=3)), database.writing() as db:
        mari, dafydd = mari_and_dafydd(db, Grant(Content.HEALTH, last_day=last_day))
    for moment, seen in (
        (midnight - timedelta(seconds=1), {Content.HEALTH: False}),
        (midnight, {}),
        (midnight + timedelta(days=1), {}),
    ):
        with clock.standing_at(moment), database.reading() as db:
            assert opened(db, mari, dafydd) == seen
            assert bool(circle.sharers(dafydd).run(db)) == bool(seen)
            [line] = circle.members(mari).run(db)[0].shares
            assert line.live == bool(seen)


def test_a_share_that_ended_can_be_given_again(database: Database) -> None:
    start = datetime(2026, 5, 20, 12, tzinfo=UTC)
    with database.writing() as db:
        with clock.standing_at(start):
            mari, dafydd = mari_and_dafydd(db, Grant(Content.HEALTH, last_day=date(2026, 5, 21)))
        with clock.standing_at(start + timedelta(days=3)):
            give(db, mari, dafydd, HEALTH)
            assert opened(db, mari, dafydd) == {Content.HEALTH: False}


def test_a_consent_is_kept_in_the_language_in_which_it_was_given(database: Database) -> None:
    with database.writing() as db:
        eleri = make_person(db, "Eleri", Role.MEMBER, language=Language.CYMRAEG)
        invite(db, eleri, HEALTH)
        consent = db.scalars(select(Consent)).one()
    assert consent.language is Language.CYMRAEG
    assert consent.wording == translator(Language.CYMRAEG)(circle.CONSENT_TO_SHARE)


# Ends


@pytest.mark.parametrize(
    "who", ["take back one", "take back all", "hand back", "owner leaves", "other leaves"]
)
def test_whoever_ends_a_share_nothing_is_open_and_the_owner_loses_nothing(
    database: Database, who: str
) -> None:
    with database.writing() as db:
        mari, dafydd = mari_and_dafydd(db, HEALTH)
        entries = record.make_entries(db, mari)
    before = record.rows(database)["check_in"]
    with database.writing() as db:
        [member] = circle.members(mari).run(db)
        if who == "take back one":
            circle.take_back(db, by=mari, share_id=member.shares[0].id)
        elif who == "take back all":
            circle.take_back_all(db, by=mari, viewer_id=dafydd.person_id)
        elif who == "hand back":
            circle.hand_back(db, by=dafydd, owner_id=mari.person_id, content=Content.HEALTH)
        else:
            by, other = (mari, dafydd) if who == "owner leaves" else (dafydd, mari)
            circle.leave(db, by=by, other_id=other.person_id)
        db.flush()
        assert opened(db, mari, dafydd) == {}
        assert standing_consents(db, mari) == 0, "the consent is withdrawn with its share"
        assert bool(circle.members(mari).run(db)) == ("leaves" not in who)
    assert record.rows(database)["check_in"] == before
    assert entries.owner == mari


def test_leaving_ends_what_goes_both_ways_and_nobody_elses(database: Database) -> None:
    with database.writing() as db:
        mari, tom = (make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom"))
        helen = make_person(db, "Helen", Role.FAMILY)
        into_circle(db, mari, tom, HEALTH)
        into_circle(db, mari, helen, HEALTH)
        give(db, tom, mari, GOALS)
        circle.leave(db, by=tom, other_id=mari.person_id)
        assert opened(db, mari, tom) == opened(db, tom, mari) == {}
        assert opened(db, mari, helen) == {Content.HEALTH: False}
        with pytest.raises(NotHere):
            circle.leave(db, by=tom, other_id=mari.person_id)
        into_circle(db, tom, mari, GOALS)
        assert opened(db, tom, mari) == {Content.GOALS: False}, "they can come together again"
        assert opened(db, mari, tom) == {}


def test_leaving_the_circle_leaves_a_pairing_as_it_is_and_the_other_way_round(database: Database) -> None:
    with database.writing() as db:
        nia = make_person(db, "Nia", Role.COORDINATOR)
        mari = make_person(db, "Mari", Role.MEMBER)
        both = make_person(db, "Gareth", Role.PEER_WORKER, Role.FAMILY)
        pairing_id = pair(db, nia, mari, both, HEALTH)
        into_circle(db, mari, both, GOALS)
        assert opened(db, mari, both) == {Content.HEALTH: False, Content.GOALS: False}
        circle.leave(db, by=mari, other_id=both.person_id)
        assert opened(db, mari, both) == {Content.HEALTH: False}
        into_circle(db, mari, both, GOALS)
        pairings.end(db, by=mari, pairing_id=pairing_id)
        assert opened(db, mari, both) == {Content.GOALS: False}


def test_a_share_of_a_pairing_waits_for_both_to_say_yes(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        pairings.accept_as_person(db, by=house.mari, pairing_id=house.asked, grants=(HEALTH,))
        assert opened(db, house.mari, house.sian) == {}
        pairings.accept_as_peer_worker(db, by=house.sian, pairing_id=house.asked)
        assert opened(db, house.mari, house.sian) == {Content.HEALTH: False}


def test_where_both_say_yes_at_the_same_moment_the_pairing_begins(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
    has_written = threading.Event()

    def worker_says_yes() -> None:
        assert has_written.wait(20)
        with database.writing() as db:
            pairings.accept_as_peer_worker(db, by=house.sian, pairing_id=house.asked)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as db:
            done = pool.submit(worker_says_yes)
            pairings.accept_as_person(db, by=house.mari, pairing_id=house.asked, grants=(HEALTH,))
            db.flush()
            has_written.set()
            threading.Event().wait(0.3)  # the other is under way by now, and has to wait for us
        done.result(timeout=30)
    with database.reading() as db:
        assert opened(db, house.mari, house.sian) == {Content.HEALTH: False}
