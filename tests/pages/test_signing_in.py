"""Before the second step no screen shows anything of others; a coordinator helps people back in."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from lrc_portal import clock
from lrc_portal.database.models import CodeApp, PersonRole, SignInSession
from lrc_portal.identity import recovery, second_step
from lrc_portal.identity.viewer import viewer_of, whoever_of
from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import Role

from .conftest import field, press, said, stand_on, unfold
from .walking import walk_together


def before_second_step(house, person) -> None:
    """The session of this person as it is after a passphrase alone."""
    with house.writing() as db:
        db.execute(
            update(SignInSession)
            .where(SignInSession.person_id == person.viewer.person_id)
            .values(second_step_at=None)
        )


@pytest.mark.parametrize("who", ["coordinator", "peer_worker"])
def test_no_screen_opens_before_the_second_step_but_the_own_account(
    who, request, house, member, peer_worker, coordinator, open_as
):
    walk_together(house, coordinator, member, peer_worker)
    person = request.getfixturevalue(who)
    assert viewer_of(house, person.token) is not None
    before_second_step(house, person)
    assert viewer_of(house, person.token) is None and whoever_of(house, person.token) is not None
    for screen in SCREENS:
        app = open_as(person, screen.file.removesuffix(".py"))
        text = said(app)
        assert "Gwen" not in text, screen.file
        if screen.address != "account":
            assert [each.value for each in app.title] == ["One more step"], screen.file
            continue
        unfold(app)
        assert "opens once you have shown a second time that it is you" in said(app)
        assert "Where I am signed in" in said(app) and "Gwen" not in said(app)


def test_a_page_that_is_open_saves_nothing_once_a_role_was_given(house, member, open_as):
    app = open_as(member, "account")
    with house.writing() as db:
        db.add(PersonRole(person_id=member.viewer.person_id, role=Role.COORDINATOR, given_at=clock.now()))
    before_second_step(house, member)
    field(app, "text_input", ":display_name").set_value("Gwenllian")
    press(app, "Save the name")
    assert whoever_of(house, member.token).display_name == "Gwen"


def test_a_coordinator_reads_a_code_to_somebody_and_is_named_for_it(
    house, member, peer_worker, coordinator, open_as
):
    app = press(open_as(coordinator, "community"), "Forgot the passphrase")
    press(app, "Make the code")
    assert [each.value for each in app.main.error] == ["Choose somebody first."]
    assert coordinator.viewer.person_id not in field(app, "button_group", ":person").options
    field(app, "button_group", ":person").set_value(member.viewer.person_id)
    press(app, "Make the code")
    [code] = re.findall(r"^\d{3} \d{3} \d{3}$", said(app), re.MULTILINE)
    with house.reading() as db:
        assert recovery._is_open(db, recovery._spoken_hash(member.viewer.person_id, code))
    press(app, "I have passed it on")
    assert code not in said(app)
    assert "Dai made a code for you to choose a new passphrase" in said(open_as(member, "account"))
    assert "**Dai** made a code for you to choose a new passphrase" in said(unfold(open_as(member, "circle")))


def test_a_coordinator_takes_a_lost_second_step_away(house, member, peer_worker, coordinator, open_as):
    app = press(open_as(coordinator, "community"), "Lost the second step")
    field(app, "button_group", ":person").set_value(peer_worker.viewer.person_id)
    press(app, "Take their second step away")
    assert "They have no second step, so nothing was taken away." in said(app)
    with house.writing() as db:
        db.add(
            CodeApp(
                person_id=peer_worker.viewer.person_id,
                seed=second_step.new_secret(),
                last_counted=1,
                created_at=clock.now(),
            )
        )
    press(app, "Take their second step away")
    assert "It is taken away." in said(app)
    assert whoever_of(house, peer_worker.token) is None


def test_my_account_says_what_my_passphrase_is_worth_and_whether_i_have_a_second_step(
    house, member, open_as, monkeypatch
):
    app = unfold(open_as(member, "account"), "Change my passphrase", "A second step when I sign in")
    text = said(app)
    assert "It has been the same since" not in text, "it was set today"
    assert "It is strong." in text
    assert "None is set up." in text
    with house.writing() as db:
        db.add(
            CodeApp(person_id=member.viewer.person_id, seed="A" * 32, last_counted=1, created_at=clock.now())
        )
    text = said(unfold(open_as(member, "account"), "A second step when I sign in"))
    assert "An app that shows codes" in text and "0 spare codes are left." in text
    stand_on(monkeypatch, clock.today() + timedelta(days=1))
    assert "It has been the same since" in said(unfold(open_as(member, "account"), "Change my passphrase"))
