"""What each role lets a person do, whoever's record it is about; a look through other eyes does nothing."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from lrc_portal import clock
from lrc_portal.acting import (
    MAY,
    NotAllowed,
    NotHere,
    Opening,
    Permission,
    Viewer,
    may,
    require,
    require_oneself,
)
from lrc_portal.vocabulary import Content, Language, Role, Subject, Through

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
KEEPS = {
    Permission.KEEP_A_RECORD,
    Permission.SHARE,
    Permission.TELL_OF_ONESELF,
    Permission.WRITE_NOTES,
    Permission.WRITE_LETTERS,
}
OF_ROLE: dict[Role, set[Permission]] = {
    Role.MEMBER: KEEPS | {Permission.INVITE_FAMILY, Permission.GIVE_TOO},
    Role.FAMILY: KEEPS,
    Role.PEER_WORKER: {
        Permission.WALK_WITH_PEOPLE,
        Permission.WRITE_NOTES,
        Permission.WRITE_LETTERS,
        Permission.TELL_OF_ONESELF,
        Permission.KEEP_WHAT_IS_ON,
    },
    Role.COORDINATOR: {
        Permission.RUN_THE_SERVICE,
        Permission.KEEP_THE_SHELF,
        Permission.KEEP_WHAT_IS_ON,
    },
}
SEES = frozenset({(Content.HEALTH, True)})


def viewer(*roles: Role, through: Through | None = None) -> Viewer:
    return Viewer(1, frozenset(roles), Language.ENGLISH, through=through)


def allowed(by: Viewer) -> set[Permission]:
    return {permission for permission in Permission if may(by, permission)}


def test_each_role_lets_a_person_do_this_and_no_more() -> None:
    assert set(OF_ROLE) == set(Role) and set(MAY) == set(Permission)
    assert {role: allowed(viewer(role)) for role in Role} == OF_ROLE
    assert allowed(viewer()) == set()
    assert allowed(viewer(Role.FAMILY, Role.COORDINATOR)) == KEEPS | OF_ROLE[Role.COORDINATOR]
    assert {role for role in Role if viewer(role).keeps_a_record} == {Role.MEMBER, Role.FAMILY}
    assert {role for role in Role if viewer(role).lives_alongside} == {Role.FAMILY}
    assert not viewer(Role.FAMILY, Role.MEMBER).lives_alongside
    assert not viewer().lives_alongside


def test_a_copy_of_a_viewer_is_the_same_person_and_its_rules_are_made_anew() -> None:
    mari = viewer(Role.MEMBER)
    mari.rules["of a rule"] = "what was made of it"
    copied = deepcopy(mari)
    assert copied == mari and copied.rules == {}


def test_what_a_rule_is_for_a_viewer_is_worked_out_once_a_day() -> None:
    mari, worked_out = viewer(Role.MEMBER), count(1)

    def one(by: Viewer) -> tuple[Viewer, int]:
        return by, next(worked_out)

    def other(by: Viewer) -> tuple[Viewer, int]:
        return one(by)

    with clock.standing_at(NOON):
        assert [mari.once(one), mari.once(one), mari.once(other), mari.once(one)] == [
            (mari, 1),
            (mari, 1),
            (mari, 2),
            (mari, 1),
        ]
        assert replace(mari).once(one) == (mari, 3)
    with clock.standing_at(NOON + timedelta(days=1)):
        assert mari.once(one) == (mari, 4)


def test_a_look_is_at_ones_own_record_or_at_somebody_elses_or_at_no_one_record() -> None:
    mari = viewer(Role.MEMBER)
    looks = [replace(mari, looks_at=at) for at in (mari.person_id, mari.person_id + 1, None)]
    assert [look.looks_at_own for look in looks] == [True, False, False]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_is_told_so_and_who_looks_through_other_eyes_may_nothing(role: Role) -> None:
    for permission in Permission:
        if permission in OF_ROLE[role]:
            require(viewer(role), permission)
        else:
            with pytest.raises(NotAllowed, match="This is not part of what you do here"):
                require(viewer(role), permission)
    require_oneself(viewer(role))
    preview = viewer(role).through_other_eyes(SEES)
    assert allowed(preview) == set() and preview.preview == SEES and preview.roles == {role}
    with pytest.raises(NotAllowed, match="This is not part of what you do here"):
        require_oneself(preview)


def test_what_a_pairing_opens_is_open_to_oneself_and_by_the_pairing_only() -> None:
    assert viewer(Role.PEER_WORKER).may_walk_along
    assert viewer(Role.PEER_WORKER, through=Through.PAIRING).may_walk_along
    assert not viewer(Role.PEER_WORKER, through=Through.CIRCLE).may_walk_along
    assert not viewer(Role.PEER_WORKER).through_other_eyes(SEES).may_walk_along
    assert "not here" in NotHere().sentence.text


def test_a_visit_is_of_one_viewer_in_one_session_to_one_owner_on_one_day() -> None:
    gareth, day = replace(viewer(Role.PEER_WORKER), session_id=7), date(2026, 5, 20)
    visit = Opening()
    visit.is_of(gareth, 2, day)
    lines = {Subject.GOALS: datetime(2026, 5, 20, 12, tzinfo=UTC)}
    for other, owner, on in (
        (replace(gareth, person_id=9), 2, day),
        (replace(gareth, session_id=8), 2, day),
        (gareth, 3, day),
        (gareth, 2, day + timedelta(days=1)),
    ):
        visit.lines = dict(lines)
        visit.is_of(gareth, 2, day)
        assert visit.lines == lines
        visit.is_of(other, owner, on)
        assert visit.lines == {}
        visit.is_of(gareth, 2, day)
