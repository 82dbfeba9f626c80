"""A code opens one thing, once, for fourteen days, and says nothing before that."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, text

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CircleLink, Invitation, Share, Trace
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import Act, Content, Role, Subject
from tests.identity.conftest import roles_of

Make = Callable[..., Viewer]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def invite(
    database: Database, by: Viewer, role: Role = Role.FAMILY, into_circle: bool = True
) -> tuple[int, str]:
    with database.writing() as db:
        made, code = invitations.issue(db, by=by, role=role, into_circle=into_circle, meant_for="my sister")
        return made.id, code


def prepare_share(database: Database, owner: Viewer, invitation_id: int | None, **more: object) -> int:
    with database.writing() as db:
        share = Share(
            owner_id=owner.person_id,
            invitation_id=invitation_id,
            content=more.pop("content", Content.HEALTH),
            own_words=False,
            given_at=clock.now(),
            **more,
        )
        db.add(share)
        db.flush()
        return share.id


def accept(database: Database, by: Viewer, code: str) -> None:
    with database.writing() as db:
        invitations.accept(db, by=by, code=code)


@given(some.lists(some.sampled_from(invitations.ALPHABET), min_size=12, max_size=12), some.data())
def test_a_code_is_heard_however_it_is_written(code: list[str], data: some.DataObject) -> None:
    twins = {"0": "0oOQq", "1": "1iIlL", "2": "2zZ", "5": "5sS", "6": "6gG", "8": "8bB", "V": "VvuU"}
    written = ""
    for sign in code:
        written += data.draw(some.sampled_from(twins.get(sign, sign + sign.lower())))
        written += data.draw(some.sampled_from(["", "", " ", "-", " - ", "\u2013", "\t"]))
    assert invitations.normal(written) == "".join(code)


@given(some.text())
def test_any_text_at_all_can_be_typed_as_a_code(typed: str) -> None:
    assert len(invitations.normal(typed)) <= 600


def test_a_code_has_three_groups_of_four_and_spells_no_word() -> None:
    codes = [invitations.new_code() for _ in range(200)]
    assert len(set(codes)) == 200
    assert all([len(group) for group in code.split("-")] == [4, 4, 4] for code in codes)
    assert not set("AEIOUWY") & set("".join(codes))


def test_nobody_reads_a_code_in_the_database(make_person: Make, database: Database) -> None:
    _, code = invite(database, make_person("Ceri", Role.MEMBER))
    with database.engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM invitation")).all())
    assert code not in kept and code.replace("-", "") not in kept and "my sister" not in kept


def codes_shown(database: Database, viewer: Viewer) -> list[str | None]:
    with database.reading() as db:
        return [line.code for line in invitations.mine(viewer).run(db)]


def test_the_inviter_and_nobody_else_sees_an_open_code_again(make_person: Make, database: Database) -> None:
    ceri, other = make_person("Ceri", Role.MEMBER), make_person("Nia", Role.COORDINATOR)
    _, first = invite(database, ceri)
    _, second = invite(database, ceri)
    assert codes_shown(database, ceri) == [second, first], "a second leaves the first as it is"
    assert codes_shown(database, other) == []
    with database.reading() as db:
        assert invitations.opens_something(db, first) and invitations.opens_something(db, second)


@pytest.mark.parametrize("how", ["used", "taken back", "too old"])
def test_a_code_that_opens_nothing_is_kept_nowhere(make_person: Make, database: Database, how: str) -> None:
    with clock.standing_at(NOON):
        ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam")
        invitation_id, code = invite(database, ceri)
    later = NOON + timedelta(days=14) if how == "too old" else NOON
    with clock.standing_at(later):
        if how == "used":
            accept(database, sam, code)
        elif how == "taken back":
            with database.writing() as db:
                invitations.withdraw(db, by=ceri, invitation_id=invitation_id)
        else:
            invite(database, ceri)  # whoever makes the next one
    with database.reading() as db:
        assert db.get_one(Invitation, invitation_id).code is None


@pytest.mark.parametrize("role", list(Role))
def test_a_coordinator_invites_anybody(make_person: Make, database: Database, role: Role) -> None:
    _, code = invite(database, make_person("Coordinator", Role.COORDINATOR), role, into_circle=False)
    newcomer = make_person("Sam")
    accept(database, newcomer, code)
    with database.reading() as db:
        assert roles_of(db, newcomer.person_id) == {role}
        assert db.scalars(select(CircleLink)).all() == []


@pytest.mark.parametrize("role", [Role.MEMBER, Role.PEER_WORKER, Role.COORDINATOR])
@pytest.mark.parametrize("inviter", [Role.MEMBER, Role.FAMILY, Role.PEER_WORKER])
def test_nobody_else_invites_members_or_workers(
    make_person: Make, database: Database, inviter: Role, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        invite(database, make_person("Ceri", inviter), role, into_circle=False)


@pytest.mark.parametrize("inviter", [Role.FAMILY, Role.PEER_WORKER, Role.COORDINATOR])
def test_only_a_member_invites_family_into_their_circle(
    make_person: Make, database: Database, inviter: Role
) -> None:
    with pytest.raises(NotAllowed):
        invite(database, make_person("Ceri", inviter))


def test_accepting_brings_family_into_the_circle_with_what_was_prepared(
    make_person: Make, database: Database
) -> None:
    ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam")
    invitation_id, code = invite(database, ceri)
    given_id = prepare_share(database, ceri, invitation_id)
    back_id = prepare_share(database, ceri, invitation_id, content=Content.GOALS, taken_back_at=clock.now())
    accept(database, sam, code)
    with database.reading() as db:
        link = db.scalars(select(CircleLink)).one()
        assert (link.inviter_id, link.invitee_id) == (ceri.person_id, sam.person_id)
        assert roles_of(db, sam.person_id) == {Role.FAMILY}
        shared, taken_back = db.get_one(Share, given_id), db.get_one(Share, back_id)
        assert shared.viewer_id == sam.person_id and shared.accepted_at is not None
        assert taken_back.viewer_id is None and taken_back.accepted_at is None
        told = db.scalars(select(Trace).where(Trace.act == Act.JOINED, Trace.subject == Subject.CIRCLE)).one()
        assert (told.owner_id, told.actor_id) == (ceri.person_id, sam.person_id)


def test_where_the_same_was_shared_before_the_newer_wish_stands(
    make_person: Make, database: Database
) -> None:
    ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam", Role.FAMILY)
    older = prepare_share(database, ceri, None, viewer_id=sam.person_id, accepted_at=clock.now())
    invitation_id, code = invite(database, ceri)
    newer = prepare_share(database, ceri, invitation_id)
    accept(database, sam, code)
    with database.reading() as db:
        assert db.get_one(Share, older).taken_back_at is not None
        assert db.get_one(Share, newer).accepted_at is not None


def test_a_code_works_once(make_person: Make, database: Database) -> None:
    ceri, sam, alex = make_person("Ceri", Role.MEMBER), make_person("Sam"), make_person("Alex")
    _, code = invite(database, ceri)
    accept(database, sam, code)
    with pytest.raises(invitations.CodeOpensNothing):
        accept(database, alex, code)
    with database.reading() as db:
        assert roles_of(db, alex.person_id) == set()


@pytest.mark.parametrize(
    ("later", "works"), [(timedelta(days=13, hours=23), True), (timedelta(days=14), False)]
)
def test_a_code_ends_after_fourteen_days(
    make_person: Make, database: Database, later: timedelta, works: bool
) -> None:
    with clock.standing_at(NOON):
        ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam")
        _, code = invite(database, ceri)
    with clock.standing_at(NOON + later), database.reading() as db:
        assert invitations.opens_something(db, code) is works
    if not works:
        with clock.standing_at(NOON + later), pytest.raises(invitations.CodeOpensNothing):
            accept(database, sam, code)


def test_nobody_accepts_their_own_invitation(make_person: Make, database: Database) -> None:
    ceri = make_person("Ceri", Role.MEMBER)
    _, code = invite(database, ceri)
    with pytest.raises(invitations.CodeOpensNothing):
        accept(database, ceri, code)


def test_withdrawing_closes_the_code_and_takes_the_shares_back(make_person: Make, database: Database) -> None:
    ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam")
    invitation_id, code = invite(database, ceri)
    share_id = prepare_share(database, ceri, invitation_id)
    with pytest.raises(NotHere), database.writing() as db:
        invitations.withdraw(db, by=sam, invitation_id=invitation_id)
    with database.writing() as db:
        assert [line.meant_for for line in invitations.mine(ceri).run(db)] == ["my sister"]
        invitations.withdraw(db, by=ceri, invitation_id=invitation_id)
        assert invitations.mine(ceri).run(db) == []
    with pytest.raises(invitations.CodeOpensNothing):
        accept(database, sam, code)
    with database.reading() as db:
        assert db.get_one(Share, share_id).taken_back_at is not None


def test_an_accepted_invitation_cannot_be_withdrawn(make_person: Make, database: Database) -> None:
    ceri, sam = make_person("Ceri", Role.MEMBER), make_person("Sam")
    invitation_id, code = invite(database, ceri)
    accept(database, sam, code)
    with pytest.raises(NotHere), database.writing() as db:
        invitations.withdraw(db, by=ceri, invitation_id=invitation_id)


def test_the_first_coordinators_codes_open_until_one_is_used(make_person: Make, database: Database) -> None:
    first, late = make_person("First"), make_person("Late")
    with database.writing() as db:
        older, newer = invitations.issue_first(db), invitations.issue_first(db)
    assert older and newer
    accept(database, first, older)
    with pytest.raises(invitations.CodeOpensNothing):
        accept(database, late, newer)
    with database.writing() as db:
        assert roles_of(db, first.person_id) == {Role.COORDINATOR}
        assert invitations.issue_first(db) is None
